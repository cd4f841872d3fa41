/* A table with one row. What came in is put there as it stood in the snapshot, so import is not
 * asked again; export and the decision are those of the plan. */
#include "query/why/speaker.h"

#include <stdlib.h>

#include "base/check.h"

struct speaker {
	const struct plan_node *planned;
	struct rib_pools pools;
	struct rib_peer_conf *confs; /* as planned, but all is accepted */
	const struct rib_peer_conf **conf_list;
	struct rib *rib;
	prefix_id prefix;
	struct rib_row_view row;
	bool known; /* there is a row */
	struct rib_judged *judged;
};

/* Nobody sends anything: only who is there counts. */
static const struct bgp_codec silent = {.message_max = 4096};

/* The plan's node has the same peers in the same order. */
static const struct plan_node *planned_as(const struct plan *plan, const struct snapshot_node *node)
{
	int64_t found = plan == NULL ? -1 : plan_find_node(plan, node->name);
	const struct plan_node *planned = found < 0 ? NULL : &plan->nodes[found];

	if (planned == NULL || planned->conf.peer_count != node->peer_count || !node->present)
		return NULL;
	for (uint32_t i = 0; i < node->peer_count; i++)
		if (!addr_equal(&planned->conf.peers[i].rib.peer_address, &node->peers[i].address))
			return NULL;
	return planned;
}

static void make_rib(struct speaker *speaker, const struct snapshot_node *node)
{
	uint32_t count = node->peer_count;

	CHECK(count == speaker->planned->conf.peer_count);
	speaker->confs = xcalloc(count + 1u, sizeof(*speaker->confs));
	speaker->conf_list = xcalloc(count + 1u, sizeof(struct rib_peer_conf *));
	for (uint32_t i = 0; i < count; i++) {
		struct rib_import *import = &speaker->confs[i].import;

		speaker->confs[i] = speaker->planned->conf.peers[i].rib;
		import->policy = NULL;
		import->filter = NULL;
		import->refuse_own_prefix = import->destinations_only = false;
		speaker->conf_list[i] = &speaker->confs[i];
	}
	speaker->pools =
	    (struct rib_pools){.prefixes = prefix_table_new(), .attrs = attr_pool_new()};
	speaker->rib = rib_new(speaker->pools, speaker->conf_list, count);
	rib_set_choice(speaker->rib, &speaker->planned->conf.choice);
	for (uint32_t i = 0; i < count; i++)
		if (node->peers[i].established)
			rib_peer_up(speaker->rib, (rib_peer_id)i, node->peers[i].router_id,
			            &silent);
}

static uint8_t own_group(const struct plan_node *planned, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < planned->conf.route_count; i++)
		if (prefix_equal(&planned->conf.routes[i].prefix, prefix))
			return planned->conf.routes[i].group;
	return PLAN_OWN;
}

/* The best path comes first, as the one in use. */
static void fill(struct speaker *speaker, const struct snapshot_node *node,
                 const struct prefix *prefix)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		struct rib_imported imported;

		if (!prefix_equal(&path->prefix, prefix))
			continue;
		if (path->peer < 0) {
			rib_originate(speaker->rib, speaker->prefix, path->attrs,
			              own_group(speaker->planned, prefix));
			continue;
		}
		if (!node->peers[path->peer].established)
			continue;
		imported = (struct rib_imported){
		    attr_pool_intern(speaker->pools.attrs, path->attrs), path->verdict};
		rib_announce(speaker->rib, (rib_peer_id)path->peer, speaker->prefix, imported);
	}
}

struct speaker *speaker_again(const struct policy_tracer *tracer, const struct snapshot_node *node,
                              const struct prefix *prefix)
{
	const struct plan_node *planned = planned_as(tracer->plan, node);
	struct speaker *speaker;

	if (planned == NULL)
		return NULL;
	speaker = xcalloc(1, sizeof(*speaker));
	speaker->planned = planned;
	make_rib(speaker, node);
	speaker->prefix = prefix_table_intern(speaker->pools.prefixes, prefix);
	fill(speaker, node, prefix);
	speaker->known = rib_look(speaker->rib, speaker->prefix, &speaker->row);
	if (speaker->known) {
		speaker->judged = xcalloc(speaker->row.count, sizeof(*speaker->judged));
		rib_judge_paths(speaker->rib, &speaker->row, speaker->judged);
	}
	return speaker;
}

void speaker_free(struct speaker *speaker)
{
	if (speaker == NULL)
		return;
	rib_free(speaker->rib);
	prefix_table_free(speaker->pools.prefixes);
	attr_pool_free(speaker->pools.attrs);
	free(speaker->conf_list);
	free(speaker->confs);
	free(speaker->judged);
	free(speaker);
}

struct rib_judged speaker_judged(const struct speaker *speaker, const struct snapshot_path *path)
{
	for (uint32_t i = 0; speaker->known && i < speaker->row.count; i++) {
		const struct rib_path *at = &speaker->row.paths[i];

		if (path->peer < 0 ? at->peer == RIB_LOCAL : at->peer == (rib_peer_id)path->peer)
			return speaker->judged[i];
	}
	return (struct rib_judged){.lost_at = RIB_STEP_COUNT};
}

enum rib_verdict speaker_verdict(const struct speaker *speaker, uint32_t peer)
{
	CHECK(peer < speaker->planned->conf.peer_count);
	if (!speaker->known || !speaker->row.has_best)
		return RIB_PASS;
	return rib_export_verdict(speaker->rib, (rib_peer_id)peer, speaker->prefix);
}

uint8_t speaker_group(const struct speaker *speaker)
{
	if (!speaker->known || !speaker->row.has_best)
		return PLAN_GROUP_COUNT;
	CHECK(speaker->row.count > 0);
	return speaker->row.paths[0].group;
}
