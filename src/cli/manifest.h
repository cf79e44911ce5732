/* What the files of the manifest visitor share: manifest_paths.c finds the files, manifest_stream.c
 * splits one into documents, manifest_check.c looks at a document, manifest.c makes objects. */
#ifndef CIDRCTL_CLI_MANIFEST_H
#define CIDRCTL_CLI_MANIFEST_H

#include "internal.h"

/* ---- files ---- */

struct manifest_path {
	char *path; /* owned; NULL: standard input */
};
struct manifest_paths {
	struct manifest_path *items;
	size_t n, capacity;
	bool single; /* one file that was named itself */
};
#define MANIFEST_PATHS_INIT   \
	{                     \
		.items = NULL \
	}

/* Expands -f and -R: folders, patterns. Errors: kubectl's; several are joined as it joins them. */
bool manifest_paths_find(const struct args *args, struct manifest_paths *ret_paths,
			 struct error_list *errors);
void manifest_paths_finish(struct manifest_paths *paths);

/* ---- documents ---- */

struct document_stream;
enum document_answer { DOCUMENT_FAILED, DOCUMENT_END, DOCUMENT_FOUND };

/* Opens one file; path NULL: `in`. Errors: "open x.yaml: permission denied". */
bool document_stream_open(const char *path, FILE *in, struct document_stream **ret_stream,
			  struct error *err);
/* The same for a text, which must stay. Owned. */
struct document_stream *document_stream_of_text(const char *text, size_t length);
/* The next document that is not empty. Its "items", if they are JSON text, are not in *ret_tree but
 * come from *ret_list, which lives no longer than the stream. After FAILED the stream is at its
 * end. Errors: the parser's words alone. */
enum document_answer document_stream_next(struct document_stream *stream, cJSON **ret_tree,
					  struct json_list **ret_list, struct error *err);
void document_stream_close(struct document_stream *stream); /* NULL is allowed */

/* ---- checks (manifest_check.c); source: "STDIN" or the path ---- */

/* "[apiVersion not set, kind not set]": what the client's own validation says. */
bool manifest_check_kind_set(const cJSON *tree, struct error *err);
/* The client's own validation: apiVersion and kind are there. Unknown fields are the server's to
 * judge. */
bool manifest_check_header(const char *source, const cJSON *tree, struct error *err);
/* What the decoder needs before any kind is looked up: an object, a kind, metadata of the right
 * types. */
bool manifest_check_decodes(const char *source, const cJSON *tree, struct error *err);
/* A kind as discovery registers it: in its own spelling, and in lower case. */
bool manifest_find_kind(const char *api_version, const char *kind,
			const struct resource **ret_resource, const char **ret_version);
/* Every version has a List of its own, and a list kind for each kind. */
bool manifest_list_kind_is_known(const char *api_version, const char *kind);
/* What is said about an unknown kind; element: of a list. Returns false. */
bool manifest_kind_error(const char *source, const cJSON *tree, bool element, struct error *err);

#endif
