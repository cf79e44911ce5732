/* The part of `describe` for kinds without a layout of their own: the object, field by field.
 * Source: kubectl pkg/describe (printUnstructuredContent), fatih/camelcase. */
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

/* ---- keys as words ---- */

enum letter_class { CLASS_LOWER, CLASS_UPPER, CLASS_DASH };

static enum letter_class class_of(char c)
{
	if (c == '-')
		return CLASS_DASH;
	return c >= 'a' ? CLASS_LOWER : CLASS_UPPER;
}

/* Only keys of letters and dashes are taken apart. */
static bool is_splittable(const char *key)
{
	for (; *key != '\0'; key++)
		if (*key != '-' && !(*key >= 'a' && *key <= 'z') && !(*key >= 'A' && *key <= 'Z'))
			return false;
	return true;
}

/* Length of the first word: a run of one class, but the last capital of a run begins the small
 * letters behind it ("PDFLoader" is PDF and Loader). */
static size_t word_length(const char *text)
{
	enum letter_class first = class_of(*text);
	size_t length = 0;

	while (text[length] != '\0' && class_of(text[length]) == first)
		length++;
	if (first != CLASS_UPPER || text[length] == '\0' || class_of(text[length]) != CLASS_LOWER)
		return length;
	if (length > 1)
		return length - 1;
	while (text[length] != '\0' && class_of(text[length]) == CLASS_LOWER)
		length++;
	return length;
}

static void add_word(struct strbuf *out, const char *word, size_t length)
{
	static const char *const acronyms[] = { "API", "URL", "UID", "OSB", "GUID" };
	CLEANUP(str) char *copy = xstrndup(word, length);

	for (size_t i = 0; i < ARRAY_LEN(acronyms); i++) {
		if (text_equal_fold(copy, acronyms[i])) {
			strbuf_add_str(out, acronyms[i]);
			return;
		}
	}
	if (class_of(*copy) == CLASS_LOWER)
		*copy = (char)(*copy - 'a' + 'A');
	strbuf_add_str(out, copy);
}

/* "apiVersion" gives "API Version". */
static void add_key(struct strbuf *out, const char *key)
{
	if (!is_splittable(key)) {
		strbuf_add_str(out, key);
		return;
	}
	for (size_t length; *key != '\0'; key += length) {
		length = word_length(key);
		add_word(out, key, length);
		if (key[length] != '\0')
			strbuf_add_char(out, ' ');
	}
}

/* ---- values ---- */

static void add_indent(struct strbuf *out, size_t level)
{
	strbuf_add_repeated(out, ' ', 2 * level);
}

static void add_content(struct strbuf *out, const cJSON *content, size_t level);

static void add_elements(struct strbuf *out, const cJSON *list, size_t level)
{
	const cJSON *element;

	cJSON_ArrayForEach (element, list) {
		if (cJSON_IsObject(element)) {
			add_content(out, element, level);
			continue;
		}
		add_indent(out, level);
		json_print_go(element, 0, out);
		strbuf_add_char(out, '\n');
	}
}

static void add_content(struct strbuf *out, const cJSON *content, size_t level)
{
	const cJSON *field;

	cJSON_ArrayForEach (field, content) {
		add_indent(out, level);
		add_key(out, field->string);
		if (cJSON_IsObject(field) || cJSON_IsArray(field)) {
			strbuf_add_str(out, ":\n");
			if (cJSON_IsObject(field))
				add_content(out, field, level + 1);
			else
				add_elements(out, field, level + 1);
			continue;
		}
		strbuf_add_str(out, ":\t");
		json_print_go(field, 0, out);
		strbuf_add_char(out, '\n');
	}
}

void describe_fields(struct strbuf *out, const cJSON *object)
{
	static const char *const shown_above[] = { "managedFields", "name", "namespace", "labels",
						   "annotations" };
	CLEANUP(json) cJSON *copy = json_copy(object);
	cJSON *metadata = json_child(copy, "metadata");

	for (size_t i = 0; metadata != NULL && i < ARRAY_LEN(shown_above); i++)
		json_remove(metadata, shown_above[i]);
	json_sort(copy);
	add_content(out, copy, 0);
}
