/* JSON as Go's fmt prints it with %+v: map[a:1 b:[x y]]. */
#include "internal.h"

static void print(const cJSON *value, struct strbuf *out);

static void print_children(const cJSON *value, struct strbuf *out)
{
	const cJSON *child;

	cJSON_ArrayForEach (child, value) {
		if (child != value->child)
			strbuf_add_char(out, ' ');
		if (child->string != NULL)
			strbuf_addf(out, "%s:", child->string);
		print(child, out);
	}
}

/* The reader bounds the depth of every tree. */
static void print(const cJSON *value, struct strbuf *out)
{
	if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
		strbuf_add_str(out, cJSON_IsObject(value) ? "map[" : "[");
		print_children(value, out);
		strbuf_add_char(out, ']');
	} else if (cJSON_IsString(value)) {
		strbuf_add_str(out, value->valuestring);
	} else if (cJSON_IsBool(value)) {
		strbuf_add_str(out, cJSON_IsTrue(value) ? "true" : "false");
	} else if (json_is_number(value)) {
		json_print_number(value, out);
	} else {
		strbuf_add_str(out, "<nil>");
	}
}

char *go_value(const cJSON *value)
{
	CLEANUP(json) cJSON *sorted = json_copy(value);
	struct strbuf out = STRBUF_INIT;

	json_sort(sorted);
	print(sorted, &out);
	return strbuf_detach(&out);
}
