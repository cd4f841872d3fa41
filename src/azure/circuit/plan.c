/* A circuit in the plan: two MSEEs. */
#include "azure/circuit/circuit.h"
#include "azure/policy.h"
#include "base/check.h"

static uint32_t count_msees(const struct lab_element *element)
{
	CHECK(element->kind == LAB_CIRCUIT);
	(void)element;
	return LAB_LINK_COUNT;
}

static void make_msees(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_circuit *circuit = lab_circuit_of(element);

	CHECK(element->kind == LAB_CIRCUIT);
	for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
		struct plan_node *node = plan_compiler_node(c, element, link, AZURE_AS_MSEE);
		struct addr address =
		    lab_microsoft_address(circuit, (enum lab_link)link, ADDR_IPV4);

		node->conf.router_id = addr_as_u32(&address);
	}
}

const struct plan_hooks circuit_plan = {
    .speakers = count_msees,
    .nodes = make_msees,
};
