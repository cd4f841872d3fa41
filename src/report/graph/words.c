/* Drawings in the languages of Mermaid and Graphviz. */
#include "report/graph/words.h"

#include <string.h>

#include "base/printable.h"

/* Appends a name as text: what could end it or command the reader is written otherwise. */
typedef void add_fn(struct text *out, const char *name);

/* Mermaid reads #NN; as the character of this number (decimal). */
static void add_mermaid(struct text *out, const char *name)
{
	struct text clean = {0};

	printable_add(&clean, name, false);
	for (const char *at = text_str(&clean); *at != '\0'; at++) {
		if (strchr("\"#&<>`;\\[]{}|", *at) != NULL)
			text_addf(out, "#%d;", *at);
		else
			text_add_bytes(out, at, 1);
	}
	text_done(&clean);
}

static void add_dot(struct text *out, const char *name)
{
	struct text clean = {0};

	printable_add(&clean, name, false);
	printable_tame(&clean, 0);
	for (const char *at = text_str(&clean); *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			text_add(out, "\\");
		text_add_bytes(out, at, 1);
	}
	text_done(&clean);
}

static void add_label(const struct drawing_box *box, add_fn *add, const char *line_break,
                      struct text *out)
{
	const char *const lines[] = {box->name, box->note, box->detail};

	for (unsigned i = 0; i < 3; i++) {
		if (lines[i] == NULL || lines[i][0] == '\0')
			continue;
		if (i > 0)
			text_add(out, line_break);
		add(out, lines[i]);
	}
}

/* By line: without and with a label. */
static const char *const arrows[DRAWING_LINES] = {"---", "---", "-.-", "-.-", "===", "==>", "==>"};

static const char *const ways[DRAWING_LINES] = {
    [DRAWING_THERE] = "there",
    [DRAWING_BACK] = "back",
    [DRAWING_TUNNEL] = "tunnel",
    [DRAWING_REACH] = "Global Reach",
};

static void mermaid_edges(const struct drawing *drawing, struct text *out)
{
	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		const struct drawing_edge *edge = &drawing->edges[i];
		const char *label = edge->label != NULL ? edge->label : ways[edge->line];

		text_addf(out, "  b%u %s", edge->from, arrows[edge->line]);
		if (label != NULL) {
			text_add(out, "|\"");
			add_mermaid(out, label);
			text_add(out, "\"|");
		}
		text_addf(out, " b%u\n", edge->to);
	}
}

static void mermaid_classes(const struct drawing *drawing, struct text *out)
{
	for (uint32_t i = 0; i < drawing->box_count; i++) {
		if (drawing->boxes[i].lit)
			text_addf(out, "  style b%u stroke:#0b57d0,stroke-width:3px\n", i);
		if (drawing->boxes[i].marked)
			text_addf(out, "  style b%u fill:#ffe08a\n", i);
	}
	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		if (drawing->edges[i].line == DRAWING_THERE)
			text_addf(out, "  linkStyle %u stroke:#0b57d0\n", i);
		if (drawing->edges[i].line == DRAWING_BACK)
			text_addf(out, "  linkStyle %u stroke:#c2410c\n", i);
	}
}

void graph_mermaid(const struct drawing *drawing, struct text *out)
{
	text_add(out, "flowchart LR\n");
	for (uint32_t group = 0; group < drawing->group_count; group++) {
		text_addf(out, "  subgraph g%u[\"", group);
		add_mermaid(out, drawing->groups[group].name);
		text_add(out, "\"]\n");
		for (uint32_t i = 0; i < drawing->box_count; i++) {
			if (drawing->boxes[i].group != group)
				continue;
			text_addf(out, "    b%u[\"", i);
			add_label(&drawing->boxes[i], add_mermaid, "<br/>", out);
			text_add(out, "\"]\n");
		}
		text_add(out, "  end\n");
	}
	mermaid_edges(drawing, out);
	mermaid_classes(drawing, out);
}

static const char *const dot_styles[DRAWING_LINES] = {
    [DRAWING_LINK] = "",
    [DRAWING_CONNECT] = "",
    [DRAWING_PEER] = ", style=dashed",
    [DRAWING_TUNNEL] = ", style=dotted",
    [DRAWING_REACH] = ", style=bold",
    [DRAWING_THERE] = ", dir=forward, penwidth=2, color=\"#0b57d0\", constraint=false",
    [DRAWING_BACK] = ", dir=forward, penwidth=2, color=\"#c2410c\", constraint=false",
};

static void dot_edges(const struct drawing *drawing, struct text *out)
{
	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		const struct drawing_edge *edge = &drawing->edges[i];
		const char *label = edge->label != NULL ? edge->label : ways[edge->line];

		text_addf(out, "  b%u -> b%u [label=\"", edge->from, edge->to);
		if (label != NULL)
			add_dot(out, label);
		text_addf(out, "\"%s]\n", dot_styles[edge->line]);
	}
}

static void dot_box(const struct drawing_box *box, uint32_t number, struct text *out)
{
	text_addf(out, "    b%u [label=\"", number);
	add_label(box, add_dot, "\\n", out);
	text_addf(out, "\"%s%s]\n", box->lit ? ", penwidth=3, color=\"#0b57d0\"" : "",
	          box->marked ? ", style=filled, fillcolor=\"#ffe08a\"" : "");
}

void graph_dot(const struct drawing *drawing, struct text *out)
{
	text_add(out, "digraph \"");
	add_dot(out, drawing->title);
	text_add(out, "\" {\n  rankdir=LR\n  node [shape=box]\n  edge [dir=none]\n");
	for (uint32_t group = 0; group < drawing->group_count; group++) {
		text_addf(out, "  subgraph cluster_%u {\n    label=\"", group);
		add_dot(out, drawing->groups[group].name);
		text_add(out, "\"\n");
		for (uint32_t i = 0; i < drawing->box_count; i++) {
			if (drawing->boxes[i].group == group)
				dot_box(&drawing->boxes[i], i, out);
		}
		text_add(out, "  }\n");
	}
	dot_edges(drawing, out);
	text_add(out, "}\n");
}
