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

static uint32_t count_spaces(const struct lab_hub *hub)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < hub->connected_count; i++)
		count += hub->connected[i]->address_space.count;
	return count;
}

/* Routing intent takes over what route tables do, and counts address spaces. */
static void judge_intent(const struct judge *judge, const struct lab_hub *hub)
{
	const struct lab_routing_intent *intent = hub->intent;
	uint32_t most = facts_limit(judge->facts, "virtual-hub-address-spaces");
	uint32_t spaces = count_spaces(hub);

	if (intent == NULL)
		return;
	if (hub->table_count > 1 || hub->tables[0].route_count > 0)
		judge_say(judge, SEVERITY_ERROR, intent->place, "virtual-hub-routing-intent",
		          "virtual hub \"%s\" has routing-intent, and route tables of its own or "
		          "static routes to connections; expected one of the two; remove the other",
		          hub->name);
	if (!intent->internet && !intent->private)
		judge_say(judge, SEVERITY_WARNING, intent->place, "virtual-hub-routing-intent",
		          "routing-intent of virtual hub \"%s\" has no policy; expected "
		          "internet-traffic, private-traffic or both; set them to true",
		          hub->name);
	if (spaces > most)
		judge_say(judge, SEVERITY_WARNING, intent->place, "virtual-hub-routing-intent",
		          "virtual hub \"%s\" has routing-intent, and networks with %u address "
		          "spaces, of which Azure routes %u; expected fewer; connect some of the "
		          "networks to another hub",
		          hub->name, spaces, most);
	else if (spaces > most / 10 * 9)
		judge_say(judge, SEVERITY_WARNING, intent->place, "virtual-hub-routing-intent",
		          "virtual hub \"%s\" has routing-intent, and networks with %u of at most "
		          "%u address spaces: beyond %u changes may fail; expected fewer; connect "
		          "new networks to another hub",
		          hub->name, spaces, most, most / 10 * 9);
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
		judge_intent(judge, hub);
	}
}
