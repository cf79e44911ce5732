/* Running a program: what every node shares, and the operators that need not evaluate all. What is
 * charged, and when, is what cel-go's tracker charges (interpreter/runtimecost.go). */
#include "plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Elementary steps that cost nothing in the cost model; about a second of them. */
#define WORK_LIMIT ((uint64_t)1 << 28)

void cel_eval_init(struct cel_eval *eval, const struct cel_program *program, unsigned options,
		   struct arena *arena)
{
	*eval = (struct cel_eval) {
		.program = program,
		.arena = arena,
		.memory_base = arena->size,
		.memory_limit = CEL_DEFAULT_MEMORY,
		.cost_limit = UINT64_MAX,
		.work_left = WORK_LIMIT,
		.options = options,
		.place = -1,
	};
}

/* ---- errors and limits ---- */

static struct cel_value error_value(struct cel_eval *eval, int32_t place, const char *message)
{
	struct cel_failure *failure = arena_alloc(eval->arena, sizeof(*failure));

	*failure = (struct cel_failure) { .message = message, .offset = place };
	return (struct cel_value) { .kind = CEL_ERROR, .failure = failure };
}

static struct cel_value format_error(struct cel_eval *eval, int32_t place, const char *format,
				     va_list args)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	strbuf_addv(&text, format, args);
	return error_value(eval, place, arena_copy(eval->arena, text.text, text.length));
}

struct cel_value cel_error(struct cel_eval *eval, const char *format, ...)
{
	struct cel_value error;
	va_list args;

	va_start(args, format);
	error = format_error(eval, eval->place, format, args);
	va_end(args);
	return error;
}

struct cel_value cel_error_at(struct cel_eval *eval, int32_t place, const char *format, ...)
{
	struct cel_value error;
	va_list args;

	va_start(args, format);
	error = format_error(eval, place, format, args);
	va_end(args);
	return error;
}

struct cel_value cel_no_such_overload(struct cel_eval *eval)
{
	return error_value(eval, eval->place, "no such overload");
}

struct cel_value cel_eval_stop(struct cel_eval *eval, const char *message)
{
	if (!eval->stopped) {
		eval->stop = error_value(eval, eval->place, message);
		eval->stopped = true;
	}
	return eval->stop;
}

struct arena *cel_arena(struct cel_eval *eval)
{
	return eval->arena;
}

unsigned cel_options(const struct cel_eval *eval)
{
	return eval->options;
}

static bool fits_memory(const struct cel_eval *eval, size_t size)
{
	size_t used = eval->arena->size - eval->memory_base;

	return used <= eval->memory_limit && size <= eval->memory_limit - used;
}

void *cel_alloc(struct cel_eval *eval, size_t size)
{
	return fits_memory(eval, size) ? arena_alloc(eval->arena, size) : NULL;
}

struct cel_value cel_out_of_memory(struct cel_eval *eval)
{
	return cel_eval_stop(eval, "operation cancelled: too much memory used");
}

bool cel_work(struct cel_eval *eval, uint64_t n)
{
	if (n > eval->work_left)
		return false;
	eval->work_left -= n;
	return true;
}

struct cel_value cel_too_slow(struct cel_eval *eval)
{
	return cel_eval_stop(eval, "operation cancelled: too much work to be done");
}

/* ---- operators ---- */

/* What an operand of && and || is when it decides nothing: an error, unless it is a bool. */
static struct cel_value undecided(struct cel_eval *eval, const struct cel_node *node,
				  struct cel_value operand)
{
	if (operand.kind == CEL_ERROR)
		return operand;
	return error_value(eval, node->offset, "no such overload");
}

/* && with `decisive` false, || with true: the first operand that is so settles it, and if there is
 * none, the first that is no bool. */
static struct cel_value eval_logic(struct cel_eval *eval, const struct cel_node *node,
				   bool decisive)
{
	struct cel_value result = cel_from_bool(!decisive);

	for (size_t i = 0; i < node->literal.n; i++) {
		struct cel_value operand = cel_eval_node(eval, node->literal.items[i]);

		if (operand.kind == CEL_BOOL && operand.boolean == decisive)
			return operand;
		if (operand.kind != CEL_BOOL && result.kind == CEL_BOOL)
			result = undecided(eval, node, operand);
	}
	return result;
}

static struct cel_value eval_condition(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value condition = cel_eval_node(eval, node->simple.args[0]), value;

	if (condition.kind != CEL_BOOL)
		return undecided(eval, node, condition);
	value = cel_eval_inner(eval, node->simple.args[condition.boolean ? 1 : 2]);
	return value.kind == CEL_OPTIONAL ? cel_unwrap_nested(eval, value) : value;
}

static struct cel_value eval_not(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value value = cel_eval_node(eval, node->simple.args[0]);

	cel_charge(eval, 1);
	if (value.kind != CEL_BOOL)
		return undecided(eval, node, value);
	return cel_from_bool(!value.boolean);
}

static struct cel_value eval_not_strictly_false(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value value = cel_eval_node(eval, node->simple.args[0]);

	cel_charge(eval, 1);
	return value.kind == CEL_BOOL ? value : cel_from_bool(true);
}

/* The smaller size, which need not be counted while it makes no difference. */
static uint64_t equality_cost(const struct cel_value *a, const struct cel_value *b)
{
	uint64_t x, y;

	if (a->kind == CEL_STRING && b->kind == CEL_STRING && (a->size <= 10 || b->size <= 10))
		return a->size > 0 && b->size > 0;
	x = cel_size(a);
	y = cel_size(b);
	return cel_cost_of(10, x < y ? x : y);
}

/* An error of the comparison itself makes two values different, for !=. */
static struct cel_value eval_equality(struct cel_eval *eval, const struct cel_node *node,
				      bool wanted)
{
	struct cel_value a = cel_eval_node(eval, node->simple.args[0]);
	struct cel_value b = cel_eval_node(eval, node->simple.args[1]);
	struct cel_value equal;

	eval->place = node->offset;
	if (a.kind == CEL_ERROR)
		equal = a;
	else if (b.kind == CEL_ERROR)
		equal = b;
	else if (wanted)
		equal = cel_equal(eval, &a, &b);
	else {
		equal = cel_equal(eval, &a, &b);
		equal = cel_from_bool(equal.kind != CEL_BOOL || !equal.boolean);
	}
	cel_charge(eval, wanted && a.kind == CEL_OPAQUE ? 1 : equality_cost(&a, &b));
	return equal;
}

static struct cel_value eval_in_set(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value value = cel_eval_node(eval, node->simple.args[0]);

	if (value.kind == CEL_ERROR)
		return value;
	return cel_from_bool(cel_map_find(&node->simple.set, &value) != NULL);
}

/* a.or(b) and a.orValue(b). What is no optional at all stayed as it is in cel-go v0.23. */
static struct cel_value eval_or_else(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value value = cel_eval_node(eval, node->simple.args[0]);

	if (value.kind != CEL_OPTIONAL)
		return eval->options & CEL_NEWEST ? undecided(eval, node, value) : value;
	if (value.optional == NULL)
		return cel_eval_node(eval, node->simple.args[1]);
	return node->op == CEL_OP_OR_VALUE ? *value.optional : value;
}

static struct cel_value eval_compound(struct cel_eval *eval, const struct cel_node *node)
{
	switch (node->op) {
	case CEL_OP_LIST:
		return cel_eval_list(eval, node);
	case CEL_OP_MAP:
		return cel_eval_map(eval, node);
	case CEL_OP_FOLD:
		return cel_eval_fold(eval, node);
	case CEL_OP_APPEND:
		return cel_eval_append(eval, node);
	case CEL_OP_INSERT:
		return cel_eval_insert(eval, node);
	case CEL_OP_INSERT_MAP:
		return cel_eval_insert_map(eval, node);
	default:
		return cel_eval_block(eval, node);
	}
}

struct cel_value cel_eval_node(struct cel_eval *eval, const struct cel_node *node)
{
	if (eval->stopped)
		return eval->stop;
	switch (node->op) {
	case CEL_OP_CONSTANT:
		return node->constant;
	case CEL_OP_PATH: {
		struct cel_value value = cel_eval_path(eval, node);

		cel_charge(eval, (uint64_t)node->path.root_cost);
		return value;
	}
	case CEL_OP_TEST: {
		struct cel_value value = cel_eval_test(eval, node);

		/* Negative after a condition, which cel-go does not charge but takes off. */
		if (eval->cost > 0)
			eval->cost += (uint64_t)(int64_t)node->path.root_cost;
		return value;
	}
	case CEL_OP_CONDITION:
		return eval_condition(eval, node);
	case CEL_OP_AND:
		return eval_logic(eval, node, false);
	case CEL_OP_OR:
		return eval_logic(eval, node, true);
	case CEL_OP_NOT:
		return eval_not(eval, node);
	case CEL_OP_NOT_STRICTLY_FALSE:
		return eval_not_strictly_false(eval, node);
	case CEL_OP_EQUAL:
		return eval_equality(eval, node, true);
	case CEL_OP_NOT_EQUAL:
		return eval_equality(eval, node, false);
	case CEL_OP_CALL:
		return cel_eval_call(eval, node);
	case CEL_OP_IN_SET:
		return eval_in_set(eval, node);
	case CEL_OP_OR_OPTIONAL:
	case CEL_OP_OR_VALUE:
		return eval_or_else(eval, node);
	default:
		return eval_compound(eval, node);
	}
}

struct cel_value cel_eval_inner(struct cel_eval *eval, const struct cel_node *node)
{
	if (eval->stopped)
		return eval->stop;
	if (node->op == CEL_OP_PATH)
		return cel_eval_path(eval, node);
	if (node->op == CEL_OP_TEST)
		return cel_eval_test(eval, node);
	return cel_eval_node(eval, node);
}

/* ---- running ---- */

#define FEW_LOCALS 32

static struct cel_value run(struct cel_eval *eval, const struct cel_program *program)
{
	struct cel_value few[FEW_LOCALS], result;

	eval->locals = few;
	if (program->n_locals > FEW_LOCALS)
		eval->locals = arena_alloc(eval->arena, program->n_locals * sizeof(*eval->locals));
	result = cel_eval_node(eval, program->root);
	return eval->stopped ? eval->stop : result;
}

void cel_run(const struct cel_program *program, const struct cel_value *variables,
	     const struct cel_limits *limits, struct arena *arena, struct cel_result *ret_result)
{
	struct cel_eval eval;

	cel_eval_init(&eval, program, program->options, arena);
	eval.variables = variables;
	if (limits != NULL && limits->cost != 0)
		eval.cost_limit = limits->cost;
	if (limits != NULL && limits->memory != 0)
		eval.memory_limit = limits->memory;
	ret_result->value = run(&eval, program);
	ret_result->cost = eval.cost;
	cel_patterns_free(&eval.own_pattern);
}

struct cel_value cel_call_constant(const struct cel_ast *ast, const struct cel_overload *overload,
				   const struct cel_value *args, size_t n)
{
	struct cel_value result;
	struct cel_eval eval;

	/* Results live as long as the tree. */
	cel_eval_init(&eval, NULL, cel_env_options(ast->env), (struct arena *)&ast->arena);
	for (size_t i = 0; i < n; i++)
		if (!cel_fits(overload->params[i], &args[i]))
			return cel_no_such_overload(&eval);
	result = overload->call(&eval, args, n);
	cel_patterns_free(&eval.own_pattern);
	return result;
}
