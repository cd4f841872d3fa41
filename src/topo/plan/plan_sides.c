/*
 * What each end of each kind of session is like, as one table: which group the peer's routes are
 * in, which groups the peer does not hear of, and what else is special, by the two roles and the
 * link.
 */
#include "base/check.h"
#include "topo/plan/plan_compile.h"

#define BIT(group) (UINT32_C(1) << (group))

enum {
	EVERY_GROUP = (int)(BIT(PLAN_GROUP_COUNT) - 1),
	HUB_PREPEND = 2,              /* FACTS 1.4: 65520 65520 */
	GLOBAL_REACH_PREPEND = 2,     /* FACTS 1.4 rule 8 */
	GLOBAL_REACH_LOCAL_PREF = 10, /* FACTS 1.4 rule 9 */
	FAR_METRIC = 1,
	VWAN_MARK = PLAN_AS_MARKS << 16 | 12001,
};

/* An end in the making: `session` is that of `peer`, `own` and `far` the nodes at this end and the
 * other. */
struct end {
	struct plan_compiler *c;
	const struct plan_session *session;
	const struct plan_node *own;
	const struct plan_node *far;
	struct node_peer_conf *peer;
	uint32_t number; /* of the session */
};

typedef void special_fn(struct end *end);

static const struct facts *facts_of(const struct end *end)
{
	return end->c->lab->facts;
}

/* Routes of both families travel over the IPv4 session; the next hop of IPv6 is the address at the
 * same place in the GatewaySubnet's IPv6 prefix (FACTS 1.6). */
static void carry_ipv6(struct end *end, const struct lab_vnet *vnet, const struct addr *given)
{
	struct node_peer_conf *peer = end->peer;
	struct prefix ipv4 = plan_gateway_subnet(vnet, ADDR_IPV4);
	struct prefix ipv6 = plan_gateway_subnet(vnet, ADDR_IPV6);
	uint32_t offset = addr_as_u32(&peer->rib.next_hop[ADDR_IPV4]) - addr_as_u32(&ipv4.addr);

	if (!addr_is_set(&ipv6.addr))
		return;
	peer->rib.families[ADDR_IPV6] = true;
	peer->rib.next_hop[ADDR_IPV6] = given != NULL ? *given : prefix_host(&ipv6, offset);
	peer->session.capabilities.families[ADDR_IPV6] = true;
}

static void weigh_own(struct end *end)
{
	end->peer->rib.import.weight = facts_limit(facts_of(end), "learned-weight-own");
}

static void weigh_expressroute(struct end *end)
{
	end->peer->rib.import.weight = facts_limit(facts_of(end), "learned-weight-expressroute");
}

/* Circuits */

static void router_to_msee(struct end *end)
{
	plan_policy_router(end->peer, end->session->circuit_link, end->c->arena);
}

/* Sites of origin: the VNets' indexes for gateways, and behind them a number for each session with
 * a customer. Azure's internal communities stay inside (FACTS 1.5). */
static void msee_to_router(struct end *end)
{
	plan_policy_msee_to_customer(end->peer, end->session->circuit_link->circuit,
	                             end->c->lab->vnet_count + 1 + end->number);
	if (end->c->lab->hub_count > 0) {
		static const uint16_t internal[] = {PLAN_AS_GATEWAY, PLAN_AS_MARKS, 65518};

		for (size_t i = 0; i < COUNT_OF(internal); i++)
			end->peer->rib.export.strip[i] = internal[i];
	}
}

/* What sets the routes of virtual WANs apart: the gateway of a virtual hub marks what it announces,
 * and the switches of gateways go by that. */
static void judge_marks(struct rib_import *import, const struct lab_gateway *gateway)
{
	import->mark = VWAN_MARK;
	if (gateway->vnet->hub == NULL)
		import->refuse_marked = !gateway->allow_virtual_wan_traffic;
	else
		import->remote_vnet_as = gateway->allow_virtual_wan_traffic ? 0 : PLAN_AS_MSEE;
}

static void mark_hub(struct rib_export *export)
{
	export->tags[export->tag_count++] = VWAN_MARK;
}

/* A gateway that neither a Route Server nor a virtual hub feeds has nothing but its own to tell. */
static bool passes_nothing(const struct lab_vnet *vnet)
{
	return vnet->route_server == NULL && vnet->hub == NULL;
}

static void gateway_to_msee(struct end *end)
{
	const struct lab_connection *connection = end->session->connection;
	const struct lab_gateway *gateway = connection->gateway;
	const struct lab_vnet *vnet = gateway->vnet;
	struct rib_peer_conf *rib = &end->peer->rib;

	weigh_expressroute(end);
	plan_policy_gateway(end->peer, rib->import.weight + connection->routing_weight,
	                    gateway->allow_remote_vnet_traffic);
	rib->export.originated_only = passes_nothing(vnet);
	if (rib->export.originated_only)
		rib->export.withheld = 0;
	rib->export.skip_peer_as = !rib->export.originated_only;
	if (end->c->lab->hub_count > 0)
		judge_marks(&rib->import, gateway);
	if (vnet->hub == NULL) {
		carry_ipv6(end, vnet, NULL);
		return;
	}
	mark_hub(&rib->export);
	rib->export.best_of = BIT(PLAN_OWN) | BIT(PLAN_FROM_HUB_ROUTER);
}

static bool has_global_reach(const struct lab *lab, const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++)
		if (lab->global_reaches[i].circuit == circuit ||
		    lab->global_reaches[i].peer == circuit)
			return true;
	return false;
}

/* What Global Reach brought looks longer to gateways. */
static void msee_to_gateway(struct end *end)
{
	const struct lab_connection *connection = end->session->connection;
	const struct lab_vnet *vnet = connection->gateway->vnet;
	struct node_peer_conf *peer = end->peer;

	plan_policy_msee_to_gateway(peer, vnet->index + 1);
	peer->prefix_limit[ADDR_IPV4] = facts_limit(facts_of(end), "gateway-to-circuit-ipv4");
	peer->prefix_limit[ADDR_IPV6] = facts_limit(facts_of(end), "gateway-to-circuit-ipv6");
	if (has_global_reach(end->c->lab, connection->circuit))
		peer->rib.export.rewrite = (struct rib_rewrite){
		    .groups = BIT(PLAN_FROM_GLOBAL_REACH),
		    .prepend_as = PLAN_AS_MSEE,
		    .prepend = GLOBAL_REACH_PREPEND,
		};
	if (vnet->hub == NULL) {
		struct addr ipv6 =
		    plan_msee_address(connection, (enum lab_link)end->own->instance, ADDR_IPV6);

		carry_ipv6(end, vnet, &ipv6);
	}
}

/* Global Reach is the last resort: local preference 10. */
static void msee_to_msee(struct end *end)
{
	end->peer->rib.import.local_pref = GLOBAL_REACH_LOCAL_PREF;
	end->peer->rib.import.own_as_allowed = UINT8_MAX;
	end->peer->rib.export.ignore_no_export = true;
}

/* VNets */

static void gateway_to_vpn(struct end *end)
{
	weigh_own(end);
	if (lab_vpn_gateway_of(end->far->element)->learns_expressroute)
		end->peer->rib.export.withheld &= ~BIT(PLAN_FROM_MSEE);
	carry_ipv6(end, end->own->element->network, NULL);
}

#define FROM_OUTSIDE \
	(BIT(PLAN_OWN) | BIT(PLAN_OWN_STATIC) | BIT(PLAN_OWN_HOST) | BIT(PLAN_FROM_TUNNEL))

/* What its own tunnels taught an instance is told inside the VNet even where the route over
 * ExpressRoute weighs more. */
static void vpn_to_gateway(struct end *end)
{
	weigh_expressroute(end);
	end->peer->rib.export.best_of = FROM_OUTSIDE;
	carry_ipv6(end, end->own->element->network, NULL);
}

static void vpn_to_inside(struct end *end)
{
	weigh_own(end);
	end->peer->rib.export.best_of = FROM_OUTSIDE;
}

/* The weight of this gateway's own connection: a tunnel between two gateways has one at each. */
static uint32_t tunnel_weight(const struct end *end)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(end->own->element);

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_vpn_connection *connection = &gateway->connections[i];

		if (connection->enable_bgp &&
		    addr_equal(&connection->local->bgp_address, &end->peer->rib.peer_address))
			return connection->routing_weight;
	}
	return 0;
}

/* FACTS 2: one prefix too many ends the session. */
static void vpn_to_tunnel(struct end *end)
{
	weigh_own(end);
	end->peer->rib.import.weight += tunnel_weight(end);
	end->peer->prefix_limit[ADDR_IPV4] = facts_limit(facts_of(end), "vpn-gateway-prefixes");
}

/* A router tells a tunnel what is its own, as it tells circuits. */
static void router_to_tunnel(struct end *end)
{
	const struct lab_local_gateway *local = end->session->vpn_connection->local;

	CHECK(local->prepend[end->far->instance] <= UINT8_MAX);
	end->peer->rib.export.originated_only = true;
	end->peer->rib.export.ignore_no_export = true;
	end->peer->rib.export.prepend = (uint8_t)local->prepend[end->far->instance];
}

/* Without branch-to-branch, gateways and appliances do not hear of each other (FACTS 4.5). */
static void keep_branches_apart(struct end *end, rib_groups branches)
{
	if (!lab_route_server_of(end->own->element)->branch_to_branch)
		end->peer->rib.export.withheld |= branches;
}

/* What the Route Server prefers weighs more; the weight stays with it. */
static void weigh_preferred(struct end *end, bool preferred)
{
	if (preferred)
		weigh_expressroute(end);
	else
		weigh_own(end);
}

static void server_to_gateway(struct end *end)
{
	weigh_preferred(end, lab_route_server_of(end->own->element)->preference ==
	                         LAB_PREFER_EXPRESSROUTE);
	keep_branches_apart(end, BIT(PLAN_FROM_GATEWAY) | BIT(PLAN_FROM_VPN) | BIT(PLAN_FROM_NVA));
}

static void server_to_vpn(struct end *end)
{
	weigh_preferred(end, lab_route_server_of(end->own->element)->preference == LAB_PREFER_VPN);
	keep_branches_apart(end, BIT(PLAN_FROM_GATEWAY) | BIT(PLAN_FROM_VPN) | BIT(PLAN_FROM_NVA));
}

/* FACTS 2: the limit counts what is there and what comes, even if that is the same. */
static void server_to_nva(struct end *end)
{
	weigh_preferred(end, lab_route_server_of(end->own->element)->preference == LAB_PREFER_VPN);
	keep_branches_apart(end, BIT(PLAN_FROM_GATEWAY) | BIT(PLAN_FROM_VPN));
	end->peer->prefix_limit[ADDR_IPV4] =
	    facts_limit(facts_of(end), "route-server-peer-prefixes");
	end->peer->prefix_limit_cumulative = true;
}

/* An appliance announces with the next hop that the lab gives it (FACTS 1.4 rule 12). */
static void nva_to_server(struct end *end)
{
	end->peer->rib.export.originated_only = true;
	end->peer->rib.export.next_hop_unchanged = true;
}

/* Virtual hubs */

/* By AS path alone the way straight to another hub wins where it is as long as the one over
 * ExpressRoute (FACTS 4.4); else the hub's own gateway does. */
static void hub_to_gateway(struct end *end)
{
	weigh_preferred(end, lab_hub_of(end->own->element)->preference != LAB_PREFER_AS_PATH);
	end->peer->rib.igp_metric = FAR_METRIC;
	end->peer->rib.export.best_of = BIT(PLAN_OWN) | BIT(PLAN_FROM_HUBS);
	end->peer->rib.export.rewrite = (struct rib_rewrite){
	    .groups = BIT(PLAN_FROM_HUBS), .origin_set = true, .origin = BGP_ORIGIN_EGP};
}

static void hub_to_hub(struct end *end)
{
	weigh_own(end);
	end->peer->rib.export.rewrite = (struct rib_rewrite){
	    .groups = EVERY_GROUP, .prepend_as = PLAN_AS_VWAN, .prepend = HUB_PREPEND};
}

#define NEVER_TUNNELLED (BIT(PLAN_OWN) | BIT(PLAN_OWN_HOST))

/* clang-format off */
static const struct side {
	enum lab_kind own;
	enum lab_kind far;
	enum plan_link_kind link;
	enum plan_group group;
	rib_groups withheld;
	special_fn *special;
	bool next_hop_self;
	bool client;     /* of a reflector */
	bool refuse_own; /* a gateway takes no prefix of its own from elsewhere */
} sides[] = {
	{LAB_ROUTER,  LAB_CIRCUIT,         PLAN_LINK_CIRCUIT,      PLAN_FROM_MSEE,         0,                       router_to_msee,    false, false, false},
	{LAB_CIRCUIT,         LAB_ROUTER,  PLAN_LINK_CIRCUIT,      PLAN_FROM_CUSTOMER,     0,                       msee_to_router,    false, false, false},
	{LAB_GATEWAY,   LAB_CIRCUIT,         PLAN_LINK_GATEWAY,      PLAN_FROM_MSEE,         BIT(PLAN_FROM_MSEE) | BIT(PLAN_FROM_VPN), gateway_to_msee, false, false, true},
	{LAB_CIRCUIT,         LAB_GATEWAY,   PLAN_LINK_GATEWAY,      PLAN_FROM_GATEWAY,      0,                       msee_to_gateway,   false, false, false},
	{LAB_CIRCUIT,         LAB_CIRCUIT,         PLAN_LINK_GLOBAL_REACH, PLAN_FROM_GLOBAL_REACH, 0,                       msee_to_msee,      true,  false, false},
	{LAB_GATEWAY,   LAB_VPN_GATEWAY,  PLAN_LINK_VNET,         PLAN_FROM_VPN,          BIT(PLAN_FROM_MSEE),     gateway_to_vpn,    false, false, true},
	{LAB_VPN_GATEWAY,  LAB_GATEWAY,   PLAN_LINK_VNET,         PLAN_FROM_GATEWAY,      NEVER_TUNNELLED,         vpn_to_gateway,    true,  false, false},
	{LAB_VPN_GATEWAY,  LAB_VPN_GATEWAY,  PLAN_LINK_VNET,         PLAN_FROM_VPN,          BIT(PLAN_OWN),           vpn_to_inside,        true,  false, false},
	{LAB_VPN_GATEWAY,  LAB_ROUTER,  PLAN_LINK_TUNNEL,       PLAN_FROM_TUNNEL,       BIT(PLAN_OWN_HOST) | BIT(PLAN_FROM_GATEWAY), vpn_to_tunnel, false, false, false},
	{LAB_VPN_GATEWAY,  LAB_VPN_GATEWAY,  PLAN_LINK_TUNNEL,       PLAN_FROM_TUNNEL,       BIT(PLAN_OWN_HOST) | BIT(PLAN_FROM_GATEWAY), vpn_to_tunnel, false, false, false},
	{LAB_ROUTER,  LAB_VPN_GATEWAY,  PLAN_LINK_TUNNEL,       PLAN_FROM_TUNNEL,       0,                       router_to_tunnel,  false, false, false},
	{LAB_GATEWAY,   LAB_ROUTE_SERVER, PLAN_LINK_VNET,         PLAN_FROM_ROUTE_SERVER, BIT(PLAN_OWN),           weigh_own,         false, false, true},
	{LAB_VPN_GATEWAY,  LAB_ROUTE_SERVER, PLAN_LINK_VNET,         PLAN_FROM_ROUTE_SERVER, NEVER_TUNNELLED,         vpn_to_inside,        true,  false, false},
	{LAB_ROUTE_SERVER, LAB_GATEWAY,   PLAN_LINK_VNET,         PLAN_FROM_GATEWAY,      BIT(PLAN_OWN),           server_to_gateway, false, true,  false},
	{LAB_ROUTE_SERVER, LAB_VPN_GATEWAY,  PLAN_LINK_VNET,         PLAN_FROM_VPN,          BIT(PLAN_OWN),           server_to_vpn,     false, true,  false},
	{LAB_ROUTE_SERVER, LAB_NVA,          PLAN_LINK_VNET,         PLAN_FROM_NVA,          0,                       server_to_nva,     false, false, false},
	{LAB_NVA,          LAB_ROUTE_SERVER, PLAN_LINK_VNET,         PLAN_FROM_ROUTE_SERVER, 0,                       nva_to_server,     false, false, false},
	{LAB_GATEWAY,   LAB_HUB,   PLAN_LINK_VNET,         PLAN_FROM_HUB_ROUTER,   BIT(PLAN_OWN),           weigh_own,         false, false, true},
	{LAB_HUB,   LAB_GATEWAY,   PLAN_LINK_VNET,         PLAN_FROM_GATEWAY,      BIT(PLAN_OWN),           hub_to_gateway,    false, true,  false},
	{LAB_HUB,   LAB_HUB,   PLAN_LINK_HUBS,         PLAN_FROM_HUBS,         0,                       hub_to_hub,        true,  false, false},
};
/* clang-format on */

static bool fits(const struct side *side, const struct end *end)
{
	return side->own == end->own->element->kind && side->far == end->far->element->kind &&
	       side->link == end->session->kind;
}

/* There is a row for every kind of session that the parts make. */
static const struct side *side_of(const struct end *end)
{
	size_t i = 0;

	while (i < COUNT_OF(sides) && !fits(&sides[i], end))
		i++;
	CHECK(i < COUNT_OF(sides));
	return &sides[i];
}

/* The nearest hold time that can be offered: none, or three seconds and more (RFC 4271
 * section 4.2). */
static uint16_t hold_time_s(uint32_t wanted)
{
	if (wanted == 1 || wanted == 2)
		return 3;
	return wanted < UINT16_MAX ? (uint16_t)wanted : UINT16_MAX;
}

/* RFC 4271 section 4.2: the smaller of both offers counts, and keepalives follow at a third of it.
 * FACTS 1.3. */
static void set_hold_time(struct end *end)
{
	bool gateway = end->session->kind == PLAN_LINK_GATEWAY;

	if (end->own->element->kind == LAB_CIRCUIT || gateway)
		end->peer->session.hold_time_s =
		    hold_time_s(facts_limit(facts_of(end), "msee-hold-s"));
}

static void make_end(struct plan_compiler *c, uint32_t number, unsigned which)
{
	const struct plan *plan = c->builder.plan;
	const struct plan_session *session = &plan->sessions[number];
	struct end end = {
	    .c = c,
	    .session = session,
	    .own = &plan->nodes[session->end[which].node],
	    .far = &plan->nodes[session->end[which ^ 1].node],
	    .peer = plan_builder_peer(&c->builder, session, which),
	    .number = number,
	};
	const struct side *side = side_of(&end);

	end.peer->rib.group = (uint8_t)side->group;
	end.peer->rib.client = side->client;
	end.peer->rib.import.refuse_own_prefix = side->refuse_own;
	end.peer->rib.export.withheld = side->withheld;
	end.peer->rib.export.next_hop_self = side->next_hop_self;
	set_hold_time(&end);
	side->special(&end);
}

void plan_make_policies(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->builder.plan->session_count; i++) {
		make_end(c, i, 0);
		make_end(c, i, 1);
	}
}
