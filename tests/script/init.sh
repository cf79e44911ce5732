#!/usr/bin/env bash
# init: what a new state holds, and what a restart of the API server with other flags changes.
. "$(dirname "$0")/lib.sh"

cidrs() { query '.spec.cidrs | join(",")' servicecidr kubernetes; }
events() { query '.items[] | .reason + ": " + .message' events; }

t 'a new state'
run init --service-cluster-ip-range 10.96.0.0/16,fd00:96::/112
is code 0
is out "state file $CIDRCTL_STATE initialised with service range 10.96.0.0/16,fd00:96::/112"
gives $'namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system' \
	get namespaces -o name
gives 'servicecidr.networking.k8s.io/kubernetes' get servicecidrs -o name
gives 'service/kubernetes' get services -A -o name
gives 'ipaddress.networking.k8s.io/10.96.0.1' get ipaddresses -o name
gives '' get events -A -o name
same 'Ready' 'True Kubernetes Service CIDR is ready' \
	"$(query '.status.conditions[] | select(.type == "Ready") | .status + " " + .message' servicecidr kubernetes)"
same 'the finalizer' networking.k8s.io/service-cidr-finalizer \
	"$(query '.metadata.finalizers[]' servicecidr kubernetes)"
same 'the Service is single-stack' '10.96.0.1 IPv4 SingleStack 6443' \
	"$(query '.spec | (.clusterIPs + .ipFamilies + [.ipFamilyPolicy, .ports[0].targetPort]) | join(" ")' service kubernetes)"

t 'ranges are masked'
ok init --service-cluster-ip-range 10.96.3.7/16
same 'the range' 10.96.0.0/16 "$(cidrs)"

t 'the default range'
ok init
same 'the range' 10.96.0.0/12 "$(cidrs)"

t 'an unchanged range changes nothing'
ok init --service-cluster-ip-range 10.96.0.0/16
remember
run init --service-cluster-ip-range 10.96.0.0/16
is out "state file $CIDRCTL_STATE configured with service range 10.96.0.0/16"
is err ''
unchanged
ok init
unchanged

# A row: flags at first, flags of the restart, the stored ranges afterwards; "same" means that
# nothing is said, "event" that the disagreement is recorded.
while read -r before after stored outcome; do
	t "$before restarted with $after"
	ok init --service-cluster-ip-range "$before"
	ok init --service-cluster-ip-range "$after"
	is out "state file $CIDRCTL_STATE configured with service range $after"
	same 'the ranges' "$stored" "$(cidrs)"
	expected=
	[[ $outcome == same ]] || expected="KubernetesDefaultServiceCIDRInconsistent: The default ServiceCIDR [${stored/,/ }] does not match the flag configurations [${after/,/ }]"
	same 'events' "$expected" "$(events)"
	sound
done <<'ROWS'
10.96.0.0/16                10.96.0.0/16,fd00::/112      10.96.0.0/16,fd00::/112      same
fd00::/112                  fd00::/112,10.96.0.0/16      fd00::/112,10.96.0.0/16      same
10.96.0.0/16                fd00::/112,10.96.0.0/16      10.96.0.0/16                 event
10.96.0.0/16                fd00::/112                   10.96.0.0/16                 event
10.96.0.0/16                10.97.0.0/16                 10.96.0.0/16                 event
10.96.0.0/16                10.96.0.0/24                 10.96.0.0/16                 event
10.96.0.0/16,fd00::/112     fd00::/112,10.96.0.0/16      10.96.0.0/16,fd00::/112      event
10.96.0.0/16,fd00::/112     10.96.0.0/16                 10.96.0.0/16,fd00::/112      event
10.96.0.0/16,fd00::/112     fd00::/112                   10.96.0.0/16,fd00::/112      event
ROWS

t 'what was deleted comes back'
ok init --service-cluster-ip-range 10.96.0.0/24
uid=$(query .metadata.uid service kubernetes)
run delete service kubernetes
is out 'service "kubernetes" deleted'
same 'the Service is another one' 10.96.0.1 "$(query .spec.clusterIP service kubernetes)"
if [[ $uid == "$(query .metadata.uid service kubernetes)" ]]; then same 'uid' 'a new uid' "$uid"; fi
run delete namespace kube-node-lease
is out 'namespace "kube-node-lease" deleted'
gives namespace/kube-node-lease get namespace kube-node-lease -o name
for namespace in default kube-system kube-public; do
	fails "Error from server (Forbidden): namespaces \"$namespace\" is forbidden: this namespace may not be deleted" \
		delete namespace "$namespace"
done
sound

t 'renumbering: another default range takes over once the old one is gone'
ok init --service-cluster-ip-range 10.96.0.0/24
ok init --service-cluster-ip-range 10.97.0.0/24
run delete servicecidr kubernetes
same 'it waits for the Service' 10.96.0.0/24 "$(cidrs)"
run delete service kubernetes
same 'the new range' 10.97.0.0/24 "$(cidrs)"
same 'the Service follows' 10.97.0.1 "$(query .spec.clusterIP service kubernetes)"
sound

t 'what fails leaves nothing behind'
fails 'error: service-cluster-ip-range[0] is not a valid cidr' init --service-cluster-ip-range nonsense
same 'files' '' "$(ls -A)"
fails 'error: invalid argument "5-1" for "--service-node-port-range" flag: end port cannot be less than start port' \
	init --service-node-port-range 5-1
same 'files' '' "$(ls -A)"

t 'node ports'
ok init --service-node-port-range 30000-30010
ok init --service-node-port-range 30000+10
fails 'error: invalid argument "9-1" for "--service-node-port-range" flag: end port cannot be less than start port' \
	init --service-node-port-range 9-1

finish
