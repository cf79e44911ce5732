/* `explain -o plaintext-openapiv2`: the form that kubectl had before, made from a model in which a
 * list, a map and a reference are steps of their own.
 * Source: kubectl pkg/explain (model_printer.go, field_lookup.go, formatter.go). */
#include <stdlib.h>

#include "cidrctl/text.h"
#include "explain.h"

#define LINE_WIDTH 80
#define DESCRIPTION_INDENT 5
#define FIELDS_INDENT 3
#define LEVEL_INDENT 3

/* What a path leads to. */
struct found {
	const char *name;            /* last word of the path; "" for the kind itself */
	const struct field *field;   /* NULL: the kind itself */
	const struct schema *schema; /* of a struct; NULL: a scalar */
	/* The path goes on behind a scalar, where this form stops without a complaint; only the
	 * scalar itself speaks then, not the list or map it is in. */
	bool overrun;
};

static bool find(const struct explanation *what, struct found *ret_found, struct error *err)
{
	struct found found = { .name = "", .schema = what->resource->schema };
	const struct text_list *path = what->path;

	for (size_t i = 0; i < path->n && !found.overrun; i++) {
		if (found.schema == NULL) {
			found.overrun = true;
			break;
		}
		found.field = schema_field(found.schema, path->items[i]);
		if (found.field == NULL) {
			CLEANUP(str) char *name = text_quoted(path->items[i]);

			return error_set(err, REASON_CLIENT, "field %s does not exist", name);
		}
		found.schema = found.field->of;
	}
	if (path->n > 0)
		found.name = path->items[path->n - 1];
	*ret_found = found;
	return true;
}

static const char *item_type(const struct field *field)
{
	return field->of != NULL ? "Object" : scalar_text(field_item_type(field))->name_v2;
}

static void add_fields(struct strbuf *out, const struct schema *schema, size_t indent,
		       bool recursive)
{
	const struct field **fields = fields_sorted(schema);

	for (const struct field **at = fields; *at != NULL; at++) {
		const struct field *field = *at;
		bool required = !recursive && (field->flags & FIELD_REQUIRED) != 0;

		strbuf_add_repeated(out, ' ', indent);
		strbuf_addf(out, "%s\t<%s%s>%s\n", field->name, field_container(field),
			    item_type(field), required ? " -required-" : "");
		if (!recursive) {
			if (field->doc != NULL)
				add_wrapped(out, field->doc, LINE_WIDTH - indent - 2, indent + 2);
			strbuf_add_char(out, '\n');
		} else if (field->of != NULL) {
			add_fields(out, field->of, indent + LEVEL_INDENT, recursive);
		}
	}
	free(fields);
}

/* The text of the field, then that of its type, an empty line before it. */
static void add_description(struct strbuf *out, const struct found *found)
{
	const struct field *field = found->field;
	const char *doc = NULL, *type_doc;
	bool scalar = found->schema == NULL;
	/* Only a plain scalar, no reference to a type, has its field's text when overrun. */
	bool own_text = !found->overrun ||
			(*field_container(field) == '\0' && scalar_text(field->type)->doc == NULL);

	type_doc = scalar ? scalar_text(field_item_type(field))->doc : found->schema->doc;
	if (field != NULL && own_text)
		doc = field->doc;
	strbuf_add_str(out, "DESCRIPTION:\n");
	if (doc != NULL)
		add_wrapped(out, doc, LINE_WIDTH - DESCRIPTION_INDENT, DESCRIPTION_INDENT);
	if (doc != NULL && type_doc != NULL)
		strbuf_add_char(out, '\n');
	if (type_doc != NULL)
		add_wrapped(out, type_doc, LINE_WIDTH - DESCRIPTION_INDENT, DESCRIPTION_INDENT);
	if (doc == NULL && type_doc == NULL)
		add_wrapped(out, "<empty>", LINE_WIDTH, DESCRIPTION_INDENT);
}

static void add_subject(struct strbuf *out, const struct found *found)
{
	const struct field *field = found->field;

	/* Neither the kind itself nor any JSON is given a line. */
	if (field == NULL || field->type == FIELD_ANY)
		return;
	strbuf_addf(out, "%s %s <%s%s>\n\n",
		    found->schema != NULL ? "RESOURCE:" : "FIELD:   ", found->name,
		    found->overrun ? "" : field_container(field), item_type(field));
}

bool output_explain_v2(FILE *out, const struct explanation *what, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(str) char *version = resource_api_version(what->resource, what->version);
	struct found found = { .name = "" };

	if (!find(what, &found, err))
		return false;
	strbuf_addf(&text, "KIND:     %s\nVERSION:  %s\n\n", what->resource->kind, version);
	add_subject(&text, &found);
	add_description(&text, &found);
	if (found.schema != NULL) {
		strbuf_add_str(&text, "\nFIELDS:\n");
		add_fields(&text, found.schema, FIELDS_INDENT, what->recursive);
	}
	fwrite(text.text, 1, text.length, out);
	return true;
}
