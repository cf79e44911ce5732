/* The resource table: one row a kind, with everything that makes the kind what it is. To add a
 * kind: its field table in schema/, its file with the row in resources/, and a line in
 * resources/resources.c. */
#ifndef CIDRCTL_RESOURCE_H
#define CIDRCTL_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/error.h"
#include "cidrctl/field_error.h"
#include "cidrctl/ipam.h"
#include "cidrctl/json.h"
#include "cidrctl/random.h"
#include "cidrctl/request.h"
#include "cidrctl/schema.h"
#include "cidrctl/store.h"
#include "cidrctl/validation.h"

/* What the API server's flags say, kept in the state file. */
struct cluster {
	struct prefix service_ranges[2];          /* --service-cluster-ip-range, primary first */
	size_t n_service_ranges;                  /* 1 or 2 */
	unsigned node_port_first, node_port_last; /* --service-node-port-range */
};

/* Whether the cluster offers the family: the flags decide, never ServiceCIDR objects. */
bool cluster_offers(const struct cluster *cluster, enum family family);

/* One write in progress, as the hooks below see it. */
struct operation {
	struct store_tx *tx;
	struct random *random;
	int64_t now_micro;
	const struct cluster *cluster;
	const struct request *request;
	struct text_list *warnings;
	request_handler *submit; /* sends another request down the road, in this transaction */
	void *server;
};

struct column {
	const char *title; /* as the server names it: "Name", "Cluster-IP"; NULL ends the list */
	bool wide;         /* only with -o wide */
	/* Appends the cell's text. now: seconds. */
	void (*cell)(const cJSON *object, int64_t now, struct strbuf *out);
};

struct resource {
	const char *group;           /* "" is the core group */
	const char *const *versions; /* served, preferred first, NULL-ended */
	const char *kind, *plural, *singular;
	const char *const *short_names;  /* NULL-ended, or NULL */
	const char *const *categories;   /* "all", …; NULL-ended, or NULL */
	const char *const *subresources; /* NULL-ended, or NULL */
	bool namespaced;
	bool unlisted; /* served, but not a kind that discovery (api-resources) names */
	const struct schema *schema;
	const struct column *columns;
	const char *const *field_labels; /* paths --field-selector knows, NULL-ended */
	/* false: the generic registry's own words for an unknown path (networking.k8s.io kinds). */
	bool field_labels_plain;

	check_text *check_name;
	bool create_on_update;      /* PUT of an absent object creates it */
	bool keeps_generation;      /* metadata.generation counts changes of spec */
	bool generate_name_literal; /* generateName is used as it stands (IPAddress) */

	/* The steps of a write. A NULL hook means that the step does nothing for this kind. Hooks
	 * change `object` in place; `old` is the stored object. */
	void (*set_defaults)(cJSON *object);
	/* What a record that an older cluster stored lacks: on import, and before an update. */
	void (*complete)(const struct cluster *cluster, cJSON *object);
	/* Strategy: what a client may not set (PrepareForCreate, PrepareForUpdate). */
	void (*prepare_create)(cJSON *object);
	void (*prepare_update)(cJSON *object, const cJSON *old, const char *subresource);
	/* Before allocation: normalisation that can fail. Then allocation itself. */
	bool (*begin_create)(struct operation *op, cJSON *object, struct error *err);
	bool (*begin_update)(struct operation *op, cJSON *object, const cJSON *old,
			     struct error *err);
	void (*validate)(const cJSON *object, struct field_errors *errors);
	void (*validate_update)(const cJSON *object, const cJSON *old, struct field_errors *errors);
	void (*warn)(const cJSON *object, const cJSON *old, struct text_list *warnings);
	/* Marks an object whose deletion has to wait. NULL: deletionGracePeriodSeconds 0. */
	void (*mark_deleted)(cJSON *object);
	/* Whether something beside metadata.finalizers keeps a deleted object. */
	bool (*is_held)(const cJSON *object);
	/* After the object was stored or is gone: gives back what it no longer uses. */
	bool (*after_update)(struct operation *op, const cJSON *object, const cJSON *old,
			     struct error *err);
	bool (*after_delete)(struct operation *op, const cJSON *old, struct error *err);
	/* Before `index`, for an object for which nothing was allocated: takes note of what it
	 * has in common with others. */
	bool (*index_restored)(struct store_tx *tx, const cJSON *object, const cJSON *old,
			       struct error *err);
	/* Keeps STORE_INDEX rows in step with the object; called by storage on every change, also
	 * of VERB_RESTORE. old or object is NULL when there is none. */
	bool (*index)(struct store_tx *tx, const cJSON *object, const cJSON *old,
		      struct error *err);
	/* A compact stored form. encode returns false when the object has no such form. */
	bool (*encode)(const cJSON *object, struct strbuf *out);
	cJSON *(*decode)(struct bytes name, struct bytes value); /* NULL: no such form */

	/* Appends what `describe` says of the object between its annotations and its events: lines
	 * whose cells end in a tab, "Type:\tClusterIP\n". NULL: every field, as it is called. */
	void (*describe)(const cJSON *object, struct strbuf *out);
	bool describe_without_events; /* `describe` never shows any */
};

extern const struct resource resource_config_map, resource_service, resource_namespace,
	resource_event, resource_service_cidr, resource_ip_address,
	resource_validating_admission_policy, resource_validating_admission_policy_binding;

/* Every kind, NULL-ended, in the order `api-resources` groups them. */
extern const struct resource *const resources[];

/* "apiVersion" text of a version of the resource: "v1", "networking.k8s.io/v1beta1". version NULL:
 * the preferred one. Owned. */
char *resource_api_version(const struct resource *resource, const char *version);
/* "services", "servicecidrs.networking.k8s.io": how NotFound names it. Owned. */
char *resource_full_name(const struct resource *resource);
/* The resource and the served version for a manifest's apiVersion and kind. ret_version is static.
 * False when the kind is not known in that version. */
bool resource_for_kind(const char *api_version, const char *kind,
		       const struct resource **ret_resource, const char **ret_version);
bool resource_serves(const struct resource *resource, const char *version);
/* Judges a new object: metadata and the kind's rules, all that is wrong at once. Errors: Invalid. */
bool resource_validate_create(const struct resource *resource, const cJSON *object,
			      struct error *err);

/* Cells that kinds share (resources/cells.c): the name; the age of creationTimestamp; an age of any
 * RFC 3339 time, "<unknown>" when it is empty. */
void cell_name(const cJSON *object, int64_t now, struct strbuf *out);
void cell_age(const cJSON *object, int64_t now, struct strbuf *out);
void cell_time(const char *rfc3339, int64_t now, struct strbuf *out);

/* ---- describe (resources/describe.c, resources/event.c) ---- */

/* Appends "KEY:\tA,B\n" of a list of strings, joined by the separator. */
void describe_list(struct strbuf *out, const char *key, const cJSON *list, const char *separator);
/* Appends status.conditions as a table of metav1 conditions, times in the local zone as
 * "Mon, 02 Jan 2006 15:04:05 +0000"; nothing when there are none. */
void describe_conditions(struct strbuf *out, const cJSON *object);

/* When and how often an event happened: "12m (x3 over 170m)"; "45m", since the first time, when it
 * happened once. */
void event_age(const cJSON *event, int64_t now, struct strbuf *out);
/* The message without the white space around it. */
void event_message(const cJSON *event, struct strbuf *out);

/* ---- ServiceCIDR and Service facts that several rooms need ---- */

/* Every entry of every ServiceCIDR, from the index rows that resource_service_cidr keeps. */
bool service_cidr_load(struct store_tx *tx, struct cidr_set *ret_set, struct error *err);
/* Adds what the rows of one ServiceCIDR must say. */
void service_cidr_add(const cJSON *object, struct cidr_set *set);
/* Removes all these rows, for them to be derived anew. */
bool service_cidr_clear(struct store_tx *tx, struct error *err);

/* Whether the Service is of a type with node ports; others may name numbers but hold none. */
bool service_has_node_ports(const cJSON *object);
/* The node ports and the health-check node port that the Service holds, each once, in order.
 * *ret_ports is owned, NULL when there are none. */
size_t service_held_ports(const cJSON *object, uint16_t **ret_ports);

#define SERVICE_CIDR_FINALIZER "networking.k8s.io/service-cidr-finalizer"
#define LABEL_IP_FAMILY "ipaddress.kubernetes.io/ip-family"
#define LABEL_MANAGED_BY "ipaddress.kubernetes.io/managed-by"
#define IP_ALLOCATOR_NAME "ipallocator.k8s.io"

/* The IPAddress object that reserves an address for a Service. Owned. */
cJSON *ip_address_for_service(const struct address *address, const char *namespace,
			      const char *name);
/* True when the labels say that the allocator manages it, in its own family. */
bool ip_address_is_managed(const cJSON *object);

/* ---- the stored form (resources/storage.c) ---- */

/* "services/default/web"; the key of an object in STORE_OBJECTS. Owned. */
char *object_key(const struct resource *resource, const char *namespace, const char *name);

/* Reads an object. FOUND: *ret_object (owned) has metadata.resourceVersion but no apiVersion and
 * kind, and no metadata.managedFields: an update without them keeps them. */
enum store_answer object_load(struct store_tx *tx, const struct resource *resource,
			      const char *namespace, const char *name, cJSON **ret_object,
			      struct error *err);
/* The same with metadata.managedFields as managed_fields_unpack gives them. */
enum store_answer object_load_owned(struct store_tx *tx, const struct resource *resource,
				    const char *namespace, const char *name, cJSON **ret_object,
				    struct error *err);
/* Decodes the value of an entry that a scan gave; metadata.managedFields are in their stored form.
 * Owned; never NULL for what we stored; NULL and an internal error for damaged rows. */
bool object_decode(const struct resource *resource, const struct store_entry *entry,
		   cJSON **ret_object, struct error *err);
/* The same with metadata.name and spec only, in an arena, as json_parse_in has it; for a kind without
 * namespaces and without an encoding of its own. */
bool object_decode_spec(const struct resource *resource, const struct store_entry *entry,
			struct arena *arena, cJSON **ret_object, struct error *err);
/* Brings the stored form of metadata.managedFields back, in place, with each set of fields as text
 * (ownership_show makes trees of them). Errors: internal, for damaged rows. */
bool managed_fields_unpack(struct store_tx *tx, cJSON *object, struct error *err);
/* Writes the object (its apiVersion, kind and resourceVersion are not stored) and its index rows;
 * old: what is stored now, or NULL. revision 0: that of this transaction. Sets
 * metadata.resourceVersion in object. */
bool object_store(struct store_tx *tx, const struct resource *resource, cJSON *object,
		  const cJSON *old, int64_t revision, struct error *err);
bool object_erase(struct store_tx *tx, const struct resource *resource, const cJSON *old,
		  struct error *err);

#endif
