/* The way from A to B. */
#ifndef REPORT_PATH_H
#define REPORT_PATH_H

#include "query/path/path.h"
#include "report/frame/view.h"

/* Both directions: JSON way by way; text hop by hop, equal hops below one another. `rules` also
 * says what the rules mean by which hops are made; it may be NULL. */
void path_view(struct view *view, const struct path *path, const struct facts *rules);

/* rttUs, rttMinUs if that is another one, and rttBasis; nothing when nothing is answered. */
void path_tell_rtt(struct view *view, const struct path_rtt *rtt);

/* JSON: "bottleneck": {"bandwidthMbps": {"value": 1000, "element": "gw"}, ...}; nothing when
 * nothing limits. */
void path_tell_bottleneck(struct view *view, const struct path_bottleneck *bottleneck);

#endif
