/* Prints trees as Go's encoding/json does. */
#include <cjson/cJSON.h>
#include <string.h>

#include "cidrctl/json.h"
#include "cidrctl/text.h"

/* ---- strings ---- */

void json_add_raw(struct strbuf *out, const char *string)
{
	const char *nul;

	for (; (nul = strstr(string, JSON_NUL)) != NULL; string = nul + strlen(JSON_NUL)) {
		strbuf_add(out, string, (size_t)(nul - string));
		strbuf_add_char(out, '\0');
	}
	strbuf_add_str(out, string);
}

/* Bytes that stand in a JSON string as they are; 0xe2 and 0xc0 may begin something that does not,
 * and the rest of the upper half may be invalid. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

static void add_escaped_byte(struct strbuf *out, unsigned char c)
{
	static const char letters[] = {
		['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
		['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
	};

	if (c < sizeof(letters) && letters[c] != '\0') {
		char escape[] = { '\\', letters[c] };

		strbuf_add(out, escape, sizeof(escape));
		return;
	}
	strbuf_addf(out, "\\u%04x", c);
}

/* Appends a character above 0x7f; returns its bytes. */
static size_t add_high(struct strbuf *out, const char *at, size_t length)
{
	unsigned rune;
	size_t size = utf8_decode(at, length, &rune);

	if (size == 1) {
		if (text_starts_with(at, JSON_NUL)) {
			strbuf_add_str(out, "\\u0000");
			return strlen(JSON_NUL);
		}
		strbuf_add_str(out, "\\ufffd");
	} else if (rune == 0x2028 || rune == 0x2029) {
		strbuf_addf(out, "\\u%04x", rune);
	} else {
		strbuf_add(out, at, size);
	}
	return size;
}

static void add_string(struct strbuf *out, const char *string)
{
	const char *end = string + strlen(string);

	strbuf_add_char(out, '"');
	while (string < end) {
		const char *plain = string;

		while (string < end && is_plain((unsigned char)*string))
			string++;
		strbuf_add(out, plain, (size_t)(string - plain));
		if (string == end)
			break;
		if ((unsigned char)*string < 0x80)
			add_escaped_byte(out, (unsigned char)*string++);
		else
			string += add_high(out, string, (size_t)(end - string));
	}
	strbuf_add_char(out, '"');
}

/* ---- trees ---- */

static void new_line(struct strbuf *out, enum json_layout layout, size_t depth)
{
	if (layout == JSON_COMPACT)
		return;
	strbuf_add_char(out, '\n');
	strbuf_add_repeated(out, ' ', depth * (layout == JSON_INDENT_2 ? 2 : 4));
}

static void print_value(const cJSON *item, enum json_layout layout, size_t depth,
			struct strbuf *out)
{
	bool is_object = cJSON_IsObject(item);

	if (!is_object && !cJSON_IsArray(item)) {
		if (cJSON_IsString(item))
			add_string(out, item->valuestring);
		else if (json_is_number(item))
			json_print_number(item, out);
		else
			strbuf_add_str(out, cJSON_IsTrue(item)    ? "true"
					    : cJSON_IsFalse(item) ? "false"
								  : "null");
		return;
	}
	strbuf_add_char(out, is_object ? '{' : '[');
	for (const cJSON *child = item->child; child != NULL; child = child->next) {
		if (child != item->child)
			strbuf_add_char(out, ',');
		new_line(out, layout, depth + 1);
		if (is_object) {
			add_string(out, child->string);
			strbuf_add_str(out, layout == JSON_COMPACT ? ":" : ": ");
		}
		print_value(child, layout, depth + 1, out);
	}
	if (item->child != NULL)
		new_line(out, layout, depth);
	strbuf_add_char(out, is_object ? '}' : ']');
}

void json_print(const cJSON *tree, enum json_layout layout, struct strbuf *out)
{
	print_value(tree, layout, 0, out);
}

char *json_text(const cJSON *tree)
{
	struct strbuf out = STRBUF_INIT;

	json_print(tree, JSON_COMPACT, &out);
	return strbuf_detach(&out);
}
