/* Objects written with single quotes, and what templates make of them. */
#ifndef CIDRCTL_TESTS_TEMPLATE_FIXTURE_H
#define CIDRCTL_TESTS_TEMPLATE_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/template.h"

/* Reads JSON in which single quotes stand for double ones. Owned. */
static inline cJSON *read_object(const char *text)
{
	CLEANUP(str) char *copy = xstrdup(text);
	struct error err = ERROR_INIT;
	cJSON *object = NULL;

	for (char *at = copy; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	cr_assert(json_parse(copy, strlen(copy), NULL, &object, &err), "%s: %s", text, err.message);
	return object;
}

static inline struct jsonpath *read_path(const char *text)
{
	struct error err = ERROR_INIT;
	struct jsonpath *path = NULL;

	cr_assert(jsonpath_parse(text, strlen(text), &path, &err), "%s: %s", text, err.message);
	return path;
}

#endif
