/* verify: the repair controllers' look at the whole state. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct verify {
	bool repair;
	struct findings findings;
};

static bool verify(struct server *server, void *context, struct error *err)
{
	struct verify *work = context;

	findings_finish(&work->findings);
	return server_verify(server, work->repair, &work->findings, err);
}

static const char *state_of(const struct verify *work, const struct finding *finding)
{
	return work->repair && finding->mended ? "Repaired" : "Found";
}

static void print_json(FILE *out, const struct verify *work)
{
	CLEANUP(json) cJSON *tree = cJSON_CreateObject();
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	cJSON *list = json_ensure_array(tree, "findings");

	for (size_t i = 0; i < work->findings.n; i++) {
		const struct finding *finding = &work->findings.items[i];
		cJSON *item = cJSON_CreateObject();

		json_set_str(item, "object", finding->object);
		json_set_str(item, "reason", finding->reason);
		json_set_str(item, "state", state_of(work, finding));
		json_set_str(item, "message", finding->message);
		json_append(list, item);
	}
	json_print(tree, JSON_INDENT_4, &text);
	fprintf(out, "%s\n", text.text);
}

static void print_table(FILE *out, const struct verify *work)
{
	int object_width = (int)strlen("OBJECT"), reason_width = (int)strlen("REASON");

	for (size_t i = 0; i < work->findings.n; i++) {
		int object = (int)strlen(work->findings.items[i].object);
		int reason = (int)strlen(work->findings.items[i].reason);

		object_width = object > object_width ? object : object_width;
		reason_width = reason > reason_width ? reason : reason_width;
	}
	fprintf(out, "%-*s   %-*s   %-8s   MESSAGE\n", object_width, "OBJECT", reason_width,
		"REASON", "STATE");
	for (size_t i = 0; i < work->findings.n; i++) {
		const struct finding *finding = &work->findings.items[i];

		fprintf(out, "%-*s   %-*s   %-8s   %s\n", object_width, finding->object,
			reason_width, finding->reason, state_of(work, finding), finding->message);
	}
}

/* 1 when something was found that is still wrong. */
static int exit_status(const struct verify *work)
{
	for (size_t i = 0; i < work->findings.n; i++)
		if (!work->repair || !work->findings.items[i].mended)
			return 1;
	return 0;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct verify work = {
		.repair = args_bool(args, "repair"),
		.findings = FINDINGS_INIT,
	};
	const char *output = args_string(args, "output");
	bool ok;

	if (args_count(args) > 0)
		return usage_error(args, err, "unexpected arguments: [%s]", args_at(args, 0));
	if (*output != '\0' && strcmp(output, "json") != 0)
		return error_set(err, REASON_CLIENT, "--output %s is not available", output);
	ok = session_run(session, work.repair ? STORE_WRITE : STORE_READ, verify, &work, err);
	if (ok) {
		if (*output != '\0')
			print_json(session->out, &work);
		else if (work.findings.n > 0)
			print_table(session->out, &work);
		else
			fputs("No findings\n", session->out);
		session->exit_status = exit_status(&work);
	}
	findings_finish(&work.findings);
	return ok;
}

static const struct flag flag_repair = {
	.name = "repair",
	.type = FLAG_BOOL,
	.help = "Repair what can be repaired, and record events about it.",
};
static const struct flag flag_output = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: json. Without it a table is printed.",
};

const struct command cmd_verify = {
	.name = "verify",
	.summary = "Check that addresses, Services and the state file agree",
	.usage = "[--repair]",
	.description =
		"Check every Service against its IPAddress objects and back, the finalizer and "
		"Ready condition of every ServiceCIDR, and the state file itself, as the repair "
		"controllers of a cluster do.\n\n"
		" The exit status is 1 when something was found and not repaired.",
	.examples = "# Check\nkubectl verify\n\n# Check and repair\nkubectl verify --repair\n",
	.flags = (const struct flag *const[]) { &flag_output, &flag_repair, NULL },
	.run = run,
};
