/*
 * What must always hold of the tables of a speaker, whatever came in.
 *
 * Each function checks one of them by walking, without using what keeps it true.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

/* What the walk over the rows counts, to be compared with what is kept. */
struct totals {
	uint32_t (*received)[3]; /* by peer, then family */
	uint64_t paths;
	uint32_t prefixes;
	uint32_t journaled;
};

static void check_path(const struct rib *rib, const struct rib_path *path)
{
	CHECK(path->verdict < RIB_VERDICT_COUNT && path->group < RIB_GROUP_MAX);
	/* Aborts for a set that is not in the pool. */
	CHECK(attr_pool_get(rib->pools.attrs, path->attrs)->origin <= BGP_ORIGIN_INCOMPLETE);
	if (path->peer == RIB_LOCAL) {
		CHECK(path->verdict == RIB_PASS);
		return;
	}
	CHECK(path->peer < rib->peer_count);
	CHECK(rib->peers[path->peer].codec != NULL);
}

/* One path a peer. */
static void check_paths(const struct rib *rib, const struct rib_row *row)
{
	const struct rib_path *paths = rib_row_paths(rib, row);

	for (uint32_t i = 0; i < row->count; i++) {
		check_path(rib, &paths[i]);
		for (uint32_t k = 0; k < i; k++)
			CHECK(paths[k].peer != paths[i].peer);
	}
}

/* The best stands first, and is the one that the decision finds. */
static void check_best(const struct rib *rib, const struct rib_row *row)
{
	struct rib_contest contest = {rib_row_paths(rib, row), row->count, RIB_GROUPS_ALL,
	                              rib_row_in_use(rib, row)};
	enum rib_step why;
	uint32_t best = rib_choose(rib, &contest, &why);

	CHECK(row->has_best == (best < row->count));
	CHECK(!row->has_best || best == 0);
	CHECK(row->why == why);
}

static void check_journal_entry(const struct rib *rib, const struct rib_row *row, prefix_id prefix)
{
	CHECK(row->journal <= rib->journal_count);
	if (row->journal != 0)
		CHECK(rib->journal[row->journal - 1] == prefix);
	else
		CHECK(!row->has_best || !rib_row_is_for_peers(rib, row));
}

static void check_row(const struct rib *rib, const struct rib_row *row, prefix_id prefix,
                      struct totals *totals)
{
	check_journal_entry(rib, row, prefix);
	totals->journaled += row->journal != 0;
	CHECK(row->count > 0 || !row->has_best);
	if (row->count == 0)
		return;

	uint8_t family = prefix_table_get(rib->pools.prefixes, prefix)->addr.family;

	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	check_paths(rib, row);
	check_best(rib, row);
	totals->prefixes++;
	totals->paths += row->count;
	for (uint32_t i = 0; i < row->count; i++) {
		rib_peer_id peer = rib_row_paths(rib, row)[i].peer;

		if (peer != RIB_LOCAL)
			totals->received[peer][family]++;
	}
}

static void check_rows(const struct rib *rib, struct totals *totals)
{
	for (uint32_t page = 0; page < rib->page_count; page++) {
		for (uint32_t i = 0; rib->pages[page] != NULL && i < PAGE_SIZE; i++)
			check_row(rib, &rib->pages[page][i], page << PAGE_SHIFT | i, totals);
	}
}

/* Nothing is known of a peer that is down, and nothing was sent to it. */
static void check_peer(const struct rib *rib, rib_peer_id id, const uint32_t received[3])
{
	const struct rib_peer *peer = &rib->peers[id];

	CHECK(peer->cursor <= rib->journal_count);
	CHECK(peer->class < rib->class_count);
	CHECK(memcmp(peer->received, received, sizeof(peer->received)) == 0);
	CHECK(peer->codec != NULL || peer->adj_out_pages == 0);
}

/* A peer that has caught up was sent what the policy makes of each row, or nothing, if that fits
 * into no message. */
static void check_adj_out(struct rib *rib, rib_peer_id peer, prefix_id prefix, attrs_id sent)
{
	const struct rib_row *row = rib_row_find(rib, prefix);
	attrs_id want = ATTRS_NONE;

	if (sent == ATTRS_NONE)
		return;
	/* Whatever a peer has stays in the journal, so that its withdrawal can be sent. */
	CHECK(row != NULL && row->journal != 0);
	if (sent == RIB_ADJ_OUT_STALE) {
		CHECK(rib->peers[peer].cursor < rib->journal_count);
		return;
	}
	CHECK(attr_pool_get(rib->pools.attrs, sent) != NULL);
	if (rib->peers[peer].cursor < rib->journal_count)
		return;
	CHECK(row->has_best);
	CHECK(rib_export_row(rib, peer, prefix, row, &want) == RIB_PASS && sent == want);
}

static void check_adj_outs(struct rib *rib, rib_peer_id id)
{
	const struct rib_peer *peer = &rib->peers[id];

	for (uint32_t page = 0; page < peer->adj_out_pages; page++) {
		for (uint32_t i = 0; peer->adj_out[page] != NULL && i < PAGE_SIZE; i++)
			check_adj_out(rib, id, page << PAGE_SHIFT | i, peer->adj_out[page][i]);
	}
}

void rib_check(struct rib *rib)
{
	struct totals totals = {.received = xcalloc(rib->peer_count, sizeof(*totals.received))};

	check_rows(rib, &totals);
	CHECK(totals.paths == rib->path_count);
	CHECK(totals.prefixes == rib->prefix_count);
	CHECK(totals.journaled == rib->journal_live);
	CHECK(rib->journal_live <= rib->journal_count);
	for (uint32_t i = 0; i < rib->peer_count; i++) {
		check_peer(rib, (rib_peer_id)i, totals.received[i]);
		check_adj_outs(rib, (rib_peer_id)i);
	}
	free(totals.received);
}
