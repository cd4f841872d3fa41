/* Any bytes as a lab file, JSON or YAML by the first byte: nothing is read out of bounds, nothing
 * aborts, a lab comes without errors, and what is refused has a reason. */
#include <stddef.h>
#include <stdint.h>

#include "azure/azure.h"
#include "base/check.h"
#include "topo/judge/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All that a gateway, an appliance or a subnet of a good lab must refer to is there. */
static void walk_vnet(const struct lab *lab, const struct lab_vnet *vnet)
{
	CHECK(vnet->region != NULL && vnet->address_space.count > 0);
	lab_serving_gateway(vnet);
	CHECK(lab_find_vnet(lab, vnet->name) == vnet);
	for (uint32_t i = 0; i < vnet->peering_count; i++)
		lab_vnets_peered(vnet, vnet->peerings[i].remote);
	for (uint32_t i = 0; vnet->gateway != NULL && i < vnet->gateway->connection_count; i++)
		CHECK(vnet->gateway->connections[i].circuit != NULL);
	for (uint32_t i = 0; vnet->vpn_gateway != NULL && i < vnet->vpn_gateway->connection_count;
	     i++)
		CHECK(vnet->vpn_gateway->connections[i].local != NULL);
	for (uint32_t i = 0; i < vnet->nva_count; i++) {
		CHECK(addr_is_set(&vnet->nvas[i].address));
		CHECK(vnet->nvas[i].route_server == NULL || vnet->nvas[i].asn != 0);
	}
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		for (uint32_t k = 0; k < vnet->subnets[i].private_endpoint_count; k++)
			CHECK(addr_is_set(&vnet->subnets[i].private_endpoints[k].address));
	}
}

/* Asks for everything that a lab answers by walking. */
static void walk(const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		walk_vnet(lab, &lab->vnets[i]);
	for (uint32_t i = 0; i < lab->hub_count; i++)
		CHECK(lab->hubs[i].vnet->hub == &lab->hubs[i]);
	for (uint32_t i = 0; i < lab->global_reach_count; i++)
		CHECK(lab->global_reaches[i].peer != NULL);
	for (uint32_t i = 0; i < lab->route_table_count; i++) {
		for (uint32_t k = 0; k < lab->route_tables[i].route_count; k++)
			CHECK(lab->route_tables[i].routes[k].type < LAB_NEXT_HOP_COUNT);
	}
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		CHECK(lab->circuits[i].location != NULL);
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++)
			lab_microsoft_address(&lab->circuits[i], (enum lab_link)link, ADDR_IPV6);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool json = size == 0 || data[0] == '{';
	struct findings findings = {0};
	struct text out = {0};

	struct lab *lab =
	    azure_parse(json ? "fuzz.json" : "fuzz.yaml", (const char *)data, size, &findings);

	CHECK((lab == NULL) == (findings_errors(&findings) > 0));
	if (lab != NULL)
		walk(lab);
	findings_format(&findings, 20, &out);
	text_done(&out);
	findings_done(&findings);
	lab_free(lab);
	return 0;
}
