/* string.format(list). Source: as in format_clause.c. */
#include "format.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "strings.h"

#define MAX_DEPTH 1000
#define IN_FORMATTING "error during formatting: "

struct formatter {
	struct cel_eval *eval;
	bool newest;
	unsigned depth; /* of lists and maps */
	struct cel_builder *out;
	struct cel_value error; /* set when a function of this file returns false */
};

static bool fail(struct formatter *formatter, struct cel_value error)
{
	formatter->error = error;
	return false;
}

static bool refuse(struct formatter *formatter, const char *refusal, const struct cel_value *value)
{
	return fail(formatter, cel_error(formatter->eval, IN_FORMATTING "%s, was given %s", refusal,
					 cel_type_of(value)->name));
}

/* ---- %s ---- */

static bool print_value(struct formatter *formatter, const struct cel_value *value);

static bool is_nested(const struct formatter *formatter)
{
	return formatter->depth > 0;
}

/* In v0.23 what is in a list or map looks like a literal. */
static bool is_quoted(const struct formatter *formatter)
{
	return is_nested(formatter) && !formatter->newest;
}

static void print_text(struct formatter *formatter, const char *text, size_t size)
{
	if (is_quoted(formatter))
		cel_builder_add_quoted(formatter->out, text, size);
	else
		cel_builder_add(formatter->out, text, size);
}

/* Strings are valid UTF-8 here, so that a wrong byte becomes U+FFFD. */
static void print_repaired(struct formatter *formatter, const struct cel_value *bytes)
{
	for (size_t i = 0; i < bytes->size;) {
		unsigned rune;
		size_t size = utf8_decode(bytes->text + i, bytes->size - i, &rune);

		if (size == 1 && rune == 0xfffd)
			cel_builder_add_str(formatter->out, "\ufffd");
		else
			cel_builder_add(formatter->out, bytes->text + i, size);
		i += size;
	}
}

static bool print_bytes(struct formatter *formatter, const struct cel_value *bytes)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct cel_value text;

	if (formatter->newest) {
		print_repaired(formatter, bytes);
		return true;
	}
	text = cel_to_string(formatter->eval, bytes);
	if (text.kind != CEL_STRING) {
		text_quote(&why, text.failure->message);
		return fail(formatter,
			    cel_error(formatter->eval,
				      IN_FORMATTING "could not convert argument %s to string",
				      why.text));
	}
	if (is_nested(formatter))
		cel_builder_add(formatter->out, "b", 1);
	print_text(formatter, text.text, text.size);
	return true;
}

static void print_special_double(struct formatter *formatter, double value)
{
	const char *name = formatter->newest ? "Infinity" : "Inf";

	if (isnan(value))
		print_text(formatter, "NaN", 3);
	else if (formatter->newest)
		cel_builder_addf(formatter->out, "%s%s", value < 0 ? "-" : "", name);
	else
		cel_builder_addf(formatter->out, is_nested(formatter) ? "\"%c%s\"" : "%c%s",
				 value < 0 ? '-' : '+', name);
}

static void print_double(struct formatter *formatter, double value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	char shortest[CEL_DOUBLE_SIZE];

	if (!isfinite(value)) {
		print_special_double(formatter, value);
		return;
	}
	if (formatter->newest)
		cel_print_double_plain(value, &text);
	else if (is_nested(formatter))
		strbuf_addf(&text, "%.6f", value);
	else
		strbuf_add(&text, shortest, cel_double_text(value, 6, shortest));
	cel_builder_add(formatter->out, text.text, text.length);
}

/* A duration is a double of seconds to the newest, which drops what that has no room for. */
static void print_time(struct formatter *formatter, const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (value->kind == CEL_TIMESTAMP) {
		struct cel_timestamp timestamp = *value->timestamp;

		if (formatter->newest)
			timestamp.offset = 0;
		cel_print_timestamp(&timestamp, &text);
	} else if (formatter->newest) {
		cel_print_double_plain((double)(value->nanoseconds / 1000000000) +
					       (double)(value->nanoseconds % 1000000000) / 1e9,
				       &text);
		strbuf_add_char(&text, 's');
	} else {
		cel_print_duration(value->nanoseconds, &text);
	}
	if (is_quoted(formatter))
		cel_builder_addf(formatter->out, "%s(\"%s\")",
				 value->kind == CEL_TIMESTAMP ? "timestamp" : "duration",
				 text.text);
	else
		cel_builder_add(formatter->out, text.text, text.length);
}

static bool print_list(struct formatter *formatter, const struct cel_value *value)
{
	const struct cel_list *list = cel_items(value);

	cel_builder_add(formatter->out, "[", 1);
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			cel_builder_add(formatter->out, ", ", 2);
		if (!print_value(formatter, &list->items[i]))
			return false;
	}
	cel_builder_add(formatter->out, "]", 1);
	return true;
}

/* An entry of a map, to be sorted by the text of its key. */
struct keyed {
	struct cel_value key;
	size_t place;
};

static int compare_keyed(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	size_t size = a->key.size < b->key.size ? a->key.size : b->key.size;
	int order = size == 0 ? 0 : memcmp(a->key.text, b->key.text, size);

	if (order != 0)
		return order;
	if (a->key.size != b->key.size)
		return a->key.size < b->key.size ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static bool print_key(struct formatter *formatter, const struct cel_value *key,
		      struct cel_value *ret_text)
{
	struct cel_builder text = { .eval = formatter->eval }, *out = formatter->out;
	bool printed;

	if (!formatter->newest && key->kind == CEL_DOUBLE)
		return fail(formatter,
			    cel_error(formatter->eval,
				      IN_FORMATTING "no formatting function for map key of type %s",
				      cel_type_of(key)->name));
	formatter->out = &text;
	printed = print_value(formatter, key);
	formatter->out = out;
	if (!printed)
		return false;
	*ret_text = cel_builder_finish(&text);
	return ret_text->kind == CEL_STRING || fail(formatter, *ret_text);
}

/* The entries by their printed keys, or NULL. */
static const struct keyed *sort_entries(struct formatter *formatter, const struct cel_map *map)
{
	struct keyed *keys = cel_alloc(formatter->eval, (map->n + 1) * sizeof(*keys));

	if (keys == NULL) {
		formatter->error = cel_out_of_memory(formatter->eval);
		return NULL;
	}
	for (size_t i = 0; i < map->n; i++) {
		keys[i].place = i;
		if (!print_key(formatter, &map->entries[i].key, &keys[i].key))
			return NULL;
	}
	qsort(keys, map->n, sizeof(*keys), compare_keyed);
	return keys;
}

static bool print_map(struct formatter *formatter, const struct cel_value *value)
{
	const struct cel_map *map = cel_entries(value);
	const struct keyed *keys = sort_entries(formatter, map);

	if (keys == NULL)
		return false;
	cel_builder_add(formatter->out, "{", 1);
	for (size_t i = 0; i < map->n; i++) {
		struct cel_value entry = cel_map_value(map, keys[i].place);

		if (i > 0)
			cel_builder_add(formatter->out, ", ", 2);
		cel_builder_add(formatter->out, keys[i].key.text, keys[i].key.size);
		cel_builder_add_str(formatter->out, formatter->newest ? ": " : ":");
		if (!print_value(formatter, &entry))
			return false;
	}
	cel_builder_add(formatter->out, "}", 1);
	return true;
}

static bool print_container(struct formatter *formatter, const struct cel_value *value)
{
	bool printed;

	if (formatter->depth >= MAX_DEPTH)
		return fail(formatter,
			    cel_error(formatter->eval, IN_FORMATTING "value is nested too deeply"));
	formatter->depth++;
	printed = value->kind == CEL_LIST ? print_list(formatter, value)
					  : print_map(formatter, value);
	formatter->depth--;
	return printed;
}

static void print_integer(struct formatter *formatter, const struct cel_value *value)
{
	bool is_negative = value->kind == CEL_INT && value->integer < 0;

	cel_format_based(is_negative ? -value->uinteger : value->uinteger, is_negative, 10, false,
			 formatter->out);
}

/* A value that no text stands for. */
static bool refuse_value(struct formatter *formatter, const struct cel_value *value)
{
	if (value->kind == CEL_ERROR)
		return fail(formatter, *value);
	if (is_quoted(formatter))
		return fail(formatter, cel_error(formatter->eval,
						 IN_FORMATTING "no formatting function for %s",
						 cel_type_of(value)->name));
	return refuse(formatter, cel_anything_refusal, value);
}

static bool print_value(struct formatter *formatter, const struct cel_value *value)
{
	if (formatter->out->is_full)
		return fail(formatter, cel_out_of_memory(formatter->eval));
	if (!cel_work(formatter->eval, 1 + value->size / 16))
		return fail(formatter, cel_too_slow(formatter->eval));
	switch (value->kind) {
	case CEL_STRING:
		print_text(formatter, value->text, value->size);
		return true;
	case CEL_BYTES:
		return print_bytes(formatter, value);
	case CEL_INT:
	case CEL_UINT:
		print_integer(formatter, value);
		return true;
	case CEL_BOOL:
		cel_builder_add_str(formatter->out, value->boolean ? "true" : "false");
		return true;
	case CEL_DOUBLE:
		print_double(formatter, value->number);
		return true;
	case CEL_NULL:
		cel_builder_add_str(formatter->out, "null");
		return true;
	case CEL_TYPE:
		cel_builder_add_str(formatter->out, value->type->name);
		return true;
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		print_time(formatter, value);
		return true;
	case CEL_LIST:
	case CEL_MAP:
		return print_container(formatter, value);
	default:
		return refuse_value(formatter, value);
	}
}

/* ---- the other clauses ---- */

/* Some strings are numbers to v0.23. False for any other. */
static bool read_named_double(const struct cel_value *text, double *ret_value)
{
	static const struct {
		const char *name;
		double value;
	} named[] = { { "NaN", NAN }, { "Infinity", INFINITY }, { "-Infinity", -INFINITY } };

	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (text->size == strlen(named[i].name) &&
		    memcmp(text->text, named[i].name, text->size) == 0) {
			*ret_value = named[i].value;
			return true;
		}
	return false;
}

static bool print_number(struct formatter *formatter, const struct cel_clause *clause,
			 const struct cel_value *value)
{
	double number = value->number;

	if (value->kind == CEL_INT)
		number = (double)value->integer;
	else if (value->kind == CEL_UINT)
		number = (double)value->uinteger;
	else if (value->kind == CEL_STRING && !read_named_double(value, &number))
		return refuse(formatter, cel_clause_refusal(clause->rule, formatter->newest),
			      value);
	if (clause->rule->letter == 'f')
		cel_format_fixed(number, clause->precision, formatter->newest, formatter->out);
	else
		cel_format_scientific(number, clause->precision, formatter->newest, formatter->out);
	return true;
}

static void print_hex_bytes(struct formatter *formatter, const struct cel_value *value,
			    bool is_upper)
{
	const char *digits = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";

	for (size_t i = 0; i < value->size; i++) {
		unsigned char byte = (unsigned char)value->text[i];

		cel_builder_add(formatter->out, (char[]) { digits[byte >> 4], digits[byte & 15] },
				2);
	}
}

/* %b, %o, %x, %X */
static void print_based(struct formatter *formatter, char letter, const struct cel_value *value)
{
	unsigned base = letter == 'b' ? 2 : letter == 'o' ? 8 : 16;
	bool is_negative = value->kind == CEL_INT && value->integer < 0;

	if (value->kind == CEL_STRING || value->kind == CEL_BYTES)
		print_hex_bytes(formatter, value, letter == 'X');
	else if (value->kind == CEL_BOOL)
		cel_builder_add_str(formatter->out, value->boolean ? "1" : "0");
	else
		cel_format_based(is_negative ? -value->uinteger : value->uinteger, is_negative,
				 base, letter == 'X', formatter->out);
}

static bool print_clause(struct formatter *formatter, const struct cel_clause *clause,
			 const struct cel_value *value)
{
	char letter = clause->rule->letter;

	if (!cel_clause_takes(clause->rule, formatter->newest, value->kind))
		return refuse(formatter, cel_clause_refusal(clause->rule, formatter->newest),
			      value);
	if (letter == 's' || letter == 'd')
		return print_value(formatter, value);
	if (letter == 'f' || letter == 'e')
		return print_number(formatter, clause, value);
	print_based(formatter, letter, value);
	return true;
}

/* ---- the whole ---- */

static bool print_argument(struct formatter *formatter, struct cel_format *format,
			   const struct cel_list *list, size_t index)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct cel_clause clause;

	if (index >= list->n)
		return fail(formatter, cel_error(formatter->eval, "index %zu out of range", index));
	if (!cel_clause_read(format, &clause, &why))
		return fail(formatter, cel_error(formatter->eval, "%s", why.text));
	return print_clause(formatter, &clause, &list->items[index]);
}

struct cel_value cel_ext_format(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	bool newest = cel_options(eval) & CEL_NEWEST;
	struct cel_format format = { .at = args[0].text,
				     .end = args[0].text + args[0].size,
				     .newest = newest };
	struct cel_builder out = { .eval = eval };
	struct formatter formatter = { .eval = eval, .newest = newest, .out = &out };
	const struct cel_list *list = cel_items(&args[1]);
	enum cel_format_token token;
	size_t index = 0;

	(void)n;
	while ((token = cel_format_next(&format)) != CEL_FORMAT_END) {
		if (token == CEL_FORMAT_TEXT)
			cel_builder_add(&out, format.text, format.size);
		else if (!print_argument(&formatter, &format, list, index++))
			return formatter.error;
	}
	return cel_builder_finish(&out);
}
