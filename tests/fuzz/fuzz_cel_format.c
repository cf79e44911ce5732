/* Any text as the first part of format, and as the source of a whole expression with one. */
#include "cel_text.h"

static const char *const expressions[] = {
	"x.format([1, 2u, -3.5, 'text', b'\\xff', true, null, [1.5, 'a'], {'k': [null]}, "
	"duration('1.5s'), timestamp(0), type(1)])",
	"x.format([dyn(1.0 / 0.0), -1.0 / 0.0, 0.0 / 0.0, 1e300, 5e-324, -9223372036854775807, "
	"18446744073709551615u])",
	"x.format([{1: 'a', true: 2u}, [[]], '', b'', optional.none(), ip('::')])",
	"x.format([])",
	"x.format([x, x])",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cel_program *programs[ARRAY_LEN(expressions)];
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	struct cel_value x = fuzz_text(&arena, data, size);
	struct cel_result result;

	for (size_t i = 0; i < ARRAY_LEN(expressions); i++) {
		if (programs[i] == NULL)
			programs[i] = fuzz_compile(expressions[i]);
		cel_run(programs[i], &x, NULL, &arena, &result);
		if (result.value.kind != CEL_STRING && result.value.kind != CEL_ERROR)
			abort();
	}
	return 0;
}
