/* Prints trees as Go's fmt does, which kubectl's templates and the API server's errors show. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"
#include "cidrctl/text.h"
#include "json_scan.h"
#include "number.h"

void json_print_go_float(double value, struct strbuf *out)
{
	number_format(out, value, &number_style_go);
}

static void print_number(const cJSON *number, unsigned style, struct strbuf *out)
{
	int64_t integer;

	if (!json_int(number, &integer))
		json_print_go_float(number->valuedouble, out);
	else if (style & JSON_GO_FLOATS)
		json_print_go_float((double)integer, out);
	else
		strbuf_addf(out, "%lld", (long long)integer);
}

static void print_string(const char *string, unsigned style, struct strbuf *out)
{
	CLEANUP(strbuf) struct strbuf bytes = STRBUF_INIT;

	if (!(style & JSON_GO_SYNTAX)) {
		strbuf_add_str(out, string);
		return;
	}
	json_add_raw(&bytes, string);
	text_quote_bytes(out, bytes.text, bytes.length);
}

static void print_value(const cJSON *value, unsigned style, struct strbuf *out);

static void print_object(const cJSON *object, unsigned style, struct strbuf *out)
{
	size_t n;
	cJSON **children = json_sorted_children(object, &n);

	strbuf_add_str(out, style & JSON_GO_SYNTAX ? "map[string]interface {}{" : "map[");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			strbuf_add_str(out, style & JSON_GO_SYNTAX ? ", " : " ");
		print_string(children[i]->string, style, out);
		strbuf_add_char(out, ':');
		print_value(children[i], style, out);
	}
	strbuf_add_char(out, style & JSON_GO_SYNTAX ? '}' : ']');
	free(children);
}

static void print_list(const cJSON *list, unsigned style, struct strbuf *out)
{
	strbuf_add_str(out, style & JSON_GO_SYNTAX ? "[]interface {}{" : "[");
	for (const cJSON *child = list->child; child != NULL; child = child->next) {
		if (child != list->child)
			strbuf_add_str(out, style & JSON_GO_SYNTAX ? ", " : " ");
		print_value(child, style, out);
	}
	strbuf_add_char(out, style & JSON_GO_SYNTAX ? '}' : ']');
}

static void print_value(const cJSON *value, unsigned style, struct strbuf *out)
{
	if (cJSON_IsObject(value))
		print_object(value, style, out);
	else if (cJSON_IsArray(value))
		print_list(value, style, out);
	else if (json_is_number(value))
		print_number(value, style, out);
	else if (cJSON_IsBool(value))
		strbuf_add_str(out, cJSON_IsTrue(value) ? "true" : "false");
	else if (cJSON_IsString(value))
		print_string(value->valuestring, style, out);
	else
		strbuf_add_str(out, style & JSON_GO_SYNTAX ? "interface {}(nil)" : "<nil>");
}

void json_print_go(const cJSON *tree, unsigned style, struct strbuf *out)
{
	print_value(tree, style, out);
}
