#include "helper.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/yaml.h"

cJSON *tree(const char *yaml)
{
	cJSON *parsed = NULL;
	struct error err = ERROR_INIT;

	if (yaml == NULL)
		return NULL;
	json_init();
	cr_assert(yaml_parse(yaml, strlen(yaml), &parsed, &err), "%s: %s", yaml, err.message);
	return parsed;
}

cJSON *complete_tree(const struct schema *schema, const char *yaml)
{
	CLEANUP(json) cJSON *given = tree(yaml);
	cJSON *object = NULL;
	struct error err = ERROR_INIT;

	if (yaml == NULL)
		return NULL;
	cr_assert(schema_decode(schema, given, NULL, &object, &err), "%s: %s", yaml, err.message);
	schema_complete(schema, object);
	return object;
}

struct field_set set_of_fields(const char *yaml)
{
	CLEANUP(json) cJSON *fields = tree(yaml);
	struct field_set set = FIELD_SET_INIT;
	struct error err = ERROR_INIT;

	cr_assert(field_set_read(fields, &set, &err), "%s: %s", yaml, err.message);
	return set;
}

static void add_paths(const struct field_set *set, const char *prefix, struct strbuf *out)
{
	for (size_t i = 0; i < set->n; i++) {
		CLEANUP(strbuf) struct strbuf path = STRBUF_INIT;

		strbuf_add_str(&path, prefix);
		field_element_print(&set->nodes[i].element, &path);
		if (set->nodes[i].is_member)
			strbuf_addf(out, "%s%s", out->length > 0 ? " " : "", path.text);
		add_paths(&set->nodes[i].children, path.text, out);
	}
}

char *paths(const struct field_set *set)
{
	struct strbuf out = STRBUF_INIT;

	add_paths(set, "", &out);
	return strbuf_detach(&out);
}

static char *entry_paths(const cJSON *entry)
{
	CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;
	struct error err = ERROR_INIT;
	const char *text = json_str(entry, OWNERSHIP_FIELDS_TEXT);

	cr_assert(*text != '\0' ? field_set_parse(text, &set, &err)
				: field_set_read(json_child(entry, "fieldsV1"), &set, &err),
		  "%s", err.message);
	return paths(&set);
}

char *owners(const cJSON *object)
{
	struct strbuf out = STRBUF_INIT;
	const cJSON *entry;

	cJSON_ArrayForEach (entry, json_get(object, "metadata", "managedFields", NULL)) {
		CLEANUP(str) char *members = entry_paths(entry);
		const char *subresource = json_str(entry, "subresource");
		const char *time = json_str(entry, "time");

		strbuf_addf(&out, "%s%s %s%s%s %.5s: %s", out.length > 0 ? "; " : "",
			    json_str(entry, "manager"), json_str(entry, "operation"),
			    *subresource != '\0' ? "/" : "", subresource,
			    *time != '\0' ? time + strlen("2025-05-01T") : "-", members);
	}
	return strbuf_detach(&out);
}

struct ownership service_write(const char *manager)
{
	static const char *const versions[] = { "v1", NULL };
	int64_t micro;

	time_parse(NOW, &micro);
	return (struct ownership) {
		.schema = &schema_service,
		.kind = "Service",
		.group = "",
		.versions = versions,
		.version = "v1",
		.manager = manager,
		.subresource = "",
		.reset = "status",
		.now = micro / 1000000,
	};
}
