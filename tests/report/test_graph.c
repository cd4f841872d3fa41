/* Drawings: boxes and frames do not overlap, in every lab of labs/, and names are text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "report/graph/layout.h"
#include "report/graph/svg.h"
#include "topo/judge/load.h"

static bool overlap(const struct layout_rect *a, const struct layout_rect *b)
{
	return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
	       b->y < a->y + a->height;
}

static bool holds(const struct layout_rect *outer, const struct layout_rect *inner)
{
	return outer->x <= inner->x && inner->x + inner->width <= outer->x + outer->width &&
	       outer->y + LAYOUT_FRAME_TOP <= inner->y &&
	       inner->y + inner->height <= outer->y + outer->height;
}

static void check_apart(const struct layout_rect *rects, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		assert_true(rects[i].width > 0 && rects[i].height > 0);
		for (uint32_t j = i + 1; j < count; j++)
			assert_false(overlap(&rects[i], &rects[j]));
	}
}

static void check_layout(const struct drawing *drawing, bool sessions)
{
	struct layout layout = layout_make(drawing, sessions);
	struct layout_rect all = {0, 0, layout.width, layout.height};

	check_apart(layout.boxes, drawing->box_count);
	check_apart(layout.groups, drawing->group_count);
	for (uint32_t i = 0; i < drawing->box_count; i++)
		assert_true(holds(&layout.groups[drawing->boxes[i].group], &layout.boxes[i]));
	for (uint32_t i = 0; i < drawing->group_count; i++)
		assert_true(holds(&all, &layout.groups[i]));
	layout_done(&layout);
}

static struct lab *load(const char *path)
{
	struct findings findings = {0};
	struct lab *lab = azure_load(path, &findings);

	findings_done(&findings);
	return lab;
}

static glob_t example_labs(void)
{
	static const char *const patterns[] = {"labs/*/lab.json", "labs/scenarios/*/lab.json"};
	const char *srcdir = getenv("srcdir");
	glob_t found = {0};

	for (unsigned i = 0; i < 2; i++) {
		char pattern[4096];

		snprintf(pattern, sizeof(pattern), "%s/%s", srcdir == NULL ? "." : srcdir,
		         patterns[i]);
		glob(pattern, i > 0 ? GLOB_APPEND : 0, NULL, &found);
	}
	assert_true(found.gl_pathc > 20);
	return found;
}

static void boxes_do_not_overlap(void **state)
{
	glob_t found = example_labs();

	(void)state;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct lab *lab = load(found.gl_pathv[i]);
		struct drawing *drawing;

		assert_non_null(lab);
		drawing = drawing_new(lab, NULL);
		assert_true(drawing->box_count > 2);
		assert_true(drawing->edge_count > 1);
		check_layout(drawing, false);
		check_layout(drawing, true);
		drawing_free(drawing);
		lab_free(lab);
	}
	globfree(&found);
}

/* Each network, circuit's link, gateway and router has a box, and each way of a lab to be joined
 * ends at two of them. */
static void everything_is_drawn(void **state)
{
	glob_t found = example_labs();

	(void)state;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct lab *lab = load(found.gl_pathv[i]);
		struct drawing *drawing = drawing_new(lab, NULL);

		for (uint32_t j = 0; j < lab->element_count; j++) {
			const struct lab_element *element = &lab->elements[j];

			if (lab_kind_role(element->kind) == NULL && element->kind != LAB_VNET)
				continue;
			for (uint32_t k = 0; k < LAB_INSTANCES; k++)
				assert_true(drawing_box_of(drawing, element, k) <
				            drawing->box_count);
		}
		for (uint32_t j = 0; j < drawing->edge_count; j++) {
			assert_true(drawing->edges[j].from < drawing->box_count);
			assert_true(drawing->edges[j].to < drawing->box_count);
		}
		drawing_free(drawing);
		lab_free(lab);
	}
	globfree(&found);
}

static void names_are_text(void **state)
{
	struct drawing_group group = {.name = "</g>&\"'", .column = DRAWING_SITES};
	struct drawing_box box = {.name = "<script>\x01", .note = "]]>"};
	struct drawing drawing = {.title = "</title><b>",
	                          .groups = &group,
	                          .group_count = 1,
	                          .boxes = &box,
	                          .box_count = 1};
	struct text out = {0};

	(void)state;
	graph_svg(&drawing, &out);
	assert_null(strstr(text_str(&out), "<script>"));
	assert_null(strstr(text_str(&out), "<b>"));
	assert_null(strstr(text_str(&out), "]]>"));
	assert_null(strchr(text_str(&out), '\x01'));
	assert_non_null(strstr(text_str(&out), "&#60;script&#62;\\x01"));
	assert_non_null(strstr(text_str(&out), "&#60;/g&#62;&#38;&#34;&#39;"));
	text_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(boxes_do_not_overlap),
	    cmocka_unit_test(everything_is_drawn),
	    cmocka_unit_test(names_are_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
