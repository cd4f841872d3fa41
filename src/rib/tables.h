/* The insides of struct rib, for the files that make it up: rib.c (rows, decision), adj_out.c
 * (telling). Nobody else includes this. */
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

/* Peers that are told the same, but for where a route came from. */
struct rib_class {
	const struct rib_peer_conf *example;
	struct rib_exported *memo; /* open addressing on key */
	uint32_t memo_count;
	uint32_t memo_size; /* a power of two, or 0 */
};

struct rib_peer {
	const struct bgp_codec *codec; /* NULL while the session is down */
	attrs_id **told;               /* pages by prefix handle; NULL pages hold nothing */
	uint32_t told_pages;
	uint32_t received[3];
	uint32_t router_id;
	uint32_t cursor; /* into the journal: all before it was told */
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
	bool transit;       /* some peer may be told what another one taught */
	bool reflects;      /* some peer is a client */
	rib_groups best_of; /* some peer hears of an alternate, the best path of these; 0: none */

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

/* The best alternate of a row whose best path is none, or NULL. Kept second, behind the best, in
 * tables where a peer hears of it. */
const struct rib_path *rib_row_alternate(const struct rib *rib, const struct rib_row *row);

/* Groups the peers into classes; sets what the table must know of all peers. */
void rib_classes_init(struct rib *rib);

/* Forgets what the export policy answered, because handles are about to change their meaning. */
void rib_classes_forget(struct rib *rib);
void rib_classes_done(struct rib *rib);

/* Frees what the peer was told. */
void rib_told_forget(struct rib_peer *peer);

#endif
