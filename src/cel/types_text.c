/* Types as text. */
#include <ctype.h>
#include <string.h>

#include "internal.h"

/* No type that someone writes is near these; one that macros built can be. */
#define MAX_PRINTED 2000
#define MAX_DEPTH 100

struct printer {
	struct strbuf *out;
	bool for_message;
	unsigned left; /* parts that may still be printed */
};

static const char *name_of(const struct cel_type *type, bool for_message)
{
	if (for_message) {
		switch (type->kind) {
		case CEL_TYPE_NULL:
			return "null";
		case CEL_TYPE_TIMESTAMP:
			return "timestamp";
		case CEL_TYPE_DURATION:
			return "duration";
		default:
			break;
		}
	}
	return type->name;
}

static void print(struct printer *printer, const struct cel_type *type)
{
	if (printer->left == 0) {
		strbuf_add_str(printer->out, "...");
		return;
	}
	printer->left--;
	strbuf_add_str(printer->out, name_of(type, printer->for_message));
	if (type->n_params == 0)
		return;
	strbuf_add_char(printer->out, '(');
	for (unsigned i = 0; i < type->n_params; i++) {
		if (i > 0)
			strbuf_add_str(printer->out, ", ");
		print(printer, type->params[i]);
	}
	strbuf_add_char(printer->out, ')');
}

void cel_type_print(const struct cel_type *type, struct strbuf *out)
{
	print(&(struct printer) { .out = out, .left = MAX_PRINTED }, type);
}

void cel_type_format(const struct cel_type *type, struct strbuf *out)
{
	print(&(struct printer) { .out = out, .for_message = true, .left = MAX_PRINTED }, type);
}

/* ---- reading ---- */

struct reader {
	const char *at;
	const struct cel_type *(*known)(const char *name);
	struct arena *arena;
	unsigned depth;
};

static void skip_blanks(struct reader *reader)
{
	while (*reader->at == ' ')
		reader->at++;
}

/* The next character is c; steps over it. */
static bool take(struct reader *reader, char c)
{
	skip_blanks(reader);
	if (*reader->at != c)
		return false;
	reader->at++;
	return true;
}

/* A name with dots; NULL when there is none. */
static const char *read_name(struct reader *reader)
{
	const char *begin;

	skip_blanks(reader);
	begin = reader->at;
	if (!isalpha((unsigned char)*begin) && *begin != '_')
		return NULL;
	while (isalnum((unsigned char)*reader->at) || *reader->at == '_' || *reader->at == '.')
		reader->at++;
	return arena_copy(reader->arena, begin, (size_t)(reader->at - begin));
}

static bool read_type(struct reader *reader, const struct cel_type **ret_type);

static bool read_params(struct reader *reader, struct cel_type *type)
{
	do {
		if (type->n_params == CEL_MAX_TYPE_PARAMS ||
		    !read_type(reader, &type->params[type->n_params]))
			return false;
		type->n_params++;
	} while (take(reader, ','));
	return take(reader, ')');
}

static const struct cel_type *const plain_types[] = {
	&cel_bool, &cel_bytes,    &cel_double,  &cel_duration,  &cel_dyn,
	&cel_int,  &cel_null,     &cel_string,  &cel_timestamp, &cel_type_type,
	&cel_uint, &cel_list_dyn, &cel_map_dyn,
};

/* What a name without parameters means. */
static const struct cel_type *named_type(struct reader *reader, const char *name)
{
	const struct cel_type *type = NULL;
	struct cel_type *made;

	for (size_t i = 0; i < ARRAY_LEN(plain_types); i++)
		if (strcmp(plain_types[i]->name, name) == 0)
			return plain_types[i];
	if (reader->known != NULL)
		type = reader->known(name);
	if (type != NULL)
		return type;
	made = arena_zalloc(reader->arena, 1, sizeof(*made));
	made->kind = isupper((unsigned char)name[0]) && name[1] == '\0' ? CEL_TYPE_PARAM
									: CEL_TYPE_OPAQUE;
	made->name = name;
	return made;
}

/* Sets the kind that name and parameters make; false for a wrong number of parameters. */
static bool set_kind(struct cel_type *type)
{
	static const struct cel_type *const generic[] = { &cel_list_a, &cel_map_ab, &cel_type_a };

	type->kind = CEL_TYPE_OPAQUE;
	for (size_t i = 0; i < ARRAY_LEN(generic); i++)
		if (strcmp(generic[i]->name, type->name) == 0) {
			type->kind = generic[i]->kind;
			return type->n_params == generic[i]->n_params;
		}
	for (size_t i = 0; i < ARRAY_LEN(plain_types); i++)
		if (strcmp(plain_types[i]->name, type->name) == 0)
			return false;
	return true;
}

static bool read_type(struct reader *reader, const struct cel_type **ret_type)
{
	const char *name = read_name(reader);
	struct cel_type *type;

	if (name == NULL || reader->depth == MAX_DEPTH)
		return false;
	if (!take(reader, '(')) {
		*ret_type = named_type(reader, name);
		return true;
	}
	type = arena_zalloc(reader->arena, 1, sizeof(*type));
	type->name = name;
	reader->depth++;
	if (!read_params(reader, type) || !set_kind(type))
		return false;
	reader->depth--;
	*ret_type = type;
	return true;
}

bool cel_type_parse(const char *text, const struct cel_type *(*known)(const char *name),
		    struct arena *arena, const struct cel_type **ret_type)
{
	struct reader reader = { .at = text, .known = known, .arena = arena };
	const struct cel_type *type;

	if (!read_type(&reader, &type))
		return false;
	skip_blanks(&reader);
	if (*reader.at != '\0')
		return false;
	*ret_type = type;
	return true;
}
