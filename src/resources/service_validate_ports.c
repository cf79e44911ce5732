/* The rules of spec.ports.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidateService), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

/* True when an earlier port has the same text at the key. */
static bool repeats(const cJSON *ports, const cJSON *port, const char *key)
{
	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (strcmp(json_str(other, key), json_str(port, key)) == 0)
			return true;
	return false;
}

static void validate_port_name(const cJSON *ports, const cJSON *port, const char *path,
			       struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("%s.name", path);
	const char *name = json_str(port, "name");
	size_t before = errors->n;

	if (*name == '\0') {
		if (json_size(ports) > 1)
			field_required(errors, field, NULL);
		return;
	}
	apply_check(check_dns1123_label, field, name, errors);
	if (errors->n == before && repeats(ports, port, "name"))
		field_duplicate(errors, field, field_value_str(name));
}

static void validate_target_port(const cJSON *port, const char *path, struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("%s.targetPort", path);
	const cJSON *target = json_child(port, "targetPort");
	int64_t number;

	if (cJSON_IsString(target))
		apply_check(check_port_name, field, target->valuestring, errors);
	else if (json_int(target, &number) && (number < 1 || number > MAX_PORT))
		field_invalid(errors, field, field_value_int(number), PORT_RANGE_TEXT);
}

static void validate_port(const cJSON *ports, const cJSON *port, const char *path,
			  struct field_errors *errors)
{
	static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };
	CLEANUP(str) char *number_field = xasprintf("%s.port", path);
	CLEANUP(str) char *protocol_field = xasprintf("%s.protocol", path);
	CLEANUP(str) char *app_field = xasprintf("%s.appProtocol", path);
	const char *protocol = json_str(port, "protocol");
	int64_t number = int_at(port, "port");
	bool known = false;

	validate_port_name(ports, port, path, errors);
	if (number < 1 || number > MAX_PORT)
		field_invalid(errors, number_field, field_value_int(number), PORT_RANGE_TEXT);
	for (size_t i = 0; protocols[i] != NULL; i++)
		known = known || strcmp(protocols[i], protocol) == 0;
	if (*protocol == '\0')
		field_required(errors, protocol_field, NULL);
	else if (!known)
		field_not_supported(errors, protocol_field, field_value_str(protocol), protocols);
	validate_target_port(port, path, errors);
	if (json_child(port, "appProtocol") != NULL)
		apply_check(check_qualified_name, app_field, json_str(port, "appProtocol"), errors);
}

static void validate_ports(const cJSON *ports, struct field_errors *errors)
{
	const cJSON *port;
	size_t i = 0;

	cJSON_ArrayForEach (port, ports) {
		CLEANUP(str) char *path = xasprintf("spec.ports[%zu]", i++);

		validate_port(ports, port, path, errors);
	}
}

static bool same_port(const cJSON *a, const cJSON *b, const char *number_key)
{
	return int_at(a, number_key) == int_at(b, number_key) &&
	       strcmp(json_str(a, "protocol"), json_str(b, "protocol")) == 0;
}

/* Whether an earlier port has the same protocol and number. */
static bool repeats_number(const cJSON *ports, const cJSON *port, const char *number_key)
{
	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (same_port(other, port, number_key))
			return true;
	return false;
}

static void validate_node_ports(const cJSON *object, const cJSON *ports,
				struct field_errors *errors)
{
	const cJSON *port;
	size_t i = 0;

	if (service_type_is(object, "ClusterIP")) {
		cJSON_ArrayForEach (port, ports) {
			CLEANUP(str) char *field = xasprintf("spec.ports[%zu].nodePort", i++);

			if (int_at(port, "nodePort") != 0)
				field_forbidden(errors, field,
						"may not be used when `type` is 'ClusterIP'");
		}
	}
	i = 0;
	cJSON_ArrayForEach (port, ports) {
		CLEANUP(str) char *field = xasprintf("spec.ports[%zu].nodePort", i++);

		if (int_at(port, "nodePort") != 0 && repeats_number(ports, port, "nodePort"))
			field_duplicate(errors, field, field_value_int(int_at(port, "nodePort")));
	}
}

static void validate_port_numbers(const cJSON *ports, struct field_errors *errors)
{
	const cJSON *port;
	size_t i = 0;

	cJSON_ArrayForEach (port, ports) {
		CLEANUP(str) char *field = xasprintf("spec.ports[%zu]", i++);

		if (!repeats_number(ports, port, "port"))
			continue;
		field_duplicate(errors, field,
				xasprintf("core.ServicePort{Name:\"\", Protocol:\"%s\", "
					  "AppProtocol:(*string)(nil), Port:%lld, "
					  "TargetPort:intstr.IntOrString{Type:0, IntVal:0, "
					  "StrVal:\"\"}, NodePort:0}",
					  json_str(port, "protocol"),
					  (long long)int_at(port, "port")));
	}
}

void service_validate_port_list(const cJSON *object, struct field_errors *errors)
{
	validate_ports(json_get(object, "spec", "ports", NULL), errors);
}

void service_validate_port_numbers(const cJSON *object, struct field_errors *errors)
{
	const cJSON *ports = json_get(object, "spec", "ports", NULL);

	validate_node_ports(object, ports, errors);
	validate_port_numbers(ports, errors);
}
