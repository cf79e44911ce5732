#!/usr/bin/env bash
# Server-side apply, and the account of who owns which field.
. "$(dirname "$0")/lib.sh"

at() { export CIDRCTL_NOW=2025-05-01T$1:00Z; }

# owners TYPE NAME [ARG…]: one line an entry of managedFields, "MANAGER OPERATION[/SUBRESOURCE] TIME"
owners() {
	query '.metadata.managedFields // [] | .[] | .manager + " " + .operation
		+ (if .subresource then "/" + .subresource else "" end)
		+ " " + (if .time then .time[11:16] else "-" end)' "$@" --show-managed-fields
}

# fields MANAGER TYPE NAME: FieldsV1 of the manager's first entry
fields() {
	query ".metadata.managedFields | map(select(.manager == \"$1\"))[0].fieldsV1 | tojson" \
		"${@:2}" --show-managed-fields
}

# web [LABELS [PORT [MORE-OF-SPEC]]]: the manifest of Service web
web() {
	printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {%s}\n' "${1-app: web}"
	printf 'spec:\n  ports:\n  - {%s}\n%s' "${2-port: 80, name: http}" "${3:+  $3$'\n'}"
}

# apply MANAGER [ARG…]: applies web.yaml as that manager
apply() { run apply --server-side -f web.yaml --field-manager "$@"; }

applied() {
	is code 0
	is err ''
	is out 'service/web serverside-applied'
}

# What kubectl says below a conflict.
# shellcheck disable=SC2016 # not to be expanded
ways='Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'"'"'ll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts'

begin() {
	at 10:00
	t "$1"
	ok init --service-cluster-ip-range 10.96.0.0/24
}

# ---- objects ----

begin 'what is not there is created'
web >web.yaml
gives 'service/web serverside-applied' apply --server-side -f web.yaml
same 'managers' 'kubectl Apply 10:00' "$(owners service web)"
same 'the fields of the file, and no more' '{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}}}}}' \
	"$(fields kubectl service web)"
same 'an address' 10.96.0 "$(query .spec.clusterIP service web | cut -d. -f1-3)"
same 'a default' 80 "$(query '.spec.ports[0].targetPort' service web)"
same 'no annotation' null "$(query .metadata.annotations service web)"
gives 'namespace/team serverside-applied' apply --server-side -f - \
	<<<'{apiVersion: v1, kind: Namespace, metadata: {name: team}}'
gives 'servicecidr.networking.k8s.io/more serverside-applied' apply --server-side -f <(range more 10.97.0.0/24)
sound

begin 'the same again is no write'
web >web.yaml
ok apply --server-side -f web.yaml
at 11:00
remember
gives 'service/web serverside-applied' apply --server-side -f web.yaml
unchanged
same 'managers' 'kubectl Apply 10:00' "$(owners service web)"

begin 'what the file drops goes'
web 'app: web, tier: front' 'port: 80, name: http' 'sessionAffinity: ClientIP' >web.yaml
apply me
applied
ok label service web hand=made
at 11:00
web >web.yaml
apply me
applied
same 'labels' '{"app":"web","hand":"made"}' "$(query '.metadata.labels | tojson' service web)"
same 'a default is back' None "$(query .spec.sessionAffinity service web)"
same 'managers' $'me Apply 11:00\nkubectl-label Update 10:00' "$(owners service web)"

begin 'a port more, a port less'
web 'app: web' $'port: 80, name: http}\n  - {port: 443, name: tls' >web.yaml
apply me
applied
web 'app: web' 'port: 443, name: tls' >web.yaml
apply me
applied
same 'ports' 443 "$(query '.spec.ports | map(.port) | join(" ")' service web)"

begin 'status belongs to its subresource'
cat >web.yaml <<-'YAML'
	{apiVersion: v1, kind: Service, metadata: {name: web},
	spec: {ports: [{port: 80}], sessionAffinity: ClientIP},
	status: {conditions: [{type: Ok, status: "True", reason: R, message: m, lastTransitionTime: "2025-05-01T10:00:00Z"}]}}
YAML
apply me
applied
same 'status' '{"loadBalancer":{}}' "$(query '.status | tojson' service web)"
same 'owned' '["f:spec"]' "$(fields me service web | jq -c keys)"
sed -i s/ClientIP/None/ web.yaml
apply status --subresource status
applied
same 'condition' Ok "$(query '.status.conditions[].type' service web)"
same 'spec' ClientIP "$(query .spec.sessionAffinity service web)"
same 'owned' '["f:status"]' "$(fields status service web | jq -c keys)"
same 'managers' $'me Apply 10:00\nstatus Apply/status 10:00' "$(owners service web)"

begin 'one manager in two versions'
for version in v1beta1 v1; do
	range more 10.97.0.0/24 | sed "s,io/v1,io/$version," >range.yaml
	gives 'servicecidr.networking.k8s.io/more serverside-applied' apply --server-side -f range.yaml
	same 'entries' "[\"networking.k8s.io/$version\"]" "$(query '.metadata.managedFields
		| map(select(.manager == "kubectl").apiVersion) | tojson' \
		servicecidr more --show-managed-fields)"
done

# ---- conflicts ----

begin 'somebody else has it otherwise'
web >web.yaml
apply me
web 'app: other' >web.yaml
remember
fails "error: Apply failed with 1 conflict: conflict with \"me\": .metadata.labels.app
$ways" apply --server-side -f web.yaml --field-manager you
unchanged

begin 'those who did not apply are named with their version'
ok create service clusterip web --tcp 80
ok label service web tier=back
web 'app: other, tier: front' 'port: 80, targetPort: 8080' >web.yaml
remember
fails "error: Apply failed with 3 conflicts: conflicts with \"kubectl-create\" using v1:
- .metadata.labels.app
- .spec.ports[port=80,protocol=\"TCP\"].targetPort
conflicts with \"kubectl-label\" using v1:
- .metadata.labels.tier
$ways" apply --server-side -f web.yaml
unchanged

begin 'one of several objects'
web >web.yaml
apply me
{ web 'app: other' && service second && service third 10.96.0.1; } >web.yaml
apply you
is code 1
is out 'service/second serverside-applied'
is err "Apply failed with 1 conflict: conflict with \"me\": .metadata.labels.app
$ways
Error from server (Invalid): Service \"third\" is invalid: spec.clusterIPs: Invalid value: []string{\"10.96.0.1\"}: failed to allocate IP 10.96.0.1: provided IP is already allocated"

begin 'force'
web >web.yaml
apply me
at 11:00
web 'app: other' >web.yaml
apply you --force-conflicts
applied
same 'label' other "$(query .metadata.labels.app service web)"
same 'managers' $'me Apply 10:00\nyou Apply 11:00' "$(owners service web)"
same 'what I lost' '{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}}}}}' \
	"$(fields me service web)"
web >web.yaml
apply me
is err "error: Apply failed with 1 conflict: conflict with \"you\": .metadata.labels.app
$ways"

begin 'owned together'
web >web.yaml
apply me
apply you
applied
same 'managers' $'you Apply -\nme Apply 10:00' "$(owners service web)"
web '' >web.yaml
apply me
applied
same 'the other one still wants it' web "$(query .metadata.labels.app service web)"
apply you
applied
same 'now nobody does' null "$(query .metadata.labels service web)"

begin 'an update takes without asking'
web >web.yaml
apply me
ok label service web app=other --overwrite
same 'managers' $'me Apply 10:00\nkubectl-label Update 10:00' "$(owners service web)"
apply me
is err "error: Apply failed with 1 conflict: conflict with \"kubectl-label\" using v1: .metadata.labels.app
$ways"

# ---- refused ----

begin 'flags'
web >web.yaml
remember
fails 'error: --force-conflicts only works with --server-side' apply -f web.yaml --force-conflicts
fails 'error: --force cannot be used with --server-side' apply -f web.yaml --server-side --force
fails "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)" \
	apply -f web.yaml --server-side --dry-run=client
fails 'error: must specify one of -f and -k' apply --server-side
fails 'error: --subresource can only be specified for --server-side' apply -f web.yaml --subresource status
fails "error: --prune is in alpha and doesn't currently work on objects created by server-side apply" \
	apply -f web.yaml --server-side --prune --all
fails 'error: no objects passed to apply' apply --server-side -f -
unchanged

begin 'names of managers'
web >web.yaml
remember
long=$(printf 'x%.0s' {1..129})
fails 'The PatchOptions "" is invalid: fieldManager: Required value: is required for apply patch' \
	apply --server-side -f web.yaml --field-manager ''
fails 'The PatchOptions "" is invalid: fieldManager: Too long: may not be more than 128 bytes' \
	apply --server-side -f web.yaml --field-manager "$long"
fails 'The PatchOptions "" is invalid: fieldManager: Invalid value: "a\tb": invalid character U+0009 (at position 1)' \
	apply --server-side -f web.yaml --field-manager $'a\tb'
fails 'The CreateOptions "" is invalid: fieldManager: Too long: may not be more than 128 bytes' \
	create -f web.yaml --field-manager "$long"
unchanged
gives 'service/web serverside-applied' apply --server-side -f web.yaml --field-manager "${long#x}"

# refused MESSAGE SED-SCRIPT [ARG…]: web's manifest, changed by sed
refused() {
	web | sed "$2" >bad.yaml
	fails "$1" apply --server-side -f bad.yaml "${@:3}"
}

begin 'manifests'
web >web.yaml
apply me
remember
refused 'error: from web-: cannot use generate name with apply' 's/name: web/generateName: web-/'
refused 'error: resource name may not be empty' '/name: web/d'
for how in true warn false; do
	refused 'Error from server: failed to create typed patch object (default/web; /v1, Kind=Service): .spec.foo: field not declared in schema' \
		's/ports:/foo: 1\n  ports:/' --validate=$how
done
refused 'Error from server: failed to create typed patch object (default/new; /v1, Kind=Service): errors:
  .spec.ports[port="x",protocol="TCP"].port: expected numeric (int or float), got string
  .spec.selector: expected map, got &{a}' \
	's/name: web/name: new/; s/spec:/&\n  selector: a/; s/port: 80/port: x/'
refused 'Error from server: failed to create typed patch object (default/web; /v1, Kind=Service): .spec.ports: duplicate entries for key [port=80,protocol="TCP"]' \
	's/^  - .*/&\n&/'
refused 'Error from server (BadRequest): metadata.managedFields must be nil' \
	's/name: web/&\n  managedFields: []/'
refused "error: Operation cannot be fulfilled on services \"web\": the object has been modified; please apply your changes to the latest version and try again
$ways" 's/name: web/&\n  resourceVersion: "1"/' --field-manager me
refused "error: Operation cannot be fulfilled on services \"new\": uid mismatch: the provided object specified uid u, and no existing object was found
$ways" 's/name: web/name: new\n  uid: u/'
refused 'Error from server (NotFound): namespaces "none" not found' 's/name: web/&\n  namespace: none/'
refused 'Error from server (NotFound): services "new" not found' 's/name: web/name: new/' --subresource status
refused 'Error from server (NotFound): the server could not find the requested resource' '' --subresource scale
refused 'The Service "web" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is '"'ClusterIP'" \
	's/port: 80/&, nodePort: 30000/' --field-manager me
unchanged

# ---- rehearsals ----

begin 'a dry run of a new object'
web >web.yaml
remember
gives 'service/web serverside-applied (server dry run)' apply --server-side -f web.yaml --dry-run=server
ok apply --server-side -f web.yaml --dry-run=server -o json --show-managed-fields
same 'an address' 10.96.0 "$(jq -r .spec.clusterIP <<<"$out" | cut -d. -f1-3)"
same 'managers' '["kubectl"]' "$(jq -c '.metadata.managedFields | map(.manager)' <<<"$out")"
unchanged

begin 'a dry run of a change'
web >web.yaml
apply me
remember
web 'app: other' >web.yaml
fails "error: Apply failed with 1 conflict: conflict with \"me\": .metadata.labels.app
$ways" apply --server-side -f web.yaml --dry-run=server
ok apply --server-side -f web.yaml --dry-run=server --force-conflicts -o json
same 'label' other "$(jq -r .metadata.labels.app <<<"$out")"
unchanged

begin 'diff'
web >web.yaml
ok apply --server-side -f web.yaml
remember
gives '' diff --server-side -f web.yaml
web 'app: other' >web.yaml
run diff --server-side -f web.yaml
is code 1
is err ''
same 'lines' $'-    app: web\n+    app: other' "$(grep '^[-+] ' <<<"$out")"
run diff --server-side -f web.yaml --field-manager you
is code 2
is err 'Error from server (Conflict): Apply failed with 1 conflict: conflict with "kubectl": .metadata.labels.app'
run diff --server-side -f web.yaml --field-manager you --force-conflicts
is code 1
is err ''
unchanged

# ---- coming from client-side apply ----

begin 'client-side apply hands its fields over'
web 'app: web, old: x' >web.yaml
ok apply -f web.yaml
same 'managers' 'kubectl-client-side-apply Update 10:00' "$(owners service web)"
at 11:00
web >web.yaml
gives 'service/web serverside-applied' apply --server-side -f web.yaml
same 'what the file dropped' '{"app":"web"}' "$(query '.metadata.labels | tojson' service web)"
same 'managers' $'kubectl-last-applied Apply -\nkubectl Apply 11:00' "$(owners service web)"
same 'the annotation follows' '{"apiVersion":"v1","kind":"Service","metadata":{"labels":{"app":"web"},"name":"web","namespace":"default"},"spec":{"ports":[{"name":"http","port":80}]}}' \
	"$(query '.metadata.annotations[]' service web)"
remember
gives 'service/web serverside-applied' apply --server-side -f web.yaml
unchanged
web 'new: x' >web.yaml
ok apply -f web.yaml
same 'and back' '{"new":"x"}' "$(query '.metadata.labels | tojson' service web)"

# kubectl rehearses each of its requests by itself: the second one does not see what the first would
# have done to the annotation.
begin 'a dry run of that'
web 'app: web, old: x' >web.yaml
ok apply -f web.yaml
remember
web >web.yaml
run apply --server-side -f web.yaml --dry-run=server
is code 0
is out 'service/web serverside-applied (server dry run)'
is err 'Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .metadata.annotations.kubectl.kubernetes.io/last-applied-configuration'
unchanged

begin 'its own values are no conflict for kubectl'
web 'app: web' >web.yaml
ok apply -f web.yaml
web 'app: other' >web.yaml
apply you
is err "error: Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .metadata.labels.app
$ways"
gives 'service/web serverside-applied' apply --server-side -f web.yaml
same 'label' other "$(query .metadata.labels.app service web)"

begin 'unless somebody changed them since'
web 'app: web' >web.yaml
ok apply -f web.yaml
ok label service web app=mine --overwrite
web 'app: other' >web.yaml
fails "error: Apply failed with 1 conflict: conflict with \"kubectl-label\" using v1: .metadata.labels.app
$ways" apply --server-side -f web.yaml

begin 'another manager does not keep the annotation'
web >web.yaml
ok apply -f web.yaml
apply ci
applied
same 'annotations' null "$(query .metadata.annotations service web)"
same 'managers' 'ci Apply 10:00' "$(owners service web)"

# ---- the account ----

begin 'who writes with which command'
# writes MANAGER ARG…: the command succeeds, and the manager has an entry of this minute
minute=10
writes() {
	at "12:$((minute++))"
	run "${@:2}"
	is code 0
	same 'the manager' "$1" "$(owners service web | grep "$((minute - 1))$" | cut -d' ' -f1)"
}
web >web.yaml
web 'app: replaced' >replaced.yaml
writes kubectl-create create -f web.yaml
writes kubectl-label label service web a=b
writes kubectl-annotate annotate service web a=b
writes kubectl-patch patch service web -p '{"spec":{"sessionAffinity":"ClientIP"}}'
writes kubectl-set set selector service web a=b
EDITOR='sed -i s/ClientIP/None/' writes kubectl-edit edit service web
writes kubectl-replace replace -f replaced.yaml
writes kubectl apply set-last-applied -f replaced.yaml --create-annotation
EDITOR='sed -i s/replaced/again/' writes kubectl-client-side-apply apply edit-last-applied service/web
writes kubectl-client-side-apply apply -f web.yaml
writes kubectl-replace replace --force -f web.yaml
writes mine label service web a=mine --field-manager mine
writes kubectl apply --server-side --force-conflicts -f replaced.yaml
ok delete service web
writes kubectl-create create service clusterip web --tcp 80
at 10:00

begin 'shown when asked for'
web >web.yaml
apply me
same 'json' null "$(query .metadata.managedFields service web)"
same 'yaml' '' "$("$CIDRCTL" get service web -o yaml | grep managedFields)"
# As in kubectl, a template sees the whole object.
gives me get service web -o 'jsonpath={.metadata.managedFields[*].manager}'
gives me get service web -o 'go-template={{range .metadata.managedFields}}{{.manager}}{{end}}'
gives $'A\nme' get service web -o 'custom-columns=A:.metadata.managedFields[*].manager'
ok get service web -o yaml --show-managed-fields
same 'yaml' '  managedFields:
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:metadata:
        f:labels:
          f:app: {}
      f:spec:
        f:ports:
          k:{"port":80,"protocol":"TCP"}:
            .: {}
            f:name: {}
            f:port: {}
    manager: me
    operation: Apply
    time: "2025-05-01T10:00:00Z"' "$(sed -n '/managedFields/,/time/p' <<<"$out")"

begin 'ten that update, and those before them'
ok create service clusterip web --tcp 80
for i in {10..19}; do
	at "11:$i"
	ok label service web "l$i=x" --field-manager "m$i"
done
same 'entries' "ancient-changes Update 11:10
$(printf 'm%d Update 11:%d\n' {11,11,12,12,13,13,14,14,15,15,16,16,17,17,18,18,19,19})" "$(owners service web)"
same 'what the old ones own' '["f:app","f:l10"]' \
	"$(fields ancient-changes service web | jq -c '.["f:metadata"]["f:labels"] | keys - ["."]')"
for i in {1..12}; do
	web "a$i: x" >web.yaml
	apply "a$i" --force-conflicts
done
same 'those that apply are not counted' 12 "$(owners service web | grep -c Apply)"

begin 'starting over'
for list in '[]' '[{}]'; do
	web >web.yaml
	apply me
	ok patch service web --type merge -p "{\"metadata\":{\"managedFields\":$list}}"
	same "$list" '' "$(owners service web)"
	ok label service web a=b --overwrite
	same 'an update does not begin again' '' "$(owners service web)"
	web 'app: web' 'port: 80, name: http' 'sessionAffinity: ClientIP' >web.yaml
	fails "error: Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .spec.sessionAffinity
$ways" apply --server-side -f web.yaml --field-manager me
	web >web.yaml
	apply me
	same 'an apply does' $'me Apply -\nbefore-first-apply Update 10:00' "$(owners service web)"
	ok delete service web
done

# ---- keeping it ----

begin 'export and import --raw'
web >web.yaml
apply me
ok label service web hand=made
ok patch service web --subresource status --type merge \
	-p '{"status":{"conditions":[{"type":"Ok","status":"True","reason":"R","message":"m","lastTransitionTime":"2025-05-01T10:00:00Z"}]}}'
before=$(owners service web)
same 'managers' $'me Apply 10:00\nkubectl-label Update 10:00\nkubectl-patch Update/status 10:00' "$before"
"$CIDRCTL" export >state.json
"$CIDRCTL" export -o yaml >state.yaml
sound
for file in state.json state.yaml; do
	export CIDRCTL_STATE=$PWD/$file.db
	ok import --raw $file
	sound
	gives "$(<state.json)" export
	same 'managers' "$before" "$(owners service web)"
	web 'app: web, hand: other' >other.yaml
	fails "error: Apply failed with 1 conflict: conflict with \"kubectl-label\" using v1: .metadata.labels.hand
$ways" apply --server-side -f other.yaml --field-manager me
	apply me
	applied
	sound
done

begin 'objects that came without an account'
web >web.yaml
apply me
"$CIDRCTL" export | jq 'del(.items[].metadata.managedFields)' >state.json
export CIDRCTL_STATE=$PWD/copy.db
ok import --raw state.json
same 'none' '' "$(owners service web)"
at 11:00
web 'app: web, new: x' >web.yaml
apply me
applied
same 'managers' $'me Apply 11:00\nbefore-first-apply Update 11:00' "$(owners service web)"
sound

finish
