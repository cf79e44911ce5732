/* Evaluation of pipelines: commands, fields, constants and calls. A step sets exec->node to the
 * node that messages name when it fails; when it does so is Go's order. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gotemplate_internal.h"

/* The operands of a command, the first of which is the function or value itself; and the value that
 * the command before it in the pipeline gave. */
struct arguments {
	struct gt_node *const *nodes;
	size_t n;
	const struct gt_value *final; /* NULL: none */
};

static const struct arguments no_arguments = { .nodes = NULL };

/* ---- errors ---- */

static size_t line_start(struct gt_text source, size_t pos)
{
	while (pos > 0 && source.text[pos - 1] != '\n')
		pos--;
	return pos;
}

static size_t line_number(struct gt_text source, size_t pos)
{
	size_t line = 1;

	for (size_t i = 0; i < pos; i++)
		line += source.text[i] == '\n';
	return line;
}

bool gt_exec_fail(struct gt_exec *exec, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf message = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf context = STRBUF_INIT;
	struct gt_text source = exec->template->source;
	size_t pos = exec->node->pos;
	va_list args;

	va_start(args, format);
	strbuf_addv(&message, format, args);
	va_end(args);
	gt_text_quote(&name, exec->tree->name);
	gt_node_print(exec->node, &context);
	return error_set(exec->err, REASON_CLIENT,
			 "template: " GT_NAME ":%zu:%zu: executing %s at <%s>: %s",
			 line_number(source, pos), pos - line_start(source, pos), name.text,
			 context.text, message.text);
}

static bool fail_about(struct gt_exec *exec, const char *what, const struct gt_node *node)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	gt_node_print(node, &text);
	return gt_exec_fail(exec, "%s%s", what, text.text);
}

static bool not_a_function(struct gt_exec *exec, struct arguments args)
{
	return (args.n <= 1 && args.final == NULL) ||
	       fail_about(exec, "can't give argument to non-function ", args.nodes[0]);
}

/* ---- fields ---- */

static bool fail_key(struct gt_exec *exec, const char *what, struct gt_text field)
{
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;

	gt_text_quote(&name, field);
	return gt_exec_fail(exec, "%s%s", what, name.text);
}

static bool eval_member(struct gt_exec *exec, struct gt_value map, struct gt_text field,
			struct arguments args, struct gt_value *ret_value)
{
	const cJSON *member;

	if (args.n > 1 || args.final != NULL)
		return gt_exec_fail(exec, "%.*s is not a method but has arguments",
				    (int)field.length, field.text);
	member = gt_value_member(map, field);
	if (member == NULL && !exec->allow_missing_keys)
		return fail_key(exec, "map has no entry for key ", field);
	*ret_value = member == NULL ? (struct gt_value) { .kind = GT_VALUE_NONE }
				    : gt_value_json(&exec->pool, member);
	return true;
}

static bool eval_field(struct gt_exec *exec, struct gt_value receiver, struct gt_text field,
		       struct arguments args, struct gt_value *ret_value)
{
	switch (receiver.kind) {
	case GT_VALUE_NONE:
		if (!exec->allow_missing_keys)
			return fail_key(exec, "nil data; no entry for key ", field);
		*ret_value = receiver;
		return true;
	case GT_VALUE_NIL:
		return gt_exec_fail(exec, "nil pointer evaluating interface {}.%.*s",
				    (int)field.length, field.text);
	case GT_VALUE_MAP:
		return eval_member(exec, receiver, field, args, ret_value);
	default:
		return gt_exec_fail(exec, "can't evaluate field %.*s in type %s", (int)field.length,
				    field.text, gt_value_static_type(receiver));
	}
}

/* The fields from the first-th on; the last one gets the arguments. */
static bool eval_fields(struct gt_exec *exec, struct gt_value receiver, const struct gt_node *node,
			size_t first, struct arguments args, struct gt_value *ret_value)
{
	for (size_t i = first; i < node->n_fields; i++)
		if (!eval_field(exec, receiver, node->fields[i],
				i + 1 == node->n_fields ? args : no_arguments, &receiver))
			return false;
	*ret_value = receiver;
	return true;
}

static bool eval_variable(struct gt_exec *exec, const struct gt_node *node, struct arguments args,
			  struct gt_value *ret_value)
{
	size_t index;

	exec->node = node;
	if (!gt_vars_find(exec, node->fields[0], &index) ||
	    (node->n_fields == 1 && !not_a_function(exec, args)))
		return false;
	return eval_fields(exec, gt_vars_get(exec, index), node, 1, args, ret_value);
}

/* ---- constants ---- */

static bool is_hexadecimal_integer(struct gt_text text)
{
	return text.length > 2 && text.text[0] == '0' &&
	       (text.text[1] == 'x' || text.text[1] == 'X') &&
	       memchr(text.text, 'p', text.length) == NULL &&
	       memchr(text.text, 'P', text.length) == NULL;
}

static bool looks_like_float(struct gt_text text)
{
	if (is_hexadecimal_integer(text) || text.text[0] == '\'')
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (strchr(".eEpP", text.text[i]) != NULL)
			return true;
	return false;
}

/* The way a number is written says which type it has. */
static bool eval_number(struct gt_exec *exec, const struct gt_node *node,
			struct gt_value *ret_value)
{
	const struct gt_number *number = &node->number;

	exec->node = node;
	if (number->is_complex || (number->is_float && looks_like_float(node->text))) {
		*ret_value = (struct gt_value) {
			.kind = number->is_complex ? GT_VALUE_COMPLEX : GT_VALUE_FLOAT,
			.real = number->real,
			.imaginary = number->imaginary,
		};
		return true;
	}
	if (!number->is_int)
		return gt_exec_fail(exec, "%.*s overflows int", (int)node->text.length,
				    node->text.text);
	*ret_value = gt_value_int(number->integer);
	return true;
}

/* ---- calls ---- */

static bool eval_call(struct gt_exec *exec, struct gt_value dot, const struct gt_node *function,
		      const struct gt_node *whole, struct arguments args,
		      struct gt_value *ret_value);

/* A pipeline in parentheses, or a function, and its fields. */
static bool eval_chain(struct gt_exec *exec, struct gt_value dot, const struct gt_node *node,
		       struct arguments args, struct gt_value *ret_value)
{
	struct gt_value value;
	bool good;

	exec->node = node->inner;
	good = node->inner->kind == GT_NODE_PIPE
		       ? gt_eval_pipeline(exec, dot, node->inner, &value)
		       : eval_call(exec, dot, node->inner, node->inner, no_arguments, &value);
	return good && eval_fields(exec, value, node, 0, args, ret_value);
}

/* Whether the value can be an argument of that type; then it is made one. */
static bool check_type(struct gt_exec *exec, enum gt_param type, struct gt_value *value)
{
	bool is_none = value->kind == GT_VALUE_NONE;

	if (type == GT_PARAM_ANY && is_none)
		*value = (struct gt_value) { .kind = GT_VALUE_NIL, .is_interface = true };
	if (type != GT_PARAM_STRING || value->kind == GT_VALUE_STRING)
		return true;
	if (is_none)
		return gt_exec_fail(exec, "invalid value; expected string");
	return gt_exec_fail(exec, "wrong type for value; expected string; got %s",
			    gt_value_type(*value));
}

/* An operand that is a constant. */
static bool eval_constant(struct gt_exec *exec, enum gt_param type, const struct gt_node *node,
			  struct gt_value *ret_value)
{
	if (type == GT_PARAM_STRING && node->kind != GT_NODE_STRING)
		return fail_about(exec, "expected string; found ", node);
	if (node->kind == GT_NODE_NUMBER)
		return eval_number(exec, node, ret_value);
	*ret_value = node->kind == GT_NODE_BOOL ? gt_value_bool(node->truth)
						: gt_value_string(node->text);
	return true;
}

static bool eval_nil(struct gt_exec *exec, enum gt_param type, struct gt_value *ret_value)
{
	if (type == GT_PARAM_STRING)
		return gt_exec_fail(exec, "cannot assign nil to string");
	*ret_value = (struct gt_value) { .kind = GT_VALUE_NONE };
	return check_type(exec, type, ret_value);
}

static bool eval_operand(struct gt_exec *exec, struct gt_value dot, enum gt_param type,
			 const struct gt_node *node, struct gt_value *ret_value)
{
	bool good;

	exec->node = node;
	switch (node->kind) {
	case GT_NODE_DOT:
		*ret_value = dot;
		good = true;
		break;
	case GT_NODE_FIELD:
		good = eval_fields(exec, dot, node, 0, no_arguments, ret_value);
		break;
	case GT_NODE_VARIABLE:
		good = eval_variable(exec, node, no_arguments, ret_value);
		break;
	case GT_NODE_PIPE:
		good = gt_eval_pipeline(exec, dot, node, ret_value);
		break;
	case GT_NODE_IDENTIFIER:
		good = eval_call(exec, dot, node, node, no_arguments, ret_value);
		break;
	case GT_NODE_CHAIN:
		good = eval_chain(exec, dot, node, no_arguments, ret_value);
		break;
	case GT_NODE_NIL:
		return eval_nil(exec, type, ret_value);
	default:
		return eval_constant(exec, type, node, ret_value);
	}
	return good && check_type(exec, type, ret_value);
}

/* and, or: the first argument that decides, else the last; those behind it are not evaluated. */
static bool eval_and_or(struct gt_exec *exec, struct gt_value dot, bool is_or,
			struct arguments args, struct gt_value *ret_value)
{
	for (size_t i = 1; i < args.n; i++) {
		if (!eval_operand(exec, dot, GT_PARAM_VALUE, args.nodes[i], ret_value))
			return false;
		if (gt_value_is_true(*ret_value) == is_or)
			return true;
	}
	if (args.final != NULL)
		*ret_value = *args.final;
	return true;
}

static bool check_count(struct gt_exec *exec, const struct gt_function *function, size_t n_given,
			size_t n)
{
	if (function->variadic) {
		if (n < function->n_fixed)
			return gt_exec_fail(
				exec, "wrong number of args for %s: want at least %zu got %zu",
				function->name, function->n_fixed, n_given);
		return true;
	}
	if (n != function->n_fixed)
		return gt_exec_fail(exec, "wrong number of args for %s: want %zu got %zu",
				    function->name, function->n_fixed, n);
	return true;
}

static bool eval_arguments(struct gt_exec *exec, struct gt_value dot,
			   const struct gt_function *function, struct arguments args,
			   struct gt_call *call)
{
	for (size_t i = 0; i < call->n_args; i++) {
		enum gt_param type = i < function->n_fixed ? function->fixed : function->rest;
		bool is_final = i + 1 >= args.n && args.final != NULL;

		if (is_final)
			call->args[i] = *args.final;
		if (is_final ? !check_type(exec, type, &call->args[i])
			     : !eval_operand(exec, dot, type, args.nodes[i + 1], &call->args[i]))
			return false;
	}
	return true;
}

/* How `call` names what it was to call. */
static struct gt_text callee_text(struct gt_exec *exec, struct arguments args)
{
	struct strbuf text = STRBUF_INIT;

	if (args.n > 1)
		gt_node_print(args.nodes[1], &text);
	else if (args.final->kind == GT_VALUE_STRING)
		gt_text_add(&text, args.final->string);
	else
		strbuf_addf(&text, "<%s Value>",
			    args.final->kind == GT_VALUE_NONE ? "invalid"
							      : gt_value_type(*args.final));
	return gt_pool_take(&exec->pool, &text);
}

static bool run(struct gt_exec *exec, const struct gt_function *function,
		const struct gt_node *whole, struct gt_call *call, struct gt_value *ret_value)
{
	if (function->run(call, ret_value)) {
		if (exec->pool.bytes + exec->owned_bytes <= GT_TEXT_MAX)
			return true;
		strbuf_add_str(&call->message, "the texts are too long");
	}
	exec->node = whole;
	return gt_exec_fail(exec, "error calling %s: %s", function->name, call->message.text);
}

static bool call_function(struct gt_exec *exec, struct gt_value dot,
			  const struct gt_function *function, const struct gt_node *whole,
			  struct arguments args, struct gt_value *ret_value)
{
	size_t n_given = args.n > 0 ? args.n - 1 : 0;
	struct gt_call call = { .pool = &exec->pool, .message = STRBUF_INIT };
	bool good;

	call.n_args = n_given + (args.final != NULL);
	if (!check_count(exec, function, n_given, call.n_args))
		return false;
	if (function->run == NULL)
		return eval_and_or(exec, dot, strcmp(function->name, "or") == 0, args, ret_value);
	call.args = xcalloc(call.n_args + 1, sizeof(*call.args));
	good = eval_arguments(exec, dot, function, args, &call);
	if (good && strcmp(function->name, "call") == 0)
		call.callee = callee_text(exec, args);
	good = good && run(exec, function, whole, &call, ret_value);
	strbuf_finish(&call.message);
	free(call.args);
	return good;
}

/* `whole` is what messages name when the function fails: the command, if it begins one. */
static bool eval_call(struct gt_exec *exec, struct gt_value dot, const struct gt_node *function,
		      const struct gt_node *whole, struct arguments args,
		      struct gt_value *ret_value)
{
	exec->node = function;
	return call_function(exec, dot, gt_find_function(function->text), whole, args, ret_value);
}

/* ---- commands and pipelines ---- */

static bool eval_plain(struct gt_exec *exec, struct gt_value dot, const struct gt_node *word,
		       struct arguments args, struct gt_value *ret_value)
{
	exec->node = word;
	if (!not_a_function(exec, args))
		return false;
	if (word->kind == GT_NODE_NIL)
		return gt_exec_fail(exec, "nil is not a command");
	if (word->kind != GT_NODE_DOT)
		return eval_constant(exec, GT_PARAM_VALUE, word, ret_value);
	*ret_value = dot;
	return true;
}

static bool eval_command(struct gt_exec *exec, struct gt_value dot, const struct gt_node *command,
			 const struct gt_value *final, struct gt_value *ret_value)
{
	struct arguments args = { command->items, command->n_items, final };
	const struct gt_node *word = command->items[0];

	switch (word->kind) {
	case GT_NODE_FIELD:
		exec->node = word;
		return eval_fields(exec, dot, word, 0, args, ret_value);
	case GT_NODE_CHAIN:
		return eval_chain(exec, dot, word, args, ret_value);
	case GT_NODE_IDENTIFIER:
		return eval_call(exec, dot, word, command, args, ret_value);
	case GT_NODE_PIPE:
		return not_a_function(exec, args) && gt_eval_pipeline(exec, dot, word, ret_value);
	case GT_NODE_VARIABLE:
		return eval_variable(exec, word, args, ret_value);
	default:
		return eval_plain(exec, dot, word, args, ret_value);
	}
}

static bool set_variables(struct gt_exec *exec, const struct gt_node *pipe, struct gt_value value)
{
	for (size_t i = 0; i < pipe->n_decls; i++) {
		struct gt_text name = pipe->decls[i]->fields[0];
		size_t index;

		if (!pipe->is_assign)
			gt_vars_push(exec, name, value);
		else if (gt_vars_find(exec, name, &index))
			gt_vars_set(exec, index, value);
		else
			return false;
	}
	return true;
}

bool gt_eval_pipeline(struct gt_exec *exec, struct gt_value dot, const struct gt_node *pipe,
		      struct gt_value *ret_value)
{
	struct gt_value value = { .kind = GT_VALUE_NONE }, final;

	if (pipe != NULL) {
		exec->node = pipe;
		for (size_t i = 0; i < pipe->n_items; i++) {
			final = value;
			if (!eval_command(exec, dot, pipe->items[i], i == 0 ? NULL : &final,
					  &value))
				return false;
			value = gt_value_unwrap(value);
		}
		if (!set_variables(exec, pipe, value))
			return false;
	}
	*ret_value = value;
	return true;
}
