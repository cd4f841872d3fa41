/* What Global Reach uses of limits: a link to another circuit counts on both. */
#include "azure/global_reach/global_reach.h"
#include "azure/links.h"
#include "base/check.h"

static void add_reach(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_global_reach *reach = lab_global_reach_of(element);

	CHECK(reach->circuit != reach->peer);
	azure_add_circuit_link(counter, reach->circuit, 1);
	azure_add_circuit_link(counter, reach->peer, 1);
}

const struct limits_hooks global_reach_limits = {
    .element = add_reach,
};
