/* The encoders extension: base64. Source: cel-go ext/encoders.go. */
#include <string.h>

#include "standard.h"

/* The bytes in the evaluation's memory, or NULL. */
static char *keep(struct cel_eval *eval, const struct strbuf *bytes)
{
	char *copy = bytes->length > UINT32_MAX ? NULL : cel_alloc(eval, bytes->length + 1);

	if (copy != NULL)
		memcpy(copy, bytes->text, bytes->length);
	return copy;
}

static struct cel_value encode(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	char *kept;

	(void)n;
	cel_base64_encode(args[0].text, args[0].size, &text);
	kept = keep(eval, &text);
	return kept == NULL ? cel_out_of_memory(eval) : cel_from_text(kept, text.length);
}

static struct cel_value decode(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf bytes = STRBUF_INIT;
	size_t wrong_at;
	char *kept;

	(void)n;
	if (!cel_base64_decode(args[0].text, args[0].size, &bytes, &wrong_at))
		return cel_error(eval, "illegal base64 data at input byte %zu", wrong_at);
	kept = keep(eval, &bytes);
	return kept == NULL ? cel_out_of_memory(eval) : cel_from_bytes(kept, bytes.length);
}

static const struct cel_overload overloads[] = {
	CEL_GLOBAL("base64.decode", "base64_decode_string", &cel_bytes, decode, NULL, &cel_string),
	CEL_GLOBAL("base64.encode", "base64_encode_bytes", &cel_string, encode, NULL, &cel_bytes),
	{ .function = NULL },
};

const struct cel_library cel_library_encoders = {
	.name = "encoders",
	.overloads = overloads,
};
