/* Reads a snapshot from the text that report/snapshot_json.h makes. The text is not trusted. */
#ifndef IMPORT_SNAPSHOT_READ_H
#define IMPORT_SNAPSHOT_READ_H

#include <stddef.h>

#include "base/findings.h"
#include "query/state/snapshot.h"

/* NULL, with at least one error among the findings, when the text is not a whole and consistent
 * snapshot. `name` says in findings where the text comes from. The caller ends the snapshot with
 * snapshot_free(). */
struct snapshot *snapshot_from_json(const char *name, const char *text, size_t size,
                                    struct findings *findings);

#endif
