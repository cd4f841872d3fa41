/* A drawing as SVG, by a layout of our own (layout.h). */
#ifndef REPORT_GRAPH_SVG_H
#define REPORT_GRAPH_SVG_H

#include "base/text.h"
#include "report/graph/drawing.h"

/* A file that stands alone: no script, and nothing that is fetched. */
void graph_svg(const struct drawing *drawing, struct text *out);

#endif
