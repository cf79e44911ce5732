/* What the `describe` texts of several kinds have in common.
 * Source: kubectl pkg/describe. */
#include <time.h>

#include "cidrctl/clock.h"
#include "cidrctl/resource.h"

void describe_list(struct strbuf *out, const char *key, const cJSON *list, const char *separator)
{
	const cJSON *item;

	strbuf_addf(out, "%s:\t", key);
	cJSON_ArrayForEach (item, list)
		strbuf_addf(out, "%s%s", item != list->child ? separator : "",
			    cJSON_IsString(item) ? item->valuestring : "");
	strbuf_add_char(out, '\n');
}

/* ---- conditions ---- */

/* RFC 1123 with the zone as a number, in the local zone, as Go formats a time that it read. The
 * zero time has no zone. */
static void add_time(struct strbuf *out, const char *rfc3339)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t micro;
	struct tm local;
	time_t seconds;
	long offset;

	if (time_parse(rfc3339, &micro)) {
		seconds = (time_t)(micro / 1000000 - (micro % 1000000 < 0));
		if (localtime_r(&seconds, &local) != NULL) {
			offset = local.tm_gmtoff < 0 ? -local.tm_gmtoff : local.tm_gmtoff;
			strbuf_addf(out, "%s, %02d %s %04d %02d:%02d:%02d %c%02ld%02ld",
				    days[local.tm_wday], local.tm_mday, months[local.tm_mon],
				    local.tm_year + 1900, local.tm_hour, local.tm_min, local.tm_sec,
				    local.tm_gmtoff < 0 ? '-' : '+', offset / 3600,
				    offset / 60 % 60);
			return;
		}
	}
	strbuf_add_str(out, "Mon, 01 Jan 0001 00:00:00 +0000");
}

void describe_conditions(struct strbuf *out, const cJSON *object)
{
	const cJSON *conditions = json_get(object, "status", "conditions", NULL), *condition;

	if (json_size(conditions) == 0)
		return;
	strbuf_add_str(out, "Conditions:\n"
			    "  Type\tStatus\tLastTransitionTime\tReason\tMessage\n"
			    "  ----\t------\t------------------\t------\t-------\n");
	cJSON_ArrayForEach (condition, conditions) {
		strbuf_addf(out, "  %s\t%s\t", json_str(condition, "type"),
			    json_str(condition, "status"));
		add_time(out, json_str(condition, "lastTransitionTime"));
		strbuf_addf(out, "\t%s\t%s\n", json_str(condition, "reason"),
			    json_str(condition, "message"));
	}
}
