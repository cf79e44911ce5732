/* Percent signs. Source: the behaviour of Go 1.23 net/url. */
#include <string.h>

#include "cidrctl/text.h"
#include "url.h"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_one_of(char c, const char *characters)
{
	return c != '\0' && strchr(characters, c) != NULL;
}

static bool must_escape(char c, enum url_part part)
{
	static const char *const allowed[] = {
		[URL_PATH] = "$&+,/:;=@",
		[URL_HOST] = "!$&'()*+,;=:[]<>\"",
		[URL_ZONE] = "!$&'()*+,;=:[]<>\"",
		[URL_USER] = "$&+,;=",
		[URL_QUERY] = "",
		[URL_FRAGMENT] = "$&+,/:;=?@!()*",
	};

	return !is_alnum(c) && !is_one_of(c, "-_.~") && !is_one_of(c, allowed[part]);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void url_escape(struct slice text, enum url_part part, struct strbuf *out)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.text[i];

		if (!must_escape(c, part))
			strbuf_add_char(out, c);
		else if (c == ' ' && part == URL_QUERY)
			strbuf_add_char(out, '+');
		else
			strbuf_addf(out, "%%%02X", (unsigned char)c);
	}
}

static bool bad_escape(const char *at, size_t left, struct strbuf *why)
{
	strbuf_add_str(why, "invalid URL escape ");
	text_quote_bytes(why, at, left < 3 ? left : 3);
	return false;
}

/* A host may escape only what is no ASCII, and the sign itself before a zone; a zone what it could
 * as well have without, and blanks. */
static bool check_escape(const char *at, enum url_part part)
{
	int value = hex_digit(at[1]) * 16 + hex_digit(at[2]);

	if (value == '%')
		return true;
	if (part == URL_HOST)
		return value >= 0x80;
	return part != URL_ZONE || value == ' ' || !must_escape((char)value, URL_HOST);
}

static bool check(struct slice text, enum url_part part, bool *ret_is_plain, struct strbuf *why)
{
	*ret_is_plain = true;
	for (size_t i = 0; i < text.size; i++) {
		const char *at = text.text + i;
		size_t left = text.size - i;

		if (*at == '%') {
			if (left < 3 || hex_digit(at[1]) < 0 || hex_digit(at[2]) < 0 ||
			    !check_escape(at, part))
				return bad_escape(at, left, why);
			*ret_is_plain = false;
			i += 2;
		} else if (*at == '+' && part == URL_QUERY) {
			*ret_is_plain = false;
		} else if ((part == URL_HOST || part == URL_ZONE) && (unsigned char)*at < 0x80 &&
			   must_escape(*at, part)) {
			strbuf_add_str(why, "invalid character ");
			text_quote_bytes(why, at, 1);
			strbuf_add_str(why, " in host name");
			return false;
		}
	}
	return true;
}

bool url_unescape(struct slice text, enum url_part part, struct arena *arena,
		  struct slice *ret_text, struct strbuf *why)
{
	bool is_plain;
	size_t n = 0;
	char *out;

	if (!check(text, part, &is_plain, why))
		return false;
	*ret_text = text;
	if (is_plain)
		return true;
	out = arena_alloc(arena, text.size);
	for (size_t i = 0; i < text.size; i++) {
		char c = text.text[i];

		if (c == '%') {
			c = (char)(hex_digit(text.text[i + 1]) * 16 + hex_digit(text.text[i + 2]));
			i += 2;
		} else if (c == '+' && part == URL_QUERY) {
			c = ' ';
		}
		out[n++] = c;
	}
	*ret_text = (struct slice) { out, n };
	return true;
}

/* ---- paths ---- */

/* Whether a text may stand in the URL as it is. */
static bool is_escaped(struct slice text, enum url_part part)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_one_of(text.text[i], "!$&'()*+,;=:@[]%") && must_escape(text.text[i], part))
			return false;
	return true;
}

static void add_escaped(struct slice raw, struct slice text, enum url_part part, struct strbuf *out)
{
	if (raw.size > 0 && is_escaped(raw, part))
		strbuf_add(out, raw.text, raw.size);
	else if (slice_is(text, "*") && part == URL_PATH)
		strbuf_add_char(out, '*');
	else
		url_escape(text, part, out);
}

void url_escaped_path(const struct url *url, struct strbuf *out)
{
	add_escaped(url->raw_path, url->path, URL_PATH, out);
}

/* ---- the whole ---- */

static void print_authority(const struct url *url, struct strbuf *out)
{
	if (url->host.size > 0 || url->path.size > 0 || url->has_user)
		strbuf_add_str(out, "//");
	if (url->has_user) {
		url_escape(url->user, URL_USER, out);
		if (url->has_password) {
			strbuf_add_char(out, ':');
			url_escape(url->password, URL_USER, out);
		}
		strbuf_add_char(out, '@');
	}
	url_escape(url->host, URL_HOST, out);
}

static void print_hierarchy(const struct url *url, struct strbuf *out)
{
	if (url->scheme.size > 0 || url->host.size > 0 || url->has_user)
		print_authority(url, out);
	if (url->path.size > 0 && url->path.text[0] != '/' && url->host.size > 0)
		strbuf_add_char(out, '/');
	url_escaped_path(url, out);
}

void url_print(const struct url *url, struct strbuf *out)
{
	if (url->scheme.size > 0) {
		strbuf_add(out, url->scheme.text, url->scheme.size);
		strbuf_add_char(out, ':');
	}
	if (url->opaque.size > 0)
		strbuf_add(out, url->opaque.text, url->opaque.size);
	else
		print_hierarchy(url, out);
	if (url->has_empty_query || url->query.size > 0) {
		strbuf_add_char(out, '?');
		strbuf_add(out, url->query.text, url->query.size);
	}
	if (url->fragment.size > 0) {
		strbuf_add_char(out, '#');
		add_escaped(url->raw_fragment, url->fragment, URL_FRAGMENT, out);
	}
}
