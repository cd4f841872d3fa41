/* What Azure asks of the route tables of virtual hubs. */
#include "azure/hub/hub.h"
#include "base/check.h"
#include "topo/judge/judge.h"

/* A next hop of a connection's static route is somebody in the network. */
static void judge_statics(const struct judge *judge, const struct lab_hub_connection *connection)
{
	const struct lab_vnet *vnet = connection->vnet;
	char text[ADDR_TEXT_MAX];

	CHECK(vnet != NULL);
	for (uint32_t i = 0; i < connection->static_count; i++) {
		const struct lab_hub_static *route = &connection->statics[i];

		if (vnet->address_space.partial || !addr_is_set(&route->next_hop) ||
		    lab_prefixes_hold(&vnet->address_space, &route->next_hop))
			continue;
		judge_say(judge, SEVERITY_ERROR, route->place, "virtual-hub-static-route",
		          "static route \"%s\" of connection \"%s\" leads to %s, which is not in "
		          "\"%s\"; expected an address of that network",
		          route->name, connection->name, addr_format(&route->next_hop, text),
		          vnet->name);
	}
}

static bool has_static(const struct lab_hub_connection *connection, const struct prefix *prefix)
{
	bool found = false;

	for (uint32_t i = 0; i < connection->vnet->address_space.count; i++)
		found = found || prefix_contains(&connection->vnet->address_space.items[i], prefix);
	for (uint32_t i = 0; i < connection->static_count; i++)
		for (uint32_t k = 0; k < connection->statics[i].prefixes.count; k++)
			found = found ||
			        prefix_contains(&connection->statics[i].prefixes.items[k], prefix);
	return found;
}

/* A table leads to a connection, which must know on. */
static void judge_route(const struct judge *judge, const struct lab_hub_route *route)
{
	const struct lab_hub_connection *connection = route->next_hop;
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; connection != NULL && i < route->destinations.count; i++)
		if (!has_static(connection, &route->destinations.items[i]))
			judge_say(judge, SEVERITY_WARNING, route->destinations.places[i],
			          "virtual-hub-static-route",
			          "route \"%s\" leads %s to connection \"%s\", which has no "
			          "static-route for it: packets are dropped there; expected one "
			          "with the next-hop-ip-address of an appliance",
			          route->name, prefix_format(&route->destinations.items[i], text),
			          connection->name);
}

/* Labels that lead branches of one hub into custom tables of others are not told apart from the
 * default ones. */
static void judge_branches(const struct judge *judge, const struct lab_hub *hub)
{
	const struct lab_hub_propagation *branches = &hub->branches;

	for (uint32_t i = 0; i < judge->lab->hub_count; i++) {
		const struct lab_hub *to = &judge->lab->hubs[i];

		if (to == hub || !lab_hubs_share_wan(hub, to) ||
		    lab_hub_propagates(branches, hub, to, &to->tables[0]))
			continue;
		for (uint32_t k = 1; k < to->table_count; k++)
			if (lab_hub_propagates(branches, hub, to, &to->tables[k]))
				judge_say(
				    judge, SEVERITY_WARNING, hub->place, "virtual-hub-propagation",
				    "branches of virtual hub \"%s\" propagate to the table "
				    "\"%s\" of \"%s\" and not to its defaultRouteTable: "
				    "hairpin leaves that out; expected the label default, too",
				    hub->name, to->tables[k].name, to->name);
	}
}

void hub_judge_tables(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->hub_count; i++) {
		const struct lab_hub *hub = &judge->lab->hubs[i];

		CHECK(hub->table_count > 0);
		for (uint32_t k = 0; k < hub->connected_count; k++)
			judge_statics(judge, &hub->connections[k]);
		for (uint32_t k = 0; k < hub->table_count; k++)
			for (uint32_t r = 0; r < hub->tables[k].route_count; r++)
				judge_route(judge, &hub->tables[k].routes[r]);
		judge_branches(judge, hub);
	}
}
