/* Finds what is to be changed in a lab, and changes lists of prefixes. */
#include "topo/model/lab_edit.h"

#include <string.h>

#include "base/check.h"

/* The struct of the element. */
static void *find(struct lab *lab, enum lab_kind kind, const char *name)
{
	const struct lab_element *element = lab_find_element(lab, kind, name);

	CHECK(lab->elements != NULL);
	return element == NULL ? NULL : element->self;
}

/* To a lab a virtual hub is a network, too. */
struct lab_vnet *lab_edit_vnet(struct lab *lab, const char *name)
{
	struct lab_vnet *vnet = find(lab, LAB_VNET, name);
	const struct lab_hub *hub = vnet != NULL ? NULL : find(lab, LAB_HUB, name);

	return hub == NULL ? vnet : &lab->vnets[hub->vnet->index];
}

struct lab_gateway *lab_edit_gateway(struct lab *lab, const char *name)
{
	return find(lab, LAB_GATEWAY, name);
}

struct lab_route_server *lab_edit_route_server(struct lab *lab, const char *name)
{
	return find(lab, LAB_ROUTE_SERVER, name);
}

struct lab_route_table *lab_edit_route_table(struct lab *lab, const char *name)
{
	return find(lab, LAB_ROUTE_TABLE, name);
}

struct lab_connection *lab_edit_connection(struct lab *lab, const char *name)
{
	return find(lab, LAB_CONNECTION, name);
}

struct lab_router *lab_edit_router(struct lab *lab, const char *name)
{
	return find(lab, LAB_ROUTER, name);
}

struct lab_prefixes *lab_edit_advertised(struct lab *lab, const char *name)
{
	struct lab_router *router = find(lab, LAB_ROUTER, name);
	struct lab_nva *nva = router != NULL ? NULL : find(lab, LAB_NVA, name);

	if (router != NULL)
		return &router->advertise;
	return nva == NULL ? NULL : &nva->advertise;
}

bool lab_link_is_named(const struct lab_circuit_link *link, const char *circuit)
{
	return strcmp(circuit, link->circuit->name) == 0 ||
	       strcmp(circuit, link->circuit->link_names[link->link]) == 0;
}

/* "group/name". */
static bool is_joined_name(const char *text, const char *group, const char *name)
{
	size_t size = strlen(group);

	return strncmp(text, group, size) == 0 && text[size] == '/' &&
	       strcmp(text + size + 1, name) == 0;
}

static struct lab_vnet_peering *peering_to(struct lab_vnet *vnet, const struct lab_vnet *remote)
{
	for (uint32_t i = 0; i < vnet->peering_count; i++)
		if (vnet->peerings[i].remote == remote)
			return &vnet->peerings[i];
	return NULL;
}

void lab_edit_peering(struct lab *lab, const char *name, struct lab_vnet_peering *sides[2])
{
	sides[0] = sides[1] = NULL;
	for (uint32_t v = 0; v < lab->vnet_count && sides[0] == NULL; v++) {
		struct lab_vnet *vnet = &lab->vnets[v];

		for (uint32_t i = 0; i < vnet->peering_count && sides[0] == NULL; i++) {
			struct lab_vnet_peering *peering = &vnet->peerings[i];

			if (is_joined_name(name, vnet->name, peering->name) ||
			    is_joined_name(name, vnet->name, peering->remote->name))
				sides[0] = peering;
		}
	}
	CHECK(sides[0] != NULL);
	sides[1] = peering_to(&lab->vnets[sides[0]->remote->index], sides[0]->vnet);
}

struct lab_circuit_link *lab_edit_link(struct lab_router *router, const char *circuit,
                                       const struct lab_circuit_link *after)
{
	uint32_t start = after == NULL ? 0 : (uint32_t)(after - router->links) + 1;

	for (uint32_t i = start; i < router->link_count; i++) {
		struct lab_circuit_link *link = &router->links[i];

		if (lab_link_is_named(link, circuit))
			return link;
	}
	return NULL;
}

/* The address behind the last of the prefix. */
static struct prefix behind(const struct prefix *prefix)
{
	unsigned bits = addr_bits(prefix->addr.family) - prefix->length;
	struct addr addr = prefix->addr;

	if (bits < 64) {
		addr = addr_plus(&addr, UINT64_C(1) << bits);
		return prefix_make(&addr, prefix->length);
	}
	for (unsigned at = (prefix->length + 7u) / 8u; at-- > 0;) {
		unsigned step =
		    at == (prefix->length - 1u) / 8u ? 1u << ((8u - prefix->length % 8u) % 8u) : 1u;
		unsigned sum = addr.bytes[at] + step;

		addr.bytes[at] = (uint8_t)sum;
		if (sum < 256)
			break;
	}
	return prefix_make(&addr, prefix->length);
}

static uint32_t index_of(const struct lab_prefixes *prefixes, const struct prefix *prefix)
{
	uint32_t i = 0;

	while (i < prefixes->count && !prefix_equal(&prefixes->items[i], prefix))
		i++;
	return i;
}

void lab_edit_add(struct lab *lab, struct lab_prefixes *prefixes, const struct prefix *first,
                  uint32_t count)
{
	size_t room = (size_t)prefixes->count + count;
	struct prefix *items = arena_alloc(lab->arena, room * sizeof(*items));
	struct place *places = arena_alloc(lab->arena, room * sizeof(*places));
	struct lab_prefixes before = *prefixes;
	struct prefix prefix = *first;

	if (before.count > 0) {
		memcpy(items, before.items, before.count * sizeof(*items));
		memcpy(places, before.places, before.count * sizeof(*places));
	}
	prefixes->items = items;
	prefixes->places = places;
	for (uint32_t i = 0; i < count; i++) {
		if (index_of(&before, &prefix) == before.count)
			items[prefixes->count++] = prefix;
		prefix = behind(&prefix);
	}
}

/* The range is looked at as a whole, since a list may be long. */
static bool is_in_range(const struct prefix *prefix, const struct prefix *first,
                        const struct prefix *end)
{
	if (prefix->addr.family != first->addr.family || prefix->length != first->length ||
	    addr_compare(&prefix->addr, &first->addr) < 0)
		return false;
	return addr_compare(&end->addr, &first->addr) <= 0 ||
	       addr_compare(&prefix->addr, &end->addr) < 0;
}

void lab_edit_remove(struct lab_prefixes *prefixes, const struct prefix *first, uint32_t count)
{
	struct prefix end = *first;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++)
		end = behind(&end);
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (is_in_range(&prefixes->items[i], first, &end))
			continue;
		prefixes->items[kept] = prefixes->items[i];
		prefixes->places[kept++] = prefixes->places[i];
	}
	prefixes->count = kept;
}
