/* apply --server-side: the server merges. What client-side apply left on the object moves over to
 * the manager that applies, so that fields which the file drops later go.
 * Source: kubectl pkg/cmd/apply/apply.go, client-go util/csaupgrade of release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "apply.h"
#include "cidrctl/ownership.h"

#define KEEPER "kubectl-last-applied" /* owns the annotation from the migration on */

/* ---- requests ---- */

static struct request base_request(const struct apply *apply, const struct manifest *manifest)
{
	return (struct request) {
		.verb = VERB_PATCH,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = apply->subresource,
		.patch_type = PATCH_APPLY,
		.field_validation = apply->validation,
		.field_manager = apply->field_manager,
		.dry_run = apply->printer.dry_run == DRY_RUN_SERVER,
	};
}

/* The answer becomes the item's object. */
static bool send(struct server *server, const struct request *request, struct batch_item *item,
		 struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	struct text_list *warnings = &item->response.warnings;

	if (!server_handle(server, request, &response, err))
		return false;
	for (size_t i = 0; i < response.warnings.n; i++)
		if (!text_list_contains(warnings, response.warnings.items[i]))
			text_list_add(warnings, response.warnings.items[i]);
	cJSON_Delete(item->response.object);
	item->response.object = TAKE(response.object);
	return true;
}

static bool send_configuration(struct server *server, const struct apply *apply,
			       struct batch_item *item, struct error *err)
{
	struct request request = base_request(apply, &item->manifest);

	request.object = item->manifest.object;
	request.force = apply->force_conflicts;
	return send(server, &request, item, err);
}

/* kubectl adds what can be done to a conflict, and its own error then is no Status any more. */
static void explain_conflict(struct error *err)
{
	CLEANUP(error) struct error conflict = ERROR_INIT;

	error_move(&conflict, err);
	error_set(err, REASON_CLIENT,
		  "%s\n"
		  "Please review the fields above--they currently have other managers. Here\n"
		  "are the ways you can resolve this warning:\n"
		  "* If you intend to manage all of these fields, please re-run the apply\n"
		  "  command with the `--force-conflicts` flag.\n"
		  "* If you do not intend to manage all of the fields, please edit your\n"
		  "  manifest to remove references to the fields that should keep their\n"
		  "  current managers.\n"
		  "* You may co-own fields by updating your manifest to match the existing\n"
		  "  value; in this case, you'll become the manager if the other manager(s)\n"
		  "  stop managing the field (remove it from their configuration).\n"
		  "See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts",
		  conflict.message);
}

/* ---- the entries of managedFields ---- */

static const cJSON *entries_of(const struct batch_item *item)
{
	return json_get(item->response.object, "metadata", "managedFields", NULL);
}

static bool is_entry(const cJSON *entry, const char *manager, const char *operation)
{
	return strcmp(json_str(entry, "manager"), manager) == 0 &&
	       strcmp(json_str(entry, "operation"), operation) == 0 &&
	       *json_str(entry, "subresource") == '\0';
}

/* The first one of the manager, of that version unless it is NULL. */
static cJSON *find_entry(const cJSON *entries, const char *manager, const char *operation,
			 const char *api_version)
{
	cJSON *entry;

	cJSON_ArrayForEach (entry, entries) {
		if (is_entry(entry, manager, operation) &&
		    (api_version == NULL ||
		     strcmp(json_str(entry, "apiVersion"), api_version) == 0))
			return entry;
	}
	return NULL;
}

static bool owns_annotation(const cJSON *entry, const char *operation)
{
	return strcmp(json_str(entry, "operation"), operation) == 0 &&
	       json_get(entry, "fieldsV1", "f:metadata", "f:annotations", "f:" LAST_APPLIED,
			NULL) != NULL;
}

/* The names of those that wrote the annotation with this operation, each once. */
static void annotation_owners(const cJSON *entries, const char *operation, struct text_list *names)
{
	const cJSON *entry;

	cJSON_ArrayForEach (entry, entries) {
		const char *name = json_str(entry, "manager");

		if (owns_annotation(entry, operation) && !text_list_contains(names, name))
			text_list_add(names, name);
	}
}

/* ---- the annotation keeps an owner ---- */

static bool needs_keeper(const struct apply *apply, const struct batch_item *item)
{
	CLEANUP(text_list) struct text_list owners = TEXT_LIST_INIT;

	if (strcmp(apply->field_manager, APPLY_MANAGER) != 0 ||
	    last_applied_text(item->response.object) == NULL)
		return false;
	annotation_owners(entries_of(item), "Apply", &owners);
	return owners.n == 0;
}

static bool keep_annotation(struct server *server, const struct apply *apply,
			    struct batch_item *item, struct error *err)
{
	const struct manifest *manifest = &item->manifest;
	struct request request = base_request(apply, manifest);
	CLEANUP(json) cJSON *object = cJSON_CreateObject();
	cJSON *metadata = json_ensure_object(object, "metadata");
	CLEANUP(str) char *version = resource_api_version(manifest->resource, manifest->version);

	if (!needs_keeper(apply, item))
		return true;
	json_set_str(object, "apiVersion", version);
	json_set_str(object, "kind", manifest->resource->kind);
	json_set_str(metadata, "name", manifest->name);
	if (*manifest->namespace != '\0')
		json_set_str(metadata, "namespace", manifest->namespace);
	json_set_str(json_ensure_object(metadata, "annotations"), LAST_APPLIED,
		     last_applied_text(item->response.object));
	request.object = object;
	request.field_manager = KEEPER;
	return send(server, &request, item, err);
}

/* ---- what client-side apply owned is the manager's now ---- */

/* Adds what `entry`, which may be NULL, owns to target. */
static bool join_entries(cJSON *target, const cJSON *entry, struct error *err)
{
	CLEANUP(field_set) struct field_set own = FIELD_SET_INIT, other = FIELD_SET_INIT;
	CLEANUP(field_set) struct field_set both = FIELD_SET_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	cJSON *fields;

	if (!field_set_read(json_child(target, "fieldsV1"), &own, err) ||
	    !field_set_read(json_child(entry, "fieldsV1"), &other, err))
		return false;
	field_set_union(&own, &other, &both);
	field_set_print(&both, &text);
	if (!json_parse(text.text, text.length, NULL, &fields, err))
		return false;
	json_set(target, "fieldsV1", fields);
	return true;
}

static void remove_entries(cJSON *entries, const char *manager)
{
	cJSON *next;

	for (cJSON *entry = entries->child; entry != NULL; entry = next) {
		next = entry->next;
		if (is_entry(entry, manager, "Update"))
			cJSON_Delete(cJSON_DetachItemViaPointer(entries, entry));
	}
}

/* Gives the entries of an updating manager to the applying one, which may have none yet. */
static bool hand_over(cJSON *entries, const char *from, const char *to, struct error *err)
{
	cJSON *target = find_entry(entries, to, "Apply", NULL);

	if (target == NULL) {
		target = find_entry(entries, from, "Update", NULL);
		if (target == NULL)
			return true;
		json_set_str(target, "operation", "Apply");
		json_set_str(target, "manager", to);
	}
	if (!join_entries(target,
			  find_entry(entries, from, "Update", json_str(target, "apiVersion")), err))
		return false;
	remove_entries(entries, from);
	return true;
}

static void add_replacement(cJSON *patch, const char *path, cJSON *value)
{
	cJSON *operation = cJSON_CreateObject();

	json_set_str(operation, "op", "replace");
	json_set_str(operation, "path", path);
	json_set(operation, "value", value);
	json_append(patch, operation);
}

static bool send_entries(struct server *server, const struct apply *apply, struct batch_item *item,
			 const cJSON *entries, struct error *err)
{
	struct request request = base_request(apply, &item->manifest);
	CLEANUP(json) cJSON *patch = cJSON_CreateArray();
	const char *revision =
		json_str_at(item->response.object, "metadata", "resourceVersion", NULL);

	add_replacement(patch, "/metadata/managedFields", json_copy(entries));
	/* Whoever wrote in between makes this a conflict. */
	add_replacement(patch, "/metadata/resourceVersion", cJSON_CreateString(revision));
	request.patch_type = PATCH_JSON;
	request.object = patch;
	return send(server, &request, item, err);
}

static bool migrate(struct server *server, const struct apply *apply, struct batch_item *item,
		    bool *ret_migrated, struct error *err)
{
	CLEANUP(json) cJSON *entries = json_copy(entries_of(item));
	CLEANUP(text_list) struct text_list updaters = TEXT_LIST_INIT;

	annotation_owners(entries, "Update", &updaters);
	for (size_t i = 0; i < updaters.n; i++)
		if (!hand_over(entries, updaters.items[i], apply->field_manager, err))
			return false;
	if (json_equal(entries, entries_of(item)))
		return true;
	*ret_migrated = true;
	return send_entries(server, apply, item, entries, err);
}

/* ---- all of it ---- */

/* Nothing of this is fatal: it is tried again with the next apply. */
static void take_over(struct server *server, const struct apply *apply, struct batch_item *item)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	struct text_list *warnings = &item->response.warnings;
	bool migrated = false;
	const char *what = NULL;

	if (!keep_annotation(server, apply, item, &problem))
		what = "failed to migrate " LAST_APPLIED " for Server-Side Apply";
	else if (!migrate(server, apply, item, &migrated, &problem))
		what = "server rejected managed fields migration to Server-Side Apply";
	else if (migrated && !send_configuration(server, apply, item, &problem))
		what = "failed to re-apply configuration after performing Server-Side Apply "
		       "migration";
	if (what != NULL)
		text_list_take(warnings, xasprintf("%s. This is non-fatal and will be retried next "
						   "time you apply. Error: %s",
						   what, problem.message));
}

void apply_server_side(struct server *server, const struct apply *apply, struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;

	if (!apply_check_name(manifest, &item->error) ||
	    !check_path(manifest->namespace, manifest->name, &item->error))
		return;
	if (!send_configuration(server, apply, item, &item->error)) {
		if (item->error.reason == REASON_CONFLICT)
			explain_conflict(&item->error);
		return;
	}
	take_over(server, apply, item);
	apply_warn_deleting(item);
	item->outcome = "serverside-applied";
}
