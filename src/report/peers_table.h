/* The sessions of nodes as text. */
#ifndef REPORT_PEERS_TABLE_H
#define REPORT_PEERS_TABLE_H

#include "base/text.h"
#include "query/state/snapshot.h"

/* One table with the sessions of all `count` nodes. */
void peers_table_print(const struct snapshot_node *const *nodes, uint32_t count, struct text *out);

#endif
