/*
 * Adj-RIBs-Out: from the journal to UPDATEs.
 *
 * A pull looks at the journal from the peer's cursor, a batch at a time: for each entry that still
 * counts it asks what the peer should hear, compares that with its Adj-RIB-Out, and sorts what
 * differs by attribute set, so that equal sets share a message. The cursor moves when the whole
 * batch is written. If the transport takes less, the next pull looks at the same entries again and
 * finds those already sent to be equal: no queue, and always the latest state.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

/* Entries looked at before packing. */
enum { BATCH = 2048 };

/* So many looks at an entry cost as much as a change of a path. */
enum { LOOKS_OF_WORK = 16 };

/* Adj-RIB-Out */

static attrs_id adj_out_get(const struct rib_peer *state, prefix_id prefix)
{
	uint32_t page = prefix >> PAGE_SHIFT;

	if (page >= state->adj_out_pages || state->adj_out[page] == NULL)
		return ATTRS_NONE;
	return state->adj_out[page][prefix & (PAGE_SIZE - 1)];
}

attrs_id rib_adj_out(const struct rib *rib, rib_peer_id peer, prefix_id prefix)
{
	attrs_id attrs = adj_out_get(&rib->peers[peer], prefix);

	return attrs == RIB_ADJ_OUT_STALE ? ATTRS_NONE : attrs;
}

static void adj_out_set(struct rib_peer *state, prefix_id prefix, attrs_id attrs)
{
	uint32_t page = prefix >> PAGE_SHIFT;

	if (page >= state->adj_out_pages) {
		uint32_t count = page + 1 + page / 4;

		state->adj_out = xrealloc(state->adj_out, count * sizeof(*state->adj_out));
		for (uint32_t i = state->adj_out_pages; i < count; i++)
			state->adj_out[i] = NULL;
		state->adj_out_pages = count;
	}
	if (state->adj_out[page] == NULL)
		state->adj_out[page] = xcalloc(PAGE_SIZE, sizeof(attrs_id));
	state->adj_out[page][prefix & (PAGE_SIZE - 1)] = attrs;
}

void rib_adj_out_clear(struct rib_peer *peer)
{
	for (uint32_t page = 0; page < peer->adj_out_pages; page++)
		free(peer->adj_out[page]);
	free(peer->adj_out);
	peer->adj_out = NULL;
	peer->adj_out_pages = 0;
}

/* What the peer has is not forgotten: it may be withdrawn before it is sent again. */
void rib_refresh(struct rib *rib, rib_peer_id peer, uint8_t family)
{
	struct rib_peer *state = &rib->peers[peer];

	CHECK(peer < rib->peer_count);
	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	if (state->codec == NULL)
		return;
	for (size_t i = 0; i < rib->journal_count; i++) {
		prefix_id prefix = rib->journal[i];

		if (adj_out_get(state, prefix) != ATTRS_NONE &&
		    prefix_table_get(rib->pools.prefixes, prefix)->addr.family == family)
			adj_out_set(state, prefix, RIB_ADJ_OUT_STALE);
	}
	state->cursor = 0;
	state->end_of_rib[family] = state->codec->families[family];
}

bool rib_pending(const struct rib *rib, rib_peer_id peer)
{
	const struct rib_peer *state = &rib->peers[peer];

	return state->codec != NULL &&
	       (state->cursor < rib->journal_count || state->end_of_rib[ADDR_IPV4] ||
	        state->end_of_rib[ADDR_IPV6]);
}

/* Packing */

/* A change of an Adj-RIB-Out that the peer must hear of, as one number that sorts by family, then
 * withdrawals first, then by set, then by prefix handle. Handles of sets stay below 2^29 (see
 * export_ask). */
typedef uint64_t change;

static change change_of(attrs_id attrs, prefix_id prefix, uint8_t family)
{
	return (uint64_t)(family == ADDR_IPV6) << 63 | (uint64_t)attrs << 32 | prefix;
}

static uint8_t change_family(change item)
{
	return item >> 63 ? ADDR_IPV6 : ADDR_IPV4;
}

static attrs_id change_attrs(change item)
{
	return (attrs_id)(item >> 32) & INT32_MAX;
}

static prefix_id change_prefix(change item)
{
	return (prefix_id)item;
}

static int change_compare(const void *a, const void *b)
{
	change left = *(const change *)a;
	change right = *(const change *)b;

	return left < right ? -1 : left > right;
}

/* Fills `batch` from journal entries `from` up to `until`; returns how many changes there are. */
static unsigned collect(struct rib *rib, rib_peer_id peer, size_t from, size_t until, change *batch)
{
	const struct rib_peer *state = &rib->peers[peer];
	unsigned count = 0;
	bool sorted = true;

	for (size_t i = from; i < until; i++) {
		prefix_id prefix = rib->journal[i];
		const struct rib_row *row = rib_row_find(rib, prefix);
		attrs_id attrs = ATTRS_NONE;

		if (row->journal != i + 1)
			continue;

		uint8_t family = prefix_table_get(rib->pools.prefixes, prefix)->addr.family;

		if (row->has_best)
			rib_export_row(rib, peer, prefix, row, &attrs);
		if (attrs == adj_out_get(state, prefix) || !state->codec->families[family])
			continue;
		batch[count] = change_of(attrs, prefix, family);
		sorted = sorted && (count == 0 || batch[count - 1] < batch[count]);
		count++;
	}
	if (!sorted)
		qsort(batch, count, sizeof(*batch), change_compare);
	return count;
}

struct pull {
	struct rib *rib;
	struct rib_peer *state;
	const struct rib_peer_conf *conf;
	struct writer *out;
	unsigned messages;
};

enum packed {
	PACKED,
	PACK_FULL,      /* the writer has no room left */
	PACK_IMPOSSIBLE /* the set does not fit into any message */
};

static bool begin(struct pull *pull, struct bgp_packer *packer, change item)
{
	uint8_t family = change_family(item);
	const struct bgp_attrs *set;
	const struct addr *next_hop;

	if (change_attrs(item) == ATTRS_NONE) {
		bgp_pack_withdraw(packer, pull->out, pull->state->codec, family);
		return true;
	}
	set = attr_pool_get(pull->rib->pools.attrs, change_attrs(item));
	next_hop = addr_is_set(&set->next_hop) ? &set->next_hop : &pull->conf->next_hop[family];
	return bgp_pack_reach(packer, pull->out, pull->state->codec, family, set, next_hop);
}

/* One message from `items`, which share a set; *done counts those that are in it. */
static enum packed pack_message(struct pull *pull, const change *items, unsigned count,
                                unsigned *done)
{
	size_t start = pull->out->used;
	bool fresh = start == 0 || pull->out->capacity - start >= pull->state->codec->message_max;
	struct bgp_packer packer;
	unsigned added = 0;

	if (pull->out->capacity - start < BGP_MESSAGE_MAX)
		return PACK_FULL;
	if (begin(pull, &packer, items[0])) {
		while (added < count &&
		       bgp_pack_add(&packer, prefix_table_get(pull->rib->pools.prefixes,
		                                              change_prefix(items[added]))))
			added++;
		bgp_pack_end(&packer);
	}
	for (unsigned i = 0; i < added; i++)
		adj_out_set(pull->state, change_prefix(items[i]), change_attrs(items[i]));
	*done += added;
	pull->messages += added > 0;
	if (added > 0)
		return PACKED;
	return fresh ? PACK_IMPOSSIBLE : PACK_FULL;
}

/* How many of the items share family and set with the first. */
static unsigned run_of(const change *items, unsigned count)
{
	unsigned end = 1;

	while (end < count && items[end] >> 32 == items[0] >> 32)
		end++;
	return end;
}

/* A route that fits into no message is as good as none: what was announced of it before must go. */
static bool give_up_on(struct pull *pull, change item)
{
	change withdrawal = change_of(ATTRS_NONE, change_prefix(item), change_family(item));
	unsigned done = 0;

	if (adj_out_get(pull->state, change_prefix(item)) == ATTRS_NONE)
		return true;
	return pack_message(pull, &withdrawal, 1, &done) == PACKED;
}

/* Everything in the batch; false when the writer is full. */
static bool pack_batch(struct pull *pull, const change *items, unsigned count)
{
	for (unsigned i = 0; i < count;) {
		switch (pack_message(pull, items + i, run_of(items + i, count - i), &i)) {
		case PACKED:
			break;
		case PACK_FULL:
			return false;
		case PACK_IMPOSSIBLE:
			if (!give_up_on(pull, items[i]))
				return false;
			i++;
			break;
		}
	}
	return true;
}

static bool pack_ends(struct pull *pull)
{
	enum { END_OF_RIB_MAX = 64 };

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (!pull->state->end_of_rib[family])
			continue;
		if (pull->out->capacity - pull->out->used < END_OF_RIB_MAX)
			return false;
		bgp_pack_end_of_rib(pull->out, pull->state->codec, family);
		pull->state->end_of_rib[family] = false;
		pull->messages++;
	}
	return true;
}

unsigned rib_pull(struct rib *rib, rib_peer_id peer, struct writer *out)
{
	struct pull pull = {
	    .rib = rib, .state = &rib->peers[peer], .conf = rib->confs[peer], .out = out};
	change batch[BATCH];

	CHECK(pull.state->codec != NULL);
	while (pull.state->cursor < rib->journal_count) {
		size_t left = rib->journal_count - pull.state->cursor;
		size_t until = pull.state->cursor + (left < BATCH ? left : BATCH);
		unsigned count = collect(rib, peer, pull.state->cursor, until, batch);

		rib->work += 1 + (until - pull.state->cursor) / LOOKS_OF_WORK;

		if (!pack_batch(&pull, batch, count))
			return pull.messages;
		pull.state->cursor = (uint32_t)until;
	}
	pack_ends(&pull);
	return pull.messages;
}
