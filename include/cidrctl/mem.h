/* Memory and ownership helpers that every layer uses.
 *
 * Out of memory ends the process here, so no caller has a branch for it. */
#ifndef CIDRCTL_MEM_H
#define CIDRCTL_MEM_H

#include <stddef.h>

/* Runs NAME_cleanup(&variable) when the variable leaves its scope. A cleanup variable must be
 * initialised where it is declared. */
#define CLEANUP(name) __attribute__((cleanup(name##_cleanup)))

/* Hands the pointer over: the variable becomes NULL, the expression its old value. */
#define TAKE(pointer)                                        \
	__extension__({                                      \
		__typeof__(pointer) take_value_ = (pointer); \
		(pointer) = NULL;                            \
		take_value_;                                 \
	})

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* As malloc, calloc, realloc, strdup, strndup and asprintf; they never return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *xasprintf(const char *format, ...) PRINTF_LIKE(1, 2);

/* Makes room for one more element of a growing array: doubles *capacity when n == *capacity. */
void *xgrow(void *memory, size_t n, size_t *capacity, size_t element_size);

/* For CLEANUP(str): frees the string the variable holds. */
void str_cleanup(char **text);

#endif
