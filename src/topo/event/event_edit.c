/* What an engineer changes: settings of a lab that nobody else has seen yet. The names are there,
 * since the event was checked. */
#include "base/check.h"
#include "topo/event/event_table.h"
#include "topo/model/lab_edit.h"

static void edit_prefixes(struct lab *lab, struct lab_prefixes *prefixes, const struct event *event,
                          bool add)
{
	if (add)
		lab_edit_add(lab, prefixes, &event->prefix, event->count);
	else
		lab_edit_remove(prefixes, &event->prefix, event->count);
}

void event_edit_advertise(struct lab *lab, const struct event *event)
{
	struct lab_prefixes *advertised = lab_edit_advertised(lab, event->on);

	CHECK(advertised != NULL);
	edit_prefixes(lab, advertised, event, event->kind == EVENT_ADVERTISE);
}

void event_edit_address_space(struct lab *lab, const struct event *event)
{
	struct lab_vnet *vnet = lab_edit_vnet(lab, event->on);

	CHECK(vnet != NULL);
	edit_prefixes(lab, &vnet->address_space, event, event->kind == EVENT_ADD_ADDRESS_SPACE);
}

void event_edit_links(struct lab *lab, const struct event *event)
{
	struct lab_router *router = lab_edit_router(lab, event->on);
	struct lab_circuit_link *link;

	CHECK(router != NULL);
	link = lab_edit_link(router, event->circuit, NULL);
	CHECK(link != NULL);
	for (; link != NULL; link = lab_edit_link(router, event->circuit, link)) {
		if (event->kind == EVENT_SET_READVERTISE)
			link->readvertise = event->enabled;
		else
			link->prepend = event->value < PREPEND_MAX ? event->value : PREPEND_MAX;
	}
}

void event_edit_connection(struct lab *lab, const struct event *event)
{
	struct lab_connection *connection = lab_edit_connection(lab, event->on);

	CHECK(connection != NULL);
	if (event->kind == EVENT_SET_WEIGHT)
		connection->routing_weight = event->value;
	else
		connection->fast_path = event->enabled;
}

void event_edit_gateway(struct lab *lab, const struct event *event)
{
	struct lab_gateway *gateway = lab_edit_gateway(lab, event->on);

	CHECK(gateway != NULL);
	if (event->kind == EVENT_SET_REMOTE_VNET)
		gateway->allow_remote_vnet_traffic = event->enabled;
	else
		gateway->allow_virtual_wan_traffic = event->enabled;
}

void event_edit_route_server(struct lab *lab, const struct event *event)
{
	struct lab_route_server *server = lab_edit_route_server(lab, event->on);

	CHECK(server != NULL);
	server->branch_to_branch = event->enabled;
}

void event_edit_route_table(struct lab *lab, const struct event *event)
{
	struct lab_route_table *table = lab_edit_route_table(lab, event->on);

	CHECK(table != NULL);
	table->disable_bgp_route_propagation = !event->enabled;
}

/* Both sides go, as Azure has it: the one that is left alone is Disconnected. */
void event_edit_vnet_peering(struct lab *lab, const struct event *event)
{
	struct lab_vnet_peering *sides[2];

	lab_edit_peering(lab, event->on, sides);
	for (int i = 0; i < 2 && sides[i] != NULL; i++)
		sides[i]->back = event->enabled ? sides[1 - i] : NULL;
}
