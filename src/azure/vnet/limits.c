/* What virtual networks use of limits: peerings. */
#include "azure/vnet/vnet.h"
#include "base/check.h"
#include "query/limits/limits_count.h"

static void add_vnet(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_vnet *vnet = lab_vnet_of(element);
	struct limit_use use = {
	    .kind = LIMIT_PEERINGS,
	    .element = vnet->name,
	    .used = vnet->peering_count,
	    .limit = facts_limit(counter->lab->facts, "vnet-peerings"),
	    .limit_id = "vnet-peerings",
	};

	CHECK(element->network == vnet && !lab_vnet_is_hub(vnet));
	if (use.used > 0)
		limits_add(counter, &use);
}

const struct limits_hooks vnet_limits = {
    .element = add_vnet,
};
