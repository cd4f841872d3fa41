/* What a network virtual appliance is in a lab file. */
#include "azure/nva/nva.h"
#include "base/check.h"
#include "topo/model/model_load.h"

static void load_nvas(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "network-virtual-appliance");

	vnet->nvas = arena_alloc(loader->arena, count * sizeof(*vnet->nvas));
	for (const struct doc_node *at = doc_child(node, "network-virtual-appliance"); at != NULL;
	     at = doc_next(at)) {
		struct lab_nva *nva = &vnet->nvas[vnet->nva_count++];
		*nva = (struct lab_nva){
		    .vnet = vnet,
		    .address = load_addr(at, "ip-address"),
		    .asn = doc_u32(at, "asn"),
		    .route_server = load_reference(loader, LAB_ROUTE_SERVER, at, "route-server"),
		    .advertise = load_prefixes(loader, at, "advertise"),
		    .next_hop = load_addr(at, "next-hop"),
		    .external = doc_bool(at, "external"),
		    .doubts = load_doubt(at, "asn", LAB_DOUBT_ASN) |
		              load_doubt(at, "route-server", LAB_DOUBT_BGP),
		    .place = doc_place(at, NULL),
		};
		nva->announce = load_announcements(loader, at, &nva->advertise);
		nva->policy = load_session_policy(loader, at);
		nva->name = load_name(loader, at, &nva->doubts);
		if (doc_has(at, "route-server") && nva->route_server == NULL)
			nva->doubts |= LAB_DOUBT_BGP;
	}
	CHECK(vnet->nva_count == count);
}

static void join(struct loader *loader, const struct doc_node *root)
{
	load_in_vnets(loader, root, load_nvas);
}

static void list(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		struct lab_vnet *vnet = &lab->vnets[i];

		for (uint32_t k = 0; k < vnet->nva_count; k++)
			LOAD_LIST_IN(lister, vnet->name, &vnet->nvas[k], vnet);
	}
}

const struct load_hooks nva_load = {
    .join = join,
    .list = list,
};
