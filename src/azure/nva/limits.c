/* What an appliance uses of limits: it is a peer of a Route Server. */
#include "azure/links.h"
#include "azure/nva/nva.h"
#include "base/check.h"

static void add_nva(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_nva *nva = lab_nva_of(element);

	CHECK(element->kind == LAB_NVA);
	for (uint32_t i = 0; i < nva->peering_count; i++)
		azure_add_server_peer(counter, nva->peerings[i].server, 1);
}

const struct limits_hooks nva_limits = {
    .element = add_nva,
};
