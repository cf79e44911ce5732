/* The stored form of metadata.managedFields; managed_fields_unpack is its other half. */
#ifndef CIDRCTL_RESOURCES_STORED_FIELDS_H
#define CIDRCTL_RESOURCES_STORED_FIELDS_H

#include "cidrctl/json.h"
#include "cidrctl/store.h"

/* The list as it is stored; what it refers to is stored by this. Owned. */
bool managed_fields_pack(struct store_tx *tx, const cJSON *list, cJSON **ret_packed,
			 struct error *err);

#endif
