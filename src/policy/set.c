/* Policies that are compiled together. An expression that several of them have is compiled once, if
 * the names in it mean the same. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

/* What is kept once: a compiled expression, or the variables that expressions may name, as the last
 * one and those before it. */
struct known {
	const struct known *names;             /* NULL: no variables */
	const struct environment *environment; /* NULL: variables */
	enum policy_use use;
	const char *text; /* of the expression, or "name:type" */
	uint32_t hash;
	struct compiled compiled;
};
struct policy_set {
	struct arena arena;
	struct known **known; /* a hash table, at most half of it used; NULL: free */
	size_t n, capacity;   /* a power of two */
};

struct policy_set *policy_set_create(void)
{
	struct policy_set *set = xcalloc(1, sizeof(*set));

	set->capacity = FIRST_CAPACITY;
	set->known = xcalloc(set->capacity, sizeof(*set->known));
	return set;
}

void policy_set_destroy(struct policy_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->capacity; i++)
		if (set->known[i] != NULL)
			compiled_finish(&set->known[i]->compiled);
	free(set->known);
	arena_finish(&set->arena);
	free(set);
}

void policy_set_cleanup(struct policy_set **set)
{
	policy_set_destroy(*set);
}

struct arena *policy_set_arena(struct policy_set *set)
{
	return &set->arena;
}

/* ---- the table ---- */

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261U; /* FNV-1a */

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619U;
	return hash;
}

static bool is_same(const struct known *a, const struct known *b)
{
	return a->hash == b->hash && a->names == b->names && a->environment == b->environment &&
	       a->use == b->use && strcmp(a->text, b->text) == 0;
}

static struct known **slot_of(const struct policy_set *set, const struct known *wanted)
{
	size_t mask = set->capacity - 1, i = wanted->hash & mask;

	while (set->known[i] != NULL && !is_same(set->known[i], wanted))
		i = (i + 1) & mask;
	return &set->known[i];
}

static void grow(struct policy_set *set)
{
	struct policy_set larger = { .capacity = set->capacity * 2 };

	larger.known = xcalloc(larger.capacity, sizeof(*larger.known));
	for (size_t i = 0; i < set->capacity; i++)
		if (set->known[i] != NULL)
			*slot_of(&larger, set->known[i]) = set->known[i];
	free(set->known);
	set->known = larger.known;
	set->capacity = larger.capacity;
}

/* The entry that is like the wanted one. *ret_is_new: there was none. */
static struct known *know(struct policy_set *set, const struct known *wanted, bool *ret_is_new)
{
	struct known **slot;

	if (set->n * 2 >= set->capacity)
		grow(set);
	slot = slot_of(set, wanted);
	*ret_is_new = *slot == NULL;
	if (*slot != NULL)
		return *slot;
	set->n++;
	*slot = arena_alloc(&set->arena, sizeof(**slot));
	**slot = *wanted;
	return *slot;
}

/* ---- what is asked ---- */

const struct known *policy_set_names(struct policy_set *set, const struct known *before,
				     const char *name, const struct cel_type *type)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct known wanted = { .names = before }, *known;
	bool is_new;

	strbuf_add_str(&text, name);
	strbuf_add_char(&text, ':');
	cel_type_print(type, &text);
	wanted.text = text.text;
	wanted.hash = hash_text(text.text);
	known = know(set, &wanted, &is_new);
	if (is_new)
		known->text = arena_copy(&set->arena, text.text, text.length);
	return known;
}

const struct compiled *policy_set_compile(struct policy_set *set, const struct policy_scope *scope,
					  enum policy_use use, const char *text)
{
	const struct known wanted = {
		.names = scope->names,
		.environment = policy_scope_environment(scope, use, true),
		.use = use,
		.text = text,
		.hash = hash_text(text),
	};
	bool is_new;
	struct known *known = know(set, &wanted, &is_new);

	if (is_new)
		compile_text(text, &set->arena, scope, use, true, &known->compiled);
	return &known->compiled;
}
