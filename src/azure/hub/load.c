/* What a virtual hub is in a lab file: a network that Microsoft runs. */
#include "azure/hub/hub.h"
#include "base/check.h"
#include "topo/model/model_load.h"

/* The prefix of the hub is its address space, and its GatewaySubnet. */
static struct lab_prefixes hub_prefixes(struct loader *loader, const struct doc_node *node)
{
	struct prefix prefix = load_prefix(node, "address-prefix");
	struct lab_prefixes prefixes = {
	    .items = arena_alloc(loader->arena, sizeof(*prefixes.items)),
	    .places = arena_alloc(loader->arena, sizeof(*prefixes.places)),
	};

	if (!addr_is_set(&prefix.addr)) {
		prefixes.partial = true;
		return prefixes;
	}
	prefixes.items[0] = prefix;
	prefixes.places[0] = doc_place(node, "address-prefix");
	prefixes.count = 1;
	return prefixes;
}

static void load_hub_vnet(struct loader *loader, const struct doc_node *node, struct lab_hub *hub,
                          struct lab_vnet *vnet)
{
	vnet->hub = hub;
	vnet->name = hub->name;
	vnet->region = load_region(loader, node, "region");
	vnet->address_space = hub_prefixes(loader, node);
	vnet->subnets = arena_alloc(loader->arena, sizeof(*vnet->subnets));
	vnet->subnets[vnet->subnet_count++] = (struct lab_subnet){
	    .name = "GatewaySubnet",
	    .prefixes = vnet->address_space,
	    .place = hub->place,
	};
	vnet->doubts = hub->doubts;
	vnet->place = hub->place;
	hub->vnet = vnet;
	CHECK(vnet->hub == hub && vnet->subnet_count == 1);
}

/* A network that is connected to a second hub stays with the first: the judge says so. */
static void load_hub_connections(struct loader *loader, const struct doc_node *node,
                                 struct lab_vnet *network)
{
	struct lab_hub *hub = &loader->lab->hubs[network->hub->index];
	uint32_t count = doc_count(node, "hub-virtual-network-connection");
	unsigned doubts = 0;

	CHECK(hub->vnet == network);
	hub_load_tables(loader, node, hub);
	hub->intent = hub_load_intent(loader, node, hub);
	hub->branches = hub_propagation(loader, node, "branch-propagation", hub);
	hub->connected = arena_alloc(loader->arena, count * sizeof(*hub->connected));
	hub->connections = arena_alloc(loader->arena, count * sizeof(*hub->connections));
	for (const struct doc_node *at = doc_child(node, "hub-virtual-network-connection");
	     at != NULL; at = doc_next(at)) {
		const struct lab_vnet *found =
		    load_reference(loader, LAB_VNET, at, "remote-virtual-network");
		if (found == NULL)
			continue;
		struct lab_vnet *vnet = &loader->lab->vnets[found->index];
		if (vnet->connected_hub == NULL) {
			vnet->connected_hub = hub;
			vnet->hub_connection = &hub->connections[hub->connected_count];
		}
		hub->connections[hub->connected_count] = (struct lab_hub_connection){
		    .name = load_name(loader, at, &doubts),
		    .hub = hub,
		    .vnet = vnet,
		    .takes_default = doc_bool(at, "enable-internet-security"),
		    .table = hub_associated_table(loader, hub, at),
		    .propagation = hub_propagation(loader, at, "propagated-route-tables", hub),
		    .place = doc_place(at, NULL),
		};
		hub_load_statics(loader, at, &hub->connections[hub->connected_count]);
		hub->connected[hub->connected_count++] = vnet;
	}
	hub_join_tables(loader, node, hub);
}

static void load_hubs(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "virtual-hub");

	lab->hubs = arena_alloc(loader->arena, count * sizeof(*lab->hubs));
	for (const struct doc_node *at = doc_child(root, "virtual-hub"); at != NULL;
	     at = doc_next(at)) {
		struct lab_hub *hub = &lab->hubs[lab->hub_count];
		struct lab_vnet *vnet = &lab->vnets[lab->vnet_count];
		hub->index = lab->hub_count++;
		vnet->index = lab->vnet_count++;
		hub->name = load_name(loader, at, &hub->doubts);
		hub->virtual_wan = load_text(loader, doc_text(at, "virtual-wan"));
		hub->preference = load_preference(at);
		hub->expressroute_ecmp = doc_bool(at, "expressroute-ecmp");
		hub->place = doc_place(at, NULL);
		load_hub_vnet(loader, at, hub, vnet);
	}
	CHECK(lab->hub_count == count);
}

static void join_hubs(struct loader *loader, const struct doc_node *root)
{
	load_in_hubs(loader, root, load_hub_connections);
}

static void list_hubs(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->hub_count; i++)
		LOAD_LIST(lister, &lab->hubs[i], lab->hubs[i].vnet);
}

const struct load_hooks hub_load = {
    .load = load_hubs,
    .join = join_hubs,
    .list = list_hubs,
};
