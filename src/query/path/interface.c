/*
 * Where packets go by the routes of a subnet: what a VM sends, what an appliance forwards for
 * others, and what has come in to a gateway from outside.
 */
#include "base/check.h"
#include "query/nic/gateway_routes.h"
#include "query/path/forward.h"

enum { MBPS_A_GBPS = 1000 };

/* The packet, the place and the route of the subnet that takes it. */
struct decision {
	const struct path_packet *packet;
	const struct path_place *place;
	const struct subnet_route *route;
	struct path_egresses *out;
};

static bool at_gateway(const struct decision *decision)
{
	return decision->place->standing == PATH_AT_GATEWAY;
}

static const struct lab_vnet *vnet_here(const struct decision *decision)
{
	return decision->place->subnet.vnet;
}

static void stop_here(const struct decision *decision, enum path_stop why)
{
	path_add_stop_here(decision->out, why, decision->place);
}

static void stop_at_vnet(const struct decision *decision, enum path_stop why,
                         const struct lab_vnet *vnet)
{
	path_add_stop(decision->out, why, vnet->element, FIB_NONE, vnet->name);
}

static struct path_route route_of(const struct decision *decision)
{
	const struct subnet_route *route = decision->route;

	return (struct path_route){.table = PATH_TABLE_INTERFACE,
	                           .source = route->source,
	                           .next_hop = route->type,
	                           .prefix = route->prefix,
	                           .node = vnet_here(decision)->name};
}

/* A route table on the GatewaySubnet is what steers packets from outside to an appliance. */
static void add_user_rules(const struct decision *decision, struct path_hop *hop)
{
	path_hop_add_rule(hop, "longest-prefix");
	if (at_gateway(decision))
		path_hop_add_rule(hop, "gateway-subnet-route-table");
}

/* What an appliance forwards for somebody else passes a peering only if the receiving side says so.
 */
static bool takes_forwarded(const struct path_packet *packet, const struct path_place *place,
                            const struct lab_vnet *vnet)
{
	const struct lab_vnet *here = place->subnet.vnet;

	if (place->standing != PATH_AT_APPLIANCE || vnet == here || packet->from->vnet == here ||
	    lab_vnet_is_hub(vnet) || lab_connected_group(here, vnet) != NULL)
		return true;
	const struct lab_vnet_peering *peering = lab_peering_with(vnet, here);

	return peering != NULL && peering->allow_forwarded_traffic;
}

/* A peering of subnets drops what other subnets send by it, although they have the routes
 * (subnet-peering). */
static bool may_send(const struct path_packet *packet, const struct path_place *place,
                     const struct lab_vnet *vnet)
{
	const struct lab_vnet_peering *back = lab_peering_with(vnet, place->subnet.vnet);
	const struct addr *sender =
	    place->standing == PATH_AT_APPLIANCE ? &place->address : &packet->from->address;

	return back == NULL || back->peer_complete_vnets || place->standing == PATH_AT_GATEWAY ||
	       lab_prefixes_hold(lab_peering_space(back), sender);
}

const struct lab_element *path_serving(const struct lab_vnet *serving)
{
	const struct lab_element *elements[LAB_SERVING_MAX];

	if (lab_vnet_is_hub(serving))
		return serving->hub->element;
	return lab_serving_elements(serving, elements) > 0 ? elements[0] : serving->element;
}

/* No route of the network's own helps. */
static void undelivered(const struct decision *decision)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet_here(decision));

	if (at_gateway(decision))
		stop_here(decision, PATH_STOP_NOBODY);
	else if (decision->place->standing == PATH_AT_APPLIANCE)
		stop_here(decision, PATH_STOP_NO_ROUTE);
	else if (serving == NULL)
		stop_here(decision, PATH_STOP_NO_GATEWAY);
	else
		path_add_stop(decision->out, PATH_STOP_NO_ROUTE, path_serving(serving), FIB_NONE,
		              path_serving(serving)->name);
}

/* By the BGP routes that the gateway programs into the NIC; an ExpressRoute gateway itself is not
 * in the way (source-gateway-bypassed), and nothing leads from it back to circuits. */
static void by_entry(const struct decision *decision, const struct fib_entry *entry,
                     const struct fib_hop *hops)
{
	if (at_gateway(decision) &&
	    path_crossing(decision->packet, decision->place, hops[0].node) == NULL) {
		stop_here(decision, PATH_STOP_NOBODY);
		return;
	}
	CHECK(entry->hop_count > 0);
	for (uint32_t i = 0; i < entry->hop_count; i++)
		path_add_hop(decision->out, decision->packet, PATH_TABLE_INTERFACE, hops[i].holder,
		             entry, &hops[i]);
}

/* A gateway sends by peerings only to networks that use it. To others it has the way that an
 * appliance has told it, or none. */
static void past_peering(const struct decision *decision)
{
	const struct path_packet *packet = decision->packet;
	const struct fib *fib = gateway_routes(packet->fabric, vnet_here(decision));
	const struct fib_entry *entry = fib == NULL ? NULL : fib_lookup(fib, &packet->to->address);

	if (entry == NULL)
		stop_here(decision, PATH_STOP_NOBODY);
	else
		by_entry(decision, entry, &fib->hops[entry->hop]);
}

static void to_vnet(const struct decision *decision, const struct lab_vnet *vnet,
                    struct path_hop hop)
{
	const struct lab_vnet *here = vnet_here(decision);
	struct path_egress *egress;

	if (at_gateway(decision) && lab_serving_vnet(vnet) != here) {
		past_peering(decision);
		return;
	}
	if (!takes_forwarded(decision->packet, decision->place, vnet)) {
		stop_at_vnet(decision, PATH_STOP_FORWARDED, vnet);
		return;
	}
	if (!may_send(decision->packet, decision->place, vnet)) {
		stop_at_vnet(decision, PATH_STOP_UNPEERED, vnet);
		return;
	}
	if (at_gateway(decision)) {
		path_hop_add_rule(&hop, vnet == here ? "longest-prefix" : "gateway-transit");
	} else {
		path_hop_add_rule(&hop, hop.route.next_hop == NIC_TO_CONNECTED_GROUP
		                            ? "connected-group"
		                            : "peering-beats-bgp");
		if (vnet->region == here->region)
			path_hop_add_rule(&hop, "same-region-rtt");
	}
	egress = path_add_egress(decision->out, PATH_TO_END);
	egress->hop = hop;
	egress->leg = path_leg_to_vnet(decision->packet, decision->place, vnet);
	path_deliver(egress, decision->packet, vnet);
}

static void take_vnet(const struct decision *decision)
{
	const struct subnet_route *route = decision->route;
	const struct lab_vnet *here = vnet_here(decision);
	struct path_hop hop = {.route = route_of(decision)};

	if (route->user == NULL) {
		to_vnet(decision, route->vnet, hop);
		return;
	}
	add_user_rules(decision, &hop);
	if (lab_vnet_covers(here, &decision->packet->to->address) == NULL)
		stop_at_vnet(decision, PATH_STOP_DROPPED, here);
	else
		to_vnet(decision, here, hop);
}

static void take_private_endpoint(const struct decision *decision)
{
	const struct subnet_route *route = decision->route;
	const struct lab_vnet *here = vnet_here(decision);
	struct path_egress *egress;

	if (!may_send(decision->packet, decision->place, route->vnet)) {
		stop_at_vnet(decision, PATH_STOP_UNPEERED, route->vnet);
		return;
	}
	egress = path_add_egress(decision->out, PATH_TO_END);
	egress->hop = (struct path_hop){.kind = PATH_HOP_PRIVATE_ENDPOINT,
	                                .name = route->endpoint->name,
	                                .address = decision->packet->to->address,
	                                .route = route_of(decision),
	                                .rules = {"private-endpoint-route"}};
	if (route->vnet != here && lab_connected_group(here, route->vnet) != NULL)
		egress->hop.route.next_hop = NIC_TO_CONNECTED_GROUP;
	else if (route->vnet != here)
		egress->hop.route.next_hop =
		    route->vnet->region == here->region ? NIC_TO_PEERING : NIC_TO_GLOBAL_PEERING;
	egress->leg = path_leg_to_vnet(decision->packet, decision->place, route->vnet);
	egress->stop =
	    decision->packet->to->vnet == route->vnet ? PATH_DELIVERED : PATH_STOP_ELSEWHERE;
	egress->stop_at = (struct path_stop_at){route->vnet->element, FIB_NONE, route->vnet->name};
}

static void leave_azure(const struct decision *decision, enum path_hop_kind kind, const char *where,
                        const char *rule)
{
	struct path_egress *egress = path_add_egress(decision->out, PATH_TO_END);

	egress->hop = (struct path_hop){.kind = kind,
	                                .name = where,
	                                .address = decision->packet->to->address,
	                                .route = route_of(decision),
	                                .rules = {rule}};
	egress->leg.basis = RTT_UNKNOWN;
	egress->stop = PATH_DELIVERED;
	egress->stop_at = (struct path_stop_at){NULL, FIB_NONE, where};
}

static void take_service_endpoint(const struct decision *decision)
{
	leave_azure(decision, PATH_HOP_SERVICE, decision->route->service->service,
	            "service-endpoint-route");
}

static void take_none(const struct decision *decision)
{
	if (decision->route->user != NULL)
		stop_at_vnet(decision, PATH_STOP_DROPPED, vnet_here(decision));
	else
		undelivered(decision);
}

/* Nothing of a lab is reached by the Internet, and gateways lead nobody there. */
static void take_internet(const struct decision *decision)
{
	if (decision->packet->to->kind == PATH_END_OUTSIDE && !at_gateway(decision))
		leave_azure(decision, PATH_HOP_INTERNET, "Internet", "system-default-routes");
	else
		take_none(decision);
}

static bool has_address(const struct lab_nva *nva, const struct addr *address)
{
	bool found = addr_equal(&nva->address, address);

	CHECK(addr_is_set(address));
	for (uint32_t i = 0; i < nva->interface_count && !found; i++)
		found = addr_equal(&nva->interfaces[i].address, address);
	return found;
}

static bool stands_in(const struct lab_vnet *vnet, const struct addr *address,
                      struct path_appliance *out)
{
	if (lab_vnet_covers(vnet, address) == NULL)
		return false;
	*out = (struct path_appliance){.vnet = vnet, .address = *address};
	for (uint32_t i = 0; i < vnet->nva_count; i++) {
		if (has_address(&vnet->nvas[i], address))
			out->nva = &vnet->nvas[i];
	}
	return true;
}

/* A next hop must be in the network itself or directly peered with it. */
static bool find_appliance(const struct lab_vnet *vnet, const struct addr *address,
                           struct path_appliance *out)
{
	if (stands_in(vnet, address, out))
		return true;
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];

		if (lab_peering_carries(peering) &&
		    lab_prefixes_hold(lab_peering_space(peering), address) &&
		    stands_in(peering->remote, address, out))
			return true;
	}
	return false;
}

/* What the lab does not have is behind who announces it, unless the lab says what its own routes
 * are. But behind a default route is the Internet, to which an appliance sends by its own subnet:
 * it may have learned the same route (appliance-own-default-route). */
static bool is_beyond(const struct path_packet *packet, const struct path_appliance *appliance)
{
	const struct lab_nva *nva = appliance->nva;
	bool known = nva == NULL || nva->tunnel_ends != NULL || nva->static_count > 0;
	const struct lab_prefixes *announced = known ? NULL : &nva->advertise;

	for (uint32_t i = 0; announced != NULL && i < announced->count; i++) {
		if (packet->to->kind == PATH_END_OUTSIDE && announced->items[i].length > 0 &&
		    prefix_contains_addr(&announced->items[i], &packet->to->address))
			return true;
	}
	return false;
}

static struct path_place place_of_appliance(const struct path_packet *packet,
                                            const struct path_appliance *appliance)
{
	const struct lab_vnet *vnet = appliance->vnet;
	struct path_place place = {
	    .element = vnet->element,
	    .node = FIB_NONE,
	    .address = appliance->address,
	    .standing = PATH_AT_APPLIANCE,
	    .subnet = {vnet, lab_subnet_at(vnet, &appliance->address)},
	};
	char address[ADDR_TEXT_MAX];

	CHECK(lab_vnet_covers(vnet, &appliance->address) != NULL || appliance->nva != NULL);
	if (appliance->nva != NULL) {
		place.element = appliance->nva->element;
		place.name = appliance->nva->element->name;
		place.standing = PATH_ARRIVES; /* its own table goes first */
	} else {
		place.name = lab_join_name(packet->arena, vnet->name,
		                           addr_format(&appliance->address, address));
	}
	return place;
}

void path_to_appliance(const struct path_packet *packet, const struct path_place *place,
                       const struct path_appliance *appliance, struct path_egress *egress)
{
	const struct lab_vnet *vnet = appliance->vnet;

	CHECK(path_is_at_interface(place->standing) && addr_is_set(&appliance->address));
	if (!takes_forwarded(packet, place, vnet)) {
		path_stop(egress, PATH_STOP_FORWARDED, vnet->element, FIB_NONE, vnet->name);
		return;
	}
	if (!may_send(packet, place, vnet)) {
		path_stop(egress, PATH_STOP_UNPEERED, vnet->element, FIB_NONE, vnet->name);
		return;
	}
	egress->next = place_of_appliance(packet, appliance);
	egress->hop.kind = PATH_HOP_NVA;
	egress->hop.element = egress->next.element;
	egress->hop.name = egress->next.name;
	egress->hop.address = appliance->address;
	egress->leg = path_leg_to_vnet(packet, place, vnet);
	if (appliance->nva != NULL && appliance->nva->routing_gbps > 0) {
		path_hop_add_rule(&egress->hop, "routing-appliance");
		path_egress_add_limit(
		    egress, (struct path_limit){.element = appliance->nva->element,
		                                .bandwidth_mbps =
		                                    MBPS_A_GBPS * appliance->nva->routing_gbps});
	}
	if (addr_equal(&appliance->address, &packet->to->address) || is_beyond(packet, appliance)) {
		egress->kind = PATH_TO_END;
		egress->stop = PATH_DELIVERED;
		egress->stop_at =
		    (struct path_stop_at){egress->next.element, FIB_NONE, egress->next.name};
	}
}

static void take_appliance(const struct decision *decision)
{
	struct path_appliance appliance;
	struct path_egress *egress;

	if (!find_appliance(vnet_here(decision), &decision->route->user->address, &appliance)) {
		stop_at_vnet(decision, PATH_STOP_NO_APPLIANCE, vnet_here(decision));
		return;
	}
	egress = path_add_egress(decision->out, PATH_TO_NEXT);
	egress->hop.route = route_of(decision);
	add_user_rules(decision, &egress->hop);
	path_hop_add_rule(&egress->hop, "appliance-next-hop");
	path_to_appliance(decision->packet, decision->place, &appliance, egress);
}

/* A user route to the "virtual network gateway" means a VPN gateway (nic-user-route); both
 * instances have the tunnels. */
static void take_gateway(const struct decision *decision)
{
	const struct fabric *fabric = decision->packet->fabric;
	const struct lab_vnet *serving = lab_serving_vnet(vnet_here(decision));
	struct path_egress *egress;
	uint32_t node = FIB_NONE;

	if (decision->route->user == NULL) {
		by_entry(decision, decision->route->entry, decision->route->hops);
		return;
	}
	if (serving != NULL && serving->vpn_gateway != NULL)
		node = fabric_node_of(fabric, serving->vpn_gateway->element, 0);
	if (node == FIB_NONE) {
		stop_at_vnet(decision, PATH_STOP_NO_APPLIANCE, vnet_here(decision));
		return;
	}
	egress = path_add_egress(decision->out, PATH_TO_NEXT);
	egress->next = path_place_of(fabric, node);
	egress->hop.route = route_of(decision);
	add_user_rules(decision, &egress->hop);
}

void path_forward_by_interface(const struct path_packet *packet, const struct path_place *place,
                               struct path_egresses *out)
{
	static void (*const take[NIC_NEXT_HOP_COUNT])(const struct decision *) = {
	    [NIC_TO_VNET] = take_vnet,
	    [NIC_TO_PEERING] = take_vnet,
	    [NIC_TO_GLOBAL_PEERING] = take_vnet,
	    [NIC_TO_CONNECTED_GROUP] = take_vnet,
	    [NIC_TO_PRIVATE_ENDPOINT] = take_private_endpoint,
	    [NIC_TO_SERVICE_ENDPOINT] = take_service_endpoint,
	    [NIC_TO_GATEWAY] = take_gateway,
	    [NIC_TO_APPLIANCE] = take_appliance,
	    [NIC_TO_INTERNET] = take_internet,
	    [NIC_TO_NONE] = take_none,
	};
	struct subnet_route route =
	    subnet_route_to(packet->fabric, place->subnet, &packet->to->address);
	struct decision decision = {packet, place, &route, out};

	CHECK(path_is_at_interface(place->standing) && route.type < NIC_NEXT_HOP_COUNT);
	CHECK(prefix_contains_addr(&route.prefix, &packet->to->address));
	take[route.type](&decision);
}
