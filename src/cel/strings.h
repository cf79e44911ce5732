/* The functions behind the rows of the strings extension, which strings.c lists. Positions are code
 * points. */
#ifndef CEL_STRINGS_H
#define CEL_STRINGS_H

#include "standard.h"

#define CEL_NO_POSITION ((size_t)-1)

/* The byte where the code point of that position begins, the end of the text for the position behind
 * the last; CEL_NO_POSITION beyond it. */
size_t cel_text_at(const struct cel_value *text, int64_t position);

/* "index out of range: 7" */
struct cel_value cel_out_of_range(struct cel_eval *eval, int64_t position);

/* strings.c */
cel_call cel_ext_char_at, cel_ext_substring, cel_ext_trim, cel_ext_lower, cel_ext_upper;
cel_call cel_ext_quote, cel_ext_reverse_text;
/* strings_search.c; the position to start from may be left out */
cel_call cel_ext_index_of, cel_ext_last_index_of;
/* strings_split.c; the count may be left out, the separator of join too */
cel_call cel_ext_replace, cel_ext_split, cel_ext_join;
/* format.c */
cel_call cel_ext_format;

#endif
