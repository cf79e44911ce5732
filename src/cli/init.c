/* init: makes a state file, or restarts the one there is with other flags, as an API server would
 * be restarted. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct init {
	const char *ranges, *ports; /* NULL: keep what the state has */
	struct text_list warnings;
	char *configured; /* owned: the ranges that the state has now */
};

static bool configure(struct server *server, void *context, struct error *err)
{
	struct init *init = context;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cluster *cluster;

	text_list_finish(&init->warnings);
	if (!server_configure(server, init->ranges, init->ports, &init->warnings, err))
		return false;
	cluster = server_cluster(server);
	for (size_t i = 0; i < cluster->n_service_ranges; i++) {
		char range[PREFIX_TEXT_SIZE];

		prefix_format(&cluster->service_ranges[i], range);
		strbuf_addf(&text, "%s%s", i > 0 ? "," : "", range);
	}
	free(init->configured);
	init->configured = strbuf_detach(&text);
	return true;
}

static const char *given(const struct args *args, const char *flag)
{
	return args_given(args, flag) ? args_string(args, flag) : NULL;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct init init = {
		.ranges = given(args, "service-cluster-ip-range"),
		.ports = given(args, "service-node-port-range"),
		.warnings = TEXT_LIST_INIT,
	};
	struct server *server;
	bool created = false, ok;

	if (args_count(args) > 0)
		return usage_error(args, err, "unexpected arguments: [%s]", args_at(args, 0));
	server = session_server(session, err);
	if (server == NULL)
		return false;
	server_expect_bare(server);
	ok = server_run(server, STORE_WRITE, configure, &init, &created, err);
	if (ok) {
		session_warn(session, &init.warnings);
		fprintf(session->out, "state file %s %s with service range %s\n",
			session->state_path, created ? "initialised" : "configured",
			init.configured);
	}
	text_list_finish(&init.warnings);
	free(init.configured);
	return ok;
}

static const struct flag flag_ranges = {
	.name = "service-cluster-ip-range",
	.type = FLAG_STRING,
	.initial = DEFAULT_SERVICE_RANGE,
	.help = "Range that Service addresses come from, or two of different families, the first "
		"being the default one: CIDR[,CIDR].",
};
static const struct flag flag_ports = {
	.name = "service-node-port-range",
	.type = FLAG_STRING,
	.initial = "30000-32767",
	.help = "Ports that Services of type NodePort and LoadBalancer get: FIRST-LAST.",
};

const struct command cmd_init = {
	.name = "init",
	.summary = "Make a state file, or change its service range",
	.usage = "[--service-cluster-ip-range=CIDR[,CIDR]] [--service-node-port-range=FIRST-LAST]",
	.description =
		"Make a state file with what a new cluster has: namespaces, ServiceCIDR "
		"\"kubernetes\" and Service \"kubernetes\" on the range's first address.\n\n"
		" A state file that exists is treated as a cluster whose API server is restarted "
		"with these flags; a flag that is not given keeps its value.",
	.examples = "# A cluster with a small range\n"
		    "kubectl init --service-cluster-ip-range=10.96.0.0/28\n\n"
		    "# A dual-stack cluster\n"
		    "kubectl init --service-cluster-ip-range=10.96.0.0/16,2001:db8::/108\n",
	.flags = (const struct flag *const[]) { &flag_ranges, &flag_ports, NULL },
	.run = run,
};
