/* Local network gateways: what stands at the other end of VPN connections. */
#include "azure/azure.h"
#include "base/check.h"
#include "document/tree.h"
#include "topo/judge/judge_policy.h"
#include "topo/model/model_load.h"

static void load_tunnels(const struct doc_node *node, struct lab_local_gateway *local)
{
	for (const struct doc_node *at = doc_child(node, "tunnel"); at != NULL; at = doc_next(at)) {
		uint32_t instance = doc_u32(at, "instance");

		if (instance < LAB_INSTANCES)
			local->prepend[instance] = doc_u32(at, "prepend");
	}
}

static void load_local_gateway(struct loader *loader, const struct doc_node *node,
                               struct lab_local_gateway *local)
{
	local->name = load_name(loader, node, &local->doubts);
	local->address_space = load_prefixes(loader, node, "address-space");
	local->asn = doc_u32(node, "asn");
	local->bgp_address = load_addr(node, "bgp-peering-address");
	local->outer = load_addr(node, "gateway-ip-address");
	local->rtt_us = doc_ms_as_us(node, "rtt-ms");
	local->policy = load_session_policy(loader, node);
	load_tunnels(node, local);
	local->doubts |= load_doubt(node, "asn", LAB_DOUBT_ASN) |
	                 load_doubt(node, "bgp-peering-address", LAB_DOUBT_BGP);
	local->place = doc_place(node, NULL);
	load_named(loader, LAB_LOCAL_GATEWAY, local->name, local->doubts, local);
}

static void load_local_gateways(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "local-network-gateway");

	lab->local_gateways = arena_alloc(loader->arena, count * sizeof(*lab->local_gateways));
	for (const struct doc_node *at = doc_child(root, "local-network-gateway"); at != NULL;
	     at = doc_next(at)) {
		struct lab_local_gateway *local = &lab->local_gateways[lab->local_gateway_count];
		local->index = lab->local_gateway_count++;
		load_local_gateway(loader, at, local);
	}
	CHECK(lab->local_gateway_count == count);
}

/* The module cannot say that the router is one of the site. */
static const struct lab_router *load_router_of(struct loader *loader, const struct doc_node *node)
{
	const char *site = doc_text(node, "site");
	const char *name = doc_text(node, "router");
	struct quoted quoted;

	if (site == NULL || name == NULL || name_map_get(&loader->names[LAB_SITE], site) == NULL)
		return NULL;

	const struct lab_site *found = name_map_get(&loader->names[LAB_SITE], site);
	const struct lab_router *router =
	    name_map_get(&loader->names[LAB_ROUTER], lab_join_name(loader->arena, site, name));
	if (router == NULL && !(found->doubts & LAB_DOUBT_ROUTERS))
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "router"),
		             "router \"%s\" is not one of the site \"%s\"; expected %s%s%s",
		             tree_quote(name, &quoted), site,
		             found->router_count == 0 ? "" : "one of its routers, such as \"",
		             found->router_count == 0 ? "a site with routers"
		                                      : found->routers[0].name,
		             found->router_count == 0 ? "" : "\"");
	return router;
}

/* The map of names lends the router to be read; the lab that is loaded has it to be changed. */
static void end_tunnels_at(struct lab *lab, const struct lab_router *router)
{
	struct lab_site *site = &lab->sites[router->site - lab->sites];

	site->routers[router - site->routers].ends_tunnels = true;
}

/* The circuits of the network's own ExpressRoute gateway at which the other end is, too. */
static void find_circuits(struct loader *loader, struct lab_vpn_connection *connection)
{
	const struct lab_gateway *gateway = connection->gateway->vnet->gateway;
	const struct lab_local_gateway *local = connection->local;
	struct lab_underlay *underlay = &connection->underlay;
	uint32_t room = gateway == NULL ? 0 : gateway->connection_count;

	underlay->ends[0].vnet = connection->gateway->vnet;
	underlay->ends[1].router = local->router;
	underlay->ends[1].vnet = local->gateway == NULL ? NULL : local->gateway->vnet;
	underlay->circuits = arena_alloc(loader->arena, room * sizeof(*underlay->circuits));
	for (uint32_t i = 0; i < room; i++) {
		const struct lab_circuit *circuit = gateway->connections[i].circuit;

		if (circuit != NULL &&
		    (lab_underlay_gets_to(&underlay->ends[1], circuit, LAB_PRIMARY) ||
		     lab_underlay_gets_to(&underlay->ends[1], circuit, LAB_SECONDARY)))
			underlay->circuits[underlay->circuit_count++] = circuit;
	}
	CHECK(underlay->circuit_count <= room);
}

static void find_underlays(struct loader *loader)
{
	struct lab *lab = loader->lab;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		struct lab_vpn_gateway *gateway = lab->vnets[i].vpn_gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++)
			if (gateway->connections[k].is_private &&
			    gateway->connections[k].local != NULL)
				find_circuits(loader, &gateway->connections[k]);
	}
}

static void join_local_gateways(struct loader *loader, const struct doc_node *root)
{
	struct lab_local_gateway *local = loader->lab->local_gateways;

	for (const struct doc_node *at = doc_child(root, "local-network-gateway"); at != NULL;
	     at = doc_next(at), local++) {
		local->router = load_router_of(loader, at);
		if (local->router != NULL)
			end_tunnels_at(loader->lab, local->router);
		local->gateway = load_reference(loader, LAB_VPN_GATEWAY, at, "vpn-gateway");
		local->nva_said = load_text(loader, doc_text(at, "appliance"));
		local->nva_place = doc_place(at, "appliance");
		local->router_said = doc_has(at, "router");
		local->site_said = doc_has(at, "site");
		local->doubts |= load_doubt(at, "site", LAB_DOUBT_END) |
		                 load_doubt(at, "router", LAB_DOUBT_END) |
		                 load_doubt(at, "vpn-gateway", LAB_DOUBT_END);
	}
	find_underlays(loader);
}

static void list_local_gateways(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->local_gateway_count; i++)
		LOAD_LIST(lister, &lab->local_gateways[i], NULL);
}

static const struct load_hooks load = {
    .load = load_local_gateways,
    .join = join_local_gateways,
    .list = list_local_gateways,
};

/* An appliance alone, and one that speaks BGP if an AS number is said. */
static void judge_local_appliance(const struct judge *judge, const struct lab_local_gateway *local)
{
	const struct lab_nva *nva = local->nva;

	if (nva == NULL)
		return;
	if (local->gateway != NULL || local->site_said || local->router_said)
		judge_say(judge, SEVERITY_ERROR, local->place, NULL,
		          "local network gateway \"%s\" names both the appliance \"%s\" and a %s; "
		          "expected one of them; remove the other",
		          local->name, nva->name,
		          local->gateway != NULL ? "VPN gateway" : "router of a site");
	if (local->asn != 0 && local->asn != nva->asn && !(nva->doubts & LAB_DOUBT_ASN))
		judge_say(
		    judge, SEVERITY_ERROR, local->place, "vpn-connection",
		    "local network gateway \"%s\" has AS %u, but appliance \"%s\" there has AS "
		    "%u; make the two equal",
		    local->name, local->asn, nva->name, nva->asn);
}

/* Who stands there: one router of a site, one VPN gateway, one appliance, or nobody that the lab
 * knows. */
static void judge_local_end(const struct judge *judge, const struct lab_local_gateway *local)
{
	if (local->doubts & LAB_DOUBT_END)
		return;
	if (local->gateway != NULL && (local->site_said || local->router_said))
		judge_say(
		    judge, SEVERITY_ERROR, local->place, NULL,
		    "local network gateway \"%s\" names both a %s and the VPN gateway \"%s\"; "
		    "expected one of them; remove the other",
		    local->name, local->router_said ? "router" : "site", local->gateway->name);
	if (local->router_said != local->site_said)
		judge_say(
		    judge, SEVERITY_ERROR, local->place, NULL,
		    "local network gateway \"%s\" names a %s but no %s; expected both; add it",
		    local->name, local->site_said ? "site" : "router",
		    local->site_said ? "router of it" : "site");
}

/* The AS number there is that of who stands there. */
static void judge_local_asn(const struct judge *judge, const struct lab_local_gateway *local)
{
	const struct lab_router *router = local->router;
	const struct lab_vpn_gateway *gateway = local->gateway;
	struct text refused = {0};

	if (local->asn == 0)
		return;
	if (router != NULL && router->asn != 0 && router->asn != local->asn)
		judge_say(judge, SEVERITY_ERROR, local->place, "vpn-connection",
		          "local network gateway \"%s\" has AS %u, but router \"%s\" there has AS "
		          "%u; make the two equal",
		          local->name, local->asn, router->name, router->asn);
	if (gateway != NULL && gateway->asn != 0 && gateway->asn != local->asn)
		judge_say(
		    judge, SEVERITY_ERROR, local->place, "vpn-connection",
		    "local network gateway \"%s\" has AS %u, but VPN gateway \"%s\" there has "
		    "AS %u; make the two equal",
		    local->name, local->asn, gateway->name, gateway->asn);
	if (gateway == NULL && !(local->doubts & LAB_DOUBT_END) &&
	    judge_asn_is_refused(judge, ASN_VPN_GATEWAY, local->asn)) {
		judge_say_refused_asns(judge, ASN_VPN_GATEWAY, &refused);
		judge_say(judge, SEVERITY_ERROR, local->place, "vpn-connection",
		          "local network gateway \"%s\" has AS %u, which is reserved; expected one "
		          "beside %s",
		          local->name, local->asn, text_str(&refused));
		text_done(&refused);
	}
}

/* Policies are those of a router or an appliance that stands there. */
static void judge_local_policy(const struct judge *judge, const struct lab_local_gateway *local)
{
	const struct lab_router *router = local->router;

	if (router != NULL)
		judge_session_policy(judge, &local->policy, &router->advertise, router->name);
	else if (local->nva != NULL)
		judge_session_policy(judge, &local->policy, &local->nva->advertise,
		                     local->nva->name);
	else if (!(local->doubts & LAB_DOUBT_END) &&
	         (local->policy.import != NULL || local->policy.export != NULL))
		judge_say(judge, SEVERITY_WARNING, local->place, NULL,
		          "local network gateway \"%s\" has policies, but no router stands there; "
		          "expected site and router; add them, or remove the policies",
		          local->name);
}

static void judge_local_gateways(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->local_gateway_count; i++) {
		judge_local_end(judge, &judge->lab->local_gateways[i]);
		judge_local_appliance(judge, &judge->lab->local_gateways[i]);
		judge_local_asn(judge, &judge->lab->local_gateways[i]);
		judge_local_policy(judge, &judge->lab->local_gateways[i]);
	}
}

static const struct judge_rule rules[] = {
    {judge_local_gateways, false},
    {NULL, false},
};

static const struct judge_hooks judge = {
    .rules = rules,
};

const struct kind_hooks azure_local_gateway = {
    .load = &load,
    .judge = &judge,
};
