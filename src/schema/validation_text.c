/* Checks of names and labels, as matchers by hand: each stands for the regular expression that its
 * message quotes. */
#include <string.h>

#include "cidrctl/validation.h"

#define LABEL_MAX 63
#define SUBDOMAIN_MAX 253
#define PORT_NAME_MAX 15

#define DNS_1123_LABEL                                                                           \
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " \
	"and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', " \
	"regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

#define DNS_1123_SUBDOMAIN                                                                        \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "     \
	"regex used for validation is "                                                           \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

#define DNS_1035_LABEL                                                                            \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " \
	"an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "   \
	"'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

#define QUALIFIED_NAME                                                                            \
	"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "  \
	"an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for " \
	"validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

#define LABEL_VALUE                                                                              \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "    \
	"'my_value',  or '12345', regex used for validation is "                                 \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

/* ---- characters and matchers ---- */

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_lower_alnum(char c)
{
	return is_lower(c) || is_digit(c);
}

static bool is_label_char(char c)
{
	return is_lower_alnum(c) || c == '-';
}

static bool is_alnum(char c)
{
	return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

static bool is_name_char(char c)
{
	return is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* first (inner* last)?, where `last` also has to accept a single character's `first`. */
static bool matches(const char *text, size_t length, bool first(char), bool inner(char),
		    bool last(char))
{
	if (length == 0 || !first(text[0]) || !last(text[length - 1]))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!inner(text[i]))
			return false;
	return true;
}

static bool is_1123_label(const char *text, size_t length)
{
	return matches(text, length, is_lower_alnum, is_label_char, is_lower_alnum);
}

/* Labels between dots. */
static bool is_1123_subdomain(const char *text)
{
	const char *dot;

	for (; (dot = strchr(text, '.')) != NULL; text = dot + 1)
		if (!is_1123_label(text, (size_t)(dot - text)))
			return false;
	return is_1123_label(text, strlen(text));
}

static bool is_qualified_name_part(const char *text)
{
	return matches(text, strlen(text), is_alnum, is_name_char, is_alnum);
}

/* ---- checks ---- */

static void check_length(const char *value, size_t max, const char *part,
			 struct text_list *messages)
{
	if (strlen(value) > max)
		text_list_take(messages,
			       xasprintf("%smust be no more than %zu characters", part, max));
}

void check_dns1123_label(const char *value, struct text_list *messages)
{
	check_length(value, LABEL_MAX, "", messages);
	if (is_1123_label(value, strlen(value)))
		return;
	text_list_add(messages,
		      is_1123_subdomain(value) ? "must not contain dots" : DNS_1123_LABEL);
}

void check_dns1123_subdomain(const char *value, struct text_list *messages)
{
	check_length(value, SUBDOMAIN_MAX, "", messages);
	if (!is_1123_subdomain(value))
		text_list_add(messages, DNS_1123_SUBDOMAIN);
}

void check_dns1035_label(const char *value, struct text_list *messages)
{
	check_length(value, LABEL_MAX, "", messages);
	if (!matches(value, strlen(value), is_lower, is_label_char, is_lower_alnum))
		text_list_add(messages, DNS_1035_LABEL);
}

static void check_prefix_part(const char *prefix, struct text_list *messages)
{
	CLEANUP(text_list) struct text_list found = TEXT_LIST_INIT;

	if (*prefix == '\0')
		text_list_add(&found, "must be non-empty");
	else
		check_dns1123_subdomain(prefix, &found);
	for (size_t i = 0; i < found.n; i++)
		text_list_take(messages, xasprintf("prefix part %s", found.items[i]));
}

void check_qualified_name(const char *value, struct text_list *messages)
{
	const char *slash = strchr(value, '/'), *name = value;

	if (slash != NULL) {
		CLEANUP(str) char *prefix = xstrndup(value, (size_t)(slash - value));

		name = slash + 1;
		if (strchr(name, '/') != NULL) {
			text_list_add(messages, "a qualified name " QUALIFIED_NAME
						" with an optional DNS subdomain prefix and '/' "
						"(e.g. 'example.com/MyName')");
			return;
		}
		check_prefix_part(prefix, messages);
	}
	if (*name == '\0')
		text_list_add(messages, "name part must be non-empty");
	check_length(name, LABEL_MAX, "name part ", messages);
	if (!is_qualified_name_part(name))
		text_list_add(messages, "name part " QUALIFIED_NAME);
}

void check_label_value(const char *value, struct text_list *messages)
{
	check_length(value, LABEL_MAX, "", messages);
	if (*value != '\0' && !is_qualified_name_part(value))
		text_list_add(messages, LABEL_VALUE);
}

void check_port_name(const char *value, struct text_list *messages)
{
	size_t length = strlen(value);
	bool known = length > 0, letter = false;

	for (size_t i = 0; i < length; i++) {
		known = known && is_label_char(value[i]);
		letter = letter || is_lower(value[i]);
	}
	check_length(value, PORT_NAME_MAX, "", messages);
	if (!known)
		text_list_add(messages, "must contain only alpha-numeric characters (a-z, 0-9), "
					"and hyphens (-)");
	if (!letter)
		text_list_add(messages, "must contain at least one letter (a-z)");
	if (strstr(value, "--") != NULL)
		text_list_add(messages, "must not contain consecutive hyphens");
	if (length > 0 && (value[0] == '-' || value[length - 1] == '-'))
		text_list_add(messages, "must not begin or end with a hyphen");
}

void check_path_segment(const char *value, struct text_list *messages)
{
	if (strcmp(value, ".") == 0 || strcmp(value, "..") == 0) {
		text_list_take(messages, xasprintf("may not be '%s'", value));
		return;
	}
	if (strchr(value, '/') != NULL)
		text_list_add(messages, "may not contain '/'");
	if (strchr(value, '%') != NULL)
		text_list_add(messages, "may not contain '%'");
}
