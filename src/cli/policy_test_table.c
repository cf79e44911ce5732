/* The table of `policy test`: a row for each object, policy, binding and param; under it lines that
 * say why. */
#include <stdlib.h>
#include <string.h>

#include "policy_test.h"

enum column_of_row {
	COLUMN_NAMESPACE, /* wide */
	COLUMN_OBJECT,
	COLUMN_OPERATION, /* wide */
	COLUMN_POLICY,
	COLUMN_BINDING,
	COLUMN_PARAM, /* wide */
	COLUMN_RESULT,
	COLUMN_VALIDATION,
	COLUMN_COST,
	N_COLUMNS,
};
static const struct {
	const char *title;
	bool wide;
} columns[N_COLUMNS] = {
	[COLUMN_NAMESPACE] = { "NAMESPACE", true }, [COLUMN_OBJECT] = { "OBJECT", false },
	[COLUMN_OPERATION] = { "OPERATION", true }, [COLUMN_POLICY] = { "POLICY", false },
	[COLUMN_BINDING] = { "BINDING", false },    [COLUMN_PARAM] = { "PARAM", true },
	[COLUMN_RESULT] = { "RESULT", false },      [COLUMN_VALIDATION] = { "VALIDATION", false },
	[COLUMN_COST] = { "COST", false },
};

struct row {
	char *cells[N_COLUMNS]; /* owned; NULL: <none> */
	struct strbuf notes;    /* lines */
};
struct rows {
	const struct policy_test *test;
	bool wide;
	struct row *items;
	size_t n, capacity;
};

/* ---- notes ---- */

/* A message of several lines is indented further from the second one on. */
static void note(struct row *row, const char *head, const char *separator, const char *text)
{
	strbuf_addf(&row->notes, "  %s%s", head, separator);
	for (; *text != '\0'; text++) {
		strbuf_add_char(&row->notes, *text);
		if (*text == '\n')
			strbuf_add_str(&row->notes, "    ");
	}
	strbuf_add_char(&row->notes, '\n');
}

static void note_item(struct row *row, const char *list, const char *key, const char *text)
{
	CLEANUP(str) char *head = xasprintf("%s[%s]", list, key);

	note(row, head, ": ", text);
}

static void note_validations(struct row *row, const struct policy_evaluation *evaluation)
{
	for (size_t i = 0; i < evaluation->n_conditions; i++)
		if (evaluation->conditions[i].verdict == POLICY_ERROR)
			note_item(row, "matchConditions", evaluation->conditions[i].name,
				  evaluation->conditions[i].message);
	for (size_t i = 0; i < evaluation->n_validations; i++) {
		const struct policy_expression_result *validation = &evaluation->validations[i];
		CLEANUP(str) char *index = xasprintf("%zu", i);

		if (validation->verdict != POLICY_FALSE && validation->verdict != POLICY_ERROR)
			continue;
		note_item(row, "validations", index, validation->message);
		if (!validation->denies)
			strbuf_add_str(&row->notes, "    ignored: failurePolicy is Ignore\n");
	}
}

static void note_annotations(struct row *row, const struct policy_evaluation *evaluation, bool wide)
{
	for (size_t i = 0; i < evaluation->n_annotations; i++) {
		const struct policy_annotation_result *annotation = &evaluation->annotations[i];

		if (*annotation->value != '\0' && (wide || annotation->action != POLICY_PUBLISH))
			note_item(row, "auditAnnotations", annotation->key, annotation->value);
	}
}

static void note_variables(struct row *row, const struct policy_evaluation *evaluation)
{
	for (size_t i = 0; i < evaluation->n_variables; i++) {
		const struct policy_variable_result *variable = &evaluation->variables[i];
		CLEANUP(str) char *head = xasprintf("variables.%s", variable->name);

		if (!variable->is_used)
			note(row, head, "", " is not used");
		else
			note(row, head, variable->is_error ? ": " : " = ", variable->value);
	}
}

static void note_costs(struct row *row, const struct policy_evaluation *evaluation)
{
	strbuf_addf(&row->notes,
		    "  cost: matchConditions %llu/%llu, validations %llu/%llu, auditAnnotations "
		    "%llu/%llu\n",
		    (unsigned long long)evaluation->condition_cost,
		    (unsigned long long)POLICY_CONDITION_BUDGET,
		    (unsigned long long)evaluation->cost, (unsigned long long)POLICY_BUDGET,
		    (unsigned long long)evaluation->annotation_cost,
		    (unsigned long long)POLICY_BUDGET);
}

/* ---- rows ---- */

static struct row *add_row(struct rows *rows, const struct trial *trial)
{
	const struct manifest *manifest = trial->manifest;
	const cJSON *object = trial->object != NULL ? trial->object : trial->old;
	const char *name = json_str_at(object, "metadata", "name", NULL);
	struct row *row;

	rows->items = xgrow(rows->items, rows->n, &rows->capacity, sizeof(*rows->items));
	row = &rows->items[rows->n++];
	*row = (struct row) { .notes = STRBUF_INIT };
	if (*manifest->namespace != '\0')
		row->cells[COLUMN_NAMESPACE] = xstrdup(manifest->namespace);
	row->cells[COLUMN_OBJECT] =
		result_name(manifest->resource, *name != '\0' ? name : manifest->name);
	if (*trial->operation != '\0')
		row->cells[COLUMN_OPERATION] = xstrdup(trial->operation);
	return row;
}

static void fill_evaluation(const struct rows *rows, struct row *row,
			    const struct policy_param_review *param)
{
	const struct policy_evaluation *evaluation = &param->evaluation;
	bool applies = evaluation->applies;

	if (*param->name != '\0')
		row->cells[COLUMN_PARAM] =
			xasprintf("%s%s%s", param->namespace, *param->namespace != '\0' ? "/" : "",
				  param->name);
	row->cells[COLUMN_COST] = xasprintf(
		"%llu/%llu",
		(unsigned long long)(applies ? evaluation->cost : evaluation->condition_cost),
		(unsigned long long)(applies ? POLICY_BUDGET : POLICY_CONDITION_BUDGET));
	note_validations(row, evaluation);
	if (evaluation->failure != NULL && applies)
		note(row, "validations", ": ", evaluation->failure);
	note_annotations(row, evaluation, rows->wide);
	if (!rows->wide)
		return;
	note_variables(row, evaluation);
	note_costs(row, evaluation);
}

/* param NULL: it came to no evaluation. */
static void add_review(struct rows *rows, const struct trial *trial,
		       const struct policy_binding_review *review,
		       const struct policy_param_review *param)
{
	struct verdict verdict =
		verdict_of(&rows->test->rules, review, param != NULL ? &param->evaluation : NULL);
	struct row *row;

	if (verdict.outcome == OUTCOME_NOT_MATCHED && !rows->wide) {
		verdict_finish(&verdict);
		return;
	}
	row = add_row(rows, trial);
	row->cells[COLUMN_POLICY] = xstrdup(review->policy);
	row->cells[COLUMN_BINDING] = review->binding != NULL ? xstrdup(review->binding) : NULL;
	row->cells[COLUMN_RESULT] = xstrdup(outcome_name(verdict.outcome));
	row->cells[COLUMN_VALIDATION] = TAKE(verdict.decided_by);
	if (review->configuration_error != NULL)
		note(row, review->binding == NULL ? "paramKind" : "paramRef", ": ",
		     review->configuration_error);
	if (param != NULL)
		fill_evaluation(rows, row, param);
}

static void add_trial(struct rows *rows, const struct trial *trial)
{
	size_t n = rows->n;
	struct row *row;

	for (size_t i = 0; i < trial->review.n_bindings; i++) {
		const struct policy_binding_review *review = &trial->review.bindings[i];

		if (review->n_params == 0)
			add_review(rows, trial, review, NULL);
		for (size_t k = 0; k < review->n_params; k++)
			add_review(rows, trial, review, &review->params[k]);
	}
	if (rows->n > n)
		return;
	row = add_row(rows, trial);
	row->cells[COLUMN_RESULT] = xstrdup(outcome_name(trial_outcome(rows->test, trial)));
	if (trial->error.reason != REASON_NONE)
		note(row, trial->error.message, "", "");
}

/* ---- printing ---- */

static const char *cell(const struct row *row, size_t column)
{
	return row->cells[column] != NULL ? row->cells[column] : "<none>";
}

static void measure(const struct rows *rows, size_t widths[N_COLUMNS])
{
	for (size_t column = 0; column < N_COLUMNS; column++) {
		widths[column] = strlen(columns[column].title);
		for (size_t i = 0; i < rows->n; i++) {
			size_t width = strlen(cell(&rows->items[i], column));

			widths[column] = width > widths[column] ? width : widths[column];
		}
	}
}

/* row NULL: the titles. */
static void print_row(FILE *out, const struct rows *rows, const size_t widths[N_COLUMNS],
		      const struct row *row)
{
	for (size_t column = 0; column < N_COLUMNS; column++) {
		const char *text = row != NULL ? cell(row, column) : columns[column].title;
		bool last = column == N_COLUMNS - 1;

		if (rows->wide || !columns[column].wide)
			fprintf(out, "%-*s%s", last ? 0 : (int)widths[column], text,
				last ? "\n" : "   ");
	}
	if (row != NULL)
		fputs(row->notes.text, out);
}

static void print_rows(FILE *out, const struct rows *rows)
{
	size_t widths[N_COLUMNS];

	measure(rows, widths);
	print_row(out, rows, widths, NULL);
	for (size_t i = 0; i < rows->n; i++)
		print_row(out, rows, widths, &rows->items[i]);
}

void print_test_table(FILE *out, const struct policy_test *test, bool wide)
{
	struct rows rows = { .test = test, .wide = wide };

	for (size_t i = 0; i < test->n_trials; i++)
		if (trial_is_shown(test, &test->trials[i]))
			add_trial(&rows, &test->trials[i]);
	if (rows.n == 0)
		fputs("No objects to try\n", out);
	else
		print_rows(out, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		for (size_t column = 0; column < N_COLUMNS; column++)
			free(rows.items[i].cells[column]);
		strbuf_finish(&rows.items[i].notes);
	}
	free(rows.items);
}
