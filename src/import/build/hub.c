/* Virtual hubs with their gateways and connections. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

enum { HUB_UNITS_MAX = 10 };

static void make_connection(struct estate_lab *lab, const struct estate_resource *connection,
                            struct doc_node *gateway)
{
	const struct estate_resource *circuit =
	    estate_above(lab->estate, estate_text(connection, HUB_CIRCUIT_PEERING), ESTATE_CIRCUIT);
	uint64_t weight;

	if (circuit == NULL || circuit->lab_name == NULL)
		return;
	struct doc_node *element =
	    estate_element(lab, gateway, "connection", connection, connection->name);
	tree_make_text(lab->arena, element, "express-route-circuit", circuit->lab_name);
	if (estate_number(connection, CONNECTION_WEIGHT, &weight) && weight > 0)
		tree_make_number(lab->arena, element, "routing-weight", weight);
	estate_leaves(lab, element, connection, HUB_CIRCUIT_FAST_PATH, HUB_CIRCUIT_SECURITY);
}

static void make_gateway(struct estate_lab *lab, const struct estate_resource *gateway,
                         struct doc_node *hub)
{
	struct doc_node *element = tree_make(lab->arena, hub, "express-route-gateway", TREE_OBJECT);
	uint64_t min;
	uint64_t max = 0;

	element->schema = gateway;
	tree_make_text(lab->arena, element, "name", gateway->lab_name);
	if (estate_number(gateway, HUB_GATEWAY_UNITS, &min) && min > 1 && min <= HUB_UNITS_MAX)
		tree_make_number(lab->arena, element, "scale-units", min);
	if (estate_number(gateway, HUB_GATEWAY_UNITS_MAX, &max) &&
	    estate_number(gateway, HUB_GATEWAY_UNITS, &min) && max > min)
		estate_say(lab->estate, IMPORT_ASSUMED, gateway, "ExpressRoute gateway of a hub",
		           "it scales from %u to %u units; the lab has the fewest", (unsigned)min,
		           (unsigned)max);
	estate_leaves(lab, element, gateway, HUB_GATEWAY_OUTSIDE, HUB_GATEWAY_OUTSIDE);
	for (const struct estate_resource *at = gateway->owned; at != NULL; at = at->owned_next)
		make_connection(lab, at, element);
}

static void make_network_connection(struct estate_lab *lab,
                                    const struct estate_resource *connection, struct doc_node *hub)
{
	const struct estate_resource *network = estate_above(
	    lab->estate, estate_text(connection, HUB_CONNECTION_NETWORK), ESTATE_NETWORK);

	if (network == NULL || network->lab_name == NULL)
		return;
	struct doc_node *element = estate_element(lab, hub, "hub-virtual-network-connection",
	                                          connection, connection->name);
	tree_make_text(lab->arena, element, "remote-virtual-network", network->lab_name);
	if (estate_flag(connection, HUB_CONNECTION_SECURITY) == ESTATE_NO)
		tree_make_bool(lab->arena, element, "enable-internet-security", false);
}

static void add_wan(struct estate_lab *lab, const struct estate_resource *hub,
                    struct doc_node *element)
{
	const char *id = estate_text(hub, HUB_WAN);
	const struct estate_resource *wan =
	    id != NULL ? estate_above(lab->estate, id, ESTATE_WAN) : NULL;

	if (id != NULL)
		tree_make_text(lab->arena, element, "virtual-wan",
		               estate_lab_name(lab, wan != NULL ? wan->name : estate_id_name(id)));
}

static void make_hub(struct estate_lab *lab, struct estate_resource *hub)
{
	static const char *const preferences[] = {"VpnGateway", "ASPath"};
	struct doc_node *element = estate_element(lab, lab->lab, "virtual-hub", hub, hub->lab_name);
	const char *preference = estate_text(hub, HUB_PREFERENCE);

	hub->made = element;
	tree_make_text(lab->arena, element, "region", estate_region(lab, hub));
	tree_make_text(lab->arena, element, "address-prefix", estate_text(hub, HUB_PREFIX));
	add_wan(lab, hub, element);
	for (size_t i = 0; preference != NULL && i < COUNT_OF(preferences); i++) {
		if (strcasecmp(preferences[i], preference) == 0)
			tree_make_text(lab->arena, element, "hub-routing-preference",
			               preferences[i]);
	}
	if (hub->stands[ESTATE_SEAT_EXPRESS_ROUTE] != NULL)
		make_gateway(lab, hub->stands[ESTATE_SEAT_EXPRESS_ROUTE], element);
	for (const struct estate_resource *at = hub->owned; at != NULL; at = at->owned_next) {
		if (at->kind == ESTATE_HUB_CONNECTION)
			make_network_connection(lab, at, element);
	}
	for (const struct estate_resource *at = hub->children; at != NULL; at = at->sibling) {
		if (at->kind == ESTATE_HUB_CONNECTION)
			return;
	}
	estate_say(
	    lab->estate, IMPORT_ASKED, hub, "virtual hub",
	    "no file has connections of virtual networks to it; Resource Graph never has; add "
	    "'az network vhub connection list --vhub-name HUB -g GROUP -o json'");
}

void estate_make_hubs(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct estate_resource *at = lab->estate->all[i];

		if (at->kind == ESTATE_HUB && !at->route_server && at->lab_name != NULL)
			make_hub(lab, at);
	}
}
