/* Drawings in languages that other programs lay out. */
#ifndef REPORT_GRAPH_WORDS_H
#define REPORT_GRAPH_WORDS_H

#include "base/text.h"
#include "report/graph/drawing.h"

/* Mermaid's flowchart, as GitHub shows it. */
void graph_mermaid(const struct drawing *drawing, struct text *out);

/* Graphviz's language. */
void graph_dot(const struct drawing *drawing, struct text *out);

#endif
