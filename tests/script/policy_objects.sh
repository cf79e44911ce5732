#!/usr/bin/env bash
# Policies, bindings and ConfigMaps as objects like any other: shown, changed, merged, compared, waited
# for, carried from one state to another.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/policy_lib.sh"

conditions='"matchConditions": [{"name": "c", "expression": "true"}]'
variables='"variables": [{"name": "a", "expression": "1"}, {"name": "b", "expression": "2"}]'
validations='"validations": [{"expression": "true"}]'
annotations='"auditAnnotations": [{"key": "k", "valueExpression": "null"}]'

# ---- shown ----

start 'columns'
ok create -f - < <(policy p services "$validations" && policy q services '"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"}' \
	'"validations": [{"expression": "true"}, {"expression": "true"}]' && policy r services "$annotations")
gives 'NAME   VALIDATIONS   PARAMKIND      AGE
p      1             <unset>        0s
q      2             v1/ConfigMap   0s
r      0             <unset>        0s' get validatingadmissionpolicies
action='"parameterNotFoundAction": "Deny"'
ok create -f - < <(binding a p Deny && binding b q Deny "\"paramRef\": {\"name\": \"c\", $action}" &&
	binding c q Deny "\"paramRef\": {\"name\": \"c\", \"namespace\": \"team\", $action}" &&
	binding d q Deny "\"paramRef\": {\"selector\": {\"matchLabels\": {\"env\": \"prod\"}}, $action}")
run get validatingadmissionpolicybindings -o wide
same 'the table' 'NAME POLICYNAME PARAMREF AGE
a p <unset> 0s
b q */c 0s
c q team/c 0s
d q &LabelSelector{MatchLabels:map[string]string{env: prod,},MatchExpressions:[]LabelSelectorRequirement{},} 0s' \
	"$(tr -s ' ' <<<"$out")"
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p
validatingadmissionpolicy.admissionregistration.k8s.io/q
validatingadmissionpolicy.admissionregistration.k8s.io/r
validatingadmissionpolicybinding.admissionregistration.k8s.io/a
validatingadmissionpolicybinding.admissionregistration.k8s.io/b
validatingadmissionpolicybinding.admissionregistration.k8s.io/c
validatingadmissionpolicybinding.admissionregistration.k8s.io/d' get api-extensions -o name
fails 'Error from server (NotFound): validatingadmissionpolicies.admissionregistration.k8s.io "nope" not found' \
	get validatingadmissionpolicy nope

start 'what the server adds'
ok create -f - < <(policy p services "$validations" "$conditions" && binding b p Deny '"matchResources": {"excludeResourceRules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]}')
gives '{"failurePolicy":"Fail","matchConditions":[{"expression":"true","name":"c"}],"matchConstraints":{"matchPolicy":"Equivalent","namespaceSelector":{},"objectSelector":{},"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["services"],"scope":"*"}]},"validations":[{"expression":"true"}]}' \
	get validatingadmissionpolicy p -o 'jsonpath={.spec}'
gives '{"excludeResourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"],"scope":"*"}],"matchPolicy":"Equivalent","namespaceSelector":{},"objectSelector":{}}' \
	get validatingadmissionpolicybinding b -o 'jsonpath={.spec.matchResources}'
gives '1 {}' get validatingadmissionpolicy p -o 'jsonpath={.metadata.generation} {.status}'
run describe validatingadmissionpolicy p
is err ''
like out 'Name:         p
Namespace:    
Labels:       <none>
Annotations:  <none>
API Version:  admissionregistration.k8s.io/v1
Kind:         ValidatingAdmissionPolicy
.*
  Match Constraints:
    Match Policy:  Equivalent
.*      Scope:  \*
  Validations:
    Expression:  true
Status:
Events:  <none>'
run describe validatingadmissionpolicybinding b
like out '.*  Policy Name:  p
  Validation Actions:
    Deny
Events:  <none>'

start 'a status that somebody sends with a new policy'
ok create -f - < <(policy p services "$validations" | jq -c '.status = {observedGeneration: 7}')
gives '{}' get validatingadmissionpolicy p -o 'jsonpath={.status}'

start 'explained'
for path in validatingadmissionpolicy.spec{,.matchConstraints.resourceRules,.matchConditions.expression,.variables.name,.validations.messageExpression,.auditAnnotations.valueExpression,.paramKind.kind,.failurePolicy} \
	validatingadmissionpolicy.status.typeChecking.expressionWarnings validatingadmissionpolicybinding.spec{,.paramRef,.matchResources,.validationActions} cm.data; do
	ok explain "$path"
	like out '(GROUP:      admissionregistration.k8s.io
)?KIND:       .*DESCRIPTION:
.*'
done

# ---- changed ----

start 'a patch knows what entries are called'
ok create -f - < <(policy p services "$validations" "$conditions" "$variables" "$annotations")
ok patch validatingadmissionpolicy p -p '{"spec":{"variables":[{"name":"b","expression":"3"},{"name":"a","$patch":"delete"}],
	"matchConditions":[{"name":"c","expression":"1 == 1"}],"validations":[{"expression":"2 == 2"}],"auditAnnotations":[]}}'
gives '[{"expression":"3","name":"b"}] [{"expression":"1 == 1","name":"c"}] [{"expression":"2 == 2"}]  2' \
	get validatingadmissionpolicy p -o 'jsonpath={.spec.variables} {.spec.matchConditions} {.spec.validations} {.spec.auditAnnotations} {.metadata.generation}'
fails 'The ValidatingAdmissionPolicy "p" is invalid: spec.failurePolicy: Unsupported value: "Nope": supported values: "Fail", "Ignore"' \
	patch validatingadmissionpolicy p --type=json -p '[{"op":"replace","path":"/spec/failurePolicy","value":"Nope"}]'
remember
fails 'The ValidatingAdmissionPolicy "p" is invalid: spec.validations[0].expression: Invalid value: "object.x": must evaluate to bool but got dyn' \
	patch validatingadmissionpolicy p --dry-run=server --type=merge -p '{"spec":{"validations":[{"expression":"object.x"}]}}'
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p patched' \
	patch validatingadmissionpolicy p --dry-run=server --type=merge -p '{"spec":{"failurePolicy":"Ignore"}}'
unchanged
ok label validatingadmissionpolicy p team=net
gives 'p 2' get validatingadmissionpolicy -l team=net -o 'jsonpath={.items[*].metadata.name} {.items[*].metadata.generation}'

start 'server-side apply merges by name'
policy p services "$validations" "$conditions" "$variables" "$annotations" >p.json
binding b p Deny >b.json
ok apply --server-side -f p.json -f b.json
theirs() {
	jq -nc --argjson spec "{$1}" '{apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy", metadata: {name: "p"}, spec: $spec}'
}
ok apply --server-side --field-manager=other -f - < <(theirs '"variables": [{"name": "z", "expression": "3"}], "matchConditions": [{"name": "d", "expression": "true"}]')
gives 'a b z/c d' get validatingadmissionpolicy p -o 'jsonpath={.spec.variables[*].name}/{.spec.matchConditions[*].name}'
run apply --server-side --field-manager=other -f - < <(theirs '"variables": [{"name": "a", "expression": "3"}]')
is code 1
same 'whose it is' 'error: Apply failed with 1 conflict: conflict with "kubectl": .spec.variables[name="a"]' "$(head -1 <<<"$err")"
fails 'Error from server: failed to create typed patch object (/p; admissionregistration.k8s.io/v1, Kind=ValidatingAdmissionPolicy): .spec.variables: duplicate entries for key [name="z"]' \
	apply --server-side --field-manager=other -f - < <(theirs '"variables": [{"name": "z", "expression": "3"}, {"name": "z", "expression": "4"}]')
ok apply --server-side --field-manager=other -f - < <(jq -c '.spec = {validationActions: ["Audit"]}' b.json)
gives '["Deny","Audit"]' get validatingadmissionpolicybinding b -o 'jsonpath={.spec.validationActions}'

start 'compared, edited, replaced'
policy p services "$validations" >p.json
ok create --save-config -f p.json
jq -c '.spec.failurePolicy = "Ignore"' p.json >ignoring.json
run diff -f ignoring.json
is code 1
like out '.*
-  failurePolicy: Fail
\+  failurePolicy: Ignore
.*'
EDITOR='sed -i s/Fail/Nope/' run edit validatingadmissionpolicy p
like err 'error: validatingadmissionpolicies.admissionregistration.k8s.io "p" is invalid
A copy of your changes has been stored to ".*"
error: Edit cancelled, no valid changes were saved\.'
EDITOR='sed -i s/Fail/Ignore/' gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p edited' edit validatingadmissionpolicy p
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p configured' apply -f p.json
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p replaced' replace -f ignoring.json
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p condition met' \
	wait validatingadmissionpolicy/p '--for=jsonpath={.spec.failurePolicy}=Ignore' --timeout=0s
gives 'validatingadmissionpolicy.admissionregistration.k8s.io "p" deleted' delete validatingadmissionpolicy p

start 'a dry run of the client does not compile'
gives 'validatingadmissionpolicy.admissionregistration.k8s.io/p created (dry run)' create --dry-run=client -f - \
	< <(policy p services '"validations": [{"expression": "foo"}]')
run create --dry-run=server -f - < <(policy p services '"validations": [{"expression": "foo"}]')
is code 1

start 'carried to another state'
in_force services '"validations": [{"expression": "false", "message": "no"}]'
ok create -f - <<<'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"b"},"binaryData":{"x":"AAE="},"immutable":true}'
"$CIDRCTL" export >all.json
CIDRCTL_STATE=$PWD/other.db run import all.json
is err ''
export CIDRCTL_STATE=$PWD/other.db
fails "$(refusal services x p b no)" create -f - < <(service x)
gives '{"a":"b"} {"x":"AAE="} true' get cm c -o 'jsonpath={.data} {.binaryData} {.immutable}'
sound

# ---- ConfigMaps ----

# map FIELDS: a ConfigMap c with these fields in YAML
map() {
	printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n%s\n' "$1"
}
key="a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

start 'a ConfigMap is shown'
gives 'configmap/c created' create -f - < <(map $'data: {a: b, lines: "x\\ny\\n"}\nbinaryData: {bin: AAEC/w==}')
gives 'NAME   DATA   AGE
c      3      0s' get cm
gives 'configmap/c' get configmaps c -o name
gives 'Name:         c
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====
a:
----
b

lines:
----
x
y



BinaryData
====
bin: 4 bytes

Events:  <none>' describe cm c

start 'what a ConfigMap may hold'
fails "The ConfigMap \"c\" is invalid: data[a b]: Invalid value: \"a b\": $key" create -f - < <(map 'data: {"a b": x}')
fails "The ConfigMap \"c\" is invalid: data[..]: Invalid value: \"..\": must not be '..'" create -f - < <(map 'data: {"..": x}')
fails 'The ConfigMap "c" is invalid: data[a]: Invalid value: "a": duplicate of key present in binaryData' \
	create -f - < <(map $'data: {a: x}\nbinaryData: {a: AAAA}')
fails 'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: illegal base64 data at input byte 0' \
	create -f - < <(map 'binaryData: {a: "###"}')
fails 'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string' \
	create -f - < <(map 'data: {a: 1}')
fails 'The ConfigMap "c" is invalid: : Too long: may not be more than 1048576 bytes' \
	create -f - < <(map "data: {a: \"$(head -c 1048576 /dev/zero | tr '\0' x)\", b: x}")

start 'what is immutable stays'
ok create -f - < <(map $'data: {a: x}\nimmutable: true')
set_='field is immutable when `immutable` is set'
fails "The ConfigMap \"c\" is invalid: data: Forbidden: $set_" patch cm c --type=merge -p '{"data":{"a":"y"}}'
fails "The ConfigMap \"c\" is invalid: immutable: Forbidden: $set_" patch cm c --type=merge -p '{"immutable":false}'
fails "The ConfigMap \"c\" is invalid: binaryData: Forbidden: $set_" patch cm c --type=merge -p '{"binaryData":{"b":"AAAA"}}'
ok label cm c a=b
gives 'configmap "c" deleted' delete cm c

start 'ConfigMaps are guarded as well'
in_force configmaps '"validations": [{"expression": "request.operation == '"'DELETE'"' ? oldObject.data.a == '"'x'"' : object.data.a == '"'x'"'", "message": "only x"}]'
ok create -f - < <(map 'data: {a: x}')
fails "$(refusal configmaps c p b 'only x')" patch cm c -p '{"data":{"a":"y"}}'
fails "$(refusal configmaps d p b 'only x')" create -f - < <(map 'data: {a: z}' | sed 's/name: c/name: d/')
ok delete cm c

finish
