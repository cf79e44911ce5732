/* authorizer: asking whether the user may do something. Nobody is refused here, as a cluster's
 * administrator is not.
 * Source: apiserver pkg/cel/library/authz.go, release 1.33. */
#include <string.h>

#include "cidrctl/validation.h"
#include "internal.h"

const struct cel_type cel_type_authorizer = { .kind = CEL_TYPE_OBJECT,
					      .name = "kubernetes.authorization.Authorizer" };
const struct cel_type cel_type_resource_check = {
	.kind = CEL_TYPE_OBJECT, .name = "kubernetes.authorization.ResourceCheck"
};
static const struct cel_type type_path_check = { .kind = CEL_TYPE_OBJECT,
						 .name = "kubernetes.authorization.PathCheck" };
static const struct cel_type type_group_check = { .kind = CEL_TYPE_OBJECT,
						  .name = "kubernetes.authorization.GroupCheck" };
static const struct cel_type type_decision = { .kind = CEL_TYPE_OBJECT,
					       .name = "kubernetes.authorization.Decision" };

/* What a check would be about does not matter, as the answer is always the same: a value is nothing
 * but its type. They have no equality. */
static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	(void)a, (void)b;
	return cel_no_such_overload(eval);
}

#define VALUE(name, type_)                                                                     \
	static const struct cel_opaque_class name##_class = { .type = type_, .equal = equal }; \
	static const struct cel_opaque name##_opaque = { &name##_class };                      \
	static const struct cel_value name##_value = { .kind = CEL_OPAQUE,                     \
						       .opaque = &name##_opaque };

VALUE(authorizer, &cel_type_authorizer)
VALUE(path_check, &type_path_check)
VALUE(group_check, &type_group_check)
VALUE(resource_check, &cel_type_resource_check)
VALUE(decision, &type_decision)

struct cel_value cel_authorizer(struct arena *arena)
{
	(void)arena;
	return authorizer_value;
}

struct cel_value cel_authorizer_check(struct arena *arena,
				      const struct cel_authorizer_resource *resource)
{
	(void)arena, (void)resource;
	return resource_check_value;
}

/* ---- functions ---- */

static struct cel_value path(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return args[1].size > 0 ? path_check_value : cel_error(eval, "path must not be empty");
}

static struct cel_value group(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)args, (void)n;
	return group_check_value;
}

static struct cel_value resource(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return args[1].size > 0 ? resource_check_value
				: cel_error(eval, "resource must not be empty");
}

static struct cel_value refine(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return args[0];
}

static struct cel_value check(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)args, (void)n;
	return decision_value;
}

static bool is_valid(check_text *check_name, const struct cel_value *value)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(str) char *text = xstrndup(value->text, value->size);

	check_name(text, &messages);
	return messages.n == 0 && strlen(text) == value->size;
}

static struct cel_value service_account(struct cel_eval *eval, const struct cel_value *args,
					size_t n)
{
	(void)n;
	if (!is_valid(check_dns1123_subdomain, &args[2]))
		return cel_error(eval, "Invalid service account name");
	if (!is_valid(check_dns1123_label, &args[1]))
		return cel_error(eval, "Invalid service account namespace");
	return authorizer_value;
}

static struct cel_value yes(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)args, (void)n;
	return cel_from_bool(true);
}

static struct cel_value no(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)args, (void)n;
	return cel_from_bool(false);
}

static struct cel_value nothing(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)args, (void)n;
	return cel_from_str("");
}

/* ---- costs ---- */

/* Asking is dear: three checks are more than an expression may cost. */
static uint64_t cost_of_check(const struct cel_value *args, size_t n,
			      const struct cel_value *result)
{
	(void)args, (void)n, (void)result;
	return 350000;
}

static uint64_t cost_of_selector(const struct cel_value *args, size_t n,
				 const struct cel_value *result)
{
	(void)n, (void)result;
	return 10 + cel_cost_of(10, cel_size(&args[1])) + 50 * cel_cost_of(50, cel_size(&args[1]));
}

/* ---- rows ---- */

#define ONE_TEXT(function_, id_, of_, result_, call_)                               \
	{                                                                           \
		.function = function_, .id = id_, .is_member = true, .n_params = 2, \
		.params = { of_, &cel_string }, .result = result_, .call = call_    \
	}
#define REFINE(function_, id_) \
	ONE_TEXT(function_, id_, &cel_type_resource_check, &cel_type_resource_check, refine)
#define SELECTOR(function_, id_)                                                              \
	{                                                                                     \
		.function = function_, .id = id_, .is_member = true, .n_params = 2,           \
		.params = { &cel_type_resource_check, &cel_string },                          \
		.result = &cel_type_resource_check, .call = refine, .cost = cost_of_selector, \
		.cost_by_function = true                                                      \
	}
#define CHECK(id_, of_)                                                                  \
	{                                                                                \
		.function = "check", .id = id_, .is_member = true, .n_params = 2,        \
		.params = { of_, &cel_string }, .result = &type_decision, .call = check, \
		.cost = cost_of_check, .cost_by_function = true                          \
	}
#define ANSWER(function_, id_, result_, call_)                                      \
	{                                                                           \
		.function = function_, .id = id_, .is_member = true, .n_params = 1, \
		.params = { &type_decision }, .result = result_, .call = call_      \
	}

static const struct cel_overload overloads[] = {
	ONE_TEXT("path", "authorizer_path", &cel_type_authorizer, &type_path_check, path),
	ONE_TEXT("group", "authorizer_group", &cel_type_authorizer, &type_group_check, group),
	{ .function = "serviceAccount",
	  .id = "authorizer_serviceaccount",
	  .is_member = true,
	  .n_params = 3,
	  .params = { &cel_type_authorizer, &cel_string, &cel_string },
	  .result = &cel_type_authorizer,
	  .call = service_account },
	ONE_TEXT("resource", "groupcheck_resource", &type_group_check, &cel_type_resource_check,
		 resource),
	REFINE("subresource", "resourcecheck_subresource"),
	REFINE("namespace", "resourcecheck_namespace"),
	REFINE("name", "resourcecheck_name"),
	SELECTOR("fieldSelector", "authorizer_fieldselector"),
	SELECTOR("labelSelector", "authorizer_labelselector"),
	CHECK("pathcheck_check", &type_path_check),
	CHECK("resourcecheck_check", &cel_type_resource_check),
	ANSWER("allowed", "decision_allowed", &cel_bool, yes),
	ANSWER("reason", "decision_reason", &cel_string, nothing),
	ANSWER("errored", "decision_errored", &cel_bool, no),
	ANSWER("error", "decision_error", &cel_string, nothing),
	{ .function = NULL },
};

const struct cel_library library_authorizer = { .name = "authz", .overloads = overloads };
