/* What the files of src/cli share: the rows of commands and flags, the session of one run, and the
 * helpers that give every command kubectl's grammar and words.
 *
 * To add a command: src/cli/VERB.c with its functions and its `const struct command`, an extern
 * line at the end of this file, a line in commands.c (or in the parent's list of subcommands), a
 * line in meson.build, rows in tests/cli. Help, suggestions and completions follow from the row.
 *
 * A command turns its arguments into requests, runs them with session_request or session_run, and
 * prints only after the transaction has ended. */
#ifndef CIDRCTL_CLI_INTERNAL_H
#define CIDRCTL_CLI_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cidrctl/cli.h"
#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/output.h"
#include "cidrctl/request.h"
#include "cidrctl/resource.h"
#include "cidrctl/server.h"
#include "cidrctl/text.h"

struct args;
struct command;
struct session;

/* ---- flags (flags.c, flag_table.c) ---- */

enum flag_type {
	FLAG_STRING,
	FLAG_BOOL,     /* takes a value only as --flag=value */
	FLAG_INT,      /* 64 bits */
	FLAG_DURATION, /* Go's notation: 1m30s */
	FLAG_LIST,     /* adds up over repetitions and splits at commas (CSV, as pflag's slices) */
	FLAG_WORDS,    /* adds up over repetitions, each as it is (pflag's arrays) */
};

struct flag {
	const char *name;
	char short_name; /* 0: none */
	enum flag_type type;
	const char
		*initial; /* value when the flag is not given; NULL: "" (or false, 0, empty list) */
	const char
		*no_value; /* what `--flag` without `=` means; NULL: the flag needs an argument */
	const char *help;  /* our own words, no final newline */
	const char
		*deprecated; /* what is said when it is given; NULL: nothing. Make it hidden too. */
	bool hidden;
	bool own; /* kubectl does not have it */
};

/* Flags that several commands share, all in flag_table.c. A command lists what it takes. */
extern const struct flag flag_filename, flag_recursive, flag_kustomize; /* -f, -R, -k */
extern const struct flag flag_selector, flag_field_selector, flag_all, flag_all_namespaces;
extern const struct flag flag_output_get;   /* -o with table formats */
extern const struct flag flag_output_write; /* -o of the writing commands */
extern const struct flag flag_template, flag_allow_missing_template_keys;
extern const struct flag flag_show_managed_fields;
extern const struct flag flag_dry_run, flag_validate, flag_save_config;
extern const struct flag flag_field_manager; /* see args_given: its default differs by command */
extern const struct flag flag_raw_send;      /* of the writing commands (raw.h) */
extern const struct flag flag_record;        /* see args_change_cause */
extern const struct flag flag_chunk_size, flag_ignore_not_found;
extern const struct flag flag_cascade, flag_grace_period, flag_local, flag_resource_version,
	flag_subresource;

/* kubectl's global options and our own (--state, --seed, --hints), NULL-ended, sorted. */
extern const struct flag *const global_flags[];

/* The parsed command line of one command. A flag is named without dashes; asking for one that the
 * command does not take (and that is not global) is a bug. All results are borrowed. */
const char *args_string(const struct args *args, const char *flag);
bool args_bool(const struct args *args, const char *flag);
int64_t args_int(const struct args *args, const char *flag);
int64_t args_duration_ns(const struct args *args, const char *flag);
const struct text_list *args_list(const struct args *args, const char *flag);
/* True when the flag stood on the command line. */
bool args_given(const struct args *args, const char *flag);
/* True when the command takes the flag. */
bool args_takes(const struct args *args, const char *flag);
/* The positional arguments, flags and command words taken out. */
size_t args_count(const struct args *args);
const char *args_at(const struct args *args, size_t index);
/* What --record notes in an object: the command line, flags last and by their long names. NULL
 * without --record. */
const char *args_change_cause(const struct args *args);
/* Says which of the flags given are deprecated. */
void args_warn_deprecated(const struct args *args, FILE *err);
/* "kubectl create service clusterip", with the program's own name. */
const char *args_command_path(const struct args *args);

/* ---- commands (commands.c, help.c) ---- */

struct command {
	const char *name;
	const char *const *aliases;       /* NULL-ended, or NULL */
	const char *const *suggested_for; /* words of others that mean this; NULL-ended, or NULL */
	const char *summary;              /* one line without a period, for the parent's list */
	const char *usage;       /* what follows the name in "Usage:", e.g. "-f FILENAME" */
	bool usage_flags;        /* "[flags]" stands before "[options]", as kubectl prints it */
	const char *description; /* paragraphs; NULL: the summary */
	const char *examples;    /* lines as printed, not indented; NULL: none. "kubectl" at the
				     * start of a word becomes the program's name. */
	const struct flag *const *flags;          /* NULL-ended, or NULL */
	const struct command *const *subcommands; /* NULL-ended, sorted by name, or NULL */
	bool hidden;
	int error_status; /* exit status of errors; 0: 1. diff, where 1 says something else. */
	bool raw_args;    /* __complete: arguments are handed over unparsed */
	/* False: err says why. Errors of single objects go to session_collect instead, and the
	 * command goes on; the exit status is 1 when anything was collected. NULL: help is printed
	 * on stderr and the exit status is 1. */
	bool (*run)(struct session *session, const struct args *args, struct error *err);
};

/* Every command, in the groups that `help` shows. kubectl's order: suggestions come in it. */
struct command_group {
	const char *title;                     /* NULL: commands that the help does not group */
	const struct command *const *commands; /* NULL-ended */
};
extern const struct command_group command_groups[];
extern const size_t n_command_groups;

/* The command at place `index` of all groups; NULL behind the last one. */
const struct command *command_at(size_t index);
/* The row of that name or alias among a command's subcommands; parent NULL: the top. NULL: none. */
const struct command *command_find(const struct command *parent, const char *name);
/* Resolves the command words among argv[1..]; takes them out of `words`. *ret_command is NULL for
 * the bare program. Errors: kubectl's "unknown command", with suggestions. */
bool command_resolve(const char *program, struct text_list *words,
		     const struct command **ret_command, char **ret_path, struct error *err);

/* "exactly one NAME is required, got 0\nSee 'kubectl create service clusterip -h' for help and
 * examples": the error of a command's own check of its arguments. Returns false. */
bool usage_error(const struct args *args, struct error *err, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Prints what `COMMAND --help` prints. path: as args_command_path gives it. */
void help_print(FILE *out, const struct command *command, const char *path, const char *program);

/* ---- the session (session.c) ---- */

struct error_item {
	struct error error;
	size_t order; /* errors are reported in this order */
};
struct error_list {
	struct error_item *items;
	size_t n, capacity;
};

/* How errors that the file visitor met stand among the others: kubectl nests them, and what is
 * nested twice loses its "error: ". */
enum file_errors {
	FILE_ERRORS_LAST,  /* create, delete, replace */
	FILE_ERRORS_FIRST, /* apply */
	FILE_ERRORS_BARE,  /* get, as a table */
	FILE_ERRORS_FLAT,  /* get, other formats: like all others */
};

struct session {
	const char *program; /* base name of argv[0]; stands where kubectl's texts say kubectl */
	FILE *in, *out, *err;
	const struct args *args;
	const char *namespace; /* -n, else "default"; "" never */
	bool namespace_given;  /* -n with a value: files must agree with it */
	bool hints;            /* "hint: …" lines are wanted on stderr */
	int error_status;      /* exit status when errors were collected */
	int exit_status;       /* set when the command failed without an error to report */

	char *state_path;      /* NULL until the state is needed */
	struct server *server; /* NULL until the state is needed */
	struct strbuf trace;   /* lines that -v asks for, of the transaction under way */

	struct error_list errors, file_errors;
	enum file_errors file_errors_place;
	size_t next_order;
	size_t n_warnings;
	struct text_list warned; /* a warning is printed once */
};

/* Runs work in one transaction (server_run), opening the state on first use and saying so on
 * stderr when that made the file. */
bool session_run(struct session *session, enum store_access access, server_work *work,
		 void *context, struct error *err);
/* The server for the state file, opened lazily: for init and import, which do not want the line
 * that session_run prints. NULL: err is set. Borrowed. */
struct server *session_server(struct session *session, struct error *err);

/* --request-timeout in nanoseconds; 0: none. */
bool session_request_timeout(const struct session *session, int64_t *ret_ns, struct error *err);

/* One request in a transaction of its own: STORE_READ for get, list and watch, else STORE_WRITE. Prints
 * the response's warnings. */
bool session_request(struct session *session, const struct request *request,
		     struct response *response, struct error *err);
/* The next objects of a list, read in a short transaction of its own so that a long list keeps no
 * writer waiting. */
struct listing {
	const struct resource *resource;
	const char *version;
	const char *namespace; /* "": every namespace, or cluster-scoped */
	const char *label_selector, *field_selector;
	size_t chunk_size; /* 0: LIST_CHUNK */
	bool omit_managed_fields;
	char *token; /* owned: where to go on, the key of the last object read; NULL at first */
	int64_t revision; /* of the state when the last part was read */
	bool done;
};
#define LIST_CHUNK 500
/* False: failed. *ret_items is an owned JSON array, perhaps empty; listing->done says whether that
 * was all. */
bool listing_next(struct session *session, struct listing *listing, cJSON **ret_items,
		  struct error *err);
void listing_finish(struct listing *listing);
void listing_cleanup(struct listing *listing);

/* Prints "Warning: …" lines on stderr: what the server warns of, each text once, for
 * --warnings-as-errors to count. */
void session_warn(struct session *session, const struct text_list *warnings);
/* The same line for a warning of our own, which is not counted. */
void session_remark(struct session *session, const char *text);
/* Prints "hint: …" on stderr when hints are wanted. */
void session_hint(struct session *session, const char *format, ...) PRINTF_LIKE(2, 3);

/* Inside server_run: GET of one object as kubectl asks for it. Refuses names that no URL can hold
 * ("resource name may not be empty"), and says that the namespace is missing when that is why. */
bool fetch_object(struct server *server, const struct resource *resource, const char *version,
		  const char *namespace, const char *name, struct response *response,
		  struct error *err);
/* The same of a subresource; "": the object itself. */
bool fetch_subresource(struct server *server, const struct resource *resource, const char *version,
		       const char *namespace, const char *name, const char *subresource,
		       struct response *response, struct error *err);
/* The check of what is to stand in the address of an object or a list; namespace "": none. */
bool check_path(const char *namespace, const char *name, struct error *err);
bool check_path_namespace(const char *namespace, struct error *err);

/* Takes the error over; the command goes on. Always returns false. */
bool session_collect(struct session *session, struct error *err);
/* The same with a place among the errors: a manifest's order. */
bool session_collect_at(struct session *session, size_t order, struct error *err);
/* What the file visitor met; its place among the others is session->file_errors_place. */
bool session_collect_file(struct session *session, struct error *err);
bool session_failed(const struct session *session);
void session_finish(struct session *session);

/* ---- errors in kubectl's words (errors.c) ---- */

/* `error when creating "STDIN": …` in front of the message; verb: "creating". */
void error_add_source(struct error *err, const char *verb, const char *source);
/* The text of one error among several, without a newline. Owned. */
char *error_line(const struct error *err);
/* The text of a command's only error, with its newline. Owned. */
char *error_text(const struct error *err);
/* Prints everything collected. */
void errors_report(FILE *out, const struct session *session);

/* ---- files (files.c) ---- */

/* Appends all that is to be read. Errors: "open x.yaml: no such file or directory". */
bool read_stream(FILE *in, struct strbuf *out, struct error *err);
bool read_file(const char *path, struct strbuf *out, struct error *err);
/* "WHAT PATH: no such file or directory", as Go words it. Returns false. */
bool file_error(struct error *err, const char *what, const char *path, int error_number);

/* ---- manifests (manifest.c, manifest_paths.c, manifest_stream.c) ---- */

struct manifest {
	cJSON *object; /* owned; metadata.namespace is filled in */
	const struct resource *resource;
	const char *version; /* static; "v1beta1" */
	char *source;        /* owned: "STDIN", or the path */
	char *namespace;     /* owned; "" for cluster-scoped kinds */
	char *name;          /* owned; may be "" (generateName) */
	size_t order;        /* for session_collect_at */
};
void manifest_finish(struct manifest *manifest);
void manifest_cleanup(struct manifest *manifest);

struct manifest_options {
	bool check_set;         /* apiVersion and kind must be set (--validate is not false) */
	const char *namespace;  /* default; NULL: leave namespaces alone (get -A) */
	bool enforce_namespace; /* a namespace in a file must equal `namespace` */
};

/* What is said when an object's own namespace is not the one that -n gives. Returns false. */
bool manifest_namespace_error(const char *own, const char *wanted, struct error *err);

struct manifests;
/* True when -f or -k is among the args. */
bool args_name_files(const struct args *args);
/* Reads -f and -R of args. Fails when a path does not exist or a folder holds no manifest; nothing
 * was read then. -k is refused. Without any -f: *ret_manifests is NULL and nothing is wrong. */
bool manifests_open(struct session *session, const struct args *args,
		    const struct manifest_options *options, struct manifests **ret_manifests,
		    struct error *err);
/* Reads a text, which must stay, as if it were the file `name`. Owned. */
struct manifests *manifests_open_text(struct session *session, const char *name, const char *text,
				      size_t length, const struct manifest_options *options);
/* The next object, Lists expanded. False: there are no more. Errors of a file or document are
 * collected in the session, and the walk goes on as kubectl's does. */
bool manifests_next(struct manifests *manifests, struct manifest *ret_manifest);
/* One path, a file and no stdin: a single object is meant to be printed as itself. */
bool manifests_single(const struct manifests *manifests);
void manifests_destroy(struct manifests *manifests);
void manifests_cleanup(struct manifests **manifests);

/* ---- resource arguments (resource_args.c) ---- */

struct target {
	const struct resource *resource;
	const char *version; /* static; the preferred one unless the argument named another */
	const char *name;    /* borrowed or within the list; NULL: a list is meant */
};
struct targets {
	struct target *items;
	size_t n;
	bool single;            /* one name: print the object itself, not a List */
	struct text_list words; /* backs the names */
};
#define TARGETS_INIT          \
	{                     \
		.items = NULL \
	}
void targets_finish(struct targets *targets);
void targets_cleanup(struct targets *targets);

struct target_options {
	size_t first;        /* index of the first argument to read */
	size_t end;          /* index behind the last one; 0: all */
	bool selector;       /* -l, --field-selector or --all was given */
	bool bare_types;     /* a type without names means a list (get); else it is an error */
	bool all_namespaces; /* names of namespaced kinds are refused */
	bool single_type;    /* "you may only specify a single resource type" */
	bool have_files;     /* -f was given too: arguments are refused */
};
/* Reads TYPE NAME…, TYPE/NAME…, TYPE,TYPE [NAME…]; types as plural, singular, short name or kind,
 * with .GROUP or .VERSION.GROUP, or a category such as `all`.
 * Errors: kubectl's. No argument at all is the five-line "You must provide one or more resources". */
bool targets_parse(const struct session *session, const struct args *args,
		   const struct target_options *options, struct targets *ret_targets,
		   struct error *err);
/* What is said when nothing was named. Returns false. */
bool targets_missing(struct error *err);
/* One type argument ("svc", "servicecidrs.v1beta1.networking.k8s.io"). False: no such type. */
bool resource_for_arg(const char *text, const struct resource **ret_resource,
		      const char **ret_version);
/* Says on stderr that there is no such type, in the words of the commands that ask kubectl's mapper
 * for it themselves, and makes the command fail. */
void session_no_type(struct session *session, const char *type);

/* Whether printing can show metadata.managedFields; asked: --show-managed-fields (result.c). */
bool output_shows_owners(const struct output *output, bool asked);

/* ---- what the writing commands share (result.c) ---- */

/* Reads -o, --template, --allow-missing-template-keys, and where there are tables, --no-headers. */
bool output_from_args(const struct args *args, bool tables, struct output *ret_output,
		      struct error *err);

enum dry_run { DRY_RUN_NONE, DRY_RUN_CLIENT, DRY_RUN_SERVER };
/* Reads --dry-run; its deprecated forms print kubectl's log line on stderr. */
bool dry_run_parse(struct session *session, const struct args *args, enum dry_run *ret_dry_run,
		   struct error *err);
/* Reads --validate. */
bool validate_parse(const struct args *args, enum field_validation *ret_validation,
		    struct error *err);
/* Prints a line as kubectl's logger does: level, date, time, process, place in its source. */
void log_warning(FILE *out, const char *place, const char *text);
/* Checks --cascade; its deprecated forms print kubectl's warning. */
bool cascade_check(struct session *session, const struct args *args, struct error *err);
/* "servicecidr.networking.k8s.io/newcidr1 created (server dry run)" */
void result_line(FILE *out, const struct resource *resource, const char *name, const char *verb,
		 enum dry_run dry_run);
/* "servicecidr.networking.k8s.io/newcidr1"; an empty name prints as <unknown>. Owned. */
char *result_name(const struct resource *resource, const char *name);

/* ---- versions (version.c) ---- */

/* What a client prints for itself and for the server that it talked to. Owned. */
cJSON *version_info(void);

/* ---- the program ---- */

/* Parses the words behind a command into *ret_args. Errors: kubectl's, with the hint of where to
 * look. A --help among them is for the caller to see (args_bool(args, "help")). */
bool args_parse(const struct command *command, const char *path, const struct text_list *words,
		struct args **ret_args, struct error *err);
void args_destroy(struct args *args);
void args_cleanup(struct args **args);
/* Values of flags (flag_values.c). Errors: Go's words. */
bool flag_parse_bool(const char *text, int64_t *ret, struct error *err);
bool flag_parse_int(const char *text, int64_t *ret, struct error *err);
bool flag_parse_list(const char *text, struct text_list *list, struct error *err); /* appends */
/* Go's time.ParseDuration: "1m30s", "0". Errors: its words. */
bool duration_parse(const char *text, int64_t *ret_ns, struct error *err);
/* The flag a word would set: by name, or by short name when name is NULL. NULL: none. command may
 * be NULL: global flags only. */
const struct flag *flag_find(const struct command *command, const char *name, char short_name);

/* ---- commands, sorted ---- */

extern const struct command cmd_annotate, cmd_api_resources, cmd_api_versions, cmd_apply,
	cmd_complete, cmd_create, cmd_delete, cmd_describe, cmd_diff, cmd_edit, cmd_eval,
	cmd_events, cmd_explain, cmd_export, cmd_get, cmd_help, cmd_import, cmd_init, cmd_label,
	cmd_options, cmd_patch, cmd_policy, cmd_replace, cmd_set, cmd_verify, cmd_version, cmd_wait;

#endif
