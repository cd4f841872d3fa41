/* What is said of Route Servers: their subnet, branch-to-branch, and how many peers they have. */
#include <stdlib.h>

#include "azure/route_server/route_server.h"
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

static void count_peers_of(const struct lab_nva *nva, uint32_t *counts)
{
	for (uint32_t i = 0; i < nva->peering_count; i++)
		if (nva->peerings[i].server != NULL)
			counts[nva->peerings[i].server->vnet->index]++;
}

/* How many appliances are peers of the Route Server of each network, by its index. */
static uint32_t *count_peers(const struct lab *lab)
{
	uint32_t *counts = xcalloc(lab->vnet_count, sizeof(*counts));

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].nva_count; k++) {
			count_peers_of(&lab->vnets[i].nvas[k], counts);
		}
	}
	return counts;
}

static void judge_route_servers(const struct judge *judge)
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

static void claim_addresses(const struct judge *judge, struct judge_holders *holders,
                            const struct lab_vnet *vnet)
{
	const struct lab_route_server *server = vnet->route_server;

	if (server != NULL)
		judge_hold_pair(judge, holders,
		                &(struct judge_pair){&server->instance_address[0],
		                                     &server->instance_address[1], "Route Server",
		                                     server->name, server->doubts, server->place},
		                vnet, "RouteServerSubnet", false);
}

static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_route_server *server = lab->vnets[i].route_server;

		if (server != NULL)
			judge_name(names, server->name, server->doubts, &server->place);
	}
}

static const struct judge_rule rules[] = {
    {judge_route_servers, true},
    {NULL, false},
};

const struct judge_hooks route_server_judge = {
    .rules = rules,
    .names = claim_names,
    .addresses = claim_addresses,
};
