/* Networks among themselves: peerings and virtual hubs; and the addresses within them. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/judge/judge.h"

static bool has_gateway(const struct lab_vnet *vnet)
{
	return vnet->gateway != NULL || vnet->vpn_gateway != NULL || vnet->route_server != NULL;
}

/* Whether the peering has no other side, and not only because that is wrong. */
static bool lacks_other_side(const struct lab_vnet_peering *peering)
{
	return peering->remote != NULL && peering->back == NULL &&
	       !(peering->remote->doubts & LAB_DOUBT_PEERINGS);
}

static bool refuses_gateway(const struct lab_vnet_peering *peering)
{
	const struct lab_vnet_peering *back = peering->back;

	if (back == NULL)
		return lacks_other_side(peering);
	return !back->allow_gateway_transit && !(back->doubts & LAB_DOUBT_TRANSIT);
}

static void judge_remote_gateway(const struct judge *judge, const struct lab_vnet_peering *peering)
{
	const struct lab_vnet *remote = peering->remote;
	const char *name = peering->vnet->name;

	if (has_gateway(peering->vnet))
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		    "\"%s\" has use-remote-gateways and a gateway of its own; expected one of "
		    "them; remove the other",
		    name);
	if (remote == NULL)
		return;
	if (!has_gateway(remote) && !(remote->doubts & LAB_DOUBT_GATEWAY))
		judge_say(judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		          "\"%s\" uses the gateway of \"%s\", which has none (Azure: "
		          "RemoteVnetHasNoGateways); expected a virtual-network-gateway, a "
		          "vpn-gateway or a route-server there",
		          name, remote->name);
	if (refuses_gateway(peering))
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		    "\"%s\" uses the gateway of \"%s\", which does not let it; expected "
		    "allow-gateway-transit on the peering of \"%s\" with \"%s\"; set it to true",
		    name, remote->name, remote->name, name);
}

static void judge_vnet_peerings(const struct judge *judge, const struct lab_vnet *vnet)
{
	uint32_t most = facts_limit(judge->facts, "vnet-peerings");
	uint32_t remote_gateways = 0;

	if (vnet->peering_count > most)
		judge_say(judge, SEVERITY_ERROR, vnet->place, "peering-limit",
		          "\"%s\" has %u peerings; expected at most %u", vnet->name,
		          vnet->peering_count, most);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];
		if (lacks_other_side(peering))
			judge_say(judge, SEVERITY_WARNING, peering->place, "peering-both-sides",
			          "\"%s\" is peered with \"%s\", but not the other way round: the "
			          "peering stays Initiated and carries nothing; expected a peering "
			          "in \"%s\" too; add it",
			          vnet->name, peering->remote->name, peering->remote->name);
		if (!peering->use_remote_gateways)
			continue;
		judge_remote_gateway(judge, peering);
		if (++remote_gateways == 2)
			judge_say(judge, SEVERITY_ERROR, peering->place, "gateway-transit",
			          "\"%s\" uses the gateways of more than one virtual network; "
			          "expected one",
			          vnet->name);
	}
}

void judge_peerings(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		judge_vnet_peerings(judge, &judge->lab->vnets[i]);
}

static void judge_hub_prefix(const struct judge *judge, const struct lab_hub *hub)
{
	const struct lab_prefixes *prefixes = &hub->vnet->address_space;
	uint32_t length_max = facts_limit(judge->facts, "virtual-hub-prefix-length-max");
	char text[PREFIX_TEXT_MAX];

	if (prefixes->count > 0 && prefixes->items[0].length > length_max)
		judge_say(judge, SEVERITY_ERROR, prefixes->places[0], "virtual-hub-prefix",
		          "virtual hub \"%s\" has the address-prefix %s; expected a /%u or larger",
		          hub->name, prefix_format(&prefixes->items[0], text), length_max);
}

/* What Azure asks of a network that is connected to a virtual hub. */
static void judge_hub_connection(const struct judge *judge, const struct lab_hub *hub, uint32_t at)
{
	const struct lab_vnet *vnet = hub->connected[at];
	struct place place = hub->connections[at].place;

	if (vnet->connected_hub != hub)
		judge_say(
		    judge, SEVERITY_ERROR, place, "virtual-hub-connections",
		    "\"%s\" is connected to virtual hub \"%s\" and to \"%s\"; expected one hub; "
		    "remove one connection",
		    vnet->name, hub->name, vnet->connected_hub->name);
	if (vnet->gateway != NULL || vnet->vpn_gateway != NULL)
		judge_say(judge, SEVERITY_ERROR, place, "virtual-hub-connections",
		          "\"%s\" is connected to virtual hub \"%s\" and has a gateway of its own; "
		          "expected one of them; remove the other",
		          vnet->name, hub->name);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		if (vnet->peerings[i].use_remote_gateways)
			judge_say(judge, SEVERITY_ERROR, vnet->peerings[i].place,
			          "virtual-hub-connections",
			          "\"%s\" has use-remote-gateways and is connected to virtual hub "
			          "\"%s\"; expected one of them; remove the other",
			          vnet->name, hub->name);
	}
}

void judge_hubs(const struct judge *judge)
{
	uint32_t most = facts_limit(judge->facts, "virtual-hub-connections");

	for (uint32_t i = 0; i < judge->lab->hub_count; i++) {
		const struct lab_hub *hub = &judge->lab->hubs[i];
		judge_hub_prefix(judge, hub);
		if (hub->connected_count > most)
			judge_say(
			    judge, SEVERITY_ERROR, hub->place, "virtual-hub-connections",
			    "virtual hub \"%s\" has %u connected networks; expected at most %u",
			    hub->name, hub->connected_count, most);
		for (uint32_t k = 0; k < hub->connected_count; k++)
			judge_hub_connection(judge, hub, k);
	}
}

/* An address of a network, and who has it. */
struct holder {
	struct addr addr;
	struct place place;
	const char *what; /* "private endpoint" */
	const char *name;
};

struct holders {
	struct holder *items;
	size_t count;
	size_t capacity;
};

static void holders_add(struct holders *holders, const struct addr *addr, struct place place,
                        const char *what, const char *name)
{
	if (!addr_is_set(addr))
		return;
	holders->items = mem_grow(holders->items, &holders->capacity, holders->count + 1,
	                          sizeof(*holders->items));
	holders->items[holders->count++] = (struct holder){*addr, place, what, name};
}

static int by_addr(const void *a, const void *b)
{
	const struct holder *left = a;
	const struct holder *right = b;
	int order = addr_compare(&left->addr, &right->addr);

	if (order != 0)
		return order;
	if (left->place.line != right->place.line)
		return left->place.line < right->place.line ? -1 : 1;
	return (left->place.column > right->place.column) -
	       (left->place.column < right->place.column);
}

static void judge_twice(const struct judge *judge, struct holders *holders)
{
	char text[ADDR_TEXT_MAX];

	if (holders->count > 0)
		qsort(holders->items, holders->count, sizeof(*holders->items), by_addr);
	for (size_t i = 1; i < holders->count; i++) {
		const struct holder *first = &holders->items[i - 1];
		const struct holder *second = &holders->items[i];
		if (addr_equal(&first->addr, &second->addr))
			judge_say(judge, SEVERITY_ERROR, second->place, NULL,
			          "%s \"%s\" has the address %s, which %s \"%s\" in line %u has; "
			          "expected one of its own",
			          second->what, second->name, addr_format(&second->addr, text),
			          first->what, first->name, first->place.line);
	}
	free(holders->items);
	*holders = (struct holders){0};
}

/* Addresses that the lab gives must be in the subnet where Azure takes them from. */
static void judge_given(const struct judge *judge, const struct holders *holders, size_t from,
                        const struct lab_vnet *vnet, const char *subnet_name)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, subnet_name);
	char text[ADDR_TEXT_MAX];

	if (subnet == NULL || subnet->prefixes.partial)
		return;
	for (size_t i = from; i < holders->count; i++) {
		const struct holder *holder = &holders->items[i];
		if (!judge_holds(&subnet->prefixes, &holder->addr))
			judge_say(
			    judge, SEVERITY_ERROR, holder->place,
			    "msee-addresses-in-gateway-subnet",
			    "%s \"%s\" has the address %s, which is outside the %s of \"%s\"; "
			    "expected one within it",
			    holder->what, holder->name, addr_format(&holder->addr, text),
			    subnet_name, vnet->name);
	}
}

/* What the lab gives to two instances, or to two edge routers. */
struct pair {
	const struct addr *first;
	const struct addr *second;
	const char *name;
	unsigned doubts;
	struct place place;
};

static void judge_pair(const struct judge *judge, struct pair pair)
{
	if (addr_is_set(pair.first) && !addr_is_set(pair.second) &&
	    !(pair.doubts & LAB_DOUBT_ADDRESS))
		judge_say(judge, SEVERITY_ERROR, pair.place, "msee-addresses-in-gateway-subnet",
		          "\"%s\" has one address given; expected two, or none", pair.name);
}

static void claim_connection(const struct judge *judge, struct holders *holders,
                             const struct lab_connection *connection)
{
	static const uint8_t families[] = {ADDR_IPV4, ADDR_IPV6};

	if (connection->msee_extra)
		judge_say(judge, SEVERITY_ERROR, connection->place,
		          "msee-addresses-in-gateway-subnet",
		          "connection \"%s\" has more than two addresses of one family in "
		          "msee-address; expected that of the primary and that of the secondary",
		          connection->name);
	for (size_t f = 0; f < COUNT_OF(families); f++) {
		const struct addr *first = &connection->msee_address[LAB_PRIMARY][families[f]];
		const struct addr *second = &connection->msee_address[LAB_SECONDARY][families[f]];
		judge_pair(judge, (struct pair){first, second, connection->name, connection->doubts,
		                                connection->place});
		holders_add(holders, first, connection->place, "connection", connection->name);
		holders_add(holders, second, connection->place, "connection", connection->name);
	}
}

static void claim_gateways(const struct judge *judge, struct holders *holders,
                           const struct lab_vnet *vnet)
{
	const struct lab_gateway *gateway = vnet->gateway;
	const struct lab_vpn_gateway *vpn = vnet->vpn_gateway;

	if (gateway != NULL) {
		const struct addr *addrs = gateway->instance_address;
		judge_pair(judge, (struct pair){&addrs[0], &addrs[1], gateway->name,
		                                gateway->doubts, gateway->place});
		for (unsigned i = 0; i < LAB_INSTANCES; i++)
			holders_add(holders, &addrs[i], gateway->place, "gateway", gateway->name);
		for (uint32_t i = 0; i < gateway->connection_count; i++)
			claim_connection(judge, holders, &gateway->connections[i]);
	}
	if (vpn != NULL) {
		const struct addr *addrs = vpn->instance_address;
		if (vpn->active_active)
			judge_pair(judge, (struct pair){&addrs[0], &addrs[1], vpn->name,
			                                vpn->doubts, vpn->place});
		for (unsigned i = 0; i < LAB_INSTANCES; i++)
			holders_add(holders, &addrs[i], vpn->place, "VPN gateway", vpn->name);
	}
	judge_given(judge, holders, 0, vnet, "GatewaySubnet");
}

static void claim_route_server(const struct judge *judge, struct holders *holders,
                               const struct lab_vnet *vnet)
{
	const struct lab_route_server *server = vnet->route_server;
	size_t from = holders->count;

	if (server == NULL)
		return;
	judge_pair(judge, (struct pair){&server->instance_address[0], &server->instance_address[1],
	                                server->name, server->doubts, server->place});
	for (unsigned i = 0; i < LAB_INSTANCES; i++)
		holders_add(holders, &server->instance_address[i], server->place, "Route Server",
		            server->name);
	judge_given(judge, holders, from, vnet, "RouteServerSubnet");
}

static void claim_private_endpoints(const struct judge *judge, struct holders *holders,
                                    const struct lab_subnet *subnet)
{
	char text[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < subnet->private_endpoint_count; i++) {
		const struct lab_private_endpoint *endpoint = &subnet->private_endpoints[i];
		holders_add(holders, &endpoint->address, endpoint->place, "private endpoint",
		            endpoint->name);
		if (addr_is_set(&endpoint->address) && !subnet->prefixes.partial &&
		    !judge_holds(&subnet->prefixes, &endpoint->address))
			judge_say(
			    judge, SEVERITY_ERROR, endpoint->place, NULL,
			    "private endpoint \"%s\" has the address %s, which is outside the "
			    "subnet \"%s\"; expected one within it",
			    endpoint->name, addr_format(&endpoint->address, text), subnet->name);
	}
}

/* Each address within a network is in its subnet, and nobody else's. */
void judge_addresses(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];
		struct holders holders = {0};
		claim_gateways(judge, &holders, vnet);
		claim_route_server(judge, &holders, vnet);
		for (uint32_t k = 0; k < vnet->subnet_count; k++)
			claim_private_endpoints(judge, &holders, &vnet->subnets[k]);
		for (uint32_t k = 0; k < vnet->nva_count; k++)
			holders_add(&holders, &vnet->nvas[k].address, vnet->nvas[k].place,
			            "appliance", vnet->nvas[k].name);
		judge_twice(judge, &holders);
	}
}
