/* Inside a site: its routers' iBGP, and which next hops each of them reaches. */
#include "azure/network.h"
#include "azure/site/site.h"
#include "base/check.h"

/* The first address that a circuit or a link between sites gives it. */
static struct addr link_address(const struct lab_router *router, uint8_t family)
{
	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *link = &router->links[i];
		struct addr address;

		if (link->circuit == NULL || link->link == LAB_LINK_COUNT)
			continue;
		address = lab_customer_address(link->circuit, link->link, family);
		if (addr_is_set(&address))
			return address;
	}
	for (const struct lab_site_link_end *end = router->site_ends; end != NULL; end = end->next)
		if (site_link_has(end->link, family))
			return site_link_address(end->link, end->number, family);
	for (const struct lab_tunnel_end *end = router->tunnel_ends; end != NULL; end = end->next)
		if (lab_pair_has(end->tunnel->prefix, family))
			return lab_pair_address(end->tunnel->prefix, end->number, family);
	return (struct addr){0};
}

/* The one that VPN gateways know. */
static struct addr tunnel_address(const struct lab *lab, const struct lab_router *router)
{
	for (uint32_t i = 0; i < lab->local_gateway_count; i++) {
		const struct lab_local_gateway *local = &lab->local_gateways[i];

		if (local->router == router && local->bgp_address.family == ADDR_IPV4)
			return local->bgp_address;
	}
	return (struct addr){0};
}

struct addr site_router_address(const struct lab *lab, const struct lab_router *router,
                                uint8_t family)
{
	struct addr address = router->loopback[family];

	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	if (!addr_is_set(&address) && family == ADDR_IPV4 && router->router_id != 0)
		return addr_v4(router->router_id);
	if (!addr_is_set(&address))
		address = link_address(router, family);
	if (!addr_is_set(&address) && family == ADDR_IPV4)
		address = tunnel_address(lab, router);
	return address;
}

bool site_routers_speak(const struct lab_router *a, const struct lab_router *b)
{
	return a != b && a->site == b->site && a->site->ibgp && a->asn == b->asn;
}

/* What is said of the way from one to the other, or else of the way back; NULL: nothing. */
static const struct lab_interior_path *path_between(const struct lab_router *from,
                                                    const struct lab_router *to)
{
	const struct lab_site *site = from->site;
	const struct lab_interior_path *back = NULL;

	CHECK(from->site == to->site);
	for (uint32_t i = 0; i < site->interior_path_count; i++) {
		const struct lab_interior_path *path = &site->interior_paths[i];

		if (path->router == from && path->neighbor == to)
			return path;
		if (path->router == to && path->neighbor == from)
			back = path;
	}
	return back;
}

uint32_t site_metric(const struct lab_router *from, const struct lab_router *to)
{
	const struct lab_interior_path *path = path_between(from, to);

	return path == NULL || path->metric == 0 ? from->site->interior_metric : path->metric;
}

uint32_t site_interior_rtt_us(const struct lab_router *from, const struct lab_router *to)
{
	const struct lab_interior_path *path = path_between(from, to);

	return path == NULL ? 0 : path->rtt_us;
}

/* Next hops. Room is counted first: what a router is at, at most. */
struct next_hops {
	struct plan_compiler *c;
	struct rib_next_hop *items; /* NULL: to be counted */
	uint32_t count;
};

static void add(struct next_hops *reach, const struct prefix *prefix, const struct addr *via,
                uint32_t metric)
{
	if (!addr_is_set(&prefix->addr))
		return;
	if (reach->items != NULL)
		reach->items[reach->count] =
		    (struct rib_next_hop){.prefix = *prefix, .via = *via, .metric = metric};
	reach->count++;
}

static void add_host(struct next_hops *reach, const struct addr *host, const struct addr *via,
                     uint32_t metric)
{
	struct prefix prefix;

	if (!addr_is_set(host))
		return;
	prefix = prefix_make(host, addr_bits(host->family));
	add(reach, &prefix, via, metric);
}

/* The addresses of VPN gateways to which the router has tunnels. */
static void add_tunnels(struct next_hops *reach, const struct lab_router *router,
                        const struct addr *via, uint32_t metric)
{
	const struct lab *lab = reach->c->lab;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = lab->vnets[i].vpn_gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			uint32_t count = plan_speaker_count(lab, gateway->element);

			if (gateway->connections[k].local->router != router)
				continue;
			for (uint32_t n = 0; n < count; n++) {
				struct addr address =
				    plan_speaker_address(lab, gateway->element, n);

				add_host(reach, &address, via, metric);
			}
		}
	}
}

/* The subnets of the router's links to the outside. */
static void add_links(struct next_hops *reach, const struct lab_router *router, uint8_t family,
                      const struct addr *via, uint32_t metric)
{
	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *link = &router->links[i];

		add(reach,
		    family == ADDR_IPV6 ? &link->circuit->link_ipv6[link->link]
		                        : &link->circuit->link[link->link],
		    via, metric);
	}
	for (const struct lab_site_link_end *end = router->site_ends; end != NULL; end = end->next)
		add(reach, &end->link->prefix[family], via, metric);
	for (const struct lab_tunnel_end *end = router->tunnel_ends; end != NULL; end = end->next)
		add(reach, &end->tunnel->prefix[family], via, metric);
	if (family == ADDR_IPV4 && router->ends_tunnels)
		add_tunnels(reach, router, via, metric);
}

/* The other routers of the site, and by the IGP what they are at. */
static void add_neighbours(struct next_hops *reach, const struct lab_router *router, uint8_t family)
{
	const struct lab_site *site = router->site;

	for (uint32_t i = 0; i < site->router_count; i++) {
		const struct lab_router *other = &site->routers[i];
		struct addr address = site_router_address(reach->c->lab, other, family);

		if (other == router || !addr_is_set(&address))
			continue;
		add_host(reach, &address, &address, site_metric(router, other));
		if (site->links_in_igp)
			add_links(reach, other, family, &address, site_metric(router, other));
	}
}

/* Over a link to a router of the same AS the IGP goes on, as far as to what that one is at. */
static void add_far(struct next_hops *reach, const struct lab_router *router, uint8_t family)
{
	for (const struct lab_site_link_end *end = router->site_ends; end != NULL;
	     end = end->next) {
		const struct lab_site_link *link = end->link;
		const struct lab_router *far = link->ends[end->number ^ 1].router;
		struct addr via;

		if (far->asn != router->asn || !far->site->links_in_igp ||
		    !site_link_has(link, family))
			continue;
		via = site_link_address(link, end->number ^ 1, family);
		add_links(reach, far, family, &via, link->metric);
	}
}

/* By a static route, but not by a default route, which FRR does not look for next hops in. */
static void add_statics(struct next_hops *reach, const struct lab_router *router)
{
	for (uint32_t i = 0; i < router->static_count; i++) {
		const struct lab_static_route *route = &router->statics[i];

		if (addr_is_set(&route->next_hop) && route->prefix.length > 0)
			add(reach, &route->prefix, &route->next_hop, 0);
	}
}

static void add_all(struct next_hops *reach, const struct lab_router *router)
{
	const struct addr here = {0};

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		add_links(reach, router, family, &here, 0);
		add_neighbours(reach, router, family);
		add_far(reach, router, family);
	}
	add_statics(reach, router);
}

void site_add_next_hops(struct plan_compiler *c, const struct lab_router *router,
                        struct rib_choice *choice)
{
	struct next_hops counted = {.c = c};
	struct next_hops reach = {.c = c};

	add_all(&counted, router);
	reach.items = arena_alloc(c->arena, (counted.count + 1u) * sizeof(*reach.items));
	add_all(&reach, router);
	CHECK(reach.count == counted.count);
	choice->next_hops = reach.items;
	choice->next_hop_count = reach.count;
}

/* iBGP: each family has a session of its own, between the routers' own addresses. */
static void make_session(struct plan_compiler *c, const struct lab_router *near,
                         const struct lab_router *far, uint8_t family)
{
	struct addr here = site_router_address(c->lab, near, family);
	struct addr there = site_router_address(c->lab, far, family);
	struct plan_session *session;

	if (!addr_is_set(&here) || !addr_is_set(&there) || addr_equal(&here, &there))
		return;
	session = plan_compiler_session(c, PLAN_LINK_INTERIOR, plan_speaker(c, near->element, 0),
	                                &here, plan_speaker(c, far->element, 0), &there);
	session->end[1].passive = false;
	session->delay_us = site_interior_rtt_us(near, far) / 2;
	session->basis = RTT_GIVEN;
}

void site_make_interior_sessions(struct plan_compiler *c, const struct lab_router *router)
{
	const struct lab_site *site = router->site;

	for (const struct lab_router *other = router + 1;
	     other < site->routers + site->router_count; other++) {
		if (!site_routers_speak(router, other))
			continue;
		make_session(c, router, other, ADDR_IPV4);
		make_session(c, router, other, ADDR_IPV6);
	}
}
