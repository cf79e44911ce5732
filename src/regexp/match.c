/* Running a program over a text: all ways to match are followed at once, each character once (a
 * Pike machine), so the time is bounded by the length of the text times that of the program. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A set of steps in order of preference, with the groups of each. */
struct threads {
	uint32_t *steps;  /* in order; n of them */
	uint32_t *places; /* of a step in steps, meaningful if it points back */
	size_t n;
	struct regexp_span *spans; /* n_spans of each */
};

struct machine {
	const struct regexp *regexp;
	const char *text;
	size_t length, n_spans;
	uint64_t work; /* left to be done */
	struct threads now, then;
	struct regexp_span *current; /* of the thread that is being followed */
	struct regexp_span *result;
	struct follow {
		uint32_t step;
		uint32_t slot; /* step is REVERT: what to put back, and where */
		size_t value;
	} * stack;
};

#define REVERT UINT32_MAX

static bool is_word(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static bool holds(const struct machine *machine, enum node_op assertion, size_t at)
{
	int before = at > 0 ? (unsigned char)machine->text[at - 1] : -1;
	int after = at < machine->length ? (unsigned char)machine->text[at] : -1;

	switch (assertion) {
	case NODE_BEGIN_LINE:
		return before == -1 || before == '\n';
	case NODE_END_LINE:
		return after == -1 || after == '\n';
	case NODE_BEGIN_TEXT:
		return before == -1;
	case NODE_END_TEXT:
		return after == -1;
	case NODE_WORD_BOUNDARY:
		return is_word(before) != is_word(after);
	default:
		return is_word(before) == is_word(after);
	}
}

static bool is_in(const struct threads *threads, uint32_t step)
{
	uint32_t place = threads->places[step];

	return place < threads->n && threads->steps[place] == step;
}

static size_t *slot_of(struct regexp_span *spans, uint32_t slot)
{
	return slot % 2 == 0 ? &spans[slot / 2].begin : &spans[slot / 2].end;
}

/* Adds the step and what can be reached from it without reading, preferred ones first. */
static void add_thread(struct machine *machine, struct threads *threads, uint32_t first, size_t at)
{
	size_t depth = 0;

	machine->stack[depth++] = (struct follow) { .step = first };
	while (depth > 0) {
		struct follow top = machine->stack[--depth];
		const struct step *step;

		if (top.step == REVERT) {
			*slot_of(machine->current, top.slot) = top.value;
			continue;
		}
		if (is_in(threads, top.step))
			continue;
		threads->places[top.step] = (uint32_t)threads->n;
		threads->steps[threads->n] = top.step;
		step = &machine->regexp->steps[top.step];
		if (machine->n_spans > 0)
			memcpy(&threads->spans[threads->n * machine->n_spans], machine->current,
			       machine->n_spans * sizeof(*machine->current));
		threads->n++;
		switch (step->op) {
		case STEP_SPLIT:
			machine->stack[depth++] = (struct follow) { .step = step->other };
			machine->stack[depth++] = (struct follow) { .step = step->next };
			break;
		case STEP_ASSERT:
			if (holds(machine, step->assertion, at))
				machine->stack[depth++] = (struct follow) { .step = step->next };
			break;
		case STEP_SAVE:
			if (step->slot / 2 < machine->n_spans) {
				size_t *slot = slot_of(machine->current, step->slot);

				machine->stack[depth++] = (struct follow) { .step = REVERT,
									    .slot = step->slot,
									    .value = *slot };
				*slot = at;
			}
			machine->stack[depth++] = (struct follow) { .step = step->next };
			break;
		default:
			break;
		}
	}
}

static bool accepts(const struct step *step, uint32_t rune)
{
	switch (step->op) {
	case STEP_RUNE:
		return step->rune == rune;
	case STEP_CLASS:
		return class_contains(step->class, rune);
	case STEP_ANY:
		return true;
	case STEP_ANY_NOT_NEWLINE:
		return rune != '\n';
	default:
		return false;
	}
}

/* Moves every thread over the character; true when one of them had matched before it, which ends
 * those that are preferred less. */
static bool advance(struct machine *machine, uint32_t rune, size_t next, bool has_rune)
{
	machine->then.n = 0;
	for (size_t i = 0; i < machine->now.n; i++) {
		const struct step *step = &machine->regexp->steps[machine->now.steps[i]];
		const struct regexp_span *spans = machine->now.spans + i * machine->n_spans;

		if (step->op == STEP_MATCH) {
			if (machine->n_spans > 0)
				memcpy(machine->result, spans, machine->n_spans * sizeof(*spans));
			return true;
		}
		if (!has_rune || !accepts(step, rune))
			continue;
		if (machine->n_spans > 0)
			memcpy(machine->current, spans, machine->n_spans * sizeof(*spans));
		add_thread(machine, &machine->then, step->next, next);
	}
	return false;
}

/* Takes the work of n steps away; false, with none left, when that was all. */
static bool work(struct machine *machine, uint64_t n)
{
	uint64_t all = n * (2 + machine->n_spans);

	machine->work -= all < machine->work ? all : machine->work;
	return machine->work > 0;
}

static bool run(struct machine *machine, size_t from)
{
	bool found = false;

	for (size_t at = from, next;; at = next) {
		unsigned rune = 0;
		bool has_rune = at < machine->length;
		struct threads swap;

		/* A new try begins at each character, after all that began earlier. */
		if (!found && (at == 0 || !machine->regexp->is_anchored)) {
			for (size_t i = 0; i < machine->n_spans; i++)
				machine->current[i] =
					(struct regexp_span) { REGEXP_NONE, REGEXP_NONE };
			add_thread(machine, &machine->now, machine->regexp->start, at);
		}
		if (machine->now.n == 0)
			return found;
		if (!work(machine, machine->now.n))
			return false;
		next = at;
		if (has_rune)
			next += utf8_decode(machine->text + at, machine->length - at, &rune);
		if (advance(machine, rune, next, has_rune)) {
			found = true;
			if (machine->n_spans == 0)
				return true;
		}
		if (!has_rune)
			return found;
		swap = machine->now;
		machine->now = machine->then;
		machine->then = swap;
	}
}

static void allot(struct threads *threads, size_t n, size_t n_spans)
{
	threads->steps = xcalloc(n, sizeof(*threads->steps));
	threads->places = xcalloc(n, sizeof(*threads->places));
	threads->spans = xcalloc(n * n_spans + 1, sizeof(*threads->spans));
	threads->n = 0;
}

static void release(struct threads *threads)
{
	free(threads->steps);
	free(threads->places);
	free(threads->spans);
}

/* A short search costs what it takes to begin it. */
#define BEGINNING 32

bool regexp_find(const struct regexp *regexp, const char *text, size_t length, size_t from,
		 struct regexp_span *spans, size_t n_spans, uint64_t *work_left)
{
	struct machine machine = {
		.regexp = regexp,
		.text = text,
		.length = length,
		.n_spans = n_spans <= regexp->n_groups ? n_spans : regexp->n_groups + 1,
		.work = work_left != NULL ? *work_left : UINT64_MAX,
		.result = spans,
	};
	bool found;

	for (size_t i = 0; i < n_spans; i++)
		spans[i] = (struct regexp_span) { REGEXP_NONE, REGEXP_NONE };
	allot(&machine.now, regexp->n_steps, machine.n_spans);
	allot(&machine.then, regexp->n_steps, machine.n_spans);
	machine.current = xcalloc(machine.n_spans + 1, sizeof(*machine.current));
	/* Each step is followed once, and puts at most two others on the stack. */
	machine.stack = xcalloc(regexp->n_steps * 2 + 1, sizeof(*machine.stack));
	found = work(&machine, BEGINNING + regexp->n_steps / 2) && run(&machine, from);
	free(machine.stack);
	free(machine.current);
	release(&machine.then);
	release(&machine.now);
	if (work_left != NULL)
		*work_left = machine.work;
	return found;
}

/* ---- a compiled pattern ---- */

struct regexp *regexp_compile(const char *pattern, size_t length, char **ret_error)
{
	struct regexp *regexp = xcalloc(1, sizeof(*regexp));
	struct parsed parsed;

	if (!regexp_parse(pattern, length, &regexp->arena, &parsed, ret_error)) {
		regexp_free(regexp);
		return NULL;
	}
	regexp->names = parsed.names;
	regexp->n_groups = parsed.n_groups;
	regexp_assemble(regexp, parsed.root);
	return regexp;
}

void regexp_free(struct regexp *regexp)
{
	if (regexp == NULL)
		return;
	arena_finish(&regexp->arena);
	free(regexp);
}

size_t regexp_steps(const struct regexp *regexp)
{
	return regexp->n_steps;
}

size_t regexp_groups(const struct regexp *regexp)
{
	return regexp->n_groups;
}

size_t regexp_group(const struct regexp *regexp, const char *name, size_t length)
{
	for (size_t i = 0; i < regexp->n_groups; i++)
		if (strlen(regexp->names[i]) == length && length > 0 &&
		    memcmp(regexp->names[i], name, length) == 0)
			return i + 1;
	return 0;
}

const char *regexp_group_name(const struct regexp *regexp, size_t i)
{
	return regexp->names[i - 1];
}
