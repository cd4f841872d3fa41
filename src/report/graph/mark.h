/* What is lit in a drawing. */
#ifndef REPORT_GRAPH_MARK_H
#define REPORT_GRAPH_MARK_H

#include "query/path/path.h"
#include "report/graph/drawing.h"

/* Lights the boxes on the ways of both directions, and adds the ways as edges. A way that ends
 * before its end is drawn as far as it goes. */
void drawing_mark_path(struct drawing *drawing, const struct path *path);

/* Marks who has an accepted route to exactly the prefix, or has it as its own. Returns how many
 * speakers that are. */
uint32_t drawing_mark_prefix(struct drawing *drawing, const struct snapshot *snapshot,
                             const struct prefix *prefix);

#endif
