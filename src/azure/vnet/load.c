/* What a virtual network is in a lab file, with its subnets. */
#include <string.h>

#include "azure/vnet/vnet.h"
#include "base/check.h"
#include "topo/model/model_load.h"

static void load_private_endpoints(struct loader *loader, const struct doc_node *node,
                                   struct lab_subnet *subnet)
{
	uint32_t count = doc_count(node, "private-endpoint");
	unsigned doubts = 0;

	subnet->private_endpoints =
	    arena_alloc(loader->arena, count * sizeof(*subnet->private_endpoints));
	for (const struct doc_node *at = doc_child(node, "private-endpoint"); at != NULL;
	     at = doc_next(at))
		subnet->private_endpoints[subnet->private_endpoint_count++] =
		    (struct lab_private_endpoint){
			.name = load_name(loader, at, &doubts),
			.address = load_addr(at, "ip-address"),
			.place = doc_place(at, NULL),
		    };
	CHECK(subnet->private_endpoint_count == count);
}

static void load_service_endpoints(struct loader *loader, const struct doc_node *node,
                                   struct lab_subnet *subnet)
{
	uint32_t count = doc_count(node, "service-endpoint");

	subnet->service_endpoints =
	    arena_alloc(loader->arena, count * sizeof(*subnet->service_endpoints));
	for (const struct doc_node *at = doc_child(node, "service-endpoint"); at != NULL;
	     at = doc_next(at))
		subnet->service_endpoints[subnet->service_endpoint_count++] =
		    (struct lab_service_endpoint){
			.service = load_text(loader, doc_text(at, "service")),
			.prefixes = load_prefixes(loader, at, "address-prefix"),
			.place = doc_place(at, NULL),
		    };
	CHECK(subnet->service_endpoint_count == count);
}

static bool is_enabled(const struct doc_node *node, const char *leaf)
{
	const char *text = doc_text(node, leaf);

	return text != NULL && strcmp(text, "Enabled") == 0;
}

static void load_subnets(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "subnet");

	vnet->doubts |= load_doubt(node, "subnet", LAB_DOUBT_SUBNETS);
	vnet->subnets = arena_alloc(loader->arena, count * sizeof(*vnet->subnets));
	for (const struct doc_node *at = doc_child(node, "subnet"); at != NULL; at = doc_next(at)) {
		unsigned doubts = 0;
		struct lab_subnet *subnet = &vnet->subnets[vnet->subnet_count++];
		*subnet = (struct lab_subnet){
		    .name = load_name(loader, at, &doubts),
		    .prefixes = load_prefixes(loader, at, "address-prefix"),
		    .route_table = load_reference(loader, LAB_ROUTE_TABLE, at, "route-table"),
		    .private_endpoint_policies =
			is_enabled(at, "private-endpoint-network-policies"),
		    .place = doc_place(at, NULL),
		};
		load_private_endpoints(loader, at, subnet);
		load_service_endpoints(loader, at, subnet);
		if (doubts != 0)
			vnet->doubts |= LAB_DOUBT_SUBNETS;
	}
	CHECK(vnet->subnet_count == count);
}

static void load_vnet(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	const char *community = doc_text(node, "bgp-community");

	vnet->name = load_name(loader, node, &vnet->doubts);
	vnet->region = load_region(loader, node, "region");
	vnet->address_space = load_prefixes(loader, node, "address-space");
	vnet->summarized = load_prefixes(loader, node, "summarized-gateway-prefixes");
	vnet->custom_community = community == NULL ? 0 : load_community(community);
	vnet->place = doc_place(node, NULL);
	load_named(loader, LAB_VNET, vnet->name, vnet->doubts, vnet);
}

static void load_vnets(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "virtual-network");

	/* Those of virtual hubs come behind. */
	count += doc_count(root, "virtual-hub");
	lab->vnets = arena_alloc(loader->arena, count * sizeof(*lab->vnets));
	for (const struct doc_node *at = doc_child(root, "virtual-network"); at != NULL;
	     at = doc_next(at)) {
		struct lab_vnet *vnet = &lab->vnets[lab->vnet_count];
		vnet->index = lab->vnet_count++;
		load_vnet(loader, at, vnet);
	}
	CHECK(lab->vnet_count + doc_count(root, "virtual-hub") == count);
}

static void join_vnets(struct loader *loader, const struct doc_node *root)
{
	load_in_vnets(loader, root, load_subnets);
}

/* The network of a virtual hub is the hub, and not listed twice. */
static void list_vnets(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (!lab_vnet_is_hub(&lab->vnets[i]))
			LOAD_LIST(lister, &lab->vnets[i], &lab->vnets[i]);
}

const struct load_hooks vnet_load = {
    .load = load_vnets,
    .join = join_vnets,
    .list = list_vnets,
};
