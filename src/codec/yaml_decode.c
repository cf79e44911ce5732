/* Makes JSON of YAML nodes: aliases are expanded, merge keys merged, keys turned into strings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "json_scan.h"
#include "number.h"
#include "yaml_node.h"

/* Text that aliases may repeat, in bytes. go-yaml shares it and so has no such bound. */
#define ALIAS_TEXT_MAX ((size_t)64 << 20)

struct decoder {
	size_t n_nodes;       /* decoded so far */
	size_t n_alias_nodes; /* of these, below an alias */
	size_t alias_text;    /* bytes of scalars below an alias */
	size_t alias_depth, depth;
	struct error *err;
};

static bool decode(struct decoder *decoder, struct node *node, cJSON **ret_item);

static bool fail(struct decoder *decoder, const char *problem)
{
	return error_set(decoder->err, REASON_CLIENT, "yaml: %s", problem);
}

/* ---- limits ---- */

/* The part of all decoded nodes that may come from aliases: 99 % in small documents, falling to
 * 10 % in documents of 4,000,000 nodes. Source: go-yaml v2, allowedAliasRatio. */
static double allowed_alias_ratio(size_t n_nodes)
{
	const double low = 400000, high = 4000000;

	if ((double)n_nodes <= low)
		return 0.99;
	if ((double)n_nodes >= high)
		return 0.10;
	return 0.99 - 0.89 * (((double)n_nodes - low) / (high - low));
}

/* Counts a node that is about to be decoded. */
static bool count_node(struct decoder *decoder, const struct node *node)
{
	size_t n = ++decoder->n_nodes;

	if (decoder->alias_depth > 0) {
		decoder->n_alias_nodes++;
		if (node->kind == NODE_SCALAR)
			decoder->alias_text += strlen(node->text);
	}
	if (decoder->alias_text > ALIAS_TEXT_MAX ||
	    (decoder->n_alias_nodes > 100 && n > 1000 &&
	     (double)decoder->n_alias_nodes / (double)n > allowed_alias_ratio(n)))
		return fail(decoder, "document contains excessive aliasing");
	return true;
}

/* ---- scalars ---- */

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four digits, of which the last two may be padding; line ends do not count. */
static bool base64_decode(const char *text, struct strbuf *out)
{
	unsigned bits = 0, n = 0, n_padding = 0;

	for (; *text != '\0'; text++) {
		int digit = base64_digit(*text);

		if (*text == '\n' || *text == '\r')
			continue;
		if (*text == '=' && n % 4 >= 2)
			n_padding++;
		else if (digit < 0 || n_padding > 0)
			return false;
		bits = bits << 6 | (unsigned)(digit < 0 ? 0 : digit);
		if (++n % 4 != 0)
			continue;
		for (unsigned i = 0; i < 3 - n_padding; i++)
			strbuf_add_char(out, (char)(bits >> (16 - 8 * i)));
	}
	return n % 4 == 0;
}

/* Bytes as a JSON string: what is no UTF-8 becomes U+FFFD. */
static void add_bytes(struct strbuf *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		unsigned rune;

		i += utf8_decode(bytes + i, length - i, &rune);
		if (rune == 0)
			strbuf_add_str(out, JSON_NUL);
		else
			utf8_encode(out, rune);
	}
}

static bool decode_binary(struct decoder *decoder, const char *text, cJSON **ret_item)
{
	CLEANUP(strbuf) struct strbuf bytes = STRBUF_INIT, string = STRBUF_INIT;

	if (!base64_decode(text, &bytes))
		return fail(decoder, "!!binary value contains invalid base64 data");
	add_bytes(&string, bytes.text, bytes.length);
	*ret_item = cJSON_CreateString(string.text);
	return true;
}

static bool resolve_node(struct decoder *decoder, const struct node *node,
			 struct yaml_value *ret_value)
{
	if (node->tag != NULL)
		return yaml_resolve_tagged(node->tag, node->text, ret_value, decoder->err);
	if (node->is_plain)
		*ret_value = yaml_resolve(node->text);
	else
		*ret_value = (struct yaml_value) { .type = YAML_TYPE_STRING };
	return true;
}

static bool decode_float(struct decoder *decoder, double number, cJSON **ret_item)
{
	if (!isfinite(number))
		return error_set(decoder->err, REASON_CLIENT, "json: unsupported value: %s",
				 isnan(number) ? "NaN"
				 : number > 0  ? "+Inf"
					       : "-Inf");
	/* On its way through JSON text -0 becomes an integer. */
	*ret_item = json_new_double(number == 0 ? 0 : number);
	return true;
}

static bool decode_scalar(struct decoder *decoder, const struct node *node, cJSON **ret_item)
{
	struct yaml_value value;

	if (node->tag != NULL && strcmp(node->tag, YAML_TAG_PREFIX "binary") == 0)
		return decode_binary(decoder, node->text, ret_item);
	if (!resolve_node(decoder, node, &value))
		return false;
	switch (value.type) {
	case YAML_TYPE_NULL:
		*ret_item = cJSON_CreateNull();
		return true;
	case YAML_TYPE_BOOL:
		*ret_item = cJSON_CreateBool(value.boolean);
		return true;
	case YAML_TYPE_INT:
		*ret_item = json_new_int(value.integer);
		return true;
	case YAML_TYPE_UINT:
		*ret_item = cJSON_CreateNumber((double)value.natural);
		return true;
	case YAML_TYPE_FLOAT:
		return decode_float(decoder, value.number, ret_item);
	case YAML_TYPE_TIMESTAMP:
	case YAML_TYPE_STRING:
		break;
	}
	*ret_item = cJSON_CreateString(node->text);
	return true;
}

/* ---- values in Go's notation, for the errors about keys ---- */

static void add_go_value(struct strbuf *out, const cJSON *item)
{
	bool is_object = cJSON_IsObject(item);

	if (cJSON_IsString(item)) {
		text_quote(out, item->valuestring);
	} else if (json_is_number(item)) {
		json_print_number(item, out);
	} else if (!is_object && !cJSON_IsArray(item)) {
		strbuf_add_str(out, cJSON_IsNull(item)   ? "interface {}(nil)"
				    : cJSON_IsTrue(item) ? "true"
							 : "false");
	} else {
		strbuf_add_str(out,
			       is_object ? "map[interface {}]interface {}{" : "[]interface {}{");
		for (const cJSON *child = item->child; child != NULL; child = child->next) {
			if (child != item->child)
				strbuf_add_str(out, ", ");
			if (is_object) {
				text_quote(out, child->string);
				strbuf_add_char(out, ':');
			}
			add_go_value(out, child);
		}
		strbuf_add_char(out, '}');
	}
}

static bool fail_unsupported_key(struct decoder *decoder, const char *type, const char *key,
				 cJSON *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_sort(value);
	if (cJSON_IsNull(value))
		strbuf_add_str(&text, "<nil>");
	else
		add_go_value(&text, value);
	return error_set(decoder->err, REASON_CLIENT,
			 "unsupported map key of type: %s, key: %s, value: %s", type, key,
			 text.text);
}

static bool fail_invalid_key(struct decoder *decoder, struct node *key)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(json) cJSON *item = NULL;

	if (!decode(decoder, key, &item))
		return false;
	json_sort(item);
	add_go_value(&text, item);
	return error_set(decoder->err, REASON_CLIENT, "yaml: invalid map key: %s", text.text);
}

/* ---- mappings ---- */

static void add_float_key(struct strbuf *out, double number)
{
	if (isnan(number))
		strbuf_add_str(out, ".nan");
	else if (isinf((float)number))
		strbuf_add_str(out, number > 0 ? ".inf" : "-.inf");
	else
		number_format(out, number, &number_style_yaml_key);
}

/* The string that a resolved key becomes; false for those that cannot. */
static bool add_key(struct strbuf *out, const struct yaml_value *key, const char *text)
{
	switch (key->type) {
	case YAML_TYPE_NULL:
	case YAML_TYPE_UINT:
		return false;
	case YAML_TYPE_BOOL:
		strbuf_add_str(out, key->boolean ? "true" : "false");
		return true;
	case YAML_TYPE_INT:
		strbuf_addf(out, "%lld", (long long)key->integer);
		return true;
	case YAML_TYPE_FLOAT:
		add_float_key(out, key->number);
		return true;
	case YAML_TYPE_TIMESTAMP:
	case YAML_TYPE_STRING:
		break;
	}
	strbuf_add_str(out, text);
	return true;
}

/* Counts the key as decoded and gives the scalar that it stands for. */
static bool find_key(struct decoder *decoder, struct node *key, const struct node **ret_scalar)
{
	struct node *node = key;

	if (node->kind == NODE_ALIAS) {
		if (!count_node(decoder, node))
			return false;
		node = node->target;
	}
	if (node->kind != NODE_SCALAR)
		return fail_invalid_key(decoder, key);
	decoder->alias_depth += key->kind == NODE_ALIAS;
	if (!count_node(decoder, node))
		return false;
	decoder->alias_depth -= key->kind == NODE_ALIAS;
	*ret_scalar = node;
	return true;
}

static bool read_key(struct decoder *decoder, struct node *key, struct yaml_value *ret_value,
		     struct strbuf *out, bool *ret_usable)
{
	const struct node *scalar = NULL;

	if (!find_key(decoder, key, &scalar))
		return false;
	if (scalar->tag != NULL && strcmp(scalar->tag, YAML_TAG_PREFIX "binary") == 0) {
		CLEANUP(json) cJSON *item = NULL;

		if (!decode_binary(decoder, scalar->text, &item))
			return false;
		strbuf_add_str(out, item->valuestring);
		*ret_usable = true;
		return true;
	}
	if (!resolve_node(decoder, scalar, ret_value))
		return false;
	*ret_usable = add_key(out, ret_value, scalar->text);
	return true;
}

static bool decode_pair(struct decoder *decoder, struct node *key, struct node *value,
			cJSON *object)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct yaml_value resolved;
	cJSON *item = NULL;
	char number[24];
	bool usable;

	if (!read_key(decoder, key, &resolved, &text, &usable) || !decode(decoder, value, &item))
		return false;
	if (usable) {
		cJSON_AddItemToObject(object, text.text, item);
		return true;
	}
	if (resolved.type == YAML_TYPE_NULL) {
		fail_unsupported_key(decoder, "%!s(<nil>)", "<nil>", item);
	} else {
		snprintf(number, sizeof(number), "0x%llx", (unsigned long long)resolved.natural);
		fail_unsupported_key(decoder, "uint64", number, item);
	}
	cJSON_Delete(item);
	return false;
}

static bool is_merge(const struct node *key)
{
	return key->kind == NODE_SCALAR && strcmp(key->text, "<<") == 0 &&
	       (key->is_plain ||
		(key->tag != NULL && strcmp(key->tag, YAML_TAG_PREFIX "merge") == 0));
}

static bool decode_mapping(struct decoder *decoder, const struct node *node, cJSON *object);

/* Merges one mapping, or an alias of one, into the object. */
static bool merge_one(struct decoder *decoder, struct node *source, cJSON *object)
{
	struct node *mapping = source->kind == NODE_ALIAS ? source->target : source;
	bool is_alias = source->kind == NODE_ALIAS, ok;

	if (mapping->kind != NODE_MAPPING)
		return fail(decoder, "map merge requires map or sequence of maps as the value");
	if (!count_node(decoder, source))
		return false;
	if (!is_alias)
		return decode_mapping(decoder, mapping, object);
	if (source->is_open)
		return error_set(decoder->err, REASON_CLIENT,
				 "yaml: anchor '%s' value contains itself", source->text);
	source->is_open = true;
	decoder->alias_depth++;
	ok = count_node(decoder, mapping) && decode_mapping(decoder, mapping, object);
	decoder->alias_depth--;
	source->is_open = false;
	return ok;
}

/* Of several mappings the first wins: it is merged last. */
static bool merge(struct decoder *decoder, struct node *value, cJSON *object)
{
	if (value->kind != NODE_SEQUENCE)
		return merge_one(decoder, value, object);
	for (size_t i = value->n; i > 0; i--)
		if (!merge_one(decoder, value->children[i - 1], object))
			return false;
	return true;
}

/* Adds the mapping's pairs to the object. What comes later wins, merged or not: go-yaml v2's
 * rule, not YAML's. */
static bool decode_mapping(struct decoder *decoder, const struct node *node, cJSON *object)
{
	if (++decoder->depth > JSON_MAX_DEPTH)
		return fail(decoder, "exceeded max depth of 10000");
	for (size_t i = 0; i + 1 < node->n; i += 2) {
		struct node *key = node->children[i], *value = node->children[i + 1];

		if (is_merge(key) ? !merge(decoder, value, object)
				  : !decode_pair(decoder, key, value, object))
			return false;
	}
	decoder->depth--;
	json_drop_repeats(object, true);
	return true;
}

/* ---- everything else ---- */

static bool decode_sequence(struct decoder *decoder, const struct node *node, cJSON *list)
{
	if (++decoder->depth > JSON_MAX_DEPTH)
		return fail(decoder, "exceeded max depth of 10000");
	for (size_t i = 0; i < node->n; i++) {
		cJSON *item;

		if (!decode(decoder, node->children[i], &item))
			return false;
		json_append(list, item);
	}
	decoder->depth--;
	return true;
}

static bool decode_alias(struct decoder *decoder, struct node *node, cJSON **ret_item)
{
	bool ok;

	if (node->is_open)
		return error_set(decoder->err, REASON_CLIENT,
				 "yaml: anchor '%s' value contains itself", node->text);
	node->is_open = true;
	decoder->alias_depth++;
	ok = decode(decoder, node->target, ret_item);
	decoder->alias_depth--;
	node->is_open = false;
	return ok;
}

static bool decode(struct decoder *decoder, struct node *node, cJSON **ret_item)
{
	bool is_mapping = node->kind == NODE_MAPPING;
	cJSON *item;

	if (!count_node(decoder, node))
		return false;
	if (node->kind == NODE_ALIAS)
		return decode_alias(decoder, node, ret_item);
	if (node->kind == NODE_SCALAR)
		return decode_scalar(decoder, node, ret_item);
	item = is_mapping ? cJSON_CreateObject() : cJSON_CreateArray();
	if (is_mapping ? !decode_mapping(decoder, node, item)
		       : !decode_sequence(decoder, node, item)) {
		cJSON_Delete(item);
		return false;
	}
	*ret_item = item;
	return true;
}

bool node_decode(struct node *root, cJSON **ret_tree, struct error *err)
{
	struct decoder decoder = { .err = err };

	return decode(&decoder, root, ret_tree);
}
