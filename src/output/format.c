/* The names of output formats: the value of -o. */
#include "cidrctl/output.h"

#include <string.h>

#include "cidrctl/text.h"

/* The formats that need no template. kubectl compares the first three without case, wide exactly. */
static const struct {
	const char *name;
	enum output_format format;
	bool fold_case;
	bool tables_only;
} formats[] = {
	{ "json", OUTPUT_JSON, true, false },
	{ "name", OUTPUT_NAME, true, false },
	{ "yaml", OUTPUT_YAML, true, false },
	{ "wide", OUTPUT_WIDE, false, true },
};

#define TEMPLATE_FORMATS                                                                           \
	"go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template," \
	"templatefile"

bool output_parse_format(const char *text, bool tables, enum output_format *ret_format,
			 struct error *err)
{
	if (*text == '\0') {
		*ret_format = OUTPUT_TABLE;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (formats[i].tables_only && !tables)
			continue;
		if (formats[i].fold_case ? !text_equal_fold(text, formats[i].name)
					 : strcmp(text, formats[i].name) != 0)
			continue;
		*ret_format = formats[i].format;
		return true;
	}
	return error_set(err, REASON_CLIENT,
			 "unable to match a printer suitable for the output format \"%s\", "
			 "allowed formats are: %s" TEMPLATE_FORMATS "%s,yaml",
			 text, tables ? "custom-columns,custom-columns-file," : "",
			 tables ? ",wide" : "");
}

const char *output_format_name(enum output_format format)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (formats[i].format == format)
			return formats[i].name;
	return "";
}
