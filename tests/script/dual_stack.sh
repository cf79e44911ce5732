#!/usr/bin/env bash
# Services of two families.
. "$(dirname "$0")/lib.sh"

# dual NAME POLICY [FAMILY…]: the manifest of a Service
dual() {
	local name_=$1 policy=$2

	shift 2
	printf -- '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: %s\nspec:\n' "$name_"
	printf '  ipFamilyPolicy: %s\n' "$policy"
	[[ $# == 0 ]] || printf '  ipFamilies: [%s]\n' "$(IFS=,; echo "$*")"
	printf '  ports:\n  - port: 80\n'
}

# How many addresses of each family there are, that of the kubernetes Service apart.
families() {
	query '[.items[] | select(.spec.parentRef.name != "kubernetes").metadata.name | contains(":")] |
		"\(map(select(. | not)) | length) \(map(select(.)) | length)"' ipaddresses
}

spec() {
	query '.spec | (.clusterIPs | length | tostring) + " " + (.ipFamilies | join(",")) + " " + .ipFamilyPolicy' \
		service "$1"
}

# A row: cluster, policy and families asked for, addresses, families and policy stored.
while read -r cluster policy families stored; do
	t "$policy ${families/-/} on $cluster"
	ok init --service-cluster-ip-range "$cluster"
	[[ $families == - ]] && families=
	run create -f - < <(dual web "$policy" ${families//,/ })
	is out 'service/web created'
	is err ''
	same 'the Service' "$stored" "$(spec web)"
	same 'an IPAddress for each' "$(query '.spec.clusterIPs | sort | .[]' service web)" \
		"$(query '[.items[] | select(.spec.parentRef.name == "web").metadata.name] | sort | .[]' ipaddresses)"
	same 'clusterIP is the first' true "$(query '.spec.clusterIP == .spec.clusterIPs[0]' service web)"
	run delete service web
	same 'nothing is left' '0 0' "$(families)"
	sound
done <<'ROWS'
10.96.0.0/24               SingleStack       -          1 IPv4 SingleStack
10.96.0.0/24               PreferDualStack   -          1 IPv4 PreferDualStack
fd00::/120                 SingleStack       -          1 IPv6 SingleStack
10.96.0.0/24,fd00::/120    SingleStack       -          1 IPv4 SingleStack
10.96.0.0/24,fd00::/120    SingleStack       IPv6       1 IPv6 SingleStack
10.96.0.0/24,fd00::/120    PreferDualStack   -          2 IPv4,IPv6 PreferDualStack
10.96.0.0/24,fd00::/120    RequireDualStack  -          2 IPv4,IPv6 RequireDualStack
10.96.0.0/24,fd00::/120    RequireDualStack  IPv6       2 IPv6,IPv4 RequireDualStack
10.96.0.0/24,fd00::/120    RequireDualStack  IPv6,IPv4  2 IPv6,IPv4 RequireDualStack
fd00::/120,10.96.0.0/24    SingleStack       -          1 IPv6 SingleStack
fd00::/120,10.96.0.0/24    PreferDualStack   -          2 IPv6,IPv4 PreferDualStack
ROWS

t 'families that the cluster lacks'
ok init --service-cluster-ip-range 10.96.0.0/24
ok create -f - < <(range six fd00::/120)
remember
fails 'The Service "web" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services' \
	create -f - < <(dual web RequireDualStack)
fails 'The Service "web" is invalid: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster' \
	create -f - < <(dual web SingleStack IPv6)
unchanged

t 'a second family that is full takes nothing of the first'
ok init --service-cluster-ip-range 10.96.0.0/24,fd00::/125
for i in {1..7}; do dual "six-$i" SingleStack IPv6; done >six.yaml
run create -f six.yaml
is code 0
remember
fails 'Error from server (InternalError): error when creating "STDIN": Internal error occurred: failed to allocate a serviceIP: range is full' \
	create -f - < <(dual web RequireDualStack)
unchanged
same 'no address of the first' '0 7' "$(families)"
run create -f - < <(dual web SingleStack)
is out 'service/web created'

t 'static addresses of both families'
ok init --service-cluster-ip-range 10.96.0.0/24,fd00::/120
cat >web.yaml <<-'YAML'
	apiVersion: v1
	kind: Service
	metadata:
	  name: web
	spec:
	  ipFamilyPolicy: RequireDualStack
	  clusterIP: fd00::5
	  clusterIPs: ["fd00::5", 10.96.0.5]
	  ports:
	  - port: 80
YAML
run create -f web.yaml
is out 'service/web created'
same 'the addresses' 'fd00::5,10.96.0.5' "$(query '.spec.clusterIPs | join(",")' service web)"
same 'the families' 'IPv6,IPv4' "$(query '.spec.ipFamilies | join(",")' service web)"
sed 's/web/other/' web.yaml >other.yaml
remember
fails 'The Service "other" is invalid: spec.clusterIPs: Invalid value: []string{"fd00::5", "10.96.0.5"}: failed to allocate IP fd00::5: provided IP is already allocated' \
	create -f other.yaml
unchanged

t 'a headless Service takes no address'
ok init --service-cluster-ip-range 10.96.0.0/28,fd00::/120
ok create service clusterip web --clusterip None
same 'the Service' 'None IPv4 SingleStack' \
	"$(query '.spec | .clusterIP + " " + (.ipFamilies | join(",")) + " " + .ipFamilyPolicy' service web)"
same 'no address' '0 0' "$(families)"
sound

t 'an additional range of two families'
ok init --service-cluster-ip-range 10.96.0.0/29,fd00::/125
ok create -f - < <(range more 10.97.0.0/24 fd01::/120)
for i in {1..12}; do dual "web-$i" RequireDualStack; done >web.yaml
run create -f web.yaml
is code 0
same 'twelve of each' '12 12' "$(families)"
run delete servicecidr more
same 'it is held' False "$(query '.status.conditions[0].status' servicecidr more)"
run delete services --all
is code 0
fails 'Error from server (NotFound): servicecidrs.networking.k8s.io "more" not found' get servicecidr more
sound

finish
