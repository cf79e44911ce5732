/* edit, diff, and what belongs to apply: pruning, force, the last-applied annotation. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "line.h"

#define SERVICE(name, rest)                                                                    \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name ", labels: {app: " name "}}\n" \
	"spec: {" rest " ports: [{port: 80}]}\n"

static void begin(void)
{
	line_begin();
	line_do("apply -f -", SERVICE("web", ""));
	setenv("KUBE_EDITOR", "./ed.sh", 1);
	unsetenv("EDITOR");
}

TestSuite(editing, .init = begin, .fini = line_end);

/* ---- edit ---- */

static size_t count_files(const char *pattern)
{
	glob_t found;
	size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;

	globfree(&found);
	return n;
}

static void edit_with(const char *script)
{
	CLEANUP(str) char *text = xasprintf("#!/bin/sh\n%s\n", script);

	line_file("ed.sh", text);
}

Test(editing, edit_changes_the_object)
{
	edit_with("sed -i 's/app: web/app: edited/' \"$1\"");
	line_expect("edit svc web --output-patch", NULL,
		    "Patch: {\"metadata\":{\"labels\":{\"app\":\"edited\"}}}\n"
		    "service/web edited\n",
		    "", 0);
	line_expect_value("svc web", ".metadata.labels.app", "edited");
	cr_expect_eq(count_files("kubectl-edit-*"), 0, "a file was left");
}

Test(editing, edit_that_changes_nothing_is_no_error)
{
	edit_with("echo '# a comment' >> \"$1\"");
	line_expect("edit svc web", NULL, "", "Edit cancelled, no changes made.\n", 0);
}

Test(editing, edit_of_several_objects_is_a_list)
{
	line_do("create service clusterip api --tcp=90", NULL);
	edit_with("grep -c '^- apiVersion' \"$1\"; sed -i 's/app: api/app: other/' \"$1\"");
	line_expect("edit svc/web svc/api", NULL, "2\nservice/web skipped\nservice/api edited\n",
		    "", 0);
}

/* What is not valid is shown again; leaving it as it is gives up. */
Test(editing, edit_reopens_what_is_not_valid)
{
	struct outcome got;

	edit_with("if [ -e ran ]; then grep '^# ' \"$1\" | tail -2; else sed -i 's/port: 80$/port: "
		  "0/' \"$1\"; touch ran; fi");
	got = line_run("edit svc web", NULL);
	cr_expect_eq(got.status, 1);
	cr_expect_str_eq(got.out, "# services \"web\" was not valid:\n"
				  "# * spec.ports[0].port: Invalid value: 0: must be between 1 and "
				  "65535, inclusive\n");
	cr_expect(text_starts_with(got.err, "error: services \"web\" is invalid\nA copy of your "
					    "changes has been stored to \""),
		  "%s", got.err);
	cr_expect(text_ends_with(got.err, "error: Edit cancelled, no valid changes were saved.\n"));
	cr_expect_eq(count_files("kubectl-edit-*.yaml"), 1, "the changes were not kept");
	outcome_finish(&got);
}

Test(editing, edit_mends_what_was_not_valid)
{
	edit_with("if [ -e ran ]; then sed -i 's/port: 0$/port: 81/' \"$1\"; else sed -i 's/port: "
		  "80$/port: 0/' \"$1\"; touch ran; fi");
	line_expect("edit svc web", NULL, "service/web edited\n",
		    "error: services \"web\" is invalid\n", 0);
	line_expect_value("svc web", ".spec.ports[0].port", "81");
	cr_expect_eq(count_files("kubectl-edit-*"), 0, "a file was left");
}

static const struct {
	const char *script, *line, *err; /* err: how it ends */
} edit_rows[] = {
	{ "sed -i 's/^  name: web/  name: x/' \"$1\"", "edit svc web",
	  "error: At least one of apiVersion, kind and name was changed\n" },
	{ "sed -i 's/namespace: default/namespace: x/' \"$1\"", "edit svc web",
	  "error: the namespace from the provided object \"x\" does not match the namespace "
	  "\"default\". You must pass '--namespace=x' to perform this operation.\n" },
	{ ": > \"$1\"", "edit svc web --validate=false",
	  "Edit cancelled, saved file was empty.\n" },
	{ ": > \"$1\"", "edit svc web", "error: Edit cancelled, no valid changes were saved.\n" },
	{ "exit 1", "edit svc web", "error: there was a problem with the editor \"./ed.sh\"\n" },
	{ "true", "edit svc web -o name",
	  "error: unable to match a printer suitable for the output format \"name\", allowed "
	  "formats are: json,yaml\n" },
	{ "true", "edit svc nope", "Error from server (NotFound): services \"nope\" not found\n" },
	{ "sed -i 's/resourceVersion: .*/resourceVersion: \"1\"/' \"$1\"", "edit svc web",
	  " to try this update again.\n" },
};

Test(editing, edit_ends)
{
	for (size_t i = 0; i < ARRAY_LEN(edit_rows); i++) {
		struct outcome got;

		edit_with(edit_rows[i].script);
		got = line_run(edit_rows[i].line, NULL);
		cr_expect(text_ends_with(got.err, edit_rows[i].err), "%s: %s\n%s",
			  edit_rows[i].line, edit_rows[i].script, got.err);
		outcome_finish(&got);
	}
}

Test(editing, editors_are_found_as_kubectl_finds_them)
{
	static const struct {
		const char *editor, *err;
	} rows[] = {
		{ "true", "Edit cancelled, no changes made.\n" },
		{ "env true", "Edit cancelled, no changes made.\n" },
		{ "sh -c 'exit 0'", "Edit cancelled, no changes made.\n" },
		{ "no-such-editor", "error: unable to launch the editor \"no-such-editor\"\n" },
		{ "./no-such-editor",
		  "error: there was a problem with the editor \"./no-such-editor\"\n" },
	};

	unsetenv("KUBE_EDITOR");
	setenv("SHELL", "/bin/sh", 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		setenv("EDITOR", rows[i].editor, 1);
		line_expect("edit svc web", NULL, "", rows[i].err,
			    text_starts_with(rows[i].err, "error"));
	}
}

Test(editing, create_with_edit)
{
	edit_with("sed -i 's/app: new/app: edited/' \"$1\"");
	line_expect("create --edit -f -", SERVICE("new", ""), "service/new created\n", "", 0);
	line_expect_value("svc new", ".metadata.labels.app", "edited");
	edit_with("true");
	line_expect("create --edit -f -", SERVICE("other", ""), "",
		    "Edit cancelled, no changes made.\n", 0);
}

/* ---- the last-applied annotation ---- */

Test(editing, view_last_applied)
{
	line_expect("apply view-last-applied svc/web", NULL,
		    "apiVersion: v1\nkind: Service\nmetadata:\n  annotations: {}\n  labels:\n    "
		    "app: web\n  name: web\n  namespace: default\nspec:\n  ports:\n  - port: 80\n",
		    "", 0);
	line_do("create service clusterip api --tcp=90", NULL);
	line_expect("apply view-last-applied svc/api", NULL, "", "", 0);
	line_expect("apply view-last-applied svc", NULL, "",
		    "error: resource(s) were provided, but no name was specified\n", 1);
	line_expect("apply view-last-applied svc/web -o name", NULL, "",
		    "error: Unexpected -o output mode: name, the flag 'output' must be one of "
		    "yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples\n",
		    1);
}

Test(editing, set_last_applied)
{
	line_do("create service clusterip api --tcp=90", NULL);
	line_expect("apply set-last-applied -f -", SERVICE("api", ""), "",
		    "error: no last-applied-configuration annotation found on resource: api, to "
		    "create the annotation, run the command with --create-annotation\n",
		    1);
	/* The first object that is refused keeps all others from being changed. */
	line_expect("apply set-last-applied -f -",
		    SERVICE("web", "type: ClusterIP,") "---\n" SERVICE("api", ""), "",
		    "error: no last-applied-configuration annotation found on resource: api, to "
		    "create the annotation, run the command with --create-annotation\n",
		    1);
	line_expect("apply set-last-applied -f - --create-annotation", SERVICE("api", ""),
		    "service/api configured\n", "", 0);
	line_expect("apply set-last-applied -f -", SERVICE("api", ""),
		    "set-last-applied api: no changes required.\n", "", 0);
}

Test(editing, edit_last_applied)
{
	edit_with("sed -i 's/app: web/app: edited/' \"$1\"; head -1 \"$1\"");
	line_expect("apply edit-last-applied svc/web", NULL,
		    "# Please edit the 'last-applied-configuration' annotations below.\n"
		    "service/web edited\n",
		    "", 0);
	line_expect_value("svc web", ".metadata.labels.app", "web");
	line_expect(
		"apply view-last-applied svc/web -o json", NULL,
		"{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Service\",\n  \"metadata\": {\n    "
		"\"annotations\": {},\n    \"labels\": {\n      \"app\": \"edited\"\n    },\n    "
		"\"name\": \"web\",\n    \"namespace\": \"default\"\n  },\n  \"spec\": {\n    "
		"\"ports\": [\n      {\n        \"port\": 80\n      }\n    ]\n  }\n}\n",
		"", 0);
	line_do("create service clusterip api --tcp=90", NULL);
	line_expect("apply edit-last-applied svc/api", NULL, "",
		    "error: no last-applied-configuration annotation found on resources, to create "
		    "the annotation, use command `kubectl apply set-last-applied "
		    "--create-annotation`\n",
		    1);
}

/* ---- prune, force ---- */

#define ALLOW " --prune-allowlist=core/v1/Service"

Test(editing, prune_deletes_what_was_applied_and_is_not_in_the_file)
{
	line_do("create service clusterip by-hand --tcp=90", NULL);
	line_do("apply -f -", SERVICE("old", "selector: {a: b},"));
	line_do("create ns other", NULL);
	line_do("apply -n other -f -", SERVICE("old", ""));
	line_expect("apply --prune --all" ALLOW " --dry-run=client -f -", SERVICE("web", ""),
		    "service/web configured (dry run)\nservice/old pruned (dry run)\n", "", 0);
	line_expect("apply --prune -l app=web" ALLOW " -f -", SERVICE("web", ""),
		    "service/web unchanged\n", "", 0);
	line_expect("apply --prune --all" ALLOW " -f -", SERVICE("web", ""),
		    "service/web unchanged\nservice/old pruned\n", "", 0);
	line_expect("get svc -A -o name", NULL,
		    "service/by-hand\nservice/kubernetes\nservice/web\nservice/old\n", "", 0);
}

Test(editing, prune_by_default_knows_services_and_namespaces)
{
	struct outcome got;

	line_do("apply -f -", "apiVersion: v1\nkind: Namespace\nmetadata: {name: gone}\n");
	got = line_run("apply --prune --all -f -", SERVICE("web", ""));
	cr_expect_str_eq(got.out, "service/web unchanged\nnamespace/gone pruned\n");
	cr_expect_not_null(strstr(got.err, "prune.go:71] Deprecated: kubectl apply will no longer "
					   "prune non-namespaced resources"));
	outcome_finish(&got);
}

Test(editing, prune_refuses)
{
	static const struct {
		const char *line, *err;
	} rows[] = {
		{ "apply -f - --prune",
		  "error: all resources selected for prune without explicitly passing --all. To "
		  "prune all resources, pass the --all flag. If you did not mean to prune all "
		  "resources, specify a label selector\n" },
		{ "apply -f - --prune --all --force",
		  "error: --force cannot be used with --prune\n" },
		{ "apply -f - --prune --all --prune-allowlist=v1/Service",
		  "error: invalid GroupVersionKind format: v1/Service, please follow "
		  "<group/version/kind>\n" },
		{ "apply -f - --prune --all --prune-allowlist=apps/v1/Deployment",
		  "error: no matches for kind \"Deployment\" in version \"apps/v1\"\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		line_expect(rows[i].line, SERVICE("web", ""), "", rows[i].err, 1);
}

Test(editing, force_creates_anew_what_cannot_be_changed)
{
	CLEANUP(str) char *uid = line_get("svc web", ".metadata.uid"), *now = NULL;

	line_expect("apply --force -f -", SERVICE("web", "clusterIP: 10.96.0.88,"),
		    "service/web configured\n", "", 0);
	line_expect_value("svc web", ".spec.clusterIP", "10.96.0.88");
	now = line_get("svc web", ".metadata.uid");
	cr_expect_str_neq(uid, now);
}

/* What cannot be created either comes back as it was. */
Test(editing, force_restores_what_it_could_not_replace)
{
	struct outcome got = line_run("apply --force -f -",
				      SERVICE("web", "clusterIP: 10.96.0.1, type: ClusterIP,"));

	cr_expect_eq(got.status, 1);
	cr_expect(text_starts_with(got.err, "The Service \"web\" is invalid: spec.clusterIPs: "),
		  "%s", got.err);
	line_expect_value("svc web", ".metadata.labels.app", "web");
	outcome_finish(&got);
}

/* ---- diff ---- */

Test(editing, diff_shows_what_apply_would_change)
{
	struct outcome got;

	line_expect("diff -f -", SERVICE("web", ""), "", "", 0);
	got = line_run("diff -f -", SERVICE("web", "selector: {a: b},"));
	cr_expect_eq(got.status, 1, "%s", got.err);
	cr_expect_not_null(strstr(got.out, "\n+  selector:\n+    a: b\n"), "%s", got.out);
	cr_expect_null(strstr(got.out, "last-applied-configuration: |\n-"), "%s", got.out);
	outcome_finish(&got);
	line_expect_value("svc web", ".spec.selector", "");
	cr_expect_eq(count_files("LIVE-*") + count_files("MERGED-*"), 0, "folders were left");
}

Test(editing, diff_of_what_prune_would_delete)
{
	struct outcome got;

	line_do("apply -f -", SERVICE("old", ""));
	got = line_run("diff --prune" ALLOW " -f -", SERVICE("web", ""));
	cr_expect_eq(got.status, 1);
	cr_expect_not_null(strstr(got.out, "\n-  name: old\n"), "%s", got.out);
	outcome_finish(&got);
}

/* 1 means a difference, so errors are 2. */
Test(editing, diff_errors)
{
	static const struct {
		const char *program, *line, *err;
		int status;
	} rows[] = {
		{ NULL, "diff", "error: must specify one of -f and -k\n", 2 },
		{ NULL, "diff --nope",
		  "error: unknown flag: --nope\nSee 'kubectl diff -h' for help and examples\n", 2 },
		{ NULL, "diff -f nope.yaml", "error: the path \"nope.yaml\" does not exist\n", 2 },
		{ "./d.sh", "diff -f -", "error: failed to run \"./d.sh\": exit status 7\n", 2 },
		{ "no-such-diff", "diff -f -",
		  "error: failed to run \"no-such-diff\": executable file not found in $PATH\n",
		  2 },
		{ "true -u ;x", "diff -f -", "", 0 },
		{ "false", "diff -f -", "", 1 },
	};

	line_file("d.sh", "#!/bin/sh\nexit 7\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].program != NULL)
			setenv("KUBECTL_EXTERNAL_DIFF", rows[i].program, 1);
		line_expect(rows[i].line, SERVICE("new", ""), "", rows[i].err, rows[i].status);
	}
}

/* ---- kustomizations ---- */

Test(editing, kustomizations_are_not_built)
{
	struct outcome got;

	line_expect("apply -k nope -R", NULL, "",
		    "error: the -k flag can't be used with -f or -R\n", 1);
	got = line_run("apply -k .", NULL);
	cr_expect(text_starts_with(got.err,
				   "error: unable to find one of 'kustomization.yaml', "
				   "'kustomization.yml' or 'Kustomization' in directory '/"),
		  "%s", got.err);
	outcome_finish(&got);
	line_file("kustomization.yaml", "");
	line_expect("apply -k .", NULL, "",
		    "error: kustomizations are not supported: build this one with another program "
		    "and pass its output with -f -\n",
		    1);
}
