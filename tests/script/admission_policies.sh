#!/usr/bin/env bash
# Admission policies from outside: the two policies of the documents, what kubectl prints of a refusal
# by every command, warnings, parameters, match conditions, and the audit log.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/policy_lib.sh"

# allowed_ranges [ACTION]: the documents' policy that only allows ranges within two others
allowed_ranges() {
	cat <<-END
		apiVersion: admissionregistration.k8s.io/v1
		kind: ValidatingAdmissionPolicy
		metadata:
		  name: servicecidrs.default
		spec:
		  failurePolicy: Fail
		  matchConstraints:
		    resourceRules:
		    - apiGroups: [networking.k8s.io]
		      apiVersions: [v1, v1beta1]
		      operations: [CREATE, UPDATE]
		      resources: [servicecidrs]
		  matchConditions:
		  - name: exclude-default-servicecidr
		    expression: "object.metadata.name != 'kubernetes'"
		  variables:
		  - name: allowed
		    expression: "['10.96.0.0/16','2001:db8::/64']"
		  validations:
		  - expression: "$all_within"
		---
		apiVersion: admissionregistration.k8s.io/v1
		kind: ValidatingAdmissionPolicyBinding
		metadata:
		  name: servicecidrs-binding
		spec:
		  policyName: servicecidrs.default
		  validationActions: [${1:-Deny, Audit}]
	END
}
all_within="object.spec.cidrs.all(newCIDR, variables.allowed.exists(allowedCIDR, cidr(allowedCIDR).containsCIDR(newCIDR)))"

# no_ranges: the documents' policy that allows no other range than the cluster's own
no_ranges() {
	cat <<-END
		apiVersion: admissionregistration.k8s.io/v1
		kind: ValidatingAdmissionPolicy
		metadata:
		  name: servicecidrs.deny
		spec:
		  failurePolicy: Fail
		  matchConstraints:
		    resourceRules:
		    - apiGroups: [networking.k8s.io]
		      apiVersions: [v1, v1beta1]
		      operations: [CREATE, UPDATE]
		      resources: [servicecidrs]
		  validations:
		  - expression: "object.metadata.name == 'kubernetes'"
		---
		apiVersion: admissionregistration.k8s.io/v1
		kind: ValidatingAdmissionPolicyBinding
		metadata:
		  name: servicecidrs-deny-binding
		spec:
		  policyName: servicecidrs.deny
		  validationActions: [Deny, Audit]
	END
}

outside() {
	refusal servicecidrs "$1" servicecidrs.default servicecidrs-binding "failed expression: $all_within"
}

# ---- the documents' policies ----

start 'ranges within the allowed ones'
allowed_ranges >policy.yaml
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/servicecidrs.default created
validatingadmissionpolicybinding.admissionregistration.k8s.io/servicecidrs-binding created' apply -f policy.yaml
gives '{}' get validatingadmissionpolicy servicecidrs.default -o 'jsonpath={.status}'
run apply -f - < <(range newcidr1 10.96.1.0/24)
is out 'servicecidr.networking.k8s.io/newcidr1 created'
is err ''
run apply -f - < <(range newcidr2 2001:db8:0:0:ffff::/80 10.96.0.0/20)
is out 'servicecidr.networking.k8s.io/newcidr2 created'
for ranges in 172.20.0.0/16 '10.96.1.0/24 fd00::/64' 10.96.0.0/15; do
	# shellcheck disable=SC2086
	fails "$(outside newcidr3)" apply -f - < <(range newcidr3 $ranges)
	# shellcheck disable=SC2086
	fails "$(outside newcidr3)" create -f - < <(range newcidr3 $ranges)
done
fails 'The ServiceCIDR "newcidr3" is invalid: spec.cidrs[0]: Invalid value: "10.96.1.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)' \
	create -f - < <(range newcidr3 10.96.1.0)
gives 'servicecidr.networking.k8s.io/newcidr1 labeled' label servicecidr newcidr1 a=b
gives 'servicecidr.networking.k8s.io/kubernetes labeled' label servicecidr kubernetes a=b
gives 'servicecidr.networking.k8s.io "newcidr2" deleted' delete servicecidr newcidr2
sound

start 'no ranges at all'
ok create -f - < <(range before 10.97.0.0/24)
ok apply -f - < <(no_ranges)
remember
why="$(refusal servicecidrs newcidr1 servicecidrs.deny servicecidrs-deny-binding "failed expression: object.metadata.name == 'kubernetes'")"
fails "$why" apply -f - < <(range newcidr1 10.96.1.0/24)
fails "$why" create -f - < <(range newcidr1 10.96.1.0/24)
fails "$why" create --dry-run=server -f - < <(range newcidr1 10.96.1.0/24)
unchanged
fails "${why/newcidr1/before}" label servicecidr before a=b
gives 'servicecidr.networking.k8s.io/kubernetes annotated' annotate servicecidr kubernetes a=b
same 'the ranges' 2 "$(query '.items | length' servicecidrs)"

start 'a range that the policy keeps from losing its finalizer'
ok create -f - < <(range before 10.97.0.0/24)
ok apply -f - < <(no_ranges)
run delete servicecidr before --wait=false
is code 0
gives 'before Terminating' get servicecidr before -o 'jsonpath={.metadata.name} Terminating'
ok delete validatingadmissionpolicybinding servicecidrs-deny-binding
sound
run get servicecidr before
same 'let go at last' 1 "$code"

# writes NAME: every command that changes the range of range.yaml, one a line
writes() {
	printf '%s\n' "label servicecidr $1 a=b --overwrite" "annotate servicecidr $1 a=b --overwrite" \
		"patch servicecidr $1 --type=merge -p {\"metadata\":{\"labels\":{\"c\":\"d\"}}}" \
		"patch servicecidr $1 --type=json -p [{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"c\":\"e\"}}]" \
		"apply -f range.yaml" "apply --server-side --force-conflicts -f range.yaml" "replace -f range.yaml"
}

# through_all NAME WHY CIDR…: a range that was there before the policies is changed by every command;
# WHY each is refused, or '' for none
through_all() {
	local name=$1 why=$2 write

	shift 2
	ok create --save-config -f - < <(range "$name" "$@")
	ok apply -f policy.yaml
	range "$name" "$@" | sed 's/^spec:/  annotations: {new: thing}\n&/' >range.yaml
	while read -r -a write; do
		run "${write[@]}" --dry-run=server
		is err "$why"
		run "${write[@]}"
		is err "$why"
		is code "$((${#why} > 0))"
	done < <(writes "$name")
	printf '#!/bin/sh\ngrep -q edited "$1" || sed -i "s|^  finalizers:|&\\n  - example.com/edited|" "$1"\n' >editor
	chmod +x editor
	export EDITOR=./editor
	run edit servicecidr "$name"
	unset EDITOR
	if [[ $why ]]; then
		like err "error: servicecidrs.networking.k8s.io \"$name\" is invalid
A copy of your changes has been stored to \".*\"
error: Edit cancelled, no valid changes were saved\\."
		is out ''
		ok delete servicecidr "$name" --wait=false
		ok delete -f policy.yaml
		run get servicecidr "$name"
		same 'free to go' "Error from server (NotFound): servicecidrs.networking.k8s.io \"$name\" not found" "$err"
	else
		is out "servicecidr.networking.k8s.io/$name edited"
	fi
	sound
}

start 'an allowed range by every command'
allowed_ranges >policy.yaml
through_all newcidr1 '' 2001:db8:0:0:ffff::/80 10.96.0.0/20

start 'a range that is not allowed by every command'
allowed_ranges >policy.yaml
through_all newcidr1 "$(outside newcidr1)" 172.20.0.0/16

start 'no range by any command'
no_ranges >policy.yaml
through_all newcidr1 "$why" 10.96.1.0/24

start 'what the policies are not for'
ok create -f - < <(range newcidr1 172.20.0.0/16)
ok apply -f - < <(allowed_ranges && echo --- && no_ranges)
gives 'servicecidr.networking.k8s.io/newcidr1 patched' patch servicecidr newcidr1 --subresource=status --type=merge \
	-p '{"status":{"conditions":[{"type":"Other","status":"True","reason":"r","message":"","lastTransitionTime":"2025-05-01T10:00:00Z"}]}}'
run create -f - < <(range kubernetes 192.168.0.0/24)
is err 'Error from server (AlreadyExists): error when creating "STDIN": servicecidrs.networking.k8s.io "kubernetes" already exists'
fails 'The ServiceCIDR "newcidr3" is invalid: spec.cidrs[0]: Invalid value: "10.96.1.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)' \
	create -f - < <(range newcidr3 10.96.1.0)

start 'both, the first by name is told'
ok apply -f - < <(allowed_ranges && echo --- && no_ranges)
fails "$(outside newcidr1)" create -f - < <(range newcidr1 172.20.0.0/16)

start 'a warning, once for each text'
ok apply -f - < <(allowed_ranges Warn)
range newcidr1 172.20.0.0/16 >new.yaml
range newcidr2 172.21.0.0/16 >>new.yaml
run create -f new.yaml
is code 0
is out 'servicecidr.networking.k8s.io/newcidr1 created
servicecidr.networking.k8s.io/newcidr2 created'
is err "Warning: Validation failed for ValidatingAdmissionPolicy 'servicecidrs.default' with binding 'servicecidrs-binding': failed expression: $all_within"
run label servicecidr newcidr1 a=b --warnings-as-errors
is code 1
is err "Warning: Validation failed for ValidatingAdmissionPolicy 'servicecidrs.default' with binding 'servicecidrs-binding': failed expression: $all_within
error: 1 warning received"
is out 'servicecidr.networking.k8s.io/newcidr1 labeled'

# colour ENVIRONMENT…: what a terminal gets to see first of a warning
colour() {
	env -u NO_COLOR "$@" python3 -c 'import os, pty, subprocess, sys
master, slave = pty.openpty()
subprocess.run(sys.argv[1:], stderr=slave, stdout=subprocess.DEVNULL)
print(ascii(os.read(master, 24).decode()))' "$CIDRCTL" annotate servicecidr newcidr1 --overwrite a=$RANDOM$RANDOM
}
same 'yellow' "'\\x1b[33;1mWarning:\\x1b[0m Vali'" "$(colour TERM=xterm)"
same 'a terminal without colours' "'Warning: Validation fail'" "$(colour TERM=dumb)"
same 'colours are not wanted' "'Warning: Validation fail'" "$(colour TERM=xterm NO_COLOR=)"

start 'what the client itself warns of counts for nothing'
service web >web.yaml
ok create -f web.yaml
run apply -f web.yaml --warnings-as-errors
is code 0
like err 'Warning: resource services/web is missing the .*'
run delete -f web.yaml --force --warnings-as-errors
is code 0
like err 'Warning: Immediate deletion does not wait .*'

# ---- each command ----

start 'every command tells an Invalid refusal in one line'
service web >web.yaml
ok create -f web.yaml
in_force services '"validations": [{"expression": "false", "message": "only ours"}]'
why=$(refusal services web p b 'only ours')
fails "$why" label service web a=b
fails "$why" annotate service web a=b
fails "$why" patch service web -p '{"metadata":{"labels":{"a":"b"}}}'
fails "$why" patch service web --type=json -p '[{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]'
fails "$why" replace -f web.yaml
run apply -f web.yaml
is code 1
like err "Warning: .*$why"
fails "$why" apply --server-side --field-manager=x -f web.yaml
fails "$why" delete service web
fails "$why" delete -f web.yaml
export EDITOR='sed -i s/None/ClientIP/'
run edit service web
is code 1
like err 'error: services "web" is invalid
A copy of your changes has been stored to ".*"
error: Edit cancelled, no valid changes were saved\.'
unset EDITOR
fails "$(refusal services other p b 'only ours')" create -f - < <(service other)
sound

start 'every command tells another refusal in its own words'
service web >web.yaml
ok create -f web.yaml
in_force services '"validations": [{"expression": "false", "message": "no", "reason": "Forbidden"}]'
why="services \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"
fails "Error from server (Forbidden): $why" label service web a=b
fails "Error from server (Forbidden): $why" patch service web -p '{"metadata":{"labels":{"a":"b"}}}'
fails "Error from server (Forbidden): $why" delete service web
fails "Error from server (Forbidden): error when replacing \"web.yaml\": $why" replace -f web.yaml
fails "Error from server (Forbidden): error when deleting \"web.yaml\": $why" delete -f web.yaml
service other >other.yaml
fails "Error from server (Forbidden): error when creating \"other.yaml\": ${why/web/other}" create -f other.yaml
fails "Error from server (Forbidden): error when creating \"other.yaml\": ${why/web/other}" apply -f other.yaml
fails "error: failed to create ClusterIP service: ${why/web/more}" create service clusterip more --tcp 80
run apply -f web.yaml
like err "Warning: .*
Error from server \(Forbidden\): error when applying patch:
.*to:
.*for: \"web.yaml\": error when patching \"web.yaml\": services \"web\" is forbidden: .*denied request: no"
sound

start 'RequestEntityTooLarge'
in_force services '"validations": [{"expression": "false", "message": "no", "reason": "RequestEntityTooLarge"}]'
service web >web.yaml
fails "Error from server (RequestEntityTooLarge): error when creating \"web.yaml\": services \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no" \
	create -f web.yaml

start 'two refusals of one command'
in_force services '"validations": [{"expression": "false"}]'
{ service a; service b; } >two.yaml
run create -f two.yaml
is err "Error from server (Invalid): error when creating \"two.yaml\": services \"a\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: false
Error from server (Invalid): error when creating \"two.yaml\": services \"b\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: false"
is code 1

start 'a refused Service gives its address back'
in_force services '"validations": [{"expression": "object.metadata.name != '"'web'"'"}]'
run create -f - < <(service web 10.96.0.10)
is code 1
ok create -f - < <(service other 10.96.0.10)
sound

# ---- what validations say ----

# says VALIDATION MESSAGE [SPEC…]: how a refusal of Service x goes on
says() {
	local validation=$1 message=$2

	shift 2
	start "$validation $*"
	in_force services "\"validations\": [$validation]" "$@"
	fails "$(refusal services x p b "$message")" create -f - < <(service x)
}
# admits VALIDATION [SPEC…]
admits() {
	local validation=$1

	shift
	start "$validation $*"
	in_force services "\"validations\": [$validation]" "$@"
	ok create -f - < <(service x)
}

bad="object.spec.foo == 1"
error="expression 'object.spec.foo == 1' resulted in error: no such key: foo"
admits '{"expression": "true"}'
admits '{"expression": "true"}, {"expression": "'"$bad"'"}' '"failurePolicy": "Ignore"'
says '{"expression": "true"}, {"expression": "'"$bad"'"}' "$error"
says '{"expression": "false"}' 'failed expression: false'
says '{"expression": " 1 >\n 2 "}' $'failed expression: 1 >\n 2'
says '{"expression": "false", "message": " test "}' 'test'
says '{"expression": "false", "message": "I am overwritten", "messageExpression": "\"evaluated message\""}' \
	'evaluated message'
says '{"expression": "false", "message": "test1", "messageExpression": "string(object.spec.foo)"}' test1
says '{"expression": "false", "message": "test1", "messageExpression": "'"'  '"'"}' test1
says '{"expression": "false", "message": "test1", "messageExpression": "'"'a\\\\nb'"'"}' test1
says '{"expression": "false"}, {"expression": "false", "message": "second"}' 'failed expression: false'
says '{"expression": "variables.name == '"'y'"'", "messageExpression": "variables.name + variables.more"}' 'x and more' \
	'"variables": [{"name": "name", "expression": "string(object.metadata.name)"}, {"name": "more", "expression": "'"' and more'"'"}]'
says '{"expression": "variables.bad == 1"}' \
	"expression 'variables.bad == 1' resulted in error: composited variable \"bad\" fails to evaluate: no such key: foo" \
	'"variables": [{"name": "bad", "expression": "object.spec.foo"}]'
admits '{"expression": "oldObject == null || oldObject.spec == object.spec"}'
says '{"expression": "oldObject.spec == object.spec"}' \
	"expression 'oldObject.spec == object.spec' resulted in error: no such key: spec"
admits '{"expression": "request.operation == '"'CREATE'"' && request.userInfo.username == '"'kubernetes-admin'"' && request.namespace == '"'default'"' && request.resource.resource == '"'services'"' && !request.dryRun && request.options.fieldManager == '"'kubectl-create'"'"}'
admits '{"expression": "namespaceObject.metadata.name == '"'default'"' && namespaceObject.status.phase == '"'Active'"'"}'
admits '{"expression": "authorizer.group('"''"').resource('"'services'"').check('"'create'"').allowed()"}'
admits '{"expression": "object.apiVersion == '"'v1'"' && object.kind == '"'Service'"' && object.spec.clusterIP.startsWith('"'10.96.'"')"}'

# ---- match conditions ----

start 'a condition that is false skips the policy, whatever fails'
in_force services '"validations": [{"expression": "false"}]' \
	'"matchConditions": [{"name": "err", "expression": "object.spec.foo == 1"}, {"name": "not", "expression": "false"}]'
ok create -f - < <(service x)

start 'a condition that fails'
in_force services '"validations": [{"expression": "true"}]' \
	'"matchConditions": [{"name": "err", "expression": "object.spec.foo == 1"}]'
fails "$(refusal services x p b "$error")" create -f - < <(service x)
ok patch validatingadmissionpolicy p --type=merge -p '{"spec":{"failurePolicy":"Ignore"}}'
ok create -f - < <(service x)

# ---- parameters ----

start 'parameters of a ConfigMap'
config() {
	jq -nc --arg name "$1" --arg max "$2" --arg env "${3-}" '{apiVersion: "v1", kind: "ConfigMap",
		metadata: {name: $name, labels: {env: $env}}, data: {max: $max}}'
}
ok create -f - < <(policy p services '"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"}' \
	'"validations": [{"expression": "params != null && object.spec.ports.size() <= int(params.data.max)", "messageExpression": "'"'at most ' + params.data.max"'"}]')
ok create -f - < <(binding b p Deny '"paramRef": {"name": "limits", "parameterNotFoundAction": "Deny"}')
fails "$(refusal services x p b 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction')" \
	create -f - < <(service x)
ok create -f - < <(config limits 1)
ok create -f - < <(service x)
ok replace -f - < <(config limits 0)
fails "$(refusal services other p b 'at most 0')" create -f - < <(service other)
gives $'NAME     DATA   AGE\nlimits   1      0s' get cm
ok patch validatingadmissionpolicybinding b --type=merge -p \
	'{"spec":{"paramRef":{"name":null,"selector":{"matchLabels":{"env":"prod"}},"parameterNotFoundAction":"Allow"}}}'
ok create -f - < <(service other)
ok create -f - < <(config one 1 prod && config zero 0 prod)
fails "$(refusal services z p b 'at most 0')" create -f - < <(service z)
ok delete cm zero
ok create -f - < <(service z)
sound

start 'a kind of parameters that there is not'
ok create -f - < <(policy p services '"paramKind": {"apiVersion": "rules.example.com/v1", "kind": "Limit"}' \
	'"validations": [{"expression": "true"}]' && binding b p Warn)
fails "The services \"x\" is invalid: : ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'rules.example.com/v1, Kind=Limit'" \
	create -f - < <(service x)

start 'parameters in a namespace for an object without one'
ok create -f - < <(policy p servicecidrs '"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"}' \
	'"validations": [{"expression": "true"}]' &&
	binding b p Deny '"paramRef": {"name": "limits", "parameterNotFoundAction": "Allow"}')
fails "$(refusal servicecidrs x p b 'failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources')" \
	create -f - < <(range x 10.97.0.0/24)

# ---- what is not subject, and what is ----

start 'policies are never subject to policies'
in_force '*' '"validations": [{"expression": "false"}]'
ok label validatingadmissionpolicy p a=b
ok label validatingadmissionpolicybinding b a=b
ok create -f - < <(policy q services '"validations": [{"expression": "true"}]')
run create namespace n
is code 1
ok delete validatingadmissionpolicybinding b
ok create namespace n

start 'the status subresource is a resource of its own'
in_force services/status '"validations": [{"expression": "false", "message": "not the status"}]'
ok create -f - < <(service x | sed 's/^spec:/&\n  type: LoadBalancer/')
ok label service x a=b
fails "$(refusal services x p b 'not the status')" patch service x --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}'

start 'a generated name is known'
in_force services '"validations": [{"expression": "object.metadata.name != '"''"' && request.name == object.metadata.name && request.name.startsWith('"'web-'"')"}]'
run create -f - < <(service x | sed 's/name: x/generateName: web-/')
is err ''
is code 0

start 'an object that exists already is tried against the policies first'
ok create -f - < <(service x)
in_force services '"validations": [{"expression": "request.operation != '"'CREATE'"'", "message": "no"}]'
fails "$(refusal services x p b no)" create -f - < <(service x)

start 'deleting'
ok create -f - < <(service x)
in_force services '"validations": [{"expression": "request.operation != '"'DELETE'"' || (object == null && oldObject.metadata.name != '"'x'"')", "message": "stays"}]'
fails "$(refusal services x p b stays)" delete service x
ok create -f - < <(service other)
gives 'service "other" deleted' delete service other

# ---- several bindings ----

start 'one warns, one denies'
ok create -f - < <(policy p services '"validations": [{"expression": "false"}]' && binding a p Warn && binding b p Deny)
fails "Warning: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'a': failed expression: false
$(refusal services x p b 'failed expression: false')" create -f - < <(service x)

start 'a binding narrows'
ok create namespace other
ok label namespace other env=prod
ok create -f - < <(policy p services '"validations": [{"expression": "false"}]' &&
	binding b p Deny '"matchResources": {"namespaceSelector": {"matchLabels": {"env": "prod"}}}')
ok create -f - < <(service x)
run create -n other -f - < <(service x)
is code 1

# ---- warnings ----

start 'a warning with a line feed cannot be sent'
ok create -f - < <(policy p services '"validations": [{"expression": "1 >\n2"}]' && binding b p Warn)
ok create -f - < <(service x)

start 'warnings that are too long together are cut'
long=$(printf 'x%.0s' {1..300})
ok create -f - < <(policy p services "$(seq 20 | jq -sc --arg long "$long" \
	'"\"validations\": \(map({expression: "false", message: "\(.) \($long)"}))"' -r)" && binding b p Warn)
run create -f - < <(service x)
is code 0
same 'the most of each' 266 "$(head -1 <<<"$err" | wc -c)"
same 'sixteen of them' 16 "$(wc -l <<<"$err")"

# ---- those who were refused try again ----

start 'a namespace that a policy keeps from being emptied'
ok create namespace team
ok create -n team -f - < <(service x)
in_force services '"validations": [{"expression": "request.operation != '"'DELETE'"' || has(request.name)"}]'
run delete namespace team --wait=false
is code 0
gives Terminating get namespace team -o 'jsonpath={.status.phase}'
ok delete validatingadmissionpolicybinding b
run get namespace team
is err 'Error from server (NotFound): namespaces "team" not found'
sound

# ---- the policy itself ----

start 'an expression that does not compile'
fails $'The ValidatingAdmissionPolicy "p" is invalid: spec.validations[0].expression: Invalid value: "object.metadata.name == foo": compilation failed: ERROR: <input>:1:25: undeclared reference to \'foo\' (in container \'\')\n | object.metadata.name == foo\n | ........................^' \
	create -f - < <(policy p services '"validations": [{"expression": "object.metadata.name == foo"}]')

start 'versions and kinds that are not served'
for kind in v1alpha1/ValidatingAdmissionPolicy v1alpha1/MutatingAdmissionPolicy; do
	fails "error: resource mapping not found for name: \"m\" namespace: \"\" from \"STDIN\": no matches for kind \"${kind#*/}\" in version \"admissionregistration.k8s.io/${kind%/*}\"
ensure CRDs are installed first" \
		create -f - < <(printf 'apiVersion: admissionregistration.k8s.io/%s\nkind: %s\nmetadata: {name: m}\n' "${kind%/*}" "${kind#*/}")
done

start 'several mistakes'
fails $'The ValidatingAdmissionPolicy "p" is invalid: \n* spec.failurePolicy: Unsupported value: "X": supported values: "Fail", "Ignore"\n* spec.validations[0].expression: Invalid value: "foo": compilation failed: ERROR: <input>:1:1: undeclared reference to \'foo\' (in container \'\')\n | foo\n | ^\n* spec.validations[0].reason: Unsupported value: "Unauthorized": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"' \
	create -f - < <(policy p services '"failurePolicy": "X"' '"validations": [{"expression": "foo", "reason": "Unauthorized"}]')

start 'a name that the server makes'
run create -f - < <(policy p services '"auditAnnotations": [{"key": "a", "valueExpression": "null"}]' | jq -c '.metadata = {generateName: "p-"}')
is code 0
fails $'The ValidatingAdmissionPolicy "" is invalid: \n* metadata.name: Required value: name or generateName is required\n* spec.auditAnnotations[0].key: Invalid value: "a": requires metadata.name be non-empty' \
	create -f - < <(policy '' services '"auditAnnotations": [{"key": "a", "valueExpression": "null"}]')

start 'a policy guards what comes after it in its file'
{ service before && echo --- && policy p services '"validations": [{"expression": "false", "message": "too late"}]' && echo --- && binding b p Deny && service after; } >all.yaml
run apply -f all.yaml
is code 1
is out 'service/before created
validatingadmissionpolicy.admissionregistration.k8s.io/p created
validatingadmissionpolicybinding.admissionregistration.k8s.io/b created'
is err "$(refusal services after p b 'too late')"
run delete -f all.yaml
is out 'validatingadmissionpolicy.admissionregistration.k8s.io "p" deleted
validatingadmissionpolicybinding.admissionregistration.k8s.io "b" deleted'
is err "Error from server (Invalid): error when deleting \"all.yaml\": services \"before\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too late
Error from server (NotFound): error when deleting \"all.yaml\": services \"after\" not found"
ok delete service before

start 'without its policy a binding does nothing'
in_force services '"validations": [{"expression": "false"}]'
run create -f - < <(service x)
is code 1
ok delete validatingadmissionpolicy p
ok create -f - < <(service x)

start 'a PUT of a policy names what it replaces'
in_force services '"validations": [{"expression": "true"}]'
policy p services '"validations": [{"expression": "1 == 1"}]' >p.json
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p replaced' replace -f p.json
gives '2' get validatingadmissionpolicy p -o 'jsonpath={.metadata.generation}'

start 'type checking'
ok create -f - < <(policy p services '"validations": [{"expression": "object.spec.replicas > 1"}]' |
	jq -c '.spec.matchConstraints.resourceRules[0] |= (.apiGroups = [""] | .apiVersions = ["v1"])')
gives $'spec.validations[0].expression: /v1, Kind=Service: ERROR: <input>:1:12: undefined field \'replicas\'\n | object.spec.replicas > 1\n | ...........^' \
	get validatingadmissionpolicy p -o 'jsonpath={range .status.typeChecking.expressionWarnings[*]}{.fieldRef}: {.warning}{end}'
policy p services '"validations": [{"expression": "object.spec.type != '"''"'"}]' |
	jq -c '.spec.matchConstraints.resourceRules[0] |= (.apiGroups = [""] | .apiVersions = ["v1"])' >p.json
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p replaced' replace -f p.json
gives '2 ' get validatingadmissionpolicy p -o 'jsonpath={.status.observedGeneration} {.status.typeChecking.expressionWarnings}'

# ---- the audit log ----

start 'the audit log'
ok apply -f - < <(allowed_ranges)
run create --audit-log audit.log -f - < <(range x 172.20.0.0/16)
is code 1
run create --audit-log audit.log -f - < <(range inside 10.96.1.0/24)
is code 0
same 'who, what and how' 'kubernetes-admin create servicecidrs.networking.k8s.io x forbid
kubernetes-admin create servicecidrs.networking.k8s.io inside allow' \
	"$(jq -r 'select(.user == "kubernetes-admin") | "\(.user) \(.verb) \(.resource) \(.name) \(.decision)"' audit.log)"
same 'the annotation' "[{\"message\":\"failed expression: $all_within\",\"policy\":\"servicecidrs.default\",\"binding\":\"servicecidrs-binding\",\"expressionIndex\":0,\"validationActions\":[\"Deny\",\"Audit\"]}]" \
	"$(jq -r 'select(.name == "x").annotations["validation.policy.admission.k8s.io/validation_failure"]' audit.log)"
CIDRCTL_AUDIT_LOG=$PWD/other.log run create -f - < <(range z 172.20.0.0/16)
same 'by the variable' 1 "$(wc -l <other.log)"
fails 'error: cannot write the audit log no/such/folder: No such file or directory' \
	create --audit-log no/such/folder -f - < <(range z 172.20.0.0/16)

start 'audit annotations'
ok create -f - < <(policy p services '"auditAnnotations": [
	{"key": "name", "valueExpression": "'"'made ' + object.metadata.name"'"},
	{"key": "nothing", "valueExpression": "null"}]' && binding b p Audit)
run create --audit-log audit.log -f - < <(service x)
same 'what was published' '{"p/name":"made x"}' "$(jq -c .annotations audit.log)"

start 'an audit annotation that fails'
ok create -f - < <(policy p services '"auditAnnotations": [{"key": "name", "valueExpression": "string(object.spec.foo)"}]' && binding b p Warn)
fails "$(refusal services x p b "expression 'string(object.spec.foo)' resulted in error: no such key: foo")" create -f - < <(service x)
ok patch validatingadmissionpolicy p --type=merge -p '{"spec":{"failurePolicy":"Ignore"}}'
ok create -f - < <(service x)

finish
