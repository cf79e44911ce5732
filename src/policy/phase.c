/* Running expressions within a budget, and the variables that they share.
 * Source: apiserver pkg/admission/plugin/cel/activation.go and composition.go. */
#include "internal.h"

#include <string.h>

/* Variables that use variables: each level is a run inside a run. */
#define MAX_DEPTH 100

/* ---- variables ---- */

static struct cel_value failed(struct phase *phase, const char *name, const char *what,
			       const char *why)
{
	struct cel_failure *failure = arena_alloc(phase->arena, sizeof(*failure));
	CLEANUP(str) char *quoted = text_quoted(name);

	failure->message = arena_printf(phase->arena, "composited variable %s fails to %s: %s",
					quoted, what, why);
	failure->offset = -1;
	return (struct cel_value) { .kind = CEL_ERROR, .failure = failure };
}

static void run_program(struct phase *phase, const struct expression *expression,
			struct cel_result *ret_result)
{
	const struct cel_limits limits = { .cost = POLICY_EXPRESSION_LIMIT };
	const struct environment *environment = expression->compiled->environment;
	struct cel_value values[N_NAMES] = { { .kind = CEL_ABSENT } };

	for (size_t i = 0; i < N_NAMES; i++)
		if (environment->at[i] != NOT_DECLARED)
			values[environment->at[i]] = phase->values[i];
	cel_run(expression->compiled->program, values, &limits, phase->arena, ret_result);
}

static struct cel_value compute(struct phase *phase, const struct policy_variable *variable,
				uint64_t *ret_cost)
{
	struct cel_result result = { .cost = 0 };

	if (variable->expression.compiled->program == NULL)
		return failed(phase, variable->name, "compile",
			      variable->expression.compiled->problem.detail);
	if (phase->depth >= MAX_DEPTH)
		return failed(phase, variable->name, "evaluate",
			      "variables that use each other are nested too deeply");
	phase->depth++;
	run_program(phase, &variable->expression, &result);
	phase->depth--;
	*ret_cost = result.cost;
	if (result.value.kind == CEL_ERROR)
		return failed(phase, variable->name, "evaluate", result.value.failure->message);
	return result.value;
}

/* Entry i of the map `variables` is variable i; hidden ones have no entry, but keep their place. */
static struct cel_value force(void *context, size_t i)
{
	struct phase *phase = context;
	const struct policy_variable *variable;
	size_t index = 0;

	while (phase->policy->variables[index].is_hidden || i-- > 0)
		index++;
	variable = &phase->policy->variables[index];
	if (phase->results[index].value.kind != CEL_ABSENT)
		return phase->results[index].value;
	if (phase->is_running[index])
		return failed(phase, variable->name, "evaluate", "the variable uses itself");
	phase->is_running[index] = true;
	phase->results[index].value = compute(phase, variable, &phase->results[index].cost);
	phase->is_running[index] = false;
	phase->variable_cost += phase->results[index].cost;
	return phase->results[index].value;
}

static struct cel_value variables_value(struct phase *phase)
{
	const struct policy *policy = phase->policy;
	struct cel_map *map = arena_zalloc(phase->arena, 1, sizeof(*map));

	map->entries = arena_zalloc(phase->arena, policy->n_variables + 1, sizeof(*map->entries));
	for (size_t i = 0; i < policy->n_variables; i++)
		if (!policy->variables[i].is_hidden)
			map->entries[map->n++] =
				(struct cel_entry) { cel_from_str(policy->variables[i].name),
						     { .kind = CEL_PENDING } };
	map->arena = phase->arena;
	map->force = force;
	map->context = phase;
	return (struct cel_value) { .kind = CEL_MAP, .map = map };
}

/* ---- the phase ---- */

void phase_init(struct phase *phase, struct policy *policy, struct arena *arena, uint64_t budget,
		const struct cel_value values[N_NAMES], bool has_variables)
{
	*phase = (struct phase) {
		.policy = policy,
		.arena = arena,
		.budget = budget,
		.is_running = arena_zalloc(arena, policy->n_variables + 1, sizeof(bool)),
		.results = arena_zalloc(arena, policy->n_variables + 1, sizeof(struct cel_result)),
	};
	memcpy(phase->values, values, sizeof(phase->values));
	if (has_variables)
		phase->values[NAME_VARIABLES] = variables_value(phase);
}

static bool charge(struct phase *phase, uint64_t cost)
{
	if (cost > phase->budget)
		return false;
	phase->budget -= cost;
	return true;
}

bool phase_run(struct phase *phase, struct expression *expression, enum policy_use use,
	       struct phase_result *ret_result)
{
	struct cel_result result = { .cost = 0 };

	*ret_result = (struct phase_result) { .error = NULL };
	if (!policy_compile(phase->policy, expression, use)) {
		ret_result->error = arena_printf(phase->arena, "compilation error: %s",
						 expression->compiled->problem.detail);
		return true;
	}
	phase->variable_cost = 0;
	run_program(phase, expression, &result);
	ret_result->value = result.value;
	ret_result->cost = phase->variable_cost + result.cost;
	if (!charge(phase, phase->variable_cost) || !charge(phase, result.cost))
		return false;
	if (result.value.kind == CEL_ERROR)
		ret_result->error =
			arena_printf(phase->arena, "expression '%s' resulted in error: %s",
				     expression->text, result.value.failure->message);
	return true;
}
