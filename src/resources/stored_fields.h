/* The stored form of metadata.managedFields. */
#ifndef CIDRCTL_RESOURCES_STORED_FIELDS_H
#define CIDRCTL_RESOURCES_STORED_FIELDS_H

#include "cidrctl/json.h"
#include "cidrctl/store.h"

/* The list as it is stored; what it refers to is stored by this. Owned. */
bool managed_fields_pack(struct store_tx *tx, const cJSON *list, cJSON **ret_packed,
			 struct error *err);
/* Brings a packed list, in place, back to what it was. False: an internal error, for damaged rows. */
bool managed_fields_unpack(struct store_tx *tx, cJSON *list, struct error *err);

#endif
