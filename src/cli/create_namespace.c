/* kubectl create namespace. */
#include "batch.h"

static bool run(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;

	if (args_count(args) != 1)
		return usage_error(args, err, "exactly one NAME is required, got %zu",
				   args_count(args));
	object = object_build(session, &resource_namespace, args_at(args, 0));
	object_make_typed(&resource_namespace, object);
	if (args_bool(args, "save-config"))
		last_applied_set(object, true);
	object_make_typed(&resource_namespace, object);
	return create_typed(session, args, &resource_namespace, object, err);
}

const struct command cmd_create_namespace = {
	.name = "namespace",
	.aliases = (const char *const[]) { "ns", NULL },
	.summary = "Create a namespace with the specified name",
	.usage = "NAME [--dry-run=server|client|none]",
	.examples = "# Create a namespace\n"
		    "kubectl create namespace team-a",
	.flags = (const struct flag *const[]) { &flag_allow_missing_template_keys, &flag_dry_run,
						&flag_field_manager, &flag_output_write,
						&flag_save_config, &flag_show_managed_fields,
						&flag_template, &flag_validate, NULL },
	.run = run,
};
