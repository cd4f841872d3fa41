/* What a peering is in a lab file: one direction, which finds the other. */
#include <stdlib.h>

#include "azure/vnet_peering/vnet_peering.h"
#include "base/check.h"
#include "document/tree.h"
#include "topo/model/model_load.h"

/* The subnets that the list names, in the order of the file. A peering whose other network is wrong
 * names none of its subnets. */
static const struct lab_subnet **load_subnets(struct loader *loader, const struct doc_node *node,
                                              const char *list, const struct lab_vnet *vnet,
                                              uint32_t *count)
{
	uint32_t named = vnet == NULL ? 0 : doc_count(node, list);
	const struct lab_subnet **subnets =
	    arena_alloc(loader->arena, named * sizeof(const struct lab_subnet *));
	struct quoted quoted;

	for (const struct doc_node *at = named == 0 ? NULL : doc_child(node, list); at != NULL;
	     at = doc_next(at)) {
		const char *name = doc_value(at);
		const struct lab_subnet *subnet = name == NULL ? NULL : lab_find_subnet(vnet, name);

		if (subnet != NULL)
			subnets[(*count)++] = subnet;
		else if (name != NULL && !(vnet->doubts & LAB_DOUBT_SUBNETS))
			findings_add(loader->findings, SEVERITY_ERROR, doc_place(at, NULL),
			             "%s has \"%s\", which is no subnet of \"%s\"; expected "
			             "the name of one of its subnets",
			             list, tree_quote(name, &quoted), vnet->name);
	}
	CHECK(*count <= named);
	return subnets;
}

static void load_peered_subnets(struct loader *loader, const struct doc_node *at,
                                struct lab_vnet_peering *peering)
{
	peering->peer_complete_vnets = doc_bool(at, "peer-complete-vnets");
	peering->enable_only_ipv6_peering = doc_bool(at, "enable-only-ipv6-peering");
	peering->local_subnets = load_subnets(loader, at, "local-subnet-names", peering->vnet,
	                                      &peering->local_subnet_count);
	peering->remote_subnets = load_subnets(loader, at, "remote-subnet-names", peering->remote,
	                                       &peering->remote_subnet_count);
}

static void load_peerings(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "virtual-network-peering");

	vnet->doubts |= load_doubt(node, "virtual-network-peering", LAB_DOUBT_PEERINGS);
	vnet->peerings =
	    arena_alloc(loader->arena, (count + connectivity_peerings(loader->lab, vnet)) *
	                                   sizeof(*vnet->peerings));
	for (const struct doc_node *at = doc_child(node, "virtual-network-peering"); at != NULL;
	     at = doc_next(at)) {
		struct lab_vnet_peering *peering = &vnet->peerings[vnet->peering_count++];
		*peering = (struct lab_vnet_peering){
		    .vnet = vnet,
		    .remote = load_reference(loader, LAB_VNET, at, "remote-virtual-network"),
		    .allow_virtual_network_access = doc_bool(at, "allow-virtual-network-access"),
		    .allow_forwarded_traffic = doc_bool(at, "allow-forwarded-traffic"),
		    .allow_gateway_transit = doc_bool(at, "allow-gateway-transit"),
		    .use_remote_gateways = doc_bool(at, "use-remote-gateways"),
		    .doubts = load_doubt(at, "allow-gateway-transit", LAB_DOUBT_TRANSIT),
		    .place = doc_place(at, NULL),
		};
		peering->name = load_name(loader, at, &peering->doubts);
		load_peered_subnets(loader, at, peering);
		if (peering->remote == NULL)
			vnet->doubts |= LAB_DOUBT_PEERINGS;
	}
	CHECK(vnet->peering_count == count);
}

/* The two sides of a peering stand together in the order of the pairs. */
static int by_pair(const void *a, const void *b)
{
	const struct lab_vnet_peering *left = *(struct lab_vnet_peering *const *)a;
	const struct lab_vnet_peering *right = *(struct lab_vnet_peering *const *)b;
	uint32_t ends[2][2] = {
	    {left->vnet->index, left->remote->index},
	    {right->vnet->index, right->remote->index},
	};
	uint64_t keys[2];

	for (size_t i = 0; i < 2; i++) {
		uint32_t low = ends[i][0] < ends[i][1] ? ends[i][0] : ends[i][1];
		keys[i] = (uint64_t)low << 32 | (ends[i][0] + ends[i][1] - low);
	}
	if (keys[0] != keys[1])
		return keys[0] < keys[1] ? -1 : 1;
	return (ends[0][0] > ends[1][0]) - (ends[0][0] < ends[1][0]);
}

/* Joins each peering with its other direction. The module allows one peering per pair and side. */
static void join_peerings(struct lab *lab)
{
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab->vnets[i].peering_count;
	struct lab_vnet_peering **all = xcalloc(count, sizeof(struct lab_vnet_peering *));
	size_t used = 0;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].peering_count; k++) {
			if (lab->vnets[i].peerings[k].remote != NULL)
				all[used++] = &lab->vnets[i].peerings[k];
		}
	}
	CHECK(used <= count);
	qsort(all, used, sizeof(struct lab_vnet_peering *), by_pair);
	for (size_t i = 1; i < used; i++) {
		if (all[i - 1]->vnet != all[i]->remote || all[i - 1]->remote != all[i]->vnet)
			continue;
		all[i - 1]->back = all[i];
		all[i]->back = all[i - 1];
	}
	free(all);
}

static bool names(const struct lab_subnet *const *subnets, uint32_t count,
                  const struct lab_subnet *subnet)
{
	for (uint32_t i = 0; i < count; i++) {
		if (subnets[i] == subnet)
			return true;
	}
	return false;
}

static void add_subnet_space(struct lab_vnet_peering *peering, const struct lab_subnet *subnet)
{
	struct lab_prefixes *space = &peering->subnet_space;

	for (uint32_t i = 0; i < subnet->prefixes.count; i++) {
		if (peering->enable_only_ipv6_peering &&
		    subnet->prefixes.items[i].addr.family != ADDR_IPV6)
			continue;
		space->items[space->count] = subnet->prefixes.items[i];
		space->places[space->count++] = subnet->prefixes.places[i];
	}
}

/* What takes part on the other side: the subnets that this side and that one name. */
static void join_subnets(struct loader *loader, struct lab_vnet_peering *peering)
{
	const struct lab_vnet_peering *back = peering->back;
	size_t room = 0;

	for (uint32_t i = 0; i < peering->remote_subnet_count; i++)
		room += peering->remote_subnets[i]->prefixes.count;
	peering->subnet_space.items = arena_alloc(loader->arena, room * sizeof(struct prefix));
	peering->subnet_space.places = arena_alloc(loader->arena, room * sizeof(struct place));
	for (uint32_t i = 0; back != NULL && i < peering->remote_subnet_count; i++) {
		const struct lab_subnet *subnet = peering->remote_subnets[i];

		if (names(back->local_subnets, back->local_subnet_count, subnet) &&
		    !names(peering->remote_subnets, i, subnet))
			add_subnet_space(peering, subnet);
	}
	CHECK(peering->subnet_space.count <= room);
}

static void join(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;

	load_in_vnets(loader, root, load_peerings);
	connectivity_add_peerings(loader);
	join_peerings(lab);
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].peering_count; k++)
			join_subnets(loader, &lab->vnets[i].peerings[k]);
	}
}

static void list(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		struct lab_vnet *vnet = &lab->vnets[i];

		for (uint32_t k = 0; k < vnet->peering_count; k++)
			LOAD_LIST_IN(lister, vnet->name, &vnet->peerings[k], vnet);
	}
}

const struct load_hooks vnet_peering_load = {
    .join = join,
    .list = list,
};
