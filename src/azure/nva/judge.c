/* What is said of network virtual appliances: address, AS number, and their Route Server. */
#include <strings.h>

#include "azure/nva/nva.h"
#include "topo/judge/judge_policy.h"

/* The subnet of the network that has the address; `*known`, if it is known of all whether they do.
 */
static const struct lab_subnet *subnet_of(const struct lab_vnet *vnet, const struct addr *address,
                                          bool *known)
{
	*known = !(vnet->doubts & LAB_DOUBT_SUBNETS);
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		*known = *known && !vnet->subnets[i].prefixes.partial;
		if (lab_prefixes_hold(&vnet->subnets[i].prefixes, address))
			return &vnet->subnets[i];
	}
	return NULL;
}

static const struct lab_vnet *elsewhere(const struct judge *judge, const struct addr *address)
{
	bool known;

	CHECK(addr_is_set(address));
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		if (subnet_of(&judge->lab->vnets[i], address, &known) != NULL)
			return &judge->lab->vnets[i];
	return NULL;
}

static void judge_nva_address(const struct judge *judge, const struct lab_nva *nva,
                              const struct addr *address, struct place place)
{
	const struct lab_vnet *other;
	char text[ADDR_TEXT_MAX];
	bool known;

	if (!addr_is_set(address) || subnet_of(nva->vnet, address, &known) != NULL || !known)
		return;
	other = elsewhere(judge, address);
	if (other != NULL)
		judge_say(judge, SEVERITY_ERROR, place, "appliance-one-network",
		          "appliance \"%s\" has the address %s, which is in \"%s\", not in \"%s\": "
		          "all interfaces of a virtual machine are in one network; expected one "
		          "within a subnet of \"%s\"",
		          nva->name, addr_format(address, text), other->name, nva->vnet->name,
		          nva->vnet->name);
	else
		judge_say(judge, SEVERITY_ERROR, place, NULL,
		          "appliance \"%s\" has the address %s, which is in no subnet of \"%s\"; "
		          "expected one within a subnet",
		          nva->name, addr_format(address, text), nva->vnet->name);
}

/* In a subnet of one of its interfaces. */
static bool is_beside(const struct lab_nva *nva, const struct addr *address)
{
	bool known;
	const struct lab_subnet *subnet = subnet_of(nva->vnet, address, &known);
	bool beside =
	    !known || (subnet != NULL && subnet_of(nva->vnet, &nva->address, &known) == subnet);

	for (uint32_t i = 0; subnet != NULL && i < nva->interface_count; i++)
		beside =
		    beside || subnet_of(nva->vnet, &nva->interfaces[i].address, &known) == subnet;
	return beside;
}

static void judge_static(const struct judge *judge, const struct lab_nva *nva,
                         const struct lab_static_route *route)
{
	char prefix[PREFIX_TEXT_MAX];
	char hop[ADDR_TEXT_MAX];

	if (!addr_is_set(&route->next_hop) || is_beside(nva, &route->next_hop) ||
	    lab_tunnel_end_towards(nva->tunnel_ends, &route->next_hop) != NULL)
		return;
	judge_say(
	    judge, SEVERITY_WARNING, route->place, NULL,
	    "the static route %s of appliance \"%s\" leads nowhere: %s is in no subnet of its "
	    "interfaces; expected an address there, such as that of the subnet's gateway, or "
	    "the other end of a tunnel",
	    prefix_format(&route->prefix, prefix), nva->name, addr_format(&route->next_hop, hop));
}

static void judge_interfaces(const struct judge *judge, const struct lab_nva *nva)
{
	judge_nva_address(judge, nva, &nva->address, nva->place);
	for (uint32_t i = 0; i < nva->interface_count; i++)
		judge_nva_address(judge, nva, &nva->interfaces[i].address,
		                  nva->interfaces[i].place);
	for (uint32_t i = 0; i < nva->static_count; i++)
		judge_static(judge, nva, &nva->statics[i]);
}

static void judge_nva_asn(const struct judge *judge, const struct lab_nva *nva)
{
	uint32_t most = facts_limit(judge->facts, "route-server-asn-max");
	struct text refused = {0};

	if (nva->asn == 0 && !(nva->doubts & LAB_DOUBT_ASN))
		judge_say(
		    judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		    "appliance \"%s\" is a peer of Route Server \"%s\" without an asn; expected "
		    "one, such as 65001; add it",
		    nva->name, nva->route_server->name);
	if (nva->asn > most)
		judge_say(judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		          "appliance \"%s\" has AS %u; expected one of two bytes, up to %u: Route "
		          "Servers take no others",
		          nva->name, nva->asn, most);
	else if (judge_asn_is_refused(judge, ASN_ROUTE_SERVER, nva->asn)) {
		judge_say_refused_asns(judge, ASN_ROUTE_SERVER, &refused);
		judge_say(judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		          "appliance \"%s\" has AS %u, which Route Servers refuse; expected one "
		          "beside %s",
		          nva->name, nva->asn, text_str(&refused));
		text_done(&refused);
	}
}

static void judge_peering(const struct judge *judge, const struct lab_nva *nva,
                          const struct lab_nva_peering *peering)
{
	const struct lab_route_server *server = peering->server;
	uint32_t most = facts_limit(judge->facts, "route-server-peer-prefixes");

	judge_session_policy(judge, &peering->policy, nva->readvertise ? NULL : &nva->advertise,
	                     nva->name);
	if (server == NULL)
		return;
	if (nva_peering_with(nva, server) != peering)
		judge_say(judge, SEVERITY_ERROR, peering->place, "route-server-peers",
		          "appliance \"%s\" is peered with Route Server \"%s\" twice; expected "
		          "one peering; remove the other",
		          nva->name, server->name);
	if (server->vnet != nva->vnet && !lab_vnets_peered(server->vnet, nva->vnet) &&
	    !((server->vnet->doubts | nva->vnet->doubts) & LAB_DOUBT_PEERINGS))
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "route-server-peers",
		    "appliance \"%s\" is in \"%s\", but Route Server \"%s\" in \"%s\"; expected "
		    "the same network, or one peered with it",
		    nva->name, nva->vnet->name, server->name, server->vnet->name);
	if (nva->advertise.count > most)
		judge_say(
		    judge, SEVERITY_WARNING, peering->place, "route-server-prefix-limit",
		    "appliance \"%s\" announces %u prefixes to Route Server \"%s\", which takes "
		    "%u: the session will drop; expected fewer; summarise them",
		    nva->name, nva->advertise.count, server->name, most);
}

/* Route Servers are all of one AS, so what one teaches is a loop to the others. */
static void judge_readvertise(const struct judge *judge, const struct lab_nva *nva)
{
	if (nva->as_override && !nva->readvertise)
		judge_say(judge, SEVERITY_WARNING, nva->place, NULL,
		          "appliance \"%s\" has as-override but passes nothing on; expected "
		          "readvertise; set it to true, or remove as-override",
		          nva->name);
	if (nva->readvertise && !nva->as_override && nva->peering_count > 1)
		judge_say(
		    judge, SEVERITY_WARNING, nva->place, "route-server-peers",
		    "appliance \"%s\" passes routes from one Route Server on to another, which "
		    "refuses them: both have AS %u; expected as-override; set it to true",
		    nva->name, facts_limit(judge->facts, "gateway-asn"));
}

static bool leads_elsewhere(const struct lab_route_table *table)
{
	bool found = table != NULL && table->disable_bgp_route_propagation;

	for (uint32_t i = 0; table != NULL && i < table->route_count; i++)
		found = found || table->routes[i].prefix.length == 0;
	return found;
}

/* The Route Server programs the route into the appliance's own subnet, too, whose interface then
 * sends what the appliance forwards to the appliance (appliance-own-default-route). */
static void judge_own_default(const struct judge *judge, const struct lab_nva *nva,
                              const struct lab_nva_peering *peering)
{
	const struct lab_subnet *subnet = NULL;

	for (uint32_t i = 0; i < nva->vnet->subnet_count; i++)
		if (lab_prefixes_hold(&nva->vnet->subnets[i].prefixes, &nva->address))
			subnet = &nva->vnet->subnets[i];
	if (subnet == NULL || peering->server == NULL ||
	    lab_serving_vnet(nva->vnet) != peering->server->vnet ||
	    leads_elsewhere(subnet->route_table))
		return;
	for (uint32_t i = 0; i < nva->advertise.count; i++)
		if (nva->advertise.items[i].length == 0)
			judge_say(
			    judge, SEVERITY_WARNING, nva->advertise.places[i],
			    "appliance-own-default-route",
			    "appliance \"%s\" announces a default route, which its own subnet "
			    "\"%s\" learns from Route Server \"%s\": packets to the Internet "
			    "loop; expected a route table there with a route 0.0.0.0/0 to "
			    "Internet, or without routes of gateways",
			    nva->name, subnet->name, peering->server->name);
}

/* What Microsoft runs as a router has one address, in a subnet of its own, and no settings. */
static void judge_routing_appliance(const struct judge *judge, const struct lab_nva *nva)
{
	static const char subnet_name[] = "VirtualNetworkApplianceSubnet";
	bool known;
	const struct lab_subnet *subnet = subnet_of(nva->vnet, &nva->address, &known);
	bool dedicated = subnet != NULL && strcasecmp(subnet->name, subnet_name) == 0;

	if (subnet != NULL && known && dedicated != (nva->routing_gbps > 0))
		judge_say(
		    judge, SEVERITY_ERROR, nva->place, "routing-appliance",
		    "appliance \"%s\" is %sa Virtual Network Routing Appliance, but in subnet "
		    "\"%s\"; expected %s%s",
		    nva->name, nva->routing_gbps > 0 ? "" : "not ", subnet->name,
		    nva->routing_gbps > 0 ? "it in " : "none but such in ", subnet_name);
	if (nva->routing_gbps > 0 &&
	    (nva->asn != 0 || nva->peering_count > 0 || nva->interface_count > 0 ||
	     nva->static_count > 0 || nva->tunnel_ends != NULL || nva->stateful))
		judge_say(
		    judge, SEVERITY_ERROR, nva->place, "routing-appliance",
		    "appliance \"%s\" is a Virtual Network Routing Appliance, which is reached "
		    "by user-defined routes and forwards by those of its subnet; expected no "
		    "asn, peering, interface, static-route, tunnel or stateful; remove it",
		    nva->name);
}

static void judge_routing_appliances(const struct judge *judge)
{
	uint32_t most = facts_limit(judge->facts, "routing-appliances");
	uint32_t count = 0;

	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		for (uint32_t k = 0; k < judge->lab->vnets[i].nva_count; k++) {
			const struct lab_nva *nva = &judge->lab->vnets[i].nvas[k];

			judge_routing_appliance(judge, nva);
			if (nva->routing_gbps > 0 && ++count == most + 1)
				judge_say(
				    judge, SEVERITY_WARNING, nva->place, "routing-appliance",
				    "appliance \"%s\" is the %u%s Virtual Network Routing "
				    "Appliance; a subscription has %u in the preview; expected "
				    "fewer, or several subscriptions",
				    nva->name, count, count == 3 ? "rd" : "th", most);
		}
}

static void judge_nva(const struct judge *judge, const struct lab_nva *nva)
{
	judge_interfaces(judge, nva);
	if (nva->peering_count == 0) {
		judge_session_policy(judge, &nva->policy, &nva->advertise, nva->name);
		if (nva->advertise.count > 0 && nva->tunnel_ends == NULL &&
		    !(nva->doubts & LAB_DOUBT_BGP))
			judge_say(judge, SEVERITY_WARNING, nva->place, "route-server-peers",
			          "appliance \"%s\" announces prefixes to nobody; expected a "
			          "route-server; name one, or remove what it announces",
			          nva->name);
		return;
	}
	if (nva->route_server != NULL)
		judge_nva_asn(judge, nva);
	for (uint32_t i = 0; i < nva->peering_count; i++) {
		judge_peering(judge, nva, &nva->peerings[i]);
		judge_own_default(judge, nva, &nva->peerings[i]);
	}
	judge_readvertise(judge, nva);
}

static void judge_nvas(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		for (uint32_t k = 0; k < judge->lab->vnets[i].nva_count; k++)
			judge_nva(judge, &judge->lab->vnets[i].nvas[k]);
	}
}

static void claim_addresses(const struct judge *judge, struct judge_holders *holders,
                            const struct lab_vnet *vnet)
{
	(void)judge;
	for (uint32_t i = 0; i < vnet->nva_count; i++) {
		const struct lab_nva *nva = &vnet->nvas[i];

		judge_hold(holders, &nva->address, nva->place, "appliance", nva->name);
		for (uint32_t k = 0; k < nva->interface_count; k++)
			judge_hold(holders, &nva->interfaces[k].address, nva->interfaces[k].place,
			           "interface", nva->interfaces[k].name);
	}
}

/* Appliances are called by their network. */
static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (vnet->nva_count > 0)
			judge_name(names, vnet->name, vnet->doubts, &vnet->place);
	}
}

static const struct judge_rule rules[] = {
    {judge_nvas, true},
    {judge_routing_appliances, true},
    {NULL, false},
};

const struct judge_hooks nva_judge = {
    .rules = rules,
    .names = claim_names,
    .addresses = claim_addresses,
};
