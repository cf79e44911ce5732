/* What the files of `eval` share. */
#ifndef CIDRCTL_CLI_EVAL_H
#define CIDRCTL_CLI_EVAL_H

#include <stdbool.h>
#include <stdio.h>

#include "cidrctl/cel.h"
#include "cidrctl/error.h"

/* Answers requests until the end of the input, each before the next is read.
 *
 *     in   {"id": "1", "expr": "x + 1", "container": "", "bindings": {"x": {"int": "1"}},
 *           "type_env": [{"name": "x", "type": "int"}], "disable_check": false,
 *           "check_only": false}
 *     out  {"id": "1", "type": "int", "value": {"int": "2"}, "cost": 2}
 *          {"id": "1", "compile_error": "ERROR: <input>:1:1: …"}
 *          {"id": "1", "type": "int", "error": "no such overload"}
 *
 * Values are in the notation of cel_to_typed_json. An entry of type_env may have "overloads" in
 * place of a type: [{"id", "params": ["int"], "result": "bool", "member": false}]. */
bool eval_lines(const struct cel_profile *profile, FILE *in, FILE *out, struct error *err);

#endif
