/* Evaluates the nodes of JSONPath templates: each turns a list of values into the next one.
 * Source: client-go util/jsonpath jsonpath.go. */
#include <stdlib.h>
#include <string.h>

#include "jsonpath_run.h"

/* ---- lists of values ---- */

static void add_value(struct run *run, struct jsonpath_values *values, struct jsonpath_value value)
{
	values->items = xgrow(values->items, values->n, &values->capacity, sizeof(*values->items));
	values->items[values->n++] = value;
	if (run->steps_left > 0)
		run->steps_left--;
}

/* What the object holds at some place. */
static void add_item(struct run *run, struct jsonpath_values *values, const cJSON *item)
{
	add_value(run, values, (struct jsonpath_value) { .type = JSONPATH_JSON, .item = item });
}

static void add_all(struct run *run, struct jsonpath_values *to, const struct jsonpath_values *from)
{
	for (size_t i = 0; i < from->n; i++)
		add_value(run, to, from->items[i]);
}

void values_finish(struct jsonpath_values *values)
{
	free(values->items);
	*values = (struct jsonpath_values) { .n = 0 };
}

void values_cleanup(struct jsonpath_values *values)
{
	values_finish(values);
}

/* Ends a run that would take for ever. */
static bool check_steps(const struct run *run, struct error *err)
{
	if (run->steps_left > 0)
		return true;
	return error_set(err, REASON_CLIENT, "the template finds too many values");
}

/* The value's item when it is what the template looks into; NULL for null and for literals. */
static const cJSON *container_of(const struct jsonpath_value *value)
{
	return value->type == JSONPATH_JSON && !cJSON_IsNull(value->item) ? value->item : NULL;
}

static bool is_null(const struct jsonpath_value *value)
{
	return value->type == JSONPATH_JSON && cJSON_IsNull(value->item);
}

/* ---- nodes ---- */

static bool eval_list(struct run *run, const struct node *node, const struct jsonpath_values *in,
		      struct jsonpath_values *out, struct error *err)
{
	bool ok = true;

	if (node->children.n == 0)
		add_all(run, out, in);
	for (size_t i = 0; ok && i < node->children.n; i++) {
		CLEANUP(values) struct jsonpath_values before = *out;

		*out = (struct jsonpath_values) { .n = 0 };
		ok = node_eval(run, &node->children.items[i], i == 0 ? in : &before, out, err);
	}
	return ok;
}

static bool eval_literal(struct run *run, const struct node *node, const struct jsonpath_values *in,
			 struct jsonpath_values *out)
{
	/* A text stands for itself; a number or a bool is there once for each value. */
	size_t n = cJSON_IsString(node->literal.item) ? 1 : in->n;

	for (size_t i = 0; i < n; i++)
		add_value(run, out, node->literal);
	return true;
}

static bool eval_field(struct run *run, const struct node *node, const struct jsonpath_values *in,
		       struct jsonpath_values *out, struct error *err)
{
	for (size_t i = 0; i < in->n; i++) {
		const cJSON *item = container_of(&in->items[i]);
		const cJSON *child = json_child(item, node->text);

		if (child != NULL)
			add_item(run, out, child);
	}
	if (out->n == 0 && in->n > 0 && run->require_keys)
		return error_set(err, REASON_CLIENT, "%s is not found", node->text);
	return true;
}

/* The part of a list that the bounds name. */
struct part {
	size_t start, end, step;
};

static int64_t wrapping_add(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool find_part(const struct bound bounds[3], int64_t length, struct part *ret_part,
		      struct error *err)
{
	int64_t start = bounds[0].value, end = bounds[1].known ? bounds[1].value : length;

	if (start < 0)
		start = wrapping_add(start, length);
	if (end < 0 || (end == 0 && bounds[1].derived))
		end = wrapping_add(end, length);
	*ret_part = (struct part) { .step = 1 };
	if (start == end)
		return true;
	if (start >= length || start < 0)
		return error_set(err, REASON_CLIENT,
				 "array index out of bounds: index %lld, length %lld",
				 (long long)start, (long long)length);
	if (end > length || end < 0)
		return error_set(err, REASON_CLIENT,
				 "array index out of bounds: index %lld, length %lld",
				 (long long)wrapping_add(end, -1), (long long)length);
	if (start > end)
		return error_set(err, REASON_CLIENT,
				 "starting index %lld is greater than ending index %lld",
				 (long long)start, (long long)end);
	if (bounds[2].known && bounds[2].value <= 0)
		return error_set(err, REASON_CLIENT, "step must be > 0");
	ret_part->start = (size_t)start;
	ret_part->end = (size_t)end;
	if (bounds[2].known)
		ret_part->step = (size_t)bounds[2].value;
	return true;
}

static void add_part(struct run *run, const cJSON *list, const struct part *part,
		     struct jsonpath_values *out)
{
	const cJSON *child = list->child;

	for (size_t i = 0; i < part->end; i++, child = child->next)
		if (i >= part->start && (i - part->start) % part->step == 0)
			add_item(run, out, child);
}

static bool eval_array(struct run *run, const struct node *node, const struct jsonpath_values *in,
		       struct jsonpath_values *out, struct error *err)
{
	for (size_t i = 0; i < in->n; i++) {
		const struct jsonpath_value *value = &in->items[i];
		struct part part;
		bool ok;

		/* Upstream's program crashes over what is not there at all. */
		if (is_null(value) || value->type == JSONPATH_NOTHING)
			continue;
		ok = cJSON_IsArray(container_of(value)) ||
		     error_set(err, REASON_CLIENT, "%s is not array or slice",
			       value_go_type(value, run->floats));
		if (!ok || !find_part(node->bounds, (int64_t)json_size(value->item), &part, err)) {
			out->n = 0;
			add_all(run, out, in);
			return false;
		}
		/* A part without elements ends the walk over all lists. */
		if (part.start == part.end)
			return true;
		add_part(run, value->item, &part, out);
	}
	return true;
}

static bool eval_union(struct run *run, const struct node *node, const struct jsonpath_values *in,
		       struct jsonpath_values *out, struct error *err)
{
	for (size_t i = 0; i < node->children.n; i++) {
		CLEANUP(values) struct jsonpath_values found = { .n = 0 };

		if (!node_eval(run, &node->children.items[i], in, &found, err)) {
			out->n = 0;
			add_all(run, out, in);
			return false;
		}
		add_all(run, out, &found);
	}
	return true;
}

/* The item of a byte value; the path owns it. */
static const cJSON *byte_item(struct jsonpath *path, unsigned char byte)
{
	if (path->bytes == NULL) {
		path->bytes = cJSON_CreateArray();
		for (int i = 0xff; i >= 0; i--)
			cJSON_InsertItemInArray(path->bytes, 0, cJSON_CreateNumber(i));
	}
	return cJSON_GetArrayItem(path->bytes, byte);
}

/* A string is to Go a list of bytes. */
static void add_bytes(struct run *run, const char *string, struct jsonpath_values *out)
{
	CLEANUP(strbuf) struct strbuf raw = STRBUF_INIT;

	json_add_raw(&raw, string);
	for (size_t i = 0; i < raw.length && run->steps_left > 0; i++)
		add_value(run, out,
			  (struct jsonpath_value) {
				  .type = JSONPATH_BYTE,
				  .bare = true,
				  .item = byte_item(run->path, (unsigned char)raw.text[i]),
			  });
}

static bool eval_wildcard(struct run *run, const struct jsonpath_values *in,
			  struct jsonpath_values *out)
{
	for (size_t i = 0; i < in->n; i++) {
		const cJSON *item = container_of(&in->items[i]);

		if (cJSON_IsString(item))
			add_bytes(run, item->valuestring, out);
		else if (cJSON_IsObject(item) || cJSON_IsArray(item))
			for (const cJSON *child = item->child; child != NULL; child = child->next)
				add_item(run, out, child);
	}
	return true;
}

/* Everything that has parts, strings included, each before its parts. */
static void add_tree(struct run *run, const cJSON *item, struct jsonpath_values *out)
{
	bool is_string = cJSON_IsString(item);

	if (is_string ? *item->valuestring == '\0' : item->child == NULL)
		return;
	add_value(run, out,
		  (struct jsonpath_value) { .type = JSONPATH_JSON, .bare = true, .item = item });
	for (const cJSON *child = item->child; child != NULL && run->steps_left > 0;
	     child = child->next)
		add_tree(run, child, out);
}

static bool eval_recursive(struct run *run, const struct jsonpath_values *in,
			   struct jsonpath_values *out)
{
	for (size_t i = 0; i < in->n; i++) {
		const cJSON *item = container_of(&in->items[i]);

		if (item != NULL)
			add_tree(run, item, out);
	}
	return true;
}

static bool eval_identifier(struct run *run, const struct node *node,
			    const struct jsonpath_values *in, struct jsonpath_values *out,
			    struct error *err)
{
	struct jsonpath *path = run->path;

	if (strcmp(node->text, "end") == 0) {
		if (path->in_range == 0)
			return error_set(err, REASON_CLIENT, "not in range, nothing to end");
		path->end_range++;
		return true;
	}
	add_all(run, out, in);
	if (strcmp(node->text, "range") != 0)
		return error_set(err, REASON_CLIENT, "unrecognized identifier %s", node->text);
	path->begin_range++;
	return true;
}

/* ---- filters ---- */

/* One side of a comparison. *ret_found: there is a value. */
static bool eval_side(struct run *run, const struct node *node, const struct jsonpath_values *in,
		      struct jsonpath_value *ret_value, bool *ret_found, struct error *err)
{
	CLEANUP(values) struct jsonpath_values values = { .n = 0 };

	if (!node_eval(run, node, in, &values, err))
		return false;
	if (values.n > 1)
		return error_set(err, REASON_CLIENT, "can only compare one element at a time");
	*ret_found = values.n == 1;
	if (values.n == 1)
		*ret_value = values.items[0];
	return true;
}

static bool exists(struct run *run, const struct node *path, const struct jsonpath_values *in)
{
	CLEANUP(values) struct jsonpath_values values = { .n = 0 };
	CLEANUP(error) struct error ignored = ERROR_INIT;

	node_eval(run, path, in, &values, &ignored);
	return values.n > 0;
}

static bool filter_item(struct run *run, const struct node *filter, const cJSON *item,
			bool *ret_pass, struct error *err)
{
	const struct node *sides = filter->children.items;
	struct jsonpath_value value = { .type = JSONPATH_JSON, .item = item };
	const struct jsonpath_values in = { .items = &value, .n = 1 };
	struct jsonpath_value left, right;
	bool found;

	*ret_pass = false;
	if (filter->children.n == 1) {
		*ret_pass = exists(run, &sides[0], &in);
		return true;
	}
	if (!eval_side(run, &sides[0], &in, &left, &found, err))
		return false;
	if (!found)
		return true;
	if (!eval_side(run, &sides[1], &in, &right, &found, err))
		return false;
	return !found || values_compare(&left, filter->text, &right, run->floats, ret_pass, err);
}

static bool fail_filter(const struct jsonpath_value *value, bool floats, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (value->type == JSONPATH_NOTHING)
		strbuf_add_str(&text, "<invalid reflect.Value>");
	else
		json_print_go(value->item, floats ? JSON_GO_FLOATS : 0, &text);
	return error_set(err, REASON_CLIENT, "%s is not array or slice and cannot be filtered",
			 text.text);
}

static bool eval_filter(struct run *run, const struct node *node, const struct jsonpath_values *in,
			struct jsonpath_values *out, struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < in->n; i++) {
		const cJSON *list = container_of(&in->items[i]);

		if (!cJSON_IsArray(list)) {
			ok = fail_filter(&in->items[i], run->floats, err);
			break;
		}
		for (const cJSON *child = list->child; ok && child != NULL; child = child->next) {
			bool pass = false;

			ok = filter_item(run, node, child, &pass, err) && check_steps(run, err);
			if (pass)
				add_item(run, out, child);
		}
	}
	if (!ok) {
		out->n = 0;
		add_all(run, out, in);
	}
	return ok;
}

bool node_eval(struct run *run, const struct node *node, const struct jsonpath_values *in,
	       struct jsonpath_values *out, struct error *err)
{
	if (run->steps_left > 0)
		run->steps_left--;
	if (!check_steps(run, err))
		return false;
	switch (node->type) {
	case NODE_LIST:
		return eval_list(run, node, in, out, err);
	case NODE_LITERAL:
		return eval_literal(run, node, in, out);
	case NODE_FIELD:
		return eval_field(run, node, in, out, err);
	case NODE_ARRAY:
		return eval_array(run, node, in, out, err);
	case NODE_FILTER:
		return eval_filter(run, node, in, out, err);
	case NODE_WILDCARD:
		return eval_wildcard(run, in, out);
	case NODE_RECURSIVE:
		return eval_recursive(run, in, out);
	case NODE_UNION:
		return eval_union(run, node, in, out, err);
	case NODE_IDENTIFIER:
		return eval_identifier(run, node, in, out, err);
	}
	return true;
}
