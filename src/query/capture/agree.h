/*
 * What a real router holds against what the model predicts that it holds, route by route.
 *
 * Both sides are tables of the same form: the prediction is taken from a snapshot, the other from
 * what the router itself says (import/frr_read.h). Routes are paired by prefix and neighbour.
 */
#ifndef QUERY_CAPTURE_AGREE_H
#define QUERY_CAPTURE_AGREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "query/state/snapshot.h"

/* Attributes are kept as text, as routers show them. A member that is NULL or not known takes no
 * part in the comparison. */
struct agree_route {
	struct prefix prefix;
	struct addr peer; /* unset: the router's own route */
	const char *from; /* name of the neighbour; NULL: own route, or not known */
	struct addr next_hop;
	const char *as_path;           /* "12076 12076"; "" for an empty one */
	const char *origin;            /* bgp_origin_name() */
	const char *communities;       /* "12076:20031 no-export", ascending; "" for none */
	const char *large_communities; /* the same */
	bool med_set;
	uint32_t med;
	bool unusable; /* the router rejects it, mostly because it cannot reach the next hop */
	bool next_hop_unused; /* the router names the next hop, and uses none that it names */
	bool use_known;
	bool best;
	bool in_use; /* best, or equally good and used with it */
};

/* Lives in the arena that it was made in. */
struct agree_table {
	struct agree_route *routes; /* in any order */
	uint32_t count;
	uint32_t asn;          /* of the router; 0: not known */
	bool own_routes_known; /* the table tells the router's own routes, too */
	bool families[3];      /* by enum addr_family: the table tells routes of this family */
};

/*
 * What `node` of the snapshot should hold. When the node is not present, as a real router is not in
 * a live snapshot, this is what its neighbours say that they told it. Returns NULL when neither is
 * known: no neighbour is present.
 */
const struct agree_table *agree_predict(const struct snapshot *snapshot,
                                        const struct snapshot_node *node, struct arena *arena);

enum agree_result {
	AGREE_SAME,
	AGREE_DIFFERENT,  /* both have the route, with different attributes */
	AGREE_MISSING,    /* predicted, but the router does not hold it */
	AGREE_UNEXPECTED, /* the router holds it, but it was not predicted */
	AGREE_RESULT_COUNT,
};

/* "agrees", "differs", "missing", "unexpected": stable, used in JSON. */
const char *agree_result_name(enum agree_result result);

struct agree_row {
	enum agree_result result;
	const struct agree_route *predicted; /* NULL when unexpected */
	const struct agree_route *actual;    /* NULL when missing */
	const char *from;                    /* as in the route */
	const char *difference;              /* "metric 5, predicted 0; ..."; "" for none */
};

struct agreement {
	struct agree_row *rows; /* by prefix, then neighbour */
	uint32_t count;
	uint32_t agree;
	uint32_t differ; /* all rows but the first kind */
};

/*
 * Compares route by route, of the families that `actual` tells. Of own routes the prefix counts and
 * what the router does with it, for what it adds on the way out is not in its own table; the rest
 * of a neighbour's route counts in full. A route that the router rejects never agrees. The paths in
 * use, best and multipath, are those that are predicted, no more and no fewer; but which of several
 * equally good ones is the best may depend on which came first (RFC 5004), so it may be any of
 * them. The rows live in `arena` and point into both tables.
 */
struct agreement agree_compare(const struct agree_table *predicted,
                               const struct agree_table *actual, struct arena *arena);

#endif
