#!/usr/bin/env bash
# Bands: the three examples of Kubernetes' page "Service ClusterIP allocation", filled to the last
# address; then several ranges, static addresses, and draws that can be repeated.
. "$(dirname "$0")/lib.sh"

# services PREFIX FIRST LAST: manifests, as one List, which is read fastest
services() {
	seq "$2" "$3" | jq -nc --arg prefix "$1" '{
		apiVersion: "v1", kind: "List",
		items: [inputs | {
			apiVersion: "v1", kind: "Service",
			metadata: {name: "\($prefix)-\(.)"}, spec: {ports: [{port: 80}]}
		}]}'
}

# The addresses as numbers above the network address, in order, that of kubernetes left out.
taken() {
	query '.items[].metadata.name | split(".") | map(tonumber)
		| (.[2] * 256 + .[3]) | select(. != 1)' ipaddresses | sort -n
}

# example CIDR OFFSET SIZE: fills the dynamic band, then the static one, then there is no room
example() {
	local cidr=$1 offset=$2 size=$3 dynamic=$(($3 - $2)) refused

	t "$cidr"
	ok init --service-cluster-ip-range "$cidr"
	services dynamic 1 "$dynamic" >list.json
	ok create -f list.json
	same 'every address of the dynamic band and no other' \
		"$(seq $((offset + 1)) "$size" | cksum)" "$(taken | cksum)"

	services static 2 "$offset" >list.json
	ok create -f list.json
	same 'now every address of the range' "$(seq 2 "$size" | cksum)" "$(taken | cksum)"
	refused='failed to allocate a serviceIP: range is full'
	fails "error: failed to create ClusterIP service: Internal error occurred: $refused" \
		create service clusterip more --tcp 80

	run delete service dynamic-7
	is code 0
	services again 1 2 >list.json
	run create -f list.json
	is out 'service/again-1 created'
	is err "Error from server (InternalError): error when creating \"list.json\": Internal error occurred: $refused"
	same 'full again' "$(seq 2 "$size" | cksum)" "$(taken | cksum)"
	sound
}

example 10.96.0.0/24 16 254
example 10.96.0.0/20 256 4094
# Under a sanitizer the largest would take minutes and show nothing new.
[[ -n ${CIDRCTL_TEST_SLOW-} ]] || example 10.96.0.0/16 256 65534

t 'small ranges have one band'
ok init --service-cluster-ip-range 10.96.0.0/28
services web 1 14 >list.json
run create -f list.json
same 'thirteen' 13 "$(wc -l <<<"$out")"
same 'all of them' "$(seq 2 14)" "$(taken)"

t 'prefixes that give no address'
ok init --service-cluster-ip-range 10.96.0.0/29
for cidr in 10.97.0.0/31 10.98.0.0/32 fd00::/128 fd00::/48; do
	ok create -f - < <(range "none-${cidr//[.:\/]/-}" "$cidr")
done
services web 1 10 >list.json
run create -f list.json
same 'five of the first range' 5 "$(wc -l <<<"$out")"
same 'the ranges are Ready all the same' 5 "$(query '[.items[] |
	select(.status.conditions[0].status == "True")] | length' servicecidrs)"

t 'ranges in order of their names'
ok init --service-cluster-ip-range 10.96.0.0/28
ok create -f - < <(range a 10.97.0.0/28 && range z 10.98.0.0/28)
services web 1 41 >list.json
ok create -f list.json
last='create -f list.json'
same 'all three are full' '13 14 14' "$(query '[.items[].metadata.name | select(. != "10.96.0.1")
	| split(".")[1]] | group_by(.) | map(length) | join(" ")' ipaddresses)"
same 'the first one first' 14 "$(query '[.items[] | select(.metadata.name | startswith("10.97."))
	.spec.parentRef.name | ltrimstr("web-") | tonumber] | max' ipaddresses)"

t 'a static address goes to who asks first'
ok init --service-cluster-ip-range 10.96.0.0/24
run create -f - < <(service a 10.96.0.10 && service b 10.96.0.10 && service c 10.96.0.200)
is out $'service/a created\nservice/c created'
is err 'The Service "b" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.10"}: failed to allocate IP 10.96.0.10: provided IP is already allocated'
run delete service a
run create -f - < <(service b 10.96.0.10)
is out 'service/b created'
sound

t 'a dry run shows the address and takes none'
ok init --service-cluster-ip-range 10.96.0.0/28
remember
run create service clusterip web --tcp 80 --dry-run=server -o json
is code 0
like out '.*"clusterIP": "10\.96\.0\.[0-9]+".*'
fails 'error: failed to create ClusterIP service: Service "web" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.1"}: failed to allocate IP 10.96.0.1: provided IP is already allocated' \
	create service clusterip web --tcp 80 --clusterip 10.96.0.1 --dry-run=server
unchanged

# ---- determinism ----

draw() {
	rm -f state.db*
	ok "$@" init --service-cluster-ip-range 10.96.0.0/16
	for i in 1 2 3; do ok "$@" create service clusterip "web-$i" --tcp 80; done
	"$CIDRCTL" export
}

t 'a seed and a clock make a run repeatable'
export CIDRCTL_NOW=2025-05-01T10:00:00Z
first=$(draw --seed 7)
same 'the same again' "$first" "$(draw --seed 7)"
same 'by the variable' "$first" "$(CIDRCTL_SEED=7 draw)"
if [[ $(draw --seed 8) == "$first" ]]; then same 'another seed' 'another draw' "$first"; fi
if [[ $(draw) == "$(draw)" ]]; then same 'no seed' 'another draw each time' "$(draw)"; fi
same 'three addresses' 3 "$(jq -r '.items[] | select(.kind == "Service").spec.clusterIP' <<<"$first" |
	grep -vc '^10\.96\.0\.1$')"
same 'the time' '2025-05-01T10:00:00Z' \
	"$(jq -r '[.items[].metadata.creationTimestamp] | unique | .[]' <<<"$first")"
unset CIDRCTL_NOW

finish
