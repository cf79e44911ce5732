/* The part of `create` that --edit asks for. */
#ifndef CIDRCTL_CLI_CREATE_EDIT_H
#define CIDRCTL_CLI_CREATE_EDIT_H

#include "internal.h"

/* Runs the whole command. */
bool create_edit(struct session *session, const struct args *args, struct error *err);

#endif
