/* Regular expressions with RE2's syntax, the meaning and the error words of Go's regexp, in time
 * linear in the text: no back references, no look-around, repeat counts up to 1000.
 * Source: RE2's syntax page; Go regexp/syntax. */
#ifndef CIDRCTL_REGEXP_H
#define CIDRCTL_REGEXP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regexp;

/* A match or a group: bytes from begin up to end; begin is REGEXP_NONE for a group that took no
 * part. */
struct regexp_span {
	size_t begin, end;
};
#define REGEXP_NONE ((size_t)-1)

/* Compiles a pattern. NULL with *ret_error, owned: "error parsing regexp: missing closing ): `(a`". */
struct regexp *regexp_compile(const char *pattern, size_t length, char **ret_error);
void regexp_free(struct regexp *regexp); /* NULL is allowed */

/* The length of the program, which is what compiling it took; a pattern of a few characters may have
 * a long one. */
size_t regexp_steps(const struct regexp *regexp);
/* Groups of the pattern, the whole match not counted. */
size_t regexp_groups(const struct regexp *regexp);
/* The number of a named group, from 1; 0 when there is none of that name. */
size_t regexp_group(const struct regexp *regexp, const char *name, size_t length);
/* The name of group i, from 1; "" for one without. */
const char *regexp_group_name(const struct regexp *regexp, size_t i);

/* Finds the leftmost match at or after byte `from`, the one a backtracking matcher would prefer.
 * What stands before `from` counts for ^ and \b. spans gets the whole match and the first groups, as
 * many as fit; n_spans 0 only asks whether there is one, which is faster. Text is UTF-8; an invalid
 * byte is U+FFFD. *work_left (NULL: no limit) is the work that may be done, and is counted down: two or
 * more for each character and step of the program that is followed there. At 0 the search was given
 * up, with no match. */
bool regexp_find(const struct regexp *regexp, const char *text, size_t length, size_t from,
		 struct regexp_span *spans, size_t n_spans, uint64_t *work_left);

#endif
