/* Trees as Go's fmt prints them. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

#define MAP "map[string]interface {}"
#define LIST "[]interface {}"

static const struct {
	const char *tree;
	unsigned style;
	const char *want;
} rows[] = {
	{ "{\"b\":[1,1.5,null,true,\"x y\"],\"a\":{},\"c\":9223372036854775807}", 0,
	  "map[a:map[] b:[1 1.5 <nil> true x y] c:9223372036854775807]" },
	{ "{\"b\":[1,1.5,null,false,\"x\\\"\\n\"],\"a\":{}}", JSON_GO_SYNTAX,
	  MAP "{\"a\":" MAP "{}, \"b\":" LIST "{1, 1.5, interface {}(nil), false, "
	      "\"x\\\"\\n\"}}" },
	{ "[]", JSON_GO_SYNTAX, LIST "{}" },
	{ "null", 0, "<nil>" },
	{ "\"\\u0000\"", JSON_GO_SYNTAX, "\"\\x00\"" },
	{ "\"\\u0000\"", 0, JSON_NUL },
	{ "[1000000,80,9007199254740993]", 0, "[1000000 80 9007199254740993]" },
	{ "[1000000,80,9007199254740993]", JSON_GO_FLOATS, "[1e+06 80 9.007199254740992e+15]" },
	{ "[1234567.5,0.0001,0.00001,1e21,-0.5]", 0, "[1.2345675e+06 0.0001 1e-05 1e+21 -0.5]" },
};

Test(json_go, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *tree = NULL;
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
		struct error err = ERROR_INIT;

		cr_assert(json_parse(rows[i].tree, strlen(rows[i].tree), NULL, &tree, &err));
		json_print_go(tree, rows[i].style, &out);
		cr_expect_str_eq(out.text, rows[i].want, "%s: %s", rows[i].tree, out.text);
	}
}

Test(json_go, no_tree)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	json_print_go(NULL, 0, &out);
	cr_expect_str_eq(out.text, "<nil>");
}
