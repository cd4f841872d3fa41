/* What the checks share: the table's row that is asked, and the way to say what was found. */
#ifndef QUERY_LINT_LINT_CHECK_H
#define QUERY_LINT_LINT_CHECK_H

#include <stddef.h>

#include "query/lint/lint.h"
#include "query/lint/lint_ways.h"
#include "query/why/route_trace.h"

struct linter {
	struct lint *out;
	struct arena *arena;
	struct fabric *fabric;
	const struct lab *lab;
	const struct plan *plan;
	const struct lint_options *options;
	const struct lint_trait *trait; /* of the row that is asked */
	uint32_t of_trait;              /* found so far */
	size_t capacity;
};

/* A row of the table: one of the two hooks is set. */
struct lint_row {
	struct lint_trait trait;
	/* Looks at the whole lab. */
	void (*look)(struct linter *linter);
	/* Whether it holds of two ends, and what is said of them then. */
	bool (*holds)(const struct linter *linter, const struct lint_pair *pair);
	void (*say)(const struct linter *linter, const struct lint_pair *pair, struct text *out);
};

extern const struct lint_row lint_rows[];
extern const uint32_t lint_row_count;

/* A new finding of the row; NULL when there are LINT_EACH_MAX already, and it is counted. */
struct lint_finding *lint_find(struct linter *linter, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* All of these accept a finding that is NULL. */

/* It is about this element. */
void lint_about(struct linter *linter, struct lint_finding *finding, const char *name);

/* A line of evidence; beyond LINT_EVIDENCE_MAX they are dropped, and the last says so. */
enum { LINT_EVIDENCE_MAX = 48, LINT_ELEMENTS_MAX = 16 };
void lint_show(struct linter *linter, struct lint_finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The way of a route that the node holds, a line for each speaker. */
void lint_show_route(struct linter *linter, struct lint_finding *finding, uint32_t node,
                     const struct held_route *route);

/* The way of packets, a line for each hop of the first way that arrives. */
void lint_show_way(struct linter *linter, struct lint_finding *finding,
                   const struct path_direction *direction);

/* The checks. */
void lint_look_turns(struct linter *linter);
void lint_look_peer_to_peer(struct linter *linter);
void lint_look_provider_to_peer(struct linter *linter);
void lint_look_peer_to_provider(struct linter *linter);
void lint_look_default(struct linter *linter);
void lint_look_exact(struct linter *linter);
void lint_look_specific(struct linter *linter);
void lint_look_summary(struct linter *linter);
void lint_look_idle_gateway(struct linter *linter);
void lint_look_idle_circuit(struct linter *linter);
void lint_look_links(struct linter *linter);
void lint_look_idle_link(struct linter *linter);
void lint_look_one_router(struct linter *linter);
void lint_look_one_location(struct linter *linter);
void lint_look_detection(struct linter *linter);
void lint_look_weights(struct linter *linter);
void lint_look_peerings(struct linter *linter);
void lint_look_next_hops(struct linter *linter);
void lint_look_limits(struct linter *linter);
void lint_look_assumptions(struct linter *linter);

#endif
