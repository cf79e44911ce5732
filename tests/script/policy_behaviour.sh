#!/usr/bin/env bash
# What a policy decides, one row for each behaviour: how validations, messages, conditions, audit
# annotations, actions, params and rules come out, with failurePolicy Fail and Ignore; then the same
# through every command that writes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/policy_lib.sh"

# guard POLICY [BINDING]: policy p for all that happens to Services, and binding b, which denies unless
# it says something else; both are lines of YAML of a spec
guard() {
	local rules='matchConstraints: {resourceRules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: [services]}]}'
	local actions='validationActions: [Deny]'

	[[ $1 != *matchConstraints:* ]] || rules=
	[[ ${2-} != *validationActions:* ]] || actions=
	ok create -f - <<-END
		apiVersion: admissionregistration.k8s.io/v1
		kind: ValidatingAdmissionPolicy
		metadata: {name: p}
		spec:
		  $rules
		$(sed 's/^/  /' <<<"$1")
		---
		apiVersion: admissionregistration.k8s.io/v1
		kind: ValidatingAdmissionPolicyBinding
		metadata: {name: b}
		spec:
		  policyName: p
		  $actions
		$(sed 's/^/  /' <<<"${2-}")
	END
}

# denied MESSAGE ARG…: the command is refused by policy p and binding b, with reason Invalid
denied() {
	local message=$1

	shift
	fails "$(refusal services x p b "$message")" "$@"
}

# admits POLICY [BINDING], denies MESSAGE POLICY [BINDING]: what becomes of a new Service x
admits() {
	guard "$@"
	service x >x.yaml
	gives 'service/x created' create -f x.yaml
}
denies() {
	local message=$1

	shift
	guard "$@"
	service x >x.yaml
	denied "$message" create -f x.yaml
}

bad='object.spec.foo == 1'
error="expression '$bad' resulted in error: no such key: foo"
budget='validation failed due to running out of cost budget, no further validation rules will be run'

# ---- validations ----

start '1: true'
admits 'validations: [{expression: "true"}]'

start '2: the second errs, errors are ignored'
admits "failurePolicy: Ignore
validations: [{expression: 'true'}, {expression: $bad}]"

start '3: the second errs, Fail'
denies "$error" "failurePolicy: Fail
validations: [{expression: 'true'}, {expression: $bad}]"
start '3: the second errs, nothing said'
denies "$error" "validations: [{expression: 'true'}, {expression: $bad}]"

start '4: false'
denies 'failed expression: 1 > 2' 'validations: [{expression: "1 > 2"}]'
start '4: false is no error that could be ignored'
denies 'failed expression: 1 > 2' 'failurePolicy: Ignore
validations: [{expression: "1 > 2"}]'

start '5: Forbidden'
guard 'validations: [{expression: "1 > 2", reason: Forbidden}]'
fails "Error from server (Forbidden): error when creating \"STDIN\": services \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: 1 > 2" \
	create -f - < <(service x)

start '6: a message'
denies test 'validations: [{expression: "false", message: test}]'

start '7: a messageExpression'
denies 'evaluated message' \
	"validations: [{expression: 'false', message: I am overwritten, messageExpression: '\"evaluated message\"'}]"

# 8 to 11: what no message can be made of
for expression in 'string(object.spec.foo)' "''" "'  '" "'a\\\\nb'" "'x'$(printf '.replace("x","xxxxxxxxxx")%.0s' {1..4})"; do
	start "8 to 11: $expression"
	denies test1 "validations: [{expression: 'false', message: test1, messageExpression: \"${expression//\"/\\\"}\"}]"
done

start '13: the budget ends with the messages'
ones="[$(printf '1,%.0s' {1..399})1]"
dear='variables.l.all(a, variables.l.all(b, a == b))'
denies "failed messageExpression: $budget" "variables: [{name: l, expression: '$ones'}]
validations:
$(printf -- "- expression: $dear\n%.0s" {1..10})
  messageExpression: string($dear)"

start 'a budget that ends with the validations'
denies "$budget" "variables: [{name: l, expression: '$ones'}]
validations:
$(printf -- "- expression: $dear\n%.0s" {1..12})"

# ---- audit annotations ----

export CIDRCTL_AUDIT_LOG=audit.log
start '14: an annotation'
admits "auditAnnotations: [{key: k, valueExpression: \"'string value'\"}]"
same 'published' '{"p/k":"string value"}' "$(jq -c .annotations audit.log)"

start '15: null'
admits "auditAnnotations: [{key: k, valueExpression: 'null'}]"
same 'left out' '{}' "$(jq -c .annotations audit.log)"

start '16: an annotation errs, Fail'
denies "expression 'string(object.spec.foo)' resulted in error: no such key: foo" \
	'auditAnnotations: [{key: k, valueExpression: string(object.spec.foo)}]'

start '17: an annotation errs, Ignore'
admits 'failurePolicy: Ignore
auditAnnotations: [{key: k, valueExpression: string(object.spec.foo)}]'
same 'left out' '{}' "$(jq -c .annotations audit.log)"
unset CIDRCTL_AUDIT_LOG

# ---- match conditions ----

start '18: a condition is false, a validation errs'
admits "matchConditions: [{name: never, expression: 'false'}]
validations: [{expression: $bad}]"

start '19: a condition errs, Fail'
denies "$error" "matchConditions: [{name: errs, expression: $bad}]
validations: [{expression: 'true'}]"
start 'a condition errs, Ignore'
admits "failurePolicy: Ignore
matchConditions: [{name: errs, expression: $bad}]
validations: [{expression: 'false'}]"

start '20: a condition errs, another is false'
admits "matchConditions: [{name: errs, expression: $bad}, {name: never, expression: 'false'}]
validations: [{expression: 'false'}]"

start 'two conditions err'
denies "[$error, expression 'object.spec.bar == 1' resulted in error: no such key: bar]" \
	"matchConditions: [{name: a, expression: $bad}, {name: b, expression: object.spec.bar == 1}]
validations: [{expression: 'true'}]"

# ---- actions ----

export CIDRCTL_AUDIT_LOG=audit.log
start '21: Warn'
guard 'validations: [{expression: "false"}]' 'validationActions: [Warn]'
run create -f - < <(service x)
is code 0
is out 'service/x created'
is err "Warning: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: false"

start '22: Audit'
admits 'validations: [{expression: "1 < 0"}]' 'validationActions: [Audit]'
same 'annotation' '[{"message":"failed expression: 1 \u003c 0","policy":"p","binding":"b","expressionIndex":0,"validationActions":["Audit"]}]' \
	"$(jq -r '.annotations["validation.policy.admission.k8s.io/validation_failure"]' audit.log)"

start 'Audit: only the first of two failures'
admits 'validations: [{expression: "true"}, {expression: "false", message: second}, {expression: "false", message: third}]' \
	'validationActions: [Audit]'
same 'annotation' '[{"message":"second","policy":"p","binding":"b","expressionIndex":1,"validationActions":["Audit"]}]' \
	"$(jq -r '.annotations["validation.policy.admission.k8s.io/validation_failure"]' audit.log)"
unset CIDRCTL_AUDIT_LOG

not_found='failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'
start '23: Warn does not soften a param that is missing'
denies "$not_found" 'paramKind: {apiVersion: v1, kind: ConfigMap}
validations: [{expression: "true"}]' 'validationActions: [Warn]
paramRef: {name: c, parameterNotFoundAction: Deny}'

start '24: Warn does not soften an audit annotation that errs'
denies "expression 'string(object.spec.foo)' resulted in error: no such key: foo" \
	'auditAnnotations: [{key: k, valueExpression: string(object.spec.foo)}]' 'validationActions: [Warn]'

# ---- params ----

# limit NAME VALUE [NAMESPACE]
limit() {
	printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: %s, labels: {limit: "yes"}}\ndata: {max: "%s"}\n' \
		"$1" "${3-default}" "$2"
}
at_most='paramKind: {apiVersion: v1, kind: ConfigMap}
validations: [{expression: object.spec.ports.size() <= int(params.data.max), message: too many}]'

start '25: one of two params says no'
ok create -f - < <(limit one 1 && limit zero 0)
denies 'too many' "$at_most" 'paramRef: {selector: {matchLabels: {limit: "yes"}}, parameterNotFoundAction: Deny}'

start '26: no params, and that is right'
admits "$at_most" 'paramRef: {selector: {matchLabels: {limit: none}}, parameterNotFoundAction: Allow}'

start '27: a paramKind without paramRef'
admits 'paramKind: {apiVersion: v1, kind: ConfigMap}
validations: [{expression: params == null}]'

start 'a paramRef without paramKind'
admits 'validations: [{expression: "true"}]' 'paramRef: {name: nothing, parameterNotFoundAction: Deny}'

start 'a param in the namespace of the request'
ok create namespace team
ok create -f - < <(limit one 0 && limit one 1 team)
guard "$at_most" 'paramRef: {name: one, parameterNotFoundAction: Deny}'
denied 'too many' create -f - < <(service x)
ok create -n team -f - < <(service x)

start 'a param in a namespace of its own'
ok create namespace team
ok create -f - < <(limit one 1 team)
admits "$at_most" 'paramRef: {name: one, namespace: team, parameterNotFoundAction: Deny}'

start 'a param without a namespace'
admits 'paramKind: {apiVersion: networking.k8s.io/v1, kind: ServiceCIDR}
validations: [{expression: "params.kind == \"ServiceCIDR\" && params.apiVersion == \"networking.k8s.io/v1\" && params.spec.cidrs.exists(c, cidr(c).containsIP(object.spec.clusterIP))"}]' \
	'paramRef: {name: kubernetes, parameterNotFoundAction: Deny}'

start 'and one namespace too many'
denies 'failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`' \
	'paramKind: {apiVersion: v1, kind: Namespace}
validations: [{expression: "true"}]' 'paramRef: {name: default, namespace: default, parameterNotFoundAction: Deny}'

start 'a kind of params that there is not, Ignore'
admits 'failurePolicy: Ignore
paramKind: {apiVersion: rules.example.com/v1, kind: Limit}
validations: [{expression: "false"}]'

# ---- which requests ----

start '28: one binding warns, one denies'
guard 'validations: [{expression: "false"}]'
ok create -f - < <(binding a p Warn)
fails "Warning: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'a': failed expression: false
$(refusal services x p b 'failed expression: false')" create -f - < <(service x)

any='apiGroups: ["*"], apiVersions: ["*"], operations: ["*"]'
start '29: excluded'
admits "matchConstraints: {resourceRules: [{$any, resources: [services]}], excludeResourceRules: [{$any, resources: ['*']}]}
validations: [{expression: 'false'}]"

start '30: only oldObject has the label'
ok create -f - < <(service x)
ok label service x tier=a
guard "matchConstraints: {objectSelector: {matchLabels: {tier: a}}, resourceRules: [{$any, resources: [services]}]}
validations: [{expression: 'false'}]"
denied 'failed expression: false' label service x tier=b --overwrite
denied 'failed expression: false' label service x tier-
ok create -f - < <(service other)
ok label service other tier=b

start '31: what has no namespace passes a namespaceSelector'
guard "matchConstraints: {namespaceSelector: {matchLabels: {no: such}}, resourceRules: [{$any, resources: [services, servicecidrs]}]}
validations: [{expression: 'false'}]"
fails "$(refusal servicecidrs r p b 'failed expression: false')" create -f - < <(range r 10.97.0.0/24)
ok create -f - < <(service x)

start 'a Namespace is selected by its own labels'
guard "matchConstraints: {namespaceSelector: {matchLabels: {env: prod}}, resourceRules: [{$any, scope: Cluster, resources: ['*']}]}
validations: [{expression: 'false'}]"
ok create namespace team
fails "$(refusal namespaces team p b 'failed expression: false')" label namespace team env=prod
ok label namespace team env=test

start '32: object is null in a DELETE'
ok create -f - < <(service a && service x)
guard 'validations: [{expression: object.metadata.name == "a"}]'
denied "expression 'object.metadata.name == \"a\"' resulted in error: no such key: metadata" delete service x
ok patch validatingadmissionpolicy p --type=merge -p '{"spec":{"failurePolicy":"Ignore"}}'
ok delete service x

start '33: oldObject is null in a CREATE'
denies "expression 'oldObject.spec.x == object.spec.x' resulted in error: no such key: spec" \
	'validations: [{expression: oldObject.spec.x == object.spec.x}]'

start '34: and can be asked for'
admits 'validations: [{expression: oldObject == null || oldObject.spec.x == object.spec.x}]'

start '35: three questions to the authorizer'
check='authorizer.requestResource.check("create").allowed()'
denies "expression '$check && $check && $check' resulted in error: operation cancelled: actual cost limit exceeded" \
	"validations: [{expression: '$check && $check && $check'}]"
start 'two questions'
admits "validations: [{expression: '$check && $check'}]"

start 'a rule by name, also a generated one'
guard "matchConstraints: {resourceRules: [{$any, resources: [services], resourceNames: [x]}]}
validations: [{expression: 'false', message: not x}]"
denied 'not x' create -f - < <(service x)
ok create -f - < <(service other)
ok create -f - < <(service other | sed 's/name: other/generateName: x/')

start 'a version that is served under another name'
guard "matchConstraints: {resourceRules: [{apiGroups: [networking.k8s.io], apiVersions: [v1beta1], operations: [CREATE], resources: [servicecidrs]}]}
validations: [{expression: 'object.apiVersion == \"networking.k8s.io/v1beta1\" && request.kind.version == \"v1beta1\" && request.requestKind.version == \"v1\"'}, {expression: 'false', message: matched}]"
fails "$(refusal servicecidrs r p b matched)" create -f - < <(range r 10.97.0.0/24)
ok patch validatingadmissionpolicy p --type=merge -p '{"spec":{"matchConstraints":{"matchPolicy":"Exact"}}}'
ok create -f - < <(range r 10.97.0.0/24)

start 'every part of the status'
ok create -f - < <(service x | sed 's/^spec:/&\n  type: LoadBalancer/')
status='{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}'
for resources in services/status services/\* '*/status' '*/*'; do
	guard "matchConstraints: {resourceRules: [{$any, resources: ['$resources']}]}
validations: [{expression: 'request.subResource == \"\"', message: status}]" 2>/dev/null
	run patch service x --subresource=status --type=merge -p "$status"
	is code 1
	ok delete validatingadmissionpolicy p
	ok delete validatingadmissionpolicybinding b
done
for resources in services '*'; do
	guard "matchConstraints: {resourceRules: [{$any, resources: ['$resources']}]}
validations: [{expression: 'false'}]"
	ok patch service x --subresource=status --type=merge -p "$status"
	ok delete validatingadmissionpolicy p
	ok delete validatingadmissionpolicybinding b
done

finish
