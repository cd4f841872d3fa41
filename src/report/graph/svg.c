/* Frames, then edges, then ways, then boxes over them all: what passes a box runs behind it. Then
 * the labels of edges. */
#include "report/graph/svg.h"

#include <string.h>

#include "base/check.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "report/graph/layout.h"

static const char head[] =
    "<style>\n"
    "text{font:12px sans-serif;fill:#1f2937}\n"
    ".title{font-size:18px;font-weight:bold}\n"
    ".frame{fill:#f3f4f6;stroke:#cbd5e1}\n"
    ".frame1{fill:#fef7ed;stroke:#f2d3a6}\n"
    ".frame2{fill:#eef5fe;stroke:#b9d3f3}\n"
    ".group{font-weight:bold;fill:#475569}\n"
    ".box{fill:#fff;stroke:#64748b}\n"
    ".name{font-weight:bold}\n"
    ".note{font-size:11px;fill:#475569}\n"
    ".marked{fill:#ffe08a}\n"
    ".lit{stroke:#0b57d0;stroke-width:3}\n"
    ".edge{fill:none;stroke:#94a3b8;stroke-width:1.5}\n"
    ".peer{stroke-dasharray:6 4}\n"
    ".tunnel{stroke-dasharray:2 3;stroke:#7c3aed}\n"
    ".reach{stroke:#0f766e;stroke-width:3}\n"
    ".there{stroke:#0b57d0;stroke-width:2.5}\n"
    ".back{stroke:#c2410c;stroke-width:2.5;stroke-dasharray:8 3}\n"
    ".label{font-size:9px;paint-order:stroke;stroke:#fff;stroke-width:3px}\n"
    "</style>\n"
    "<defs>\n"
    "<marker id=\"to-there\" markerWidth=\"6\" markerHeight=\"6\" refX=\"5\" refY=\"3\" "
    "orient=\"auto\"><path d=\"M0,0 L6,3 L0,6 Z\" fill=\"#0b57d0\"/></marker>\n"
    "<marker id=\"to-back\" markerWidth=\"6\" markerHeight=\"6\" refX=\"5\" refY=\"3\" "
    "orient=\"auto\"><path d=\"M0,0 L6,3 L0,6 Z\" fill=\"#c2410c\"/></marker>\n"
    "</defs>\n";

static const char *const line_classes[DRAWING_LINES] = {
    "", "", " peer", " tunnel", " reach", " there", " back",
};

/* As text of XML, at most `most` characters; the last one says that there are more. */
static void add_xml(struct text *out, const char *name, unsigned most)
{
	struct text clean = {0};
	const char *at;

	printable_add(&clean, name, false);
	at = text_str(&clean);
	for (unsigned i = 0; *at != '\0'; i++) {
		unsigned size = utf8_decode(at, strlen(at), NULL);

		if (size == 0)
			break;
		if (i + 1 == most && at[size] != '\0') {
			text_add(out, "\xe2\x80\xa6");
			break;
		}
		if (strchr("<>&\"'", *at) != NULL)
			text_addf(out, "&#%d;", *at);
		else
			text_add_bytes(out, at, size);
		at += size;
	}
	text_done(&clean);
}

enum { WHOLE = 10000, NAME_MOST = 25, NOTE_MOST = 30 };

static void add_line(struct text *out, const char *class, uint32_t x, uint32_t y, const char *words,
                     unsigned most)
{
	if (words == NULL || words[0] == '\0')
		return;
	text_addf(out, "<text class=\"%s\" x=\"%u\" y=\"%u\">", class, x, y);
	add_xml(out, words, most);
	text_add(out, "</text>\n");
}

static void add_rect(struct text *out, const char *class, const struct layout_rect *rect)
{
	text_addf(out,
	          "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"5\"/>\n",
	          class, rect->x, rect->y, rect->width, rect->height);
}

static void add_frames(const struct drawing *drawing, const struct layout *layout, struct text *out)
{
	static const char *const classes[DRAWING_COLUMNS] = {"frame", "frame1", "frame2", "frame2"};

	for (uint32_t i = 0; i < drawing->group_count; i++) {
		const struct layout_rect *frame = &layout->groups[i];

		add_rect(out, classes[drawing->groups[i].column], frame);
		add_line(out, "group", frame->x + 12, frame->y + 17, drawing->groups[i].name,
		         frame->width / 8);
	}
}

static void add_box(const struct drawing_box *box, const struct layout_rect *rect, struct text *out)
{
	const uint32_t x = rect->x + 8;
	const uint32_t y = rect->y + 19;
	char class[32] = "box";

	if (box->marked)
		strcat(class, " marked");
	if (box->lit)
		strcat(class, " lit");
	text_add(out, "<g><title>");
	add_xml(out, box->name, WHOLE);
	text_add(out, "</title>\n");
	add_rect(out, class, rect);
	add_line(out, "name", x, y, box->name, NAME_MOST);
	add_line(out, "note", x, y + LAYOUT_LINE, box->note, NOTE_MOST);
	add_line(out, "note", x, y + 2 * LAYOUT_LINE, box->detail, NOTE_MOST);
	text_add(out, "</g>\n");
}

/* An edge as a curve: its ends, and how far the points that bend it are to the side of them. */
struct curve {
	int x[2];
	int y[2];
	int bend[2];
};

/* From side to side between columns; within one a bow on the right. The edges of a box spread over
 * its height, a little, and a way stands beside the edge that it takes. */
static struct curve curve_of(const struct layout_rect *from, const struct layout_rect *to,
                             enum drawing_line line)
{
	const struct layout_rect *ends[2] = {from, to};
	int shift = line == DRAWING_THERE ? -8 : line == DRAWING_BACK ? 8 : 0;
	struct curve curve;

	for (unsigned i = 0; i < 2; i++) {
		const struct layout_rect *other = ends[1 - i];
		bool right = other->x >= ends[i]->x;

		curve.x[i] = (int)(right ? ends[i]->x + ends[i]->width : ends[i]->x);
		curve.y[i] = (int)(ends[i]->y + ends[i]->height / 2) + shift;
		curve.bend[i] = right ? 60 : -60;
	}
	if (from->x == to->x) {
		int rows =
		    curve.y[0] > curve.y[1] ? curve.y[0] - curve.y[1] : curve.y[1] - curve.y[0];

		curve.bend[0] = curve.bend[1] = 18 + (rows > 400 ? 40 : rows / 10);
	}
	return curve;
}

static void add_edge(const struct drawing_edge *edge, const struct curve *curve, struct text *out)
{
	text_addf(out, "<path class=\"edge%s\" d=\"M%d,%d C%d,%d %d,%d %d,%d\"",
	          line_classes[edge->line], curve->x[0], curve->y[0], curve->x[0] + curve->bend[0],
	          curve->y[0], curve->x[1] + curve->bend[1], curve->y[1], curve->x[1], curve->y[1]);
	if (edge->line == DRAWING_THERE || edge->line == DRAWING_BACK)
		text_addf(out, " marker-end=\"url(#to-%s)\"",
		          edge->line == DRAWING_THERE ? "there" : "back");
	text_add(out, "/>\n");
}

static void add_edges(const struct drawing *drawing, const struct layout *layout, bool ways,
                      struct text *out)
{
	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		const struct drawing_edge *edge = &drawing->edges[i];
		bool way = edge->line == DRAWING_THERE || edge->line == DRAWING_BACK;
		struct curve curve;

		if (way != ways)
			continue;
		curve = curve_of(&layout->boxes[edge->from], &layout->boxes[edge->to], edge->line);
		add_edge(edge, &curve, out);
	}
}

/* Where labels stand already: the last ones, so that a large drawing takes no longer. */
struct labels {
	struct point {
		int x;
		int y;
	} at[64];
	unsigned count;
};

enum { LABEL_WIDTH = 150, LABEL_HEIGHT = 11 };

static bool is_taken(const struct labels *labels, const struct point *wanted)
{
	unsigned count =
	    labels->count < COUNT_OF(labels->at) ? labels->count : COUNT_OF(labels->at);

	for (unsigned i = 0; i < count; i++) {
		int x = labels->at[i].x - wanted->x;
		int y = labels->at[i].y - wanted->y;

		if (x > -LABEL_WIDTH && x < LABEL_WIDTH && y > -LABEL_HEIGHT && y < LABEL_HEIGHT)
			return true;
	}
	return false;
}

/* In the middle of the curve, or as far below as there is room. */
static struct point label_place(struct labels *labels, const struct curve *curve)
{
	struct point place = {
	    (curve->x[0] + curve->x[1]) / 2 + (curve->bend[0] + curve->bend[1]) * 3 / 8,
	    (curve->y[0] + curve->y[1]) / 2 - 3,
	};

	/* Of a bow: beside it, not over the boxes. */
	if (curve->bend[0] == curve->bend[1])
		place.x += LABEL_WIDTH / 2 - 10;
	for (unsigned i = 0; i < COUNT_OF(labels->at) && is_taken(labels, &place); i++)
		place.y += LABEL_HEIGHT;
	labels->at[labels->count++ % COUNT_OF(labels->at)] = place;
	return place;
}

static void add_labels(const struct drawing *drawing, const struct layout *layout, struct text *out)
{
	struct labels labels = {0};

	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		const struct drawing_edge *edge = &drawing->edges[i];
		struct curve curve;
		struct point place;

		if (edge->label == NULL)
			continue;
		curve = curve_of(&layout->boxes[edge->from], &layout->boxes[edge->to], edge->line);
		place = label_place(&labels, &curve);
		text_addf(out,
		          "<text class=\"label\" text-anchor=\"middle\" x=\"%d\" "
		          "y=\"%d\"><title>",
		          place.x, place.y);
		add_xml(out, edge->label, WHOLE);
		text_add(out, "</title>");
		add_xml(out, edge->label, NOTE_MOST);
		text_add(out, "</text>\n");
	}
}

static bool has_details(const struct drawing *drawing)
{
	for (uint32_t i = 0; i < drawing->box_count; i++) {
		if (drawing->boxes[i].detail != NULL)
			return true;
	}
	return false;
}

void graph_svg(const struct drawing *drawing, struct text *out)
{
	struct layout layout = layout_make(drawing, has_details(drawing));

	text_addf(out,
	          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" width=\"%u\" "
	          "height=\"%u\" role=\"img\">\n<title>",
	          layout.width, layout.height, layout.width, layout.height);
	add_xml(out, drawing->title, WHOLE);
	text_add(out, "</title>\n");
	text_add(out, head);
	text_add(out, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	add_line(out, "title", 20, 34, drawing->title, layout.width / 12);
	add_frames(drawing, &layout, out);
	add_edges(drawing, &layout, false, out);
	add_edges(drawing, &layout, true, out);
	for (uint32_t i = 0; i < drawing->box_count; i++)
		add_box(&drawing->boxes[i], &layout.boxes[i], out);
	add_labels(drawing, &layout, out);
	text_add(out, "</svg>\n");
	layout_done(&layout);
}
