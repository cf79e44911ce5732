/* What the files of this room share: environments, compiled expressions, and one evaluation. */
#ifndef CIDRCTL_POLICY_INTERNAL_H
#define CIDRCTL_POLICY_INTERNAL_H

#include "cidrctl/cel_kubernetes.h"
#include "cidrctl/policy.h"

/* ---- environments (environment.c) ---- */

/* The variables that an expression may name; which of them are declared depends. */
enum policy_name {
	NAME_OBJECT,
	NAME_OLD_OBJECT,
	NAME_NAMESPACE_OBJECT,
	NAME_REQUEST,
	NAME_AUTHORIZER,
	NAME_REQUEST_RESOURCE,
	NAME_PARAMS,
	NAME_VARIABLES,
	N_NAMES,
};

#define NOT_DECLARED ((size_t)-1)

struct environment {
	struct cel_env *env;
	size_t at[N_NAMES]; /* place of the value, or NOT_DECLARED */
};

enum environment_flag {
	ENVIRONMENT_STORED = 1 << 0,
	ENVIRONMENT_AUTHORIZER = 1 << 1,
	ENVIRONMENT_PARAMS = 1 << 2,
	ENVIRONMENT_VARIABLES = 1 << 3,
	ENVIRONMENT_ALL = (1 << 4) - 1,
};

/* Declares a name; the type must outlive the environment. */
void environment_declare(struct environment *environment, enum policy_name name,
			 const struct cel_type *type);
/* The environment of these flags, made when first wanted, and kept for the life of the process:
 * making one takes longer than most evaluations. */
const struct environment *environment_shared(unsigned flags);

/* ---- variables as a type (scope.c) ---- */

/* What `variables` has: fields are added one after the other. All of it lives in the arena. */
struct variable_fields {
	struct arena *arena;
	struct cel_field *items;
	size_t n, capacity;
};
/* type NULL: it did not compile, and is dyn to others. A repeated name takes the new type. Returns the
 * type that others see. */
const struct cel_type *variable_fields_set(struct variable_fields *fields, const char *name,
					   const struct cel_type *type);
/* The object type of `variables`, whose fields are those shown. */
extern const struct cel_type variables_type;
/* Before something is compiled that names `variables`. The fields are borrowed. */
void variable_fields_show(const struct variable_fields *fields);

/* ---- compiled expressions (scope.c) ---- */

struct policy_scope {
	bool has_params, has_variables;
	struct variable_fields fields;
	const struct known *names; /* the same, as policy_set_names has them */
	struct arena own;          /* of the fields, if nobody else has one for them */
};
/* The environment of expressions for that use. */
const struct environment *policy_scope_environment(const struct policy_scope *scope,
						   enum policy_use use, bool stored);

struct compiled {
	struct cel_program *program; /* NULL: there is a problem */
	const struct environment *environment;
	struct policy_problem problem;
};
void compiled_finish(struct compiled *compiled);
/* Compiles a text, in the arena. */
void compile_text(const char *text, struct arena *arena, const struct policy_scope *scope,
		  enum policy_use use, bool stored, struct compiled *ret_compiled);

/* ---- sets of policies (set.c) ---- */

struct known;
/* The variables of a policy, with another one. Equal ones are the same. before: NULL for none. */
const struct known *policy_set_names(struct policy_set *set, const struct known *before,
				     const char *name, const struct cel_type *type);
/* The compiled text, which must live as long as the set. */
const struct compiled *policy_set_compile(struct policy_set *set, const struct policy_scope *scope,
					  enum policy_use use, const char *text);

/* ---- a policy (policy.c) ---- */

struct expression {
	const char *text;                /* borrowed from the object */
	const struct compiled *compiled; /* NULL: not yet */
};
struct policy_validation {
	const cJSON *json;
	struct expression expression, message;
};
struct policy_variable {
	const char *name;
	struct expression expression;
	bool is_hidden; /* a later one has the same name */
};

struct policy {
	struct policy_set *set;
	const char *name;
	const cJSON *match_constraints, *param_kind; /* NULL: none */
	const cJSON *condition_list, *annotation_list;
	bool fails_on_errors; /* failurePolicy */
	bool is_compiled;     /* its variables are, whose types the others need */
	struct policy_scope scope;
	struct expression *conditions;
	size_t n_conditions;
	struct policy_variable *variables;
	size_t n_variables;
	struct policy_validation *validations;
	size_t n_validations;
	struct expression *annotations;
	size_t n_annotations;
};
/* Compiles the variables, if that was not done yet. */
void policy_compile_variables(struct policy *policy);
/* Compiles the expression, if that was not done yet. True when it has a program. */
bool policy_compile(struct policy *policy, struct expression *expression, enum policy_use use);

/* ---- values (values.c) ---- */

/* The JSON trees that the values of one input are views of. They last as long as the arena. */
void input_values(const struct policy_input *input, struct arena *arena,
		  struct cel_value values[N_NAMES]);

/* NULL: null. */
struct cel_value tree_value(const cJSON *tree, struct arena *arena);

/* ---- an evaluation (evaluate.c) ---- */

/* policy_evaluate with what input_values gave. */
void policy_evaluate_values(struct policy *policy, const struct policy_input *input,
			    const struct cel_value values[N_NAMES], struct arena *arena,
			    struct policy_evaluation *ret_evaluation);

/* ---- one phase of an evaluation (phase.c) ---- */

/* A phase has its own budget and computes variables anew. */
struct phase {
	struct policy *policy;
	struct arena *arena;
	struct cel_value values[N_NAMES]; /* CEL_ABSENT: not given */
	uint64_t budget;                  /* what is left */
	uint64_t variable_cost;           /* of the expression under way */
	unsigned depth;                   /* of variables that use variables */
	bool *is_running;                 /* by variable */
	struct cel_result *results;       /* by variable; kind CEL_ABSENT: not computed */
};
/* has_variables: `variables` is there. values: without that; may lack the authorizer. */
void phase_init(struct phase *phase, struct policy *policy, struct arena *arena, uint64_t budget,
		const struct cel_value values[N_NAMES], bool has_variables);

struct phase_result {
	const char *error; /* NULL: none */
	struct cel_value value;
	uint64_t cost; /* with variables */
};
/* Runs one expression. False when the budget is used up, after which nothing more may run. */
bool phase_run(struct phase *phase, struct expression *expression, enum policy_use use,
	       struct phase_result *ret_result);

#define OUT_OF_BUDGET                                                                            \
	"validation failed due to running out of cost budget, no further validation rules will " \
	"be "                                                                                    \
	"run"

/* A string value as a C string in the arena; a NUL in it becomes JSON_NUL. */
const char *value_text(const struct cel_value *value, struct arena *arena);

#endif
