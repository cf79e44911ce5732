/* Types: those that need no memory, and how others are made and compared. */
#include <string.h>

#include "internal.h"

#define SIMPLE(kind_, name_)                     \
	{                                        \
		.kind = (kind_), .name = (name_) \
	}
#define WITH_PARAM(kind_, name_, param)                                                 \
	{                                                                               \
		.kind = (kind_), .name = (name_), .params = { &(param) }, .n_params = 1 \
	}

#define OPTIONAL_NAME "optional_type"

const struct cel_type cel_dyn = SIMPLE(CEL_TYPE_DYN, "dyn");
const struct cel_type cel_error_type = SIMPLE(CEL_TYPE_ERROR, "!error!");
const struct cel_type cel_null = SIMPLE(CEL_TYPE_NULL, "null_type");
const struct cel_type cel_bool = SIMPLE(CEL_TYPE_BOOL, "bool");
const struct cel_type cel_int = SIMPLE(CEL_TYPE_INT, "int");
const struct cel_type cel_uint = SIMPLE(CEL_TYPE_UINT, "uint");
const struct cel_type cel_double = SIMPLE(CEL_TYPE_DOUBLE, "double");
const struct cel_type cel_string = SIMPLE(CEL_TYPE_STRING, "string");
const struct cel_type cel_bytes = SIMPLE(CEL_TYPE_BYTES, "bytes");
const struct cel_type cel_timestamp = SIMPLE(CEL_TYPE_TIMESTAMP, "google.protobuf.Timestamp");
const struct cel_type cel_duration = SIMPLE(CEL_TYPE_DURATION, "google.protobuf.Duration");
const struct cel_type cel_type_type = SIMPLE(CEL_TYPE_TYPE, "type");
const struct cel_type cel_param_a = SIMPLE(CEL_TYPE_PARAM, "A");
const struct cel_type cel_param_b = SIMPLE(CEL_TYPE_PARAM, "B");
const struct cel_type cel_list_a = WITH_PARAM(CEL_TYPE_LIST, "list", cel_param_a);
const struct cel_type cel_list_dyn = WITH_PARAM(CEL_TYPE_LIST, "list", cel_dyn);
const struct cel_type cel_list_string = WITH_PARAM(CEL_TYPE_LIST, "list", cel_string);
const struct cel_type cel_type_a = WITH_PARAM(CEL_TYPE_TYPE, "type", cel_param_a);
const struct cel_type cel_optional_a = WITH_PARAM(CEL_TYPE_OPAQUE, OPTIONAL_NAME, cel_param_a);
const struct cel_type cel_list_optional_a = WITH_PARAM(CEL_TYPE_LIST, "list", cel_optional_a);
const struct cel_type cel_map_ab = {
	.kind = CEL_TYPE_MAP,
	.name = "map",
	.params = { &cel_param_a, &cel_param_b },
	.n_params = 2,
};
const struct cel_type cel_map_dyn = {
	.kind = CEL_TYPE_MAP,
	.name = "map",
	.params = { &cel_dyn, &cel_dyn },
	.n_params = 2,
};

struct cel_type *cel_type_with_params(struct arena *arena, const struct cel_type *of,
				      const struct cel_type *const *params)
{
	struct cel_type *type = arena_alloc(arena, sizeof(*type));

	*type = *of;
	for (unsigned i = 0; i < of->n_params; i++)
		type->params[i] = params[i];
	return type;
}

const struct cel_type *cel_type_list(struct arena *arena, const struct cel_type *element)
{
	return cel_type_with_params(arena, &cel_list_a, &element);
}

const struct cel_type *cel_type_map(struct arena *arena, const struct cel_type *key,
				    const struct cel_type *value)
{
	const struct cel_type *const params[] = { key, value };

	return cel_type_with_params(arena, &cel_map_ab, params);
}

const struct cel_type *cel_type_optional(struct arena *arena, const struct cel_type *value)
{
	return cel_type_with_params(arena, &cel_optional_a, &value);
}

const struct cel_type *cel_type_of_type(struct arena *arena, const struct cel_type *type)
{
	return cel_type_with_params(arena, &cel_type_a, &type);
}

bool cel_type_is_optional(const struct cel_type *type)
{
	return type->kind == CEL_TYPE_OPAQUE && strcmp(type->name, OPTIONAL_NAME) == 0;
}

const struct cel_type *cel_type_of_optional(const struct cel_type *type)
{
	return type->n_params > 0 ? type->params[0] : &cel_dyn;
}

bool cel_type_alike(const struct cel_type *a, const struct cel_type *b)
{
	return a->kind == b->kind && a->n_params == b->n_params &&
	       (a->name == b->name || strcmp(a->name, b->name) == 0);
}

bool cel_type_equal(const struct cel_type *a, const struct cel_type *b)
{
	if (a == b)
		return true;
	if (!cel_type_alike(a, b))
		return false;
	for (unsigned i = 0; i < a->n_params; i++)
		if (!cel_type_equal(a->params[i], b->params[i]))
			return false;
	return true;
}

const struct cel_type *cel_field_of_table(const struct cel_type *type, const char *name,
					  struct arena *arena)
{
	(void)arena;
	for (const struct cel_field *field = type->context; field->name != NULL; field++)
		if (strcmp(field->name, name) == 0)
			return field->type;
	return NULL;
}
