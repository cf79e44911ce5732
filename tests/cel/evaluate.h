/* Rows of expressions and what they come to, in the language's own notation: a value as cel_print
 * writes it, "error: …" when it fails, "issue: …" with the first issue when it does not compile, and
 * "failure: …" when a constant part fails. */
#ifndef CEL_TEST_EVALUATE_H
#define CEL_TEST_EVALUATE_H

#include <criterion/criterion.h>

#include "cidrctl/cel.h"

struct evaluate_row {
	const char *expression, *want;
};

struct cost_row {
	const char *expression;
	uint64_t want;
};

static const struct cel_library *const evaluate_libraries[] = {
	&cel_library_standard, &cel_library_mixed_comparison,
	&cel_library_optional, &cel_library_two_variables,
	&cel_library_sets,     &cel_library_strings,
	NULL,
};

static const struct cel_library *const evaluate_newest_libraries[] = {
	&cel_library_standard, &cel_library_mixed_comparison,
	&cel_library_optional, &cel_library_two_variables,
	&cel_library_sets,     &cel_library_strings,
	&cel_library_lists,    &cel_library_strings_reverse,
	&cel_library_math,     &cel_library_encoders,
	&cel_library_regex,    NULL,
};

static cel_validator *const evaluate_validators[] = { cel_validate_formats, NULL };

/* As Kubernetes has it. */
static const struct cel_profile evaluate_profile = {
	.libraries = evaluate_libraries,
	.validators = evaluate_validators,
	.options = CEL_OPTIONAL_SYNTAX,
};

static const struct cel_profile evaluate_newest = {
	.libraries = evaluate_newest_libraries,
	.validators = evaluate_validators,
	.options = CEL_OPTIONAL_SYNTAX | CEL_UNIQUE_KEYS | CEL_NEWEST,
};

/* Appends what the expression comes to; its cost goes to *ret_cost. */
static void evaluate(const struct cel_profile *profile, const char *expression, struct strbuf *out,
		     uint64_t *ret_cost)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(cel_env) struct cel_env *env = cel_env_new(profile);
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	CLEANUP(cel_program) struct cel_program *program = NULL;
	const char *failure = NULL;
	struct cel_result result;

	*ret_cost = 0;
	if (!cel_compile(env, expression, strlen(expression), 0, &issues, &failure, &program)) {
		strbuf_addf(out, "%s: %s", issues.n > 0 ? "issue" : "failure",
			    issues.n > 0 ? issues.items[0].message : failure);
		return;
	}
	cel_run(program, NULL, NULL, &arena, &result);
	*ret_cost = result.cost;
	if (result.value.kind == CEL_ERROR)
		strbuf_addf(out, "error: %s", result.value.failure->message);
	else
		cel_print(&result.value, out);
}

static inline void check_rows(const struct cel_profile *profile, const struct evaluate_row *rows,
			      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(profile, rows[i].expression, &got, &cost);
		cr_expect_str_eq(got.text, rows[i].want, "%s: %s, not %s", rows[i].expression,
				 got.text, rows[i].want);
	}
}

static inline void check_costs(const struct cost_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(&evaluate_profile, rows[i].expression, &got, &cost);
		cr_expect_eq(cost, rows[i].want, "%s: %llu, not %llu (%s)", rows[i].expression,
			     (unsigned long long)cost, (unsigned long long)rows[i].want, got.text);
	}
}

#endif
