/* What the writing commands share: --dry-run, --validate, --cascade, the line that says what was done. */
#include <stdlib.h>
#include <string.h>

#include "trace.h"

bool output_from_args(const struct args *args, bool tables, struct output *ret_output,
		      struct error *err)
{
	const struct output_request request = {
		.text = args_string(args, "output"),
		.given = args_given(args, "output"),
		.template = args_string(args, "template"),
		.tables = tables,
		.no_headers = tables && args_bool(args, "no-headers"),
		.require_keys = !args_bool(args, "allow-missing-template-keys"),
	};

	return output_parse(&request, ret_output, err);
}

void log_warning(FILE *out, const char *place, const char *text)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	log_add(&line, 'W', place, text);
	fputs(line.text, out);
}

/* The forms from before the flag had values. False: it is none of them. */
static bool parse_old_form(struct session *session, const char *text, enum dry_run *ret_dry_run)
{
	static const char *const yes[] = { "1", "t", "T", "true", "TRUE", "True" };
	static const char *const no[] = { "0", "f", "F", "false", "FALSE", "False" };
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	if (strcmp(text, "unchanged") == 0) {
		log_warning(session->err, "helpers.go:703",
			    "--dry-run is deprecated and can be replaced with "
			    "--dry-run=client.");
		*ret_dry_run = DRY_RUN_CLIENT;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		bool is_yes = strcmp(text, yes[i]) == 0;

		if (!is_yes && strcmp(text, no[i]) != 0)
			continue;
		strbuf_addf(&line,
			    "--dry-run=%s is deprecated (boolean value) and can be replaced with "
			    "--dry-run=%s.",
			    text, is_yes ? "client" : "none");
		log_warning(session->err, is_yes ? "helpers.go:717" : "helpers.go:720", line.text);
		*ret_dry_run = is_yes ? DRY_RUN_CLIENT : DRY_RUN_NONE;
		return true;
	}
	return false;
}

bool dry_run_parse(struct session *session, const struct args *args, enum dry_run *ret_dry_run,
		   struct error *err)
{
	const char *text = args_string(args, "dry-run");

	if (strcmp(text, "none") == 0)
		*ret_dry_run = DRY_RUN_NONE;
	else if (strcmp(text, "client") == 0)
		*ret_dry_run = DRY_RUN_CLIENT;
	else if (strcmp(text, "server") == 0)
		*ret_dry_run = DRY_RUN_SERVER;
	else if (!parse_old_form(session, text, ret_dry_run))
		return error_set(err, REASON_CLIENT,
				 "Invalid dry-run value (%s). Must be \"none\", \"server\", or "
				 "\"client\".",
				 text);
	return true;
}

bool validate_parse(const struct args *args, enum field_validation *ret_validation,
		    struct error *err)
{
	static const struct {
		const char *text;
		enum field_validation validation;
	} values[] = {
		{ "strict", FIELD_VALIDATION_STRICT }, { "true", FIELD_VALIDATION_STRICT },
		{ "warn", FIELD_VALIDATION_WARN },     { "ignore", FIELD_VALIDATION_IGNORE },
		{ "false", FIELD_VALIDATION_IGNORE },
	};
	const char *text = args_string(args, "validate");
	CLEANUP(str) char *quoted = text_quoted(text);

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		if (strcmp(text, values[i].text) == 0) {
			*ret_validation = values[i].validation;
			return true;
		}
	}
	return error_set(err, REASON_CLIENT,
			 "invalid - validate option %s; must be one of: strict (or true), warn, "
			 "ignore (or false)",
			 quoted);
}

/* --cascade says what becomes of dependents, of which there are none; its old forms still parse. */
bool cascade_check(struct session *session, const struct args *args, struct error *err)
{
	static const struct {
		const char *value, *replacement;
	} rows[] = {
		{ "background", NULL },   { "foreground", NULL }, { "orphan", NULL },
		{ "true", "background" }, { "false", "orphan" },
	};
	const char *value = args_string(args, "cascade");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strcmp(value, rows[i].value) != 0)
			continue;
		if (rows[i].replacement != NULL)
			fprintf(session->err,
				"warning: --cascade=%s is deprecated (boolean value) and can be "
				"replaced with --cascade=%s.\n",
				value, rows[i].replacement);
		return true;
	}
	return error_set(err, REASON_CLIENT,
			 "invalid cascade value (%s). Must be \"background\", \"foreground\", or "
			 "\"orphan\"",
			 value);
}

bool output_shows_owners(const struct output *output, bool asked)
{
	switch (output->format) {
	case OUTPUT_TABLE:
	case OUTPUT_WIDE:
	case OUTPUT_NAME:
		return false;
	case OUTPUT_JSON:
	case OUTPUT_YAML:
		return asked;
	case OUTPUT_JSONPATH:
	case OUTPUT_CUSTOM_COLUMNS:
	case OUTPUT_GO_TEMPLATE:
		break;
	}
	return true;
}

char *result_name(const struct resource *resource, const char *name)
{
	CLEANUP(str) char *kind = output_kind(resource);

	return xasprintf("%s/%s", kind, *name != '\0' ? name : "<unknown>");
}

void result_line(FILE *out, const struct resource *resource, const char *name, const char *verb,
		 enum dry_run dry_run)
{
	static const char *const suffixes[] = {
		[DRY_RUN_NONE] = "",
		[DRY_RUN_CLIENT] = " (dry run)",
		[DRY_RUN_SERVER] = " (server dry run)",
	};
	CLEANUP(str) char *text = result_name(resource, name);

	fprintf(out, "%s %s%s\n", text, verb, suffixes[dry_run]);
}
