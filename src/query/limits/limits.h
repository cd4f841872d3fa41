/*
 * Headroom: how much of each of Azure's limits a lab uses.
 *
 * What sessions carry and gateways learn is counted in a snapshot; what is linked, connected and
 * peered is counted in the lab. Without a lab only the limits that a snapshot knows are counted.
 */
#ifndef QUERY_LIMITS_LIMITS_H
#define QUERY_LIMITS_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "query/state/snapshot.h"
#include "topo/facts/facts.h"
#include "topo/model/model.h"

enum limit_kind {
	LIMIT_CUSTOMER_PREFIXES,  /* a session of a router with an MSEE, one family */
	LIMIT_GATEWAY_PREFIXES,   /* a connection, one family: its fullest session */
	LIMIT_ROUTES_LEARNED,     /* a gateway: prefixes of its fuller instance */
	LIMIT_CIRCUIT_ROUTES,     /* a circuit: prefixes of its fuller MSEE */
	LIMIT_CIRCUIT_LINKS,      /* a circuit: connections and Global Reach */
	LIMIT_GATEWAY_CIRCUITS,   /* a gateway: connections */
	LIMIT_SAME_LOCATION,      /* a gateway: connections to circuits of one peering location */
	LIMIT_PEERINGS,           /* a virtual network */
	LIMIT_CONNECTED_GROUP,    /* a connected group: its networks */
	LIMIT_FAST_PATH,          /* a circuit: prefixes of its connections with FastPath */
	LIMIT_VPN_PREFIXES,       /* a tunnel with BGP, one family: its fuller session */
	LIMIT_VPN_TUNNELS,        /* a VPN gateway: connections */
	LIMIT_APPLIANCE_PREFIXES, /* a Route Server's session with an appliance */
	LIMIT_APPLIANCES,         /* a Route Server: appliances that speak BGP with it */
	LIMIT_HUB_CONNECTIONS,    /* a virtual hub: networks connected to it */
	LIMIT_HUB_SPACES,         /* a virtual hub with routing intent: address spaces */
	LIMIT_HUB_ROUTES,         /* a virtual hub's router */
	LIMIT_KIND_COUNT,
};

/* What is the same for all limits of one kind. */
struct limit_trait {
	const char *name;   /* "on-premises-prefixes": stable, used in JSON */
	const char *title;  /* "prefixes from on-premises" */
	const char *beyond; /* what happens beyond it; "not stated" when nobody has published it */
	const char *unit;   /* "prefix": what there may be one more of */
	const char *breaks; /* "drops the session": what the first beyond the limit does */
	const char *rule;   /* id in data/rules.json, or NULL */
	bool advice;        /* Microsoft advises it and does not enforce it */
	bool sum; /* what several rows of one element use is added up; else the largest counts */
};

const struct limit_trait *limit_trait(enum limit_kind kind);

/* One limit of one element. */
struct limit_use {
	enum limit_kind kind;
	uint8_t family;      /* enum addr_family; ADDR_NONE: not of one family */
	const char *element; /* "hq/ce1 to er-ams/primary" */
	uint32_t used;
	bool at_least; /* the limit has ended the session, and `used` is the least that it takes */
	bool down;     /* no session is up */
	uint32_t limit;
	const char *limit_id; /* in data/limits.json; NULL: not from there, or not known */
};

struct limits {
	struct arena *arena;
	const struct facts *facts; /* the lab's; those shipped when there is no lab */
	struct limit_use *items;   /* the fullest first */
	uint32_t count;
	uint32_t broken;
};

/* The kinds say what is counted. `lab` may be NULL when nothing but the snapshot is known. Both are
 * borrowed and must outlive the result, which the caller ends with limits_free(). */
struct limits *limits_take(kind_table kinds, const struct snapshot *snapshot,
                           const struct lab *lab);

/* Accepts NULL. */
void limits_free(struct limits *limits);

/* "the 3rd IPv4 prefix more from hq/ce1 to er-ams/primary drops the session"; of a limit that is
 * broken how much is too much. */
struct text;
void limit_next(const struct limit_use *use, struct text *out);

/* More is used than there is, and it is more than advice. */
bool limit_is_broken(const struct limit_use *use);

/* Whether more than so many percent of the limit are used. */
bool limit_is_above(const struct limit_use *use, uint32_t percent);

/* In tenths of a percent, rounded down; of a limit of 0 that is used, the most that fits. */
uint32_t limit_permille(const struct limit_use *use);

#endif
