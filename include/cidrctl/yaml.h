/* YAML text to and from cJSON trees, by way of JSON as kubectl does it (sigs.k8s.io/yaml). */
#ifndef CIDRCTL_YAML_H
#define CIDRCTL_YAML_H

#include "cidrctl/json.h"

/* Reads one YAML document (no `---` inside) with YAML 1.1 rules: y/no/on are booleans, 1_000,
 * 0x1F, 017 and 0o17 are numbers, dates stay text, merge keys work, !!binary is decoded, of a
 * duplicate key the last wins. Aliases may expand to a bounded number of nodes only (go-yaml's
 * rule against "billion laughs"). A document that is empty, holds only comments or is null gives
 * *ret_tree = NULL. What follows the document's end (`...`) is not read.
 * Errors: client error in kubectl's words without the file: "error converting YAML to JSON:
 * yaml: line 4: did not find expected key", "json: unsupported value: +Inf", … */
bool yaml_parse(const char *text, size_t length, cJSON **ret_tree, struct error *err);

/* Appends the tree as go-yaml emits it: keys in go-yaml's natural order, plain scalars where
 * possible, lists inside mappings not indented, long scalars folded past column 80, literal
 * blocks. Ends in a newline.
 * Errors: client error "yaml: control characters are not allowed". */
bool yaml_print(const cJSON *tree, struct strbuf *out, struct error *err);

#endif
