/* --raw: requests by their address. */
#ifndef CIDRCTL_CLI_RAW_H
#define CIDRCTL_CLI_RAW_H

#include "internal.h"

/* "/apis/networking.k8s.io/v1/servicecidrs/kubernetes?…" taken apart. */
struct raw_request {
	struct text_list parts;                /* backs the texts below; %XX resolved */
	char *label_selector, *field_selector; /* owned; NULL: not given */
	struct target target;                  /* name NULL: a list */
	const char *namespace, *subresource;
};
/* Errors: NotFound for addresses that are not those of objects and lists. */
bool raw_request_read(const char *text, struct raw_request *raw, struct error *err);
void raw_request_cleanup(struct raw_request *raw); /* for CLEANUP(raw_request) */

/* Errors: client error for what is no path of an address. */
bool raw_check_address(const char *address, struct error *err);

/* True when the command got --raw, which create, replace and delete have (raw_send.c). */
bool raw_wanted(const struct args *args);
/* kubectl's refusals of what --raw cannot be combined with, in its order. */
bool raw_check(const struct args *args, struct error *err);
/* Sends the one file as it is, or nothing (delete), and prints the answer. verb: CREATE, UPDATE or
 * DELETE. Errors: the server's; those of reading the file. */
bool raw_send(struct session *session, const struct args *args, enum verb verb, struct error *err);

#endif
