/* The identities of a lab's elements, and the names of the speakers that stand for them. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/model/model.h"

static const struct {
	const char *name;
	const char *role;
} kinds[LAB_KIND_COUNT] = {
#define X(constant, type, kind_name, kind_role) [LAB_##constant] = {kind_name, kind_role},
    LAB_KINDS(X)
#undef X
};

const char *lab_kind_name(enum lab_kind kind)
{
	CHECK(kind < LAB_KIND_COUNT);
	return kinds[kind].name;
}

const char *lab_kind_role(enum lab_kind kind)
{
	CHECK(kind < LAB_KIND_COUNT);
	return kinds[kind].role;
}

enum lab_kind lab_kind_of_role(const char *role)
{
	unsigned kind = 0;

	while (kind < LAB_KIND_COUNT &&
	       (kinds[kind].role == NULL || strcmp(kinds[kind].role, role) != 0))
		kind++;
	return (enum lab_kind)kind;
}

/* Counts when there is no room yet, and fills when there is. */
struct lister {
	struct lab *lab;
	struct lab_element *items; /* NULL: to count */
	uint32_t count;
};

/* `name` is that of the file, and `group` what it belongs to, NULL for nothing. `element` is the
 * member of `self` that is to know it. */
static void list(struct lister *lister, enum lab_kind kind, const char *group, const char *name,
                 struct place place, const struct lab_vnet *network, const void *self,
                 const struct lab_element **element)
{
	uint32_t index = lister->count++;

	if (lister->items == NULL)
		return;
	if (group != NULL)
		name = arena_printf(lister->lab->arena, "%s/%s", group, name);
	lister->items[index] = (struct lab_element){.kind = kind,
	                                            .index = index,
	                                            .name = name,
	                                            .group = group == NULL ? name : group,
	                                            .place = place,
	                                            .network = network,
	                                            .self = self};
	*element = &lister->items[index];
}

/* An element that is called as in the file. */
#define LIST(lister, kind, item, network) \
	list(lister, kind, NULL, (item)->name, (item)->place, network, item, &(item)->element)

/* One that is called by what it belongs to, too. */
#define LIST_IN(lister, kind, group, item, network) \
	list(lister, kind, group, (item)->name, (item)->place, network, item, &(item)->element)

static void list_circuits(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->circuit_count; i++)
		LIST(lister, LAB_CIRCUIT, &lister->lab->circuits[i], NULL);
}

static void list_gateways(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_gateway *gateway = lister->lab->vnets[i].gateway;

		if (gateway != NULL)
			LIST(lister, LAB_GATEWAY, gateway, gateway->vnet);
	}
}

static void list_routers(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->site_count; i++) {
		struct lab_site *site = &lister->lab->sites[i];

		for (uint32_t k = 0; k < site->router_count; k++)
			LIST_IN(lister, LAB_ROUTER, site->name, &site->routers[k], NULL);
	}
}

static void list_vpn_gateways(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_vpn_gateway *gateway = lister->lab->vnets[i].vpn_gateway;

		if (gateway != NULL)
			LIST(lister, LAB_VPN_GATEWAY, gateway, gateway->vnet);
	}
}

static void list_route_servers(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_route_server *server = lister->lab->vnets[i].route_server;

		if (server != NULL)
			LIST(lister, LAB_ROUTE_SERVER, server, server->vnet);
	}
}

static void list_nvas(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_vnet *vnet = &lister->lab->vnets[i];

		for (uint32_t k = 0; k < vnet->nva_count; k++)
			LIST_IN(lister, LAB_NVA, vnet->name, &vnet->nvas[k], vnet);
	}
}

static void list_hubs(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->hub_count; i++)
		LIST(lister, LAB_HUB, &lister->lab->hubs[i], lister->lab->hubs[i].vnet);
}

/* The network of a virtual hub is the hub, and not listed twice. */
static void list_vnets(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_vnet *vnet = &lister->lab->vnets[i];

		if (vnet->hub != NULL)
			vnet->element = vnet->hub->element;
		else
			LIST(lister, LAB_VNET, vnet, vnet);
	}
}

static void list_sites(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->site_count; i++)
		LIST(lister, LAB_SITE, &lister->lab->sites[i], NULL);
}

static void list_connections(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_gateway *gateway = lister->lab->vnets[i].gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++)
			LIST_IN(lister, LAB_CONNECTION, gateway->name, &gateway->connections[k],
			        gateway->vnet);
	}
}

static void list_vpn_connections(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_vpn_gateway *gateway = lister->lab->vnets[i].vpn_gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++)
			LIST_IN(lister, LAB_VPN_CONNECTION, gateway->name, &gateway->connections[k],
			        gateway->vnet);
	}
}

static void list_local_gateways(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->local_gateway_count; i++)
		LIST(lister, LAB_LOCAL_GATEWAY, &lister->lab->local_gateways[i], NULL);
}

static void list_peerings(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->vnet_count; i++) {
		struct lab_vnet *vnet = &lister->lab->vnets[i];

		for (uint32_t k = 0; k < vnet->peering_count; k++)
			LIST_IN(lister, LAB_VNET_PEERING, vnet->name, &vnet->peerings[k], vnet);
	}
}

static void list_global_reaches(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->global_reach_count; i++) {
		struct lab_global_reach *reach = &lister->lab->global_reaches[i];

		LIST_IN(lister, LAB_GLOBAL_REACH, reach->circuit->name, reach, NULL);
	}
}

static void list_route_tables(struct lister *lister)
{
	for (uint32_t i = 0; i < lister->lab->route_table_count; i++)
		LIST(lister, LAB_ROUTE_TABLE, &lister->lab->route_tables[i], NULL);
}

static void list_all(struct lister *lister)
{
	static void (*const lists[LAB_KIND_COUNT])(struct lister *) = {
	    [LAB_CIRCUIT] = list_circuits,
	    [LAB_GATEWAY] = list_gateways,
	    [LAB_ROUTER] = list_routers,
	    [LAB_VPN_GATEWAY] = list_vpn_gateways,
	    [LAB_ROUTE_SERVER] = list_route_servers,
	    [LAB_NVA] = list_nvas,
	    [LAB_HUB] = list_hubs,
	    [LAB_VNET] = list_vnets,
	    [LAB_SITE] = list_sites,
	    [LAB_CONNECTION] = list_connections,
	    [LAB_VPN_CONNECTION] = list_vpn_connections,
	    [LAB_LOCAL_GATEWAY] = list_local_gateways,
	    [LAB_VNET_PEERING] = list_peerings,
	    [LAB_GLOBAL_REACH] = list_global_reaches,
	    [LAB_ROUTE_TABLE] = list_route_tables,
	};

	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++)
		lists[kind](lister);
}

static int compare_elements(const struct lab_element *a, const struct lab_element *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int compare_pointed(const void *a, const void *b)
{
	return compare_elements(*(const struct lab_element *const *)a,
	                        *(const struct lab_element *const *)b);
}

static void sort_by_name(struct lab *lab)
{
	const struct lab_element **sorted = xcalloc(lab->element_count + 1u, sizeof(*sorted));

	for (uint32_t i = 0; i < lab->element_count; i++)
		sorted[i] = &lab->elements[i];
	qsort(sorted, lab->element_count, sizeof(*sorted), compare_pointed);
	lab->elements_by_name =
	    arena_alloc(lab->arena, (lab->element_count + 1u) * sizeof(*lab->elements_by_name));
	for (uint32_t i = 0; i < lab->element_count; i++)
		lab->elements_by_name[i] = sorted[i]->index;
	free(sorted);
}

void lab_list_elements(struct lab *lab)
{
	struct lister lister = {.lab = lab};

	CHECK(lab->elements == NULL);
	list_all(&lister);
	lab->element_count = lister.count;
	lab->elements = arena_alloc(lab->arena, (lister.count + 1u) * sizeof(*lab->elements));
	lister.items = lab->elements;
	lister.count = 0;
	list_all(&lister);
	CHECK(lister.count == lab->element_count);
	sort_by_name(lab);
}

const struct lab_element *lab_find_element(const struct lab *lab, enum lab_kind kind,
                                           const char *name)
{
	const struct lab_element wanted = {.kind = kind, .name = name};
	uint32_t low = 0;
	uint32_t high = lab->element_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct lab_element *at = &lab->elements[lab->elements_by_name[middle]];
		int order = compare_elements(&wanted, at);

		if (order == 0)
			return at;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *lab_instance_name(enum lab_kind kind, uint32_t instance)
{
	static const char *const numbers[LAB_INSTANCES] = {"0", "1"};

	switch (kind) {
	case LAB_CIRCUIT:
		return lab_link_name((enum lab_link)instance);
	case LAB_HUB:
		return "router";
	case LAB_GATEWAY:
	case LAB_VPN_GATEWAY:
	case LAB_ROUTE_SERVER:
		CHECK(instance < LAB_INSTANCES);
		return numbers[instance];
	default:
		return NULL;
	}
}

const char *lab_node_name(struct arena *arena, const struct lab_element *element, uint32_t instance)
{
	const char *part = lab_instance_name(element->kind, instance);

	CHECK(lab_kind_role(element->kind) != NULL);
	return part == NULL ? arena_strdup(arena, element->name)
	                    : arena_printf(arena, "%s/%s", element->name, part);
}
