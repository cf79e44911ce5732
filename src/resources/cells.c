/* Table cells that kinds share. */
#include "cidrctl/clock.h"
#include "cidrctl/resource.h"

void cell_name(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str_at(object, "metadata", "name", NULL));
}

void cell_time(const char *rfc3339, int64_t now, struct strbuf *out)
{
	char text[TIME_TEXT_SIZE];
	int64_t micro;

	if (!time_parse(rfc3339, &micro)) {
		strbuf_add_str(out, "<unknown>");
		return;
	}
	age_format(now - micro / 1000000, text);
	strbuf_add_str(out, text);
}

void cell_age(const cJSON *object, int64_t now, struct strbuf *out)
{
	cell_time(json_str_at(object, "metadata", "creationTimestamp", NULL), now, out);
}
