/* What the files of this room share: one file a library, and the parsers behind them. */
#ifndef CIDRCTL_CEL_KUBERNETES_INTERNAL_H
#define CIDRCTL_CEL_KUBERNETES_INTERNAL_H

#include "cidrctl/cel_kubernetes.h"
#include "cidrctl/ipam.h"
#include "cidrctl/text.h"

extern const struct cel_library library_ip, library_cidr, library_quantity, library_lists,
	library_regex, library_url, library_format, library_semver, library_authorizer;
/* What the language's own network extension has beside ip and cidr. */
extern const struct cel_library library_network;

extern const struct cel_type type_ip, type_cidr;

/* ---- addresses (ip.c) ---- */

struct ip_value {
	struct cel_opaque base;
	struct address address;
};

/* The address of a value of type net.IP; NULL for any other value. */
const struct address *ip_of(const struct cel_value *value);
struct cel_value ip_new(struct cel_eval *eval, const struct address *address);
/* Reads what ip() takes. False without a text when it is refused. An IPv4-mapped address is, but the
 * newest language wants one without dots to be that IPv4 address (cel-spec's network_ext tests). */
bool ip_parse(struct cel_eval *eval, const struct cel_value *text, struct address *ret_address);
/* The error of a text that ip_parse refuses. */
struct cel_value ip_refuse(struct cel_eval *eval, const struct cel_value *text);
/* What == comes to between an address or a network and a value of another type. */
struct cel_value network_unequal(struct cel_eval *eval);

/* ---- networks (cidr.c) ---- */

/* The network of a value of type net.CIDR, host bits included; NULL for any other value. */
const struct prefix *cidr_of(const struct cel_value *value);

/* ---- why a text is no address, in the words of Go's netip (netip_text.c) ---- */

/* Appends the error of netip.ParseAddr for the text; nothing when it is an address, with or
 * without a zone. */
void netip_explain_address(const char *text, size_t size, struct strbuf *out);
/* Whether an address that has no error names a zone. */
bool netip_has_zone(const char *text, size_t size);
/* Reads what netip.ParsePrefix does: an address, host bits included, and a length. False with the
 * error appended to out, which may be NULL. */
bool netip_parse_prefix(const char *text, size_t size, struct prefix *ret_prefix,
			struct strbuf *out);

/* ---- URLs (url.c) ---- */

/* Whether url() takes the text; else its parser's error is appended to why. */
bool url_is_valid(const struct cel_value *value, struct arena *arena, struct strbuf *why);

/* ---- costs ---- */

cel_cost cost_of_text; /* ceil(0.1 × size of the first argument) */

/* Text of a strbuf as a value of the evaluation. */
struct cel_value text_value(struct cel_eval *eval, const struct strbuf *text);
/* An error value with that text. */
struct cel_value text_error(struct cel_eval *eval, const struct strbuf *text);

#endif
