/* The strings extension: its rows, and functions on a text by itself.
 * Source: cel-go ext/strings.go; costs are those of Kubernetes, apiserver pkg/cel/library/cost.go. */
#include "strings.h"

#include <string.h>

#include "builder.h"

static bool begins_code_point(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

size_t cel_text_at(const struct cel_value *text, int64_t position)
{
	size_t at = 0;

	if (position < 0 || position > (int64_t)text->size)
		return CEL_NO_POSITION;
	while (position > 0 && at < text->size) {
		at++;
		while (at < text->size && !begins_code_point(text->text[at]))
			at++;
		position--;
	}
	return position == 0 ? at : CEL_NO_POSITION;
}

struct cel_value cel_out_of_range(struct cel_eval *eval, int64_t position)
{
	return cel_error(eval, "index out of range: %lld", (long long)position);
}

struct cel_value cel_ext_char_at(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *text = &args[0];
	size_t begin = cel_text_at(text, args[1].integer), end;

	(void)n;
	if (begin == CEL_NO_POSITION)
		return cel_out_of_range(eval, args[1].integer);
	if (begin == text->size)
		return cel_from_text("", 0);
	end = begin + 1;
	while (end < text->size && !begins_code_point(text->text[end]))
		end++;
	return cel_from_text(text->text + begin, end - begin);
}

struct cel_value cel_ext_substring(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *text = &args[0];
	size_t begin, end = text->size;

	if (n > 2 && args[1].integer > args[2].integer)
		return cel_error(eval, "invalid substring range. start: %lld, end: %lld",
				 (long long)args[1].integer, (long long)args[2].integer);
	begin = cel_text_at(text, args[1].integer);
	if (begin == CEL_NO_POSITION)
		return cel_out_of_range(eval, args[1].integer);
	if (n > 2)
		end = cel_text_at(text, args[2].integer);
	if (end == CEL_NO_POSITION)
		return cel_out_of_range(eval, args[2].integer);
	return cel_from_text(text->text + begin, end - begin);
}

struct cel_value cel_ext_trim(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const char *text = args[0].text;
	size_t size = args[0].size;

	(void)eval;
	(void)n;
	text_trim(&text, &size);
	return cel_from_text(text, size);
}

/* The text with 0x20 turned in each letter from `first` on, of 26. */
static struct cel_value change_case(struct cel_eval *eval, const struct cel_value *value,
				    char first)
{
	char *text = cel_alloc(eval, value->size + 1);

	if (text == NULL)
		return cel_out_of_memory(eval);
	for (size_t i = 0; i < value->size; i++) {
		char c = value->text[i];

		text[i] = (char)(c >= first && c < first + 26 ? c ^ 0x20 : c);
	}
	return cel_from_text(text, value->size);
}

struct cel_value cel_ext_lower(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return change_case(eval, &args[0], 'A');
}

struct cel_value cel_ext_upper(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return change_case(eval, &args[0], 'a');
}

struct cel_value cel_ext_reverse_text(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *value = &args[0];
	char *text = cel_alloc(eval, value->size + 1);
	size_t end = value->size;

	(void)n;
	if (text == NULL)
		return cel_out_of_memory(eval);
	for (size_t at = 0; at < value->size;) {
		size_t next = at + 1;

		while (next < value->size && !begins_code_point(value->text[next]))
			next++;
		end -= next - at;
		memcpy(text + end, value->text + at, next - at);
		at = next;
	}
	return cel_from_text(text, value->size);
}

/* ---- strings.quote ---- */

static char escape_letter(char c)
{
	static const char letters[] = {
		['\a'] = 'a', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',
		['\v'] = 'v', ['\f'] = 'f', ['\r'] = 'r',
	};

	if (c == '"' || c == '\\')
		return c;
	return c > 0 && c < (char)sizeof(letters) ? letters[(size_t)c] : '\0';
}

struct cel_value cel_ext_quote(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_builder out = { .eval = eval };
	const char *text = args[0].text;
	size_t begin = 0;

	(void)n;
	cel_builder_add(&out, "\"", 1);
	for (size_t i = 0; i < args[0].size; i++) {
		char letter = escape_letter(text[i]);

		if (letter == '\0')
			continue;
		cel_builder_add(&out, text + begin, i - begin);
		cel_builder_add(&out, (char[]) { '\\', letter }, 2);
		begin = i + 1;
	}
	cel_builder_add(&out, text + begin, args[0].size - begin);
	cel_builder_add(&out, "\"", 1);
	return cel_builder_finish(&out);
}

/* ---- costs ---- */

/* ceil(0.2 s): to read it, and to make the result. */
static uint64_t cost_twice(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cel_cost_of(20, cel_size(&args[0]));
}

static uint64_t cost_of_join(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)args;
	(void)n;
	return cel_cost_of(20, cel_size(result));
}

/* ---- rows ---- */

/* A method whose cost is a rule about its name. */
#define METHOD(name, overload, returns, function_, cost_, ...)                                    \
	{                                                                                         \
		.function = (name), .id = (overload), .is_member = true, CEL_PARAMS(__VA_ARGS__), \
		.result = (returns), .call = (function_), .cost = (cost_),                        \
		.cost_by_function = true                                                          \
	}

static const struct cel_overload overloads[] = {
	CEL_MEMBER("charAt", "string_char_at_int", &cel_string, cel_ext_char_at, NULL, &cel_string,
		   &cel_int),
	METHOD("indexOf", "string_index_of_string", &cel_int, cel_ext_index_of, cel_cost_elements,
	       &cel_string, &cel_string),
	METHOD("indexOf", "string_index_of_string_int", &cel_int, cel_ext_index_of,
	       cel_cost_elements, &cel_string, &cel_string, &cel_int),
	METHOD("lastIndexOf", "string_last_index_of_string", &cel_int, cel_ext_last_index_of,
	       cel_cost_elements, &cel_string, &cel_string),
	METHOD("lastIndexOf", "string_last_index_of_string_int", &cel_int, cel_ext_last_index_of,
	       cel_cost_elements, &cel_string, &cel_string, &cel_int),
	METHOD("lowerAscii", "string_lower_ascii", &cel_string, cel_ext_lower, cel_cost_traversal,
	       &cel_string),
	METHOD("replace", "string_replace_string_string", &cel_string, cel_ext_replace, cost_twice,
	       &cel_string, &cel_string, &cel_string),
	METHOD("replace", "string_replace_string_string_int", &cel_string, cel_ext_replace,
	       cost_twice, &cel_string, &cel_string, &cel_string, &cel_int),
	METHOD("split", "string_split_string", &cel_list_string, cel_ext_split, cost_twice,
	       &cel_string, &cel_string),
	METHOD("split", "string_split_string_int", &cel_list_string, cel_ext_split, cost_twice,
	       &cel_string, &cel_string, &cel_int),
	METHOD("substring", "string_substring_int", &cel_string, cel_ext_substring,
	       cel_cost_traversal, &cel_string, &cel_int),
	METHOD("substring", "string_substring_int_int", &cel_string, cel_ext_substring,
	       cel_cost_traversal, &cel_string, &cel_int, &cel_int),
	METHOD("trim", "string_trim", &cel_string, cel_ext_trim, cel_cost_traversal, &cel_string),
	METHOD("upperAscii", "string_upper_ascii", &cel_string, cel_ext_upper, cel_cost_traversal,
	       &cel_string),
	CEL_MEMBER("format", "string_format", &cel_string, cel_ext_format, cel_cost_traversal,
		   &cel_string, &cel_list_dyn),
	CEL_GLOBAL("strings.quote", "strings_quote", &cel_string, cel_ext_quote, cel_cost_traversal,
		   &cel_string),
	METHOD("join", "list_join", &cel_string, cel_ext_join, cost_of_join, &cel_list_string),
	METHOD("join", "list_join_string", &cel_string, cel_ext_join, cost_of_join,
	       &cel_list_string, &cel_string),
	{ .function = NULL },
};

const struct cel_library cel_library_strings = {
	.name = "strings",
	.overloads = overloads,
};

/* The other thing that came later, how format prints, hangs on CEL_NEWEST. */
static const struct cel_overload later_overloads[] = {
	CEL_MEMBER("reverse", "string_reverse", &cel_string, cel_ext_reverse_text, NULL,
		   &cel_string),
	{ .function = NULL },
};

const struct cel_library cel_library_strings_reverse = {
	.name = "strings-reverse",
	.overloads = later_overloads,
};
