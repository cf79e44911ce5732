/* Resource arguments: every way to name types and objects, and what is said about wrong ones. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../src/cli/internal.h"

static const struct {
	const char *text, *plural, *version;
} types[] = {
	{ "svc", "services", "v1" },
	{ "service", "services", "v1" },
	{ "services", "services", "v1" },
	{ "Service", "services", "v1" },
	{ "SERVICES", "services", "v1" },
	{ "services.v1.", "services", "v1" },
	{ "servicecidr", "servicecidrs", "v1" },
	{ "ServiceCIDR", "servicecidrs", "v1" },
	{ "servicecidrs.networking.k8s.io", "servicecidrs", "v1" },
	{ "servicecidrs.networking", "servicecidrs", "v1" },
	{ "servicecidrs.v1beta1.networking.k8s.io", "servicecidrs", "v1beta1" },
	{ "servicecidrs.v1beta1.", "servicecidrs", "v1beta1" },
	{ "ip", "ipaddresses", "v1" },
	{ "ip.networking.k8s.io", "ipaddresses", "v1" },
	{ "ns", "namespaces", "v1" },
	{ "ev", "events", "v1" },
	{ "validatingadmissionpolicybinding", "validatingadmissionpolicybindings", "v1" },
	{ "", NULL, NULL },
	{ "SVC", NULL, NULL },
	{ "foo", NULL, NULL },
	{ "services.v1", NULL, NULL },
	{ "svc.networking.k8s.io", NULL, NULL },
	{ "servicecidrs.v9.networking.k8s.io", NULL, NULL },
	{ "servicecidrs.v1.networking", NULL, NULL },
};

Test(resource_args, type)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		const struct resource *resource = NULL;
		const char *version = NULL;
		bool found = resource_for_arg(types[i].text, &resource, &version);

		cr_expect_eq(found, types[i].plural != NULL, "%s", types[i].text);
		if (!found || types[i].plural == NULL)
			continue;
		cr_expect_str_eq(resource->plural, types[i].plural, "%s", types[i].text);
		cr_expect_str_eq(version, types[i].version, "%s", types[i].text);
	}
}

enum how { LIST = 1, ALL_NAMESPACES = 2, SELECTOR = 4, FILES = 8, SINGLE = 16 };

static bool parse(const char *line, enum how how, struct targets *targets, struct error *err)
{
	static const struct command command = { .name = "get" };
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(args) struct args *args = NULL;
	struct session session = { .program = "kubectl", .namespace = "default" };
	struct target_options options = {
		.bare_types = how & LIST,
		.all_namespaces = how & ALL_NAMESPACES,
		.selector = how & SELECTOR,
		.have_files = how & FILES,
		.single_type = how & SINGLE,
	};

	if (*line != '\0')
		text_list_split(&words, line, ' ');
	cr_assert(args_parse(&command, "kubectl get", &words, &args, err));
	return targets_parse(&session, args, &options, targets, err);
}

#define COMBINED                                                                                  \
	"there is no need to specify a resource type as a separate argument when passing "        \
	"arguments "                                                                              \
	"in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl " \
	"get "                                                                                    \
	"resource resource/<resource_name>'"

static const struct {
	const char *line;
	enum how how;
	const char *want; /* "plural/name …", a list without slash; "!" in front: the error */
} rows[] = {
	{ "svc", LIST, "services" },
	{ "svc,ns", LIST, "services namespaces" },
	{ "svc,service,services", LIST, "services" },
	{ "all", LIST, "services" },
	{ "servicecidrs,servicecidrs.v1beta1.networking.k8s.io", LIST,
	  "servicecidrs servicecidrs" },
	{ "svc web", LIST, "services/web" },
	{ "svc a b a", LIST, "services/a services/b services/a" },
	{ "all web", LIST, "services/web" },
	{ "svc/web", LIST, "services/web" },
	{ "svc/web ns/default svc/web", LIST, "services/web namespaces/default services/web" },
	{ "svc,ns web db", LIST, "services/web services/db namespaces/web namespaces/db" },
	{ "ns default", LIST | ALL_NAMESPACES, "namespaces/default" },
	{ "svc", LIST | ALL_NAMESPACES, "services" },
	{ "svc", SELECTOR, "services" },
	{ "", FILES, "" },

	{ "foo", LIST, "!the server doesn't have a resource type \"foo\"" },
	{ "svc,foo", LIST, "!the server doesn't have a resource type \"foo\"" },
	{ "foo.example.com", LIST, "!the server doesn't have a resource type \"foo\"" },
	{ "foo/bar", LIST, "!the server doesn't have a resource type \"foo\"" },
	{ "all,ns web", LIST, "!the server doesn't have a resource type \"all\"" },
	{ "svc/", LIST, "!arguments in resource/name form must have a single resource and name" },
	{ "/web", LIST, "!arguments in resource/name form must have a single resource and name" },
	{ "svc,ns/web", LIST,
	  "!arguments in resource/name form must have a single resource and name" },
	{ "svc//web", LIST, "!arguments in resource/name form may not have more than one slash" },
	{ "svc svc/web", LIST, "!" COMBINED },
	{ "svc/web ns", LIST, "!" COMBINED },
	{ "svc web", LIST | ALL_NAMESPACES,
	  "!a resource cannot be retrieved by name across all namespaces" },
	{ "svc web", SELECTOR, "!name cannot be provided when a selector is specified" },
	{ "svc/web", SELECTOR,
	  "!selectors and the all flag cannot be used when passing resource/name arguments" },
	{ "", SELECTOR, "!at least one resource must be specified to use a selector" },
	{ "svc", 0, "!resource(s) were provided, but no name was specified" },
	{ "foo", 0, "!the server doesn't have a resource type \"foo\"" },
	{ "", 0,
	  "!You must provide one or more resources by argument or filename.\n"
	  "Example resource specifications include:\n   '-f rsrc.yaml'\n"
	  "   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'" },
	{ "svc", FILES,
	  "!when paths, URLs, or stdin is provided as input, you may not specify resource "
	  "arguments "
	  "as well" },
	{ "svc,ns", LIST | SINGLE, "!you may only specify a single resource type" },
	{ "svc/a ns/b", SINGLE, "!you may only specify a single resource type" },
};

Test(resource_args, targets)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(targets) struct targets targets = TARGETS_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;

		if (!parse(rows[i].line, rows[i].how, &targets, &err))
			strbuf_addf(&got, "!%s", err.message);
		for (size_t j = 0; j < targets.n; j++)
			strbuf_addf(&got, "%s%s%s%s", j > 0 ? " " : "",
				    targets.items[j].resource->plural,
				    targets.items[j].name != NULL ? "/" : "",
				    targets.items[j].name != NULL ? targets.items[j].name : "");
		cr_expect_str_eq(got.text, rows[i].want, "%s: %s", rows[i].line, got.text);
	}
}

Test(resource_args, one_name_is_single)
{
	static const struct {
		const char *line;
		bool single;
	} singles[] = {
		{ "svc web", true },
		{ "svc/web", true },
		{ "svc a b", false },
		{ "svc", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(singles); i++) {
		CLEANUP(targets) struct targets targets = TARGETS_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		cr_assert(parse(singles[i].line, LIST, &targets, &err));
		cr_expect_eq(targets.single, singles[i].single, "%s", singles[i].line);
	}
}
