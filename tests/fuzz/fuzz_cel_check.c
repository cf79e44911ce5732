/* Any text as an expression over variables of every kind of type: what checks has a type and a
 * meaning at every node, and checks the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cel/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cel_library *const libraries[] = {
	&cel_library_standard,      &cel_library_mixed_comparison, &cel_library_optional,
	&cel_library_two_variables, &cel_library_bindings,         NULL,
};
static cel_validator *const validators[] = { cel_validate_time_literals, cel_validate_patterns,
					     cel_validate_uniform_literals, NULL };
/* The two behaviours. */
static const struct cel_profile profiles[] = {
	{ .libraries = libraries, .validators = validators, .options = CEL_OPTIONAL_SYNTAX },
	{ .libraries = libraries, .options = CEL_OPTIONAL_SYNTAX | CEL_NEWEST },
};

static const struct cel_field disk_fields[] = { { "name", &cel_string },
						{ "labels", &cel_map_dyn },
						{ NULL, NULL } };
static const struct cel_type disk = { .kind = CEL_TYPE_OBJECT,
				      .name = "example.Disk",
				      .field = cel_field_of_table,
				      .context = disk_fields };
static const struct cel_variable variables[] = {
	{ "d", &cel_dyn },        { "b", &cel_bool },       { "i", &cel_int },
	{ "s", &cel_string },     { "t", &cel_timestamp },  { "l", &cel_list_string },
	{ "m", &cel_map_ab },     { "o", &cel_optional_a }, { "x", &disk },
	{ "a.b.y", &cel_list_a }, { "y", &cel_map_dyn },    { "y.z", &cel_int },
};

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void require_closed(const struct cel_type *type)
{
	require(type->kind != CEL_TYPE_PARAM && type->kind != CEL_TYPE_ERROR);
	for (unsigned i = 0; i < type->n_params; i++)
		require_closed(type->params[i]);
}

static void require_checked(void *context, const struct cel_expr *expr, bool in_format)
{
	(void)context;
	(void)in_format;
	require(expr->type != NULL);
	require_closed(expr->type);
	if (expr->kind == CEL_EXPR_CALL)
		require(expr->n_overloads > 0 && expr->overloads[0] != NULL);
	require(expr->kind != CEL_EXPR_STRUCT);
}

static void check(const struct cel_env *env, const char *source, size_t length, struct strbuf *out)
{
	struct cel_issues issues = CEL_ISSUES_INIT;
	struct cel_ast ast = { .env = env };

	if (cel_parse(env, source, length, &ast, &issues)) {
		if (cel_check(&ast, &issues)) {
			require(issues.n == 0 && ast.checked);
			cel_walk(ast.root, require_checked, NULL);
			cel_type_print(ast.root->type, out);
		} else {
			require(issues.n > 0);
		}
	}
	cel_issues_print(&issues, source, length, out);
	cel_issues_cleanup(&issues);
	cel_ast_finish(&ast);
}

/* Made once: the environments are what takes time. */
static struct cel_env *make_env(const struct cel_profile *profile, const char *container)
{
	struct cel_env *env = cel_env_extend(cel_env_new(profile));

	cel_env_set_container(env, container);
	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		cel_env_add_variable(env, variables[i].name, variables[i].type);
	return env;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const containers[] = { "", "a.b" };
	static struct cel_env *envs[ARRAY_LEN(profiles)][ARRAY_LEN(containers)];

	for (size_t i = 0; i < ARRAY_LEN(profiles) * ARRAY_LEN(containers); i++) {
		struct cel_env **env = &envs[i / 2][i % 2];
		CLEANUP(strbuf) struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT;

		if (*env == NULL)
			*env = make_env(&profiles[i / 2], containers[i % 2]);
		check(*env, (const char *)data, size, &once);
		check(*env, (const char *)data, size, &twice);
		require(once.length == twice.length &&
			memcmp(once.text, twice.text, once.length) == 0);
	}
	return 0;
}
