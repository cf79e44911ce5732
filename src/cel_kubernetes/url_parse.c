/* URLs from texts. Source: the behaviour of Go 1.23 net/url. */
#include <string.h>

#include "cidrctl/text.h"
#include "url.h"

bool slice_is(struct slice slice, const char *text)
{
	return slice.size == strlen(text) && memcmp(slice.text, text, slice.size) == 0;
}

bool slice_cut(struct slice *rest, char separator, struct slice *ret_before)
{
	const char *at = memchr(rest->text, separator, rest->size);
	struct slice before = *rest;

	if (at != NULL)
		before.size = (size_t)(at - rest->text);
	rest->text += before.size + (at != NULL);
	rest->size -= before.size + (at != NULL);
	*ret_before = before;
	return at != NULL;
}

static bool complain(struct strbuf *why, const char *what)
{
	strbuf_add_str(why, what);
	return false;
}

static bool has_prefix(struct slice text, const char *prefix)
{
	size_t size = strlen(prefix);

	return text.size >= size && memcmp(text.text, prefix, size) == 0;
}

static struct slice skip(struct slice text, size_t n)
{
	return (struct slice) { text.text + n, text.size - n };
}

/* ---- parts ---- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes "http:" off the text; *ret_scheme is empty when there is none. */
static bool take_scheme(struct slice *text, struct arena *arena, struct slice *ret_scheme,
			struct strbuf *why)
{
	size_t n = 0;
	char *lower;

	*ret_scheme = (struct slice) { text->text, 0 };
	while (n < text->size &&
	       (is_letter(text->text[n]) ||
		(n > 0 && text->text[n] != '\0' && strchr("0123456789+-.", text->text[n]) != NULL)))
		n++;
	if (n == text->size || text->text[n] != ':')
		return true;
	if (n == 0)
		return complain(why, "missing protocol scheme");
	lower = arena_copy(arena, text->text, n);
	for (size_t i = 0; i < n; i++)
		if (is_letter(lower[i]))
			lower[i] |= 0x20;
	*ret_scheme = (struct slice) { lower, n };
	*text = skip(*text, n + 1);
	return true;
}

/* "?" alone at the end is remembered as a query that is empty. */
static void take_query(struct slice *text, struct url *url)
{
	struct slice query = *text;
	bool has_query = slice_cut(&query, '?', text);

	url->query = query;
	url->has_empty_query = has_query && query.size == 0;
}

static bool is_port(struct slice text)
{
	if (text.size == 0)
		return true;
	for (size_t i = 1; i < text.size; i++)
		if (text.text[i] < '0' || text.text[i] > '9')
			return false;
	return text.text[0] == ':';
}

static bool check_port(struct slice port, struct strbuf *why)
{
	if (is_port(port))
		return true;
	strbuf_add_str(why, "invalid port ");
	text_quote_bytes(why, port.text, port.size);
	return complain(why, " after host");
}

/* "[fe80::1%25eth0]:80": the zone has rules of its own. */
static bool parse_literal(struct slice text, struct arena *arena, struct slice *ret_host,
			  struct strbuf *why)
{
	const char *end = memrchr(text.text, ']', text.size), *zone;
	struct slice parts[3], plain[3];
	size_t size;

	if (end == NULL)
		return complain(why, "missing ']' in host");
	size = (size_t)(end - text.text);
	if (!check_port(skip(text, size + 1), why))
		return false;
	zone = memmem(text.text, size, "%25", 3);
	if (zone == NULL)
		return url_unescape(text, URL_HOST, arena, ret_host, why);
	parts[0] = (struct slice) { text.text, (size_t)(zone - text.text) };
	parts[1] = (struct slice) { zone, (size_t)(end - zone) };
	parts[2] = skip(text, size);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!url_unescape(parts[i], i == 1 ? URL_ZONE : URL_HOST, arena, &plain[i], why))
			return false;
	ret_host->text =
		arena_printf(arena, "%.*s%.*s%.*s", (int)plain[0].size, plain[0].text,
			     (int)plain[1].size, plain[1].text, (int)plain[2].size, plain[2].text);
	ret_host->size = strlen(ret_host->text);
	return true;
}

static bool parse_host(struct slice text, struct arena *arena, struct slice *ret_host,
		       struct strbuf *why)
{
	const char *colon;

	if (has_prefix(text, "["))
		return parse_literal(text, arena, ret_host, why);
	colon = memrchr(text.text, ':', text.size);
	if (colon != NULL && !check_port(skip(text, (size_t)(colon - text.text)), why))
		return false;
	return url_unescape(text, URL_HOST, arena, ret_host, why);
}

static bool is_user_info(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.text[i];

		if (!is_letter(c) && !(c >= '0' && c <= '9') &&
		    (c == '\0' || strchr("-._:~!$&'()*+,;=%@", c) == NULL))
			return false;
	}
	return true;
}

/* [user[:password]@]host[:port] */
static bool parse_authority(struct slice text, struct arena *arena, struct url *url,
			    struct strbuf *why)
{
	const char *at = memrchr(text.text, '@', text.size);
	struct slice info = { text.text, at != NULL ? (size_t)(at - text.text) : 0 }, user;

	if (!parse_host(at != NULL ? skip(text, info.size + 1) : text, arena, &url->host, why))
		return false;
	if (at == NULL)
		return true;
	if (!is_user_info(info))
		return complain(why, "net/url: invalid userinfo");
	url->has_user = true;
	url->has_password = slice_cut(&info, ':', &user);
	return url_unescape(user, URL_USER, arena, &url->user, why) &&
	       url_unescape(info, URL_USER, arena, &url->password, why);
}

/* Keeps the text as it was written where escaping anew would give another. */
static bool set_escaped(struct slice raw, enum url_part part, struct arena *arena,
			struct slice *ret_text, struct slice *ret_raw, struct strbuf *why)
{
	CLEANUP(strbuf) struct strbuf escaped = STRBUF_INIT;

	if (!url_unescape(raw, part, arena, ret_text, why))
		return false;
	url_escape(*ret_text, part, &escaped);
	if (!slice_is(raw, escaped.text))
		*ret_raw = raw;
	return true;
}

/* ---- the whole ---- */

static bool has_control_character(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.text[i] < ' ' || text.text[i] == 0x7f)
			return true;
	return false;
}

/* A path without a slash in front. */
static bool parse_rootless(struct slice text, bool is_request, struct url *url, bool *ret_is_done,
			   struct strbuf *why)
{
	struct slice segment, rest = text;

	if (url->scheme.size > 0) {
		url->opaque = text;
		*ret_is_done = true;
		return true;
	}
	if (is_request)
		return complain(why, "invalid URI for request");
	slice_cut(&rest, '/', &segment);
	return memchr(segment.text, ':', segment.size) == NULL ||
	       complain(why, "first path segment in URL cannot contain colon");
}

static bool parse(struct slice text, bool is_request, struct arena *arena, struct url *url,
		  struct strbuf *why)
{
	bool is_done = false;

	if (has_control_character(text))
		return complain(why, "net/url: invalid control character in URL");
	if (text.size == 0 && is_request)
		return complain(why, "empty url");
	if (slice_is(text, "*")) {
		url->path = text;
		return true;
	}
	if (!take_scheme(&text, arena, &url->scheme, why))
		return false;
	take_query(&text, url);
	if (!has_prefix(text, "/") && !parse_rootless(text, is_request, url, &is_done, why))
		return false;
	if (is_done)
		return true;
	if (has_prefix(text, "//") &&
	    (url->scheme.size > 0 || (!is_request && !has_prefix(text, "///")))) {
		const char *slash;

		text = skip(text, 2);
		slash = memchr(text.text, '/', text.size);
		if (!parse_authority(
			    (struct slice) { text.text, slash != NULL ? (size_t)(slash - text.text)
								      : text.size },
			    arena, url, why))
			return false;
		text = slash != NULL ? skip(text, (size_t)(slash - text.text))
				     : skip(text, text.size);
	}
	return set_escaped(text, URL_PATH, arena, &url->path, &url->raw_path, why);
}

static bool blame(struct strbuf *why, struct slice text, const struct strbuf *what)
{
	strbuf_add_str(why, "parse ");
	text_quote_bytes(why, text.text, text.size);
	strbuf_addf(why, ": %s", what->text);
	return false;
}

bool url_check(struct slice text, struct arena *arena, struct strbuf *why)
{
	CLEANUP(strbuf) struct strbuf what = STRBUF_INIT;
	struct url url = { .has_user = false };

	return parse(text, true, arena, &url, &what) || blame(why, text, &what);
}

bool url_parse(struct slice text, struct arena *arena, struct url *ret_url, struct strbuf *why)
{
	CLEANUP(strbuf) struct strbuf what = STRBUF_INIT;
	struct url url = { .has_user = false };
	struct slice fragment = text, whole;

	if (!url_check(text, arena, why))
		return false;
	slice_cut(&fragment, '#', &whole);
	if (!parse(whole, false, arena, &url, &what))
		return blame(why, whole, &what);
	if (!set_escaped(fragment, URL_FRAGMENT, arena, &url.fragment, &url.raw_fragment, &what))
		return blame(why, text, &what);
	*ret_url = url;
	return true;
}

void url_split_host(struct slice host, struct slice *ret_name, struct slice *ret_port)
{
	const char *colon = host.size > 0 ? memrchr(host.text, ':', host.size) : NULL;

	*ret_name = host;
	*ret_port = (struct slice) { "", 0 };
	if (colon != NULL && is_port(skip(host, (size_t)(colon - host.text)))) {
		ret_name->size = (size_t)(colon - host.text);
		*ret_port = skip(host, ret_name->size + 1);
	}
	if (ret_name->size >= 2 && ret_name->text[0] == '[' &&
	    ret_name->text[ret_name->size - 1] == ']') {
		ret_name->text++;
		ret_name->size -= 2;
	}
}
