/* The tree as a program: Thompson's construction, with the order of alternatives kept in SPLIT. */
#include "internal.h"

/* Where the parts that are built now continue: the program is made from its end to its start, so
 * that this is always known, but for loops. */
static uint32_t build(struct regexp *regexp, const struct node *node, uint32_t next);

static uint32_t add_step(struct regexp *regexp, struct step step)
{
	regexp->steps = arena_grow(&regexp->arena, regexp->steps, regexp->n_steps,
				   &regexp->capacity, sizeof(*regexp->steps));
	regexp->steps[regexp->n_steps] = step;
	return (uint32_t)regexp->n_steps++;
}

static uint32_t add_split(struct regexp *regexp, uint32_t into, uint32_t past, bool is_lazy)
{
	return add_step(regexp, (struct step) { .op = STEP_SPLIT,
						.next = is_lazy ? past : into,
						.other = is_lazy ? into : past });
}

static bool matches_empty(const struct node *node)
{
	switch (node->op) {
	case NODE_RUNE:
	case NODE_CLASS:
	case NODE_ANY:
	case NODE_ANY_NOT_NEWLINE:
		return false;
	case NODE_CAPTURE:
		return matches_empty(node->capture.sub);
	case NODE_REPEAT:
		return node->repeat.min == 0 || matches_empty(node->repeat.sub);
	case NODE_CONCAT:
		for (const struct node *at = node->list.first; at != NULL; at = at->next)
			if (!matches_empty(at))
				return false;
		return true;
	case NODE_ALTERNATE:
		for (const struct node *at = node->list.first; at != NULL; at = at->next)
			if (matches_empty(at))
				return true;
		return false;
	default:
		return true;
	}
}

/* x+: x, and then again or on. */
static uint32_t build_plus(struct regexp *regexp, const struct node *sub, bool is_lazy,
			   uint32_t next)
{
	uint32_t loop = add_split(regexp, next, next, is_lazy);
	uint32_t start = build(regexp, sub, loop);

	if (is_lazy)
		regexp->steps[loop].other = start;
	else
		regexp->steps[loop].next = start;
	return start;
}

static uint32_t build_star(struct regexp *regexp, const struct node *sub, bool is_lazy,
			   uint32_t next)
{
	uint32_t loop, start;

	/* An empty turn must not keep the groups of the last real one from being seen: (x+)?. */
	if (matches_empty(sub))
		return add_split(regexp, build_plus(regexp, sub, is_lazy, next), next, is_lazy);
	loop = add_split(regexp, next, next, is_lazy);
	start = build(regexp, sub, loop);
	if (is_lazy)
		regexp->steps[loop].other = start;
	else
		regexp->steps[loop].next = start;
	return loop;
}

/* x{2,4} is xx(x(x)?)?; x{2,} is xx+. */
static uint32_t build_repeat(struct regexp *regexp, const struct node *node, uint32_t next)
{
	const struct node *sub = node->repeat.sub;
	int min = node->repeat.min, max = node->repeat.max;
	bool is_lazy = node->repeat.is_lazy;
	uint32_t start = next;

	if (max == NODE_UNBOUNDED && min == 0)
		return build_star(regexp, sub, is_lazy, next);
	if (max == NODE_UNBOUNDED) {
		start = build_plus(regexp, sub, is_lazy, next);
		min--;
	} else {
		for (int i = min; i < max; i++)
			start = add_split(regexp, build(regexp, sub, start), next, is_lazy);
	}
	for (int i = 0; i < min; i++)
		start = build(regexp, sub, start);
	return start;
}

static uint32_t build_backwards(struct regexp *regexp, const struct node *first, size_t n,
				uint32_t next)
{
	const struct node **nodes = arena_alloc(&regexp->arena, n * sizeof(const struct node *));

	for (size_t i = 0; i < n; i++, first = first->next)
		nodes[i] = first;
	while (n > 0)
		next = build(regexp, nodes[--n], next);
	return next;
}

static uint32_t build_alternate(struct regexp *regexp, const struct node *node, uint32_t next)
{
	const struct node *at = node->list.first;
	uint32_t start = build(regexp, at, next), split = start, last = 0;
	bool is_first = true;

	/* Each alternative but the last stands behind a SPLIT that prefers it. */
	while ((at = at->next) != NULL) {
		uint32_t fork = add_split(regexp, split, 0, false);

		if (is_first)
			start = fork;
		else
			regexp->steps[last].other = fork;
		is_first = false;
		last = fork;
		split = build(regexp, at, next);
		regexp->steps[last].other = split;
	}
	return start;
}

static uint32_t build_capture(struct regexp *regexp, const struct node *node, uint32_t next)
{
	uint32_t slot = (uint32_t)node->capture.number * 2;

	next = add_step(regexp, (struct step) { .op = STEP_SAVE, .next = next, .slot = slot + 1 });
	next = build(regexp, node->capture.sub, next);
	return add_step(regexp, (struct step) { .op = STEP_SAVE, .next = next, .slot = slot });
}

static uint32_t build(struct regexp *regexp, const struct node *node, uint32_t next)
{
	switch (node->op) {
	case NODE_EMPTY:
		return next;
	case NODE_RUNE:
		return add_step(
			regexp,
			(struct step) { .op = STEP_RUNE, .next = next, .rune = node->rune });
	case NODE_CLASS:
		return add_step(
			regexp,
			(struct step) { .op = STEP_CLASS, .next = next, .class = &node->class });
	case NODE_ANY:
		return add_step(regexp, (struct step) { .op = STEP_ANY, .next = next });
	case NODE_ANY_NOT_NEWLINE:
		return add_step(regexp, (struct step) { .op = STEP_ANY_NOT_NEWLINE, .next = next });
	case NODE_CAPTURE:
		return build_capture(regexp, node, next);
	case NODE_REPEAT:
		return build_repeat(regexp, node, next);
	case NODE_CONCAT:
		return build_backwards(regexp, node->list.first, node->list.n, next);
	case NODE_ALTERNATE:
		return build_alternate(regexp, node, next);
	default:
		return add_step(regexp, (struct step) { .op = STEP_ASSERT,
							.next = next,
							.assertion = (uint8_t)node->op });
	}
}

static bool begins_at_text(const struct node *node)
{
	switch (node->op) {
	case NODE_BEGIN_TEXT:
		return true;
	case NODE_CAPTURE:
		return begins_at_text(node->capture.sub);
	case NODE_CONCAT:
		return begins_at_text(node->list.first);
	case NODE_ALTERNATE:
		for (const struct node *at = node->list.first; at != NULL; at = at->next)
			if (!begins_at_text(at))
				return false;
		return true;
	default:
		return false;
	}
}

void regexp_assemble(struct regexp *regexp, const struct node *root)
{
	uint32_t match = add_step(regexp, (struct step) { .op = STEP_MATCH });
	uint32_t end =
		add_step(regexp, (struct step) { .op = STEP_SAVE, .next = match, .slot = 1 });
	uint32_t start = build(regexp, root, end);

	regexp->start =
		add_step(regexp, (struct step) { .op = STEP_SAVE, .next = start, .slot = 0 });
	regexp->is_anchored = begins_at_text(root);
}
