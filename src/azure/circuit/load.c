/* What a circuit is in a lab file. */
#include "azure/circuit/circuit.h"
#include "base/check.h"
#include "topo/model/model_load.h"

static void load_circuit(struct loader *loader, const struct doc_node *node,
                         struct lab_circuit *circuit)
{
	const struct doc_node *peering = doc_child(node, "azure-private-peering");
	const struct doc_node *ipv6 = doc_child(peering, "ipv6-peering");

	circuit->name = load_name(loader, node, &circuit->doubts);
	for (unsigned link = 0; link < LAB_LINK_COUNT; link++)
		circuit->link_names[link] =
		    lab_join_name(loader->arena, circuit->name, lab_link_name((enum lab_link)link));
	circuit->sku = load_circuit_sku(loader, node);
	circuit->bandwidth_mbps = doc_u32(node, "bandwidth-mbps");
	circuit->location = load_location(loader, node, "peering-location");
	circuit->metro_location = load_location(loader, node, "metro-peering-location");
	circuit->peer_asn = doc_u32(peering, "peer-asn");
	circuit->link[LAB_PRIMARY] = load_prefix(peering, "primary-peer-address-prefix");
	circuit->link[LAB_SECONDARY] = load_prefix(peering, "secondary-peer-address-prefix");
	if (ipv6 != NULL) {
		circuit->link_ipv6[LAB_PRIMARY] = load_prefix(ipv6, "primary-peer-address-prefix");
		circuit->link_ipv6[LAB_SECONDARY] =
		    load_prefix(ipv6, "secondary-peer-address-prefix");
	}
	circuit->vlan_id = (uint16_t)doc_u32(peering, "vlan-id");
	circuit->shared_key = load_text(loader, doc_text(peering, "shared-key"));
	circuit->doubts |= load_doubt(peering, "ipv6-peering", LAB_DOUBT_IPV6);
	if (ipv6 != NULL && (!addr_is_set(&circuit->link_ipv6[LAB_PRIMARY].addr) ||
	                     !addr_is_set(&circuit->link_ipv6[LAB_SECONDARY].addr)))
		circuit->doubts |= LAB_DOUBT_IPV6;
	circuit->place = doc_place(node, NULL);
	load_named(loader, LAB_CIRCUIT, circuit->name, circuit->doubts, circuit);
}

static void load_circuits(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "express-route-circuit");

	lab->circuits = arena_alloc(loader->arena, count * sizeof(*lab->circuits));
	for (const struct doc_node *at = doc_child(root, "express-route-circuit"); at != NULL;
	     at = doc_next(at)) {
		struct lab_circuit *circuit = &lab->circuits[lab->circuit_count];
		circuit->index = lab->circuit_count++;
		load_circuit(loader, at, circuit);
	}
	CHECK(lab->circuit_count == count);
}

static void list_circuits(struct lister *lister, struct lab *lab)
{
	CHECK(lab->circuit_count == 0 || lab->circuits[0].index == 0);
	for (uint32_t i = 0; i < lab->circuit_count; i++)
		LOAD_LIST(lister, &lab->circuits[i], NULL);
}

const struct load_hooks circuit_load = {
    .load = load_circuits,
    .list = list_circuits,
};
