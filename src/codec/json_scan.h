/* The JSON scanner that json_parse and the list reader share. */
#ifndef CODEC_JSON_SCAN_H
#define CODEC_JSON_SCAN_H

#include "cidrctl/arena.h"
#include "cidrctl/json.h"

/* A container that is still open. */
struct json_frame {
	cJSON *container; /* NULL while skimming */
	uint64_t keys;    /* one bit for each hash of a key seen: no bit twice, no key twice */
	bool is_object;
	bool has_repeats; /* two keys had the same bit: look closely when it closes */
};

struct json_scan {
	const char *text, *at, *end;
	struct json_frame *frames;
	size_t depth, capacity;
	struct arena *arena; /* where the tree is made; NULL: items of cJSON's own */
	const char *only;    /* the root's only key whose value is kept; NULL: all are */
	cJSON *root;
	char *key; /* of the value to come; owned as the tree is */
	struct strbuf unescaped;

	/* The elements of the root's "items" are checked but not kept when keep_items is false; items
	 * is then where they begin, just behind the bracket. */
	bool keep_items, skimming;
	const char *items;

	/* The first number that is beyond a double's range; in the text. */
	const char *huge;
	size_t huge_length;

	/* Of a syntax error: bytes read, the offending one included; one more than there are when the
	 * text ends too early; 0 for anything else. */
	size_t error_offset;
	struct error *err;
};

void json_scan_init(struct json_scan *scan, const char *text, size_t length, struct error *err);
void json_scan_finish(struct json_scan *scan);

/* Reads the value at scan->at into scan->root and stands behind it. */
bool json_scan_value(struct json_scan *scan);
/* Skips white space; false when nothing else is left. */
static inline bool json_scan_space(struct json_scan *scan)
{
	while (scan->at < scan->end &&
	       (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r'))
		scan->at++;
	return scan->at < scan->end;
}
/* Sets the error for the byte at scan->at: "invalid character 'x' CONTEXT". Returns false. */
bool json_scan_fail(struct json_scan *scan, const char *context);

/* An item of the tree, without content. */
cJSON *json_scan_item(const struct json_scan *scan, int type);

/* The string at scan->at, a quote. ret_text may be NULL: then it is checked only. Owned as the tree
 * is. */
bool json_scan_string(struct json_scan *scan, char **ret_text, size_t *ret_length);
/* The number at scan->at, a sign or a digit. While skimming, *ret_item is NULL. */
bool json_scan_number(struct json_scan *scan, cJSON **ret_item);
/* The word that has to be at scan->at, and the item of that type; NULL while skimming. */
bool json_scan_word(struct json_scan *scan, const char *word, int type, cJSON **ret_item);

/* A finite number. What prints as an integer of 64 bits is one, so that reading what was printed
 * gives an equal number. */
cJSON *json_new_double(double value);

/* Of keys that are there more than once, keeps the last. owned: what goes is to be freed. */
void json_drop_repeats(cJSON *object, bool owned);

/* The children in order of their keys' bytes, equal keys in order of place. Owned array. */
cJSON **json_sorted_children(const cJSON *object, size_t *ret_n);

#endif
