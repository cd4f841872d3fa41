/* What virtual hubs use of limits: networks that are connected, their address spaces, routes. */
#include "azure/hub/hub.h"
#include "base/check.h"
#include "query/limits/limits_count.h"

static void add_spaces(struct limit_counter *counter, const struct lab_hub *hub)
{
	static const char *const id = "virtual-hub-address-spaces";
	struct limit_use use = {
	    .kind = LIMIT_HUB_SPACES,
	    .element = hub->name,
	    .limit = facts_limit(counter->lab->facts, id),
	    .limit_id = id,
	};

	for (uint32_t i = 0; i < hub->connected_count; i++)
		use.used += hub->connected[i]->address_space.count;
	CHECK(use.limit > 0);
	if (hub->intent != NULL)
		limits_add(counter, &use);
}

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
	add_spaces(counter, hub);
}

static void add_router(struct limit_counter *counter, const struct snapshot_node *node)
{
	static const char *const id = "virtual-hub-routes";
	struct limit_use use = {
	    .kind = LIMIT_HUB_ROUTES,
	    .element = arena_strdup(counter->out->arena, node->element),
	    .used = limits_prefixes(node, true),
	    .limit_id = id,
	};

	CHECK(node->kind == LAB_HUB);
	if (counter->lab == NULL)
		return;
	use.limit = facts_limit(counter->lab->facts, id);
	limits_add(counter, &use);
}

const struct limits_hooks hub_limits = {
    .element = add_hub,
    .speaker = add_router,
};
