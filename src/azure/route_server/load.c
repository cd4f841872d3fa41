/* What a Route Server is in a lab file. */
#include "azure/route_server/route_server.h"
#include "base/check.h"
#include "topo/model/model_load.h"

static void load_route_server(struct loader *loader, const struct doc_node *network,
                              struct lab_vnet *vnet)
{
	const struct doc_node *node = doc_child(network, "route-server");
	struct lab_route_server *server;

	vnet->doubts |= load_doubt(network, "route-server", LAB_DOUBT_GATEWAY);
	if (node == NULL)
		return;
	server = arena_alloc(loader->arena, sizeof(*server));
	*server = (struct lab_route_server){
	    .vnet = vnet,
	    .branch_to_branch = doc_bool(node, "branch-to-branch"),
	    .preference = load_preference(node),
	    .expressroute_ecmp = doc_bool(node, "expressroute-ecmp"),
	    .doubts = load_doubt(node, "bgp-peering-address", LAB_DOUBT_ADDRESS),
	    .place = doc_place(node, NULL),
	};
	server->name = load_name(loader, node, &server->doubts);
	load_addrs(node, "bgp-peering-address", server->instance_address, LAB_INSTANCES);
	load_named(loader, LAB_ROUTE_SERVER, server->name, server->doubts, server);
	vnet->route_server = server;
	CHECK(server->vnet->route_server == server);
}

static void join(struct loader *loader, const struct doc_node *root)
{
	load_in_vnets(loader, root, load_route_server);
}

static void list(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (lab->vnets[i].route_server != NULL)
			LOAD_LIST(lister, lab->vnets[i].route_server, &lab->vnets[i]);
}

const struct load_hooks route_server_load = {
    .join = join,
    .list = list,
};
