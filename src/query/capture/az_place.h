/*
 * Whose tables were captured: a gateway, a Route Server, a link of a circuit, a subnet, a virtual
 * hub; and which tables of a capture are its own, for a capture may hold those of several.
 */
#ifndef QUERY_CAPTURE_AZ_PLACE_H
#define QUERY_CAPTURE_AZ_PLACE_H

#include "query/capture/az_table.h"
#include "topo/model/model.h"

enum { AZ_PLACE_INSTANCES_MAX = 4 };

/* Borrows from the lab and the snapshot. Several members may be set: of a virtual hub's name, for
 * one, the hub and its router. */
struct az_place {
	const char *name;
	/* All instances of the gateway or Route Server, whichever was named; one MSEE. */
	const struct snapshot_node *nodes[AZ_PLACE_INSTANCES_MAX];
	uint32_t count;
	const struct snapshot_node *named; /* the one that was named, or NULL */
	const struct lab_circuit *circuit; /* of an MSEE */
	enum lab_link link;
	const struct lab_vnet *vnet;     /* of a subnet */
	const struct lab_subnet *subnet; /* NULL: any of the network */
	const struct lab_hub *hub;
};

/* False when nothing of the lab has this name and tables. */
bool az_place_find(const struct lab *lab, const struct snapshot *snapshot, const char *name,
                   struct az_place *out);

/* What may be meant by a name that is not found, for 'did you mean': all names but this one. Lives
 * in the arena. */
const char *const *az_place_names(const struct lab *lab, const struct snapshot *snapshot,
                                  const char *name, struct arena *arena, size_t *count);

/* There are tables of this kind at the place. */
bool az_place_has(const struct az_place *place, enum az_kind kind);

/* The nodes are the instances of an ExpressRoute gateway. */
bool az_place_is_er_gateway(const struct az_place *place);

/* The nodes whose rows the table has, as many as returned: those that it names; else all, but of an
 * ExpressRoute gateway one (er-gateway-reports-one-instance). */
uint32_t az_place_reported(const struct az_place *place, const struct az_table *table,
                           const struct snapshot_node *out[AZ_PLACE_INSTANCES_MAX]);

/* The row has this address in the member. */
bool az_row_has(const struct az_row *row, enum az_member member, const struct addr *addr);

/* The table says that it is this place's: by addresses of an instance, of the customer's end of a
 * link, of a router's neighbours. Of subnets and hubs no table says it. */
bool az_place_is_named(const struct az_place *place, const struct az_table *table);

enum az_choice {
	AZ_CHOICE_MADE,
	AZ_CHOICE_NONE,    /* no table is the place's */
	AZ_CHOICE_SEVERAL, /* several of one kind may be meant */
};

/* Which tables of a capture are the place's: at most one of a kind, NULL for none. Tables that name
 * another owner are passed over when there are several of a kind. */
enum az_choice az_place_choose(const struct az_place *place, struct az_table *const *tables,
                               uint32_t count, const struct az_table *out[AZ_KIND_COUNT]);

#endif
