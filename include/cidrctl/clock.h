/* The clock, and the text forms of times that Kubernetes uses. */
#ifndef CIDRCTL_CLOCK_H
#define CIDRCTL_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/error.h"

#define TIME_TEXT_SIZE 40 /* longest text of time_format and time_format_micro, with NUL */

/* Reads $CIDRCTL_NOW (RFC 3339) once, at start-up; without it the system's clock runs.
 * Errors: client error when the variable holds no time. */
bool clock_init(struct error *err);

/* Microseconds since 1970-01-01T00:00:00Z. */
int64_t clock_now_micro(void);
/* The same in whole seconds, rounded down. */
int64_t clock_now(void);

/* "2025-05-01T10:00:00Z" (metav1.Time). */
void time_format(int64_t seconds, char text[TIME_TEXT_SIZE]);
/* "2025-05-01T10:00:00.000000Z" (metav1.MicroTime). */
void time_format_micro(int64_t micro, char text[TIME_TEXT_SIZE]);

/* Reads RFC 3339 text with an optional fraction and any offset, as Go's time.RFC3339 does.
 * Returns false, without an error text, when it is not one. */
bool time_parse(const char *text, int64_t *ret_micro);

/* "17d", "5m30s", …: kubectl's AGE cell for a span in seconds (apimachinery duration.HumanDuration).
 * Writes at most TIME_TEXT_SIZE bytes. */
void age_format(int64_t age_seconds, char text[TIME_TEXT_SIZE]);

#endif
