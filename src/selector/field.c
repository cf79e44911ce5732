/* Field selectors: terms PATH=VALUE, PATH==VALUE and PATH!=VALUE, all of which must hold. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"
#include "cidrctl/text.h"

struct field_term {
	char *path;
	char *value; /* without escapes */
	bool equal;  /* false: must differ */
};

struct field_selector {
	struct field_term *terms;
	size_t n, capacity;
};

/* Splits at the commas that no backslash escapes; the terms keep their escapes. */
static void split_terms(const char *text, struct text_list *terms)
{
	const char *start = text;

	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] != '\0') {
			text++;
		} else if (*text == ',') {
			text_list_take(terms, xstrndup(start, (size_t)(text - start)));
			start = text + 1;
		}
	}
	text_list_add(terms, start);
}

/* Finds the term's operator, the first one that occurs; paths know no escapes. */
static bool split_term(const char *term, size_t *ret_path_length, bool *ret_equal,
		       const char **ret_value)
{
	const char *at = term;

	while (*at != '\0' && *at != '=' && (at[0] != '!' || at[1] != '='))
		at++;
	if (*at == '\0')
		return false;
	*ret_path_length = (size_t)(at - term);
	*ret_equal = *at == '=';
	*ret_value = at + (at[1] == '=' ? 2 : 1);
	return true;
}

static bool fail_escape(const char *at, struct error *err)
{
	unsigned rune;
	size_t length = at[1] != '\0' ? utf8_decode(at + 1, strlen(at + 1), &rune) : 0;

	return error_set(err, REASON_BAD_REQUEST,
			 "invalid field selector: invalid escape sequence: %.*s", (int)length + 1,
			 at);
}

static bool unescape(const char *text, char **ret_value, struct error *err)
{
	CLEANUP(strbuf) struct strbuf value = STRBUF_INIT;

	for (; *text != '\0'; text++) {
		if (*text == '=')
			return error_set(err, REASON_BAD_REQUEST,
					 "invalid field selector: unescaped character in value: %d",
					 *text);
		if (*text == '\\') {
			if (text[1] == '\0' || strchr("\\,=", text[1]) == NULL)
				return fail_escape(text, err);
			text++;
		}
		strbuf_add_char(&value, *text);
	}
	*ret_value = strbuf_detach(&value);
	return true;
}

static bool add_term(struct field_selector *selector, const char *text, const char *term,
		     struct error *err)
{
	size_t path_length;
	const char *raw;
	char *value = NULL;
	bool equal;

	if (!split_term(term, &path_length, &equal, &raw))
		return error_set(err, REASON_BAD_REQUEST,
				 "invalid selector: '%s'; can't understand '%s'", text, term);
	if (!unescape(raw, &value, err))
		return false;
	selector->terms =
		xgrow(selector->terms, selector->n, &selector->capacity, sizeof(*selector->terms));
	selector->terms[selector->n++] = (struct field_term) {
		.path = xstrndup(term, path_length),
		.value = value,
		.equal = equal,
	};
	return true;
}

bool field_selector_parse(const char *text, struct field_selector **ret_selector, struct error *err)
{
	CLEANUP(field_selector) struct field_selector *selector = xcalloc(1, sizeof(*selector));
	CLEANUP(text_list) struct text_list terms = TEXT_LIST_INIT;

	split_terms(text, &terms);
	/* Sorted terms decide which of several errors is told. */
	text_list_sort(&terms);
	for (size_t i = 0; i < terms.n; i++)
		if (*terms.items[i] != '\0' && !add_term(selector, text, terms.items[i], err))
			return false;
	*ret_selector = TAKE(selector);
	return true;
}

const char *field_selector_unknown(const struct field_selector *selector,
				   bool (*known)(const void *context, const char *path),
				   const void *context)
{
	for (size_t i = 0; selector != NULL && i < selector->n; i++)
		if (!known(context, selector->terms[i].path))
			return selector->terms[i].path;
	return NULL;
}

bool field_selector_matches(const struct field_selector *selector,
			    char *(*value_of)(const cJSON *object, const char *path),
			    const cJSON *object)
{
	for (size_t i = 0; selector != NULL && i < selector->n; i++) {
		const struct field_term *term = &selector->terms[i];
		CLEANUP(str) char *value = value_of(object, term->path);

		if ((strcmp(value, term->value) == 0) != term->equal)
			return false;
	}
	return true;
}

const char *field_selector_name(const struct field_selector *selector)
{
	for (size_t i = 0; selector != NULL && i < selector->n; i++)
		if (selector->terms[i].equal &&
		    strcmp(selector->terms[i].path, "metadata.name") == 0)
			return selector->terms[i].value;
	return NULL;
}

static void escape(const char *value, struct strbuf *out)
{
	for (; *value != '\0'; value++) {
		if (strchr("\\,=", *value) != NULL)
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *value);
	}
}

char *field_selector_text(const struct field_selector *selector)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; selector != NULL && i < selector->n; i++) {
		if (i > 0)
			strbuf_add_char(&out, ',');
		strbuf_add_str(&out, selector->terms[i].path);
		strbuf_add_str(&out, selector->terms[i].equal ? "=" : "!=");
		escape(selector->terms[i].value, &out);
	}
	return strbuf_detach(&out);
}

void field_selector_destroy(struct field_selector *selector)
{
	if (selector == NULL)
		return;
	for (size_t i = 0; i < selector->n; i++) {
		free(selector->terms[i].path);
		free(selector->terms[i].value);
	}
	free(selector->terms);
	free(selector);
}

void field_selector_cleanup(struct field_selector **selector)
{
	field_selector_destroy(*selector);
}
