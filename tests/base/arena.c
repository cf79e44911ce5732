/* Memory that is given back all at once. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "cidrctl/arena.h"

Test(arena, keeps_what_it_gave)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	char *texts[1000];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		texts[i] = arena_printf(&arena, "text %zu", i);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		CLEANUP(str) char *expected = xasprintf("text %zu", i);

		cr_assert_str_eq(texts[i], expected);
	}
}

Test(arena, aligns_for_any_value)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;

	for (size_t size = 0; size < 100; size++)
		cr_expect_eq((uintptr_t)arena_alloc(&arena, size) % _Alignof(max_align_t), 0);
}

Test(arena, gives_a_place_to_nothing)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;

	cr_expect_not_null(arena_zalloc(&arena, 0, 8));
	cr_expect_neq(arena_alloc(&arena, 0), arena_alloc(&arena, 0));
}

Test(arena, gives_more_than_a_chunk)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	char *large = arena_zalloc(&arena, 5, 1 << 20);

	cr_expect_eq(large[(5 << 20) - 1], 0);
	cr_expect_geq(arena.size, (size_t)5 << 20);
}

Test(arena, grows_arrays)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	size_t capacity = 0;
	int *numbers = NULL;

	for (int i = 0; i < 100; i++) {
		numbers = arena_grow(&arena, numbers, (size_t)i, &capacity, sizeof(*numbers));
		numbers[i] = i;
	}
	for (int i = 0; i < 100; i++)
		cr_assert_eq(numbers[i], i);
}

Test(arena, is_empty_after_a_reset)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	size_t size;

	for (int i = 0; i < 10000; i++)
		arena_str(&arena, "some text that fills chunks");
	size = arena.size;
	arena_reset(&arena);
	cr_expect_lt(arena.size, size);
	cr_expect_str_eq(arena_copy(&arena, "again, and more", 5), "again");
}
