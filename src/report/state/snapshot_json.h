/* A snapshot as a file: complete, so that import/snapshot_read.h gives an equal snapshot back. */
#ifndef REPORT_STATE_SNAPSHOT_JSON_H
#define REPORT_STATE_SNAPSHOT_JSON_H

#include "query/state/snapshot.h"
#include "report/frame/view.h"

/* One line for each attribute set, peer and route, so that line tools can work on it; attribute
 * sets come once, and routes name them by number. The caller frees the text. */
char *snapshot_to_json(const struct snapshot *snapshot);

/* The same into `out`, which `drain` empties whenever a node stands in it. */
void snapshot_stream_json(const struct snapshot *snapshot, struct text *out, view_drain_fn *drain,
                          void *user);

#endif
