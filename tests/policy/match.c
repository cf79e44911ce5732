/* Which requests a MatchResources means. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"

#define RULE(more) \
	"{resourceRules: [{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], " more "}]}"

/* A request in a few words; NULL and 0 stand for what request_of has. */
struct asked {
	const char *operation, *group, *plural, *subresource, *namespace, *name;
};
#define LIKE(...) (&(const struct asked) { __VA_ARGS__ })
#define PLAIN NULL
#define UPDATE LIKE(.operation = "UPDATE")
#define NAMESPACE LIKE(.plural = "namespaces", .namespace = "web")
#define NAMESPACE_GOES LIKE(.operation = "DELETE", .plural = "namespaces", .namespace = "web")
#define RANGE LIKE(.group = "networking.k8s.io", .plural = "servicecidrs", .namespace = "")

static const struct {
	const char *row, *match_resources;
	const struct asked *asked;
	enum policy_match match;
} rows[] = {
	{ "nothing said", "", PLAIN, POLICY_MATCHES },
	{ "no rules", "{}", PLAIN, POLICY_MATCHES },
	{ "everything", RULE("resources: ['*']"), PLAIN, POLICY_MATCHES },

	{ "an operation",
	  "{resourceRules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: "
	  "[services]}]}",
	  PLAIN, POLICY_MATCHES },
	{ "another operation",
	  "{resourceRules: [{operations: [UPDATE], apiGroups: [''], apiVersions: [v1], resources: "
	  "[services]}]}",
	  PLAIN, POLICY_NO_RULE },
	{ "another group",
	  "{resourceRules: [{operations: ['*'], apiGroups: [apps], apiVersions: ['*'], resources: "
	  "['*']}]}",
	  PLAIN, POLICY_NO_RULE },
	{ "another version",
	  "{resourceRules: [{operations: ['*'], apiGroups: ['*'], apiVersions: [v2], resources: "
	  "['*']}]}",
	  PLAIN, POLICY_NO_RULE },
	{ "the second rule",
	  "{resourceRules: [{operations: [UPDATE], apiGroups: [''], apiVersions: [v1], resources: "
	  "[services]}, {operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: "
	  "[services]}]}",
	  PLAIN, POLICY_MATCHES },

	{ "a resource has no subresource", RULE("resources: [services]"),
	  LIKE(.subresource = "status"), POLICY_NO_RULE },
	{ "nor has a star", RULE("resources: ['*']"), LIKE(.subresource = "status"),
	  POLICY_NO_RULE },
	{ "the subresource", RULE("resources: [services/status]"), LIKE(.subresource = "status"),
	  POLICY_MATCHES },
	{ "and nothing else", RULE("resources: [services/status]"), PLAIN, POLICY_NO_RULE },
	{ "every subresource", RULE("resources: [services/*]"), LIKE(.subresource = "status"),
	  POLICY_MATCHES },
	{ "and the resource itself", RULE("resources: [services/*]"), PLAIN, POLICY_MATCHES },
	{ "one subresource of all", RULE("resources: ['*/status']"), LIKE(.subresource = "status"),
	  POLICY_MATCHES },
	{ "everything there is", RULE("resources: ['*/*']"), PLAIN, POLICY_MATCHES },
	{ "and every subresource of it", RULE("resources: ['*/*']"), LIKE(.subresource = "status"),
	  POLICY_MATCHES },
	{ "one subresource is not the resource", RULE("resources: ['*/status']"), PLAIN,
	  POLICY_NO_RULE },
	{ "another subresource", RULE("resources: [services/proxy]"), LIKE(.subresource = "status"),
	  POLICY_NO_RULE },
	{ "a name that only begins alike", RULE("resources: [service]"), PLAIN, POLICY_NO_RULE },

	{ "a name", RULE("resources: ['*'], resourceNames: [a, web]"), PLAIN, POLICY_MATCHES },
	{ "another name", RULE("resources: ['*'], resourceNames: [a]"), PLAIN, POLICY_NO_RULE },
	{ "no name, as in a delete-collection", RULE("resources: ['*'], resourceNames: [web]"),
	  LIKE(.name = ""), POLICY_NO_RULE },

	{ "namespaced", RULE("resources: ['*'], scope: Namespaced"), PLAIN, POLICY_MATCHES },
	{ "not cluster-scoped", RULE("resources: ['*'], scope: Cluster"), PLAIN, POLICY_NO_RULE },
	{ "cluster-scoped", RULE("resources: ['*'], scope: Cluster"), RANGE, POLICY_MATCHES },
	{ "a Namespace is cluster-scoped", RULE("resources: ['*'], scope: Cluster"), NAMESPACE,
	  POLICY_MATCHES },
	{ "and not namespaced", RULE("resources: ['*'], scope: Namespaced"), NAMESPACE,
	  POLICY_NO_RULE },

	{ "excluded",
	  "{resourceRules: [{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: "
	  "['*']}], excludeResourceRules: [{operations: [CREATE], apiGroups: [''], apiVersions: "
	  "[v1], resources: [services]}]}",
	  PLAIN, POLICY_EXCLUDED },
	{ "not excluded",
	  "{resourceRules: [{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: "
	  "['*']}], excludeResourceRules: [{operations: [DELETE], apiGroups: [''], apiVersions: "
	  "[v1], resources: [services]}]}",
	  PLAIN, POLICY_MATCHES },

	{ "the namespace's labels", "{namespaceSelector: {matchLabels: {env: prod}}}", PLAIN,
	  POLICY_MATCHES },
	{ "other labels", "{namespaceSelector: {matchLabels: {env: test}}}", PLAIN,
	  POLICY_NAMESPACE_DIFFERS },
	{ "what has no namespace passes", "{namespaceSelector: {matchLabels: {env: test}}}", RANGE,
	  POLICY_MATCHES },
	{ "a Namespace has its own labels", "{namespaceSelector: {matchLabels: {tier: new}}}",
	  NAMESPACE, POLICY_MATCHES },
	{ "and no others", "{namespaceSelector: {matchLabels: {env: prod}}}", NAMESPACE,
	  POLICY_NAMESPACE_DIFFERS },

	{ "one that goes has those it had", "{namespaceSelector: {matchLabels: {tier: old}}}",
	  NAMESPACE_GOES, POLICY_MATCHES },
	{ "and one that changes has the new ones",
	  "{namespaceSelector: {matchLabels: {tier: old}}}",
	  LIKE(.operation = "UPDATE", .plural = "namespaces", .namespace = "web"),
	  POLICY_NAMESPACE_DIFFERS },

	{ "what goes has the labels it had", "{objectSelector: {matchLabels: {tier: old}}}",
	  LIKE(.operation = "DELETE"), POLICY_MATCHES },
	{ "and no others", "{objectSelector: {matchLabels: {tier: new}}}",
	  LIKE(.operation = "DELETE"), POLICY_OBJECT_DIFFERS },
	{ "the object's labels", "{objectSelector: {matchLabels: {tier: new}}}", UPDATE,
	  POLICY_MATCHES },
	{ "or those of before", "{objectSelector: {matchLabels: {tier: old}}}", UPDATE,
	  POLICY_MATCHES },
	{ "neither", "{objectSelector: {matchLabels: {tier: other}}}", UPDATE,
	  POLICY_OBJECT_DIFFERS },
	{ "there was none before", "{objectSelector: {matchLabels: {tier: old}}}", PLAIN,
	  POLICY_OBJECT_DIFFERS },
	{ "the namespace is asked first",
	  "{namespaceSelector: {matchLabels: {a: b}}, objectSelector: {matchLabels: {a: b}}}",
	  PLAIN, POLICY_NAMESPACE_DIFFERS },
};

static struct policy_request request_like(const struct asked *asked, const cJSON *object,
					  const cJSON *old)
{
	bool has_old = asked != NULL && asked->operation != NULL;
	bool goes = has_old && strcmp(asked->operation, "DELETE") == 0;
	struct policy_request request = request_of(goes ? NULL : object, has_old ? old : NULL);

	if (asked == NULL)
		return request;
	if (asked->group != NULL)
		request.group = asked->group;
	if (asked->plural != NULL)
		request.plural = asked->plural;
	if (asked->subresource != NULL)
		request.subresource = asked->subresource;
	if (asked->namespace != NULL)
		request.namespace = asked->namespace;
	if (asked->name != NULL)
		request.name = asked->name;
	return request;
}

Test(match, rows)
{
	CLEANUP(json) cJSON *object = yaml_tree("{metadata: {labels: {tier: new}}}");
	CLEANUP(json) cJSON *old = yaml_tree("{metadata: {labels: {tier: old}}}");
	CLEANUP(json) cJSON *namespace = yaml_tree("{metadata: {labels: {env: prod}}}");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *match_resources = yaml_tree(rows[i].match_resources);
		const struct policy_request request = request_like(rows[i].asked, object, old);
		const char *version = NULL;
		enum policy_match match =
			policy_matches(match_resources, &request, namespace, &version);

		cr_expect_eq(match, rows[i].match, "%s: %d", rows[i].row, (int)match);
		cr_expect(match != POLICY_MATCHES || strcmp(version, "v1") == 0, "%s", rows[i].row);
	}
}

static const struct {
	const char *row, *match_policy, *rule_version, *asked, *version;
} version_rows[] = {
	{ "the version that was asked for", "Equivalent", "v1", "v1", "v1" },
	{ "another one", "Equivalent", "v1beta1", "v1", "v1beta1" },
	{ "but not by name only", "Exact", "v1beta1", "v1", NULL },
	{ "one that is not served", "Equivalent", "v1alpha1", "v1", NULL },
	{ "its own goes first", "Equivalent", "*", "v1beta1", "v1beta1" },
};

Test(match, versions)
{
	static const char *const served[] = { "v1", "v1beta1", NULL };

	for (size_t i = 0; i < ARRAY_LEN(version_rows); i++) {
		CLEANUP(str)
		char *yaml = xasprintf("{matchPolicy: %s, resourceRules: [{operations: ['*'], "
				       "apiGroups: ['*'], apiVersions: ['%s'], resources: ['*']}]}",
				       version_rows[i].match_policy, version_rows[i].rule_version);
		CLEANUP(json) cJSON *match_resources = yaml_tree(yaml);
		struct policy_request request = request_of(NULL, NULL);
		const char *version = "";
		bool matches;

		request.version = version_rows[i].asked;
		request.versions = served;
		matches =
			policy_matches(match_resources, &request, NULL, &version) == POLICY_MATCHES;
		cr_expect_eq(matches, version_rows[i].version != NULL, "%s", version_rows[i].row);
		cr_expect(!matches || strcmp(version, version_rows[i].version) == 0, "%s: %s",
			  version_rows[i].row, version);
	}
}

static const struct {
	const char *selector;
	bool selects;
} selector_rows[] = {
	{ "", true },
	{ "{}", true },
	{ "{matchLabels: {a: '1'}}", true },
	{ "{matchLabels: {a: '2'}}", false },
	{ "{matchLabels: {a: '1', b: '2'}}", false },
	{ "{matchExpressions: [{key: a, operator: In, values: ['0', '1']}]}", true },
	{ "{matchExpressions: [{key: b, operator: In, values: ['']}]}", false },
	{ "{matchExpressions: [{key: a, operator: NotIn, values: ['1']}]}", false },
	{ "{matchExpressions: [{key: b, operator: NotIn, values: ['1']}]}", true },
	{ "{matchExpressions: [{key: a, operator: Exists}]}", true },
	{ "{matchExpressions: [{key: b, operator: Exists}]}", false },
	{ "{matchExpressions: [{key: b, operator: DoesNotExist}]}", true },
	{ "{matchExpressions: [{key: a, operator: Near}]}", false },
	{ "{matchLabels: {a: '1'}, matchExpressions: [{key: a, operator: DoesNotExist}]}", false },
};

Test(match, label_selectors)
{
	CLEANUP(json) cJSON *labels = yaml_tree("{a: '1'}");

	for (size_t i = 0; i < ARRAY_LEN(selector_rows); i++) {
		CLEANUP(json) cJSON *selector = yaml_tree(selector_rows[i].selector);

		cr_expect_eq(policy_selects(selector, labels), selector_rows[i].selects, "%s",
			     selector_rows[i].selector);
	}
}
