/* Label selectors once they are parsed: matching and printing. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool label_parse_integer(const char *text, int64_t *ret_value)
{
	const char *digits = text + (*text == '-' || *text == '+');
	int64_t value;

	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
		return false;
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno != 0)
		return false;
	*ret_value = value;
	return true;
}

/* True when both are integers and a > b. */
static bool is_greater(const char *a, const char *b)
{
	int64_t a_value, b_value;

	return label_parse_integer(a, &a_value) && label_parse_integer(b, &b_value) &&
	       a_value > b_value;
}

static bool requirement_matches(const struct label_requirement *requirement, const cJSON *labels)
{
	const cJSON *label = json_child(labels, requirement->key);
	const char *value = cJSON_IsString(label) ? label->valuestring : NULL;

	switch (requirement->operator) {
	case LABEL_EXISTS:
		return value != NULL;
	case LABEL_ABSENT:
		return value == NULL;
	case LABEL_IN:
	case LABEL_EQUALS:
	case LABEL_DOUBLE_EQUALS:
		return value != NULL && text_list_contains(&requirement->values, value);
	case LABEL_NOT_IN:
	case LABEL_NOT_EQUALS:
		return value == NULL || !text_list_contains(&requirement->values, value);
	case LABEL_GREATER:
		return value != NULL && is_greater(value, requirement->values.items[0]);
	case LABEL_LESS:
		return value != NULL && is_greater(requirement->values.items[0], value);
	}
	return false;
}

bool label_selector_matches(const struct label_selector *selector, const cJSON *labels)
{
	if (selector == NULL)
		return true;
	for (size_t i = 0; i < selector->n; i++)
		if (!requirement_matches(&selector->requirements[i], labels))
			return false;
	return true;
}

static void print_requirement(const struct label_requirement *requirement, struct strbuf *out)
{
	static const struct {
		const char *before_key, *after_key, *after_values;
	} forms[] = {
		[LABEL_EXISTS] = { "", "", "" },       [LABEL_ABSENT] = { "!", "", "" },
		[LABEL_IN] = { "", " in (", ")" },     [LABEL_NOT_IN] = { "", " notin (", ")" },
		[LABEL_EQUALS] = { "", "=", "" },      [LABEL_DOUBLE_EQUALS] = { "", "==", "" },
		[LABEL_NOT_EQUALS] = { "", "!=", "" }, [LABEL_GREATER] = { "", ">", "" },
		[LABEL_LESS] = { "", "<", "" },
	};

	strbuf_add_str(out, forms[requirement->operator].before_key);
	strbuf_add_str(out, requirement->key);
	strbuf_add_str(out, forms[requirement->operator].after_key);
	for (size_t i = 0; i < requirement->values.n; i++) {
		if (i > 0)
			strbuf_add_char(out, ',');
		strbuf_add_str(out, requirement->values.items[i]);
	}
	strbuf_add_str(out, forms[requirement->operator].after_values);
}

char *label_selector_text(const struct label_selector *selector)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; selector != NULL && i < selector->n; i++) {
		if (i > 0)
			strbuf_add_char(&out, ',');
		print_requirement(&selector->requirements[i], &out);
	}
	return strbuf_detach(&out);
}

void label_selector_destroy(struct label_selector *selector)
{
	if (selector == NULL)
		return;
	for (size_t i = 0; i < selector->n; i++) {
		free(selector->requirements[i].key);
		text_list_finish(&selector->requirements[i].values);
	}
	free(selector->requirements);
	free(selector);
}

void label_selector_cleanup(struct label_selector **selector)
{
	label_selector_destroy(*selector);
}
