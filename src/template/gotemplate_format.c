/* One value printed with one verb, as Go's fmt does it for the types that templates have. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "gotemplate_internal.h"

static void add_str(struct gt_format *format, const char *text)
{
	gt_sink_add(format->sink, text, strlen(text));
}

void gt_format_clear(struct gt_format *format)
{
	*format = (struct gt_format) { .sink = format->sink, .pool = format->pool };
}

static void pad(struct gt_format *format, size_t count)
{
	gt_sink_pad(format->sink, format->zero && !format->minus ? '0' : ' ', count);
}

void gt_format_pad(struct gt_format *format, struct gt_text text)
{
	size_t length = format->has_width ? utf8_count(text.text, text.length) : 0;
	size_t missing = format->width > length ? format->width - length : 0;

	if (!format->has_width)
		missing = 0;
	if (!format->minus)
		pad(format, missing);
	gt_sink_add(format->sink, text.text, text.length);
	if (format->minus)
		pad(format, missing);
}

/* ---- strings ---- */

/* At most as many characters as the precision allows. */
static struct gt_text truncate_text(const struct gt_format *format, struct gt_text text)
{
	size_t end = 0;
	unsigned rune;

	if (!format->has_precision)
		return text;
	for (size_t n = 0; n < format->precision && end < text.length; n++)
		end += utf8_decode(text.text + end, text.length - end, &rune);
	return (struct gt_text) { text.text, end };
}

/* Whether the text can stand between backquotes: valid UTF-8 without control characters but tab,
 * backquotes and byte order marks. */
static bool can_backquote(struct gt_text text)
{
	for (size_t i = 0; i < text.length;) {
		unsigned rune;
		size_t size = utf8_decode(text.text + i, text.length - i, &rune);

		if (rune == 0xfeff || (rune == 0xfffd && size == 1) || rune == '`' ||
		    rune == 0x7f || (rune < ' ' && rune != '\t'))
			return false;
		i += size;
	}
	return true;
}

/* Replaces what is not ASCII in a quoted text by escapes. */
static void add_ascii(struct strbuf *out, struct gt_text quoted)
{
	for (size_t i = 0; i < quoted.length;) {
		unsigned rune;

		i += utf8_decode(quoted.text + i, quoted.length - i, &rune);
		if (rune < 0x80)
			strbuf_add_char(out, (char)rune);
		else
			strbuf_addf(out, rune < 0x10000 ? "\\u%04x" : "\\U%08x", rune);
	}
}

static void format_quoted(struct gt_format *format, struct gt_text text)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf ascii = STRBUF_INIT;

	if (format->sharp && can_backquote(text)) {
		strbuf_add_char(&quoted, '`');
		gt_text_add(&quoted, text);
		strbuf_add_char(&quoted, '`');
	} else {
		gt_text_quote(&quoted, text);
	}
	if (!format->plus || quoted.text[0] == '`') {
		gt_format_pad(format, (struct gt_text) { quoted.text, quoted.length });
		return;
	}
	add_ascii(&ascii, (struct gt_text) { quoted.text, quoted.length });
	gt_format_pad(format, (struct gt_text) { ascii.text, ascii.length });
}

static void format_hex(struct gt_format *format, struct gt_text text, bool upper)
{
	const char *digits = upper ? "%02X" : "%02x", *prefix = upper ? "0X" : "0x";
	CLEANUP(strbuf) struct strbuf hex = STRBUF_INIT;
	size_t length = text.length;

	if (format->has_precision && format->precision < length)
		length = format->precision;
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && format->space)
			strbuf_add_char(&hex, ' ');
		if (format->sharp && (i == 0 || format->space))
			strbuf_add_str(&hex, prefix);
		strbuf_addf(&hex, digits, (unsigned char)text.text[i]);
	}
	gt_format_pad(format, (struct gt_text) { hex.text, hex.length });
}

bool gt_format_string(struct gt_format *format, struct gt_text text, unsigned verb)
{
	switch (verb) {
	case 'v':
		if (format->sharp_v)
			format_quoted(format, truncate_text(format, text));
		else
			gt_format_pad(format, truncate_text(format, text));
		return true;
	case 's':
		gt_format_pad(format, truncate_text(format, text));
		return true;
	case 'q':
		format_quoted(format, truncate_text(format, text));
		return true;
	case 'x':
	case 'X':
		format_hex(format, text, verb == 'X');
		return true;
	default:
		return false;
	}
}

/* ---- maps and lists ---- */

static void format_inner(struct gt_format *format, const cJSON *json, unsigned verb);

static void format_map(struct gt_format *format, struct gt_value value, unsigned verb)
{
	size_t n, mark;
	const cJSON **members = gt_map_members(value.map, &n);

	add_str(format, format->sharp_v ? "map[string]interface {}{" : "map[");
	for (size_t i = 0; i < n && !format->sink->overflow; i++) {
		if (i > 0)
			add_str(format, format->sharp_v ? ", " : " ");
		mark = format->pool->n;
		gt_format_value(format, gt_value_key(format->pool, members[i]), verb);
		gt_pool_release(format->pool, mark);
		add_str(format, ":");
		format_inner(format, members[i], verb);
	}
	add_str(format, format->sharp_v ? "}" : "]");
	free(members);
}

static void format_list(struct gt_format *format, struct gt_value value, unsigned verb)
{
	const cJSON *element = value.first;

	add_str(format, format->sharp_v ? "[]interface {}{" : "[");
	for (size_t i = 0; i < value.length && !format->sink->overflow; i++) {
		if (i > 0)
			add_str(format, format->sharp_v ? ", " : " ");
		format_inner(format, element, verb);
		element = element == NULL ? NULL : element->next;
	}
	add_str(format, format->sharp_v ? "}" : "]");
}

static bool format_pointer(struct gt_format *format, struct gt_value value)
{
	const void *address = value.kind == GT_VALUE_MAP ? value.map : value.first;
	struct gt_format plain = *format;

	if (value.kind != GT_VALUE_MAP && value.kind != GT_VALUE_LIST)
		return false;
	plain.sharp = !format->sharp;
	return gt_format_integer(&plain, (uint64_t)(uintptr_t)address, false, 'x');
}

/* ---- values ---- */

static void bad_verb(struct gt_format *format, struct gt_value value, unsigned verb)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	strbuf_add_str(&text, "%!");
	utf8_encode(&text, verb);
	strbuf_addf(&text, "(%s", value.kind == GT_VALUE_NIL ? "<nil>" : gt_value_type(value));
	gt_sink_add(format->sink, text.text, text.length);
	if (value.kind != GT_VALUE_NIL) {
		add_str(format, "=");
		gt_format_value(format, value, 'v');
	}
	add_str(format, ")");
}

/* False: the verb is not for this type. */
static bool format_known(struct gt_format *format, struct gt_value value, unsigned verb)
{
	switch (value.kind) {
	case GT_VALUE_NONE:
	case GT_VALUE_NIL:
		if (verb == 'v')
			gt_format_pad(format, GT_TEXT("<nil>"));
		return verb == 'v';
	case GT_VALUE_BOOL:
		if (verb == 'v' || verb == 't')
			gt_format_pad(format, value.truth ? GT_TEXT("true") : GT_TEXT("false"));
		return verb == 'v' || verb == 't';
	case GT_VALUE_COMPLEX:
		return gt_format_complex(format, value.real, value.imaginary, verb);
	case GT_VALUE_FLOAT:
		return gt_format_float(format, value.real, verb);
	case GT_VALUE_INT:
	case GT_VALUE_INT64:
		return gt_format_integer(format, (uint64_t)value.integer, true, verb);
	case GT_VALUE_UINT8:
		return gt_format_integer(format, (uint64_t)value.integer, false, verb);
	case GT_VALUE_LIST:
		format_list(format, value, verb);
		return true;
	case GT_VALUE_MAP:
		format_map(format, value, verb);
		return true;
	case GT_VALUE_STRING:
		return gt_format_string(format, value.string, verb);
	}
	return false;
}

/* What a map or list holds. */
static void format_inner(struct gt_format *format, const cJSON *json, unsigned verb)
{
	size_t mark = format->pool->n;
	struct gt_value value = gt_value_json(format->pool, json);

	if (value.kind == GT_VALUE_NIL)
		add_str(format, format->sharp_v ? "interface {}(nil)" : "<nil>");
	else if (!format_known(format, value, verb))
		bad_verb(format, value, verb);
	gt_pool_release(format->pool, mark);
}

static void format_type(struct gt_format *format, struct gt_value value)
{
	const char *type = value.kind == GT_VALUE_NIL ? "<nil>" : gt_value_type(value);
	struct gt_text text = { type, strlen(type) };

	gt_format_pad(format, value.kind == GT_VALUE_NIL ? text : truncate_text(format, text));
}

void gt_format_value(struct gt_format *format, struct gt_value value, unsigned verb)
{
	bool is_map_or_list = value.kind == GT_VALUE_MAP || value.kind == GT_VALUE_LIST, good;

	if (verb == 'T') {
		format_type(format, value);
		return;
	}
	if (verb == 'p')
		good = format_pointer(format, value);
	else /* %w is for errors; a map or list is refused as a whole */
		good = !(verb == 'w' && is_map_or_list) && format_known(format, value, verb);
	if (!good)
		bad_verb(format, value, verb);
}
