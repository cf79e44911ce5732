/* Where the state file is when nobody says. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "cidrctl/store.h"

static void set(const char *name, const char *value)
{
	if (value != NULL)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

Test(paths, default_path)
{
	static const struct {
		const char *name, *state, *xdg, *home;
		const char *want; /* NULL: an error */
	} rows[] = {
		{ "the variable wins", "x.db", "/xdg", "/home/u", "x.db" },
		{ "then XDG", NULL, "/xdg", "/home/u", "/xdg/cidrctl/state.db" },
		{ "then HOME", NULL, NULL, "/home/u", "/home/u/.local/state/cidrctl/state.db" },
		{ "empty is unset", "", "", "/home/u", "/home/u/.local/state/cidrctl/state.db" },
		{ "XDG ignores relative paths", NULL, "xdg", "/h",
		  "/h/.local/state/cidrctl/state.db" },
		{ "nothing", NULL, NULL, NULL, NULL },
		{ "all empty", "", "", "", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *path = NULL;

		set("CIDRCTL_STATE", rows[i].state);
		set("XDG_STATE_HOME", rows[i].xdg);
		set("HOME", rows[i].home);
		cr_assert(store_default_path(&path, &err) == (rows[i].want != NULL), "%s",
			  rows[i].name);
		if (rows[i].want != NULL)
			cr_assert_str_eq(path, rows[i].want, "%s", rows[i].name);
		else
			cr_assert_str_eq(err.message, "no place for the state file: set --state, "
						      "CIDRCTL_STATE or HOME");
	}
}
