/* Which IP families a new Service gets, by what it asks for and what the cluster offers. Rows are
 * the collected cases, in its letters: policy S, P or R (SingleStack, PreferDualStack,
 * RequireDualStack), families 4 and 6 in their order, "-" for what is not given. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

enum cluster_kind { FOUR, FOUR_SIX, SIX_FOUR };

/* How the Service says which addresses it wants. */
enum base { ANY, IP_4, IP_46, IP_64, HEADLESS, HEADLESS_SELECTING };

static const char *const bases[] = {
	[ANY] = "selector: {a: b}",
	[IP_4] = "selector: {a: b}, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1]",
	[IP_46] = "selector: {a: b}, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, '2000::1']",
	[IP_64] = "selector: {a: b}, clusterIP: '2000::1', clusterIPs: ['2000::1', 10.0.0.1]",
	[HEADLESS] = "clusterIP: None, clusterIPs: [None]",
	[HEADLESS_SELECTING] = "selector: {a: b}, clusterIP: None, clusterIPs: [None]",
};

#define POLICY(value, detail) "spec.ipFamilyPolicy: Invalid value: \"" value "\": " detail
#define MULTIPLE(what)                                                                \
	POLICY("SingleStack", "must be 'RequireDualStack' or 'PreferDualStack' when " \
			      "multiple " what)
#define SINGLE_IPS MULTIPLE("cluster IPs are specified")
#define SINGLE_FAMILIES MULTIPLE("IP families are specified")
#define NO_DUAL POLICY("RequireDualStack", "this cluster is not configured for dual-stack services")
#define NO_IPV6_AT_0 "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster"
#define NO_IPV6_AT_1 "spec.ipFamilies[1]: Invalid value: \"IPv6\": not configured on this cluster"
#define EXPECTED(i, ip, family)                                                  \
	"spec.clusterIPs[" i "]: Invalid value: \"" ip "\": expected an " family \
	" value as indicated by `ipFamilies[" i "]`"
#define TWO(first, second) "[" first ", " second "]"
#define SWAPPED(first, family, second, other) \
	TWO(EXPECTED("0", first, family), EXPECTED("1", second, other))

/* result: policy and families, or the errors. */
static const struct {
	const char *row;
	enum cluster_kind cluster;
	enum base base;
	const char *policy, *families, *result;
} rows[] = {
	{ "famcreate-001", FOUR, ANY, "-", "-", "S 4" },
	{ "famcreate-002", FOUR, ANY, "-", "4", "S 4" },
	{ "famcreate-004", FOUR, ANY, "-", "46", SINGLE_FAMILIES },
	{ "famcreate-005", FOUR, ANY, "-", "64", SINGLE_FAMILIES },
	{ "famcreate-007", FOUR, ANY, "S", "4", "S 4" },
	{ "famcreate-008", FOUR, ANY, "S", "6", NO_IPV6_AT_0 },
	{ "famcreate-010", FOUR, ANY, "S", "64", SINGLE_FAMILIES },
	{ "famcreate-011", FOUR, ANY, "P", "-", "P 4" },
	{ "famcreate-013", FOUR, ANY, "P", "6", NO_IPV6_AT_0 },
	{ "famcreate-014", FOUR, ANY, "P", "46", NO_IPV6_AT_1 },
	{ "famcreate-016", FOUR, ANY, "R", "-", NO_DUAL },
	{ "famcreate-017", FOUR, ANY, "R", "4", NO_DUAL },
	{ "famcreate-019", FOUR, ANY, "R", "46", TWO(NO_DUAL, NO_IPV6_AT_1) },
	{ "famcreate-020", FOUR, ANY, "R", "64", TWO(NO_DUAL, NO_IPV6_AT_0) },
	{ "famcreate-022", FOUR, IP_4, "-", "4", "S 4" },
	{ "famcreate-023", FOUR, IP_4, "-", "6", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-025", FOUR, IP_4, "-", "64", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-026", FOUR, IP_4, "S", "-", "S 4" },
	{ "famcreate-028", FOUR, IP_4, "S", "6", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-029", FOUR, IP_4, "S", "46", SINGLE_FAMILIES },
	{ "famcreate-031", FOUR, IP_4, "P", "-", "P 4" },
	{ "famcreate-032", FOUR, IP_4, "P", "4", "P 4" },
	{ "famcreate-034", FOUR, IP_4, "P", "46", NO_IPV6_AT_1 },
	{ "famcreate-035", FOUR, IP_4, "P", "64", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-037", FOUR, IP_4, "R", "4", NO_DUAL },
	{ "famcreate-038", FOUR, IP_4, "R", "6", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-040", FOUR, IP_4, "R", "64", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-041", FOUR, HEADLESS, "-", "-", "R 46" },
	{ "famcreate-043", FOUR, HEADLESS, "-", "6", "R 64" },
	{ "famcreate-044", FOUR, HEADLESS, "-", "46", "R 46" },
	{ "famcreate-046", FOUR, HEADLESS, "S", "-", "S 4" },
	{ "famcreate-047", FOUR, HEADLESS, "S", "4", "S 4" },
	{ "famcreate-049", FOUR, HEADLESS, "S", "46", SINGLE_FAMILIES },
	{ "famcreate-050", FOUR, HEADLESS, "S", "64", SINGLE_FAMILIES },
	{ "famcreate-052", FOUR, HEADLESS, "P", "4", "P 46" },
	{ "famcreate-053", FOUR, HEADLESS, "P", "6", "P 64" },
	{ "famcreate-055", FOUR, HEADLESS, "P", "64", "P 64" },
	{ "famcreate-056", FOUR, HEADLESS, "R", "-", "R 46" },
	{ "famcreate-058", FOUR, HEADLESS, "R", "6", "R 64" },
	{ "famcreate-059", FOUR, HEADLESS, "R", "46", "R 46" },
	{ "famcreate-061", SIX_FOUR, IP_46, "-", "-", SINGLE_IPS },
	{ "famcreate-062", SIX_FOUR, IP_46, "-", "4", SINGLE_IPS },
	{ "famcreate-064", SIX_FOUR, IP_46, "-", "46", TWO(SINGLE_IPS, SINGLE_FAMILIES) },
	{ "famcreate-065", SIX_FOUR, IP_46, "-", "64",
	  SWAPPED("10.0.0.1", "IPv6", "2000::1", "IPv4") },
	{ "famcreate-067", SIX_FOUR, IP_46, "S", "4", SINGLE_IPS },
	{ "famcreate-068", SIX_FOUR, IP_46, "S", "6", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-070", SIX_FOUR, IP_46, "S", "64",
	  SWAPPED("10.0.0.1", "IPv6", "2000::1", "IPv4") },
	{ "famcreate-071", SIX_FOUR, IP_46, "P", "-", "P 46" },
	{ "famcreate-073", SIX_FOUR, IP_46, "P", "6", EXPECTED("0", "10.0.0.1", "IPv6") },
	{ "famcreate-074", SIX_FOUR, IP_46, "P", "46", "P 46" },
	{ "famcreate-076", SIX_FOUR, IP_46, "R", "-", "R 46" },
	{ "famcreate-077", SIX_FOUR, IP_46, "R", "4", "R 46" },
	{ "famcreate-079", SIX_FOUR, IP_46, "R", "46", "R 46" },
	{ "famcreate-080", SIX_FOUR, IP_46, "R", "64",
	  SWAPPED("10.0.0.1", "IPv6", "2000::1", "IPv4") },
	{ "famcreate-082", SIX_FOUR, IP_64, "-", "4", EXPECTED("0", "2000::1", "IPv4") },
	{ "famcreate-083", SIX_FOUR, IP_64, "-", "6", SINGLE_IPS },
	{ "famcreate-085", SIX_FOUR, IP_64, "-", "64", TWO(SINGLE_IPS, SINGLE_FAMILIES) },
	{ "famcreate-086", SIX_FOUR, IP_64, "S", "-", SINGLE_IPS },
	{ "famcreate-088", SIX_FOUR, IP_64, "S", "6", SINGLE_IPS },
	{ "famcreate-089", SIX_FOUR, IP_64, "S", "46",
	  SWAPPED("2000::1", "IPv4", "10.0.0.1", "IPv6") },
	{ "famcreate-091", SIX_FOUR, IP_64, "P", "-", "P 64" },
	{ "famcreate-092", SIX_FOUR, IP_64, "P", "4", EXPECTED("0", "2000::1", "IPv4") },
	{ "famcreate-094", SIX_FOUR, IP_64, "P", "46",
	  SWAPPED("2000::1", "IPv4", "10.0.0.1", "IPv6") },
	{ "famcreate-095", SIX_FOUR, IP_64, "P", "64", "P 64" },
	{ "famcreate-097", SIX_FOUR, IP_64, "R", "4", EXPECTED("0", "2000::1", "IPv4") },
	{ "famcreate-098", SIX_FOUR, IP_64, "R", "6", "R 64" },
	{ "famcreate-100", SIX_FOUR, IP_64, "R", "64", "R 64" },
	{ "famcreate-101", SIX_FOUR, HEADLESS_SELECTING, "-", "-", "S 6" },
	{ "famcreate-103", SIX_FOUR, HEADLESS_SELECTING, "-", "6", "S 6" },
	{ "famcreate-104", SIX_FOUR, HEADLESS_SELECTING, "-", "46", SINGLE_FAMILIES },
	{ "famcreate-106", SIX_FOUR, HEADLESS_SELECTING, "S", "-", "S 6" },
	{ "famcreate-107", SIX_FOUR, HEADLESS_SELECTING, "S", "4", "S 4" },
	{ "famcreate-109", SIX_FOUR, HEADLESS_SELECTING, "S", "46", SINGLE_FAMILIES },
	{ "famcreate-110", SIX_FOUR, HEADLESS_SELECTING, "S", "64", SINGLE_FAMILIES },
	{ "famcreate-112", SIX_FOUR, HEADLESS_SELECTING, "P", "4", "P 46" },
	{ "famcreate-113", SIX_FOUR, HEADLESS_SELECTING, "P", "6", "P 64" },
	{ "famcreate-115", SIX_FOUR, HEADLESS_SELECTING, "P", "64", "P 64" },
	{ "famcreate-116", SIX_FOUR, HEADLESS_SELECTING, "R", "-", "R 64" },
	{ "famcreate-118", SIX_FOUR, HEADLESS_SELECTING, "R", "6", "R 64" },
	{ "famcreate-119", SIX_FOUR, HEADLESS_SELECTING, "R", "46", "R 46" },
	{ "famcreate-121", SIX_FOUR, HEADLESS, "P", "-", "P 64" },
	{ "famcreate-122", SIX_FOUR, HEADLESS, "P", "4", "P 46" },
	{ "famcreate-124", SIX_FOUR, HEADLESS, "P", "46", "P 46" },
	{ "famcreate-125", SIX_FOUR, HEADLESS, "P", "64", "P 64" },
	{ "famcreate-127", SIX_FOUR, HEADLESS, "R", "4", "R 46" },
	{ "famcreate-128", SIX_FOUR, HEADLESS, "R", "6", "R 64" },
	{ "famcreate-130", SIX_FOUR, HEADLESS, "R", "64", "R 64" },
	{ "famcreate-131", FOUR_SIX, ANY, "-", "-", "S 4" },
	{ "famcreate-133", FOUR_SIX, ANY, "-", "6", "S 6" },
	{ "famcreate-134", FOUR_SIX, ANY, "-", "46", SINGLE_FAMILIES },
	{ "famcreate-136", FOUR_SIX, ANY, "S", "-", "S 4" },
	{ "famcreate-137", FOUR_SIX, ANY, "S", "4", "S 4" },
	{ "famcreate-139", FOUR_SIX, ANY, "S", "46", SINGLE_FAMILIES },
	{ "famcreate-140", FOUR_SIX, ANY, "S", "64", SINGLE_FAMILIES },
	{ "famcreate-142", FOUR_SIX, ANY, "P", "4", "P 46" },
	{ "famcreate-143", FOUR_SIX, ANY, "P", "6", "P 64" },
	{ "famcreate-145", FOUR_SIX, ANY, "P", "64", "P 64" },
	{ "famcreate-146", FOUR_SIX, ANY, "R", "-", "R 46" },
	{ "famcreate-148", FOUR_SIX, ANY, "R", "6", "R 64" },
	{ "famcreate-149", FOUR_SIX, ANY, "R", "46", "R 46" },
	{ "famcreate-151", FOUR_SIX, HEADLESS_SELECTING, "-", "-", "S 4" },
	{ "famcreate-152", FOUR_SIX, HEADLESS_SELECTING, "-", "4", "S 4" },
	{ "famcreate-154", FOUR_SIX, HEADLESS_SELECTING, "-", "46", SINGLE_FAMILIES },
	{ "famcreate-155", FOUR_SIX, HEADLESS_SELECTING, "-", "64", SINGLE_FAMILIES },
	{ "famcreate-157", FOUR_SIX, HEADLESS_SELECTING, "S", "4", "S 4" },
	{ "famcreate-158", FOUR_SIX, HEADLESS_SELECTING, "S", "6", "S 6" },
	{ "famcreate-160", FOUR_SIX, HEADLESS_SELECTING, "S", "64", SINGLE_FAMILIES },
	{ "famcreate-161", FOUR_SIX, HEADLESS_SELECTING, "P", "-", "P 46" },
	{ "famcreate-163", FOUR_SIX, HEADLESS_SELECTING, "P", "6", "P 64" },
	{ "famcreate-164", FOUR_SIX, HEADLESS_SELECTING, "P", "46", "P 46" },
	{ "famcreate-166", FOUR_SIX, HEADLESS_SELECTING, "R", "-", "R 46" },
	{ "famcreate-167", FOUR_SIX, HEADLESS_SELECTING, "R", "4", "R 46" },
	{ "famcreate-169", FOUR_SIX, HEADLESS_SELECTING, "R", "46", "R 46" },
	{ "famcreate-170", FOUR_SIX, HEADLESS_SELECTING, "R", "64", "R 64" },
	{ "famcreate-172", FOUR_SIX, HEADLESS, "-", "4", "R 46" },
	{ "famcreate-173", FOUR_SIX, HEADLESS, "-", "6", "R 64" },
	{ "famcreate-175", FOUR_SIX, HEADLESS, "-", "64", "R 64" },
	{ "famcreate-176", FOUR_SIX, HEADLESS, "S", "-", "S 4" },
	{ "famcreate-178", FOUR_SIX, HEADLESS, "S", "6", "S 6" },
	{ "famcreate-179", FOUR_SIX, HEADLESS, "S", "46", SINGLE_FAMILIES },
	{ "famcreate-181", FOUR_SIX, HEADLESS, "P", "-", "P 46" },
	{ "famcreate-182", FOUR_SIX, HEADLESS, "P", "4", "P 46" },
	{ "famcreate-184", FOUR_SIX, HEADLESS, "P", "46", "P 46" },
	{ "famcreate-185", FOUR_SIX, HEADLESS, "P", "64", "P 64" },
	{ "famcreate-187", FOUR_SIX, HEADLESS, "R", "4", "R 46" },
	{ "famcreate-188", FOUR_SIX, HEADLESS, "R", "6", "R 64" },
	{ "famcreate-190", FOUR_SIX, HEADLESS, "R", "64", "R 64" },
};

static const struct {
	char letter;
	const char *policy;
} policies[] = {
	{ 'S', "SingleStack" },
	{ 'P', "PreferDualStack" },
	{ 'R', "RequireDualStack" },
};

static const char *policy_of(char letter)
{
	size_t i = 0;

	while (policies[i].letter != letter)
		i++;
	return policies[i].policy;
}

static char letter_of(const char *policy)
{
	for (size_t i = 0; i < ARRAY_LEN(policies); i++)
		if (strcmp(policies[i].policy, policy) == 0)
			return policies[i].letter;
	return '?';
}

/* A cluster whose ranges have nothing taken yet. */
static void begin(struct fixture *fixture, enum cluster_kind cluster)
{
	static const char *const flags[] = { "10.0.0.0/8", "10.0.0.0/8,2000::/112",
					     "2000::/112,10.0.0.0/8" };
	static const char *const cidrs[] = { "10.0.0.0/8", "10.0.0.0/8, '2000::/112'",
					     "'2000::/112', 10.0.0.0/8" };

	fixture_begin_bare(fixture, flags[cluster]);
	fixture_restore_cluster(fixture, cidrs[cluster]);
}

static const char *body_of(struct fixture *fixture, size_t i)
{
	const char *policy = "", *families = "";

	if (*rows[i].policy != '-')
		policy = fixture_text(fixture, ", ipFamilyPolicy: %s", policy_of(*rows[i].policy));
	if (*rows[i].families != '-')
		families = fixture_text(fixture, ", ipFamilies: [IPv%c%s%.1s]", *rows[i].families,
					rows[i].families[1] != '\0' ? ", IPv" : "",
					rows[i].families + 1);
	return fixture_text(fixture, "{metadata: {name: web}, spec: {ports: [{port: 80}], %s%s%s}}",
			    bases[rows[i].base], policy, families);
}

/* "P 46" of the stored Service. */
static const char *result_of(struct fixture *fixture)
{
	const cJSON *families, *family;
	struct strbuf text = STRBUF_INIT;
	struct request request = fixture_request(fixture, VERB_GET, "services/default/web");
	const char *copy;

	fixture_handle(fixture, &request);
	strbuf_addf(
		&text, "%c ",
		letter_of(json_str_at(fixture->response.object, "spec", "ipFamilyPolicy", NULL)));
	families = json_get(fixture->response.object, "spec", "ipFamilies", NULL);
	cJSON_ArrayForEach (family, families)
		strbuf_add_char(&text, family->valuestring[3]);
	copy = fixture_text(fixture, "%s", text.text);
	strbuf_finish(&text);
	return copy;
}

/* One IPAddress a family, each of it and of the Service's own; none when it is headless. */
static void check_addresses(struct fixture *fixture, size_t i)
{
	const char *row = rows[i].row;
	const cJSON *ips, *ip;
	CLEANUP(json) cJSON *spec = NULL;
	size_t n = 0;

	fixture_get(fixture, "services/default/web", "spec");
	spec = json_copy(json_child(fixture->response.object, "spec"));
	ips = json_child(spec, "clusterIPs");
	cr_expect_text(json_str(spec, "clusterIP"), ips->child->valuestring, row);
	if (rows[i].base >= HEADLESS) {
		cr_expect_text(fixture_get(fixture, "services/default/web", "spec.clusterIPs"),
			       "[\"None\"]", row);
		cr_expect_text(fixture_list(fixture, "ipaddresses"), "", row);
		return;
	}
	cr_expect_eq(json_size(ips), json_size(json_child(spec, "ipFamilies")), "%s", row);
	cJSON_ArrayForEach (ip, ips) {
		const char *path = fixture_text(fixture, "ipaddresses/%s", ip->valuestring);

		cr_expect_text(fixture_get(fixture, path, "spec.parentRef.name"), "web", row);
		cr_expect_text(
			json_str_at(fixture->response.object, "metadata", "labels", LABEL_IP_FAMILY,
				    NULL),
			cJSON_GetArrayItem(json_child(spec, "ipFamilies"), (int)n++)->valuestring,
			row);
	}
	fixture_list(fixture, "ipaddresses");
	cr_expect_eq(json_size(fixture->response.items), n, "%s", row);
}

Test(families, create)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *refusal, *want = rows[i].result;

		begin(&fixture, rows[i].cluster);
		refusal = fixture_create(&fixture, "services/default", body_of(&fixture, i));
		if (strlen(want) > 4)
			want = fixture_text(&fixture, "Service \"web\" is invalid: %s", want);
		cr_expect_text(*refusal != '\0' ? refusal : result_of(&fixture), want, rows[i].row);
		if (*refusal == '\0')
			check_addresses(&fixture, i);
		else
			cr_expect_text(fixture_list(&fixture, "ipaddresses"), "", rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
	}
}
