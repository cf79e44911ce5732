/* semver(): versions of SemVer 2.0.0.
 * Source: apiserver pkg/cel/library/semverlib.go, release 1.33; its words are those of
 * blang/semver v4. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct part {
	const char *text;
	size_t size;
};

struct version {
	uint64_t numbers[3]; /* major, minor, patch */
	struct part pre;     /* "alpha.1"; empty for a release */
};

static const struct cel_type type_semver = { .kind = CEL_TYPE_OBJECT, .name = "kubernetes.Semver" };

/* ---- reading ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct part part)
{
	for (size_t i = 0; i < part.size; i++)
		if (!is_digit(part.text[i]))
			return false;
	return true;
}

static bool all_identifier(struct part part)
{
	for (size_t i = 0; i < part.size; i++)
		if (!is_digit(part.text[i]) && part.text[i] != '-' &&
		    !((part.text[i] | 0x20) >= 'a' && (part.text[i] | 0x20) <= 'z'))
			return false;
	return true;
}

static bool complain(struct strbuf *why, const char *what, struct part part)
{
	strbuf_add_str(why, what);
	text_quote_bytes(why, part.text, part.size);
	return false;
}

static bool complain_plain(struct strbuf *why, const char *what)
{
	strbuf_add_str(why, what);
	return false;
}

/* The part up to the first separator; *rest is what stands behind it. False when there is none. */
static bool cut(struct part *rest, char separator, struct part *ret_part)
{
	const char *at = memchr(rest->text, separator, rest->size);

	*ret_part = *rest;
	if (at == NULL)
		return false;
	ret_part->size = (size_t)(at - rest->text);
	rest->text = at + 1;
	rest->size -= ret_part->size + 1;
	return true;
}

static bool has_leading_zero(struct part part)
{
	return part.size > 1 && part.text[0] == '0';
}

static bool read_number(struct part part, uint64_t *ret_value, struct strbuf *why)
{
	uint64_t value = 0;

	if (part.size == 0)
		return complain_plain(why, "strconv.ParseUint: parsing \"\": invalid syntax");
	for (size_t i = 0; i < part.size; i++) {
		if (value > (UINT64_MAX - (uint64_t)(part.text[i] - '0')) / 10) {
			complain(why, "strconv.ParseUint: parsing ", part);
			return complain_plain(why, ": value out of range");
		}
		value = value * 10 + (uint64_t)(part.text[i] - '0');
	}
	*ret_value = value;
	return true;
}

static bool read_core(struct part part, const char *name, const char *zeroes, uint64_t *ret_value,
		      struct strbuf *why)
{
	if (!all_digits(part)) {
		strbuf_addf(why, "Invalid character(s) found in %s number ", name);
		return complain(why, "", part);
	}
	if (has_leading_zero(part)) {
		strbuf_add_str(why, zeroes);
		return complain(why, " number must not contain leading zeroes ", part);
	}
	return read_number(part, ret_value, why);
}

/* The identifiers of a pre-release or of build metadata. */
static bool check_identifiers(struct part rest, bool is_pre, struct strbuf *why)
{
	struct part part;
	bool more;

	do {
		more = cut(&rest, '.', &part);
		if (part.size == 0)
			return complain_plain(why, is_pre ? "Prerelease is empty"
							  : "Build meta data is empty");
		if (!all_identifier(part))
			return complain(why,
					is_pre ? "Invalid character(s) found in prerelease "
					       : "Invalid character(s) found in build meta data ",
					part);
		if (is_pre && all_digits(part) && has_leading_zero(part))
			return complain(why,
					"Numeric PreRelease version must not contain leading "
					"zeroes ",
					part);
	} while (more);
	return true;
}

static bool read_version(struct part text, struct version *ret_version, struct strbuf *why)
{
	static const char none[] = "No Major.Minor.Patch elements found";
	struct version version = { .pre = { "", 0 } };
	struct part major, minor, patch, build;
	const char *minus, *plus;

	if (text.size == 0)
		return complain_plain(why, "Version string empty");
	if (!cut(&text, '.', &major) || !cut(&text, '.', &minor))
		return complain_plain(why, none);
	if (!read_core(major, "major", "Major", &version.numbers[0], why) ||
	    !read_core(minor, "minor", "Minor", &version.numbers[1], why))
		return false;
	patch = text;
	plus = memchr(patch.text, '+', patch.size);
	build = (struct part) { NULL, 0 };
	if (plus != NULL) {
		build = (struct part) { plus + 1, (size_t)(patch.text + patch.size - plus - 1) };
		patch.size = (size_t)(plus - patch.text);
	}
	minus = memchr(patch.text, '-', patch.size);
	if (minus != NULL) {
		version.pre =
			(struct part) { minus + 1, (size_t)(patch.text + patch.size - minus - 1) };
		patch.size = (size_t)(minus - patch.text);
	}
	if (!read_core(patch, "patch", "Patch", &version.numbers[2], why))
		return false;
	if (minus != NULL && !check_identifiers(version.pre, true, why))
		return false;
	if (plus != NULL && !check_identifiers(build, false, why))
		return false;
	*ret_version = version;
	return true;
}

/* Appends the part without its leading zeros. One that is then not a number any more, or never was,
 * gets a zero back: "0-rc" stays, and "x1" becomes "0x1". */
static void add_number(struct strbuf *out, struct part part)
{
	if (part.size > 1) {
		for (; part.size > 0 && part.text[0] == '0'; part.text++)
			part.size--;
		if (part.size == 0 || !is_digit(part.text[0]))
			strbuf_add_char(out, '0');
	}
	strbuf_add(out, part.text, part.size);
}

/* "v01.2" is "1.2.0": what semver(text, true) reads. The result lives in the arena. */
static bool normalise(struct part rest, struct arena *arena, struct part *ret_text,
		      struct strbuf *why)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	struct part part;
	size_t points = 0;

	if (rest.size > 0 && rest.text[0] == 'v') {
		rest.text++;
		rest.size--;
	}
	while (points < 2 && cut(&rest, '.', &part)) {
		add_number(&out, part);
		strbuf_add_char(&out, '.');
		points++;
	}
	if (points < 2 && (memchr(rest.text, '+', rest.size) != NULL ||
			   memchr(rest.text, '-', rest.size) != NULL))
		return complain_plain(why,
				      "short version cannot contain PreRelease/Build meta data");
	add_number(&out, rest);
	for (; points < 2; points++)
		strbuf_add_str(&out, ".0");
	*ret_text = (struct part) { arena_copy(arena, out.text, out.length), out.length };
	return true;
}

/* ---- order ---- */

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_parts(struct part a, struct part b)
{
	bool a_is_number = all_digits(a), b_is_number = all_digits(b);
	int order;

	if (a_is_number != b_is_number)
		return a_is_number ? -1 : 1;
	if (a_is_number && a.size != b.size)
		return compare_numbers(a.size, b.size);
	order = memcmp(a.text, b.text, a.size < b.size ? a.size : b.size);
	return order != 0 ? order : compare_numbers(a.size, b.size);
}

static int compare_pre(struct part a, struct part b)
{
	/* A release comes after what led to it. */
	if (a.size == 0 || b.size == 0)
		return (a.size == 0) - (b.size == 0);
	for (bool a_has_more = true, b_has_more = true; a_has_more && b_has_more;) {
		struct part x, y;
		int order;

		a_has_more = cut(&a, '.', &x);
		b_has_more = cut(&b, '.', &y);
		order = compare_parts(x, y);
		if (order != 0)
			return order;
		if (a_has_more != b_has_more)
			return a_has_more ? 1 : -1;
	}
	return 0;
}

static int compare(const struct version *a, const struct version *b)
{
	int order = 0;

	for (size_t i = 0; i < ARRAY_LEN(a->numbers) && order == 0; i++)
		order = compare_numbers(a->numbers[i], b->numbers[i]);
	if (order == 0)
		order = compare_pre(a->pre, b->pre);
	return (order > 0) - (order < 0);
}

/* ---- values ---- */

struct semver_value {
	struct cel_opaque base;
	struct version version;
};

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b);

static void print(const struct cel_value *value, struct strbuf *out);

static const struct cel_opaque_class semver_class = {
	.type = &type_semver,
	.equal = equal,
	.print = print,
	.go_type = "semver.Version",
};

static const struct version *version_of(const struct cel_value *value)
{
	if (value->kind != CEL_OPAQUE || value->opaque->class != &semver_class)
		return NULL;
	return &((const struct semver_value *)value->opaque)->version;
}

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	const struct version *other = version_of(b);

	return other != NULL ? cel_from_bool(compare(version_of(a), other) == 0)
			     : cel_no_such_overload(eval);
}

/* Without the build metadata, which means nothing. */
static void print(const struct cel_value *value, struct strbuf *out)
{
	const struct version *version = version_of(value);

	strbuf_addf(out, "semver(\"%llu.%llu.%llu", (unsigned long long)version->numbers[0],
		    (unsigned long long)version->numbers[1],
		    (unsigned long long)version->numbers[2]);
	if (version->pre.size > 0)
		strbuf_addf(out, "-%.*s", (int)version->pre.size, version->pre.text);
	strbuf_add_str(out, "\")");
}

static bool parse(struct cel_eval *eval, const struct cel_value *args, size_t n,
		  struct version *ret_version, struct strbuf *why)
{
	struct part text = { args[0].text, args[0].size };

	if (n > 1 && args[1].boolean && !normalise(text, cel_arena(eval), &text, why))
		return false;
	return read_version(text, ret_version, why);
}

static struct cel_value from_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct semver_value *value;
	struct version version;

	if (!parse(eval, args, n, &version, &why))
		return text_error(eval, &why);
	value = arena_alloc(cel_arena(eval), sizeof(*value));
	*value = (struct semver_value) { { &semver_class }, version };
	return (struct cel_value) { .kind = CEL_OPAQUE, .opaque = &value->base };
}

static struct cel_value is_semver(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct version version;

	return cel_from_bool(parse(eval, args, n, &version, &why));
}

/* Numbers of a version are shown as int, whatever their size. */
#define NUMBER(name, i)                                                                   \
	static struct cel_value name(struct cel_eval *eval, const struct cel_value *args, \
				     size_t n)                                            \
	{                                                                                 \
		(void)eval, (void)n;                                                      \
		return cel_from_int((int64_t)version_of(&args[0])->numbers[i]);           \
	}

NUMBER(major_of, 0)
NUMBER(minor_of, 1)
NUMBER(patch_of, 2)

static struct cel_value compare_to(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return cel_from_int(compare(version_of(&args[0]), version_of(&args[1])));
}

static struct cel_value is_greater(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return cel_from_bool(compare_to(eval, args, n).integer > 0);
}

static struct cel_value is_less(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return cel_from_bool(compare_to(eval, args, n).integer < 0);
}

#define OF_TEXT(function_, id_, n_, result_, call_)                                     \
	{                                                                               \
		.function = function_, .id = id_, .n_params = n_,                       \
		.params = { &cel_string, &cel_bool }, .result = result_, .call = call_, \
		.cost = cost_of_text, .cost_by_function = true                          \
	}
#define OF_SEMVER(function_, id_, n_, result_, call_)                                      \
	{                                                                                  \
		.function = function_, .id = id_, .is_member = true, .n_params = n_,       \
		.params = { &type_semver, &type_semver }, .result = result_, .call = call_ \
	}

static const struct cel_overload overloads[] = {
	OF_TEXT("semver", "string_to_semver", 1, &type_semver, from_string),
	OF_TEXT("semver", "string_bool_to_semver", 2, &type_semver, from_string),
	OF_TEXT("isSemver", "is_semver_string", 1, &cel_bool, is_semver),
	OF_TEXT("isSemver", "is_semver_string_bool", 2, &cel_bool, is_semver),
	OF_SEMVER("isLessThan", "semver_is_less_than", 2, &cel_bool, is_less),
	OF_SEMVER("isGreaterThan", "semver_is_greater_than", 2, &cel_bool, is_greater),
	OF_SEMVER("compareTo", "semver_compare_to", 2, &cel_int, compare_to),
	OF_SEMVER("major", "semver_major", 1, &cel_int, major_of),
	OF_SEMVER("minor", "semver_minor", 1, &cel_int, minor_of),
	OF_SEMVER("patch", "semver_patch", 1, &cel_int, patch_of),
	{ .function = NULL },
};

const struct cel_library library_semver = { .name = "semver", .overloads = overloads };
