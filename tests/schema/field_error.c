/* Rendering of field errors, and the Status made of them. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

/* Takes text over. */
static void expect(const char *name, char *text, const char *want)
{
	cr_expect_str_eq(text, want, "%s: %s", name, text);
	free(text);
}

Test(field_error, values)
{
	CLEANUP(json) cJSON *two = tree("[\"10.96.0.1\",\"2000::1\"]"), *empty = tree("[]");
	CLEANUP(json) cJSON *families = tree("[\"IPv4\",\"IPv6\"]"), *null = tree("null");
	CLEANUP(json) cJSON *one = tree("[\"a\\\"b\"]");

	expect("string", field_value_str("abc"), "\"abc\"");
	expect("string to escape", field_value_str("a\"b\\\n\x01\xc3\xa9"),
	       "\"a\\\"b\\\\\\n\\x01\xc3\xa9\"");
	expect("int", field_value_int(80), "80");
	expect("negative int", field_value_int(-1), "-1");
	expect("int64", field_value_int(INT64_MIN), "-9223372036854775808");
	expect("list", field_value_list("string", two), "[]string{\"10.96.0.1\", \"2000::1\"}");
	expect("list of one", field_value_list("string", one), "[]string{\"a\\\"b\"}");
	expect("empty list", field_value_list("string", empty), "[]string{}");
	expect("nil list", field_value_list("string", NULL), "[]string(nil)");
	expect("null list", field_value_list("core.IPFamily", null), "[]core.IPFamily(nil)");
	expect("families", field_value_list("core.IPFamily", families),
	       "[]core.IPFamily{\"IPv4\", \"IPv6\"}");
	expect("nil", field_value_nil(), "\"null\"");
}

static const char *const protocols[] = { "UDP", "TCP", "SCTP", NULL };
static const char *const nothing[] = { NULL };

static const struct {
	const char *reason, *message;
} kind_rows[] = {
	{ "FieldValueRequired", "Required value" },
	{ "FieldValueRequired", "Required value: name or generateName is required" },
	{ "FieldValueInvalid", "Invalid value: 0: must be in range" },
	{ "FieldValueInvalid", "Invalid value: \"x\": bad" },
	{ "FieldValueInvalid", "Invalid value: \"\"" },
	{ "FieldValueNotSupported",
	  "Unsupported value: \"X\": supported values: \"SCTP\", \"TCP\", \"UDP\"" },
	{ "FieldValueNotSupported", "Unsupported value: \"X\"" },
	{ "FieldValueDuplicate", "Duplicate value: 30080" },
	{ "FieldValueForbidden", "Forbidden: may not change" },
	{ "FieldValueForbidden", "Forbidden" },
	{ "FieldValueTooLong", "Too long: may not be more than 262144 bytes" },
	{ "FieldValueTooMany", "Too many: 65: must have at most 64 items" },
	{ "InternalError", "Internal error: out of luck" },
};

Test(field_error, kinds)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;

	field_required(&errors, "f", NULL);
	field_required(&errors, "f", "name or generateName is required");
	field_invalid(&errors, "f", field_value_int(0), "must be in range");
	field_invalid_str(&errors, "f", "x", "bad");
	field_invalid_str(&errors, "f", "", "");
	field_not_supported(&errors, "f", field_value_str("X"), protocols);
	field_not_supported(&errors, "f", field_value_str("X"), nothing);
	field_duplicate(&errors, "f", field_value_int(30080));
	field_forbidden(&errors, "f", "may not change");
	field_forbidden(&errors, "f", "");
	field_too_long(&errors, "f", 262144);
	field_too_many(&errors, "f", 65, 64);
	field_internal(&errors, "f", "out of luck");
	cr_assert_eq(errors.n, ARRAY_LEN(kind_rows));
	for (size_t i = 0; i < errors.n; i++) {
		cr_expect_str_eq(errors.items[i].reason, kind_rows[i].reason, "row %zu", i);
		cr_expect_str_eq(errors.items[i].message, kind_rows[i].message, "row %zu: %s", i,
				 errors.items[i].message);
		cr_expect_str_eq(errors.items[i].field, "f");
	}
}

Test(field_error, none_is_no_error)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_expect(field_errors_to_error(&errors, "", "Service", "x", &err));
	cr_expect_eq(err.reason, REASON_NONE);
}

Test(field_error, one)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	field_required(&errors, "spec.ports", NULL);
	cr_expect_not(field_errors_to_error(&errors, "", "Service", "x", &err));
	cr_expect_eq(err.reason, REASON_INVALID);
	cr_expect_str_eq(err.message, "Service \"x\" is invalid: spec.ports: Required value");
	cr_expect_str_eq(err.kind, "Service");
	cr_expect_str_eq(err.name, "x");
	cr_expect_null(err.group);
	cr_assert_eq(err.n_causes, 1);
	cr_expect_str_eq(err.causes[0].reason, "FieldValueRequired");
	cr_expect_str_eq(err.causes[0].field, "spec.ports");
	cr_expect_str_eq(err.causes[0].message, "Required value");
}

Test(field_error, several_texts_once_causes_all)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	field_required(&errors, "a", NULL);
	field_forbidden(&errors, "b", NULL);
	field_required(&errors, "a", NULL);
	field_errors_to_error(&errors, "networking.k8s.io", "ServiceCIDR", "a\"b", &err);
	cr_expect_str_eq(err.message, "ServiceCIDR.networking.k8s.io \"a\\\"b\" is invalid: "
				      "[a: Required value, b: Forbidden]");
	cr_expect_str_eq(err.group, "networking.k8s.io");
	cr_expect_eq(err.n_causes, 3);
}

Test(field_error, the_same_text_twice_has_no_brackets)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	field_required(&errors, "a", NULL);
	field_required(&errors, "a", NULL);
	field_errors_to_error(&errors, NULL, "Service", "x", &err);
	cr_expect_str_eq(err.message, "Service \"x\" is invalid: a: Required value");
	cr_expect_eq(err.n_causes, 2);
}
