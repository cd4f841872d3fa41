/* What stands where in the lab, and what is named but not described. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

static const char ask_for_all[] = "it is not in the files; add the list that has it";

void azure_own(struct azure_resource *owner, struct azure_resource *resource)
{
	resource->owner = owner;
	resource->owned_next = owner->owned;
	owner->owned = resource;
}

static bool text_is(const struct azure_resource *resource, enum azure_member member,
                    const char *wanted)
{
	const char *text = azure_text(resource, member);

	return text != NULL && strcasecmp(text, wanted) == 0;
}

static bool is_placed_gateway(const struct azure_resource *gateway)
{
	return gateway != NULL && gateway->owner != NULL;
}

/* A seat for one: Azure allows no second gateway of a kind. */
static void seat(struct azure_lab *lab, struct azure_resource *place, enum azure_seat which,
                 struct azure_resource *resource)
{
	const char *what = azure_kinds[resource->kind].words;

	if (place->stands[which] != NULL) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, resource, what,
		          "\"%s\" has one of this kind already, \"%s\", and Azure allows one",
		          place->name, place->stands[which]->name);
		return;
	}
	place->stands[which] = resource;
	azure_own(place, resource);
}

static void refuse_gateway(struct azure_lab *lab, const struct azure_resource *gateway,
                           const char *subnet)
{
	struct quoted quoted;

	findings_add(
	    lab->estate->findings, SEVERITY_ERROR, azure_place(gateway),
	    "ExpressRoute gateway \"%s\": its network%s%s is not in the files; expected the "
	    "virtual networks beside the gateways; add 'az network vnet list -o json' of its "
	    "subscription",
	    gateway->name, subnet != NULL ? " " : "",
	    subnet != NULL ? tree_quote(azure_id_above(lab->arena, subnet, AZURE_NETWORK), &quoted)
			   : "");
}

/* The SKU is one that the data has; otherwise it is said. */
static bool has_known_sku(struct azure_lab *lab, const struct azure_resource *gateway, bool vpn)
{
	const char *sku = azure_text(gateway, GATEWAY_SKU);

	if (sku != NULL && (vpn ? facts_vpn_gateway_sku(lab->facts, sku) != NULL
	                        : facts_gateway_sku(lab->facts, sku) != NULL))
		return true;
	azure_say(lab->estate, IMPORT_LEFT_OUT, gateway,
	          vpn ? "VPN gateway" : "ExpressRoute gateway", "the SKU \"%s\" is not known",
	          sku != NULL ? sku : "");
	return false;
}

static void attach_gateway(struct azure_lab *lab, struct azure_resource *gateway)
{
	bool vpn = text_is(gateway, GATEWAY_TYPE, "Vpn");
	const char *subnet = azure_text(gateway, GATEWAY_SUBNET);
	struct azure_resource *network =
	    subnet != NULL ? azure_estate_above(lab->estate, subnet, AZURE_NETWORK) : NULL;

	if (!vpn && !text_is(gateway, GATEWAY_TYPE, "ExpressRoute"))
		azure_say(lab->estate, IMPORT_LEFT_OUT, gateway, "virtual network gateway",
		          "a gateway of another type than ExpressRoute and Vpn");
	else if (network == NULL && !vpn)
		refuse_gateway(lab, gateway, subnet);
	else if (network == NULL)
		azure_say(lab->estate, IMPORT_LEFT_OUT, gateway, "VPN gateway",
		          "its virtual network is not in the files");
	else if (has_known_sku(lab, gateway, vpn))
		seat(lab, network, vpn ? AZURE_SEAT_VPN : AZURE_SEAT_EXPRESS_ROUTE, gateway);
}

/* The circuit that an id names, with a placeholder for one that no file describes. */
static struct azure_resource *circuit_of(struct azure_lab *lab, const char *id)
{
	struct azure_resource *circuit = azure_estate_above(lab->estate, id, AZURE_CIRCUIT);

	if (circuit != NULL)
		return circuit;
	return azure_estate_place(lab->estate, AZURE_CIRCUIT,
	                          azure_id_above(lab->arena, id, AZURE_CIRCUIT));
}

static bool attach_to_circuit(struct azure_lab *lab, struct azure_resource *connection,
                              const char *id)
{
	if (id == NULL) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, connection, "connection",
		          "nothing says which circuit it leads to");
		return false;
	}
	struct azure_resource *circuit = circuit_of(lab, id);
	const struct azure_resource *gateway =
	    connection->parent != NULL
		? connection->parent
		: azure_estate_above(lab->estate, azure_text(connection, CONNECTION_GATEWAY),
	                             AZURE_GATEWAY);
	circuit->links++;
	circuit->authorized += azure_node(connection, CONNECTION_KEY) != NULL ||
	                       strcasecmp(circuit->subscription, connection->subscription) != 0;
	if (circuit->region == NULL && gateway->owner != NULL)
		circuit->region = azure_text(gateway->owner, LOCATION);
	return true;
}

static void attach_connection(struct azure_lab *lab, struct azure_resource *connection)
{
	const char *id = azure_text(connection, CONNECTION_GATEWAY);
	struct azure_resource *gateway =
	    id != NULL ? azure_estate_above(lab->estate, id, AZURE_GATEWAY) : NULL;
	const char *local = azure_text(connection, CONNECTION_LOCAL);
	const char *other = azure_text(connection, CONNECTION_OTHER);
	bool placed = false;

	if (!is_placed_gateway(gateway)) {
		azure_say(
		    lab->estate, gateway == NULL ? IMPORT_ASKED : IMPORT_LEFT_OUT, connection,
		    "connection", "its gateway \"%s\" is %s", id != NULL ? azure_id_name(id) : "",
		    gateway == NULL ? "not in the files; add the list that has it" : "left out");
		return;
	}
	if (text_is(connection, CONNECTION_TYPE, "ExpressRoute"))
		placed =
		    attach_to_circuit(lab, connection, azure_text(connection, CONNECTION_CIRCUIT));
	else if (text_is(connection, CONNECTION_TYPE, "IPsec"))
		placed = local != NULL &&
		         azure_estate_above(lab->estate, local, AZURE_LOCAL_GATEWAY) != NULL;
	else if (text_is(connection, CONNECTION_TYPE, "Vnet2Vnet"))
		placed = other != NULL &&
		         is_placed_gateway(azure_estate_above(lab->estate, other, AZURE_GATEWAY));
	if (placed)
		azure_own(gateway, connection);
	else if (!text_is(connection, CONNECTION_TYPE, "ExpressRoute"))
		azure_say(lab->estate, IMPORT_LEFT_OUT, connection, "connection",
		          "its other end is not in the files, or its type %s is not modelled",
		          azure_text(connection, CONNECTION_TYPE) != NULL
		              ? azure_text(connection, CONNECTION_TYPE)
		              : "");
}

/* A Route Server is a hub without a virtual WAN that stands in a network. */
static bool is_route_server(const struct azure_resource *hub)
{
	const char *kind = azure_text(hub, HUB_KIND);

	if (hub->route_server || (kind != NULL && strcasecmp(kind, "RouteServer") == 0))
		return true;
	if (azure_text(hub, HUB_WAN) != NULL)
		return false;
	for (const struct azure_resource *at = hub->children; at != NULL; at = at->sibling) {
		if (at->kind == AZURE_HUB_ADDRESS)
			return true;
	}
	return azure_node(hub, HUB_ADDRESS_LIST) != NULL;
}

static const char *subnet_of_route_server(const struct azure_resource *hub)
{
	const char *subnet = azure_text(hub, HUB_SUBNET);

	for (const struct azure_resource *at = hub->children; at != NULL && subnet == NULL;
	     at = at->sibling) {
		if (at->kind == AZURE_HUB_ADDRESS)
			subnet = azure_text(at, HUB_ADDRESS_SUBNET);
	}
	return subnet;
}

static bool subnet_holds(const struct azure_resource *subnet, const struct addr *addr)
{
	const struct doc_node *list = azure_node(subnet, SUBNET_PREFIXES);
	const struct doc_node *at = list != NULL && list->kind == TREE_ARRAY ? list->first : list;

	for (; at != NULL; at = list->kind == TREE_ARRAY ? at->next : NULL) {
		struct prefix prefix;

		if (at->text != NULL && prefix_parse(at->text, &prefix) == PREFIX_OK &&
		    prefix_contains_addr(&prefix, addr))
			return true;
	}
	return false;
}

/* Resource Graph does not say where a Route Server stands, but its addresses do, when only one
 * RouteServerSubnet has them. */
static struct azure_resource *network_by_address(struct azure_lab *lab,
                                                 const struct azure_resource *hub)
{
	const char *text = azure_text(hub, HUB_ADDRESSES);
	struct azure_resource *found = NULL;
	struct addr addr;

	if (text == NULL || !addr_parse(text, &addr))
		return NULL;
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct azure_resource *at = lab->estate->all[i];

		if (at->kind != AZURE_SUBNET || at->parent == NULL ||
		    strcasecmp(at->name, "RouteServerSubnet") != 0 || !subnet_holds(at, &addr))
			continue;
		if (found != NULL)
			return NULL;
		found = at->parent;
	}
	if (found != NULL)
		azure_say(lab->estate, IMPORT_ASSUMED, hub, "Route Server",
		          "it stands in \"%s\", whose RouteServerSubnet has its addresses",
		          found->name);
	return found;
}

static void attach_hub(struct azure_lab *lab, struct azure_resource *hub)
{
	struct azure_resource *network = NULL;

	hub->route_server = is_route_server(hub);
	if (!hub->route_server)
		return;
	const char *subnet = subnet_of_route_server(hub);
	if (subnet != NULL)
		network = azure_estate_above(lab->estate, subnet, AZURE_NETWORK);
	if (network == NULL)
		network = network_by_address(lab, hub);
	if (network != NULL)
		seat(lab, network, AZURE_SEAT_ROUTE_SERVER, hub);
	else
		azure_say(lab->estate, IMPORT_ASKED, hub, "Route Server",
		          "the files do not say in which network it stands; add 'az network "
		          "routeserver list' and 'az network vnet list'");
}

static void attach_hub_gateway(struct azure_lab *lab, struct azure_resource *gateway)
{
	const char *id = azure_text(gateway, HUB_GATEWAY_HUB);
	struct azure_resource *hub =
	    id != NULL ? azure_estate_above(lab->estate, id, AZURE_HUB) : NULL;

	if (hub != NULL && !hub->route_server)
		seat(lab, hub, AZURE_SEAT_EXPRESS_ROUTE, gateway);
	else
		azure_say(lab->estate, IMPORT_ASKED, gateway, "ExpressRoute gateway of a hub",
		          "its virtual hub \"%s\" is not in the files; add 'az network vhub list'",
		          id != NULL ? azure_id_name(id) : "");
}

static void attach_hub_circuit(struct azure_lab *lab, struct azure_resource *connection)
{
	const char *id = azure_text(connection, HUB_CIRCUIT_PEERING);
	bool placed = is_placed_gateway(connection->parent);

	if (!placed) {
		azure_say(
		    lab->estate, IMPORT_ASKED, connection, "connection",
		    "its ExpressRoute gateway and the hub of that are not in the files; add 'az "
		    "network express-route gateway list' and 'az network vhub list'");
		if (id != NULL && azure_estate_above(lab->estate, id, AZURE_CIRCUIT) == NULL)
			azure_say(lab->estate, IMPORT_ASKED, connection, "circuit", "\"%s\": %s",
			          azure_id_name(azure_id_above(lab->arena, id, AZURE_CIRCUIT)),
			          ask_for_all);
		return;
	}
	if (attach_to_circuit(lab, connection, id))
		azure_own(connection->parent, connection);
}

static void attach_hub_connection(struct azure_lab *lab, struct azure_resource *connection)
{
	const char *id = azure_text(connection, HUB_CONNECTION_NETWORK);
	struct azure_resource *network =
	    id != NULL ? azure_estate_above(lab->estate, id, AZURE_NETWORK) : NULL;

	if (connection->parent == NULL || network == NULL)
		azure_say(lab->estate, IMPORT_ASKED, connection, "hub virtual network connection",
		          "its %s is not in the files; add the list that has it",
		          connection->parent == NULL ? "virtual hub" : "virtual network");
	else
		azure_own(connection->parent, connection);
}

/* The other end of Global Reach, placeholder or not. */
static void attach_reach(struct azure_lab *lab, struct azure_resource *reach)
{
	const char *id = azure_text(reach, REACH_OTHER);
	const char *state = azure_text(reach, REACH_STATE);

	if (reach->parent == NULL || reach->parent->parent == NULL || id == NULL)
		azure_say(lab->estate, IMPORT_LEFT_OUT, reach, "Global Reach connection",
		          "one of its circuits is not in the files");
	else if (state != NULL && strcasecmp(state, "Connected") != 0)
		azure_say(lab->estate, IMPORT_LEFT_OUT, reach, "Global Reach connection",
		          "its state is %s, not Connected", state);
	else if (reach->kind == AZURE_GLOBAL_REACH ||
	         azure_estate_above(lab->estate, id, AZURE_CIRCUIT) == NULL) {
		circuit_of(lab, id)->links++;
		reach->parent->parent->links++;
		azure_own(reach->parent->parent, reach);
	}
}

/* The end of a peering that no file describes: its prefixes are known from this side. */
static void place_network(struct azure_lab *lab, const struct azure_resource *peering,
                          const char *id)
{
	const struct doc_node *space = azure_node(peering, PEERING_REMOTE_SPACE);
	struct azure_resource *network;

	if (space == NULL) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, peering, "virtual network peering",
		          "the network \"%s\" is not in the files, and nothing says its prefixes",
		          azure_id_name(id));
		return;
	}
	network = azure_estate_place(lab->estate, AZURE_NETWORK, id);
	network->space = space;
	network->region = azure_text(peering->parent, LOCATION);
	azure_say(
	    lab->estate, IMPORT_ASKED, network, "virtual network",
	    "known only as the end of the peering \"%s\" of \"%s\": its subnets, its region and "
	    "its side of the peering are not in the files; it stands in the region of \"%s\" and "
	    "uses no remote gateways",
	    peering->name, peering->parent->name, peering->parent->name);
}

static void attach_peering(struct azure_lab *lab, struct azure_resource *peering)
{
	const char *id = azure_text(peering, PEERING_REMOTE);
	const char *state = azure_text(peering, PEERING_STATE);

	if (peering->parent == NULL) {
		azure_say(lab->estate, IMPORT_ASKED, peering, "virtual network peering", "%s",
		          "its network is not in the files; add 'az network vnet list'");
	} else if (strncasecmp(peering->name, "RemoteVnetToHubPeering_", 23) == 0) {
		azure_say(
		    lab->estate, IMPORT_LEFT_OUT, peering, "virtual network peering",
		    "Azure's own side of a hub connection, which is imported as such from 'az "
		    "network vhub connection list'");
	} else if (state != NULL && strcasecmp(state, "Connected") != 0) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, peering, "virtual network peering",
		          "its state is %s, not Connected: it carries nothing", state);
	} else if (id != NULL) {
		if (azure_estate_find(lab->estate, id) == NULL)
			place_network(lab, peering, id);
		azure_own(peering->parent, peering);
	}
}

static void attach_endpoint(struct azure_lab *lab, struct azure_resource *endpoint)
{
	const char *id = azure_text(endpoint, ENDPOINT_SUBNET);
	struct azure_resource *subnet =
	    id != NULL ? azure_estate_above(lab->estate, id, AZURE_SUBNET) : NULL;

	if (subnet != NULL)
		azure_own(subnet, endpoint);
	else
		azure_say(lab->estate, IMPORT_LEFT_OUT, endpoint, "private endpoint",
		          "its subnet is not in the files");
}

static void attach_subnet(struct azure_lab *lab, struct azure_resource *subnet)
{
	if (subnet->parent == NULL)
		azure_say(lab->estate, IMPORT_LEFT_OUT, subnet, "subnet",
		          "its virtual network is not in the files");
}

/* By kind; those that others look for come first. */
static const struct {
	enum azure_kind kind;
	void (*attach)(struct azure_lab *lab, struct azure_resource *resource);
} steps[] = {
    {AZURE_GATEWAY, attach_gateway},           {AZURE_HUB, attach_hub},
    {AZURE_HUB_GATEWAY, attach_hub_gateway},   {AZURE_CONNECTION, attach_connection},
    {AZURE_HUB_CIRCUIT, attach_hub_circuit},   {AZURE_HUB_CONNECTION, attach_hub_connection},
    {AZURE_GLOBAL_REACH, attach_reach},        {AZURE_PEERED_REACH, attach_reach},
    {AZURE_PEERING, attach_peering},           {AZURE_SUBNET, attach_subnet},
    {AZURE_PRIVATE_ENDPOINT, attach_endpoint},
};

void azure_attach(struct azure_lab *lab)
{
	/* Placeholders come behind. */
	size_t count = lab->estate->count;

	for (size_t step = 0; step < COUNT_OF(steps); step++) {
		for (size_t i = 0; i < count; i++) {
			if (lab->estate->all[i]->kind == steps[step].kind)
				steps[step].attach(lab, lab->estate->all[i]);
		}
	}
}
