/* What an IPAddress must be. Rows named "ipaddress-…" are collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"

#define SUBDOMAIN                                                                                 \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "     \
	"regex "                                                                                  \
	"used for validation is "                                                                 \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define NO_ADDRESS "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"

#define BASE "{metadata: {name: 192.168.1.1, resourceVersion: '1'}}"
#define PARENT(parent) "{spec: {parentRef: {" parent "}}}"
#define NAMED(name, parent) "{metadata: {name: '" name "'}, spec: {parentRef: {" parent "}}}"
#define SERVICE "resource: services, namespace: bar, name: foo"

static const struct {
	const char *row, *patch, *errors;
} create_rows[] = {
	{ "ipaddress-create/bad-name", NAMED("test-name", SERVICE),
	  "metadata.name: Invalid value: \"test-name\": " NO_ADDRESS },
	{ "ipaddress-create/bad-name-no-parent", "{metadata: {name: test-name}}",
	  "metadata.name: Invalid value: \"test-name\": " NO_ADDRESS "\n"
	  "spec.parentRef: Required value" },
	{ "ipaddress-create/good-ipv4-gateway",
	  PARENT("group: gateway.networking.k8s.io, resource: gateway, namespace: bar, name: foo"),
	  "" },
	{ "ipaddress-create/good-ipv6", NAMED("2001:4860:4860::8888", SERVICE), "" },
	{ "ipaddress-create/missing-reference", "", "spec.parentRef: Required value" },
	{ "ipaddress-create/wrong-reference-name",
	  PARENT("group: custom.resource.com, resource: services, name: foo$%&"),
	  "spec.parentRef.name: Invalid value: \"foo$%&\": may not contain '%'" },
	{ "no name", "{metadata: {name: ''}, spec: {parentRef: {" SERVICE "}}}",
	  "metadata.name: Required value: name or generateName is required" },
	{ "leading zero", NAMED("192.168.01.1", SERVICE),
	  "metadata.name: Invalid value: \"192.168.01.1\": must not have leading 0s" },
	{ "IPv4-mapped", NAMED("::ffff:1.2.3.4", SERVICE),
	  "metadata.name: Invalid value: \"::ffff:1.2.3.4\": must not be an IPv4-mapped IPv6 "
	  "address" },
	{ "another spelling", NAMED("2001:db8:0:0::1", SERVICE),
	  "metadata.name: Invalid value: \"2001:db8:0:0::1\": must be in canonical form "
	  "(\"2001:db8::1\")" },
	{ "in no range", NAMED("255.255.255.255", SERVICE), "" },
	{ "link-local", NAMED("fe80::1", SERVICE), "" },
	{ "an empty reference", PARENT(""),
	  "spec.parentRef.resource: Required value\nspec.parentRef.name: Required value" },
	{ "all parts wrong, in order",
	  PARENT("group: Bad_Group, resource: a/b, name: '.', namespace: '..'"),
	  "spec.parentRef.group: Invalid value: \"Bad_Group\": " SUBDOMAIN "\n"
	  "spec.parentRef.resource: Invalid value: \"a/b\": may not contain '/'\n"
	  "spec.parentRef.name: Invalid value: \".\": may not be '.'\n"
	  "spec.parentRef.namespace: Invalid value: \"..\": may not be '..'" },
	{ "several texts for one part", PARENT("resource: a/%b, name: foo"),
	  "spec.parentRef.resource: Invalid value: \"a/%b\": may not contain '/'\n"
	  "spec.parentRef.resource: Invalid value: \"a/%b\": may not contain '%'" },
	{ "no DNS rule for names and namespaces",
	  PARENT("resource: MyThings, namespace: A B, name: Foo_Bar"), "" },
};

Test(ip_address, create)
{
	for (size_t i = 0; i < ARRAY_LEN(create_rows); i++)
		cr_expect_errors(create_errors(&resource_ip_address, BASE, create_rows[i].patch),
				 create_rows[i].errors, create_rows[i].row);
}

#define CUSTOM "group: custom.resource.com, resource: services, namespace: bar, name: foo"

static const struct {
	const char *row, *patch, *errors;
} update_rows[] = {
	{ "ipaddress-update/no-changes", PARENT(CUSTOM), "" },
	{ "ipaddress-update/change-parentref",
	  PARENT("group: custom.resource.com, resource: Gateway, namespace: bar, name: foo"),
	  "spec.parentRef: Invalid value: "
	  "networking.ParentReference{Group:\"custom.resource.com\", "
	  "Resource:\"Gateway\", Namespace:\"bar\", Name:\"foo\"}: field is immutable" },
	{ "reference removed", "",
	  "spec.parentRef: Required value\n"
	  "spec.parentRef: Invalid value: \"null\": field is immutable" },
	{ "another group", PARENT("resource: services, namespace: default, name: web"),
	  "spec.parentRef: Invalid value: networking.ParentReference{Group:\"\", "
	  "Resource:\"services\", Namespace:\"default\", Name:\"web\"}: field is immutable" },
	{ "labels may change", "{metadata: {labels: {a: b}}, spec: {parentRef: {" CUSTOM "}}}",
	  "" },
	{ "new reference is validated", PARENT("resource: services, namespace: bar"),
	  "spec.parentRef.name: Required value\n"
	  "spec.parentRef: Invalid value: networking.ParentReference{Group:\"\", "
	  "Resource:\"services\", Namespace:\"bar\", Name:\"\"}: field is immutable" },
};

Test(ip_address, update)
{
	for (size_t i = 0; i < ARRAY_LEN(update_rows); i++)
		cr_expect_errors(update_errors(&resource_ip_address, BASE, PARENT(CUSTOM),
					       update_rows[i].patch),
				 update_rows[i].errors, update_rows[i].row);
}
