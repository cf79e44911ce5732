/* Shorthand by which rows of tests say addresses, prefixes and sets of ServiceCIDRs. Text that is
 * none fails the test. */
#ifndef CIDRCTL_TESTS_IPAM_VALUES_H
#define CIDRCTL_TESTS_IPAM_VALUES_H

#include "cidrctl/ipam.h"
#include "cidrctl/strbuf.h"

struct address address_of(const char *text);
/* Host bits are cut off. */
struct prefix prefix_of(const char *text);

/* Adds ServiceCIDRs written as "name=prefix,prefix other=prefix". A name that ends in "!" is not
 * ready, one that ends in "*" is terminating. */
void cidr_set_add_text(struct cidr_set *set, const char *text);
struct cidr_set cidr_set_of(const char *text);

/* A cidr_visit: appends the name to the strbuf that is its context, with blanks in between. */
void visit_append(void *strbuf, const char *name);

/* Calls the function with each word of the text. */
void each_word(const char *text, void (*call)(void *context, const char *word), void *context);

/* address_format into memory of its own; a later call of the same test overwrites it. */
const char *address_text(const struct address *address);

#endif
