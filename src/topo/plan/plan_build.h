/*
 * How a plan is put together, shared by the compiler of labs and the maker of stars: first the
 * nodes and sessions, then each node's list of peers, then the policy of each end.
 */
#ifndef TOPO_PLAN_PLAN_BUILD_H
#define TOPO_PLAN_PLAN_BUILD_H

#include <stdint.h>

#include "topo/plan/plan.h"

/* A plan under construction. `peers` are the same arrays as in the nodes' conf, writable. */
struct plan_builder {
	struct plan *plan; /* its arena holds everything but `peers` itself and sessions */
	struct node_peer_conf **peers;
	struct plan_session *sessions; /* until all are there, on the heap */
	size_t session_room;
};

/* An empty plan for so many elements, which the caller then sets as plan->elements, of `nodes`
 * zeroed nodes. */
struct plan_builder plan_builder_new(uint32_t elements, uint32_t nodes);

/* Makes node `number` this instance of the element, which must be one of the plan's. The nodes of
 * one element are made one behind the other. */
struct plan_node *plan_builder_node(struct plan_builder *builder, uint32_t number,
                                    const struct lab_element *element, uint32_t instance,
                                    uint32_t asn);

/* Adds a session between two nodes; end 0 is `node`, end 1 is `far`. The caller fills the rest,
 * before the next session is added. */
struct plan_session *plan_builder_session(struct plan_builder *builder, enum plan_link_kind kind,
                                          uint32_t node, const struct addr *node_address,
                                          uint32_t far, const struct addr *far_address);

/* When all sessions are there: gives the nodes unique router IDs near those they have, then makes
 * the nodes' lists of peers, with everything that does not depend on Azure's policies. */
void plan_builder_finish(struct plan_builder *builder);

/* The settings of one end of a session. */
struct node_peer_conf *plan_builder_peer(struct plan_builder *builder,
                                         const struct plan_session *session, unsigned end);

/* Takes the builder's own memory away; the plan stays. */
struct plan *plan_builder_done(struct plan_builder *builder);

/* Fills plan->assumptions. */
void plan_assume(struct plan *plan);

#endif
