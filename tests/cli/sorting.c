/* get with templates and --sort-by: whole command lines against a state file of their own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/cli.h"
#include "cidrctl/text.h"

/* ---- running a command line ---- */

static char folder[] = "/tmp/cidrctl-sorting-XXXXXX";
static char *state;

static int run(const char *line, const char *input, char **ret_out, char **ret_err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	size_t out_size, err_size;
	FILE *in = tmpfile(), *out = open_memstream(ret_out, &out_size);
	FILE *err = open_memstream(ret_err, &err_size);
	int status;

	text_list_add(&words, "kubectl");
	text_list_add(&words, "--state");
	text_list_add(&words, state);
	text_list_split(&words, line, ' ');
	fputs(input, in);
	rewind(in);
	status = cli_main((int)words.n, words.items, in, out, err);
	fclose(in);
	fclose(out);
	fclose(err);
	return status;
}

#define RANGE(name, cidr, labels)                                                             \
	"{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"ServiceCIDR\",\"metadata\":{"    \
	"\"name\":\"" name "\",\"labels\":{" labels "},\"resourceVersion\":\"7\"},\"spec\":{" \
	"\"cidrs\":[\"" cidr "\"]}}"
#define NAMESPACE(name) \
	"{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" name "\"}}"

#define N(value) "\"n\":\"" value "\""
#define RANGE_A RANGE("a", "10.3.0.0/16", N("10"))
#define RANGE_B RANGE("b", "10.1.0.0/16", N("9"))
#define RANGE_Z RANGE("z", "10.2.0.0/16", "")

static const char objects[] = NAMESPACE("m") RANGE_A RANGE_B RANGE_Z;

static void begin_state(void)
{
	CLEANUP(str) char *out = NULL;
	CLEANUP(str) char *err = NULL;

	cr_assert_not_null(mkdtemp(folder));
	state = xasprintf("%s/state.db", folder);
	cr_assert_eq(run("import --raw -f -", objects, &out, &err), 0, "%s", err);
}

static void end_state(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_expect_eq(system(command), 0);
	free(state);
}

/* ---- rows ---- */

#define NOT_FOUND(path) \
	"error: couldn't find any field with path \"" path "\" in the list of objects\n"
#define NO_PATH                                                                         \
	"error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or " \
	"'{name1.name2}' or '{.name1.name2}'\n"
#define NO_RANGE "Error from server (NotFound): servicecidrs.networking.k8s.io \"nope\" not found\n"
#define NO_TEMPLATE "error: error parsing jsonpath {, unclosed action\n"
#define GET "get servicecidr --no-headers "

/* Of stdout the names alone are compared: the first word of each line. An err that ends in "…" is how
 * stderr goes on. */
static const struct {
	const char *line, *want, *want_err;
	int status;
} rows[] = {
	{ GET "--sort-by=.spec.cidrs[0]", "b z a", "", 0 },
	{ GET "--sort-by=spec.cidrs[0]", "b z a", "", 0 },
	{ GET "--sort-by={.spec.cidrs[0]}", "b z a", "", 0 },
	{ GET "--sort-by=.spec.cidrs[*] -o name", "x/b x/z x/a", "", 0 },
	{ GET "--sort-by=.metadata.labels.n", "z b a", "", 0 },
	{ GET "--sort-by=", "a b z", "", 0 },
	{ GET "--server-print=false --sort-by=.metadata.labels.n", "z b a", "", 0 },
	{ GET "-o custom-columns=:.metadata.name --sort-by=.metadata.labels.n", "z b a", "", 0 },
	{ GET "-o jsonpath={range.items[*]}{.metadata.name}{'\\n'}{end} "
	      "--sort-by=.metadata.labels.n",
	  "z b a", "", 0 },
	/* A table of the server vanishes when its rows cannot be sorted, if there are two. */
	{ GET "--sort-by=.nope", "", "No resources found\n", 0 },
	{ GET "--sort-by=.spec.cidrs[9]", "", "No resources found\n", 0 },
	{ GET "--sort-by={", "", "No resources found\n", 0 },
	{ GET "z --sort-by=.nope", "z", "", 0 },
	{ GET "z --sort-by={", "z", "", 0 },
	/* Everything else says why. */
	{ GET "--sort-by=.nope -o name", "", NOT_FOUND("{.nope}"), 1 },
	{ GET "--server-print=false --sort-by=.nope", "", NOT_FOUND("{.nope}"), 1 },
	{ GET "--sort-by=.spec.cidrs[9] -o name", "",
	  "error: array index out of bounds: index 9, length 1\n", 1 },
	{ GET "--sort-by={ -o name", "", NO_PATH, 1 },
	{ GET "--sort-by={.a}{.b} -o name", "", NO_PATH, 1 },
	{ GET "--sort-by=.a[ -o name", "", "error: unterminated array\n", 1 },
	{ GET "z --sort-by=.nope -o name", "x/z", "", 0 },
	/* Several tables are sorted by what is in the tables. */
	{ GET "b a --sort-by=.metadata.name", "", NOT_FOUND("{.metadata.name}"), 1 },
	{ GET "b a --sort-by=.metadata.name -o name", "x/a x/b", "", 0 },
	{ GET "b a --sort-by=.kind", "b a", "", 0 },
	{ "get servicecidr,ns --no-headers --sort-by=.metadata.name", "",
	  NOT_FOUND("{.metadata.name}"), 1 },
	{ "get servicecidr,ns --sort-by=.metadata.name -o name", "x/a x/b namespace/m x/z", "", 0 },
	/* What has no order ends the program with a line in its log. */
	{ GET "--sort-by=.spec.cidrs", "", "F…", 1 },
	{ GET "--sort-by=.spec -o name", "", "F…", 1 },
	/* A format that is wrong is told when there was something to print. */
	{ GET "nope -o jsonpath={", "", NO_RANGE, 1 },
	{ GET "nope z -o jsonpath={", "", NO_TEMPLATE, 1 },
	{ GET "-l none -o jsonpath={", "", NO_TEMPLATE, 1 },
	{ GET "nope -o jsonpath={ --ignore-not-found", "", "", 0 },
	{ GET "-l none -o custom-columns=N:.x", "", "", 0 },
	{ GET "-o custom-columns=N:.metadata.name,M:.metadata[0]", "",
	  "error: map[string]interface {} is not array or slice\n", 1 },
};

/* The first words of the lines, "x" for the long name of the kind. Owned. */
static char *first_words(const char *text)
{
	static const char kind[] = "servicecidr.networking.k8s.io/";
	struct strbuf out = STRBUF_INIT;

	while (*text != '\0') {
		if (out.length > 0)
			strbuf_add_char(&out, ' ');
		if (text_starts_with(text, kind)) {
			strbuf_add_str(&out, "x/");
			text += strlen(kind);
		}
		strbuf_add(&out, text, strcspn(text, " \n"));
		text += strcspn(text, "\n");
		text += *text != '\0';
	}
	return strbuf_detach(&out);
}

static bool says(const char *text, const char *want)
{
	size_t length = strlen(want), dots = strlen("…");

	if (!text_ends_with(want, "…"))
		return strcmp(text, want) == 0;
	return strncmp(text, want, length - dots) == 0;
}

Test(sorting, rows, .init = begin_state, .fini = end_state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *out = NULL;
		CLEANUP(str) char *err = NULL;
		CLEANUP(str) char *words = NULL;
		int status = run(rows[i].line, "", &out, &err);

		words = first_words(out);
		cr_expect_str_eq(words, rows[i].want, "%s: %s", rows[i].line, words);
		cr_expect(says(err, rows[i].want_err), "%s: stderr: %s", rows[i].line, err);
		cr_expect_eq(status, rows[i].status, "%s: exit status %d", rows[i].line, status);
	}
}

/* kubectl has one printer for all objects of a file, and a template stays where it was left. */
Test(sorting, a_template_of_many_objects, .init = begin_state, .fini = end_state)
{
	static const char input[] = NAMESPACE("one") NAMESPACE("two");
	CLEANUP(str) char *out = NULL;
	CLEANUP(str) char *err = NULL;

	cr_expect_eq(run("create -f - -o jsonpath={range.spec.finalizers[*]}{@}{end}.", input, &out,
			 &err),
		     1);
	cr_expect_str_eq(out, "kubernetes.");
	cr_expect(strstr(err, "not in range, nothing to end") != NULL, "%s", err);
}

/* Objects of kubectl's own making have floats. */
Test(sorting, typed_objects, .init = begin_state, .fini = end_state)
{
	static const char line[] = "create service clusterip s --tcp=80 --dry-run=client -o ";
	CLEANUP(str)
	char *floats = xasprintf("%s%s", line, "jsonpath={.spec.ports[?(@.port==80.0)].name}");
	CLEANUP(str)
	char *integers = xasprintf("%s%s", line, "jsonpath={.spec.ports[?(@.port==80)].name}");
	CLEANUP(str) char *out = NULL;
	CLEANUP(str) char *err = NULL;

	cr_expect_eq(run(floats, "", &out, &err), 0, "%s", err);
	cr_expect_str_eq(out, "80");
	str_cleanup(&out);
	str_cleanup(&err);
	out = err = NULL;
	cr_expect_eq(run(integers, "", &out, &err), 1);
	cr_expect(strstr(err, "incompatible types for comparison") != NULL, "%s", err);
}
