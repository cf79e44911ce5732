/* Reads JSON text into trees. A loop with a stack of its own and not a recursion, since nesting
 * may be 10,000 deep; json_token.c reads what is between the brackets. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

void json_scan_init(struct json_scan *scan, const char *text, size_t length, struct error *err)
{
	*scan = (struct json_scan) {
		.text = text,
		.at = text,
		.end = text + length,
		.keep_items = true,
		.unescaped = STRBUF_INIT,
		.err = err,
	};
}

void json_scan_finish(struct json_scan *scan)
{
	free(scan->frames);
	strbuf_finish(&scan->unescaped);
	if (scan->arena != NULL)
		return;
	free(scan->key);
	cJSON_Delete(scan->root);
}

/* ---- containers ---- */

/* Hangs the item under the innermost open container, which takes it over. */
static void attach(struct json_scan *scan, cJSON *item)
{
	cJSON *parent;

	if (item == NULL)
		return;
	if (scan->depth == 0) {
		scan->root = item;
		return;
	}
	parent = scan->frames[scan->depth - 1].container;
	item->string = TAKE(scan->key);
	if (parent->child == NULL) {
		parent->child = item->prev = item;
		return;
	}
	/* The first child's prev is the last one: cJSON's convention. */
	item->prev = parent->child->prev;
	item->prev->next = item;
	parent->child->prev = item;
}

/* key = string ":" */
static bool read_key(struct json_scan *scan)
{
	struct json_frame *frame = &scan->frames[scan->depth - 1];
	uint64_t bit;
	size_t length;

	if (scan->only != NULL && scan->depth == 1)
		scan->skimming = false;
	if (!json_scan_space(scan) || *scan->at != '"')
		return json_scan_fail(scan, "looking for beginning of object key string");
	if (!json_scan_string(scan, scan->skimming ? NULL : &scan->key, &length))
		return false;
	if (!json_scan_space(scan) || *scan->at != ':')
		return json_scan_fail(scan, "after object key");
	scan->at++;
	if (scan->skimming)
		return true;
	bit = UINT64_C(1) << ((length * 7 + (unsigned char)scan->key[0] * 5 +
			       (length != 0 ? (unsigned char)scan->key[length - 1] * 11 : 0)) %
			      64);
	frame->has_repeats = frame->has_repeats || (frame->keys & bit) != 0;
	frame->keys |= bit;
	scan->skimming =
		scan->only != NULL && scan->depth == 1 && strcmp(scan->key, scan->only) != 0;
	return true;
}

static bool is_items(const struct json_scan *scan)
{
	return scan->depth == 1 && scan->key != NULL && strcmp(scan->key, "items") == 0;
}

static bool open_container(struct json_scan *scan, bool is_object)
{
	bool leave_out = !scan->keep_items && !scan->skimming && !is_object && is_items(scan);
	cJSON *container = NULL;

	if (scan->depth == JSON_MAX_DEPTH)
		return json_scan_fail(scan, "exceeded max depth");
	scan->at++;
	if (!scan->skimming) {
		container = json_scan_item(scan, is_object ? cJSON_Object : cJSON_Array);
		attach(scan, container);
	}
	scan->frames = xgrow(scan->frames, scan->depth, &scan->capacity, sizeof(*scan->frames));
	scan->frames[scan->depth++] = (struct json_frame) {
		.container = container,
		.is_object = is_object,
	};
	if (leave_out) {
		scan->items = scan->at;
		scan->skimming = true;
	}
	return true;
}

static void close_container(struct json_scan *scan)
{
	struct json_frame *frame = &scan->frames[--scan->depth];

	scan->at++;
	if (frame->container == NULL)
		return;
	scan->skimming = false;
	if (frame->has_repeats)
		json_drop_repeats(frame->container, scan->arena == NULL);
}

/* One value up to the point where another one may begin inside it. */
static bool begin_value(struct json_scan *scan, bool *ret_opened)
{
	cJSON *item = NULL;
	size_t length;
	bool ok;

	*ret_opened = false;
	if (!json_scan_space(scan))
		return json_scan_fail(scan, "");
	switch (*scan->at) {
	case '{':
	case '[':
		*ret_opened = true;
		return open_container(scan, *scan->at == '{');
	case '"':
		if (scan->skimming)
			return json_scan_string(scan, NULL, NULL);
		item = json_scan_item(scan, cJSON_String);
		ok = json_scan_string(scan, &item->valuestring, &length);
		break;
	case 't':
		ok = json_scan_word(scan, "true", cJSON_True, &item);
		break;
	case 'f':
		ok = json_scan_word(scan, "false", cJSON_False, &item);
		break;
	case 'n':
		ok = json_scan_word(scan, "null", cJSON_NULL, &item);
		break;
	default:
		if (*scan->at != '-' && (*scan->at < '0' || *scan->at > '9'))
			return json_scan_fail(scan, "looking for beginning of value");
		ok = json_scan_number(scan, &item);
	}
	if (ok)
		attach(scan, item);
	else if (scan->arena == NULL)
		cJSON_Delete(item);
	return ok;
}

/* Behind the bracket that opened a container: its end, or on to its first value. */
static bool begin_container(struct json_scan *scan, bool *ret_closed)
{
	bool is_object = scan->frames[scan->depth - 1].is_object;

	*ret_closed = json_scan_space(scan) && *scan->at == (is_object ? '}' : ']');
	if (*ret_closed)
		close_container(scan);
	else if (is_object)
		return read_key(scan);
	return true;
}

/* Behind a value inside a container: its end, or on to the next value. */
static bool continue_container(struct json_scan *scan, bool *ret_closed)
{
	bool is_object = scan->frames[scan->depth - 1].is_object;
	bool more = json_scan_space(scan);

	*ret_closed = more && *scan->at == (is_object ? '}' : ']');
	if (*ret_closed) {
		close_container(scan);
		return true;
	}
	if (!more || *scan->at != ',')
		return json_scan_fail(scan, is_object ? "after object key:value pair"
						      : "after array element");
	scan->at++;
	return !is_object || read_key(scan);
}

/* Syntax errors anywhere win over a number that no double holds. */
static bool check_huge(struct json_scan *scan)
{
	if (scan->huge == NULL)
		return true;
	scan->error_offset = 0;
	return error_set(scan->err, REASON_CLIENT,
			 "json: cannot unmarshal number %.*s into Go value of type float64",
			 (int)scan->huge_length, scan->huge);
}

static bool scan_value(struct json_scan *scan)
{
	bool opened, complete;

	for (;;) {
		if (!begin_value(scan, &opened))
			return false;
		complete = !opened;
		if (opened && !begin_container(scan, &complete))
			return false;
		while (complete && scan->depth > 0)
			if (!continue_container(scan, &complete))
				return false;
		if (complete)
			return true;
	}
}

bool json_scan_value(struct json_scan *scan)
{
	return scan_value(scan) && check_huge(scan);
}

/* The scan stands at the start of a text. */
static bool parse(struct json_scan *scan, size_t *ret_end, cJSON **ret_tree)
{
	bool ok = scan_value(scan);

	if (ok && ret_end == NULL && json_scan_space(scan))
		ok = json_scan_fail(scan, "after top-level value");
	ok = ok && check_huge(scan);
	if (ok) {
		if (ret_end != NULL)
			*ret_end = (size_t)(scan->at - scan->text);
		*ret_tree = TAKE(scan->root);
	}
	json_scan_finish(scan);
	return ok;
}

bool json_parse(const char *text, size_t length, size_t *ret_end, cJSON **ret_tree,
		struct error *err)
{
	struct json_scan scan;

	json_scan_init(&scan, text, length, err);
	return parse(&scan, ret_end, ret_tree);
}

bool json_parse_in(struct arena *arena, const char *text, size_t length, const char *only,
		   cJSON **ret_tree, struct error *err)
{
	struct json_scan scan;

	json_scan_init(&scan, text, length, err);
	scan.arena = arena;
	scan.only = only;
	return parse(&scan, NULL, ret_tree);
}
