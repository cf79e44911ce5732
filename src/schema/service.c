/* core/v1 Service. Source: k8s.io/api core/v1/types.go. */
#include "internal.h"

/* ---- spec ---- */

static const struct field service_port_fields[] = {
	{ .name = "name",
	  .type = FIELD_STRING,
	  .doc = "Name of the port, a DNS label that is unique in the Service. May be left out "
		 "when there is only one port." },
	{ .name = "protocol",
	  .type = FIELD_STRING,
	  .go_type = "v1.Protocol",
	  .values = NAMES("SCTP", "TCP", "UDP"),
	  .doc = "The port's IP protocol. TCP when unset." },
	{ .name = "appProtocol",
	  .type = FIELD_STRING,
	  .flags = FIELD_POINTER,
	  .doc = "A hint which protocol the application speaks: an IANA service name such as http, "
		 "one of kubernetes.io/h2c, kubernetes.io/ws and kubernetes.io/wss, or a name with "
		 "a prefix of one's own." },
	{ .name = "port",
	  .type = FIELD_INT32,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "The port that the Service offers." },
	{ .name = "targetPort",
	  .type = FIELD_INT_OR_STRING,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "Number or name of the port on the pods behind the Service. A name is looked up "
		 "among the ports of each pod's containers. The same as port when unset; ignored "
		 "for headless Services." },
	{ .name = "nodePort",
	  .type = FIELD_INT32,
	  .doc = "The port on every node, for type NodePort and LoadBalancer. Assigned by the "
		 "system unless a free one of its range is given." },
	{ 0 }
};

static const struct schema schema_service_port = {
	.go_name = "ServicePort",
	.go_package = "v1",
	.doc = "A port that a Service offers.",
	.fields = service_port_fields,
};

static const struct field client_ip_config_fields[] = {
	{ .name = "timeoutSeconds",
	  .type = FIELD_INT32,
	  .flags = FIELD_POINTER,
	  .doc = "For how many seconds a client stays with the same endpoint, at most 86400 (a "
		 "day). 10800 (three hours) when unset." },
	{ 0 }
};

static const struct schema schema_client_ip_config = {
	.go_name = "ClientIPConfig",
	.go_package = "v1",
	.doc = "Settings of session affinity by client IP.",
	.fields = client_ip_config_fields,
};

static const struct field session_affinity_config_fields[] = {
	{ .name = "clientIP",
	  .type = FIELD_OBJECT,
	  .of = &schema_client_ip_config,
	  .flags = FIELD_POINTER,
	  .doc = "Settings for affinity by client IP." },
	{ 0 }
};

static const struct schema schema_session_affinity_config = {
	.go_name = "SessionAffinityConfig",
	.go_package = "v1",
	.doc = "Settings of session affinity.",
	.fields = session_affinity_config_fields,
};

static const struct field service_spec_fields[] = {
	{ .name = "ports",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_service_port,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "port",
	  .list_keys = NAMES("port", "protocol"),
	  .doc = "The ports that the Service offers." },
	{ .name = "selector",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .merge = MERGE_ATOMIC,
	  .doc = "Labels of the pods that traffic goes to. Without a selector the endpoints are "
		 "managed by somebody else. Ignored for type ExternalName." },
	{ .name = "clusterIP",
	  .type = FIELD_STRING,
	  .doc = "The address of the Service inside the cluster. Assigned at random from the "
		 "ServiceCIDRs unless a free address of theirs is given. None makes a headless "
		 "Service, which has no address. Cannot be changed once set, except together with "
		 "a change of type to or from ExternalName." },
	{ .name = "clusterIPs",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "The addresses of the Service, at most two, one of each IP family in the order of "
		 "ipFamilies. The first is the same as clusterIP." },
	{ .name = "type",
	  .type = FIELD_STRING,
	  .go_type = "v1.ServiceType",
	  .values = NAMES("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
	  .doc = "How the Service is offered. ClusterIP: on an address inside the cluster. "
		 "NodePort: also on a port of every node. LoadBalancer: also through a load "
		 "balancer outside. ExternalName: as an alias for externalName. ClusterIP when "
		 "unset." },
	{ .name = "externalIPs",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "Further addresses whose traffic the nodes accept for the Service. Getting the "
		 "traffic to a node is up to the user." },
	{ .name = "sessionAffinity",
	  .type = FIELD_STRING,
	  .go_type = "v1.ServiceAffinity",
	  .values = NAMES("ClientIP", "None"),
	  .doc = "Whether all connections of a client go to the same endpoint: ClientIP or None. "
		 "None when unset." },
	{ .name = "loadBalancerIP",
	  .type = FIELD_STRING,
	  .doc = "Deprecated: the address that a load balancer should get, where its provider "
		 "supports that. Use the provider's annotations instead." },
	{ .name = "loadBalancerSourceRanges",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "Client addresses, in CIDR notation, that a load balancer lets through, where "
		 "its provider supports that." },
	{ .name = "externalName",
	  .type = FIELD_STRING,
	  .doc = "The DNS name that the Service is an alias for. Needs type ExternalName." },
	{ .name = "externalTrafficPolicy",
	  .type = FIELD_STRING,
	  .go_type = "v1.ServiceExternalTrafficPolicy",
	  .values = NAMES("Cluster", "Local"),
	  .doc = "Where nodes send traffic from outside: Cluster, to any endpoint, or Local, to "
		 "endpoints on the same node, which keeps the client's address. Cluster when "
		 "unset." },
	{ .name = "healthCheckNodePort",
	  .type = FIELD_INT32,
	  .doc = "The port on every node where a load balancer learns whether the node has "
		 "endpoints. Only for type LoadBalancer with externalTrafficPolicy Local; assigned "
		 "unless given. Cannot be changed once set." },
	{ .name = "publishNotReadyAddresses",
	  .type = FIELD_BOOL,
	  .doc = "Whether endpoints count as ready whatever their pods say, so that, for example, "
		 "members of a group find each other while they start." },
	{ .name = "sessionAffinityConfig",
	  .type = FIELD_OBJECT,
	  .of = &schema_session_affinity_config,
	  .flags = FIELD_POINTER,
	  .doc = "Settings of session affinity." },
	{ .name = "ipFamilies",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .go_type = "v1.IPFamily",
	  .values = NAMES("IPv4", "IPv6"),
	  .doc = "The IP families of the Service, at most two, in the order of clusterIPs. "
		 "Assigned by ipFamilyPolicy and the ranges there are unless given. The second "
		 "can be added and removed, the first cannot be changed." },
	{ .name = "ipFamilyPolicy",
	  .type = FIELD_STRING,
	  .go_type = "v1.IPFamilyPolicy",
	  .values = NAMES("PreferDualStack", "RequireDualStack", "SingleStack"),
	  .flags = FIELD_POINTER,
	  .doc = "How many IP families the Service gets: one (SingleStack), two if the cluster has "
		 "them (PreferDualStack) or two or none at all (RequireDualStack). SingleStack "
		 "when unset." },
	{ .name = "allocateLoadBalancerNodePorts",
	  .type = FIELD_BOOL,
	  .flags = FIELD_POINTER,
	  .doc = "Whether the ports of a LoadBalancer Service get node ports by themselves. Ports "
		 "that name one get it all the same. True when unset." },
	{ .name = "loadBalancerClass",
	  .type = FIELD_STRING,
	  .flags = FIELD_POINTER,
	  .doc = "Which implementation of load balancers takes care of the Service, for example "
		 "example.com/internal-vip; the default one when unset. Only for type "
		 "LoadBalancer. Cannot be changed once set." },
	{ .name = "internalTrafficPolicy",
	  .type = FIELD_STRING,
	  .go_type = "v1.ServiceInternalTrafficPolicy",
	  .values = NAMES("Cluster", "Local"),
	  .flags = FIELD_POINTER,
	  .doc = "Where nodes send traffic from inside the cluster: Cluster, to any endpoint, or "
		 "Local, to endpoints on the same node only. Cluster when unset." },
	{ .name = "trafficDistribution",
	  .type = FIELD_STRING,
	  .flags = FIELD_POINTER,
	  .doc = "A preference how traffic is spread over the endpoints. PreferClose: endpoints in "
		 "the same zone first." },
	{ 0 }
};

static const struct schema schema_service_spec = {
	.go_name = "ServiceSpec",
	.go_package = "v1",
	.doc = "What a Service offers, and to whom.",
	.fields = service_spec_fields,
};

/* ---- status ---- */

static const struct field port_status_fields[] = {
	{ .name = "port",
	  .type = FIELD_INT32,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "The Service's port that this is about." },
	{ .name = "protocol",
	  .type = FIELD_STRING,
	  .go_type = "v1.Protocol",
	  .values = NAMES("SCTP", "TCP", "UDP"),
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "The port's protocol." },
	{ .name = "error",
	  .type = FIELD_STRING,
	  .flags = FIELD_POINTER,
	  .doc = "What is wrong with the port, as one CamelCase word, with a prefix such as "
		 "foo.example.com/ when a provider defines it." },
	{ 0 }
};

static const struct schema schema_port_status = {
	.go_name = "PortStatus",
	.go_package = "v1",
	.doc = "How a port of a load balancer is.",
	.fields = port_status_fields,
};

static const struct field load_balancer_ingress_fields[] = {
	{ .name = "ip",
	  .type = FIELD_STRING,
	  .doc = "The load balancer's address, when it has one." },
	{ .name = "hostname",
	  .type = FIELD_STRING,
	  .doc = "The load balancer's DNS name, when it is known by a name." },
	{ .name = "ipMode",
	  .type = FIELD_STRING,
	  .go_type = "v1.LoadBalancerIPMode",
	  .flags = FIELD_POINTER,
	  .doc = "How traffic reaches the nodes: addressed to the load balancer (VIP) or to the "
		 "node or pod (Proxy). Only together with ip." },
	{ .name = "ports",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_port_status,
	  .doc = "How the ports are. If used, every port of the Service has an entry." },
	{ 0 }
};

static const struct schema schema_load_balancer_ingress = {
	.go_name = "LoadBalancerIngress",
	.go_package = "v1",
	.doc = "A point where a load balancer takes traffic in.",
	.fields = load_balancer_ingress_fields,
};

static const struct field load_balancer_status_fields[] = {
	{ .name = "ingress",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_load_balancer_ingress,
	  .doc = "The points where traffic for the Service should be sent to." },
	{ 0 }
};

static const struct schema schema_load_balancer_status = {
	.go_name = "LoadBalancerStatus",
	.go_package = "v1",
	.doc = "How a load balancer is.",
	.fields = load_balancer_status_fields,
};

static const struct field service_status_fields[] = {
	{ .name = "loadBalancer",
	  .type = FIELD_OBJECT,
	  .of = &schema_load_balancer_status,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "How the load balancer is, if there is one." },
	{ .name = "conditions",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_condition,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "type",
	  .list_keys = NAMES("type"),
	  .doc = "What was last observed of the Service." },
	{ 0 }
};

static const struct schema schema_service_status = {
	.go_name = "ServiceStatus",
	.go_package = "v1",
	.doc = "How a Service is.",
	.fields = service_status_fields,
};

/* ---- Service ---- */

static const struct field service_fields[] = { KIND_FIELDS(0),
					       { .name = "spec",
						 .type = FIELD_OBJECT,
						 .of = &schema_service_spec,
						 .flags = FIELD_KEEP_EMPTY,
						 .doc = "What the Service offers, and to whom." },
					       { .name = "status",
						 .type = FIELD_OBJECT,
						 .of = &schema_service_status,
						 .flags = FIELD_KEEP_EMPTY,
						 .doc = "How the Service is. Set by the system." },
					       { 0 } };

const struct schema schema_service = {
	.go_name = "Service",
	.go_package = "v1",
	.doc = "A name and an address under which programs, such as a group of pods, offer ports.",
	.fields = service_fields,
};
