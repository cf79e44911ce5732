/* Values inside messages. */
#include "internal.h"

#include <inttypes.h>

void cel_print_plain(const struct cel_value *value, struct strbuf *out)
{
	char text[CEL_DOUBLE_SIZE];

	switch (value->kind) {
	case CEL_STRING:
		strbuf_add(out, value->text, value->size);
		break;
	case CEL_UINT:
		strbuf_addf(out, "%" PRIu64, value->uinteger);
		break;
	case CEL_DOUBLE:
		strbuf_add(out, text, cel_double_text(value->number, 21, text));
		break;
	default:
		cel_print(value, out);
	}
}
