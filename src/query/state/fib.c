/* Forwarding tables from the routes of a snapshot. */
#include "query/state/fib.h"

#include <stdlib.h>

#include "base/check.h"
#include "rib/decide.h"

/* What holds of every table. */
static void fib_check(const struct fib *fib)
{
	for (uint32_t i = 0; i < fib->count; i++) {
		const struct fib_entry *entry = &fib->entries[i];

		CHECK(i == 0 || prefix_compare(&entry[-1].prefix, &entry->prefix) < 0);
		CHECK(entry->hop_count == 0 || entry->hop + entry->hop_count <= fib->hop_count);
		CHECK(entry->covering == FIB_NONE || entry->covering < i);
	}
}

/* Prefixes come before all that they cover, so the covering entry is found among the open ones. */
void fib_link(struct fib *fib)
{
	for (uint32_t i = 0; i < fib->count; i++) {
		uint32_t above = i == 0 ? FIB_NONE : i - 1;

		while (above != FIB_NONE &&
		       !prefix_contains(&fib->entries[above].prefix, &fib->entries[i].prefix))
			above = fib->entries[above].covering;
		fib->entries[i].covering = above;
	}
	fib_check(fib);
}

static bool forwards(const struct snapshot_path *path, const uint32_t *peer_nodes)
{
	return path->peer >= 0 && (path->best || path->multipath) &&
	       peer_nodes[path->peer] != FIB_NONE;
}

/* The own route of a prefix is alone: packets that have arrived go nowhere else. */
static uint32_t add_row(struct fib *fib, uint32_t hop_count, const struct snapshot_node *node,
                        const struct snapshot_path *row, uint32_t row_size,
                        const uint32_t *peer_nodes, bool own)
{
	struct fib_entry *entry = &fib->entries[fib->count];
	bool local = row[0].peer < 0 && row[0].best;

	CHECK(row_size > 0 && hop_count + row_size <= node->path_count);
	*entry = (struct fib_entry){.prefix = row[0].prefix, .hop = hop_count};
	for (uint32_t i = 0; i < row_size && !local; i++) {
		if (!forwards(&row[i], peer_nodes))
			continue;
		fib->hops[hop_count + entry->hop_count++] =
		    (struct fib_hop){.node = peer_nodes[row[i].peer],
		                     .address = node->peers[row[i].peer].address,
		                     .attrs = row[i].attrs,
		                     .why = row[0].why};
	}
	if (entry->hop_count > 0 || (local && own))
		fib->count++;
	return entry->hop_count;
}

struct fib *fib_of_node(struct arena *arena, const struct snapshot_node *node,
                        const uint32_t *peer_nodes, bool own)
{
	struct fib *fib = arena_alloc(arena, sizeof(*fib));
	uint32_t hop_count = 0;
	uint32_t end;

	fib->entries = arena_alloc(arena, (node->path_count + 1) * sizeof(*fib->entries));
	fib->hops = arena_alloc(arena, (node->path_count + 1) * sizeof(*fib->hops));
	for (uint32_t row = 0; row < node->path_count; row = end) {
		end = row + 1;
		while (end < node->path_count &&
		       prefix_equal(&node->paths[row].prefix, &node->paths[end].prefix))
			end++;
		hop_count +=
		    add_row(fib, hop_count, node, &node->paths[row], end - row, peer_nodes, own);
	}
	CHECK(fib->count <= node->path_count && hop_count <= node->path_count);
	fib->hop_count = hop_count;
	fib_link(fib);
	return fib;
}

/* Own routes first, then by who told it. */
static int compare_advertised(const void *a, const void *b)
{
	const struct fib_advertised *left = a;
	const struct fib_advertised *right = b;
	int order = prefix_compare(&left->prefix, &right->prefix);

	if (order != 0)
		return order;
	if ((left->attrs == NULL) != (right->attrs == NULL))
		return left->attrs == NULL ? -1 : 1;
	return left->node < right->node ? -1 : left->node > right->node;
}

static uint32_t decide_advertised(struct arena *arena, struct fib *fib, uint32_t hop_count,
                                  const struct fib_advertised *row, uint32_t row_size)
{
	struct fib_entry *entry = &fib->entries[fib->count++];
	struct rib_candidate *candidates = arena_alloc(arena, row_size * sizeof(*candidates));
	uint8_t *equal = arena_alloc(arena, row_size);
	enum rib_step why;

	*entry = (struct fib_entry){.prefix = row[0].prefix, .hop = hop_count};
	if (row[0].attrs == NULL)
		return 0;
	for (uint32_t i = 0; i < row_size; i++)
		candidates[i] = (struct rib_candidate){.attrs = row[i].attrs,
		                                       .peer_address = &row[i].address,
		                                       .router_id = row[i].router_id,
		                                       .external = !row[i].internal};
	rib_decide(candidates, row_size, &why, equal);
	CHECK(why < RIB_STEP_COUNT);
	for (uint32_t i = 0; i < row_size; i++) {
		if (equal[i])
			fib->hops[hop_count + entry->hop_count++] =
			    (struct fib_hop){.node = row[i].node,
			                     .address = row[i].address,
			                     .attrs = row[i].attrs,
			                     .why = why};
	}
	CHECK(entry->hop_count > 0 && entry->hop_count <= row_size);
	return entry->hop_count;
}

struct fib *fib_of_advertised(struct arena *arena, struct fib_advertised *routes, uint32_t count)
{
	struct fib *fib = arena_alloc(arena, sizeof(*fib));
	uint32_t hop_count = 0;
	uint32_t end;

	fib->entries = arena_alloc(arena, (count + 1) * sizeof(*fib->entries));
	fib->hops = arena_alloc(arena, (count + 1) * sizeof(*fib->hops));
	if (count > 0)
		qsort(routes, count, sizeof(*routes), compare_advertised);
	for (uint32_t row = 0; row < count; row = end) {
		end = row + 1;
		while (end < count && prefix_equal(&routes[row].prefix, &routes[end].prefix))
			end++;
		hop_count += decide_advertised(arena, fib, hop_count, &routes[row], end - row);
	}
	fib->hop_count = hop_count;
	fib_link(fib);
	return fib;
}

const struct fib_entry *fib_lookup(const struct fib *fib, const struct addr *address)
{
	struct prefix host = prefix_make(address, addr_bits(address->family));
	uint32_t low = 0;
	uint32_t high = fib->count;

	/* The last entry that is not behind the host's own prefix. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (prefix_compare(&fib->entries[middle].prefix, &host) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	uint32_t at = low == 0 ? FIB_NONE : low - 1;
	while (at != FIB_NONE && !prefix_contains_addr(&fib->entries[at].prefix, address))
		at = fib->entries[at].covering;
	CHECK(at == FIB_NONE || at < fib->count);
	return at == FIB_NONE ? NULL : &fib->entries[at];
}
