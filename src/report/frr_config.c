/* Writes FRR's configuration from a node of the plan. */
#include "report/frr_config.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "report/frr_policy.h"

enum { CONNECT_S = 10, KEEPALIVES_A_HOLD = 3 };

struct frr {
	const struct plan *plan;
	const struct plan_node *node;
	const struct node_conf *conf;
	struct addr next_hop; /* of own routes that others shall go by; unset: the router */
	struct text *out;
};

bool frr_config_can_be(const struct plan_node *node)
{
	return node->element->kind == LAB_ROUTER || node->element->kind == LAB_NVA;
}

static const struct plan_session *session_of(const struct frr *frr, uint32_t peer)
{
	return &frr->plan->sessions[frr->node->sessions[peer]];
}

static const char *address_of(const struct node_peer_conf *peer, char text[ADDR_TEXT_MAX])
{
	return addr_format(&peer->rib.peer_address, text);
}

/* Own routes */

static bool is_plain(const struct bgp_attrs *attrs)
{
	return attrs->origin == BGP_ORIGIN_IGP && attrs->med == 0 && attrs->as_path.size == 0 &&
	       attrs->communities.size == 0;
}

/* The first of the own routes with these attributes, by whose number their route map is called. */
static uint32_t alike(const struct frr *frr, uint32_t route)
{
	uint32_t i = 0;

	while (!bgp_attrs_equal(&frr->conf->routes[i].attrs, &frr->conf->routes[route].attrs))
		i++;
	return i;
}

static void write_own_map(const struct frr *frr, uint32_t route)
{
	const struct bgp_attrs *attrs = &frr->conf->routes[route].attrs;

	text_addf(frr->out, "route-map lab:own-%" PRIu32 " permit 10\n", route + 1);
	if (attrs->origin != BGP_ORIGIN_IGP)
		text_addf(frr->out, " set origin %s\n",
		          attrs->origin == BGP_ORIGIN_EGP ? "egp" : "incomplete");
	if (attrs->med != 0)
		text_addf(frr->out, " set metric %" PRIu32 "\n", attrs->med);
	if (attrs->as_path.size > 0) {
		text_add(frr->out, " set as-path prepend ");
		as_path_format(attrs->as_path, " ", frr->out);
		text_add(frr->out, "\n");
	}
	if (attrs->communities.size > 0) {
		text_add(frr->out, " set community ");
		community_format(attrs->communities, frr->out);
		text_add(frr->out, "\n");
	}
	text_add(frr->out, "exit\n!\n");
}

static void write_own_maps(const struct frr *frr)
{
	for (uint32_t i = 0; i < frr->conf->route_count; i++)
		if (alike(frr, i) == i && !is_plain(&frr->conf->routes[i].attrs))
			write_own_map(frr, i);
}

static void write_networks(const struct frr *frr, uint8_t family)
{
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < frr->conf->route_count; i++) {
		const struct node_route_conf *route = &frr->conf->routes[i];

		if (route->prefix.addr.family != family)
			continue;
		text_addf(frr->out, "  network %s", prefix_format(&route->prefix, text));
		if (!is_plain(&route->attrs))
			text_addf(frr->out, " route-map lab:own-%" PRIu32, alike(frr, i) + 1);
		text_add(frr->out, "\n");
	}
}

/* Inside an AS the path does not tell whose a route is. */
static bool has_internal_peers(const struct frr *frr)
{
	for (uint32_t i = 0; i < frr->conf->peer_count; i++)
		if (!rib_peer_external(&frr->conf->peers[i].rib))
			return true;
	return false;
}

/* Only own routes go out, and a list of their prefixes says which. */
static bool lists_own(const struct frr *frr, const struct node_peer_conf *peer)
{
	return peer->rib.export.originated_only && has_internal_peers(frr);
}

/* Only own routes: those with a path that an own route has, which for most is the empty one. */
static void write_own_paths(const struct frr *frr)
{
	bool needed = false;

	for (uint32_t i = 0; i < frr->conf->peer_count; i++)
		needed = needed || (frr->conf->peers[i].rib.export.originated_only &&
		                    !lists_own(frr, &frr->conf->peers[i]));
	if (!needed)
		return;
	text_add(frr->out, "! Only what begins here goes out.\n"
	                   "bgp as-path access-list lab:own seq 5 permit ^$\n");
	for (uint32_t i = 0; i < frr->conf->route_count; i++) {
		const struct bgp_attrs *attrs = &frr->conf->routes[i].attrs;

		if (attrs->as_path.size == 0 || alike(frr, i) != i)
			continue;
		text_addf(frr->out, "bgp as-path access-list lab:own seq %" PRIu32 " permit ^",
		          5 * (i + 2));
		as_path_format(attrs->as_path, " ", frr->out);
		text_add(frr->out, "$\n");
	}
	text_add(frr->out, "!\n");
}

/* The sessions' own filters */

static void filter_name(const struct node_peer_conf *peer, struct text *out)
{
	text_add(out, "lab:");
	frr_policy_map_name(peer, false, out);
	text_add(out, "-filter");
}

static void write_filter(const struct frr *frr, const struct node_peer_conf *peer, const char *name)
{
	const struct rib_filter *filter = peer->rib.export.filter;

	text_addf(frr->out, "! Of the own prefixes %s is told a part.\n", peer->name);
	for (uint32_t i = 0; i < filter->count; i++)
		if (filter->rules[i].prefix.addr.family == peer->rib.peer_address.family)
			frr_policy_rule(name, 5 * (i + 1), &filter->rules[i], frr->out);
	text_add(frr->out, "!\n");
}

/* A list without an entry would let everything through. */
static void write_own_list(const struct frr *frr, const struct node_peer_conf *peer,
                           const char *name)
{
	uint8_t family = peer->rib.peer_address.family;
	struct rib_filter_rule rest = {.prefix = {.addr = {.family = family}},
	                               .length_max = (uint8_t)addr_bits(family)};

	text_addf(frr->out, "! Only what begins here goes to %s.\n", peer->name);
	for (uint32_t i = 0; i < frr->conf->route_count; i++) {
		const struct prefix *prefix = &frr->conf->routes[i].prefix;
		struct rib_filter_rule rule = {.prefix = *prefix,
		                               .length_min = prefix->length,
		                               .length_max = prefix->length,
		                               .permit = true};

		if (prefix->addr.family == family &&
		    rib_filter_permits(peer->rib.export.filter, prefix))
			frr_policy_rule(name, 5 * (i + 1), &rule, frr->out);
	}
	frr_policy_rule(name, 5 * (frr->conf->route_count + 1), &rest, frr->out);
	text_add(frr->out, "!\n");
}

static void write_filters(const struct frr *frr)
{
	for (uint32_t i = 0; i < frr->conf->peer_count; i++) {
		const struct node_peer_conf *peer = &frr->conf->peers[i];
		struct text name = {0};

		filter_name(peer, &name);
		if (lists_own(frr, peer))
			write_own_list(frr, peer, text_str(&name));
		else if (peer->rib.export.filter != NULL)
			write_filter(frr, peer, text_str(&name));
		text_done(&name);
	}
}

static void write_maps(const struct frr *frr)
{
	for (uint32_t i = 0; i < frr->conf->peer_count; i++) {
		const struct node_peer_conf *peer = &frr->conf->peers[i];

		if (frr_policy_needs_map(peer, true, &frr->next_hop))
			frr_policy_map(frr->conf, peer, true, &frr->next_hop, frr->out);
		if (frr_policy_needs_map(peer, false, &frr->next_hop))
			frr_policy_map(frr->conf, peer, false, &frr->next_hop, frr->out);
	}
}

/* Neighbours */

static void write_neighbour(const struct frr *frr, uint32_t number)
{
	const struct node_peer_conf *peer = &frr->conf->peers[number];
	const struct plan_session *session = session_of(frr, number);
	unsigned hold_s = peer->session.hold_time_s;
	char at[ADDR_TEXT_MAX];
	char own[ADDR_TEXT_MAX];

	address_of(peer, at);
	text_addf(frr->out, " neighbor %s remote-as %" PRIu32 "\n", at, peer->rib.peer_as);
	text_addf(frr->out, " neighbor %s description %s\n", at, peer->name);
	if (session->md5_key != NULL)
		text_addf(frr->out, " neighbor %s password %s\n", at, session->md5_key);
	if (session->kind == PLAN_LINK_INTERIOR)
		text_addf(frr->out, " neighbor %s update-source %s\n", at,
		          addr_format(&peer->rib.next_hop[peer->rib.peer_address.family], own));
	if (session->kind != PLAN_LINK_CIRCUIT && session->kind != PLAN_LINK_SITES &&
	    session->element->kind != LAB_TUNNEL && rib_peer_external(&peer->rib))
		text_addf(frr->out,
		          " ! It is not in a subnet of the router, so not directly connected.\n"
		          " neighbor %s ebgp-multihop\n",
		          at);
	if (!peer->rib.export.originated_only && !peer->rib.export.to_sender &&
	    rib_peer_external(&peer->rib))
		text_addf(frr->out,
		          " ! A route does not go back to who told it. FRR sees to that of single "
		          "neighbours only.\n"
		          " neighbor %s solo\n",
		          at);
	text_addf(frr->out, " neighbor %s timers %u %u\n", at, hold_s / KEEPALIVES_A_HOLD, hold_s);
	text_addf(frr->out, " neighbor %s timers connect %d\n", at, CONNECT_S);
	text_addf(frr->out, " neighbor %s advertisement-interval 0\n", at);
}

static void write_direction(const struct frr *frr, const struct node_peer_conf *peer, bool in)
{
	char at[ADDR_TEXT_MAX];

	if (!frr_policy_needs_map(peer, in, &frr->next_hop))
		return;
	text_addf(frr->out, "  neighbor %s route-map ", address_of(peer, at));
	frr_policy_map_name(peer, in, frr->out);
	text_add(frr->out, in ? " in\n" : " out\n");
}

static void write_activation(const struct frr *frr, const struct node_peer_conf *peer)
{
	char at[ADDR_TEXT_MAX];

	address_of(peer, at);
	text_addf(frr->out, "  neighbor %s activate\n", at);
	if (peer->rib.export.next_hop_self)
		text_addf(frr->out, "  neighbor %s next-hop-self\n", at);
	if (peer->rib.export.override_from != 0)
		text_addf(frr->out, "  neighbor %s as-override\n", at);
	if (peer->rib.client)
		text_addf(frr->out, "  neighbor %s route-reflector-client\n", at);
	if (peer->rib.export.originated_only && !lists_own(frr, peer))
		text_addf(frr->out, "  neighbor %s filter-list lab:own out\n", at);
	if (peer->rib.export.filter != NULL || lists_own(frr, peer)) {
		text_addf(frr->out, "  neighbor %s prefix-list ", at);
		filter_name(peer, frr->out);
		text_add(frr->out, " out\n");
	}
	write_direction(frr, peer, true);
	write_direction(frr, peer, false);
}

static void write_family(const struct frr *frr, uint8_t family)
{
	uint32_t sessions = 0;

	for (uint32_t i = 0; i < frr->conf->peer_count; i++)
		sessions += frr->conf->peers[i].rib.families[family];
	if (sessions == 0)
		return;
	text_addf(frr->out, " !\n address-family ipv%c unicast\n", family == ADDR_IPV6 ? '6' : '4');
	if (frr->conf->choice.maximum != 0)
		text_addf(frr->out, "  maximum-paths %u\n", frr->conf->choice.maximum);
	if (frr->conf->choice.maximum_internal != 0)
		text_addf(frr->out, "  maximum-paths ibgp %u\n",
		          frr->conf->choice.maximum_internal);
	write_networks(frr, family);
	for (uint32_t i = 0; i < frr->conf->peer_count; i++)
		if (frr->conf->peers[i].rib.families[family])
			write_activation(frr, &frr->conf->peers[i]);
	text_add(frr->out, " exit-address-family\n");
}

static void write_router(const struct frr *frr)
{
	uint32_t id = frr->conf->router_id;

	text_addf(frr->out, "router bgp %" PRIu32 "\n", frr->conf->asn);
	text_addf(frr->out, " bgp router-id %u.%u.%u.%u\n", id >> 24, id >> 16 & 0xff,
	          id >> 8 & 0xff, id & 0xff);
	text_add(
	    frr->out,
	    " ! Policies stand where the lab has them; without one all passes (RFC 8212).\n"
	    " no bgp ebgp-requires-policy\n"
	    " ! The lab's prefixes are announced whether this host has a route to them or not.\n"
	    " no bgp network import-check\n"
	    " no bgp default ipv4-unicast\n");
	if (!frr->conf->choice.keep_oldest)
		text_add(frr->out, " ! Of equal routes the one from the lower router ID is the "
		                   "best, not the oldest.\n"
		                   " bgp bestpath compare-routerid\n");
	if (!frr->conf->choice.same_as)
		text_add(frr->out, " ! Equally good routes of several neighbouring ASs are used.\n"
		                   " bgp bestpath as-path multipath-relax\n");
	for (uint32_t i = 0; i < frr->conf->peer_count; i++)
		write_neighbour(frr, i);
	write_family(frr, ADDR_IPV4);
	write_family(frr, ADDR_IPV6);
	text_add(frr->out, "exit\n!\n");
}

static struct addr next_hop_of(const struct node_conf *conf)
{
	for (uint32_t i = 0; i < conf->route_count; i++)
		if (addr_is_set(&conf->routes[i].attrs.next_hop))
			return conf->routes[i].attrs.next_hop;
	return (struct addr){0};
}

/* What the IGP of the site has to know, which is not written here. */
static void write_interior(const struct frr *frr)
{
	const struct rib_choice *choice = &frr->conf->choice;
	bool begun = false;

	for (uint32_t i = 0; i < choice->next_hop_count; i++) {
		const struct rib_next_hop *hop = &choice->next_hops[i];
		char prefix[PREFIX_TEXT_MAX];
		char via[ADDR_TEXT_MAX];

		if (!addr_is_set(&hop->via) || hop->metric == 0)
			continue;
		if (!begun)
			text_add(frr->out, "! The IGP of the site leads to these next hops:\n");
		begun = true;
		text_addf(frr->out, "! %s by %s, metric %" PRIu32 "\n",
		          prefix_format(&hop->prefix, prefix), addr_format(&hop->via, via),
		          hop->metric);
	}
	if (begun)
		text_add(frr->out, "!\n");
}

static void write_statics(const struct frr *frr)
{
	const struct lab_router *router = lab_router_of(frr->node->element);
	const struct lab_nva *nva = lab_nva_of(frr->node->element);
	const struct lab_static_route *routes = router != NULL ? router->statics : nva->statics;
	uint32_t count = router != NULL ? router->static_count : nva->static_count;
	char prefix[PREFIX_TEXT_MAX];
	char hop[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < count; i++)
		text_addf(frr->out, "%s route %s %s\n",
		          routes[i].prefix.addr.family == ADDR_IPV6 ? "ipv6" : "ip",
		          prefix_format(&routes[i].prefix, prefix),
		          addr_is_set(&routes[i].next_hop) ? addr_format(&routes[i].next_hop, hop)
		                                           : "blackhole");
	if (count > 0)
		text_add(frr->out, "!\n");
}

void frr_config_write(const struct plan *plan, uint32_t node, struct text *out)
{
	struct frr frr = {
	    .plan = plan,
	    .node = &plan->nodes[node],
	    .conf = &plan->nodes[node].conf,
	    .next_hop = next_hop_of(&plan->nodes[node].conf),
	    .out = out,
	};

	CHECK(frr_config_can_be(frr.node));
	text_addf(out, "! %s of lab %s, for FRR.\n", frr.conf->name, plan->lab->name);
	text_addf(out,
	          "frr defaults traditional\n"
	          "hostname %s\n"
	          "service integrated-vtysh-config\n!\n",
	          frr.node->element->own_name);
	write_interior(&frr);
	write_statics(&frr);
	write_own_paths(&frr);
	frr_policy_lists(frr.conf, out);
	write_filters(&frr);
	write_own_maps(&frr);
	write_maps(&frr);
	write_router(&frr);
}
