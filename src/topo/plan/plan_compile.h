/*
 * The compiler of labs at work, shared by its parts: each makes the speakers and the sessions of
 * one kind of Azure resource. First all nodes, then all sessions, then the policies of their ends.
 */
#ifndef TOPO_PLAN_PLAN_COMPILE_H
#define TOPO_PLAN_PLAN_COMPILE_H

#include "topo/plan/plan_build.h"

/* Where the speakers of one VNet stand: the first node of each kind + 1, or 0. */
struct plan_place {
	uint32_t gateway;
	uint32_t vpn_gateway;
	uint32_t route_server;
	uint32_t nvas; /* of the first that speaks BGP */
	uint32_t hub_router;
};

/* Nodes stand in this order: MSEEs, ExpressRoute gateways, what else VNets have, routers. */
struct plan_compiler {
	const struct lab *lab;
	struct plan_builder builder;
	struct arena *arena;       /* the plan's */
	struct plan_place *places; /* by VNet index */
	uint32_t *spokes;          /* by VNet index: its first spoke + 1 */
	uint32_t *next_spoke;      /* by VNet index of a spoke: the next + 1 */
	uint32_t *routers;         /* by site index: the node of its first router */
	uint32_t node_count;       /* nodes made so far */
};

/* What a kind makes of its elements. First all nodes are made, then all sessions, then the policies
 * of their ends; in each of these kind by kind in the order of LAB_KINDS. Any of the hooks may be
 * NULL. */
struct plan_hooks {
	/* Makes the sessions of the element with others. */
	void (*sessions)(struct plan_compiler *c, const struct lab_element *element);
};

/* Asks the kind of each element of this kind for its sessions. */
void plan_make_sessions_of(struct plan_compiler *c, enum lab_kind kind);

/* The next node: this instance of the element, with its name and AS. The speakers of one element
 * are made one behind the other. */
struct plan_node *plan_compiler_node(struct plan_compiler *c, const struct lab_element *element,
                                     uint32_t instance, uint32_t asn);

/* A session between two nodes by their numbers; the second waits to be called. */
struct plan_session *plan_compiler_session(struct plan_compiler *c, enum plan_link_kind kind,
                                           uint32_t a, const struct addr *a_address, uint32_t b,
                                           const struct addr *b_address);

static inline struct plan_place *plan_place_of(const struct plan_compiler *c,
                                               const struct lab_vnet *vnet)
{
	return &c->places[vnet->index];
}

static inline uint32_t plan_msee_node(const struct lab_circuit *circuit, enum lab_link link)
{
	return circuit->index * LAB_LINK_COUNT + (uint32_t)link;
}

static inline bool plan_is_connected(const struct lab_gateway *gateway)
{
	return gateway != NULL && gateway->connection_count > 0;
}

static inline bool plan_speaks_bgp(const struct lab_nva *nva)
{
	return nva->asn != 0 && nva->route_server != NULL;
}

static inline uint32_t plan_vpn_instances(const struct lab_vpn_gateway *gateway)
{
	return gateway->active_active ? LAB_INSTANCES : 1;
}

/* plan_address.c: addresses as the lab gives them, or else as Azure hands them out. */
struct prefix plan_gateway_subnet(const struct lab_vnet *vnet, uint8_t family);
struct addr plan_gateway_address(const struct lab_gateway *gateway, uint32_t instance);
struct addr plan_msee_address(const struct lab_connection *connection, enum lab_link link,
                              uint8_t family);
struct addr plan_vpn_address(const struct lab_vpn_gateway *gateway, uint32_t instance);
struct addr plan_route_server_address(const struct lab_route_server *server, uint32_t instance);
struct addr plan_hub_router_address(const struct lab_hub *hub);

/* plan_circuit.c: MSEEs, routers and what is between them. */
void plan_make_msees(struct plan_compiler *c);
void plan_make_routers(struct plan_compiler *c);
void plan_make_circuit_sessions(struct plan_compiler *c);
uint32_t plan_router_node(const struct plan_compiler *c, const struct lab_router *router);

/* What a router or appliance announces a prefix with. */
struct bgp_attrs plan_router_route(struct arena *arena, const uint32_t *communities,
                                   uint32_t count);

/* plan_gateway.c */
void plan_chain_spokes(struct plan_compiler *c);
void plan_make_gateways(struct plan_compiler *c);
void plan_make_gateway_sessions(struct plan_compiler *c);

/* The address spaces of a VNet and of those that it serves, both families or IPv4 only: own routes
 * with the weight of such. */
struct plan_routes {
	struct node_route_conf *items;
	uint32_t count;
};
struct plan_routes plan_address_space_routes(struct plan_compiler *c, const struct lab_vnet *vnet,
                                             bool ipv4_only, uint32_t extra_room);

/* plan_vpn.c */
void plan_make_vpn_gateways(struct plan_compiler *c);
void plan_make_vpn_sessions(struct plan_compiler *c);

/* plan_route_server.c: Route Servers and appliances. */
void plan_make_route_servers(struct plan_compiler *c);
void plan_make_route_server_sessions(struct plan_compiler *c);

/* plan_hub.c */
void plan_make_hub_routers(struct plan_compiler *c);
void plan_make_hub_sessions(struct plan_compiler *c);

/* plan_sides.c: the policies of all ends. */
void plan_make_policies(struct plan_compiler *c);

#endif
