/* Classes of characters as lists of ranges. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "unicode.h"

void class_add(struct rune_class *class, struct arena *arena, uint32_t first, uint32_t last)
{
	/* Ranges mostly come in order, or as two interleaved alphabets. */
	for (size_t back = 1; back <= 2 && back <= class->n; back++) {
		struct rune_range *range = &class->ranges[class->n - back];

		if (first > range->last + 1 || range->first > last + 1)
			continue;
		if (first < range->first)
			range->first = first;
		if (last > range->last)
			range->last = last;
		return;
	}
	class->ranges = arena_grow(arena, class->ranges, class->n, &class->capacity,
				   sizeof(*class->ranges));
	class->ranges[class->n++] = (struct rune_range) { first, last };
}

void class_add_class(struct rune_class *class, struct arena *arena, const struct rune_class *other)
{
	for (size_t i = 0; i < other->n; i++)
		class_add(class, arena, other->ranges[i].first, other->ranges[i].last);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct rune_range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

void class_clean(struct rune_class *class)
{
	size_t n = 0;

	if (class->n < 2)
		return;
	qsort(class->ranges, class->n, sizeof(*class->ranges), compare_ranges);
	for (size_t i = 1; i < class->n; i++) {
		struct rune_range *last = &class->ranges[n], range = class->ranges[i];

		if (range.first > last->last + 1)
			class->ranges[++n] = range;
		else if (range.last > last->last)
			last->last = range.last;
	}
	class->n = n + 1;
}

void class_negate(struct rune_class *class, struct arena *arena)
{
	struct rune_class negated = { .n = 0 };
	uint32_t next = 0;

	for (size_t i = 0; i < class->n; i++) {
		if (class->ranges[i].first > next)
			class_add(&negated, arena, next, class->ranges[i].first - 1);
		next = class->ranges[i].last + 1;
	}
	if (next <= UNICODE_MAX)
		class_add(&negated, arena, next, UNICODE_MAX);
	*class = negated;
}

bool class_contains(const struct rune_class *class, uint32_t rune)
{
	size_t low = 0, high = class->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rune > class->ranges[middle].last)
			low = middle + 1;
		else if (rune < class->ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

static const struct unicode_fold *first_fold(uint32_t rune)
{
	size_t low = 0, high = n_unicode_folds;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (unicode_folds[middle].from < rune)
			low = middle + 1;
		else
			high = middle;
	}
	return &unicode_folds[low];
}

/* The others of the circle that the character is in. */
static void add_orbit(struct rune_class *class, struct arena *arena, uint32_t rune)
{
	for (uint32_t at = first_fold(rune)->to; at != rune; at = first_fold(at)->to)
		class_add(class, arena, at, at);
}

void class_fold(struct rune_class *class, struct arena *arena)
{
	struct rune_class added = { .n = 0 };

	for (size_t i = 0; i < class->n; i++)
		for (const struct unicode_fold *fold = first_fold(class->ranges[i].first);
		     fold < unicode_folds + n_unicode_folds && fold->from <= class->ranges[i].last;
		     fold++)
			add_orbit(&added, arena, fold->from);
	class_add_class(class, arena, &added);
	class_clean(class);
}

/* ---- groups with a name ---- */

struct group {
	const char *name;
	struct rune_range ranges[4];
	size_t n;
};

static const struct group perl_groups[] = {
	{ "d", { { '0', '9' } }, 1 },
	{ "s", { { '\t', '\n' }, { '\f', '\r' }, { ' ', ' ' } }, 3 },
	{ "w", { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } }, 4 },
};

static const struct group posix_groups[] = {
	{ "alnum", { { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' } }, 3 },
	{ "alpha", { { 'A', 'Z' }, { 'a', 'z' } }, 2 },
	{ "ascii", { { 0, 0x7f } }, 1 },
	{ "blank", { { '\t', '\t' }, { ' ', ' ' } }, 2 },
	{ "cntrl", { { 0, 0x1f }, { 0x7f, 0x7f } }, 2 },
	{ "digit", { { '0', '9' } }, 1 },
	{ "graph", { { '!', '~' } }, 1 },
	{ "lower", { { 'a', 'z' } }, 1 },
	{ "print", { { ' ', '~' } }, 1 },
	{ "punct", { { '!', '/' }, { ':', '@' }, { '[', '`' }, { '{', '~' } }, 4 },
	{ "space", { { '\t', '\r' }, { ' ', ' ' } }, 2 },
	{ "upper", { { 'A', 'Z' } }, 1 },
	{ "word", { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } }, 4 },
	{ "xdigit", { { '0', '9' }, { 'A', 'F' }, { 'a', 'f' } }, 3 },
};

static bool is_name(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && memcmp(name, text, length) == 0;
}

static bool add_group(struct rune_class *class, struct arena *arena, const struct group *groups,
		      size_t n, const char *name, size_t length)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_name(groups[i].name, name, length))
			continue;
		for (size_t k = 0; k < groups[i].n; k++)
			class_add(class, arena, groups[i].ranges[k].first,
				  groups[i].ranges[k].last);
		return true;
	}
	return false;
}

bool class_add_perl(struct rune_class *class, struct arena *arena, char name)
{
	return add_group(class, arena, perl_groups, ARRAY_LEN(perl_groups), &name, 1);
}

bool class_add_posix(struct rune_class *class, struct arena *arena, const char *name, size_t length)
{
	return add_group(class, arena, posix_groups, ARRAY_LEN(posix_groups), name, length);
}

/* Adds every run of characters whose kind is wanted. */
static void add_runs(struct rune_class *class, struct arena *arena,
		     const struct unicode_start *starts, size_t n, const bool *is_wanted)
{
	for (size_t i = 0; i < n; i++)
		if (is_wanted[starts[i].kind])
			class_add(class, arena, starts[i].first,
				  i + 1 < n ? starts[i + 1].first - 1 : UNICODE_MAX);
}

/* "Lu", or "L" for all whose name begins so. Unassigned characters (Cn) are in no category. */
static bool is_category(const char *category, const char *name, size_t length)
{
	return strcmp(category, "Cn") != 0 &&
	       (is_name(category, name, length) || (length == 1 && category[0] == name[0]));
}

bool class_add_unicode(struct rune_class *class, struct arena *arena, const char *name,
		       size_t length)
{
	bool is_wanted[256] = { false }, found = false;

	if (is_name("Any", name, length)) {
		class_add(class, arena, 0, UNICODE_MAX);
		return true;
	}
	for (size_t i = 0; unicode_category_names[i] != NULL; i++)
		if (is_category(unicode_category_names[i], name, length))
			is_wanted[i] = found = true;
	if (found) {
		add_runs(class, arena, unicode_categories, n_unicode_categories, is_wanted);
		return true;
	}
	for (size_t i = 0; unicode_script_names[i] != NULL; i++)
		if (is_name(unicode_script_names[i], name, length) &&
		    strcmp(unicode_script_names[i], "Unknown") != 0)
			is_wanted[i] = found = true;
	if (found)
		add_runs(class, arena, unicode_scripts, n_unicode_scripts, is_wanted);
	return found;
}
