/* url().
 * Source: apiserver pkg/cel/library/urls.go, release 1.33. */
#include "url.h"

#include <string.h>

#include "internal.h"

static const struct cel_type type_url = { .kind = CEL_TYPE_OBJECT, .name = "kubernetes.URL" };

struct url_value {
	struct cel_opaque base;
	struct url url;
};

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b);

static void print(const struct cel_value *value, struct strbuf *out);

static const struct cel_opaque_class url_class = {
	.type = &type_url,
	.equal = equal,
	.print = print,
	.go_type = "*url.URL",
};

static const struct url *url_of(const struct cel_value *value)
{
	if (value->kind != CEL_OPAQUE || value->opaque->class != &url_class)
		return NULL;
	return &((const struct url_value *)value->opaque)->url;
}

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, other_text = STRBUF_INIT;
	const struct url *other = url_of(b);

	if (other == NULL)
		return cel_no_such_overload(eval);
	url_print(url_of(a), &text);
	url_print(other, &other_text);
	return cel_from_bool(text.length == other_text.length &&
			     memcmp(text.text, other_text.text, text.length) == 0);
}

static void print(const struct cel_value *value, struct strbuf *out)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	url_print(url_of(value), &text);
	strbuf_add_str(out, "url(");
	text_quote_bytes(out, text.text, text.length);
	strbuf_add_char(out, ')');
}

static struct cel_value from_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct slice text = { args[0].text, args[0].size };
	struct url_value *value;
	struct url url;

	(void)n;
	if (!url_parse(text, cel_arena(eval), &url, &why))
		return cel_error(eval, "URL parse error during conversion from string: %s",
				 why.text);
	value = arena_alloc(cel_arena(eval), sizeof(*value));
	*value = (struct url_value) { { &url_class }, url };
	return (struct cel_value) { .kind = CEL_OPAQUE, .opaque = &value->base };
}

bool url_is_valid(const struct cel_value *value, struct arena *arena, struct strbuf *why)
{
	return url_check((struct slice) { value->text, value->size }, arena, why);
}

static struct cel_value is_url(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;

	(void)n;
	return cel_from_bool(url_is_valid(&args[0], cel_arena(eval), &why));
}

/* ---- parts ---- */

static struct cel_value part(struct slice text)
{
	return cel_from_text(text.text, text.size);
}

static struct cel_value scheme(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return part(url_of(&args[0])->scheme);
}

static struct cel_value host(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return part(url_of(&args[0])->host);
}

static struct cel_value hostname(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct slice name, port;

	(void)eval, (void)n;
	url_split_host(url_of(&args[0])->host, &name, &port);
	return part(name);
}

static struct cel_value port(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct slice name, number;

	(void)eval, (void)n;
	url_split_host(url_of(&args[0])->host, &name, &number);
	return part(number);
}

static struct cel_value escaped_path(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf path = STRBUF_INIT;

	(void)n;
	url_escaped_path(url_of(&args[0]), &path);
	return text_value(eval, &path);
}

/* ---- the query ---- */

struct query {
	struct cel_entry *entries;
	size_t n, capacity;
};

static struct cel_list *list_of(struct query *query, struct arena *arena, struct slice key)
{
	struct cel_entry *entry;

	for (size_t i = 0; i < query->n; i++) {
		const struct cel_value *name = &query->entries[i].key;

		if (name->size == key.size && memcmp(name->text, key.text, key.size) == 0)
			return query->entries[i].value.list;
	}
	query->entries = arena_grow(arena, query->entries, query->n, &query->capacity,
				    sizeof(*query->entries));
	entry = &query->entries[query->n++];
	*entry = (struct cel_entry) { part(key), cel_from_items(arena, NULL, 0) };
	return entry->value.list;
}

/* Adds the value to the list of its key. */
static void add_pair(struct query *query, struct arena *arena, struct slice key, struct slice value)
{
	struct cel_list *list = list_of(query, arena, key);

	/* Room for 1, 2, 4, 8 … */
	if ((list->n & (list->n - 1)) == 0) {
		struct cel_value *items = arena_alloc(arena, (list->n * 2 + 1) * sizeof(*items));

		if (list->n > 0)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
	}
	list->items[list->n++] = part(value);
}

static struct cel_value get_query(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct arena *arena = cel_arena(eval);
	struct slice rest = url_of(&args[0])->query, pair, key, value;
	struct query query = { .n = 0 };

	(void)n;
	while (rest.size > 0) {
		slice_cut(&rest, '&', &pair);
		/* Pairs that cannot be read are left out. */
		if (pair.size == 0 || memchr(pair.text, ';', pair.size) != NULL)
			continue;
		slice_cut(&pair, '=', &key);
		if (url_unescape(key, URL_QUERY, arena, &key, &why) &&
		    url_unescape(pair, URL_QUERY, arena, &value, &why)) {
			if (!cel_work(eval, query.n + 1))
				return cel_too_slow(eval);
			add_pair(&query, arena, key, value);
		}
	}
	return cel_from_entries(arena, query.entries, query.n);
}

#define OF_TEXT(function_, id_, result_, call_)                                                  \
	{                                                                                        \
		.function = function_, .id = id_, .n_params = 1, .params = { &cel_string },      \
		.result = result_, .call = call_, .cost = cost_of_text, .cost_by_function = true \
	}
#define OF_URL(function_, id_, result_, call_)                                      \
	{                                                                           \
		.function = function_, .id = id_, .is_member = true, .n_params = 1, \
		.params = { &type_url }, .result = result_, .call = call_           \
	}

static const struct cel_type map_of_lists = { .kind = CEL_TYPE_MAP,
					      .name = "map",
					      .params = { &cel_string, &cel_list_string },
					      .n_params = 2 };

static const struct cel_overload overloads[] = {
	OF_TEXT("url", "string_to_url", &type_url, from_string),
	{ .function = "isURL",
	  .id = "is_url_string",
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &cel_bool,
	  .call = is_url },
	OF_URL("getScheme", "url_get_scheme", &cel_string, scheme),
	OF_URL("getHost", "url_get_host", &cel_string, host),
	OF_URL("getHostname", "url_get_hostname", &cel_string, hostname),
	OF_URL("getPort", "url_get_port", &cel_string, port),
	OF_URL("getEscapedPath", "url_get_escaped_path", &cel_string, escaped_path),
	OF_URL("getQuery", "url_get_query", &map_of_lists, get_query),
	{ .function = NULL },
};

const struct cel_library library_url = { .name = "url", .overloads = overloads };
