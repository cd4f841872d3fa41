/*
 * The way from A to B: every hop, the route that chose it, the latency, and what limits the flow.
 *
 * Data path rules (source-gateway-bypassed, destination-gateway-limits, fastpath): a VM sends
 * straight to the MSEE, past its own gateway; packets towards a VNet pass its gateway, which
 * answers no traceroute, unless FastPath is on. A VPN gateway is on the way in both directions.
 * What a NIC does, and a gateway with packets that come in, query/nic/subnet_routes.h says; how
 * packets are followed, query/path/forward.h.
 */
#ifndef QUERY_PATH_PATH_H
#define QUERY_PATH_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/text.h"
#include "query/nic/nic.h"
#include "query/state/fabric.h"

enum path_end_kind {
	PATH_END_VNET,
	PATH_END_SITE,
	PATH_END_OUTSIDE, /* an address that is neither in a VNet nor announced by a site, as the
	                     Internet's; packets end there, and none begin */
};

/* Where a way begins or ends. */
struct path_end {
	enum path_end_kind kind;
	/* Of the VNet or site; "vnet/subnet"; of an address outside: the address, or "internet". */
	const char *name;
	const struct lab_vnet *vnet;
	const struct lab_subnet *subnet; /* of a VNet's end; NULL: none has the address */
	const struct lab_site *site;
	struct addr address; /* of the VM or host */
};

/*
 * The end that `text` names: a VNet (a VM in a subnet that Azure keeps for nothing else),
 * "vnet/subnet", a site (a host in what it announces), "internet", an address, or a prefix, which
 * stands for a host in it. Of a name the address is the first that is its own by longest match over
 * all VNets, hubs, sites and private endpoints; or what the site's test-address says.
 *
 * `family` ADDR_NONE: IPv4, or that of the address. False with a finding, when there is no such
 * thing, it has no address of the family, or others have all of its addresses. Names live in the
 * fabric's arena or the lab.
 */
bool path_end_find(struct fabric *fabric, const char *text, uint8_t family, struct path_end *out,
                   struct findings *findings);

/* True when the text names an end that has no address of the family, and nothing else is wrong. */
bool path_end_lacks_family(struct fabric *fabric, const char *text, uint8_t family);

enum path_end_found {
	PATH_END_FOUND,
	PATH_END_NO_ADDRESS, /* of the family */
	PATH_END_COVERED,    /* others have all that it has: no host can stand for it */
};

/* The same for an element at hand. */
enum path_end_found path_end_of_vnet(struct fabric *fabric, const struct lab_vnet *vnet,
                                     uint8_t family, struct path_end *out);
enum path_end_found path_end_of_subnet(struct fabric *fabric, const struct lab_vnet *vnet,
                                       const struct lab_subnet *subnet, uint8_t family,
                                       const char *name, struct path_end *out);
enum path_end_found path_end_of_site(struct fabric *fabric, const struct lab_site *site,
                                     uint8_t family, struct path_end *out);
void path_end_of_internet(uint8_t family, struct path_end *out);

/* Whether Azure lets VMs stand in the subnet, by its name. */
bool path_vms_stand_in(const struct lab_subnet *subnet);

/* A network of which only some subnets are peered (subnet-peering) has no one VM that stands for
 * all: a warning of that. Nothing for any other end. */
void path_end_say_part(const struct path_end *end, struct place place, struct findings *findings);

/* What is said of an end that is covered: a finding of the severity, with those who have its
 * addresses. One of vnet and site is NULL; subnet may be. */
struct path_covered {
	const struct lab_vnet *vnet;
	const struct lab_subnet *subnet;
	const struct lab_site *site;
	const char *name;
	uint8_t family;
};
void path_end_say_covered(struct fabric *fabric, const struct path_covered *covered,
                          enum severity severity, struct place place, struct findings *findings);

/* The same, as warnings, for every VNet and site of the lab that is covered: answers about all of
 * a lab leave these out. */
void path_ends_say_covered(struct fabric *fabric, uint8_t family, struct findings *findings);

/* path_end_say_part() for every VNet of the lab: for answers about all of a lab that take one VM
 * for each. */
void path_ends_say_parts(struct fabric *fabric, uint8_t family, struct findings *findings);

enum path_mechanism {
	PATH_NONE,
	PATH_VNET_LOCAL,
	PATH_VNET_PEERING,
	PATH_CONNECTED_GROUP, /* of Azure Virtual Network Manager */
	PATH_HAIRPIN,         /* VNet to VNet by a U-turn at the MSEE */
	PATH_ON_PREMISES,     /* between a VNet and a site, by a circuit */
	PATH_TRANSIT,         /* through a site that is not an end */
	PATH_SITE_LOCAL,
	PATH_SITE_LINK,    /* from site to site, by links of their own */
	PATH_VPN,          /* by a tunnel, with or without a circuit */
	PATH_NVA,          /* by a network virtual appliance, and neither circuit nor tunnel */
	PATH_VIRTUAL_HUB,  /* by the router of one virtual hub */
	PATH_VIRTUAL_WAN,  /* by the routers of several */
	PATH_GLOBAL_REACH, /* from circuit to circuit */
	PATH_INTERNET,
	PATH_SERVICE_ENDPOINT,
	PATH_MECHANISM_COUNT,
};

/* By mechanism; ends with NULL. */
extern const char *const path_mechanism_names[PATH_MECHANISM_COUNT + 1];

/* "expressroute-hairpin": stable, used in JSON and in expectations. */
const char *path_mechanism_name(enum path_mechanism mechanism);
/* "ExpressRoute hairpin": for people. */
const char *path_mechanism_text(enum path_mechanism mechanism);

enum { PATH_RULES_MAX = 8 };

enum path_hop_kind {
	PATH_HOP_VM,
	PATH_HOP_MSEE,
	PATH_HOP_GATEWAY,
	PATH_HOP_ROUTER,
	PATH_HOP_VPN_GATEWAY, /* an instance */
	PATH_HOP_NVA,
	PATH_HOP_HUB_ROUTER,
	PATH_HOP_PRIVATE_ENDPOINT,
	PATH_HOP_INTERNET,
	PATH_HOP_SERVICE, /* by a service endpoint */
	PATH_HOP_KIND_COUNT,
};

/* Gateways answer no traceroute: captures show '*' for those of ExpressRoute and of VPN alike. */
static inline bool path_hop_is_silent(enum path_hop_kind kind)
{
	return kind == PATH_HOP_GATEWAY || kind == PATH_HOP_VPN_GATEWAY;
}

/* "vm", "msee", "gateway", "site-router", "vpn-gateway", "nva", "hub-router", "private-endpoint",
 * "internet". */
const char *path_hop_kind_name(enum path_hop_kind kind);

/* In whose table a route stands. */
enum path_table {
	PATH_TABLE_NONE,      /* there is no route */
	PATH_TABLE_INTERFACE, /* a network interface's */
	PATH_TABLE_SPEAKER,   /* BGP, at an MSEE, a router or another speaker */
	PATH_TABLE_STATIC,    /* of a tunnel without BGP */
	PATH_TABLE_COUNT,
};

/* The route by which a hop was chosen. */
struct path_route {
	enum path_table table;
	enum nic_source source;     /* of an interface's table, */
	enum nic_next_hop next_hop; /* and where it leads */
	struct prefix prefix;
	const char *node;              /* whose table: a node, or the VNet for a system route */
	const struct bgp_attrs *attrs; /* NULL for system routes */
	enum rib_step why;             /* meaningful with attrs */
};

/* A system route of a peering. */
static inline bool path_route_is_of_peering(const struct path_route *route)
{
	return route->table == PATH_TABLE_INTERFACE && route->source == NIC_DEFAULT &&
	       (route->next_hop == NIC_TO_PEERING || route->next_hop == NIC_TO_GLOBAL_PEERING ||
	        route->next_hop == NIC_TO_CONNECTED_GROUP);
}

/* Where the route comes from, in Azure's words where Azure has one: "Default", "VNetPeering",
 * "VNetGlobalPeering", "VirtualNetworkGateway" and "User" at an interface; "BGP", "Static", "". */
const char *path_source_name(const struct path_route *route);

struct path_hop {
	enum path_hop_kind kind;
	/* Who it is, and which of its speakers (0 where all are one hop). NULL: none that has an
	 * identity, as a private endpoint, a service or the Internet. Of an appliance that the lab
	 * does not name: its network. */
	const struct lab_element *element;
	uint32_t instance;
	const char *name;        /* for people: "er-ams/primary", "gw-uks", "hq/ce1", ... */
	struct addr address;     /* unset: not known, or silent */
	struct path_route route; /* that chose it; source NONE for the first hop */
	const char *rules[PATH_RULES_MAX]; /* ids in data/rules.json of what makes this hop and its
	                                      time; ends at the first NULL */
	bool fast_path;                    /* a VM that was reached past its gateway */
	bool by_tunnel;                    /* a tunnel of the lab leads to it */
	uint32_t rtt_us;                   /* from the start to here and back */
	enum rtt_basis basis;
};

/* An element that limits a way; 0: not known, or not limited. */
struct path_limit {
	const struct lab_element *element;
	uint32_t bandwidth_mbps;
	uint32_t packets_per_s;
	uint32_t flows;
	uint32_t connections_per_s;
};

/* The smallest limit of each kind and the element that sets it; NULL and 0 when nothing does. */
struct path_bottleneck {
	uint32_t bandwidth_mbps;
	const char *bandwidth_by;
	uint32_t packets_per_s;
	const char *packets_by;
	uint32_t flows;
	const char *flows_by;
	uint32_t connections_per_s;
	const char *connections_by;
};

/* Why a way ends before its end. */
enum path_stop {
	PATH_DELIVERED,
	PATH_STOP_NO_GATEWAY,    /* the VNet has no gateway and no peering that helps */
	PATH_STOP_NO_ROUTE,      /* at `element` */
	PATH_STOP_REJECTED,      /* `element` was told a route and did not accept it */
	PATH_STOP_SESSIONS_DOWN, /* `element` has no Established session */
	PATH_STOP_NOBODY,        /* no VNet behind the gateway has the address */
	PATH_STOP_ELSEWHERE, /* the longest match leads to `element`, which has the address too */
	PATH_STOP_LOOP,
	PATH_STOP_LINK_DOWN,    /* the link to `element` is dead, though BGP is up */
	PATH_STOP_DROPPED,      /* by a user-defined route, or a static one of a router */
	PATH_STOP_NO_APPLIANCE, /* nobody forwards at the next hop of a user-defined route */
	PATH_STOP_FORWARDED,    /* the peering of `element` takes no forwarded traffic */
	PATH_STOP_UNPEERED,     /* the peering with `element` is not for the sender's subnet */
	PATH_STOP_TUNNEL_DOWN,  /* what carries the tunnel `element` is dead */
	PATH_STOP_COUNT,
};

/* "no-route": stable, used in JSON. */
const char *path_stop_name(enum path_stop stop);

/* Where a way ends, or because of whom. */
struct path_stop_at {
	const struct lab_element *element; /* NULL: nobody that has an identity */
	uint32_t node;    /* of its speakers the one that is meant; FIB_NONE: all of them */
	const char *name; /* of the element or the speaker, for people */
};

enum { PATH_HOPS_MAX = 24, PATH_WAYS_MAX = 64 };

/* One way of a flow. Equal next hops make several. */
struct path_way {
	struct path_hop *hops;
	uint32_t hop_count;
	struct path_limit *limits; /* in the order of the way */
	uint32_t limit_count;
	enum path_mechanism mechanism; /* NONE when not delivered */
	enum path_stop stop;
	struct path_stop_at stop_at;
	const char *stop_text; /* a sentence; NULL until path_explain_stop() */
	const char *stop_rule; /* id, or NULL */
	uint32_t rtt_us;
	enum rtt_basis basis;
};

enum path_state {
	PATH_UNREACHABLE,
	PATH_PARTLY, /* some of the equal ways end before: those flows are lost */
	PATH_REACHABLE,
};

/* "unreachable", "partly-reachable", "reachable". */
const char *path_state_name(enum path_state state);

struct path_direction {
	struct path_end from;
	struct path_end to;
	struct path_way *ways; /* at least one */
	uint32_t way_count;
	bool cut_short; /* there are more than PATH_WAYS_MAX */
	enum path_state state;
	enum path_mechanism mechanism; /* of the first delivered way */
	uint32_t rtt_us;               /* of the slowest delivered way */
	uint32_t rtt_min_us;           /* of the fastest */
	enum rtt_basis basis;
	struct path_bottleneck bottleneck; /* of a flow on the narrowest way */
};

/* The speaker's own table decides over packets that come to it: it is neither passed by nor left to
 * the routes of a subnet. */
bool path_forwards_by_table(const struct fabric *fabric, uint32_t node);

/* One direction. All that it holds lives in `arena`, the lab or the snapshot. `from` must be a VNet
 * or a site, both ends of one family. */
struct path_direction path_walk(struct fabric *fabric, const struct path_end *from,
                                const struct path_end *to, struct arena *arena);

/* What has the routes of a network that serves others: a hub, a gateway, a Route Server; or the
 * network itself. */
const struct lab_element *path_serving(const struct lab_vnet *serving);

/* Gives every way that ends before its end its sentence and rule. */
void path_explain_stop(struct fabric *fabric, struct path_direction *direction,
                       struct arena *arena);

/* What a ping sees between two ends: the least and the most over all combinations of the ways there
 * and back. The one latency of a pair, whoever asks; of one direction alone, that of packets which
 * come back by the way that they went. */
struct path_rtt {
	bool answered;        /* some flows arrive, in both directions */
	enum rtt_basis basis; /* RTT_UNKNOWN, too, when nothing is answered: then both are 0 */
	uint32_t min_us;
	uint32_t max_us;
};

struct path_rtt path_direction_rtt(const struct path_direction *direction);
struct path_rtt path_round_trip(const struct path_rtt *there, const struct path_rtt *back);
bool path_rtt_equal(const struct path_rtt *a, const struct path_rtt *b);

/* "31.0 ms", "31.0 to 44.0 ms", "unknown", "no answer". */
void path_format_round_trip(const struct path_rtt *rtt, struct text *out);

/* Both directions. What is outside answers by the way on which it was asked, for addresses are
 * translated there: then `back` has no ways and says what `there` says. */
struct path {
	struct arena *arena;
	struct path_direction there;
	struct path_direction back;
	bool reachable; /* both ways, every flow, at no stateful appliance one way only */
	struct path_rtt rtt;
	const char *asymmetry;  /* a sentence, or NULL when the directions mirror each other */
	const char *state_lost; /* a sentence, or NULL: path_state_lost() */
};

/* How the two directions differ, as a sentence in path->arena; NULL when they mirror each other. */
const char *path_asymmetry(const struct path *path);

/* An appliance that keeps the state of flows sees one direction alone, and drops the flow: a
 * sentence in path->arena that says which; NULL for none. */
const char *path_state_lost(const struct path *path);

/* The caller ends it with path_free(). */
struct path *path_find(struct fabric *fabric, const struct path_end *from,
                       const struct path_end *to);

/* Accepts NULL. */
void path_free(struct path *path);

/* What stands between the ends: "er-fra/primary | er-fra/secondary > gw-uks". Nothing for a direct
 * way or none. */
void path_format_between(const struct path_direction *direction, struct text *out);

/* "1,000,000". */
void path_format_number(uint64_t number, struct text *out);

/* "gw-uks: 1,000 Mbps, 100,000 packets/s, 200,000 flows"; an element for each measure when they are
 * not the same. Nothing when nothing limits. */
void path_format_bottleneck(const struct path_bottleneck *bottleneck, struct text *out);

/* "measured", "estimated", "given", "unknown". */
const char *path_basis_name(enum rtt_basis basis);

/* Both are the same: the element and which of its speakers. Who forwards and has no name in the lab
 * is told apart by its address. */
bool path_hop_same(const struct path_hop *a, const struct path_hop *b);

/* The name is that of the hop, of its element, or of the site or network that it belongs to. */
bool path_hop_is_named(const struct path_hop *hop, const char *name);
bool path_way_uses(const struct path_way *way, const char *name);

#endif
