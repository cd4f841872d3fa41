/*
 * Telling: from the journal to UPDATEs.
 *
 * A pull looks at the journal from the peer's cursor, a batch at a time: for each entry that still
 * counts it asks what the peer should know, compares that with what it was told, and sorts what
 * differs by attribute set, so that equal sets share a message. The cursor moves when the whole
 * batch is written. If the transport takes less, the next pull looks at the same entries again and
 * finds those already told to be equal: no queue, and always the latest state.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/mem.h"
#include "bgp/as_path.h"
#include "rib/tables.h"

/* Entries looked at before packing. */
enum { BATCH = 2048 };

/* Export classes */

/* Everything that rib_export_apply() looks at. */
static bool same_class(const struct rib_peer_conf *a, const struct rib_peer_conf *b)
{
	return a->local_as == b->local_as && rib_peer_external(a) == rib_peer_external(b) &&
	       (!a->export.skip_peer_as || a->peer_as == b->peer_as) && a->client == b->client &&
	       rib_export_equal(&a->export, &b->export);
}

static uint16_t class_of(struct rib *rib, const struct rib_peer_conf *conf)
{
	uint32_t i = 0;

	while (i < rib->class_count && !same_class(rib->classes[i].example, conf))
		i++;
	if (i == rib->class_count) {
		rib->classes = xrealloc(rib->classes, (i + 1) * sizeof(*rib->classes));
		rib->classes[i] = (struct rib_class){.example = conf};
		rib->class_count++;
	}
	return (uint16_t)i;
}

void rib_classes_init(struct rib *rib)
{
	for (uint32_t i = 0; i < rib->peer_count; i++) {
		rib->peers[i].class = class_of(rib, rib->confs[i]);
		rib->transit |= !rib->confs[i]->export.originated_only;
		rib->reflects |= rib->confs[i]->client;
		CHECK(rib->confs[i]->export.best_of == 0 || rib->best_of == 0 ||
		      rib->confs[i]->export.best_of == rib->best_of);
		rib->best_of |= rib->confs[i]->export.best_of;
	}
}

void rib_classes_forget(struct rib *rib)
{
	for (uint32_t i = 0; i < rib->class_count; i++) {
		free(rib->classes[i].memo);
		rib->classes[i].memo = NULL;
		rib->classes[i].memo_count = rib->classes[i].memo_size = 0;
	}
}

void rib_classes_done(struct rib *rib)
{
	rib_classes_forget(rib);
	free(rib->classes);
}

/* The empty slot, or the one that holds `key`. */
static struct rib_exported *memo_slot(const struct rib_class *class, uint32_t key)
{
	uint32_t mask = class->memo_size - 1;
	uint32_t i = (uint32_t)hash_mix(key) & mask;

	while (class->memo[i].key != 0 && class->memo[i].key != key)
		i = (i + 1) & mask;
	return &class->memo[i];
}

static void memo_grow(struct rib_class *class)
{
	struct rib_class old = *class;

	class->memo_size = old.memo_size == 0 ? 16 : 2 * old.memo_size;
	class->memo = xcalloc(class->memo_size, sizeof(*class->memo));
	for (uint32_t i = 0; i < old.memo_size; i++) {
		if (old.memo[i].key != 0)
			*memo_slot(class, old.memo[i].key) = old.memo[i];
	}
	free(old.memo);
}

static const struct rib_peer_conf *peer_conf(const struct rib *rib, const struct rib_path *path)
{
	return path->peer == RIB_LOCAL ? NULL : rib->confs[path->peer];
}

static struct rib_exported export_compute(struct rib *rib, const struct rib_class *class,
                                          const struct rib_path *path)
{
	uint8_t room[2 * AS_PATH_SIZE_MAX];
	struct writer scratch = writer_of(room, sizeof(room));
	struct bgp_attrs attrs = *attr_pool_get(rib->pools.attrs, path->attrs);
	struct rib_source from = {.peer = peer_conf(rib, path), .group = path->group};
	struct rib_exported exported = {.attrs = ATTRS_NONE};

	exported.verdict = (uint8_t)rib_export_apply(class->example, from, &attrs, &scratch);
	if (exported.verdict == RIB_PASS)
		exported.attrs = attr_pool_intern(rib->pools.attrs, &attrs);
	return exported;
}

/* What the policy can tell apart about a path beside its set. Withheld groups are not asked for. */
static uint32_t kind_of(const struct rib_peer_conf *to, const struct rib_peer_conf *from,
                        uint8_t group)
{
	enum { OWN, EXTERNAL, INTERNAL, CLIENT, REWRITTEN };
	uint32_t kind = from == NULL              ? OWN
	                : rib_peer_external(from) ? EXTERNAL
	                : from->client            ? CLIENT
	                                          : INTERNAL;

	return to->export.rewrite.groups & rib_group_bit(group) ? kind + REWRITTEN : kind;
}

static const struct rib_exported *export_ask(struct rib *rib, uint16_t class_id,
                                             const struct rib_path *path)
{
	enum { KINDS = 8 };
	struct rib_class *class = &rib->classes[class_id];
	uint32_t key =
	    path->attrs * KINDS + kind_of(class->example, peer_conf(rib, path), path->group);

	CHECK(path->attrs < UINT32_MAX / KINDS);
	if (class->memo_size > 0) {
		struct rib_exported *found = memo_slot(class, key);

		if (found->key == key)
			return found;
	}
	if (4 * (class->memo_count + 1) > 3 * class->memo_size)
		memo_grow(class);

	struct rib_exported *slot = memo_slot(class, key);

	*slot = export_compute(rib, class, path);
	slot->key = key;
	class->memo_count++;
	return slot;
}

/* What depends on the single peer and prefix, then what its class says. */
static enum rib_verdict export_judge(struct rib *rib, rib_peer_id to, prefix_id prefix,
                                     const struct rib_path *best, attrs_id *out)
{
	const struct rib_peer_conf *conf = rib->confs[to];

	*out = ATTRS_NONE;
	if (best->peer == to)
		return RIB_SPLIT_HORIZON;
	if (best->peer != RIB_LOCAL && conf->site_of_origin != 0 &&
	    rib->confs[best->peer]->site_of_origin == conf->site_of_origin)
		return RIB_SITE_OF_ORIGIN;
	if (conf->export.withheld & rib_group_bit(best->group))
		return RIB_WITHHELD;

	const struct rib_exported *exported = export_ask(rib, rib->peers[to].class, best);

	if (exported->verdict != RIB_PASS)
		return exported->verdict;
	if (conf->export.filter != NULL &&
	    !rib_filter_permits(conf->export.filter, prefix_table_get(rib->pools.prefixes, prefix)))
		return RIB_FILTERED;
	*out = exported->attrs;
	return RIB_PASS;
}

/* The path of a row that this peer hears of, if it does. */
static const struct rib_path *path_for(const struct rib *rib, rib_peer_id to,
                                       const struct rib_row *row)
{
	const struct rib_path *alternate = NULL;

	if (rib->confs[to]->export.best_of != 0)
		alternate = rib_row_alternate(rib, row);
	return alternate != NULL ? alternate : rib_row_paths(rib, row);
}

enum rib_verdict rib_export_verdict(struct rib *rib, rib_peer_id peer, prefix_id prefix)
{
	const struct rib_row *row = rib_row_find(rib, prefix);
	uint8_t family = prefix_table_get(rib->pools.prefixes, prefix)->addr.family;
	attrs_id out;

	CHECK(row != NULL && row->has_best);
	if (!rib->confs[peer]->families[family])
		return RIB_FAMILY;
	return export_judge(rib, peer, prefix, path_for(rib, peer, row), &out);
}

/* What was told */

attrs_id rib_told(const struct rib *rib, rib_peer_id peer, prefix_id prefix)
{
	const struct rib_peer *state = &rib->peers[peer];
	uint32_t page = prefix >> PAGE_SHIFT;

	if (page >= state->told_pages || state->told[page] == NULL)
		return ATTRS_NONE;
	return state->told[page][prefix & (PAGE_SIZE - 1)];
}

static void told_set(struct rib_peer *state, prefix_id prefix, attrs_id attrs)
{
	uint32_t page = prefix >> PAGE_SHIFT;

	if (page >= state->told_pages) {
		uint32_t count = page + 1 + page / 4;

		state->told = xrealloc(state->told, count * sizeof(*state->told));
		for (uint32_t i = state->told_pages; i < count; i++)
			state->told[i] = NULL;
		state->told_pages = count;
	}
	if (state->told[page] == NULL)
		state->told[page] = xcalloc(PAGE_SIZE, sizeof(attrs_id));
	state->told[page][prefix & (PAGE_SIZE - 1)] = attrs;
}

void rib_told_forget(struct rib_peer *peer)
{
	for (uint32_t page = 0; page < peer->told_pages; page++)
		free(peer->told[page]);
	free(peer->told);
	peer->told = NULL;
	peer->told_pages = 0;
}

/* What the peer was told as it still is gets forgotten, so that looking again finds a difference.
 * Anything else is on its way, perhaps as a withdrawal, and must not be forgotten. */
void rib_refresh(struct rib *rib, rib_peer_id peer, uint8_t family)
{
	struct rib_peer *state = &rib->peers[peer];

	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	if (state->codec == NULL)
		return;
	for (size_t i = 0; i < rib->journal_count; i++) {
		prefix_id prefix = rib->journal[i];
		const struct rib_row *row = rib_row_find(rib, prefix);
		attrs_id attrs = ATTRS_NONE;

		if (row->journal != i + 1 || !row->has_best ||
		    prefix_table_get(rib->pools.prefixes, prefix)->addr.family != family)
			continue;
		export_judge(rib, peer, prefix, path_for(rib, peer, row), &attrs);
		if (attrs != ATTRS_NONE && attrs == rib_told(rib, peer, prefix))
			told_set(state, prefix, ATTRS_NONE);
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

/* What to tell, as one number that sorts by family, then withdrawals first, then by set, then by
 * prefix handle. Handles of sets stay below 2^29 (see export_ask). */
typedef uint64_t news;

static news news_of(attrs_id attrs, prefix_id prefix, uint8_t family)
{
	return (uint64_t)(family == ADDR_IPV6) << 63 | (uint64_t)attrs << 32 | prefix;
}

static uint8_t news_family(news item)
{
	return item >> 63 ? ADDR_IPV6 : ADDR_IPV4;
}

static attrs_id news_attrs(news item)
{
	return (attrs_id)(item >> 32) & INT32_MAX;
}

static prefix_id news_prefix(news item)
{
	return (prefix_id)item;
}

static int news_compare(const void *a, const void *b)
{
	news left = *(const news *)a;
	news right = *(const news *)b;

	return left < right ? -1 : left > right;
}

/* Fills `batch` from journal entries `from` up to `until`; returns how many are news. */
static unsigned collect(struct rib *rib, rib_peer_id peer, size_t from, size_t until, news *batch)
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
			export_judge(rib, peer, prefix, path_for(rib, peer, row), &attrs);
		if (attrs == rib_told(rib, peer, prefix) || !state->codec->families[family])
			continue;
		batch[count] = news_of(attrs, prefix, family);
		sorted = sorted && (count == 0 || batch[count - 1] < batch[count]);
		count++;
	}
	if (!sorted)
		qsort(batch, count, sizeof(*batch), news_compare);
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

static bool begin(struct pull *pull, struct bgp_packer *packer, news item)
{
	uint8_t family = news_family(item);
	const struct bgp_attrs *set;
	const struct addr *next_hop;

	if (news_attrs(item) == ATTRS_NONE) {
		bgp_pack_withdraw(packer, pull->out, pull->state->codec, family);
		return true;
	}
	set = attr_pool_get(pull->rib->pools.attrs, news_attrs(item));
	next_hop = addr_is_set(&set->next_hop) ? &set->next_hop : &pull->conf->next_hop[family];
	return bgp_pack_reach(packer, pull->out, pull->state->codec, family, set, next_hop);
}

/* One message from `items`, which share a set; *done counts those that are in it. */
static enum packed pack_message(struct pull *pull, const news *items, unsigned count,
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
		                                              news_prefix(items[added]))))
			added++;
		bgp_pack_end(&packer);
	}
	for (unsigned i = 0; i < added; i++)
		told_set(pull->state, news_prefix(items[i]), news_attrs(items[i]));
	*done += added;
	pull->messages += added > 0;
	if (added > 0)
		return PACKED;
	return fresh ? PACK_IMPOSSIBLE : PACK_FULL;
}

/* How many of the items share family and set with the first. */
static unsigned run_of(const news *items, unsigned count)
{
	unsigned end = 1;

	while (end < count && items[end] >> 32 == items[0] >> 32)
		end++;
	return end;
}

/* A route that fits into no message is as good as none: what was told of it before must go. */
static bool give_up_on(struct pull *pull, news item)
{
	news withdrawal = news_of(ATTRS_NONE, news_prefix(item), news_family(item));
	unsigned done = 0;

	if (rib_told(pull->rib, (rib_peer_id)(pull->state - pull->rib->peers), news_prefix(item)) ==
	    ATTRS_NONE)
		return true;
	return pack_message(pull, &withdrawal, 1, &done) == PACKED;
}

/* Everything in the batch; false when the writer is full. */
static bool pack_batch(struct pull *pull, const news *items, unsigned count)
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
	news batch[BATCH];

	CHECK(pull.state->codec != NULL);
	while (pull.state->cursor < rib->journal_count) {
		size_t left = rib->journal_count - pull.state->cursor;
		size_t until = pull.state->cursor + (left < BATCH ? left : BATCH);
		unsigned count = collect(rib, peer, pull.state->cursor, until, batch);

		if (!pack_batch(&pull, batch, count))
			return pull.messages;
		pull.state->cursor = (uint32_t)until;
	}
	pack_ends(&pull);
	return pull.messages;
}
