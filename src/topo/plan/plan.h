/*
 * The plan: what a lab means as BGP speakers, sessions, policies and links. The only contract
 * between Azure and BGP: no driver knows what a VNet is, nothing here knows what a socket is.
 *
 * A pure function of the lab. Every policy that differs from plain BGP names its rule in
 * data/rules.json.
 */
#ifndef TOPO_PLAN_PLAN_H
#define TOPO_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "node/node.h"
#include "topo/model/model.h"
#include "topo/plan/plan_words.h"

/* Where a speaker has a route from: the groups by which policies tell routes apart
 * (rib_peer_conf.group, node_route_conf.group). */
enum plan_group {
	PLAN_OWN,        /* address spaces, and all own routes of routers and appliances */
	PLAN_OWN_STATIC, /* of a VPN gateway: behind a tunnel without BGP */
	PLAN_OWN_HOST,   /* of a VPN gateway: the other end of a tunnel with BGP */
	PLAN_OWN_HUB,    /* of a virtual hub's router: the hub's own prefix */
	PLAN_FROM_MSEE,
	PLAN_FROM_CUSTOMER,
	PLAN_FROM_GLOBAL_REACH,
	PLAN_FROM_GATEWAY, /* ExpressRoute */
	PLAN_FROM_VPN,     /* a VPN gateway in the same VNet */
	PLAN_FROM_TUNNEL,
	PLAN_FROM_ROUTE_SERVER,
	PLAN_FROM_NVA,
	PLAN_FROM_HUB_ROUTER, /* the gateway's own virtual hub */
	PLAN_FROM_HUBS,       /* other virtual hubs */
	PLAN_FROM_ROUTER,     /* another router, of the same site or over a link between sites */
	PLAN_GROUP_COUNT,
};

/* Groups as a set, and all of them. */
#define PLAN_BIT(group)  (UINT32_C(1) << (group))
#define PLAN_EVERY_GROUP (PLAN_BIT(PLAN_GROUP_COUNT) - 1)

/* "virtual networks", "MSEEs": for people. */
const char *plan_group_name(enum plan_group group);

/* One speaker, and the element that it stands for. */
struct plan_node {
	struct node_conf conf; /* conf.name is unique, see lab_node_name(); peers in the order of
	                          sessions */
	const struct lab_element *element;
	uint32_t instance; /* of the element's speakers: of a circuit, enum lab_link */
	bool external;     /* a real router stands here in live; in the simulator we stand in */
	const uint32_t *sessions; /* for each peer of conf: index into plan->sessions */
	const uint8_t *ends;      /* for each peer of conf: which end of that session it is */
};

/* The speakers of one element, which stand one behind the other. */
struct plan_span {
	uint32_t first; /* index into plan->nodes */
	uint32_t count; /* 0: none */
};

/* One end of a session. */
struct plan_end {
	uint32_t node; /* index into plan->nodes */
	uint32_t peer; /* index into that node's conf.peers */
	struct addr address;
	bool passive; /* does not connect */
};

enum plan_link_kind {
	PLAN_LINK_CIRCUIT, /* router to MSEE: the /30 */
	PLAN_LINK_GATEWAY, /* MSEE to gateway instance */
	PLAN_LINK_VNET,   /* inside a VNet or hub: gateways, Route Server, appliances, hub router */
	PLAN_LINK_TUNNEL, /* VPN */
	PLAN_LINK_GLOBAL_REACH, /* MSEE to MSEE of another circuit */
	PLAN_LINK_HUBS,         /* hub router to hub router */
	PLAN_LINK_INTERIOR,     /* iBGP inside a site */
	PLAN_LINK_SITES,        /* a link between sites */
	PLAN_LINK_COUNT,
};

/* "circuit", "gateway", "vnet", "tunnel", "global-reach", "hubs", "interior", "site-link": stable,
 * used in JSON. */
const char *plan_link_name(enum plan_link_kind kind);

/* A BGP session and the path that its packets take. */
struct plan_session {
	struct plan_end end[2]; /* end 0 connects when both are not passive */
	enum plan_link_kind kind;
	uint32_t delay_us;       /* one way */
	enum rtt_basis basis;    /* of the delay */
	uint32_t bandwidth_mbps; /* 0: not known */
	const char *md5_key;     /* NULL: none */
	/* Whose session it is: a connection, a VPN connection, Global Reach, or who made it (a
	 * router, Route Server ...); NULL in a plan without a lab. */
	const struct lab_element *element;
	const struct lab_circuit_link *circuit_link; /* of PLAN_LINK_CIRCUIT */
	const struct lab_underlay *underlay;         /* of PLAN_LINK_TUNNEL; NULL: not known */
};

/* A switch that nobody has published, and how this lab has it. */
struct plan_assumption {
	const char *rule; /* id in data/rules.json */
	const char *text;
};

struct plan {
	struct arena *arena;
	const struct lab *lab; /* borrowed; NULL for a plan that was made without one */
	const struct lab_element *elements; /* the lab's, or for a plan without one its own */
	uint32_t element_count;
	struct plan_span *spans; /* by element */
	struct plan_node *nodes;
	uint32_t node_count;
	struct plan_session *sessions;
	uint32_t session_count;
	const struct plan_assumption *assumptions;
	uint32_t assumption_count;
};

/* Never fails on a lab that loaded without errors. `lab` must outlive the plan. */
struct plan *plan_compile(const struct lab *lab);
void plan_free(struct plan *plan);

/* The index of the node with this name, or -1. */
int64_t plan_find_node(const struct plan *plan, const char *name);

/* The speakers of the element. */
struct plan_span plan_span_of(const struct plan *plan, const struct lab_element *element);

/* The node at the other end of `peer` of `node`. */
uint32_t plan_peer_node(const struct plan *plan, uint32_t node, uint32_t peer);

#endif
