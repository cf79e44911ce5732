/* Source: kubectl pkg/cmd/util/editor editoptions.go of release 1.33. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/yaml.h"
#include "edit.h"
#include "manifest.h"
#include "program.h"

/* The present state of an editing. */
struct round {
	struct manifest *objects;
	size_t n_objects;
	struct strbuf original, edited; /* the file as it was first made, and as it was left last */
	char *file;                     /* owned; holds `edited`; NULL: there is none */
	struct edit_results results;
	bool again; /* something was wrong with `edited` */
	bool done;
};

static void results_reset(struct edit_results *results)
{
	strbuf_finish(&results->reasons);
	*results = (struct edit_results) { .reasons = STRBUF_INIT };
}

static void drop_file(struct round *round)
{
	if (round->file != NULL)
		unlink(round->file);
	free(TAKE(round->file));
}

/* ---- why an object is edited again ---- */

/* A text inside a comment: its lines are comments too. */
static void add_comment(struct strbuf *out, const char *before, const char *text, const char *after)
{
	strbuf_addf(out, "# %s", before);
	for (; *text != '\0'; text++) {
		strbuf_add_char(out, *text);
		if (*text == '\n' && text[1] != '\0' && text[1] != '#')
			strbuf_add_str(out, "# ");
	}
	strbuf_addf(out, "%s\n", after);
}

static void add_invalid(const char *what, const struct error *problem, struct edit_results *results)
{
	CLEANUP(str) char *head = xasprintf("%s was not valid", what);

	results->n_invalid++;
	add_comment(&results->reasons, "", head, problem->n_causes > 0 ? ":" : "");
	for (size_t i = 0; i < problem->n_causes; i++) {
		const struct cause *cause = &problem->causes[i];
		CLEANUP(str) char *text = xasprintf("%s: %s", cause->field, cause->message);

		add_comment(&results->reasons, "* ", text, "");
	}
	strbuf_add_str(&results->reasons, "#\n");
}

void edit_add_error(struct edit *edit, const struct manifest *manifest, const struct error *problem,
		    struct edit_results *results)
{
	CLEANUP(str) char *plural = resource_full_name(manifest->resource);
	CLEANUP(str) char *name = text_quoted(manifest->name);
	CLEANUP(str) char *what = xasprintf("%s %s", plural, name);

	if (problem->reason == REASON_INVALID) {
		add_invalid(what, problem, results);
		fprintf(edit->session->err, "error: %s is invalid\n", what);
	} else if (problem->reason == REASON_NOT_FOUND) {
		results->n_not_found++;
		fprintf(edit->session->err, "error: %s could not be found on the server\n", what);
	} else {
		results->n_retryable++;
		fprintf(edit->session->err, "error: %s could not be patched: %s\n", what,
			problem->message);
	}
}

/* ---- the file ---- */

static bool is_json(const struct edit *edit)
{
	return text_equal_fold(edit->format, "json");
}

static bool check_format(const struct edit *edit, struct error *err)
{
	CLEANUP(str) char *quoted = text_quoted(edit->format);

	return *edit->format == '\0' || is_json(edit) || text_equal_fold(edit->format, "yaml") ||
	       error_set(err, REASON_CLIENT,
			 "unable to match a printer suitable for the output format %s, allowed "
			 "formats are: json,yaml",
			 quoted);
}

/* What is edited: the object, or a List of them. Owned. */
static cJSON *make_document(const struct round *round)
{
	cJSON *list, *items;

	for (size_t i = 0; i < round->n_objects; i++) {
		cJSON *metadata = json_child(round->objects[i].object, "metadata");

		if (metadata != NULL)
			json_remove(metadata, "managedFields");
		json_sort(round->objects[i].object);
	}
	if (round->n_objects == 1)
		return json_copy(round->objects[0].object);
	list = cJSON_CreateObject();
	json_set_str(list, "apiVersion", "v1");
	items = json_ensure_array(list, "items");
	for (size_t i = 0; i < round->n_objects; i++)
		json_append(items, json_copy(round->objects[i].object));
	json_set_str(list, "kind", "List");
	json_ensure_object(list, "metadata");
	return list;
}

static void add_lines(const struct edit *edit, const struct strbuf *text, struct strbuf *out)
{
	for (size_t i = 0; i < text->length; i++) {
		if (text->text[i] == '\n' && edit->windows_line_endings)
			strbuf_add_char(out, '\r');
		strbuf_add_char(out, text->text[i]);
	}
}

static bool make_file(const struct edit *edit, const struct round *round, struct strbuf *out,
		      struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(json) cJSON *document = NULL;

	/* Comments would break a JSON file; kubectl goes by the flag as it was written. */
	if (strcmp(edit->format, "json") != 0)
		strbuf_addf(&text, "%s%s", edit->mode->header, round->results.reasons.text);
	if (round->again) {
		add_lines(edit, &text, out);
		edited_strip(&round->edited, out);
		return true;
	}
	document = make_document(round);
	if (is_json(edit)) {
		json_print(document, JSON_INDENT_4, &text);
		strbuf_add_char(&text, '\n');
	} else if (!yaml_print(document, &text, err)) {
		return false;
	}
	add_lines(edit, &text, out);
	return true;
}

/* ---- what came back ---- */

static bool same_meaning(const struct strbuf *a, const struct strbuf *b)
{
	CLEANUP(str) char *left = edited_meaning(a);
	CLEANUP(str) char *right = edited_meaning(b);

	return strcmp(left, right) == 0;
}

/* Whether it is an object at all, before it is compared with anything. */
static bool check_document(const struct strbuf *edited, struct error *err)
{
	CLEANUP(str) char *meaning = edited_meaning(edited);
	CLEANUP(json) cJSON *tree = NULL;

	if (*meaning == '{') {
		if (!json_parse(meaning, strlen(meaning), NULL, &tree, err))
			return false;
	} else if (!yaml_parse(meaning, strlen(meaning), &tree, err)) {
		return false;
	}
	return manifest_check_kind_set(tree, err);
}

static bool validate(struct edit *edit, struct round *round)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(error) struct error invalid = ERROR_INIT;
	CLEANUP(str) char *message = NULL;

	if (edit->validation == FIELD_VALIDATION_IGNORE || check_document(&round->edited, &problem))
		return true;
	message = xasprintf("Invalid value: \"The edited file failed validation\": %s",
			    problem.message);
	error_set(&invalid, REASON_INVALID, "%s", message);
	error_add_cause(&invalid, "FieldValueInvalid", "<nil>", message);
	edit_add_error(edit, &round->objects[0], &invalid, &round->results);
	return false;
}

static bool parse(struct edit *edit, struct round *round, struct manifest_list *ret_list)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(str) char *text = NULL;

	if (manifest_list_parse(edit->session, "edited-file", round->edited.text,
				round->edited.length, ret_list, &problem))
		return true;
	text = xasprintf("The edited file had a syntax error: %s", problem.message);
	add_comment(&round->results.reasons, "", text, "");
	strbuf_add_str(&round->results.reasons, "#\n");
	return false;
}

/* The namespace is the command's, and cannot be edited. */
static bool check_namespaces(const struct edit *edit, struct manifest_list *list, struct error *err)
{
	const char *wanted = edit->session->namespace;

	for (size_t i = 0; i < list->n; i++) {
		struct manifest *manifest = &list->items[i];

		if (!manifest->resource->namespaced || strcmp(manifest->namespace, wanted) == 0)
			continue;
		if (*manifest->namespace != '\0')
			return manifest_namespace_error(manifest->namespace, wanted, err);
		json_set_str(json_ensure_object(manifest->object, "metadata"), "namespace", wanted);
		free(manifest->namespace);
		manifest->namespace = xstrdup(wanted);
	}
	return true;
}

/* ---- one round ---- */

static void say(const struct edit *edit, const char *text)
{
	fprintf(edit->session->err, "%s\n", text);
}

/* True: the editing ends here, nothing was to be done. */
static bool is_cancelled(struct edit *edit, struct round *round)
{
	const char *text = NULL;

	if (same_meaning(&round->original, &round->edited))
		text = "Edit cancelled, no changes made.";
	else if (!edited_has_lines(&round->edited))
		text = "Edit cancelled, saved file was empty.";
	if (text == NULL)
		return false;
	say(edit, text);
	drop_file(round);
	return true;
}

/* What is left in the file after the objects were sent. */
static void conclude(struct edit *edit, struct round *round)
{
	struct edit_results *results = &round->results;

	round->again = results->n_invalid > 0;
	round->done = !round->again;
	if (results->n_retryable > 0) {
		fprintf(edit->session->err,
			"You can run `%s replace -f %s` to try this update again.\n",
			edit->session->program, round->file);
	} else if (results->n_not_found > 0) {
		CLEANUP(str) char *quoted = text_quoted(round->file);

		fprintf(edit->session->err,
			"The edits you made on deleted resources have been saved to %s\n", quoted);
	} else {
		if (round->done)
			drop_file(round);
		return;
	}
	edit->session->exit_status = 1;
	round->done = true;
}

static bool commit(struct edit *edit, struct round *round, struct error *err)
{
	struct manifest_list list = { .items = NULL };
	bool ok = true;

	results_reset(&round->results);
	if (!parse(edit, round, &list)) {
		round->again = true;
	} else {
		ok = check_namespaces(edit, &list, err);
		for (size_t i = 0; ok && edit->save_config && i < list.n; i++)
			last_applied_set(list.items[i].object, false);
		for (size_t i = 0; ok && i < list.n; i++)
			record_change_cause(edit->session->args, list.items[i].object);
		ok = ok && edit->mode->commit(edit, round->objects, round->n_objects, list.items,
					      list.n, &round->results, err);
		if (ok)
			conclude(edit, round);
	}
	manifest_list_finish(&list);
	return ok;
}

static bool open_editor(struct edit *edit, struct round *round, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf before = round->edited;
	CLEANUP(str) char *path = NULL;
	bool unchanged;

	round->edited = (struct strbuf)STRBUF_INIT;
	round->results.n_invalid = 0;
	if (round->again)
		strbuf_add(&round->edited, before.text, before.length);
	if (!check_format(edit, err) || !make_file(edit, round, &text, err))
		return false;
	if (!round->again) {
		strbuf_truncate(&round->original, 0);
		strbuf_add(&round->original, text.text, text.length);
	}
	strbuf_truncate(&round->edited, 0);
	if (!editor_run(edit->session, strcmp(edit->format, "json") == 0 ? ".json" : ".yaml", &text,
			&path, &round->edited, err))
		return false;
	unchanged = round->again && same_meaning(&before, &round->edited);
	drop_file(round);
	round->file = TAKE(path);
	return !unchanged ||
	       error_set(err, REASON_CLIENT, "Edit cancelled, no valid changes were saved.");
}

static bool next_round(struct edit *edit, struct round *round, struct error *err)
{
	if (!open_editor(edit, round, err))
		return false;
	results_reset(&round->results);
	if (!validate(edit, round)) {
		round->again = true;
		return true;
	}
	round->done = is_cancelled(edit, round);
	return round->done || commit(edit, round, err);
}

bool edit_run(struct edit *edit, struct manifest *objects, size_t n, struct error *err)
{
	struct round round = {
		.objects = objects,
		.n_objects = n,
		.original = STRBUF_INIT,
		.edited = STRBUF_INIT,
		.results = { .reasons = STRBUF_INIT },
	};
	bool ok = true;

	while (ok && !round.done)
		ok = next_round(edit, &round, err);
	if (!ok && round.file != NULL) {
		CLEANUP(str) char *quoted = text_quoted(round.file);

		fprintf(edit->session->err, "A copy of your changes has been stored to %s\n",
			quoted);
	}
	strbuf_finish(&round.original);
	strbuf_finish(&round.edited);
	results_reset(&round.results);
	free(round.file);
	return ok;
}
