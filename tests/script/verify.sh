#!/usr/bin/env bash
# verify reports what the repair controllers would; verify --repair mends it.
. "$(dirname "$0")/lib.sh"

service_json() {
	printf '{"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"default","uid":"00000000-0000-4000-8000-0000000000%02d","creationTimestamp":"2025-05-01T10:00:00Z"},"spec":{"clusterIP":"%s","clusterIPs":["%s"],"ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","ports":[{"port":80,"protocol":"TCP","targetPort":80}],"type":"ClusterIP"}}\n' \
		"$1" "$2" "$3" "$3"
}

# address_json IP SERVICE [MANAGER] [RESOURCE]
address_json() {
	printf '{"apiVersion":"networking.k8s.io/v1","kind":"IPAddress","metadata":{"name":"%s","uid":"00000000-0000-4000-8001-0000000000%02d","creationTimestamp":"2025-05-01T10:00:00Z","labels":{"ipaddress.kubernetes.io/ip-family":"IPv4","ipaddress.kubernetes.io/managed-by":"%s"}},"spec":{"parentRef":{"resource":"%s","namespace":"default","name":"%s"}}}\n' \
		"$1" "${1##*.}" "${3-ipallocator.k8s.io}" "${4-services}" "$2"
}

# state: the objects on standard input, on top of a range 10.96.0.0/24, stored as they are
state() {
	{
		for namespace in default kube-system; do
			printf '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}\n' $namespace
		done
		printf '{"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"kubernetes","finalizers":["networking.k8s.io/service-cidr-finalizer"]},"spec":{"cidrs":["10.96.0.0/24"]},"status":{"conditions":[{"type":"Ready","status":"True","reason":"","message":"Kubernetes Service CIDR is ready","lastTransitionTime":"2025-05-01T10:00:00Z"}]}}\n'
		cat
	} >objects.json
	ok import --raw objects.json
}

# finds EXPECTED: one line a finding, "OBJECT REASON MESSAGE"
finds() {
	run verify -o json
	is err ''
	is code 1
	same 'findings' "$1" "$(jq -r '.findings[] | [.object, .reason, .message] | join(" ")' <<<"$out")"
}

repairs() {
	remember
	finds "$1"
	unchanged
	run verify --repair
	is err ''
}

events() { query '.items[] | .type + " " + .reason + " " + .message' events; }

t 'a sound state'
ok init --service-cluster-ip-range 10.96.0.0/24
ok create service clusterip web --tcp 80
remember
gives 'No findings' verify
gives 'No findings' verify --repair
unchanged
gives $'{\n    "findings": []\n}' verify -o json

t 'an address that was never reserved'
service_json web 1 10.96.0.20 | state
message='Cluster IP [IPv4]: 10.96.0.20 is not allocated; repairing'
repairs "service/default/web ClusterIPNotAllocated $message"
is code 0
like out "OBJECT +REASON +STATE +MESSAGE
service/default/web +ClusterIPNotAllocated +Repaired +Cluster IP \\[IPv4\\]: 10\\.96\\.0\\.20 is not allocated; repairing"
same 'the address' 'services default web ipallocator.k8s.io IPv4' "$(query \
	'[.spec.parentRef.resource, .spec.parentRef.namespace, .spec.parentRef.name,
	.metadata.labels["ipaddress.kubernetes.io/managed-by"],
	.metadata.labels["ipaddress.kubernetes.io/ip-family"]] | join(" ")' ipaddress 10.96.0.20)"
same 'the event' "Warning ClusterIPNotAllocated $message" "$(events)"
gives 'No findings' verify

t 'an address whose Service is gone'
address_json 10.96.0.30 web | state
message='IPAddress: 10.96.0.30 for Service default/web appears to have leaked: cleaning up'
repairs "ipaddress/10.96.0.30 IPAddressNotAllocated $message"
is code 0
gives '' get ipaddresses -o name
same 'the event' "Warning IPAddressNotAllocated $message" "$(events)"
gives 'No findings' verify

t 'an address whose Service may be on its way'
address_json 10.96.0.30 web | state
CIDRCTL_NOW=2025-05-01T10:00:59Z gives 'No findings' verify

t 'an address that belongs to something else'
{
	service_json web 1 10.96.0.20
	address_json 10.96.0.20 web ipallocator.k8s.io gateways
} | state
finds 'service/default/web ClusterIPNotAllocated the ClusterIP [IPv4]: 10.96.0.20 for Service default/web has a wrong reference; repairing
ipaddress/10.96.0.20 IPAddressNotAllocated IPAddress 10.96.0.20 appears to have been modified, not referencing a Service &ParentReference{Group:,Resource:gateways,Namespace:default,Name:web,}: cleaning up'
run verify --repair
gives 'No findings' verify
same 'it refers to the Service' services/web "$(query '.spec.parentRef | .resource + "/" + .name' ipaddress 10.96.0.20)"

t 'an address that the Service does not have'
{
	service_json web 1 10.96.0.20
	address_json 10.96.0.20 web
	address_json 10.96.0.21 web
} | state
repairs 'ipaddress/10.96.0.21 IPAddressWrongReference IPAddress: 10.96.0.21 for Service default/web has a wrong reference; cleaning up'
gives ipaddress.networking.k8s.io/10.96.0.20 get ipaddresses -o name
gives 'No findings' verify

t 'two Services with one address'
{
	service_json a 1 10.96.0.20
	service_json b 2 10.96.0.20
	address_json 10.96.0.20 a
} | state
finds 'service/default/b ClusterIPAlreadyAllocated Cluster IP [IPv4]:10.96.0.20 was assigned to multiple services; please recreate service'
run verify --repair
is code 1
like out '.*Found.*'
run verify
is code 1

t 'an address outside every range'
service_json web 1 192.168.1.1 | state
finds 'service/default/web ClusterIPOutOfRange Cluster IP [IPv4]: 192.168.1.1 is not within any configured Service CIDR; please recreate service'
run verify --repair
is code 1

t 'an address without the labels of the allocator'
{
	service_json web 1 10.96.0.20
	address_json 10.96.0.20 web somebody
} | state
run verify
is code 1
like out '.*IPAddressLabels.*'
run verify --repair
is code 0
same 'the label' ipallocator.k8s.io \
	"$(query '.metadata.labels["ipaddress.kubernetes.io/managed-by"]' ipaddress 10.96.0.20)"
gives 'No findings' verify

t 'a ServiceCIDR without its finalizer'
printf '{"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"new"},"spec":{"cidrs":["10.97.0.0/24"]}}\n' | state
finds 'servicecidr/new ServiceCIDRFinalizerMissing the ServiceCIDR lacks its finalizer; repairing
servicecidr/new ServiceCIDRNotReady the ServiceCIDR is not Ready; repairing'
run verify --repair
is code 0
same 'the finalizer' networking.k8s.io/service-cidr-finalizer \
	"$(query '.metadata.finalizers[]' servicecidr new)"
same 'Ready' True "$(query '.status.conditions[0].status' servicecidr new)"
gives 'No findings' verify

t 'a ServiceCIDR that nothing holds'
printf '{"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"new","deletionTimestamp":"2025-05-01T10:00:00Z","finalizers":["networking.k8s.io/service-cidr-finalizer"]},"spec":{"cidrs":["10.97.0.0/24"]}}\n' | state
finds 'servicecidr/new ServiceCIDRReleasable nothing holds the ServiceCIDR any more; removing its finalizer'
run verify --repair
is code 0
fails 'Error from server (NotFound): servicecidrs.networking.k8s.io "new" not found' get servicecidr new

t 'an index that lost entries'
ok init --service-cluster-ip-range 10.96.0.0/24
for i in {2..40}; do service "s$i" "10.96.0.$i"; done >many.yaml
ok create -f many.yaml
python3 - <<-'PYTHON'
	import sqlite3
	connection = sqlite3.connect('state.db')
	connection.execute("DELETE FROM derived WHERE key >= x'61' AND key < x'62'")
	connection.commit()
PYTHON
run verify
is code 1
like out '.*AddressIndex.*'
run verify --repair
is code 0
gives 'No findings' verify
fails 'The Service "again" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.7"}: failed to allocate IP 10.96.0.7: provided IP is already allocated' \
	create -f - < <(service again 10.96.0.7)

t 'a record that cannot be read'
ok init --service-cluster-ip-range 10.96.0.0/24
for i in {2..9}; do service "s$i" "10.96.0.$i"; done >many.yaml
ok create -f many.yaml
python3 - <<-'PYTHON'
	import sqlite3
	connection = sqlite3.connect('state.db')
	connection.execute("UPDATE object SET value = '{\"spec\":' WHERE key = CAST('services/default/s4' AS BLOB)")
	connection.execute("UPDATE object SET value = x'00ff' WHERE key = CAST('ipaddresses/10.96.0.7' AS BLOB)")
	connection.commit()
PYTHON
damaged='the stored services/default/s4 is damaged: unexpected end of JSON input'
fails "Error from server (InternalError): Internal error occurred: $damaged" get service s4
CIDRCTL_NOW=2030-01-01T00:00:00Z run verify -o json
is code 1
is err ''
same 'findings' "ipaddress/10.96.0.4 IPAddressNotAllocated IPAddress: 10.96.0.4 for Service default/s4 appears to have leaked: cleaning up
ipaddress/10.96.0.7 ObjectDamaged the stored ipaddresses/10.96.0.7 is damaged: invalid character '\x00' looking for beginning of value; removing it
service/default/s4 ObjectDamaged $damaged; removing it
service/default/s7 ClusterIPNotAllocated Cluster IP [IPv4]: 10.96.0.7 is not allocated; repairing" \
	"$(jq -r '.findings[] | select(.reason != "IndexWrong") | [.object, .reason, .message] | join(" ")' <<<"$out" | sort)"
CIDRCTL_NOW=2030-01-01T00:00:00Z run verify --repair
is code 0
sound
fails 'Error from server (NotFound): services "s4" not found' get service s4
gives ipaddress.networking.k8s.io/10.96.0.7 get ipaddress 10.96.0.7 -o name
gives 'service/again created' create -f - < <(service again 10.96.0.4)

t 'a state file that SQLite finds fault with is not written to'
ok init --service-cluster-ip-range 10.96.0.0/24
for i in {2..200}; do service "s$i"; done >many.yaml
ok create -f many.yaml
python3 - <<-'PYTHON'
	with open('state.db', 'r+b') as file:
	    file.seek(0, 2)
	    file.seek(file.tell() // 8192 * 4096)
	    file.write(b'x' * 4096)
PYTHON
remember
for arguments in verify 'verify --repair'; do
	run $arguments
	is code 1
	is err ''
	like out '.*StoreDamaged.*'
done
unchanged

t 'what a policy does not let be mended is not called repaired'
message='IPAddress: 10.96.0.30 for Service default/gone appears to have leaked: cleaning up'
address_json 10.96.0.30 gone | state
ok create -f - <<'END'
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: p}, spec: {
  matchConstraints: {resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: [DELETE], resources: [ipaddresses]}]},
  validations: [{expression: 'false'}]}}
---
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: b}, spec: {
  policyName: p, validationActions: [Deny]}}
END
run verify --repair -o json
is code 1
same 'findings' "ipaddress/10.96.0.30 Found $message" "$(jq -r '.findings[] | [.object, .state, .message] | join(" ")' <<<"$out")"
ok delete validatingadmissionpolicy p
run verify --repair -o json
is code 0
same 'findings' 'ipaddress/10.96.0.30 Repaired' "$(jq -r '.findings[] | [.object, .state] | join(" ")' <<<"$out")"
sound

finish
