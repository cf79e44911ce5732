/* Event (core/v1): what controllers report about objects.
 * Source: kubernetes pkg/printers/internalversion (printEvent). */
#include <ctype.h>
#include <string.h>

#include "cidrctl/resource.h"
#include "cidrctl/text.h"

/* ---- facts ---- */

void event_message(const cJSON *event, struct strbuf *out)
{
	const char *text = json_str(event, "message");
	size_t length = strlen(text);

	text_trim(&text, &length);
	strbuf_add(out, text, length);
}

void event_age(const cJSON *event, int64_t now, struct strbuf *out)
{
	CLEANUP(strbuf) struct strbuf first = STRBUF_INIT;
	const cJSON *series = json_child(event, "series");
	const char *event_time = json_str(event, "eventTime");
	bool in_series = cJSON_IsObject(series);
	int64_t count = 0;

	cell_time(*event_time != '\0' ? event_time : json_str(event, "firstTimestamp"), now,
		  &first);
	json_int(json_child(in_series ? series : event, "count"), &count);
	if (!in_series && count <= 1) {
		strbuf_add_str(out, first.text);
		return;
	}
	cell_time(in_series ? json_str(series, "lastObservedTime")
			    : json_str(event, "lastTimestamp"),
		  now, out);
	strbuf_addf(out, " (x%lld over %s)", (long long)count, first.text);
}

/* ---- cells ---- */

static void cell_first_seen(const cJSON *object, int64_t now, struct strbuf *out)
{
	const char *first = json_str(object, "firstTimestamp");

	cell_time(*first != '\0' ? first : json_str(object, "eventTime"), now, out);
}

static void cell_last_seen(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *series = json_child(object, "series");
	const char *last = json_str(object, "lastTimestamp");

	if (cJSON_IsObject(series))
		cell_time(json_str(series, "lastObservedTime"), now, out);
	else if (*last != '\0')
		cell_time(last, now, out);
	else
		cell_first_seen(object, now, out);
}

static void cell_type(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str(object, "type"));
}

static void cell_reason(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str(object, "reason"));
}

static void cell_object(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *involved = json_child(object, "involvedObject");

	(void)now;
	for (const char *kind = json_str(involved, "kind"); *kind != '\0'; kind++)
		strbuf_add_char(out, (char)tolower((unsigned char)*kind));
	if (*json_str(involved, "name") != '\0')
		strbuf_addf(out, "/%s", json_str(involved, "name"));
}

static void cell_subobject(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str_at(object, "involvedObject", "fieldPath", NULL));
}

static void cell_source(const cJSON *object, int64_t now, struct strbuf *out)
{
	const char *component = json_str_at(object, "source", "component", NULL);
	const char *host = json_str_at(object, "source", "host", NULL);

	(void)now;
	strbuf_add_str(out,
		       *component != '\0' ? component : json_str(object, "reportingComponent"));
	if (*host == '\0')
		host = json_str(object, "reportingInstance");
	if (*host != '\0')
		strbuf_addf(out, ", %s", host);
}

static void cell_message(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	event_message(object, out);
}

static void cell_count(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *series = json_child(object, "series");
	int64_t count = 0;

	(void)now;
	json_int(json_child(cJSON_IsObject(series) ? series : object, "count"), &count);
	if (count == 0 && !cJSON_IsObject(series))
		count = 1;
	strbuf_addf(out, "%lld", (long long)count);
}

static const struct column columns[] = {
	{ "Last Seen", false, cell_last_seen },
	{ "Type", false, cell_type },
	{ "Reason", false, cell_reason },
	{ "Object", false, cell_object },
	{ "Subobject", true, cell_subobject },
	{ "Source", true, cell_source },
	{ "Message", false, cell_message },
	{ "First Seen", true, cell_first_seen },
	{ "Count", true, cell_count },
	{ "Name", true, cell_name },
	{ NULL, false, NULL },
};

const struct resource resource_event = {
	.group = "",
	.versions = (const char *const[]) { "v1", NULL },
	.kind = "Event",
	.plural = "events",
	.singular = "event",
	.short_names = (const char *const[]) { "ev", NULL },
	.namespaced = true,
	.schema = &schema_event,
	.columns = columns,
	.field_labels = (const char *const[]) { "involvedObject.kind", "involvedObject.namespace",
						"involvedObject.name", "involvedObject.uid",
						"involvedObject.apiVersion",
						"involvedObject.resourceVersion",
						"involvedObject.fieldPath", "reason",
						"reportingComponent", "source", "type",
						"metadata.name", "metadata.namespace", NULL },
	.create_on_update = true,
	.check_name = check_dns1123_subdomain,
};
