/* The names of output formats: the value of -o, and the template that belongs to it. */
#include "cidrctl/output.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "cidrctl/gotemplate.h"
#include "cidrctl/template.h"
#include "cidrctl/text.h"

#define TEMPLATE_MAX_SIZE (16U << 20)

enum template_source { TEMPLATE_NONE, TEMPLATE_TEXT, TEMPLATE_FILE };

/* kubectl compares the first three without case, all others exactly. To add a format: its row here,
 * a case in parse_template (when it has a template) and in output_object. */
static const struct format_row {
	const char *name;
	enum output_format format;
	enum template_source source;
	bool fold_case;
	bool tables_only;
	bool json_lists;
} formats[] = {
	{ .name = "json", .format = OUTPUT_JSON, .fold_case = true },
	{ .name = "name", .format = OUTPUT_NAME, .fold_case = true },
	{ .name = "yaml", .format = OUTPUT_YAML, .fold_case = true },
	{ .name = "wide", .format = OUTPUT_WIDE, .tables_only = true },
	{ .name = "custom-columns",
	  .format = OUTPUT_CUSTOM_COLUMNS,
	  .source = TEMPLATE_TEXT,
	  .tables_only = true },
	{ .name = "custom-columns-file",
	  .format = OUTPUT_CUSTOM_COLUMNS,
	  .source = TEMPLATE_FILE,
	  .tables_only = true },
	{ .name = "go-template", .format = OUTPUT_GO_TEMPLATE, .source = TEMPLATE_TEXT },
	{ .name = "go-template-file", .format = OUTPUT_GO_TEMPLATE, .source = TEMPLATE_FILE },
	{ .name = "jsonpath", .format = OUTPUT_JSONPATH, .source = TEMPLATE_TEXT },
	{ .name = "jsonpath-as-json",
	  .format = OUTPUT_JSONPATH,
	  .source = TEMPLATE_TEXT,
	  .json_lists = true },
	{ .name = "jsonpath-file", .format = OUTPUT_JSONPATH, .source = TEMPLATE_FILE },
	{ .name = "template", .format = OUTPUT_GO_TEMPLATE, .source = TEMPLATE_TEXT },
	{ .name = "templatefile", .format = OUTPUT_GO_TEMPLATE, .source = TEMPLATE_FILE },
};

#define TEMPLATE_FORMATS                                                                           \
	"go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template," \
	"templatefile"

/* ---- files ---- */

/* "open nope.txt: no such file or directory", as Go words it. */
static bool file_error(struct error *err, const char *verb, const char *path, int error_number)
{
	CLEANUP(str) char *text = xstrdup(strerror(error_number));

	text[0] = (char)tolower((unsigned char)text[0]);
	return error_set(err, REASON_CLIENT, "%s %s: %s", verb, path, text);
}

static bool read_file(const char *path, struct strbuf *out, struct error *err)
{
	FILE *file = fopen(path, "re");
	char chunk[1 << 14];
	size_t n;
	int error_number;

	if (file == NULL)
		return file_error(err, "open", path, errno);
	errno = 0;
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0 && out->length <= TEMPLATE_MAX_SIZE)
		strbuf_add(out, chunk, n);
	error_number = out->length > TEMPLATE_MAX_SIZE ? EFBIG : ferror(file) ? errno : 0;
	fclose(file);
	return error_number == 0 || file_error(err, "read", path, error_number);
}

/* What the template's text is. */
static bool read_template(const struct format_row *row, const char *value, struct strbuf *out,
			  struct error *err)
{
	bool columns = row->format == OUTPUT_CUSTOM_COLUMNS;

	if (*value == '\0')
		return error_set(err, REASON_CLIENT,
				 columns ? "custom-columns format specified but no custom columns "
					   "given"
					 : "template format specified but no template given");
	if (row->source == TEMPLATE_TEXT) {
		strbuf_add_str(out, value);
		return true;
	}
	if (read_file(value, out, err))
		return true;
	/* Columns that cannot be read, though the file is there, are none. */
	if (columns && text_starts_with(err->message, "read ")) {
		error_finish(err);
		strbuf_truncate(out, 0);
		return true;
	}
	error_prefix(err, columns ? "error reading template %s, " : "error reading --template %s, ",
		     value);
	return false;
}

/* ---- templates ---- */

static bool parse_columns(const struct format_row *row, const struct strbuf *text,
			  struct output *output, struct error *err)
{
	if (row->source == TEMPLATE_TEXT)
		return custom_columns_parse(text->text, &output->columns, err);
	/* kubectl forgets about --no-headers here. */
	output->no_headers = false;
	return custom_columns_parse_file(text->text, text->length, &output->columns, err);
}

static bool parse_template(const struct format_row *row, const char *value, struct output *output,
			   struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (!read_template(row, value, &text, err))
		return false;
	if (row->format == OUTPUT_CUSTOM_COLUMNS)
		return parse_columns(row, &text, output, err);
	if (row->format == OUTPUT_GO_TEMPLATE)
		return gotemplate_parse(text.text, text.length, &output->gotemplate, err);
	if (jsonpath_parse(text.text, text.length, &output->jsonpath, &problem))
		return true;
	return error_set(err, REASON_CLIENT, "error parsing jsonpath %s, %s", text.text,
			 problem.message);
}

/* ---- names ---- */

/* True when the text is this format; *ret_value is what belongs to it. */
static bool matches(const struct format_row *row, const char *text, const char *template,
		    const char **ret_value)
{
	size_t length = strlen(row->name);

	*ret_value = template;
	if (row->fold_case ? text_equal_fold(text, row->name) : strcmp(text, row->name) == 0)
		return true;
	if (row->source == TEMPLATE_NONE || *template != '\0' ||
	    strncmp(text, row->name, length) != 0 || text[length] != '=')
		return false;
	*ret_value = text + length + 1;
	return true;
}

static const struct format_row *find_format(const char *text, const char *template, bool tables,
					    const char **ret_value)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if ((tables || !formats[i].tables_only) &&
		    matches(&formats[i], text, template, ret_value))
			return &formats[i];
	return NULL;
}

bool output_parse(const struct output_request *request, struct output *ret_output,
		  struct error *err)
{
	CLEANUP(output)
	struct output output = {
		.format = OUTPUT_TABLE,
		.allow_missing_keys = !request->require_keys,
		.no_headers = request->no_headers,
	};
	const char *template = request->template != NULL ? request->template : "";
	const char *text = request->text, *value;
	const struct format_row *row = NULL;

	if (*template != '\0' && (request->tables ? *text == '\0' : !request->given))
		text = "go-template";
	if (*text != '\0') {
		row = find_format(text, template, request->tables, &value);
		if (row == NULL)
			return error_set(
				err, REASON_CLIENT,
				"unable to match a printer suitable for the output format "
				"\"%s\", allowed formats are: %s" TEMPLATE_FORMATS "%s,yaml",
				text, request->tables ? "custom-columns,custom-columns-file," : "",
				request->tables ? ",wide" : "");
		output.format = row->format;
		output.json_lists = row->json_lists;
	}
	if (row != NULL && row->source != TEMPLATE_NONE &&
	    !parse_template(row, value, &output, err))
		return false;
	*ret_output = output;
	output = (struct output)OUTPUT_INIT;
	return true;
}

bool output_is_table(const struct output *output)
{
	return output->format == OUTPUT_TABLE || output->format == OUTPUT_WIDE;
}

void output_renew(struct output *output)
{
	if (output->jsonpath != NULL)
		jsonpath_renew(output->jsonpath);
}

void output_finish(struct output *output)
{
	jsonpath_destroy(output->jsonpath);
	custom_columns_destroy(output->columns);
	gotemplate_destroy(output->gotemplate);
	*output = (struct output)OUTPUT_INIT;
}

void output_cleanup(struct output *output)
{
	output_finish(output);
}
