/* The parts of Go templates: text becomes tokens (lexer), these a tree of nodes (parser), which is
 * walked over values (exec), calling functions and printing values as Go's fmt does (format).
 * Names begin with gt. */
#ifndef TEMPLATE_GOTEMPLATE_INTERNAL_H
#define TEMPLATE_GOTEMPLATE_INTERNAL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cidrctl/error.h"
#include "cidrctl/gotemplate.h"
#include "cidrctl/strbuf.h"

/* A piece of text that somebody else holds. It may contain NUL. */
struct gt_text {
	const char *text;
	size_t length;
};
#define GT_TEXT(literal)                                         \
	(struct gt_text)                                         \
	{                                                        \
		.text = (literal), .length = sizeof(literal) - 1 \
	}

bool gt_text_equal(struct gt_text a, struct gt_text b);
bool gt_text_is(struct gt_text text, const char *word);
void gt_text_add(struct strbuf *out, struct gt_text text);
/* Appends the text as Go's %q does. */
void gt_text_quote(struct strbuf *out, struct gt_text text);
/* Appends a character as Go's %#U does: "U+0040 '@'". */
void gt_add_unicode(struct strbuf *out, unsigned rune);
/* Whether Go's unicode.IsPrint, IsLetter or IsDigit, or '_', hold. */
bool gt_is_print(unsigned rune);
bool gt_is_alphanumeric(unsigned rune);

/* ---- memory of one template or one execution ---- */

/* Strings that live until the pool is released to a mark that was taken before them. */
struct gt_pool {
	struct gt_pool_item {
		void *memory;
		size_t size;
	} * items;
	size_t n, capacity;
	size_t bytes; /* of all items */
};

void *gt_pool_alloc(struct gt_pool *pool, size_t size); /* zeroed */
/* Takes over what the buffer holds. */
struct gt_text gt_pool_take(struct gt_pool *pool, struct strbuf *buffer);
struct gt_text gt_pool_printf(struct gt_pool *pool, const char *format, ...) PRINTF_LIKE(2, 3);
void gt_pool_release(struct gt_pool *pool, size_t mark); /* mark: an earlier pool->n */
void gt_pool_finish(struct gt_pool *pool);

/* ---- tokens ---- */

enum gt_token_kind {
	GT_TOKEN_ERROR, /* its text is the message */
	GT_TOKEN_BOOL,
	GT_TOKEN_CHAR, /* any other printable character, such as a comma */
	GT_TOKEN_CHAR_CONSTANT,
	GT_TOKEN_COMPLEX,
	GT_TOKEN_ASSIGN,
	GT_TOKEN_DECLARE,
	GT_TOKEN_EOF,
	GT_TOKEN_FIELD, /* with its dot */
	GT_TOKEN_IDENTIFIER,
	GT_TOKEN_LEFT_DELIM,
	GT_TOKEN_LEFT_PAREN,
	GT_TOKEN_NUMBER,
	GT_TOKEN_PIPE,
	GT_TOKEN_RAW_STRING, /* with its quotes */
	GT_TOKEN_RIGHT_DELIM,
	GT_TOKEN_RIGHT_PAREN,
	GT_TOKEN_SPACE,
	GT_TOKEN_STRING, /* with its quotes */
	GT_TOKEN_TEXT,
	GT_TOKEN_VARIABLE, /* with its $ */
	GT_TOKEN_KEYWORD,  /* no token: those below are keywords */
	GT_TOKEN_BLOCK,
	GT_TOKEN_BREAK,
	GT_TOKEN_CONTINUE,
	GT_TOKEN_DEFINE,
	GT_TOKEN_DOT,
	GT_TOKEN_ELSE,
	GT_TOKEN_END,
	GT_TOKEN_IF,
	GT_TOKEN_NIL,
	GT_TOKEN_RANGE,
	GT_TOKEN_TEMPLATE,
	GT_TOKEN_WITH,
};

struct gt_token {
	enum gt_token_kind kind;
	size_t pos; /* bytes from the start of the template */
	struct gt_text text;
	size_t line; /* from 1, of the token's start */
};

struct gt_lexer {
	struct gt_text input;
	size_t pos, start; /* where we are; where the token starts */
	size_t line, start_line;
	size_t n_parens; /* open ones */
	bool inside_action;
	struct gt_pool *pool; /* for the messages */
};

void gt_lexer_init(struct gt_lexer *lexer, struct gt_text input, struct gt_pool *pool);
struct gt_token gt_lexer_next(struct gt_lexer *lexer);
/* Appends a token as messages name it: EOF, <if>, "text" (at most 10 characters). */
void gt_token_print(const struct gt_token *token, struct strbuf *out);

/* ---- constants ---- */

/* A number in every type that can represent it, as Go's untyped constants. */
struct gt_number {
	bool is_int, is_uint, is_float, is_complex;
	int64_t integer;
	double real, imaginary;
};

/* Reads a number or character constant. False: *ret_message is why, in the pool. */
bool gt_number_read(struct gt_pool *pool, const struct gt_token *token,
		    struct gt_number *ret_number, struct gt_text *ret_message);
/* Takes the quotes off. False: "invalid syntax". */
bool gt_unquote(struct gt_pool *pool, struct gt_text quoted, struct gt_text *ret_text);
/* One character of a quoted text, from *at on; moves *at behind it. A character that was written as
 * a byte (\x41, \101) is no rune. */
bool gt_unquote_char(struct gt_text text, size_t *at, char quote, unsigned *ret_value,
		     bool *ret_is_rune);

/* ---- nodes ---- */

enum gt_node_kind {
	GT_NODE_ACTION, /* pipe */
	GT_NODE_BOOL,
	GT_NODE_BREAK,
	GT_NODE_CHAIN,   /* (pipe).field…: inner, fields */
	GT_NODE_COMMAND, /* items: operands */
	GT_NODE_CONTINUE,
	GT_NODE_DOT,
	GT_NODE_ELSE, /* never in the tree, nor is END */
	GT_NODE_END,
	GT_NODE_FIELD,      /* fields */
	GT_NODE_IDENTIFIER, /* text: a function's name */
	GT_NODE_IF,         /* pipe, list, else_list; also RANGE and WITH */
	GT_NODE_LIST,       /* items */
	GT_NODE_NIL,
	GT_NODE_NUMBER,
	GT_NODE_PIPE, /* items: commands; decls */
	GT_NODE_RANGE,
	GT_NODE_STRING,   /* text; source: as it was written */
	GT_NODE_TEMPLATE, /* text: the name; pipe or NULL */
	GT_NODE_TEXT,
	GT_NODE_VARIABLE, /* fields, the first of which is the variable with its $ */
	GT_NODE_WITH,
};

struct gt_node {
	enum gt_node_kind kind;
	size_t pos;
	struct gt_text text, source;
	struct gt_node **items;
	size_t n_items, items_capacity;
	struct gt_text *fields;
	size_t n_fields, fields_capacity;
	struct gt_node *decls[2]; /* variables that the pipeline declares or assigns */
	size_t n_decls;
	bool is_assign;
	bool truth; /* of a BOOL */
	struct gt_number number;
	struct gt_node *inner, *pipe, *list, *else_list;
};

struct gt_node *gt_node_create(struct gotemplate *template, enum gt_node_kind kind, size_t pos);
void gt_node_add_item(struct gt_node *node, struct gt_node *item);
void gt_node_add_field(struct gt_node *node, struct gt_text field);
/* Appends the node as messages show it: near to what was written. */
void gt_node_print(const struct gt_node *node, struct strbuf *out);
/* Whether a tree prints nothing but white space. */
bool gt_node_is_empty(const struct gt_node *node);

/* ---- templates ---- */

#define GT_NAME "output" /* what kubectl calls the template; its name in messages */

/* A template with a name: the text itself, or what {{define}} or {{block}} defines in it. */
struct gt_tree {
	struct gt_text name;
	struct gt_node *root;
};

struct gotemplate {
	struct gt_text source; /* in the pool */
	struct gt_pool pool;
	struct gt_node **nodes; /* all of them, to be freed */
	size_t n_nodes, nodes_capacity;
	struct gt_tree *trees;
	size_t n_trees, trees_capacity;
};

/* Parses template->source. Errors: client error "template: output:1: …". */
bool gt_parse(struct gotemplate *template, struct error *err);
const struct gt_tree *gt_find_tree(const struct gotemplate *template, struct gt_text name);

/* ---- the parser's inside ---- */

#define GT_MAX_NESTING 1000 /* of parentheses, and of blocks; Go's stack is larger */

/* What the parsers of all trees of one template share. */
struct gt_parse {
	struct gotemplate *template;
	struct gt_lexer lexer;
	size_t nesting; /* of blocks */
	struct error *err;
};

struct gt_parser {
	struct gt_parse *shared;
	struct gt_tree tree;
	struct gt_token token[3]; /* looked ahead; [0] is the last one read */
	size_t n_peeked;
	struct gt_text *vars; /* that are declared at this point */
	size_t n_vars, vars_capacity;
	size_t action_line; /* of the action that is being read; 0: none */
	size_t range_depth, paren_depth;
};

struct gt_token gt_parser_next(struct gt_parser *parser);
struct gt_token gt_parser_peek(struct gt_parser *parser);
struct gt_token gt_parser_next_non_space(struct gt_parser *parser);
struct gt_token gt_parser_peek_non_space(struct gt_parser *parser);
void gt_parser_backup(struct gt_parser *parser);
/* Puts back the token before the one that was read last, which must not be put back itself. */
void gt_parser_backup2(struct gt_parser *parser, struct gt_token before);
void gt_parser_backup3(struct gt_parser *parser, struct gt_token before2, struct gt_token before);
/* Set the error; return NULL. */
void *gt_parser_fail(struct gt_parser *parser, const char *format, ...) PRINTF_LIKE(2, 3);
void *gt_parser_unexpected(struct gt_parser *parser, struct gt_token token, const char *context);
struct gt_node *gt_parser_node(struct gt_parser *parser, enum gt_node_kind kind, size_t pos);
void gt_parser_declare(struct gt_parser *parser, struct gt_text variable);
/* Takes the quotes off a string token's text; false: the error is set. */
bool gt_parser_unquote(struct gt_parser *parser, struct gt_token token, struct gt_text *ret_text);
/* declarations? command ('|' command)*, up to and with the end token. NULL: the error is set. */
struct gt_node *gt_parse_pipeline(struct gt_parser *parser, const char *context,
				  enum gt_token_kind end);

/* ---- values ---- */

enum gt_value_kind {
	GT_VALUE_NONE, /* no value at all: what a missing key gives */
	GT_VALUE_NIL,  /* null in a map or list; always is_interface */
	GT_VALUE_BOOL,
	GT_VALUE_COMPLEX,
	GT_VALUE_FLOAT,
	GT_VALUE_INT,   /* a constant or a count */
	GT_VALUE_INT64, /* from the object */
	GT_VALUE_LIST,
	GT_VALUE_MAP,
	GT_VALUE_STRING,
	GT_VALUE_UINT8, /* a byte of a string */
};

/* is_interface: the value was taken out of a map or list, so its static type is interface {}. Some
 * messages and rules of Go depend on it. */
struct gt_value {
	enum gt_value_kind kind;
	bool is_interface;
	union {
		bool truth;
		int64_t integer;
		struct {
			double real, imaginary;
		};
		struct {
			struct gt_text string;
			bool in_pool; /* in the execution's pool, else in the object or template */
		};
		const cJSON *map;
		struct {
			const cJSON *first; /* NULL: the rest of the list is nil */
			size_t length, capacity;
		};
	};
};

struct gt_value gt_value_bool(bool truth);
struct gt_value gt_value_int(int64_t integer);
struct gt_value gt_value_string(struct gt_text text); /* held elsewhere */
struct gt_value gt_value_pooled(struct gt_text text); /* held by the execution's pool */
struct gt_value gt_value_json(struct gt_pool *pool, const cJSON *json); /* an interface */
/* The key of a map's member. */
struct gt_value gt_value_key(struct gt_pool *pool, const cJSON *member);
/* The value inside an interface; NONE for nil. */
struct gt_value gt_value_unwrap(struct gt_value value);
bool gt_value_is_true(struct gt_value value);
bool gt_value_is_integer(struct gt_value value);
/* "int64", "map[string]interface {}"; the dynamic type of an interface, "interface {}" for nil. */
const char *gt_value_type(struct gt_value value);
/* The same, but "interface {}" for every interface. */
const char *gt_value_static_type(struct gt_value value);
/* The member of a map, or NULL. */
const cJSON *gt_value_member(struct gt_value map, struct gt_text key);
/* The element of a list, or NULL behind its end. */
const cJSON *gt_value_element(struct gt_value list, size_t index);
/* The members of a map in the order of their keys; an owned array. */
const cJSON **gt_map_members(const cJSON *map, size_t *ret_n);

/* ---- printing values ---- */

#define GT_TEXT_MAX ((size_t)64 << 20) /* bytes of all strings that live at a time */

/* Where text goes: to a file as it comes, or into a buffer, up to GT_TEXT_MAX. */
struct gt_sink {
	FILE *file; /* NULL: keep it */
	struct strbuf buffer;
	bool overflow; /* text was dropped */
};

void gt_sink_add(struct gt_sink *sink, const char *bytes, size_t length);
void gt_sink_pad(struct gt_sink *sink, char c, size_t count);
void gt_sink_flush(struct gt_sink *sink);
void gt_sink_finish(struct gt_sink *sink); /* flushes */
void gt_sink_cleanup(struct gt_sink *sink);

/* The flags of one verb, and where its result goes. */
struct gt_format {
	struct gt_sink *sink;
	struct gt_pool *pool; /* for what is needed on the way */
	bool has_width, has_precision, minus, plus, sharp, space, zero, sharp_v;
	size_t width, precision;
};

/* Print one value; `value` is no NONE. */
void gt_format_value(struct gt_format *format, struct gt_value value, unsigned verb);
void gt_format_clear(struct gt_format *format);
void gt_format_pad(struct gt_format *format, struct gt_text text);
/* False: the verb is not for this type. */
bool gt_format_integer(struct gt_format *format, uint64_t value, bool is_signed, unsigned verb);
bool gt_format_float(struct gt_format *format, double value, unsigned verb);
bool gt_format_complex(struct gt_format *format, double real, double imaginary, unsigned verb);
bool gt_format_string(struct gt_format *format, struct gt_text text, unsigned verb);

/* As fmt.Fprint, Fprintln and Fprintf. */
void gt_print(struct gt_sink *sink, struct gt_pool *pool, const struct gt_value *args, size_t n);
void gt_println(struct gt_sink *sink, struct gt_pool *pool, const struct gt_value *args, size_t n);
void gt_printf(struct gt_sink *sink, struct gt_pool *pool, struct gt_text text,
	       const struct gt_value *args, size_t n);

/* ---- functions ---- */

/* The type of a parameter. */
enum gt_param {
	GT_PARAM_VALUE, /* takes anything as it is */
	GT_PARAM_ANY,   /* an interface {} */
	GT_PARAM_STRING,
};

struct gt_call {
	struct gt_pool *pool;
	struct gt_value *args;
	size_t n_args;
	struct gt_text callee; /* of `call`: how its first argument was written */
	struct strbuf message; /* why it failed */
};

/* To add a function: a row of the table in gotemplate_functions.c. */
struct gt_function {
	const char *name;
	size_t n_fixed;
	bool variadic;
	enum gt_param fixed, rest; /* types of the fixed parameters and of the others */
	bool (*run)(struct gt_call *call, struct gt_value *ret_value); /* NULL: and, or */
};

const struct gt_function *gt_find_function(struct gt_text name);
bool gt_call_fail(struct gt_call *call, const char *format, ...) PRINTF_LIKE(2, 3);

bool gt_run_base64decode(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_eq(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_exists(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_ge(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_gt(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_html(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_index(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_js(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_le(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_len(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_lt(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_ne(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_slice(struct gt_call *call, struct gt_value *ret_value);
bool gt_run_urlquery(struct gt_call *call, struct gt_value *ret_value);

/* ---- execution ---- */

struct gt_variable {
	struct gt_text name;
	struct gt_value value;
	char *owned; /* its string, or NULL when that lives longer than the variable */
};

struct gt_exec {
	const struct gotemplate *template;
	const struct gt_tree *tree; /* that is being executed */
	const struct gt_node *node; /* at which messages say it happened */
	bool allow_missing_keys;
	struct gt_pool pool; /* values of the actions under way */
	struct gt_variable *vars;
	size_t n_vars, vars_capacity;
	size_t first_var;   /* of the tree under way: its $ */
	size_t owned_bytes; /* of variables */
	struct gt_sink sink;
	struct error *err;
};

/* Sets the error "template: output:1:2: executing …"; returns false. */
bool gt_exec_fail(struct gt_exec *exec, const char *format, ...) PRINTF_LIKE(2, 3);
/* Evaluates a pipeline (NULL gives NONE) and declares or assigns its variables. The value is never
 * an interface. */
bool gt_eval_pipeline(struct gt_exec *exec, struct gt_value dot, const struct gt_node *pipe,
		      struct gt_value *ret_value);
void gt_vars_push(struct gt_exec *exec, struct gt_text name, struct gt_value value);
void gt_vars_set(struct gt_exec *exec, size_t index, struct gt_value value);
/* The index of the innermost variable of the name. An assignment is a declaration for the parser but
 * not here, so there may be none: then the error is set. */
bool gt_vars_find(struct gt_exec *exec, struct gt_text name, size_t *ret_index);
struct gt_value gt_vars_get(struct gt_exec *exec, size_t index);
void gt_vars_pop(struct gt_exec *exec, size_t n);
/* Executes the tree of that name. */
bool gt_exec_run(struct gt_exec *exec, const struct gt_tree *tree, struct gt_value dot);

#endif
