/*
 * The tables of one speaker: Adj-RIBs-In, Loc-RIB and Adj-RIBs-Out as one structure.
 *
 * A row per prefix holds the paths by peer, best first. A change of the best path is one entry in a
 * journal; each peer has a cursor into it, so a change costs the same whether two peers or five
 * thousand must hear of it, and a slow peer costs a number, not a queue. An Adj-RIB-Out (RFC 4271
 * section 1.1) is what the peer was sent, or told, an attribute handle per prefix: equal means
 * there is nothing to send.
 */
#ifndef RIB_RIB_H
#define RIB_RIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/prefix_table.h"
#include "base/writer.h"
#include "bgp/attr_pool.h"
#include "bgp/update.h"
#include "rib/decide.h"
#include "rib/policy.h"

/* Shared by many speakers, owned by the driver. */
struct rib_pools {
	struct prefix_table *prefixes;
	struct attr_pool *attrs;
};

typedef uint16_t rib_peer_id;

enum { RIB_PEER_MAX = 65000, RIB_LOCAL = 65535 };

/* One path of a prefix. */
struct rib_path {
	attrs_id attrs;   /* after the import policy; as received when rejected */
	rib_peer_id peer; /* RIB_LOCAL: the speaker's own route */
	uint8_t verdict; /* enum rib_verdict; anything but RIB_PASS takes no part in the decision */
	uint8_t group;   /* of its peer, or of the own route */
};

struct rib;

/* `peers` is borrowed for the table's life and must not change. */
struct rib *rib_new(struct rib_pools pools, const struct rib_peer_conf *const *peers,
                    uint32_t peer_count);
void rib_free(struct rib *rib);

/* When all is zero, all that are left at the multipath step are used, and every next hop is
 * reached. Next hops are borrowed until the next call. Paths that are there keep what was made of
 * theirs. */
void rib_set_choice(struct rib *rib, const struct rib_choice *choice);

/* A peer's session came up with this router ID and codec (borrowed until it goes down), or went
 * down: then its paths go, and its Adj-RIB-Out is emptied. */
void rib_peer_up(struct rib *rib, rib_peer_id peer, uint32_t router_id,
                 const struct bgp_codec *codec);
void rib_peer_down(struct rib *rib, rib_peer_id peer);

/* The import policy's answer for one received set: asked once an UPDATE, used for each prefix. */
struct rib_imported {
	attrs_id attrs;
	enum rib_verdict verdict;
};
struct rib_imported rib_import(struct rib *rib, rib_peer_id peer, const struct bgp_attrs *attrs);

/* An Adj-RIB-In changes. Withdrawing what is not there is no error. */
void rib_announce(struct rib *rib, rib_peer_id peer, prefix_id prefix, struct rib_imported path);
void rib_withdraw(struct rib *rib, rib_peer_id peer, prefix_id prefix);

/* The speaker's own routes. The weight of an own route is in its set; `group` (below RIB_GROUP_MAX)
 * tells own routes apart for those who must not hear of all. */
void rib_originate(struct rib *rib, prefix_id prefix, const struct bgp_attrs *attrs, uint8_t group);
void rib_unoriginate(struct rib *rib, prefix_id prefix);

/* Prefixes that the peer has announced, rejected ones included: what limits count. */
uint32_t rib_received(const struct rib *rib, rib_peer_id peer, uint8_t family);

/* Something may have to be sent to this peer. */
bool rib_pending(const struct rib *rib, rib_peer_id peer);

/* How far the journal reaches; grows with every change that peers may have to hear of. */
uint64_t rib_changes(const struct rib *rib);

/* What the speaker's tables have cost so far: paths put and taken, each with a share for those
 * beside it in its row, and journal entries looked at for peers. For drivers that ration it. */
uint64_t rib_work(const struct rib *rib);

/* Packs UPDATEs for the peer into `out` until all is said or no further message fits, with an
 * End-of-RIB for each family after the first time that all was. Returns the messages written. */
unsigned rib_pull(struct rib *rib, rib_peer_id peer, struct writer *out);

/* The peer asks for all of `family` again (RFC 2918). */
void rib_refresh(struct rib *rib, rib_peer_id peer, uint8_t family);

/* The settings of peers are other ones than before. Each Adj-RIB-Out is held against them again,
 * and what differs is sent. Routes that came in keep what import made of them: a peer whose import
 * changed must be asked to send again (RFC 2918). */
void rib_reconfigured(struct rib *rib);

/* Looking. Rows are walked in the order of the prefix table's walk. */
struct rib_row_view {
	prefix_id prefix;
	const struct rib_path *paths; /* best first when `has_best` */
	uint32_t count;
	bool has_best;
	enum rib_step why;
};

/* False when the speaker knows no path for the prefix. Borrowed until the next change. */
bool rib_look(const struct rib *rib, prefix_id prefix, struct rib_row_view *out);

/* For each path of the row 1 if it is the best or equally good (RIB_STEP_MULTIPATH), and as many as
 * the speaker uses: those with the lowest next hops. */
void rib_equal_paths(const struct rib *rib, const struct rib_row_view *row, uint8_t *equal);

/* For each path of the row how it stood in the decision: as the steps see it, and the step that
 * struck it out, RIB_STEP_COUNT for the best one. Of rejected paths, which took no part, neither is
 * set (candidate.attrs is NULL). */
struct rib_judged {
	struct rib_candidate candidate;
	enum rib_step lost_at;
};
void rib_judge_paths(const struct rib *rib, const struct rib_row_view *row, struct rib_judged *out);

/* The peer's Adj-RIB-Out: the set that it was sent for this prefix, ATTRS_NONE for none. An unset
 * next hop in the set means the session's own address. */
attrs_id rib_adj_out(const struct rib *rib, rib_peer_id peer, prefix_id prefix);

/* Why the best path of `prefix` is or is not announced to the peer. */
enum rib_verdict rib_export_verdict(struct rib *rib, rib_peer_id peer, prefix_id prefix);

/* Prefixes with at least one path, and paths in all. */
uint32_t rib_prefix_count(const struct rib *rib);
uint64_t rib_path_count(const struct rib *rib);

/* What must always hold of the tables: aborts where it does not. It walks everything, and asks the
 * export policy again for what each peer was sent. Nothing in the program calls it: tests and
 * fuzz_node do, by node_check(). */
void rib_check(struct rib *rib);

/* For the sweeps of the pools: marks every set, and keep[prefix] = 1 for every prefix, in use.
 * `keep` may be NULL. */
void rib_mark(struct rib *rib, uint8_t *keep);

#endif
