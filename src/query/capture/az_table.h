/*
 * The tables that Azure's tools show, as rows of members: what the model predicts and what a person
 * captured have the same form, so one can be written as the other and both can be compared.
 *
 * Members are kept as text in one spelling, whatever the tool wrote: AS paths with blanks,
 * addresses as addr_format(), types and sources as the Azure CLI spells them.
 */
#ifndef QUERY_CAPTURE_AZ_TABLE_H
#define QUERY_CAPTURE_AZ_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "query/nic/effective.h"
#include "query/state/snapshot.h"

enum az_kind {
	AZ_LEARNED,     /* vnet-gateway list-learned-routes, also of a Route Server's peering */
	AZ_ADVERTISED,  /* vnet-gateway list-advertised-routes, the same */
	AZ_PEERS,       /* vnet-gateway list-bgp-peer-status */
	AZ_ROUTE_TABLE, /* express-route list-route-tables */
	AZ_SUMMARY,     /* express-route list-route-tables-summary */
	AZ_ARP,         /* express-route list-arp-tables */
	AZ_EFFECTIVE,   /* nic show-effective-route-table */
	AZ_HUB_ROUTES,  /* vhub get-effective-routes */
	AZ_ROUTER,      /* show ip bgp of a router */
	AZ_KIND_COUNT,  /* also: not known, as of an empty list */
};

/* "learned", "advertised", "peers", "route-table", ...: what --kind says; ends with NULL. */
extern const char *const az_kind_names[AZ_KIND_COUNT + 1];

enum az_member {
	AZ_NETWORK,
	AZ_NEXT_HOP,
	AZ_AS_PATH,
	AZ_ORIGIN, /* "Network", "EBgp", "IBgp", "Igp"; at an MSEE "I", "E", "?" */
	AZ_SOURCE_PEER,
	AZ_LOCAL_ADDRESS,
	AZ_WEIGHT,
	AZ_LOC_PRF,
	AZ_STAR, /* at an MSEE: "*" on the chosen one of several; at a router ">" and "=" */
	AZ_NEIGHBOR,
	AZ_ASN,
	AZ_STATE, /* of a session or of an effective route */
	AZ_ROUTES_RECEIVED,
	AZ_CONNECTED_DURATION,
	AZ_MESSAGES_RECEIVED,
	AZ_MESSAGES_SENT,
	AZ_VERSION,
	AZ_UP_DOWN,
	AZ_STATE_PFX_RCD,
	AZ_SOURCE,
	AZ_NEXT_HOP_TYPE,
	AZ_NAME, /* of a user-defined route */
	AZ_DISABLE_PROPAGATION,
	AZ_ROUTE_ORIGIN,
	AZ_AGE,
	AZ_INTERFACE,
	AZ_IP_ADDRESS,
	AZ_MAC_ADDRESS,
	AZ_METRIC, /* MULTI_EXIT_DISC */
	AZ_MEMBER_COUNT,
};

/* As the Azure CLI spells it in JSON; the star is "chosen". */
const char *az_member_name(enum az_member member);

/* The members of a kind, in the order of the Azure CLI, which is that of the alphabet; ends with
 * AZ_MEMBER_COUNT. The star is none: it stands at the next hop. */
const enum az_member *az_kind_members(enum az_kind kind);

/* By members: which ones. */
static inline uint32_t az_bit(enum az_member member)
{
	return UINT32_C(1) << member;
}

struct az_row {
	/* What the row is about, for sorting: its network, or a neighbour's address as host route.
	 */
	struct prefix key;
	const char *members[AZ_MEMBER_COUNT]; /* NULL: not told; "": told to be empty */

	/* Of a captured row. */
	unsigned line; /* in the file, from 1 */
	bool path_cut; /* of the AS path only a part is shown: it is not told */
	bool classful; /* the network had no mask, as in old IOS output; its class says it */

	/* Of a predicted row; all NULL and 0 otherwise. */
	const struct snapshot_node *node;
	const struct snapshot_peer *peer; /* who taught it, or whose session this is */
	const struct snapshot_path *path;
	const struct snapshot_told *told;
	const struct effective_route *effective;
};

/* Lives in the arena that it was made in. */
struct az_table {
	enum az_kind kind;
	uint32_t told; /* members that its tool showed, by az_bit() */
	struct az_row *rows;
	uint32_t count;
	size_t capacity;     /* of a table that is being made */
	bool excerpt;        /* it says itself that rows were left out */
	struct prefix *lost; /* what rows that cannot be read were about, as far as that is known */
	uint32_t lost_count;
	size_t lost_capacity;
	struct addr neighbour; /* of a router's table: whose routes alone these are; or unset */
	bool told_routes;      /* the same: that were told to the neighbour */
	bool learned_only;     /* of a router whose own routes are not BGP's, as with Junos */
	unsigned line;         /* of its first row or its beginning, from 1 */
	const char *title;     /* what stands above it in the file; "" for nothing */
};

/* Appends an empty row, which moves the others. The array is on the heap until az_table_settle()
 * moves it into the arena. */
struct az_row *az_table_add(struct az_table *table);
void az_table_settle(struct az_table *table, struct arena *arena);

/* A row could not be read. */
void az_table_lose(struct az_table *table, const struct prefix *key);

/* A .NET TimeSpan: "00:19:22.1105220", "3.03:14:13.1796960". */
enum { AZ_DURATION_MAX = 48 };
const char *az_time_span(int64_t us, char out[AZ_DURATION_MAX]);

/* As an MSEE writes how long a session is up: "25:24", "11:09:15", "1d13h", "3w2d". */
const char *az_up_down(int64_t us, char out[AZ_DURATION_MAX]);

#endif
