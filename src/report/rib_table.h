/* The tables of a node as text, in the layout that FRR and IOS have taught everybody, with who a
 * path came from and why it is the best. */
#ifndef REPORT_RIB_TABLE_H
#define REPORT_RIB_TABLE_H

#include "base/text.h"
#include "report/rib_select.h"

/* What the marks mean: once before all nodes. */
void rib_table_legend(const struct rib_select *select, struct text *out);

/* Heading, routes and count of one node. Returns how many routes were shown. */
uint32_t rib_table_print(const struct snapshot_node *node, const struct rib_select *select,
                         struct text *out);

#endif
