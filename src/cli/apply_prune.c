/* apply --prune: what was once applied, matches the selector and was not in the files this time is
 * deleted.
 * Source: kubectl pkg/cmd/apply prune.go, pkg/util/prune/prune.go of release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "apply.h"

struct pruning {
	bool by_default;          /* no --prune-allowlist */
	struct prune_kind *kinds; /* owned */
	size_t n_kinds, capacity;
	struct text_list namespaces, uids; /* what the files touched */
};

/* ---- which kinds ---- */

static void add_kind(struct pruning *pruning, const struct resource *resource, const char *version)
{
	pruning->kinds = xgrow(pruning->kinds, pruning->n_kinds, &pruning->capacity,
			       sizeof(*pruning->kinds));
	pruning->kinds[pruning->n_kinds++] = (struct prune_kind) { resource, version };
}

/* GROUP/VERSION/KIND; the core group is "core". */
static bool add_allowed(struct pruning *pruning, const char *text, struct error *err)
{
	CLEANUP(text_list) struct text_list parts = TEXT_LIST_INIT;
	CLEANUP(str) char *api_version = NULL;
	CLEANUP(str) char *kind = NULL, *version = NULL;
	struct prune_kind found;

	text_list_split(&parts, text, '/');
	if (parts.n != 3)
		return error_set(err, REASON_CLIENT,
				 "invalid GroupVersionKind format: %s, please follow "
				 "<group/version/kind>",
				 text);
	if (*parts.items[0] == '\0' || strcmp(parts.items[0], "core") == 0)
		api_version = xstrdup(parts.items[1]);
	else
		api_version = xasprintf("%s/%s", parts.items[0], parts.items[1]);
	if (resource_for_kind(api_version, parts.items[2], &found.resource, &found.version)) {
		add_kind(pruning, found.resource, found.version);
		return true;
	}
	kind = text_quoted(parts.items[2]);
	version = text_quoted(api_version);
	return error_set(err, REASON_CLIENT, "no matches for kind %s in version %s", kind, version);
}

bool pruning_create(const struct args *args, struct pruning **ret_pruning, struct error *err)
{
	const struct text_list *allowed = args_list(args, "prune-allowlist");
	struct pruning *pruning = xcalloc(1, sizeof(*pruning));

	for (size_t i = 0; i < allowed->n; i++) {
		if (!add_allowed(pruning, allowed->items[i], err)) {
			pruning_destroy(pruning);
			return false;
		}
	}
	pruning->by_default = allowed->n == 0;
	if (pruning->by_default) {
		/* The kinds of kubectl's list that exist here. */
		add_kind(pruning, &resource_service, resource_service.versions[0]);
		add_kind(pruning, &resource_namespace, resource_namespace.versions[0]);
	}
	*ret_pruning = pruning;
	return true;
}

void pruning_destroy(struct pruning *pruning)
{
	if (pruning == NULL)
		return;
	free(pruning->kinds);
	text_list_finish(&pruning->namespaces);
	text_list_finish(&pruning->uids);
	free(pruning);
}

void pruning_visit(struct pruning *pruning, const struct manifest *manifest, const cJSON *object)
{
	if (manifest->resource->namespaced &&
	    !text_list_contains(&pruning->namespaces, manifest->namespace))
		text_list_add(&pruning->namespaces, manifest->namespace);
	text_list_add(&pruning->uids, json_str_at(object, "metadata", "uid", NULL));
}

static int compare_texts(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static bool is_visited(const struct pruning *pruning, const cJSON *object)
{
	const char *uid = json_str_at(object, "metadata", "uid", NULL);

	return bsearch(&uid, pruning->uids.items, pruning->uids.n, sizeof(uid), compare_texts) !=
	       NULL;
}

/* ---- deleting ---- */

/* Objects that one transaction deletes. */
struct prune_page {
	const struct prune_kind *kind;
	enum dry_run dry_run;
	const cJSON *items;
	size_t n_done;
	struct error error; /* why it were not all */
};

static bool delete_page(struct server *server, void *context, struct error *err)
{
	struct prune_page *page = context;
	const cJSON *item;

	(void)err;
	page->n_done = 0;
	error_finish(&page->error);
	cJSON_ArrayForEach (item, page->items) {
		CLEANUP(response) struct response response = RESPONSE_INIT;
		const struct request request = {
			.verb = VERB_DELETE,
			.resource = page->kind->resource,
			.version = page->kind->version,
			.namespace = json_str_at(item, "metadata", "namespace", NULL),
			.name = json_str_at(item, "metadata", "name", NULL),
			.subresource = "",
			.dry_run = page->dry_run == DRY_RUN_SERVER,
		};

		if (page->dry_run != DRY_RUN_CLIENT &&
		    !server_handle(server, &request, &response, &page->error))
			break;
		page->n_done++;
	}
	return true;
}

/* The error of one object ends everything, and what the server called it is lost. */
static bool page_error(const struct prune_page *page, struct error *err)
{
	const struct resource *resource = page->kind->resource;
	CLEANUP(str) char *version = resource_api_version(resource, page->kind->version);

	return error_set(err, REASON_CLIENT, "error pruning %s object %s%s, Kind=%s: %s",
			 resource->namespaced ? "namespaced" : "nonNamespaced",
			 *resource->group == '\0' ? "/" : "", version, resource->kind,
			 page->error.message);
}

static bool prune_page(void *context, const struct prune_kind *kind, const cJSON *items,
		       struct error *err)
{
	struct apply *apply = context;
	struct prune_page page = {
		.kind = kind,
		.dry_run = apply->printer.dry_run,
		.items = items,
	};
	enum store_access access = page.dry_run == DRY_RUN_CLIENT ? STORE_READ : STORE_WRITE;
	const cJSON *item = items->child;
	bool ok = true;

	if (item == NULL)
		return true;
	if (!session_run(apply->session, access, delete_page, &page, err))
		return false;
	for (size_t i = 0; ok && i < page.n_done; i++, item = item->next)
		ok = result_print(apply->session, &apply->printer, kind->resource, item, "pruned",
				  err);
	if (ok && page.error.reason != REASON_NONE)
		ok = page_error(&page, err);
	error_finish(&page.error);
	return ok;
}

bool pruning_run(struct apply *apply, const char *label_selector, struct error *err)
{
	const struct session *session = apply->session;

	return pruning_find(apply->session, apply->pruning,
			    session->namespace_given ? session->namespace : NULL, label_selector,
			    prune_page, apply, err);
}

/* ---- finding ---- */

/* Leaves those that are to go: applied once, and not now. */
static void filter_page(const struct pruning *pruning, cJSON *items)
{
	cJSON *next;

	for (cJSON *item = items->child; item != NULL; item = next) {
		next = item->next;
		if (last_applied_text(item) == NULL || is_visited(pruning, item))
			cJSON_Delete(cJSON_DetachItemViaPointer(items, item));
	}
}

struct prune_search {
	struct session *session;
	const struct pruning *pruning;
	const char *label_selector;
	pruning_use *use;
	void *context;
};

static bool find_kind(const struct prune_search *search, const struct prune_kind *kind,
		      const char *namespace, struct error *err)
{
	CLEANUP(listing)
	struct listing listing = {
		.resource = kind->resource,
		.version = kind->version,
		.namespace = namespace,
		.label_selector = search->label_selector,
	};
	bool ok = true;

	while (ok && !listing.done) {
		CLEANUP(json) cJSON *items = NULL;

		if (!listing_next(search->session, &listing, &items, err))
			return false;
		filter_page(search->pruning, items);
		ok = search->use(search->context, kind, items, err);
	}
	return ok;
}

static bool find_kinds(const struct prune_search *search, const char *namespace, struct error *err)
{
	const struct pruning *pruning = search->pruning;

	for (size_t i = 0; i < pruning->n_kinds; i++)
		if (pruning->kinds[i].resource->namespaced == (*namespace != '\0') &&
		    !find_kind(search, &pruning->kinds[i], namespace, err))
			return false;
	return true;
}

bool pruning_find(struct session *session, struct pruning *pruning, const char *namespace,
		  const char *label_selector, pruning_use *use, void *context, struct error *err)
{
	const struct prune_search search = { session, pruning, label_selector, use, context };

	if (namespace != NULL && !text_list_contains(&pruning->namespaces, namespace))
		text_list_add(&pruning->namespaces, namespace);
	text_list_sort(&pruning->namespaces);
	text_list_sort(&pruning->uids);
	if (pruning->by_default)
		log_warning(session->err, "prune.go:71",
			    "Deprecated: kubectl apply will no longer prune non-namespaced "
			    "resources by default when used with the --namespace flag in a future "
			    "release. To preserve the current behaviour, list the resources you "
			    "want to target explicitly in the --prune-allowlist flag.");
	for (size_t i = 0; i < pruning->namespaces.n; i++)
		if (!find_kinds(&search, pruning->namespaces.items[i], err))
			return false;
	return find_kinds(&search, "", err);
}

const struct flag flag_prune = {
	.name = "prune",
	.type = FLAG_BOOL,
	.help = "Delete what was applied once, matches the label selector and is not in the files "
		"now.",
};
const struct flag flag_prune_allowlist = {
	.name = "prune-allowlist",
	.type = FLAG_WORDS,
	.help = "Kinds that --prune may delete, as group/version/kind (core/v1/Service). May be "
		"repeated. Default: services and namespaces.",
};
