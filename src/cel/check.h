/* What the files of the checker share. */
#ifndef CEL_CHECK_H
#define CEL_CHECK_H

#include "internal.h"

/* A type parameter while an expression is checked: free, or bound to a type. A free one has a number,
 * which messages show. */
struct cel_type_variable {
	struct cel_type type; /* its context is the variable; a declared parameter has none */
	const struct cel_type *bound;
	char name[16]; /* "_var12" */
};

struct cel_binding {
	struct cel_type_variable *variable;
	const struct cel_type *before;
};

/* Variables of comprehensions, innermost first. */
struct cel_local {
	const char *name;
	const struct cel_type *type;
	const struct cel_local *outer;
};

struct cel_checker {
	struct cel_ast *ast;
	const struct cel_env *env;
	struct cel_issues *issues;
	struct arena *arena;
	bool is_newest;
	const struct cel_local *locals;

	unsigned n_type_variables;
	/* Parameters that came in by a declaration, list(A), and have no struct of their own. */
	struct cel_type_variable **declared;
	size_t n_declared, declared_capacity;
	/* What a failed attempt to assign has to undo. */
	struct cel_binding *trail;
	size_t n_trail, trail_capacity;

	/* Nodes whose type may have parameters that are bound later. */
	struct cel_expr **open;
	size_t n_open, open_capacity;

	/* Types are trees that macros can make as large as they like: what is done on them is
	 * counted, and given up when it is too much. */
	unsigned steps_left, depth;
	bool gave_up;
	size_t n_errors;
};

/* ---- check.c ---- */

void cel_check_expr(struct cel_checker *checker, struct cel_expr *expr);
/* The type of a node that was checked. */
void cel_check_set_type(struct cel_checker *checker, struct cel_expr *expr,
			const struct cel_type *type);
void cel_check_error(struct cel_checker *checker, int32_t offset, const char *format, ...)
	PRINTF_LIKE(3, 4);
void cel_check_mismatch(struct cel_checker *checker, const struct cel_expr *at,
			const struct cel_type *expected, const struct cel_type *found);
void cel_check_undeclared(struct cel_checker *checker, const struct cel_expr *at, const char *name);

/* ---- check_names.c ---- */

/* The name a.b.c that a chain of selections spells, with a dot and suffix behind it unless that is
 * NULL; NULL when it is no such chain, or when nothing declared can have such a name. */
const char *cel_check_spell(struct cel_checker *checker, const struct cel_expr *expr,
			    const char *suffix);
/* Resolves an identifier, or a chain that spells `name`: makes the node an identifier with its type.
 * False when nothing of that name is declared. */
bool cel_check_resolve(struct cel_checker *checker, struct cel_expr *expr, const char *name);
const struct cel_function *cel_check_function(struct cel_checker *checker, const char *name);
/* Name{…}, which is always refused: no type of ours is made so. */
void cel_check_struct(struct cel_checker *checker, struct cel_expr *expr);

/* ---- check_call.c ---- */

void cel_check_call(struct cel_checker *checker, struct cel_expr *expr);

/* ---- check_select.c ---- */

void cel_check_select(struct cel_checker *checker, struct cel_expr *expr);
void cel_check_optional_select(struct cel_checker *checker, struct cel_expr *expr);

/* ---- check_types.c ---- */

const struct cel_type *cel_check_new_variable(struct cel_checker *checker);
/* Whether the types agree, from left to right; binds type variables when they do, and only then. */
bool cel_check_assignable(struct cel_checker *checker, const struct cel_type *const *from,
			  const struct cel_type *const *to, size_t n);
bool cel_check_fits(struct cel_checker *checker, const struct cel_type *from,
		    const struct cel_type *to);
/* Of two types that agree, the one that says less. */
const struct cel_type *cel_check_most_general(struct cel_checker *checker, const struct cel_type *a,
					      const struct cel_type *b);
/* The type with what its variables are bound to; free ones become dyn when to_dyn. */
const struct cel_type *cel_check_substitute(struct cel_checker *checker,
					    const struct cel_type *type, bool to_dyn);
bool cel_check_same(struct cel_checker *checker, const struct cel_type *a,
		    const struct cel_type *b);

#endif
