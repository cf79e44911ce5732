/* Checks of names, labels and the like that every kind shares. The messages are Kubernetes'.
 * Source: apimachinery util/validation/validation.go and api/validation/objectmeta.go. */
#ifndef CIDRCTL_VALIDATION_H
#define CIDRCTL_VALIDATION_H

#include "cidrctl/field_error.h"
#include "cidrctl/text.h"

/* Appends the messages that apply, in Kubernetes' order; none: the value is right. */
void check_dns1123_label(const char *value, struct text_list *messages);
void check_dns1123_subdomain(const char *value, struct text_list *messages);
void check_dns1035_label(const char *value, struct text_list *messages);
void check_qualified_name(const char *value, struct text_list *messages);
void check_label_value(const char *value, struct text_list *messages);
void check_port_name(const char *value, struct text_list *messages);
/* Path segment: not "." or "..", no "/" and no "%". */
void check_path_segment(const char *value, struct text_list *messages);

/* One check of the above kind; how a resource names its objects. */
typedef void check_text(const char *value, struct text_list *messages);

/* Rules of metadata on create (ValidateObjectMeta): generateName, name, namespace, generation,
 * labels, annotations, ownerReferences, finalizers, managedFields. Names must have been generated.
 * Labels and annotations are judged in the tree's order: of their keys, after schema_decode. */
void validate_metadata(const cJSON *metadata, bool namespaced, check_text *check_name,
		       struct field_errors *errors);
/* Rules of metadata on update (ValidateObjectMetaUpdate): what may not change, resourceVersion is
 * set, then labels, annotations, ownerReferences, managedFields, and names of finalizers. The kinds
 * whose update is also judged as a create call validate_metadata themselves. */
void validate_metadata_update(const cJSON *metadata, const cJSON *old_metadata,
			      struct field_errors *errors);
/* Keys and values of a label map at a path ("metadata.labels", "spec.selector"). */
void validate_labels(const cJSON *labels, const char *field, struct field_errors *errors);

/* The name of a field manager: at most 128 bytes, all printable. field: "fieldManager". */
void validate_field_manager(const char *manager, const char *field, struct field_errors *errors);

#endif
