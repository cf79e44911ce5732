/* Values as text, for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "plan.h"

#define MAX_DEPTH 100

static void print_value(const struct cel_value *value, unsigned depth, struct strbuf *out);

/* The letter of a short escape, 0 for a character that has none. */
static char escape_letter(char c)
{
	switch (c) {
	case '"':
	case '\\':
		return c;
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return '\0';
	}
}

static void print_text(const struct cel_value *value, struct strbuf *out)
{
	for (size_t i = 0; i < value->size; i++) {
		char c = value->text[i], letter = escape_letter(c);

		if (letter != '\0')
			strbuf_addf(out, "\\%c", letter);
		else if ((unsigned char)c < 0x20 || c == 0x7f)
			strbuf_addf(out, "\\u%04x", (unsigned char)c);
		else
			strbuf_add_char(out, c);
	}
}

static void print_bytes(const struct cel_value *value, struct strbuf *out)
{
	for (size_t i = 0; i < value->size; i++) {
		unsigned char c = (unsigned char)value->text[i];

		if (c == '"' || c == '\\')
			strbuf_addf(out, "\\%c", c);
		else if (c >= 0x20 && c < 0x7f)
			strbuf_add_char(out, (char)c);
		else
			strbuf_addf(out, "\\x%02x", c);
	}
}

/* A double looks like one: 1.0, 1e+06. NaN and the infinities have no literal. */
static void print_double(double value, struct strbuf *out)
{
	char text[CEL_DOUBLE_SIZE];

	cel_double_text(value, 21, text);
	if (strpbrk(text, "NI") != NULL) {
		strbuf_addf(out, "double(\"%s\")", text);
		return;
	}
	strbuf_add_str(out, text);
	if (strpbrk(text, ".e") == NULL)
		strbuf_add_str(out, ".0");
}

static void print_list(const struct cel_value *value, unsigned depth, struct strbuf *out)
{
	const struct cel_list *list = cel_items(value);

	strbuf_add_char(out, '[');
	for (size_t i = 0; i < list->n; i++) {
		strbuf_add_str(out, i == 0 ? "" : ", ");
		print_value(&list->items[i], depth + 1, out);
	}
	strbuf_add_char(out, ']');
}

static void print_map(const struct cel_value *value, unsigned depth, struct strbuf *out)
{
	const struct cel_map *map = cel_entries(value);

	strbuf_add_char(out, '{');
	for (size_t i = 0; i < map->n; i++) {
		struct cel_value entry = cel_map_value(map, i);

		strbuf_add_str(out, i == 0 ? "" : ", ");
		print_value(&map->entries[i].key, depth + 1, out);
		strbuf_add_str(out, ": ");
		print_value(&entry, depth + 1, out);
	}
	strbuf_add_char(out, '}');
}

static void print_optional(const struct cel_value *value, unsigned depth, struct strbuf *out)
{
	if (value->optional == NULL) {
		strbuf_add_str(out, "optional.none()");
		return;
	}
	strbuf_add_str(out, "optional.of(");
	print_value(value->optional, depth + 1, out);
	strbuf_add_char(out, ')');
}

static void print_opaque(const struct cel_value *value, struct strbuf *out)
{
	const struct cel_opaque_class *class = value->opaque->class;

	if (class->print != NULL)
		class->print(value, out);
	else
		strbuf_add_str(out, class->type->name);
}

static void print_scalar(const struct cel_value *value, struct strbuf *out)
{
	switch (value->kind) {
	case CEL_NULL:
		strbuf_add_str(out, "null");
		return;
	case CEL_BOOL:
		strbuf_add_str(out, value->boolean ? "true" : "false");
		return;
	case CEL_INT:
		strbuf_addf(out, "%" PRId64, value->integer);
		return;
	case CEL_UINT:
		strbuf_addf(out, "%" PRIu64 "u", value->uinteger);
		return;
	case CEL_DOUBLE:
		print_double(value->number, out);
		return;
	case CEL_TYPE:
		strbuf_add_str(out, value->type->name);
		return;
	case CEL_ERROR:
		strbuf_addf(out, "error(%s)", value->failure->message);
		return;
	default:
		return;
	}
}

static void print_quoted(const struct cel_value *value, struct strbuf *out)
{
	switch (value->kind) {
	case CEL_STRING:
		strbuf_add_char(out, '"');
		print_text(value, out);
		strbuf_add_char(out, '"');
		return;
	case CEL_BYTES:
		strbuf_add_str(out, "b\"");
		print_bytes(value, out);
		strbuf_add_char(out, '"');
		return;
	case CEL_TIMESTAMP:
		strbuf_add_str(out, "timestamp(\"");
		cel_print_timestamp(value->timestamp, out);
		strbuf_add_str(out, "\")");
		return;
	default:
		strbuf_add_str(out, "duration(\"");
		cel_print_duration(value->nanoseconds, out);
		strbuf_add_str(out, "\")");
		return;
	}
}

static void print_value(const struct cel_value *value, unsigned depth, struct strbuf *out)
{
	if (depth > MAX_DEPTH) {
		strbuf_add_str(out, "...");
		return;
	}
	switch (value->kind) {
	case CEL_STRING:
	case CEL_BYTES:
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		print_quoted(value, out);
		return;
	case CEL_LIST:
		print_list(value, depth, out);
		return;
	case CEL_MAP:
		print_map(value, depth, out);
		return;
	case CEL_OPTIONAL:
		print_optional(value, depth, out);
		return;
	case CEL_OPAQUE:
		print_opaque(value, out);
		return;
	default:
		print_scalar(value, out);
		return;
	}
}

void cel_print(const struct cel_value *value, struct strbuf *out)
{
	print_value(value, 0, out);
}
