/* Asks routing policies once more, and notes what they did. */
#include "query/why/policy_trace.h"

#include "base/check.h"
#include "bgp/as_path.h"
#include "rib/route_policy.h"

static const struct rib_peer_conf *conf_of(const struct policy_tracer *tracer,
                                           const struct snapshot_node *node, uint32_t peer)
{
	const struct node_conf *conf = NULL;
	int64_t found;

	CHECK(peer < node->peer_count);
	/* Nobody else has policies of the lab. */
	if (node->kind != LAB_ROUTER && node->kind != LAB_NVA)
		return NULL;
	found = plan_find_node(tracer->plan, node->name);
	if (found >= 0)
		conf = &tracer->plan->nodes[found].conf;
	for (uint32_t i = 0; conf != NULL && i < conf->peer_count; i++)
		if (addr_equal(&conf->peers[i].rib.peer_address, &node->peers[peer].address))
			return &conf->peers[i].rib;
	return NULL;
}

static void note(const struct rib_route_policy *policy, const struct rib_statement *statement,
                 void *context)
{
	struct text *out = context;

	text_addf(out, "%s%s/%s", out->size > 0 ? ", " : "", policy->name, statement->name);
}

static struct rib_policy_decision decide(const struct rib_policy_chain *chain,
                                         const struct rib_peer_conf *conf,
                                         const struct prefix *prefix, const struct bgp_attrs *told,
                                         bool own, struct text *seen)
{
	uint8_t room[2 * AS_PATH_SIZE_MAX];
	struct writer scratch = writer_of(room, sizeof(room));
	struct bgp_attrs attrs = *told;
	struct rib_policy_route route = {.prefix = prefix,
	                                 .neighbour = conf->peer_address,
	                                 .own_as = conf->local_as,
	                                 .own = own};

	return rib_policy_follow(chain, &route, &attrs, &scratch, note, seen);
}

/* False when the chain rejects; what decided stands last. */
static bool follow(const struct rib_policy_chain *chain, const struct rib_peer_conf *conf,
                   const struct prefix *prefix, const struct bgp_attrs *told, bool own,
                   struct text *out)
{
	struct text seen = {0};
	struct rib_policy_decision decision = decide(chain, conf, prefix, told, own, &seen);

	if (!decision.accept && decision.statement == NULL)
		text_addf(&seen, "%s%s (default)", seen.size > 0 ? ", " : "",
		          decision.policy->name);
	text_add(out, text_str(&seen));
	text_done(&seen);
	return decision.accept;
}

/* Who rejects; false when nobody does. */
static bool find_rejecting(const struct rib_policy_chain *chain, const struct rib_peer_conf *conf,
                           const struct snapshot_path *path, const struct rib_route_policy **policy,
                           const struct rib_statement **statement)
{
	struct text seen = {0};
	struct rib_policy_decision decision =
	    decide(chain, conf, &path->prefix, path->attrs, path->peer < 0, &seen);

	text_done(&seen);
	if (decision.accept)
		return false;
	*policy = decision.policy;
	*statement = decision.statement;
	return true;
}

/* What the peer's own tables say that it told this node. */
static const struct bgp_attrs *told_by(const struct policy_tracer *tracer,
                                       const struct snapshot_node *node,
                                       const struct snapshot_path *path)
{
	const struct snapshot_peer *peer = &node->peers[path->peer];
	const struct snapshot_node *sender;

	if (peer->node >= tracer->snapshot->node_count)
		return NULL;
	sender = &tracer->snapshot->nodes[peer->node];
	for (uint32_t i = 0; i < sender->told_count; i++) {
		const struct snapshot_told *told = &sender->told[i];

		if (prefix_equal(&told->prefix, &path->prefix) &&
		    addr_equal(&sender->peers[told->peer].address, &peer->local_address) &&
		    addr_equal(&sender->peers[told->peer].local_address, &peer->address))
			return told->attrs;
	}
	return NULL;
}

void policy_trace_import(const struct policy_tracer *tracer, const struct snapshot_node *node,
                         const struct snapshot_path *path, struct text *out)
{
	const struct rib_peer_conf *conf =
	    path->peer < 0 ? NULL : conf_of(tracer, node, (uint32_t)path->peer);
	const struct bgp_attrs *told;

	if (conf == NULL || conf->import.policy == NULL)
		return;
	/* A rejected path is kept as it came in. */
	told = path->verdict == RIB_POLICY ? path->attrs : told_by(tracer, node, path);
	if (told != NULL && (path->verdict == RIB_PASS || path->verdict == RIB_POLICY))
		follow(conf->import.policy, conf, &path->prefix, told, false, out);
}

static const struct snapshot_path *best_for(const struct snapshot_node *node,
                                            const struct prefix *prefix)
{
	for (uint32_t i = 0; i < node->path_count; i++)
		if (node->paths[i].best && prefix_equal(&node->paths[i].prefix, prefix))
			return &node->paths[i];
	return NULL;
}

bool policy_trace_export(const struct policy_tracer *tracer, const struct snapshot_node *node,
                         uint32_t peer, const struct prefix *prefix, struct text *out)
{
	const struct rib_peer_conf *conf = conf_of(tracer, node, peer);
	const struct snapshot_path *best = best_for(node, prefix);

	if (conf == NULL || conf->export.policy == NULL || best == NULL)
		return true;
	return follow(conf->export.policy, conf, prefix, best->attrs, best->peer < 0, out);
}

bool policy_trace_rejects(const struct policy_tracer *tracer, const struct snapshot_node *node,
                          const struct snapshot_path *path, const struct rib_route_policy **policy,
                          const struct rib_statement **statement)
{
	const struct rib_peer_conf *conf =
	    path->peer < 0 ? NULL : conf_of(tracer, node, (uint32_t)path->peer);

	/* A rejected path is kept as it came in. */
	return conf != NULL && conf->import.policy != NULL && path->verdict == RIB_POLICY &&
	       find_rejecting(conf->import.policy, conf, path, policy, statement);
}

bool policy_trace_withholds(const struct policy_tracer *tracer, const struct snapshot_node *node,
                            uint32_t peer, const struct prefix *prefix,
                            const struct rib_route_policy **policy,
                            const struct rib_statement **statement)
{
	const struct rib_peer_conf *conf = conf_of(tracer, node, peer);
	const struct snapshot_path *best = best_for(node, prefix);

	return conf != NULL && conf->export.policy != NULL && best != NULL &&
	       find_rejecting(conf->export.policy, conf, best, policy, statement);
}

/* What goes out for other reasons than the policies' is not theirs to say. */
static bool is_for_policy(const struct snapshot_node *node, const struct rib_peer_conf *conf,
                          const struct snapshot_path *path, uint32_t peer)
{
	if (!path->best || path->peer == (int64_t)peer ||
	    !conf->families[path->prefix.addr.family] ||
	    (path->peer >= 0 && conf->export.originated_only))
		return false;
	return path->peer < 0 || rib_peer_external(conf) ||
	       node->peers[path->peer].asn != node->asn || conf->client;
}

uint32_t policy_trace_withheld(const struct policy_tracer *tracer, const struct snapshot_node *node,
                               uint32_t peer, struct arena *arena,
                               const struct policy_withheld **out)
{
	const struct rib_peer_conf *conf = conf_of(tracer, node, peer);
	struct policy_withheld *found;
	uint32_t count = 0;

	*out = NULL;
	if (conf == NULL || conf->export.policy == NULL)
		return 0;
	found = arena_alloc(arena, (node->path_count + 1u) * sizeof(*found));
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		struct text why = {0};

		if (is_for_policy(node, conf, path, peer) &&
		    !follow(conf->export.policy, conf, &path->prefix, path->attrs, path->peer < 0,
		            &why))
			found[count++] = (struct policy_withheld){
			    &path->prefix, arena_strdup(arena, text_str(&why))};
		text_done(&why);
	}
	*out = found;
	return count;
}
