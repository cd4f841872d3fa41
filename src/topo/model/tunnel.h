/*
 * Tunnels between routers and appliances, and what tunnels of any kind ride on; a part of model.h.
 */
#ifndef TOPO_MODEL_TUNNEL_H
#define TOPO_MODEL_TUNNEL_H

#include "topo/facts/facts.h"
#include "topo/model/kind.h"
#include "topo/model/parts.h"
#include "topo/model/policy.h"

struct lab_circuit;
struct lab_nva;
struct lab_router;
struct lab_tunnel;

enum { LAB_TUNNEL_ENDS = 2 };

/* Where one end of a tunnel leaves for the circuit: one of the two. */
struct lab_underlay_end {
	const struct lab_router *router; /* of a site, */
	const struct lab_vnet *vnet;     /* or in this network */
};

/* What carries a tunnel: any of these. None at all: the Internet, of which a lab knows nothing. */
struct lab_underlay {
	struct lab_underlay_end ends[LAB_TUNNEL_ENDS];
	const struct lab_circuit **circuits;
	uint32_t circuit_count;
	const struct lab_tunnel **tunnels;
	uint32_t tunnel_count;
};

/* tunnel/end: a router of a site, or an appliance. */
struct lab_tunnel_end {
	const struct lab_router *router; /* one of the two; */
	const struct lab_nva *nva;       /* both NULL: the reference is wrong */
	const struct lab_tunnel *tunnel;
	unsigned number;                   /* in tunnel->ends */
	const struct lab_tunnel_end *next; /* of the same router or appliance */
	struct addr outer;                 /* outer-address; unset: not said */
	uint32_t prepend;
	bool med_set;
	uint32_t med;
	bool readvertise;              /* passes routes learned elsewhere on into the tunnel */
	struct lab_prefixes advertise; /* only these; count 0: all of the speaker's */
	struct lab_session_policy policy;
	struct place place;
};

/* tunnel: between two routers, two appliances, or one of each. With BGP a session for each family.
 */
struct lab_tunnel {
	const char *name;
	const struct lab_element *element;
	struct prefix prefix[3]; /* of the inside, by enum addr_family; unset: none */
	bool bgp;
	bool rtt_said;
	uint32_t rtt_us;
	uint32_t bandwidth_mbps; /* 0: no limit */
	struct lab_underlay underlay;
	struct lab_tunnel_end ends[LAB_TUNNEL_ENDS];
	uint32_t end_count; /* two in a lab without errors */
	bool twice;         /* two prefixes of one family; never in a lab without errors */
	unsigned doubts;
	struct place place;
};

/* A subnet of two routers has the family, and room for both; and the address of one of them: the
 * first host or, of a /31 or /127, the network address (RFC 3021), is that of end 0. */
bool lab_pair_has(const struct prefix prefix[3], uint8_t family);
struct addr lab_pair_address(const struct prefix prefix[3], unsigned end, uint8_t family);

/* Who stands at the end; NULL when the reference is wrong or elements are not listed yet. */
const struct lab_element *lab_tunnel_end_element(const struct lab_tunnel_end *end);
const char *lab_tunnel_end_name(const struct lab_tunnel_end *end);
uint32_t lab_tunnel_end_asn(const struct lab_tunnel_end *end);

/* The first tunnel end of who it is; NULL: none, or neither router nor appliance. */
const struct lab_tunnel_end *lab_tunnel_ends_of(const struct lab_element *element);

/* The end of one of these at whose other end the address is; NULL: none. */
const struct lab_tunnel_end *lab_tunnel_end_towards(const struct lab_tunnel_end *ends,
                                                    const struct addr *far);

/* Somebody of this end's side has sessions with the edge router of the circuit on this link: a
 * router of the site, or the gateway that serves the network; and who that is, of a lab whose
 * elements are listed. */
bool lab_underlay_gets_to(const struct lab_underlay_end *end, const struct lab_circuit *circuit,
                          enum lab_link link);
const struct lab_element *lab_underlay_edge(const struct lab_underlay_end *end,
                                            const struct lab_circuit *circuit, enum lab_link link);

/* One of the ways on which something rides: by a link of a circuit, or by a tunnel. */
struct lab_underlay_way {
	const struct lab_circuit *circuit; /* NULL: by the tunnel */
	enum lab_link link;
	const struct lab_tunnel *tunnel;
};

/* The way of this number, in the order of the lab, circuits first and of each the primary link
 * first. False when one of the ends does not get there; `number` < lab_underlay_ways(). */
uint32_t lab_underlay_ways(const struct lab_underlay *underlay);
bool lab_underlay_way(const struct lab_underlay *underlay, uint32_t number,
                      struct lab_underlay_way *way);

/* A round trip, and where it comes from. */
struct lab_time {
	uint32_t us;
	enum rtt_basis basis;
	const char *rule; /* id in data/rules.json by which it is reckoned, or NULL */
};

/* By a circuit: from the site or network of each end to the peering location (tunnel-over-circuit).
 */
struct lab_time lab_underlay_time(const struct lab *lab, const struct lab_underlay *underlay,
                                  const struct lab_underlay_way *way);

/* Through the tunnel: what the lab says, or by the way on which it rides, or, NULL, by the Internet
 * between the regions of its ends (vpn-tunnel-delay). Of a lab without errors. */
struct lab_time lab_tunnel_time(const struct lab *lab, const struct lab_tunnel *tunnel,
                                const struct lab_underlay_way *way);

/* The first way; NULL when it rides on nothing that is known. `room` is for the answer. */
const struct lab_underlay_way *lab_underlay_first(const struct lab_underlay *underlay,
                                                  struct lab_underlay_way *room);

/* It rides on something that may fail. */
static inline bool lab_underlay_is_known(const struct lab_underlay *underlay)
{
	return underlay->circuit_count + underlay->tunnel_count > 0;
}

#endif
