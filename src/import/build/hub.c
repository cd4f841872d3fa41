/* Virtual hubs with their gateways and connections. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

enum { HUB_UNITS_MAX = 10 };

static void make_connection(struct azure_lab *lab, const struct azure_resource *connection,
                            struct doc_node *gateway)
{
	const struct azure_resource *circuit = azure_estate_above(
	    lab->estate, azure_text(connection, HUB_CIRCUIT_PEERING), AZURE_CIRCUIT);
	uint64_t weight;

	if (circuit == NULL || circuit->lab_name == NULL)
		return;
	struct doc_node *element =
	    azure_element(lab, gateway, "connection", connection, connection->name);
	tree_make_text(lab->arena, element, "express-route-circuit", circuit->lab_name);
	if (azure_number(connection, CONNECTION_WEIGHT, &weight) && weight > 0)
		tree_make_number(lab->arena, element, "routing-weight", weight);
	azure_leaves(lab, element, connection, HUB_CIRCUIT_FAST_PATH, HUB_CIRCUIT_FAST_PATH);
}

static void make_gateway(struct azure_lab *lab, const struct azure_resource *gateway,
                         struct doc_node *hub)
{
	struct doc_node *element = tree_make(lab->arena, hub, "express-route-gateway", TREE_OBJECT);
	uint64_t min;
	uint64_t max = 0;

	element->schema = gateway;
	tree_make_text(lab->arena, element, "name", gateway->lab_name);
	if (azure_number(gateway, HUB_GATEWAY_UNITS, &min) && min > 1 && min <= HUB_UNITS_MAX)
		tree_make_number(lab->arena, element, "scale-units", min);
	if (azure_number(gateway, HUB_GATEWAY_UNITS_MAX, &max) &&
	    azure_number(gateway, HUB_GATEWAY_UNITS, &min) && max > min)
		azure_say(lab->estate, IMPORT_ASSUMED, gateway, "ExpressRoute gateway of a hub",
		          "it scales from %u to %u units; the lab has the fewest", (unsigned)min,
		          (unsigned)max);
	azure_leaves(lab, element, gateway, HUB_GATEWAY_OUTSIDE, HUB_GATEWAY_OUTSIDE);
	for (const struct azure_resource *at = gateway->owned; at != NULL; at = at->owned_next)
		make_connection(lab, at, element);
}

static void make_network_connection(struct azure_lab *lab, const struct azure_resource *connection,
                                    struct doc_node *hub)
{
	const struct azure_resource *network = azure_estate_above(
	    lab->estate, azure_text(connection, HUB_CONNECTION_NETWORK), AZURE_NETWORK);

	if (network == NULL || network->lab_name == NULL)
		return;
	struct doc_node *element =
	    azure_element(lab, hub, "hub-virtual-network-connection", connection, connection->name);
	tree_make_text(lab->arena, element, "remote-virtual-network", network->lab_name);
}

static void add_wan(struct azure_lab *lab, const struct azure_resource *hub,
                    struct doc_node *element)
{
	const char *id = azure_text(hub, HUB_WAN);
	const struct azure_resource *wan =
	    id != NULL ? azure_estate_above(lab->estate, id, AZURE_WAN) : NULL;

	if (id != NULL)
		tree_make_text(lab->arena, element, "virtual-wan",
		               azure_lab_name(lab, wan != NULL ? wan->name : azure_id_name(id)));
}

static void make_hub(struct azure_lab *lab, struct azure_resource *hub)
{
	static const char *const preferences[] = {"VpnGateway", "ASPath"};
	struct doc_node *element = azure_element(lab, lab->lab, "virtual-hub", hub, hub->lab_name);
	const char *preference = azure_text(hub, HUB_PREFERENCE);

	hub->made = element;
	tree_make_text(lab->arena, element, "region", azure_region(lab, hub));
	tree_make_text(lab->arena, element, "address-prefix", azure_text(hub, HUB_PREFIX));
	add_wan(lab, hub, element);
	for (size_t i = 0; preference != NULL && i < COUNT_OF(preferences); i++) {
		if (strcasecmp(preferences[i], preference) == 0)
			tree_make_text(lab->arena, element, "hub-routing-preference",
			               preferences[i]);
	}
	if (hub->stands[AZURE_SEAT_EXPRESS_ROUTE] != NULL)
		make_gateway(lab, hub->stands[AZURE_SEAT_EXPRESS_ROUTE], element);
	for (const struct azure_resource *at = hub->owned; at != NULL; at = at->owned_next) {
		if (at->kind == AZURE_HUB_CONNECTION)
			make_network_connection(lab, at, element);
	}
	for (const struct azure_resource *at = hub->children; at != NULL; at = at->sibling) {
		if (at->kind == AZURE_HUB_CONNECTION)
			return;
	}
	azure_say(
	    lab->estate, IMPORT_ASKED, hub, "virtual hub",
	    "no file has connections of virtual networks to it; Resource Graph never has; add "
	    "'az network vhub connection list --vhub-name HUB -g GROUP -o json'");
}

void azure_make_hubs(struct azure_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct azure_resource *at = lab->estate->all[i];

		if (at->kind == AZURE_HUB && !at->route_server && at->lab_name != NULL)
			make_hub(lab, at);
	}
}
