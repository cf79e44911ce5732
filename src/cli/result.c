/* What the writing commands share: --dry-run, --validate, the line that says what was done. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/clock.h"
#include "internal.h"

/* kubectl's logger on stderr: level, date, time, process, place in its source. */
static void log_deprecated(FILE *out, const char *place, const char *text)
{
	char time_text[TIME_TEXT_SIZE];

	time_format_micro(clock_now_micro(), time_text);
	fprintf(out, "W%.2s%.2s %.15s %7d %s] %s\n", time_text + 5, time_text + 8, time_text + 11,
		(int)getpid(), place, text);
}

/* The forms from before the flag had values. False: it is none of them. */
static bool parse_old_form(struct session *session, const char *text, enum dry_run *ret_dry_run)
{
	static const char *const yes[] = { "1", "t", "T", "true", "TRUE", "True" };
	static const char *const no[] = { "0", "f", "F", "false", "FALSE", "False" };
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	if (strcmp(text, "unchanged") == 0) {
		log_deprecated(session->err, "helpers.go:703",
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
		log_deprecated(session->err, is_yes ? "helpers.go:717" : "helpers.go:720",
			       line.text);
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
