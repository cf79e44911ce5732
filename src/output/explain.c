/* `explain`: the documentation in the field tables, as kubectl prints an OpenAPI v3 document.
 * Source: kubectl pkg/explain/v2/templates/plaintext.tmpl. */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"

#define DESCRIPTION_WIDTH 76
#define LEVEL_WIDTH 78   /* of a field's text, less the indentation of its name */
#define SHORT_ENUM_MAX 4 /* values named beside a field of a list */

/* ---- shared with the older form ---- */

const struct scalar_text *scalar_text(enum field_type type)
{
	static const struct scalar_text texts[] = {
		[FIELD_STRING] = { "string", "string", NULL },
		[FIELD_BOOL] = { "boolean", "boolean", NULL },
		[FIELD_INT32] = { "integer", "integer", NULL },
		[FIELD_INT64] = { "integer", "integer", NULL },
		[FIELD_TIME] = { "string", "string",
				 "A time to the second, written as RFC 3339 has it, for example "
				 "2025-06-01T10:00:00Z." },
		[FIELD_MICRO_TIME] = { "string", "string",
				       "A time to the microsecond, written as RFC 3339 has it, for "
				       "example 2025-06-01T10:00:00.000000Z." },
		[FIELD_INT_OR_STRING] = { "IntOrString", "string", "A number or a name." },
		[FIELD_OBJECT] = { "Object", "Object", NULL },
		[FIELD_LIST] = { "Object", "Object", NULL },
		[FIELD_MAP] = { "Object", "Object", NULL },
		[FIELD_ANY] = { "FieldsV1", "map[string]",
				"A set of fields as a tree: a key for each field, below it those "
				"that the field holds." },
	};

	return &texts[type];
}

enum field_type field_item_type(const struct field *field)
{
	return field->type == FIELD_LIST || field->type == FIELD_MAP ? field->element : field->type;
}

const char *field_container(const struct field *field)
{
	if (field->type == FIELD_LIST)
		return "[]";
	return field->type == FIELD_MAP ? "map[string]" : "";
}

static int compare_names(const void *a, const void *b)
{
	const struct field *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

const struct field **fields_sorted(const struct schema *schema)
{
	const struct field **sorted;
	size_t n = 0;

	while (schema->fields[n].name != NULL)
		n++;
	sorted = xcalloc(n + 1, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = &schema->fields[i];
	qsort(sorted, n, sizeof(*sorted), compare_names);
	return sorted;
}

void add_wrapped(struct strbuf *out, const char *text, size_t width, size_t indent)
{
	size_t used = 0; /* characters of the present line */

	while (*(text += strspn(text, " ")) != '\0') {
		size_t size = strcspn(text, " "), length = utf8_count(text, size);

		if (used > 0 && used + 1 + length > width) {
			strbuf_add_char(out, '\n');
			used = 0;
		}
		strbuf_add_repeated(out, ' ', used == 0 ? indent : 1);
		strbuf_add(out, text, size);
		used += length + (used > 0);
		text += size;
	}
	strbuf_add_char(out, '\n');
}

/* ---- one field ---- */

static void add_type(struct strbuf *out, const struct field *field)
{
	strbuf_addf(out, "<%s%s>", field_container(field),
		    field->of != NULL ? field->of->go_name
				      : scalar_text(field_item_type(field))->name);
}

/* Values of a list's elements are not shown, as kubectl shows none. */
static bool has_values(const struct field *field)
{
	return field->values != NULL && *field_container(field) == '\0';
}

static void add_short_values(struct strbuf *out, const struct field *field, size_t indent)
{
	strbuf_add_char(out, '\n');
	strbuf_add_repeated(out, ' ', indent);
	strbuf_add_str(out, "enum: ");
	for (size_t i = 0; field->values[i] != NULL; i++) {
		if (i == SHORT_ENUM_MAX) {
			strbuf_add_str(out, ", ....");
			return;
		}
		strbuf_addf(out, "%s%s", i > 0 ? ", " : "", field->values[i]);
	}
}

static void add_values(struct strbuf *out, const struct field *field)
{
	strbuf_add_str(out, "ENUM:");
	for (size_t i = 0; field->values[i] != NULL; i++)
		strbuf_addf(out, "\n    %s", field->values[i]);
}

/* The list of a struct's fields; recursive: a line each, and what they hold below them. */
static void add_fields(struct strbuf *out, const struct schema *schema, size_t level,
		       bool recursive)
{
	const struct field **fields = fields_sorted(schema);
	size_t indent = 2 * level;

	for (const struct field **at = fields; *at != NULL; at++) {
		const struct field *field = *at;

		strbuf_add_repeated(out, ' ', indent);
		strbuf_addf(out, "%s\t", field->name);
		add_type(out, field);
		if ((field->flags & FIELD_REQUIRED) != 0)
			strbuf_add_str(out, " -required-");
		if (has_values(field))
			add_short_values(out, field, indent);
		strbuf_add_char(out, '\n');
		if (!recursive) {
			add_wrapped(out, field->doc != NULL ? field->doc : "<no description>",
				    LEVEL_WIDTH - indent, indent + 2);
			strbuf_add_char(out, '\n');
		} else if (field->of != NULL) {
			add_fields(out, field->of, level + 1, recursive);
		}
	}
	free(fields);
}

/* ---- the whole ---- */

static void add_header(struct strbuf *out, const struct explanation *what)
{
	if (*what->resource->group != '\0')
		strbuf_addf(out, "GROUP:      %s\n", what->resource->group);
	strbuf_addf(out, "KIND:       %s\nVERSION:    %s\n\n", what->resource->kind, what->version);
}

/* What is said of a field, then of its type. Each text ends its line, and the indentation of the
 * line that would follow stays. */
static void add_description(struct strbuf *out, const char *doc, const char *type_doc)
{
	strbuf_add_str(out, "DESCRIPTION:\n");
	if (doc == NULL && type_doc == NULL) {
		strbuf_add_str(out, "    <empty>\n");
		return;
	}
	if (doc != NULL)
		add_wrapped(out, doc, DESCRIPTION_WIDTH, 4);
	if (type_doc != NULL)
		add_wrapped(out, type_doc, DESCRIPTION_WIDTH, 4);
	strbuf_add_str(out, "    \n");
}

static void add_found(struct strbuf *out, const struct field *field)
{
	strbuf_addf(out, "FIELD: %s ", field->name);
	add_type(out, field);
	strbuf_add_char(out, '\n');
	if (has_values(field))
		add_values(out, field);
	strbuf_add_str(out, "\n\n");
	add_description(out, field->doc,
			field->of != NULL ? field->of->doc
					  : scalar_text(field_item_type(field))->doc);
}

/* Follows the path through structs, and through the elements of lists and maps. An empty path gives
 * no field. False: there is no such field. */
static bool find_field(const struct explanation *what, const struct field **ret_field)
{
	const struct schema *schema = what->resource->schema;
	const struct field *field = NULL;

	for (size_t i = 0; i < what->path->n; i++) {
		field = schema != NULL ? schema_field(schema, what->path->items[i]) : NULL;
		if (field == NULL)
			return false;
		schema = field->of;
	}
	*ret_field = field;
	return true;
}

bool output_explain(FILE *out, const struct explanation *what, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct schema *schema = what->resource->schema;
	const struct field *field = NULL;
	bool found = find_field(what, &field);

	add_header(&text, what);
	if (found && field != NULL) {
		add_found(&text, field);
		schema = field->of;
	} else if (found) {
		add_description(&text, NULL, schema->doc);
	}
	if (found && schema != NULL) {
		strbuf_add_str(&text, "FIELDS:\n");
		add_fields(&text, schema, 1, what->recursive);
	}
	if (found)
		strbuf_add_char(&text, '\n');
	fwrite(text.text, 1, text.length, out);
	if (found)
		return true;
	CLEANUP(str) char *name = text_quoted(what->path->items[what->path->n - 1]);

	return error_set(err, REASON_CLIENT, "field %s does not exist", name);
}
