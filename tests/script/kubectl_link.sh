#!/usr/bin/env bash
# A link named kubectl makes a kubectl of the binary: scripts need no change.
. "$(dirname "$0")/lib.sh"

t 'the name'
ln -s "$CIDRCTL" kubectl
PATH=$PWD:$PATH
kubectl init --service-cluster-ip-range 10.96.0.0/28 >out
same 'a state file' 'yes' "$([[ -s state.db ]] && echo yes)"
same 'the documents'\'' command' 10.96.0.1 "$(kubectl get service kubernetes -o json | jq -r .spec.clusterIP)"
kubectl gett 2>err
same 'it calls itself kubectl' $'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget' "$(<err)"
kubectl get --nope 2>err
same 'in hints' $'error: unknown flag: --nope\nSee \'kubectl get --help\' for usage.' "$(<err)"
same 'in help' 'kubectl' "$(kubectl help create | grep -o 'kubectl create -f' | head -1 | cut -d' ' -f1)"

t 'flags of a client with a cluster are accepted'
ln -s "$CIDRCTL" kubectl
PATH=$PWD:$PATH
kubectl init --service-cluster-ip-range 10.96.0.0/28 >/dev/null
kubectl --kubeconfig none --context there --server=https://example.com --token x \
	get servicecidr --request-timeout=5s -o name >out 2>err
same 'output' servicecidr.networking.k8s.io/kubernetes "$(<out)"
same 'without a word' '' "$(<err)"

t 'a script of the documents'
ln -s "$CIDRCTL" kubectl
PATH=$PWD:$PATH
kubectl init --service-cluster-ip-range 10.96.0.0/28 >/dev/null
for i in $(seq 1 14); do
	kubectl create service clusterip "test-$i" --tcp 80 -o json | jq -r .spec.clusterIP
done >out 2>err
same 'thirteen addresses' 13 "$(sort -u out | grep -c '^10\.96\.0\.')"
same 'and the error' 'error: failed to create ClusterIP service: Internal error occurred: failed to allocate a serviceIP: range is full' "$(<err)"

finish
