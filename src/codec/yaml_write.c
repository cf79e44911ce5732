/* Prints trees as YAML: go-yaml's order of keys, its choice of style and its numbers.
 *
 * kubectl makes YAML by reading the object's JSON text as YAML. Hence the characters that cannot
 * be written, though the emitter could escape them, and what becomes of U+0085. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "json_scan.h"
#include "number.h"
#include "yaml_emit.h"
#include "yaml_node.h"

#define NEXT_LINE "\xc2\x85" /* U+0085 */

struct writer {
	struct emitter emitter;
	struct strbuf clean; /* the string at hand */
	struct error *err;
};

/* ---- strings ---- */

/* What YAML's reader refuses in the JSON text; JSON escapes the other control characters. */
static bool is_forbidden(unsigned rune)
{
	return rune == 0x7f || (rune >= 0x80 && rune < 0xa0 && rune != 0x85) || rune == 0xfffe ||
	       rune == 0xffff;
}

/* U+0085 is a line break to YAML: with the space around it one becomes a space, and each further
 * one a line feed. Returns the bytes read. */
static size_t fold_next_lines(struct strbuf *out, const char *at)
{
	const char *start = at;
	size_t n = 0;

	while (out->length > 0 && out->text[out->length - 1] == ' ')
		strbuf_truncate(out, out->length - 1);
	for (;;) {
		if (text_starts_with(at, NEXT_LINE)) {
			at += strlen(NEXT_LINE);
			n++;
		} else if (*at == ' ') {
			at++;
		} else {
			break;
		}
	}
	if (n == 1)
		strbuf_add_char(out, ' ');
	else
		strbuf_add_repeated(out, '\n', n - 1);
	return (size_t)(at - start);
}

/* Adds the character at text, which is no ASCII or DEL; returns its bytes, 0 for one that cannot
 * be written. */
static size_t add_cleaned(struct strbuf *out, const char *text, size_t length)
{
	unsigned rune;
	size_t size = utf8_decode(text, length, &rune);

	if (is_forbidden(rune))
		return 0;
	if (rune == 0x85)
		return fold_next_lines(out, text);
	if (size == 1 && text_starts_with(text, JSON_NUL)) {
		strbuf_add_char(out, '\0');
		return strlen(JSON_NUL);
	}
	utf8_encode(out, rune);
	return size;
}

/* Puts the characters into writer->clean as YAML's reader would see them in the JSON text. */
static bool clean_string(struct writer *writer, const char *text)
{
	const char *end = text + strlen(text), *plain;

	strbuf_truncate(&writer->clean, 0);
	while (text < end) {
		size_t size;

		for (plain = text; (unsigned char)*text < 0x7f && text < end; text++)
			;
		strbuf_add(&writer->clean, plain, (size_t)(text - plain));
		if (text == end)
			break;
		size = add_cleaned(&writer->clean, text, (size_t)(end - text));
		if (size == 0)
			return error_set(writer->err, REASON_CLIENT,
					 "yaml: control characters are not allowed");
		text += size;
	}
	return true;
}

static enum emit_style choose_style(const struct strbuf *text)
{
	if (memchr(text->text, '\n', text->length) != NULL)
		return EMIT_BLOCK;
	if (strlen(text->text) == text->length && !yaml_reads_as_string(text->text))
		return EMIT_DOUBLE;
	return EMIT_PLAIN;
}

static bool print_string(struct writer *writer, const char *text)
{
	const struct strbuf *clean = &writer->clean;

	if (!clean_string(writer, text))
		return false;
	emit_scalar(&writer->emitter, clean->text, clean->length, choose_style(clean), false);
	return true;
}

/* A key and its colon. */
static bool print_key(struct writer *writer, const char *text)
{
	const struct strbuf *clean = &writer->clean;
	bool fits;

	if (!clean_string(writer, text))
		return false;
	fits = emit_fits_key(clean->text, clean->length);
	if (!fits)
		emit_question(&writer->emitter);
	emit_scalar(&writer->emitter, clean->text, clean->length, choose_style(clean), fits);
	emit_colon(&writer->emitter, fits);
	return true;
}

static void print_word(struct writer *writer, const char *word)
{
	emit_scalar(&writer->emitter, word, strlen(word), EMIT_PLAIN, false);
}

/* ---- numbers ---- */

/* Integers of 64 bits in full, with and without a sign. */
static bool fits_integer(const char *text)
{
	if (strpbrk(text, ".e") != NULL)
		return false;
	errno = 0;
	if (*text == '-')
		strtoll(text, NULL, 10);
	else
		strtoull(text, NULL, 10);
	return errno == 0;
}

static void print_number(struct writer *writer, const cJSON *number)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (cJSON_IsNumber(number) && number->valuedouble == 0) {
		print_word(writer, "0");
		return;
	}
	json_print_number(number, &text);
	if (!fits_integer(text.text)) {
		strbuf_truncate(&text, 0);
		number_format(&text, number->valuedouble, &number_style_go);
	}
	print_word(writer, text.text);
}

/* ---- trees ---- */

static bool print_value(struct writer *writer, const cJSON *item, bool in_mapping);

static int compare_children(const void *a, const void *b)
{
	return yaml_key_compare((*(cJSON *const *)a)->string, (*(cJSON *const *)b)->string);
}

static bool print_object(struct writer *writer, const cJSON *object)
{
	int outer = emit_begin(&writer->emitter, false);
	bool ok = true;
	size_t n;
	/* go-yaml's order is none for some keys (1a < 007 < 0o7 < 1a); beginning with another one
	 * makes it at least always the same. */
	cJSON **children = json_sorted_children(object, &n);

	qsort(children, n, sizeof(*children), compare_children);
	for (size_t i = 0; i < n && ok; i++) {
		emit_line(&writer->emitter);
		ok = print_key(writer, children[i]->string) &&
		     print_value(writer, children[i], true);
	}
	free(children);
	emit_end(&writer->emitter, outer);
	return ok;
}

static bool print_array(struct writer *writer, const cJSON *array, bool in_mapping)
{
	int outer = emit_begin(&writer->emitter, in_mapping);

	for (const cJSON *child = array->child; child != NULL; child = child->next) {
		emit_line(&writer->emitter);
		emit_dash(&writer->emitter);
		if (!print_value(writer, child, false))
			return false;
	}
	emit_end(&writer->emitter, outer);
	return true;
}

static bool print_value(struct writer *writer, const cJSON *item, bool in_mapping)
{
	bool is_object = cJSON_IsObject(item), is_array = cJSON_IsArray(item);

	if (cJSON_IsString(item))
		return print_string(writer, item->valuestring);
	if ((is_object || is_array) && item->child == NULL)
		emit_empty(&writer->emitter, is_object ? "{}" : "[]");
	else if (is_object)
		return print_object(writer, item);
	else if (is_array)
		return print_array(writer, item, in_mapping);
	else if (json_is_number(item))
		print_number(writer, item);
	else
		print_word(writer, cJSON_IsTrue(item)    ? "true"
				   : cJSON_IsFalse(item) ? "false"
							 : "null");
	return true;
}

bool yaml_print(const cJSON *tree, struct strbuf *out, struct error *err)
{
	struct writer writer = {
		.emitter = EMITTER_INIT(out),
		.clean = STRBUF_INIT,
		.err = err,
	};
	size_t length = out->length;
	bool ok = print_value(&writer, tree, false);

	if (ok)
		emit_line(&writer.emitter);
	else
		strbuf_truncate(out, length);
	strbuf_finish(&writer.clean);
	return ok;
}
