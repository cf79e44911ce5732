/* Taking texts apart and putting them together. Results are as large as they need to be, which is
 * counted first. */
#include "strings.h"

#include <string.h>

/* The bytes of the code point at the beginning. */
static size_t first_code_point(const char *text, size_t size)
{
	unsigned rune;

	return utf8_decode(text, size, &rune);
}

/* The next match of a text that is not empty, or NULL. */
static const char *find(const char *text, const char *end, const struct cel_value *wanted)
{
	return memmem(text, (size_t)(end - text), wanted->text, wanted->size);
}

/* How often wanted is in the text, without overlaps, but at most `most` times. The empty text is
 * before each code point, and at the end. */
static size_t count(const struct cel_value *text, const struct cel_value *wanted, int64_t most)
{
	const char *at = text->text, *end = text->text + text->size;
	size_t limit = most < 0 ? SIZE_MAX : (size_t)most, n = 0;

	if (wanted->size == 0) {
		n = cel_size(text) + 1;
		return n < limit ? n : limit;
	}
	while (n < limit && (at = find(at, end, wanted)) != NULL) {
		at += wanted->size;
		n++;
	}
	return n;
}

/* ---- replace ---- */

static char *append(char *out, const char *text, size_t size)
{
	if (size > 0)
		memcpy(out, text, size);
	return out + size;
}

static void fill_in(const struct cel_value *text, const struct cel_value *old,
		    const struct cel_value *new, size_t n, char *out)
{
	const char *at = text->text, *end = at + text->size;

	for (size_t i = 0; i < n; i++) {
		const char *match = at;

		if (old->size > 0)
			match = find(at, end, old);
		else if (i > 0)
			match = at + first_code_point(at, (size_t)(end - at));
		out = append(out, at, (size_t)(match - at));
		out = append(out, new->text, new->size);
		at = match + old->size;
	}
	append(out, at, (size_t)(end - at));
}

struct cel_value cel_ext_replace(struct cel_eval *eval, const struct cel_value *args, size_t n_args)
{
	const struct cel_value *text = &args[0], *old = &args[1], *new = &args[2];
	size_t n, size;
	char *result;

	if (!cel_work(eval, text->size / 8))
		return cel_too_slow(eval);
	n = count(text, old, n_args > 3 ? args[3].integer : -1);
	if (n == 0)
		return *text;
	size = text->size - n * old->size;
	if (new->size > 0 && n > (UINT32_MAX - size) / new->size)
		return cel_out_of_memory(eval);
	size += n * new->size;
	result = cel_alloc(eval, size + 1);
	if (result == NULL)
		return cel_out_of_memory(eval);
	fill_in(text, old, new, n, result);
	return cel_from_text(result, size);
}

/* ---- split ---- */

/* The parts between n - 1 separators; the last has the rest. */
static void cut(const struct cel_value *text, const struct cel_value *separator, size_t n,
		struct cel_value *parts)
{
	const char *at = text->text, *end = at + text->size;

	for (size_t i = 0; i + 1 < n; i++) {
		const char *match = separator->size > 0
					    ? find(at, end, separator)
					    : at + first_code_point(at, (size_t)(end - at));

		parts[i] = cel_from_text(at, (size_t)(match - at));
		at = match + separator->size;
	}
	parts[n - 1] = cel_from_text(at, (size_t)(end - at));
}

/* Into how many parts. */
static size_t count_parts(const struct cel_value *text, const struct cel_value *separator,
			  int64_t most)
{
	uint64_t n;

	if (most == 0)
		return 0;
	if (separator->size > 0)
		return count(text, separator, most < 0 ? -1 : most - 1) + 1;
	n = cel_size(text);
	return (size_t)(most > 0 && (uint64_t)most < n ? (uint64_t)most : n);
}

struct cel_value cel_ext_split(struct cel_eval *eval, const struct cel_value *args, size_t n_args)
{
	const struct cel_value *text = &args[0], *separator = &args[1];
	struct cel_value *parts;
	size_t n;

	if (!cel_work(eval, text->size / 8))
		return cel_too_slow(eval);
	n = count_parts(text, separator, n_args > 2 ? args[2].integer : -1);
	parts = cel_alloc(eval, (n + 1) * sizeof(*parts));
	if (parts == NULL)
		return cel_out_of_memory(eval);
	if (n > 0)
		cut(text, separator, n, parts);
	return cel_from_items(cel_arena(eval), parts, n);
}

/* ---- join ---- */

static struct cel_value not_a_string(struct cel_eval *eval, const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_print_plain(value, &text);
	return cel_error(eval, "join: invalid input: %s", text.text);
}

struct cel_value cel_ext_join(struct cel_eval *eval, const struct cel_value *args, size_t n_args)
{
	struct cel_value separator = n_args > 1 ? args[1] : cel_from_text("", 0);
	const struct cel_list *list = cel_items(&args[0]);
	uint64_t size = list->n == 0 ? 0 : (list->n - 1) * (uint64_t)separator.size;
	char *result, *end;

	if (!cel_work(eval, list->n))
		return cel_too_slow(eval);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].kind != CEL_STRING)
			return not_a_string(eval, &list->items[i]);
		size += list->items[i].size;
	}
	result = size > UINT32_MAX ? NULL : cel_alloc(eval, size + 1);
	if (result == NULL)
		return cel_out_of_memory(eval);
	end = result;
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			end = append(end, separator.text, separator.size);
		end = append(end, list->items[i].text, list->items[i].size);
	}
	return cel_from_text(result, size);
}
