/* The API server's flags, as the state remembers them.
 * Source: kubernetes cmd/kube-apiserver/app/options/validation.go, pkg/controlplane/services.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define CONFIG_KEY "config/cluster"
#define MIN_ADDRESSES 8
#define MAX_RANGES 2

/* ---- stored form ---- */

static bool from_json(const cJSON *tree, struct cluster *cluster)
{
	const cJSON *range;
	int64_t first, last;

	cluster->n_service_ranges = 0;
	cJSON_ArrayForEach (range, json_child(tree, "serviceClusterIPRange")) {
		if (cluster->n_service_ranges == MAX_RANGES || !cJSON_IsString(range) ||
		    !prefix_parse(range->valuestring,
				  &cluster->service_ranges[cluster->n_service_ranges++]))
			return false;
	}
	if (cluster->n_service_ranges == 0 ||
	    !json_int(json_get(tree, "serviceNodePortRange", "first", NULL), &first) ||
	    !json_int(json_get(tree, "serviceNodePortRange", "last", NULL), &last))
		return false;
	cluster->node_port_first = (unsigned)first;
	cluster->node_port_last = (unsigned)last;
	return true;
}

enum store_answer cluster_load(struct store_tx *tx, struct cluster *ret_cluster, struct error *err)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	CLEANUP(error) struct error damage = ERROR_INIT;
	enum store_answer answer = store_get(tx, STORE_OBJECTS, bytes_of(CONFIG_KEY), &value, err);

	if (answer != STORE_FOUND)
		return answer;
	if (json_parse(value.bytes, value.length, NULL, &tree, &damage) &&
	    from_json(tree, ret_cluster))
		return STORE_FOUND;
	error_set(err, REASON_CLIENT, "the state's configuration is damaged");
	return STORE_FAILED;
}

bool cluster_store(struct store_tx *tx, const struct cluster *cluster, struct error *err)
{
	CLEANUP(json) cJSON *tree = cJSON_CreateObject();
	CLEANUP(str) char *text = NULL;
	CLEANUP(store_value) struct store_value old = STORE_VALUE_INIT;
	cJSON *ranges = json_ensure_array(tree, "serviceClusterIPRange");
	cJSON *ports = json_ensure_object(tree, "serviceNodePortRange");

	for (size_t i = 0; i < cluster->n_service_ranges; i++) {
		char range[PREFIX_TEXT_SIZE];

		prefix_format(&cluster->service_ranges[i], range);
		json_append_str(ranges, range);
	}
	json_set_int(ports, "first", cluster->node_port_first);
	json_set_int(ports, "last", cluster->node_port_last);
	text = json_text(tree);
	/* An unchanged configuration must not cost a revision. */
	switch (store_get(tx, STORE_OBJECTS, bytes_of(CONFIG_KEY), &old, err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		if (strcmp(old.bytes, text) == 0)
			return true;
		break;
	case STORE_ABSENT:
		break;
	}
	return store_put(tx, STORE_OBJECTS, bytes_of(CONFIG_KEY), bytes_of(text), err);
}

/* ---- the flags' texts ---- */

static bool parse_range(const char *text, size_t i, struct prefix *ret_range, struct error *err)
{
	struct range range;

	if (!prefix_parse_lenient(text, ret_range, NULL))
		return error_set(err, REASON_CLIENT,
				 "service-cluster-ip-range[%zu] is not a valid cidr", i);
	if (ret_range->address.family == FAMILY_IPV6 && ret_range->bits < RANGE_MIN_IPV6_BITS)
		return error_set(err, REASON_CLIENT,
				 "specified --service-cluster-ip-range%s is too large; for 128-bit "
				 "addresses, the mask must be >= %d",
				 i == 0 ? "" : "[1]", RANGE_MIN_IPV6_BITS);
	range = range_of(ret_range);
	/* The network address and, for IPv4, the broadcast address count as well. */
	if (range.size + (ret_range->address.family == FAMILY_IPV4 ? 2 : 1) < MIN_ADDRESSES &&
	    range.size < UINT64_MAX - 2)
		return error_set(err, REASON_CLIENT,
				 "the service cluster IP range must be at least %d IP addresses",
				 MIN_ADDRESSES);
	return true;
}

bool cluster_parse_ranges(const char *text, struct cluster *cluster, struct error *err)
{
	CLEANUP(text_list) struct text_list texts = TEXT_LIST_INIT;
	struct prefix ranges[MAX_RANGES];

	text_list_split(&texts, text, ',');
	if (texts.n > MAX_RANGES)
		return error_set(
			err, REASON_CLIENT,
			"--service-cluster-ip-range must not contain more than two entries");
	for (size_t i = 0; i < texts.n; i++)
		if (!parse_range(texts.items[i], i, &ranges[i], err))
			return false;
	if (texts.n == 2 && ranges[0].address.family == ranges[1].address.family)
		return error_set(
			err, REASON_CLIENT,
			"--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must "
			"be of different IP family");
	memcpy(cluster->service_ranges, ranges, texts.n * sizeof(*ranges));
	cluster->n_service_ranges = texts.n;
	return true;
}

/* "30000-32767", or "30000+2767" (a first port and how many more), as the flag takes them. */
bool cluster_parse_ports(const char *text, struct cluster *cluster, struct error *err)
{
	char *end;
	unsigned long first = strtoul(text, &end, 10), second;
	char separator = *end;
	bool sound = end != text && text[0] >= '0' && text[0] <= '9' &&
		     (separator == '-' || separator == '+') && end[1] >= '0' && end[1] <= '9';

	second = sound ? strtoul(end + 1, &end, 10) : 0;
	if (!sound || *end != '\0')
		return error_set(err, REASON_CLIENT,
				 "invalid argument \"%s\" for \"--service-node-port-range\" flag: "
				 "unable to parse port range: %s",
				 text, text);
	if (separator == '+')
		second = first + second;
	if (first < 1 || second > 65535 || second < first)
		return error_set(
			err, REASON_CLIENT,
			"invalid argument \"%s\" for \"--service-node-port-range\" flag: %s", text,
			second < first ? "end port cannot be less than start port"
				       : "the port range must be within 1-65535");
	cluster->node_port_first = (unsigned)first;
	cluster->node_port_last = (unsigned)second;
	return true;
}
