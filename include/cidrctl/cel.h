/* The Common Expression Language: source text to a checked program, program and variables to a value.
 *
 *     cel_env         what is declared: libraries, variables, options
 *     cel_compile     source ──parse──► tree ──check──► typed tree ──plan──► program
 *     cel_run         program + values of the variables ──► value, or an error value, and the cost
 *
 * Nothing here knows Kubernetes; function libraries are tables (struct cel_library) that plug in.
 * Sources: the language definition of cel-spec; where it leaves room, and for the words of errors,
 * cel-go v0.23.2 (what Kubernetes 1.33 uses). */
#ifndef CIDRCTL_CEL_H
#define CIDRCTL_CEL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/arena.h"
#include "cidrctl/strbuf.h"

struct cel_env;
struct cel_eval;
struct cel_value;

/* ---- types ---- */

enum cel_type_kind {
	CEL_TYPE_DYN,
	CEL_TYPE_ERROR, /* of what did not check: fits everything, complains of nothing */
	CEL_TYPE_NULL,
	CEL_TYPE_BOOL,
	CEL_TYPE_INT,
	CEL_TYPE_UINT,
	CEL_TYPE_DOUBLE,
	CEL_TYPE_STRING,
	CEL_TYPE_BYTES,
	CEL_TYPE_TIMESTAMP,
	CEL_TYPE_DURATION,
	CEL_TYPE_LIST,   /* one parameter */
	CEL_TYPE_MAP,    /* two */
	CEL_TYPE_TYPE,   /* type(T); without a parameter: any type */
	CEL_TYPE_OPAQUE, /* by name, with or without parameters: net.IP, optional_type(T) */
	CEL_TYPE_OBJECT, /* by name; may have fields */
	CEL_TYPE_PARAM,  /* the A of list(A), by name */
};

#define CEL_MAX_TYPE_PARAMS 4

struct cel_type {
	enum cel_type_kind kind;
	const char *name; /* "int", "list", "net.IP", "A" */
	const struct cel_type *params[CEL_MAX_TYPE_PARAMS];
	unsigned n_params;
	/* CEL_TYPE_OBJECT: the type of a field, NULL for one that is not declared. A NULL hook: no
	 * field can be selected. The arena is for types made on demand. */
	const struct cel_type *(*field)(const struct cel_type *type, const char *name,
					struct arena *arena);
	const void *context; /* for the hook: cel_field_of_table takes a struct cel_field list */
};

struct cel_field {
	const char *name; /* NULL ends a table */
	const struct cel_type *type;
};
const struct cel_type *cel_field_of_table(const struct cel_type *type, const char *name,
					  struct arena *arena);

/* Types that need no memory. Tables of overloads point to them. */
extern const struct cel_type cel_dyn, cel_null, cel_bool, cel_int, cel_uint, cel_double, cel_string,
	cel_bytes, cel_timestamp, cel_duration, cel_type_type;
extern const struct cel_type cel_param_a, cel_param_b; /* A, B */
extern const struct cel_type cel_list_a, cel_map_ab, cel_optional_a, cel_list_dyn, cel_map_dyn,
	cel_list_string, cel_type_a, cel_list_optional_a;

const struct cel_type *cel_type_list(struct arena *arena, const struct cel_type *element);
const struct cel_type *cel_type_map(struct arena *arena, const struct cel_type *key,
				    const struct cel_type *value);
const struct cel_type *cel_type_optional(struct arena *arena, const struct cel_type *value);
const struct cel_type *cel_type_of_type(struct arena *arena, const struct cel_type *type);
/* Same kind, name and parameters. */
bool cel_type_equal(const struct cel_type *a, const struct cel_type *b);
/* "list(string)", "map(string, int)", "optional_type(int)", "type(int)", "null_type". */
void cel_type_print(const struct cel_type *type, struct strbuf *out);
/* Reads what cel_type_print writes. A name that is no type of the language: known (may be NULL) is
 * asked; else one capital letter is a type parameter, and any other name an opaque type. False
 * without a text when it is none. */
bool cel_type_parse(const char *text, const struct cel_type *(*known)(const char *name),
		    struct arena *arena, const struct cel_type **ret_type);

/* ---- values ---- */

enum cel_kind {
	CEL_ABSENT, /* no value: a variable that was declared and not given. Zeroed memory */
	CEL_ERROR,
	CEL_NULL,
	CEL_BOOL,
	CEL_INT,
	CEL_UINT,
	CEL_DOUBLE,
	CEL_STRING,
	CEL_BYTES,
	CEL_TIMESTAMP,
	CEL_DURATION,
	CEL_LIST,
	CEL_MAP,
	CEL_TYPE,
	CEL_OPTIONAL,
	CEL_OPAQUE,
	CEL_PENDING, /* only inside a map with a force hook: not computed yet */
};

/* Values do not change (what is made on demand cannot be told from what was there), and are copied
 * freely: 16 bytes. What they point to lives in an arena, or in a constant. */
struct cel_value {
	enum cel_kind kind;
	uint32_t size; /* of CEL_STRING and CEL_BYTES, in bytes */
	union {
		bool boolean;
		int64_t integer;
		uint64_t uinteger;
		double number;
		int64_t nanoseconds; /* CEL_DURATION */
		const char *text;    /* CEL_STRING (valid UTF-8), CEL_BYTES; need not end in NUL */
		const struct cel_timestamp *timestamp;
		struct cel_list *list;
		struct cel_map *map;
		const struct cel_type *type;
		const struct cel_value *optional; /* NULL: none */
		const struct cel_opaque *opaque;
		const struct cel_failure *failure; /* CEL_ERROR */
	};
};

struct cel_timestamp {
	int64_t seconds; /* since 1970, 0001-01-01 to 9999-12-31 in UTC */
	int32_t nanoseconds;
	int32_t offset; /* of the text it came from, in seconds east; string() shows it */
};

struct cel_failure {
	const char *message;
	int32_t offset; /* in code points of the source, -1: not known yet */
};

/* Values of a library's own types begin with this. */
struct cel_opaque {
	const struct cel_opaque_class *class;
};

struct cel_opaque_class {
	const struct cel_type *type;
	/* a is of this class, b is any value. A bool, or an error value. */
	struct cel_value (*equal)(struct cel_eval *eval, const struct cel_value *a,
				  const struct cel_value *b);
	uint64_t (*size)(const struct cel_value *value); /* for cel_size; NULL: 1 */
	/* For cel_print; NULL: the name of the type. */
	void (*print)(const struct cel_value *value, struct strbuf *out);
	/* The Go type of what cel-go's Value() gives ("netip.Addr"), which is no value of the language
	 * any more; NULL: it is one. */
	const char *go_type;
};

struct cel_list {
	struct cel_value *items;
	size_t n;
	const cJSON *json;   /* not NULL: items are made from it when first asked for */
	struct arena *arena; /* where to make them */
};

struct cel_entry {
	struct cel_value key, value;
};

struct cel_map {
	struct cel_entry *entries; /* in order of insertion; keys are unique under == */
	size_t n;
	const cJSON *json; /* as in struct cel_list */
	struct arena *arena;
	uint32_t *index; /* hash index over entries, made when first searched and n is large */
	/* A map whose values are computed when first read: entry i is CEL_PENDING until then. */
	struct cel_value (*force)(void *context, size_t i);
	void *context;
};

/* Constructors. Text is borrowed: it has to live as long as the value. */
struct cel_value cel_from_bool(bool value);
struct cel_value cel_from_int(int64_t value);
struct cel_value cel_from_uint(uint64_t value);
struct cel_value cel_from_double(double value);
struct cel_value cel_from_text(const char *text, size_t size);
struct cel_value cel_from_str(const char *text); /* up to the NUL */
struct cel_value cel_from_bytes(const char *bytes, size_t size);
struct cel_value cel_from_duration(int64_t nanoseconds);
struct cel_value cel_from_timestamp(struct arena *arena, struct cel_timestamp timestamp);
struct cel_value cel_from_type(const struct cel_type *type);
struct cel_value cel_from_items(struct arena *arena, struct cel_value *items, size_t n);
struct cel_value cel_from_entries(struct arena *arena, struct cel_entry *entries, size_t n);
struct cel_value cel_from_optional(struct arena *arena,
				   const struct cel_value *value); /* NULL: none */
extern const struct cel_value cel_null_value;

/* A view of a JSON tree, which must outlive the value. Integers become int, other numbers double,
 * objects maps with string keys. Costs nothing for what is not looked at. */
struct cel_value cel_from_json(struct arena *arena, const cJSON *json);

/* The notation of the language's conformance data, in which no type is lost: {"int": "5"},
 * {"bytes": "aGk="}, {"map": [[KEY, VALUE], ...]}, {"optional": VALUE or null}. Reading is false for
 * what is not of it; writing gives an owned tree. */
bool cel_from_typed_json(struct arena *arena, const cJSON *json, struct cel_value *ret_value);
cJSON *cel_to_typed_json(const struct cel_value *value);
/* Plain JSON: bytes as base64, times as texts, keys as texts. Owned. */
cJSON *cel_to_json(const struct cel_value *value);

/* The list or map of a value of that kind, ready to read. */
const struct cel_list *cel_items(const struct cel_value *list);
const struct cel_map *cel_entries(const struct cel_value *map);
/* The value at a key, numeric keys matching across int, uint and double; NULL when there is none. */
const struct cel_value *cel_map_find(const struct cel_value *map, const struct cel_value *key);
/* The value of entry i, computed if it has to be. */
struct cel_value cel_map_value(const struct cel_map *map, size_t i);
/* Appends the value in the language's own notation, for people: [1, "a", {"k": b"\x00"}],
 * duration("1.5s"), optional.none(). */
void cel_print(const struct cel_value *value, struct strbuf *out);

/* ---- function libraries ---- */

#define CEL_MAX_ARGS 4

/* Gets what the overload's parameters promise: where a parameter is dyn or a type parameter any
 * value but an error. Returns a value or an error value (cel_error). */
typedef struct cel_value cel_call(struct cel_eval *eval, const struct cel_value *args, size_t n);
/* What a call cost, beside its arguments. Some of them may be errors (the call is charged all the
 * same), but none whose parameter is a library's own type. */
typedef uint64_t cel_cost(const struct cel_value *args, size_t n, const struct cel_value *result);

struct cel_overload {
	const char *function; /* "contains", "ip.isCanonical", "_+_", "@in"; NULL ends a table */
	const char *id;       /* "string_contains_string": unique, decides sameness */
	bool is_member;       /* called on its first parameter */
	unsigned n_params;
	const struct cel_type *params[CEL_MAX_ARGS];
	const struct cel_type *result;
	cel_call *call;
	cel_cost *cost; /* NULL: 1 */
	/* cost applies even where the checker could not tell which overload it will be (it is a
	 * rule about the function); else an undecided call costs 1. */
	bool cost_by_function;
	/* Any arguments are passed on when it runs: the types are for the checker only. */
	bool takes_anything;
};

struct cel_macro; /* of src/cel/internal.h */

/* A type name that can be written in an expression ("net.IP"), as a value of type type(T), or a
 * named constant. */
struct cel_constant {
	const char *name; /* NULL ends a table */
	const struct cel_type *type;
};

struct cel_library {
	const char *name;
	const struct cel_overload *overloads; /* may be NULL, as each of these */
	const struct cel_macro *macros;
	const struct cel_constant *types;
};

/* The language's own functions, and the extensions; the Kubernetes profile has those so marked. */
extern const struct cel_library cel_library_standard;         /* k */
extern const struct cel_library cel_library_mixed_comparison; /* k: 1 < 1.5 */
extern const struct cel_library cel_library_optional;         /* k */
extern const struct cel_library cel_library_two_variables;    /* k: macros */
extern const struct cel_library cel_library_strings;          /* k: version 2 */
extern const struct cel_library cel_library_strings_reverse;  /* what version 3 added, and format as
							       * it is now */
extern const struct cel_library cel_library_sets;             /* k */
extern const struct cel_library cel_library_lists, cel_library_math, cel_library_encoders,
	cel_library_bindings, cel_library_blocks, cel_library_regex;

enum cel_option {
	CEL_OPTIONAL_SYNTAX = 1 << 0, /* a.?b, a[?i], [?x], {?k: x} */
	CEL_QUOTED_FIELDS = 1 << 1,   /* a.`b-c` */
	CEL_UNIQUE_KEYS =
		1 << 2, /* a repeated key in a map literal is an error, else the last counts */
	/* What cel-go changed after v0.23: how format prints, optional selection on null,
	 * ''.lastIndexOf('a'), getMilliseconds of a duration, hiding of qualified names. */
	CEL_NEWEST = 1 << 3,
};

struct cel_ast;
struct cel_issues;
/* Looks over a checked tree for what types cannot say, and adds issues. */
typedef void cel_validator(const struct cel_ast *ast, struct cel_issues *issues);

extern cel_validator cel_validate_uniform_literals; /* [1, 'a'] */
extern cel_validator cel_validate_time_literals;    /* duration('1d'), timestamp('x') */
extern cel_validator cel_validate_patterns;         /* 'a'.matches('x++') */
extern cel_validator cel_validate_formats;          /* '%d'.format(['a']) */
extern cel_validator cel_validate_network_literals; /* ip('1.2'), cidr('1.2/3'); not Kubernetes' */

struct cel_profile {
	const struct cel_library *const *libraries; /* NULL-ended */
	cel_validator *const *validators;           /* NULL-ended, or NULL */
	unsigned options;                           /* enum cel_option */
};

/* ---- environment ---- */

/* Everything an expression may name. The profile must outlive it. */
struct cel_env *cel_env_new(const struct cel_profile *profile);
/* An environment with what is in base and more to come; base must outlive it. */
struct cel_env *cel_env_extend(const struct cel_env *base);
void cel_env_free(struct cel_env *env); /* NULL is allowed */
void cel_env_cleanup(struct cel_env **env);

/* "a.b": names are looked up as a.b.name, a.name, name. Copied. */
void cel_env_set_container(struct cel_env *env, const char *container);
/* Declares a variable; the name may have dots. Returns its place in the list of values that cel_run
 * takes, counted from 0 over base and extensions. A later one of the same name hides the earlier.
 * The type must outlive env; cel_env_arena is a place for it. */
size_t cel_env_add_variable(struct cel_env *env, const char *name, const struct cel_type *type);
size_t cel_env_variables(const struct cel_env *env); /* how many there are */
const char *cel_env_variable_name(const struct cel_env *env, size_t place);
/* Declares another overload of a function; copied but for strings and types. */
void cel_env_add_overload(struct cel_env *env, const struct cel_overload *overload);
struct arena *cel_env_arena(struct cel_env *env);

/* ---- compiling ---- */

struct cel_issue {
	int line, column; /* from 1, in code points; -1, 0 for an error of no place */
	const char *message;
};

struct cel_issues {
	struct cel_issue *items;
	size_t n, capacity;
	struct arena arena;
};
#define CEL_ISSUES_INIT             \
	{                           \
		.arena = ARENA_INIT \
	}
void cel_issues_cleanup(struct cel_issues *issues);
/* Appends the blocks "ERROR: <input>:1:9: …", " | SOURCE", " | ....^", sorted by place, joined with
 * line feeds, without a final one. More than 100: the rest is counted in one line.
 * Source: cel-go common/error.go, source.go. */
void cel_issues_print(const struct cel_issues *issues, const char *source, size_t length,
		      struct strbuf *out);

struct cel_program;

enum cel_compile_flag {
	CEL_WITHOUT_CHECK = 1 << 0, /* names and overloads are resolved when it runs */
};

/* Compiles an expression. False with issues when it does not parse or check. Constant parts are
 * computed here: when that fails (a conversion, a pattern) *ret_failure (may be NULL) gets the
 * message, which lives in the issues' arena, and there is no issue; Kubernetes calls that "program
 * instantiation failed".
 * The environment must outlive the program. */
bool cel_compile(const struct cel_env *env, const char *source, size_t length, unsigned flags,
		 struct cel_issues *issues, const char **ret_failure,
		 struct cel_program **ret_program);
/* The same for a program that lives in the arena, and is freed before that ends. */
bool cel_compile_in(struct arena *arena, const struct cel_env *env, const char *source,
		    size_t length, struct cel_issues *issues, const char **ret_failure,
		    struct cel_program **ret_program);
void cel_program_free(struct cel_program *program); /* NULL is allowed */
void cel_program_cleanup(struct cel_program **program);
/* The type that the checker deduced; dyn without a check. */
const struct cel_type *cel_program_type(const struct cel_program *program);
/* 1-based line and column of a place in the source (struct cel_failure). */
void cel_program_place(const struct cel_program *program, int32_t offset, int *ret_line,
		       int *ret_column);

/* ---- running ---- */

struct cel_limits {
	uint64_t cost; /* 0: none */
	size_t memory; /* of this evaluation, in bytes; 0: CEL_DEFAULT_MEMORY */
};
#define CEL_DEFAULT_MEMORY ((size_t)256 << 20)

struct cel_result {
	struct cel_value value; /* CEL_ERROR for a failure */
	uint64_t cost;
};

#define CEL_COST_EXCEEDED "operation cancelled: actual cost limit exceeded"

/* Evaluates the program. variables: one value for each of cel_env_variables; CEL_ABSENT for one
 * that is not given. limits NULL: no limit of cost. The result lives in the arena, in what the
 * variables point to, and in the program. */
void cel_run(const struct cel_program *program, const struct cel_value *variables,
	     const struct cel_limits *limits, struct arena *arena, struct cel_result *ret_result);

/* ---- for functions of libraries ---- */

/* The arena of the evaluation, for what is small. */
struct arena *cel_arena(struct cel_eval *eval);
/* Memory for what may be large (strings, lists): NULL when the evaluation has used up its share; then
 * return cel_out_of_memory(eval). */
void *cel_alloc(struct cel_eval *eval, size_t size);
struct cel_value cel_out_of_memory(struct cel_eval *eval);
/* Work that the cost model does not see: n elementary steps. False when there was too much; then
 * return cel_too_slow(eval). */
bool cel_work(struct cel_eval *eval, uint64_t n);
struct cel_value cel_too_slow(struct cel_eval *eval);
unsigned cel_options(const struct cel_eval *eval); /* enum cel_option of the profile */

/* The compiled pattern of a function's argument. It is kept by the call that runs, so that one which
 * stays the same is compiled once; borrowed until the next such call. NULL with *ret_message, in the
 * evaluation's arena: "error parsing regexp: missing closing ): `(a`". */
struct regexp;
const struct regexp *cel_regexp(struct cel_eval *eval, const struct cel_value *pattern,
				const char **ret_message);
/* regexp_find at the expense of the evaluation's work. When it finds nothing, ask cel_work(eval, 1)
 * whether that is because there was too much of it. */
struct regexp_span;
bool cel_regexp_find(struct cel_eval *eval, const struct regexp *regexp,
		     const struct cel_value *text, size_t from, struct regexp_span *spans,
		     size_t n_spans);

struct cel_value cel_error(struct cel_eval *eval, const char *format, ...) PRINTF_LIKE(2, 3);
struct cel_value cel_no_such_overload(struct cel_eval *eval); /* "no such overload" */

/* == of the language: a bool, or an error value. */
struct cel_value cel_equal(struct cel_eval *eval, const struct cel_value *a,
			   const struct cel_value *b);
/* The order of the language: an int below, equal to or above 0; or an error value ("no such
 * overload", "NaN values cannot be ordered"). */
struct cel_value cel_compare(struct cel_eval *eval, const struct cel_value *a,
			     const struct cel_value *b);
/* Whether the value is of a type that has an order. */
bool cel_has_order(const struct cel_value *value);
/* As the conversion function string(): a string or an error value. */
struct cel_value cel_to_string(struct cel_eval *eval, const struct cel_value *value);
/* The type of a value, as type(x) gives it: parameters of lists and maps left out. */
const struct cel_type *cel_type_of(const struct cel_value *value);
/* Code points of a string, bytes, elements, entries; 1 for anything else. What costs are made of. */
uint64_t cel_size(const struct cel_value *value);
/* ceil(units × size) of the cost model, with units in hundredths: cel_cost_of(10, n) is ceil(0.1 n). */
uint64_t cel_cost_of(unsigned hundredths, uint64_t size);
/* The cost of looking at every element of a list: a tenth of the bytes of a string, 1 for what is no
 * string, list or map. Of a string, a tenth of its bytes. */
cel_cost cel_cost_elements;

#endif
