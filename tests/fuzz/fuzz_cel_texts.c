/* Any text as address, prefix, quantity, version, URL and the rest: what is said to be one can be
 * read, and what was read reads the same again. */
#include "cel_text.h"

static const char *const laws[] = {
	"isIP(x) ? string(ip(string(ip(x)))) == string(ip(x)) : true",
	"isIP(x) ? ip.isCanonical(string(ip(x))) && ip(x).family() in [4, 6] : true",
	"isCIDR(x) ? cidr(string(cidr(x))) == cidr(x) : true",
	"isCIDR(x) ? cidr(x).containsCIDR(x) && cidr(x).containsIP(cidr(x).ip()) : true",
	"isCIDR(x) ? cidr(x).masked().containsCIDR(cidr(x)) : true",
	"isQuantity(x) ? quantity(x).compareTo(quantity(x)) == 0 : true",
	"isQuantity(x) ? quantity(x).add(1).isGreaterThan(quantity(x)) : true",
	"isSemver(x) ? semver(x).compareTo(semver(x)) == 0 && semver(x).major() >= 0 : true",
	"isSemver(x, true) ? semver(x, true) == semver(x, true) : true",
	"isURL(x) == !format.uri().validate(x).hasValue()",
};

/* These may fail. */
static const char *const others[] = {
	"ip(x)",
	"cidr(x)",
	"quantity(x)",
	"semver(x)",
	"[url(x).getScheme(), url(x).getHostname(), url(x).getPort(), url(x).getEscapedPath()]",
	"url(x).getQuery()",
	"url(x) == url(x)",
	"['dns1123Label', 'qualifiedName', 'labelValue', 'uuid', 'byte', 'date', "
	"'datetime'].map(f, "
	"format.named(f).value().validate(x))",
	"duration(x)",
	"timestamp(x)",
	"timestamp('2024-02-29T12:00:00Z').getHours(x)",
	"int(x)",
	"double(x)",
	"bytes(x)",
};

static bool may_fail(const struct cel_value *value)
{
	/* 64 bits of a version's numbers; sums of quantities that are too long. */
	return value->kind == CEL_ERROR && strstr(value->failure->message, "memory") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cel_program *law_programs[ARRAY_LEN(laws)],
		*other_programs[ARRAY_LEN(others)];
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	struct cel_value x = fuzz_text(&arena, data, size);
	struct cel_result result;

	for (size_t i = 0; i < ARRAY_LEN(laws); i++) {
		if (law_programs[i] == NULL)
			law_programs[i] = fuzz_compile(laws[i]);
		cel_run(law_programs[i], &x, NULL, &arena, &result);
		if ((result.value.kind != CEL_BOOL || !result.value.boolean) &&
		    !may_fail(&result.value)) {
			fprintf(stderr, "%s: %s\n", laws[i],
				result.value.kind == CEL_ERROR ? result.value.failure->message
							       : "false");
			abort();
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (other_programs[i] == NULL)
			other_programs[i] = fuzz_compile(others[i]);
		cel_run(other_programs[i], &x, NULL, &arena, &result);
	}
	return 0;
}
