/* cidr(): networks, host bits included.
 * Source: apiserver pkg/cel/library/cidr.go, release 1.33. */
#include <string.h>

#include "internal.h"

const struct cel_type type_cidr = { .kind = CEL_TYPE_OPAQUE, .name = "net.CIDR" };

struct cidr_value {
	struct cel_opaque base;
	struct prefix prefix; /* the address as written */
};

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b);

static uint64_t prefix_bytes(const struct cel_value *cidr);
static void print(const struct cel_value *cidr, struct strbuf *out);

static const struct cel_opaque_class cidr_class = {
	.type = &type_cidr,
	.equal = equal,
	.size = prefix_bytes,
	.print = print,
	.go_type = "netip.Prefix",
};

const struct prefix *cidr_of(const struct cel_value *value)
{
	if (value->kind != CEL_OPAQUE || value->opaque->class != &cidr_class)
		return NULL;
	return &((const struct cidr_value *)value->opaque)->prefix;
}

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	const struct prefix *other = cidr_of(b);

	if (other == NULL)
		return network_unequal(eval);
	return cel_from_bool(prefix_equal(cidr_of(a), other));
}

static void print(const struct cel_value *cidr, struct strbuf *out)
{
	char text[PREFIX_TEXT_SIZE];

	prefix_format(cidr_of(cidr), text);
	strbuf_addf(out, "cidr(\"%s\")", text);
}

static struct cel_value new_cidr(struct cel_eval *eval, const struct prefix *prefix)
{
	struct cidr_value *value = arena_alloc(cel_arena(eval), sizeof(*value));

	*value = (struct cidr_value) { { &cidr_class }, *prefix };
	return (struct cel_value) { .kind = CEL_OPAQUE, .opaque = &value->base };
}

static bool parse(const struct cel_value *text, struct prefix *ret_prefix)
{
	return netip_parse_prefix(text->text, text->size, ret_prefix, NULL) &&
	       !address_is_mapped(&ret_prefix->address);
}

#define REFUSED "network address parse error during conversion from string: "

/* The sentence is there twice in Kubernetes, too. The language's own extension has another. */
static struct cel_value refuse(struct cel_eval *eval, const struct cel_value *text)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT, why = STRBUF_INIT;
	bool newest = cel_options(eval) & CEL_NEWEST;
	struct prefix prefix;

	text_quote_bytes(&quoted, text->text, text->size);
	if (netip_parse_prefix(text->text, text->size, &prefix, &why))
		return cel_error(eval, "%sIPv4-mapped IPv6 address %s is not allowed",
				 newest ? "" : REFUSED, quoted.text);
	if (newest)
		return cel_error(eval, "CIDR %s parse error during conversion from string: %s",
				 quoted.text, why.text);
	return cel_error(eval, REFUSED REFUSED "%s", why.text);
}

static struct cel_value from_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct prefix prefix;

	(void)n;
	return parse(&args[0], &prefix) ? new_cidr(eval, &prefix) : refuse(eval, &args[0]);
}

static struct cel_value is_cidr(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct prefix prefix;

	(void)eval, (void)n;
	return cel_from_bool(parse(&args[0], &prefix));
}

static struct cel_value to_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	char *text = arena_alloc(cel_arena(eval), PREFIX_TEXT_SIZE);

	(void)n;
	prefix_format(cidr_of(&args[0]), text);
	return cel_from_str(text);
}

/* ---- what is in it ---- */

static struct cel_value contains_ip(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct prefix masked = prefix_masked(cidr_of(&args[0]));

	(void)eval, (void)n;
	return cel_from_bool(prefix_contains(&masked, ip_of(&args[1])));
}

static struct cel_value contains_ip_text(struct cel_eval *eval, const struct cel_value *args,
					 size_t n)
{
	struct cel_value ip[] = { args[0], cel_null_value };
	struct address address;

	if (!ip_parse(eval, &args[1], &address))
		return cel_options(eval) & CEL_NEWEST ? ip_refuse(eval, &args[1])
						      : cel_no_such_overload(eval);
	ip[1] = ip_new(eval, &address);
	return contains_ip(eval, ip, n);
}

static struct cel_value contains_prefix(const struct prefix *outer, const struct prefix *inner)
{
	struct prefix masked = prefix_masked(outer);

	return cel_from_bool(inner->bits >= outer->bits &&
			     prefix_contains(&masked, &inner->address));
}

static struct cel_value contains_cidr(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return contains_prefix(cidr_of(&args[0]), cidr_of(&args[1]));
}

static struct cel_value contains_cidr_text(struct cel_eval *eval, const struct cel_value *args,
					   size_t n)
{
	struct prefix inner;

	(void)n;
	return parse(&args[1], &inner) ? contains_prefix(cidr_of(&args[0]), &inner)
				       : refuse(eval, &args[1]);
}

/* ---- parts ---- */

static struct cel_value ip(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return ip_new(eval, &cidr_of(&args[0])->address);
}

static struct cel_value prefix_length(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return cel_from_int(cidr_of(&args[0])->bits);
}

static struct cel_value masked(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct prefix prefix = prefix_masked(cidr_of(&args[0]));

	(void)n;
	return new_cidr(eval, &prefix);
}

/* ---- costs ---- */

/* Bytes of the prefix. */
static uint64_t prefix_bytes(const struct cel_value *cidr)
{
	return (cidr_of(cidr)->bits + 7) / 8;
}

static uint64_t cost_of_contains_ip(const struct cel_value *args, size_t n,
				    const struct cel_value *result)
{
	(void)n, (void)result;
	return cel_cost_of(20, prefix_bytes(&args[0]));
}

static uint64_t cost_of_contains_ip_text(const struct cel_value *args, size_t n,
					 const struct cel_value *result)
{
	return cost_of_contains_ip(args, n, result) + cel_cost_of(10, cel_size(&args[1]));
}

static uint64_t cost_of_contains_cidr(const struct cel_value *args, size_t n,
				      const struct cel_value *result)
{
	(void)n, (void)result;
	return cel_cost_of(20, prefix_bytes(&args[0])) + cel_cost_of(10, prefix_bytes(&args[0])) +
	       1;
}

static uint64_t cost_of_contains_cidr_text(const struct cel_value *args, size_t n,
					   const struct cel_value *result)
{
	return cost_of_contains_cidr(args, n, result) + cel_cost_of(10, cel_size(&args[1]));
}

#define OF_TEXT(function_, id_, result_, call_)                                                  \
	{                                                                                        \
		.function = function_, .id = id_, .n_params = 1, .params = { &cel_string },      \
		.result = result_, .call = call_, .cost = cost_of_text, .cost_by_function = true \
	}
#define OF_CIDR(function_, id_, result_, call_)                                     \
	{                                                                           \
		.function = function_, .id = id_, .is_member = true, .n_params = 1, \
		.params = { &type_cidr }, .result = result_, .call = call_          \
	}
/* A call that is undecided, on dyn, costs what it costs on a value that has been parsed. */
#define CONTAINS(function_, id_, other_, call_, cost_, is_parsed_)                    \
	{                                                                             \
		.function = function_, .id = id_, .is_member = true, .n_params = 2,   \
		.params = { &type_cidr, other_ }, .result = &cel_bool, .call = call_, \
		.cost = cost_, .cost_by_function = is_parsed_                         \
	}

static const struct cel_overload overloads[] = {
	OF_TEXT("cidr", "string_to_cidr", &type_cidr, from_string),
	OF_TEXT("isCIDR", "is_cidr", &cel_bool, is_cidr),
	{ .function = "string",
	  .id = "cidr_to_string",
	  .n_params = 1,
	  .params = { &type_cidr },
	  .result = &cel_string,
	  .call = to_string },
	CONTAINS("containsIP", "cidr_contains_ip_string", &cel_string, contains_ip_text,
		 cost_of_contains_ip_text, false),
	CONTAINS("containsIP", "cidr_contains_ip_ip", &type_ip, contains_ip, cost_of_contains_ip,
		 true),
	CONTAINS("containsCIDR", "cidr_contains_cidr_string", &cel_string, contains_cidr_text,
		 cost_of_contains_cidr_text, false),
	CONTAINS("containsCIDR", "cidr_contains_cidr", &type_cidr, contains_cidr,
		 cost_of_contains_cidr, true),
	OF_CIDR("ip", "cidr_ip", &type_ip, ip),
	OF_CIDR("prefixLength", "cidr_prefix_length", &cel_int, prefix_length),
	OF_CIDR("masked", "cidr_masked", &type_cidr, masked),
	{ .function = NULL },
};

static const struct cel_constant types[] = { { "net.CIDR", &type_cidr }, { NULL, NULL } };

const struct cel_library library_cidr = { .name = "cidr", .overloads = overloads, .types = types };
