/* What stands where in the lab, and what is named but not described. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

static const char ask_for_all[] = "it is not in the files; add the list that has it";

void estate_own(struct estate_resource *owner, struct estate_resource *resource)
{
	resource->owner = owner;
	resource->owned_next = owner->owned;
	owner->owned = resource;
}

static bool text_is(const struct estate_resource *resource, enum estate_member member,
                    const char *wanted)
{
	const char *text = estate_text(resource, member);

	return text != NULL && strcasecmp(text, wanted) == 0;
}

static bool is_placed_gateway(const struct estate_resource *gateway)
{
	return gateway != NULL && gateway->owner != NULL;
}

/* A seat for one: Azure allows no second gateway of a kind. */
static void seat(struct estate_lab *lab, struct estate_resource *place, enum estate_seat which,
                 struct estate_resource *resource)
{
	const char *what = estate_kinds[resource->kind].words;

	if (place->stands[which] != NULL) {
		estate_say(
		    lab->estate, IMPORT_ALARM, resource, what,
		    "left out: \"%s\" has one of this kind already, \"%s\", and Azure allows "
		    "one",
		    place->name, place->stands[which]->name);
		return;
	}
	place->stands[which] = resource;
	estate_own(place, resource);
}

static void refuse_gateway(struct estate_lab *lab, const struct estate_resource *gateway,
                           const char *subnet)
{
	struct quoted quoted;

	findings_add(
	    lab->estate->findings, SEVERITY_ERROR, estate_place_of(gateway),
	    "ExpressRoute gateway \"%s\": its network%s%s is not in the files; expected the "
	    "virtual networks beside the gateways; add 'az network vnet list -o json' of its "
	    "subscription",
	    gateway->name, subnet != NULL ? " " : "",
	    subnet != NULL
		? tree_quote(estate_id_above(lab->arena, subnet, ESTATE_NETWORK), &quoted)
		: "");
}

/* The SKU is one that the data has; otherwise it is said. */
static bool has_known_sku(struct estate_lab *lab, const struct estate_resource *gateway, bool vpn)
{
	const char *sku = estate_text(gateway, GATEWAY_SKU);

	if (sku != NULL && (vpn ? facts_vpn_gateway_sku(lab->facts, sku) != NULL
	                        : facts_gateway_sku(lab->facts, sku) != NULL))
		return true;
	estate_say(lab->estate, IMPORT_ALARM, gateway, vpn ? "VPN gateway" : "ExpressRoute gateway",
	           "left out: the SKU \"%s\" is not known", sku != NULL ? sku : "");
	return false;
}

static void attach_gateway(struct estate_lab *lab, struct estate_resource *gateway)
{
	bool vpn = text_is(gateway, GATEWAY_TYPE, "Vpn");
	const char *subnet = estate_text(gateway, GATEWAY_SUBNET);
	struct estate_resource *network =
	    subnet != NULL ? estate_above(lab->estate, subnet, ESTATE_NETWORK) : NULL;

	if (!vpn && !text_is(gateway, GATEWAY_TYPE, "ExpressRoute"))
		estate_say(lab->estate, IMPORT_LEFT_OUT, gateway, "virtual network gateway",
		           "a gateway of another type than ExpressRoute and Vpn");
	else if (network == NULL && !vpn)
		refuse_gateway(lab, gateway, subnet);
	else if (network == NULL)
		estate_say(lab->estate, IMPORT_LEFT_OUT, gateway, "VPN gateway",
		           "its virtual network is not in the files");
	else if (has_known_sku(lab, gateway, vpn))
		seat(lab, network, vpn ? ESTATE_SEAT_VPN : ESTATE_SEAT_EXPRESS_ROUTE, gateway);
}

/* The circuit that an id names, with a placeholder for one that no file describes. */
static struct estate_resource *circuit_of(struct estate_lab *lab, const char *id)
{
	struct estate_resource *circuit = estate_above(lab->estate, id, ESTATE_CIRCUIT);

	if (circuit != NULL)
		return circuit;
	return estate_place(lab->estate, ESTATE_CIRCUIT,
	                    estate_id_above(lab->arena, id, ESTATE_CIRCUIT));
}

static bool attach_to_circuit(struct estate_lab *lab, struct estate_resource *connection,
                              const char *id)
{
	if (id == NULL) {
		estate_say(lab->estate, IMPORT_LEFT_OUT, connection, "connection",
		           "nothing says which circuit it leads to");
		return false;
	}
	struct estate_resource *circuit = circuit_of(lab, id);
	const struct estate_resource *gateway =
	    connection->parent != NULL
		? connection->parent
		: estate_above(lab->estate, estate_text(connection, CONNECTION_GATEWAY),
	                       ESTATE_GATEWAY);
	circuit->links++;
	circuit->authorized += estate_node(connection, CONNECTION_KEY) != NULL ||
	                       strcasecmp(circuit->subscription, connection->subscription) != 0;
	if (circuit->region == NULL && gateway->owner != NULL)
		circuit->region = estate_text(gateway->owner, LOCATION);
	return true;
}

static void attach_connection(struct estate_lab *lab, struct estate_resource *connection)
{
	const char *id = estate_text(connection, CONNECTION_GATEWAY);
	struct estate_resource *gateway =
	    id != NULL ? estate_above(lab->estate, id, ESTATE_GATEWAY) : NULL;
	const char *local = estate_text(connection, CONNECTION_LOCAL);
	const char *other = estate_text(connection, CONNECTION_OTHER);
	bool placed = false;

	if (!is_placed_gateway(gateway)) {
		estate_say(
		    lab->estate, gateway == NULL ? IMPORT_ASKED : IMPORT_ALARM, connection,
		    "connection", "its gateway \"%s\" is %s", id != NULL ? estate_id_name(id) : "",
		    gateway == NULL ? "not in the files; add the list that has it" : "left out");
		return;
	}
	if (text_is(connection, CONNECTION_TYPE, "ExpressRoute"))
		placed =
		    attach_to_circuit(lab, connection, estate_text(connection, CONNECTION_CIRCUIT));
	else if (text_is(connection, CONNECTION_TYPE, "IPsec"))
		placed =
		    local != NULL && estate_above(lab->estate, local, ESTATE_LOCAL_GATEWAY) != NULL;
	else if (text_is(connection, CONNECTION_TYPE, "Vnet2Vnet"))
		placed = other != NULL &&
		         is_placed_gateway(estate_above(lab->estate, other, ESTATE_GATEWAY));
	if (placed)
		estate_own(gateway, connection);
	if (placed && text_is(connection, CONNECTION_STATUS, "NotConnected"))
		estate_say(
		    lab->estate, IMPORT_ALARM, connection, "connection",
		    "its status is NotConnected: it carries nothing now; the lab has it as if it "
		    "did");
	else if (placed)
		return;
	else if (!text_is(connection, CONNECTION_TYPE, "ExpressRoute"))
		estate_say(lab->estate, IMPORT_LEFT_OUT, connection, "connection",
		           "its other end is not in the files, or its type %s is not modelled",
		           estate_text(connection, CONNECTION_TYPE) != NULL
		               ? estate_text(connection, CONNECTION_TYPE)
		               : "");
}

/* A Route Server is a hub without a virtual WAN that stands in a network. */
static bool is_route_server(const struct estate_resource *hub)
{
	const char *kind = estate_text(hub, HUB_KIND);

	if (hub->route_server || (kind != NULL && strcasecmp(kind, "RouteServer") == 0))
		return true;
	if (estate_text(hub, HUB_WAN) != NULL)
		return false;
	for (const struct estate_resource *at = hub->children; at != NULL; at = at->sibling) {
		if (at->kind == ESTATE_HUB_ADDRESS)
			return true;
	}
	return estate_node(hub, HUB_ADDRESS_LIST) != NULL;
}

static const char *subnet_of_route_server(const struct estate_resource *hub)
{
	const char *subnet = estate_text(hub, HUB_SUBNET);

	for (const struct estate_resource *at = hub->children; at != NULL && subnet == NULL;
	     at = at->sibling) {
		if (at->kind == ESTATE_HUB_ADDRESS)
			subnet = estate_text(at, HUB_ADDRESS_SUBNET);
	}
	return subnet;
}

static bool subnet_holds(const struct estate_resource *subnet, const struct addr *addr)
{
	const struct doc_node *list = estate_node(subnet, SUBNET_PREFIXES);
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
static struct estate_resource *network_by_address(struct estate_lab *lab,
                                                  const struct estate_resource *hub)
{
	const char *text = estate_text(hub, HUB_ADDRESSES);
	struct estate_resource *found = NULL;
	struct addr addr;

	if (text == NULL || !addr_parse(text, &addr))
		return NULL;
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct estate_resource *at = lab->estate->all[i];

		if (at->kind != ESTATE_SUBNET || at->parent == NULL ||
		    strcasecmp(at->name, "RouteServerSubnet") != 0 || !subnet_holds(at, &addr))
			continue;
		if (found != NULL)
			return NULL;
		found = at->parent;
	}
	if (found != NULL)
		estate_say(lab->estate, IMPORT_ASSUMED, hub, "Route Server",
		           "it stands in \"%s\", whose RouteServerSubnet has its addresses",
		           found->name);
	return found;
}

static void attach_hub(struct estate_lab *lab, struct estate_resource *hub)
{
	struct estate_resource *network = NULL;

	hub->route_server = is_route_server(hub);
	if (!hub->route_server)
		return;
	const char *subnet = subnet_of_route_server(hub);
	if (subnet != NULL)
		network = estate_above(lab->estate, subnet, ESTATE_NETWORK);
	if (network == NULL)
		network = network_by_address(lab, hub);
	if (network != NULL)
		seat(lab, network, ESTATE_SEAT_ROUTE_SERVER, hub);
	else
		estate_say(lab->estate, IMPORT_ASKED, hub, "Route Server",
		           "the files do not say in which network it stands; add 'az network "
		           "routeserver list' and 'az network vnet list'");
}

static void attach_hub_gateway(struct estate_lab *lab, struct estate_resource *gateway)
{
	const char *id = estate_text(gateway, HUB_GATEWAY_HUB);
	struct estate_resource *hub = id != NULL ? estate_above(lab->estate, id, ESTATE_HUB) : NULL;

	if (hub != NULL && !hub->route_server)
		seat(lab, hub, ESTATE_SEAT_EXPRESS_ROUTE, gateway);
	else
		estate_say(lab->estate, IMPORT_ASKED, gateway, "ExpressRoute gateway of a hub",
		           "its virtual hub \"%s\" is not in the files; add 'az network vhub list'",
		           id != NULL ? estate_id_name(id) : "");
}

static void attach_hub_circuit(struct estate_lab *lab, struct estate_resource *connection)
{
	const char *id = estate_text(connection, HUB_CIRCUIT_PEERING);
	bool placed = is_placed_gateway(connection->parent);

	if (!placed) {
		estate_say(
		    lab->estate, IMPORT_ASKED, connection, "connection",
		    "its ExpressRoute gateway and the hub of that are not in the files; add 'az "
		    "network express-route gateway list' and 'az network vhub list'");
		if (id != NULL && estate_above(lab->estate, id, ESTATE_CIRCUIT) == NULL)
			estate_say(lab->estate, IMPORT_ASKED, connection, "circuit", "\"%s\": %s",
			           estate_id_name(estate_id_above(lab->arena, id, ESTATE_CIRCUIT)),
			           ask_for_all);
		return;
	}
	if (attach_to_circuit(lab, connection, id))
		estate_own(connection->parent, connection);
}

static void attach_hub_connection(struct estate_lab *lab, struct estate_resource *connection)
{
	const char *id = estate_text(connection, HUB_CONNECTION_NETWORK);
	struct estate_resource *network =
	    id != NULL ? estate_above(lab->estate, id, ESTATE_NETWORK) : NULL;

	if (connection->parent == NULL || network == NULL)
		estate_say(lab->estate, IMPORT_ASKED, connection, "hub virtual network connection",
		           "its %s is not in the files; add the list that has it",
		           connection->parent == NULL ? "virtual hub" : "virtual network");
	else
		estate_own(connection->parent, connection);
}

/* The other end of Global Reach, placeholder or not. */
static void attach_reach(struct estate_lab *lab, struct estate_resource *reach)
{
	const char *id = estate_text(reach, REACH_OTHER);
	const char *state = estate_text(reach, REACH_STATE);

	if (reach->parent == NULL || reach->parent->parent == NULL || id == NULL)
		estate_say(lab->estate, IMPORT_LEFT_OUT, reach, "Global Reach connection",
		           "one of its circuits is not in the files");
	else if (state != NULL && strcasecmp(state, "Connected") != 0)
		estate_say(lab->estate, IMPORT_LEFT_OUT, reach, "Global Reach connection",
		           "its state is %s, not Connected", state);
	else if (reach->kind == ESTATE_GLOBAL_REACH ||
	         estate_above(lab->estate, id, ESTATE_CIRCUIT) == NULL) {
		circuit_of(lab, id)->links++;
		reach->parent->parent->links++;
		estate_own(reach->parent->parent, reach);
	}
}

/* The end of a peering that no file describes: its prefixes are known from this side. */
static void place_network(struct estate_lab *lab, const struct estate_resource *peering,
                          const char *id)
{
	const struct doc_node *space = estate_node(peering, PEERING_REMOTE_SPACE);
	struct estate_resource *network;

	if (space == NULL || estate_flag(peering, PEERING_COMPLETE) == ESTATE_NO) {
		estate_say(
		    lab->estate, IMPORT_LEFT_OUT, peering, "virtual network peering",
		    "the network \"%s\" is not in the files, and nothing says its prefixes%s",
		    estate_id_name(id), space != NULL ? ": single subnets of it are peered" : "");
		return;
	}
	network = estate_place(lab->estate, ESTATE_NETWORK, id);
	network->space = space;
	network->region = estate_text(peering->parent, LOCATION);
	estate_say(
	    lab->estate, IMPORT_ASKED, network, "virtual network",
	    "known only as the end of the peering \"%s\" of \"%s\": its subnets, its region and "
	    "its side of the peering are not in the files; it stands in the region of \"%s\" and "
	    "uses no remote gateways",
	    peering->name, peering->parent->name, peering->parent->name);
}

static void attach_peering(struct estate_lab *lab, struct estate_resource *peering)
{
	const char *id = estate_text(peering, PEERING_REMOTE);
	const char *state = estate_text(peering, PEERING_STATE);

	if (peering->parent == NULL) {
		estate_say(lab->estate, IMPORT_ASKED, peering, "virtual network peering", "%s",
		           "its network is not in the files; add 'az network vnet list'");
	} else if (strncasecmp(peering->name, "RemoteVnetToHubPeering_", 23) == 0) {
		estate_say(
		    lab->estate, IMPORT_LEFT_OUT, peering, "virtual network peering",
		    "Azure's own side of a hub connection, which is imported as such from 'az "
		    "network vhub connection list'");
	} else if (state != NULL && strcasecmp(state, "Connected") != 0) {
		estate_say(lab->estate, IMPORT_LEFT_OUT, peering, "virtual network peering",
		           "its state is %s, not Connected: it carries nothing", state);
	} else if (id != NULL) {
		if (estate_find(lab->estate, id) == NULL)
			place_network(lab, peering, id);
		estate_own(peering->parent, peering);
	}
}

static void attach_endpoint(struct estate_lab *lab, struct estate_resource *endpoint)
{
	const char *id = estate_text(endpoint, ENDPOINT_SUBNET);
	struct estate_resource *subnet =
	    id != NULL ? estate_above(lab->estate, id, ESTATE_SUBNET) : NULL;

	if (subnet != NULL)
		estate_own(subnet, endpoint);
	else
		estate_say(lab->estate, IMPORT_LEFT_OUT, endpoint, "private endpoint",
		           "its subnet is not in the files");
}

static void attach_subnet(struct estate_lab *lab, struct estate_resource *subnet)
{
	if (subnet->parent == NULL)
		estate_say(lab->estate, IMPORT_LEFT_OUT, subnet, "subnet",
		           "its virtual network is not in the files");
}

/* By kind; those that others look for come first. */
static const struct {
	enum estate_kind kind;
	void (*attach)(struct estate_lab *lab, struct estate_resource *resource);
} steps[] = {
    {ESTATE_GATEWAY, attach_gateway},           {ESTATE_HUB, attach_hub},
    {ESTATE_HUB_GATEWAY, attach_hub_gateway},   {ESTATE_CONNECTION, attach_connection},
    {ESTATE_HUB_CIRCUIT, attach_hub_circuit},   {ESTATE_HUB_CONNECTION, attach_hub_connection},
    {ESTATE_GLOBAL_REACH, attach_reach},        {ESTATE_PEERED_REACH, attach_reach},
    {ESTATE_PEERING, attach_peering},           {ESTATE_SUBNET, attach_subnet},
    {ESTATE_PRIVATE_ENDPOINT, attach_endpoint},
};

void estate_attach(struct estate_lab *lab)
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
