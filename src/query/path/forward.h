/*
 * What a kind of element must answer about packets: where one goes from here.
 *
 * The way of a packet is data. A packet stands at a place; `forward` of the place's kind answers
 * with egresses, one for each equal next hop, or with the reason why there is none; and the driver
 * (query/path/driver.h) takes one egress after the other. Calls go from the driver to these hooks
 * only: no kind calls the driver or another kind. How a packet stands there (enum path_standing) is
 * where it has come from, or at whose interface the routes of a subnet decide over it. What depends
 * on both ends of a step, such as the time, the limits and whether the link is dead, is the
 * crossing's, which completes the egress.
 */
#ifndef QUERY_PATH_FORWARD_H
#define QUERY_PATH_FORWARD_H

#include "query/nic/subnet_routes.h"
#include "query/path/path.h"

/* What is forwarded. `from` is for what Azure decides by who sent it. */
struct path_packet {
	struct fabric *fabric;
	struct arena *arena; /* for what a way keeps: names */
	const struct path_end *from;
	const struct path_end *to; /* to->address is the destination */
};

/* How a packet stands at a place. */
enum path_standing {
	PATH_ARRIVES,     /* it has come from another element */
	PATH_STARTS,      /* it begins in the element */
	PATH_FROM_TUNNEL, /* it has come out of a tunnel */
	PATH_INSPECTED,   /* at the firewall of a virtual hub, which lets it on */
	/* The routes of a subnet decide over what: */
	PATH_AT_VM,        /* a VM sends */
	PATH_AT_APPLIANCE, /* an appliance forwards */
	PATH_AT_GATEWAY,   /* has come in to a gateway from outside */
};

static inline bool path_is_at_interface(enum path_standing standing)
{
	return standing >= PATH_AT_VM;
}

struct path_place {
	const struct lab_element *element; /* whose kind decides; never NULL */
	uint32_t instance;                 /* 0 where all speakers of the element are one hop */
	uint32_t node;                     /* of its speakers; FIB_NONE: none */
	const char *name;                  /* for people */
	struct addr address;               /* of an appliance */
	enum path_standing standing;
	struct subnet_place subnet; /* at an interface: whose routes decide */
};

/* The speaker `node`, to which a packet comes from elsewhere. */
struct path_place path_place_of(const struct fabric *fabric, uint32_t node);

/* A round trip over one part of a way. */
struct path_leg {
	uint32_t us;
	enum rtt_basis basis;
	const char *rule; /* id in data/rules.json by which it is reckoned, or NULL */
};

/* By Microsoft's backbone, as `location-rtt-model` and the table of regions have it. */
struct path_leg path_leg_of_regions(const struct path_packet *packet, const struct region *a,
                                    const struct region *b);
struct path_leg path_leg_to_msee(const struct path_packet *packet, const struct region *region,
                                 const struct path_place *msee);
/* From an interface into a network. From a gateway into its own region nothing is added: the way to
 * the gateway was the way there. */
struct path_leg path_leg_to_vnet(const struct path_packet *packet, const struct path_place *place,
                                 const struct lab_vnet *vnet);

enum path_egress_kind {
	PATH_TO_NEXT,   /* a hop more, and its element decides */
	PATH_TO_END,    /* a hop more, and the way ends there by `stop` */
	PATH_NOT_ON,    /* the way ends by `stop` where the packet stands */
	PATH_ELSE_HERE, /* no hop more: the same element decides again, at another standing */
};

enum { PATH_EGRESS_LIMITS_MAX = 2 };

/* One of the equal ways on from a place. */
struct path_egress {
	enum path_egress_kind kind;
	struct path_place next; /* of TO_NEXT and ELSE_HERE */
	struct path_hop hop; /* of TO_NEXT: its route, address and rules; the driver adds who it is.
	                        Of TO_END: all but the time */
	const struct fib_hop *via;               /* the next hop in a table; NULL for others */
	const struct lab_vpn_connection *tunnel; /* the one that it means; NULL: any to `next` */
	bool over_link; /* nothing passes when the link to `next` is dead */
	struct path_leg leg;
	struct path_limit limits[PATH_EGRESS_LIMITS_MAX]; /* crossed on the way to the hop */
	uint32_t limit_count;
	enum path_stop stop;         /* of TO_END and NOT_ON; */
	struct path_stop_at stop_at; /* of these, too */
};

/* What `forward` fills. */
struct path_egresses {
	struct path_hop *here;         /* the hop at which the packet stands; NULL at the start */
	const struct path_hop *before; /* the one before it; NULL when there is none */
	struct path_egress *items;     /* the driver's */
	uint32_t count;
	size_t capacity;
};

/* One egress more, all zero but for its kind; valid until the next. */
struct path_egress *path_add_egress(struct path_egresses *out, enum path_egress_kind kind);

/* The way ends here: at the place itself, or because of another element. `node`: of its speakers
 * the one that is to blame, FIB_NONE for all. */
void path_add_stop_here(struct path_egresses *out, enum path_stop why,
                        const struct path_place *place);
void path_add_stop(struct path_egresses *out, enum path_stop why, const struct lab_element *element,
                   uint32_t node, const char *name);

/* To the speaker `node` as an entry of a table of `holder` says; the crossing completes it. */
struct path_egress *path_add_hop(struct path_egresses *out, const struct path_packet *packet,
                                 enum path_table table, uint32_t holder,
                                 const struct fib_entry *entry, const struct fib_hop *via);

/* To the VM in the network that has the address: the one that it was sent to, or another. */
struct path_egress *path_add_delivery(struct path_egresses *out, const struct path_packet *packet,
                                      const struct lab_vnet *vnet);
/* In the network of a gateway the routes of the GatewaySubnet decide on. */
void path_add_gateway_subnet(struct path_egresses *out, const struct path_place *place,
                             const struct lab_vnet *vnet);
/* Makes a delivery, or the end of the way, of an egress to another place. */
void path_deliver(struct path_egress *egress, const struct path_packet *packet,
                  const struct lab_vnet *vnet);
void path_stop(struct path_egress *egress, enum path_stop why, const struct lab_element *element,
               uint32_t node, const char *name);

/* The rule with this id stands behind the hop; the first PATH_RULES_MAX - 1 are kept. */
void path_hop_add_rule(struct path_hop *hop, const char *id);
void path_egress_add_limit(struct path_egress *egress, struct path_limit limit);
/* What the circuit's bandwidth lets pass. */
struct path_limit path_limit_of_circuit(const struct lab_circuit *circuit);

/* Where packets go from a place whose kind it is. At an interface the routes of the subnet decide
 * instead. Adds at least one egress. */
typedef void path_forward_fn(const struct path_packet *packet, const struct path_place *place,
                             struct path_egresses *out);

/* The routes of the subnet decide (query/nic/subnet_routes.h). */
path_forward_fn path_forward_by_interface;

/* Somebody in a network who forwards packets. */
struct path_appliance {
	const struct lab_vnet *vnet;
	const struct lab_nva *nva; /* NULL: the lab does not say who, a load balancer perhaps */
	struct addr address;
};

/* Completes an egress from an interface to the appliance, which forwards by the routes of its own
 * subnet; but what it announces and nothing in the lab has is behind it. Or makes a stop of it when
 * a peering between takes no forwarded traffic. */
void path_to_appliance(const struct path_packet *packet, const struct path_place *place,
                       const struct path_appliance *appliance, struct path_egress *egress);

/* Completes an egress from the place to egress->next. */
typedef void path_cross_fn(const struct path_packet *packet, const struct path_place *place,
                           struct path_egress *egress);

/* By what packets pass from one kind to another. The interfaces of VMs and appliances are those of
 * LAB_VNET. */
struct path_crossing {
	enum lab_kind from;
	enum lab_kind to;
	bool at_interface; /* by the routes of a subnet, else by a table of the speaker's own */
	path_cross_fn *cross;
};

/* How packets pass from the place to the speaker `node`; NULL: not at all. */
path_cross_fn *path_crossing(const struct path_packet *packet, const struct path_place *place,
                             uint32_t node);

/* What one kind of element answers (struct kind_hooks). */
struct forward_hooks {
	path_forward_fn *forward; /* NULL: packets come by it, but never to it */
	enum path_hop_kind hop;   /* what it is on a way */
	bool by_table;            /* its speakers forward by their own tables */
	const char *rule;         /* id: by which it is on the way at all; NULL: needs none */
	/* What the element lets pass; NULL: all. */
	struct path_limit (*limit)(const struct lab_element *element);
	const struct path_crossing *crossings; /* that it knows best, whichever the ends are */
	uint32_t crossing_count;
};
#endif
