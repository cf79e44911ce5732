/* The command line. */
#ifndef CIDRCTL_CLI_H
#define CIDRCTL_CLI_H

#include <stdio.h>

/* Runs one command line and gives the exit status; argv[0] names the program. Everything printed to
 * `out` has been flushed when it returns. */
int cli_main(int argc, char *const *argv, FILE *in, FILE *out, FILE *err);

#endif
