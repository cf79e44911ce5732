/* Unification of types, with cel-go's rules: dyn agrees with everything, null with what may be null,
 * and a type parameter takes the most general of the types it meets. Source: cel-go
 * checker/types.go. */
#include <string.h>

#include "check.h"

#define MAX_DEPTH 1000

/* Counts a step of work, which may be one level deeper; false when it is too much. */
static bool enter(struct cel_checker *checker)
{
	if (checker->steps_left == 0 || checker->depth == MAX_DEPTH)
		checker->gave_up = true;
	if (checker->gave_up)
		return false;
	checker->steps_left--;
	checker->depth++;
	return true;
}

static bool leave(struct cel_checker *checker, bool result)
{
	checker->depth--;
	return result;
}

/* ---- type variables ---- */

static void name_variable(struct cel_type_variable *variable, unsigned number)
{
	char *at = variable->name + sizeof(variable->name);

	*--at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	variable->type.name = memcpy(at - 4, "_var", 4);
}

const struct cel_type *cel_check_new_variable(struct cel_checker *checker)
{
	struct cel_type_variable *variable = arena_zalloc(checker->arena, 1, sizeof(*variable));

	variable->type.kind = CEL_TYPE_PARAM;
	variable->type.context = variable;
	name_variable(variable, checker->n_type_variables++);
	return &variable->type;
}

static struct cel_type_variable *variable_of(struct cel_checker *checker,
					     const struct cel_type *param)
{
	struct cel_type_variable *variable;

	if (param->context != NULL)
		return (struct cel_type_variable *)param->context;
	for (size_t i = 0; i < checker->n_declared; i++)
		if (strcmp(checker->declared[i]->type.name, param->name) == 0)
			return checker->declared[i];
	variable = arena_zalloc(checker->arena, 1, sizeof(*variable));
	variable->type = *param;
	checker->declared = arena_grow(checker->arena, checker->declared, checker->n_declared,
				       &checker->declared_capacity, sizeof(variable));
	checker->declared[checker->n_declared++] = variable;
	return variable;
}

static void bind(struct cel_checker *checker, struct cel_type_variable *variable,
		 const struct cel_type *to)
{
	checker->trail = arena_grow(checker->arena, checker->trail, checker->n_trail,
				    &checker->trail_capacity, sizeof(*checker->trail));
	checker->trail[checker->n_trail++] = (struct cel_binding) { variable, variable->bound };
	variable->bound = to;
}

/* ---- comparing ---- */

bool cel_check_same(struct cel_checker *checker, const struct cel_type *a, const struct cel_type *b)
{
	bool same = true;

	if (a == b)
		return true;
	if (!cel_type_alike(a, b))
		return false;
	if (a->n_params == 0 || !enter(checker))
		return true;
	for (unsigned i = 0; same && i < a->n_params; i++)
		same = cel_check_same(checker, a->params[i], b->params[i]);
	return leave(checker, same);
}

static bool less_specific(struct cel_checker *checker, const struct cel_type *a,
			  const struct cel_type *b)
{
	bool less = true;

	if (a->kind == CEL_TYPE_DYN || a->kind == CEL_TYPE_PARAM)
		return true;
	if (b->kind == CEL_TYPE_DYN || b->kind == CEL_TYPE_PARAM)
		return false;
	if (a->kind == CEL_TYPE_TYPE)
		return b->kind == CEL_TYPE_TYPE;
	if (!cel_type_alike(a, b))
		return false;
	if (a->n_params == 0 || !enter(checker))
		return true;
	for (unsigned i = 0; less && i < a->n_params; i++)
		less = less_specific(checker, a->params[i], b->params[i]);
	return leave(checker, less);
}

const struct cel_type *cel_check_most_general(struct cel_checker *checker, const struct cel_type *a,
					      const struct cel_type *b)
{
	return less_specific(checker, a, b) ? a : b;
}

/* Whether the parameter is nowhere in the type, nor in what is bound there. */
static bool is_free_of(struct cel_checker *checker, const struct cel_type *param,
		       const struct cel_type *type)
{
	bool is_free = true;
	const struct cel_type *bound;

	if (!enter(checker))
		return false;
	if (type->kind == CEL_TYPE_PARAM) {
		bound = variable_of(checker, type)->bound;
		is_free = !cel_check_same(checker, param, type) &&
			  (bound == NULL || is_free_of(checker, param, bound));
	}
	for (unsigned i = 0; is_free && i < type->n_params; i++)
		is_free = is_free_of(checker, param, type->params[i]);
	return leave(checker, is_free);
}

/* ---- assigning ---- */

static bool assignable(struct cel_checker *checker, const struct cel_type *a,
		       const struct cel_type *b);

/* Whether `param`, or what it is bound to, can stand for the type; *ret_bound: it was bound. */
static bool substitutes(struct cel_checker *checker, const struct cel_type *type,
			const struct cel_type *param, bool *ret_bound)
{
	struct cel_type_variable *variable;
	const struct cel_type *general;

	*ret_bound = true;
	if (cel_check_same(checker, type, param))
		return true;
	variable = variable_of(checker, param);
	if (variable->bound == NULL) {
		*ret_bound = false;
		if (!is_free_of(checker, param, type))
			return false;
		bind(checker, variable, type);
		return true;
	}
	if (cel_check_same(checker, type, variable->bound))
		return true;
	if (!assignable(checker, type, variable->bound))
		return false;
	general = cel_check_most_general(checker, type, variable->bound);
	if (is_free_of(checker, param, general))
		bind(checker, variable, general);
	return true;
}

static bool may_be_null(const struct cel_type *type)
{
	switch (type->kind) {
	case CEL_TYPE_NULL:
	case CEL_TYPE_OPAQUE:
	case CEL_TYPE_OBJECT:
	case CEL_TYPE_DURATION:
	case CEL_TYPE_TIMESTAMP:
		return true;
	default:
		return false;
	}
}

static bool is_dyn_or_error(const struct cel_type *type)
{
	return type->kind == CEL_TYPE_DYN || type->kind == CEL_TYPE_ERROR;
}

/* Two types of which none is a parameter. */
static bool known_assignable(struct cel_checker *checker, const struct cel_type *a,
			     const struct cel_type *b)
{
	if (is_dyn_or_error(a) || is_dyn_or_error(b))
		return true;
	if (a->kind == CEL_TYPE_NULL)
		return may_be_null(b);
	if (b->kind == CEL_TYPE_NULL)
		return may_be_null(a);
	if (a->kind == CEL_TYPE_TYPE)
		return b->kind == CEL_TYPE_TYPE;
	if (!cel_type_alike(a, b))
		return false;
	for (unsigned i = 0; i < a->n_params; i++)
		if (!assignable(checker, a->params[i], b->params[i]))
			return false;
	return true;
}

static bool assignable(struct cel_checker *checker, const struct cel_type *a,
		       const struct cel_type *b)
{
	bool bound = false, agrees;

	if (!enter(checker))
		return true;
	agrees = b->kind == CEL_TYPE_PARAM && substitutes(checker, a, b, &bound);
	if (agrees || bound)
		return leave(checker, agrees);
	if (a->kind == CEL_TYPE_PARAM)
		agrees = substitutes(checker, b, a, &bound);
	else if (b->kind != CEL_TYPE_PARAM)
		agrees = known_assignable(checker, a, b);
	return leave(checker, agrees);
}

bool cel_check_assignable(struct cel_checker *checker, const struct cel_type *const *from,
			  const struct cel_type *const *to, size_t n)
{
	bool agrees = true;

	checker->n_trail = 0;
	for (size_t i = 0; agrees && i < n; i++)
		agrees = assignable(checker, from[i], to[i]);
	while (!agrees && checker->n_trail > 0) {
		struct cel_binding *binding = &checker->trail[--checker->n_trail];

		binding->variable->bound = binding->before;
	}
	return agrees;
}

bool cel_check_fits(struct cel_checker *checker, const struct cel_type *from,
		    const struct cel_type *to)
{
	return cel_check_assignable(checker, &from, &to, 1);
}

/* ---- substituting ---- */

static const struct cel_type *substitute_params(struct cel_checker *checker,
						const struct cel_type *type, bool to_dyn)
{
	const struct cel_type *params[CEL_MAX_TYPE_PARAMS];
	bool changed = false;

	for (unsigned i = 0; i < type->n_params; i++) {
		params[i] = cel_check_substitute(checker, type->params[i], to_dyn);
		changed |= params[i] != type->params[i];
	}
	if (!changed)
		return type;
	/* A type takes more memory than a step takes time. */
	checker->steps_left -= checker->steps_left < 8 ? checker->steps_left : 8;
	return cel_type_with_params(checker->arena, type, params);
}

const struct cel_type *cel_check_substitute(struct cel_checker *checker,
					    const struct cel_type *type, bool to_dyn)
{
	const struct cel_type *bound;

	if ((type->kind != CEL_TYPE_PARAM && type->n_params == 0) || !enter(checker))
		return type;
	if (type->kind != CEL_TYPE_PARAM) {
		type = substitute_params(checker, type, to_dyn);
	} else {
		bound = variable_of(checker, type)->bound;
		if (bound != NULL)
			type = cel_check_substitute(checker, bound, to_dyn);
		else if (to_dyn)
			type = &cel_dyn;
	}
	leave(checker, true);
	return type;
}
