/* version: of this program, of the Kubernetes release that it behaves as. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"
#include "internal.h"

#define KUBERNETES_MAJOR "1"
#define KUBERNETES_MINOR "33"
#define KUBERNETES_VERSION "v1.33.1"

cJSON *version_info(void)
{
	cJSON *info = cJSON_CreateObject();

	json_set_str(info, "major", KUBERNETES_MAJOR);
	json_set_str(info, "minor", KUBERNETES_MINOR);
	json_set_str(info, "gitVersion", KUBERNETES_VERSION);
	json_set_str(info, "cidrctlVersion", CIDRCTL_VERSION);
	return info;
}

static bool print_object(struct session *session, bool client_only, bool yaml, struct error *err)
{
	CLEANUP(json) cJSON *tree = cJSON_CreateObject();
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_set(tree, "clientVersion", version_info());
	if (!client_only)
		json_set(tree, "serverVersion", version_info());
	if (yaml) {
		if (!yaml_print(tree, &text, err))
			return false;
	} else {
		json_print(tree, JSON_INDENT_2, &text);
		strbuf_add_char(&text, '\n');
	}
	fputs(text.text, session->out);
	return true;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	const char *output = args_string(args, "output");
	bool client_only = args_bool(args, "client");

	if (args_count(args) > 0) {
		CLEANUP(strbuf) struct strbuf words = STRBUF_INIT;

		for (size_t i = 0; i < args_count(args); i++)
			strbuf_addf(&words, "%s%s", i > 0 ? " " : "", args_at(args, i));
		return error_set(err, REASON_CLIENT, "extra arguments: [%s]", words.text);
	}
	if (strcmp(output, "json") == 0 || strcmp(output, "yaml") == 0)
		return print_object(session, client_only, *output == 'y', err);
	if (*output != '\0')
		return error_set(err, REASON_CLIENT, "--output must be 'yaml' or 'json'");
	fprintf(session->out, "Client Version: %s (cidrctl %s)\n", KUBERNETES_VERSION,
		CIDRCTL_VERSION);
	if (!client_only)
		fprintf(session->out, "Server Version: %s\n", KUBERNETES_VERSION);
	return true;
}

static const struct flag flag_client = {
	.name = "client",
	.type = FLAG_BOOL,
	.help = "Only the client's version.",
};
static const struct flag flag_output = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: yaml or json.",
};

const struct command cmd_version = {
	.name = "version",
	.summary = "Print the version of the program",
	.usage_flags = true,
	.description = "Print the version of the program, and the Kubernetes release whose "
		       "behaviour it has.",
	.examples = "# The version\nkubectl version\n",
	.flags = (const struct flag *const[]) { &flag_client, &flag_output, NULL },
	.run = run,
};
