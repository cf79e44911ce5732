/* Sums and differences of timestamps and durations. Source: cel-go common/types/overflow.go. */
#include "calendar.h"
#include "standard.h"

struct cel_value cel_std_add_duration(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t sum;

	(void)n;
	if (__builtin_add_overflow(args[0].nanoseconds, args[1].nanoseconds, &sum))
		return cel_error(eval, "integer overflow");
	return cel_from_duration(sum);
}

struct cel_value cel_std_subtract_duration(struct cel_eval *eval, const struct cel_value *args,
					   size_t n)
{
	int64_t difference;

	(void)n;
	if (__builtin_sub_overflow(args[0].nanoseconds, args[1].nanoseconds, &difference))
		return cel_error(eval, "integer overflow");
	return cel_from_duration(difference);
}

static struct cel_value later(struct cel_eval *eval, const struct cel_timestamp *timestamp,
			      int64_t duration)
{
	int64_t nanoseconds = timestamp->nanoseconds + duration % NANOSECONDS_PER_SECOND;
	int64_t carry =
		nanoseconds / NANOSECONDS_PER_SECOND - (nanoseconds % NANOSECONDS_PER_SECOND < 0);
	struct cel_timestamp sum = {
		.seconds = timestamp->seconds + duration / NANOSECONDS_PER_SECOND + carry,
		.nanoseconds = (int32_t)(nanoseconds - carry * NANOSECONDS_PER_SECOND),
		.offset = timestamp->offset,
	};

	if (!cel_timestamp_in_range(sum.seconds))
		return cel_error(eval, "timestamp overflow");
	return cel_from_timestamp(cel_arena(eval), sum);
}

struct cel_value cel_std_add_timestamp_duration(struct cel_eval *eval, const struct cel_value *args,
						size_t n)
{
	(void)n;
	return later(eval, args[0].timestamp, args[1].nanoseconds);
}

struct cel_value cel_std_add_duration_timestamp(struct cel_eval *eval, const struct cel_value *args,
						size_t n)
{
	(void)n;
	return later(eval, args[1].timestamp, args[0].nanoseconds);
}

struct cel_value cel_std_subtract_timestamp_duration(struct cel_eval *eval,
						     const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[1].nanoseconds == INT64_MIN)
		return cel_error(eval, "integer overflow");
	return later(eval, args[0].timestamp, -args[1].nanoseconds);
}

struct cel_value cel_std_subtract_timestamp(struct cel_eval *eval, const struct cel_value *args,
					    size_t n)
{
	const struct cel_timestamp *a = args[0].timestamp, *b = args[1].timestamp;
	int64_t difference;

	(void)n;
	if (__builtin_mul_overflow(a->seconds - b->seconds, NANOSECONDS_PER_SECOND, &difference) ||
	    __builtin_add_overflow(difference, a->nanoseconds - b->nanoseconds, &difference))
		return cel_error(eval, "integer overflow");
	return cel_from_duration(difference);
}
