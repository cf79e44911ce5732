/* The program: argv in, exit status out. */
#include <signal.h>
#include <stdlib.h>

#include "cidrctl/cli.h"

int main(int argc, char **argv)
{
	/* A reader that went away is an error of the write, reported like any other. */
	signal(SIGPIPE, SIG_IGN);
	exit(cli_main(argc, argv, stdin, stdout, stderr));
}
