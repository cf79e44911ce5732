/* The object that the templates of these tests are given, and how a row is checked. */
#ifndef TESTS_TEMPLATE_GOTEMPLATE_FIXTURE_H
#define TESTS_TEMPLATE_GOTEMPLATE_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/gotemplate.h"
#include "cidrctl/json.h"
#include "cidrctl/text.h"

static const char object_text[] =
	/* clang-format off */
	"{\"kind\":\"Service\",\"n\":80,\"f\":1.5,\"big\":9007199254740993,"
	"\"neg\":-3,\"z\":0,\"t\":true,\"nul\":null,\"s\":\"h\\u00e9llo <a&b>\","
	"\"e\":\"\",\"b64\":\"aGVsbG8=\",\"digits\":\"0123456789\","
	"\"m\":{\"b\":\"x\",\"a\":1,\"c\":{\"d\":[1,\"two\",null,2.5,true]}},"
	"\"l\":[\"x\",\"y\",\"z\"],\"le\":[],"
	"\"ports\":[{\"name\":\"http\",\"port\":80},{\"name\":\"https\",\"port\":443,\"tls\":true}],"
	"\"nested\":[[1,2],[3,[4]]]}";
/* clang-format on */

/* A template and what it prints, or in a table of errors what the message says behind
 * "template: output:". */
struct row {
	const char *template, *want;
};

/* What a template of length bytes gives; all owned. */
struct result {
	char *out;
	size_t size;
	char *error; /* NULL: none */
};

static inline struct result execute(const char *text, size_t length, bool allow_missing_keys)
{
	struct gotemplate *template = NULL;
	struct error err = ERROR_INIT;
	struct result result = { .error = NULL };
	cJSON *object = NULL;
	FILE *out = open_memstream(&result.out, &result.size);

	json_init();
	cr_assert(json_parse(object_text, strlen(object_text), NULL, &object, &err));
	if (gotemplate_parse(text, length, &template, &err))
		gotemplate_print(template, object, allow_missing_keys, out, &err);
	fclose(out);
	if (err.reason != REASON_NONE) {
		cr_assert_eq(err.reason, REASON_CLIENT, "%s", text);
		result.error = xstrdup(err.message);
	}
	error_finish(&err);
	gotemplate_destroy(template);
	cJSON_Delete(object);
	return result;
}

static inline void result_finish(struct result *result)
{
	free(result->out);
	free(result->error);
}

/* Checks that each template prints what the row says. */
static inline void check_prints(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct result result = execute(rows[i].template, strlen(rows[i].template), true);

		cr_expect_null(result.error, "%s: %s", rows[i].template, result.error);
		cr_expect_str_eq(result.out, rows[i].want, "%s: got %s", rows[i].template,
				 result.out);
		result_finish(&result);
	}
}

/* Checks that each template fails with the row's message. */
static inline void check_fails(const struct row *rows, size_t n, bool allow_missing_keys)
{
	for (size_t i = 0; i < n; i++) {
		struct result result =
			execute(rows[i].template, strlen(rows[i].template), allow_missing_keys);
		CLEANUP(str) char *want = xasprintf("template: output:%s", rows[i].want);

		cr_expect_not_null(result.error, "%s did not fail", rows[i].template);
		if (result.error != NULL)
			cr_expect(text_ends_with(result.error, want), "%s: got %s",
				  rows[i].template, result.error);
		result_finish(&result);
	}
}

#endif
