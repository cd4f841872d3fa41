/* Sessions that go: counted between elements, for a gateway's instances are alike. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/review/review_parts.h"

struct between {
	const char *one; /* names of elements, in their order */
	const char *other;
	uint32_t count;
};

static int by_names(const void *a, const void *b)
{
	const struct between *left = a;
	const struct between *right = b;
	int order = strcmp(left->one, right->one);

	return order != 0 ? order : strcmp(left->other, right->other);
}

/* Every session is in the tables of both of its ends; one of them counts it. */
static bool counts_here(const struct snapshot *snapshot, const struct snapshot_node *node,
                        const struct snapshot_peer *peer)
{
	const struct snapshot_node *other = &snapshot->nodes[peer->node];

	CHECK(peer->node < snapshot->node_count);
	return peer->established && (!other->present || node < other);
}

static struct between *count_sessions(const struct snapshot *snapshot, uint32_t *count)
{
	struct between *all = NULL;
	size_t capacity = 0;
	uint32_t found = 0;
	uint32_t kept = 0;

	for (uint32_t n = 0; n < snapshot->node_count; n++) {
		const struct snapshot_node *node = &snapshot->nodes[n];

		for (uint32_t p = 0; p < node->peer_count; p++) {
			const struct snapshot_node *other = &snapshot->nodes[node->peers[p].node];
			bool first = strcmp(node->element, other->element) <= 0;

			if (!counts_here(snapshot, node, &node->peers[p]))
				continue;
			all = mem_grow(all, &capacity, found + 1u, sizeof(*all));
			all[found++] = (struct between){first ? node->element : other->element,
			                                first ? other->element : node->element, 1};
		}
	}
	if (found > 0)
		qsort(all, found, sizeof(*all), by_names);
	for (uint32_t i = 0; i < found; i++) {
		if (kept > 0 && by_names(&all[kept - 1], &all[i]) == 0)
			all[kept - 1].count++;
		else
			all[kept++] = all[i];
	}
	*count = kept;
	return all;
}

static const char *words(struct arena *arena, uint32_t count)
{
	return count == 0 ? NULL
	                  : arena_printf(arena, "%u session%s", count, count == 1 ? "" : "s");
}

void review_sessions(struct review *review, const struct snapshot *before,
                     const struct snapshot *after)
{
	uint32_t counts[2];
	struct between *was = count_sessions(before, &counts[0]);
	struct between *is = count_sessions(after, &counts[1]);
	uint32_t at = 0;

	for (uint32_t i = 0; i < counts[0]; i++) {
		uint32_t left;

		while (at < counts[1] && by_names(&is[at], &was[i]) < 0)
			at++;
		left = at < counts[1] && by_names(&is[at], &was[i]) == 0 ? is[at].count : 0;
		if (left < was[i].count)
			review_add(&review->sessions,
			           arena_printf(review->arena, "%s - %s", was[i].one, was[i].other),
			           words(review->arena, was[i].count), words(review->arena, left));
	}
	free(was);
	free(is);
}
