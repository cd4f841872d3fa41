/* Any bytes as a lab file, JSON or YAML by the first byte: nothing is read out of bounds, nothing
 * aborts, a lab comes without errors, and what is refused has a reason. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "topo/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Asks for everything that a lab answers by walking. */
static void walk(const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		CHECK(vnet->region != NULL && vnet->address_space.count > 0);
		lab_serving_gateway(vnet);
		CHECK(lab_find_vnet(lab, vnet->name) == vnet);
		for (uint32_t k = 0; k < vnet->peering_count; k++)
			lab_vnets_peered(vnet, vnet->peerings[k].remote);
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
	    lab_parse(json ? "fuzz.json" : "fuzz.yaml", (const char *)data, size, &findings);

	CHECK((lab == NULL) == (findings_errors(&findings) > 0));
	if (lab != NULL)
		walk(lab);
	findings_format(&findings, 20, &out);
	text_done(&out);
	findings_done(&findings);
	lab_free(lab);
	return 0;
}
