/* Looking things up in a snapshot. */
#include "query/state/snapshot.h"

#include <string.h>

#include "base/check.h"

void snapshot_free(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	for (uint32_t i = 0; i < snapshot->part_count; i++)
		snapshot_free(snapshot->parts[i]);
	arena_free(snapshot->arena);
}

const struct snapshot_node *snapshot_find_node(const struct snapshot *snapshot, const char *name)
{
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		if (strcmp(snapshot->nodes[i].name, name) == 0)
			return &snapshot->nodes[i];
	}
	return NULL;
}

bool snapshot_same_group(const struct snapshot_node *a, const struct snapshot_node *b)
{
	return a->kind == b->kind && strcmp(a->group, b->group) == 0;
}

bool snapshot_node_is_named(const struct snapshot_node *node, const char *name)
{
	return strcmp(node->name, name) == 0 || strcmp(node->group, name) == 0;
}

struct addr snapshot_own_address(const struct snapshot_node *node)
{
	if (node->peer_count > 0)
		return node->peers[0].local_address;
	return addr_v4(node->router_id);
}

/* The number of paths that stand before `prefix`, or, with `after`, not behind it. */
static uint32_t paths_before(const struct snapshot_node *node, const struct prefix *prefix,
                             bool after)
{
	uint32_t low = 0;
	uint32_t high = node->path_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (prefix_compare(&node->paths[middle].prefix, prefix) < (after ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same of what was told. */
static uint32_t told_before(const struct snapshot_node *node, const struct prefix *prefix,
                            bool after)
{
	uint32_t low = 0;
	uint32_t high = node->told_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (prefix_compare(&node->told[middle].prefix, prefix) < (after ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t snapshot_paths_to(const struct snapshot_node *node, const struct prefix *prefix,
                           const struct snapshot_path **first)
{
	uint32_t start = paths_before(node, prefix, false);

	*first = start < node->path_count ? &node->paths[start] : NULL;
	return paths_before(node, prefix, true) - start;
}

const struct snapshot_path *snapshot_best_to(const struct snapshot_node *node,
                                             const struct prefix *prefix)
{
	const struct snapshot_path *first;

	return snapshot_paths_to(node, prefix, &first) > 0 && first->best ? first : NULL;
}

uint32_t snapshot_told_of(const struct snapshot_node *node, const struct prefix *prefix,
                          const struct snapshot_told **first)
{
	uint32_t start = told_before(node, prefix, false);

	*first = start < node->told_count ? &node->told[start] : NULL;
	return told_before(node, prefix, true) - start;
}

static unsigned common_bits(const struct addr *a, const struct addr *b)
{
	unsigned bits = 0;
	unsigned all = addr_bits(a->family);

	CHECK(a->family == b->family);

	while (bits < all && ((a->bytes[bits / 8] ^ b->bytes[bits / 8]) & (0x80 >> bits % 8)) == 0)
		bits++;
	return bits;
}

static uint32_t equal_paths(const struct snapshot_node *node, uint32_t first)
{
	uint32_t end = first + 1;

	CHECK(node->paths[first].best && node->paths[first].multipath);
	while (end < node->path_count && node->paths[end].multipath &&
	       prefix_equal(&node->paths[end].prefix, &node->paths[first].prefix))
		end++;
	return end - first;
}

/*
 * Every prefix that covers the address and is at most `length` long stands at or before the
 * address masked to `length`, the longest last. So either the last path there covers the address,
 * or no prefix longer than what both have in common does.
 */
uint32_t snapshot_lookup(const struct snapshot_node *node, const struct addr *address,
                         const struct snapshot_path **first)
{
	unsigned length = addr_bits(address->family);

	for (;;) {
		struct prefix key = prefix_make(address, length);
		uint32_t end = paths_before(node, &key, true);
		if (end == 0 || node->paths[end - 1].prefix.addr.family != address->family)
			return 0;

		const struct prefix *found = &node->paths[end - 1].prefix;
		unsigned limit = common_bits(&found->addr, address);
		if (limit >= found->length) {
			uint32_t start = paths_before(node, found, false);
			if (node->paths[start].best) {
				*first = &node->paths[start];
				CHECK(prefix_contains_addr(found, address));
				return equal_paths(node, start);
			}
			limit = found->length;
			if (limit-- == 0)
				return 0;
		}
		length = limit;
	}
}
