#!/usr/bin/env bash
# Bad input of every kind: the exact message, exit status 1, and a state file that has not changed.
. "$(dirname "$0")/lib.sh"

# refused MESSAGE ARG…: the command, which may read standard input, fails and leaves no trace
refused() {
	remember
	fails "$@"
	unchanged
}

# header VERSION KIND: how the manifest of an object named x begins
header() {
	printf 'apiVersion: %s\nkind: %s\nmetadata: {name: x}\n' "$1" "$2"
}

fresh() {
	t "$1"
	ok init --service-cluster-ip-range 10.96.0.0/28
}

# ---- manifests that cannot be read ----

fresh 'files that are not there'
refused 'error: the path "nope.yaml" does not exist' apply -f nope.yaml
refused 'error: the path "nope.yaml" does not exist' create -f nope.yaml
refused 'error: the path "nope.yaml" does not exist' delete -f nope.yaml
refused $'the path "a.yaml" does not exist\nthe path "b.yaml" does not exist' \
	create -f a.yaml -f b.yaml
fails 'error: the path "nope.json" does not exist' --state new.db import nope.json

fresh 'files without an object'
: >empty.yaml
refused 'error: no objects passed to create' create -f empty.yaml
refused 'error: no objects passed to apply' apply -f empty.yaml
refused 'error: no objects passed to create' create -f - <<<'# a comment'
refused 'error: no objects passed to create' create -f - <<<$'---\n---'
mkdir folder
touch folder/notes.txt
refused 'error: error reading [folder]: recognized file extensions are [.json .yaml .yml]' \
	apply -f folder

fresh 'broken YAML'
printf 'a: b\n c: d\n' >file.yaml
refused 'error: error parsing file.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context' \
	create -f file.yaml
printf 'apiVersion: v1\nkind: [\n' >file.yaml
refused 'error: error parsing file.yaml: error converting YAML to JSON: yaml: line 2: did not find expected node content' \
	apply -f file.yaml
refused 'error: error parsing STDIN: error converting YAML to JSON: yaml: found character that cannot start any token' \
	create -f - <<<$'\tx: 1'
refused "error: error parsing STDIN: error converting YAML to JSON: yaml: unknown anchor 'a' referenced" \
	create -f - <<<'a: *a'
refused 'error: error parsing STDIN: error converting YAML to JSON: yaml: control characters are not allowed' \
	create -f - <<<$'a: \x01'

fresh 'broken JSON'
refused 'error: error parsing STDIN: unexpected EOF' create -f - <<<'{"a": 1'
refused "error: error parsing STDIN: json: offset 31: invalid character ']' looking for beginning of value" \
	create -f - <<<$'{"apiVersion": "v1",\n "kind": ]}'

fresh 'a YAML bomb'
{
	echo 'a: &a [x, x, x, x, x, x, x, x, x]'
	before=a
	for name_ in b c d e f g h; do
		echo "$name_: &$name_ [$(printf "*$before, %.0s" {1..8})*$before]"
		before=$name_
	done
} >bomb.yaml
refused 'error: error parsing bomb.yaml: error converting YAML to JSON: yaml: document contains excessive aliasing' \
	create -f bomb.yaml

fresh 'huge nesting'
head -c 1000000 /dev/zero | tr '\0' '[' >deep.yaml
refused 'error: error parsing deep.yaml: error converting YAML to JSON: yaml: exceeded max depth of 10000' \
	create -f deep.yaml
for ((i = 0; i <= 10001; i++)); do printf '%*sa:\n' $i ''; done >deep.yaml
refused 'error: error parsing deep.yaml: error converting YAML to JSON: yaml: line 10001: exceeded max depth of 10000' \
	create -f deep.yaml
printf '{"a":%.0s' {1..200000} >deep.json
refused "error: error parsing deep.json: json: offset 50001: invalid character '{' exceeded max depth" \
	create -f deep.json

# ---- objects that no kind fits ----

fresh 'unknown kinds and versions'
refused $'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Pod" in version "v1"\nensure CRDs are installed first' \
	create -f - < <(header v1 Pod)
refused $'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "ServiceCIDR" in version "networking.k8s.io/v2"\nensure CRDs are installed first' \
	apply -f - < <(header networking.k8s.io/v2 ServiceCIDR)
refused 'error: error validating "STDIN": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false' \
	create -f - <<<'metadata: {name: x}'
refused 'error: the server doesn'"'"'t have a resource type "pods"' get pods
refused 'error: the server doesn'"'"'t have a resource type "pods"' delete pods x

fresh 'unknown fields'
cat >service.yaml <<-'YAML'
	apiVersion: v1
	kind: Service
	metadata:
	  name: web
	spec:
	  colour: red
	  ports:
	  - port: 80
	    prot: TCP
YAML
unknown='strict decoding error: unknown field "spec.colour", unknown field "spec.ports[0].prot"'
for verb in create apply; do
	refused "Error from server (BadRequest): error when creating \"service.yaml\": Service in version \"v1\" cannot be handled as a Service: $unknown" \
		"$verb" -f service.yaml
done
run create -f service.yaml --validate=warn
is out 'service/web created'
is err $'Warning: unknown field "spec.colour"\nWarning: unknown field "spec.ports[0].prot"'
is code 0

fresh 'wrong types'
refused 'Error from server (BadRequest): error when creating "STDIN": Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32' \
	create -f - < <(header v1 Service && echo 'spec: {ports: [{port: eighty}]}')
refused 'error: unable to decode "STDIN": json: cannot unmarshal array into Go struct field ObjectMeta.metadata.name of type string' \
	create -f - <<<$'apiVersion: v1\nkind: Service\nmetadata: {name: [x]}'
refused 'Error from server (BadRequest): error when creating "STDIN": ServiceCIDR in version "v1" cannot be handled as a ServiceCIDR: json: cannot unmarshal string into Go struct field ServiceCIDRSpec.spec.cidrs of type []string' \
	create -f - < <(header networking.k8s.io/v1 ServiceCIDR && echo 'spec: {cidrs: 10.0.0.0/24}')

# ---- values that are wrong ----

fresh 'names'
refused "The Service \"Web_1\" is invalid: metadata.name: Invalid value: \"Web_1\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')" \
	create -f - < <(service Web_1)
refused "error: invalid resource name \"a%b\": [may not contain '%']" get namespaces a%b
refused "Error from server (NotFound): error when creating \"STDIN\": namespaces \"nope\" not found" \
	create -n nope -f - < <(service web)

fresh 'CIDRs'
# Each row: the entry, and what is wrong with it.
while IFS='|' read -r cidr detail; do
	refused "The ServiceCIDR \"x\" is invalid: spec.cidrs[0]: Invalid value: \"$cidr\": $detail" \
		create -f - < <(range x "$cidr")
done <<'ROWS'
10.0.0.0|must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
10.0.0.0/33|must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
10.0.0.1/24|must not have bits set beyond the prefix length
010.0.0.0/24|must not have leading 0s in IP or prefix length
10.0.0.0/024|must not have leading 0s in IP or prefix length
::ffff:10.0.0.0/120|must not have an IPv4-mapped IPv6 address
FD00::/64|must be in canonical form ("fd00::/64")
ROWS
refused 'The ServiceCIDR "x" is invalid: spec.cidrs: Required value: at least one CIDR required' \
	create -f - < <(header networking.k8s.io/v1 ServiceCIDR && echo 'spec: {cidrs: []}')
refused 'The ServiceCIDR "x" is invalid: spec.cidrs: Invalid value: []string{"10.0.0.0/24", "10.1.0.0/24"}: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64' \
	create -f - < <(range x 10.0.0.0/24 10.1.0.0/24)

fresh 'addresses'
while IFS='|' read -r ip problem; do
	refused "The Service \"web\" is invalid: $problem" create -f - < <(service web "$ip")
done <<'ROWS'
10.96.0.300|spec.clusterIPs[0]: Invalid value: "10.96.0.300": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
10.99.0.3|spec.clusterIPs: Invalid value: []string{"10.99.0.3"}: failed to allocate IP 10.99.0.3: the provided network does not match the current range
10.96.0.0|spec.clusterIPs: Invalid value: []string{"10.96.0.0"}: failed to allocate IP 10.96.0.0: the provided network does not match the current range
10.96.0.15|spec.clusterIPs: Invalid value: []string{"10.96.0.15"}: failed to allocate IP 10.96.0.15: the provided network does not match the current range
10.96.0.1|spec.clusterIPs: Invalid value: []string{"10.96.0.1"}: failed to allocate IP 10.96.0.1: provided IP is already allocated
ROWS
refused 'error: failed to create ClusterIP service: Service "web" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.1"}: failed to allocate IP 10.96.0.1: provided IP is already allocated' \
	create service clusterip web --tcp 80 --clusterip 10.96.0.1

fresh 'the cluster keeps the good ones of a bad file'
{ service a; service B; service c; } >three.yaml
run apply -f three.yaml
is out $'service/a created\nservice/c created'
is code 1
like err 'The Service "B" is invalid: metadata.name: .*'

t 'flags of init'
while IFS='|' read -r flag message; do
	fails "error: $message" init "$flag"
	same 'nothing is in the state file' '' "$(find . -size +0 -type f)"
done <<'ROWS'
--service-cluster-ip-range=10.96.0.0/30|the service cluster IP range must be at least 8 IP addresses
--service-cluster-ip-range=300.1.1.0/24|service-cluster-ip-range[0] is not a valid cidr
--service-cluster-ip-range=|service-cluster-ip-range[0] is not a valid cidr
--service-cluster-ip-range=10.0.0.0/24,10.1.0.0/24|--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family
--service-cluster-ip-range=fd00::/48|specified --service-cluster-ip-range is too large; for 128-bit addresses, the mask must be >= 64
--service-cluster-ip-range=10.0.0.0/24,fd00::/112,fd01::/112|--service-cluster-ip-range must not contain more than two entries
--service-node-port-range=abc|invalid argument "abc" for "--service-node-port-range" flag: unable to parse port range: abc
ROWS

t 'variables'
CIDRCTL_SEED=x fails 'error: CIDRCTL_SEED: "x" is not a number' get ns
CIDRCTL_NOW=x fails 'error: CIDRCTL_NOW: "x" is not an RFC 3339 time' get ns
CIDRCTL_LOCK_TIMEOUT=x fails 'error: CIDRCTL_LOCK_TIMEOUT: "x" is not a number of seconds' get ns
CIDRCTL_STATE='' HOME='' fails \
	'error: no place for the state file: set --state, CIDRCTL_STATE or HOME' get ns

finish
