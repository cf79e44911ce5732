/* Go templates over JSON objects, as kubectl prints them with -o go-template and --template: the
 * language of Go's text/template with its built-in functions, and kubectl's exists and
 * base64decode. Numbers are int64 where integral, else float64.
 * Source: Go 1.24 text/template and fmt; kubernetes cli-runtime, printers/template.go. */
#ifndef CIDRCTL_GOTEMPLATE_H
#define CIDRCTL_GOTEMPLATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>

#include "cidrctl/error.h"

struct gotemplate;

/* Parses a template of length bytes (it may hold NUL). Copies the text.
 * Errors: client error "error parsing template TEXT, template: output:1: …". */
bool gotemplate_parse(const char *text, size_t length, struct gotemplate **ret_template,
		      struct error *err);
void gotemplate_destroy(struct gotemplate *template);  /* NULL is allowed */
void gotemplate_cleanup(struct gotemplate **template); /* for CLEANUP(gotemplate) */

/* Executes the template over an object and prints as it goes. Without allow_missing_keys a key that
 * is not there is an error, else "<no value>".
 * Errors: client error "error executing template …"; what was printed before stays, and the text
 * with which kubectl helps to debug the template follows it on `out`. */
bool gotemplate_print(const struct gotemplate *template, const cJSON *object,
		      bool allow_missing_keys, FILE *out, struct error *err);

#endif
