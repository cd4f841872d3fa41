/* What virtual hubs use of limits: networks that are connected. */
#include "azure/hub/hub.h"
#include "base/check.h"
#include "query/limits/limits_count.h"

static void add_hub(struct limit_counter *counter, const struct lab_element *element)
{
	static const char *const id = "virtual-hub-connections";
	const struct lab_hub *hub = lab_hub_of(element);
	struct limit_use use = {
	    .kind = LIMIT_HUB_CONNECTIONS,
	    .element = hub->name,
	    .used = hub->connected_count,
	    .limit = facts_limit(counter->lab->facts, id),
	    .limit_id = id,
	};

	CHECK(element->network == hub->vnet);
	limits_add(counter, &use);
}

const struct limits_hooks hub_limits = {
    .element = add_hub,
};
