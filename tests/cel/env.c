#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cel/internal.h"

static const struct cel_overload first_overloads[] = {
	{ .function = "grow",
	  .id = "grow_int",
	  .n_params = 1,
	  .params = { &cel_int },
	  .result = &cel_int },
	{ .function = "shrink",
	  .id = "shrink_int",
	  .n_params = 1,
	  .params = { &cel_int },
	  .result = &cel_int },
	{ .function = "grow",
	  .id = "grow_a_b",
	  .n_params = 2,
	  .params = { &cel_map_ab, &cel_list_a },
	  .result = &cel_param_b },
	{ .function = NULL },
};
static const struct cel_overload second_overloads[] = {
	{ .function = "disk.grow",
	  .id = "disk_grow",
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &cel_string },
	{ .function = "grow",
	  .id = "grow_int",
	  .n_params = 1,
	  .params = { &cel_int },
	  .result = &cel_dyn },
	{ .function = "grow",
	  .id = "grow_string",
	  .is_member = true,
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &cel_string },
	{ .function = NULL },
};
static const struct cel_macro first_macros[] = { { .function = "twice", .n_args = 1 },
						 { .function = "twice", .n_args = CEL_ANY_COUNT },
						 { .function = NULL } };
static const struct cel_macro second_macros[] = {
	{ .function = "twice", .n_args = 1, .is_member = true },
	{ .function = "twice", .n_args = 1 },
	{ .function = NULL },
};
static const struct cel_constant type_names[] = { { "int", &cel_int },
						  { "time.Span", &cel_duration },
						  { NULL, NULL } };
static const struct cel_library first = { .name = "first",
					  .overloads = first_overloads,
					  .macros = first_macros };
static const struct cel_library second = { .name = "second",
					   .overloads = second_overloads,
					   .macros = second_macros,
					   .types = type_names };
static const struct cel_library *const libraries[] = { &first, &second, NULL };
static const struct cel_profile profile = { .libraries = libraries, .options = CEL_NEWEST };

/* The ids of a function's overloads: "a b c". */
static const char *ids(const struct cel_env *env, const char *function, struct strbuf *out)
{
	struct cel_overload_iterator iterator = { .at = 0 };
	const struct cel_overload *overload;

	strbuf_truncate(out, 0);
	while ((overload = cel_env_overloads(env, function, &iterator)) != NULL)
		strbuf_addf(out, "%s%s", out->length > 0 ? " " : "", overload->id);
	return out->text;
}

Test(env, overloads)
{
	CLEANUP(cel_env) struct cel_env *env = cel_env_new(&profile);
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cel_function *grow = cel_env_find_function(env, "grow");

	cr_expect_str_eq(ids(env, "grow", &text), "grow_int grow_a_b grow_string",
			 "in order of the libraries, each once");
	cr_expect_eq(grow->overloads[0]->result, &cel_dyn, "the later of one id counts");
	cr_expect_eq(grow->n_type_params[0], 0);
	cr_expect_eq(grow->n_type_params[1], 2);
	cr_expect_str_eq(ids(env, "disk.grow", &text), "disk_grow");
	cr_expect_str_eq(ids(env, "disk", &text), "");
	cr_expect_null(cel_env_find_function(env, ""));
	cr_expect_eq(cel_env_options(env), CEL_NEWEST);
	cr_expect_eq(cel_env_profile(env), &profile);
}

Test(env, added_overloads)
{
	CLEANUP(cel_env) struct cel_env *base = cel_env_new(&profile);
	CLEANUP(cel_env) struct cel_env *child = cel_env_extend(base);
	CLEANUP(cel_env) struct cel_env *grandchild = cel_env_extend(child);
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct cel_overload overload = { .function = "shrink",
					 .id = "shrink_string",
					 .n_params = 1,
					 .params = { &cel_string },
					 .result = &cel_string };

	cel_env_add_overload(child, &overload);
	overload.function = "new";
	overload.id = "new_string";
	cel_env_add_overload(grandchild, &overload);
	cr_expect_str_eq(ids(base, "shrink", &text), "shrink_int", "the base stays as it was");
	cr_expect_str_eq(ids(child, "shrink", &text), "shrink_int shrink_string");
	cr_expect_str_eq(ids(grandchild, "shrink", &text), "shrink_int shrink_string");
	cr_expect_str_eq(ids(child, "new", &text), "");
	cr_expect_str_eq(ids(grandchild, "new", &text), "new_string");
	cr_expect_str_eq(ids(grandchild, "disk.grow", &text), "disk_grow");
}

Test(env, macros)
{
	CLEANUP(cel_env) struct cel_env *base = cel_env_new(&profile);
	CLEANUP(cel_env) struct cel_env *env = cel_env_extend(base);

	cr_expect_eq(cel_env_find_macro(env, "twice", false, 1), &second_macros[1],
		     "the later one counts");
	cr_expect_eq(cel_env_find_macro(env, "twice", true, 1), &second_macros[0], "a method");
	cr_expect_eq(cel_env_find_macro(env, "twice", false, 7), &first_macros[1],
		     "any number of arguments");
	cr_expect_null(cel_env_find_macro(env, "twice", true, 7));
	cr_expect_null(cel_env_find_macro(env, "thrice", false, 1));
}

Test(env, type_names)
{
	CLEANUP(cel_env) struct cel_env *base = cel_env_new(&profile);
	CLEANUP(cel_env) struct cel_env *env = cel_env_extend(base);

	cr_expect_eq(cel_env_find_type(env, "int"), &cel_int);
	cr_expect_eq(cel_env_find_type(env, "time.Span"), &cel_duration);
	cr_expect_null(cel_env_find_type(env, "time"));
	cr_expect(cel_env_may_qualify_name(env, "time"));
}

Test(env, variables)
{
	CLEANUP(cel_env) struct cel_env *base = cel_env_new(&profile);
	CLEANUP(cel_env) struct cel_env *child = NULL, *grandchild = NULL;
	char name[] = "disk.size";

	cr_expect_eq(cel_env_add_variable(base, "a", &cel_int), 0);
	cr_expect_eq(cel_env_add_variable(base, "b", &cel_int), 1);
	child = cel_env_extend(base);
	cr_expect_eq(cel_env_add_variable(child, name, &cel_string), 2);
	strcpy(name, "lost");
	cr_expect_eq(cel_env_add_variable(child, "a", &cel_bool), 3);
	grandchild = cel_env_extend(child);
	cr_expect_eq(cel_env_add_variable(grandchild, "a", &cel_null), 4);

	cr_expect_eq(cel_env_find_variable(base, "a"), 0);
	cr_expect_eq(cel_env_find_variable(child, "a"), 3, "the later one hides the earlier");
	cr_expect_eq(cel_env_find_variable(grandchild, "a"), 4);
	cr_expect_eq(cel_env_find_variable(grandchild, "b"), 1);
	cr_expect_eq(cel_env_find_variable(grandchild, "disk.size"), 2, "the name was copied");
	cr_expect_eq(cel_env_find_variable(grandchild, "disk"), CEL_NO_VARIABLE);
	cr_expect_eq(cel_env_find_variable(base, "disk.size"), CEL_NO_VARIABLE);
	cr_expect_eq(cel_env_variables(base), 2);
	cr_expect_eq(cel_env_variables(child), 4);
	cr_expect_eq(cel_env_variables(grandchild), 5);
	for (size_t i = 0; i < 5; i++)
		cr_expect_str_eq(cel_env_variable(grandchild, i)->name, i == 1   ? "b"
									: i == 2 ? "disk.size"
										 : "a");
	cr_expect_eq(cel_env_variable(grandchild, 2)->type, &cel_string);
}

Test(env, many_variables)
{
	CLEANUP(cel_env) struct cel_env *env = cel_env_new(&profile);
	char name[16];

	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "v%d", i);
		cr_assert_eq(cel_env_add_variable(env, name, &cel_int), (size_t)i);
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "v%d", i);
		cr_expect_eq(cel_env_find_variable(env, name), (size_t)i, "%s", name);
	}
	cr_expect_eq(cel_env_find_variable(env, "v1000"), CEL_NO_VARIABLE);
}

static const struct {
	const char *container, *name, *candidates;
} candidate_rows[] = {
	{ "", "x", "x" },           { "", ".x", "x" },
	{ "a", "x", "a.x x" },      { "a.b.c", "x.y", "a.b.c.x.y a.b.x.y a.x.y x.y" },
	{ "a.b.c", ".x.y", "x.y" },
};

Test(env, candidates)
{
	for (size_t i = 0; i < ARRAY_LEN(candidate_rows); i++) {
		CLEANUP(cel_env) struct cel_env *base = cel_env_new(&profile), *env = NULL;
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		CLEANUP(arena) struct arena arena = ARENA_INIT;
		const char **names;
		size_t n;

		cel_env_set_container(base, candidate_rows[i].container);
		env = cel_env_extend(base);
		n = cel_env_candidates(env, candidate_rows[i].name, &arena, &names);
		for (size_t j = 0; j < n; j++)
			strbuf_addf(&text, "%s%s", j > 0 ? " " : "", names[j]);
		cr_expect_str_eq(text.text, candidate_rows[i].candidates, "%s in %s",
				 candidate_rows[i].name, candidate_rows[i].container);
	}
}
