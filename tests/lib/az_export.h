/* A lab as the lists of the Azure CLI would show it: the way back of `hairpin import azure`. Only
 * for labs without what these lists do not know. */
#ifndef TESTS_LIB_AZ_EXPORT_H
#define TESTS_LIB_AZ_EXPORT_H

#include "base/text.h"
#include "document/document.h"

/* Appends one list with all resources of the lab. */
void az_export(const struct document *lab, struct text *out);

#endif
