/* The command line's grammar: pflag's rules. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../src/cli/internal.h"

static const struct flag flag_count = { .name = "count", .short_name = 'c', .type = FLAG_INT };
static const struct flag flag_quiet = { .name = "quiet", .short_name = 'q', .type = FLAG_BOOL };
static const struct flag flag_wait = { .name = "wait", .type = FLAG_BOOL, .initial = "true" };
static const struct flag flag_timeout = { .name = "timeout", .type = FLAG_DURATION };

static const struct command command = {
	.name = "test",
	.flags = (const struct flag *const[]) { &flag_all_namespaces, &flag_count, &flag_dry_run,
						&flag_filename, &flag_output_get, &flag_quiet,
						&flag_timeout, &flag_wait, NULL },
};

/* Words are split at spaces; "''" is an empty word. */
static bool parse(const char *line, struct args **ret_args, struct error *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT, split = TEXT_LIST_INIT;

	if (*line != '\0')
		text_list_split(&split, line, ' ');
	for (size_t i = 0; i < split.n; i++)
		text_list_add(&words, strcmp(split.items[i], "''") == 0 ? "" : split.items[i]);
	return args_parse(&command, "kubectl test", &words, ret_args, err);
}

/* What a line means, as text: every flag that is given, then the arguments. */
static char *describe(const struct args *args)
{
	struct strbuf out = STRBUF_INIT;

	for (const struct flag *const *at = command.flags; *at != NULL; at++) {
		const char *name = (*at)->name;

		if (!args_given(args, name))
			continue;
		strbuf_addf(&out, "%s=", name);
		if ((*at)->type == FLAG_BOOL)
			strbuf_add_str(&out, args_bool(args, name) ? "true" : "false");
		else if ((*at)->type == FLAG_INT)
			strbuf_addf(&out, "%lld", (long long)args_int(args, name));
		else if ((*at)->type == FLAG_DURATION)
			strbuf_addf(&out, "%lldns", (long long)args_duration_ns(args, name));
		else if ((*at)->type == FLAG_LIST)
			for (size_t i = 0; i < args_list(args, name)->n; i++)
				strbuf_addf(&out, "[%s]", args_list(args, name)->items[i]);
		else
			strbuf_add_str(&out, args_string(args, name));
		strbuf_add_char(&out, ';');
	}
	for (size_t i = 0; i < args_count(args); i++)
		strbuf_addf(&out, " %s", args_at(args, i));
	return strbuf_detach(&out);
}

static const struct {
	const char *line, *want;
} meanings[] = {
	{ "", "" },
	{ "a b", " a b" },
	{ "-o json", "output=json;" },
	{ "-ojson", "output=json;" },
	{ "-o=json", "output=json;" },
	{ "--output json", "output=json;" },
	{ "--output=json", "output=json;" },
	{ "--output=", "output=;" },
	{ "-o ''", "output=;" },
	/* Nothing behind the sign: the sign is the value. */
	{ "-o=", "output==;" },
	{ "-o -q", "output=-q;" },
	/* The last one wins; lists add up and split at commas. */
	{ "-o json -o yaml", "output=yaml;" },
	{ "-f a -f b,c", "filename=[a][b][c];" },
	{ "-f \"a,b\",c", "filename=[a,b][c];" },
	{ "-f -", "filename=[-];" },
	/* Flags before, between and behind arguments. */
	{ "a -q b", "quiet=true; a b" },
	{ "-- -q b", " -q b" },
	{ "a -- b -- c", " a b -- c" },
	{ "-", " -" },
	/* Groups of short flags. */
	{ "-Aq", "all-namespaces=true;quiet=true;" },
	{ "-Aoname", "all-namespaces=true;output=name;" },
	{ "-Ao name", "all-namespaces=true;output=name;" },
	{ "-qA=false", "all-namespaces=false;quiet=true;" },
	/* A boolean takes no separate word. */
	{ "-A true", "all-namespaces=true; true" },
	{ "--quiet=T", "quiet=true;" },
	{ "--quiet=0", "quiet=false;" },
	{ "--wait=false", "wait=false;" },
	/* A value that may be left out. */
	{ "--dry-run", "dry-run=unchanged;" },
	{ "--dry-run client", "dry-run=unchanged; client" },
	{ "--dry-run=client", "dry-run=client;" },
	/* Numbers in Go's bases. */
	{ "-c 12", "count=12;" },
	{ "-c -0x1F", "count=-31;" },
	{ "-c 017", "count=15;" },
	{ "-c 0o17", "count=15;" },
	{ "-c 0b101", "count=5;" },
	{ "--timeout 1m30s", "timeout=90000000000ns;" },
	{ "--timeout 0", "timeout=0ns;" },
	{ "--timeout=-1.5s", "timeout=-1500000000ns;" },
	/* Underscores are dashes. */
	{ "--all_namespaces", "all-namespaces=true;" },
	/* Global flags are known everywhere. */
	{ "--kubeconfig x --context y --as z -n q", "" },
};

Test(flags, meaning)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
		CLEANUP(args) struct args *args = NULL;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *got = NULL;

		cr_assert(parse(meanings[i].line, &args, &err), "%s: %s", meanings[i].line,
			  err.message);
		got = describe(args);
		cr_expect_str_eq(got, meanings[i].want, "%s: got %s", meanings[i].line, got);
	}
}

Test(flags, initial_values)
{
	CLEANUP(args) struct args *args = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert(parse("", &args, &err));
	cr_expect(args_bool(args, "wait"));
	cr_expect_not(args_bool(args, "quiet"));
	cr_expect_str_eq(args_string(args, "dry-run"), "none");
	cr_expect_str_eq(args_string(args, "namespace"), "");
	cr_expect_not(args_given(args, "dry-run"));
	cr_expect_eq(args_list(args, "filename")->n, 0);
}

static const struct {
	const char *line, *message;
} mistakes[] = {
	{ "--nope", "unknown flag: --nope" },
	{ "--nope=1", "unknown flag: --nope" },
	{ "-x", "unknown shorthand flag: 'x' in -x" },
	{ "-Axq", "unknown shorthand flag: 'x' in -xq" },
	{ "--=x", "bad flag syntax: --=x" },
	{ "---x", "bad flag syntax: ---x" },
	{ "-o", "flag needs an argument: 'o' in -o" },
	{ "-Ao", "flag needs an argument: 'o' in -o" },
	{ "--output", "flag needs an argument: --output" },
	{ "--quiet=maybe", "invalid argument \"maybe\" for \"-q, --quiet\" flag: "
			   "strconv.ParseBool: parsing \"maybe\": invalid syntax" },
	{ "--wait=yes", "invalid argument \"yes\" for \"--wait\" flag: strconv.ParseBool: parsing "
			"\"yes\": invalid syntax" },
	{ "-c x", "invalid argument \"x\" for \"-c, --count\" flag: strconv.ParseInt: parsing "
		  "\"x\": invalid syntax" },
	{ "-c 99999999999999999999",
	  "invalid argument \"99999999999999999999\" for \"-c, --count\" "
	  "flag: strconv.ParseInt: parsing \"99999999999999999999\": "
	  "value out of range" },
	{ "-f a\"b", "invalid argument \"a\\\"b\" for \"-f, --filename\" flag: parse error on line "
		     "1, column 2: bare \" in non-quoted field" },
	{ "-f x,\"a\"b",
	  "invalid argument \"x,\\\"a\\\"b\" for \"-f, --filename\" flag: parse error on line 1, "
	  "column 5: extraneous or missing \" in quoted-field" },
	{ "-f \"ab", "invalid argument \"\\\"ab\" for \"-f, --filename\" flag: parse error on line "
		     "1, column 4: extraneous or missing \" in quoted-field" },
	{ "--timeout abc",
	  "invalid argument \"abc\" for \"--timeout\" flag: time: invalid duration "
	  "\"abc\"" },
	{ "--timeout 5", "invalid argument \"5\" for \"--timeout\" flag: time: missing unit in "
			 "duration \"5\"" },
	{ "--timeout 5x",
	  "invalid argument \"5x\" for \"--timeout\" flag: time: unknown unit \"x\" "
	  "in duration \"5x\"" },
};

Test(flags, mistakes)
{
	for (size_t i = 0; i < ARRAY_LEN(mistakes); i++) {
		struct args *args = NULL;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str)
		char *want =
			xasprintf("%s\nSee 'kubectl test --help' for usage.", mistakes[i].message);

		cr_assert_not(parse(mistakes[i].line, &args, &err), "%s", mistakes[i].line);
		cr_expect_null(args, "%s", mistakes[i].line);
		cr_expect_eq(err.reason, REASON_USAGE, "%s", mistakes[i].line);
		cr_expect_str_eq(err.message, want, "%s: %s", mistakes[i].line, err.message);
	}
}
