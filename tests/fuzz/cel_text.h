/* For targets that put a text into the variable x of expressions. */
#ifndef FUZZ_CEL_TEXT_H
#define FUZZ_CEL_TEXT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/cel_kubernetes.h"
#include "cidrctl/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct cel_program *fuzz_compile(const char *source)
{
	static struct cel_env *env;
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	struct cel_program *program = NULL;

	if (env == NULL) {
		env = cel_env_new(&cel_profile_kubernetes_stored);
		cel_env_add_variable(env, "x", &cel_string);
	}
	if (!cel_compile(env, source, strlen(source), 0, &issues, NULL, &program)) {
		fprintf(stderr, "%s: %s\n", source, issues.items[0].message);
		abort();
	}
	return program;
}

/* The input as valid UTF-8, which every string of the language is. */
static inline struct cel_value fuzz_text(struct arena *arena, const uint8_t *data, size_t size)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	unsigned rune;

	for (size_t at = 0; at < size;) {
		at += utf8_decode((const char *)data + at, size - at, &rune);
		utf8_encode(&text, rune);
	}
	return cel_from_text(arena_copy(arena, text.text, text.length), text.length);
}

#endif
