/* Kubernetes' quantities: "500m", "1.5Gi", "1e3". Exact decimal numbers; what is finer than 10^-9 is
 * rounded up, away from zero.
 * Source: apimachinery pkg/api/resource, release 1.33. */
#ifndef CIDRCTL_QUANTITY_H
#define CIDRCTL_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/strbuf.h"

struct quantity;

/* Reads a quantity, as loosely as upstream: "m" and "." are zero. NULL for what is none;
 * *ret_why (may be NULL) gets upstream's text then, a constant. */
struct quantity *quantity_parse(const char *text, size_t size, const char **ret_why);
struct quantity *quantity_from_int(int64_t value);
void quantity_destroy(struct quantity *quantity); /* NULL is allowed */
/* Bytes of the quantity; it may be copied as they are, to live elsewhere. */
size_t quantity_memory(const struct quantity *quantity);

/* -1, 0, 1 */
int quantity_sign(const struct quantity *quantity);
/* Below, equal to or above 0, by value. */
int quantity_compare(const struct quantity *a, const struct quantity *b);
/* a + sign × b, sign being 1 or -1. NULL when the sum would have millions of digits. */
struct quantity *quantity_add(const struct quantity *a, const struct quantity *b, int sign);
/* True when upstream calls it an integer, which hangs on how it was written: "1k" but not "1000m",
 * "1.0" or "1Pi". */
bool quantity_as_int(const struct quantity *quantity, int64_t *ret_value);
double quantity_as_double(const struct quantity *quantity);
/* Appends the number, which reads as the same quantity: "-1.5", "25e30". */
void quantity_print(const struct quantity *quantity, struct strbuf *out);

#endif
