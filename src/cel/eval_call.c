/* Calls: which overload the arguments fit, what it costs, and what is said when none fits.
 * Source: cel-go common/decls/decls.go (dispatch), common/types (which types can do what). */
#include <string.h>

#include "plan.h"

#define KIND(name) (1u << CEL_##name)
#define NUMBERS (KIND(INT) | KIND(UINT) | KIND(DOUBLE))
#define COMPARABLE \
	(NUMBERS | KIND(BOOL) | KIND(BYTES) | KIND(STRING) | KIND(TIMESTAMP) | KIND(DURATION))

/* ---- which values fit ---- */

uint32_t cel_fits_kinds(const struct cel_type *type)
{
	switch (type->kind) {
	case CEL_TYPE_NULL:
		return KIND(NULL);
	case CEL_TYPE_BOOL:
		return KIND(BOOL);
	case CEL_TYPE_INT:
		return KIND(INT);
	case CEL_TYPE_UINT:
		return KIND(UINT);
	case CEL_TYPE_DOUBLE:
		return KIND(DOUBLE);
	case CEL_TYPE_STRING:
		return KIND(STRING);
	case CEL_TYPE_BYTES:
		return KIND(BYTES);
	case CEL_TYPE_TIMESTAMP:
		return KIND(TIMESTAMP);
	case CEL_TYPE_DURATION:
		return KIND(DURATION);
	case CEL_TYPE_TYPE:
		return KIND(TYPE);
	case CEL_TYPE_LIST:
		return KIND(LIST) | CEL_FITS_LOOK;
	case CEL_TYPE_MAP:
		return KIND(MAP) | CEL_FITS_LOOK;
	case CEL_TYPE_OPAQUE:
	case CEL_TYPE_OBJECT:
		if (cel_type_is_optional(type))
			return KIND(OPTIONAL);
		return KIND(OPAQUE) | KIND(MAP) | CEL_FITS_LOOK;
	case CEL_TYPE_DYN:
	case CEL_TYPE_ERROR:
	case CEL_TYPE_PARAM:
		break;
	}
	return ~CEL_FITS_LOOK;
}

static bool opaque_fits(const struct cel_type *type, const struct cel_value *value)
{
	const struct cel_type *own;

	if (value->kind == CEL_MAP)
		return type->kind == CEL_TYPE_OBJECT;
	own = value->opaque->class->type;
	return own == type || strcmp(own->name, type->name) == 0;
}

/* Of a list or map the first element stands for all. */
bool cel_fits(const struct cel_type *type, const struct cel_value *value)
{
	uint32_t kinds = cel_fits_kinds(type);

	if (value->kind == CEL_ERROR || !(kinds & 1u << value->kind))
		return false;
	if (!(kinds & CEL_FITS_LOOK))
		return true;
	if (type->kind == CEL_TYPE_LIST) {
		const struct cel_list *list = cel_items(value);

		return type->n_params < 1 || list->n == 0 ||
		       cel_fits(type->params[0], &list->items[0]);
	}
	if (type->kind == CEL_TYPE_MAP) {
		const struct cel_map *map = cel_entries(value);
		struct cel_value first;

		if (type->n_params < 2 || map->n == 0)
			return true;
		first = cel_map_value(map, 0);
		return cel_fits(type->params[0], &map->entries[0].key) &&
		       (first.kind == CEL_ERROR || cel_fits(type->params[1], &first));
	}
	return opaque_fits(type, value);
}

static bool decided_fits(const struct cel_call_node *call, const struct cel_value *args)
{
	for (size_t i = 0; i < call->n_args; i++) {
		if (!(call->fits[i] & 1u << args[i].kind))
			return false;
		if (call->fits[i] & CEL_FITS_LOOK &&
		    !cel_fits(call->overloads[0]->params[i], &args[i]))
			return false;
	}
	return true;
}

static const struct cel_overload *choose(const struct cel_call_node *call,
					 const struct cel_value *args)
{
	if (call->is_decided)
		return decided_fits(call, args) ? call->overloads[0] : NULL;
	for (size_t i = 0; i < call->n_overloads; i++) {
		const struct cel_overload *overload = call->overloads[i];
		size_t fitting = 0;

		while (fitting < call->n_args &&
		       (overload->takes_anything ||
			cel_fits(overload->params[fitting], &args[fitting])))
			fitting++;
		if (fitting == call->n_args)
			return overload;
	}
	return NULL;
}

/* ---- when nothing fits ---- */

/* Functions that cel-go hands to the first operand if its type can do such a thing at all. */
static const struct {
	const char *function;
	uint32_t able; /* kinds */
} operators[] = {
	{ "!_", ~0u },
	{ "-_", KIND(INT) | KIND(DOUBLE) | KIND(BOOL) },
	{ "@in", ~0u },
	{ "_%_", KIND(INT) | KIND(UINT) },
	{ "_*_", NUMBERS },
	{ "_+_", (COMPARABLE & ~KIND(BOOL)) | KIND(LIST) },
	{ "_-_", NUMBERS | KIND(TIMESTAMP) | KIND(DURATION) },
	{ "_/_", NUMBERS },
	{ "_<=_", COMPARABLE },
	{ "_<_", COMPARABLE },
	{ "_>=_", COMPARABLE },
	{ "_>_", COMPARABLE },
	{ "contains", ~0u },
	{ "endsWith", ~0u },
	{ "matches", KIND(STRING) },
	{ "size", KIND(BYTES) | KIND(LIST) | KIND(MAP) | KIND(STRING) },
	{ "startsWith", ~0u },
};

/* These say so themselves when they know no such function. */
#define RECEIVERS (KIND(STRING) | KIND(TIMESTAMP) | KIND(DURATION))

bool cel_is_operator(const char *function)
{
	for (size_t i = 0; i < ARRAY_LEN(operators); i++)
		if (strcmp(operators[i].function, function) == 0)
			return true;
	return false;
}

static struct cel_value no_overload(struct cel_eval *eval, const struct cel_call_node *call,
				    const struct cel_value *args)
{
	CLEANUP(strbuf) struct strbuf types = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		if (strcmp(operators[i].function, call->function) != 0)
			continue;
		if ((operators[i].able | RECEIVERS) & 1u << args[0].kind)
			return cel_no_such_overload(eval);
		return cel_error(eval, "no such overload: %s", call->function);
	}
	/* Nothing of that name, whatever the number of arguments. */
	if (call->overloads == NULL) {
		if (RECEIVERS & 1u << args[0].kind)
			return cel_no_such_overload(eval);
		return cel_error(eval, "no such overload: %s", call->function);
	}
	for (size_t i = 0; i < call->n_args; i++) {
		strbuf_add_str(&types, i == 0 ? "" : ", ");
		strbuf_add_str(&types, cel_type_of(&args[i])->name);
	}
	return cel_error(eval, "no such overload: %s(%s)", call->function, types.text);
}

const char *cel_go_type(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_NULL:
		return "types.Null";
	case CEL_BOOL:
		return "types.Bool";
	case CEL_INT:
		return "types.Int";
	case CEL_UINT:
		return "types.Uint";
	case CEL_DOUBLE:
		return "types.Double";
	case CEL_STRING:
		return "types.String";
	case CEL_BYTES:
		return "types.Bytes";
	case CEL_TIMESTAMP:
		return "types.Timestamp";
	case CEL_DURATION:
		return "types.Duration";
	case CEL_LIST:
		return "*types.baseList";
	case CEL_MAP:
		return "*types.baseMap";
	case CEL_TYPE:
		return "*types.Type";
	case CEL_OPTIONAL:
		return "*types.Optional";
	case CEL_OPAQUE:
		return value->opaque->class->type->name;
	default:
		return "*types.Err";
	}
}

/* ---- calling ---- */

static struct cel_value apply(struct cel_eval *eval, const struct cel_node *node,
			      const struct cel_overload *overload, const struct cel_value *args)
{
	eval->place = node->offset;
	eval->pattern = node->call.pattern;
	if (overload == NULL)
		return no_overload(eval, &node->call, args);
	return overload->call(eval, args, node->call.n_args);
}

/* A rule of one overload holds only when the checker chose it. */
static uint64_t cost_of(const struct cel_call_node *call, const struct cel_value *args,
			const struct cel_value *result)
{
	return call->cost == NULL ? 1 : call->cost(args, call->n_args, result);
}

/* Arguments that failed are charged for as scalars, but a rule may look into a library's own. */
static uint64_t cost_of_failed(const struct cel_call_node *call, const struct cel_value *args,
			       const struct cel_value *failed)
{
	for (size_t i = 0; i < call->n_args; i++) {
		const struct cel_type *param = call->overloads[0]->params[i];
		bool is_own = param->kind == CEL_TYPE_OPAQUE || param->kind == CEL_TYPE_OBJECT;

		if (args[i].kind == CEL_ERROR ? is_own : !cel_fits(param, &args[i]))
			return 1;
	}
	return cost_of(call, args, failed);
}

/* A call that no overload can take, with any number of arguments. */
static struct cel_value call_unknown(struct cel_eval *eval, const struct cel_node *node)
{
	size_t n = node->call.n_args;
	struct cel_value *args = arena_alloc(eval->arena, (n + 1) * sizeof(*args));

	args[0] = cel_null_value;
	for (size_t i = 0; i < n; i++) {
		args[i] = cel_eval_node(eval, node->call.args[i]);
		if (args[i].kind == CEL_ERROR)
			return args[i];
	}
	cel_charge(eval, 1);
	return apply(eval, node, NULL, args);
}

struct cel_value cel_eval_call(struct cel_eval *eval, const struct cel_node *node)
{
	const struct cel_call_node *call = &node->call;
	struct cel_value args[CEL_MAX_ARGS], result;
	const struct cel_value *failed = NULL;
	const struct cel_overload *overload;

	if (call->n_overloads == 0)
		return call_unknown(eval, node);
	for (size_t i = 0; i < call->n_args; i++) {
		args[i] = cel_eval_node(eval, call->args[i]);
		if (args[i].kind != CEL_ERROR || failed != NULL)
			continue;
		failed = &args[i];
		if (call->is_hasty && i + 1 < call->n_args)
			return *failed;
	}
	if (eval->stopped)
		return eval->stop;
	if (failed != NULL) {
		cel_charge(eval, cost_of_failed(call, args, failed));
		return *failed;
	}
	overload = choose(call, args);
	result = apply(eval, node, overload, args);
	cel_charge(eval, overload == NULL ? 1 : cost_of(call, args, &result));
	return result;
}
