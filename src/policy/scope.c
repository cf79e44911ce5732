/* Compiling the expressions of one policy, each in the environment that its use has.
 * Source: apiserver pkg/admission/plugin/cel/compile.go and composition.go. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- the type of variables ---- */

/* All policies share one type, so that they can share environments. */
static const struct variable_fields *shown;

void variable_fields_show(const struct variable_fields *fields)
{
	shown = fields;
}

static const struct cel_type *field_of_shown(const struct cel_type *type, const char *name,
					     struct arena *arena)
{
	(void)type;
	(void)arena;
	for (size_t i = 0; i < shown->n; i++)
		if (strcmp(shown->items[i].name, name) == 0)
			return shown->items[i].type;
	return NULL;
}

const struct cel_type variables_type = {
	.kind = CEL_TYPE_OBJECT,
	.name = "kubernetes.variables",
	.field = field_of_shown,
};

/* What others see of a variable's type: lists and maps of the plain types, else dyn. */
static const struct cel_type *plain_type(const struct cel_type *type, struct arena *arena)
{
	switch (type->kind) {
	case CEL_TYPE_NULL:
		return &cel_null;
	case CEL_TYPE_BOOL:
		return &cel_bool;
	case CEL_TYPE_INT:
		return &cel_int;
	case CEL_TYPE_UINT:
		return &cel_uint;
	case CEL_TYPE_DOUBLE:
		return &cel_double;
	case CEL_TYPE_STRING:
		return &cel_string;
	case CEL_TYPE_BYTES:
		return &cel_bytes;
	case CEL_TYPE_TIMESTAMP:
		return &cel_timestamp;
	case CEL_TYPE_DURATION:
		return &cel_duration;
	case CEL_TYPE_LIST:
		return cel_type_list(arena, plain_type(type->params[0], arena));
	case CEL_TYPE_MAP:
		return cel_type_map(arena, plain_type(type->params[0], arena),
				    plain_type(type->params[1], arena));
	case CEL_TYPE_DYN:
	case CEL_TYPE_ERROR:
	case CEL_TYPE_TYPE:
	case CEL_TYPE_OPAQUE:
	case CEL_TYPE_OBJECT:
	case CEL_TYPE_PARAM:
		break;
	}
	return &cel_dyn;
}

const struct cel_type *variable_fields_set(struct variable_fields *fields, const char *name,
					   const struct cel_type *type)
{
	const struct cel_type *plain = type != NULL ? plain_type(type, fields->arena) : &cel_dyn;

	for (size_t i = 0; i < fields->n; i++)
		if (strcmp(fields->items[i].name, name) == 0) {
			fields->items[i].type = plain;
			return plain;
		}
	fields->items = arena_grow(fields->arena, fields->items, fields->n, &fields->capacity,
				   sizeof(*fields->items));
	fields->items[fields->n++] = (struct cel_field) { arena_str(fields->arena, name), plain };
	return plain;
}

/* ---- the scope ---- */

struct policy_scope *policy_scope_create(bool has_params, bool has_variables)
{
	struct policy_scope *scope = xcalloc(1, sizeof(*scope));

	scope->has_params = has_params;
	scope->has_variables = has_variables;
	scope->fields.arena = &scope->own;
	return scope;
}

void policy_scope_destroy(struct policy_scope *scope)
{
	if (scope == NULL)
		return;
	arena_finish(&scope->own);
	free(scope);
}

void policy_scope_cleanup(struct policy_scope **scope)
{
	policy_scope_destroy(*scope);
}

const struct environment *policy_scope_environment(const struct policy_scope *scope,
						   enum policy_use use, bool stored)
{
	bool has_variables = scope->has_variables && use != POLICY_USE_CONDITION;

	return environment_shared((stored ? ENVIRONMENT_STORED : 0U) |
				  (use != POLICY_USE_MESSAGE ? ENVIRONMENT_AUTHORIZER : 0U) |
				  (scope->has_params ? ENVIRONMENT_PARAMS : 0U) |
				  (has_variables ? ENVIRONMENT_VARIABLES : 0U));
}

/* ---- compiling ---- */

void policy_problem_finish(struct policy_problem *problem)
{
	free(problem->detail);
	*problem = (struct policy_problem) { .detail = NULL };
}

static bool is_allowed(enum policy_use use, enum cel_type_kind kind)
{
	switch (use) {
	case POLICY_USE_VARIABLE:
		return true;
	case POLICY_USE_CONDITION:
	case POLICY_USE_VALIDATION:
		return kind == CEL_TYPE_BOOL;
	case POLICY_USE_MESSAGE:
		return kind == CEL_TYPE_STRING;
	case POLICY_USE_AUDIT:
		return kind == CEL_TYPE_STRING || kind == CEL_TYPE_NULL;
	}
	return false;
}

/* False, with the problem, when the type is not what the use wants. */
static bool check_type(enum policy_use use, const struct cel_type *type,
		       struct policy_problem *problem)
{
	static const char *const wanted[] = {
		[POLICY_USE_CONDITION] = "bool",
		[POLICY_USE_VALIDATION] = "bool",
		[POLICY_USE_MESSAGE] = "string",
		[POLICY_USE_AUDIT] = "one of [string null_type]",
	};
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;

	if (is_allowed(use, type->kind))
		return true;
	cel_type_print(type, &name);
	problem->detail = xasprintf("must evaluate to %s but got %s", wanted[use], name.text);
	return false;
}

static void describe_issues(const struct cel_issues *issues, const char *text, const char *failure,
			    struct policy_problem *problem)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	if (failure != NULL) {
		problem->detail = xasprintf("program instantiation failed: %s", failure);
		problem->is_internal = true;
		return;
	}
	strbuf_add_str(&out, "compilation failed: ");
	cel_issues_print(issues, text, strlen(text), &out);
	problem->detail = strbuf_detach(&out);
}

void compiled_finish(struct compiled *compiled)
{
	cel_program_free(compiled->program);
	policy_problem_finish(&compiled->problem);
}

void compile_text(const char *text, struct arena *arena, const struct policy_scope *scope,
		  enum policy_use use, bool stored, struct compiled *ret_compiled)
{
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	const char *failure = NULL;

	*ret_compiled = (struct compiled) {
		.environment = policy_scope_environment(scope, use, stored),
	};
	variable_fields_show(&scope->fields);
	if (!cel_compile_in(arena, ret_compiled->environment->env, text, strlen(text), &issues,
			    &failure, &ret_compiled->program))
		describe_issues(&issues, text, failure, &ret_compiled->problem);
	else if (!check_type(use, cel_program_type(ret_compiled->program), &ret_compiled->problem))
		cel_program_free(TAKE(ret_compiled->program));
}

bool policy_check(struct policy_scope *scope, enum policy_use use, const char *name,
		  const char *expression, bool stored, struct policy_problem *ret_problem)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	struct compiled compiled;
	bool is_right;

	compile_text(expression, &arena, scope, use, stored, &compiled);
	is_right = compiled.program != NULL;
	if (name != NULL)
		variable_fields_set(&scope->fields, name,
				    is_right ? cel_program_type(compiled.program) : NULL);
	if (!is_right) {
		*ret_problem = compiled.problem;
		compiled.problem = (struct policy_problem) { .detail = NULL };
	}
	compiled_finish(&compiled);
	return is_right;
}

bool policy_is_identifier(const char *name)
{
	static const char letters[] = "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char *const reserved[] = {
		"as",       "break",   "const",  "continue", "else", "false", "for",
		"function", "if",      "import", "in",       "let",  "loop",  "namespace",
		"null",     "package", "return", "true",     "var",  "void",  "while",
	};
	size_t length = strspn(name, letters);

	if (length == 0)
		return false;
	while (name[length] != '\0') {
		if (strchr(letters, name[length]) == NULL &&
		    (name[length] < '0' || name[length] > '9'))
			return false;
		length++;
	}
	for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
		if (strcmp(name, reserved[i]) == 0)
			return false;
	return true;
}
