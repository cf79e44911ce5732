/* Functions that change texts: html, js, urlquery, base64decode. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "gotemplate_internal.h"

/* The arguments as one text: as print does it, but with "<no value>" for nothing. False: it is too
 * long. */
static bool argument_text(struct gt_call *call, struct gt_text *ret_text)
{
	struct gt_sink sink = { .buffer = STRBUF_INIT };

	for (size_t i = 0; i < call->n_args; i++)
		if (call->args[i].kind == GT_VALUE_NIL)
			call->args[i] = gt_value_string(GT_TEXT("<no value>"));
	gt_print(&sink, call->pool, call->args, call->n_args);
	if (sink.overflow) {
		gt_sink_finish(&sink);
		return gt_call_fail(call, "the text is too long");
	}
	*ret_text = gt_pool_take(call->pool, &sink.buffer);
	return true;
}

static bool give_text(struct gt_call *call, struct strbuf *text, struct gt_value *ret_value)
{
	*ret_value = gt_value_pooled(gt_pool_take(call->pool, text));
	return true;
}

bool gt_run_html(struct gt_call *call, struct gt_value *ret_value)
{
	static const char *const escapes[128] = {
		['\0'] = "\xef\xbf\xbd", ['"'] = "&#34;", ['\''] = "&#39;",
		['&'] = "&amp;",         ['<'] = "&lt;",  ['>'] = "&gt;",
	};
	struct strbuf out = STRBUF_INIT;
	struct gt_text text;

	if (!argument_text(call, &text))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.text[i];

		if (c < ARRAY_LEN(escapes) && escapes[c] != NULL)
			strbuf_add_str(&out, escapes[c]);
		else
			strbuf_add_char(&out, (char)c);
	}
	return give_text(call, &out, ret_value);
}

static void add_js(struct strbuf *out, unsigned rune, struct gt_text bytes)
{
	if (rune == '\\' || rune == '\'' || rune == '"')
		strbuf_addf(out, "\\%c", (char)rune);
	else if (rune < ' ' || rune == '<' || rune == '>' || rune == '&' || rune == '=' ||
		 !(rune == 0x7f || gt_is_print(rune)))
		strbuf_addf(out, "\\u%04X", rune);
	else
		gt_text_add(out, bytes);
}

bool gt_run_js(struct gt_call *call, struct gt_value *ret_value)
{
	struct strbuf out = STRBUF_INIT;
	struct gt_text text;

	if (!argument_text(call, &text))
		return false;
	for (size_t i = 0; i < text.length;) {
		unsigned rune;
		size_t size = utf8_decode(text.text + i, text.length - i, &rune);

		add_js(&out, rune, (struct gt_text) { text.text + i, size });
		i += size;
	}
	return give_text(call, &out, ret_value);
}

bool gt_run_urlquery(struct gt_call *call, struct gt_value *ret_value)
{
	struct strbuf out = STRBUF_INIT;
	struct gt_text text;

	if (!argument_text(call, &text))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.text[i];

		if (c == ' ')
			strbuf_add_char(&out, '+');
		else if (c < 0x80 && (gt_is_alphanumeric(c) || c == '-' || c == '.' || c == '~'))
			strbuf_add_char(&out, (char)c);
		else
			strbuf_addf(&out, "%%%02X", c);
	}
	return give_text(call, &out, ret_value);
}

/* ---- base64 ---- */

#define QUANTUM 4 /* characters that stand for three bytes */

struct base64 {
	struct gt_text text;
	size_t at;
	struct strbuf *out;
};

static int base64_value(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *digit = c == '\0' ? NULL : strchr(digits, c);

	return digit == NULL ? -1 : (int)(digit - digits);
}

/* Line ends do not count. */
static void skip_newlines(struct base64 *decoder)
{
	while (decoder->at < decoder->text.length &&
	       (decoder->text.text[decoder->at] == '\n' || decoder->text.text[decoder->at] == '\r'))
		decoder->at++;
}

/* Behind a '=' that is the n-th character of its quantum: the other one if there must be one, and
 * then nothing. False: *ret_offset is where it went wrong. */
static bool read_padding(struct base64 *decoder, size_t n, size_t *ret_offset)
{
	*ret_offset = decoder->at - 1;
	if (n < 2)
		return false;
	if (n == 2) {
		skip_newlines(decoder);
		*ret_offset = decoder->text.length;
		if (decoder->at == decoder->text.length)
			return false;
		*ret_offset = decoder->at - 1;
		if (decoder->text.text[decoder->at] != '=')
			return false;
		decoder->at++;
	}
	skip_newlines(decoder);
	*ret_offset = decoder->at;
	return decoder->at == decoder->text.length;
}

static void add_bytes(struct base64 *decoder, const int values[QUANTUM], size_t n)
{
	unsigned bits = (unsigned)(values[0] << 18 | values[1] << 12 | values[2] << 6 | values[3]);

	for (size_t i = 0; i + 1 < n; i++)
		strbuf_add_char(decoder->out, (char)(bits >> (16 - 8 * i)));
}

/* Reads one quantum. False: *ret_offset is where it went wrong. */
static bool read_quantum(struct base64 *decoder, size_t *ret_offset)
{
	int values[QUANTUM] = { 0 };
	size_t n;

	for (n = 0; n < QUANTUM; n++) {
		char c;

		skip_newlines(decoder);
		if (decoder->at == decoder->text.length) {
			*ret_offset = decoder->at - n;
			return n == 0;
		}
		c = decoder->text.text[decoder->at++];
		if (c == '=') {
			if (!read_padding(decoder, n, ret_offset))
				return false;
			break;
		}
		values[n] = base64_value(c);
		*ret_offset = decoder->at - 1;
		if (values[n] < 0)
			return false;
	}
	add_bytes(decoder, values, n);
	return true;
}

bool gt_run_base64decode(struct gt_call *call, struct gt_value *ret_value)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	struct base64 decoder = { .text = call->args[0].string, .out = &out };
	size_t offset;

	while (decoder.at < decoder.text.length)
		if (!read_quantum(&decoder, &offset))
			return gt_call_fail(call,
					    "base64 decode failed: illegal base64 data at input "
					    "byte %zu",
					    offset);
	return give_text(call, &out, ret_value);
}
