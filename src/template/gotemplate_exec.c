/* Execution of templates: text, actions and blocks. What is under way stands on a stack of frames of
 * our own, so that a template that calls itself meets Go's limit and not the end of C's stack. */
#include <stdlib.h>

#include "gotemplate_internal.h"

#define MAX_DEPTH 100000 /* of templates that execute templates */

/* What is left to do of a list of nodes, or of a range. */
struct frame {
	const struct gt_node *list; /* NULL: the frame is a range's */
	const struct gt_node *range;
	size_t next; /* node of the list, or iteration of the range */
	struct gt_value dot;
	struct gt_value value;        /* that is ranged over */
	const cJSON **members;        /* of a map, by key; owned */
	const cJSON *element;         /* the next one of a list */
	size_t n;                     /* iterations */
	size_t n_vars;                /* that were there before, to go back to */
	size_t pool_mark;             /* the same for the pool */
	const struct gt_tree *caller; /* the frame executes a tree: that which called it */
	size_t caller_first_var;
};

struct machine {
	struct gt_exec *exec;
	struct frame *frames;
	size_t n, capacity;
	size_t depth; /* of trees */
};

static struct frame *push_frame(struct machine *machine, struct gt_value dot, size_t n_vars,
				size_t pool_mark)
{
	struct frame *frame;

	machine->frames =
		xgrow(machine->frames, machine->n, &machine->capacity, sizeof(*machine->frames));
	frame = &machine->frames[machine->n++];
	*frame = (struct frame) { .dot = dot, .n_vars = n_vars, .pool_mark = pool_mark };
	return frame;
}

static void push_list(struct machine *machine, const struct gt_node *list, struct gt_value dot,
		      size_t n_vars, size_t pool_mark)
{
	push_frame(machine, dot, n_vars, pool_mark)->list = list;
}

static void pop_frame(struct machine *machine)
{
	struct frame *frame = &machine->frames[--machine->n];
	struct gt_exec *exec = machine->exec;

	gt_vars_pop(exec, frame->n_vars);
	gt_pool_release(&exec->pool, frame->pool_mark);
	if (frame->caller != NULL) {
		exec->tree = frame->caller;
		exec->first_var = frame->caller_first_var;
		machine->depth--;
	}
	free(frame->members);
}

/* ---- nodes ---- */

static bool run_action(struct machine *machine, struct gt_value dot, const struct gt_node *node)
{
	struct gt_exec *exec = machine->exec;
	size_t mark = exec->pool.n;
	struct gt_value value;

	if (!gt_eval_pipeline(exec, dot, node->pipe, &value))
		return false;
	if (node->pipe->n_decls == 0) {
		if (value.kind == GT_VALUE_NONE)
			value = gt_value_string(GT_TEXT("<no value>"));
		gt_print(&exec->sink, &exec->pool, &value, 1);
	}
	gt_pool_release(&exec->pool, mark);
	return true;
}

static bool run_branch(struct machine *machine, struct gt_value dot, const struct gt_node *node)
{
	struct gt_exec *exec = machine->exec;
	size_t n_vars = exec->n_vars, mark = exec->pool.n;
	struct gt_value value;

	if (!gt_eval_pipeline(exec, dot, node->pipe, &value))
		return false;
	if (gt_value_is_true(value))
		push_list(machine, node->list, node->kind == GT_NODE_WITH ? value : dot, n_vars,
			  mark);
	else if (node->else_list != NULL)
		push_list(machine, node->else_list, dot, n_vars, mark);
	else
		gt_vars_pop(exec, n_vars);
	return true;
}

static bool run_template(struct machine *machine, struct gt_value dot, const struct gt_node *node)
{
	struct gt_exec *exec = machine->exec;
	const struct gt_tree *tree = gt_find_tree(exec->template, node->text);
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;
	size_t n_vars = exec->n_vars, mark = exec->pool.n;
	struct frame *frame;

	exec->node = node;
	if (tree == NULL) {
		gt_text_quote(&name, node->text);
		return gt_exec_fail(exec, "template %s not defined", name.text);
	}
	if (machine->depth == MAX_DEPTH)
		return gt_exec_fail(exec, "exceeded maximum template depth (%d)", MAX_DEPTH);
	if (!gt_eval_pipeline(exec, dot, node->pipe, &dot))
		return false;
	/* A variable that the pipeline declares persists behind the call. */
	n_vars = exec->n_vars;
	frame = push_frame(machine, dot, n_vars, mark);
	frame->list = tree->root;
	frame->caller = exec->tree;
	frame->caller_first_var = exec->first_var;
	machine->depth++;
	exec->tree = tree;
	exec->first_var = n_vars;
	gt_vars_push(exec, GT_TEXT("$"), dot);
	return true;
}

/* ---- ranges ---- */

static bool fail_range(struct gt_exec *exec, const char *before, struct gt_value value,
		       const char *after)
{
	struct gt_sink text = { .buffer = STRBUF_INIT };

	gt_print(&text, &exec->pool, &value, 1);
	gt_exec_fail(exec, "%s%s%s", before, text.buffer.text, after);
	gt_sink_finish(&text);
	return false;
}

/* How often the value is iterated over; false: it cannot be. */
static bool begin_iteration(struct gt_exec *exec, struct frame *frame)
{
	struct gt_value value = frame->value;

	switch (value.kind) {
	case GT_VALUE_NONE:
		return true;
	case GT_VALUE_LIST:
		frame->element = value.first;
		frame->n = value.length;
		return true;
	case GT_VALUE_MAP:
		frame->members = gt_map_members(value.map, &frame->n);
		return true;
	case GT_VALUE_INT:
	case GT_VALUE_INT64:
	case GT_VALUE_UINT8:
		frame->n = value.integer > 0 ? (size_t)value.integer : 0;
		return frame->range->pipe->n_decls < 2 ||
		       fail_range(exec, "can't use ", value,
				  " to iterate over more than one variable");
	default:
		return fail_range(exec, "range can't iterate over ", value, "");
	}
}

static bool run_range(struct machine *machine, struct gt_value dot, const struct gt_node *node)
{
	struct gt_exec *exec = machine->exec;
	size_t n_vars = exec->n_vars, mark = exec->pool.n;
	struct gt_value value;
	struct frame *frame;

	exec->node = node;
	if (!gt_eval_pipeline(exec, dot, node->pipe, &value))
		return false;
	frame = push_frame(machine, dot, n_vars, mark);
	frame->range = node;
	frame->value = value;
	if (!begin_iteration(exec, frame))
		return false;
	if (frame->n > 0)
		return true;
	/* {{else}} still sees the variables. */
	frame->list = node->else_list;
	if (frame->list == NULL)
		pop_frame(machine);
	return true;
}

/* The key (NONE for numbers) and element of the next iteration. */
static struct gt_value next_element(struct gt_exec *exec, struct frame *frame,
				    struct gt_value *ret_key)
{
	size_t i = frame->next++;
	struct gt_value element;

	*ret_key = gt_value_int((int64_t)i);
	if (frame->value.kind == GT_VALUE_MAP) {
		*ret_key = gt_value_key(&exec->pool, frame->members[i]);
		return gt_value_json(&exec->pool, frame->members[i]);
	}
	if (frame->value.kind == GT_VALUE_LIST) {
		element = gt_value_json(&exec->pool, frame->element);
		frame->element = frame->element == NULL ? NULL : frame->element->next;
		return element;
	}
	element = frame->value;
	element.integer = (int64_t)i;
	return element;
}

/* Gives the range's variables the values of an iteration: the element, or key and element. */
static bool set_range_variables(struct gt_exec *exec, const struct frame *frame,
				struct gt_value key, struct gt_value element)
{
	const struct gt_node *pipe = frame->range->pipe;

	for (size_t i = 0; i < pipe->n_decls; i++) {
		size_t index = frame->n_vars + i;

		if (pipe->is_assign && !gt_vars_find(exec, pipe->decls[i]->fields[0], &index))
			return false;
		gt_vars_set(exec, index, i + 1 < pipe->n_decls ? key : element);
	}
	return true;
}

static bool iterate(struct machine *machine)
{
	struct frame *frame = &machine->frames[machine->n - 1];
	struct gt_exec *exec = machine->exec;
	size_t mark = exec->pool.n;
	struct gt_value key, element;

	if (frame->next == frame->n) {
		pop_frame(machine);
		return true;
	}
	element = next_element(exec, frame, &key);
	if (!set_range_variables(exec, frame, key, element))
		return false;
	push_list(machine, frame->range->list, element, exec->n_vars, mark);
	return true;
}

/* Leaves the lists inside of the innermost range, and for {{break}} the range. */
static void jump(struct machine *machine, bool is_break)
{
	while (machine->frames[machine->n - 1].list != NULL)
		pop_frame(machine);
	if (is_break)
		pop_frame(machine);
}

/* ---- the machine ---- */

static bool run_node(struct machine *machine, struct gt_value dot, const struct gt_node *node)
{
	machine->exec->node = node;
	switch (node->kind) {
	case GT_NODE_ACTION:
		return run_action(machine, dot, node);
	case GT_NODE_BREAK:
	case GT_NODE_CONTINUE:
		jump(machine, node->kind == GT_NODE_BREAK);
		return true;
	case GT_NODE_IF:
	case GT_NODE_WITH:
		return run_branch(machine, dot, node);
	case GT_NODE_RANGE:
		return run_range(machine, dot, node);
	case GT_NODE_TEMPLATE:
		return run_template(machine, dot, node);
	default:
		gt_sink_add(&machine->exec->sink, node->text.text, node->text.length);
		return true;
	}
}

/* One step: a node of the innermost list, or an iteration of the innermost range. */
static bool step(struct machine *machine)
{
	struct frame *frame = &machine->frames[machine->n - 1];

	if (frame->list == NULL)
		return iterate(machine);
	if (frame->next == frame->list->n_items) {
		pop_frame(machine);
		return true;
	}
	return run_node(machine, frame->dot, frame->list->items[frame->next++]);
}

bool gt_exec_run(struct gt_exec *exec, const struct gt_tree *tree, struct gt_value dot)
{
	struct machine machine = { .exec = exec };
	bool good = true;

	exec->tree = tree;
	gt_vars_push(exec, GT_TEXT("$"), dot);
	push_list(&machine, tree->root, dot, 0, 0);
	while (good && machine.n > 0)
		good = step(&machine);
	while (machine.n > 0)
		pop_frame(&machine);
	free(machine.frames);
	return good;
}
