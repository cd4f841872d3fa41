/* A virtual hub in the plan: one router, between the hub's gateway and the routers of the other
 * hubs of the same virtual WAN. */
#include "azure/hub/hub.h"
#include "azure/network.h"
#include "azure/policy.h"
#include "base/check.h"

enum {
	ROUTER_HOST = 68, /* from the network address of the hub */
	HUB_PREPEND = 2,  /* 65520 65520 (virtual-hub-mesh) */
	VPN_METRIC = 1,   /* of the way to the VPN gateway: ExpressRoute goes before it */
	FAR_METRIC = 2,   /* of the way to another hub */
};

#define OWN (PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_OWN_HUB))

/* What a VPN gateway has by its tunnels, with BGP and without. */
#define BY_TUNNEL (PLAN_BIT(PLAN_OWN_STATIC) | PLAN_BIT(PLAN_FROM_TUNNEL))

static struct addr address_of(const struct lab_element *element, uint32_t instance)
{
	const struct lab_prefixes *space = &element->network->address_space;

	CHECK(instance == 0);
	return space->count > 0 ? prefix_host(&space->items[0], ROUTER_HOST) : (struct addr){0};
}

/* The hub's prefix, which other hubs do not hear of, is told from those of its networks by its
 * group (virtual-hub-own-prefix). */
static void mark_own_prefix(struct azure_routes *routes, const struct lab_vnet *hub)
{
	for (uint32_t i = 0; i < hub->address_space.count; i++)
		for (uint32_t k = 0; k < routes->count; k++)
			if (prefix_equal(&routes->items[k].prefix, &hub->address_space.items[i]))
				routes->items[k].group = PLAN_OWN_HUB;
}

static void make_router(struct plan_compiler *c, const struct lab_element *element)
{
	struct plan_node *node = plan_compiler_node(c, element, 0, AZURE_AS_GATEWAY);
	struct azure_routes routes = azure_address_space_routes(c, element->network, true, 0);
	struct addr address = address_of(element, 0);

	CHECK(element->kind == LAB_HUB);
	mark_own_prefix(&routes, element->network);
	node->conf.router_id = addr_as_u32(&address);
	node->conf.routes = routes.items;
	node->conf.route_count = routes.count;
}

static void join_hubs(struct plan_compiler *c, const struct lab_hub *a, const struct lab_hub *b)
{
	struct plan_session *session =
	    plan_compiler_join(c, PLAN_LINK_HUBS, a->element, 0, b->element, 0);
	uint32_t rtt_us;

	CHECK(a->index < b->index);
	session->basis =
	    facts_region_rtt_us(c->lab->facts, a->vnet->region, b->vnet->region, &rtt_us);
	session->delay_us = rtt_us / 2;
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_hub *hub = lab_hub_of(element);
	const struct lab_gateway *gateway = hub->vnet->gateway;
	const struct lab_vpn_gateway *vpn = hub->vnet->vpn_gateway;

	CHECK(hub->index < c->lab->hub_count);
	for (uint32_t i = 0; gateway != NULL && i < LAB_INSTANCES; i++)
		plan_compiler_join(c, PLAN_LINK_VNET, gateway->element, i, element, 0);
	for (uint32_t i = 0; vpn != NULL && i < LAB_INSTANCES; i++)
		plan_compiler_join(c, PLAN_LINK_VNET, vpn->element, i, element, 0);
	for (uint32_t i = hub->index + 1; i < c->lab->hub_count; i++)
		if (lab_hubs_share_wan(hub, &c->lab->hubs[i]))
			join_hubs(c, hub, &c->lab->hubs[i]);
}

/* By AS path alone the shorter way wins; the hub's own gateways do where they are equally long
 * (virtual-hub-preference), and else in any case. Between them the preferred one has a weight more
 * (virtual-hub-vpn). */
static void weigh(struct plan_peer *peer, bool expressroute)
{
	const struct lab_hub *hub = lab_hub_of(peer->own->element);
	bool both =
	    hub->has_bgp_peers || (hub->vnet->gateway != NULL && hub->vnet->vpn_gateway != NULL);

	CHECK(peer->own->element->network == peer->far->element->network);
	if (hub->preference == LAB_PREFER_AS_PATH) {
		azure_weigh_own(peer);
		return;
	}
	azure_weigh_expressroute(peer);
	if (both && lab_preference_favours(hub->preference, expressroute))
		peer->conf->rib.import.weight++;
}

static void tell_origin(struct plan_peer *peer)
{
	peer->conf->rib.export.rewrite = (struct rib_rewrite){
	    .groups = PLAN_BIT(PLAN_FROM_HUBS), .origin_set = true, .origin = BGP_ORIGIN_EGP};
}

/* The router is told what tunnels taught, and decides. For the gateway itself its own tunnels go
 * before what the router tells (virtual-hub-vpn). */
static void vpn_to_hub(struct plan_peer *peer)
{
	CHECK(peer->own->element->network == peer->far->element->network);
	azure_weigh_own(peer);
	peer->conf->rib.import.weight--;
	peer->conf->rib.export.best_of = BY_TUNNEL;
}

/* Branches hear of each other: the VPN gateway of what circuits taught, and circuits of what it
 * taught, whatever the hub prefers (virtual-hub-branches). */
static void hub_to_vpn(struct plan_peer *peer)
{
	weigh(peer, false);
	hub_hold_back(peer);
	peer->conf->rib.igp_metric = VPN_METRIC;
	tell_origin(peer);
}

static void hub_to_gateway(struct plan_peer *peer)
{
	struct rib_export *export = &peer->conf->rib.export;

	weigh(peer, true);
	hub_hold_back(peer);
	export->best_of = OWN | PLAN_BIT(PLAN_FROM_HUBS);
	if (peer->own->element->network->vpn_gateway != NULL)
		export->best_of |= PLAN_BIT(PLAN_FROM_VPN);
	if (lab_hub_of(peer->own->element)->has_bgp_peers)
		export->best_of |= PLAN_BIT(PLAN_FROM_NVA);
	tell_origin(peer);
}

/* A default route stays with the hub that has it (virtual-hub-default-route). */
static void hub_to_hub(struct plan_peer *peer)
{
	CHECK(peer->own->element != peer->far->element);
	hub_hold_back(peer);
	azure_weigh_own(peer);
	peer->conf->rib.igp_metric = FAR_METRIC;
	peer->conf->rib.export.rewrite = (struct rib_rewrite){
	    .groups = PLAN_EVERY_GROUP, .prepend_as = AZURE_AS_VWAN, .prepend = HUB_PREPEND};
}

static const struct plan_side sides[] = {
    {.own = LAB_GATEWAY,
     .far = LAB_HUB,
     .group = PLAN_FROM_HUB_ROUTER,
     .withheld = PLAN_BIT(PLAN_OWN),
     .refuse_own = true,
     .special = azure_weigh_own},
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_HUB,
     .group = PLAN_FROM_HUB_ROUTER,
     .withheld = PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_OWN_HOST) | PLAN_BIT(PLAN_FROM_HUB_ROUTER),
     .next_hop_self = true,
     .refuse_own = true,
     .special = vpn_to_hub},
    {.own = LAB_HUB,
     .far = LAB_GATEWAY,
     .group = PLAN_FROM_GATEWAY,
     .withheld = OWN,
     .client = true,
     .special = hub_to_gateway},
    {.own = LAB_HUB,
     .far = LAB_VPN_GATEWAY,
     .group = PLAN_FROM_VPN,
     .withheld = OWN,
     .client = true,
     .special = hub_to_vpn},
    {.own = LAB_HUB,
     .far = LAB_HUB,
     .group = PLAN_FROM_HUBS,
     .withheld = PLAN_BIT(PLAN_OWN_HUB),
     .next_hop_self = true,
     .special = hub_to_hub},
    {.special = NULL},
};

static bool is_hub_router(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->element->kind == LAB_HUB;
}

static bool prefers_as_hub(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->element->kind == LAB_HUB && lab_hub_of(node->element)->vnet->gateway != NULL;
}

static bool is_hubs_vpn_gateway(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->element->kind == LAB_VPN_GATEWAY && node->instance == 0 &&
	       lab_vnet_is_hub(node->element->network);
}

static const struct plan_assumed assumed[] = {
    {.rank = 8,
     .rule = "virtual-hub-one-router",
     .nodes = is_hub_router,
     .text = "virtual hub(s) have one router, where Azure has two instances"},
    {.rank = 9,
     .rule = "hub-router-in-path",
     .nodes = is_hub_router,
     .text = "virtual hub(s) whose router all packets from its networks pass, at no cost that is "
             "known"},
    {.rank = 10,
     .rule = "virtual-hub-no-circuit-transit",
     .nodes = prefers_as_hub,
     .text = "virtual hub(s) tell no circuit what another one taught them"},
    {.rank = 11,
     .rule = "virtual-hub-preference",
     .nodes = prefers_as_hub,
     .text = "virtual hub(s) put their own gateway before other hubs by a weight, or by path "
             "length alone"},
    {.rank = 24,
     .rule = "virtual-hub-vpn",
     .nodes = is_hubs_vpn_gateway,
     .text = "VPN gateway(s) of virtual hubs use their own tunnels before what the router tells"},
    {.rule = NULL},
};

const struct plan_hooks hub_plan = {
    .speakers = azure_one_speaker,
    .nodes = make_router,
    .address = address_of,
    .sessions = make_sessions,
    .sides = sides,
    .assumed = assumed,
};
