/* Declarations for tests of the checker, and rows of what comes of an expression. */
#ifndef CIDRCTL_TESTS_CEL_CHECKING_H
#define CIDRCTL_TESTS_CEL_CHECKING_H

#include <criterion/criterion.h>
#include <string.h>

#include "cel/internal.h"

static const struct cel_library *const test_libraries[] = {
	&cel_library_standard,
	&cel_library_mixed_comparison,
	&cel_library_optional,
	&cel_library_two_variables,
	NULL,
};

static const struct cel_field disk_fields[] = { { "name", &cel_string },
						{ "labels", &cel_map_dyn },
						{ NULL, NULL } };
static const struct cel_type disk = { .kind = CEL_TYPE_OBJECT,
				      .name = "example.Disk",
				      .field = cel_field_of_table,
				      .context = disk_fields };
static const struct cel_type sealed = { .kind = CEL_TYPE_OBJECT, .name = "example.Sealed" };

static inline const struct cel_type *known_type(const char *name)
{
	if (strcmp(name, "example.Disk") == 0)
		return &disk;
	return strcmp(name, "example.Sealed") == 0 ? &sealed : NULL;
}

/* name, member or not, parameters, result */
static const struct {
	const char *function, *id;
	bool is_member;
	const char *params[3], *result;
} test_functions[] = {
	{ "join2", "join2", false, { "string", "int" }, "string" },
	{ "pair", "pair", false, { "A", "B" }, "pair(A, B)" },
	{ "swap", "swap", false, { "pair(A, B)" }, "pair(B, A)" },
	{ "same", "same", false, { "pair(A, A)" }, "A" },
	{ "either", "either_int", false, { "int" }, "int" },
	{ "either", "either_string", false, { "string" }, "string" },
	{ "either", "either_string_member", true, { "string" }, "double" },
	{ "text.encode", "text_encode", false, { "string" }, "string" },
	{ "text.encode", "text_encode_bytes", false, { "bytes" }, "string" },
	{ "one", "one", false, { NULL }, "int" },
	{ "format", "format", true, { "string", "list(dyn)" }, "string" },
};

static inline void add_functions(struct cel_env *env)
{
	struct arena *arena = cel_env_arena(env);

	for (size_t i = 0; i < ARRAY_LEN(test_functions); i++) {
		struct cel_overload overload = { .function = test_functions[i].function,
						 .id = test_functions[i].id,
						 .is_member = test_functions[i].is_member };

		cr_assert(cel_type_parse(test_functions[i].result, NULL, arena, &overload.result));
		for (; test_functions[i].params[overload.n_params] != NULL; overload.n_params++)
			cr_assert(cel_type_parse(test_functions[i].params[overload.n_params], NULL,
						 arena, &overload.params[overload.n_params]));
		cel_env_add_overload(env, &overload);
	}
}

/* "x: int; y.z: list(string)" */
static inline void add_variables(struct cel_env *env, const char *variables)
{
	struct arena *arena = cel_env_arena(env);
	CLEANUP(text_list) struct text_list list = TEXT_LIST_INIT;

	if (variables == NULL)
		return;
	text_list_split(&list, variables, ';');
	for (size_t i = 0; i < list.n; i++) {
		char *name = list.items[i] + strspn(list.items[i], " ");
		char *colon = strchr(name, ':');
		const struct cel_type *type;

		*colon = '\0';
		cr_assert(cel_type_parse(colon + 1, known_type, arena, &type), "%s", colon + 1);
		cel_env_add_variable(env, name, type);
	}
}

static inline struct cel_env *make_env(const struct cel_profile *profile, const char *container,
				       const char *variables)
{
	struct cel_env *env = cel_env_new(profile);

	if (container != NULL)
		cel_env_set_container(env, container);
	add_functions(env);
	add_variables(env, variables);
	return env;
}

/* Checks an expression. What came of it: the type, or lines "1:5: message". */
static inline void check(const struct cel_env *env, const char *source, struct cel_ast *ast,
			 struct strbuf *out)
{
	struct cel_issues issues = CEL_ISSUES_INIT;

	*ast = (struct cel_ast) { .env = env };
	if (cel_parse(env, source, strlen(source), ast, &issues) && cel_check(ast, &issues)) {
		cel_type_print(ast->root->type, out);
		cr_expect_eq(issues.n, 0, "%s", source);
	}
	for (size_t i = 0; i < issues.n; i++)
		strbuf_addf(out, "%s%d:%d: %s", i > 0 ? "\n" : "", issues.items[i].line,
			    issues.items[i].column, issues.items[i].message);
	cel_issues_cleanup(&issues);
}

struct row {
	const char *variables, *source, *result;
};

static inline void check_rows(const struct cel_profile *profile, const char *container,
			      const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(cel_env)
		struct cel_env *env = make_env(profile, container, rows[i].variables);
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		struct cel_ast ast;

		check(env, rows[i].source, &ast, &text);
		cr_expect_str_eq(text.text, rows[i].result, "%s: %s", rows[i].source, text.text);
		cel_ast_finish(&ast);
	}
}

#endif
