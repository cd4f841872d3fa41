/*
 * The walk of packets through the fabric, hop by hop, along all equal next hops.
 *
 * It goes into depth: at every element it puts the hop on a stack, goes on to each of the next
 * elements, and takes the hop off again. Where it ends, the stack is a way.
 */
#ifndef QUERY_PATH_PATH_WALK_H
#define QUERY_PATH_PATH_WALK_H

#include "query/nic/subnet_routes.h"
#include "query/path/path.h"

struct walk {
	struct fabric *fabric;
	struct arena *arena;
	const struct path_end *from;
	const struct path_end *to;
	struct path_direction *out;
	uint32_t way_room;
	struct path_hop hops[PATH_HOPS_MAX];
	uint32_t hop_count;
	struct path_limit limits[PATH_HOPS_MAX];
	uint32_t limit_count;
};

/* A round trip over one part of a way. */
struct leg {
	uint32_t us;
	enum rtt_basis basis;
};

/* The less sure of two. */
enum rtt_basis path_weaker_basis(enum rtt_basis a, enum rtt_basis b);

struct leg leg_of_regions(const struct walk *walk, const struct region *a, const struct region *b);
struct leg leg_to_circuit(const struct walk *walk, const struct region *region,
                          const struct lab_circuit *circuit);

/* The rule with this id stands behind the hop. */
void hop_add_rule(struct path_hop *hop, const char *id);

/* Goes one hop further; ends the way and returns false when it is longer than any that makes
 * sense. */
bool walk_push_hop(struct walk *walk, const struct path_hop *hop, struct leg leg);
void walk_push_limit(struct walk *walk, struct path_limit limit);

/* Takes the stack down as a way. */
void walk_end(struct walk *walk, enum path_stop stop, const char *element);

bool walk_was_at(const struct walk *walk, const char *element);

/* The name of what has the routes of a network that serves others: a hub, a gateway, a Route
 * Server. */
const char *path_serving_name(const struct lab_vnet *serving);

/* The route at `node` that names this next hop. */
struct path_route walk_bgp_route(const struct walk *walk, enum path_source source, uint32_t node,
                                 const struct fib_entry *entry, const struct fib_hop *hop);

/* A crossing between two speakers; ends the way and returns false when its link is dead. */
bool walk_cross(struct walk *walk, uint32_t from, uint32_t to);

/* Goes on from the top of the stack to each of several elements: mark, go, and back. */
struct mark {
	uint32_t hop_count;
	uint32_t limit_count;
};
struct mark walk_mark(const struct walk *walk);
void walk_back(struct walk *walk, struct mark mark);

/* Where in Azure a packet stands when a subnet's routes decide over it. */
enum stand_kind {
	STAND_VM,
	STAND_APPLIANCE,
	STAND_ER_GATEWAY, /* it has come in from a circuit */
	STAND_VPN_GATEWAY,
};

struct stand {
	enum stand_kind kind;
	struct subnet_place place;
	const char *name; /* of the VNet, the gateway or the appliance */
	uint32_t node;    /* of the speaker; FIB_NONE for a VM */
};

/* The routes of the subnet decide. */
void walk_by_subnet(struct walk *walk, const struct stand *stand);

/* The packet comes to these elements; the caller has filled what it knows of the hop. */
void walk_at_msee(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg);
void walk_at_gateway(struct walk *walk, uint32_t node, const struct lab_circuit *circuit,
                     const struct path_route *route);
void walk_at_hub_router(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg);
void walk_at_router(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg,
                    struct path_limit limit);

/* From inside Azure to the tunnel of a VPN gateway; and from a tunnel into Azure. */
void walk_into_tunnel(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg);
void walk_out_of_tunnel(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg);

/* The round trip through a tunnel of the gateway: what the lab says, or by the Internet between the
 * regions of both ends. */
struct leg leg_of_tunnel(const struct walk *walk, const struct lab_vpn_gateway *gateway,
                         const struct lab_local_gateway *local);

/* The connection of the VPN gateway to the router, or to an instance of another gateway; NULL. */
const struct lab_vpn_connection *vpn_connection_to(const struct lab_vpn_gateway *gateway,
                                                   const struct fabric_node *node);

/* From a router to every next hop that its route names. */
void walk_leave_router(struct walk *walk, uint32_t node, const struct fib_entry *entry);

/* A router without a route, but with a tunnel that needs none, to a gateway behind which the
 * address is. False when there is none. */
bool walk_leave_by_static_tunnel(struct walk *walk, uint32_t node);

/* The packet is in a VNet that has its address, or at a site that takes it for its own; the one it
 * was sent to, or another. */
void walk_arrive_in_vnet(struct walk *walk, const struct lab_vnet *vnet, struct path_hop hop,
                         struct leg leg);
void walk_arrive_at_site(struct walk *walk, const struct lab_site *site);

/* The longest match at the site is its own: a host there, or the way out of it. */
bool walk_site_keeps(const struct walk *walk, const struct lab_site *site,
                     const struct fib_entry *entry);

/* Start the walk. */
void walk_leave_vnet(struct walk *walk);
void walk_leave_site(struct walk *walk);

#endif
