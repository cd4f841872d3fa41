/*
 * Rows, paths and the decision.
 *
 * Rows live in pages indexed by prefix handle, so a speaker pays for the neighbourhoods of the
 * handle space that it knows, and finding a row is two loads. The paths of a row are a block in the
 * path store; the best stands first. Every change of a best path appends the prefix to the journal
 * and makes the row point at that entry: earlier entries of the same prefix no longer count, and
 * are squeezed out when they outnumber those that do.
 */
#include "rib/rib.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

struct rib *rib_new(struct rib_pools pools, const struct rib_peer_conf *const *peers,
                    uint32_t peer_count)
{
	struct rib *rib = xcalloc(1, sizeof(*rib));

	CHECK(peer_count <= RIB_PEER_MAX);
	rib->pools = pools;
	rib->confs = peers;
	rib->peers = xcalloc(peer_count, sizeof(*rib->peers));
	rib->peer_count = peer_count;
	rib_classes_init(rib);
	return rib;
}

void rib_free(struct rib *rib)
{
	if (rib == NULL)
		return;
	for (uint32_t i = 0; i < rib->peer_count; i++)
		rib_told_forget(&rib->peers[i]);
	for (uint32_t i = 0; i < rib->page_count; i++)
		free(rib->pages[i]);
	rib_classes_done(rib);
	path_store_done(&rib->store);
	free(rib->pages);
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

/* Journal */

/* Squeezes out the entries that no longer count, and those of rows without a best path that every
 * peer has passed; the cursors move along. */
static void journal_squeeze(struct rib *rib)
{
	size_t slowest = rib->journal_count;
	uint32_t *kept_before = xmalloc((rib->journal_count + 1) * sizeof(*kept_before));
	uint32_t kept = 0;

	for (uint32_t i = 0; i < rib->peer_count; i++) {
		if (rib->peers[i].codec != NULL && rib->peers[i].cursor < slowest)
			slowest = rib->peers[i].cursor;
	}
	for (size_t i = 0; i < rib->journal_count; i++) {
		prefix_id prefix = rib->journal[i];
		struct rib_row *row = rib_row_find(rib, prefix);

		kept_before[i] = kept;
		if (row->journal != i + 1)
			continue;
		if (!row->has_best && i < slowest) {
			row->journal = 0;
			continue;
		}
		rib->journal[kept++] = prefix;
		row->journal = kept;
	}
	kept_before[rib->journal_count] = kept;
	for (uint32_t i = 0; i < rib->peer_count; i++)
		rib->peers[i].cursor = kept_before[rib->peers[i].cursor];
	rib->journal_count = rib->journal_live = kept;
	free(kept_before);
}

/* Rows that nobody may ever hear of stay out of the journal: at a gateway that is nearly all. */
static bool is_worth_telling(const struct rib *rib, const struct rib_row *row)
{
	if (rib->transit || row->journal != 0)
		return true;
	return row->has_best && rib_row_paths(rib, row)->peer == RIB_LOCAL;
}

static void journal_add(struct rib *rib, struct rib_row *row, prefix_id prefix)
{
	enum { SLACK = 64 };

	rib->changes++;
	if (!is_worth_telling(rib, row))
		return;
	if (rib->journal_count > 2 * (size_t)rib->journal_live + SLACK)
		journal_squeeze(rib);
	rib->journal = mem_grow(rib->journal, &rib->journal_capacity, rib->journal_count + 1,
	                        sizeof(*rib->journal));
	rib->journal[rib->journal_count++] = prefix;
	if (row->journal == 0)
		rib->journal_live++;
	row->journal = (uint32_t)rib->journal_count;
}

/* Decision */

static struct rib_candidate candidate_of(const struct rib *rib, const struct rib_path *path)
{
	struct rib_candidate candidate = {.attrs = attr_pool_get(rib->pools.attrs, path->attrs)};

	if (path->peer == RIB_LOCAL) {
		candidate.local = true;
		return candidate;
	}
	const struct rib_peer_conf *conf = rib->confs[path->peer];

	candidate.external = rib_peer_external(conf);
	candidate.igp_metric = conf->igp_metric;
	candidate.peer_address = &conf->peer_address;
	candidate.router_id = rib->peers[path->peer].router_id;
	if (!candidate.external && bgp_attrs_have(candidate.attrs, BGP_ATTR_ORIGINATOR_ID))
		candidate.router_id = candidate.attrs->originator_id;
	return candidate;
}

/* A path for those who are not told every best one. */
static bool is_alternate(const struct rib *rib, const struct rib_path *path)
{
	return rib->best_of & rib_group_bit(path->group);
}

/* The accepted paths of a row as candidates; `index` tells where each stands in the row. */
struct field {
	struct rib_candidate *candidates;
	uint32_t *index;
	uint32_t count;
	struct rib_candidate room[8];
	uint32_t index_room[8];
};

static inline void field_init(struct field *field, const struct rib *rib,
                              const struct rib_path *paths, uint32_t count, bool alternates_only)
{
	bool fits = count <= COUNT_OF(field->room);

	field->candidates = fits ? field->room : xmalloc(count * sizeof(*field->candidates));
	field->index = fits ? field->index_room : xmalloc(count * sizeof(*field->index));
	field->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (paths[i].verdict != RIB_PASS)
			continue;
		if (alternates_only && !is_alternate(rib, &paths[i]))
			continue;
		field->candidates[field->count] = candidate_of(rib, &paths[i]);
		field->index[field->count++] = i;
	}
}

static void field_done(struct field *field)
{
	if (field->candidates == field->room)
		return;
	free(field->candidates);
	free(field->index);
}

/* The index of the best path, or `count` when none is accepted. */
static uint32_t choose(const struct rib *rib, const struct rib_path *paths, uint32_t count,
                       bool alternates_only, enum rib_step *why)
{
	struct field field;
	uint32_t best = count;

	*why = RIB_STEP_ONLY_PATH;
	if (count == 1 && !alternates_only)
		return paths[0].verdict == RIB_PASS ? 0 : 1;
	field_init(&field, rib, paths, count, alternates_only);
	if (field.count > 0)
		best = field.index[rib_decide(field.candidates, field.count, why, NULL)];
	field_done(&field);
	return best;
}

const struct rib_path *rib_row_alternate(const struct rib *rib, const struct rib_row *row)
{
	const struct rib_path *paths;

	if (rib->best_of == 0 || !row->has_best || row->count < 2)
		return NULL;
	paths = rib_row_paths(rib, row);
	if (is_alternate(rib, &paths[0]) || !is_alternate(rib, &paths[1]) ||
	    paths[1].verdict != RIB_PASS)
		return NULL;
	return &paths[1];
}

static void swap_paths(struct rib_path *paths, uint32_t a, uint32_t b)
{
	struct rib_path kept = paths[a];

	paths[a] = paths[b];
	paths[b] = kept;
}

/* What others may hear of a row. */
struct lead {
	struct rib_path best;
	struct rib_path alternate;
};

static inline struct lead lead_of(const struct rib *rib, const struct rib_row *row)
{
	struct lead lead = {{0}, {0}};

	if (row->has_best)
		lead.best = *rib_row_paths(rib, row);
	if (rib->best_of != 0) {
		const struct rib_path *alternate = rib_row_alternate(rib, row);

		if (alternate != NULL)
			lead.alternate = *alternate;
	}
	return lead;
}

/* Both are without padding. */
static inline bool paths_equal(const struct rib_path *a, const struct rib_path *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool alternate_changed(const struct rib *rib, const struct rib_row *row,
                              const struct lead *before)
{
	struct lead after = lead_of(rib, row);

	return !paths_equal(&after.alternate, &before->alternate);
}

static void put_alternate_second(const struct rib *rib, struct rib_row *row)
{
	struct rib_path *paths = rib_row_paths(rib, row);
	enum rib_step why;
	uint32_t best = choose(rib, paths, row->count, true, &why);

	if (best > 1 && best < row->count)
		swap_paths(paths, 1, best);
}

/* Puts the best path first and journals the row if that changed anything for others. `before` is
 * what they heard of as it was. */
static void decide(struct rib *rib, struct rib_row *row, prefix_id prefix,
                   const struct lead *before)
{
	struct rib_path *paths = row->count > 0 ? rib_row_paths(rib, row) : NULL;
	enum rib_step why = RIB_STEP_ONLY_PATH;
	uint32_t best = row->count > 0 ? choose(rib, paths, row->count, false, &why) : 0;
	bool had_best = row->has_best;

	row->why = (uint8_t)why;
	row->has_best = best < row->count;
	if (row->has_best && best > 0)
		swap_paths(paths, 0, best);
	if (rib->best_of != 0 && row->has_best && !is_alternate(rib, &paths[0]))
		put_alternate_second(rib, row);

	bool changed =
	    row->has_best != had_best || (row->has_best && !paths_equal(&paths[0], &before->best));

	if (changed || (rib->best_of != 0 && alternate_changed(rib, row, before)))
		journal_add(rib, row, prefix);
}

/* Paths */

static uint32_t path_of_peer(const struct rib *rib, const struct rib_row *row, rib_peer_id peer)
{
	const struct rib_path *paths = row->count > 0 ? rib_row_paths(rib, row) : NULL;
	uint32_t i = 0;

	while (i < row->count && paths[i].peer != peer)
		i++;
	return i;
}

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
	struct lead before = lead_of(rib, row);
	uint32_t at = path_of_peer(rib, row, path.peer);

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
	uint32_t at = path_of_peer(rib, row, peer);
	struct lead before = lead_of(rib, row);

	if (at == row->count)
		return;
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
	rib_told_forget(state);
	if (state->received[ADDR_IPV4] + state->received[ADDR_IPV6] > 0)
		drop_paths(rib, peer);
}

/* Routes in */

struct rib_imported rib_import(struct rib *rib, rib_peer_id peer, const struct bgp_attrs *attrs)
{
	struct bgp_attrs changed = *attrs;
	enum rib_verdict verdict = rib_import_apply(rib->confs[peer], &changed);

	/* A reflector notes here who brought the route, so that equal sets stay equal. */
	if (rib->reflects && !rib_peer_external(rib->confs[peer]) &&
	    !bgp_attrs_have(attrs, BGP_ATTR_ORIGINATOR_ID)) {
		changed.originator_id = rib->peers[peer].router_id;
		changed.present |= bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID);
	}

	return (struct rib_imported){
	    .attrs = attr_pool_intern(rib->pools.attrs, verdict == RIB_PASS ? &changed : attrs),
	    .verdict = verdict,
	};
}

static bool is_own(const struct rib *rib, prefix_id prefix)
{
	const struct rib_row *row = rib_row_find(rib, prefix);

	return row != NULL && path_of_peer(rib, row, RIB_LOCAL) < row->count;
}

void rib_announce(struct rib *rib, rib_peer_id peer, prefix_id prefix, struct rib_imported path)
{
	const struct rib_peer_conf *conf = rib->confs[peer];
	const struct rib_filter *filter = conf->import.filter;
	enum rib_verdict verdict = path.verdict;

	if (verdict == RIB_PASS && filter != NULL &&
	    !rib_filter_permits(filter, prefix_table_get(rib->pools.prefixes, prefix)))
		verdict = RIB_FILTERED;
	if (verdict == RIB_PASS && conf->import.refuse_own_prefix && is_own(rib, prefix))
		verdict = RIB_OWN_PREFIX;
	put(rib, prefix,
	    (struct rib_path){.attrs = path.attrs,
	                      .peer = peer,
	                      .verdict = (uint8_t)verdict,
	                      .group = conf->group});
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

/* Looking */

uint32_t rib_received(const struct rib *rib, rib_peer_id peer, uint8_t family)
{
	return rib->peers[peer].received[family];
}

uint64_t rib_changes(const struct rib *rib)
{
	return rib->changes;
}

bool rib_look(const struct rib *rib, prefix_id prefix, struct rib_row_view *out)
{
	const struct rib_row *row = rib_row_find(rib, prefix);

	if (row == NULL || row->count == 0)
		return false;
	*out = (struct rib_row_view){
	    .prefix = prefix,
	    .paths = rib_row_paths(rib, row),
	    .count = row->count,
	    .has_best = row->has_best,
	    .why = row->why,
	};
	return true;
}

void rib_equal_paths(const struct rib *rib, const struct rib_row_view *row, uint8_t *equal)
{
	struct field field;
	enum rib_step why;

	memset(equal, 0, row->count);
	field_init(&field, rib, row->paths, row->count, false);
	if (field.count > 0) {
		uint8_t *in = xmalloc(field.count);

		rib_decide(field.candidates, field.count, &why, in);
		for (uint32_t i = 0; i < field.count; i++)
			equal[field.index[i]] = in[i];
		free(in);
	}
	field_done(&field);
}

uint32_t rib_prefix_count(const struct rib *rib)
{
	return rib->prefix_count;
}

uint64_t rib_path_count(const struct rib *rib)
{
	return rib->path_count;
}

/* Other settings */

/* Rows that nobody could hear of before are missing in the journal. */
static void journal_complete(struct rib *rib, uint32_t page)
{
	for (uint32_t i = 0; i < PAGE_SIZE; i++) {
		struct rib_row *row = &rib->pages[page][i];

		if (row->has_best && row->journal == 0)
			journal_add(rib, row, page << PAGE_SHIFT | i);
	}
}

void rib_reconfigured(struct rib *rib)
{
	rib_classes_done(rib);
	rib->classes = NULL;
	rib->class_count = 0;
	rib->transit = rib->reflects = false;
	rib->best_of = 0;
	rib_classes_init(rib);
	for (uint32_t page = 0; page < rib->page_count; page++) {
		if (rib->pages[page] != NULL)
			journal_complete(rib, page);
	}
	for (uint32_t i = 0; i < rib->peer_count; i++)
		rib->peers[i].cursor = 0;
	rib->changes++;
}

/* Sweeping */

static void mark_rows(const struct rib *rib, uint32_t page, uint8_t *keep)
{
	for (uint32_t i = 0; i < PAGE_SIZE; i++) {
		const struct rib_row *row = &rib->pages[page][i];

		if (keep != NULL && (row->count > 0 || row->journal != 0))
			keep[page << PAGE_SHIFT | i] = 1;
		for (uint32_t p = 0; p < row->count; p++)
			attr_pool_mark(rib->pools.attrs, rib_row_paths(rib, row)[p].attrs);
	}
}

static void mark_told(const struct rib *rib, const struct rib_peer *peer)
{
	for (uint32_t page = 0; page < peer->told_pages; page++) {
		for (uint32_t i = 0; peer->told[page] != NULL && i < PAGE_SIZE; i++)
			attr_pool_mark(rib->pools.attrs, peer->told[page][i]);
	}
}

void rib_mark(struct rib *rib, uint8_t *keep)
{
	rib_classes_forget(rib);
	for (uint32_t page = 0; page < rib->page_count; page++) {
		if (rib->pages[page] != NULL)
			mark_rows(rib, page, keep);
	}
	for (uint32_t i = 0; i < rib->peer_count; i++)
		mark_told(rib, &rib->peers[i]);
}
