/* The table of events, their order, and text that is aligned. */
#include <stdlib.h>

#include "thing.h"

#define NOW 1700000000 /* 2023-11-14T22:13:20Z */

static const char events_text[] =
	"[{\"metadata\":{\"namespace\":\"default\"},\"type\":\"Normal\",\"reason\":\"Last\","
	"\"involvedObject\":{\"kind\":\"Service\",\"name\":\"web\"},\"message\":\"one\\ntwo\","
	"\"firstTimestamp\":\"2023-11-14T22:12:20Z\",\"lastTimestamp\":\"2023-11-14T22:13:10Z\","
	"\"count\":2},"
	"{\"metadata\":{\"namespace\":\"team-a\"},\"type\":\"Warning\",\"reason\":\"Series\","
	"\"involvedObject\":{\"kind\":\"Service\",\"name\":\"web\"},\"message\":\"m\","
	"\"eventTime\":\"2023-11-14T22:03:20.000000Z\",\"lastTimestamp\":\"2023-11-14T22:13:15Z\","
	"\"series\":{\"count\":7,\"lastObservedTime\":\"2023-11-14T22:13:00.000000Z\"}},"
	"{\"metadata\":{\"namespace\":\"default\"},\"type\":\"Normal\",\"reason\":\"Time\","
	"\"involvedObject\":{\"kind\":\"Node\"},\"message\":\"\\u001b[1m\","
	"\"eventTime\":\"2023-11-14T22:12:50.000000Z\"},"
	"{\"metadata\":{\"namespace\":\"default\"},\"type\":\"Normal\",\"reason\":\"Timeless\"}]";

Test(events, table)
{
	static const struct {
		const char *name;
		bool with_namespace, no_headers;
		const char *want;
	} rows[] = {
		{ "what was seen last stands last; widths outlive a newline", false, false,
		  "LAST SEEN           TYPE      REASON     OBJECT        MESSAGE\n"
		  "<unknown>           Normal    Timeless   /             \n"
		  "30s                 Normal    Time       Node/         ^[[1m\n"
		  "20s (x7 over 10m)   Warning   Series     Service/web   m\n"
		  "10s (x2 over 60s)   Normal    Last       Service/web   one\ntwo\n" },
		{ "namespaces, no titles", true, true,
		  "default   <unknown>           Normal    Timeless   /             \n"
		  "default   30s                 Normal    Time       Node/         ^[[1m\n"
		  "team-a    20s (x7 over 10m)   Warning   Series     Service/web   m\n"
		  "default   10s (x2 over 60s)   Normal    Last       Service/web   one\ntwo\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *events = parse(events_text);
		struct capture capture;

		output_sort_events(events);
		capture_begin(&capture);
		output_events(capture.file, events, rows[i].with_namespace, rows[i].no_headers,
			      NOW);
		capture_expect(&capture, rows[i].name, rows[i].want);
	}
}

Test(events, equal_times_keep_their_order)
{
	CLEANUP(json)
	cJSON *events = parse("[{\"lastTimestamp\":\"2023-11-14T22:13:10Z\",\"reason\":\"a\"},"
			      "{\"reason\":\"b\"},{\"reason\":\"c\"},"
			      "{\"lastTimestamp\":\"2023-11-14T22:13:10Z\",\"reason\":\"d\"}]");
	CLEANUP(strbuf) struct strbuf order = STRBUF_INIT;
	const cJSON *event;

	output_sort_events(events);
	cJSON_ArrayForEach (event, events)
		strbuf_add_str(&order, json_str(event, "reason"));
	cr_expect_str_eq(order.text, "bcad", "%s", order.text);
}

Test(aligned, text)
{
	static const struct {
		const char *name, *text, *want;
	} rows[] = {
		{ "nothing", "", "" },
		{ "no tabs", "a b\nc", "a b\nc" },
		{ "cells", "a\tb\nlonger cell\tc\n", "a             b\nlonger cell   c\n" },
		{ "a last line without a newline", "a\tb\nlonger cell\tc",
		  "a             b\nlonger cell   c" },
		{ "a tab at the end of all ends no column", "a\tb\t", "a     b" },
		{ "nor does it widen one", "a\tx\na\tlonger than others\tx\nlongest of all\t",
		  "a     x\na     longer than others   x\nlongest of all" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct capture capture;

		capture_begin(&capture);
		output_aligned(capture.file, rows[i].text, strlen(rows[i].text));
		capture_expect(&capture, rows[i].name, rows[i].want);
	}
}
