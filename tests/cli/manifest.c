/* The file visitor: which objects a set of files means, and which errors. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cli/internal.h"

#define FOLDER_SIZE 64

static char folder[FOLDER_SIZE];

static void enter_folder(void)
{
	strcpy(folder, "/tmp/cidrctl-manifest-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(system(command), 0);
}

TestSuite(manifest, .init = enter_folder, .fini = leave_folder);

static void write_file(const char *path, const char *text)
{
	CLEANUP(str) char *parent = xstrdup(path);
	char *slash = parent;
	FILE *out;

	while ((slash = strchr(slash, '/')) != NULL) {
		*slash = '\0';
		mkdir(parent, 0700);
		*slash++ = '/';
	}
	out = fopen(path, "w");
	cr_assert_not_null(out);
	fputs(text, out);
	fclose(out);
}

static const struct command command = {
	.name = "create",
	.flags = (const struct flag *const[]) { &flag_filename, &flag_kustomize, &flag_recursive,
						NULL },
};

/* What a walk over `line` (flags) gives: "KIND/NAMESPACE/NAME@SOURCE " for each object, then the
 * report of the errors. */
static char *walk(const char *line, const char *input, const struct manifest_options *options)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(args) struct args *args = NULL;
	CLEANUP(manifests) struct manifests *manifests = NULL;
	struct session session = { .program = "kubectl", .namespace = "default" };
	struct error err = ERROR_INIT;
	struct manifest manifest;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	session.in = fmemopen((void *)(uintptr_t)(*input != '\0' ? input : "\n"),
			      *input != '\0' ? strlen(input) : 1, "r");
	text_list_split(&words, line, ' ');
	cr_assert(args_parse(&command, "kubectl create", &words, &args, &err));
	if (!manifests_open(&session, args, options, &manifests, &err))
		session_collect(&session, &err);
	while (manifests != NULL && manifests_next(manifests, &manifest)) {
		fprintf(out, "%s/%s/%s@%s ", manifest.resource->kind, manifest.namespace,
			manifest.name, manifest.source);
		manifest_finish(&manifest);
	}
	if (session_failed(&session))
		errors_report(out, &session);
	fclose(out);
	fclose(session.in);
	session_finish(&session);
	return text;
}

static const struct manifest_options strict = { .check_set = true, .namespace = "default" };

static void expect(const char *line, const char *input, const char *want)
{
	char *got = walk(line, input, &strict);

	cr_expect_str_eq(got, want, "%s %s\n got: %s\nwant: %s", line, input, got, want);
	free(got);
}

#define SERVICE(name) "apiVersion: v1\nkind: Service\nmetadata: {name: " name "}\n"
#define JSON_SERVICE(name) \
	"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"" name "\"}}"

static const struct {
	const char *input, *want;
} documents[] = {
	{ SERVICE("a"), "Service/default/a@STDIN " },
	{ SERVICE("a") "---\n" SERVICE("b"), "Service/default/a@STDIN Service/default/b@STDIN " },
	{ "---\n" SERVICE("a") "---\n\n---\n# empty\n---\nnull\n--- \n" SERVICE("b") "---\n",
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ "\xef\xbb\xbf" SERVICE("a"), "Service/default/a@STDIN " },
	{ "apiVersion: v1\r\nkind: Service\r\nmetadata: {name: a}\r\n---\r\n" SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ JSON_SERVICE("a"), "Service/default/a@STDIN " },
	{ JSON_SERVICE("a") "\n" JSON_SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	/* YAML may follow JSON. */
	{ JSON_SERVICE("a") "\n---\n" SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	/* So may YAML that begins as JSON would. */
	{ "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"},}",
	  "Service/default/a@STDIN " },
	{ "{apiVersion: v1, kind: Service, metadata: {name: a}}\n---\n" SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ SERVICE("a") "---  # next\n" SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, namespace: x}\n",
	  "Namespace//team@STDIN " },
	{ "apiVersion: networking.k8s.io/v1beta1\nkind: ServiceCIDR\nmetadata: {name: c}\n",
	  "ServiceCIDR//c@STDIN " },
	{ "apiVersion: v1\nkind: Service\nmetadata: {generateName: a-}\n",
	  "Service/default/@STDIN " },
	{ "", "" },
	{ "# nothing\n", "" },
	{ "null\n", "" },
	/* Lists. */
	{ "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" JSON_SERVICE("a") "," JSON_SERVICE(
		  "b") "]}",
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ "{\"items\":[" JSON_SERVICE(
		  "a") "],\"apiVersion\":\"v1\",\"kind\":\"List\"}" JSON_SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[]}", "" },
	{ "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: "
	  "a}}\n"
	  "---\n" SERVICE("b"),
	  "Service/default/a@STDIN Service/default/b@STDIN " },
	{ "apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n",
	  "Service/default/a@STDIN " },
	/* Elements of a list inside a list come behind those of the outer one. */
	{ "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":"
	  "\"List\",\"items\":[" JSON_SERVICE("inner") "]}," JSON_SERVICE("outer") "]}",
	  "Service/default/outer@STDIN Service/default/inner@STDIN " },
};

Test(manifest, documents)
{
	for (size_t i = 0; i < ARRAY_LEN(documents); i++)
		expect("-f -", documents[i].input, documents[i].want);
}

#define IGNORE "; if you choose to ignore these errors, turn validation off with --validate=false\n"

static const struct {
	const char *input, *want;
} mistakes[] = {
	{ "{}\n", "error: error validating \"STDIN\": error validating data: [apiVersion not set, "
		  "kind not set]" IGNORE },
	{ "kind: Service\n",
	  "error: error validating \"STDIN\": error validating data: apiVersion not set" IGNORE },
	{ "apiVersion: 1\nkind: Service\n",
	  "error: error validating \"STDIN\": error validating data: apiVersion isn't string "
	  "type" IGNORE },
	{ "apiVersion: a/b/c\nkind: Service\n",
	  "error: error validating \"STDIN\": error validating data: unexpected GroupVersion "
	  "string: a/b/c" IGNORE },
	{ "[1]\n", "error: error validating \"STDIN\": error validating data: invalid object to "
		   "validate" IGNORE },
	{ "apiVersion: v1\nkind: Nope\nmetadata: {name: x}\n",
	  "error: resource mapping not found for name: \"x\" namespace: \"\" from \"STDIN\": no "
	  "matches for kind \"Nope\" in version \"v1\"\nensure CRDs are installed first\n" },
	{ "apiVersion: v1\nkind: Service\nmetadata: {name: y}\n",
	  "error: unable to decode \"STDIN\": json: cannot unmarshal bool into Go struct field "
	  "ObjectMeta.metadata.name of type string\n" },
	{ "apiVersion: v1\nkind: Service\nmetadata: {name: x, labels: {a: 1}}\n",
	  "error: unable to decode \"STDIN\": json: cannot unmarshal number into Go struct field "
	  "ObjectMeta.metadata.labels of type string\n" },
	{ "{\"apiVersion\":\"v1\" \"kind\"",
	  "error: error parsing STDIN: json: offset 20: invalid character '\"' after object "
	  "key:value pair\n" },
	{ "{\"apiVersion\":\"v1\"", "error: error parsing STDIN: unexpected EOF\n" },
	/* From the second JSON document on, what follows is meant to be JSON, and is named less well. */
	{ JSON_SERVICE("a") JSON_SERVICE("b") "{,",
	  "Service/default/a@STDIN Service/default/b@STDIN error: error parsing STDIN: invalid "
	  "character ',' looking for beginning of object key string\n" },
	{ SERVICE("a") "--- b\n",
	  "error: error parsing STDIN: invalid Yaml document separator: b\n" },
	{ "a: [\n", "error: error parsing STDIN: error converting YAML to JSON: yaml: line 1: did "
		    "not find expected node content\n" },
	/* A line number counts from the separator. */
	{ SERVICE("a") "---\nkind: x\n\tbad: y\n",
	  "Service/default/a@STDIN error: error parsing STDIN: error converting YAML to JSON: "
	  "yaml: "
	  "line 2: found a tab character that violates indentation\n" },
	/* An unknown kind leaves the rest of the file alone; a syntax error does not. */
	{ "apiVersion: v1\nkind: Nope\n---\n" SERVICE("b"),
	  "Service/default/b@STDIN error: resource mapping not found for name: \"\" namespace: "
	  "\"\" "
	  "from \"STDIN\": no matches for kind \"Nope\" in version \"v1\"\nensure CRDs are "
	  "installed first\n" },
	{ "kind: Service\n---\n" SERVICE("b"),
	  "error: error validating \"STDIN\": error validating data: apiVersion not set" IGNORE },
	{ "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":"
	  "\"Nope\"}," JSON_SERVICE("b") "]}",
	  "Service/default/b@STDIN error: unable to recognize no matches for kind \"Nope\" in "
	  "version \"v1\"\n" },
	{ "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":{}}",
	  "error: unable to decode \"STDIN\": json: cannot unmarshal object into Go struct field "
	  "decList.items of type []json.RawMessage\n" },
};

Test(manifest, mistakes)
{
	for (size_t i = 0; i < ARRAY_LEN(mistakes); i++)
		expect("-f -", mistakes[i].input, mistakes[i].want);
}

Test(manifest, without_validation_a_kind_is_needed_all_the_same)
{
	struct manifest_options options = { .namespace = "default" };
	char *got = walk("-f -", "apiVersion: v1\nmetadata: {name: x}\n", &options);

	cr_expect_str_eq(got, "error: unable to decode \"STDIN\": Object 'Kind' is missing in "
			      "'{\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}'\n");
	free(got);
}

Test(manifest, namespaces)
{
	static const char input[] = SERVICE("a") "---\n"
						 "apiVersion: v1\nkind: Service\n"
						 "metadata: {name: b, namespace: x}\n";
	struct manifest_options options = { .namespace = "y" };
	char *got = walk("-f -", input, &options);

	cr_expect_str_eq(got, "Service/y/a@STDIN Service/x/b@STDIN ");
	free(got);
	options.enforce_namespace = true;
	got = walk("-f -", input, &options);
	cr_expect_str_eq(got, "Service/y/a@STDIN error: the namespace from the provided object "
			      "\"x\" does not match the namespace \"y\". You must pass "
			      "'--namespace=x' to perform this operation.\n");
	free(got);
	options = (struct manifest_options) { .namespace = NULL };
	got = walk("-f -", input, &options);
	cr_expect_str_eq(got, "Service//a@STDIN Service/x/b@STDIN ");
	free(got);
}

Test(manifest, paths)
{
	write_file("a.yaml", SERVICE("a"));
	write_file("b.txt", SERVICE("b"));
	write_file("d/2.yaml", SERVICE("two"));
	write_file("d/1.yml", SERVICE("one"));
	write_file("d/3.json", JSON_SERVICE("three"));
	write_file("d/skip.txt", "x");
	write_file("d/sub/4.yaml", SERVICE("four"));
	write_file("empty/readme.txt", "x");

	expect("-f a.yaml", "", "Service/default/a@a.yaml ");
	expect("-f b.txt", "", "Service/default/b@b.txt ");
	expect("-f a.yaml,b.txt", "", "Service/default/a@a.yaml Service/default/b@b.txt ");
	expect("-f a.yaml -f -", SERVICE("in"),
	       "Service/default/a@a.yaml Service/default/in@STDIN ");
	expect("-f d", "",
	       "Service/default/one@d/1.yml Service/default/two@d/2.yaml "
	       "Service/default/three@d/3.json ");
	expect("-f ./d/ -R", "",
	       "Service/default/one@d/1.yml Service/default/two@d/2.yaml "
	       "Service/default/three@d/3.json Service/default/four@d/sub/4.yaml ");
	expect("-f d/*.y*ml", "", "Service/default/one@d/1.yml Service/default/two@d/2.yaml ");
	expect("-f d/*.nope", "", "error: the path \"d/*.nope\" does not exist\n");
	expect("-f nope.yaml", "", "error: the path \"nope.yaml\" does not exist\n");
	expect("-f a.yaml -f nope -f none", "",
	       "the path \"nope\" does not exist\nthe path \"none\" does not exist\n");
	expect("-f empty", "",
	       "error: error reading [empty]: recognized file extensions are [.json .yaml .yml]\n");
	expect("-f - -f -", "", "error: standard input cannot be used for multiple arguments\n");
	expect("-f a.yaml -k x", "", "error: only one of -f or -k can be specified\n");
}

/* A broken file does not stop the others. */
Test(manifest, broken_file)
{
	write_file("a.yaml", SERVICE("a"));
	write_file("bad.yaml", "a: [\n");
	write_file("c.yaml", SERVICE("c"));
	expect("-f a.yaml -f bad.yaml -f c.yaml", "",
	       "Service/default/a@a.yaml Service/default/c@c.yaml error: error parsing bad.yaml: "
	       "error converting YAML to JSON: yaml: line 1: did not find expected node content\n");
}

/* Hostile nesting is an error or a result, never a crash. */
Test(manifest, deep_lists)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	char *got;

	for (int i = 0; i < 4000; i++)
		strbuf_add_str(&text, "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
	strbuf_add_str(&text, JSON_SERVICE("deep"));
	for (int i = 0; i < 4000; i++)
		strbuf_add_str(&text, "]}");
	got = walk("-f -", text.text, &strict);
	cr_expect_str_eq(got, "Service/default/deep@STDIN ");
	free(got);
}
