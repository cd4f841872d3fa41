/* The way from A to B as JSON. Members that do not apply are left out. */
#ifndef REPORT_PATH_JSON_H
#define REPORT_PATH_JSON_H

#include <cjson/cJSON.h>

#include "query/path/path.h"

/* Both directions. With `rules`, a member of that name says what the ids at the hops mean. The
 * caller deletes it. */
cJSON *path_json(const struct path *path, const struct facts *rules);

/* {"bandwidthMbps": {"value": 1000, "element": "gw"}, ...}; NULL when nothing limits. */
cJSON *path_bottleneck_json(const struct path_bottleneck *bottleneck);

#endif
