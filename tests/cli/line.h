/* Whole command lines against a state file of their own, for the tests of commands that change
 * things. */
#ifndef CIDRCTL_TEST_CLI_LINE_H
#define CIDRCTL_TEST_CLI_LINE_H

#include "cidrctl/json.h"

/* A new folder with a state in it: range 10.96.0.0/20, the clock at 2025-06-01T10:00:00Z, seed 1.
 * The folder becomes the working folder. */
void line_begin(void);
void line_end(void);

/* What a line printed, and its exit status. */
struct outcome {
	char *out, *err;
	int status;
};
/* Splits the line at spaces, but not inside single quotes, and runs it; input may be NULL. What
 * programs print that it runs is there too. */
struct outcome line_run(const char *line, const char *input);
void outcome_finish(struct outcome *outcome);

/* Runs and compares. */
void line_expect(const char *line, const char *input, const char *out, const char *err, int status);
/* Runs; anything but success fails the test. */
void line_do(const char *line, const char *input);

/* Writes a file of the folder; one that begins with "#!" can be run. */
void line_file(const char *name, const char *content);
/* What a jsonpath finds in an object: line_get("svc web", ".metadata.labels"). Owned. */
char *line_get(const char *object, const char *path);
void line_expect_value(const char *object, const char *path, const char *want);

#endif
