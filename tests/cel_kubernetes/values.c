/* quantity(), semver(), lists, find and findAll. */
#include "../cel/evaluate.h"
#include "cidrctl/cel_kubernetes.h"

static void check(const struct evaluate_row *rows, size_t n)
{
	check_rows(&cel_profile_kubernetes_stored, rows, n);
}

Test(quantity, values)
{
	static const struct evaluate_row rows[] = {
		{ "quantity('1.5k').asInteger()", "1500" },
		{ "quantity('1000m').asInteger()", "error: cannot convert value to integer" },
		{ "quantity('1000m').isInteger()", "false" },
		{ "quantity('500m').asApproximateFloat()", "0.5" },
		{ "['-1', '0', '1m'].map(q, sign(quantity(q)))", "[-1, 0, 1]" },
		{ "quantity('1Ki') == quantity('1024')", "true" },
		{ "quantity('1') == quantity('1000m')", "true" },
		{ "quantity('1') == dyn(1)", "error: no such overload" },
		{ "quantity('2Gi').isGreaterThan(quantity('2G'))", "true" },
		{ "quantity('2Gi').isLessThan(quantity('2G'))", "false" },
		{ "quantity('2').compareTo(quantity('2000m'))", "0" },
		{ "quantity('2').add(quantity('500m')) == quantity('2500m')", "true" },
		{ "quantity('2').sub(3) == quantity('-1')", "true" },
		{ "quantity('3') == quantity('2').add(1)", "error: no such overload" },
		{ "quantity('3').compareTo(quantity('2').add(1))", "0" },
		{ "isQuantity('2Gi')", "true" },
		{ "isQuantity('2 Gi')", "false" },
		{ "quantity(dyn('1K'))", "error: unable to parse quantity's suffix" },
		{ "quantity('1').sign()", "issue: found no matching overload for 'sign' applied to "
					  "'kubernetes.Quantity.()'" },
		{ "quantity('1') < quantity('2')",
		  "issue: found no matching overload for '_<_' applied to '(kubernetes.Quantity, "
		  "kubernetes.Quantity)'" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(semver, values)
{
	static const struct evaluate_row rows[] = {
		{ "[semver('1.22.3').major(), semver('1.22.3').minor(), "
		  "semver('1.22.3').patch()]",
		  "[1, 22, 3]" },
		{ "semver('1.2.3-rc.1').isLessThan(semver('1.2.3'))", "true" },
		{ "semver('1.2.3-2').compareTo(semver('1.2.3-10'))", "-1" },
		{ "semver('1.2.3-10').compareTo(semver('1.2.3-a'))", "-1" },
		{ "semver('1.2.3-a').compareTo(semver('1.2.3-a.1'))", "-1" },
		{ "semver('1.2.3+x') == semver('1.2.3+y')", "true" },
		{ "semver('v01.2', true) == semver('1.2.0')", "true" },
		{ "isSemver('v1.2.3')", "false" },
		{ "isSemver('v1.2.3', true)", "true" },
		{ "isSemver('1.2-rc', true)", "false" },
		{ "semver(dyn(''))", "error: Version string empty" },
		{ "semver(dyn('1.2'))", "error: No Major.Minor.Patch elements found" },
		{ "semver(dyn('a.2.3'))",
		  "error: Invalid character(s) found in major number \"a\"" },
		{ "semver(dyn('01.2.3'))",
		  "error: Major number must not contain leading zeroes \"01\"" },
		{ "semver(dyn('1.2.3-01'))",
		  "error: Numeric PreRelease version must not contain leading zeroes \"01\"" },
		{ "semver(dyn('1.2.3-'))", "error: Prerelease is empty" },
		{ "semver(dyn('1.2.3+'))", "error: Build meta data is empty" },
		{ "semver(dyn('1.2-a'), true)",
		  "error: short version cannot contain PreRelease/Build meta data" },
		{ "semver('1.2.-0b', true).patch()", "0" },
		{ "semver('00.1.2', true).major()", "0" },
		{ "semver(dyn('x1.2.3'), true)",
		  "error: Invalid character(s) found in major number \"0x1\"" },
		{ "semver(dyn('x.2.3'), true)",
		  "error: Invalid character(s) found in major number \"x\"" },
		{ "semver(dyn(''), true)",
		  "error: strconv.ParseUint: parsing \"\": invalid syntax" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(semver, is_not_for_what_is_created)
{
	static const struct evaluate_row row = {
		"semver('1.2.3')", "issue: undeclared reference to 'semver' (in container '')"
	};

	check_rows(&cel_profile_kubernetes, &row, 1);
}

Test(lists, functions)
{
	static const struct evaluate_row rows[] = {
		{ "[1, 2, 2].isSorted()", "true" },
		{ "['b', 'a'].isSorted()", "false" },
		{ "[].isSorted()", "true" },
		{ "[dyn(1), dyn('a')].isSorted()", "true" },
		{ "[dyn(1), dyn(null)].isSorted()", "error: no such overload" },
		{ "[dyn(2), dyn(1), dyn(null)].isSorted()", "false" },
		{ "[dyn(1), dyn([1])].max()", "error: no such overload" },
		{ "[dyn(1), dyn({})].min()", "error: no such overload" },
		{ "[1, 2, 3].sum()", "6" },
		{ "[1u, 2u].sum()", "3u" },
		{ "[].sum()", "0" },
		{ "[duration('1s'), duration('2s')].sum()", "duration(\"3s\")" },
		{ "[9223372036854775807, 1].sum()", "error: integer overflow" },
		{ "dyn([1.5, 2.5]).sum()", "4.0" },
		{ "[dyn(1), dyn('a')].sum()", "error: no such overload" },
		{ "[3, 1, 2].min()", "1" },
		{ "['x', 'z', 'y'].max()", "\"z\"" },
		{ "[1].filter(x, x > 1).min()", "error: min called on empty list" },
		{ "[1, 2, 1].indexOf(1)", "0" },
		{ "[1, 2, 1].lastIndexOf(1)", "2" },
		{ "[[1], [2]].indexOf([2])", "1" },
		{ "['a'].indexOf('b')", "-1" },
		{ "['a'].sum()",
		  "issue: found no matching overload for 'sum' applied to 'list(string).()'" },
		{ "[null].isSorted()", "error: no such overload: isSorted(list)" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(lists, costs)
{
	/* A list of unknown type costs what one of a known type does. */
	static const struct {
		const char *expression;
		uint64_t want;
	} rows[] = {
		{ "[1, 2, 3].indexOf(3)", 3 },
		{ "dyn([1, 2, 3]).indexOf(3)", 3 },
		{ "dyn(['of 10 char', 'more than 20 characters']).lastIndexOf('a')", 3 },
		{ "dyn({'k': [1, 2, 3]}).k.indexOf(4)", 5 },
		{ "dyn('a text of some 30 characters or so').indexOf('a')", 3 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(&cel_profile_kubernetes, rows[i].expression, &got, &cost);
		cr_expect_eq(cost, rows[i].want, "%s: %llu, not %llu", rows[i].expression,
			     (unsigned long long)cost, (unsigned long long)rows[i].want);
	}
}

Test(regex, functions)
{
	static const struct evaluate_row rows[] = {
		{ "'a1b22'.find('[0-9]+')", "\"1\"" },
		{ "'a1b22'.find('[0-9]{2}')", "\"22\"" },
		{ "'abc'.find('[0-9]')", "\"\"" },
		{ "'a1b22'.findAll('[0-9]+')", "[\"1\", \"22\"]" },
		{ "'a1b22'.findAll('[0-9]', 2)", "[\"1\", \"2\"]" },
		{ "'a1b22'.findAll('[0-9]', 0)", "[]" },
		{ "'a1b22'.findAll('[0-9]', -1).size()", "3" },
		{ "'éa'.findAll('')", "[\"\", \"\", \"\"]" },
		{ "'baac'.findAll('a*')", "[\"\", \"aa\", \"\"]" },
		{ "'a'.find('(')", "failure: error parsing regexp: missing closing ): `(`" },
		{ "['('].map(p, 'a'.find(p))",
		  "error: Illegal regex: error parsing regexp: missing closing ): `(`" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(values, as_they_are_shown)
{
	static const struct evaluate_row rows[] = {
		{ "ip('2001:DB8::1')", "ip(\"2001:db8::1\")" },
		{ "cidr('10.1.2.3/8')", "cidr(\"10.1.2.3/8\")" },
		{ "quantity('1500m')", "quantity(\"1.5\")" },
		{ "url('HTTP://h/a b')", "url(\"http://h/a%20b\")" },
		{ "semver('1.2.3-rc.1+b')", "semver(\"1.2.3-rc.1\")" },
		{ "format.uuid()", "format.uuid()" },
	};

	check(rows, ARRAY_LEN(rows));
}
