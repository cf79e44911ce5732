/* Calls: which overloads the types of the arguments allow. Source: cel-go checker/checker.go,
 * resolveOverload. */
#include <string.h>

#include "check.h"

#define FEW_ARGS 8

/* A call's argument types, the target's first. */
struct arguments {
	const struct cel_type **types;
	size_t n;
	const struct cel_type *few[FEW_ARGS];
	bool is_member;
};

static void collect_arguments(struct cel_checker *checker, const struct cel_expr *call,
			      struct arguments *ret_arguments)
{
	size_t n = 0, most = call->call.n_args + 1;

	ret_arguments->types = most <= FEW_ARGS
				       ? ret_arguments->few
				       : arena_alloc(checker->arena, most * sizeof(call->type));
	ret_arguments->is_member = call->call.target != NULL;
	if (ret_arguments->is_member)
		ret_arguments->types[n++] = call->call.target->type;
	for (size_t i = 0; i < call->call.n_args; i++)
		ret_arguments->types[n++] = call->call.args[i]->type;
	ret_arguments->n = n;
}

static void report_no_overload(struct cel_checker *checker, const struct cel_expr *call,
			       const char *function, const struct arguments *arguments)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	size_t i = 0;

	if (arguments->is_member) {
		cel_type_format(cel_check_substitute(checker, arguments->types[i++], true), &text);
		strbuf_add_char(&text, '.');
	}
	strbuf_add_char(&text, '(');
	for (size_t first = i; i < arguments->n; i++) {
		if (i > first)
			strbuf_add_str(&text, ", ");
		cel_type_format(cel_check_substitute(checker, arguments->types[i], true), &text);
	}
	cel_check_error(checker, call->offset,
			"found no matching overload for '%s' applied to '%s)'", function,
			text.text);
}

/* ---- fresh type variables for an overload's parameters ---- */

#define MAX_NAMED_PARAMS 32

struct instance {
	struct {
		const char *name;
		const struct cel_type *variable;
	} params[MAX_NAMED_PARAMS];
	size_t n;
};

static const struct cel_type *fresh_variable(struct cel_checker *checker, struct instance *instance,
					     const char *name)
{
	size_t i = 0;

	while (i < instance->n && instance->params[i].name != name &&
	       strcmp(instance->params[i].name, name) != 0)
		i++;
	if (i == MAX_NAMED_PARAMS)
		return &cel_dyn;
	if (i == instance->n) {
		instance->params[i].name = name;
		instance->params[i].variable = cel_check_new_variable(checker);
		instance->n++;
	}
	return instance->params[i].variable;
}

static const struct cel_type *instantiate(struct cel_checker *checker, struct instance *instance,
					  const struct cel_type *type)
{
	const struct cel_type *params[CEL_MAX_TYPE_PARAMS];
	bool changed = false;

	if (type->kind == CEL_TYPE_PARAM)
		return fresh_variable(checker, instance, type->name);
	for (unsigned i = 0; i < type->n_params; i++) {
		params[i] = instantiate(checker, instance, type->params[i]);
		changed |= params[i] != type->params[i];
	}
	return changed ? cel_type_with_params(checker->arena, type, params) : type;
}

/* Whether the overload takes the arguments; its result type then. */
static bool matches(struct cel_checker *checker, const struct cel_overload *overload,
		    unsigned n_type_params, const struct arguments *arguments,
		    const struct cel_type **ret_result)
{
	const struct cel_type *params[CEL_MAX_ARGS];
	struct instance instance;

	if (overload->n_params != arguments->n) {
		/* They are numbered as if they had been made. */
		checker->n_type_variables += n_type_params;
		return false;
	}
	*ret_result = overload->result;
	if (n_type_params == 0)
		return cel_check_assignable(checker, arguments->types, overload->params,
					    arguments->n);
	instance.n = 0;
	*ret_result = instantiate(checker, &instance, overload->result);
	for (size_t i = 0; i < arguments->n; i++)
		params[i] = instantiate(checker, &instance, overload->params[i]);
	return cel_check_assignable(checker, arguments->types, params, arguments->n);
}

/* ---- choosing ---- */

/* The overloads that match so far; a run of neighbours needs no memory of its own. */
static void add_match(struct cel_checker *checker, struct cel_expr *call,
		      const struct cel_function *function, size_t at)
{
	const struct cel_overload **copy;
	size_t n = call->n_overloads++;

	if (n == 0) {
		call->overloads = (const struct cel_overload *const *)&function->overloads[at];
		return;
	}
	if (&call->overloads[n] == (const struct cel_overload *const *)&function->overloads[at])
		return;
	copy = arena_alloc(checker->arena, function->n * sizeof(*copy));
	memcpy(copy, call->overloads, n * sizeof(*copy));
	copy[n] = function->overloads[at];
	call->overloads = (const struct cel_overload *const *)copy;
}

/* All overloads that match stay; results that differ make dyn. NULL when there is none. */
static const struct cel_type *choose(struct cel_checker *checker, struct cel_expr *call,
				     const struct cel_function *function,
				     const struct arguments *arguments)
{
	const struct cel_type *result = NULL, *one;

	for (size_t i = 0; i < function->n; i++) {
		const struct cel_overload *overload = function->overloads[i];

		if (overload->is_member != arguments->is_member ||
		    !matches(checker, overload, function->n_type_params[i], arguments, &one))
			continue;
		add_match(checker, call, function, i);
		one = cel_check_substitute(checker, one, false);
		if (result == NULL)
			result = one;
		else if (result->kind != CEL_TYPE_DYN && !cel_check_same(checker, one, result))
			result = &cel_dyn;
	}
	return result;
}

/* && and || say at which operand it fails, and may have more than two. */
static const struct cel_type *choose_logical(struct cel_checker *checker, struct cel_expr *call,
					     const struct cel_function *function)
{
	const struct cel_type *result = &cel_bool;

	for (size_t i = 0; i < call->call.n_args; i++) {
		const struct cel_expr *arg = call->call.args[i];

		if (cel_check_fits(checker, arg->type, &cel_bool))
			continue;
		cel_check_mismatch(checker, arg, &cel_bool, arg->type);
		result = &cel_error_type;
	}
	add_match(checker, call, function, 0);
	return result;
}

static void resolve(struct cel_checker *checker, struct cel_expr *call,
		    const struct cel_function *function)
{
	const struct cel_type *result;
	struct arguments arguments;

	if (strcmp(function->name, "_&&_") == 0 || strcmp(function->name, "_||_") == 0) {
		result = choose_logical(checker, call, function);
	} else {
		collect_arguments(checker, call, &arguments);
		result = choose(checker, call, function, &arguments);
		if (result == NULL) {
			report_no_overload(checker, call, function->name, &arguments);
			result = &cel_error_type;
		}
	}
	cel_check_set_type(checker, call, result);
}

/* a.b.f(x) as a call of the function "a.b.f". */
static const struct cel_function *qualified_function(struct cel_checker *checker,
						     const struct cel_expr *call)
{
	const char *name = cel_check_spell(checker, call->call.target, call->call.function);

	return name == NULL ? NULL : cel_check_function(checker, name);
}

void cel_check_call(struct cel_checker *checker, struct cel_expr *expr)
{
	const struct cel_function *function = NULL;

	if (strcmp(expr->call.function, "_?._") == 0) {
		cel_check_optional_select(checker, expr);
		return;
	}
	for (size_t i = 0; i < expr->call.n_args; i++)
		cel_check_expr(checker, expr->call.args[i]);
	if (expr->call.target != NULL) {
		function = qualified_function(checker, expr);
		if (function != NULL)
			expr->call.target = NULL;
		else
			cel_check_expr(checker, expr->call.target);
	}
	if (function == NULL)
		function = cel_check_function(checker, expr->call.function);
	if (function == NULL) {
		cel_check_set_type(checker, expr, &cel_error_type);
		cel_check_undeclared(checker, expr, expr->call.function);
		return;
	}
	expr->call.function = function->name;
	resolve(checker, expr, function);
}
