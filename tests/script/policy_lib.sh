# shellcheck shell=bash
# What the tests of admission policies share, on top of lib.sh.

export CIDRCTL_NOW=2025-05-01T10:00:00Z

# policy NAME RESOURCE SPEC…: a policy for every operation on the resource; each SPEC is a line of
# JSON, a member of spec
policy() {
	local name=$1 resource=$2

	shift 2
	jq -nc --arg name "$name" --arg resource "$resource" '{
		apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy",
		metadata: {name: $name},
		spec: ({matchConstraints: {resourceRules: [{
			apiGroups: ["*"], apiVersions: ["*"], operations: ["*"],
			resources: [$resource]}]}} + ($ARGS.positional | map("{\(.)}" | fromjson) | add))
		}' --args "$@"
}

# binding NAME POLICY ACTION [SPEC]
binding() {
	jq -nc --arg name "$1" --arg policy "$2" --arg action "$3" --argjson more "{${4-}}" '{
		apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicyBinding",
		metadata: {name: $name},
		spec: ({policyName: $policy, validationActions: [$action]} + $more)}'
}

# in_force POLICY-ARGS…: a policy p, and binding b that denies
in_force() {
	ok create -f - < <(policy p "$@" && binding b p Deny)
}

# refusal KIND NAME POLICY BINDING MESSAGE: how kubectl prints it
refusal() {
	printf "The %s \"%s\" is invalid: : ValidatingAdmissionPolicy '%s' with binding '%s' denied request: %s" "$@"
}

# start NAME: begins a case on a cluster of one range
start() {
	t "$1"
	ok init --service-cluster-ip-range 10.96.0.0/16
}
