/* Errors in kubectl's words. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cli/internal.h"

static const struct {
	const char *label;
	enum reason reason;
	const char *message, *kind, *name;
	const char *causes[3][2];
	const char *want;
} rows[] = {
	{ "client",
	  REASON_CLIENT,
	  "the path \"x\" does not exist",
	  NULL,
	  NULL,
	  { { NULL } },
	  "error: the path \"x\" does not exist\n" },
	{ "client, prefixed already",
	  REASON_CLIENT,
	  "error: x",
	  NULL,
	  NULL,
	  { { NULL } },
	  "error: x\n" },
	{ "reason",
	  REASON_NOT_FOUND,
	  "services \"x\" not found",
	  "services",
	  "x",
	  { { NULL } },
	  "Error from server (NotFound): services \"x\" not found\n" },
	{ "no reason",
	  REASON_UNKNOWN,
	  "boom",
	  NULL,
	  NULL,
	  { { NULL } },
	  "Error from server: boom\n" },
	{ "invalid, one cause",
	  REASON_INVALID,
	  "unused",
	  "Service",
	  "x",
	  { { "spec.ports", "Required value" } },
	  "The Service \"x\" is invalid: spec.ports: Required value\n" },
	{ "invalid, equal causes",
	  REASON_INVALID,
	  "unused",
	  "Service",
	  "x",
	  { { "a", "b" }, { "a", "b" } },
	  "The Service \"x\" is invalid: a: b\n" },
	{ "invalid, several causes",
	  REASON_INVALID,
	  "unused",
	  "Service",
	  "",
	  { { "a", "b" }, { "c", "d" } },
	  "The Service \"\" is invalid: \n* a: b\n* c: d\n" },
	{ "invalid, cause without a field",
	  REASON_INVALID,
	  "unused",
	  "servicecidrs",
	  "n",
	  { { "", "denied" } },
	  "The servicecidrs \"n\" is invalid: : denied\n" },
	{ "invalid, nothing known",
	  REASON_INVALID,
	  "bad patch",
	  NULL,
	  NULL,
	  { { NULL } },
	  "The request is invalid: bad patch\n" },
	{ "invalid, no cause",
	  REASON_INVALID,
	  "hidden",
	  "Service",
	  "x",
	  { { NULL } },
	  "The Service \"x\" is invalid\n" },
};

Test(errors, single)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *got = NULL;

		error_set(&err, rows[i].reason, "%s", rows[i].message);
		error_set_details(&err, rows[i].kind, NULL, rows[i].name);
		for (size_t j = 0; j < 3 && rows[i].causes[j][0] != NULL; j++)
			error_add_cause(&err, "FieldValueInvalid", rows[i].causes[j][0],
					rows[i].causes[j][1]);
		got = error_text(&err);
		cr_expect_str_eq(got, rows[i].want, "%s: %s", rows[i].label, got);
	}
}

/* Errors as a list of letters: c a client's, n NotFound, i Invalid, in order; f a file's. */
static char *report(const char *errors, enum file_errors place)
{
	struct session session = { .program = "kubectl", .file_errors_place = place };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; errors[i] != '\0'; i++) {
		struct error err = ERROR_INIT;

		error_set(&err,
			  errors[i] == 'n'   ? REASON_NOT_FOUND
			  : errors[i] == 'i' ? REASON_INVALID
					     : REASON_CLIENT,
			  "%c%zu", errors[i], i);
		if (errors[i] == 'f')
			session_collect_file(&session, &err);
		else
			session_collect(&session, &err);
	}
	errors_report(out, &session);
	fclose(out);
	session_finish(&session);
	return text;
}

static const struct {
	const char *errors;
	enum file_errors place;
	const char *want;
} reports[] = {
	{ "c", FILE_ERRORS_LAST, "error: c0\n" },
	{ "n", FILE_ERRORS_LAST, "Error from server (NotFound): n0\n" },
	{ "cn", FILE_ERRORS_LAST, "c0\nError from server (NotFound): n1\n" },
	{ "ii", FILE_ERRORS_LAST,
	  "Error from server (Invalid): i0\nError from server (Invalid): i1\n" },
	{ "f", FILE_ERRORS_LAST, "error: f0\n" },
	{ "f", FILE_ERRORS_FIRST, "error: f0\n" },
	{ "f", FILE_ERRORS_BARE, "f0\n" },
	{ "f", FILE_ERRORS_FLAT, "error: f0\n" },
	{ "ff", FILE_ERRORS_LAST, "f0\nf1\n" },
	{ "fn", FILE_ERRORS_LAST, "Error from server (NotFound): n1\nf0\n" },
	{ "nf", FILE_ERRORS_FIRST, "f1\nError from server (NotFound): n0\n" },
	{ "ffn", FILE_ERRORS_LAST, "Error from server (NotFound): n2\n[f0, f1]\n" },
	{ "nff", FILE_ERRORS_FLAT, "Error from server (NotFound): n0\nf1\nf2\n" },
};

Test(errors, several)
{
	for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
		char *got = report(reports[i].errors, reports[i].place);

		cr_expect_str_eq(got, reports[i].want, "%s: %s", reports[i].errors, got);
		free(got);
	}
}

Test(errors, order_is_that_of_the_objects)
{
	struct session session = { .program = "kubectl" };
	struct error first = ERROR_INIT, second = ERROR_INIT;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	error_set(&second, REASON_CLIENT, "second");
	error_set(&first, REASON_CLIENT, "first");
	session_collect_at(&session, 7, &second);
	session_collect_at(&session, 3, &first);
	errors_report(out, &session);
	fclose(out);
	session_finish(&session);
	cr_expect_str_eq(text, "first\nsecond\n");
	free(text);
}

Test(errors, names_that_no_path_can_hold)
{
	static const struct {
		const char *name, *want;
	} names[] = {
		{ "web", NULL },
		{ "a b", NULL },
		{ "", "resource name may not be empty" },
		{ ".", "invalid resource name \".\": [may not be '.']" },
		{ "..", "invalid resource name \"..\": [may not be '..']" },
		{ "a%b", "invalid resource name \"a%b\": [may not contain '%']" },
		{ "a/b%", "invalid resource name \"a/b%\": [may not contain '/' may not contain "
			  "'%']" },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		bool ok = check_path("default", names[i].name, &err);

		cr_expect_eq(ok, names[i].want == NULL, "%s", names[i].name);
		if (!ok && names[i].want != NULL)
			cr_expect_str_eq(err.message, names[i].want, "%s: %s", names[i].name,
					 err.message);
	}
}
