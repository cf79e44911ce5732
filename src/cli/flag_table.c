/* The flags that several commands share, and the global ones. A flag of one command alone stands in
 * that command's file. */
#include "internal.h"

const struct flag flag_filename = {
	.name = "filename",
	.short_name = 'f',
	.type = FLAG_LIST,
	.help = "Files or folders with manifests, or - for standard input. May be repeated.",
};
const struct flag flag_recursive = {
	.name = "recursive",
	.short_name = 'R',
	.type = FLAG_BOOL,
	.help = "Look into subfolders of a folder given with -f too.",
};
const struct flag flag_kustomize = {
	.name = "kustomize",
	.short_name = 'k',
	.type = FLAG_STRING,
	.help = "A kustomization folder. Cannot be combined with -f or -R.",
};
const struct flag flag_selector = {
	.name = "selector",
	.short_name = 'l',
	.type = FLAG_STRING,
	.help = "Only objects whose labels match: key=value, key!=value, key in (a,b), key, !key, "
		"joined by commas.",
};
const struct flag flag_field_selector = {
	.name = "field-selector",
	.type = FLAG_STRING,
	.help = "Only objects whose fields match: path=value, path!=value, joined by commas. Each "
		"kind knows a few paths.",
};
const struct flag flag_all = {
	.name = "all",
	.type = FLAG_BOOL,
	.help = "Every object of the given types in the namespace.",
};
const struct flag flag_all_namespaces = {
	.name = "all-namespaces",
	.short_name = 'A',
	.type = FLAG_BOOL,
	.help = "Objects of every namespace; --namespace is ignored then.",
};
const struct flag flag_output_get = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: json, yaml, name, wide, or one of the templates: jsonpath=…, "
		"custom-columns=…, go-template=…. Without it a table is printed.",
};
const struct flag flag_output_write = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: json, yaml, name, or one of the templates: jsonpath=…, "
		"go-template=…. Without it a line says what was done.",
};
const struct flag flag_template = {
	.name = "template",
	.type = FLAG_STRING,
	.help = "Template text or file for the template output formats.",
};
const struct flag flag_allow_missing_template_keys = {
	.name = "allow-missing-template-keys",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "A field that a template names and the object lacks is no error.",
};
const struct flag flag_show_managed_fields = {
	.name = "show-managed-fields",
	.type = FLAG_BOOL,
	.help = "Keep managedFields in JSON and YAML output.",
};
const struct flag flag_dry_run = {
	.name = "dry-run",
	.type = FLAG_STRING,
	.initial = "none",
	.no_value = "unchanged",
	.help = "none, server or client. server runs everything, allocation and admission "
		"included, "
		"and stores nothing; client only prints the object that would be sent.",
};
const struct flag flag_validate = {
	.name = "validate",
	.type = FLAG_STRING,
	.initial = "strict",
	.no_value = "strict",
	.help = "What happens to fields that the kind does not have: strict (or true) refuses "
		"them, "
		"warn prints a warning, ignore (or false) drops them.",
};
const struct flag flag_save_config = {
	.name = "save-config",
	.type = FLAG_BOOL,
	.help = "Record the object in its last-applied annotation, for a later apply.",
};
const struct flag flag_field_manager = {
	.name = "field-manager",
	.type = FLAG_STRING,
	.help = "Name that owns the fields this command sets.",
};
const struct flag flag_raw_send = {
	.name = "raw",
	.type = FLAG_STRING,
	.help = "Send one request to this path of the API, such as "
		"/api/v1/namespaces/default/services, with the file as its body, and print the "
		"answer as it is.",
};
const struct flag flag_record = {
	.name = "record",
	.type = FLAG_BOOL,
	.help = "Note the command line in an annotation of the object.",
	.deprecated = "--record will be removed in the future",
	.hidden = true,
};
const struct flag flag_cascade = {
	.name = "cascade",
	.type = FLAG_STRING,
	.initial = "background",
	.no_value = "background",
	.help = "background, foreground or orphan; without effect, for nothing here has "
		"dependents.",
};
const struct flag flag_grace_period = {
	.name = "grace-period",
	.type = FLAG_INT,
	.initial = "-1",
	.help = "Seconds an object gets to end; without effect, for none needs any.",
};
const struct flag flag_local = {
	.name = "local",
	.type = FLAG_BOOL,
	.help = "Work on the files alone: print the result, and neither read nor write the state.",
};
const struct flag flag_resource_version = {
	.name = "resource-version",
	.type = FLAG_STRING,
	.help = "Only when the object still has this resourceVersion. For a single object.",
};
const struct flag flag_subresource = {
	.name = "subresource",
	.type = FLAG_STRING,
	.help = "Work on this part of the object, which only changes by itself: status.",
};
const struct flag flag_chunk_size = {
	.name = "chunk-size",
	.type = FLAG_INT,
	.initial = "500",
	.help = "Read long lists in pieces of this many objects. The output does not change.",
};
const struct flag flag_ignore_not_found = {
	.name = "ignore-not-found",
	.type = FLAG_BOOL,
	.help = "An object that does not exist is no error.",
};

#define CLUSTER_HELP "Accepted as kubectl does, without effect: there is no cluster to reach."

/* Options of a client that talks to a cluster: scripts pass them, so they parse. */
#define CLUSTER_FLAG(flag_name, flag_type, flag_initial)                             \
	&(const struct flag)                                                         \
	{                                                                            \
		.name = (flag_name), .type = (flag_type), .initial = (flag_initial), \
		.help = CLUSTER_HELP                                                 \
	}

static const struct flag flag_namespace = {
	.name = "namespace",
	.short_name = 'n',
	.type = FLAG_STRING,
	.help = "Namespace of this command; \"default\" without it.",
};
static const struct flag flag_profile = {
	.name = "profile",
	.type = FLAG_STRING,
	.initial = "none",
	.help = "none, cpu, heap, goroutine, threadcreate, block or mutex; without effect.",
};
static const struct flag flag_request_timeout = {
	.name = "request-timeout",
	.type = FLAG_STRING,
	.initial = "0",
	.help = "Longest time a single request may take (1s, 2m, 3h). Zero means no limit.",
};
static const struct flag flag_server = {
	.name = "server",
	.short_name = 's',
	.type = FLAG_STRING,
	.help = CLUSTER_HELP,
};
static const struct flag flag_audit_log = {
	.name = "audit-log",
	.type = FLAG_STRING,
	.help = "Append what admission policies decide to this file, one line of JSON for each "
		"request. Default: $CIDRCTL_AUDIT_LOG, else none.",
};
static const struct flag flag_hints = {
	.name = "hints",
	.own = true,
	.type = FLAG_BOOL,
	.help = "Print hints on stderr also when it is no terminal.",
};
static const struct flag flag_seed = {
	.name = "seed",
	.own = true,
	.type = FLAG_INT,
	.help = "Number that fixes every random choice (addresses, uids, generated names). "
		"Default: "
		"$CIDRCTL_SEED, else a new one each time.",
};
static const struct flag flag_state = {
	.name = "state",
	.own = true,
	.type = FLAG_STRING,
	.help = "State file. Default: $CIDRCTL_STATE, else $XDG_STATE_HOME/cidrctl/state.db, else "
		"~/.local/state/cidrctl/state.db.",
};
static const struct flag flag_verbosity = {
	.name = "v",
	.short_name = 'v',
	.type = FLAG_INT,
	.help = "Log level on stderr: from 6 on each request with its outcome and time, from 8 on "
		"the objects too.",
};
static const struct flag flag_warnings_as_errors = {
	.name = "warnings-as-errors",
	.type = FLAG_BOOL,
	.help = "Exit with an error when there were warnings.",
};

const struct flag *const global_flags[] = {
	CLUSTER_FLAG("as", FLAG_STRING, NULL),
	CLUSTER_FLAG("as-group", FLAG_WORDS, NULL),
	CLUSTER_FLAG("as-uid", FLAG_STRING, NULL),
	&flag_audit_log,
	CLUSTER_FLAG("cache-dir", FLAG_STRING, NULL),
	CLUSTER_FLAG("certificate-authority", FLAG_STRING, NULL),
	CLUSTER_FLAG("client-certificate", FLAG_STRING, NULL),
	CLUSTER_FLAG("client-key", FLAG_STRING, NULL),
	CLUSTER_FLAG("cluster", FLAG_STRING, NULL),
	CLUSTER_FLAG("context", FLAG_STRING, NULL),
	CLUSTER_FLAG("disable-compression", FLAG_BOOL, NULL),
	&flag_hints,
	CLUSTER_FLAG("insecure-skip-tls-verify", FLAG_BOOL, NULL),
	CLUSTER_FLAG("kubeconfig", FLAG_STRING, NULL),
	CLUSTER_FLAG("log-flush-frequency", FLAG_DURATION, "5s"),
	CLUSTER_FLAG("match-server-version", FLAG_BOOL, NULL),
	&flag_namespace,
	CLUSTER_FLAG("password", FLAG_STRING, NULL),
	&flag_profile,
	CLUSTER_FLAG("profile-output", FLAG_STRING, "profile.pprof"),
	&flag_request_timeout,
	&flag_seed,
	&flag_server,
	&flag_state,
	CLUSTER_FLAG("tls-server-name", FLAG_STRING, NULL),
	CLUSTER_FLAG("token", FLAG_STRING, NULL),
	CLUSTER_FLAG("user", FLAG_STRING, NULL),
	CLUSTER_FLAG("username", FLAG_STRING, NULL),
	&flag_verbosity,
	CLUSTER_FLAG("vmodule", FLAG_STRING, NULL),
	&flag_warnings_as_errors,
	NULL,
};
