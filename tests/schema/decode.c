/* schema_decode and schema_complete against Go's decoding and encoding of the same types. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/schema.h"
#include "helper.h"

static void decode(const char *name, const struct schema *schema, const char *in, const char *want,
		   const char *complaints)
{
	CLEANUP(json) cJSON *input = tree(in), *object = NULL, *again = NULL;
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT, none = TEXT_LIST_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(str) char *text = NULL, *found = NULL;

	cr_assert(schema_decode(schema, input, &unknown, &object, &err), "%s: %s", name,
		  err.message);
	text = json_text(object);
	cr_expect_str_eq(text, want, "%s: %s", name, text);
	found = joined(&unknown);
	cr_expect_str_eq(found, complaints, "%s: %s", name, found);
	cr_assert(schema_decode(schema, object, &none, &again, &err), "%s", name);
	cr_expect(json_equal(object, again) && none.n == 0, "%s: no fixpoint", name);
}

/* ---- what is kept ---- */

static const struct {
	const char *name, *in, *want;
} service_rows[] = {
	{ "nothing", "{}", "{}" },
	{ "null", "null", "{}" },
	{ "order of the tables, not of the text",
	  "{\"spec\":{\"type\":\"NodePort\",\"clusterIP\":\"None\"},\"metadata\":{\"uid\":\"u\","
	  "\"name\":\"x\"},\"apiVersion\":\"v1\",\"kind\":\"Service\"}",
	  "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\",\"uid\":\"u\"},"
	  "\"spec\":{\"clusterIP\":\"None\",\"type\":\"NodePort\"}}" },
	{ "map sorted by key", "{\"metadata\":{\"labels\":{\"b\":\"2\",\"a\":\"1\"}}}",
	  "{\"metadata\":{\"labels\":{\"a\":\"1\",\"b\":\"2\"}}}" },
	{ "kind and version as they are", "{\"kind\":\"Foo\",\"apiVersion\":\"x/y\"}",
	  "{\"kind\":\"Foo\",\"apiVersion\":\"x/y\"}" },
	{ "nulls", "{\"metadata\":null,\"spec\":{\"ports\":null,\"type\":null}}", "{\"spec\":{}}" },
	{ "omitempty: \"\", 0, false, [], {}",
	  "{\"spec\":{\"clusterIP\":\"\",\"healthCheckNodePort\":0,\"publishNotReadyAddresses\":"
	  "false,"
	  "\"externalIPs\":[],\"selector\":{}}}",
	  "{\"spec\":{}}" },
	{ "pointers keep what was given",
	  "{\"spec\":{\"allocateLoadBalancerNodePorts\":false,\"ipFamilyPolicy\":\"\","
	  "\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":0}}}}",
	  "{\"spec\":{\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":0}},"
	  "\"ipFamilyPolicy\":\"\",\"allocateLoadBalancerNodePorts\":false}}" },
	{ "pointer to an empty struct", "{\"spec\":{\"sessionAffinityConfig\":{}}}",
	  "{\"spec\":{\"sessionAffinityConfig\":{}}}" },
	{ "structs stay", "{\"metadata\":{},\"spec\":{},\"status\":{\"loadBalancer\":{}}}",
	  "{\"metadata\":{},\"spec\":{},\"status\":{\"loadBalancer\":{}}}" },
	{ "fields without omitempty stay",
	  "{\"spec\":{\"ports\":[{\"port\":0,\"nodePort\":0,\"targetPort\":0,\"name\":\"\"}]}}",
	  "{\"spec\":{\"ports\":[{\"port\":0,\"targetPort\":0}]}}" },
	{ "int or string",
	  "{\"spec\":{\"ports\":[{\"targetPort\":\"http\"},{\"targetPort\":80},{\"targetPort\":"
	  "\"80\"},"
	  "{\"targetPort\":\"\"},{\"targetPort\":null}]}}",
	  "{\"spec\":{\"ports\":[{\"targetPort\":\"http\"},{\"targetPort\":80},{\"targetPort\":"
	  "\"80\"},"
	  "{\"targetPort\":\"\"},{}]}}" },
	{ "null elements are zero",
	  "{\"metadata\":{\"finalizers\":[null,\"\"],\"labels\":{\"a\":null,\"b\":\"\"}},"
	  "\"spec\":{\"ports\":[null]}}",
	  "{\"metadata\":{\"labels\":{\"a\":\"\",\"b\":\"\"},\"finalizers\":[\"\",\"\"]},"
	  "\"spec\":{\"ports\":[{}]}}" },
	{ "whole numbers written with a fraction",
	  "{\"spec\":{\"ports\":[{\"port\":80.0},{\"port\":1e2}]}}",
	  "{\"spec\":{\"ports\":[{\"port\":80},{\"port\":100}]}}" },
	{ "limits of int32",
	  "{\"spec\":{\"ports\":[{\"port\":2147483647},{\"port\":-2147483648}]}}",
	  "{\"spec\":{\"ports\":[{\"port\":2147483647},{\"port\":-2147483648}]}}" },
	{ "limits of int64",
	  "{\"metadata\":{\"generation\":9223372036854775807,"
	  "\"deletionGracePeriodSeconds\":-9223372036854775808}}",
	  "{\"metadata\":{\"generation\":9223372036854775807,"
	  "\"deletionGracePeriodSeconds\":-9223372036854775808}}" },
	{ "any JSON",
	  "{\"metadata\":{\"managedFields\":[{\"fieldsV1\":{\"f:b\":{\"x\":null},\"f:a\":[0]}}]}}",
	  "{\"metadata\":{\"managedFields\":[{\"fieldsV1\":{\"f:b\":{\"x\":null},\"f:a\":[0]}}]}"
	  "}" },
	{ "times in UTC, to the second",
	  "{\"metadata\":{\"creationTimestamp\":\"2025-05-01T12:00:00.9+02:00\","
	  "\"deletionTimestamp\":\"1969-12-31T23:59:59.5Z\"}}",
	  "{\"metadata\":{\"creationTimestamp\":\"2025-05-01T10:00:00Z\","
	  "\"deletionTimestamp\":\"1969-12-31T23:59:59Z\"}}" },
	{ "null and zero times",
	  "{\"metadata\":{\"creationTimestamp\":null,\"deletionTimestamp\":\"0001-01-01T00:00:"
	  "00Z\"}}",
	  "{\"metadata\":{}}" },
};

Test(decode, keeps_what_go_keeps)
{
	for (size_t i = 0; i < ARRAY_LEN(service_rows); i++)
		decode(service_rows[i].name, &schema_service, service_rows[i].in,
		       service_rows[i].want, "");
}

static const struct {
	const char *name;
	const struct schema *schema;
	const char *in, *want;
} kind_rows[] = {
	{ "event", &schema_event,
	  "{\"eventTime\":\"2025-05-01T12:00:00.000001+02:00\",\"count\":3,\"source\":{},"
	  "\"series\":{\"count\":2},\"reportingComponent\":\"\",\"involvedObject\":{\"uid\":\"u\"}"
	  "}",
	  "{\"involvedObject\":{\"uid\":\"u\"},\"source\":{},\"count\":3,"
	  "\"eventTime\":\"2025-05-01T10:00:00.000001Z\",\"series\":{\"count\":2},"
	  "\"reportingComponent\":\"\"}" },
	{ "namespace", &schema_namespace,
	  "{\"spec\":{\"finalizers\":[\"kubernetes\"]},\"status\":{\"phase\":\"Active\"}}",
	  "{\"spec\":{\"finalizers\":[\"kubernetes\"]},\"status\":{\"phase\":\"Active\"}}" },
	{ "condition with an empty reason", &schema_service_cidr,
	  "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"reason\":\"\",\"status\":\"True\"}]}"
	  "}",
	  "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"\"}]}"
	  "}" },
	{ "address", &schema_ip_address,
	  "{\"spec\":{\"parentRef\":{\"name\":\"a\",\"group\":\"\",\"resource\":\"services\"}}}",
	  "{\"spec\":{\"parentRef\":{\"resource\":\"services\",\"name\":\"a\"}}}" },
	{ "policy", &schema_validating_admission_policy,
	  "{\"spec\":{\"matchConstraints\":{\"resourceRules\":[{\"resources\":[\"services\"],"
	  "\"operations\":[\"CREATE\"],\"scope\":\"*\"}],\"namespaceSelector\":{}},"
	  "\"validations\":[{\"expression\":\"true\"}]},\"status\":{\"typeChecking\":{}}}",
	  "{\"spec\":{\"matchConstraints\":{\"namespaceSelector\":{},\"resourceRules\":[{"
	  "\"operations\":[\"CREATE\"],\"resources\":[\"services\"],\"scope\":\"*\"}]},"
	  "\"validations\":[{\"expression\":\"true\"}]},\"status\":{\"typeChecking\":{}}}" },
	{ "binding", &schema_validating_admission_policy_binding,
	  "{\"spec\":{\"validationActions\":[\"Deny\"],\"policyName\":\"p\","
	  "\"paramRef\":{\"selector\":{}}}}",
	  "{\"spec\":{\"policyName\":\"p\",\"paramRef\":{\"selector\":{}},"
	  "\"validationActions\":[\"Deny\"]}}" },
};

Test(decode, reads_every_kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kind_rows); i++)
		decode(kind_rows[i].name, kind_rows[i].schema, kind_rows[i].in, kind_rows[i].want,
		       "");
}

/* ---- unknown fields ---- */

static const struct {
	const char *name, *in, *want, *complaints;
} unknown_rows[] = {
	{ "at the top", "{\"foo\":1}", "{}", "unknown field \"foo\"" },
	{ "nested", "{\"spec\":{\"foo\":{\"bar\":1}}}", "{\"spec\":{}}",
	  "unknown field \"spec.foo\"" },
	{ "sorted by key", "{\"spec\":{\"foo\":1,\"bar\":1},\"a\":null}", "{\"spec\":{}}",
	  "unknown field \"a\", unknown field \"spec.bar\", unknown field \"spec.foo\"" },
	{ "in a list", "{\"spec\":{\"ports\":[{\"port\":80},{\"port\":81,\"targetport\":8080}]}}",
	  "{\"spec\":{\"ports\":[{\"port\":80},{\"port\":81}]}}",
	  "unknown field \"spec.ports[1].targetport\"" },
	{ "case matters", "{\"Spec\":{}}", "{}", "unknown field \"Spec\"" },
	{ "odd characters", "{\"a\\\"\\n\":1}", "{}", "unknown field \"a\\\"\\n\"" },
	{ "no name", "{\"\":1}", "{}", "unknown field \"\"" },
	{ "not in a map", "{\"spec\":{\"selector\":{\"foo\":\"1\"}}}",
	  "{\"spec\":{\"selector\":{\"foo\":\"1\"}}}", "" },
};

Test(decode, complains_of_unknown_fields)
{
	for (size_t i = 0; i < ARRAY_LEN(unknown_rows); i++)
		decode(unknown_rows[i].name, &schema_service, unknown_rows[i].in,
		       unknown_rows[i].want, unknown_rows[i].complaints);
}

Test(decode, complains_a_hundred_times_at_most)
{
	CLEANUP(json) cJSON *input = cJSON_CreateObject(), *object = NULL;
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	for (int i = 0; i < 250; i++) {
		CLEANUP(str) char *key = xasprintf("f%03d", i);

		json_set_bool(input, key, true);
	}
	cr_assert(schema_decode(&schema_service, input, &unknown, &object, &err));
	cr_expect_eq(unknown.n, 100);
	cr_expect_str_eq(unknown.items[99], "unknown field \"f099\"");
}

Test(decode, without_a_list_of_complaints)
{
	CLEANUP(json) cJSON *input = tree("{\"foo\":1}"), *object = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_expect(schema_decode(&schema_service, input, NULL, &object, &err));
	cr_expect_eq(json_size(object), 0);
}

/* ---- wrong types ---- */

#define FIELD(struct_and_path) "into Go struct field " struct_and_path " of type "

static const struct {
	const char *name, *in, *want;
} error_rows[] = {
	{ "no object", "[]", "json: cannot unmarshal array into Go value of type v1.Service" },
	{ "text", "\"x\"", "json: cannot unmarshal string into Go value of type v1.Service" },
	{ "struct", "{\"spec\":5}",
	  "json: cannot unmarshal number " FIELD("Service.spec") "v1.ServiceSpec" },
	{ "pointer to a struct", "{\"spec\":{\"sessionAffinityConfig\":[]}}",
	  "json: cannot unmarshal array " FIELD(
		  "ServiceSpec.spec.sessionAffinityConfig") "v1.SessionAffinityConfig" },
	{ "kind", "{\"kind\":1}", "json: cannot unmarshal number " FIELD("Service.kind") "string" },
	{ "string", "{\"metadata\":{\"name\":true}}",
	  "json: cannot unmarshal bool " FIELD("ObjectMeta.metadata.name") "string" },
	{ "map value", "{\"metadata\":{\"labels\":{\"a\":1}}}",
	  "json: cannot unmarshal number " FIELD("ObjectMeta.metadata.labels") "string" },
	{ "map", "{\"metadata\":{\"labels\":[]}}",
	  "json: cannot unmarshal array " FIELD("ObjectMeta.metadata.labels") "map[string]string" },
	{ "list of structs", "{\"spec\":{\"ports\":{\"port\":80}}}",
	  "json: cannot unmarshal object " FIELD("ServiceSpec.spec.ports") "[]v1.ServicePort" },
	{ "list of strings", "{\"spec\":{\"clusterIPs\":\"10.96.0.1\"}}",
	  "json: cannot unmarshal string " FIELD("ServiceSpec.spec.clusterIPs") "[]string" },
	{ "list of named strings", "{\"spec\":{\"ipFamilies\":\"IPv4\"}}",
	  "json: cannot unmarshal string " FIELD("ServiceSpec.spec.ipFamilies") "[]v1.IPFamily" },
	{ "list element", "{\"spec\":{\"ports\":[80]}}",
	  "json: cannot unmarshal number " FIELD("ServiceSpec.spec.ports") "v1.ServicePort" },
	{ "named string", "{\"spec\":{\"ports\":[{\"protocol\":6}]}}",
	  "json: cannot unmarshal number " FIELD("ServicePort.spec.ports.protocol") "v1.Protocol" },
	{ "uid", "{\"metadata\":{\"uid\":{}}}",
	  "json: cannot unmarshal object " FIELD("ObjectMeta.metadata.uid") "types.UID" },
	{ "bool", "{\"spec\":{\"publishNotReadyAddresses\":\"true\"}}",
	  "json: cannot unmarshal string " FIELD(
		  "ServiceSpec.spec.publishNotReadyAddresses") "bool" },
	{ "int32", "{\"spec\":{\"ports\":[{\"port\":\"80\"}]}}",
	  "json: cannot unmarshal string " FIELD("ServicePort.spec.ports.port") "int32" },
	{ "fraction", "{\"spec\":{\"ports\":[{\"port\":1.5}]}}",
	  "json: cannot unmarshal number 1.5 " FIELD("ServicePort.spec.ports.port") "int32" },
	{ "int32 overflow", "{\"spec\":{\"ports\":[{\"port\":2147483648}]}}",
	  "json: cannot unmarshal number 2147483648 " FIELD(
		  "ServicePort.spec.ports.port") "int32" },
	{ "int64 overflow, in the double that kubectl sends",
	  "{\"metadata\":{\"generation\":9223372036854775808}}",
	  "json: cannot unmarshal number 9223372036854776000 " FIELD(
		  "ObjectMeta.metadata.generation") "int64" },
	{ "int or string: bool", "{\"spec\":{\"ports\":[{\"targetPort\":true}]}}",
	  "json: cannot unmarshal bool " FIELD("ServicePort.spec.ports.targetPort") "int32" },
	{ "int or string: fraction", "{\"spec\":{\"ports\":[{\"targetPort\":0.5}]}}",
	  "json: cannot unmarshal number 0.5 " FIELD("ServicePort.spec.ports.targetPort") "int32" },
	{ "time: number", "{\"metadata\":{\"creationTimestamp\":1}}",
	  "json: cannot unmarshal number " FIELD(
		  "ObjectMeta.metadata.creationTimestamp") "string" },
	{ "the first by key", "{\"spec\":{\"type\":1,\"clusterIP\":2}}",
	  "json: cannot unmarshal number " FIELD("ServiceSpec.spec.clusterIP") "string" },
	{ "a type that reads itself beats an earlier one",
	  "{\"metadata\":{\"name\":1},\"spec\":{\"ports\":[{\"targetPort\":[]}],\"type\":2}}",
	  "json: cannot unmarshal array " FIELD("ServicePort.spec.ports.targetPort") "int32" },
	{ "a wrong type beats an unknown field", "{\"foo\":1,\"kind\":1}",
	  "json: cannot unmarshal number " FIELD("Service.kind") "string" },
};

static void decode_fails(const char *name, const struct schema *schema, const char *in,
			 const char *want)
{
	CLEANUP(json) cJSON *input = tree(in);
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	cJSON *object = NULL;

	cr_assert_not(schema_decode(schema, input, &unknown, &object, &err), "%s", name);
	cr_expect_eq(err.reason, REASON_BAD_REQUEST, "%s", name);
	cr_expect_str_eq(err.message, want, "%s: %s", name, err.message);
	cr_expect(object == NULL && unknown.n == 0, "%s: outputs were touched", name);
}

Test(decode, refuses_wrong_types)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++)
		decode_fails(error_rows[i].name, &schema_service, error_rows[i].in,
			     error_rows[i].want);
}

/* ---- times ---- */

#define SECONDS "2006-01-02T15:04:05Z07:00"
#define MICROSECONDS "2006-01-02T15:04:05.000000Z07:00"

static const struct {
	const char *text, *want; /* after `parsing time "TEXT"` */
} time_rows[] = {
	{ "x", " as \"" SECONDS "\": cannot parse \"x\" as \"2006\"" },
	{ "", " as \"" SECONDS "\": cannot parse \"\" as \"2006\"" },
	{ "202", " as \"" SECONDS "\": cannot parse \"202\" as \"2006\"" },
	{ "2025", " as \"" SECONDS "\": cannot parse \"\" as \"-\"" },
	{ "2025-05-01", " as \"" SECONDS "\": cannot parse \"\" as \"T\"" },
	{ "2025-5-01", " as \"" SECONDS "\": cannot parse \"5-01\" as \"01\"" },
	{ "2025-05-01 10:00:00Z", " as \"" SECONDS "\": cannot parse \" 10:00:00Z\" as \"T\"" },
	{ "2025-13-01T10:00:00Z", ": month out of range" },
	{ "2025-00-01T10:00:00Z", ": month out of range" },
	{ "2025-02-29T10:00:00Z", ": day out of range" },
	{ "2025-05-32T10:00:00Z", ": day out of range" },
	{ "2025-05-01T24:00:00Z", ": hour out of range" },
	{ "2025-05-01T10:60:00Z", ": minute out of range" },
	{ "2025-05-01T10:00:60Z", ": second out of range" },
	{ "2025-05-01T10:00:00", " as \"" SECONDS "\": cannot parse \"\" as \"Z07:00\"" },
	{ "2025-05-01T10:00:00.Z", " as \"" SECONDS "\": cannot parse \".Z\" as \"Z07:00\"" },
	{ "2025-05-01T10:00:00+2:00", " as \"" SECONDS "\": cannot parse \"+2:00\" as \"Z07:00\"" },
	{ "2025-05-01T10:00:00+02:00x", ": extra text: \"x\"" },
	{ "2025-05-01T10:00:00+25:00", ": time zone offset hour out of range" },
	{ "2025-05-01T10:00:00-02:61", ": time zone offset minute out of range" },
};

Test(decode, refuses_wrong_times)
{
	for (size_t i = 0; i < ARRAY_LEN(time_rows); i++) {
		const char *text = time_rows[i].text;
		CLEANUP(str) char *in = xasprintf("{\"firstTimestamp\":\"%s\"}", text);
		CLEANUP(str)
		char *want = xasprintf("parsing time \"%s\"%s", text, time_rows[i].want);

		decode_fails(text, &schema_event, in, want);
	}
}

Test(decode, quotes_times_as_go_does)
{
	decode_fails("quoting", &schema_event, "{\"lastTimestamp\":\"\\\"\\\\\\n\xc3\xa9\"}",
		     "parsing time \"\\\"\\\\\\x0a\\xc3\\xa9\" as \"" SECONDS
		     "\": cannot parse \"\\\"\\\\\\x0a\\xc3\\xa9\" as \"2006\"");
}

static const struct {
	const char *text, *want;
} micro_rows[] = {
	{ "2025-05-01T10:00:00Z", " as \"" MICROSECONDS "\": cannot parse \"Z\" as \".000000\"" },
	{ "2025-05-01T10:00:00.123Z",
	  " as \"" MICROSECONDS "\": cannot parse \".123Z\" as \".000000\"" },
	{ "2025-05-01T10:00:00.1234567Z",
	  " as \"" MICROSECONDS "\": cannot parse \"7Z\" as \"Z07:00\"" },
};

Test(decode, refuses_micro_times_without_six_digits)
{
	for (size_t i = 0; i < ARRAY_LEN(micro_rows); i++) {
		const char *text = micro_rows[i].text;
		CLEANUP(str) char *in = xasprintf("{\"eventTime\":\"%s\"}", text);
		CLEANUP(str)
		char *want = xasprintf("parsing time \"%s\"%s", text, micro_rows[i].want);

		decode_fails(text, &schema_event, in, want);
	}
}

/* ---- completing ---- */

static const struct {
	const char *name;
	const struct schema *schema;
	const char *in, *want;
} complete_rows[] = {
	{ "service", &schema_service, "{}",
	  "{\"metadata\":{\"creationTimestamp\":null},\"spec\":{},"
	  "\"status\":{\"loadBalancer\":{}}}" },
	{ "dry run of create service", &schema_service,
	  "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"labels\":{\"app\":\"x\"},"
	  "\"name\":\"x\"},\"spec\":{\"type\":\"ClusterIP\",\"ports\":[{\"port\":80,"
	  "\"name\":\"80\"}]}}",
	  "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\","
	  "\"creationTimestamp\":null,\"labels\":{\"app\":\"x\"}},\"spec\":{\"ports\":["
	  "{\"name\":\"80\",\"port\":80,\"targetPort\":0}],\"type\":\"ClusterIP\"},"
	  "\"status\":{\"loadBalancer\":{}}}" },
	{ "nulls", &schema_service,
	  "{\"status\":null,\"spec\":{\"ports\":[{\"port\":null}],"
	  "\"type\":null}}",
	  "{\"metadata\":{\"creationTimestamp\":null},\"spec\":{\"ports\":[{\"port\":0,"
	  "\"targetPort\":0}]},\"status\":{\"loadBalancer\":{}}}" },
	{ "namespace", &schema_namespace, "{}",
	  "{\"metadata\":{\"creationTimestamp\":null},\"spec\":{},\"status\":{}}" },
	{ "event", &schema_event, "{\"series\":{}}",
	  "{\"metadata\":{\"creationTimestamp\":null},\"involvedObject\":{},\"source\":{},"
	  "\"firstTimestamp\":null,\"lastTimestamp\":null,\"eventTime\":null,"
	  "\"series\":{\"lastObservedTime\":null},\"reportingComponent\":\"\","
	  "\"reportingInstance\":\"\"}" },
	{ "condition", &schema_service_cidr, "{\"status\":{\"conditions\":[{\"type\":\"Ready\"}]}}",
	  "{\"metadata\":{\"creationTimestamp\":null},\"spec\":{},\"status\":{\"conditions\":["
	  "{\"type\":\"Ready\",\"status\":\"\",\"lastTransitionTime\":null,\"reason\":\"\","
	  "\"message\":\"\"}]}}" },
	{ "address", &schema_ip_address, "{}",
	  "{\"metadata\":{\"creationTimestamp\":null},\"spec\":{}}" },
};

Test(decode, completes_what_go_prints)
{
	for (size_t i = 0; i < ARRAY_LEN(complete_rows); i++) {
		CLEANUP(json) cJSON *object = tree(complete_rows[i].in);
		CLEANUP(str) char *text = NULL;

		schema_complete(complete_rows[i].schema, object);
		text = json_text(object);
		cr_expect_str_eq(text, complete_rows[i].want, "%s: %s", complete_rows[i].name,
				 text);
	}
}
