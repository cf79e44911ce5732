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
	struct arena arena; /* what a program goes on using: source, names, literals and types */
	struct arena tree;  /* nodes, and what the parser needs */
	struct cel_expr *root;
	const struct cel_env *env;
	const char *source; /* copied into the arena */
	size_t length;      /* bytes */
	int32_t *lines;     /* offsets in code points behind each line feed */
	size_t n_lines;
	size_t n_expressions;
	bool checked;
};

void cel_ast_finish(struct cel_ast *ast);

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
struct cel_expr *cel_new_ident_print(struct cel_parser *parser, int32_t offset, const char *format,
				     ...) PRINTF_LIKE(3, 4);
/* has(operand.field) */
struct cel_expr *cel_new_test(struct cel_parser *parser, int32_t offset, struct cel_expr *operand,
			      const char *field);
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
				 const char *format, ...) PRINTF_LIKE(3, 4);

/* The standard macros: has, all, exists, exists_one, map, filter. In cel_library_standard. */
extern const struct cel_macro cel_standard_macros[];
extern const struct cel_macro cel_two_variable_macros[]; /* of cel_library_two_variables */
extern const struct cel_macro cel_optional_macros[];     /* optMap, optFlatMap */
extern const struct cel_macro cel_binding_macros[];      /* cel.bind */
extern const struct cel_macro cel_block_macros[];        /* cel.block, cel.index, cel.iterVar */

/* ---- types (types.c, types_text.c) ---- */

extern const struct cel_type cel_error_type; /* CEL_TYPE_ERROR */
/* A type like `of`, with other parameters, as many. */
struct cel_type *cel_type_with_params(struct arena *arena, const struct cel_type *of,
				      const struct cel_type *const *params);
/* Same kind and name and number of parameters, whatever those are. */
bool cel_type_alike(const struct cel_type *a, const struct cel_type *b);
bool cel_type_is_optional(const struct cel_type *type);
/* The T of optional_type(T); dyn where it has none. */
const struct cel_type *cel_type_of_optional(const struct cel_type *type);
/* Appends a type as messages name it: as cel_type_print, but "timestamp", "duration", "null". A type
 * of thousands of parts is cut. */
void cel_type_format(const struct cel_type *type, struct strbuf *out);

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
struct cel_function {
	const char *name;
	const struct cel_overload **overloads; /* in that order */
	unsigned char *n_type_params;          /* different type parameters of each */
	size_t n, capacity;
};
/* The function of exactly that name, or NULL. */
const struct cel_function *cel_env_find_function(const struct cel_env *env, const char *name);
/* Whether some variable or type, or some function, has a dotted name that may begin so: "ip" for
 * "ip.isCanonical". False is certain; containers are not looked at. */
bool cel_env_may_qualify_name(const struct cel_env *env, const char *first);
bool cel_env_may_qualify_function(const struct cel_env *env, const char *first);
const char *cel_env_container(const struct cel_env *env); /* "" for none */
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

/* Types every node, resolves names and overloads; runs the profile's validators when it checks.
 * What changes in the tree: a chain of selections that is a name becomes an identifier; a call of a
 * function with dots, or of a name in the container, has the full name and no target. An identifier
 * is the declared variable that `variable` tells; else the innermost comprehension's variable of
 * exactly that name; else a type name (with a dot in front where such a variable has its name too);
 * else, for a name with @ in front, what the macro that wrote it knows, with type dyn. */
bool cel_check(struct cel_ast *ast, struct cel_issues *issues);

/* ---- validators (validate.c) ---- */

/* Called for a node; in_format: it is inside a call of a function named format. */
typedef void cel_visit(void *context, const struct cel_expr *expr, bool in_format);
/* Visits the nodes of a tree, each before its parts. */
void cel_walk(const struct cel_expr *expr, cel_visit *visit, void *context);

/* ---- planner and evaluator (plan.c, eval*.c) ---- */

/* Makes the program, which takes over the ast's arena, but not its tree. False with *ret_failure (in
 * the issues' arena) when a constant part fails; the ast then has its arena back. */
bool cel_plan(struct cel_ast *ast, struct arena *failure_arena, const char **ret_failure,
	      struct cel_program **ret_program);

/* Computes a call of constants, for validators and for folding. */
struct cel_value cel_call_constant(const struct cel_ast *ast, const struct cel_overload *overload,
				   const struct cel_value *args, size_t n);

/* ---- standard library (standard*.c, number_text.c, time*.c) ---- */

#define CEL_DOUBLE_SIZE 32 /* of cel_double_text, with its NUL */

/* The fewest digits that read back as the same double, as Go's %g and %v write them: an exponent
 * when the decimal exponent is below -4 or not below exponent_from (6 for %g and string(), 21 for
 * %v); "NaN", "+Inf", "-Inf". Returns the length. */
size_t cel_double_text(double value, int exponent_from, char text[CEL_DOUBLE_SIZE]);
/* The same digits without an exponent, however long: Go's FormatFloat(value, 'f', -1, 64). */
void cel_print_double_plain(double value, struct strbuf *out);
/* Go's ParseFloat: also hexadecimal, "inf", "nan", 1_000. False when it is none or out of range. */
bool cel_double_parse(const char *text, size_t size, double *ret_value);

/* "3723.004s"; the text of string(). */
void cel_print_duration(int64_t nanoseconds, struct strbuf *out);
/* RFC 3339 in the timestamp's own offset, with as many decimals as are needed. */
void cel_print_timestamp(const struct cel_timestamp *timestamp, struct strbuf *out);
/* Go's time.ParseDuration: "1h30m", "-1.5s", "0". */
bool cel_duration_parse(const char *text, size_t size, int64_t *ret_nanoseconds);
/* Go's time.Parse with RFC 3339; the seconds may lie outside what a timestamp can be. */
bool cel_timestamp_parse(const char *text, size_t size, struct cel_timestamp *ret_timestamp);
/* Within the years 1 to 9999. */
bool cel_timestamp_in_range(int64_t seconds);

/* A value in a message as Go's %v has it: strings bare, 1u as 1. */
void cel_print_plain(const struct cel_value *value, struct strbuf *out);
/* 0, '', false, [], {}, null, ... : what optional.ofNonZeroValue makes none of. */
bool cel_is_zero(const struct cel_value *value);

/* ---- base64.c ---- */

void cel_base64_encode(const char *bytes, size_t size, struct strbuf *out);
/* With padding or without any, as Go's encoding/base64 reads it: line ends may stand anywhere. False
 * when it is no base64, with the byte where that is seen in a text without padding. */
bool cel_base64_decode(const char *text, size_t size, struct strbuf *out, size_t *ret_wrong_at);

#endif
