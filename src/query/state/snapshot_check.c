/* What holds of every snapshot, whoever made it: readers of files refuse what would not. */
#include <string.h>

#include "base/check.h"
#include "query/state/snapshot.h"

static bool is_name_of(const char *name, const struct snapshot_node *node)
{
	return name == node->name || strcmp(name, node->name) == 0;
}

static void check_peers(const struct snapshot *snapshot, const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];

		CHECK(peer->node < snapshot->node_count);
		CHECK(is_name_of(peer->name, &snapshot->nodes[peer->node]));
	}
}

/* 0 best, 1 equally good, 2 other: in this order they stand. */
static int rank_of(const struct snapshot_path *path)
{
	return path->best ? 0 : path->multipath ? 1 : 2;
}

static void check_order(const struct snapshot_path *before, const struct snapshot_path *path)
{
	int order = prefix_compare(&before->prefix, &path->prefix);

	CHECK(order <= 0);
	if (order < 0)
		return;
	CHECK(!path->best && rank_of(before) <= rank_of(path));
	CHECK(rank_of(before) < rank_of(path) || before->peer < path->peer);
}

static void check_paths(const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		CHECK(path->peer >= -1 && path->peer < (int64_t)node->peer_count);
		CHECK(path->attrs != NULL && path->verdict < RIB_VERDICT_COUNT);
		CHECK(path->multipath || !path->best);
		CHECK(path->verdict == RIB_PASS || !path->multipath);
		CHECK(path->why < RIB_STEP_COUNT);
		if (i > 0)
			check_order(path - 1, path);
	}
}

static void check_told(const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->told_count; i++)
		CHECK(node->told[i].attrs != NULL && node->told[i].peer < node->peer_count);
}

struct snapshot *snapshot_check(struct snapshot *snapshot)
{
	CHECK(snapshot->arena != NULL && snapshot->lab != NULL && snapshot->source != NULL);
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		CHECK(node->kind < LAB_KIND_COUNT && lab_kind_role(node->kind) != NULL);
		CHECK(node->name != NULL && node->element != NULL && node->group != NULL);
		check_peers(snapshot, node);
		check_paths(node);
		check_told(node);
	}
	return snapshot;
}
