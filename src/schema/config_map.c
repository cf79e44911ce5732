/* core/v1 ConfigMap. Source: k8s.io/api core/v1/types.go. */
#include "internal.h"

static const struct field config_map_fields[] = {
	KIND_FIELDS(0),
	{ .name = "immutable",
	  .type = FIELD_BOOL,
	  .flags = FIELD_POINTER,
	  .doc = "When true, only metadata may still be changed, and this cannot be taken back." },
	{ .name = "data",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .doc = "Texts by key. A key has letters, digits, -, _ and ., and is not in binaryData "
		 "too." },
	{ .name = "binaryData",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .go_type = "[]uint8",
	  .doc = "Bytes by key, in base64, for what is no UTF-8. A key is as in data." },
	{ 0 }
};

const struct schema schema_config_map = {
	.go_name = "ConfigMap",
	.go_package = "v1",
	.doc = "Settings for others to read, as texts or bytes by key. Admission policies can take "
	       "their parameters from it.",
	.fields = config_map_fields,
};
