/* What is asked of the route tables of virtual hubs. */
#include <string.h>

#include "base/check.h"
#include "topo/model/ask.h"

bool lab_hubs_share_wan(const struct lab_hub *a, const struct lab_hub *b)
{
	return a->virtual_wan != NULL && b->virtual_wan != NULL &&
	       strcmp(a->virtual_wan, b->virtual_wan) == 0;
}

static bool has_label(const struct lab_hub_table *table, const char *label)
{
	for (uint32_t i = 0; i < table->label_count; i++)
		if (strcmp(table->labels[i], label) == 0)
			return true;
	return false;
}

bool lab_hub_propagates(const struct lab_hub_propagation *propagation, const struct lab_hub *from,
                        const struct lab_hub *to, const struct lab_hub_table *table)
{
	CHECK(table >= to->tables && table < to->tables + to->table_count);
	for (uint32_t i = 0; from == to && i < propagation->table_count; i++)
		if (propagation->tables[i] == table)
			return true;
	for (uint32_t i = 0; i < propagation->label_count; i++)
		if (has_label(table, propagation->labels[i]))
			return from == to || lab_hubs_share_wan(from, to);
	return false;
}

bool lab_hub_announces(const struct lab_vnet *vnet)
{
	const struct lab_hub_connection *connection = vnet->hub_connection;
	const struct lab_hub *hub = vnet->connected_hub;

	CHECK((connection == NULL) == (hub == NULL));
	return connection == NULL ||
	       lab_hub_propagates(&connection->propagation, hub, hub, &hub->tables[0]);
}

const struct lab_hub_route *lab_hub_route_to(const struct lab_hub_table *table,
                                             const struct addr *address,
                                             const struct prefix **prefix)
{
	const struct lab_hub_route *found = NULL;

	*prefix = NULL;
	for (uint32_t i = 0; i < table->route_count; i++) {
		const struct lab_prefixes *prefixes = &table->routes[i].destinations;

		for (uint32_t k = 0; k < prefixes->count; k++) {
			if (!prefix_contains_addr(&prefixes->items[k], address) ||
			    (found != NULL && prefixes->items[k].length <= (*prefix)->length))
				continue;
			found = &table->routes[i];
			*prefix = &prefixes->items[k];
		}
	}
	CHECK((found == NULL) == (*prefix == NULL));
	return found;
}

struct prefix lab_private_range(uint32_t index)
{
	static const char *const ranges[LAB_PRIVATE_COUNT] = {"10.0.0.0/8", "172.16.0.0/12",
	                                                      "192.168.0.0/16"};
	struct prefix out;

	CHECK(index < LAB_PRIVATE_COUNT && prefix_parse(ranges[index], &out) == PREFIX_OK);
	return out;
}

static bool is_private(const struct lab_routing_intent *intent, const struct addr *address)
{
	bool found = lab_prefixes_hold(&intent->private_prefixes, address);

	for (uint32_t i = 0; i < LAB_PRIVATE_COUNT; i++) {
		struct prefix range = lab_private_range(i);

		found = found || prefix_contains_addr(&range, address);
	}
	return found;
}

bool lab_hub_inspects(const struct lab_hub *hub, const struct addr *address)
{
	const struct lab_routing_intent *intent = hub->intent;

	if (intent == NULL)
		return false;
	return is_private(intent, address) ? intent->private : intent->internet;
}
