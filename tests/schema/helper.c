#include "helper.h"

#include <criterion/criterion.h>
#include <string.h>

cJSON *tree(const char *text)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	cJSON *result = NULL;

	cr_assert(json_parse(text, strlen(text), NULL, &result, &err), "%s: %s", text, err.message);
	return result;
}

char *joined(const struct text_list *list)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < list->n; i++)
		strbuf_addf(&out, "%s%s", i > 0 ? ", " : "", list->items[i]);
	return strbuf_detach(&out);
}

char *error_lines(const struct field_errors *errors)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < errors->n; i++)
		strbuf_addf(&out, "%s%s: %s", i > 0 ? "\n" : "", errors->items[i].field,
			    errors->items[i].message);
	return strbuf_detach(&out);
}

char *letters(size_t n)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_add_repeated(&out, 'a', n);
	return strbuf_detach(&out);
}
