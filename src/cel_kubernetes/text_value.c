/* What the libraries share about texts. */
#include <string.h>

#include "internal.h"

uint64_t cost_of_text(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n, (void)result;
	return cel_cost_of(10, cel_size(&args[0]));
}

struct cel_value text_value(struct cel_eval *eval, const struct strbuf *text)
{
	char *copy = cel_alloc(eval, text->length + 1);

	if (copy == NULL)
		return cel_out_of_memory(eval);
	memcpy(copy, text->text, text->length + 1);
	return cel_from_text(copy, text->length);
}

struct cel_value text_error(struct cel_eval *eval, const struct strbuf *text)
{
	return cel_error(eval, "%s", text->text);
}
