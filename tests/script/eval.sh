#!/usr/bin/env bash
# eval from outside: values, errors with their place, the variables of a policy, formats, costs, and
# requests on a pipe.
. "$(dirname "$0")/lib.sh"

# refuses MESSAGE ARG…: the expression gives no value, and this is said
refuses() {
	local message=$1

	shift
	run eval "$@"
	is code 1 && is err "$message" && is out ''
}

# ---- values ----

t 'values of every type'
while IFS=$'\t' read -r expression value; do
	run eval -- "$expression"
	is err '' && is code 0 && same "$expression" "$value" "$out"
done <<'END'
1 + 1	2
-5	-5
9223372036854775807	9223372036854775807
1u + 1u	2u
1.5	1.5
2.0	2.0
1e30	1e+30
'a' + "b"	"ab"
'\n"é'	"\n\"é"
b'ab\xff'	b"ab\xff"
1 < 2	true
null	null
[1, 2].map(x, x * 2)	[2, 4]
{'a': [true], 'b': [false]}	{"a": [true], "b": [false]}
{1: 2u}	{1: 2u}
duration('1h30m')	duration("5400s")
timestamp('2025-05-01T10:00:00Z')	timestamp("2025-05-01T10:00:00Z")
type(1)	int
optional.of(1)	optional.of(1)
optional.none()	optional.none()
string(ip('10.96.0.1'))	"10.96.0.1"
cidr('10.96.0.0/16').containsIP('10.96.1.1')	true
quantity('1.5Gi').isGreaterThan(quantity('1Gi'))	true
END
same 'no state file' '' "$(ls -A)"

t 'JSON'
gives '[
    1,
    2
]' eval -o json '[1, 2]'
gives '{
    "a": "aGk=",
    "b": "5400s"
}' eval -o json '{"a": dyn(b"hi"), "b": dyn(duration("90m"))}'
gives '"2025-05-01T10:00:00Z"' eval -o json 'timestamp("2025-05-01T10:00:00Z")'
gives null eval -o json 'optional.none()'

t 'YAML'
gives 'a:
- 1
- 2' eval -o yaml '{"a": [1, 2]}'
gives true eval -o yaml 'true'

# ---- variables ----

t 'the names of a policy'
range new 10.96.1.0/24 >new.yaml
range new 10.96.0.0/24 >old.yaml
gives '["10.96.1.0/24"]' eval object.spec.cidrs -f new.yaml
gives true eval 'oldObject == null' -f new.yaml
gives '"CREATE"' eval request.operation -f new.yaml
gives '"UPDATE"' eval request.operation -f new.yaml --old-object old.yaml
gives '"DELETE"' eval request.operation --old-object old.yaml
gives false eval 'object.spec == oldObject.spec' -f new.yaml --old-object=old.yaml
gives true eval 'object == null' --old-object old.yaml
gives '"kubernetes-admin"' eval request.userInfo.username
gives '{"group": "networking.k8s.io", "version": "v1", "resource": "servicecidrs"}' \
	eval request.resource -f new.yaml
gives true eval "authorizer.group('').resource('pods').check('get').allowed()"
gives '"CreateOptions"' eval request.options.kind
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits}\ndata: {max: "3"}\n' >params.yaml
gives 3 eval 'int(params.data.max)' --params params.yaml
gives '"kube-system"' eval request.namespace -f <(service web) -n kube-system
gives '"prod"' eval namespaceObject.metadata.labels.env \
	--namespace-object <(printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {env: prod}}\n')

t 'what no kind describes'
gives '"example.com/v7 Thing"' eval -f - 'object.apiVersion + " " + object.kind' \
	< <(printf '{"apiVersion":"example.com/v7","kind":"Thing","metadata":{"name":"a"}}')
gives '["v7", "Thing", "a"]' eval -f - '[request.kind.version, request.kind.kind, request.name]' \
	< <(printf 'apiVersion: example.com/v7\nkind: Thing\nmetadata: {name: a}\n')
gives '[1, 2]' eval -f - object.items < <(printf '{"items": [1, 2]}')
gives 1 eval -f - object.a < <(printf -- '---\na: 1\n')

t 'big integers'
gives 9223372036854775807 eval -f - object.a < <(printf '{"a": 9223372036854775807}')

# ---- what goes wrong ----

t 'what does not compile'
refuses "ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')
 | foo
 | ^" foo
refuses "ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}
 | 1 +
 | ...^" '1 +'
refuses "ERROR: <input>:3:3: undeclared reference to 'foo' (in container '')
 |   foo
 | ..^" $'\n1 +\n  foo'
refuses "ERROR: <input>:1:1: undeclared reference to 'a' (in container '')
 | a + b
 | ^
ERROR: <input>:1:5: undeclared reference to 'b' (in container '')
 | a + b
 | ....^" 'a + b'
refuses "ERROR: <input>:1:8: undefined field 'uid'
 | request.uid
 | .......^" request.uid
refuses "ERROR: <input>:1:1: undeclared reference to 'params' (in container '')
 | params
 | ^" params
refuses "ERROR: type conversion error from 'string' to 'int'" "int('a')"

t 'what fails when it runs'
refuses 'ERROR: <input>:1:2: division by zero
 | 1/0
 | .^' 1/0
refuses 'ERROR: <input>:1:12: no such key: b
 | object.spec.b
 | ...........^' object.spec.b -f <(printf 'spec: {a: 1}')
refuses 'ERROR: <input>:2:11: index out of bounds: 5
 |   object.a[5] == 1
 | ..........^' $'true &&\n  object.a[5] == 1' -f <(printf 'a: [1]')
run eval "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c,
	[0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, a + b + c + d + e >= 0)))))"
is code 1
like err 'ERROR: .*operation cancelled: actual cost limit exceeded.*'

t 'costs'
run eval --cost "object.spec.cidrs.all(c, cidr('10.96.0.0/16').containsCIDR(c))" -f <(range a 10.96.1.0/24)
is out true
is err 'type: bool
cost: 13 of 1000000'
run eval --cost 1/0
is out ''
is code 1
is err 'ERROR: <input>:1:2: division by zero
 | 1/0
 | .^
type: int
cost: 1 of 1000000'

t 'files that cannot be read'
fails 'error: open nix.yaml: no such file or directory' eval 1 -f nix.yaml
fails 'error: error parsing STDIN: there is no object in it' eval 1 -f - </dev/null
fails 'error: error parsing STDIN: what is in it is no object' eval 1 -f - <<<'[1]'
range b 10.96.0.0/24 >two.yaml
range c 10.96.0.0/24 >>two.yaml
fails 'error: error parsing two.yaml: there is more than one object in it' eval 1 --params two.yaml
printf 'a: ]\n' >bad.yaml
fails 'error: error parsing bad.yaml: error converting YAML to JSON: yaml: did not find expected node content' \
	eval 1 --old-object bad.yaml

t 'the command line'
fails "error: exactly one expression is required, got 2
See 'cidrctl eval -h' for help and examples" eval 1 2
fails "error: an expression is required
See 'cidrctl eval -h' for help and examples" eval -f new.yaml
fails 'error: --output xml is not available' eval -o xml 1
fails 'error: --profile must be kubernetes or spec, not "go"' eval --profile go 1

# ---- requests on a pipe ----

t 'requests and answers'
gives '{"id":"1","type":"int","value":{"int":"2"},"cost":2}
{"id":2,"compile_error":"ERROR: \u003cinput\u003e:1:1: undeclared reference to '"'x'"' (in container '"''"')\n | x\n | ^"}
{"id":"3","type":"int","error":"division by zero"}
{"id":"4","type":"list(string)"}
{"id":"5","type":"dyn","value":{"list":[{"string":"a"}]},"cost":1}
{"id":"6","type":"string","value":{"string":"s"},"cost":1}
{"id":"7","type":"bool"}
{"id":"8","type":"bool","error":"no such overload"}' eval <<'END'
{"id": "1", "expr": "x + 1", "type_env": [{"name": "x", "type": "int"}], "bindings": {"x": {"int": "1"}}}
{"id": 2, "expr": "x"}

{"id": "3", "expr": "1 / 0"}
{"id": "4", "expr": "['a']", "check_only": true}
{"id": "5", "expr": "x", "disable_check": true, "bindings": {"x": {"list": [{"string": "a"}]}}}
{"id": "6", "expr": "x", "container": "a.b", "type_env": [{"name": "a.x", "type": "string"}], "bindings": {"a.x": {"string": "s"}}}
{"id": "7", "expr": "f(1)", "check_only": true, "type_env": [{"name": "f", "overloads": [{"id": "f_int", "params": ["int"], "result": "bool"}]}]}
{"id": "8", "expr": "f(1)", "type_env": [{"name": "f", "overloads": [{"id": "f_int", "params": ["int"], "result": "bool"}]}]}
END

t 'lines that are no requests'
gives '{"id":"","error":"invalid character '"'o'"' in literal null (expecting '"'u'"')"}
{"id":"","error":"a request has to be a JSON object"}
{"id":"9","error":"the request'"'"'s types or values cannot be read"}
{"id":"10","type":"int","value":{"int":"1"},"cost":0}' eval <<'END'
nonsense
[]
{"id": "9", "expr": "x", "type_env": [{"name": "x", "type": "list("}]}
{"id": "10", "expr": "1"}
END

t 'every digit of a duration, and a NUL in what is shown of the source'
gives '{"id":"1","type":"google.protobuf.Duration","value":{"duration":"-9223372036.854775807s"},"cost":1}
{"id":"2","compile_error":"ERROR: \u003cinput\u003e:1:5: Syntax error: mismatched input '"'\u003cEOF\u003e'"' expecting {'"'[', '{', '(', '.', '-', '!', 'true', 'false', 'null'"', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | '"'\\u0000'"'+\n | ....^"}' eval <<'END'
{"id": "1", "expr": "x", "type_env": [{"name": "x", "type": "google.protobuf.Duration"}], "bindings": {"x": {"duration": "-9223372036.854775807s"}}}
{"id": "2", "expr": "'\u0000'+"}
END

t 'the languages'
gives '{"id":"1","type":"int","value":{"int":"2"},"cost":1}' \
	eval --profile spec <<<'{"id": "1", "expr": "math.greatest(1, 2)"}'
run eval <<<'{"id": "1", "expr": "math.greatest(1, 2)"}'
like out '.*"compile_error".*'

t 'an answer comes before the next request is read'
coproc "$CIDRCTL" eval
for i in 1 2 3; do
	printf '{"id": %s, "expr": "1"}\n' "$i" >&"${COPROC[1]}"
	IFS= read -r -t 20 line <&"${COPROC[0]}"
	same "answer $i" "{\"id\":$i,\"type\":\"int\",\"value\":{\"int\":\"1\"},\"cost\":0}" "$line"
done
input=${COPROC[1]}
exec {input}>&-
wait

finish
