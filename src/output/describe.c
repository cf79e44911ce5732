/* `describe`: what every kind begins and ends with; the part between is the kind's own.
 * Source: kubectl pkg/describe. */
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

#define LAST_APPLIED "kubectl.kubernetes.io/last-applied-configuration"
/* Bytes of key, ": " and value that stay on one line; of a value's line below its key. */
#define ANNOTATION_MAX 140
#define ANNOTATION_LINE_MAX 138

static const char *text_of(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : "";
}

static void add_labels(struct strbuf *out, const cJSON *object)
{
	CLEANUP(json) cJSON *labels = json_copy(json_get(object, "metadata", "labels", NULL));
	const cJSON *label;

	strbuf_add_str(out, "Labels:\t");
	if (json_size(labels) == 0) {
		strbuf_add_str(out, "<none>\n");
		return;
	}
	json_sort(labels);
	cJSON_ArrayForEach (label, labels)
		strbuf_addf(out, "%s%s=%s\n", label != labels->child ? "\t" : "", label->string,
			    text_of(label));
}

/* A text of several lines, or a long one: below its key, each line cut. */
static void add_annotation_lines(struct strbuf *out, const char *text, size_t length)
{
	const char *end = text + length;

	for (;;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((newline != NULL ? newline : end) - text);

		strbuf_add_str(out, "\t  ");
		strbuf_add(out, text, size > ANNOTATION_LINE_MAX ? ANNOTATION_LINE_MAX : size);
		strbuf_add_str(out, size > ANNOTATION_LINE_MAX ? "...\n" : "\n");
		if (newline == NULL)
			return;
		text = newline + 1;
	}
}

static void add_annotation(struct strbuf *out, const cJSON *annotation)
{
	const char *key = annotation->string, *value = text_of(annotation);
	size_t length = strlen(value);

	if (length > 0 && value[length - 1] == '\n')
		length--;
	if (length + strlen(key) + 2 > ANNOTATION_MAX || memchr(value, '\n', length) != NULL) {
		strbuf_addf(out, "%s:\n", key);
		add_annotation_lines(out, value, length);
	} else {
		strbuf_addf(out, "%s: %.*s\n", key, (int)length, value);
	}
}

static void add_annotations(struct strbuf *out, const cJSON *object)
{
	CLEANUP(json)
	cJSON *annotations = json_copy(json_get(object, "metadata", "annotations", NULL));
	const cJSON *annotation;

	strbuf_add_str(out, "Annotations:\t");
	if (annotations != NULL)
		json_remove(annotations, LAST_APPLIED);
	if (json_size(annotations) == 0) {
		strbuf_add_str(out, "<none>\n");
		return;
	}
	json_sort(annotations);
	cJSON_ArrayForEach (annotation, annotations) {
		if (annotation != annotations->child)
			strbuf_add_char(out, '\t');
		add_annotation(out, annotation);
	}
}

static void add_events(struct strbuf *out, cJSON *events, int64_t now)
{
	const cJSON *event;

	if (json_size(events) == 0) {
		strbuf_add_str(out, "Events:\t<none>\n");
		return;
	}
	events_sort_by_timestamp(events);
	strbuf_add_str(out, "Events:\n"
			    "  Type\tReason\tAge\tFrom\tMessage\n"
			    "  ----\t------\t----\t----\t-------\n");
	cJSON_ArrayForEach (event, events) {
		const char *from = json_str_at(event, "source", "component", NULL);

		strbuf_addf(out, "  %s\t%s\t", json_str(event, "type"), json_str(event, "reason"));
		event_age(event, now, out);
		strbuf_addf(out, "\t%s\t",
			    *from != '\0' ? from : json_str(event, "reportingComponent"));
		event_message(event, out);
		strbuf_add_char(out, '\n');
	}
}

void output_describe(FILE *out, const struct resource *resource, const cJSON *object, cJSON *events,
		     int64_t now)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct tab_writer *writer = tab_writer_create_with(out, &tab_style_describe);

	strbuf_addf(&text, "Name:\t%s\n", json_str_at(object, "metadata", "name", NULL));
	/* The generic layout does not know whether its kind lives in a namespace. */
	if (resource->namespaced || resource->describe == NULL)
		strbuf_addf(&text, "Namespace:\t%s\n",
			    json_str_at(object, "metadata", "namespace", NULL));
	add_labels(&text, object);
	add_annotations(&text, object);
	if (resource->describe != NULL)
		resource->describe(object, &text);
	else
		describe_fields(&text, object);
	if (events != NULL && !resource->describe_without_events)
		add_events(&text, events, now);
	tab_add_escaped(writer, text.text);
	tab_finish(writer);
	tab_writer_destroy(writer);
}
