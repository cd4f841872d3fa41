/* Ways and prefixes in a drawing. */
#include "report/graph/mark.h"

static void mark_way(struct drawing *drawing, const struct path_way *way, enum drawing_line line)
{
	uint32_t last = DRAWING_NONE;

	for (uint32_t i = 0; i < way->hop_count; i++) {
		const struct path_hop *hop = &way->hops[i];
		uint32_t box = drawing_box_of(drawing, hop->element, hop->instance);

		if (box == DRAWING_NONE)
			continue;
		drawing->boxes[box].lit = true;
		drawing_join(drawing, last, box, line);
		last = box;
	}
}

static void mark_direction(struct drawing *drawing, const struct path_direction *direction,
                           enum drawing_line line)
{
	for (uint32_t i = 0; i < direction->way_count; i++)
		mark_way(drawing, &direction->ways[i], line);
}

void drawing_mark_path(struct drawing *drawing, const struct path *path)
{
	mark_direction(drawing, &path->there, DRAWING_THERE);
	mark_direction(drawing, &path->back, DRAWING_BACK);
}

static bool has(const struct snapshot_node *node, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		if (node->paths[i].verdict == RIB_PASS &&
		    prefix_equal(&node->paths[i].prefix, prefix))
			return true;
	}
	return false;
}

uint32_t drawing_mark_prefix(struct drawing *drawing, const struct snapshot *snapshot,
                             const struct prefix *prefix)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		uint32_t box = drawing_box_of(
		    drawing, lab_find_element(drawing->lab, node->kind, node->element),
		    node->instance);

		if (box == DRAWING_NONE || !has(node, prefix))
			continue;
		drawing->boxes[box].marked = true;
		count++;
	}
	return count;
}
