/* URLs as Go's net/url reads them. */
#ifndef CIDRCTL_CEL_KUBERNETES_URL_H
#define CIDRCTL_CEL_KUBERNETES_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "cidrctl/arena.h"
#include "cidrctl/strbuf.h"

/* A part of a text; it ends in no NUL. */
struct slice {
	const char *text;
	size_t size;
};

bool slice_is(struct slice slice, const char *text);
/* Cuts at the first separator: *ret_before is what stands before it, *rest what stands behind. False
 * when there is none: *ret_before is all, *rest empty. */
bool slice_cut(struct slice *rest, char separator, struct slice *ret_before);

/* Which part of a URL a text is: what is escaped there. */
enum url_part { URL_PATH, URL_HOST, URL_ZONE, URL_USER, URL_QUERY, URL_FRAGMENT };

struct url {
	struct slice scheme; /* lower case */
	struct slice opaque, host, path, raw_path, query;
	struct slice user, password; /* unescaped */
	struct slice fragment, raw_fragment;
	bool has_user, has_password, has_empty_query;
};

/* Reads what url() takes: first as Go's ParseRequestURI, which refuses relative ones, then as its
 * Parse, which knows fragments. False with the error appended to why: `parse "x": empty url`. */
bool url_parse(struct slice text, struct arena *arena, struct url *ret_url, struct strbuf *why);

/* Whether Go's ParseRequestURI takes the text; else its error is appended to why. */
bool url_check(struct slice text, struct arena *arena, struct strbuf *why);

/* Appends with or without escapes; unescape appends what is wrong to why and returns false. */
void url_escape(struct slice text, enum url_part part, struct strbuf *out);
bool url_unescape(struct slice text, enum url_part part, struct arena *arena,
		  struct slice *ret_text, struct strbuf *why);
void url_escaped_path(const struct url *url, struct strbuf *out);
/* The whole text, as Go's String writes it. */
void url_print(const struct url *url, struct strbuf *out);
/* host and port of "[::1]:80", without brackets and colon. */
void url_split_host(struct slice host, struct slice *ret_name, struct slice *ret_port);

#endif
