/* Selection of fields: a.b, has(a.b), a.?b. */
#include "check.h"

/* The type of a field of an object; an issue when there is none. */
static const struct cel_type *field_type(struct cel_checker *checker, const struct cel_expr *at,
					 const struct cel_type *object, const char *field)
{
	const struct cel_type *type;

	if (object->field == NULL) {
		cel_check_error(checker, at->offset, "unexpected failed resolution of '%s'",
				object->name);
		return &cel_error_type;
	}
	type = object->field(object, field, checker->arena);
	if (type != NULL)
		return type;
	cel_check_error(checker, at->offset, "undefined field '%s'", field);
	return &cel_error_type;
}

static void refuse_selection(struct cel_checker *checker, const struct cel_expr *at,
			     const struct cel_type *type)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_type_format(type, &text);
	cel_check_error(checker, at->offset, "type '%s' does not support field selection",
			text.text);
}

static const struct cel_type *selected_type(struct cel_checker *checker, const struct cel_expr *at,
					    const struct cel_type *target, const char *field)
{
	switch (target->kind) {
	case CEL_TYPE_MAP:
		return target->params[1];
	case CEL_TYPE_OBJECT:
		return field_type(checker, at, target, field);
	case CEL_TYPE_PARAM:
		/* Whatever it turns out to be: no more is known of it from here on. */
		cel_check_fits(checker, &cel_dyn, target);
		return &cel_dyn;
	case CEL_TYPE_DYN:
	case CEL_TYPE_ERROR:
		return &cel_dyn;
	default:
		refuse_selection(checker, at, target);
		return &cel_dyn;
	}
}

static const struct cel_type *check_field(struct cel_checker *checker, const struct cel_expr *at,
					  struct cel_expr *operand, const char *field,
					  bool is_optional)
{
	const struct cel_type *target, *result;

	cel_check_expr(checker, operand);
	target = cel_check_substitute(checker, operand->type, false);
	if (cel_type_is_optional(target)) {
		target = cel_type_of_optional(target);
		is_optional = true;
	}
	result = selected_type(checker, at, target, field);
	return is_optional ? cel_type_optional(checker->arena, result) : result;
}

void cel_check_select(struct cel_checker *checker, struct cel_expr *expr)
{
	const char *name = cel_check_spell(checker, expr, NULL);
	const struct cel_type *type;

	if (name != NULL && cel_check_resolve(checker, expr, name))
		return;
	type = check_field(checker, expr, expr->select.operand, expr->select.field, false);
	if (expr->select.is_test)
		type = &cel_bool;
	cel_check_set_type(checker, expr, cel_check_substitute(checker, type, false));
}

void cel_check_optional_select(struct cel_checker *checker, struct cel_expr *expr)
{
	const struct cel_function *function = cel_check_function(checker, expr->call.function);
	struct cel_expr *const *args = expr->call.args;
	const struct cel_type *type =
		check_field(checker, expr, args[0], args[1]->literal.text, true);

	cel_check_set_type(checker, args[1], &cel_string);
	cel_check_set_type(checker, expr, cel_check_substitute(checker, type, false));
	if (function != NULL) {
		expr->overloads = function->overloads;
		expr->n_overloads = 1;
	}
}
