#!/usr/bin/env bash
# Sixteen processes at once on one state file: no address twice, no Service lost, and no error but
# that the range is full.
. "$(dirname "$0")/lib.sh"

writers=16
full='error: failed to create ClusterIP service: Internal error occurred: failed to allocate a serviceIP: range is full'

# together COMMAND…: COMMAND w once for each writer w, all at the same time; waits for the end
together() {
	local w

	for ((w = 0; w < writers; w++)); do "$@" "$w" & done
	wait
}

create() {
	local i

	for ((i = 0; i < $1; i++)); do
		"$CIDRCTL" create service clusterip "w$2-$i" --tcp 80 -o json >>"out.$2" 2>>"err.$2"
	done
}

# one_each N: there are N Services beside kubernetes, each with an address of its own
one_each() {
	"$CIDRCTL" get services -o json >services
	same 'Services' "$1" "$(jq '[.items[] | select(.metadata.name != "kubernetes")] | length' services)"
	same 'addresses' "$1" "$(jq -r '.items[] | select(.metadata.name != "kubernetes").spec.clusterIP' services |
		sort -u | wc -l)"
	same 'IPAddresses' $(($1 + 1)) "$("$CIDRCTL" get ipaddresses --no-headers | wc -l)"
	sound
}

t 'creating until the range is full'
ok init --service-cluster-ip-range 10.96.0.0/25
together create 10
same 'acknowledged' 125 "$(jq -r .metadata.name out.* | sort -u | wc -l)"
same 'what was answered is what is stored' "$(jq -r '.metadata.name + " " + .spec.clusterIP' out.* | sort | cksum)" \
	"$(query '.items[] | select(.metadata.name != "kubernetes") | .metadata.name + " " + .spec.clusterIP' services |
		sort | cksum)"
same 'refused, and why' "35 $full" "$(sort err.* | uniq -c | sed 's/^ *//')"
one_each 125

t 'on a file that is not there yet'
together create 2
same 'one of them made it' 1 "$(cat err.* | wc -l)"
one_each $((2 * writers))

bulk() {
	for ((i = 0; i < 40; i++)); do service "b$1-$i"; done >"list.$1"
	"$CIDRCTL" apply -f "list.$1" >"out.$1" 2>"err.$1"
	"$CIDRCTL" delete service "b$1-0" >>"out.$1" 2>>"err.$1"
	"$CIDRCTL" get services -o name >/dev/null 2>>"err.$1"
}

t 'applying, deleting and reading'
ok init --service-cluster-ip-range 10.96.0.0/20
together bulk
same 'no error' '' "$(cat err.*)"
same 'lines' $((41 * writers)) "$(cat out.* | wc -l)"
one_each $((39 * writers))

claim() {
	"$CIDRCTL" create service clusterip "c$1" --tcp 80 --clusterip 10.96.0.10 >"out.$1" 2>"err.$1"
}

t 'one address for all'
ok init --service-cluster-ip-range 10.96.0.0/24
together claim
same 'one gets it' 1 "$(cat out.* | grep -c created)"
same 'the others hear why' $((writers - 1)) "$(grep -hc 'failed to allocate IP 10.96.0.10: provided IP is already allocated$' err.* |
	awk '{n += $1} END {print n}')"
one_each 1

release() {
	"$CIDRCTL" delete service "s$1" >"out.$1" 2>"err.$1"
}

t 'the last to leave releases the range'
ok init --service-cluster-ip-range 10.96.0.0/28
{
	range more 10.97.0.0/24
	for ((i = 0; i < writers; i++)); do service "s$i" "10.97.0.$((i + 20))"; done
} >objects.yaml
ok create -f objects.yaml
run delete servicecidr more
same 'held' False "$(query '.status.conditions[0].status' servicecidr more)"
together release
same 'no error' '' "$(cat err.*)"
fails 'Error from server (NotFound): servicecidrs.networking.k8s.io "more" not found' get servicecidr more
sound

finish
