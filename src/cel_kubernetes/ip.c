/* ip(): addresses.
 * Source: apiserver pkg/cel/library/ip.go, release 1.33. */
#include <string.h>

#include "internal.h"

const struct cel_type type_ip = { .kind = CEL_TYPE_OPAQUE, .name = "net.IP" };

struct cel_value network_unequal(struct cel_eval *eval)
{
	return cel_options(eval) & CEL_NEWEST ? cel_from_bool(false) : cel_no_such_overload(eval);
}

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	const struct address *other = ip_of(b);

	if (other == NULL)
		return network_unequal(eval);
	return cel_from_bool(address_equal(ip_of(a), other));
}

static uint64_t size(const struct cel_value *ip)
{
	return ip_of(ip)->family == FAMILY_IPV4 ? 4 : 16;
}

static void print(const struct cel_value *ip, struct strbuf *out)
{
	char text[ADDRESS_TEXT_SIZE];

	address_format(ip_of(ip), text);
	strbuf_addf(out, "ip(\"%s\")", text);
}

static const struct cel_opaque_class ip_class = {
	.type = &type_ip,
	.equal = equal,
	.size = size,
	.print = print,
	.go_type = "netip.Addr",
};

const struct address *ip_of(const struct cel_value *value)
{
	if (value->kind != CEL_OPAQUE || value->opaque->class != &ip_class)
		return NULL;
	return &((const struct ip_value *)value->opaque)->address;
}

struct cel_value ip_new(struct cel_eval *eval, const struct address *address)
{
	struct ip_value *value = arena_alloc(cel_arena(eval), sizeof(*value));

	*value = (struct ip_value) { { &ip_class }, *address };
	return (struct cel_value) { .kind = CEL_OPAQUE, .opaque = &value->base };
}

struct cel_value ip_refuse(struct cel_eval *eval, const struct cel_value *text)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT, why = STRBUF_INIT;

	text_quote_bytes(&quoted, text->text, text->size);
	netip_explain_address(text->text, text->size, &why);
	if (why.length > 0)
		return cel_error(eval,
				 "IP Address %s parse error during conversion from string: %s",
				 quoted.text, why.text);
	if (netip_has_zone(text->text, text->size))
		return cel_error(eval, "IP address %s with zone value is not allowed", quoted.text);
	return cel_error(eval, "IPv4-mapped IPv6 address %s is not allowed", quoted.text);
}

static struct cel_value from_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct address address;

	(void)n;
	return ip_parse(eval, &args[0], &address) ? ip_new(eval, &address)
						  : ip_refuse(eval, &args[0]);
}

static struct cel_value is_ip(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct address address;

	(void)n;
	return cel_from_bool(ip_parse(eval, &args[0], &address));
}

static struct cel_value is_canonical(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	char text[ADDRESS_TEXT_SIZE];
	struct address address;

	(void)n;
	if (!ip_parse(eval, &args[0], &address))
		return ip_refuse(eval, &args[0]);
	address_format(&address, text);
	return cel_from_bool(strlen(text) == args[0].size &&
			     memcmp(text, args[0].text, args[0].size) == 0);
}

static struct cel_value to_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	char *text = arena_alloc(cel_arena(eval), ADDRESS_TEXT_SIZE);

	(void)n;
	address_format(ip_of(&args[0]), text);
	return cel_from_str(text);
}

static struct cel_value family(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return cel_from_int(ip_of(&args[0])->family);
}

/* ---- kinds of addresses ---- */

/* The first `bits` bits of the address, as a number. */
static unsigned leading(const struct address *address, unsigned bits)
{
	return (unsigned)(address->value >> (family_bits(address->family) - bits));
}

static bool is_unspecified(const struct address *address)
{
	return address->value == 0;
}

static bool is_loopback(const struct address *address)
{
	return address->family == FAMILY_IPV4 ? leading(address, 8) == 127 : address->value == 1;
}

static bool is_multicast(const struct address *address)
{
	return address->family == FAMILY_IPV4 ? leading(address, 4) == 0xe
					      : leading(address, 8) == 0xff;
}

static bool is_link_local_multicast(const struct address *address)
{
	return address->family == FAMILY_IPV4 ? leading(address, 24) == 0xe00000
					      : (leading(address, 16) & 0xff0f) == 0xff02;
}

static bool is_link_local_unicast(const struct address *address)
{
	return address->family == FAMILY_IPV4 ? leading(address, 16) == 0xa9fe
					      : leading(address, 10) == 0xfe80 >> 6;
}

static bool is_global_unicast(const struct address *address)
{
	bool is_broadcast = address->family == FAMILY_IPV4 && leading(address, 32) == UINT32_MAX;

	return !is_unspecified(address) && !is_broadcast && !is_loopback(address) &&
	       !is_multicast(address) && !is_link_local_unicast(address);
}

#define ASK(name)                                                                               \
	static struct cel_value ask_##name(struct cel_eval *eval, const struct cel_value *args, \
					   size_t n)                                            \
	{                                                                                       \
		(void)eval, (void)n;                                                            \
		return cel_from_bool(name(ip_of(&args[0])));                                    \
	}

ASK(is_unspecified)
ASK(is_loopback)
ASK(is_link_local_multicast)
ASK(is_link_local_unicast)
ASK(is_global_unicast)

static uint64_t cost_of_canonical(const struct cel_value *args, size_t n,
				  const struct cel_value *result)
{
	(void)n, (void)result;
	return cel_cost_of(20, cel_size(&args[0]));
}

#define OF_IP(function_, id_, result_, call_)                                       \
	{                                                                           \
		.function = function_, .id = id_, .is_member = true, .n_params = 1, \
		.params = { &type_ip }, .result = result_, .call = call_            \
	}

static const struct cel_overload overloads[] = {
	{ .function = "ip",
	  .id = "string_to_ip",
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &type_ip,
	  .call = from_string,
	  .cost = cost_of_text,
	  .cost_by_function = true },
	{ .function = "isIP",
	  .id = "is_ip",
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &cel_bool,
	  .call = is_ip,
	  .cost = cost_of_text,
	  .cost_by_function = true },
	{ .function = "ip.isCanonical",
	  .id = "ip_is_canonical",
	  .n_params = 1,
	  .params = { &cel_string },
	  .result = &cel_bool,
	  .call = is_canonical,
	  .cost = cost_of_canonical,
	  .cost_by_function = true },
	{ .function = "string",
	  .id = "ip_to_string",
	  .n_params = 1,
	  .params = { &type_ip },
	  .result = &cel_string,
	  .call = to_string },
	OF_IP("family", "ip_family", &cel_int, family),
	OF_IP("isUnspecified", "ip_is_unspecified", &cel_bool, ask_is_unspecified),
	OF_IP("isLoopback", "ip_is_loopback", &cel_bool, ask_is_loopback),
	OF_IP("isLinkLocalMulticast", "ip_is_link_local_multicast", &cel_bool,
	      ask_is_link_local_multicast),
	OF_IP("isLinkLocalUnicast", "ip_is_link_local_unicast", &cel_bool,
	      ask_is_link_local_unicast),
	OF_IP("isGlobalUnicast", "ip_is_global_unicast", &cel_bool, ask_is_global_unicast),
	{ .function = NULL },
};

static const struct cel_constant types[] = { { "net.IP", &type_ip }, { NULL, NULL } };

const struct cel_library library_ip = { .name = "ip", .overloads = overloads, .types = types };
