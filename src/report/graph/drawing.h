/*
 * The drawing of a lab: boxes in four columns, as engineers draw ExpressRoute from on-premises to
 * the networks, and edges between them. Forms of output (words.h, svg.h) know no element of Azure.
 *
 * Made from the elements of a lab. Names in it are the lab's, and are to be escaped by the form.
 */
#ifndef REPORT_GRAPH_DRAWING_H
#define REPORT_GRAPH_DRAWING_H

#include <stdbool.h>
#include <stdint.h>

#include "topo/plan/plan.h"

enum drawing_column {
	DRAWING_SITES,
	DRAWING_EDGES,    /* the edge routers (MSEEs) of circuits, and so the circuits' links */
	DRAWING_GATEWAYS, /* and Route Servers, appliances and hubs */
	DRAWING_NETWORKS,
	DRAWING_COLUMNS,
};

/* What stands together in a frame: a site, a circuit, a region. In the order of the first box. */
struct drawing_group {
	const char *name;
	enum drawing_column column; /* the leftmost; a region has both of the right */
};

struct drawing_box {
	enum drawing_column column;
	uint32_t group;
	const char *name;
	const char *note;   /* what it is */
	const char *detail; /* with sessions: its AS number; NULL: none */
	uint32_t folded;    /* so many networks in one box; 0: one */
	bool lit;           /* a way leads here */
	bool marked;        /* has the prefix */
};

enum drawing_line {
	DRAWING_LINK,    /* of a circuit, between sites, or inside a site */
	DRAWING_CONNECT, /* a connection, and what belongs to a network */
	DRAWING_PEER,    /* a peering, a hub's connection, a virtual WAN */
	DRAWING_TUNNEL,
	DRAWING_REACH, /* Global Reach */
	DRAWING_THERE, /* the way of packets, in their direction */
	DRAWING_BACK,
	DRAWING_LINES,
};

struct drawing_edge {
	uint32_t from;
	uint32_t to;
	enum drawing_line line;
	const char *label; /* with sessions: addresses, of `from` first; NULL: none */
};

struct drawing {
	struct arena *arena;
	const struct lab *lab; /* borrowed */
	const char *title;
	struct drawing_group *groups;
	uint32_t group_count;
	struct drawing_box *boxes;
	uint32_t box_count;
	struct drawing_edge *edges;
	uint32_t edge_count;
	bool folds; /* some networks stand in one box */

	/* By element and instance: the box that stands for it, or DRAWING_NONE. */
	uint32_t (*box_of)[LAB_INSTANCES];
	size_t group_room;
	size_t box_room;
	size_t edge_room;
};

#define DRAWING_NONE UINT32_MAX

enum {
	DRAWING_FOLD_FROM = 40, /* networks: from so many on, spokes of one hub are one box */
};

/* The drawing of a lab without errors, which must outlive it. With `plan`, which may be NULL: AS
 * numbers and addresses of its sessions. The caller ends it with drawing_free(). */
struct drawing *drawing_new(const struct lab *lab, const struct plan *plan);

/* Accepts NULL. */
void drawing_free(struct drawing *drawing);

/* The box of the element's speaker, or of what it is in; DRAWING_NONE when it is not drawn, also
 * for NULL. */
uint32_t drawing_box_of(const struct drawing *drawing, const struct lab_element *element,
                        uint32_t instance);

/* Appends an edge, unless one of its ends is DRAWING_NONE, both are one box, or the same is there
 * already. */
void drawing_join(struct drawing *drawing, uint32_t from, uint32_t to, enum drawing_line line);

/* All edges of the lab's own, when all boxes stand. For drawing_new(). */
void drawing_add_edges(struct drawing *drawing);

#endif
