/* What expressions may name. The first environment of a chain holds the profile's functions, macros
 * and type names, hashed once; each holds what was added to it. A function that gets another
 * overload is copied into the environment that adds it, so that a lookup ends at the first find. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "names.h"

struct macro_list {
	const struct cel_macro **items;
	size_t n, capacity;
};

struct cel_env {
	const struct cel_env *base, *root; /* base NULL: this is the root */
	const struct cel_profile *profile;
	const char *container;

	struct cel_names variable_names;
	struct cel_variable *variables;
	size_t first, n_variables, variable_capacity; /* first: how many base had */

	struct cel_names function_names;
	struct cel_function **functions;
	size_t n_functions, function_capacity;

	/* Of the root only. */
	struct cel_names type_names, macro_names;
	const struct cel_type **types;
	struct macro_list *macros;
	size_t n_types, type_capacity, n_macros, macro_capacity;

	struct arena arena;
};

/* ---- functions ---- */

static const struct cel_function *find_function(const struct cel_env *env, const char *name,
						uint32_t hash)
{
	for (; env != NULL; env = env->base) {
		size_t place = cel_names_find(&env->function_names, name, hash);

		if (place != CEL_NO_NAME)
			return env->functions[place];
	}
	return NULL;
}

const struct cel_function *cel_env_find_function(const struct cel_env *env, const char *name)
{
	return find_function(env, name, cel_name_hash(name));
}

#define MAX_NAMED_PARAMS 32

struct param_names {
	const char *items[MAX_NAMED_PARAMS];
	size_t n;
};

static void collect_params(const struct cel_type *type, struct param_names *names)
{
	for (unsigned i = 0; i < type->n_params; i++)
		collect_params(type->params[i], names);
	if (type->kind != CEL_TYPE_PARAM || names->n == MAX_NAMED_PARAMS)
		return;
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->items[i], type->name) == 0)
			return;
	names->items[names->n++] = type->name;
}

static unsigned char count_params(const struct cel_overload *overload)
{
	struct param_names names = { .n = 0 };

	collect_params(overload->result, &names);
	for (unsigned i = 0; i < overload->n_params; i++)
		collect_params(overload->params[i], &names);
	return (unsigned char)names.n;
}

/* One of the same id takes the place of the earlier. */
static void add_to_function(struct cel_env *env, struct cel_function *function,
			    const struct cel_overload *overload)
{
	size_t i = 0, capacity = function->capacity;

	while (i < function->n && strcmp(function->overloads[i]->id, overload->id) != 0)
		i++;
	if (i == function->n) {
		function->overloads = arena_grow(&env->arena, function->overloads, i, &capacity,
						 sizeof(overload));
		function->n_type_params =
			arena_grow(&env->arena, function->n_type_params, i, &function->capacity, 1);
		function->n++;
	}
	function->overloads[i] = overload;
	function->n_type_params[i] = count_params(overload);
}

static struct cel_function *own_function(struct cel_env *env, const char *name)
{
	uint32_t hash = cel_name_hash(name);
	size_t place = cel_names_find(&env->function_names, name, hash);
	const struct cel_function *inherited;
	struct cel_function *function;

	if (place != CEL_NO_NAME)
		return env->functions[place];
	function = arena_zalloc(&env->arena, 1, sizeof(*function));
	function->name = name;
	inherited = find_function(env->base, name, hash);
	for (size_t i = 0; inherited != NULL && i < inherited->n; i++)
		add_to_function(env, function, inherited->overloads[i]);
	env->functions = arena_grow(&env->arena, env->functions, env->n_functions,
				    &env->function_capacity, sizeof(function));
	env->functions[env->n_functions] = function;
	cel_names_set(&env->function_names, &env->arena, name, env->n_functions++);
	return function;
}

void cel_env_add_overload(struct cel_env *env, const struct cel_overload *overload)
{
	struct cel_overload *copy = arena_alloc(&env->arena, sizeof(*copy));

	*copy = *overload;
	add_to_function(env, own_function(env, copy->function), copy);
}

const struct cel_overload *cel_env_overloads(const struct cel_env *env, const char *function,
					     struct cel_overload_iterator *iterator)
{
	const struct cel_function *found = iterator->state;

	if (iterator->at == 0)
		iterator->state = found = cel_env_find_function(env, function);
	if (found == NULL || iterator->at == found->n)
		return NULL;
	return found->overloads[iterator->at++];
}

/* ---- macros ---- */

static void add_macro(struct cel_env *env, const struct cel_macro *macro)
{
	size_t place =
		cel_names_find(&env->macro_names, macro->function, cel_name_hash(macro->function));
	struct macro_list *list;

	if (place == CEL_NO_NAME) {
		place = env->n_macros++;
		env->macros = arena_grow(&env->arena, env->macros, place, &env->macro_capacity,
					 sizeof(*env->macros));
		env->macros[place] = (struct macro_list) { .items = NULL };
		cel_names_set(&env->macro_names, &env->arena, macro->function, place);
	}
	list = &env->macros[place];
	list->items = arena_grow(&env->arena, list->items, list->n, &list->capacity, sizeof(macro));
	list->items[list->n++] = macro;
}

const struct cel_macro *cel_env_find_macro(const struct cel_env *env, const char *function,
					   bool is_member, size_t n_args)
{
	const struct cel_env *root = env->root;
	size_t place = cel_names_find(&root->macro_names, function, cel_name_hash(function));
	const struct cel_macro *any = NULL;

	if (place == CEL_NO_NAME)
		return NULL;
	for (size_t i = root->macros[place].n; i-- > 0;) {
		const struct cel_macro *macro = root->macros[place].items[i];

		if (macro->is_member != is_member)
			continue;
		if (macro->n_args == n_args)
			return macro;
		if (macro->n_args == CEL_ANY_COUNT && any == NULL)
			any = macro;
	}
	return any;
}

/* ---- types ---- */

static void add_type(struct cel_env *env, const struct cel_constant *constant)
{
	env->types = arena_grow(&env->arena, env->types, env->n_types, &env->type_capacity,
				sizeof(constant->type));
	env->types[env->n_types] = constant->type;
	cel_names_set(&env->type_names, &env->arena, constant->name, env->n_types++);
}

const struct cel_type *cel_env_find_type(const struct cel_env *env, const char *name)
{
	size_t place = cel_names_find(&env->root->type_names, name, cel_name_hash(name));

	return place == CEL_NO_NAME ? NULL : env->root->types[place];
}

/* ---- making ---- */

static void add_library(struct cel_env *env, const struct cel_library *library)
{
	const struct cel_overload *overload = library->overloads;
	const struct cel_macro *macro = library->macros;
	const struct cel_constant *constant = library->types;

	for (; overload != NULL && overload->function != NULL; overload++)
		add_to_function(env, own_function(env, overload->function), overload);
	for (; macro != NULL && macro->function != NULL; macro++)
		add_macro(env, macro);
	for (; constant != NULL && constant->name != NULL; constant++)
		add_type(env, constant);
}

struct cel_env *cel_env_new(const struct cel_profile *profile)
{
	struct cel_env *env = xcalloc(1, sizeof(*env));

	env->root = env;
	env->profile = profile;
	env->container = "";
	for (size_t i = 0; profile->libraries != NULL && profile->libraries[i] != NULL; i++)
		add_library(env, profile->libraries[i]);
	return env;
}

struct cel_env *cel_env_extend(const struct cel_env *base)
{
	struct cel_env *env = xcalloc(1, sizeof(*env));

	env->base = base;
	env->root = base->root;
	env->profile = base->profile;
	env->container = base->container;
	env->first = cel_env_variables(base);
	return env;
}

void cel_env_free(struct cel_env *env)
{
	if (env == NULL)
		return;
	arena_finish(&env->arena);
	free(env);
}

void cel_env_cleanup(struct cel_env **env)
{
	cel_env_free(*env);
}

struct arena *cel_env_arena(struct cel_env *env)
{
	return &env->arena;
}

unsigned cel_env_options(const struct cel_env *env)
{
	return env->profile->options;
}

const struct cel_profile *cel_env_profile(const struct cel_env *env)
{
	return env->profile;
}

/* ---- variables ---- */

size_t cel_env_add_variable(struct cel_env *env, const char *name, const struct cel_type *type)
{
	size_t at = env->n_variables++;
	struct cel_variable *variable;

	env->variables = arena_grow(&env->arena, env->variables, at, &env->variable_capacity,
				    sizeof(*env->variables));
	variable = &env->variables[at];
	variable->name = arena_str(&env->arena, name);
	variable->type = type;
	cel_names_set(&env->variable_names, &env->arena, variable->name, at);
	return env->first + at;
}

size_t cel_env_variables(const struct cel_env *env)
{
	return env->first + env->n_variables;
}

size_t cel_env_find_variable(const struct cel_env *env, const char *name)
{
	uint32_t hash = cel_name_hash(name);

	for (; env != NULL; env = env->base) {
		size_t at = cel_names_find(&env->variable_names, name, hash);

		if (at != CEL_NO_NAME)
			return env->first + at;
	}
	return CEL_NO_VARIABLE;
}

const struct cel_variable *cel_env_variable(const struct cel_env *env, size_t place)
{
	while (place < env->first)
		env = env->base;
	return &env->variables[place - env->first];
}

/* ---- containers ---- */

void cel_env_set_container(struct cel_env *env, const char *container)
{
	env->container = arena_str(&env->arena, container);
}

const char *cel_env_container(const struct cel_env *env)
{
	return env->container;
}

bool cel_env_may_qualify_name(const struct cel_env *env, const char *first)
{
	if (cel_names_may_begin(&env->root->type_names, first))
		return true;
	for (; env != NULL; env = env->base)
		if (cel_names_may_begin(&env->variable_names, first))
			return true;
	return false;
}

bool cel_env_may_qualify_function(const struct cel_env *env, const char *first)
{
	for (; env != NULL; env = env->base)
		if (cel_names_may_begin(&env->function_names, first))
			return true;
	return false;
}

size_t cel_env_candidates(const struct cel_env *env, const char *name, struct arena *arena,
			  const char ***ret_names)
{
	const char *container = env->container;
	size_t length = strlen(container), n = 0, most = 1;
	const char **names;

	for (const char *c = container; *c != '\0'; c++)
		most += *c == '.';
	names = arena_alloc(arena, (most + 1) * sizeof(*names));
	*ret_names = names;
	if (*name == '.') {
		names[n++] = name + 1;
		return n;
	}
	while (length > 0) {
		names[n++] = arena_printf(arena, "%.*s.%s", (int)length, container, name);
		do
			length--;
		while (length > 0 && container[length] != '.');
	}
	names[n++] = name;
	return n;
}

const char *cel_env_variable_name(const struct cel_env *env, size_t place)
{
	return cel_env_variable(env, place)->name;
}
