/* The file visitor: objects out of files, one at a time, in kubectl's order of checks: syntax,
 * apiVersion and kind, known kind, namespace. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest.h"

/* What the elements of a list inherit when they name neither kind nor version. */
struct list_context {
	char *kind, *api_version; /* owned */
};

struct manifests {
	struct session *session;
	struct manifest_options options;
	struct manifest_paths paths;
	size_t next_path;

	struct document_stream *stream; /* of the path before next_path; NULL: open the next one */
	const char *source;
	/* A list being expanded: from JSON text, or a tree; then lists inside it. */
	struct json_list *list;
	cJSON *items, *nested;
	struct list_context context;
};

void manifest_finish(struct manifest *manifest)
{
	cJSON_Delete(manifest->object);
	free(manifest->source);
	free(manifest->namespace);
	free(manifest->name);
	*manifest = (struct manifest) { .object = NULL };
}

void manifest_cleanup(struct manifest *manifest)
{
	manifest_finish(manifest);
}

/* ---- opening ---- */

static const char *kustomize_folder(const struct args *args)
{
	return args_takes(args, "kustomize") ? args_string(args, "kustomize") : "";
}

bool args_name_files(const struct args *args)
{
	return args_list(args, "filename")->n > 0 || *kustomize_folder(args) != '\0';
}

static bool has_kustomization(const char *folder)
{
	static const char *const names[] = { "kustomization.yaml", "kustomization.yml",
					     "Kustomization" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(str) char *path = xasprintf("%s/%s", folder, names[i]);

		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

/* A kustomization is a program of its own; kubectl's errors stand for the ways to miss one. */
static bool check_kustomize(const struct args *args, struct error *err)
{
	const char *folder = kustomize_folder(args);
	CLEANUP(str) char *absolute = NULL;
	struct stat status;

	if (*folder == '\0')
		return true;
	if (args_list(args, "filename")->n > 0)
		return error_set(err, REASON_CLIENT, "only one of -f or -k can be specified");
	if (args_bool(args, "recursive"))
		return error_set(err, REASON_CLIENT, "the -k flag can't be used with -f or -R");
	absolute = realpath(folder, NULL);
	if (absolute == NULL) {
		CLEANUP(str) char *here = *folder == '/' ? NULL : getcwd(NULL, 0);

		return error_set(err, REASON_CLIENT,
				 "must build at directory: not a valid directory: evalsymlink "
				 "failure on '%s' : lstat %s%s%s: no such file or directory",
				 folder, here != NULL ? here : "", here != NULL ? "/" : "", folder);
	}
	if (stat(absolute, &status) == 0 && !S_ISDIR(status.st_mode))
		return error_set(err, REASON_CLIENT,
				 "must build at directory: not a valid directory: '%s': file is "
				 "not directory",
				 folder);
	if (!has_kustomization(absolute))
		return error_set(err, REASON_CLIENT,
				 "unable to find one of 'kustomization.yaml', 'kustomization.yml' "
				 "or 'Kustomization' in directory '%s'",
				 absolute);
	return error_set(err, REASON_CLIENT,
			 "kustomizations are not supported: build this one with another program "
			 "and pass its output with -f -");
}

/* Several bad paths are reported together, one a line. */
static bool report_paths(struct session *session, struct error_list *errors, struct error *err)
{
	size_t n = errors->n;

	for (size_t i = 0; i + 1 < n; i++)
		session_collect(session, &errors->items[i].error);
	error_move(err, &errors->items[n - 1].error);
	free(errors->items);
	return false;
}

bool manifests_open(struct session *session, const struct args *args,
		    const struct manifest_options *options, struct manifests **ret_manifests,
		    struct error *err)
{
	struct manifest_paths paths = MANIFEST_PATHS_INIT;
	struct error_list errors = { .items = NULL };
	struct manifests *manifests;

	if (!check_kustomize(args, err))
		return false;
	if (args_list(args, "filename")->n == 0) {
		*ret_manifests = NULL;
		return true;
	}
	if (!manifest_paths_find(args, &paths, &errors))
		return report_paths(session, &errors, err);
	manifests = xcalloc(1, sizeof(*manifests));
	manifests->session = session;
	manifests->options = *options;
	manifests->paths = paths;
	*ret_manifests = manifests;
	return true;
}

struct manifests *manifests_open_text(struct session *session, const char *name, const char *text,
				      size_t length, const struct manifest_options *options)
{
	struct manifests *manifests = xcalloc(1, sizeof(*manifests));

	manifests->session = session;
	manifests->options = *options;
	manifests->source = name;
	manifests->stream = document_stream_of_text(text, length);
	return manifests;
}

bool manifests_single(const struct manifests *manifests)
{
	return manifests->paths.single;
}

static void end_list(struct manifests *manifests)
{
	json_list_close(manifests->list);
	cJSON_Delete(manifests->items);
	cJSON_Delete(manifests->nested);
	free(manifests->context.kind);
	free(manifests->context.api_version);
	manifests->list = NULL;
	manifests->items = manifests->nested = NULL;
	manifests->context = (struct list_context) { .kind = NULL };
}

static void end_file(struct manifests *manifests)
{
	end_list(manifests);
	document_stream_close(manifests->stream);
	manifests->stream = NULL;
}

void manifests_destroy(struct manifests *manifests)
{
	if (manifests == NULL)
		return;
	end_file(manifests);
	manifest_paths_finish(&manifests->paths);
	free(manifests);
}

void manifests_cleanup(struct manifests **manifests)
{
	manifests_destroy(*manifests);
}

/* ---- objects ---- */

bool manifest_namespace_error(const char *own, const char *wanted, struct error *err)
{
	CLEANUP(str) char *theirs = text_quoted(own);
	CLEANUP(str) char *ours = text_quoted(wanted);

	return error_set(err, REASON_CLIENT,
			 "the namespace from the provided object %s does not match the namespace "
			 "%s. You must pass '--namespace=%s' to perform this operation.",
			 theirs, ours, own);
}

/* Fills in, checks or drops the namespace. */
static bool settle_namespace(const struct manifest_options *options, struct manifest *manifest,
			     struct error *err)
{
	cJSON *metadata = json_child(manifest->object, "metadata");
	const char *own = json_str(metadata, "namespace");

	manifest->namespace = xstrdup("");
	if (!manifest->resource->namespaced) {
		if (*own != '\0')
			json_remove(metadata, "namespace");
		return true;
	}
	if (*own == '\0') {
		own = options->namespace != NULL ? options->namespace : "";
		if (*own != '\0')
			json_set_str(json_ensure_object(manifest->object, "metadata"), "namespace",
				     own);
	} else if (options->enforce_namespace && strcmp(own, options->namespace) != 0) {
		return manifest_namespace_error(own, options->namespace, err);
	}
	free(manifest->namespace);
	manifest->namespace = xstrdup(own);
	return true;
}

/* Turns a tree, which it takes over, into *ret_manifest. False: an error was collected. */
static bool make_manifest(struct manifests *manifests, cJSON *tree, bool element,
			  struct manifest *ret_manifest)
{
	struct session *session = manifests->session;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(manifest) struct manifest manifest = { .object = tree };

	if (!manifest_find_kind(json_str(tree, "apiVersion"), json_str(tree, "kind"),
				&manifest.resource, &manifest.version)) {
		manifest_kind_error(manifests->source, tree, element, &err);
		return session_collect_file(session, &err);
	}
	manifest.order = session->next_order++;
	if (!settle_namespace(&manifests->options, &manifest, &err))
		return session_collect_at(session, manifest.order, &err);
	manifest.source = xstrdup(manifests->source);
	manifest.name = xstrdup(json_str_at(tree, "metadata", "name", NULL));
	*ret_manifest = manifest;
	manifest = (struct manifest) { .object = NULL };
	return true;
}

/* ---- lists ---- */

static bool is_list(const cJSON *tree)
{
	const cJSON *items = json_child(tree, "items");

	return items != NULL && (cJSON_IsArray(items) || cJSON_IsNull(items));
}

static void begin_list(struct manifests *manifests, cJSON *tree, struct json_list *list)
{
	const char *kind = json_str(tree, "kind");
	size_t length = strlen(kind);

	if (text_ends_with(kind, "List"))
		length -= strlen("List");
	manifests->list = list;
	manifests->items = list == NULL ? json_take(tree, "items") : NULL;
	manifests->context.kind = xstrndup(kind, length);
	manifests->context.api_version = xstrdup(json_str(tree, "apiVersion"));
}

static cJSON *take_first(cJSON *items)
{
	return items != NULL ? cJSON_DetachItemFromArray(items, 0) : NULL;
}

/* The next element of the list that is being expanded, lists inside it flattened; they come behind
 * the elements of the list they stand in. NULL: the list has ended. */
static cJSON *next_element(struct manifests *manifests)
{
	for (;;) {
		cJSON *element = manifests->list != NULL ? json_list_next(manifests->list)
							 : take_first(manifests->items);

		if (element == NULL) {
			if (manifests->nested == NULL)
				return NULL;
			json_list_close(manifests->list);
			manifests->list = NULL;
			cJSON_Delete(manifests->items);
			manifests->items = TAKE(manifests->nested);
			continue;
		}
		if (!is_list(element))
			return element;
		if (manifests->nested == NULL)
			manifests->nested = cJSON_CreateArray();
		for (cJSON *inner, *items = json_child(element, "items");
		     (inner = take_first(items)) != NULL;)
			json_append(manifests->nested, inner);
		cJSON_Delete(element);
	}
}

static void inherit_kind(const struct list_context *context, cJSON *element)
{
	if (!cJSON_IsObject(element) || *context->kind == '\0' ||
	    *json_str(element, "kind") != '\0' || *json_str(element, "apiVersion") != '\0')
		return;
	json_set_str(element, "kind", context->kind);
	json_set_str(element, "apiVersion", context->api_version);
}

static bool from_list(struct manifests *manifests, struct manifest *ret_manifest)
{
	cJSON *element;

	while ((element = next_element(manifests)) != NULL) {
		struct error err = ERROR_INIT;

		inherit_kind(&manifests->context, element);
		if (!manifest_check_decodes(manifests->source, element, &err)) {
			session_collect_file(manifests->session, &err);
			cJSON_Delete(element);
		} else if (make_manifest(manifests, element, true, ret_manifest)) {
			return true;
		}
	}
	end_list(manifests);
	return false;
}

/* ---- the walk ---- */

/* Reads the next document of the open file. False: the file has ended. */
static bool next_document(struct manifests *manifests, cJSON **ret_tree,
			  struct json_list **ret_list)
{
	CLEANUP(json) cJSON *tree = NULL;
	struct json_list *list = NULL;
	struct error err = ERROR_INIT;

	switch (document_stream_next(manifests->stream, &tree, &list, &err)) {
	case DOCUMENT_END:
		return false;
	case DOCUMENT_FAILED:
		error_prefix(&err, "error parsing %s: ", manifests->source);
		return session_collect_file(manifests->session, &err);
	case DOCUMENT_FOUND:
		break;
	}
	if (manifests->options.check_set && !manifest_check_header(manifests->source, tree, &err)) {
		json_list_close(list);
		return session_collect_file(manifests->session, &err);
	}
	*ret_tree = TAKE(tree);
	*ret_list = list;
	return true;
}

/* Handles one document: a list is begun, an object made. True: *ret_manifest is set. */
static bool from_document(struct manifests *manifests, cJSON *tree, struct json_list *list,
			  struct manifest *ret_manifest)
{
	struct error err = ERROR_INIT;

	if (!manifest_check_decodes(manifests->source, tree, &err)) {
		json_list_close(list);
		cJSON_Delete(tree);
		return session_collect_file(manifests->session, &err);
	}
	if (list == NULL && !is_list(tree))
		return make_manifest(manifests, tree, false, ret_manifest);
	if (manifest_list_kind_is_known(json_str(tree, "apiVersion"), json_str(tree, "kind"))) {
		begin_list(manifests, tree, list);
	} else {
		json_list_close(list);
		manifest_kind_error(manifests->source, tree, false, &err);
		session_collect_file(manifests->session, &err);
	}
	cJSON_Delete(tree);
	return false;
}

static bool open_next(struct manifests *manifests)
{
	struct error err = ERROR_INIT;
	const struct manifest_path *path = &manifests->paths.items[manifests->next_path++];

	manifests->source = path->path != NULL ? path->path : "STDIN";
	if (document_stream_open(path->path, manifests->session->in, &manifests->stream, &err))
		return true;
	return session_collect_file(manifests->session, &err);
}

bool manifests_next(struct manifests *manifests, struct manifest *ret_manifest)
{
	for (;;) {
		struct json_list *list = NULL;
		cJSON *tree = NULL;

		if (manifests->list != NULL || manifests->items != NULL) {
			if (from_list(manifests, ret_manifest))
				return true;
		} else if (manifests->stream == NULL) {
			if (manifests->next_path == manifests->paths.n)
				return false;
			open_next(manifests);
		} else if (!next_document(manifests, &tree, &list)) {
			end_file(manifests);
		} else if (from_document(manifests, tree, list, ret_manifest)) {
			return true;
		}
	}
}
