/* Functions on strings and bytes. */
#include "standard.h"

#include <string.h>

#include "cidrctl/regexp.h"

/* Strings and bytes alike. */
struct cel_value cel_std_add_text(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *a = &args[0], *b = &args[1];
	size_t size = (size_t)a->size + b->size;
	char *text;

	(void)n;
	if (a->size == 0)
		return *b;
	if (b->size == 0)
		return *a;
	if (size > UINT32_MAX)
		return cel_out_of_memory(eval);
	text = cel_alloc(eval, size);
	if (text == NULL)
		return cel_out_of_memory(eval);
	memcpy(text, a->text, a->size);
	memcpy(text + a->size, b->text, b->size);
	return (struct cel_value) { .kind = a->kind, .size = (uint32_t)size, .text = text };
}

struct cel_value cel_std_contains(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_bool(args[1].size == 0 || memmem(args[0].text, args[0].size, args[1].text,
							 args[1].size) != NULL);
}

struct cel_value cel_std_starts_with(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *text = &args[0], *prefix = &args[1];

	(void)eval;
	(void)n;
	return cel_from_bool(prefix->size == 0 ||
			     (prefix->size <= text->size &&
			      memcmp(text->text, prefix->text, prefix->size) == 0));
}

struct cel_value cel_std_ends_with(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *text = &args[0], *suffix = &args[1];

	(void)eval;
	(void)n;
	return cel_from_bool(suffix->size == 0 || (suffix->size <= text->size &&
						   memcmp(text->text + text->size - suffix->size,
							  suffix->text, suffix->size) == 0));
}

struct cel_value cel_std_matches(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const char *message;
	const struct regexp *pattern = cel_regexp(eval, &args[1], &message);
	bool found;

	(void)n;
	if (pattern == NULL)
		return cel_error(eval, "%s", message);
	found = cel_regexp_find(eval, pattern, &args[0], 0, NULL, 0);
	return found || cel_work(eval, 1) ? cel_from_bool(found) : cel_too_slow(eval);
}
