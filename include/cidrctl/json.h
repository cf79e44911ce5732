/* JSON text to and from cJSON trees, and the small accessors that the rest reads trees with.
 *
 * An object in flight is a cJSON tree. Integers beyond 2^53 do not survive in cJSON's doubles,
 * so the reader keeps them as cJSON_Raw items that hold the digits; every function here treats
 * such an item as a number. Trees never hold other raw items.
 *
 * cJSON's strings end at a NUL, so U+0000 inside one is held as the two bytes JSON_NUL, which no
 * valid UTF-8 text contains. json_print and yaml_print write it as the escape it came from; who
 * prints a string raw uses json_add_raw. */
#ifndef CIDRCTL_JSON_H
#define CIDRCTL_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/arena.h"
#include "cidrctl/error.h"
#include "cidrctl/strbuf.h"

#define JSON_NUL "\xc0\x80"

/* Makes cJSON allocate with xmalloc. Call it once, before the first tree is made. */
void json_init(void);

void json_cleanup(cJSON **tree); /* for CLEANUP(json) */

/* ---- reading ---- */

#define JSON_MAX_DEPTH 10000 /* as encoding/json of Go */

/* Reads one value. *ret_end (may be NULL) gets the offset behind it; with NULL, only white space
 * may follow. Duplicate keys: the last one wins. Text must be UTF-8; invalid bytes become U+FFFD.
 * Errors: client error in the words of Go's encoding/json ("unexpected end of JSON input",
 * "invalid character 'x' looking for beginning of value"). */
bool json_parse(const char *text, size_t length, size_t *ret_end, cJSON **ret_tree,
		struct error *err);

/* The same for a whole text, faster, as a tree that lives in the arena. It can be read and copied,
 * but what changes or frees items of a tree must not be used on it. only: of an object, the one
 * member of that name, the others being checked and left out; NULL: all. */
bool json_parse_in(struct arena *arena, const char *text, size_t length, const char *only,
		   cJSON **ret_tree, struct error *err);

/* ---- files: streams of values and huge lists ---- */

struct json_list;

/* Reads the next value of a text that may hold several, from *at on, and moves *at behind it. At
 * the end of the text (only white space left) all outputs are NULL.
 * An object that has an "items" array is a list: *ret_list yields its elements one after the other
 * and *ret_tree is the object without them, wherever its other keys stand. For any other value
 * *ret_list is NULL. The whole value, elements included, has been checked when this returns.
 * The text must stay as it is until json_list_close.
 * Errors: client error in the words of kubectl's decoder: "json: offset 20: invalid character '\"'
 * after object key:value pair" (offsets count from text on), "unexpected EOF" when it breaks off. */
bool json_list_open(const char *text, size_t length, size_t *at, struct json_list **ret_list,
		    cJSON **ret_tree, struct error *err);
/* The next element, owned by the caller; NULL behind the last one. */
cJSON *json_list_next(struct json_list *list);
void json_list_close(struct json_list *list);    /* NULL is allowed */
void json_list_cleanup(struct json_list **list); /* for CLEANUP(json_list) */

/* ---- writing ---- */

enum json_layout {
	JSON_COMPACT, /* {"a":1,"b":[2]} */
	JSON_INDENT_2,
	JSON_INDENT_4, /* kubectl get -o json */
};

/* Appends the tree's text, keys in the tree's order, strings escaped as Go's encoding/json does
 * (<, >, & and U+2028/2029 as \u003c …). No final newline. */
void json_print(const cJSON *tree, enum json_layout layout, struct strbuf *out);
/* JSON_COMPACT text, owned. */
char *json_text(const cJSON *tree);

/* Appends a string of a tree as it is, with NUL for JSON_NUL. */
void json_add_raw(struct strbuf *out, const char *string);

/* Sorts the keys of every object in the tree by bytes, as Go's maps print. */
void json_sort(cJSON *tree);

/* Appends a number as Go prints it: integers in full, others in the shortest form that reads
 * back (1e+21, 1e-7, 1234567.5). */
void json_print_number(const cJSON *number, struct strbuf *out);

enum json_go_style {
	JSON_GO_SYNTAX = 1 << 0, /* as %#v: map[string]interface {}{"a":"b"}; else %v: map[a:b] */
	JSON_GO_FLOATS = 1 << 1, /* every number is a float64, as encoding/json reads by itself */
};
/* Appends the tree as Go's fmt prints a map of interfaces, keys sorted. Strings of %v stay in the
 * tree's notation (JSON_NUL). */
void json_print_go(const cJSON *tree, unsigned style, struct strbuf *out);
/* Appends a float64 as %v prints it: 1.5, 1e+06, 1e-05. */
void json_print_go_float(double value, struct strbuf *out);

/* ---- reading a tree ---- */

/* The child named by the path of keys, which NULL ends: json_get(o, "spec", "cidrs", NULL).
 * NULL when any step is absent or no object, or o is NULL. Borrowed. */
cJSON *json_get(const cJSON *object, ...) __attribute__((sentinel));
/* The direct child, case-sensitive; NULL when absent. */
cJSON *json_child(const cJSON *object, const char *key);
/* The string at a key; "" when absent or no string. Borrowed. */
const char *json_str(const cJSON *object, const char *key);
/* The string at a path; "" when absent or no string. Borrowed. */
const char *json_str_at(const cJSON *object, ...) __attribute__((sentinel));
/* Number of elements; 0 for NULL and for what is no list or object. */
size_t json_size(const cJSON *list);
bool json_is_number(const cJSON *item);
/* True and the value when the item is a number without a fraction that fits 64 bits. */
bool json_int(const cJSON *item, int64_t *ret_value);
/* Deep equality; the order of keys does not matter, that of list elements does. NULLs are equal. */
bool json_equal(const cJSON *a, const cJSON *b);
/* A tree may be NULL, null, "", 0, false, [] or {}: what Go's omitempty leaves out (of a map,
 * list or scalar). */
bool json_is_empty(const cJSON *item);

/* ---- changing a tree ---- */

cJSON *json_copy(const cJSON *tree); /* deep; NULL gives NULL */
cJSON *json_new_int(int64_t value);
/* The number that a JSON literal means: exact when it is an integer of 64 bits, else the nearest
 * double. NULL when it is beyond a double's range. Owned. */
cJSON *json_new_number(const char *literal, size_t length);
/* Puts value at the key, in place of an older one (same position) or at the end. Takes it over. */
void json_set(cJSON *object, const char *key, cJSON *value);
void json_set_str(cJSON *object, const char *key, const char *value);
void json_set_int(cJSON *object, const char *key, int64_t value);
void json_set_bool(cJSON *object, const char *key, bool value);
/* The object at the key, made (or put in place of null) when it is not there. Borrowed. */
cJSON *json_ensure_object(cJSON *object, const char *key);
cJSON *json_ensure_array(cJSON *object, const char *key);
/* Deletes the key if it is there. */
void json_remove(cJSON *object, const char *key);
/* Takes the child out of the object; NULL when absent. The caller owns it. */
cJSON *json_take(cJSON *object, const char *key);
void json_append(cJSON *list, cJSON *value); /* takes value over */
void json_append_str(cJSON *list, const char *text);

#endif
