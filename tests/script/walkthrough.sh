#!/usr/bin/env bash
# The session of Kubernetes' task page "Extend Service IP Ranges", in each API version, with and
# without a DNS Service on the tenth address.
. "$(dirname "$0")/lib.sh"

stamp='"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"'
uid='[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

dns() {
	cat <<-'YAML'
		apiVersion: v1
		kind: Service
		metadata:
		  labels:
		    k8s-app: kube-dns
		    kubernetes.io/cluster-service: "true"
		    kubernetes.io/name: CoreDNS
		  name: kube-dns
		  namespace: kube-system
		spec:
		  clusterIP: 10.96.0.10
		  ports:
		  - name: dns
		    port: 53
		    protocol: UDP
		    targetPort: 53
		  - name: dns-tcp
		    port: 53
		    protocol: TCP
		    targetPort: 53
		  selector:
		    k8s-app: kube-dns
		  type: ClusterIP
	YAML
}


fill() {
	local i

	for ((i = $1; i <= $2; i++)); do
		run create service clusterip "test-$i" --tcp 80 -o json
		is code 0
		is err ''
		jq -r .spec.clusterIP <<<"$out"
	done
}

look_around() {
	ok init --service-cluster-ip-range 10.96.0.0/28
	run get servicecidr
	like out $'NAME         CIDRS          AGE\nkubernetes   10\\.96\\.0\\.0/28   [0-9]s'
	run get service kubernetes
	like out $'NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT\\(S\\)   AGE\nkubernetes   ClusterIP   10\\.96\\.0\\.1    <none>        443/TCP   [0-9]s'
	gives $'NAME        PARENTREF\n10.96.0.1   services/default/kubernetes' get ipaddress 10.96.0.1
}

extend() {
	run apply -f - <<-YAML
		apiVersion: networking.k8s.io/$1
		kind: ServiceCIDR
		metadata:
		  name: newcidr1
		spec:
		  cidrs:
		  - 10.96.0.0/24
	YAML
	is err ''
	is out 'servicecidr.networking.k8s.io/newcidr1 created'
}

terminating() {
	local yaml

	run delete servicecidr newcidr1
	is code 0
	is out 'servicecidr.networking.k8s.io "newcidr1" deleted'
	run get "servicecidrs.$1.networking.k8s.io" newcidr1 -o yaml
	yaml="apiVersion: networking\\.k8s\\.io/$1
kind: ServiceCIDR
metadata:
  annotations:
    kubectl\\.kubernetes\\.io/last-applied-configuration: \\|
      \\{\"apiVersion\":\"networking\\.k8s\\.io/$1\",\"kind\":\"ServiceCIDR\",\"metadata\":\\{\"annotations\":\\{\\},\"name\":\"newcidr1\"\\},\"spec\":\\{\"cidrs\":\\[\"10\\.96\\.0\\.0/24\"\\]\\}\\}
  creationTimestamp: $stamp
  deletionGracePeriodSeconds: 0
  deletionTimestamp: $stamp
  finalizers:
  - networking\\.k8s\\.io/service-cidr-finalizer
(  generation: [0-9]+
)?  name: newcidr1
  resourceVersion: \"[0-9]+\"
  uid: $uid
spec:
  cidrs:
  - 10\\.96\\.0\\.0/24
status:
  conditions:
  - lastTransitionTime: $stamp
    message: There are still IPAddresses referencing the ServiceCIDR, please remove
      them or create a new ServiceCIDR
    reason: OrphanIPAddress
    status: \"False\"
    type: Ready"
	like out "$yaml"
}

session() {
	local version=$1 fits=$2 full=$(($2 + 1)) i

	fill 1 "$fits" >first
	same 'every address once' "$fits" "$(sort -u first | grep -Ec '^10\.96\.0\.([2-9]|1[0-4])$')"
	fails 'error: failed to create ClusterIP service: Internal error occurred: failed to allocate a serviceIP: range is full' \
		create service clusterip "test-$full" --tcp 80 -o json

	extend "$version"
	fill "$full" $((full + 3)) >second
	same 'four more' 4 "$(sort -u second | grep -c '^10\.96\.0\.[0-9]*$')"
	same 'from the new range' 4 "$(awk -F. '$4 > 14' second | wc -l)"

	terminating "$version"
	for ((i = full; i <= full + 3; i++)); do
		run delete service "test-$i"
		is out "service \"test-$i\" deleted"
	done
	fails 'Error from server (NotFound): servicecidrs.networking.k8s.io "newcidr1" not found' \
		get servicecidr newcidr1
	same 'the others are there' $((fits + 1)) "$("$CIDRCTL" get services --no-headers | wc -l)"
	sound
}

for version in v1 v1beta1 v1alpha1; do
	t "$version"
	look_around
	session "$version" 13

	t "$version, with DNS"
	look_around
	run apply -f - < <(dns)
	is out 'service/kube-dns created'
	session "$version" 12
done

finish
