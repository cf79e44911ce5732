/* Tables of characters: general categories, scripts, case. */
#ifndef CIDRCTL_REGEXP_UNICODE_H
#define CIDRCTL_REGEXP_UNICODE_H

#include <stddef.h>
#include <stdint.h>

#define UNICODE_MAX 0x10ffff

/* From this character up to the start of the next row, all are of the kind with that number. */
struct unicode_start {
	uint32_t first : 24;
	uint32_t kind : 8; /* into the names of the table */
};

/* The next of the characters that differ in case only; the last leads back to the first. */
struct unicode_fold {
	uint32_t from, to;
};

extern const char *const unicode_category_names[], *const unicode_script_names[]; /* NULL-ended */
extern const struct unicode_start unicode_categories[], unicode_scripts[];
extern const struct unicode_fold unicode_folds[]; /* sorted by from */
extern const size_t n_unicode_categories, n_unicode_scripts, n_unicode_folds;

#endif
