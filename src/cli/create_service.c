/* kubectl create service TYPE. One row a type says what its flags mean; to add a type: its row, its
 * flags and its command. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cidrctl/validation.h"

/* Judges the flags and writes what only this type has into the spec. */
typedef bool fill_spec(const struct args *args, cJSON *spec, struct error *err);

struct service_type {
	const char *command;       /* "clusterip" */
	const char *type;          /* spec.type */
	const char *required_flag; /* or NULL */
	fill_spec *fill;
};

/* ---- ports ---- */

#define PORT_MAX 65535

/* Go's strconv.ParseUint(text, 10, 16). */
static bool parse_port(const char *text, int64_t *ret_port, struct error *err)
{
	const char *problem = *text == '\0' ? "invalid syntax" : NULL;
	int64_t port = 0;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at < '0' || *at > '9') {
			problem = "invalid syntax";
			break;
		}
		if (port <= PORT_MAX)
			port = port * 10 + (*at - '0');
		if (port > PORT_MAX)
			problem = "value out of range";
	}
	if (problem != NULL) {
		CLEANUP(str) char *quoted = text_quoted(text);

		return error_set(err, REASON_CLIENT, "strconv.ParseUint: parsing %s: %s", quoted,
				 problem);
	}
	*ret_port = port;
	return true;
}

/* Go's strconv.Atoi. */
static bool parse_int(const char *text, int64_t *ret_value)
{
	const char *digits = text + (*text == '-' || *text == '+');
	long long value;

	if (*digits == '\0' || strspn(digits, "0123456789") != strlen(digits))
		return false;
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno != 0)
		return false;
	*ret_value = value;
	return true;
}

/* A port number, or a port's name. */
static bool parse_target(const char *text, cJSON **ret_target, struct error *err)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf joined = STRBUF_INIT;
	int64_t number = 0;

	if (parse_int(text, &number)) {
		if (number < 1 || number > PORT_MAX)
			return error_set(err, REASON_CLIENT,
					 "must be between 1 and 65535, inclusive");
		*ret_target = json_new_int(number);
		return true;
	}
	check_port_name(text, &messages);
	for (size_t i = 0; i < messages.n; i++)
		strbuf_addf(&joined, "%s%s", i > 0 ? "," : "", messages.items[i]);
	if (messages.n > 0)
		return error_set(err, REASON_CLIENT, "%s", joined.text);
	*ret_target = cJSON_CreateString(text);
	return true;
}

/* PORT[:TARGET[:…]]: the name of the port is the text with "-" for ":". */
static bool parse_tcp(const char *text, cJSON **ret_port, struct error *err)
{
	CLEANUP(text_list) struct text_list parts = TEXT_LIST_INIT;
	CLEANUP(str) char *name = xstrdup(text);
	cJSON *port, *target;
	int64_t number = 0;

	text_list_split(&parts, text, ':');
	if (!parse_port(parts.items[0], &number, err))
		return false;
	target = json_new_int(number);
	if (parts.n > 1) {
		cJSON_Delete(TAKE(target));
		if (!parse_target(parts.items[1], &target, err))
			return false;
	}
	for (char *at = name; (at = strchr(at, ':')) != NULL;)
		*at = '-';
	port = cJSON_CreateObject();
	json_set_str(port, "name", name);
	json_set_str(port, "protocol", "TCP");
	json_set_int(port, "port", number);
	json_set(port, "targetPort", target);
	*ret_port = port;
	return true;
}

/* node_port: of every port; 0: none is asked for. */
static bool add_ports(const struct args *args, cJSON *spec, int32_t node_port, struct error *err)
{
	const struct text_list *tcp = args_list(args, "tcp");
	cJSON *port;

	for (size_t i = 0; i < tcp->n; i++) {
		if (!parse_tcp(tcp->items[i], &port, err))
			return false;
		if (node_port != 0)
			json_set_int(port, "nodePort", node_port);
		json_append(json_ensure_array(spec, "ports"), port);
	}
	return true;
}

/* ---- the types ---- */

#define CLUSTER_IP_NONE "None"

static bool require_port(const struct args *args, struct error *err)
{
	return args_list(args, "tcp")->n > 0 ||
	       error_set(err, REASON_CLIENT, "at least one tcp port specifier must be provided");
}

static bool fill_cluster_ip(const struct args *args, cJSON *spec, struct error *err)
{
	const char *cluster_ip = args_string(args, "clusterip");

	if (strcmp(cluster_ip, CLUSTER_IP_NONE) != 0 && !require_port(args, err))
		return false;
	if (*cluster_ip != '\0')
		json_set_str(spec, "clusterIP", cluster_ip);
	return add_ports(args, spec, 0, err);
}

static bool fill_node_port(const struct args *args, cJSON *spec, struct error *err)
{
	return require_port(args, err) &&
	       add_ports(args, spec, (int32_t)args_int(args, "node-port"), err);
}

static bool fill_load_balancer(const struct args *args, cJSON *spec, struct error *err)
{
	return require_port(args, err) && add_ports(args, spec, 0, err);
}

static bool fill_external_name(const struct args *args, cJSON *spec, struct error *err)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	const char *name = args_string(args, "external-name");

	check_dns1123_subdomain(name, &messages);
	if (messages.n > 0)
		return error_set(err, REASON_CLIENT, "invalid service external name %s", name);
	json_set_str(spec, "externalName", name);
	return add_ports(args, spec, 0, err);
}

static const struct service_type types[] = {
	{ "clusterip", "ClusterIP", NULL, fill_cluster_ip },
	{ "externalname", "ExternalName", "external-name", fill_external_name },
	{ "loadbalancer", "LoadBalancer", NULL, fill_load_balancer },
	{ "nodeport", "NodePort", NULL, fill_node_port },
};

/* ---- the commands ---- */

static bool build(const struct session *session, const struct args *args,
		  const struct service_type *type, cJSON **ret_object, struct error *err)
{
	const char *name = args_at(args, 0);
	CLEANUP(json) cJSON *object = object_build(session, &resource_service, name);
	cJSON *spec = json_ensure_object(object, "spec");

	json_set_str(json_ensure_object(json_child(object, "metadata"), "labels"), "app", name);
	if (!type->fill(args, spec, err))
		return false;
	json_set_str(json_ensure_object(spec, "selector"), "app", name);
	json_set_str(spec, "type", type->type);
	object_make_typed(&resource_service, object);
	*ret_object = TAKE(object);
	return true;
}

static bool create_service(struct session *session, const struct args *args,
			   const struct service_type *type, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (type->required_flag != NULL && !args_given(args, type->required_flag))
		return error_set(err, REASON_CLIENT, "required flag(s) \"%s\" not set",
				 type->required_flag);
	if (args_count(args) != 1)
		return usage_error(args, err, "exactly one NAME is required, got %zu",
				   args_count(args));
	if (!build(session, args, type, &object, err))
		return false;
	if (create_typed(session, args, &resource_service, object, &problem))
		return true;
	/* The client's own errors stand as they are; a Status loses its reason and its causes. */
	if (reason_code(problem.reason) == 0)
		return error_move(err, &problem);
	return error_set(err, REASON_CLIENT, "failed to create %s service: %s", type->type,
			 problem.message);
}

static bool run_type(struct session *session, const struct args *args, struct error *err)
{
	const char *path = args_command_path(args);

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (text_ends_with(path, types[i].command))
			return create_service(session, args, &types[i], err);
	abort();
}

static const struct flag flag_tcp = {
	.name = "tcp",
	.type = FLAG_LIST,
	.help = "Port pairs PORT[:TARGET]; the target is a number or a name. May be repeated.",
};
static const struct flag flag_clusterip = {
	.name = "clusterip",
	.type = FLAG_STRING,
	.help = "The cluster IP. Empty: one is allocated. None: a headless service.",
};
static const struct flag flag_external_name = {
	.name = "external-name",
	.type = FLAG_STRING,
	.help = "The DNS name that the service stands for. Required.",
};
static const struct flag flag_node_port = {
	.name = "node-port",
	.type = FLAG_INT,
	.help = "The node port of every port. 0: one is allocated for each.",
};

/* What every type takes. */
#define SERVICE_FLAGS                                                                              \
	&flag_allow_missing_template_keys, &flag_dry_run, &flag_field_manager, &flag_output_write, \
		&flag_save_config, &flag_show_managed_fields, &flag_tcp, &flag_template,           \
		&flag_validate

static const struct command cmd_clusterip = {
	.name = "clusterip",
	.summary = "Create a ClusterIP service",
	.usage = "NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
	.description = "Create a ClusterIP service with the specified name.",
	.examples = "# Create a ClusterIP service on port 80 with target port 8080\n"
		    "kubectl create service clusterip web --tcp=80:8080\n"
		    "\n"
		    "# Create a headless ClusterIP service\n"
		    "kubectl create service clusterip web --clusterip=\"None\"",
	.flags = (const struct flag *const[]) { &flag_clusterip, SERVICE_FLAGS, NULL },
	.run = run_type,
};

static const struct command cmd_externalname = {
	.name = "externalname",
	.summary = "Create an ExternalName service",
	.usage = "NAME --external-name external.name [--dry-run=server|client|none]",
	.description = "Create an ExternalName service with the specified name.\n"
		       "\n"
		       " An ExternalName service stands for a DNS name outside the cluster. It has "
		       "no cluster IP, and needs no ports.",
	.examples = "# Create a service that stands for another name\n"
		    "kubectl create service externalname web --external-name web.example.com",
	.flags = (const struct flag *const[]) { &flag_external_name, SERVICE_FLAGS, NULL },
	.run = run_type,
};

static const struct command cmd_loadbalancer = {
	.name = "loadbalancer",
	.summary = "Create a LoadBalancer service",
	.usage = "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
	.description = "Create a LoadBalancer service with the specified name.",
	.examples = "# Create a LoadBalancer service on port 80 with target port 8080\n"
		    "kubectl create service loadbalancer web --tcp=80:8080",
	.flags = (const struct flag *const[]) { SERVICE_FLAGS, NULL },
	.run = run_type,
};

static const struct command cmd_nodeport = {
	.name = "nodeport",
	.summary = "Create a NodePort service",
	.usage = "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
	.description = "Create a NodePort service with the specified name.",
	.examples = "# Create a NodePort service on port 80 with target port 8080\n"
		    "kubectl create service nodeport web --tcp=80:8080\n"
		    "\n"
		    "# Choose the node port\n"
		    "kubectl create service nodeport web --tcp=80 --node-port=30080",
	.flags = (const struct flag *const[]) { &flag_node_port, SERVICE_FLAGS, NULL },
	.run = run_type,
};

const struct command cmd_create_service = {
	.name = "service",
	.aliases = (const char *const[]) { "svc", NULL },
	.summary = "Create a service using a specified subcommand",
	.usage_flags = true,
	.subcommands = (const struct command *const[]) { &cmd_clusterip, &cmd_externalname,
							 &cmd_loadbalancer, &cmd_nodeport, NULL },
};
