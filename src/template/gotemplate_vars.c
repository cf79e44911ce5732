/* The variables of an execution. They outlive the action that gave them their values, so they own
 * the strings that would not. */
#include <stdlib.h>
#include <string.h>

#include "gotemplate_internal.h"

static bool is_pooled(struct gt_value value)
{
	return value.kind == GT_VALUE_STRING && value.in_pool;
}

static char *copy_text(struct gt_text text)
{
	char *copy = xcalloc(1, text.length + 1);

	for (size_t i = 0; i < text.length; i++)
		copy[i] = text.text[i];
	return copy;
}

static void forget(struct gt_exec *exec, struct gt_variable *variable)
{
	if (variable->owned != NULL)
		exec->owned_bytes -= variable->value.string.length;
	free(variable->owned);
	variable->owned = NULL;
}

void gt_vars_set(struct gt_exec *exec, size_t index, struct gt_value value)
{
	struct gt_variable *variable = &exec->vars[index];
	char *owned = is_pooled(value) ? copy_text(value.string) : NULL;

	forget(exec, variable);
	variable->value = value;
	variable->owned = owned;
	if (owned != NULL) {
		variable->value.string.text = owned;
		exec->owned_bytes += value.string.length;
	}
}

void gt_vars_push(struct gt_exec *exec, struct gt_text name, struct gt_value value)
{
	exec->vars = xgrow(exec->vars, exec->n_vars, &exec->vars_capacity, sizeof(*exec->vars));
	exec->vars[exec->n_vars++] = (struct gt_variable) { .name = name };
	gt_vars_set(exec, exec->n_vars - 1, value);
}

bool gt_vars_find(struct gt_exec *exec, struct gt_text name, size_t *ret_index)
{
	for (size_t i = exec->n_vars; i > exec->first_var; i--)
		if (gt_text_equal(exec->vars[i - 1].name, name)) {
			*ret_index = i - 1;
			return true;
		}
	return gt_exec_fail(exec, "undefined variable: %.*s", (int)name.length, name.text);
}

/* The value may be used after the variable has changed: it gets a string of its own. */
struct gt_value gt_vars_get(struct gt_exec *exec, size_t index)
{
	const struct gt_variable *variable = &exec->vars[index];
	struct gt_value value = variable->value;
	struct strbuf copy = STRBUF_INIT;

	if (variable->owned == NULL)
		return value;
	gt_text_add(&copy, value.string);
	value.string = gt_pool_take(&exec->pool, &copy);
	return value;
}

void gt_vars_pop(struct gt_exec *exec, size_t n)
{
	while (exec->n_vars > n)
		forget(exec, &exec->vars[--exec->n_vars]);
}
