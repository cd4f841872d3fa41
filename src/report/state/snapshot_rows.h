/* What both layouts of a snapshot's file have: rows, a line each, and heads of objects. */
#ifndef REPORT_STATE_SNAPSHOT_ROWS_H
#define REPORT_STATE_SNAPSHOT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "query/state/snapshot.h"
#include "report/frame/view.h"

/* What stands before a row of a list. */
const char *snapshot_row_begin(bool first);

/* The next row of a list, which view_end() ends. */
struct view *snapshot_row(struct text *out, bool first);

/* Ends a head, which is an object of its own: its closing brace makes room for long lists. */
void snapshot_end_head(struct view *head, struct text *out);

/* A number for each family that has one; nothing when none has. */
void snapshot_tell_counts(struct view *view, const char *key, const uint32_t by_family[3]);

/* Who a node is. */
void snapshot_tell_node(struct view *head, const struct snapshot_node *node);

#endif
