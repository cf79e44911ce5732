/* kubectl annotate. */
#include <string.h>

#include "metadata_edit.h"

/* What caused a change may always be said again. */
#define CHANGE_CAUSE "kubernetes.io/change-cause"

static bool check(const struct metadata_edit *edit, struct error *err)
{
	CLEANUP(strbuf) struct strbuf both = STRBUF_INIT;

	for (size_t i = 0; i < edit->removed.n; i++)
		if (json_child(edit->set, edit->removed.items[i]) != NULL)
			strbuf_addf(&both, "%s%s", both.length > 0 ? ", " : "",
				    edit->removed.items[i]);
	return both.length == 0 || error_set(err, REASON_CLIENT,
					     "can not both modify and remove the following "
					     "annotation(s) in the same command: %s",
					     both.text);
}

static bool check_overwrite(const struct metadata_edit *edit, const cJSON *annotations,
			    struct error *err)
{
	CLEANUP(strbuf) struct strbuf found = STRBUF_INIT;
	const cJSON *pair;

	cJSON_ArrayForEach (pair, edit->set) {
		const char *old = cJSON_GetStringValue(json_child(annotations, pair->string));

		if (old != NULL && strcmp(old, pair->valuestring) != 0 &&
		    strcmp(pair->string, CHANGE_CAUSE) != 0)
			strbuf_addf(&found, "%s'%s' already has a value (%s)",
				    found.length > 0 ? "; " : "", pair->string, old);
	}
	return found.length == 0 || error_set(err, REASON_CLIENT,
					      "--overwrite is false but found the following "
					      "declared annotation(s): %s",
					      found.text);
}

static const char *outcome(const struct metadata_edit *edit, const cJSON *old, const cJSON *new)
{
	(void)edit;
	(void)old;
	(void)new;
	return "annotated";
}

static const struct metadata_kind annotations = {
	.map = "annotations",
	.pair = "annotation",
	.manager = "kubectl-annotate",
	.file_example = "rsrc",
	.prints_answer = true,
	.check = check,
	.check_overwrite = check_overwrite,
	.outcome = outcome,
};

static bool run(struct session *session, const struct args *args, struct error *err)
{
	return metadata_edit_run(session, args, &annotations, err);
}

static const struct flag flag_list = {
	.name = "list",
	.type = FLAG_BOOL,
	.help = "Print the annotations, with what the arguments would make of them.",
};
static const struct flag flag_overwrite = {
	.name = "overwrite",
	.type = FLAG_BOOL,
	.help = "Let an annotation that has another value get the new one. Without it that is an "
		"error.",
};

const struct command cmd_annotate = {
	.name = "annotate",
	.summary = "Update the annotations on a resource",
	.usage = "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N "
		 "[--resource-version=version]",
	.description =
		"Update the annotations on one or more resources.\n"
		"\n"
		" KEY=VALUE sets an annotation, KEY- removes one. An annotation that is there with "
		"another value is only changed with --overwrite. With --resource-version the "
		"object must not have changed since.",
	.examples = "# Set an annotation of a service\n"
		    "kubectl annotate service web description='the storefront'\n"
		    "\n"
		    "# Change it\n"
		    "kubectl annotate --overwrite service web description='the shop'\n"
		    "\n"
		    "# Set an annotation of every service in the namespace\n"
		    "kubectl annotate services --all owner=bob\n"
		    "\n"
		    "# Remove an annotation\n"
		    "kubectl annotate service web description-",
	.flags = (const struct flag *const[]) { METADATA_EDIT_FLAGS, &flag_list, &flag_overwrite,
						NULL },
	.run = run,
};
