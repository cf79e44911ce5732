/* What `label` and `annotate` share: KEY=VALUE and KEY- arguments, put into one of the two maps of
 * metadata. */
#ifndef CIDRCTL_CLI_METADATA_EDIT_H
#define CIDRCTL_CLI_METADATA_EDIT_H

#include "batch.h"

struct metadata_edit;

/* What makes the two commands different. */
struct metadata_kind {
	const char *map;          /* "labels" */
	const char *pair;         /* "label" */
	const char *manager;      /* "kubectl-label" */
	const char *file_example; /* in texts: "pod" stands for pod.yaml */
	bool prints_answer;       /* the server's object, `---` between yaml; else our own copy */
	bool list_or_output;      /* --list and -o exclude each other */
	/* Judges the arguments that were read. */
	bool (*check)(const struct metadata_edit *edit, struct error *err);
	/* Without --overwrite: refuses values that the map has and that differ. */
	bool (*check_overwrite)(const struct metadata_edit *edit, const cJSON *map,
				struct error *err);
	/* The result's word. */
	const char *(*outcome)(const struct metadata_edit *edit, const cJSON *old,
			       const cJSON *new);
};

struct metadata_edit {
	const struct metadata_kind *kind;
	const struct args *args;
	struct selection selection;
	struct result_printer printer;
	const char *field_manager, *resource_version;
	bool overwrite, list, local;
	cJSON *set;                 /* key → value, in the order given */
	struct text_list set_words; /* as given: "key=value" */
	struct text_list removed;   /* keys */
};

/* Runs the command. */
bool metadata_edit_run(struct session *session, const struct args *args,
		       const struct metadata_kind *kind, struct error *err);

/* The flags of both commands. */
#define METADATA_EDIT_FLAGS                                                                 \
	&flag_all, &flag_all_namespaces, &flag_allow_missing_template_keys, &flag_dry_run,  \
		&flag_field_manager, &flag_field_selector, &flag_filename, &flag_kustomize, \
		&flag_local, &flag_output_write, &flag_record, &flag_recursive,             \
		&flag_resource_version, &flag_selector, &flag_show_managed_fields, &flag_template

#endif
