/* The program: what the planner makes of a tree (plan*.c), and the evaluator walks (eval*.c).
 *
 * Variables have slots in the list that cel_run gets; the variables of comprehensions have slots in
 * a frame, one for each comprehension of the program. Selections and indexes on one thing are a
 * path, not a tree: paths have rules of their own for what is absent and for what they cost. */
#ifndef CEL_PLAN_H
#define CEL_PLAN_H

#include "internal.h"

enum cel_op {
	CEL_OP_CONSTANT,
	CEL_OP_PATH,
	CEL_OP_TEST, /* has(path) */
	CEL_OP_CONDITION,
	CEL_OP_AND,
	CEL_OP_OR,
	CEL_OP_NOT,
	CEL_OP_NOT_STRICTLY_FALSE,
	CEL_OP_EQUAL,
	CEL_OP_NOT_EQUAL,
	CEL_OP_CALL,
	CEL_OP_IN_SET, /* argument in a constant list of scalars */
	CEL_OP_OR_OPTIONAL,
	CEL_OP_OR_VALUE,
	CEL_OP_LIST,
	CEL_OP_MAP,
	CEL_OP_FOLD,
	CEL_OP_APPEND,     /* accumulator + [value], in place */
	CEL_OP_INSERT,     /* cel.@mapInsert(accumulator, key, value), in place */
	CEL_OP_INSERT_MAP, /* cel.@mapInsert(accumulator, map), in place */
	CEL_OP_BLOCK,
};

/* One selection or index of a path. */
struct cel_step {
	struct cel_value key;        /* when node is NULL */
	const struct cel_node *node; /* a computed index */
	bool is_optional;
	int32_t offset;
};

enum cel_root {
	CEL_ROOT_VARIABLE,
	CEL_ROOT_LOCAL,
	CEL_ROOT_NODE,
	CEL_ROOT_NAME, /* without a check: what it is depends on what is there */
};

/* What a name may mean that was not checked, with as many steps as belong to it. */
struct cel_meaning {
	enum cel_root root; /* variable, local, or node: a type */
	size_t slot;
	const struct cel_node *node;
	size_t n_steps;
};

struct cel_path {
	enum cel_root root;
	int8_t root_cost;            /* 1; 0 for a condition, whose branches cost; see has() */
	size_t slot;                 /* of a variable or local */
	const struct cel_node *node; /* of CEL_ROOT_NODE */
	const struct cel_step *steps;
	size_t n_steps;
	const char *name; /* for "no such attribute(s): " */
	const struct cel_meaning *meanings;
	size_t n_meanings;
};

/* Which kinds a parameter takes; CEL_FITS_LOOK: the value has to be looked at. */
#define CEL_FITS_LOOK (1u << 31)

struct cel_call_node {
	const char *function;
	/* The overloads to choose from; the checker decided when there is one. */
	const struct cel_overload *const *overloads;
	size_t n_overloads;
	const struct cel_node **args;
	size_t n_args;
	uint32_t fits[CEL_MAX_ARGS]; /* of a decided call */
	cel_cost *cost;              /* NULL: 1 */
	bool is_decided;
	/* Nothing is evaluated behind an argument that fails, and such a call costs nothing. */
	bool is_hasty;
	struct cel_pattern *pattern; /* of a function with a pattern, NULL for others */
};

struct cel_fold_node {
	const struct cel_node *range, *init, *condition, *step, *result;
	size_t accumulator, variable, variable2; /* slots; CEL_NO_VARIABLE */
};

struct cel_scope;

struct cel_node {
	enum cel_op op;
	int32_t offset;
	union {
		struct cel_value constant;
		struct cel_path path;
		struct {
			const struct cel_node *args[3];
			struct cel_value set; /* CEL_OP_IN_SET: a map with the list's elements */
			size_t slot;          /* of the accumulator */
		} simple;
		struct cel_call_node call;
		struct {
			/* Of a map: keys and values in turn. Also the operands of && and ||. */
			const struct cel_node **items;
			const bool *is_optional; /* NULL: none is */
			size_t n;                /* of elements or entries */
		} literal;
		struct cel_fold_node fold;
		struct {
			const struct cel_scope *slots;
			size_t n;
			const struct cel_node *result;
		} block;
	};
};

struct cel_program {
	struct cel_ast ast; /* without its tree; its arena has the nodes, and the program itself */
	const struct cel_node *root;
	const struct cel_type *type;
	size_t n_locals;
	/* What a local is when it is first asked for: accumulators, parts of blocks. */
	const struct cel_node **inits;
	size_t inits_capacity;
	unsigned options;
	struct cel_pattern *patterns; /* all of them, to be freed */
};

/* ---- plan*.c ---- */

struct cel_scope {
	const char *name;
	size_t slot;
	const struct cel_scope *outer;
};

struct cel_planner {
	struct cel_program *program;
	const struct cel_env *env;
	struct arena *arena;
	const struct cel_scope *scope;
	struct arena *failure_arena;
	const char *failure;
};

/* The node for a tree; NULL after a failure, which is in the planner. */
const struct cel_node *cel_plan_node(struct cel_planner *planner, const struct cel_expr *expr);
struct cel_node *cel_plan_new(struct cel_planner *planner, enum cel_op op,
			      const struct cel_expr *expr);
const struct cel_node *cel_plan_constant(struct cel_planner *planner, const struct cel_expr *expr,
					 struct cel_value value);
/* Evaluates a node of constants. A failure is told here, and the node stays as it is, where the
 * profile is not the newest; else it fails when it runs. */
const struct cel_node *cel_plan_fold(struct cel_planner *planner, const struct cel_expr *expr,
				     const struct cel_node *node, bool may_fail);
const struct cel_node *cel_plan_failure(struct cel_planner *planner, const char *message);
size_t cel_plan_add_local(struct cel_planner *planner, const struct cel_node *init);

/* plan_path.c */
const struct cel_node *cel_plan_ident(struct cel_planner *planner, const struct cel_expr *expr);
const struct cel_node *cel_plan_select(struct cel_planner *planner, const struct cel_expr *expr);
/* operand[index], operand[?index], operand.?field */
const struct cel_node *cel_plan_index(struct cel_planner *planner, const struct cel_expr *expr);
/* plan_call.c */
const struct cel_node *cel_plan_call(struct cel_planner *planner, const struct cel_expr *expr);
/* plan_fold.c */
const struct cel_node *cel_plan_comprehension(struct cel_planner *planner,
					      const struct cel_expr *expr);
const struct cel_node *cel_plan_block(struct cel_planner *planner, const struct cel_expr *expr);

/* ---- pattern.c ---- */

/* The compiled pattern of one call in a program: the last one it was asked for. */
struct cel_pattern {
	struct regexp *regexp;
	char *text; /* owned, size bytes */
	size_t size;
	struct cel_pattern *next; /* of the program */
};

struct cel_pattern *cel_pattern_new(struct cel_program *program);
/* Compiles another text for it. False with a message when it is no pattern. */
bool cel_pattern_set(struct cel_pattern *pattern, const struct cel_value *text,
		     struct arena *message_arena, const char **ret_message);
void cel_patterns_free(struct cel_pattern *patterns);

/* ---- eval*.c ---- */

struct cel_eval {
	const struct cel_program *program; /* NULL while constants are computed without one */
	const struct cel_value *variables;
	struct cel_value *locals;
	struct arena *arena;
	size_t memory_base, memory_limit; /* of arena->size */
	uint64_t cost, cost_limit;
	uint64_t work_left;
	unsigned options, depth;
	int32_t place;                  /* of the call that runs */
	struct cel_pattern *pattern;    /* of that call, or NULL */
	struct cel_pattern own_pattern; /* in place of NULL */
	bool stopped;                   /* nothing is evaluated any more: `stop` is the result */
	struct cel_value stop;
};

void cel_eval_init(struct cel_eval *eval, const struct cel_program *program, unsigned options,
		   struct arena *arena);
struct cel_value cel_eval_node(struct cel_eval *eval, const struct cel_node *node);
/* The same, but a path does not charge for what it starts from. */
struct cel_value cel_eval_inner(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_path(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_test(struct cel_eval *eval, const struct cel_node *node);
/* An optional as cel-go v0.23 has it after a look at what is in it. */
struct cel_value cel_unwrap_nested(struct cel_eval *eval, struct cel_value optional);
struct cel_value cel_eval_local(struct cel_eval *eval, size_t slot);
struct cel_value cel_eval_call(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_list(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_map(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_fold(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_append(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_insert(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_insert_map(struct cel_eval *eval, const struct cel_node *node);
struct cel_value cel_eval_block(struct cel_eval *eval, const struct cel_node *node);

/* Ends the evaluation: its result will be this error, whatever absorbs errors. */
struct cel_value cel_eval_stop(struct cel_eval *eval, const char *message);

static inline void cel_charge(struct cel_eval *eval, uint64_t cost)
{
	if (eval->stopped)
		return;
	eval->cost += cost;
	if (eval->cost > eval->cost_limit)
		cel_eval_stop(eval, CEL_COST_EXCEEDED);
}

/* An error at a place. */
struct cel_value cel_error_at(struct cel_eval *eval, int32_t place, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Functions that cel-go binds once for all overloads. */
bool cel_is_operator(const char *function);
/* Whether a value can be an argument for a parameter of this type: kind, and kind of the first
 * element. */
bool cel_fits(const struct cel_type *type, const struct cel_value *value);
/* The kinds that may fit, as a set of bits; with CEL_FITS_LOOK when cel_fits has to tell. */
uint32_t cel_fits_kinds(const struct cel_type *type);
/* The name that cel-go's messages give to the Go type of a value: "types.String". */
const char *cel_go_type(const struct cel_value *value);

/* ---- map.c ---- */

/* A map that grows. Entries and index are those of the map. */
struct cel_map_builder {
	struct cel_map map;
	size_t capacity;
};

/* Puts an entry in; when the key is there already, *ret_old is its entry and nothing changes. False
 * when there is no memory. */
bool cel_map_put(struct cel_eval *eval, struct cel_map_builder *builder,
		 const struct cel_value *key, const struct cel_value *value,
		 struct cel_entry **ret_old);
void cel_map_remove(struct cel_map_builder *builder, const struct cel_value *key);

/* ---- json.c ---- */

void cel_json_items(struct cel_list *list);
void cel_json_entries(struct cel_map *map);

#endif
