/* What a network virtual appliance is in a lab file. */
#include "azure/nva/nva.h"
#include "base/check.h"
#include "document/tree.h"
#include "topo/model/model_load.h"

static void add_peering(struct loader *loader, const struct doc_node *node, struct lab_nva *nva)
{
	struct lab_nva_peering *peering = &nva->peerings[nva->peering_count++];
	struct lab_session_policy own = load_session_policy(loader, node);

	*peering = (struct lab_nva_peering){
	    .server = load_reference(loader, LAB_ROUTE_SERVER, node, "route-server"),
	    .instance = doc_has(node, "instance") ? doc_u32(node, "instance") : LAB_INSTANCES,
	    .policy = nva->policy,
	    .place = doc_place(node, NULL),
	};
	if (own.import != NULL) {
		peering->policy.import = own.import;
		peering->policy.import_place = own.import_place;
	}
	if (own.export != NULL) {
		peering->policy.export = own.export;
		peering->policy.export_place = own.export_place;
	}
	if (peering->server == NULL)
		nva->doubts |= LAB_DOUBT_BGP;
	if (nva->route_server == NULL)
		nva->route_server = peering->server;
}

/* `route-server` is the short form of a peering with both instances. */
static void load_peerings(struct loader *loader, const struct doc_node *node, struct lab_nva *nva)
{
	uint32_t count = doc_count(node, "route-server-peering") + doc_has(node, "route-server");

	nva->peerings = arena_alloc(loader->arena, count * sizeof(*nva->peerings));
	if (doc_has(node, "route-server"))
		add_peering(loader, node, nva);
	for (const struct doc_node *at = doc_child(node, "route-server-peering"); at != NULL;
	     at = doc_next(at))
		add_peering(loader, at, nva);
	CHECK(nva->peering_count == count);
}

static void load_interfaces(struct loader *loader, const struct doc_node *node, struct lab_nva *nva)
{
	uint32_t count = doc_count(node, "interface");
	unsigned doubts = 0;

	nva->interfaces = arena_alloc(loader->arena, count * sizeof(*nva->interfaces));
	for (const struct doc_node *at = doc_child(node, "interface"); at != NULL;
	     at = doc_next(at))
		nva->interfaces[nva->interface_count++] =
		    (struct lab_nva_interface){.name = load_name(loader, at, &doubts),
		                               .address = load_addr(at, "ip-address"),
		                               .place = doc_place(at, NULL)};
	CHECK(nva->interface_count == count);
}

static void load_nvas(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "network-virtual-appliance");

	vnet->doubts |= load_doubt(node, "network-virtual-appliance", LAB_DOUBT_NVAS);
	vnet->nvas = arena_alloc(loader->arena, count * sizeof(*vnet->nvas));
	for (const struct doc_node *at = doc_child(node, "network-virtual-appliance"); at != NULL;
	     at = doc_next(at)) {
		struct lab_nva *nva = &vnet->nvas[vnet->nva_count++];
		*nva = (struct lab_nva){
		    .vnet = vnet,
		    .address = load_addr(at, "ip-address"),
		    .routing_gbps = doc_u32(at, "routing-appliance-gbps"),
		    .asn = doc_u32(at, "asn"),
		    .advertise = load_prefixes(loader, at, "advertise"),
		    .next_hop = load_addr(at, "next-hop"),
		    .external = doc_bool(at, "external"),
		    .readvertise = doc_bool(at, "readvertise"),
		    .as_override = doc_bool(at, "as-override"),
		    .stateful = doc_bool(at, "stateful"),
		    .doubts = load_doubt(at, "asn", LAB_DOUBT_ASN) |
		              load_doubt(at, "route-server", LAB_DOUBT_BGP) |
		              load_doubt(at, "route-server-peering", LAB_DOUBT_BGP),
		    .place = doc_place(at, NULL),
		};
		nva->announce = load_announcements(loader, at, &nva->advertise);
		nva->policy = load_session_policy(loader, at);
		nva->name = load_name(loader, at, &nva->doubts);
		nva->statics = load_static_routes(loader, at, &nva->static_count);
		load_interfaces(loader, at, nva);
		load_peerings(loader, at, nva);
		load_named(loader, LAB_NVA, lab_join_name(loader->arena, vnet->name, nva->name),
		           vnet->doubts | nva->doubts, nva);
	}
	CHECK(vnet->nva_count == count);
}

static bool any_in_doubt(const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (lab->vnets[i].doubts & LAB_DOUBT_NVAS)
			return true;
	}
	return false;
}

/* The appliance that a local network gateway names: no earlier kind could find it. */
static void find_at_vpn(struct loader *loader, struct lab_local_gateway *local)
{
	const struct lab_nva *nva = name_map_get(&loader->names[LAB_NVA], local->nva_said);
	struct quoted quoted;

	if (nva != NULL) {
		local->nva = nva;
		loader->lab->vnets[nva->vnet->index].nvas[nva - nva->vnet->nvas].ends_vpn = true;
		return;
	}
	local->doubts |= LAB_DOUBT_END;
	if (!any_in_doubt(loader->lab))
		findings_add(loader->findings, SEVERITY_ERROR, local->nva_place,
		             "there is no appliance \"%s\"; expected one as NETWORK/APPLIANCE",
		             tree_quote(local->nva_said, &quoted));
}

static void join(struct loader *loader, const struct doc_node *root)
{
	load_in_vnets(loader, root, load_nvas);
	for (uint32_t i = 0; i < loader->lab->local_gateway_count; i++) {
		if (loader->lab->local_gateways[i].nva_said != NULL)
			find_at_vpn(loader, &loader->lab->local_gateways[i]);
	}
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
