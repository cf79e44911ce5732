/* What the files of this room share: the tree between parser, checker and planner. */
#ifndef CIDRCTL_CEL_INTERNAL_H
#define CIDRCTL_CEL_INTERNAL_H

#include "cidrctl/cel.h"
#include "cidrctl/error.h"
#include "cidrctl/text.h"

/* ---- limits (cel-go and Kubernetes) ---- */

#define CEL_MAX_SOURCE 100000 /* code points */
#define CEL_MAX_NESTING 250
#define CEL_MAX_ISSUES 100

/* ---- the tree ---- */

enum cel_expr_kind {
	CEL_EXPR_LITERAL,
	CEL_EXPR_IDENT,
	CEL_EXPR_SELECT,
	CEL_EXPR_CALL,
	CEL_EXPR_LIST,
	CEL_EXPR_MAP,
	CEL_EXPR_STRUCT, /* Name{field: value}: no type can be built; the checker says so */
	CEL_EXPR_COMPREHENSION,
};

struct cel_expr_entry {
	struct cel_expr *key, *value;
	const char *field; /* CEL_EXPR_STRUCT: in place of key */
	bool is_optional;  /* {?key: value} */
	int32_t offset;    /* of the colon */
};

struct cel_expr {
	enum cel_expr_kind kind;
	/* Where an error points, in code points: a binary operator, the ( of a call, the . of a
	 * selection, the [ of an index, else the first character. Parts of an expanded macro have
	 * the place of the macro's call. */
	int32_t offset;

	/* Set by the checker. */
	const struct cel_type *type;
	/* An identifier, or a chain of selections that is a qualified name: which variable, and
	 * CEL_NO_VARIABLE for a type name (type is type(T) then) or for what is none of these. */
	size_t variable;
	/* The call's overloads that the types allow, most specific knowledge: one is a decision. */
	const struct cel_overload *const *overloads;
	size_t n_overloads;

	union {
		struct cel_value literal;
		const char *name; /* ident; ".x" with its dot */
		struct {
			struct cel_expr *operand;
			const char *field;
			bool is_test; /* has(operand.field) */
		} select;
		struct {
			const char *function;    /* "size", "_+_", "_[_]", "_?._", "_[?_]", "@in" */
			struct cel_expr *target; /* of a member call, or NULL */
			struct cel_expr **args;
			size_t n_args;
		} call;
		struct {
			struct cel_expr **items;
			bool *is_optional; /* [?x]; NULL: none is */
			size_t n;
		} list;
		struct {
			const char *name; /* CEL_EXPR_STRUCT */
			struct cel_expr_entry *entries;
			size_t n;
		} map;
		/* As cel-go expands macros: for each element of range, condition is tested with the
		 * accumulator and step gives its next value. */
		struct {
			const char *variable, *variable2; /* variable2: NULL or the second */
			const char *accumulator;          /* "@result" */
			struct cel_expr *range, *init, *condition, *step, *result;
		} fold;
	};
};

#define CEL_NO_VARIABLE ((size_t)-1)
#define CEL_ACCUMULATOR "@result" /* no source can name it */

struct cel_ast {
	struct arena arena; /* tree, names, literals and types */
	struct cel_expr *root;
	const struct cel_env *env;
	const char *source; /* copied into the arena */
	size_t length;      /* bytes */
	int32_t *lines;     /* offsets in code points behind each line feed */
	size_t n_lines;
	size_t n_expressions;
	bool checked;
};

/* ---- source.c ---- */

/* Adds an error at a place (an offset in code points; -1: no place). */
void cel_issue_add(struct cel_issues *issues, const struct cel_ast *ast, int32_t offset,
		   const char *format, ...) PRINTF_LIKE(4, 5);
void cel_place(const struct cel_ast *ast, int32_t offset, int *ret_line, int *ret_column);

/* ---- parser (lexer.c, parser*.c, macros.c) ---- */

/* Fills *ast, which is zeroed but for env. Macros of the environment's libraries are expanded. */
bool cel_parse(const struct cel_env *env, const char *source, size_t length, struct cel_ast *ast,
	       struct cel_issues *issues);

struct cel_parser;

/* Expands a call; the arguments are parsed and expanded already. Returns the tree that stands for
 * it; NULL when it is no use of this macro after all (an ordinary call then) or after an issue. */
typedef struct cel_expr *cel_expand(struct cel_parser *parser, int32_t offset,
				    struct cel_expr *target, struct cel_expr *const *args,
				    size_t n_args);

#define CEL_ANY_COUNT ((size_t)-1)

struct cel_macro {
	const char *function; /* NULL ends a table */
	size_t n_args;        /* or CEL_ANY_COUNT */
	bool is_member;
	cel_expand *expand;
};

/* What expanders build with; nodes get the place `offset`. */
struct cel_expr *cel_new_literal(struct cel_parser *parser, int32_t offset, struct cel_value value);
struct cel_expr *cel_new_ident(struct cel_parser *parser, int32_t offset, const char *name);
struct cel_expr *cel_new_call(struct cel_parser *parser, int32_t offset, const char *function,
			      struct cel_expr *target, size_t n_args, ...); /* args: cel_expr * */
struct cel_expr *cel_new_list(struct cel_parser *parser, int32_t offset, size_t n, ...);
struct cel_expr *cel_new_map(struct cel_parser *parser, int32_t offset, struct cel_expr *key,
			     struct cel_expr *value); /* no entry when key is NULL */
struct cel_expr *cel_new_fold(struct cel_parser *parser, int32_t offset, const char *variable,
			      const char *variable2, const char *accumulator,
			      struct cel_expr *range, struct cel_expr *init,
			      struct cel_expr *condition, struct cel_expr *step,
			      struct cel_expr *result);
/* A copy of a tree, for an expansion that needs a part twice. */
struct cel_expr *cel_expr_copy(struct cel_parser *parser, const struct cel_expr *expr);
/* Adds an issue at a node's place; returns NULL. */
struct cel_expr *cel_macro_error(struct cel_parser *parser, const struct cel_expr *at,
				 const char *message);

/* The standard macros: has, all, exists, exists_one, map, filter. In cel_library_standard. */
extern const struct cel_macro cel_standard_macros[];
extern const struct cel_macro cel_two_variable_macros[]; /* of cel_library_two_variables */
extern const struct cel_macro cel_optional_macros[];     /* optMap, optFlatMap */
extern const struct cel_macro cel_binding_macros[];      /* cel.bind */
extern const struct cel_macro cel_block_macros[];        /* cel.block, cel.index, cel.iterVar */

/* ---- environment (env.c) ---- */

struct cel_variable {
	const char *name;
	const struct cel_type *type;
};

/* The variable of exactly that name; its place, or CEL_NO_VARIABLE. */
size_t cel_env_find_variable(const struct cel_env *env, const char *name);
const struct cel_variable *cel_env_variable(const struct cel_env *env, size_t place);
/* The type that a type name stands for ("int", "net.IP"), or NULL. */
const struct cel_type *cel_env_find_type(const struct cel_env *env, const char *name);
/* Overloads of a function, one after the other: begin with *at zero; NULL at the end. Libraries in
 * order of the profile, then what was added. A lookup must not walk all tables: functions are
 * hashed once. */
struct cel_overload_iterator {
	const void *state;
	size_t at;
};
const struct cel_overload *cel_env_overloads(const struct cel_env *env, const char *function,
					     struct cel_overload_iterator *iterator);
/* The macro for such a call, or NULL. */
const struct cel_macro *cel_env_find_macro(const struct cel_env *env, const char *function,
					   bool is_member, size_t n_args);
unsigned cel_env_options(const struct cel_env *env);
const struct cel_profile *cel_env_profile(const struct cel_env *env);
/* Names that `name` may mean in the container, most qualified first: writes up to *n, all in the
 * arena. ".x" means only x. */
size_t cel_env_candidates(const struct cel_env *env, const char *name, struct arena *arena,
			  const char ***ret_names);

/* ---- checker (check*.c, types.c) ---- */

/* Types every node, resolves names and overloads; runs the profile's validators when it checks. */
bool cel_check(struct cel_ast *ast, struct cel_issues *issues);

/* ---- planner and evaluator (plan.c, eval*.c) ---- */

/* Makes the program; takes over the ast. False with *ret_failure (in the issues' arena) when a
 * constant part fails. */
bool cel_plan(struct cel_ast *ast, struct arena *failure_arena, const char **ret_failure,
	      struct cel_program **ret_program);

/* Computes a call of constants, for validators and for folding. */
struct cel_value cel_call_constant(const struct cel_ast *ast, const struct cel_overload *overload,
				   const struct cel_value *args, size_t n);

#endif
