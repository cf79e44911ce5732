/* Texts of table cells that every kind shares. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define ESCAPE '\x1b'

/* A terminal must not obey what an object says, and a row stays one line. */
void cell_escape(struct strbuf *out, const char *text)
{
	size_t length = strcspn(text, "\n\r\f");
	const char *end = text + length;

	for (const char *at = text; at < end; at++) {
		if (*at == ESCAPE)
			strbuf_add_str(out, "^[");
		else
			strbuf_add_char(out, *at);
	}
	if (*end != '\0')
		strbuf_add_str(out, "...");
}

void cell_labels(struct strbuf *out, const cJSON *object)
{
	CLEANUP(json) cJSON *labels = json_copy(json_get(object, "metadata", "labels", NULL));
	const cJSON *label;
	size_t n = 0;

	if (json_size(labels) == 0) {
		strbuf_add_str(out, "<none>");
		return;
	}
	json_sort(labels);
	cJSON_ArrayForEach (label, labels) {
		const char *value = cJSON_GetStringValue(label);

		strbuf_addf(out, "%s%s=%s", n++ > 0 ? "," : "", label->string,
			    value != NULL ? value : "");
	}
}

void cell_label(struct strbuf *out, const cJSON *object, const char *key)
{
	strbuf_add_str(out, json_str_at(object, "metadata", "labels", key, NULL));
}

void cell_title(struct strbuf *out, const char *title)
{
	for (; *title != '\0'; title++)
		strbuf_add_char(out, *title >= 'a' && *title <= 'z' ? (char)(*title - 'a' + 'A')
								    : *title);
}

void cell_label_title(struct strbuf *out, const char *key)
{
	const char *slash = strrchr(key, '/');

	cell_title(out, slash != NULL ? slash + 1 : key);
}
