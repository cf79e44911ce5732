/* Texts and objects that the tables of Service rules share. */
#ifndef CIDRCTL_TEST_RESOURCES_SERVICE_RULES_H
#define CIDRCTL_TEST_RESOURCES_SERVICE_RULES_H

/* A valid ClusterIP Service, as the cases have it. */
#define BASE                                                                              \
	"{metadata: {name: web, namespace: default, resourceVersion: '1'}, spec: {type: " \
	"ClusterIP, ports: [{name: p, port: 8675, protocol: TCP, targetPort: 8675}], "    \
	"selector: {key: val}, sessionAffinity: None, internalTrafficPolicy: Cluster}}"

#define SPEC(fields) "{spec: {" fields "}}"
#define PORT_P "{name: p, port: 8675, protocol: TCP, targetPort: 8675}"
#define PORT(fields) SPEC("ports: [{name: p, port: 8675, protocol: TCP, " fields "}]")
/* A second port beside p. */
#define WITH_PORT(fields) "ports: [" PORT_P ", {" fields "}]"
#define BALANCER \
	"type: LoadBalancer, allocateLoadBalancerNodePorts: true, externalTrafficPolicy: Cluster"
#define LOCAL \
	"type: LoadBalancer, allocateLoadBalancerNodePorts: true, externalTrafficPolicy: Local"
#define NODE_PORT "type: NodePort, externalTrafficPolicy: Cluster"
#define EXTERNAL_NAME "type: ExternalName, externalName: foo.bar.example.com"
#define CLUSTER_IP(ip) "clusterIP: '" ip "', clusterIPs: ['" ip "']"
#define HEADLESS CLUSTER_IP("None")
#define CLUSTER_IPS(first, second) "clusterIP: '" first "', clusterIPs: ['" first "', '" second "']"

#define IP_TEXT "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
#define CIDR_TEXT "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
#define RANGE_TEXT "must be between 1 and 65535, inclusive"
#define BALANCER_TEXT "may only be used when `type` is 'LoadBalancer'"
#define D1035                                                                                \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start " \
	"with an alphabetic character, and end with an alphanumeric character (e.g. "        \
	"'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
#define D1123L                                                                              \
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or " \
	"'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or "  \
	"'123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define D1123S                                                                                \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, " \
	"'-' or '.', and must start and end with an alphanumeric character (e.g. "            \
	"'example.com', regex used for validation is "                                        \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define QNAME                                                                                 \
	"name part must consist of alphanumeric characters, '-', '_' or '.', and must start " \
	"and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or "          \
	"'123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define LVAL                                                                                   \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', "   \
	"'_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  " \
	"or 'my_value',  or '12345', regex used for validation is "                            \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

#define SOURCE_RANGES "service.beta.kubernetes.io/load-balancer-source-ranges"
#define TOPOLOGY_MODE "service.kubernetes.io/topology-mode"
#define TOPOLOGY_HINTS "service.kubernetes.io/topology-aware-hints"

#endif
