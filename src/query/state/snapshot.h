/*
 * The state of all tables at one time: the only source of answers. It comes from the simulator,
 * from a live process, or from a file, and every question is asked of it, so each works in every
 * mode. A snapshot owns all that it holds and depends on nothing that runs.
 *
 * Paths are what a node has learned and owns (Adj-RIBs-In and Loc-RIB); what its peers were told is
 * its Adj-RIBs-Out (RFC 4271 section 1.1).
 */
#ifndef QUERY_STATE_SNAPSHOT_H
#define QUERY_STATE_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/mem.h"
#include "node/node.h"
#include "topo/plan/plan.h"

/* One peer of one node. */
struct snapshot_peer {
	uint32_t node;    /* the peer, in the snapshot's nodes */
	const char *name; /* of that node, for people */
	struct addr address;
	struct addr local_address;
	uint32_t asn;
	uint32_t router_id; /* 0: not known */
	const char *state;  /* "Established", "Idle", ... as bgp_state_name() */
	bool established;
	bool link_down; /* nothing passes on the link, whatever the session's state */
	int64_t state_age_us;
	int64_t idle_left_us; /* of the pause after a fault, in which no connection is made; 0: no
	                         pause, or it is over any moment */
	uint16_t hold_time_s;
	uint64_t messages_in;
	uint64_t messages_out;
	uint32_t received[3]; /* prefixes, rejected ones included, by enum addr_family */
	uint32_t accepted[3];
	uint32_t sent[3];
	uint32_t prefix_limit[3]; /* 0: none, or the session does not carry the family */
	uint16_t last_error;      /* enum bgp_notify_code; 0: none */
	bool last_error_sent;     /* by this node, else by the peer */
	const char *last_fault;   /* RFC 7606, or NULL */
};

/* One path in a node's tables. There are millions of them in a large lab, so enums take a byte. */
struct snapshot_path {
	struct prefix prefix;
	int32_t peer; /* index into the node's peers; -1: own route */
	bool best;
	bool multipath;                /* best, or equally good */
	enum rib_verdict verdict : 8;  /* RIB_PASS, or why the path takes no part */
	enum rib_step why : 8;         /* of the best: the step that decided */
	const struct bgp_attrs *attrs; /* next hop set */
};

/* One route of an Adj-RIB-Out: as the peer was told it. */
struct snapshot_told {
	struct prefix prefix;
	uint32_t peer;
	const struct bgp_attrs *attrs; /* next hop set */
};

/* The most that any turn of a live process's loop came to; all zero where there is no loop. */
struct snapshot_turn {
	uint64_t wall_us;
	uint64_t cpu_us;
	uint64_t bytes;
	uint64_t routes;
};

struct snapshot_node {
	const char *name;    /* unique, for people: lab_node_name() */
	enum lab_kind kind;  /* of the element that it speaks for; one that has speakers */
	const char *element; /* its name, unique in its kind */
	const char *group;   /* what the element belongs to: the site of a router, the network of an
	                        appliance, else its name */
	uint32_t instance;   /* of the element's speakers: of a circuit, enum lab_link */
	uint32_t asn;
	uint32_t router_id;
	bool external; /* a real router stands there, if not in a simulation */
	bool present;  /* its tables are here; else only its peers know something of it */
	struct snapshot_turn turn; /* of the loop that runs it */
	struct snapshot_peer *peers;
	uint32_t peer_count;
	uint32_t prefix_count[3]; /* with a best path, by enum addr_family */
	struct snapshot_path
	    *paths; /* by prefix, then best first, equally good, others; then peer */
	uint32_t path_count;
	struct snapshot_told *told; /* the Adj-RIBs-Out, by prefix, then peer */
	uint32_t told_count;
};

struct snapshot {
	struct arena *arena;
	const char *lab;    /* name */
	const char *source; /* "sim" or "live" */
	int64_t time_us;    /* since the start of the run */
	bool converged;
	bool without_routes;         /* sessions and counts only: no paths, nothing told */
	struct snapshot_node *nodes; /* in the plan's order */
	uint32_t node_count;
	struct snapshot *const *parts; /* that a merged one borrows from and ends */
	uint32_t part_count;
};

/* What a snapshot is taken of. */
struct snapshot_subject {
	const struct plan *plan;
	struct node *const *nodes; /* in the plan's order; NULL for one that does not run here */
	const struct rib_pools *pools;
	const char *source; /* "sim" or "live" */
	struct instant now;
	struct snapshot_turn turn;
	bool converged;
	bool without_routes;
	/* An earlier snapshot of the same plan, and by node whether its tables are still those:
	 * these are borrowed from it, and it must live longer. NULL: all are copied. */
	const struct snapshot *before;
	const uint8_t *unchanged;
	bool without_told; /* nobody asks for Adj-RIBs-Out: their lists stay empty */
};

struct snapshot *snapshot_take(const struct snapshot_subject *subject);
void snapshot_free(struct snapshot *snapshot);

/* CHECKs what holds of every snapshot: peers name nodes, paths stand by prefix and the best first,
 * what is used was accepted. Called when one is made or read; returns it. */
struct snapshot *snapshot_check(struct snapshot *snapshot);

const struct snapshot_node *snapshot_find_node(const struct snapshot *snapshot, const char *name);

/* Speakers of one element, or of one site or network. */
bool snapshot_same_group(const struct snapshot_node *a, const struct snapshot_node *b);

/* `name` is that of the node or of its group. */
bool snapshot_node_is_named(const struct snapshot_node *node, const char *name);

/* What several processes of one lab hold between them, each its own nodes, as one snapshot; settled
 * when all are. NULL with findings when they are not of one lab, or two have the same node: `names`
 * says whose snapshots they are. The parts are the result's, or else still the caller's. */
struct snapshot *snapshot_merge(struct snapshot *const *parts, const char *const *names,
                                uint32_t count, struct findings *findings);

/* The nodes that should have tables and have none, as names in `arena`: those that are neither
 * present nor external. Returns their count. */
uint32_t snapshot_missing(const struct snapshot *snapshot, struct arena *arena,
                          const char ***names);

/* The address by which a speaker is known to its peers; its router ID when it has none. */
struct addr snapshot_own_address(const struct snapshot_node *node);

/* The longest match for `address` in the node's Loc-RIB: the best and equally good paths, which
 * stand one behind the other. Returns how many, 0 for no route. */
uint32_t snapshot_lookup(const struct snapshot_node *node, const struct addr *address,
                         const struct snapshot_path **first);

/* The paths to `prefix` itself, refused ones included, the best first: how many, and the first of
 * them. */
uint32_t snapshot_paths_to(const struct snapshot_node *node, const struct prefix *prefix,
                           const struct snapshot_path **first);

/* The path to `prefix` itself that the node uses; NULL: none. */
const struct snapshot_path *snapshot_best_to(const struct snapshot_node *node,
                                             const struct prefix *prefix);

/* What peers were told of `prefix`: how much, and the first of it. */
uint32_t snapshot_told_of(const struct snapshot_node *node, const struct prefix *prefix,
                          const struct snapshot_told **first);

/* Writes a difference per line, "node: + prefix via ...", into `out`: nodes, the state of sessions,
 * paths in all tables with all attributes, which is best and why, and what peers were told. Times,
 * counters and past errors are not compared. Returns the number of lines. */
struct text;
uint32_t snapshot_diff(const struct snapshot *a, const struct snapshot *b, struct text *out);

#endif
