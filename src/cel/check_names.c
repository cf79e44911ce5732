/* What names mean: variables of comprehensions, declared variables, type names, functions. Source:
 * cel-go checker/env.go, common/containers/container.go. */
#include <string.h>

#include "check.h"

static const struct cel_expr *first_of_chain(const struct cel_expr *expr, size_t *ret_length)
{
	size_t length = 0;

	for (; expr->kind == CEL_EXPR_SELECT; expr = expr->select.operand) {
		if (expr->select.is_test)
			return NULL;
		length += strlen(expr->select.field) + 1;
	}
	if (expr->kind != CEL_EXPR_IDENT)
		return NULL;
	*ret_length = length + strlen(expr->name);
	return expr;
}

static bool may_be_declared(const struct cel_checker *checker, const char *first, bool is_function)
{
	/* In a container every name may be the end of a longer one. */
	if (*cel_env_container(checker->env) != '\0')
		return true;
	first += *first == '.';
	return is_function ? cel_env_may_qualify_function(checker->env, first)
			   : cel_env_may_qualify_name(checker->env, first);
}

/* Writes part so that it ends at `end`; returns where it begins. */
static char *put_before(char *end, const char *part)
{
	size_t length = strlen(part);

	return memcpy(end - length, part, length);
}

const char *cel_check_spell(struct cel_checker *checker, const struct cel_expr *expr,
			    const char *suffix)
{
	size_t length;
	const struct cel_expr *first = first_of_chain(expr, &length);
	char *at;

	if (first == NULL || !may_be_declared(checker, first->name, suffix != NULL))
		return NULL;
	if (suffix != NULL)
		length += strlen(suffix) + 1;
	at = (char *)arena_alloc(checker->arena, length + 1) + length;
	*at = '\0';
	if (suffix != NULL) {
		at = put_before(at, suffix);
		*--at = '.';
	}
	for (; expr != first; expr = expr->select.operand) {
		at = put_before(at, expr->select.field);
		*--at = '.';
	}
	return put_before(at, first->name);
}

/* ---- what a name means ---- */

static const struct cel_local *find_local(const struct cel_checker *checker, const char *name)
{
	const struct cel_local *local = checker->locals;

	while (local != NULL && strcmp(local->name, name) != 0)
		local = local->outer;
	return local;
}

static void set_ident(struct cel_checker *checker, struct cel_expr *expr, const char *name,
		      size_t variable, const struct cel_type *type)
{
	expr->kind = CEL_EXPR_IDENT;
	expr->name = name;
	expr->variable = variable;
	cel_check_set_type(checker, expr, type);
}

/* A declared variable, or a type name. */
static bool resolve_global(struct cel_checker *checker, struct cel_expr *expr, const char *name)
{
	size_t place = cel_env_find_variable(checker->env, name);
	const struct cel_variable *variable;
	const struct cel_type *type;

	if (place != CEL_NO_VARIABLE) {
		variable = cel_env_variable(checker->env, place);
		set_ident(checker, expr, variable->name, place, variable->type);
		return true;
	}
	type = cel_env_find_type(checker->env, name);
	if (type == NULL)
		return false;
	/* The dot tells it from a comprehension's variable of the same name. */
	if (find_local(checker, name) != NULL)
		name = arena_printf(checker->arena, ".%s", name);
	set_ident(checker, expr, name, CEL_NO_VARIABLE, cel_type_of_type(checker->arena, type));
	return true;
}

static bool resolve_candidate(struct cel_checker *checker, struct cel_expr *expr, const char *name)
{
	const struct cel_local *local = checker->is_newest ? NULL : find_local(checker, name);

	if (local == NULL)
		return resolve_global(checker, expr, name);
	set_ident(checker, expr, local->name, CEL_NO_VARIABLE, local->type);
	return true;
}

/* The newest rule: a comprehension's variable hides what is declared, unless a dot stands in front.
 * Before, the candidates of the container came first. True when that settles it. */
static bool resolve_newest_local(struct cel_checker *checker, struct cel_expr *expr,
				 bool *ret_resolved)
{
	size_t length;
	const struct cel_expr *first = first_of_chain(expr, &length);
	const struct cel_local *local = find_local(checker, first->name);

	if (local == NULL || *first->name == '.')
		return false;
	*ret_resolved = expr == first;
	if (expr == first)
		set_ident(checker, expr, local->name, CEL_NO_VARIABLE, local->type);
	return true;
}

bool cel_check_resolve(struct cel_checker *checker, struct cel_expr *expr, const char *name)
{
	const char **candidates;
	size_t n;
	bool resolved;

	if (checker->is_newest && resolve_newest_local(checker, expr, &resolved))
		return resolved;
	if (*cel_env_container(checker->env) == '\0')
		return resolve_candidate(checker, expr, name + (*name == '.'));
	n = cel_env_candidates(checker->env, name, checker->arena, &candidates);
	for (size_t i = 0; i < n; i++)
		if (resolve_candidate(checker, expr, candidates[i]))
			return true;
	return false;
}

const struct cel_function *cel_check_function(struct cel_checker *checker, const char *name)
{
	const struct cel_function *function = NULL;
	const char **candidates;
	size_t n;

	if (*cel_env_container(checker->env) == '\0')
		return cel_env_find_function(checker->env, name + (*name == '.'));
	n = cel_env_candidates(checker->env, name, checker->arena, &candidates);
	for (size_t i = 0; function == NULL && i < n; i++)
		function = cel_env_find_function(checker->env, candidates[i]);
	return function;
}

/* ---- message literals ---- */

static void check_fields(struct cel_checker *checker, const struct cel_expr *expr,
			 const char *type_name)
{
	for (size_t i = 0; i < expr->map.n; i++) {
		const struct cel_expr_entry *entry = &expr->map.entries[i];

		cel_check_expr(checker, entry->value);
		cel_check_error(checker, entry->offset, "unexpected failed resolution of '%s'",
				type_name);
	}
}

void cel_check_struct(struct cel_checker *checker, struct cel_expr *expr)
{
	/* The name is looked up as an identifier would be. */
	struct cel_expr *ident = arena_zalloc(checker->arena, 1, sizeof(*ident));
	bool resolved;

	ident->kind = CEL_EXPR_IDENT;
	ident->name = expr->map.name;
	cel_check_set_type(checker, expr, &cel_error_type);
	resolved = cel_check_resolve(checker, ident, ident->name);
	/* The newest rule looks among types only. */
	if (checker->is_newest && resolved)
		resolved = ident->variable == CEL_NO_VARIABLE && ident->type->kind == CEL_TYPE_TYPE;
	if (!resolved) {
		cel_check_undeclared(checker, expr, expr->map.name);
		return;
	}
	if (ident->type->kind != CEL_TYPE_TYPE)
		cel_check_error(checker, expr->offset, "'%s' is not a type", ident->type->name);
	else
		cel_check_error(checker, expr->offset, "'%s' is not a message type",
				ident->type->n_params > 0 ? ident->type->params[0]->name : "type");
	check_fields(checker, expr, ident->name);
}
