/* Which statements of the routing policies changed a route, or rejected it: asked again of the
 * policies in the plan, with what the snapshot says that was told. */
#ifndef QUERY_WHY_POLICY_TRACE_H
#define QUERY_WHY_POLICY_TRACE_H

#include "base/text.h"
#include "query/state/snapshot.h"
#include "rib/route_policy.h"
#include "topo/plan/plan.h"

/* A plan, and the state of the same nodes. Both are borrowed. */
struct policy_tracer {
	const struct plan *plan;
	const struct snapshot *snapshot;
};

/* Appends the statements that the route came upon on its way in, "policy/statement" each, the last
 * of which rejected it if the path is rejected by a policy. Nothing when there is no policy, or
 * when the snapshot does not have what the peer told. */
void policy_trace_import(const struct policy_tracer *tracer, const struct snapshot_node *node,
                         const struct snapshot_path *path, struct text *out);

/* Which policy rejected a path that one rejected, and by which statement, NULL for what it does
 * with all that no statement decides. False, and neither is set, when that is not known. */
bool policy_trace_rejects(const struct policy_tracer *tracer, const struct snapshot_node *node,
                          const struct snapshot_path *path, const struct rib_route_policy **policy,
                          const struct rib_statement **statement);

/* The same of the best route for the prefix on its way out to the peer. */
bool policy_trace_withholds(const struct policy_tracer *tracer, const struct snapshot_node *node,
                            uint32_t peer, const struct prefix *prefix,
                            const struct rib_route_policy **policy,
                            const struct rib_statement **statement);

/* The same on the way out to the peer, of the best route for the prefix. False when the policy
 * rejects it. */
bool policy_trace_export(const struct policy_tracer *tracer, const struct snapshot_node *node,
                         uint32_t peer, const struct prefix *prefix, struct text *out);

/* The best path of the node for the prefix goes out of the policies of the peer no further. */
struct policy_withheld {
	const struct prefix *prefix;
	const char *policy; /* "only-ours (default)", in `arena` */
};

/* Those of all prefixes, in their order, for one peer. The array lives in `arena`. */
uint32_t policy_trace_withheld(const struct policy_tracer *tracer, const struct snapshot_node *node,
                               uint32_t peer, struct arena *arena,
                               const struct policy_withheld **out);

#endif
