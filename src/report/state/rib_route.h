/* One route of a table of a node: the members of an object of FRR's JSON, and of a row. */
#ifndef REPORT_STATE_RIB_ROUTE_H
#define REPORT_STATE_RIB_ROUTE_H

#include "report/frame/view.h"
#include "report/state/rib_select.h"

/* Of paths, and of what peers were told. */
extern const struct view_column rib_path_columns[];
extern const struct view_column rib_told_columns[];

/* `first`: the route is the first of its prefix. As in FRR, text shows the prefix only there. */
void rib_tell_path(struct view *view, const struct snapshot_node *node,
                   const struct snapshot_path *path, const struct rib_select *select, bool first);
void rib_tell_told(struct view *view, const struct snapshot_node *node,
                   const struct snapshot_told *told, const struct rib_select *select, bool first);

#endif
