/* Numbers as Go's strconv writes them. */
#ifndef CODEC_NUMBER_H
#define CODEC_NUMBER_H

#include <stdbool.h>

#include "cidrctl/strbuf.h"

/* How Go's strconv.FormatFloat(value, …, -1, …) is used at one place. */
struct number_style {
	int min_exponent, max_exponent; /* outside of [min, max) in the form 1e+21 */
	bool long_exponent;             /* at least two digits: 1e-07 */
	bool single;                    /* as few digits as tell floats apart, not doubles */
};

extern const struct number_style number_style_json, number_style_go, number_style_yaml_key;

/* Appends a finite double. */
void number_format(struct strbuf *out, double value, const struct number_style *style);

#endif
