/* Where one text is in another. */
#include "strings.h"

#include <string.h>

static int64_t code_points(const char *text, size_t size)
{
	struct cel_value value = cel_from_text(text, size);

	return (int64_t)cel_size(&value);
}

/* What an empty text is found at: v0.23 gave back the start whatever it was. */
static struct cel_value find_nothing(struct cel_eval *eval, const struct cel_value *text,
				     int64_t from)
{
	int64_t length = (int64_t)cel_size(text);

	return cel_from_int(cel_options(eval) & CEL_NEWEST && from > length ? length : from);
}

static bool may_start(struct cel_eval *eval, const struct cel_value *wanted, int64_t from)
{
	return from >= 0 || (wanted->size == 0 && !(cel_options(eval) & CEL_NEWEST));
}

struct cel_value cel_ext_index_of(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_value *text = &args[0], *wanted = &args[1];
	int64_t from = n > 2 ? args[2].integer : 0;
	const char *found;
	size_t begin;

	if (!may_start(eval, wanted, from))
		return cel_out_of_range(eval, from);
	if (wanted->size == 0)
		return find_nothing(eval, text, from);
	begin = cel_text_at(text, from);
	if (begin == CEL_NO_POSITION || begin == text->size)
		return cel_from_int(-1);
	if (!cel_work(eval, text->size / 16))
		return cel_too_slow(eval);
	found = memmem(text->text + begin, text->size - begin, wanted->text, wanted->size);
	if (found == NULL)
		return cel_from_int(-1);
	return cel_from_int(from +
			    code_points(text->text + begin, (size_t)(found - text->text) - begin));
}

/* The last match that begins at byte `last` or before. */
static struct cel_value find_backwards(struct cel_eval *eval, const struct cel_value *text,
				       const struct cel_value *wanted, size_t last)
{
	if (wanted->size > text->size)
		return cel_from_int(-1);
	if (last > text->size - wanted->size)
		last = text->size - wanted->size;
	if (!cel_work(eval, last / 16))
		return cel_too_slow(eval);
	for (size_t at = last + 1; at-- > 0;) {
		if (text->text[at] != wanted->text[0])
			continue;
		/* Every place may be nearly a match. */
		if (!cel_work(eval, wanted->size / 64))
			return cel_too_slow(eval);
		if (memcmp(text->text + at, wanted->text, wanted->size) == 0)
			return cel_from_int(code_points(text->text, at));
	}
	return cel_from_int(-1);
}

struct cel_value cel_ext_last_index_of(struct cel_eval *eval, const struct cel_value *args,
				       size_t n)
{
	const struct cel_value *text = &args[0], *wanted = &args[1];
	int64_t from = n > 2 ? args[2].integer : (int64_t)cel_size(text);
	size_t last;

	if (n > 2 && !may_start(eval, wanted, from))
		return cel_out_of_range(eval, from);
	if (wanted->size == 0)
		return find_nothing(eval, text, from);
	/* v0.23 looks from the last code point on, which is -1 then. */
	if (n == 2 && text->size == 0 && !(cel_options(eval) & CEL_NEWEST))
		return cel_out_of_range(eval, -1);
	if (n == 2)
		return find_backwards(eval, text, wanted, text->size);
	last = cel_text_at(text, from);
	if (last == CEL_NO_POSITION || last == text->size)
		return cel_from_int(-1);
	return find_backwards(eval, text, wanted, last);
}
