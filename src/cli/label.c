/* kubectl label. */
#include <string.h>

#include "cidrctl/validation.h"
#include "metadata_edit.h"

static bool check_pair(const char *word, struct error *err)
{
	CLEANUP(text_list) struct text_list problems = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf joined = STRBUF_INIT;
	CLEANUP(str) char *quoted = text_quoted(word);
	const char *value = strchr(word, '=') + 1;

	if (strchr(value, '=') != NULL)
		return error_set(err, REASON_CLIENT, "invalid label spec: %s", word);
	check_label_value(value, &problems);
	for (size_t i = 0; i < problems.n; i++)
		strbuf_addf(&joined, "%s%s", i > 0 ? ";" : "", problems.items[i]);
	return problems.n == 0 ||
	       error_set(err, REASON_CLIENT, "invalid label value: %s: %s", quoted, joined.text);
}

static bool check(const struct metadata_edit *edit, struct error *err)
{
	for (size_t i = 0; i < edit->set_words.n; i++)
		if (!check_pair(edit->set_words.items[i], err))
			return false;
	for (size_t i = 0; i < edit->removed.n; i++)
		if (json_child(edit->set, edit->removed.items[i]) != NULL)
			return error_set(err, REASON_CLIENT,
					 "can not both modify and remove a label in the same "
					 "command");
	return true;
}

/* Several conflicts are several errors, of one object. */
static bool check_overwrite(const struct metadata_edit *edit, const cJSON *labels,
			    struct error *err)
{
	CLEANUP(strbuf) struct strbuf joined = STRBUF_INIT;
	CLEANUP(text_list) struct text_list lines = TEXT_LIST_INIT;
	const cJSON *pair;

	cJSON_ArrayForEach (pair, edit->set) {
		const char *old = cJSON_GetStringValue(json_child(labels, pair->string));

		if (old != NULL && strcmp(old, pair->valuestring) != 0)
			text_list_take(&lines, xasprintf("'%s' already has a value (%s), and "
							 "--overwrite is false",
							 pair->string, old));
	}
	if (lines.n == 0)
		return true;
	for (size_t i = 0; i < lines.n; i++)
		strbuf_addf(&joined, "%s%s", i > 0 ? ", " : "", lines.items[i]);
	error_set(err, REASON_CLIENT, lines.n > 1 ? "[%s]" : "%s", joined.text);
	for (size_t i = 0; lines.n > 1 && i < lines.n; i++)
		error_add_cause(err, "", "", lines.items[i]);
	return false;
}

/* The word is chosen by what became of the text's length. */
static const char *outcome(const struct metadata_edit *edit, const cJSON *old, const cJSON *new)
{
	CLEANUP(str) char *old_text = json_text(old);
	CLEANUP(str) char *new_text = json_text(new);

	if (json_equal(old, new))
		return "not labeled";
	return !edit->overwrite && strlen(new_text) < strlen(old_text) ? "unlabeled" : "labeled";
}

static const struct metadata_kind labels = {
	.map = "labels",
	.pair = "label",
	.manager = "kubectl-label",
	.file_example = "pod",
	.list_or_output = true,
	.check = check,
	.check_overwrite = check_overwrite,
	.outcome = outcome,
};

static bool run(struct session *session, const struct args *args, struct error *err)
{
	return metadata_edit_run(session, args, &labels, err);
}

static const struct flag flag_list = {
	.name = "list",
	.type = FLAG_BOOL,
	.help = "Print the labels, with what the arguments would make of them.",
};
static const struct flag flag_overwrite = {
	.name = "overwrite",
	.type = FLAG_BOOL,
	.help = "Let a label that has another value get the new one. Without it that is an error.",
};

const struct command cmd_label = {
	.name = "label",
	.summary = "Update the labels on a resource",
	.usage = "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N "
		 "[--resource-version=version]",
	.description =
		"Update the labels on a resource.\n"
		"\n"
		" KEY=VALUE sets a label, KEY- removes one. A label that is there with another "
		"value is only changed with --overwrite. With --resource-version the object must "
		"not have changed since.",
	.examples = "# Set a label of a service\n"
		    "kubectl label service web tier=frontend\n"
		    "\n"
		    "# Change it\n"
		    "kubectl label --overwrite service web tier=backend\n"
		    "\n"
		    "# Set a label of every service in the namespace\n"
		    "kubectl label services --all env=test\n"
		    "\n"
		    "# Remove a label\n"
		    "kubectl label service web tier-",
	.flags = (const struct flag *const[]) { METADATA_EDIT_FLAGS, &flag_list, &flag_overwrite,
						NULL },
	.run = run,
};
