/* The list of controllers, and what they share. */
#include "cidrctl/controllers.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"

const struct controller *const controllers[] = {
	/* Before the bootstrap: an address that a Service still has is no longer free then. */
	&controller_repair,
	&controller_bootstrap,
	&controller_namespace,
	&controller_policy_status,
	&controller_service_cidr,
	NULL,
};

bool controller_submit(struct operation *op, const struct controller *controller,
		       struct request *request, struct error *ret_refused, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(error) struct error refused = ERROR_INIT;

	request->user = controller->user;
	if (op->submit(op->server, request, &response, &refused))
		return true;
	/* A store that fails has no Status code; everything else is an answer. */
	if (reason_code(refused.reason) == 0)
		return error_move(err, &refused);
	if (ret_refused != NULL)
		error_move(ret_refused, &refused);
	return true;
}

bool controller_may_retry(const struct change *change)
{
	return change->resource == &resource_validating_admission_policy ||
	       change->resource == &resource_validating_admission_policy_binding;
}

/* The event's name: the object's and the time, or a uid where that is no name. */
static char *event_name(struct operation *op, const char *object_name)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(str)
	char *name = xasprintf("%s.%llx", object_name, (unsigned long long)random_next(op->random));
	char uid[UID_TEXT_SIZE];

	check_dns1123_subdomain(name, &messages);
	if (messages.n == 0)
		return TAKE(name);
	random_uid(op->random, uid);
	return xstrdup(uid);
}

static cJSON *reference_to(const struct resource *resource, const cJSON *object)
{
	static const char *const parts[] = { "namespace", "name", "uid", "resourceVersion" };
	CLEANUP(str) char *api_version = resource_api_version(resource, NULL);
	const cJSON *metadata = json_child(object, "metadata");
	cJSON *reference = cJSON_CreateObject();

	json_set_str(reference, "kind", resource->kind);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (*json_str(metadata, parts[i]) != '\0')
			json_set_str(reference, parts[i], json_str(metadata, parts[i]));
		if (i == 2)
			json_set_str(reference, "apiVersion", api_version);
	}
	return reference;
}

bool event_record(struct operation *op, const struct controller *controller,
		  const struct resource *resource, const cJSON *object, const char *reason,
		  const char *message, struct error *err)
{
	CLEANUP(json) cJSON *event = cJSON_CreateObject();
	const cJSON *metadata = json_child(object, "metadata");
	CLEANUP(str) char *name = event_name(op, json_str(metadata, "name"));
	const char *namespace = json_str(metadata, "namespace");
	char now[TIME_TEXT_SIZE];
	struct request request = {
		.verb = VERB_CREATE,
		.resource = &resource_event,
		.namespace = *namespace != '\0' ? namespace : "default",
		.name = "",
		.subresource = "",
		.object = event,
	};

	time_format(op->now_micro / 1000000, now);
	json_set_str(json_ensure_object(event, "metadata"), "name", name);
	json_set_str(json_child(event, "metadata"), "namespace", request.namespace);
	json_set(event, "involvedObject", reference_to(resource, object));
	json_set_str(event, "reason", reason);
	json_set_str(event, "message", message);
	json_set_str(json_ensure_object(event, "source"), "component", controller->name);
	json_set_str(event, "firstTimestamp", now);
	json_set_str(event, "lastTimestamp", now);
	json_set_int(event, "count", 1);
	json_set_str(event, "type", "Warning");
	json_set_str(event, "reportingComponent", controller->name);
	return controller_submit(op, controller, &request, NULL, err);
}

void findings_add(struct findings *findings, const char *object, const char *reason,
		  const char *message, bool mended)
{
	if (findings == NULL)
		return;
	findings->items =
		xgrow(findings->items, findings->n, &findings->capacity, sizeof(*findings->items));
	findings->items[findings->n++] = (struct finding) {
		.object = xstrdup(object),
		.reason = xstrdup(reason),
		.message = xstrdup(message),
		.mended = mended,
	};
}

void findings_finish(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		free(findings->items[i].object);
		free(findings->items[i].reason);
		free(findings->items[i].message);
	}
	free(findings->items);
	*findings = (struct findings)FINDINGS_INIT;
}

void findings_cleanup(struct findings *findings)
{
	findings_finish(findings);
}
