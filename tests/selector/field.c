#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"

static struct field_selector *parse(const char *text)
{
	struct error err = ERROR_INIT;
	struct field_selector *selector = NULL;

	cr_assert(field_selector_parse(text, &selector, &err), "%s: %s", text, err.message);
	return selector;
}

static const struct {
	const char *in, *text, *name;
} text_rows[] = {
	{ "", "", NULL },
	{ ",,", "", NULL },
	{ "metadata.name=web", "metadata.name=web", "web" },
	{ "metadata.name==web", "metadata.name=web", "web" },
	{ "metadata.name!=web", "metadata.name!=web", NULL },
	{ "metadata.name=", "metadata.name=", "" },
	{ "b=1,a=2", "a=2,b=1", NULL },
	{ "spec.type=x,metadata.name=web", "metadata.name=web,spec.type=x", "web" },
	{ "metadata.namespace=web", "metadata.namespace=web", NULL },
	{ "a=x\\,y,b=z", "a=x\\,y,b=z", NULL },
	{ "a=\\\\\\=", "a=\\\\\\=", NULL },
	{ "metadata.name=a\\=b", "metadata.name=a\\=b", "a=b" },
	{ "=", "=", NULL },
	{ "a!b=c", "a!b=c", NULL },
	{ "a = b", "a = b", NULL },
};

Test(field_selector, text_and_name)
{
	for (size_t i = 0; i < ARRAY_LEN(text_rows); i++) {
		CLEANUP(field_selector) struct field_selector *selector = parse(text_rows[i].in);
		CLEANUP(str) char *text = field_selector_text(selector);
		const char *name = field_selector_name(selector);

		cr_expect_str_eq(text, text_rows[i].text, "\"%s\": %s", text_rows[i].in, text);
		cr_expect_eq(name == NULL, text_rows[i].name == NULL, "%s", text_rows[i].in);
		if (name != NULL && text_rows[i].name != NULL)
			cr_expect_str_eq(name, text_rows[i].name, "%s", text_rows[i].in);
	}
}

static const struct {
	const char *in, *message;
} error_rows[] = {
	{ "abc", "invalid selector: 'abc'; can't understand 'abc'" },
	{ "b=1,abc", "invalid selector: 'b=1,abc'; can't understand 'abc'" },
	{ "b,a", "invalid selector: 'b,a'; can't understand 'a'" },
	{ "a!b", "invalid selector: 'a!b'; can't understand 'a!b'" },
	{ "a in (b)", "invalid selector: 'a in (b)'; can't understand 'a in (b)'" },
	{ "a=\\x", "invalid field selector: invalid escape sequence: \\x" },
	{ "a=\\é", "invalid field selector: invalid escape sequence: \\é" },
	{ "a=b\\", "invalid field selector: invalid escape sequence: \\" },
	{ "a=b=c", "invalid field selector: unescaped character in value: 61" },
	{ "a===c", "invalid field selector: unescaped character in value: 61" },
};

Test(field_selector, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		struct field_selector *selector = NULL;

		cr_assert_not(field_selector_parse(error_rows[i].in, &selector, &err), "%s",
			      error_rows[i].in);
		cr_expect_null(selector, "%s", error_rows[i].in);
		cr_expect_eq(err.reason, REASON_BAD_REQUEST, "%s", error_rows[i].in);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s: %s", error_rows[i].in,
				 err.message);
	}
}

static char *value_of(const cJSON *object, const char *path)
{
	return xstrdup(json_str(object, path));
}

static const struct {
	const char *selector;
	bool matches;
} match_rows[] = {
	{ "", true },
	{ "name=web", true },
	{ "name==web", true },
	{ "name=we", false },
	{ "name=Web", false },
	{ "name!=web", false },
	{ "name!=api", true },
	{ "name=web,type=NodePort", true },
	{ "name=web,type!=NodePort", false },
	{ "absent=", true },
	{ "absent!=", false },
	{ "absent=x", false },
	{ "comma=x\\,y", true },
	{ "name=web ", false },
};

Test(field_selector, matches)
{
	CLEANUP(json)
	cJSON *object = cJSON_Parse("{\"name\":\"web\",\"type\":\"NodePort\",\"comma\":\"x,y\"}");

	for (size_t i = 0; i < ARRAY_LEN(match_rows); i++) {
		CLEANUP(field_selector)
		struct field_selector *selector = parse(match_rows[i].selector);

		cr_expect_eq(field_selector_matches(selector, value_of, object),
			     match_rows[i].matches, "%s", match_rows[i].selector);
	}
	cr_expect(field_selector_matches(NULL, value_of, object));
}

static bool is_known(const void *context, const char *path)
{
	return strcmp(context, path) == 0;
}

Test(field_selector, unknown_is_the_first_in_order)
{
	CLEANUP(field_selector) struct field_selector *known = parse("a=1,a!=2");
	CLEANUP(field_selector) struct field_selector *unknown = parse("d=1,c=2,a=3");

	cr_expect_null(field_selector_unknown(known, is_known, "a"));
	cr_expect_str_eq(field_selector_unknown(unknown, is_known, "a"), "c");
	cr_expect_null(field_selector_unknown(NULL, is_known, "a"));
}
