/* Expressions that are right by their types, made up as the input says: each byte chooses how the
 * next part is written. They are evaluated with and without a check. What comes out has the kind
 * that the checker promised, twice the same, and a limit of cost holds to the unit. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/cel.h"
#include "cidrctl/cel_kubernetes.h"
#include "cidrctl/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_DEPTH 6
#define MAX_LENGTH 4000

/* How a value of a type may be written, without parts and with parts. A letter behind $ is a part of
 * that type: b bool, i int, u uint, d double, s string, y bytes, t timestamp, r duration, T type,
 * D dyn, L list(int), S list(string), M map(string, int), O optional int, P net.IP, C net.CIDR,
 * Q quantity, n the name of a field. e is an int and k a string, everywhere. */
static const struct {
	char type;
	const char *leaves, *forms;
} grammar[] = {
	{ 'b', "true;false;b",
	  "!$b;$b && $b;$b || $b;$b ? $b : $b;$i == $i;$i < $d;$u >= $i;$s != $s;$s <= $s"
	  ";$D == $D;$L == $L;$M == $M;$O == $O;$T == $T;$y == $y;$t < $t;$r > $r;$P == $P;$Q == $Q"
	  ";$i in $L;$i in [1, 2, 3];$s in $M;$D in $D;has(object.$n);has($D.$n);has($M.a)"
	  ";$L.all(e, $b);$L.exists(e, $b);$M.exists_one(k, $b);$M.all(k, e, $b);$S.exists(k, $b)"
	  ";$L.exists(q, e, $b);$O.hasValue();bool($s);$s.contains($s);$s.startsWith($s)"
	  ";$s.matches($s);$s.matches('^[a-z]+$');$L.isSorted();sets.contains($L, $L);isIP($s)"
	  ";$C.containsIP($P);$C.containsIP($D);$C.containsCIDR($C);$C.containsCIDR($s)"
	  ";$Q.isLessThan($Q);format.dns1123Label().validate($s).hasValue()" },
	{ 'i', "0;1;-9223372036854775808;9223372036854775807;i;e",
	  "$i + $i;$i - $i;$i * $i;$i / $i;$i % $i;-$i;$L[$i];$M[$s];$M.a;$b ? $i : $i"
	  ";size($s);$L.size();int($s);int($d);int($u);int($t);int($r);$O.value();$O.orValue($i)"
	  ";cel.bind(e, $i, $i);cel.block([$i, $i], $i);$L.map(e, $i)[0];$t.getDayOfYear()"
	  ";$r.getSeconds();$L.sum();$S.indexOf($s);$s.indexOf($s);$D.indexOf($D);$P.family()"
	  ";$C.prefixLength();$Q.asInteger();url($s).getHost().size()" },
	{ 'u', "0u;18446744073709551615u", "$u + $u;$u - $u;$u / $u;uint($i);$b ? $u : $u" },
	{ 'd', "0.0;-1.5;1e300;d",
	  "$d + $d;$d * $d;$d / $d;double($i);double($s);-$d;$b ? $d : $d" },
	{ 's', "'';'a';'h\\u00e9\\u0000\\U0001F600';s;k",
	  "$s + $s;string($i);string($d);string($t);string($r);string($y);string($P);string($C)"
	  ";$S[$i];$b ? $s : $s;$S.map(k, $s)[0];$M.map(k, $s)[0];$s.replace($s, $s)"
	  ";$s.substring($i);$s.lowerAscii();$S.join($s);$s.find($s);$s.find('[a-z]')"
	  ";'%s %d'.format([$s, $i]);$s.format([$D, $L])" },
	{ 'y', "b'';b'a\\xff'", "$y + $y;bytes($s)" },
	{ 't', "timestamp(0);timestamp('2024-02-29T23:59:59.5+01:00')",
	  "$t + $r;$t - $r;timestamp($i);timestamp($s)" },
	{ 'r', "duration('1h30m');duration('-1ns')", "$r + $r;$r - $r;$t - $t;duration($s)" },
	{ 'T', "int;string;google.protobuf.Duration", "type($D);type($i);type($T)" },
	{ 'D', "null;object;object.list",
	  "dyn($i);dyn($s);dyn($d);dyn($L);dyn($M);dyn($O);dyn($P);object.$n;object.$n.$n"
	  ";object[$s];object.list[$i];object.?$n;object[?$D];object[$D];$D.$n;$D[$D]"
	  ";$b ? $D : $D;[$D, $D];{$s: $D};$D + $D;$D < $D;size($D);$D.map(e, e);string($D)"
	  ";$D.transformMap(q, e, e)" },
	{ 'L', "[];[1, 2, 3];list",
	  "[$i, $i];[?$O, $i];$L + $L;$L.map(e, $i);$L.map(e, $b, $i);$L.filter(e, $b)"
	  ";$M.map(k, $i);$M.transformList(k, e, $i);$L.transformList(q, e, $b, $i)"
	  ";$b ? $L : $L;[$L, $L][$i]" },
	{ 'S', "['a', 'b'];[s]",
	  "[$s, $s];$M.map(k, k);$S.filter(k, $b);$S + $S;$S.map(k, $s);$s.split($s)" },
	{ 'M', "{'a': 1};map",
	  "{$s: $i, $s: $i};{?$s: $O, $s: $i};$b ? $M : $M;$M.transformMap(k, e, $i)"
	  ";$S.transformMapEntry(q, k, {k: $i});$M.transformMap(k, e, $b, $i)" },
	{ 'O', "optional.of(1);o",
	  "optional.of($i);$L[?$i];$M[?$s];$M.?a;$O.or($O);$O.optMap(e, $i)"
	  ";$O.optFlatMap(e, $O);$b ? $O : $O;optional.ofNonZeroValue($i)" },
	{ 'P', "ip('10.1.2.3');ip('fd00::1')", "ip($s);$C.ip();$b ? $P : $P" },
	{ 'C', "cidr('10.0.0.0/8');cidr('fd00::/8')", "cidr($s);$C.masked()" },
	{ 'Q', "quantity('1Gi');quantity('-1m')", "$Q.add($Q);$Q.sub($i);quantity($s)" },
	{ 'n', "list;name;none;absent;map", NULL },
};

struct input {
	const uint8_t *data;
	size_t size;
};

static unsigned next_byte(struct input *input)
{
	if (input->size == 0)
		return 0;
	input->size--;
	return *input->data++;
}

static size_t count_forms(const char *forms)
{
	size_t n = 1;

	while ((forms = strchr(forms, ';')) != NULL) {
		forms++;
		n++;
	}
	return n;
}

/* A form of the type; it ends at the next semicolon, or the end. */
static const char *choose_form(char type, bool leaf, struct input *input)
{
	size_t choice = next_byte(input);
	const char *form;
	size_t i = 0, n;

	while (grammar[i].type != type)
		i++;
	n = count_forms(grammar[i].leaves);
	form = grammar[i].leaves;
	if (!leaf && grammar[i].forms != NULL) {
		choice %= n + count_forms(grammar[i].forms);
		if (choice >= n) {
			choice -= n;
			form = grammar[i].forms;
			n = 256;
		}
	}
	for (choice %= n; choice > 0; choice--)
		form = strchr(form, ';') + 1;
	return form;
}

static void write_part(char type, unsigned depth, struct input *input, struct strbuf *out)
{
	const char *form = choose_form(type, depth >= MAX_DEPTH || out->length > MAX_LENGTH, input);
	bool is_name = type == 'n';

	if (!is_name)
		strbuf_add_char(out, '(');
	for (const char *at = form; *at != '\0' && *at != ';'; at++) {
		if (*at == '$' && at[1] != '\'')
			write_part(*++at, depth + 1, input, out);
		else
			strbuf_add_char(out, *at);
	}
	if (!is_name)
		strbuf_add_char(out, ')');
}

/* ---- the world ---- */

static const struct {
	const char *name, *type, *json;
} variables[] = {
	{ "object", "dyn",
	  "{\"list\": [1, 2.5, \"a\", null, [true]], \"name\": \"n\", \"none\": null,"
	  " \"map\": {\"name\": {\"list\": []}}}" },
	{ "b", "bool", "true" },
	{ "i", "int", "3" },
	{ "e", "int", "4" },
	{ "d", "double", "2.5" },
	{ "s", "string", "\"text\"" },
	{ "k", "string", "\"key\"" },
	{ "list", "list(int)", "[3, 1, 2]" },
	{ "map", "map(string, int)", "{\"a\": 5, \"text\": 6}" },
	{ "o", "optional_type(int)", "null" },
};

static const struct cel_profile *const profiles[] = {
	&cel_profile_kubernetes_stored,
	&cel_profile_spec,
};

struct world {
	struct arena arena;
	struct cel_env *env;
	cJSON *trees[ARRAY_LEN(variables)];
	struct cel_value values[ARRAY_LEN(variables)];
};

static void world_open(struct world *world, const struct cel_profile *profile)
{
	*world = (struct world) { .arena = ARENA_INIT, .env = cel_env_new(profile) };
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const char *json = variables[i].json;
		const struct cel_type *type;
		struct error err = ERROR_INIT;

		if (!cel_type_parse(variables[i].type, NULL, &world->arena, &type) ||
		    !json_parse(json, strlen(json), NULL, &world->trees[i], &err))
			abort();
		cel_env_add_variable(world->env, variables[i].name, type);
		world->values[i] = cel_from_json(&world->arena, world->trees[i]);
	}
	world->values[ARRAY_LEN(variables) - 1] = cel_from_optional(&world->arena, NULL);
}

static void world_cleanup(struct world *world)
{
	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		cJSON_Delete(world->trees[i]);
	cel_env_free(world->env);
	arena_finish(&world->arena);
}

/* ---- what has to hold ---- */

static void fail(const struct strbuf *expression, const char *what)
{
	fprintf(stderr, "%s\n%s\n", expression->text, what);
	abort();
}

static bool has_type(const struct cel_value *value, const struct cel_type *type)
{
	const struct cel_type *own = cel_type_of(value);

	switch (type->kind) {
	case CEL_TYPE_DYN:
	case CEL_TYPE_PARAM:
		return true;
	case CEL_TYPE_NULL:
		/* The checker joins null and these, whichever comes first. */
		return value->kind == CEL_NULL || value->kind == CEL_TIMESTAMP ||
		       value->kind == CEL_DURATION || value->kind == CEL_OPTIONAL ||
		       value->kind == CEL_OPAQUE;
	case CEL_TYPE_TIMESTAMP:
	case CEL_TYPE_DURATION:
	case CEL_TYPE_OPAQUE:
	case CEL_TYPE_OBJECT:
		return value->kind == CEL_NULL || strcmp(own->name, type->name) == 0;
	default:
		return strcmp(own->name, type->name) == 0;
	}
}

/* A new arena each time: what is left of an old one counts for the limit of memory. */
static struct cel_result run_once(const struct cel_program *program, struct world *world,
				  uint64_t cost, const struct strbuf *expression,
				  struct strbuf *out)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	const struct cel_limits limits = { .cost = cost, .memory = 1 << 22 };
	struct cel_result result;

	cel_run(program, world->values, &limits, &arena, &result);
	cel_print(&result.value, out);
	strbuf_addf(out, " %llu", (unsigned long long)result.cost);
	if (result.value.kind != CEL_ERROR && !has_type(&result.value, cel_program_type(program)))
		fail(expression, out->text);
	return result;
}

static void run(const struct cel_program *program, struct world *world,
		const struct strbuf *expression)
{
	CLEANUP(strbuf) struct strbuf first = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf second = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf limited = STRBUF_INIT;
	struct cel_result result = run_once(program, world, 100000, expression, &first);

	run_once(program, world, 100000, expression, &second);
	if (strcmp(first.text, second.text) != 0)
		fail(expression, second.text);
	if (result.cost <= 1 || result.value.kind == CEL_ERROR)
		return;
	run_once(program, world, result.cost - 1, expression, &limited);
	if (strncmp(limited.text, "error(" CEL_COST_EXCEEDED ")",
		    strlen("error(" CEL_COST_EXCEEDED ")")) != 0)
		fail(expression, "costs more than its limit");
}

static void compile_and_run(struct world *world, const struct strbuf *text, unsigned flags)
{
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	CLEANUP(cel_program) struct cel_program *program = NULL;
	const char *failure = NULL;

	if (cel_compile(world->env, text->text, text->length, flags, &issues, &failure, &program))
		run(program, world, text);
	else if ((failure == NULL) == (issues.n == 0))
		fail(text, "no reason why it is refused");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char types[] = "biudsytrTDLSMOPCQ";
	struct input input;

	for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
		CLEANUP(world) struct world world;
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

		input = (struct input) { .data = data, .size = size };
		write_part(types[next_byte(&input) % (sizeof(types) - 1)], 0, &input, &text);
		world_open(&world, profiles[i]);
		compile_and_run(&world, &text, 0);
		compile_and_run(&world, &text, CEL_WITHOUT_CHECK);
	}
	return 0;
}
