/* A network virtual appliance in the plan: a speaker, if it speaks BGP, and its sessions with the
 * Route Server. */
#include "azure/network.h"
#include "azure/nva/nva.h"
#include "azure/policy.h"
#include "base/check.h"

static uint32_t count_speakers(const struct lab_element *element)
{
	const struct lab_nva *nva = lab_nva_of(element);
	bool speaks = nva->route_server != NULL || nva->ends_vpn;

	for (const struct lab_tunnel_end *end = nva->tunnel_ends; end != NULL; end = end->next)
		speaks = speaks || end->tunnel->bgp;
	return nva->asn != 0 && speaks;
}

static struct addr address_of(const struct lab_element *element, uint32_t instance)
{
	CHECK(instance == 0);
	return lab_nva_of(element)->address;
}

static void make_nva(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_nva *nva = lab_nva_of(element);

	if (count_speakers(element) == 0)
		return;

	struct plan_node *node = plan_compiler_node(c, element, 0, nva->asn);
	uint32_t count = nva->advertise.count;
	struct node_route_conf *routes = arena_alloc(c->arena, count * sizeof(*routes));
	struct bgp_attrs attrs = azure_router_route(c->arena, NULL, 0);

	attrs.next_hop = nva->next_hop;
	for (uint32_t i = 0; i < count; i++)
		routes[i] = (struct node_route_conf){
		    nva->advertise.items[i],
		    azure_announced(c->arena, &attrs,
		                    lab_announcement_of(&nva->announce, &nva->advertise.items[i])),
		    0};
	node->external = nva->external;
	node->conf.router_id = addr_as_u32(&nva->address);
	node->conf.routes = routes;
	node->conf.route_count = count;
	node->conf.choice = (struct rib_choice){.same_as = true};
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_nva *nva = lab_nva_of(element);

	CHECK(element->kind == LAB_NVA);
	for (uint32_t k = 0; count_speakers(element) > 0 && k < nva->peering_count; k++) {
		const struct lab_nva_peering *peering = &nva->peerings[k];

		for (uint32_t i = 0; i < LAB_INSTANCES; i++)
			if (peering->instance == LAB_INSTANCES || peering->instance == i)
				plan_compiler_join(c, PLAN_LINK_VNET, element, 0,
				                   peering->server->element, i);
	}
}

const struct lab_nva_peering *nva_peering_with(const struct lab_nva *nva,
                                               const struct lab_route_server *server)
{
	for (uint32_t i = 0; i < nva->peering_count; i++)
		if (nva->peerings[i].server == server)
			return &nva->peerings[i];
	return NULL;
}

/* The limit counts what is there and what comes, even if that is the same
 * (route-server-prefix-limit). Without branch-to-branch an appliance does not hear of gateways. */
static void server_to_nva(struct plan_peer *peer)
{
	const struct lab_route_server *server = lab_route_server_of(peer->own->element);

	CHECK(peer->far->element->kind == LAB_NVA &&
	      nva_peering_with(lab_nva_of(peer->far->element), server) != NULL);
	if (lab_preference_favours(server->preference, false))
		azure_weigh_expressroute(peer);
	else
		azure_weigh_own(peer);
	if (!server->branch_to_branch)
		peer->conf->rib.export.withheld |=
		    PLAN_BIT(PLAN_FROM_GATEWAY) | PLAN_BIT(PLAN_FROM_VPN);
	peer->conf->prefix_limit[ADDR_IPV4] =
	    facts_limit(plan_facts(peer), "route-server-peer-prefixes");
	peer->conf->prefix_limit_cumulative = true;
}

/* Routers tell all peers of an update group the same, the one that taught it included: those whom
 * nothing sets apart, as a route map of its own does (update-group-no-split-horizon). */
static bool is_told_alike(const struct lab_nva *nva)
{
	uint32_t alike = 0;

	for (uint32_t i = 0; i < nva->peering_count; i++)
		if (nva->peerings[i].policy.export == NULL)
			alike += nva->peerings[i].instance == LAB_INSTANCES ? LAB_INSTANCES : 1;
	return alike > 1 && !addr_is_set(&nva->next_hop);
}

/* An appliance announces with the next hop that the lab gives it (nva-next-hop-kept). What it
 * passes on goes by the same, or by itself. */
static void nva_to_server(struct plan_peer *peer)
{
	const struct lab_nva *nva = lab_nva_of(peer->own->element);
	const struct lab_nva_peering *peering =
	    nva_peering_with(nva, lab_route_server_of(peer->far->element));
	struct rib_export *export = &peer->conf->rib.export;

	CHECK(peer->own->element->kind == LAB_NVA && peering != NULL);
	export->originated_only = !nva->readvertise;
	export->next_hop_unchanged = true;
	if (nva->readvertise && addr_is_set(&nva->next_hop))
		peer->conf->rib.next_hop[ADDR_IPV4] = nva->next_hop;
	if (nva->readvertise && nva->as_override)
		export->override_from = peer->conf->rib.peer_as;
	export->to_sender =
	    nva->readvertise && peering->policy.export == NULL && is_told_alike(nva);
	azure_apply_policy(peer, &peering->policy);
}

static const struct plan_side sides[] = {
    {.own = LAB_ROUTE_SERVER, .far = LAB_NVA, .group = PLAN_FROM_NVA, .special = server_to_nva},
    {.own = LAB_NVA,
     .far = LAB_ROUTE_SERVER,
     .group = PLAN_FROM_ROUTE_SERVER,
     .special = nva_to_server},
    {.special = NULL},
};

static bool reaches_circuits(const struct plan *plan, const struct plan_node *node)
{
	const struct lab_nva *nva = lab_nva_of(node->element);

	(void)plan;
	for (uint32_t i = 0; nva != NULL && i < nva->peering_count; i++)
		if (nva->peerings[i].server->branch_to_branch &&
		    nva->peerings[i].server->vnet->gateway != NULL)
			return true;
	return false;
}

static const struct plan_assumed assumed[] = {
    {.rank = 14,
     .rule = "msee-as-override-mechanism",
     .nodes = reaches_circuits,
     .text =
         "appliance(s) announce prefixes that gateways elsewhere refuse for the 65515 in the path"},
    {.rule = NULL},
};

const struct plan_hooks nva_plan = {
    .speakers = count_speakers,
    .nodes = make_nva,
    .address = address_of,
    .sessions = make_sessions,
    .sides = sides,
    .assumed = assumed,
};
