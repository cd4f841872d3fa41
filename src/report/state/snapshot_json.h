/* A snapshot as a file: complete, so that import/snapshot_read.h gives an equal snapshot back. */
#ifndef REPORT_STATE_SNAPSHOT_JSON_H
#define REPORT_STATE_SNAPSHOT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "query/state/snapshot.h"

/* One line for each attribute set, peer and route, so that line tools can work on it; attribute
 * sets come once, and routes name them by number. The caller frees the text. */
char *snapshot_to_json(const struct snapshot *snapshot);

/* The same in pieces of some 64 KiB, without ever holding the whole text. `put` answers whether
 * more is wanted; false when it was not. */
typedef bool snapshot_put_fn(void *user, const char *at, size_t size);
bool snapshot_write_json(const struct snapshot *snapshot, snapshot_put_fn *put, void *user);

/* The same to be kept in git, as docs/snapshots.md has it: each session and route in a line of its
 * own, without times and counters. */
char *snapshot_to_file(const struct snapshot *snapshot);

#endif
