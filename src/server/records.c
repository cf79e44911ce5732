/* The stored records, kind by kind. A list stops at a record that cannot be read; here the walk
 * goes on, and verify tells which they are. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Records that are read together: whoever looks at them may write, which no open walk allows. */
#define CHUNK 500

struct record {
	struct strbuf key;
	cJSON *object;       /* owned; NULL: it cannot be read */
	struct error damage; /* why */
};

struct records {
	struct store_tx *tx;
	const struct resource *resource;
	struct record items[CHUNK];
	size_t n;
	struct strbuf last; /* the key of the last record so far */
};

static void drop_items(struct records *records)
{
	for (size_t i = 0; i < records->n; i++) {
		strbuf_finish(&records->items[i].key);
		cJSON_Delete(records->items[i].object);
		error_finish(&records->items[i].damage);
	}
	records->n = 0;
}

static struct records *records_create(struct store_tx *tx, const struct resource *resource)
{
	struct records *records = xcalloc(1, sizeof(*records));

	records->tx = tx;
	records->resource = resource;
	records->last = (struct strbuf)STRBUF_INIT;
	return records;
}

static void records_destroy(struct records *records)
{
	drop_items(records);
	strbuf_finish(&records->last);
	free(records);
}

static void take_record(struct records *records, const struct store_entry *entry)
{
	struct record *record = &records->items[records->n++];

	*record = (struct record) { .key = STRBUF_INIT, .damage = ERROR_INIT };
	strbuf_add(&record->key, entry->key.data, entry->key.length);
	object_decode(records->resource, entry, &record->object, &record->damage);
	strbuf_truncate(&records->last, 0);
	strbuf_add(&records->last, entry->key.data, entry->key.length);
}

/* Reads the next ones; none: there are no more. */
static bool records_next(struct records *records, struct error *err)
{
	CLEANUP(str) char *prefix = xasprintf("%s/", records->resource->plural);
	const struct bytes after = { records->last.text, records->last.length };
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	enum store_answer answer = STORE_FOUND;
	struct store_entry entry;

	drop_items(records);
	if (!store_scan_prefix(records->tx, STORE_OBJECTS, bytes_of(prefix), after, &cursor, err))
		return false;
	while (records->n < CHUNK && (answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		take_record(records, &entry);
	return answer != STORE_FAILED;
}

bool for_each_object(struct server *server, const struct resource *resource, object_visit *visit,
		     void *context, struct error *err)
{
	struct records *records = records_create(server->tx, resource);
	bool ok;

	do {
		ok = records_next(records, err);
		for (size_t i = 0; ok && i < records->n; i++)
			ok = records->items[i].object == NULL ||
			     visit(context, records->items[i].object, err);
	} while (ok && records->n > 0);
	records_destroy(records);
	return ok;
}

/* ---- what cannot be read ---- */

struct record_check {
	struct server *server;
	const struct resource *resource;
	struct findings *findings;
	bool mend;
};

/* "service/default/web", from its key. */
static char *subject_of(const struct resource *resource, const struct record *record)
{
	return xasprintf("%s/%s", resource->singular,
			 record->key.text + strlen(resource->plural) + 1);
}

static void add_finding(const struct record_check *check, const struct record *record,
			const char *reason, const struct error *damage, const char *remedy)
{
	static const char prefix[] = "Internal error occurred: ";
	const char *why = damage->message;
	CLEANUP(str) char *subject = subject_of(check->resource, record);
	CLEANUP(str) char *message = NULL;

	if (text_starts_with(why, prefix))
		why += strlen(prefix);
	message = xasprintf("%s; %s", why, remedy);
	findings_add(check->findings, subject, reason, message, check->mend);
}

/* Controllers learn that it is gone, though nobody knows any more what it was like. */
static bool remove_record(const struct record_check *check, const struct record *record,
			  struct error *err)
{
	const struct resource *resource = check->resource;
	const char *name = record->key.text + strlen(resource->plural) + 1;
	const char *slash = resource->namespaced ? strchr(name, '/') : NULL;
	CLEANUP(json) cJSON *old = cJSON_CreateObject();
	cJSON *metadata = json_ensure_object(old, "metadata");

	if (slash != NULL) {
		CLEANUP(str) char *namespace = xstrndup(name, (size_t)(slash - name));

		json_set_str(metadata, "namespace", namespace);
		name = slash + 1;
	}
	json_set_str(metadata, "name", name);
	if (!store_delete(check->server->tx, STORE_OBJECTS,
			  (struct bytes) { record->key.text, record->key.length }, err))
		return false;
	note_change(check->server, resource, NULL, old);
	return true;
}

static bool check_readable(const struct record_check *check, const struct record *record,
			   struct error *err)
{
	add_finding(check, record, "ObjectDamaged", &record->damage, "removing it");
	return !check->mend || remove_record(check, record, err);
}

/* The object is stored again without them. */
static bool check_owners(const struct record_check *check, const struct record *record,
			 struct error *err)
{
	CLEANUP(error) struct error damage = ERROR_INIT;

	if (managed_fields_unpack(check->server->tx, record->object, &damage))
		return true;
	if (damage.reason != REASON_INTERNAL_ERROR)
		return error_move(err, &damage);
	add_finding(check, record, "ManagedFieldsDamaged", &damage, "removing its managedFields");
	if (!check->mend)
		return true;
	json_remove(json_child(record->object, "metadata"), "managedFields");
	return object_store(check->server->tx, check->resource, record->object, record->object, 0,
			    err);
}

static bool verify_kind(const struct record_check *check, struct error *err)
{
	struct records *records = records_create(check->server->tx, check->resource);
	bool ok;

	do {
		ok = records_next(records, err);
		for (size_t i = 0; ok && i < records->n; i++)
			ok = records->items[i].object != NULL
				     ? check_owners(check, &records->items[i], err)
				     : check_readable(check, &records->items[i], err);
	} while (ok && records->n > 0);
	records_destroy(records);
	return ok;
}

bool verify_records(struct server *server, bool mend, struct findings *findings, struct error *err)
{
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		const struct record_check check = { server, *at, findings, mend };

		if (!verify_kind(&check, err))
			return false;
	}
	return true;
}
