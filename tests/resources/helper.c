#include "helper.h"

#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/patch.h"
#include "cidrctl/yaml.h"

cJSON *yaml_tree(const char *yaml)
{
	cJSON *tree = NULL;
	struct error err = ERROR_INIT;

	cr_assert(yaml_parse(yaml, strlen(yaml), &tree, &err), "%s: %s", yaml, err.message);
	return tree;
}

cJSON *decoded(const struct resource *resource, const char *base, const char *patch)
{
	CLEANUP(json) cJSON *tree = yaml_tree(base), *change = NULL, *merged = NULL;
	struct error err = ERROR_INIT;
	cJSON *object = NULL;

	change = yaml_tree(*patch != '\0' ? patch : "{}");
	cr_assert(patch_merge(tree, change, &merged, &err), "%s: %s", patch, err.message);
	cr_assert(schema_decode(resource->schema, merged, NULL, &object, &err), "%s: %s", patch,
		  err.message);
	json_ensure_object(object, "metadata");
	return object;
}

static char *join(const struct field_errors *errors)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < errors->n; i++)
		strbuf_addf(&text, "%s%s: %s", i > 0 ? "\n" : "", errors->items[i].field,
			    errors->items[i].message);
	return strbuf_detach(&text);
}

char *create_errors(const struct resource *resource, const char *base, const char *patch)
{
	CLEANUP(json) cJSON *object = decoded(resource, base, patch);
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;

	validate_metadata(json_child(object, "metadata"), resource->namespaced,
			  resource->check_name, &errors);
	resource->validate(object, &errors);
	return join(&errors);
}

char *update_errors(const struct resource *resource, const char *base, const char *old_patch,
		    const char *new_patch)
{
	CLEANUP(json) cJSON *old = decoded(resource, base, old_patch);
	CLEANUP(json) cJSON *object = decoded(resource, base, new_patch);
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;

	validate_metadata_update(json_child(object, "metadata"), json_child(old, "metadata"),
				 &errors);
	resource->validate_update(object, old, &errors);
	return join(&errors);
}
