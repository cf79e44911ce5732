/* Client-side apply of one object: what the manifest had at the last apply, what it has now and what
 * is stored make the patch.
 * Source: kubectl pkg/cmd/apply apply.go, patcher.go of release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "apply.h"
#include "cidrctl/patch.h"
#include "last_applied_patch.h"

/* `Resource: "/v1, Resource=services", GroupVersionKind: …` and the name on a second line, as
 * kubectl names an object in an error. Owned. */
static char *describe(const struct manifest *manifest)
{
	const struct resource *resource = manifest->resource;
	CLEANUP(str) char *version = resource_api_version(resource, manifest->version);
	CLEANUP(str) char *name = text_quoted(manifest->name);
	CLEANUP(str) char *namespace = text_quoted(manifest->namespace);
	const char *slash = *resource->group == '\0' ? "/" : "";

	return xasprintf("Resource: \"%s%s, Resource=%s\", GroupVersionKind: \"%s%s, Kind=%s\"\n"
			 "Name: %s, Namespace: %s",
			 slash, version, resource->plural, slash, version, resource->kind, name,
			 namespace);
}

static void fail(struct batch_item *item, const char *before, const char *after)
{
	CLEANUP(str) char *what = describe(&item->manifest);
	CLEANUP(str) char *verb = xasprintf("%s%s%s", before, what, after);

	error_add_source(&item->error, verb, item->manifest.source);
}

/* ---- create ---- */

/* A null in a manifest means "not there", as it would in a patch. */
static void prune_nulls(cJSON *tree)
{
	cJSON *next;

	for (cJSON *child = tree->child; child != NULL; child = next) {
		next = child->next;
		if (cJSON_IsObject(tree) && cJSON_IsNull(child))
			cJSON_Delete(cJSON_DetachItemViaPointer(tree, child));
		else
			prune_nulls(child);
	}
}

/* modified: the manifest with its annotation; taken over. */
static void create(struct server *server, const struct apply *apply, cJSON *modified,
		   struct batch_item *item)
{
	CLEANUP(json) cJSON *object = modified;
	const struct manifest *manifest = &item->manifest;
	struct request request = {
		.verb = VERB_CREATE,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = "",
		.subresource = "",
		.object = object,
		.field_validation = apply->validation,
		.field_manager = apply->field_manager,
		.dry_run = apply->printer.dry_run == DRY_RUN_SERVER,
		.omit_managed_fields = !output_shows_owners(&apply->printer.output,
							    apply->printer.show_managed_fields),
	};

	prune_nulls(object);
	item->outcome = "created";
	if (apply->printer.dry_run == DRY_RUN_CLIENT) {
		item->response.object = TAKE(object);
		return;
	}
	forget_revision(object);
	if (!server_handle(server, &request, &item->response, &item->error))
		error_add_source(&item->error, "creating", manifest->source);
}

/* ---- update ---- */

void apply_warn_deleting(struct batch_item *item)
{
	if (json_get(item->response.object, "metadata", "deletionTimestamp", NULL) != NULL)
		text_list_take(&item->remarks,
			       xasprintf("Detected changes to resource %s which is currently being "
					 "deleted.",
					 item->manifest.name));
}

static void warn_without_annotation(const struct session *session, struct batch_item *item)
{
	text_list_take(
		&item->remarks,
		xasprintf("resource %s/%s is missing the " LAST_APPLIED " annotation which is "
			  "required by %s apply. %s apply should only be used on resources "
			  "created declaratively by either %s create --save-config or %s apply. "
			  "The missing annotation will be patched automatically.",
			  item->manifest.resource->plural, item->manifest.name, session->program,
			  session->program, session->program, session->program));
}

static bool parse_original(const char *text, cJSON **ret_original, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (text == NULL || *text == '\0' ||
	    json_parse(text, strlen(text), NULL, ret_original, &problem))
		return true;
	return error_set(err, REASON_CLIENT, "invalid JSON document");
}

/* The three texts that the patch was to be made of, in front of why it could not. */
static void add_patch_inputs(struct error *err, const char *original, const cJSON *modified,
			     const cJSON *current)
{
	CLEANUP(json) cJSON *modified_copy = json_copy(modified);
	CLEANUP(json) cJSON *current_copy = json_copy(current);
	CLEANUP(str) char *modified_text = NULL, *current_text = NULL;

	json_sort(modified_copy);
	json_sort(current_copy);
	modified_text = json_text(modified_copy);
	current_text = json_text(current_copy);
	error_prefix(err,
		     "creating patch with:\noriginal:\n%s\nmodified:\n%s\n\ncurrent:\n%s\n\nfor:: ",
		     original != NULL ? original : "", modified_text, current_text);
}

bool apply_make_patch(const struct apply *apply, const struct resource *resource,
		      const cJSON *modified, const cJSON *current, cJSON **ret_patch,
		      struct error *err)
{
	CLEANUP(json) cJSON *original = NULL, *patch = NULL;
	const char *text = last_applied_text(current);

	if (!parse_original(text, &original, err) ||
	    !patch_three_way(resource->schema, original, modified, current, &patch, err) ||
	    (!apply->overwrite &&
	     !patch_check_conflict(resource->schema, original, current, patch, err))) {
		add_patch_inputs(err, text, modified, current);
		return false;
	}
	json_sort(patch);
	*ret_patch = TAKE(patch);
	return true;
}

bool apply_send_patch(struct server *server, const struct apply *apply, const cJSON *patch,
		      struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = VERB_PATCH,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = "",
		.object = patch,
		.patch_type = PATCH_STRATEGIC,
		.field_validation = apply->validation,
		.field_manager = apply->field_manager,
		.dry_run = apply->printer.dry_run == DRY_RUN_SERVER,
	};
	bool ok = server_handle(server, &request, &response, &item->error);

	for (size_t i = 0; i < response.warnings.n; i++)
		text_list_add(&item->response.warnings, response.warnings.items[i]);
	if (!ok)
		return false;
	cJSON_Delete(item->response.object);
	item->response.object = TAKE(response.object);
	return true;
}

/* Sends one request of another verb about the item's object; its warnings are kept. */
static bool send_object(struct server *server, const struct apply *apply, enum verb verb,
			cJSON *object, struct batch_item *item, cJSON **ret_object,
			struct error *err)
{
	const struct manifest *manifest = &item->manifest;
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = verb,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = verb == VERB_CREATE ? "" : manifest->name,
		.subresource = "",
		.object = object,
		.field_validation = apply->validation,
		.field_manager = apply->field_manager,
	};

	if (object != NULL)
		forget_revision(object);
	if (!server_handle(server, &request, &response, err))
		return false;
	for (size_t i = 0; i < response.warnings.n; i++)
		text_list_add(&item->response.warnings, response.warnings.items[i]);
	*ret_object = TAKE(response.object);
	return true;
}

/* --force: the object goes and comes again as the file has it; if that is refused, it comes again as
 * it was. What a finalizer holds does not go while we wait. */
static bool replace_object(struct server *server, const struct apply *apply, const cJSON *modified,
			   struct batch_item *item)
{
	CLEANUP(json) cJSON *object = json_copy(modified), *old = json_copy(item->response.object);
	CLEANUP(json) cJSON *unused = NULL, *created = NULL, *restored = NULL;
	CLEANUP(error) struct error gone = ERROR_INIT, again = ERROR_INIT;

	if (!send_object(server, apply, VERB_DELETE, NULL, item, &unused, &item->error))
		return false;
	if (send_object(server, apply, VERB_GET, NULL, item, &unused, &gone))
		return error_set(&item->error, REASON_CLIENT,
				 "timed out waiting for the condition");
	if (send_object(server, apply, VERB_CREATE, object, item, &created, &item->error)) {
		cJSON_Delete(item->response.object);
		item->response.object = TAKE(created);
		return true;
	}
	if (!send_object(server, apply, VERB_CREATE, old, item, &restored, &again)) {
		CLEANUP(error) struct error first = item->error;

		item->error = (struct error)ERROR_INIT;
		error_set(&item->error, REASON_CLIENT,
			  "An error occurred force-replacing the existing object with the newly "
			  "provided one:\n\n%s.\n\nAdditionally, an error occurred attempting to "
			  "restore the original object:\n\n%s",
			  first.message, again.message);
	}
	return false;
}

static bool may_replace(const struct apply *apply, const struct error *err)
{
	return apply->force && (err->reason == REASON_CONFLICT || err->reason == REASON_INVALID);
}

/* Sends the patch, or does what --force asks for. False: *ret_sent is what was to be sent, owned. */
static bool change_object(struct server *server, const struct apply *apply, const cJSON *modified,
			  const cJSON *patch, struct batch_item *item, char **ret_sent)
{
	if (json_size(patch) == 0 || apply_send_patch(server, apply, patch, item))
		return true;
	if (!may_replace(apply, &item->error)) {
		*ret_sent = json_text(patch);
		return false;
	}
	error_finish(&item->error);
	if (replace_object(server, apply, modified, item))
		return true;
	*ret_sent = last_applied_record(modified);
	return false;
}

static void update(struct server *server, const struct apply *apply, const cJSON *modified,
		   struct batch_item *item)
{
	CLEANUP(json) cJSON *patch = NULL;
	CLEANUP(str) char *sent = NULL;
	const cJSON *current = item->response.object;

	if (last_applied_text(current) == NULL)
		warn_without_annotation(apply->session, item);
	if (!apply_make_patch(apply, item->manifest.resource, modified, current, &patch,
			      &item->error) ||
	    !change_object(server, apply, modified, patch, item, &sent)) {
		CLEANUP(str)
		char *before = xasprintf("applying patch:\n%s\nto:\n", sent != NULL ? sent : "");

		error_add_source(&item->error, "patching", item->manifest.source);
		fail(item, before, "\nfor:");
		return;
	}
	apply_warn_deleting(item);
	item->outcome = json_size(patch) > 0 ? "configured" : "unchanged";
}

/* ---- either ---- */

bool apply_check_name(const struct manifest *manifest, struct error *err)
{
	const char *prefix = json_str_at(manifest->object, "metadata", "generateName", NULL);

	if (*manifest->name != '\0' || *prefix == '\0')
		return true;
	return error_set(err, REASON_CLIENT, "from %s: cannot use generate name with apply",
			 prefix);
}

void apply_object(struct server *server, const struct apply *apply, struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
	CLEANUP(json) cJSON *modified = NULL;

	if (!apply_check_name(manifest, &item->error))
		return;
	modified = json_copy(manifest->object);
	last_applied_set(modified, false);
	if (fetch_object(server, manifest->resource, manifest->version, manifest->namespace,
			 manifest->name, &item->response, &item->error)) {
		if (apply->printer.dry_run == DRY_RUN_CLIENT)
			item->outcome = "configured";
		else
			update(server, apply, modified, item);
		return;
	}
	if (item->error.reason != REASON_NOT_FOUND) {
		fail(item, "retrieving current configuration of:\n", "\nfrom server for:");
		return;
	}
	error_finish(&item->error);
	create(server, apply, TAKE(modified), item);
}
