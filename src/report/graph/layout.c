/* Lanes, groups and boxes, from the left top on. */
#include "report/graph/layout.h"

#include <stdlib.h>

#include "base/mem.h"

enum {
	MARGIN = 20,
	TITLE = 36,
	PAD = 12,         /* between a frame and its boxes */
	BOX_GAP = 14,     /* between boxes below one another */
	GROUP_GAP = 22,   /* between frames below one another */
	COLUMN_GAP = 160, /* between gateways and networks */
	LANE_GAP = 170,   /* between lanes: edges run there */
	BOX_MARGINS = 14, /* above and below the lines of a box */
};

/* A lane is where frames stand below one another; a region's have two columns. */
static uint32_t frame_width(enum drawing_column column)
{
	uint32_t columns = column == DRAWING_GATEWAYS ? 2 : 1;

	return columns * LAYOUT_BOX_WIDTH + (columns - 1) * COLUMN_GAP + 2 * PAD;
}

static uint32_t box_height(bool sessions)
{
	return (sessions ? 3 : 2) * LAYOUT_LINE + BOX_MARGINS;
}

/* How many boxes stand in each group's fuller column, as the height of its frame. */
static void measure(const struct drawing *drawing, struct layout *layout, uint32_t height)
{
	uint32_t *count =
	    xcalloc((size_t)drawing->group_count * DRAWING_COLUMNS + 1, sizeof(*count));

	for (uint32_t i = 0; i < drawing->box_count; i++) {
		const struct drawing_box *box = &drawing->boxes[i];
		uint32_t *at = &count[box->group * DRAWING_COLUMNS + box->column];
		uint32_t needs = LAYOUT_FRAME_TOP + PAD;

		/* For now where it stands in its column of the frame. */
		layout->boxes[i].y = LAYOUT_FRAME_TOP + *at * (height + BOX_GAP);
		needs += layout->boxes[i].y - LAYOUT_FRAME_TOP + height;
		(*at)++;
		if (needs > layout->groups[box->group].height)
			layout->groups[box->group].height = needs;
	}
	free(count);
}

static uint32_t lane_height(const struct drawing *drawing, const struct layout *layout,
                            enum drawing_column column)
{
	uint32_t height = 0;

	for (uint32_t i = 0; i < drawing->group_count; i++) {
		if (drawing->groups[i].column == column)
			height += layout->groups[i].height + (height > 0 ? GROUP_GAP : 0);
	}
	return height;
}

/* The frames of a lane, in the middle of the height of all. Returns where the next lane begins. */
static uint32_t place_lane(const struct drawing *drawing, struct layout *layout,
                           enum drawing_column column, uint32_t x, uint32_t highest)
{
	uint32_t height = lane_height(drawing, layout, column);
	uint32_t y = TITLE + MARGIN + (highest - height) / 2;

	if (height == 0)
		return x;
	for (uint32_t i = 0; i < drawing->group_count; i++) {
		struct layout_rect *frame = &layout->groups[i];

		if (drawing->groups[i].column != column)
			continue;
		frame->x = x;
		frame->y = y;
		frame->width = frame_width(column);
		y += frame->height + GROUP_GAP;
	}
	return x + frame_width(column) + LANE_GAP;
}

static void place_boxes(const struct drawing *drawing, struct layout *layout, uint32_t height)
{
	for (uint32_t i = 0; i < drawing->box_count; i++) {
		const struct drawing_box *box = &drawing->boxes[i];
		const struct layout_rect *frame = &layout->groups[box->group];
		struct layout_rect *rect = &layout->boxes[i];

		rect->x = frame->x + PAD;
		if (box->column == DRAWING_NETWORKS)
			rect->x += LAYOUT_BOX_WIDTH + COLUMN_GAP;
		rect->y += frame->y;
		rect->width = LAYOUT_BOX_WIDTH;
		rect->height = height;
	}
}

struct layout layout_make(const struct drawing *drawing, bool sessions)
{
	static const enum drawing_column lanes[] = {DRAWING_SITES, DRAWING_EDGES, DRAWING_GATEWAYS};
	struct layout layout = {
	    .boxes = xcalloc(drawing->box_count + 1, sizeof(*layout.boxes)),
	    .groups = xcalloc(drawing->group_count + 1, sizeof(*layout.groups)),
	};
	uint32_t highest = 0;
	uint32_t x = MARGIN;

	measure(drawing, &layout, box_height(sessions));
	for (unsigned i = 0; i < 3; i++) {
		uint32_t height = lane_height(drawing, &layout, lanes[i]);

		highest = height > highest ? height : highest;
	}
	for (unsigned i = 0; i < 3; i++)
		x = place_lane(drawing, &layout, lanes[i], x, highest);
	place_boxes(drawing, &layout, box_height(sessions));
	/* Room for edges that leave the last column on the right and come back. */
	layout.width = x > MARGIN ? x - LANE_GAP + 3 * MARGIN : 20 * MARGIN;
	layout.height = TITLE + highest + 2 * MARGIN;
	return layout;
}

void layout_done(struct layout *layout)
{
	free(layout->boxes);
	free(layout->groups);
	*layout = (struct layout){0};
}
