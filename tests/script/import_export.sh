#!/usr/bin/env bash
# export and import: a state as text and back, and a live cluster's objects to rehearse on.
. "$(dirname "$0")/lib.sh"

populate() {
	ok init --service-cluster-ip-range 10.96.0.0/24,fd00::/120
	ok create namespace team
	{ for i in {1..20}; do service "web-$i"; done; range more 10.97.0.0/24; } >objects.yaml
	ok apply -f objects.yaml
	ok -n team create service clusterip api --tcp 443:8443
	ok delete service web-3
	last='populate'
}

copy() {
	CIDRCTL_STATE=$PWD/copy.db run "$@"
}

t 'a copy is the same'
populate
"$CIDRCTL" export >state.json
copy import --raw state.json
is code 0
is err ''
is out "imported $(jq '.items | length' state.json) objects"
copy export
same 'json' "$(<state.json)" "$out"
copy verify
is out 'No findings'
copy init
like out 'state file .* configured with service range 10.96.0.0/24,fd00::/120'
copy create service clusterip new --tcp 80
is out 'service/new created'

t 'yaml says the same'
populate
"$CIDRCTL" export >state.json
"$CIDRCTL" export -o yaml >state.yaml
copy import --raw state.yaml
is code 0
copy export
same 'json' "$(<state.json)" "$out"

t 'what is in an export'
populate
same 'kinds' 'IPAddress Namespace Service ServiceCIDR' \
	"$("$CIDRCTL" export | jq -r '[.items[].kind] | unique | join(" ")')"
fails 'error: export prints json or yaml' export -o name

t 'later resourceVersions are higher'
populate
"$CIDRCTL" export >state.json
copy import --raw state.json
copy create namespace later -o json
highest=$(jq '[.items[].metadata.resourceVersion | tonumber] | max' state.json)
if ((highest >= $(jq -r .metadata.resourceVersion <<<"$out"))); then
	same 'resourceVersion' "above $highest" "$(jq -r .metadata.resourceVersion <<<"$out")"
fi

t 'only into a new state'
populate
"$CIDRCTL" export >state.json
remember
fails "error: $CIDRCTL_STATE holds a cluster already: import into a new file (--state FILE)" \
	import --raw state.json
unchanged

t 'standard input'
populate
"$CIDRCTL" export >state.json
CIDRCTL_STATE=$PWD/copy.db run import --raw - <state.json
is code 0
copy export
same 'json' "$(<state.json)" "$out"

# What a live cluster prints: managedFields, other resourceVersions, no trace of what it was asked for.
live() {
	cat <<-'JSON'
	{"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": [
	{"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "kubernetes", "uid": "0b0f7d3c-6e5c-4a2e-9d0e-3f4e1a1f0001", "resourceVersion": "71", "creationTimestamp": "2025-05-01T10:00:00Z", "finalizers": ["networking.k8s.io/service-cidr-finalizer"]}, "spec": {"cidrs": ["10.43.0.0/16"]}, "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "", "message": "Kubernetes Service CIDR is ready", "lastTransitionTime": "2025-05-01T10:00:00Z"}]}},
	{"apiVersion": "networking.k8s.io/v1", "kind": "IPAddress", "metadata": {"name": "10.43.0.1", "uid": "0b0f7d3c-6e5c-4a2e-9d0e-3f4e1a1f0002", "resourceVersion": "72", "creationTimestamp": "2025-05-01T10:00:00Z", "labels": {"ipaddress.kubernetes.io/ip-family": "IPv4", "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io"}, "managedFields": [{"manager": "kube-apiserver", "operation": "Update", "apiVersion": "networking.k8s.io/v1", "time": "2025-05-01T10:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": {"f:metadata": {}}}]}, "spec": {"parentRef": {"resource": "services", "namespace": "default", "name": "kubernetes"}}},
	{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes", "namespace": "default", "uid": "0b0f7d3c-6e5c-4a2e-9d0e-3f4e1a1f0003", "resourceVersion": "73", "creationTimestamp": "2025-05-01T10:00:00Z", "labels": {"component": "apiserver", "provider": "kubernetes"}}, "spec": {"clusterIP": "10.43.0.1", "clusterIPs": ["10.43.0.1"], "internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}], "sessionAffinity": "None", "type": "ClusterIP"}, "status": {"loadBalancer": {}}},
	{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "lost", "namespace": "shop", "uid": "0b0f7d3c-6e5c-4a2e-9d0e-3f4e1a1f0004", "resourceVersion": "90", "creationTimestamp": "2025-05-02T10:00:00Z"}, "spec": {"clusterIP": "10.43.7.7", "clusterIPs": ["10.43.7.7"], "internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}], "sessionAffinity": "None", "type": "ClusterIP"}, "status": {"loadBalancer": {}}},
	{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "uid": "0b0f7d3c-6e5c-4a2e-9d0e-3f4e1a1f0005", "resourceVersion": "89", "creationTimestamp": "2025-05-02T10:00:00Z"}, "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}
	]}
	JSON
}

t 'rehearsing on a live cluster'
live >live.json
run import live.json
is code 0
is err ''
is out 'imported 5 objects
service/shop/lost: ClusterIPNotAllocated: Cluster IP [IPv4]: 10.43.7.7 is not allocated; repairing'
gives $'namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\nnamespace/shop' \
	get namespaces -o name
same 'the uid is kept' 0b0f7d3c-6e5c-4a2e-9d0e-3f4e1a1f0004 "$(query .metadata.uid -n shop service lost)"
ok create service clusterip new --tcp 80
like out 'service/new created'
same 'an address of the cluster' 10.43 "$(query .spec.clusterIP service new | cut -d. -f1,2)"
ok verify --repair
sound
ok init
is out "state file $CIDRCTL_STATE configured with service range 10.43.0.0/16"

t 'managedFields come back when they are asked for'
live >live.json
ok import --raw live.json
same 'hidden' null "$(query .metadata.managedFields ipaddress 10.43.0.1)"
same 'shown' kube-apiserver "$(query '.metadata.managedFields[0].manager' ipaddress 10.43.0.1 --show-managed-fields)"

t 'what is not well-formed'
printf '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a/b"}}' >bad.json
run import --raw bad.json
is code 1
is err 'Error from server (BadRequest): error when importing "bad.json": Namespace "a/b" is not well-formed: metadata.name is missing or no name'
printf '{"apiVersion":"v1","kind":"Node","metadata":{"name":"a"}}' >bad.json
run --state other.db import --raw bad.json
is code 1
is err $'error: resource mapping not found for name: "a" namespace: "" from "bad.json": no matches for kind "Node" in version "v1"\nensure CRDs are installed first'

finish
