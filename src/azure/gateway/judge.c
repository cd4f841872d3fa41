/* What is said of ExpressRoute gateways: their sizes, connections and prefixes; and of the
 * GatewaySubnet, which a VPN gateway is in, too. */
#include "azure/gateway/gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/judge/judge.h"

/* Whether a circuit of this SKU and location may be linked to a virtual network in the region. What
 * has no known geopolitical region is not judged. */
static bool reaches(const struct lab_circuit *circuit, const struct region *region)
{
	const struct peering_location *location = circuit->location;

	if (circuit->sku->reach == REACH_PREMIUM)
		return true;
	if (circuit->sku->reach == REACH_STANDARD)
		return region->geopolitical_region == NULL ||
		       location->geopolitical_region == NULL ||
		       strcmp(region->geopolitical_region, location->geopolitical_region) == 0;
	for (size_t i = 0; i < COUNT_OF(location->local) && location->local[i] != NULL; i++) {
		if (location->local[i] == region)
			return true;
	}
	return false;
}

static void judge_reach(const struct judge *judge, const struct lab_connection *connection)
{
	const struct lab_circuit *circuit = connection->circuit;
	const struct region *region = connection->gateway->vnet->region;

	if (circuit == NULL || circuit->sku == NULL || circuit->location == NULL ||
	    region == NULL || reaches(circuit, region))
		return;
	const char *area = circuit->location->geopolitical_region;
	if (circuit->sku->reach == REACH_LOCAL)
		judge_say(judge, SEVERITY_ERROR, connection->place, "circuit-reach",
		          "circuit \"%s\" is of the SKU Local and does not reach %s; expected a "
		          "region beside %s%s%s; take Standard or Premium",
		          circuit->name, region->name, circuit->location->name,
		          circuit->location->local[0] == NULL ? ", which has none" : ": ",
		          circuit->location->local[0] == NULL ? ""
		                                              : circuit->location->local[0]->name);
	else
		judge_say(judge, SEVERITY_ERROR, connection->place, "circuit-reach",
		          "circuit \"%s\" at %s is of the SKU %s and does not reach %s; expected a "
		          "region in %s; take Premium",
		          circuit->name, circuit->location->name, circuit->sku->name, region->name,
		          area);
}

/* The larger number of circuits asks for a larger GatewaySubnet. */
static uint32_t gateway_length_max(const struct judge *judge, const struct lab_gateway *gateway)
{
	uint32_t many = facts_limit(judge->facts, "gateway-subnet-many-circuits");

	return facts_limit(judge->facts, gateway->connection_count >= many
	                                     ? "gateway-subnet-length-many-circuits"
	                                     : "gateway-subnet-length-max");
}

static uint32_t vpn_length_max(const struct judge *judge, const struct lab_vpn_gateway *gateway)
{
	bool basic = gateway->sku != NULL && !gateway->sku->bgp;

	return facts_limit(judge->facts, basic ? "vpn-gateway-subnet-length-basic"
	                                       : "vpn-gateway-subnet-length-max");
}

/* What the gateways of a network want of its GatewaySubnet. */
struct subnet_want {
	uint32_t length_max;
	struct place place;
	char what[60]; /* "a gateway with 4 circuits" */
};

static struct subnet_want want_subnet(const struct judge *judge, const struct lab_vnet *vnet)
{
	struct subnet_want want = {.length_max = 32};

	if (vnet->vpn_gateway != NULL) {
		want.length_max = vpn_length_max(judge, vnet->vpn_gateway);
		want.place = vnet->vpn_gateway->place;
		snprintf(want.what, sizeof(want.what), "a VPN gateway");
	}
	if (vnet->gateway == NULL || gateway_length_max(judge, vnet->gateway) > want.length_max)
		return want;
	want.length_max = gateway_length_max(judge, vnet->gateway);
	want.place = vnet->gateway->place;
	snprintf(want.what, sizeof(want.what), "a gateway with %u circuits",
	         vnet->gateway->connection_count);
	return want;
}

static void judge_gateway_subnet(const struct judge *judge, const struct lab_vnet *vnet)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, "GatewaySubnet");
	struct subnet_want want = want_subnet(judge, vnet);
	char text[PREFIX_TEXT_MAX];
	bool ipv4 = false;

	for (uint32_t i = 0; subnet != NULL && i < subnet->prefixes.count; i++) {
		const struct prefix *prefix = &subnet->prefixes.items[i];
		if (prefix->addr.family != ADDR_IPV4)
			continue;
		ipv4 = true;
		if (prefix->length > want.length_max)
			judge_say(
			    judge, SEVERITY_ERROR, subnet->prefixes.places[i], "gateway-subnet",
			    "GatewaySubnet %s of \"%s\" is too small for %s; expected a /%u "
			    "or larger",
			    prefix_format(prefix, text), vnet->name, want.what, want.length_max);
	}
	bool in_doubt = subnet == NULL ? vnet->doubts & LAB_DOUBT_SUBNETS
	                               : subnet->prefixes.partial || subnet->prefixes.count == 0;
	if (!ipv4 && !in_doubt)
		judge_say(judge, SEVERITY_ERROR, want.place, "gateway-subnet",
		          "\"%s\" has a gateway but no %s; expected a subnet of the name "
		          "GatewaySubnet with an IPv4 prefix of /%u or larger; add one",
		          vnet->name,
		          subnet == NULL ? "GatewaySubnet" : "IPv4 prefix in its GatewaySubnet",
		          want.length_max);
}

static bool is_default_route(const struct prefix *prefix)
{
	return addr_is_set(&prefix->addr) && prefix->length == 0;
}

/* Holds all of the GatewaySubnet, and is not longer than the network's own route. */
static bool takes_network(const struct lab_vnet *vnet, const struct lab_subnet *subnet,
                          const struct prefix *prefix)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++) {
		if (prefix_equal(&vnet->address_space.items[i], prefix) &&
		    subnet->prefixes.count > 0 &&
		    prefix_contains(prefix, &subnet->prefixes.items[0]))
			return true;
	}
	return false;
}

static void judge_gateway_subnet_route(const struct judge *judge, const struct lab_vnet *vnet,
                                       const struct lab_subnet *subnet,
                                       const struct lab_route *route)
{
	char text[PREFIX_TEXT_MAX];

	if (is_default_route(&route->prefix))
		judge_say(judge, SEVERITY_ERROR, subnet->place, "gateway-subnet-routes",
		          "GatewaySubnet of \"%s\" has the route table \"%s\" with a default "
		          "route, which would cut the gateway off; expected more specific "
		          "routes; take another route table",
		          vnet->name, subnet->route_table->name);
	else if (takes_network(vnet, subnet, &route->prefix) && route->type != LAB_TO_VNET_LOCAL)
		judge_say(judge, SEVERITY_WARNING, route->place, "gateway-subnet-whole-range",
		          "the route \"%s\" takes %s, the whole range of \"%s\" with its "
		          "GatewaySubnet, away from the network: the instances of the gateway lose "
		          "their iBGP with each other; expected routes to other subnets, or one of "
		          "type VnetLocal for the GatewaySubnet",
		          route->name, prefix_format(&route->prefix, text), vnet->name);
}

/* gateway-subnet-routes: what would cut the gateway off. FastPath passes by the gateway, and so by
 * the routes of its subnet, except on ExpressRoute Direct. */
static void judge_gateway_subnet_routes(const struct judge *judge, const struct lab_vnet *vnet)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, "GatewaySubnet");
	const struct lab_route_table *table = subnet == NULL ? NULL : subnet->route_table;

	if (table == NULL)
		return;
	if (table->disable_bgp_route_propagation)
		judge_say(
		    judge, SEVERITY_ERROR, subnet->place, "gateway-subnet-routes",
		    "GatewaySubnet of \"%s\" has the route table \"%s\", which disables the "
		    "propagation of gateway routes: the gateway would not work; expected "
		    "disable-bgp-route-propagation to be false there; take another route table",
		    vnet->name, table->name);
	for (uint32_t i = 0; i < table->route_count; i++)
		judge_gateway_subnet_route(judge, vnet, subnet, &table->routes[i]);
	for (uint32_t i = 0; vnet->gateway != NULL && i < vnet->gateway->connection_count; i++) {
		const struct lab_connection *connection = &vnet->gateway->connections[i];
		if (connection->fast_path && connection->circuit != NULL &&
		    table->route_count > 0 &&
		    connection->circuit->bandwidth_mbps <
		        facts_limit(judge->facts, "expressroute-direct-mbps"))
			judge_say(
			    judge, SEVERITY_WARNING, connection->place, "fastpath",
			    "connection \"%s\" has FastPath: its packets pass by the route "
			    "table \"%s\" of the GatewaySubnet; expected FastPath or that route "
			    "table, unless the circuit is ExpressRoute Direct",
			    connection->name, table->name);
	}
}

/* dual-stack-gateway: a gateway that has IPv6 wants circuits that have it. */
static void judge_dual_stack(const struct judge *judge, const struct lab_vnet *vnet)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, "GatewaySubnet");

	if (subnet == NULL || judge_count_family(&subnet->prefixes, ADDR_IPV6) == 0)
		return;
	for (uint32_t i = 0; vnet->gateway != NULL && i < vnet->gateway->connection_count; i++) {
		const struct lab_connection *connection = &vnet->gateway->connections[i];
		const struct lab_circuit *circuit = connection->circuit;

		if (circuit != NULL && !(circuit->doubts & LAB_DOUBT_IPV6) &&
		    !addr_is_set(&circuit->link_ipv6[LAB_PRIMARY].addr))
			judge_say(judge, SEVERITY_ERROR, connection->place, "dual-stack-gateway",
			          "gateway \"%s\" is dual-stack, for the GatewaySubnet of \"%s\" "
			          "has an IPv6 prefix, and the private peering of circuit \"%s\" "
			          "has IPv4 alone: Azure refuses the connection; expected "
			          "ipv6-peering in the circuit, or no IPv6 in the GatewaySubnet",
			          vnet->gateway->name, vnet->name, circuit->name);
	}
}

/* Of virtual hubs the GatewaySubnet is Microsoft's. */
static void judge_gateway_subnets(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];
		if (lab_vnet_is_hub(vnet) || (vnet->gateway == NULL && vnet->vpn_gateway == NULL))
			continue;
		judge_gateway_subnet(judge, vnet);
		judge_gateway_subnet_routes(judge, vnet);
		judge_dual_stack(judge, vnet);
	}
}

static void judge_scale(const struct judge *judge, const struct lab_gateway *gateway)
{
	uint32_t units_max = facts_limit(judge->facts, "scale-units-max");

	if (gateway->sku == NULL)
		return;
	if (!gateway->sku->scales && gateway->scale_units != 1)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		          "gateway \"%s\" of the SKU %s has scale-units; expected them only with "
		          "ErGwScale; remove them or change the SKU",
		          gateway->name, gateway->sku->name);
	else if (gateway->scale_units > units_max)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		          "gateway \"%s\" has %u scale units; expected at most %u", gateway->name,
		          gateway->scale_units, units_max);
}

static int by_location(const void *a, const void *b)
{
	const struct lab_connection *left = *(const struct lab_connection *const *)a;
	const struct lab_connection *right = *(const struct lab_connection *const *)b;
	int order = strcmp(left->circuit->location->name, right->circuit->location->name);

	return order != 0 ? order : (left > right) - (left < right);
}

/* gateway-circuits: of one peering location, four circuits at most. */
static void judge_same_location(const struct judge *judge, const struct lab_gateway *gateway)
{
	uint32_t most = facts_limit(judge->facts, "circuits-per-gateway-same-location");
	uint32_t count = 0;
	uint32_t run = 0;

	const struct lab_connection **sorted = xcalloc(gateway->connection_count, sizeof(*sorted));
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_circuit *circuit = gateway->connections[i].circuit;
		if (circuit != NULL && circuit->location != NULL)
			sorted[count++] = &gateway->connections[i];
	}
	qsort(sorted, count, sizeof(*sorted), by_location);
	for (uint32_t i = 0; i < count; i++) {
		const struct peering_location *location = sorted[i]->circuit->location;
		run = i > 0 && sorted[i - 1]->circuit->location == location ? run + 1 : 1;
		if (run == most + 1)
			judge_say(judge, SEVERITY_ERROR, sorted[i]->place, "gateway-circuits",
			          "gateway \"%s\" is connected to more than %u circuits at %s; "
			          "expected at most %u of one peering location",
			          gateway->name, most, location->name, most);
	}
	free(sorted);
}

/* What depends on the size of the gateway. */
static void judge_capacity(const struct judge *judge, const struct lab_gateway *gateway)
{
	if (gateway->sku == NULL || (gateway->sku->scales && gateway->doubts & LAB_DOUBT_SCALE))
		return;

	uint32_t most = facts_gateway_circuits_max(gateway->sku, gateway->scale_units);
	bool fast_path = facts_gateway_fast_path(gateway->sku, gateway->scale_units);

	if (gateway->connection_count > most && lab_vnet_is_hub(gateway->vnet))
		judge_say(judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		          "gateway \"%s\" is connected to %u circuits; expected at most %u at a "
		          "virtual hub; take another hub for the others",
		          gateway->name, gateway->connection_count, most);
	else if (gateway->connection_count > most)
		judge_say(
		    judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		    "gateway \"%s\" is connected to %u circuits; expected at most %u with the "
		    "SKU %s; take a larger SKU",
		    gateway->name, gateway->connection_count, most, gateway->sku->name);
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_connection *connection = &gateway->connections[i];
		if (connection->fast_path && !fast_path)
			judge_say(judge, SEVERITY_ERROR, connection->place, "fastpath",
			          "connection \"%s\" has FastPath, which the SKU %s does not have; "
			          "expected UltraPerformance, ErGw3AZ, or ErGwScale of 10 units or "
			          "more",
			          connection->name, gateway->sku->name);
	}
}

static void judge_gateways(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_gateway *gateway = judge->lab->vnets[i].gateway;
		if (gateway == NULL)
			continue;
		judge_scale(judge, gateway);
		judge_capacity(judge, gateway);
		for (uint32_t k = 0; k < gateway->connection_count; k++)
			judge_reach(judge, &gateway->connections[k]);
		judge_same_location(judge, gateway);
	}
}

/* What of its prefixes a network adds to what the gateway announces: all but those for which
 * summarised ones stand (summarized-gateway-prefixes). */
static uint32_t count_uncovered(const struct lab_vnet *vnet, const struct judge_cover *cover,
                                uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < vnet->address_space.count; i++) {
		const struct prefix *prefix = &vnet->address_space.items[i];
		count += prefix->addr.family == family && !judge_cover_holds(cover, prefix);
	}
	return count;
}

static void count_announced(const struct lab *lab, const struct judge_cover *covers, uint8_t family,
                            uint32_t *counts)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		const struct lab_gateway *gateway = lab_serving_gateway(vnet);
		if (gateway == NULL)
			continue;
		uint32_t at = gateway->vnet->index;
		if (gateway->vnet != vnet || vnet->summarized.count == 0)
			counts[at] += count_uncovered(vnet, &covers[at], family);
		else
			counts[at] += judge_count_family(&vnet->summarized, family);
	}
}

/* prefix-limit-gateway: what a gateway announces, spokes included. */
static void judge_gateway_prefixes(const struct judge *judge)
{
	static const struct {
		uint8_t family;
		const char *name;
		const char *limit;
	} families[] = {
	    {ADDR_IPV4, "IPv4", "gateway-to-circuit-ipv4"},
	    {ADDR_IPV6, "IPv6", "gateway-to-circuit-ipv6"},
	};
	const struct lab *lab = judge->lab;
	struct judge_cover *covers = xcalloc(lab->vnet_count, sizeof(*covers));

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		covers[i] = judge_cover_of(&lab->vnets[i].summarized);

	for (size_t f = 0; f < COUNT_OF(families); f++) {
		uint32_t most = facts_limit(judge->facts, families[f].limit);
		uint32_t *counts = xcalloc(lab->vnet_count, sizeof(*counts));
		count_announced(lab, covers, families[f].family, counts);
		for (uint32_t i = 0; i < lab->vnet_count; i++) {
			if (counts[i] > most)
				judge_say(judge, SEVERITY_WARNING, lab->vnets[i].gateway->place,
				          "prefix-limit-gateway",
				          "gateway \"%s\" announces %u %s prefixes, and a circuit "
				          "takes %u: its connections will go down; expected fewer",
				          lab->vnets[i].gateway->name, counts[i], families[f].name,
				          most);
		}
		free(counts);
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		free(covers[i].items);
	free(covers);
}

static void claim_connection(const struct judge *judge, struct judge_holders *holders,
                             const struct lab_connection *connection)
{
	static const uint8_t families[] = {ADDR_IPV4, ADDR_IPV6};

	if (connection->msee_extra)
		judge_say(judge, SEVERITY_ERROR, connection->place,
		          "msee-addresses-in-gateway-subnet",
		          "connection \"%s\" has more than two addresses of one family in "
		          "msee-address; expected that of the primary and that of the secondary",
		          connection->name);
	for (size_t f = 0; f < COUNT_OF(families); f++)
		judge_hold_pair(
		    judge, holders,
		    &(struct judge_pair){&connection->msee_address[LAB_PRIMARY][families[f]],
		                         &connection->msee_address[LAB_SECONDARY][families[f]],
		                         "connection", connection->name, connection->doubts,
		                         connection->place},
		    connection->gateway->vnet, "GatewaySubnet", false);
}

static void claim_addresses(const struct judge *judge, struct judge_holders *holders,
                            const struct lab_vnet *vnet)
{
	const struct lab_gateway *gateway = vnet->gateway;

	if (gateway == NULL)
		return;
	judge_hold_pair(judge, holders,
	                &(struct judge_pair){&gateway->instance_address[0],
	                                     &gateway->instance_address[1], "gateway",
	                                     gateway->name, gateway->doubts, gateway->place},
	                vnet, "GatewaySubnet", false);
	for (uint32_t i = 0; i < gateway->connection_count; i++)
		claim_connection(judge, holders, &gateway->connections[i]);
}

static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab->vnets[i].gateway;

		if (gateway != NULL)
			judge_name(names, gateway->name, gateway->doubts, &gateway->place);
	}
}

static const struct judge_rule rules[] = {
    {judge_gateways, true},
    {judge_gateway_subnets, true},
    {judge_gateway_prefixes, true},
    {NULL, false},
};

const struct judge_hooks gateway_judge = {
    .rules = rules,
    .names = claim_names,
    .addresses = claim_addresses,
};
