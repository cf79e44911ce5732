#include <stdlib.h>

#include "cidrctl/store.h"

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

bool store_default_path(char **ret_path, struct error *err)
{
	const char *value;

	if ((value = variable("CIDRCTL_STATE")) != NULL)
		*ret_path = xstrdup(value);
	/* The XDG specification has relative paths ignored. */
	else if ((value = variable("XDG_STATE_HOME")) != NULL && *value == '/')
		*ret_path = xasprintf("%s/cidrctl/state.db", value);
	else if ((value = variable("HOME")) != NULL)
		*ret_path = xasprintf("%s/.local/state/cidrctl/state.db", value);
	else
		return error_set(err, REASON_CLIENT,
				 "no place for the state file: set --state, CIDRCTL_STATE or HOME");
	return true;
}
