/* Expressions over a world of variables, evaluated with what Kubernetes' behaviour needs of the
 * language, or with the newest; with or without a check. */
#ifndef CEL_TEST_WORLD_H
#define CEL_TEST_WORLD_H

#include <criterion/criterion.h>

#include "cidrctl/cel.h"
#include "cidrctl/json.h"

static const struct cel_library *const world_libraries[] = {
	&cel_library_standard,
	&cel_library_mixed_comparison,
	&cel_library_optional,
	&cel_library_two_variables,
	&cel_library_bindings,
	&cel_library_blocks,
	NULL,
};

static const struct cel_profile world_profile = {
	.libraries = world_libraries,
	.options = CEL_OPTIONAL_SYNTAX,
};

static const struct cel_profile world_newest = {
	.libraries = world_libraries,
	.options = CEL_OPTIONAL_SYNTAX | CEL_UNIQUE_KEYS | CEL_NEWEST,
};

/* Variables: name, type, value as JSON; NULL for one that is declared and not given. */
static const struct {
	const char *name, *type, *json;
} world_variables[] = {
	{ "object", "dyn",
	  "{\"metadata\": {\"name\": \"web\", \"labels\": {\"app\": \"web\"}},"
	  " \"spec\": {\"cidrs\": [\"10.0.0.0/8\", \"fd00::/8\"], \"ports\": [80, 443],"
	  " \"nothing\": null, \"ratio\": 1.5, \"ready\": true, \"list\": [[1], [2, 3]]}}" },
	{ "i", "int", "7" },
	{ "d", "double", "1.5" },
	{ "s", "string", "\"hello\"" },
	{ "b", "bool", "true" },
	{ "list", "list(int)", "[1, 2, 3]" },
	{ "map", "map(string, int)", "{\"a\": 1, \"b\": 2}" },
	{ "nested", "map(string, map(string, int))", "{\"a\": {\"b\": 3}}" },
	{ "absent", "int", NULL },
	{ "dotted.name", "int", "9" },
	{ "ns.inner", "int", "10" },
};

struct world_row {
	const char *expression, *want;
};

struct world_cost {
	const char *expression;
	uint64_t want;
};

struct world {
	struct arena arena;
	struct cel_env *env;
	cJSON *trees[ARRAY_LEN(world_variables)];
	struct cel_value values[ARRAY_LEN(world_variables) + 1];
};

static void world_open(struct world *world, const struct cel_profile *profile)
{
	struct cel_value five = cel_from_int(5);

	*world = (struct world) { .arena = ARENA_INIT, .env = cel_env_new(profile) };
	for (size_t i = 0; i < ARRAY_LEN(world_variables); i++) {
		const char *json = world_variables[i].json;
		const struct cel_type *type;
		struct error err = ERROR_INIT;

		cr_assert(cel_type_parse(world_variables[i].type, NULL, &world->arena, &type));
		cel_env_add_variable(world->env, world_variables[i].name, type);
		if (json == NULL)
			continue;
		cr_assert(json_parse(json, strlen(json), NULL, &world->trees[i], &err));
		world->values[i] = cel_from_json(&world->arena, world->trees[i]);
	}
	cel_env_add_variable(world->env, "optional5", cel_type_optional(&world->arena, &cel_int));
	world->values[ARRAY_LEN(world_variables)] = cel_from_optional(&world->arena, &five);
}

static void world_cleanup(struct world *world)
{
	for (size_t i = 0; i < ARRAY_LEN(world_variables); i++)
		cJSON_Delete(world->trees[i]);
	cel_env_free(world->env);
	arena_finish(&world->arena);
}

/* Appends the value as cel_print writes it, or "error: …", "issue: …", "failure: …". */
static void world_evaluate(struct world *world, const char *expression, unsigned flags,
			   const struct cel_limits *limits, struct strbuf *out, uint64_t *ret_cost)
{
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	CLEANUP(cel_program) struct cel_program *program = NULL;
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	const char *failure = NULL;
	struct cel_result result;

	*ret_cost = 0;
	if (!cel_compile(world->env, expression, strlen(expression), flags, &issues, &failure,
			 &program)) {
		strbuf_addf(out, "%s: %s", failure == NULL ? "issue" : "failure",
			    failure == NULL ? issues.items[0].message : failure);
		return;
	}
	cel_run(program, world->values, limits, &arena, &result);
	*ret_cost = result.cost;
	if (result.value.kind == CEL_ERROR)
		strbuf_addf(out, "error: %s", result.value.failure->message);
	else
		cel_print(&result.value, out);
}

static inline void world_check(const struct cel_profile *profile, unsigned flags,
			       const struct world_row *rows, size_t n)
{
	CLEANUP(world) struct world world;

	world_open(&world, profile);
	for (size_t i = 0; i < n; i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		world_evaluate(&world, rows[i].expression, flags, NULL, &got, &cost);
		cr_expect_str_eq(got.text, rows[i].want, "%s: %s, not %s", rows[i].expression,
				 got.text, rows[i].want);
	}
}

static inline void world_check_costs(const struct world_cost *rows, size_t n)
{
	CLEANUP(world) struct world world;

	world_open(&world, &world_profile);
	for (size_t i = 0; i < n; i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		world_evaluate(&world, rows[i].expression, 0, NULL, &got, &cost);
		cr_expect_eq(cost, rows[i].want, "%s: %llu, not %llu (%s)", rows[i].expression,
			     (unsigned long long)cost, (unsigned long long)rows[i].want, got.text);
	}
}

#endif
