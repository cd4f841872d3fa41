/* The insides of struct rib, for the files that make it up: rib.c (rows and paths), import.c
 * (policy on the way in), best.c (the decision), journal.c (what changed), export.c (policy on the
 * way out), adj_out.c (Adj-RIBs-Out and their UPDATEs), rib_check.c (what must always hold). Nobody
 * else includes this. */
#ifndef RIB_TABLES_H
#define RIB_TABLES_H

#include "rib/path_store.h"
#include "rib/rib.h"

enum { PAGE_SHIFT = 6, PAGE_SIZE = 1 << PAGE_SHIFT };

/* A prefix as this speaker knows it. All zero: not at all. */
struct rib_row {
	uint32_t paths;   /* block in the path store; meaningless when count is 0 */
	uint32_t journal; /* index + 1 of its latest entry; 0: none */
	uint16_t count;
	uint8_t has_best; /* then the best path is the first */
	uint8_t why;      /* enum rib_step */
};

/* What the export policy made of one set: asked for thousands of peers, computed once. */
struct rib_exported {
	uint32_t key; /* set and kind of its source; 0: empty slot */
	attrs_id attrs;
	uint8_t verdict;
};

/* Peers that are sent the same, but for where a route came from. */
struct rib_class {
	const struct rib_peer_conf *example;
	bool per_prefix;           /* nothing is memoised */
	struct rib_exported *memo; /* open addressing on key */
	uint32_t memo_count;
	uint32_t memo_size; /* a power of two, or 0 */
};

/* In an Adj-RIB-Out: the peer has something of this prefix, and what is right now is to be sent,
 * whatever it is. Equal to no set, and not to none. */
#define RIB_ADJ_OUT_STALE UINT32_MAX

struct rib_peer {
	const struct bgp_codec *codec; /* NULL while the session is down */
	attrs_id **adj_out;            /* pages by prefix handle; NULL pages hold nothing */
	uint32_t adj_out_pages;
	uint32_t received[3];
	uint32_t router_id;
	uint32_t cursor; /* into the journal: all before it was sent */
	uint16_t class;
	bool end_of_rib[3]; /* still owed */
};

struct rib {
	struct rib_pools pools;
	const struct rib_peer_conf *const *confs;
	struct rib_peer *peers;
	uint32_t peer_count;
	struct rib_class *classes;
	uint32_t class_count;
	struct addr *own; /* the speaker's addresses, ascending, each once */
	uint32_t own_count;
	bool transit;                        /* some peer may hear of what another one taught */
	bool reflects;                       /* some peer is a client */
	rib_groups best_of[RIB_BEST_OF_MAX]; /* what peers hear the best of, each value once */
	uint32_t best_of_count;
	struct rib_choice choice;
	rib_groups not_to_announcers; /* of any peer */

	struct rib_row **pages; /* by prefix handle */
	uint32_t page_count;
	struct path_store store;
	uint32_t prefix_count; /* rows with a path */
	uint64_t path_count;

	/* Prefixes whose best path changed, oldest first. Only a row's latest entry counts. */
	prefix_id *journal;
	size_t journal_count;
	size_t journal_capacity;
	uint32_t journal_live; /* entries that count */
	uint64_t changes;
	uint64_t work; /* see rib_work() */
};

/* The row of a prefix, or NULL when its page was never needed. */
static inline struct rib_row *rib_row_find(const struct rib *rib, prefix_id prefix)
{
	uint32_t page = prefix >> PAGE_SHIFT;

	if (page >= rib->page_count || rib->pages[page] == NULL)
		return NULL;
	return &rib->pages[page][prefix & (PAGE_SIZE - 1)];
}

static inline struct rib_path *rib_row_paths(const struct rib *rib, const struct rib_row *row)
{
	return path_store_at(&rib->store, row->paths);
}

/* Where the peer's path stands in the row; the count of paths when there is none. */
static inline uint32_t rib_row_find_peer(const struct rib *rib, const struct rib_row *row,
                                         rib_peer_id peer)
{
	const struct rib_path *paths = row->count > 0 ? rib_row_paths(rib, row) : NULL;
	uint32_t i = 0;

	while (i < row->count && paths[i].peer != peer)
		i++;
	return i;
}

/* import.c */

/* Notes what "next hop self" is on any of the sessions. */
void rib_own_addresses_init(struct rib *rib);

/* Judges a route of the peer to the prefix whose attributes have been accepted, and changes them as
 * its policies say. */
enum rib_verdict rib_import_prefix(struct rib *rib, rib_peer_id peer, prefix_id prefix,
                                   attrs_id *set);

#define RIB_GROUPS_ALL UINT32_MAX

/* best.c */

/* Paths of a row that compete. */
struct rib_contest {
	const struct rib_path *paths;
	uint32_t count; /* > 0 */
	rib_groups groups;
	rib_peer_id in_use; /* whose path is the best so far, by rib_row_in_use() */
};

/* The index of the best of the paths among those that are accepted and of these groups, and
 * the step that decided; `count` when there is none. */
uint32_t rib_choose(const struct rib *rib, const struct rib_contest *contest, enum rib_step *why);

/* Nobody's path is in use: own routes need no such step. */
enum { RIB_NOBODY = RIB_LOCAL };

static inline rib_peer_id rib_row_in_use(const struct rib *rib, const struct rib_row *row)
{
	return row->has_best ? rib_row_paths(rib, row)->peer : RIB_NOBODY;
}

/* A way to the next hop is known, and how far it is. */
bool rib_reaches(const struct rib *rib, const struct addr *next_hop, uint32_t *metric);

/* The best of some groups, if there is one; else the best. */
const struct rib_path *rib_row_best_of_groups(const struct rib *rib, const struct rib_row *row,
                                              rib_groups groups);

/* The path of a row with a best path that a peer with `best_of` groups (see struct rib_export)
 * hears of. */
static inline const struct rib_path *rib_row_best_of(const struct rib *rib,
                                                     const struct rib_row *row, rib_groups groups)
{
	const struct rib_path *best = rib_row_paths(rib, row);

	if (groups == 0 || groups & rib_group_bit(best->group))
		return best;
	return rib_row_best_of_groups(rib, row, groups);
}

/* journal.c */

/* Appends the prefix of a row that is for peers. */
void rib_journal_append(struct rib *rib, struct rib_row *row, prefix_id prefix);

/* Some peer may hear of the row, or has heard of it. Other rows stay out of the journal: at a
 * speaker that passes nothing on that is nearly all. */
static inline bool rib_row_is_for_peers(const struct rib *rib, const struct rib_row *row)
{
	if (rib->transit || row->journal != 0)
		return true;
	return row->has_best && rib_row_paths(rib, row)->peer == RIB_LOCAL;
}

/* Notes that the row changed in what peers may hear of. */
static inline void rib_journal_add(struct rib *rib, struct rib_row *row, prefix_id prefix)
{
	rib->changes++;
	if (rib_row_is_for_peers(rib, row))
		rib_journal_append(rib, row, prefix);
}

/* Adds the rows that are for peers now and were for none before. */
void rib_journal_complete(struct rib *rib);

/* export.c */

/* Groups the peers into classes; sets what the table must know of all peers. */
void rib_classes_init(struct rib *rib);

/* Forgets what the export policy answered, because handles are about to change their meaning. */
void rib_classes_forget(struct rib *rib);
void rib_classes_done(struct rib *rib);

/* What a peer should hear of the row: a set, or ATTRS_NONE and why not. */
enum rib_verdict rib_export_row(struct rib *rib, rib_peer_id to, prefix_id prefix,
                                const struct rib_row *row, attrs_id *out);

/* adj_out.c */

/* Empties and frees the peer's Adj-RIB-Out. */
void rib_adj_out_clear(struct rib_peer *peer);

#endif
