/* The regex extension: extracting and replacing what a pattern matches.
 * Source: cel-go ext/regex.go; Go's regexp for what comes after a match. */
#include <string.h>

#include "builder.h"
#include "cidrctl/regexp.h"
#include "standard.h"

#define MAX_GROUPS 9 /* a replacement names a group by one digit */

struct search {
	struct cel_eval *eval;
	const struct regexp *regexp;
	const struct cel_value *text;
	size_t at, last_end;
	struct regexp_span spans[MAX_GROUPS + 1];
	size_t n_spans;
};

/* Begins a search, or returns false with an error value. */
static bool search_begin(struct cel_eval *eval, const struct cel_value *args, struct search *search,
			 struct cel_value *ret_error)
{
	const char *message = NULL;
	size_t groups;

	*search = (struct search) { .eval = eval, .text = &args[0], .last_end = REGEXP_NONE };
	search->regexp = cel_regexp(eval, &args[1], &message);
	if (search->regexp == NULL) {
		*ret_error = cel_error(eval, "%s", message);
		return false;
	}
	groups = regexp_groups(search->regexp);
	search->n_spans = (groups < MAX_GROUPS ? groups : MAX_GROUPS) + 1;
	return true;
}

/* Where to go on after a match that begins and ends where the search began. */
static size_t step_over(const struct cel_value *text, size_t at)
{
	unsigned rune;

	if (at == text->size)
		return at + 1;
	return at + utf8_decode(text->text + at, text->size - at, &rune);
}

/* The next match; an empty one right behind another is none. */
static bool search_next(struct search *search)
{
	while (search->at <= search->text->size) {
		bool is_accepted = true;

		if (!cel_regexp_find(search->eval, search->regexp, search->text, search->at,
				     search->spans, search->n_spans))
			return false;
		if (search->spans[0].end == search->at) {
			is_accepted = search->spans[0].begin != search->last_end;
			search->at = step_over(search->text, search->at);
		} else {
			search->at = search->spans[0].end;
		}
		search->last_end = search->spans[0].end;
		if (is_accepted)
			return true;
	}
	return false;
}

static struct cel_value span_text(const struct search *search, size_t group)
{
	const struct regexp_span *span = &search->spans[group];

	if (span->begin == REGEXP_NONE)
		return cel_from_text("", 0);
	return cel_from_text(search->text->text + span->begin, span->end - span->begin);
}

/* ---- extract, extractAll ---- */

static bool search_begin_extract(struct cel_eval *eval, const struct cel_value *args,
				 struct search *search, struct cel_value *ret_error)
{
	CLEANUP(strbuf) struct strbuf pattern = STRBUF_INIT;

	if (!search_begin(eval, args, search, ret_error))
		return false;
	if (search->n_spans <= 2)
		return true;
	text_quote_bytes(&pattern, args[1].text, args[1].size);
	*ret_error = cel_error(eval, "regular expression has more than one capturing group: %s",
			       pattern.text);
	return false;
}

/* Of a match the group, where the pattern has one: an empty group is as good as none. */
static bool extracted(const struct search *search, struct cel_value *ret_text)
{
	*ret_text = span_text(search, search->n_spans - 1);
	return search->n_spans == 1 || ret_text->size > 0;
}

static struct cel_value extract(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value text, error;
	struct search search;

	(void)n;
	if (!search_begin_extract(eval, args, &search, &error))
		return error;
	if (search_next(&search) && extracted(&search, &text))
		return cel_from_optional(cel_arena(eval), &text);
	return cel_work(eval, 1) ? cel_from_optional(cel_arena(eval), NULL) : cel_too_slow(eval);
}

static struct cel_value extract_all(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_list_builder found = { .eval = eval };
	struct cel_value text, error;
	struct search search;

	(void)n;
	if (!search_begin_extract(eval, args, &search, &error))
		return error;
	while (!found.is_full && search_next(&search))
		if (extracted(&search, &text))
			cel_list_builder_add(&found, &text);
	return cel_work(eval, 1) ? cel_list_builder_finish(&found) : cel_too_slow(eval);
}

/* ---- replace ---- */

static bool refuse_replacement(struct cel_eval *eval, const struct cel_value *replacement,
			       const char *why, struct cel_value *ret_error)
{
	*ret_error = cel_error(eval, "invalid replacement string: '%.*s' %s",
			       (int)replacement->size, replacement->text, why);
	return false;
}

/* Adds what stands in place of the match: \1 is a group, \\ a backslash. */
static bool add_replacement(struct cel_eval *eval, const struct search *search,
			    const struct cel_value *replacement, struct cel_builder *out,
			    struct cel_value *ret_error)
{
	const char *at = replacement->text, *end = at + replacement->size, *backslash;
	struct cel_value group;

	while ((backslash = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		cel_builder_add(out, at, (size_t)(backslash - at));
		at = backslash + 2;
		if (at > end)
			return refuse_replacement(eval, replacement, "\\ not allowed at end",
						  ret_error);
		if (at[-1] == '\\') {
			cel_builder_add(out, "\\", 1);
			continue;
		}
		if (at[-1] < '0' || at[-1] > '9')
			return refuse_replacement(eval, replacement,
						  "\\ must be followed by a digit or \\",
						  ret_error);
		if ((size_t)(at[-1] - '0') > regexp_groups(search->regexp)) {
			*ret_error = cel_error(eval,
					       "replacement string references group %c but regex "
					       "has only %zu group(s)",
					       at[-1], regexp_groups(search->regexp));
			return false;
		}
		group = span_text(search, (size_t)(at[-1] - '0'));
		cel_builder_add(out, group.text, group.size);
	}
	cel_builder_add(out, at, (size_t)(end - at));
	return true;
}

static struct cel_value replace(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t left = n > 3 ? args[3].integer : -1;
	struct cel_builder out = { .eval = eval };
	struct cel_value error;
	struct search search;
	size_t copied = 0;

	if (left == 0)
		return args[0];
	if (!search_begin(eval, args, &search, &error))
		return error;
	while (left != 0 && !out.is_full && search_next(&search)) {
		cel_builder_add(&out, args[0].text + copied, search.spans[0].begin - copied);
		copied = search.spans[0].end;
		if (!add_replacement(eval, &search, &args[2], &out, &error))
			return error;
		left -= left > 0;
	}
	cel_builder_add(&out, args[0].text + copied, args[0].size - copied);
	return cel_work(eval, 1) ? cel_builder_finish(&out) : cel_too_slow(eval);
}

/* ---- rows ---- */

static const struct cel_type optional_string = {
	.kind = CEL_TYPE_OPAQUE,
	.name = "optional_type",
	.params = { &cel_string },
	.n_params = 1,
};

static const struct cel_overload overloads[] = {
	CEL_GLOBAL("regex.extract", "regex_extract_string_string", &optional_string, extract,
		   cel_cost_matches, &cel_string, &cel_string),
	CEL_GLOBAL("regex.extractAll", "regex_extractAll_string_string", &cel_list_string,
		   extract_all, cel_cost_matches, &cel_string, &cel_string),
	CEL_GLOBAL("regex.replace", "regex_replace_string_string_string", &cel_string, replace,
		   cel_cost_matches, &cel_string, &cel_string, &cel_string),
	CEL_GLOBAL("regex.replace", "regex_replace_string_string_string_int", &cel_string, replace,
		   cel_cost_matches, &cel_string, &cel_string, &cel_string, &cel_int),
	{ .function = NULL },
};

const struct cel_library cel_library_regex = {
	.name = "regex",
	.overloads = overloads,
};
