/* Any JSON as any kind: what decoding keeps must decode to itself without a complaint, and stay a
 * tree that completes once. The first byte picks the kind, the rest is the text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct schema *const kinds[] = {
	&schema_service,     &schema_namespace,
	&schema_event,       &schema_service_cidr,
	&schema_ip_address,  &schema_validating_admission_policy,
	&schema_object_meta, &schema_validating_admission_policy_binding,
};

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void try_fixpoint(const struct schema *schema, const cJSON *object)
{
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *again = NULL;
	CLEANUP(str) char *text = json_text(object), *text_again = NULL;

	require(schema_decode(schema, object, &unknown, &again, &err));
	require(unknown.n == 0 && json_equal(object, again));
	text_again = json_text(again);
	require(strcmp(text, text_again) == 0);
}

static void try_completing(const struct schema *schema, cJSON *object)
{
	CLEANUP(json) cJSON *once = NULL;

	schema_complete(schema, object);
	once = json_copy(object);
	schema_complete(schema, object);
	require(json_equal(object, once));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct schema *schema = size > 0 ? kinds[data[0] % ARRAY_LEN(kinds)] : NULL;
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *input = NULL, *object = NULL;

	if (schema == NULL || !json_parse((const char *)data + 1, size - 1, NULL, &input, &err))
		return 0;
	if (!schema_decode(schema, input, &unknown, &object, &err)) {
		require(err.reason == REASON_BAD_REQUEST && object == NULL && unknown.n == 0);
		return 0;
	}
	require(unknown.n <= 100);
	try_fixpoint(schema, object);
	try_completing(schema, object);
	return 0;
}
