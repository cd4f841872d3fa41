/* Finds whose tables were captured, and which ones of a capture. */
#include "query/capture/az_place.h"

#include <string.h>

#include "base/check.h"
#include "query/capture/az_predict.h"

/* Of these one speaker is meant: its tables are its own. The instances of all other kinds stand for
 * each other: which one Azure reports is not ours to choose. */
static bool stands_alone(enum lab_kind kind)
{
	return kind == LAB_CIRCUIT || kind == LAB_ROUTER || kind == LAB_NVA || kind == LAB_HUB;
}

static void find_nodes(const struct snapshot *snapshot, struct az_place *at)
{
	const struct snapshot_node *named = snapshot_find_node(snapshot, at->name);

	at->named = named;
	if (named != NULL && stands_alone(named->kind)) {
		at->nodes[at->count++] = named;
		return;
	}
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		bool meant = named != NULL ? snapshot_same_group(node, named)
		                           : strcmp(node->group, at->name) == 0;

		if (meant && !stands_alone(node->kind) && at->count < AZ_PLACE_INSTANCES_MAX)
			at->nodes[at->count++] = node;
	}
}

static void find_circuit(const struct lab *lab, struct az_place *at)
{
	if (at->named == NULL || at->named->kind != LAB_CIRCUIT)
		return;
	at->circuit = lab_circuit_of(lab_find_element(lab, LAB_CIRCUIT, at->named->element));
	at->link = (enum lab_link)at->named->instance;
}

static void find_subnet(const struct lab *lab, struct az_place *at)
{
	at->vnet = lab_vnet_of(lab_find_element(lab, LAB_VNET, at->name));
	if (at->vnet == NULL)
		at->subnet = lab_find_subnet_of(lab, at->name, &at->vnet);
}

static void find_hub(const struct lab *lab, struct az_place *at)
{
	const char *name =
	    at->named != NULL && at->named->kind == LAB_HUB ? at->named->element : at->name;

	at->hub = lab_hub_of(lab_find_element(lab, LAB_HUB, name));
}

/* A circuit exists, but is no place: nobody is asked whether he meant what he typed. */
static size_t add_name(const char **names, size_t size, const char *name, const char *typed)
{
	if (strcmp(name, typed) != 0)
		names[size++] = name;
	return size;
}

const char *const *az_place_names(const struct lab *lab, const struct snapshot *snapshot,
                                  const char *name, struct arena *arena, size_t *count)
{
	size_t room = 2 * (size_t)snapshot->node_count + lab->vnet_count + 1;
	const char **names = arena_alloc(arena, room * sizeof(*names));
	size_t size = 0;

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const char *node = snapshot->nodes[i].name;

		size = add_name(names, size, node, name);
		node = snapshot->nodes[i].group;
		size = add_name(names, size, node, name);
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		size = add_name(names, size, lab->vnets[i].name, name);
	CHECK(size < room);
	*count = size;
	return names;
}

bool az_place_find(const struct lab *lab, const struct snapshot *snapshot, const char *name,
                   struct az_place *out)
{
	*out = (struct az_place){.name = name};
	find_nodes(snapshot, out);
	find_circuit(lab, out);
	find_subnet(lab, out);
	find_hub(lab, out);
	CHECK(out->count <= AZ_PLACE_INSTANCES_MAX);
	CHECK(out->subnet == NULL || out->vnet != NULL);
	return out->count > 0 || out->circuit != NULL || out->vnet != NULL || out->hub != NULL;
}

bool az_place_has(const struct az_place *place, enum az_kind kind)
{
	switch (kind) {
	case AZ_LEARNED:
	case AZ_ADVERTISED:
	case AZ_PEERS:
		return place->count > 0 && place->circuit == NULL;
	case AZ_ROUTE_TABLE:
	case AZ_SUMMARY:
		return place->circuit != NULL && place->count > 0;
	case AZ_ARP:
		return place->circuit != NULL;
	case AZ_EFFECTIVE:
		return place->vnet != NULL;
	case AZ_HUB_ROUTES:
		return place->hub != NULL;
	case AZ_ROUTER:
		return place->named != NULL &&
		       (place->named->kind == LAB_ROUTER || place->named->kind == LAB_NVA);
	default:
		return false;
	}
}

bool az_row_has(const struct az_row *row, enum az_member member, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	return row->members[member] != NULL &&
	       strcmp(row->members[member], addr_format(addr, text)) == 0;
}

/* The table says that it is this instance's: by the local address, or by its own routes. */
static bool is_reported(const struct az_table *table, const struct snapshot_node *node)
{
	struct addr own = snapshot_own_address(node);
	enum az_member member =
	    (table->told & az_bit(AZ_LOCAL_ADDRESS)) != 0 ? AZ_LOCAL_ADDRESS : AZ_SOURCE_PEER;

	for (uint32_t i = 0; i < table->count; i++) {
		const struct az_row *row = &table->rows[i];
		bool of_node =
		    member == AZ_LOCAL_ADDRESS || (row->members[AZ_ORIGIN] != NULL &&
		                                   strcmp(row->members[AZ_ORIGIN], "Network") == 0);

		if (of_node && az_row_has(row, member, &own))
			return true;
	}
	return false;
}

bool az_place_is_er_gateway(const struct az_place *place)
{
	return place->count > 0 && place->nodes[0]->kind == LAB_GATEWAY;
}

uint32_t az_place_reported(const struct az_place *at, const struct az_table *table,
                           const struct snapshot_node *out[AZ_PLACE_INSTANCES_MAX])
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < at->count; i++)
		if (is_reported(table, at->nodes[i]))
			out[count++] = at->nodes[i];
	CHECK(at->count > 0 && count <= at->count);
	if (count > 0)
		return count;
	if (az_place_is_er_gateway(at)) {
		out[0] = at->named != NULL ? at->named : at->nodes[0];
		return 1;
	}
	memcpy(out, at->nodes, at->count * sizeof(*out));
	return at->count;
}

/* Some row has the customer's address of this link. */
static bool names_link(const struct az_table *table, const struct lab_circuit *circuit,
                       enum lab_link link)
{
	static const enum az_member members[] = {AZ_NEXT_HOP, AZ_NEIGHBOR, AZ_IP_ADDRESS};
	struct addr customer = lab_customer_address(circuit, link, ADDR_IPV4);

	for (uint32_t i = 0; i < table->count; i++)
		for (size_t m = 0; m < COUNT_OF(members); m++)
			if (az_row_has(&table->rows[i], members[m], &customer))
				return true;
	return false;
}

/* Tables of a gateway name their owner, those of a link the customer's end of it; those of others
 * in the file are passed over. */
static bool is_foreign(const struct az_place *at, const struct az_table *table)
{
	bool named = (table->told & (az_bit(AZ_LOCAL_ADDRESS) | az_bit(AZ_SOURCE_PEER))) != 0;

	if (at->circuit != NULL)
		return !names_link(table, at->circuit, at->link) &&
		       names_link(table, at->circuit,
		                  at->link == LAB_PRIMARY ? LAB_SECONDARY : LAB_PRIMARY);
	if (at->count == 0 || !named || table->count == 0)
		return false;
	for (uint32_t i = 0; i < at->count; i++)
		if (is_reported(table, at->nodes[i]))
			return false;
	return true;
}

/* Some next hop is one of the router's neighbours. */
static bool names_neighbour(const struct az_table *table, const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < table->count; i++)
		for (uint32_t p = 0; p < node->peer_count; p++)
			if (az_row_has(&table->rows[i], AZ_NEXT_HOP, &node->peers[p].address))
				return true;
	return false;
}

bool az_place_is_named(const struct az_place *place, const struct az_table *table)
{
	if (table->kind == AZ_ROUTER)
		return place->named != NULL && names_neighbour(table, place->named);
	if (place->circuit != NULL)
		return names_link(table, place->circuit, place->link);
	for (uint32_t i = 0; i < place->count; i++)
		if (is_reported(table, place->nodes[i]))
			return true;
	return false;
}

/* Tables that may be meant, of one kind. With several of a kind those of other owners are not. The
 * first of them is *out. */
static uint32_t candidates(const struct az_place *place, struct az_table *const *tables,
                           uint32_t count, enum az_kind kind, const struct az_table **out)
{
	const struct az_table *first = NULL;
	const struct az_table *first_own = NULL;
	uint32_t found = 0;
	uint32_t own = 0;

	for (uint32_t i = 0; i < count && az_place_has(place, kind); i++) {
		if (tables[i]->kind != kind)
			continue;
		if (found++ == 0)
			first = tables[i];
		if (!is_foreign(place, tables[i]) && own++ == 0)
			first_own = tables[i];
	}
	*out = found > 1 && own > 0 ? first_own : first;
	return found > 1 && own > 0 ? own : found;
}

enum az_choice az_place_choose(const struct az_place *place, struct az_table *const *tables,
                               uint32_t count, const struct az_table *out[AZ_KIND_COUNT])
{
	enum az_choice choice = AZ_CHOICE_NONE;

	for (unsigned kind = 0; kind < AZ_KIND_COUNT; kind++) {
		uint32_t found = candidates(place, tables, count, (enum az_kind)kind, &out[kind]);

		if (found > 1)
			return AZ_CHOICE_SEVERAL;
		if (found == 1)
			choice = AZ_CHOICE_MADE;
	}
	return choice;
}
