/* The account of an object's managers: metadata.managedFields.
 * Source: apimachinery util/managedfields/internal managedfields.go, capmanagers.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "internal.h"

#define MAX_UPDATERS 10
#define OLD_UPDATES "ancient-changes"

/* ---- life ---- */

static void manager_finish(struct manager *manager)
{
	free(manager->name);
	free(manager->api_version);
	free(manager->subresource);
	free(manager->time);
	field_set_finish(&manager->set);
}

void managers_finish(struct managers *managers)
{
	for (size_t i = 0; i < managers->n; i++)
		manager_finish(&managers->items[i]);
	free(managers->items);
	*managers = (struct managers)MANAGERS_INIT;
}

void managers_cleanup(struct managers *managers)
{
	managers_finish(managers);
}

/* Takes the manager over. */
static struct manager *add(struct managers *managers, const struct manager *manager)
{
	managers->items =
		xgrow(managers->items, managers->n, &managers->capacity, sizeof(*managers->items));
	managers->items[managers->n] = *manager;
	return &managers->items[managers->n++];
}

void managers_add_like(struct managers *managers, const struct manager *like, struct field_set *set)
{
	add(managers, &(struct manager) {
			      .name = xstrdup(like->name),
			      .api_version = xstrdup(like->api_version),
			      .subresource = xstrdup(like->subresource),
			      .time = like->time != NULL ? xstrdup(like->time) : NULL,
			      .applied = like->applied,
			      .set = *set,
		      });
	*set = (struct field_set)FIELD_SET_INIT;
}

static void remove_at(struct managers *managers, size_t at)
{
	manager_finish(&managers->items[at]);
	managers->n--;
	memmove(managers->items + at, managers->items + at + 1,
		(managers->n - at) * sizeof(*managers->items));
}

void managers_drop_empty(struct managers *managers)
{
	for (size_t i = managers->n; i > 0; i--)
		if (field_set_is_empty(&managers->items[i - 1].set))
			remove_at(managers, i - 1);
}

/* ---- who is who ---- */

/* Updates of several versions are kept apart, applies are not. */
static struct manager *find(const struct managers *managers, const char *name, bool applied,
			    const char *api_version, const char *subresource)
{
	for (size_t i = 0; i < managers->n; i++) {
		struct manager *manager = &managers->items[i];

		if (manager->applied == applied && strcmp(manager->name, name) == 0 &&
		    strcmp(manager->subresource, subresource) == 0 &&
		    (applied || strcmp(manager->api_version, api_version) == 0))
			return manager;
	}
	return NULL;
}

char *ownership_api_version(const struct ownership *ownership)
{
	return *ownership->group == '\0' ? xstrdup(ownership->version)
					 : xasprintf("%s/%s", ownership->group, ownership->version);
}

static const char *manager_name(const struct ownership *ownership)
{
	return *ownership->manager != '\0' ? ownership->manager : "unknown";
}

struct manager *managers_find(const struct managers *managers, const struct ownership *ownership,
			      bool applied)
{
	CLEANUP(str) char *api_version = ownership_api_version(ownership);

	return find(managers, manager_name(ownership), applied, api_version,
		    ownership->subresource);
}

struct manager *managers_get(struct managers *managers, const struct ownership *ownership,
			     bool applied)
{
	struct manager *found = managers_find(managers, ownership, applied);

	if (found != NULL)
		return found;
	return add(managers, &(struct manager) {
				     .name = xstrdup(manager_name(ownership)),
				     .api_version = ownership_api_version(ownership),
				     .subresource = xstrdup(ownership->subresource),
				     .applied = applied,
			     });
}

bool manager_is_known(const struct manager *manager, const struct ownership *ownership)
{
	const char *version = manager->api_version;
	size_t length = strlen(ownership->group);

	if (length > 0) {
		if (strncmp(version, ownership->group, length) != 0 || version[length] != '/')
			return false;
		version += length + 1;
	}
	for (const char *const *at = ownership->versions; *at != NULL; at++)
		if (strcmp(*at, version) == 0)
			return true;
	return false;
}

static void set_given(cJSON *object, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_set_str(object, key, text);
}

char *manager_identifier(const struct manager *manager)
{
	CLEANUP(json) cJSON *entry = cJSON_CreateObject();

	set_given(entry, "manager", manager->name);
	set_given(entry, "operation", manager->applied ? "Apply" : "Update");
	set_given(entry, "apiVersion", manager->applied ? NULL : manager->api_version);
	set_given(entry, "subresource", manager->subresource);
	return json_text(entry);
}

static int64_t seconds(const struct manager *manager)
{
	int64_t micro;

	return manager->time != NULL && time_parse(manager->time, &micro) ? micro / 1000000 : 0;
}

void manager_touch(struct manager *manager, int64_t now)
{
	char text[TIME_TEXT_SIZE];

	time_format(now, text);
	free(manager->time);
	manager->time = xstrdup(text);
}

/* ---- metadata.managedFields ---- */

static bool read_fields(const cJSON *entry, struct field_set *ret_set, struct error *err)
{
	const cJSON *text = json_child(entry, OWNERSHIP_FIELDS_TEXT);

	if (cJSON_IsString(text))
		return field_set_parse(text->valuestring, ret_set, err);
	return field_set_read(json_child(entry, "fieldsV1"), ret_set, err);
}

static bool read_entry(const cJSON *entry, size_t index, struct managers *managers,
		       struct error *err)
{
	const char *operation = json_str(entry, "operation");
	const char *type = json_str(entry, "fieldsType");
	const char *api_version = json_str(entry, "apiVersion"), *time = json_str(entry, "time");
	bool applied = strcmp(operation, "Apply") == 0;
	struct field_set set = FIELD_SET_INIT;
	struct manager *manager;

	if (!applied && strcmp(operation, "Update") != 0)
		return error_set(err, REASON_CLIENT, "operation must be `Apply` or `Update`");
	if (*api_version == '\0')
		return error_set(err, REASON_CLIENT, "apiVersion must not be empty");
	if (*type == '\0')
		return error_set(err, REASON_CLIENT,
				 "missing fieldsType in managed fields entry %zu", index);
	if (strcmp(type, "FieldsV1") != 0)
		return error_set(err, REASON_CLIENT,
				 "invalid fieldsType \"%s\" in managed fields entry %zu", type,
				 index);
	if (!read_fields(entry, &set, err))
		return false;
	/* The last one of the same manager counts. */
	manager = find(managers, json_str(entry, "manager"), applied, api_version,
		       json_str(entry, "subresource"));
	if (manager != NULL)
		remove_at(managers, (size_t)(manager - managers->items));
	add(managers, &(struct manager) {
			      .name = xstrdup(json_str(entry, "manager")),
			      .api_version = xstrdup(api_version),
			      .subresource = xstrdup(json_str(entry, "subresource")),
			      .time = *time != '\0' ? xstrdup(time) : NULL,
			      .applied = applied,
			      .set = set,
		      });
	return true;
}

bool managers_read(const cJSON *list, struct managers *ret_managers, struct error *err)
{
	CLEANUP(managers) struct managers managers = MANAGERS_INIT;
	const cJSON *entry;
	size_t index = 0;

	cJSON_ArrayForEach (entry, list) {
		if (!read_entry(entry, index++, &managers, err))
			return false;
	}
	*ret_managers = managers;
	managers = (struct managers)MANAGERS_INIT;
	return true;
}

static int compare_managers(const void *a, const void *b)
{
	const struct manager *x = a, *y = b;
	int64_t x_time = seconds(x), y_time = seconds(y);
	int order;

	if (x->applied != y->applied)
		return x->applied ? -1 : 1;
	if (x_time != y_time)
		return x_time < y_time ? -1 : 1;
	if ((order = strcmp(x->name, y->name)) != 0 ||
	    (order = strcmp(x->api_version, y->api_version)) != 0)
		return order;
	return strcmp(x->subresource, y->subresource);
}

/* In the order of the Go struct. */
static cJSON *write_entry(const struct manager *manager)
{
	CLEANUP(strbuf) struct strbuf fields = STRBUF_INIT;
	cJSON *entry = cJSON_CreateObject();

	set_given(entry, "manager", manager->name);
	json_set_str(entry, "operation", manager->applied ? "Apply" : "Update");
	json_set_str(entry, "apiVersion", manager->api_version);
	set_given(entry, "time", manager->time);
	json_set_str(entry, "fieldsType", "FieldsV1");
	field_set_print(&manager->set, &fields);
	json_set_str(entry, OWNERSHIP_FIELDS_TEXT, fields.text);
	set_given(entry, "subresource", manager->subresource);
	return entry;
}

void managers_write(struct managers *managers, cJSON *object)
{
	cJSON *metadata = json_ensure_object(object, "metadata"), *list;

	json_remove(metadata, "managedFields");
	if (managers->n == 0)
		return;
	qsort(managers->items, managers->n, sizeof(*managers->items), compare_managers);
	list = json_ensure_array(metadata, "managedFields");
	for (size_t i = 0; i < managers->n; i++)
		cJSON_AddItemToArray(list, write_entry(&managers->items[i]));
}

static void show_entry(cJSON *entry)
{
	CLEANUP(error) struct error unused = ERROR_INIT;
	cJSON *text = json_child(entry, OWNERSHIP_FIELDS_TEXT), *fields = NULL;

	if (!cJSON_IsString(text))
		return;
	if (!json_parse(text->valuestring, strlen(text->valuestring), NULL, &fields, &unused))
		fields = cJSON_CreateObject();
	fields->string = xstrdup("fieldsV1");
	cJSON_ReplaceItemViaPointer(entry, text, fields);
}

void ownership_show(cJSON *object)
{
	cJSON *entry;

	cJSON_ArrayForEach (entry, json_get(object, "metadata", "managedFields", NULL))
		show_entry(entry);
}

/* ---- not too many ---- */

struct updater {
	size_t at;
	int64_t time;
	char *identifier;
};

static int compare_updaters(const void *a, const void *b)
{
	const struct updater *x = a, *y = b;

	return x->time != y->time ? (x->time > y->time) - (x->time < y->time)
				  : strcmp(x->identifier, y->identifier);
}

/* Oldest first. Owned, *ret_n of them. */
static struct updater *sorted_updaters(const struct managers *managers, size_t *ret_n)
{
	struct updater *updaters = xcalloc(managers->n + 1, sizeof(*updaters));
	size_t n = 0;

	for (size_t i = 0; i < managers->n; i++)
		if (!managers->items[i].applied)
			updaters[n++] = (struct updater) {
				.at = i,
				.time = seconds(&managers->items[i]),
				.identifier = manager_identifier(&managers->items[i]),
			};
	qsort(updaters, n, sizeof(*updaters), compare_updaters);
	*ret_n = n;
	return updaters;
}

/* Joins the manager with an older one of its version, which takes the name of all that was joined.
 * False: there is none older. */
static bool join_older(struct managers *managers, const struct updater *updaters, size_t at)
{
	struct manager *manager = &managers->items[updaters[at].at];

	for (size_t i = 0; i < at; i++) {
		struct manager *older = &managers->items[updaters[i].at];
		struct manager *bucket;

		if (field_set_is_empty(&older->set) ||
		    strcmp(older->api_version, manager->api_version) != 0)
			continue;
		bucket = find(managers, OLD_UPDATES, false, manager->api_version, "");
		if (bucket == NULL) {
			bucket = older;
			free(bucket->name);
			bucket->name = xstrdup(OLD_UPDATES);
			free(bucket->subresource);
			bucket->subresource = xstrdup("");
		}
		if (bucket == manager)
			return false;
		field_set_become(&bucket->set, field_set_union, &manager->set);
		free(bucket->time);
		bucket->time = TAKE(manager->time);
		field_set_finish(&manager->set);
		return true;
	}
	return false;
}

void managers_cap(struct managers *managers)
{
	struct updater *updaters;
	size_t n, left;

	if (managers->n <= MAX_UPDATERS)
		return;
	updaters = sorted_updaters(managers, &n);
	left = n;
	for (size_t i = 1; i < n && left > MAX_UPDATERS; i++)
		left -= join_older(managers, updaters, i);
	for (size_t i = 0; i < n; i++)
		free(updaters[i].identifier);
	free(updaters);
	managers_drop_empty(managers);
}
