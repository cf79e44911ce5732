/* Label and field selectors: -l and --field-selector.
 * Source: apimachinery labels/selector.go, fields/selector.go; texts of release 1.33. */
#ifndef CIDRCTL_SELECTOR_H
#define CIDRCTL_SELECTOR_H

#include "cidrctl/error.h"
#include "cidrctl/json.h"

struct label_selector;

/* "" selects everything. Errors: REASON_BAD_REQUEST with the parser's text alone ("found ',',
 * expected: identifier after ','"); the caller adds the prefix that names the resource. */
bool label_selector_parse(const char *text, struct label_selector **ret_selector,
			  struct error *err);
/* labels: metadata.labels or NULL. A NULL selector matches everything. */
bool label_selector_matches(const struct label_selector *selector, const cJSON *labels);
/* Canonical text: requirements sorted by key, `k in (a,b)`. Owned. */
char *label_selector_text(const struct label_selector *selector);
void label_selector_destroy(struct label_selector *selector);
void label_selector_cleanup(struct label_selector **selector);

struct field_selector;

/* path=value, path==value, path!=value, comma-separated, with \\ \, \= escapes. Errors as above. */
bool field_selector_parse(const char *text, struct field_selector **ret_selector,
			  struct error *err);
/* Gives each path of the selector to `known`; false from it makes the parse's caller refuse it.
 * Returns the first path that is not known, borrowed, or NULL. */
const char *field_selector_unknown(const struct field_selector *selector,
				   bool (*known)(const void *context, const char *path),
				   const void *context);
/* value_of gives the text of a path in the object ("" when absent), owned. A NULL selector matches
 * everything. */
bool field_selector_matches(const struct field_selector *selector,
			    char *(*value_of)(const cJSON *object, const char *path),
			    const cJSON *object);
/* When the selector asks metadata.name == X: X, borrowed; else NULL. */
const char *field_selector_name(const struct field_selector *selector);
/* The terms in the order of the written ones sorted, `==` as `=`, values escaped. Owned. */
char *field_selector_text(const struct field_selector *selector);
void field_selector_destroy(struct field_selector *selector);
void field_selector_cleanup(struct field_selector **selector);

#endif
