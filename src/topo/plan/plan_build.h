/*
 * How a plan is put together, shared by the compiler of labs and the maker of stars: first the
 * nodes and sessions, then each node's list of peers, then the policy of each end.
 */
#ifndef TOPO_PLAN_PLAN_BUILD_H
#define TOPO_PLAN_PLAN_BUILD_H

#include <stdint.h>

#include "topo/plan/plan.h"

enum {
	PLAN_AS_MSEE = 12076,            /* FACTS 1.1 */
	PLAN_AS_GATEWAY = 65515,         /* FACTS 1.1 */
	PLAN_AS_VWAN = 65520,            /* FACTS 1.4 */
	PLAN_AS_MARKS = 65517,           /* upper half of Azure's internal communities, FACTS 1.5 */
	PLAN_WEIGHT_OWN = 32768,         /* FACTS 4.4 */
	PLAN_WEIGHT_EXPRESSROUTE = 32769 /* FACTS 4.4; the connection's weight comes on top */
};

/* A plan under construction. `peers` are the same arrays as in the nodes' conf, writable. */
struct plan_builder {
	struct plan *plan; /* its arena holds everything but `peers` itself */
	struct node_peer_conf **peers;
	uint32_t session_room; /* for so many; grows */
};

/* An empty plan for so many elements, which the caller then sets as plan->elements, of `nodes`
 * zeroed nodes, with room for `sessions`. */
struct plan_builder plan_builder_new(uint32_t elements, uint32_t nodes, uint32_t sessions);

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

/* What a gateway announces a prefix with: empty path, origin IGP. */
struct bgp_attrs plan_gateway_route(uint32_t weight);

/* The two ends between an MSEE and a gateway. `weight` is what learned routes get; `site` tells
 * gateways apart. */
void plan_policy_gateway(struct node_peer_conf *peer, uint32_t weight,
                         bool allow_remote_vnet_traffic);
void plan_policy_msee_to_gateway(struct node_peer_conf *peer, uint32_t site);

/* The two ends between an MSEE and a site's router. `site` tells customer sessions apart. */
void plan_policy_msee_to_customer(struct node_peer_conf *peer, const struct lab_circuit *circuit,
                                  uint32_t site);
void plan_policy_router(struct node_peer_conf *peer, const struct lab_circuit_link *link,
                        struct arena *arena);

/* Fills plan->assumptions. */
void plan_assume(struct plan *plan);

#endif
