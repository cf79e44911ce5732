/* The second look at a policy's expressions, for status.typeChecking: object has the shape of each
 * kind that the policy is for. What is found here changes nothing about what the policy does.
 * Source: apiserver pkg/admission/plugin/policy/validating/typechecking.go, pkg/cel/common/
 * schemas.go, pkg/cel/escaping.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_KINDS 10

/* ---- types of the schema tables ---- */

/* Appends the name as expressions write it. False when they cannot. */
static bool escape(const char *name, struct strbuf *out)
{
	static const struct {
		const char *text, *escaped;
	} rows[] = {
		{ "__", "__underscores__" },
		{ ".", "__dot__" },
		{ "-", "__dash__" },
		{ "/", "__slash__" },
	};
	size_t i;

	if (*name == '\0' || (*name >= '0' && *name <= '9'))
		return false;
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz") == strlen(name) &&
	    !policy_is_identifier(name)) {
		strbuf_addf(out, "__%s__", name);
		return true;
	}
	while (*name != '\0') {
		for (i = 0; i < ARRAY_LEN(rows); i++)
			if (text_starts_with(name, rows[i].text))
				break;
		if (i < ARRAY_LEN(rows)) {
			strbuf_add_str(out, rows[i].escaped);
			name += strlen(rows[i].text);
			continue;
		}
		if (*name != '_' && (*name < '0' || *name > '9') && (*name < 'A' || *name > 'Z') &&
		    (*name < 'a' || *name > 'z'))
			return false;
		strbuf_add_char(out, *name++);
	}
	return true;
}

static const struct cel_type *field_type(const struct cel_type *type, const char *name,
					 struct arena *arena);

/* schema NULL: an object of which nothing is known. */
static const struct cel_type *object_type(const struct schema *schema, const char *name,
					  struct arena *arena)
{
	struct cel_type *type = arena_zalloc(arena, 1, sizeof(*type));

	type->kind = CEL_TYPE_OBJECT;
	type->name = name;
	type->field = schema != NULL ? field_type : NULL;
	type->context = schema;
	return type;
}

/* The type of a value; path names the objects in it. */
static const struct cel_type *value_type(enum field_type type, const struct schema *of,
					 const char *path, struct arena *arena)
{
	switch (type) {
	case FIELD_STRING:
		return &cel_string;
	case FIELD_BOOL:
		return &cel_bool;
	case FIELD_INT32:
	case FIELD_INT64:
		return &cel_int;
	case FIELD_TIME:
	case FIELD_MICRO_TIME:
		return &cel_timestamp;
	case FIELD_OBJECT:
		return object_type(of, path, arena);
	case FIELD_ANY:
		return object_type(NULL, path, arena);
	case FIELD_INT_OR_STRING:
	case FIELD_LIST:
	case FIELD_MAP:
		break;
	}
	return &cel_dyn;
}

static const struct cel_type *type_of(const struct field *field, const char *path,
				      struct arena *arena)
{
	if (field->type == FIELD_LIST)
		return cel_type_list(arena,
				     value_type(field->element, field->of,
						arena_printf(arena, "%s.@idx", path), arena));
	if (field->type == FIELD_MAP)
		return cel_type_map(arena, &cel_string,
				    value_type(field->element, field->of,
					       arena_printf(arena, "%s.@elem", path), arena));
	return value_type(field->type, field->of, path, arena);
}

static const struct cel_type *field_type(const struct cel_type *type, const char *name,
					 struct arena *arena)
{
	const struct schema *schema = type->context;

	for (const struct field *field = schema->fields; field->name != NULL; field++) {
		CLEANUP(strbuf) struct strbuf escaped = STRBUF_INIT;

		if (escape(field->name, &escaped) && strcmp(escaped.text, name) == 0)
			return type_of(field, arena_printf(arena, "%s.%s", type->name, name),
				       arena);
	}
	return NULL;
}

/* ---- the kinds that a policy is for ---- */

struct kinds {
	const struct policy_kind *items[MAX_KINDS];
	size_t n;
};

static const char *text_of(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : "";
}

static bool has_star(const cJSON *list)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, list)
		if (strchr(text_of(item), '*') != NULL)
			return true;
	return false;
}

static void add_kind(struct kinds *kinds, const struct policy_kind *kind)
{
	for (size_t i = 0; i < kinds->n; i++)
		if (kinds->items[i] == kind)
			return;
	if (kinds->n < MAX_KINDS)
		kinds->items[kinds->n++] = kind;
}

/* No group at all means that any will do; else an exact one goes before those it begins. */
static void find_kinds(const struct policy_kind *known, size_t n, const char *group,
		       const char *version, const char *plural, struct kinds *kinds)
{
	bool exact = false;

	for (int pass = 0; pass < 2 && !exact; pass++)
		for (size_t i = 0; i < n; i++) {
			if (strcmp(known[i].version, version) != 0 ||
			    strcmp(known[i].plural, plural) != 0 ||
			    (pass == 0 ? strcmp(known[i].group, group) != 0 || *group == '\0'
				       : !text_starts_with(known[i].group, group)))
				continue;
			exact = exact || pass == 0;
			add_kind(kinds, &known[i]);
		}
}

static void add_rule(const cJSON *rule, const struct policy_kind *known, size_t n,
		     struct kinds *kinds)
{
	const cJSON *groups = json_child(rule, "apiGroups"), *group;
	const cJSON *versions = json_child(rule, "apiVersions"), *version, *plural;

	if (has_star(groups) || has_star(versions))
		return;
	cJSON_ArrayForEach (group, groups)
		cJSON_ArrayForEach (version, versions)
			cJSON_ArrayForEach (plural, json_child(rule, "resources"))
				if (strpbrk(text_of(plural), "*/") == NULL)
					find_kinds(known, n, text_of(group), text_of(version),
						   text_of(plural), kinds);
}

static int by_name(const void *a, const void *b)
{
	const struct policy_kind *left = *(const struct policy_kind *const *)a;
	const struct policy_kind *right = *(const struct policy_kind *const *)b;
	int order = strcmp(left->group, right->group);

	if (order == 0)
		order = strcmp(left->version, right->version);
	return order != 0 ? order : strcmp(left->kind, right->kind);
}

/* ---- checking ---- */

/* The names of one kind. */
struct checker {
	const struct policy_kind *kind;
	struct environment environment;
	struct variable_fields variables;
};

/* True when the expression has the types that it should; else *issues (may be NULL) gets the text. */
static bool compile(struct checker *checker, const char *text, const char *variable,
		    struct strbuf *issues)
{
	CLEANUP(cel_issues) struct cel_issues found = CEL_ISSUES_INIT;
	CLEANUP(cel_program) struct cel_program *program = NULL;
	const char *failure = NULL;
	bool is_right;

	variable_fields_show(&checker->variables);
	/* That a constant part fails is no question of types. */
	is_right = cel_compile(checker->environment.env, text, strlen(text), 0, &found, &failure,
			       &program) ||
		   failure != NULL;

	if (variable != NULL)
		variable_fields_set(&checker->variables, variable,
				    program != NULL ? cel_program_type(program) : NULL);
	if (!is_right && issues != NULL)
		cel_issues_print(&found, text, strlen(text), issues);
	return is_right;
}

static void checker_init(struct checker *checker, const struct policy_kind *kind,
			 const struct policy_kind *param_kind, const cJSON *variables)
{
	const cJSON *variable;
	struct environment *environment = &checker->environment;
	struct arena *arena;

	checker->kind = kind;
	environment->env = cel_env_new(&cel_profile_kubernetes_stored);
	arena = cel_env_arena(environment->env);
	checker->variables = (struct variable_fields) { .arena = arena };
	environment_declare(environment, NAME_NAMESPACE_OBJECT, &cel_type_namespace);
	environment_declare(environment, NAME_REQUEST, &cel_type_admission_request);
	environment_declare(environment, NAME_OBJECT, object_type(kind->schema, kind->kind, arena));
	environment_declare(environment, NAME_OLD_OBJECT,
			    object_type(kind->schema, kind->kind, arena));
	if (param_kind != NULL)
		environment_declare(environment, NAME_PARAMS,
				    object_type(param_kind->schema, param_kind->kind, arena));
	environment_declare(environment, NAME_AUTHORIZER, &cel_type_authorizer);
	environment_declare(environment, NAME_VARIABLES, &variables_type);
	cJSON_ArrayForEach (variable, variables)
		compile(checker, json_str(variable, "expression"), json_str(variable, "name"),
			NULL);
}

static void checker_finish(struct checker *checker)
{
	cel_env_free(checker->environment.env);
}

/* "networking.k8s.io/v1, Kind=ServiceCIDR: ISSUES\n" of each kind in trouble, joined. */
static void check_expression(struct checker *checkers, size_t n, const char *text,
			     const char *field, cJSON *warnings)
{
	CLEANUP(strbuf) struct strbuf warning = STRBUF_INIT;
	cJSON *item;

	for (size_t i = 0; i < n; i++) {
		const struct policy_kind *kind = checkers[i].kind;
		CLEANUP(strbuf) struct strbuf issues = STRBUF_INIT;

		if (compile(&checkers[i], text, NULL, &issues))
			continue;
		strbuf_addf(&warning, "%s%s/%s, Kind=%s: %s\n", warning.length > 0 ? "\n" : "",
			    kind->group, kind->version, kind->kind, issues.text);
	}
	if (warning.length == 0)
		return;
	item = cJSON_CreateObject();
	json_set_str(item, "fieldRef", field);
	json_set_str(item, "warning", warning.text);
	json_append(warnings, item);
}

static const struct policy_kind *find_param_kind(const cJSON *param_kind,
						 const struct policy_kind *known, size_t n)
{
	const char *api_version = json_str(param_kind, "apiVersion");

	for (size_t i = 0; i < n; i++) {
		CLEANUP(str)
		char *text = xasprintf("%s%s%s", known[i].group, *known[i].group != '\0' ? "/" : "",
				       known[i].version);

		if (strcmp(text, api_version) == 0 &&
		    strcmp(known[i].kind, json_str(param_kind, "kind")) == 0)
			return &known[i];
	}
	return NULL;
}

static void check_all(const cJSON *spec, struct checker *checkers, size_t n, cJSON *warnings)
{
	const cJSON *validation;
	size_t i = 0;

	cJSON_ArrayForEach (validation, json_child(spec, "validations")) {
		CLEANUP(str) char *field = xasprintf("spec.validations[%zu].expression", i);
		CLEANUP(str)
		char *message_field = xasprintf("spec.validations[%zu].messageExpression", i);
		const char *message = json_str(validation, "messageExpression");

		i++;
		check_expression(checkers, n, json_str(validation, "expression"), field, warnings);
		if (*message != '\0')
			check_expression(checkers, n, message, message_field, warnings);
	}
}

cJSON *policy_type_check(const cJSON *policy, const struct policy_kind *known, size_t n)
{
	const cJSON *spec = json_child(policy, "spec"), *rule;
	const cJSON *param = json_child(spec, "paramKind");
	struct checker checkers[MAX_KINDS] = { { .kind = NULL } };
	struct kinds kinds = { .n = 0 };
	cJSON *warnings = cJSON_CreateArray();

	cJSON_ArrayForEach (rule, json_get(spec, "matchConstraints", "resourceRules", NULL))
		add_rule(rule, known, n, &kinds);
	qsort(kinds.items, kinds.n, sizeof(kinds.items[0]), by_name);
	for (size_t i = 0; i < kinds.n; i++)
		checker_init(&checkers[i], kinds.items[i],
			     param != NULL ? find_param_kind(param, known, n) : NULL,
			     json_child(spec, "variables"));
	check_all(spec, checkers, kinds.n, warnings);
	for (size_t i = 0; i < kinds.n; i++)
		checker_finish(&checkers[i]);
	if (warnings->child != NULL)
		return warnings;
	cJSON_Delete(warnings);
	return NULL;
}
