/* Route Servers, and the network virtual appliances that are their peers. */
#include <stdlib.h>

#include "base/check.h"
#include "topo/judge/judge.h"

static void judge_server_subnet(const struct judge *judge, const struct lab_route_server *server)
{
	const struct lab_vnet *vnet = server->vnet;
	const struct lab_subnet *subnet = lab_find_subnet(vnet, "RouteServerSubnet");
	uint32_t length_max = facts_limit(judge->facts, "route-server-subnet-length-max");
	char text[PREFIX_TEXT_MAX];

	if (subnet == NULL) {
		if (!(vnet->doubts & LAB_DOUBT_SUBNETS))
			judge_say(
			    judge, SEVERITY_ERROR, server->place, "route-server-subnet",
			    "\"%s\" has a Route Server but no RouteServerSubnet; expected a "
			    "subnet of that name with an IPv4 prefix of /%u or larger; add one",
			    vnet->name, length_max);
		return;
	}
	for (uint32_t i = 0; i < subnet->prefixes.count; i++) {
		const struct prefix *prefix = &subnet->prefixes.items[i];
		if (prefix->addr.family == ADDR_IPV4 && prefix->length > length_max)
			judge_say(judge, SEVERITY_ERROR, subnet->prefixes.places[i],
			          "route-server-subnet",
			          "RouteServerSubnet %s of \"%s\" is too small; expected a /%u or "
			          "larger",
			          prefix_format(prefix, text), vnet->name, length_max);
	}
	if (judge_count_family(&subnet->prefixes, ADDR_IPV4) == 0 && !subnet->prefixes.partial)
		judge_say(judge, SEVERITY_ERROR, subnet->place, "route-server-subnet",
		          "RouteServerSubnet of \"%s\" has no IPv4 prefix; expected one of /%u or "
		          "larger",
		          vnet->name, length_max);
	if (subnet->route_table != NULL)
		judge_say(judge, SEVERITY_ERROR, subnet->place, "route-server-subnet",
		          "RouteServerSubnet of \"%s\" has the route table \"%s\"; expected none "
		          "there; remove it",
		          vnet->name, subnet->route_table->name);
}

static void judge_branches(const struct judge *judge, const struct lab_route_server *server)
{
	const struct lab_vpn_gateway *vpn = server->vnet->vpn_gateway;
	uint32_t asn = facts_limit(judge->facts, "gateway-asn");

	if (!server->branch_to_branch || vpn == NULL)
		return;
	if (!vpn->active_active && !(vpn->doubts & LAB_DOUBT_SCALE))
		judge_say(judge, SEVERITY_ERROR, vpn->place, "branch-to-branch-vpn",
		          "Route Server \"%s\" has branch-to-branch, but VPN gateway \"%s\" is not "
		          "active-active; expected active-active; set it to true",
		          server->name, vpn->name);
	if (vpn->asn != 0 && vpn->asn != asn)
		judge_say(judge, SEVERITY_ERROR, vpn->place, "branch-to-branch-vpn",
		          "Route Server \"%s\" has branch-to-branch, but VPN gateway \"%s\" has AS "
		          "%u; expected %u; remove its asn",
		          server->name, vpn->name, vpn->asn, asn);
}

/* How many appliances are peers of the Route Server of each network, by its index. */
static uint32_t *count_peers(const struct lab *lab)
{
	uint32_t *counts = xcalloc(lab->vnet_count, sizeof(*counts));

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].nva_count; k++) {
			const struct lab_route_server *server = lab->vnets[i].nvas[k].route_server;
			if (server != NULL)
				counts[server->vnet->index]++;
		}
	}
	return counts;
}

void judge_route_servers(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	uint32_t most = facts_limit(judge->facts, "route-server-peers");
	uint32_t *peers = count_peers(lab);

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_route_server *server = lab->vnets[i].route_server;
		if (server == NULL)
			continue;
		judge_server_subnet(judge, server);
		judge_branches(judge, server);
		if (peers[i] > most)
			judge_say(judge, SEVERITY_ERROR, server->place, "route-server-peers",
			          "Route Server \"%s\" has %u peers; expected at most %u",
			          server->name, peers[i], most);
	}
	free(peers);
}

static void judge_nva_address(const struct judge *judge, const struct lab_nva *nva)
{
	const struct lab_vnet *vnet = nva->vnet;
	char text[ADDR_TEXT_MAX];
	bool known = !(vnet->doubts & LAB_DOUBT_SUBNETS);

	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		known = known && !vnet->subnets[i].prefixes.partial;
		if (judge_holds(&vnet->subnets[i].prefixes, &nva->address))
			return;
	}
	if (known && addr_is_set(&nva->address))
		judge_say(judge, SEVERITY_ERROR, nva->place, NULL,
		          "appliance \"%s\" has the address %s, which is in no subnet of \"%s\"; "
		          "expected one within a subnet",
		          nva->name, addr_format(&nva->address, text), vnet->name);
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

static void judge_nva(const struct judge *judge, const struct lab_nva *nva)
{
	const struct lab_route_server *server = nva->route_server;
	uint32_t most = facts_limit(judge->facts, "route-server-peer-prefixes");

	judge_nva_address(judge, nva);
	if (server == NULL) {
		if (nva->advertise.count > 0 && !(nva->doubts & LAB_DOUBT_BGP))
			judge_say(judge, SEVERITY_WARNING, nva->place, "route-server-peers",
			          "appliance \"%s\" announces prefixes to nobody; expected a "
			          "route-server; name one, or remove what it announces",
			          nva->name);
		return;
	}
	judge_nva_asn(judge, nva);
	if (server->vnet != nva->vnet && !lab_vnets_peered(server->vnet, nva->vnet) &&
	    !((server->vnet->doubts | nva->vnet->doubts) & LAB_DOUBT_PEERINGS))
		judge_say(
		    judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		    "appliance \"%s\" is in \"%s\", but Route Server \"%s\" in \"%s\"; expected "
		    "the same network, or one peered with it",
		    nva->name, nva->vnet->name, server->name, server->vnet->name);
	if (nva->advertise.count > most)
		judge_say(
		    judge, SEVERITY_WARNING, nva->place, "route-server-prefix-limit",
		    "appliance \"%s\" announces %u prefixes to Route Server \"%s\", which takes "
		    "%u: the session will drop; expected fewer; summarise them",
		    nva->name, nva->advertise.count, server->name, most);
}

void judge_nvas(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		for (uint32_t k = 0; k < judge->lab->vnets[i].nva_count; k++)
			judge_nva(judge, &judge->lab->vnets[i].nvas[k]);
	}
}
