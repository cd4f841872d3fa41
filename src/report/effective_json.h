/* Effective routes as JSON of our own, which says more than Azure's. */
#ifndef REPORT_EFFECTIVE_JSON_H
#define REPORT_EFFECTIVE_JSON_H

#include <cjson/cJSON.h>

#include "query/nic/effective.h"

/* The caller deletes the document. */
cJSON *effective_json(const struct effective *effective);

#endif
