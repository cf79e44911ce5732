#!/usr/bin/env bash
# What goes where: output formats, standard output and error, exit statuses, standard input.
. "$(dirname "$0")/lib.sh"

export CIDRCTL_NOW=2025-05-01T10:00:00Z

fresh() {
	t "$1"
	ok --seed 1 init --service-cluster-ip-range 10.96.0.0/24
	ok create -f - < <(service b 10.96.0.20 && service a 10.96.0.3)
}

fresh 'tables'
CIDRCTL_NOW=2025-05-01T10:02:05Z gives \
	'NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
a            ClusterIP   10.96.0.3    <none>        80/TCP    2m5s
b            ClusterIP   10.96.0.20   <none>        80/TCP    2m5s
kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   2m5s' get services
gives 'a     ClusterIP   10.96.0.3   <none>   80/TCP   0s' get svc a --no-headers
gives 'NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   SELECTOR
a      ClusterIP   10.96.0.3    <none>        80/TCP    0s    <none>' get svc/a -o wide
gives 'NAME         CIDRS          AGE
kubernetes   10.96.0.0/24   0s' get ServiceCIDR
gives 'NAMESPACE   NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
default     service/a            ClusterIP   10.96.0.3    <none>        80/TCP    0s
default     service/b            ClusterIP   10.96.0.20   <none>        80/TCP    0s
default     service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   0s

NAMESPACE   NAME                                       CIDRS          AGE
            servicecidr.networking.k8s.io/kubernetes   10.96.0.0/24   0s' get svc,servicecidr -A
gives 'NAME              STATUS   AGE   LABELS
kube-node-lease   Active   0s    kubernetes.io/metadata.name=kube-node-lease' \
	get ns kube-node-lease --show-labels

fresh 'names'
gives $'service/a\nservice/b\nservice/kubernetes' get services -o name
gives $'ipaddress.networking.k8s.io/10.96.0.1\nipaddress.networking.k8s.io/10.96.0.20\nipaddress.networking.k8s.io/10.96.0.3' \
	get ip -o name
gives $'service/b\nnamespace/default' get svc/b ns/default -o name

fresh 'json and yaml'
run get ipaddress 10.96.0.3 -o yaml
like out 'apiVersion: networking\.k8s\.io/v1
kind: IPAddress
metadata:
  creationTimestamp: "2025-05-01T10:00:00Z"
  labels:
    ipaddress\.kubernetes\.io/ip-family: IPv4
    ipaddress\.kubernetes\.io/managed-by: ipallocator\.k8s\.io
  name: 10\.96\.0\.3
  resourceVersion: "[0-9]+"
  uid: [-0-9a-f]{36}
spec:
  parentRef:
    name: a
    namespace: default
    resource: services'
same 'a list of one' 'List 1' "$(query '.kind + " " + (.items | length | tostring)' servicecidrs)"
same 'one object' 'ServiceCIDR kubernetes' "$(query '.kind + " " + .metadata.name' servicecidr kubernetes)"
same 'four spaces' '    "apiVersion": "v1",' "$("$CIDRCTL" get svc a -o json | sed -n 2p)"
for version in v1 v1beta1 v1alpha1; do
	same "in $version" "networking.k8s.io/$version" \
		"$(query .apiVersion "servicecidrs.$version.networking.k8s.io" kubernetes)"
done
fails "error: the server doesn't have a resource type \"servicecidrs\"" \
	get servicecidrs.v2.networking.k8s.io

fresh 'nothing found'
run get services -n kube-system
is out ''
is err 'No resources found in kube-system namespace.'
is code 0
run get events
is err 'No resources found in default namespace.'
run get services -A -l nothing=here
is err 'No resources found'
run get services -n kube-system -o name
is err ''
is out ''
gives '' get service nope --ignore-not-found

fresh 'a part that fails'
run get service a nope b -o name
is out $'service/a\nservice/b'
is err 'Error from server (NotFound): services "nope" not found'
is code 1
run delete service a nope b
is out $'service "a" deleted\nservice "b" deleted'
is err 'Error from server (NotFound): services "nope" not found'
is code 1

fresh 'what writing commands print'
gives 'service/c created' create -f - < <(service c)
gives 'service/d created' apply -f - < <(service d)
gives 'service/d unchanged' apply -f - < <(service d)
gives 'service/d configured' apply -f - < <(service d | sed 's/port: 80/port: 81/')
gives 'namespace/team created (dry run)' create namespace team --dry-run=client
gives 'namespace/team created (server dry run)' create namespace team --dry-run=server
gives 'namespace/team created' create namespace team
gives 'namespace/team' create namespace team -o name --dry-run=client
gives 'service "d" deleted' delete service d
gives 'namespace "team" deleted' delete ns team
fails 'Error from server (AlreadyExists): namespaces "default" already exists' create namespace default

fresh 'files in every form'
service one >one.yaml
mkdir folder folder/deeper
service two >folder/two.yaml
service three | "$CIDRCTL" create -f - --dry-run=client -o json >folder/three.json
service four >folder/deeper/four.yml
echo 'no manifest' >folder/readme.txt
run create -f one.yaml -f folder
is err ''
is out $'service/one created\nservice/three created\nservice/two created'
run create -f folder/deeper,one.yaml
is out 'service/four created'
is err 'Error from server (AlreadyExists): error when creating "one.yaml": services "one" already exists'
run delete -R -f folder
is out $'service "four" deleted\nservice "three" deleted\nservice "two" deleted'
{ echo '{"apiVersion":"v1","kind":"List","items":['; "$CIDRCTL" get svc one -o json; echo ']}'; } |
	"$CIDRCTL" delete -f - >out
same 'a List on standard input' 'service "one" deleted' "$(<out)"

fresh 'nothing but text goes to a pipe'
for i in {1..700}; do service "s$i"; done >many.yaml
ok init --service-cluster-ip-range 10.96.0.0/16
ok create -f - < <(range big 10.97.0.0/16)
run create -f many.yaml
is err ''
same 'lines' 700 "$(grep -c '^service/s[0-9]* created$' <<<"$out")"
same 'no control characters' '' "$(tr -d '\n[:print:]' <<<"$out")"

t 'help'
run
is code 0
is err ''
run --help
is code 0
run help get
same 'the same text' "$out" "$("$CIDRCTL" get --help)"
run options
like out 'The following options can be passed to any command:.*'
fails $'error: unknown command "gett" for "cidrctl"\n\nDid you mean this?\n\tset\n\tget' gett
fails $'error: unknown flag: --nope\nSee \'cidrctl get --help\' for usage.' get svc --nope
same 'no state file was needed' '' "$(ls)"

# With the signal ignored, as it may be under a supervisor, the write fails instead.
t 'a reader that goes away'
ok init --service-cluster-ip-range 10.96.0.0/16
for i in {1..2000}; do service "s$i"; done | "$CIDRCTL" create -f - >/dev/null
trap '' PIPE
{ "$CIDRCTL" get services -o yaml; echo $? >code; } 2>err | head -n 1 >/dev/null
same 'without a word' '' "$(<err)"

finish
