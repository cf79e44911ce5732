/* What running a format and checking one share.
 *
 *     format_clause.c   the text of a format, and which values its clauses take
 *     format_number.c   numbers as clauses print them
 *     format.c          text and values to a text
 *     format_check.c    literal formats with literal lists, before they run
 *
 * Two behaviours: that of cel-go v0.23, which prints numbers for American readers, and the newest,
 * which prints them for machines (CEL_NEWEST). */
#ifndef CEL_FORMAT_H
#define CEL_FORMAT_H

#include "builder.h"

/* ---- clauses (format_clause.c) ---- */

struct cel_format {
	const char *at, *end;
	bool newest;
	const char *text; /* of the last token that was text */
	size_t size;
};

enum cel_format_token {
	CEL_FORMAT_END,
	CEL_FORMAT_TEXT,
	CEL_FORMAT_CLAUSE, /* at is behind its %; cel_clause_read has to follow */
};

/* What comes next. */
enum cel_format_token cel_format_next(struct cel_format *format);

struct cel_clause {
	const struct cel_clause_rule *rule;
	int64_t precision; /* 6 where there is none */
};

/* The kinds of values as sets of bits. */
#define CEL_KIND_BIT(kind) (1u << CEL_##kind)

struct cel_clause_rule {
	char letter;
	uint32_t takes, takes_newest;
	const char *refusal, *refusal_newest; /* ", was given TYPE" follows */
};

/* What %s says of a value that it does not take. */
extern const char cel_anything_refusal[];

/* False with the reason when no clause follows the %. */
bool cel_clause_read(struct cel_format *format, struct cel_clause *ret_clause, struct strbuf *why);

static inline bool cel_clause_takes(const struct cel_clause_rule *rule, bool newest,
				    enum cel_kind kind)
{
	return (newest ? rule->takes_newest : rule->takes) & 1u << kind;
}

static inline const char *cel_clause_refusal(const struct cel_clause_rule *rule, bool newest)
{
	return newest ? rule->refusal_newest : rule->refusal;
}

#define CEL_TOO_MANY_ARGUMENTS \
	"too many arguments supplied to string.format (expected %zu, got %zu)"

/* ---- numbers (format_number.c) ---- */

/* %f and %e. */
void cel_format_fixed(double value, int64_t precision, bool newest, struct cel_builder *out);
void cel_format_scientific(double value, int64_t precision, bool newest, struct cel_builder *out);
/* An integer to the base 2, 8 or 16. */
void cel_format_based(uint64_t magnitude, bool is_negative, unsigned base, bool is_upper,
		      struct cel_builder *out);

#endif
