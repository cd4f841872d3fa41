/*
 * Rows and paths: what comes in, and what is best of it.
 *
 * Rows live in pages indexed by prefix handle, so a speaker pays for the neighbourhoods of the
 * handle space that it knows, and finding a row is two loads. The paths of a row are a block in the
 * path store; the best stands first.
 */
#include "rib/rib.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

/* So many paths beside one cost as much as the rest of a change. */
enum { PATHS_OF_WORK = 16 };

struct rib *rib_new(struct rib_pools pools, const struct rib_peer_conf *const *peers,
                    uint32_t peer_count)
{
	struct rib *rib = xcalloc(1, sizeof(*rib));

	CHECK(peer_count <= RIB_PEER_MAX);
	rib->pools = pools;
	rib->confs = peers;
	rib->peers = xcalloc(peer_count, sizeof(*rib->peers));
	rib->peer_count = peer_count;
	rib_own_addresses_init(rib);
	rib_classes_init(rib);
	return rib;
}

void rib_free(struct rib *rib)
{
	if (rib == NULL)
		return;
	for (uint32_t i = 0; i < rib->peer_count; i++)
		rib_adj_out_clear(&rib->peers[i]);
	for (uint32_t i = 0; i < rib->page_count; i++)
		free(rib->pages[i]);
	rib_classes_done(rib);
	path_store_done(&rib->store);
	free(rib->pages);
	free(rib->own);
	free(rib->journal);
	free(rib->peers);
	free(rib);
}

static struct rib_row *row_make(struct rib *rib, prefix_id prefix)
{
	uint32_t page = prefix >> PAGE_SHIFT;

	if (page >= rib->page_count) {
		uint32_t count = page + 1 + page / 4;

		rib->pages = xrealloc(rib->pages, count * sizeof(struct rib_row *));
		for (uint32_t i = rib->page_count; i < count; i++)
			rib->pages[i] = NULL;
		rib->page_count = count;
	}
	if (rib->pages[page] == NULL)
		rib->pages[page] = xcalloc(PAGE_SIZE, sizeof(struct rib_row));
	return &rib->pages[page][prefix & (PAGE_SIZE - 1)];
}

static void swap_paths(struct rib_path *paths, uint32_t a, uint32_t b)
{
	struct rib_path kept = paths[a];

	paths[a] = paths[b];
	paths[b] = kept;
}

static inline bool paths_equal(const struct rib_path *a, const struct rib_path *b)
{
	_Static_assert(sizeof(*a) == sizeof(a->attrs) + sizeof(a->peer) + 2, "padding");
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* What peers hear of a row, as it was before a change. */
struct heard {
	struct rib_path best;                     /* attrs ATTRS_NONE: there was none */
	struct rib_path best_of[RIB_BEST_OF_MAX]; /* as rib->best_of; nothing if there was none */
	uint32_t announcers; /* from whom the best path is kept, if it is from any */
};

static uint32_t count_kept_from(const struct rib *rib, const struct rib_row *row)
{
	const struct rib_path *paths = rib_row_paths(rib, row);
	uint32_t count = 0;

	if (!(rib->not_to_announcers & rib_group_bit(paths[0].group)))
		return 0;
	for (uint32_t i = 0; i < row->count; i++)
		count += paths[i].verdict == RIB_PASS &&
		         !(rib->not_to_announcers & rib_group_bit(paths[i].group));
	return count;
}

/* Paths of others than those whose routes are kept from announcers, while it matters. */
static inline uint32_t count_announcers(const struct rib *rib, const struct rib_row *row)
{
	return rib->not_to_announcers != 0 && row->has_best ? count_kept_from(rib, row) : 0;
}

static void note_best_of(const struct rib *rib, const struct rib_row *row, struct rib_path *out)
{
	for (uint32_t i = 0; row->has_best && i < rib->best_of_count; i++)
		out[i] = *rib_row_best_of(rib, row, rib->best_of[i]);
}

static inline void note_heard(const struct rib *rib, const struct rib_row *row, struct heard *out)
{
	out->best =
	    row->has_best ? *rib_row_paths(rib, row) : (struct rib_path){.attrs = ATTRS_NONE};
	if (rib->best_of_count > 0)
		note_best_of(rib, row, out->best_of);
	out->announcers = count_announcers(rib, row);
}

static bool best_of_changed(const struct rib *rib, const struct rib_row *row,
                            const struct heard *before)
{
	struct rib_path now[RIB_BEST_OF_MAX];

	note_best_of(rib, row, now);
	for (uint32_t i = 0; row->has_best && i < rib->best_of_count; i++) {
		if (!paths_equal(&now[i], &before->best_of[i]))
			return true;
	}
	return false;
}

/* Puts the best path first, and journals the row if that changed anything for peers. */
static void decide(struct rib *rib, struct rib_row *row, prefix_id prefix,
                   const struct heard *before)
{
	struct rib_path *paths = row->count > 0 ? rib_row_paths(rib, row) : NULL;
	enum rib_step why = RIB_STEP_ONLY_PATH;
	bool had_best = before->best.attrs != ATTRS_NONE;
	struct rib_contest contest = {paths, row->count, RIB_GROUPS_ALL,
	                              had_best ? before->best.peer : RIB_NOBODY};
	uint32_t best = 0;

	if (row->count == 1)
		best = paths[0].verdict == RIB_PASS ? 0 : 1;
	else if (row->count > 1)
		best = rib_choose(rib, &contest, &why);
	row->why = (uint8_t)why;
	row->has_best = best < row->count;
	if (row->has_best && best > 0)
		swap_paths(paths, 0, best);
	if (row->has_best != had_best || (had_best && !paths_equal(&paths[0], &before->best)) ||
	    count_announcers(rib, row) != before->announcers ||
	    (rib->best_of_count > 0 && best_of_changed(rib, row, before)))
		rib_journal_add(rib, row, prefix);
}

/* Paths */

static void count_path(struct rib *rib, rib_peer_id peer, prefix_id prefix, int by)
{
	rib->path_count += (uint64_t)(int64_t)by;
	if (peer == RIB_LOCAL)
		return;

	uint8_t family = prefix_table_get(rib->pools.prefixes, prefix)->addr.family;

	rib->peers[peer].received[family] += (uint32_t)by;
}

static void path_add(struct rib *rib, struct rib_row *row, struct rib_path path)
{
	uint32_t count = row->count;

	if (count == 0) {
		row->paths = path_store_take(&rib->store, 0);
		rib->prefix_count++;
	} else if (path_store_class(count + 1) != path_store_class(count)) {
		unsigned class = path_store_class(count);
		uint32_t larger = path_store_take(&rib->store, class + 1);

		memcpy(path_store_at(&rib->store, larger), rib_row_paths(rib, row),
		       count * sizeof(path));
		path_store_give(&rib->store, class, row->paths);
		row->paths = larger;
	}
	rib_row_paths(rib, row)[count] = path;
	row->count++;
}

static void path_remove(struct rib *rib, struct rib_row *row, uint32_t at)
{
	struct rib_path *paths = rib_row_paths(rib, row);
	unsigned class = path_store_class(row->count);

	paths[at] = paths[row->count - 1];
	row->count--;
	if (row->count == 0) {
		path_store_give(&rib->store, class, row->paths);
		rib->prefix_count--;
	} else if (path_store_class(row->count) != class) {
		uint32_t smaller = path_store_take(&rib->store, class - 1);

		paths = rib_row_paths(rib, row);
		memcpy(path_store_at(&rib->store, smaller), paths, row->count * sizeof(*paths));
		path_store_give(&rib->store, class, row->paths);
		row->paths = smaller;
	}
}

static void put(struct rib *rib, prefix_id prefix, struct rib_path path)
{
	struct rib_row *row = row_make(rib, prefix);
	uint32_t at = rib_row_find_peer(rib, row, path.peer);
	struct heard before;

	rib->work += 1u + row->count / PATHS_OF_WORK;
	note_heard(rib, row, &before);
	if (at == row->count) {
		path_add(rib, row, path);
		count_path(rib, path.peer, prefix, 1);
	} else {
		struct rib_path *old = rib_row_paths(rib, row) + at;

		if (paths_equal(old, &path))
			return;
		*old = path;
	}
	decide(rib, row, prefix, &before);
}

static void take(struct rib *rib, struct rib_row *row, prefix_id prefix, rib_peer_id peer)
{
	uint32_t at = rib_row_find_peer(rib, row, peer);
	struct heard before;

	rib->work += 1u + row->count / PATHS_OF_WORK;
	if (at == row->count)
		return;
	note_heard(rib, row, &before);
	path_remove(rib, row, at);
	count_path(rib, peer, prefix, -1);
	decide(rib, row, prefix, &before);
}

/* Peers */

void rib_peer_up(struct rib *rib, rib_peer_id peer, uint32_t router_id,
                 const struct bgp_codec *codec)
{
	struct rib_peer *state = &rib->peers[peer];

	CHECK(peer < rib->peer_count && state->codec == NULL);
	state->codec = codec;
	state->router_id = router_id;
	state->cursor = 0;
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		state->end_of_rib[family] = codec->families[family];
}

static void drop_paths(struct rib *rib, rib_peer_id peer)
{
	for (uint32_t page = 0; page < rib->page_count; page++) {
		for (uint32_t i = 0; rib->pages[page] != NULL && i < PAGE_SIZE; i++) {
			struct rib_row *row = &rib->pages[page][i];

			if (row->count > 0)
				take(rib, row, page << PAGE_SHIFT | i, peer);
		}
	}
}

void rib_peer_down(struct rib *rib, rib_peer_id peer)
{
	struct rib_peer *state = &rib->peers[peer];

	CHECK(peer < rib->peer_count);
	state->codec = NULL;
	rib_adj_out_clear(state);
	if (state->received[ADDR_IPV4] + state->received[ADDR_IPV6] > 0)
		drop_paths(rib, peer);
}

/* Routes in */

void rib_announce(struct rib *rib, rib_peer_id peer, prefix_id prefix, struct rib_imported path)
{
	enum rib_verdict verdict = path.verdict;

	if (verdict == RIB_PASS)
		verdict = rib_import_prefix(rib, peer, prefix, &path.attrs);
	put(rib, prefix,
	    (struct rib_path){.attrs = path.attrs,
	                      .peer = peer,
	                      .verdict = (uint8_t)verdict,
	                      .group = rib->confs[peer]->group});
}

void rib_withdraw(struct rib *rib, rib_peer_id peer, prefix_id prefix)
{
	struct rib_row *row = rib_row_find(rib, prefix);

	if (row != NULL)
		take(rib, row, prefix, peer);
}

/* An own route comes or goes: what was judged by that is judged again. */
static void judge_own_prefix(struct rib *rib, prefix_id prefix, bool own)
{
	struct rib_row *row = rib_row_find(rib, prefix);

	for (uint32_t i = 0; row != NULL && i < row->count; i++) {
		struct rib_path *path = rib_row_paths(rib, row) + i;

		if (path->peer == RIB_LOCAL || !rib->confs[path->peer]->import.refuse_own_prefix)
			continue;
		if (path->verdict == (own ? RIB_PASS : RIB_OWN_PREFIX))
			path->verdict = own ? RIB_OWN_PREFIX : RIB_PASS;
	}
}

void rib_originate(struct rib *rib, prefix_id prefix, const struct bgp_attrs *attrs, uint8_t group)
{
	CHECK(group < RIB_GROUP_MAX);
	judge_own_prefix(rib, prefix, true);
	put(rib, prefix,
	    (struct rib_path){.attrs = attr_pool_intern(rib->pools.attrs, attrs),
	                      .peer = RIB_LOCAL,
	                      .group = group});
}

void rib_unoriginate(struct rib *rib, prefix_id prefix)
{
	judge_own_prefix(rib, prefix, false);
	rib_withdraw(rib, RIB_LOCAL, prefix);
}

/* Other settings */

/* Metrics of ways to peers are settings too, and the decision looks at them. */
static void decide_again(struct rib *rib, uint32_t page)
{
	for (uint32_t i = 0; i < PAGE_SIZE; i++) {
		struct rib_row *row = &rib->pages[page][i];
		struct heard before;

		if (row->count < 2)
			continue;
		note_heard(rib, row, &before);
		decide(rib, row, page << PAGE_SHIFT | i, &before);
	}
}

void rib_reconfigured(struct rib *rib)
{
	rib_classes_done(rib);
	rib_classes_init(rib);
	for (uint32_t page = 0; page < rib->page_count; page++) {
		if (rib->pages[page] != NULL)
			decide_again(rib, page);
	}
	rib_journal_complete(rib);
	for (uint32_t i = 0; i < rib->peer_count; i++)
		rib->peers[i].cursor = 0;
	rib->changes++;
}
