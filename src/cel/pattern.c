/* Compiled patterns, kept beside the calls that use them. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/regexp.h"
#include "plan.h"

struct cel_pattern *cel_pattern_new(struct cel_program *program)
{
	struct cel_pattern *pattern = arena_zalloc(&program->ast.arena, 1, sizeof(*pattern));

	pattern->next = program->patterns;
	program->patterns = pattern;
	return pattern;
}

static void forget(struct cel_pattern *pattern)
{
	regexp_free(pattern->regexp);
	free(pattern->text);
	pattern->regexp = NULL;
	pattern->text = NULL;
}

void cel_patterns_free(struct cel_pattern *patterns)
{
	for (; patterns != NULL; patterns = patterns->next)
		forget(patterns);
}

bool cel_pattern_set(struct cel_pattern *pattern, const struct cel_value *text,
		     struct arena *message_arena, const char **ret_message)
{
	char *error = NULL;

	forget(pattern);
	pattern->regexp = regexp_compile(text->text, text->size, &error);
	if (pattern->regexp == NULL) {
		*ret_message = arena_str(message_arena, error);
		free(error);
		return false;
	}
	pattern->text = xmalloc(text->size + 1);
	memcpy(pattern->text, text->text, text->size);
	pattern->size = text->size;
	return true;
}

/* What follows finds that there is no work left. */
static void spend(struct cel_eval *eval, uint64_t work)
{
	eval->work_left -= work < eval->work_left ? work : eval->work_left;
}

/* Of the work limit, for a character of the pattern and for a step of its program. */
#define COMPILE_WORK 16

const struct regexp *cel_regexp(struct cel_eval *eval, const struct cel_value *text,
				const char **ret_message)
{
	struct cel_pattern *pattern = eval->pattern == NULL ? &eval->own_pattern : eval->pattern;

	if (pattern->regexp != NULL && pattern->size == text->size &&
	    memcmp(pattern->text, text->text, text->size) == 0)
		return pattern->regexp;
	if (!cel_pattern_set(pattern, text, eval->arena, ret_message))
		return NULL;
	spend(eval, COMPILE_WORK * (text->size + regexp_steps(pattern->regexp)));
	return pattern->regexp;
}

bool cel_regexp_find(struct cel_eval *eval, const struct regexp *regexp,
		     const struct cel_value *text, size_t from, struct regexp_span *spans,
		     size_t n_spans)
{
	return regexp_find(regexp, text->text, text->size, from, spans, n_spans, &eval->work_left);
}
