/* Services that gain or lose their second family, and what updates may and may not change of
 * addresses. Rows are named as the collected cases; every error is given in full, though
 * the cases of the suites mostly say only that there is one. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

#define BODY(fields) \
	"{metadata: {name: web}, spec: {selector: {a: b}, ports: [{port: 80}]" fields "}}"
#define SINGLE ", ipFamilyPolicy: SingleStack"
#define PREFER ", ipFamilyPolicy: PreferDualStack"
#define REQUIRE ", ipFamilyPolicy: RequireDualStack"
#define FOUR ", ipFamilies: [IPv4]"
#define SIX ", ipFamilies: [IPv6]"
#define BOTH ", ipFamilies: [IPv4, IPv6]"
#define IP_4 ", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1]"
#define IP_46 ", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, '2000::1']"
#define NONE ", clusterIP: None, clusterIPs: [None]"

#define POLICY(value, detail) "spec.ipFamilyPolicy: Invalid value: \"" value "\": " detail
#define MULTIPLE(what)                                                                \
	POLICY("SingleStack", "must be 'RequireDualStack' or 'PreferDualStack' when " \
			      "multiple " what)
#define SINGLE_IPS MULTIPLE("cluster IPs are specified")
#define SINGLE_FAMILIES MULTIPLE("IP families are specified")
#define RELEASE_IP \
	POLICY("RequireDualStack", "must be 'SingleStack' to release the secondary cluster IP")
#define RELEASE_FAMILY \
	POLICY("RequireDualStack", "must be 'SingleStack' to release the secondary IP family")
#define NO_DUAL POLICY("RequireDualStack", "this cluster is not configured for dual-stack services")
#define NO_IPV6_AT_1 "spec.ipFamilies[1]: Invalid value: \"IPv6\": not configured on this cluster"
#define TWO(first, second) "[" first ", " second "]"

enum cluster_kind { CLUSTER_4, CLUSTER_46, CLUSTER_64, CLUSTER_6 };

static void begin(struct fixture *fixture, enum cluster_kind cluster)
{
	static const char *const flags[] = { "10.0.0.0/8", "10.0.0.0/8,2000::/112",
					     "2000::/112,10.0.0.0/8", "2000::/112" };
	static const char *const cidrs[] = { "10.0.0.0/8", "10.0.0.0/8, '2000::/112'",
					     "'2000::/112', 10.0.0.0/8", "'2000::/112'" };

	fixture_begin_bare(fixture, flags[cluster]);
	fixture_restore_cluster(fixture, cidrs[cluster]);
}

/* result: ipFamilies and clusterIPs of the Service afterwards, "*" for an address that the cluster
 * chose; or the errors. */
static const struct {
	const char *row;
	enum cluster_kind cluster;
	const char *stored, *update, *result;
} rows[] = {
	{ "upgrade-001", CLUSTER_4, BODY(SINGLE IP_4), BODY(REQUIRE BOTH),
	  TWO(NO_DUAL, NO_IPV6_AT_1) },
	{ "upgrade-002", CLUSTER_4, BODY(SINGLE IP_4), BODY(REQUIRE), NO_DUAL },
	{ "upgrade-004", CLUSTER_4, BODY(SINGLE IP_4), BODY(SINGLE ", selector: {c: d}"),
	  "IPv4 10.0.0.1" },
	{ "upgrade-005", CLUSTER_46, BODY(SINGLE IP_4), BODY(""), "IPv4 10.0.0.1" },
	{ "upgrade-007", CLUSTER_46, BODY(SINGLE IP_4), BODY(IP_46), SINGLE_IPS },
	{ "upgrade-008", CLUSTER_46, BODY(SINGLE IP_4), BODY(FOUR), "IPv4 10.0.0.1" },
	{ "upgrade-010", CLUSTER_46, BODY(SINGLE IP_4), BODY(FOUR IP_46), SINGLE_IPS },
	{ "upgrade-011", CLUSTER_46, BODY(SINGLE IP_4), BODY(BOTH), SINGLE_FAMILIES },
	{ "upgrade-013", CLUSTER_46, BODY(SINGLE IP_4), BODY(BOTH IP_46),
	  TWO(SINGLE_IPS, SINGLE_FAMILIES) },
	{ "upgrade-014", CLUSTER_46, BODY(SINGLE IP_4), BODY(SINGLE), "IPv4 10.0.0.1" },
	{ "upgrade-016", CLUSTER_46, BODY(SINGLE IP_4), BODY(SINGLE IP_46), SINGLE_IPS },
	{ "upgrade-017", CLUSTER_46, BODY(SINGLE IP_4), BODY(SINGLE FOUR), "IPv4 10.0.0.1" },
	{ "upgrade-019", CLUSTER_46, BODY(SINGLE IP_4), BODY(SINGLE FOUR IP_46), SINGLE_IPS },
	{ "upgrade-020", CLUSTER_46, BODY(SINGLE IP_4), BODY(SINGLE BOTH), SINGLE_FAMILIES },
	{ "upgrade-022", CLUSTER_46, BODY(SINGLE IP_4), BODY(SINGLE BOTH IP_46),
	  TWO(SINGLE_IPS, SINGLE_FAMILIES) },
	{ "upgrade-023", CLUSTER_46, BODY(SINGLE IP_4), BODY(PREFER), "IPv4 IPv6 10.0.0.1 *" },
	{ "upgrade-025", CLUSTER_46, BODY(SINGLE IP_4), BODY(PREFER IP_46),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "upgrade-026", CLUSTER_46, BODY(SINGLE IP_4), BODY(PREFER FOUR), "IPv4 IPv6 10.0.0.1 *" },
	{ "upgrade-028", CLUSTER_46, BODY(SINGLE IP_4), BODY(PREFER FOUR IP_46),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "upgrade-029", CLUSTER_46, BODY(SINGLE IP_4), BODY(PREFER BOTH), "IPv4 IPv6 10.0.0.1 *" },
	{ "upgrade-031", CLUSTER_46, BODY(SINGLE IP_4), BODY(PREFER BOTH IP_46),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "upgrade-032", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE), "IPv4 IPv6 10.0.0.1 *" },
	{ "upgrade-034", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE IP_46),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "upgrade-035", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE FOUR),
	  "IPv4 IPv6 10.0.0.1 *" },
	{ "upgrade-037", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE FOUR IP_46),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "upgrade-038", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE BOTH),
	  "IPv4 IPv6 10.0.0.1 *" },
	{ "upgrade-040", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE BOTH IP_46),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "upgrade-041", CLUSTER_46, BODY(SINGLE IP_4), BODY(REQUIRE ", ipFamilies: [IPv6, IPv4]"),
	  "spec.clusterIPs[0]: Invalid value: \"10.0.0.1\": expected an IPv6 value as indicated by "
	  "`ipFamilies[0]`" },
	{ "upgrade-043", CLUSTER_46, BODY(SINGLE IP_4),
	  BODY(REQUIRE ", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, '2000::2']"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"2000::2\"}: failed to allocate "
	  "IP 2000::2: provided IP is already allocated" },
	{ "upgrade-044", CLUSTER_46, BODY(NONE SINGLE FOUR), BODY(PREFER FOUR), "IPv4 IPv6 None" },
	{ "upgrade-046", CLUSTER_46, BODY(NONE SINGLE FOUR), BODY(REQUIRE), "IPv4 IPv6 None" },
	{ "upgrade-047", CLUSTER_46, BODY(NONE SINGLE FOUR), BODY(REQUIRE FOUR), "IPv4 IPv6 None" },
	{ "addresses in the other order", CLUSTER_46, BODY(SINGLE IP_4),
	  BODY(REQUIRE ", clusterIP: '2000::1', clusterIPs: ['2000::1', 10.0.0.1]"),
	  "spec.clusterIPs: Invalid value: []string{\"2000::1\", \"10.0.0.1\"}: failed to allocate "
	  "IP 10.0.0.1: provided IP is already allocated" },
	{ "another first address", CLUSTER_46, BODY(SINGLE IP_4),
	  BODY(REQUIRE ", clusterIP: 10.0.0.2, clusterIPs: [10.0.0.2, '2000::1']"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"10.0.0.2\", \"2000::1\"}: may not change "
	  "once set" },

	{ "downgrade-001", CLUSTER_46, BODY(REQUIRE IP_46), BODY(""),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "downgrade-002", CLUSTER_46, BODY(REQUIRE IP_46), BODY(IP_4), RELEASE_IP },
	{ "downgrade-004", CLUSTER_46, BODY(REQUIRE IP_46), BODY(FOUR), RELEASE_FAMILY },
	{ "downgrade-005", CLUSTER_46, BODY(REQUIRE IP_46), BODY(FOUR IP_4),
	  TWO(RELEASE_IP, RELEASE_FAMILY) },
	{ "downgrade-007", CLUSTER_46, BODY(REQUIRE IP_46), BODY(BOTH),
	  "IPv4 IPv6 10.0.0.1 2000::1" },
	{ "downgrade-008", CLUSTER_46, BODY(REQUIRE IP_46), BODY(BOTH IP_4), RELEASE_IP },
	{ "downgrade-010", CLUSTER_46, BODY(REQUIRE IP_46), BODY(SINGLE), "IPv4 10.0.0.1" },
	{ "downgrade-011", CLUSTER_46, BODY(REQUIRE IP_46), BODY(SINGLE IP_4), "IPv4 10.0.0.1" },
	{ "downgrade-013", CLUSTER_46, BODY(REQUIRE IP_46), BODY(SINGLE FOUR), "IPv4 10.0.0.1" },
	{ "downgrade-014", CLUSTER_46, BODY(REQUIRE IP_46), BODY(SINGLE FOUR IP_4),
	  "IPv4 10.0.0.1" },
	{ "downgrade-016", CLUSTER_46, BODY(REQUIRE IP_46), BODY(SINGLE BOTH), "IPv4 10.0.0.1" },
	{ "downgrade-017", CLUSTER_46, BODY(REQUIRE IP_46), BODY(SINGLE BOTH IP_4),
	  "IPv4 10.0.0.1" },
	{ "downgrade-019", CLUSTER_46, BODY(NONE REQUIRE), BODY(PREFER BOTH), "IPv4 IPv6 None" },
	{ "downgrade-020", CLUSTER_46, BODY(NONE REQUIRE), BODY(REQUIRE), "IPv4 IPv6 None" },
	{ "downgrade-022", CLUSTER_46, BODY(NONE REQUIRE), BODY(REQUIRE BOTH), "IPv4 IPv6 None" },
	{ "headless may take another family", CLUSTER_46, BODY(NONE SINGLE FOUR), BODY(SINGLE SIX),
	  "IPv6 None" },

	{ "feature-003", CLUSTER_46, BODY(IP_4), BODY(", selector: {c: d}"), "IPv4 10.0.0.1" },
	{ "feature-004", CLUSTER_46, BODY(IP_4), BODY(", selector: null"), "IPv4 10.0.0.1" },
	{ "feature-009", CLUSTER_46, BODY(NONE),
	  BODY(", clusterIP: 10.0.0.93, clusterIPs: "
	       "[10.0.0.93]"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"10.0.0.93\"}: may not change once set" },
	{ "feature-010", CLUSTER_46, BODY(", clusterIP: 10.0.0.93"),
	  BODY(", clusterIP: 10.0.0.76, "
	       "clusterIPs: [10.0.0.76]"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"10.0.0.76\"}: may not change once set" },
	{ "address to headless", CLUSTER_46, BODY(IP_4), BODY(NONE),
	  "spec.clusterIPs[0]: Invalid value: []string{\"None\"}: may not change once set" },
	{ "ports may come and go", CLUSTER_46, BODY(IP_4),
	  BODY(", ports: [{name: a, port: 80}, {name: b, port: 443}]"), "IPv4 10.0.0.1" },
};

/* The joined texts of a list, with "*" for what the row leaves to the cluster. */
static void add_list(const cJSON *list, const char *wanted, struct strbuf *out)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, list) {
		bool any = item->next == NULL && text_ends_with(wanted, "*");

		strbuf_addf(out, "%s%s", out->length > 0 ? " " : "", any ? "*" : item->valuestring);
	}
}

static const char *result_of(struct fixture *fixture, const char *wanted)
{
	struct strbuf text = STRBUF_INIT;
	const cJSON *spec;
	const char *copy;

	fixture_get(fixture, "services/default/web", "spec");
	spec = json_child(fixture->response.object, "spec");
	add_list(json_child(spec, "ipFamilies"), "", &text);
	add_list(json_child(spec, "clusterIPs"), wanted, &text);
	copy = fixture_text(fixture, "%s", text.text);
	strbuf_finish(&text);
	return copy;
}

Test(dual_stack, update)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = rows[i].row, *want = rows[i].result, *refusal;
		CLEANUP(str) char *before = NULL;

		begin(&fixture, rows[i].cluster);
		if (rows[i].cluster == CLUSTER_46)
			fixture_create(
				&fixture, "services/default",
				"{metadata: {name: other}, spec: {clusterIP: '2000::2', ports: "
				"[{port: 80}]}}");
		cr_expect_text(fixture_create(&fixture, "services/default", rows[i].stored), "",
			       row);
		before = fixture_snapshot(&fixture);
		refusal = fixture_update(&fixture, "services/default/web", rows[i].update);
		if (strstr(want, "spec.") != NULL) {
			want = fixture_text(&fixture, "Service \"web\" is invalid: %s", want);
			cr_expect_text(refusal, want, row);
			cr_expect_text(fixture_writes_since(&fixture, before), "", row);
		} else {
			cr_expect_text(*refusal != '\0' ? refusal : result_of(&fixture, want), want,
				       row);
		}
		/* Every address is held by the Service that has it, and no other is held. Nothing had
		 * to be mended for that. */
		cr_expect_text(fixture_events(&fixture), "", row);
		cr_expect_text(fixture_findings(&fixture), "", row);
	}
}

/* ---- create ---- */

static const struct {
	const char *row;
	enum cluster_kind cluster;
	const char *body, *result; /* as above */
} create_rows[] = {
	{ "initip-001", CLUSTER_4, BODY(""), "IPv4 *" },
	{ "initip-003", CLUSTER_6, BODY(""), "IPv6 *" },
	{ "initip-004", CLUSTER_6, BODY(", clusterIP: '2000::1'"), "IPv6 2000::1" },
	{ "initip-006", CLUSTER_46, BODY(", clusterIP: 10.0.0.1"), "IPv4 10.0.0.1" },
	{ "initip-007", CLUSTER_64, BODY(""), "IPv6 *" },
	{ "headless-001", CLUSTER_4, BODY(", clusterIP: None"), "IPv4 None" },
	{ "headless-003", CLUSTER_46, BODY(", clusterIP: None"), "IPv4 None" },
	{ "headless-004", CLUSTER_64, BODY(", clusterIP: None"), "IPv6 None" },
	{ "headless-006", CLUSTER_6, BODY(", type: LoadBalancer, clusterIP: None"),
	  "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for "
	  "LoadBalancer services" },
	{ "other spelling is kept", CLUSTER_6, BODY(", clusterIP: '2000:0::0:A'"),
	  "IPv6 2000:0::0:A" },
	{ "badip-002", CLUSTER_4, BODY(REQUIRE), NO_DUAL },
	{ "badip-003", CLUSTER_4, BODY(", ipFamilies: [garbage]"),
	  "spec.ipFamilies[0]: Unsupported value: \"garbage\": supported values: \"IPv4\", "
	  "\"IPv6\"" },
	{ "badip-005", CLUSTER_46, BODY(", ipFamilies: [IPv4, IPv6, garbage]"),
	  "spec.ipFamilies[2]: Unsupported value: \"garbage\": supported values: \"IPv4\", "
	  "\"IPv6\"" },
	{ "badip-006", CLUSTER_4, BODY(SIX),
	  "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster" },
	{ "badip-008", CLUSTER_4, BODY(", ipFamilies: [IPv4, IPv4]"),
	  "spec.ipFamilies[1]: Duplicate value: \"IPv4\"" },
	{ "badip-009", CLUSTER_46, BODY(", ipFamilies: [IPv4, IPv6, IPv6]"),
	  "spec.ipFamilies[2]: Duplicate value: \"IPv6\"" },
	{ "badip-011", CLUSTER_4, BODY(", clusterIP: '2000::1', clusterIPs: ['2000::1']"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"2000::1\"}: IPv6 is not configured on "
	  "this "
	  "cluster" },
	{ "badip-012", CLUSTER_4, BODY(FOUR ", clusterIP: '2000::1', clusterIPs: ['2000::1']"),
	  "spec.clusterIPs[0]: Invalid value: \"2000::1\": expected an IPv4 value as indicated by "
	  "`ipFamilies[0]`" },
	{ "badip-014", CLUSTER_46,
	  BODY(", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, '2000::1', 10.0.0.2]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"2000::1\", \"10.0.0.2\"}: may "
	  "only hold up to 2 values" },
	{ "badip-015", CLUSTER_4, BODY(", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 10.0.0.1]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"10.0.0.1\"}: may specify no "
	  "more "
	  "than one IP for each IP family" },
	{ "badip-017", CLUSTER_4, BODY(", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, None]"),
	  "spec.clusterIPs[1]: Invalid value: \"None\": must be a valid IP address, (e.g. 10.9.8.7 "
	  "or 2001:db8::ffff)" },
	{ "plural alone", CLUSTER_4, BODY(", clusterIPs: [10.0.0.1]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\"}: must be empty when `clusterIP` "
	  "is "
	  "not specified" },
	{ "the second slot is still empty in the error", CLUSTER_46,
	  BODY(REQUIRE ", clusterIP: 10.0.0.0"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.0\", \"\"}: failed to allocate IP "
	  "10.0.0.0: the provided network does not match the current range" },
	/* Nothing but the address is complained of: allocation comes before validation. */
	{ "an address hides missing ports", CLUSTER_4,
	  "{metadata: {name: web}, spec: {clusterIP: 192.168.1.1}}",
	  "spec.clusterIPs: Invalid value: []string{\"192.168.1.1\"}: failed to allocate IP "
	  "192.168.1.1: the provided network does not match the current range" },
	{ "missing ports", CLUSTER_4, "{metadata: {name: web}, spec: {}}",
	  "spec.ports: Required value" },
};

Test(dual_stack, create)
{
	for (size_t i = 0; i < ARRAY_LEN(create_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = create_rows[i].row, *want = create_rows[i].result, *refusal;

		begin(&fixture, create_rows[i].cluster);
		refusal = fixture_create(&fixture, "services/default", create_rows[i].body);
		if (strstr(want, "spec.") != NULL)
			want = fixture_text(&fixture, "Service \"web\" is invalid: %s", want);
		cr_expect_text(*refusal != '\0' ? refusal : result_of(&fixture, want), want, row);
		cr_expect_text(fixture_findings(&fixture), "", row);
		if (*refusal != '\0')
			cr_expect_text(fixture_list(&fixture, "ipaddresses"), "", row);
	}
}

/* The first family's address is given back when the second family has none left. */
Test(dual_stack, second_family_full)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin_bare(&fixture, "10.0.0.0/8,2000::/125");
	fixture_restore_cluster(&fixture, "10.0.0.0/8, '2000::/127'");
	cr_expect_text(fixture_create(&fixture, "services/default", BODY(REQUIRE)), "", "first");
	cr_expect_text(fixture_delete(&fixture, "services/default/web"), "", "delete");
	cr_expect_text(fixture_list(&fixture, "ipaddresses"), "", "both are free");
	fixture_create(&fixture, "ipaddresses",
		       "{metadata: {name: '2000::1'}, spec: {parentRef: {resource: a, name: b}}}");
	cr_expect_text(
		fixture_create(&fixture, "services/default", BODY(REQUIRE ", clusterIP: 10.0.0.7")),
		"Internal error occurred: failed to allocate a serviceIP: range is full", "second");
	cr_expect_text(fixture_list(&fixture, "ipaddresses"), "2000::1", "nothing leaked");
	cr_expect_text(fixture_create(&fixture, "services/default", BODY(", clusterIP: 10.0.0.7")),
		       "", "the same address again");
}

/* A PreferDualStack Service does not change by itself when the cluster gains a family. */
Test(dual_stack, prefer_is_settled)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/8");
	cr_expect_text(fixture_create(&fixture, "services/default", BODY(PREFER)), "", "create");
	fixture_restart(&fixture, "10.0.0.0/8,2000::/112");
	cr_expect_text(
		fixture_patch(&fixture, "services/default/web", "{metadata: {labels: {a: b}}}"), "",
		"touch");
	cr_expect_text(result_of(&fixture, "*"), "IPv4 *", "unchanged");
	/* The policy that was unset before makes no difference to it. */
	cr_expect_text(fixture_patch(&fixture, "services/default/web",
				     "{spec: {ipFamilyPolicy: RequireDualStack}}"),
		       "", "ask for it");
	cr_expect_text(fixture_get(&fixture, "services/default/web", "spec.ipFamilies"),
		       "[\"IPv4\",\"IPv6\"]", "upgraded");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}
