/* JSON Patch, RFC 6902, with what the API server's library does beyond it: an index may be
 * negative and then counts from the end, `replace` of a field that is not there adds it, `copy`
 * of one gives null, and whatever precedes a pointer's first slash is ignored. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_OPERATIONS 10000
#define MAX_COPIED_BYTES (3 * 1024 * 1024) /* the API server's limit for all copies of a patch */

struct document {
	cJSON *root;
	size_t copied_bytes;
};

/* A pointer's last step: where it leads, and the key or index there. */
struct place {
	cJSON *container; /* an object or a list */
	char *key;        /* owned */
	int depth;        /* of what is put there */
};

/* ---- pointers ---- */

/* "~1" is a slash, "~0" a tilde. */
static char *decode_key(const char *text, size_t length)
{
	char *key = xmalloc(length + 1);
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		bool escaped = text[i] == '~' && i + 1 < length &&
			       (text[i + 1] == '0' || text[i + 1] == '1');

		key[n++] = !escaped ? text[i] : text[i + 1] == '1' ? '/' : '~';
		i += escaped;
	}
	key[n] = '\0';
	return key;
}

/* As Go's strconv.Atoi. */
static bool parse_index(const char *text, long *ret_index)
{
	const char *digits = text + (*text == '-' || *text == '+');
	long index;

	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
		return false;
	errno = 0;
	index = strtol(text, NULL, 10);
	if (errno != 0 || index > INT_MAX || index < -INT_MAX)
		return false;
	*ret_index = index;
	return true;
}

/* An index below n, where a negative one counts from n. */
static bool resolve_index(const char *text, size_t n, size_t *ret_index)
{
	long index;

	if (!parse_index(text, &index))
		return false;
	if (index < 0)
		index += (long)n;
	if (index < 0 || (size_t)index >= n)
		return false;
	*ret_index = (size_t)index;
	return true;
}

static cJSON *list_at(const cJSON *list, size_t index)
{
	cJSON *element = list->child;

	for (; index > 0; index--)
		element = element->next;
	return element;
}

/* What is at the key; *ret_value is NULL when an object lacks it. False: no such index. */
static bool place_get(const cJSON *container, const char *key, cJSON **ret_value)
{
	size_t index;

	if (cJSON_IsObject(container)) {
		*ret_value = json_child(container, key);
		return true;
	}
	if (!resolve_index(key, json_size(container), &index))
		return false;
	*ret_value = list_at(container, index);
	return true;
}

/* Follows the pointer up to its last step. */
static bool find_place(const struct document *document, const char *pointer, struct place *ret)
{
	cJSON *container = document->root;
	const char *start = strchr(pointer, '/'), *end;
	int depth = 1;

	if (start == NULL)
		return false;
	for (start++; (end = strchr(start, '/')) != NULL; start = end + 1, depth++) {
		CLEANUP(str) char *key = decode_key(start, (size_t)(end - start));

		if (!place_get(container, key, &container) ||
		    (!cJSON_IsObject(container) && !cJSON_IsArray(container)))
			return false;
	}
	*ret = (struct place) {
		.container = container,
		.key = decode_key(start, strlen(start)),
		.depth = depth,
	};
	return true;
}

static void place_cleanup(struct place *place)
{
	free(place->key);
}

static bool fits(const struct place *place, const cJSON *value)
{
	int limit = PATCH_MAX_DEPTH - place->depth;

	return limit > 0 && patch_depth(value, limit) <= limit;
}

/* By hand, since cJSON_InsertItemInArray of some releases refuses all places but the first. */
static void list_insert(cJSON *list, size_t index, cJSON *value)
{
	cJSON *behind = list_at(list, index);

	value->next = behind;
	value->prev = behind->prev;
	if (index == 0)
		list->child = value;
	else
		behind->prev->next = value;
	behind->prev = value;
}

/* Takes the value over when it returns true. */
static bool place_add(const struct place *place, cJSON *value)
{
	size_t index, n;

	if (!fits(place, value))
		return false;
	if (cJSON_IsObject(place->container)) {
		json_set(place->container, place->key, value);
		return true;
	}
	n = json_size(place->container);
	if (strcmp(place->key, "-") == 0)
		index = n;
	else if (!resolve_index(place->key, n + 1, &index))
		return false;
	if (index == n)
		json_append(place->container, value);
	else
		list_insert(place->container, index, value);
	return true;
}

/* ---- operations; each is false when it does not apply ---- */

static cJSON *value_of(const cJSON *operation)
{
	const cJSON *value = json_child(operation, "value");

	return value != NULL ? json_copy(value) : cJSON_CreateNull();
}

static bool add_at(const struct document *document, const char *path, cJSON *value)
{
	CLEANUP(json) cJSON *owned = value;
	CLEANUP(place) struct place place = { .key = NULL };

	if (!find_place(document, path, &place) || !place_add(&place, owned))
		return false;
	owned = NULL;
	return true;
}

static bool run_add(struct document *document, const cJSON *operation)
{
	return add_at(document, json_str(operation, "path"), value_of(operation));
}

/* Takes what is at the path out of the document. */
static bool take_at(const struct document *document, const char *path, cJSON **ret_value)
{
	CLEANUP(place) struct place place = { .key = NULL };
	cJSON *value;

	if (!find_place(document, path, &place) || !place_get(place.container, place.key, &value) ||
	    value == NULL)
		return false;
	*ret_value = cJSON_DetachItemViaPointer(place.container, value);
	return true;
}

static bool run_remove(struct document *document, const cJSON *operation)
{
	CLEANUP(json) cJSON *removed = NULL;

	return take_at(document, json_str(operation, "path"), &removed);
}

static bool replace_root(struct document *document, const cJSON *value)
{
	if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
		return false;
	cJSON_Delete(document->root);
	document->root = json_copy(value);
	return true;
}

static bool run_replace(struct document *document, const cJSON *operation)
{
	CLEANUP(place) struct place place = { .key = NULL };
	CLEANUP(json) cJSON *value = NULL;
	cJSON *old;

	if (*json_str(operation, "path") == '\0')
		return replace_root(document, json_child(operation, "value"));
	if (!find_place(document, json_str(operation, "path"), &place) ||
	    !place_get(place.container, place.key, &old))
		return false;
	value = value_of(operation);
	if (!fits(&place, value))
		return false;
	if (cJSON_IsObject(place.container))
		json_set(place.container, place.key, TAKE(value));
	else
		cJSON_ReplaceItemViaPointer(place.container, old, TAKE(value));
	return true;
}

static bool run_move(struct document *document, const cJSON *operation)
{
	cJSON *value;

	return take_at(document, json_str(operation, "from"), &value) &&
	       add_at(document, json_str(operation, "path"), value);
}

static bool run_copy(struct document *document, const cJSON *operation)
{
	CLEANUP(place) struct place from = { .key = NULL };
	CLEANUP(str) char *text = NULL;
	cJSON *value;

	if (!find_place(document, json_str(operation, "from"), &from) ||
	    !place_get(from.container, from.key, &value))
		return false;
	if (value == NULL)
		return add_at(document, json_str(operation, "path"), cJSON_CreateNull());
	text = json_text(value);
	document->copied_bytes += strlen(text);
	return document->copied_bytes <= MAX_COPIED_BYTES &&
	       add_at(document, json_str(operation, "path"), json_copy(value));
}

static bool run_test(struct document *document, const cJSON *operation)
{
	CLEANUP(place) struct place place = { .key = NULL };
	const cJSON *wanted = json_child(operation, "value");
	cJSON *value;

	if (wanted == NULL)
		return false;
	if (*json_str(operation, "path") == '\0')
		return json_equal(document->root, wanted);
	if (!find_place(document, json_str(operation, "path"), &place) ||
	    !place_get(place.container, place.key, &value))
		return false;
	return value == NULL ? cJSON_IsNull(wanted) : json_equal(value, wanted);
}

static const struct {
	const char *name;
	bool (*run)(struct document *document, const cJSON *operation);
} operations[] = {
	{ "add", run_add },       { "copy", run_copy },       { "move", run_move },
	{ "remove", run_remove }, { "replace", run_replace }, { "test", run_test },
};

static bool run(struct document *document, const cJSON *operation)
{
	/* Every operation has a path, and an absent one is not "". */
	if (!cJSON_IsString(json_child(operation, "path")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(operations); i++)
		if (strcmp(json_str(operation, "op"), operations[i].name) == 0)
			return operations[i].run(document, operation);
	return false;
}

/* ---- the patch ---- */

static bool check_operation(const cJSON *operation, struct error *err)
{
	static const char *const strings[] = { "op", "path", "from" };

	if (!cJSON_IsObject(operation) && !cJSON_IsNull(operation))
		return error_set(err, REASON_BAD_REQUEST,
				 "error decoding patch: json: cannot unmarshal %s into Go value of "
				 "type handlers.jsonPatchOp",
				 patch_json_kind(operation));
	for (const cJSON *field = operation->child; field != NULL; field = field->next)
		for (size_t i = 0; i < ARRAY_LEN(strings); i++)
			if (strcmp(field->string, strings[i]) == 0 && !cJSON_IsString(field) &&
			    !cJSON_IsNull(field))
				return error_set(err, REASON_BAD_REQUEST,
						 "error decoding patch: json: cannot unmarshal %s "
						 "into Go struct field jsonPatchOp.%s of type "
						 "string",
						 patch_json_kind(field), field->string);
	return true;
}

static bool check_patch(const cJSON *patch, struct error *err)
{
	size_t n = json_size(patch);

	if (!cJSON_IsArray(patch) && !cJSON_IsNull(patch))
		return error_set(err, REASON_BAD_REQUEST,
				 "error decoding patch: json: cannot unmarshal %s into Go value of "
				 "type []handlers.jsonPatchOp",
				 patch_json_kind(patch));
	for (const cJSON *operation = patch->child; operation != NULL; operation = operation->next)
		if (!check_operation(operation, err))
			return false;
	if (n > MAX_OPERATIONS)
		return error_set(err, REASON_BAD_REQUEST,
				 "Request entity too large: The allowed maximum operations in a "
				 "JSON patch is %d, got %zu",
				 MAX_OPERATIONS, n);
	return true;
}

bool patch_json(const cJSON *original, const cJSON *patch, cJSON **ret_result, struct error *err)
{
	struct document document = { .root = NULL };

	if (!check_patch(patch, err) || !patch_check_depth(original, err) ||
	    !patch_check_depth(patch, err))
		return false;
	document.root = json_copy(original);
	for (const cJSON *operation = patch->child; operation != NULL;
	     operation = operation->next) {
		if (run(&document, operation))
			continue;
		cJSON_Delete(document.root);
		return error_set(err, REASON_INVALID,
				 "the server rejected our request due to an error in our request");
	}
	*ret_result = document.root;
	return true;
}
