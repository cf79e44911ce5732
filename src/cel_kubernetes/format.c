/* format.NAME(): checks of texts that Kubernetes' own fields have.
 * Source: apiserver pkg/cel/library/format.go, kube-openapi pkg/validation/strfmt, release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/validation.h"
#include "internal.h"

static const struct cel_type type_format = { .kind = CEL_TYPE_OBJECT,
					     .name = "kubernetes.NamedFormat" };

/* ---- checks ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t skip(const char **text, bool is_member(char))
{
	const char *begin = *text;

	while (is_member(**text))
		++*text;
	return (size_t)(*text - begin);
}

static bool is_uuid(const char *text)
{
	static const size_t groups[] = { 8, 4, 4, 4, 12 };

	for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
		if (i > 0 && *text == '-')
			text++;
		for (size_t k = 0; k < groups[i]; k++)
			if (!is_hex(*text++))
				return false;
	}
	return *text == '\0';
}

static bool is_base64_digit(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
	       c == '/';
}

static bool is_base64(const char *text)
{
	size_t n = skip(&text, is_base64_digit), padding = strlen(text);

	return n > 0 && (n + padding) % 4 == 0 && padding <= 2 && strspn(text, "=") == padding;
}

/* N digits. */
static bool read_number(const char **text, int n, int *ret_value)
{
	*ret_value = 0;
	for (; n > 0; n--, ++*text) {
		if (!is_digit(**text))
			return false;
		*ret_value = *ret_value * 10 + (**text - '0');
	}
	return true;
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool read_date(const char **text)
{
	int year, month, day;

	return read_number(text, 4, &year) && *(*text)++ == '-' && read_number(text, 2, &month) &&
	       *(*text)++ == '-' && read_number(text, 2, &day) && month >= 1 && month <= 12 &&
	       day >= 1 && day <= days_of(year, month);
}

static bool is_date(const char *text)
{
	return read_date(&text) && *text == '\0';
}

static bool read_zone(const char **text)
{
	int number;

	if (**text == 'z' || **text == 'Z') {
		++*text;
		return true;
	}
	return (**text == '+' || **text == '-') && (++*text, read_number(text, 2, &number)) &&
	       *(*text)++ == ':' && read_number(text, 2, &number);
}

static bool read_time(const char **text)
{
	int hours, minutes, seconds;

	if (!read_number(text, 2, &hours) || *(*text)++ != ':' || !read_number(text, 2, &minutes) ||
	    *(*text)++ != ':' || !read_number(text, 2, &seconds))
		return false;
	/* Any character may stand before the fraction but those that begin a zone. */
	if (**text != '\0' && is_digit((*text)[1]) && **text != '+' && **text != '-') {
		++*text;
		skip(text, is_digit);
	}
	return hours <= 23 && minutes <= 59 && seconds <= 59 && read_zone(text);
}

static bool is_datetime(const char *text)
{
	if (!read_date(&text) || (*text != 'T' && *text != 't'))
		return false;
	text++;
	/* What follows another T is not looked at. */
	return read_time(&text) && (*text == '\0' || *text == 'T' || *text == 't');
}

#define PLAIN(name, holds, message)                                     \
	static void name(const char *value, struct text_list *messages) \
	{                                                               \
		if (!holds(value))                                      \
			text_list_add(messages, message);               \
	}

PLAIN(check_uuid, is_uuid, "does not match the UUID format")
PLAIN(check_base64, is_base64, "invalid base64")
PLAIN(check_date, is_date, "invalid date")
PLAIN(check_datetime, is_datetime, "invalid datetime")

/* ---- formats ---- */

struct format {
	struct cel_opaque base;
	const char *name;
	check_text *check;
	bool is_prefix;   /* of a name: a final dash may be followed by something */
	bool is_uri;      /* url_is_valid in place of check */
	unsigned pattern; /* length that the cost is made of */
};

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b);

static void print(const struct cel_value *value, struct strbuf *out);

static const struct cel_opaque_class format_class = {
	.type = &type_format,
	.equal = equal,
	.print = print,
};

#define FORMAT(name_, check_, is_prefix_, pattern_)                        \
	{                                                                  \
		.base = { &format_class }, .name = name_, .check = check_, \
		.is_prefix = is_prefix_, .pattern = pattern_               \
	}

static const struct format formats[] = {
	FORMAT("dns1123Label", check_dns1123_label, false, 30),
	FORMAT("dns1123Subdomain", check_dns1123_subdomain, false, 60),
	FORMAT("dns1035Label", check_dns1035_label, false, 30),
	FORMAT("qualifiedName", check_qualified_name, false, 60),
	FORMAT("dns1123LabelPrefix", check_dns1123_label, true, 30),
	FORMAT("dns1123SubdomainPrefix", check_dns1123_subdomain, true, 60),
	FORMAT("dns1035LabelPrefix", check_dns1035_label, true, 30),
	FORMAT("labelValue", check_label_value, false, 40),
	{ .base = { &format_class }, .name = "uri", .is_uri = true, .pattern = 1103 },
	FORMAT("uuid", check_uuid, false, 70),
	FORMAT("byte", check_base64, false, 84),
	FORMAT("date", check_date, false, 71),
	FORMAT("datetime", check_datetime, false, 71),
};

static const struct format *format_of(const struct cel_value *value)
{
	if (value->kind != CEL_OPAQUE || value->opaque->class != &format_class)
		return NULL;
	return (const struct format *)value->opaque;
}

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	const struct format *other = format_of(b);

	return other != NULL ? cel_from_bool(format_of(a) == other) : cel_no_such_overload(eval);
}

static void print(const struct cel_value *value, struct strbuf *out)
{
	strbuf_addf(out, "format.%s()", format_of(value)->name);
}

static struct cel_value value_of(const struct format *format)
{
	return (struct cel_value) { .kind = CEL_OPAQUE, .opaque = &format->base };
}

static struct cel_value named(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct cel_value value = value_of(&formats[i]);

		if (strlen(formats[i].name) == args[0].size &&
		    memcmp(formats[i].name, args[0].text, args[0].size) == 0)
			return cel_from_optional(cel_arena(eval), &value);
	}
	return cel_from_optional(cel_arena(eval), NULL);
}

/* The text for a check, which ends at a NUL: one inside becomes another control character, which is
 * just as wrong everywhere. */
static char *text_to_check(const struct format *format, const struct cel_value *value)
{
	char *text = xstrndup(value->text, 0);
	size_t size = value->size;

	text = xrealloc(text, size + 1);
	for (size_t i = 0; i < size; i++)
		text[i] = value->text[i] != '\0' ? value->text[i] : '\x01';
	if (format->is_prefix && size > 1 && text[size - 1] == '-') {
		text[size - 2] = 'a';
		size--;
	}
	text[size] = '\0';
	return text;
}

static void check(struct cel_eval *eval, const struct format *format, const struct cel_value *value,
		  struct text_list *messages)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	CLEANUP(str) char *text = NULL;

	if (!format->is_uri) {
		text = text_to_check(format, value);
		format->check(text, messages);
	} else if (!url_is_valid(value, cel_arena(eval), &why)) {
		text_list_add(messages, why.text);
	}
}

static struct cel_value validate(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	struct arena *arena = cel_arena(eval);
	struct cel_value *items, list;

	(void)n;
	check(eval, format_of(&args[0]), &args[1], &messages);
	if (messages.n == 0)
		return cel_from_optional(arena, NULL);
	items = arena_alloc(arena, messages.n * sizeof(*items));
	for (size_t i = 0; i < messages.n; i++)
		items[i] = cel_from_str(arena_str(arena, messages.items[i]));
	list = cel_from_items(arena, items, messages.n);
	return cel_from_optional(arena, &list);
}

static uint64_t cost_of_validate(const struct cel_value *args, size_t n,
				 const struct cel_value *result)
{
	(void)n, (void)result;
	return cel_cost_of(10, cel_size(&args[1]) + 1) *
	       cel_cost_of(25, format_of(&args[0])->pattern);
}

/* ---- rows ---- */

#define CONSTANT(i, name_)                                                             \
	static struct cel_value format_##name_(struct cel_eval *eval,                  \
					       const struct cel_value *args, size_t n) \
	{                                                                              \
		(void)eval, (void)args, (void)n;                                       \
		return value_of(&formats[i]);                                          \
	}

CONSTANT(0, dns1123_label)
CONSTANT(1, dns1123_subdomain)
CONSTANT(2, dns1035_label)
CONSTANT(3, qualified_name)
CONSTANT(4, dns1123_label_prefix)
CONSTANT(5, dns1123_subdomain_prefix)
CONSTANT(6, dns1035_label_prefix)
CONSTANT(7, label_value)
CONSTANT(8, uri)
CONSTANT(9, uuid)
CONSTANT(10, byte)
CONSTANT(11, date)
CONSTANT(12, datetime)

static const struct cel_type optional_format = {
	.kind = CEL_TYPE_OPAQUE, .name = "optional_type", .params = { &type_format }, .n_params = 1
};
static const struct cel_type optional_list = { .kind = CEL_TYPE_OPAQUE,
					       .name = "optional_type",
					       .params = { &cel_list_string },
					       .n_params = 1 };

#define NULLARY(name_, call_)                                                               \
	{                                                                                   \
		.function = "format." name_, .id = "format." name_, .result = &type_format, \
		.call = call_                                                               \
	}

static const struct cel_overload overloads[] = {
	NULLARY("dns1123Label", format_dns1123_label),
	NULLARY("dns1123Subdomain", format_dns1123_subdomain),
	NULLARY("dns1035Label", format_dns1035_label),
	NULLARY("qualifiedName", format_qualified_name),
	NULLARY("dns1123LabelPrefix", format_dns1123_label_prefix),
	NULLARY("dns1123SubdomainPrefix", format_dns1123_subdomain_prefix),
	NULLARY("dns1035LabelPrefix", format_dns1035_label_prefix),
	NULLARY("labelValue", format_label_value),
	NULLARY("uri", format_uri),
	NULLARY("uuid", format_uuid),
	NULLARY("byte", format_byte),
	NULLARY("date", format_date),
	NULLARY("datetime", format_datetime),
	{ .function = "format.named",
	  .id = "format-named",
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &optional_format,
	  .call = named },
	{ .function = "validate",
	  .id = "format-validate",
	  .is_member = true,
	  .n_params = 2,
	  .params = { &type_format, &cel_string },
	  .result = &optional_list,
	  .call = validate,
	  .cost = cost_of_validate,
	  .cost_by_function = true },
	{ .function = NULL },
};

const struct cel_library library_format = { .name = "format", .overloads = overloads };
