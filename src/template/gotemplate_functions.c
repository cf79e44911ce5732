/* The functions of templates: their table, and those that print. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gotemplate_internal.h"

bool gt_call_fail(struct gt_call *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	strbuf_addv(&call->message, format, args);
	va_end(args);
	return false;
}

/* Makes what a sink collected the function's result. */
static bool take_text(struct gt_call *call, struct gt_sink *sink, struct gt_value *ret_value)
{
	if (sink->overflow) {
		gt_sink_finish(sink);
		return gt_call_fail(call, "the text is too long");
	}
	*ret_value = gt_value_pooled(gt_pool_take(call->pool, &sink->buffer));
	return true;
}

static bool run_print(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_sink sink = { .buffer = STRBUF_INIT };

	gt_print(&sink, call->pool, call->args, call->n_args);
	return take_text(call, &sink, ret_value);
}

static bool run_printf(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_sink sink = { .buffer = STRBUF_INIT };

	gt_printf(&sink, call->pool, call->args[0].string, call->args + 1, call->n_args - 1);
	return take_text(call, &sink, ret_value);
}

static bool run_println(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_sink sink = { .buffer = STRBUF_INIT };

	gt_println(&sink, call->pool, call->args, call->n_args);
	return take_text(call, &sink, ret_value);
}

static bool run_not(struct gt_call *call, struct gt_value *ret_value)
{
	*ret_value = gt_value_bool(!gt_value_is_true(call->args[0]));
	return true;
}

/* No value of a template is a function, so there is nothing to call. */
static bool run_call(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_value function = gt_value_unwrap(call->args[0]);

	(void)ret_value;
	if (function.kind == GT_VALUE_NONE)
		return gt_call_fail(call, "call of nil");
	return gt_call_fail(call, "non-function %.*s of type %s", (int)call->callee.length,
			    call->callee.text, gt_value_type(function));
}

#define VALUE GT_PARAM_VALUE
#define ANY GT_PARAM_ANY
#define STRING GT_PARAM_STRING

/* Sorted by name. */
static const struct gt_function functions[] = {
	{ "and", 1, true, VALUE, VALUE, NULL },
	{ "base64decode", 1, false, STRING, ANY, gt_run_base64decode },
	{ "call", 1, true, VALUE, VALUE, run_call },
	{ "eq", 1, true, VALUE, VALUE, gt_run_eq },
	{ "exists", 1, true, ANY, ANY, gt_run_exists },
	{ "ge", 2, false, VALUE, VALUE, gt_run_ge },
	{ "gt", 2, false, VALUE, VALUE, gt_run_gt },
	{ "html", 0, true, ANY, ANY, gt_run_html },
	{ "index", 1, true, VALUE, VALUE, gt_run_index },
	{ "js", 0, true, ANY, ANY, gt_run_js },
	{ "le", 2, false, VALUE, VALUE, gt_run_le },
	{ "len", 1, false, VALUE, VALUE, gt_run_len },
	{ "lt", 2, false, VALUE, VALUE, gt_run_lt },
	{ "ne", 2, false, VALUE, VALUE, gt_run_ne },
	{ "not", 1, false, VALUE, VALUE, run_not },
	{ "or", 1, true, VALUE, VALUE, NULL },
	{ "print", 0, true, ANY, ANY, run_print },
	{ "printf", 1, true, STRING, ANY, run_printf },
	{ "println", 0, true, ANY, ANY, run_println },
	{ "slice", 1, true, VALUE, VALUE, gt_run_slice },
	{ "urlquery", 0, true, ANY, ANY, gt_run_urlquery },
};

const struct gt_function *gt_find_function(struct gt_text name)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (gt_text_is(name, functions[i].name))
			return &functions[i];
	return NULL;
}
