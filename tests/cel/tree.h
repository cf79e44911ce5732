/* Parsing for tests: a source text to a tree in a compact notation, or to its issues.
 *
 *     1  2u  1.5  "a"  b"a"  true  null    literals
 *     a  a.b  a.?b                         names and selections; ? is the function _?._
 *     has(a.b)                             a test for a field
 *     f(a)  a.f(b)  _+_(a, b)              calls
 *     [a, ?b]  {a: b, ?c: d}  M{f: a}      lists, maps and structs
 *     fold(i, a = INIT in RANGE; CONDITION; STEP; RESULT)
 *
 * With places, each node has @ and its offset behind it. */
#ifndef CIDRCTL_TESTS_CEL_TREE_H
#define CIDRCTL_TESTS_CEL_TREE_H

#include <criterion/criterion.h>
#include <string.h>

#include "cel/internal.h"

struct tree_printer {
	struct strbuf *out;
	bool has_places;
};

static void tree_print(const struct tree_printer *printer, const struct cel_expr *expr);

static void tree_print_all(const struct tree_printer *printer, struct cel_expr *const *items,
			   const bool *is_optional, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_add_str(printer->out, i > 0 ? ", " : "");
		strbuf_add_str(printer->out, is_optional != NULL && is_optional[i] ? "?" : "");
		tree_print(printer, items[i]);
	}
}

static void tree_print_literal(struct strbuf *out, const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_NULL:
		strbuf_add_str(out, "null");
		break;
	case CEL_BOOL:
		strbuf_add_str(out, value->boolean ? "true" : "false");
		break;
	case CEL_INT:
		strbuf_addf(out, "%lld", (long long)value->integer);
		break;
	case CEL_UINT:
		strbuf_addf(out, "%lluu", (unsigned long long)value->uinteger);
		break;
	case CEL_DOUBLE:
		strbuf_addf(out, "%#.17g", value->number);
		break;
	case CEL_STRING:
		text_quote_bytes(out, value->text, value->size);
		break;
	case CEL_BYTES:
		strbuf_add_char(out, 'b');
		text_quote_bytes(out, value->text, value->size);
		break;
	default:
		cr_assert_fail("a literal of kind %d", value->kind);
	}
}

static void tree_print_map(const struct tree_printer *printer, const struct cel_expr *expr)
{
	struct strbuf *out = printer->out;

	strbuf_addf(out, "%s{", expr->kind == CEL_EXPR_STRUCT ? expr->map.name : "");
	for (size_t i = 0; i < expr->map.n; i++) {
		const struct cel_expr_entry *entry = &expr->map.entries[i];

		strbuf_add_str(out, i > 0 ? ", " : "");
		strbuf_add_str(out, entry->is_optional ? "?" : "");
		if (expr->kind == CEL_EXPR_STRUCT)
			strbuf_add_str(out, entry->field);
		else
			tree_print(printer, entry->key);
		strbuf_add_char(out, ':');
		if (printer->has_places)
			strbuf_addf(out, "@%d", entry->offset);
		strbuf_add_char(out, ' ');
		tree_print(printer, entry->value);
	}
	strbuf_add_char(out, '}');
}

static void tree_print_fold(const struct tree_printer *printer, const struct cel_expr *expr)
{
	struct strbuf *out = printer->out;

	strbuf_addf(out, "fold(%s", expr->fold.variable);
	if (expr->fold.variable2 != NULL)
		strbuf_addf(out, ", %s", expr->fold.variable2);
	strbuf_addf(out, ", %s = ", expr->fold.accumulator);
	tree_print(printer, expr->fold.init);
	strbuf_add_str(out, " in ");
	tree_print(printer, expr->fold.range);
	strbuf_add_str(out, "; ");
	tree_print(printer, expr->fold.condition);
	strbuf_add_str(out, "; ");
	tree_print(printer, expr->fold.step);
	strbuf_add_str(out, "; ");
	tree_print(printer, expr->fold.result);
	strbuf_add_char(out, ')');
}

static void tree_print_node(const struct tree_printer *printer, const struct cel_expr *expr)
{
	struct strbuf *out = printer->out;

	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
		tree_print_literal(out, &expr->literal);
		break;
	case CEL_EXPR_IDENT:
		strbuf_add_str(out, expr->name);
		break;
	case CEL_EXPR_SELECT:
		strbuf_add_str(out, expr->select.is_test ? "has(" : "");
		tree_print(printer, expr->select.operand);
		strbuf_addf(out, ".%s%s", expr->select.field, expr->select.is_test ? ")" : "");
		break;
	case CEL_EXPR_CALL:
		if (expr->call.target != NULL) {
			tree_print(printer, expr->call.target);
			strbuf_add_char(out, '.');
		}
		strbuf_addf(out, "%s(", expr->call.function);
		tree_print_all(printer, expr->call.args, NULL, expr->call.n_args);
		strbuf_add_char(out, ')');
		break;
	case CEL_EXPR_LIST:
		strbuf_add_char(out, '[');
		tree_print_all(printer, expr->list.items, expr->list.is_optional, expr->list.n);
		strbuf_add_char(out, ']');
		break;
	case CEL_EXPR_MAP:
	case CEL_EXPR_STRUCT:
		tree_print_map(printer, expr);
		break;
	case CEL_EXPR_COMPREHENSION:
		tree_print_fold(printer, expr);
		break;
	}
}

static void tree_print(const struct tree_printer *printer, const struct cel_expr *expr)
{
	tree_print_node(printer, expr);
	if (printer->has_places)
		strbuf_addf(printer->out, "@%d", expr->offset);
}

/* The lines of a print of issues that name one, without what they all begin with. */
static void tree_shorten_issues(const char *text, struct strbuf *out)
{
	static const char start[] = "ERROR: <input>:";

	for (const char *at = strstr(text, start), *next; at != NULL; at = next) {
		const char *end = strstr(at, "\n | ");

		at += strlen(start);
		next = strstr(at, start);
		if (end == NULL || (next != NULL && next < end))
			end = next != NULL ? next - 1 : strchr(at, '\0');
		strbuf_add(out, at, (size_t)(end - at));
		strbuf_add_str(out, next != NULL ? "\n" : "");
	}
}

enum tree_form {
	TREE_PLAIN,
	TREE_PLACES,
	TREE_BLOCKS, /* issues as they are printed */
};

/* The tree, or the issues, "LINE:COLUMN: MESSAGE" each. Owned. */
static char *tree_of(const char *source, size_t length, unsigned options, enum tree_form form)
{
	static const struct cel_library libraries[] = {
		{ .name = "standard", .macros = cel_standard_macros },
		{ .name = "two variables", .macros = cel_two_variable_macros },
		{ .name = "optional", .macros = cel_optional_macros },
		{ .name = "bindings", .macros = cel_binding_macros },
		{ .name = "blocks", .macros = cel_block_macros },
	};
	static const struct cel_library *const all[] = { &libraries[0], &libraries[1],
							 &libraries[2], &libraries[3],
							 &libraries[4], NULL };
	const struct cel_profile profile = { .libraries = all, .options = options };
	CLEANUP(cel_env) struct cel_env *env = cel_env_new(&profile);
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	struct cel_ast ast = { .env = env };
	const struct tree_printer printer = { .out = &out, .has_places = form == TREE_PLACES };

	if (cel_parse(env, source, length, &ast, &issues)) {
		cr_expect_eq(issues.n, 0, "%s", source);
		tree_print(&printer, ast.root);
	} else {
		cr_expect_gt(issues.n, 0, "%s", source);
		cel_issues_print(&issues, source, length, form == TREE_BLOCKS ? &out : &text);
		if (form != TREE_BLOCKS)
			tree_shorten_issues(text.text, &out);
	}
	cel_ast_finish(&ast);
	return strbuf_detach(&out);
}

struct tree_row {
	const char *source, *want;
};

static void tree_check(const struct tree_row *rows, size_t n, unsigned options, enum tree_form form)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(str)
		char *got = tree_of(rows[i].source, strlen(rows[i].source), options, form);

		cr_expect_str_eq(got, rows[i].want, "%s\n  is   %s\n  want %s", rows[i].source, got,
				 rows[i].want);
	}
}

#endif
