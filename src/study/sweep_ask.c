/*
 * Who reaches whom after failures, without asking again what cannot have changed.
 *
 * A walk asks tables for one address only, that of its goal. So the calm lab's answer holds unless
 * a table that it rests on (fabric_note_touched()) has other used routes that hold this address, or
 * belongs to a node that stopped or has another link than before.
 *
 * What has to be asked again is asked once for each class of sources, which depend on no table, and
 * of goals: those that were one class, if the tables that have changed for them send packets for
 * both the same way.
 */
#include <stdlib.h>

#include "base/check.h"
#include "base/hash.h"
#include "study/sweep_world.h"

enum { WALKS_OF_SCRATCH = 64 };

struct sweep_asking {
	struct sweep *sweep;
	struct fabric *fabric;
	const struct sweep_ends *ends;
	uint64_t *lost;    /* bits by node: nothing of what rests on it holds */
	uint64_t *changed; /* by end, then bits by node: other routes to the end */
	uint8_t *holds;    /* by calm class of source, then by end as goal */
	uint32_t *group;   /* by end: its class as a goal */
	uint64_t *marks;   /* of groups */
	uint32_t group_count;
	struct arena *scratch;
	uint32_t walks;
	struct sweep_cell *cells; /* by class of source, then group; NULL: nothing to ask again */
};

static void set_bit(uint64_t *bits, uint32_t bit)
{
	bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const uint64_t *bits, uint32_t bit)
{
	return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

/* Which routes have changed */

/* The used paths of the row at `*at`, which is moved behind it. */
struct used_row {
	const struct prefix *prefix; /* NULL: there is no row left */
	uint32_t first;
	uint32_t count;
};

static bool is_used(const struct snapshot_path *path)
{
	return path->verdict == RIB_PASS && (path->best || path->multipath);
}

/* Used paths stand first in their row. */
static struct used_row next_row(const struct snapshot_node *node, uint32_t *at)
{
	struct used_row row = {0};

	while (*at < node->path_count && !is_used(&node->paths[*at]))
		(*at)++;
	if (*at == node->path_count)
		return row;
	row = (struct used_row){.prefix = &node->paths[*at].prefix, .first = *at};
	while (*at < node->path_count && is_used(&node->paths[*at]) &&
	       prefix_equal(&node->paths[*at].prefix, row.prefix)) {
		row.count++;
		(*at)++;
	}
	return row;
}

static bool same_row(const struct snapshot_node *a, struct used_row left,
                     const struct snapshot_node *b, struct used_row right)
{
	if (left.count != right.count)
		return false;
	for (uint32_t i = 0; i < left.count; i++) {
		const struct snapshot_path *one = &a->paths[left.first + i];
		const struct snapshot_path *other = &b->paths[right.first + i];

		if (one->peer != other->peer || one->best != other->best ||
		    !bgp_attrs_equal(one->attrs, other->attrs))
			return false;
	}
	return true;
}

static void mark_ends(struct sweep_asking *asking, uint32_t node, const struct prefix *prefix)
{
	for (uint32_t e = 0; e < asking->ends->count; e++) {
		if (prefix_contains_addr(prefix, &asking->ends->ends[e].address))
			set_bit(asking->changed + (size_t)e * asking->sweep->touched_words, node);
	}
}

static void compare_tables(struct sweep_asking *asking, uint32_t number,
                           const struct snapshot_node *was, const struct snapshot_node *is)
{
	uint32_t at = 0;
	uint32_t now = 0;
	struct used_row left = next_row(was, &at);
	struct used_row right = next_row(is, &now);

	while (left.prefix != NULL || right.prefix != NULL) {
		int order = left.prefix == NULL    ? 1
		            : right.prefix == NULL ? -1
		                                   : prefix_compare(left.prefix, right.prefix);

		if (order != 0)
			mark_ends(asking, number, order < 0 ? left.prefix : right.prefix);
		else if (!same_row(was, left, is, right))
			mark_ends(asking, number, left.prefix);
		if (order <= 0)
			left = next_row(was, &at);
		if (order >= 0)
			right = next_row(is, &now);
	}
}

/* A node that stopped, or whose link is another than before. */
static bool is_lost(const struct snapshot_node *was, const struct snapshot_node *is)
{
	for (uint32_t i = 0; i < was->peer_count; i++) {
		if (was->peers[i].link_down != is->peers[i].link_down)
			return true;
	}
	return is->path_count == 0 && was->path_count > 0;
}

static void find_changes(struct sweep_asking *asking, const struct sweep_after *after)
{
	const struct snapshot *calm = asking->sweep->calm;

	for (uint32_t i = 0; i < calm->node_count; i++) {
		const struct snapshot_node *was = &calm->nodes[i];
		const struct snapshot_node *is = &after->snapshot->nodes[i];

		if (after->unchanged[i] != 0)
			continue;
		if (is_lost(was, is))
			set_bit(asking->lost, i);
		else
			compare_tables(asking, i, was, is);
	}
}

/* What holds */

static bool still_holds(const struct sweep_asking *asking, size_t cell, uint32_t to)
{
	uint32_t words = asking->sweep->touched_words;
	const uint64_t *touched = asking->ends->touched;

	if (touched == NULL || asking->sweep->question.thorough)
		return false;
	for (uint32_t w = 0; w < words; w++) {
		if ((touched[cell * words + w] &
		     (asking->lost[w] | asking->changed[(size_t)to * words + w])) != 0)
			return false;
	}
	return true;
}

static bool find_what_holds(struct sweep_asking *asking)
{
	const struct reach_classes *classes = &asking->ends->classes;
	bool all = true;

	for (uint32_t source = 0; source < classes->source_count; source++) {
		for (uint32_t to = 0; to < asking->ends->count; to++) {
			size_t cell = (size_t)source * classes->target_count + classes->target[to];
			bool good = still_holds(asking, cell, to);

			asking->holds[(size_t)source * asking->ends->count + to] = good;
			all &= good;
		}
	}
	return all;
}

/* Classes of goals */

static uint64_t mix_lookup(struct fabric *fabric, uint32_t node, const struct addr *address,
                           uint64_t mark)
{
	const struct fib *fib = fabric_fib(fabric, node);
	const struct fib_entry *entry = fib_lookup(fib, address);

	mark = hash_mix(mark ^ node);
	if (entry == NULL)
		return mark;
	mark = hash_mix(mark ^ (uint64_t)entry->prefix.length << 32 ^ entry->hop_count);
	for (uint32_t i = 0; i < entry->hop_count; i++) {
		const struct fib_hop *hop = &fib->hops[entry->hop + i];

		mark = hash_mix(mark ^ hop->node);
		if (hop->attrs != NULL)
			mark = hash_mix(mark ^ bgp_attrs_hash(hop->attrs));
	}
	return mark;
}

static uint64_t mark_of(struct sweep_asking *asking, uint32_t to)
{
	uint32_t words = asking->sweep->touched_words;
	const uint64_t *changed = asking->changed + (size_t)to * words;
	uint64_t mark = hash_mix(asking->ends->classes.target[to] + UINT64_C(1));

	for (uint32_t node = 0; node < asking->fabric->node_count; node++) {
		if (has_bit(changed, node) || has_bit(asking->lost, node))
			mark =
			    mix_lookup(asking->fabric, node, &asking->ends->ends[to].address, mark);
	}
	return mark;
}

static uint32_t group_of(struct sweep_asking *asking, uint64_t mark)
{
	uint32_t group = 0;

	while (group < asking->group_count && asking->marks[group] != mark)
		group++;
	if (group == asking->group_count)
		asking->marks[asking->group_count++] = mark;
	return group;
}

static void group_goals(struct sweep_asking *asking)
{
	uint32_t count = asking->ends->count;

	for (uint32_t to = 0; to < count; to++)
		asking->group[to] = group_of(asking, mark_of(asking, to));
	asking->cells =
	    xcalloc((size_t)asking->ends->classes.source_count * asking->group_count + 1,
	            sizeof(*asking->cells));
}

/* The whole */

struct sweep_asking *sweep_asking_new(struct sweep *sweep, const struct sweep_after *after,
                                      const struct sweep_ends *ends)
{
	struct sweep_asking *asking = xcalloc(1, sizeof(*asking));
	size_t cells = (size_t)ends->classes.source_count * ends->count + 1;

	CHECK(sweep->calm->node_count == after->snapshot->node_count);
	*asking = (struct sweep_asking){
	    .sweep = sweep,
	    .fabric = after->fabric,
	    .ends = ends,
	    .lost = xcalloc(sweep->touched_words, sizeof(uint64_t)),
	    .changed = xcalloc((size_t)ends->count * sweep->touched_words + 1, sizeof(uint64_t)),
	    .holds = xcalloc(cells, 1),
	    .group = xcalloc(ends->count + 1u, sizeof(uint32_t)),
	    .marks = xcalloc(ends->count + 1u, sizeof(uint64_t)),
	};
	find_changes(asking, after);
	if (!find_what_holds(asking))
		group_goals(asking);
	return asking;
}

void sweep_asking_free(struct sweep_asking *asking)
{
	free(asking->lost);
	free(asking->changed);
	free(asking->holds);
	free(asking->group);
	free(asking->marks);
	free(asking->cells);
	arena_free(asking->scratch);
	free(asking);
}

bool sweep_holds(const struct sweep_asking *asking, uint32_t from, uint32_t to)
{
	uint32_t source = asking->ends->classes.source[from];

	return asking->holds[(size_t)source * asking->ends->count + to] != 0;
}

/* Many walks share one, for room is made in pieces that are too large for one. */
static struct arena *scratch_of(struct sweep_asking *asking)
{
	if (asking->walks % WALKS_OF_SCRATCH == 0) {
		arena_free(asking->scratch);
		asking->scratch = arena_new();
	}
	return asking->scratch;
}

const struct sweep_cell *sweep_ask(struct sweep_asking *asking, uint32_t from, uint32_t to)
{
	size_t number;

	if (sweep_holds(asking, from, to))
		return sweep_calm_cell(asking->ends, from, to, &number);
	CHECK(asking->cells != NULL);
	struct sweep_cell *cell =
	    &asking->cells[(size_t)asking->ends->classes.source[from] * asking->group_count +
	                   asking->group[to]];
	if (!cell->walked) {
		*cell = sweep_walk(asking->fabric, asking->ends, from, to, scratch_of(asking));
		asking->walks++;
	}
	return cell;
}
