/*
 * Where the boxes of a drawing stand: three lanes beside one another (sites, circuits, regions),
 * the groups of a lane below one another; a region's frame holds the columns of gateways and of
 * networks. No two boxes overlap, nor two frames, and each box is in the frame of its group.
 */
#ifndef REPORT_GRAPH_LAYOUT_H
#define REPORT_GRAPH_LAYOUT_H

#include "report/graph/drawing.h"

/* In pixels; y grows downwards. */
struct layout_rect {
	uint32_t x;
	uint32_t y;
	uint32_t width;
	uint32_t height;
};

struct layout {
	struct layout_rect *boxes;  /* by box */
	struct layout_rect *groups; /* by group: its frame, with room for its name on top */
	uint32_t width;
	uint32_t height;
};

enum {
	LAYOUT_BOX_WIDTH = 190,
	LAYOUT_LINE = 15,      /* of text in a box */
	LAYOUT_FRAME_TOP = 26, /* of a frame, for its name */
};

/* The caller ends it with layout_done(). `sessions`: boxes have a third line. */
struct layout layout_make(const struct drawing *drawing, bool sessions);
void layout_done(struct layout *layout);

#endif
