#!/usr/bin/env bash
# The finalizer of a ServiceCIDR: what holds it, what releases it, and that both happen in the
# command that causes them.
. "$(dirname "$0")/lib.sh"

orphan='There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR'

# state NAME: Ready and its reason; "gone"
state() {
	run get servicecidr "$1" -o json
	if [[ $code != 0 ]]; then
		echo gone
		return
	fi
	jq -r '(if .metadata.deletionTimestamp then "terminating " else "" end) +
		(.status.conditions[] | select(.type == "Ready") | (.status + " " + (.reason // "")))' <<<"$out" |
		sed 's/ $//'
}

is_state() {
	same "ServiceCIDR $1" "$2" "$(state "$1")"
}

removed() {
	run delete servicecidr "$1"
	is code 0
	is out "servicecidr.networking.k8s.io \"$1\" deleted"
	is_state "$1" "$2"
}

fresh() {
	t "$1"
	ok init --service-cluster-ip-range 10.96.0.0/28
}

# in_range IP [NAME]: a Service on the address
in_range() {
	run create -f - < <(service "${2-web}" "$1")
	is out "service/${2-web} created"
}

fresh 'a range that nobody uses goes at once'
ok create -f - < <(range new 10.97.0.0/24)
is_state new True
same 'the finalizer' networking.k8s.io/service-cidr-finalizer \
	"$(query '.metadata.finalizers[]' servicecidr new)"
removed new gone
is err ''

fresh 'an address holds it until its Service is gone'
ok create -f - < <(range new 10.97.0.0/24)
in_range 10.97.0.5
removed new 'terminating False OrphanIPAddress'
same 'the message' "$orphan" "$(query '.status.conditions[0].message' servicecidr new)"
same 'deletionGracePeriodSeconds' 0 "$(query .metadata.deletionGracePeriodSeconds servicecidr new)"
run delete servicecidr new --ignore-not-found
is_state new 'terminating False OrphanIPAddress'
ok delete service web
is_state new gone
sound

fresh 'delete says on request why the object stays'
ok create -f - < <(range new 10.97.0.0/24)
in_range 10.97.0.5
run delete servicecidr new --hints
is out 'servicecidr.networking.k8s.io "new" deleted'
like err 'hint: servicecidr\.networking\.k8s\.io/new stays .*\(1 address\).*'
run delete servicecidr new --wait --timeout=100ms
is code 1
is out 'servicecidr.networking.k8s.io "new" deleted'
like err '.*error: timed out waiting for the condition on servicecidrs/new'

fresh 'a terminating range gives no address'
ok create -f - < <(range new 10.97.0.0/24)
in_range 10.97.0.5
removed new 'terminating False OrphanIPAddress'
fails 'The Service "b" is invalid: spec.clusterIPs: Invalid value: []string{"10.97.0.6"}: failed to allocate IP 10.97.0.6: the provided network does not match the current range' \
	create -f - < <(service b 10.97.0.6)
for i in {2..14}; do service "n$i"; done >fill.yaml
run create -f fill.yaml
is code 0
fails 'error: failed to create ClusterIP service: Internal error occurred: failed to allocate a serviceIP: range is full' \
	create service clusterip more --tcp 80

# What another range does for the one that goes. A row: that range, and the outcome.
while read -r other outcome; do
	outcome=${outcome//_/ }
	fresh "beside $other"
	ok create -f - < <(range new 10.97.0.0/24)
	in_range 10.97.0.5
	ok create -f - < <(range other "$other")
	removed new "$outcome"
	same 'the address is there' 10.97.0.5 "$(query .metadata.name ipaddress 10.97.0.5)"
	sound
done <<'ROWS'
10.97.0.0/24  gone
10.97.0.0/16  gone
10.97.0.0/28  gone
10.97.0.4/30  gone
10.97.0.5/32  terminating_False_OrphanIPAddress
10.97.0.4/31  terminating_False_OrphanIPAddress
10.97.1.0/24  terminating_False_OrphanIPAddress
10.97.0.16/28 terminating_False_OrphanIPAddress
ROWS

fresh 'a range made later releases it'
ok create -f - < <(range new 10.97.0.0/24)
in_range 10.97.0.5
removed new 'terminating False OrphanIPAddress'
run apply -f - < <(range parent 10.97.0.0/16)
is out 'servicecidr.networking.k8s.io/parent created'
is_state new gone
is_state parent True
removed parent 'terminating False OrphanIPAddress'

fresh 'two equal ranges: the last one stays'
ok create -f - < <(range one 10.97.0.0/24 && range two 10.97.0.0/24)
in_range 10.97.0.5
run delete servicecidr one two
is out $'servicecidr.networking.k8s.io "one" deleted\nservicecidr.networking.k8s.io "two" deleted'
is_state one gone
is_state two 'terminating False OrphanIPAddress'
ok delete service web
is_state two gone

fresh 'addresses of others do not hold it'
ok create -f - < <(range new 10.97.0.0/24)
run create -f - <<-'YAML'
	apiVersion: networking.k8s.io/v1
	kind: IPAddress
	metadata:
	  name: 10.97.0.9
	spec:
	  parentRef: {resource: gateways, group: example.com, namespace: default, name: gw}
YAML
is out 'ipaddress.networking.k8s.io/10.97.0.9 created'
removed new gone
same 'the address stays' 10.97.0.9 "$(query .metadata.name ipaddress 10.97.0.9)"

fresh 'a range of two families is held by either'
ok init --service-cluster-ip-range 10.96.0.0/28,fd00::/120
ok create -f - < <(range new 10.97.0.0/24 fd97::/120)
run create -f - <<-'YAML'
	apiVersion: v1
	kind: Service
	metadata:
	  name: web
	spec:
	  ipFamilies: [IPv6]
	  clusterIP: fd97::9
	  ports:
	  - port: 80
YAML
is out 'service/web created'
removed new 'terminating False OrphanIPAddress'
ok delete service web
is_state new gone

fresh "a user's finalizer holds it too"
{
	range new 10.97.0.0/24
} | sed 's|^  name: new|&\n  finalizers: [example.com/mine]|' >new.yaml
ok create -f new.yaml
removed new 'terminating True'
same 'only theirs is left' example.com/mine "$(query '.metadata.finalizers[]' servicecidr new)"
run apply -f - < <(range new 10.97.0.0/24)
is_state new 'terminating True'

fresh 'many Services and their range in one command'
ok create -f - < <(range new 10.97.0.0/24)
for i in {2..30}; do service "s$i" "10.97.0.$i"; done >many.yaml
ok create -f many.yaml
removed new 'terminating False OrphanIPAddress'
run delete -f many.yaml
is code 0
is_state new gone
sound

finish
