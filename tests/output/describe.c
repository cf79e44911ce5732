/* describe: what every kind has, the generic layout, events. */
#include <stdlib.h>

#include "thing.h"

#define NOW 1700000000 /* 2023-11-14T22:13:20Z */

static void gadget_describe(const cJSON *object, struct strbuf *out)
{
	strbuf_addf(out, "Note:\t%s\n", json_str(object, "note"));
}

static const struct resource described = {
	.group = "example.com",
	.kind = "Gadget",
	.plural = "gadgets",
	.singular = "gadget",
	.describe = gadget_describe,
};

static const struct resource described_in_namespace = {
	.group = "example.com",
	.kind = "Gadget",
	.plural = "gadgets",
	.singular = "gadget",
	.namespaced = true,
	.describe = gadget_describe,
};

static const struct resource without_events = {
	.group = "example.com",
	.kind = "Gadget",
	.plural = "gadgets",
	.singular = "gadget",
	.describe = gadget_describe,
	.describe_without_events = true,
};

struct describe_case {
	const char *name;
	const struct resource *resource;
	const char *object;
	const char *events; /* NULL: not to be shown */
	const char *want;
};

static void check(const struct describe_case *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(json) cJSON *object = parse(rows[i].object);
		CLEANUP(json)
		cJSON *events = rows[i].events != NULL ? parse(rows[i].events) : NULL;
		struct capture capture;

		capture_begin(&capture);
		output_describe(capture.file, rows[i].resource, object, events, NOW);
		capture_expect(&capture, rows[i].name, rows[i].want);
	}
}

#define HUNDRED                                              \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define THIRTY_FIVE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define THIRTY_EIGHT THIRTY_FIVE "aaa"

Test(describe, head)
{
	static const struct describe_case rows[] = {
		{ "a kind's own layout, cluster-scoped: no namespace", &described,
		  "{\"metadata\":{\"name\":\"g\"},\"note\":\"n\"}", NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  <none>\nNote:         "
		  "n\n" },
		{ "in a namespace", &described_in_namespace,
		  "{\"metadata\":{\"name\":\"g\",\"namespace\":\"team-a\"},\"note\":\"n\"}", NULL,
		  "Name:         g\nNamespace:    team-a\nLabels:       <none>\n"
		  "Annotations:  <none>\nNote:         n\n" },
		{ "labels and annotations are sorted, one a line; the last-applied one is left out",
		  &described,
		  "{\"metadata\":{\"name\":\"g\",\"labels\":{\"b\":\"2\",\"a\":\"\"},"
		  "\"annotations\":{\"z\":\"26\",\"b\":\"2\\n\","
		  "\"kubectl.kubernetes.io/last-applied-configuration\":\"{}\"}},\"note\":\"\"}",
		  NULL,
		  "Name:         g\nLabels:       a=\n              b=2\n"
		  "Annotations:  b: 2\n              z: 26\nNote:         \n" },
		{ "only the last-applied annotation", &described,
		  "{\"metadata\":{\"name\":\"g\",\"annotations\":{"
		  "\"kubectl.kubernetes.io/last-applied-configuration\":\"{}\"}}}",
		  NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  <none>\nNote:         \n" },
		{ "an annotation of several lines stands below its key", &described,
		  "{\"metadata\":{\"name\":\"g\",\"annotations\":{\"k\":\"a\\n\\nb\"}}}", NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  k:\n                a\n"
		  "                \n                b\nNote:         \n" },
		{ "140 characters with the key stay on the line", &described,
		  "{\"metadata\":{\"name\":\"g\",\"annotations\":{\"k12\":\"" HUNDRED THIRTY_FIVE
		  "\"}}}",
		  NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  k12: " HUNDRED THIRTY_FIVE
		  "\nNote:         \n" },
		{ "141 do not; a line of more than 138 is cut", &described,
		  "{\"metadata\":{\"name\":\"g\",\"annotations\":{\"k123\":\"" HUNDRED THIRTY_FIVE
		  "\",\"l\":\"" HUNDRED THIRTY_EIGHT "b\"}}}",
		  NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  k123:\n"
		  "                " HUNDRED THIRTY_FIVE "\n              l:\n"
		  "                " HUNDRED THIRTY_EIGHT "...\nNote:         \n" },
		{ "a terminal is given nothing to obey", &described,
		  "{\"metadata\":{\"name\":\"g\"},\"note\":\"\\u001b[31m\\rx\"}", NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  <none>\n"
		  "Note:         ^[[31m\\rx\n" },
		{ "a form feed ends the line and all columns", &described,
		  "{\"metadata\":{\"name\":\"g\"},\"note\":\"a\\fb\\tc\"}", NULL,
		  "Name:         g\nLabels:       <none>\nAnnotations:  <none>\n"
		  "Note:         a\nb  c\n" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(describe, every_field)
{
	static const struct describe_case rows[] = {
		{ "namespace always, metadata without what stands above", &thing,
		  "{\"kind\":\"Thing\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"t\","
		  "\"namespace\":\"d\",\"labels\":{},\"annotations\":{},\"managedFields\":[{}],"
		  "\"uid\":\"u\",\"finalizers\":[\"a/b\"]}}",
		  NULL,
		  "Name:         t\nNamespace:    d\nLabels:       <none>\nAnnotations:  <none>\n"
		  "API Version:  v1\nKind:         Thing\nMetadata:\n  Finalizers:\n    a/b\n"
		  "  UID:  u\n" },
		{ "keys at their capitals; digits, dots and lines leave a key alone", &thing,
		  "{\"metadata\":{\"name\":\"t\"},\"aPIGroups\":1,\"IPv4\":2,\"a.b\":3,"
		  "\"a-b\":4,\"podCIDRs\":5,\"targetURL\":6,\"x_y\":7,\"A\":8,\"guidList\":9}",
		  NULL,
		  "Name:         t\nNamespace:    \nLabels:       <none>\nAnnotations:  <none>\n"
		  "A:            8\nIPv4:         2\nA - B:        4\na.b:          3\n"
		  "A PI Groups:  1\nGUID List:    9\nMetadata:\nPod CID Rs:  5\nTarget URL:  6\n"
		  "x_y:         7\n" },
		{ "values as Go prints them, lists of maps without a break", &thing,
		  "{\"metadata\":{\"name\":\"t\"},\"list\":[{\"b\":null,\"a\":true},{\"c\":1.5}],"
		  "\"nested\":[[1,\"x\"],null],\"empty\":{},\"none\":[]}",
		  NULL,
		  "Name:         t\nNamespace:    \nLabels:       <none>\nAnnotations:  <none>\n"
		  "Empty:\nList:\n  A:  true\n  B:  <nil>\n  C:  1.5\nMetadata:\nNested:\n"
		  "  [1 x]\n  <nil>\nNone:\n" },
	};

	check(rows, ARRAY_LEN(rows));
}

#define HEAD "Name:         g\nLabels:       <none>\nAnnotations:  <none>\nNote:         \n"

Test(describe, events)
{
	static const char object[] = "{\"metadata\":{\"name\":\"g\"}}";
	static const struct describe_case rows[] = {
		{ "none", &described, object, "[]", HEAD "Events:       <none>\n" },
		{ "a kind that has none to show", &without_events, object, "[]", HEAD },
		{ "sorted by the last timestamp, those without one first", &described, object,
		  "[{\"type\":\"Normal\",\"reason\":\"Late\",\"source\":{\"component\":\"c\"},"
		  "\"firstTimestamp\":\"2023-11-14T22:12:20Z\","
		  "\"lastTimestamp\":\"2023-11-14T22:13:10Z\",\"count\":3,\"message\":\" m \\n\"},"
		  "{\"type\":\"Warning\",\"reason\":\"Early\",\"reportingComponent\":\"r\","
		  "\"firstTimestamp\":\"2023-11-14T22:11:20Z\","
		  "\"lastTimestamp\":\"2023-11-14T22:11:20Z\",\"count\":1,\"message\":\"x\"},"
		  "{\"type\":\"Normal\",\"reason\":\"Series\","
		  "\"eventTime\":\"2023-11-14T22:03:20.000000Z\",\"series\":{\"count\":7,"
		  "\"lastObservedTime\":\"2023-11-14T22:13:00.000000Z\"}},"
		  "{\"type\":\"Normal\",\"reason\":\"Timeless\"}]",
		  HEAD "Events:\n"
		       "  Type     Reason    Age                From  Message\n"
		       "  ----     ------    ----               ----  -------\n"
		       "  Normal   Series    20s (x7 over 10m)        \n"
		       "  Normal   Timeless  <unknown>                \n"
		       "  Warning  Early     2m                 r     x\n"
		       "  Normal   Late      10s (x3 over 60s)  c     m\n" },
		{ "a newline in a message begins new columns", &described, object,
		  "[{\"type\":\"Warning\",\"reason\":\"A\",\"message\":\"a\\nb\"},"
		  "{\"type\":\"N\",\"reason\":\"A\",\"message\":\"c\"}]",
		  HEAD "Events:\n"
		       "  Type     Reason  Age        From  Message\n"
		       "  ----     ------  ----       ----  -------\n"
		       "  Warning  A       <unknown>        a\nb\n"
		       "  N  A  <unknown>    c\n" },
	};

	check(rows, ARRAY_LEN(rows));
}
