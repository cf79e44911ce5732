/* find and findAll.
 * Source: apiserver pkg/cel/library/regex.go, release 1.33. */
#include "cidrctl/regexp.h"

#include "internal.h"

static struct cel_value illegal(struct cel_eval *eval, const char *message)
{
	return cel_error(eval, "Illegal regex: %s", message);
}

static struct cel_value part(const struct cel_value *text, struct regexp_span span)
{
	return cel_from_text(text->text + span.begin, span.end - span.begin);
}

static struct cel_value find(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const char *message;
	const struct regexp *regexp = cel_regexp(eval, &args[1], &message);
	struct regexp_span span;

	(void)n;
	if (regexp == NULL)
		return illegal(eval, message);
	if (cel_regexp_find(eval, regexp, &args[0], 0, &span, 1))
		return part(&args[0], span);
	return cel_work(eval, 1) ? cel_from_str("") : cel_too_slow(eval);
}

/* Where to look for the next match: behind this one, a character further when it is empty. */
static size_t next_start(const struct cel_value *text, struct regexp_span span)
{
	unsigned rune;

	if (span.end > span.begin || span.end == text->size)
		return span.end;
	return span.end + utf8_decode(text->text + span.end, text->size - span.end, &rune);
}

static struct cel_value find_all(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t limit = n > 2 ? args[2].integer : -1;
	const char *message;
	const struct regexp *regexp = cel_regexp(eval, &args[1], &message);
	struct arena *arena = cel_arena(eval);
	struct cel_value *items = NULL;
	size_t n_items = 0, capacity = 0, last_end = REGEXP_NONE;
	struct regexp_span span;

	if (regexp == NULL)
		return illegal(eval, message);
	for (size_t at = 0; limit < 0 || (int64_t)n_items < limit;
	     at = next_start(&args[0], span)) {
		bool was_at_end = at == args[0].size;

		if (!cel_regexp_find(eval, regexp, &args[0], at, &span, 1))
			break;
		/* An empty match does not count where another has just ended. */
		if (span.end > span.begin || span.begin != last_end) {
			items = arena_grow(arena, items, n_items, &capacity, sizeof(*items));
			items[n_items++] = part(&args[0], span);
			last_end = span.end;
		}
		if (was_at_end || (span.end == args[0].size && span.end == span.begin))
			break;
	}
	return cel_work(eval, 1) ? cel_from_items(arena, items, n_items) : cel_too_slow(eval);
}

static uint64_t cost_of_find(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n, (void)result;
	return cel_cost_of(10, cel_size(&args[0]) + 1) * cel_cost_of(25, cel_size(&args[1]));
}

#define FIND(function_, id_, n_, result_, call_)                                     \
	{                                                                            \
		.function = function_, .id = id_, .is_member = true, .n_params = n_, \
		.params = { &cel_string, &cel_string, &cel_int }, .result = result_, \
		.call = call_, .cost = cost_of_find, .cost_by_function = true        \
	}

static const struct cel_overload overloads[] = {
	FIND("find", "string_find_string", 2, &cel_string, find),
	FIND("findAll", "string_find_all_string", 2, &cel_list_string, find_all),
	FIND("findAll", "string_find_all_string_int", 3, &cel_list_string, find_all),
	{ .function = NULL },
};

const struct cel_library library_regex = { .name = "regex", .overloads = overloads };
