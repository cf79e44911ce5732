#!/usr/bin/env bash
# policy test from outside: what policies in files make of objects in files, without a state file and
# as changes of one.
. "$(dirname "$0")/lib.sh"

export CIDRCTL_NOW=2025-05-01T10:00:00Z

# policy NAME RESOURCE SPEC…: a policy for every operation on the resource; each SPEC is a member of
# spec in JSON
policy() {
	local name=$1 resource=$2

	shift 2
	printf -- '---\n'
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
	printf -- '---\n'
	jq -nc --arg name "$1" --arg policy "$2" --arg action "$3" --argjson more "{${4-}}" '{
		apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicyBinding",
		metadata: {name: $name},
		spec: ({policyName: $policy, validationActions: [$action]} + $more)}'
}

# config_map NAME DATA [LABELS]
config_map() {
	printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {%s}}\ndata: {%s}\n' \
		"$1" "${3-}" "$2"
}

# namespace NAME [LABELS]
namespace() {
	printf -- '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {%s}}\n' "$1" "${2-}"
}

# judge FILE ARG…: the table, every run of blanks one blank, costs left out, with the exit status
# behind it
judge() {
	run policy test -f "$@"
	table=$(sed -E 's/ +/ /g; s/^ /  /; s/[0-9]+\/(10000000|2500000)/N/g' <<<"$out")
	table+=$'\n'"exit $code"
}

# says TABLE: what judge saw, header left out, nothing on stderr
says() {
	is err ''
	same 'table' "$1" "$(tail -n +2 <<<"$table")"
}

within='object.spec.cidrs.all(c, cidr(variables.allowed).containsCIDR(c))'
allowed='"variables": [{"name": "allowed", "expression": "'"'10.96.0.0/16'"'"}, {"name": "spare", "expression": "1"}]'

# ---- allow and deny ----

t 'a table'
{
	policy ranges servicecidrs "$allowed" '"validations": [{"expression": "'"$within"'"}, {"expression": "object.metadata.name.startsWith('"'new'"')", "messageExpression": "'"'not new: ' + object.metadata.name"'", "reason": "Forbidden"}]'
	binding ranges-binding ranges Deny
	range new1 10.96.1.0/24
	range new2 172.20.0.0/16
	range other 10.96.2.0/24 fd00::/112
} >all.yaml
run policy test -f all.yaml
is err ''
is code 1
is out "OBJECT                                POLICY   BINDING          RESULT    VALIDATION       COST
servicecidr.networking.k8s.io/new1    ranges   ranges-binding   Allowed   <none>           24/10000000
servicecidr.networking.k8s.io/new2    ranges   ranges-binding   Denied    validations[0]   24/10000000
  validations[0]: failed expression: $within
servicecidr.networking.k8s.io/other   ranges   ranges-binding   Denied    validations[0]   35/10000000
  validations[0]: failed expression: $within
  validations[1]: not new: other"
same 'no state file' all.yaml "$(ls -A)"

t 'variables and costs'
{
	policy ranges servicecidrs "$allowed" '"validations": [{"expression": "'"$within"'"}]' \
		'"matchConditions": [{"name": "not-kubernetes", "expression": "object.metadata.name != '"'kubernetes'"'"}]'
	binding b ranges Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml -o wide
says '<none> servicecidr.networking.k8s.io/new CREATE ranges b <none> Allowed <none> N
  variables.allowed = "10.96.0.0/16"
  variables.spare is not used
  cost: matchConditions N, validations N, auditAnnotations N
exit 0'

t 'policies that are not for an object'
{
	policy only-services services '"validations": [{"expression": "false"}]'
	binding b only-services Deny
	policy labelled servicecidrs '"validations": [{"expression": "false"}]' \
		'"matchConditions": [{"name": "never", "expression": "false"}]'
	binding c labelled Deny '"matchResources": {"objectSelector": {"matchLabels": {"a": "b"}}}'
	binding d labelled Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says 'servicecidr.networking.k8s.io/new labelled d Skipped matchConditions[never] N
exit 0'
judge all.yaml -o wide
says '<none> servicecidr.networking.k8s.io/new CREATE labelled c <none> NotMatched objectSelector <none>
<none> servicecidr.networking.k8s.io/new CREATE labelled d <none> Skipped matchConditions[never] N
  cost: matchConditions N, validations N, auditAnnotations N
<none> servicecidr.networking.k8s.io/new CREATE only-services <none> <none> NotMatched resourceRules <none>
exit 0'

t 'an object that no policy is for'
{
	policy p services '"validations": [{"expression": "false"}]'
	binding b p Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says 'servicecidr.networking.k8s.io/new <none> <none> NotMatched <none> <none>
exit 0'

t 'Warn and Audit'
{
	policy p servicecidrs '"validations": [{"expression": "false", "message": "no"}]'
	binding audits p Audit
	binding warns p Warn
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says 'servicecidr.networking.k8s.io/new p audits Audited validations[0] N
  validations[0]: no
servicecidr.networking.k8s.io/new p warns Warned validations[0] N
  validations[0]: no
exit 0'

t 'a message of several lines'
{
	policy p servicecidrs '"validations": [{"expression": "false &&\nobject.metadata.name == '"''"'"}]'
	binding b p Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says "servicecidr.networking.k8s.io/new p b Denied validations[0] N
  validations[0]: failed expression: false &&
  object.metadata.name == ''
exit 1"

# ---- errors ----

error_of_b="expression 'object.spec.b == 1' resulted in error: no such key: b"

t 'an error under Fail'
{
	policy p servicecidrs '"validations": [{"expression": "true"}, {"expression": "object.spec.b == 1"}]'
	binding b p Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says "servicecidr.networking.k8s.io/new p b Denied validations[1] N
  validations[1]: $error_of_b
exit 1"

t 'an error under Ignore'
{
	policy p servicecidrs '"failurePolicy": "Ignore"' '"validations": [{"expression": "object.spec.b == 1"}]'
	binding b p Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says "servicecidr.networking.k8s.io/new p b Allowed <none> N
  validations[0]: $error_of_b
  ignored: failurePolicy is Ignore
exit 0"

t 'an error of a match condition'
for failure in Fail Ignore; do
	{
		policy p servicecidrs "\"failurePolicy\": \"$failure\"" '"validations": [{"expression": "true"}]' \
			'"matchConditions": [{"name": "c", "expression": "object.spec.b == 1"}]'
		binding b p Deny
		range new 10.96.1.0/24
	} >$failure.yaml
done
judge Fail.yaml
says "servicecidr.networking.k8s.io/new p b Denied matchConditions N
  matchConditions[c]: $error_of_b
exit 1"
judge Ignore.yaml
says "servicecidr.networking.k8s.io/new p b Skipped matchConditions[c] N
  matchConditions[c]: $error_of_b
exit 0"

t 'a variable that fails'
{
	policy p servicecidrs '"variables": [{"name": "v", "expression": "object.spec.b"}]' \
		'"validations": [{"expression": "variables.v == 1"}]'
	binding b p Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml -o wide
says "<none> servicecidr.networking.k8s.io/new CREATE p b <none> Denied validations[0] N
  validations[0]: expression 'variables.v == 1' resulted in error: composited variable \"v\" fails to evaluate: no such key: b
  variables.v: composited variable \"v\" fails to evaluate: no such key: b
  cost: matchConditions N, validations N, auditAnnotations N
exit 1"

t 'audit annotations'
{
	policy p servicecidrs '"auditAnnotations": [{"key": "seen", "valueExpression": "string(object.metadata.name)"}, {"key": "bad", "valueExpression": "string(object.spec.b)"}]'
	binding b p Warn
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
says "servicecidr.networking.k8s.io/new p b Denied auditAnnotations[bad] N
  auditAnnotations[bad]: expression 'string(object.spec.b)' resulted in error: no such key: b
exit 1"
judge all.yaml -o wide
says "<none> servicecidr.networking.k8s.io/new CREATE p b <none> Denied auditAnnotations[bad] N
  auditAnnotations[seen]: new
  auditAnnotations[bad]: expression 'string(object.spec.b)' resulted in error: no such key: b
  cost: matchConditions N, validations N, auditAnnotations N
exit 1"

t 'a budget that is used up'
{
	one='{"expression": "variables.n.all(a, variables.n.all(b, a + b > 0))"}'
	policy p servicecidrs "\"variables\": [{\"name\": \"n\", \"expression\": \"[$(seq -s, 1 100)]\"}]" \
		"\"validations\": [$one$(for _ in {1..199}; do printf ',%s' "$one"; done)]"
	binding b p Deny
	range new 10.96.1.0/24
} >all.yaml
run policy test -f all.yaml
is code 1
like out '.*Denied +validations .*
  validations: validation failed due to running out of cost budget, no further validation rules will be run'

t 'wrong policies'
{
	policy p servicecidrs '"validations": [{"expression": "object.metadata.name == foo"}]'
	range new 10.96.1.0/24
} >all.yaml
fails "The ValidatingAdmissionPolicy \"p\" is invalid: spec.validations[0].expression: Invalid value: \"object.metadata.name == foo\": compilation failed: ERROR: <input>:1:25: undeclared reference to 'foo' (in container '')
 | object.metadata.name == foo
 | ........................^" policy test -f all.yaml
{
	policy p servicecidrs '"variable": []'
	binding b p Refuse
} >all.yaml
fails 'Error from server (BadRequest): error when reading "all.yaml": ValidatingAdmissionPolicy in version "v1" cannot be handled as a ValidatingAdmissionPolicy: strict decoding error: unknown field "spec.variable"
Error from server (Invalid): error when reading "all.yaml": ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io "b" is invalid: spec.validationActions[0]: Unsupported value: "Refuse": supported values: "Audit", "Deny", "Warn"' \
	policy test -f all.yaml

t 'wrong objects'
{
	policy p servicecidrs '"validations": [{"expression": "true"}]'
	binding b p Deny
	range new 10.96.1.0
	range other 10.96.1.0/24 | sed 's/spec:/spec:\n  colour: red/'
	range last 10.96.1.0/24
} >all.yaml
judge all.yaml
says 'servicecidr.networking.k8s.io/new <none> <none> Invalid <none> <none>
  ServiceCIDR.networking.k8s.io "new" is invalid: spec.cidrs[0]: Invalid value: "10.96.1.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
servicecidr.networking.k8s.io/other <none> <none> Invalid <none> <none>
  ServiceCIDR in version "v1" cannot be handled as a ServiceCIDR: strict decoding error: unknown field "spec.colour"
servicecidr.networking.k8s.io/last p b Allowed <none> N
exit 1'
printf -- '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n' >>all.yaml
run policy test -f all.yaml
is code 1
is err 'error: resource mapping not found for name: "web" namespace: "" from "all.yaml": no matches for kind "Deployment" in version "apps/v1"
ensure CRDs are installed first'
like out 'OBJECT.*Allowed.*'

# ---- what belongs together ----

t 'a policy without a binding'
{
	policy p servicecidrs '"validations": [{"expression": "false", "message": "no"}]'
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
is err "Warning: policy 'p' has no binding: it is tried as if one with validationActions [Deny] were there"
same 'table' 'servicecidr.networking.k8s.io/new p <none> Denied validations[0] N
  validations[0]: no
exit 1' "$(tail -n +2 <<<"$table")"
same 'no binding' null "$("$CIDRCTL" policy test -f all.yaml -o json 2>/dev/null | jq '.objects[0].policies[0].binding')"

t 'a binding without its policy'
{
	policy p servicecidrs '"validations": [{"expression": "true"}]'
	binding b p Deny
	binding c q Deny
	range new 10.96.1.0/24
} >all.yaml
judge all.yaml
is err "Warning: binding 'c' does nothing: there is no policy 'q'"
same 'table' 'servicecidr.networking.k8s.io/new p b Allowed <none> N
exit 0' "$(tail -n +2 <<<"$table")"

t 'several files, in any order'
range new 10.96.1.0/24 >object.yaml
mkdir policies
binding b p Deny >policies/binding.yaml
policy p servicecidrs '"validations": [{"expression": "true"}]' >policies/policy.yaml
judge object.yaml -f policies
says 'servicecidr.networking.k8s.io/new p b Allowed <none> N
exit 0'

t 'nothing to try'
policy p servicecidrs '"validations": [{"expression": "true"}]' >policy.yaml
binding b p Deny >>policy.yaml
gives 'No objects to try' policy test -f policy.yaml
range new 10.96.1.0/24 >object.yaml
fails 'error: the files hold no ValidatingAdmissionPolicy; with --against-state those of the state are tried' \
	policy test -f object.yaml

# ---- params ----

most='"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"}'
most+=', "validations": [{"expression": "size(object.spec.ports) <= int(params.data.max)", "messageExpression": "'"'at most ' + params.data.max"'"}]'

t 'a param by name'
{
	config_map limits 'max: "0"'
	policy ports services "$most"
	binding b ports Deny '"paramRef": {"name": "limits", "parameterNotFoundAction": "Deny"}'
	service web
} >all.yaml
judge all.yaml -o wide
says 'default service/web CREATE ports b default/limits Denied validations[0] N
  validations[0]: at most 0
  cost: matchConditions N, validations N, auditAnnotations N
exit 1'

t 'params by label'
{
	config_map many 'max: "9"' 'for: ports'
	config_map few 'max: "0"' 'for: ports'
	config_map other 'max: "0"'
	policy ports services "$most"
	binding b ports Deny '"paramRef": {"selector": {"matchLabels": {"for": "ports"}}, "parameterNotFoundAction": "Deny"}'
	service web
} >all.yaml
run policy test -f all.yaml -o json
is code 1
same 'each param' 'few Denied
many Allowed' "$(jq -r '.objects[].policies[] | .param.name + " " + .result' <<<"$out")"

t 'a param that is missing'
for action in Allow Deny; do
	{
		policy ports services "$most"
		binding b ports Warn '"paramRef": {"name": "limits", "parameterNotFoundAction": "'$action'"}'
		service web
	} >$action.yaml
done
judge Allow.yaml
says 'service/web ports b Skipped paramRef <none>
exit 0'
judge Deny.yaml
says 'service/web ports b Denied paramRef <none>
  paramRef: no params found for policy binding with `Deny` parameterNotFoundAction
exit 1'

t 'a kind of params that there is not'
{
	policy p services '"paramKind": {"apiVersion": "example.com/v1", "kind": "Limit"}' '"validations": [{"expression": "true"}]'
	binding b p Deny '"paramRef": {"name": "a", "parameterNotFoundAction": "Deny"}'
	service web
} >all.yaml
judge all.yaml
says "service/web p <none> Denied paramKind <none>
  paramKind: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limit'
exit 1"

# ---- namespaces ----

t 'namespaces'
{
	namespace prod 'env: prod'
	policy p services '"validations": [{"expression": "namespaceObject.metadata.name == '"'prod'"' && false"}]'
	binding b p Deny '"matchResources": {"namespaceSelector": {"matchLabels": {"env": "prod"}}}'
	service a | sed 's/name: a/name: a\n  namespace: prod/'
	service b
} >all.yaml
judge all.yaml
says "service/a p b Denied validations[0] N
  validations[0]: failed expression: namespaceObject.metadata.name == 'prod' && false
service/b <none> <none> NotMatched <none> <none>
exit 1"

t 'a Namespace that a policy is for'
{
	namespace prod
	policy p namespaces '"validations": [{"expression": "has(object.metadata.labels.env)", "message": "which env?"}]'
	binding b p Deny
} >all.yaml
judge all.yaml
says 'namespace/prod p b Denied validations[0] N
  validations[0]: which env?
exit 1'

# ---- requests ----

t 'what policies see'
{
	policy p services '"validations": [{"expression": "object.spec.type == '"'ClusterIP'"' && object.spec.ports[0].protocol == '"'TCP'"' && has(object.metadata.uid) && object.metadata.creationTimestamp == '"'2025-05-01T10:00:00Z'"' && !has(object.spec.clusterIP)"}, {"expression": "request.userInfo.username == '"'kubernetes-admin'"' && request.namespace == '"'team'"' && request.operation == '"'CREATE'"'"}]'
	binding b p Deny
	service web
} >all.yaml
judge all.yaml -n team
says 'service/web p b Allowed <none> N
exit 0'

t 'a generated name'
{
	policy p servicecidrs '"validations": [{"expression": "request.name == object.metadata.name && object.metadata.name.startsWith('"'new-'"')"}]'
	binding b p Deny
	range x 10.96.1.0/24 | sed 's/name: x/generateName: new-/'
} >all.yaml
judge all.yaml
says 'servicecidr.networking.k8s.io/new-xxxxx p b Allowed <none> N
exit 0'

t 'updates'
{
	policy p servicecidrs '"validations": [{"expression": "oldObject == null || object.spec == oldObject.spec", "messageExpression": "request.operation + '"' of '"' + oldObject.metadata.labels.a"}]'
	binding b p Deny
} >policy.yaml
{
	range a 10.96.1.0/24
	range b 10.96.2.0/24
} >new.yaml
range a 10.96.0.0/24 | sed 's/name: a/name: a\n  labels: {a: before}/' >old.yaml
judge policy.yaml -f new.yaml --old-object old.yaml -o wide
says '<none> servicecidr.networking.k8s.io/a UPDATE p b <none> Denied validations[0] N
  validations[0]: UPDATE of before
  cost: matchConditions N, validations N, auditAnnotations N
<none> servicecidr.networking.k8s.io/b CREATE p b <none> Allowed <none> N
  cost: matchConditions N, validations N, auditAnnotations N
exit 1'
judge policy.yaml -f new.yaml --old-object old.yaml --operation CREATE
says 'servicecidr.networking.k8s.io/a p b Allowed <none> N
servicecidr.networking.k8s.io/b p b Allowed <none> N
exit 0'
judge policy.yaml -f new.yaml --operation UPDATE
says 'servicecidr.networking.k8s.io/a <none> <none> Invalid <none> <none>
  --old-object has no object of that kind and name to update
servicecidr.networking.k8s.io/b <none> <none> Invalid <none> <none>
  --old-object has no object of that kind and name to update
exit 1'
fails 'error: open nix.yaml: no such file or directory' policy test -f policy.yaml --old-object nix.yaml

t 'deletes'
{
	policy p servicecidrs '"validations": [{"expression": "object == null && oldObject.metadata.name != '"'b'"'", "message": "stays"}]'
	binding b p Deny
	range a 10.96.1.0/24
	range b 10.96.2.0/24
} >all.yaml
judge all.yaml --operation DELETE
says 'servicecidr.networking.k8s.io/a p b Allowed <none> N
servicecidr.networking.k8s.io/b p b Denied validations[0] N
  validations[0]: stays
exit 1'

# ---- JSON ----

t 'JSON'
{
	policy p servicecidrs "$allowed" '"validations": [{"expression": "'"$within"'", "reason": "Forbidden"}]' \
		'"matchConditions": [{"name": "c", "expression": "true"}]' \
		'"auditAnnotations": [{"key": "k", "valueExpression": "variables.allowed"}]'
	binding b p Deny
	binding c p Audit
	policy other services '"validations": [{"expression": "true"}]'
	binding d other Deny
	range new 172.20.0.0/16
} >all.yaml
run policy test -f all.yaml -o json
is code 1
is err ''
same 'the answer' 'false' "$(jq .allowed <<<"$out")"
same 'the object' '{"object":{"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","name":"new","file":"all.yaml"},"operation":"CREATE","result":"Denied","allowed":false,"denials":[{"message":"ValidatingAdmissionPolicy '"'p'"' with binding '"'b'"' denied request: failed expression: '"$within"'","reason":"Forbidden"}],"warnings":[],"auditAnnotations":["p/k","validation.policy.admission.k8s.io/validation_failure"]}' \
	"$(jq -c '.objects[0] | del(.policies) | .auditAnnotations |= keys' <<<"$out")"
same 'the policies' '{"policy":"other","binding":null,"result":"NotMatched","decidedBy":"resourceRules"}
{"policy":"p","binding":"b","result":"Denied","decidedBy":"validations[0]"}
{"policy":"p","binding":"c","result":"Audited","decidedBy":"validations[0]"}' \
	"$(jq -c '.objects[0].policies[] | {policy, binding, result, decidedBy}' <<<"$out")"
same 'one evaluation' '{"matchConditions":[{"name":"c","expression":"true","verdict":"True","cost":0}],"variables":[{"name":"allowed","used":true,"value":"\"10.96.0.0/16\"","cost":0},{"name":"spare","used":false,"cost":0}],"validations":[{"expression":"'"$within"'","verdict":"False","message":"failed expression: '"$within"'","reason":"Forbidden","cost":15}],"auditAnnotations":[{"key":"k","published":true,"value":"10.96.0.0/16","cost":2}],"cost":{"matchConditions":{"used":0,"budget":2500000},"validations":{"used":15,"budget":10000000},"auditAnnotations":{"used":2,"budget":10000000}}}' \
	"$(jq -c '.objects[0].policies[1] | del(.policy, .binding, .result, .decidedBy)' <<<"$out")"

t 'JSON of errors'
{
	policy p servicecidrs '"validations": [{"expression": "object.spec.b == 1"}]'
	binding b p Deny
	range bad 10.96.1.0
	range new 10.96.1.0/24
} >all.yaml
run policy test -f all.yaml -o json
same 'an object' 'Invalid ServiceCIDR.networking.k8s.io "bad" is invalid: spec.cidrs[0]: Invalid value: "10.96.1.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)' \
	"$(jq -r '.objects[0] | .result + " " + .error' <<<"$out")"
same 'a validation' "{\"expression\":\"object.spec.b == 1\",\"verdict\":\"Error\",\"message\":\"$error_of_b\",\"cost\":4}" \
	"$(jq -c '.objects[1].policies[0].validations[0]' <<<"$out")"

# ---- against a state ----

in_state() {
	t "$1"
	ok init --service-cluster-ip-range 10.96.0.0/24
}

in_state 'objects as changes of a state'
ok create service clusterip web --tcp 80
ip=$(query .spec.clusterIP service web)
{
	policy p services '"validations": [{"expression": "object.spec.clusterIP.startsWith('"'10.96.0.'"')", "message": "no address"}, {"expression": "oldObject == null || object.spec.clusterIP == oldObject.spec.clusterIP && oldObject.spec.clusterIP == '"'$ip'"'"}]'
	binding b p Deny
	service web
	service new
} >all.yaml
remember
judge all.yaml --against-state -o wide
says 'default service/web UPDATE p b <none> Allowed <none> N
  cost: matchConditions N, validations N, auditAnnotations N
default service/new CREATE p b <none> Allowed <none> N
  cost: matchConditions N, validations N, auditAnnotations N
exit 0'
judge all.yaml
same 'without the state' 'exit 1' "$(tail -n 1 <<<"$table")"
judge all.yaml --state state.db
same 'with --state' 'exit 0' "$(tail -n 1 <<<"$table")"
unchanged

in_state 'the policies of the state'
{
	policy ports services "$most"
	binding b ports Deny '"paramRef": {"name": "limits", "parameterNotFoundAction": "Deny"}'
	config_map limits 'max: "0"'
} >stored.yaml
ok apply -f stored.yaml
service web >web.yaml
remember
judge web.yaml --against-state
says 'service/web ports b Denied validations[0] N
  validations[0]: at most 0
exit 1'
config_map limits 'max: "1"' >>web.yaml
judge web.yaml --against-state
says 'service/web ports b Allowed <none> N
exit 0'
binding b ports Warn '"paramRef": {"name": "nix", "parameterNotFoundAction": "Allow"}' >>web.yaml
judge web.yaml --against-state
says 'service/web ports b Skipped paramRef <none>
exit 0'
unchanged
fails "The services \"web\" is invalid: : ValidatingAdmissionPolicy 'ports' with binding 'b' denied request: at most 0" \
	create -f - < <(service web)

in_state 'what a state refuses by itself'
{
	policy p services '"validations": [{"expression": "true"}]'
	binding b p Deny
	service out 192.168.0.1
	service there | sed 's/name: there/name: there\n  namespace: nowhere/'
	range wide 10.97.0.0/16
	service in 10.97.0.9
	namespace made
	service one | sed 's/name: one/name: one\n  namespace: made/'
} >all.yaml
judge all.yaml --against-state
says 'service/out <none> <none> Invalid <none> <none>
  Service "out" is invalid: spec.clusterIPs: Invalid value: []string{"192.168.0.1"}: failed to allocate IP 192.168.0.1: the provided network does not match the current range
service/there <none> <none> Invalid <none> <none>
  namespaces "nowhere" not found
servicecidr.networking.k8s.io/wide <none> <none> NotMatched <none> <none>
service/in p b Allowed <none> N
service/one p b Allowed <none> N
exit 1'

in_state 'deletes in a state'
ok create service clusterip web --tcp 80
{
	policy p services '"validations": [{"expression": "oldObject.spec.clusterIP == '"''"'"}]'
	binding b p Deny
	service web
	service nix
} >all.yaml
judge all.yaml --against-state --operation DELETE
says "service/web p b Denied validations[0] N
  validations[0]: failed expression: oldObject.spec.clusterIP == ''
service/nix <none> <none> Invalid <none> <none>
  services \"nix\" not found
exit 1"

t 'no state'
policy p services '"validations": [{"expression": "true"}]' >policy.yaml
fails 'error: open nix.db: no such file or directory' policy test --state nix.db -f policy.yaml
same 'none was made' policy.yaml "$(ls)"

# ---- the command line ----

t 'the command line'
policy p services '"validations": [{"expression": "true"}]' >policy.yaml
binding b p Deny >>policy.yaml
fails "error: must specify -f
See 'cidrctl policy test -h' for help and examples" policy test
fails "error: unexpected arguments: [x]
See 'cidrctl policy test -h' for help and examples" policy test x
fails 'error: --operation must be CREATE, UPDATE or DELETE, not "create"' policy test -f policy.yaml --operation create
fails 'error: --output yaml is not available' policy test -f policy.yaml -o yaml
fails 'error: --old-object cannot be used with the state, which has old objects' \
	policy test -f policy.yaml --against-state --old-object policy.yaml
fails 'error: the path "nix" does not exist' policy test -f nix

finish
