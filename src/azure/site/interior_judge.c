/* What is said of the inside of a site: addresses for iBGP, interior paths, static routes. */
#include "azure/site/site.h"
#include "topo/judge/judge.h"

enum { SITE_IBGP_MAX = 128 };

/* A session needs an address at both ends. */
static bool speaks(const struct lab *lab, const struct lab_router *router)
{
	struct addr ipv4 = site_router_address(lab, router, ADDR_IPV4);
	struct addr ipv6 = site_router_address(lab, router, ADDR_IPV6);

	if (router->site->router_count > SITE_IBGP_MAX)
		return true;
	if (!addr_is_set(&ipv4) && !addr_is_set(&ipv6))
		return false;
	for (uint32_t i = 0; i < router->site->router_count; i++)
		if (site_routers_speak(router, &router->site->routers[i]))
			return true;
	return false;
}

bool site_router_is_alone(const struct lab *lab, const struct lab_router *router)
{
	return router->link_count == 0 && !router->ends_tunnels && router->site_ends == NULL &&
	       router->tunnel_ends == NULL && !speaks(lab, router);
}

static void judge_loopbacks(const struct judge *judge, const struct lab_router *router)
{
	if (router->loopback_twice)
		judge_say(judge, SEVERITY_ERROR, router->place, NULL,
		          "router \"%s\" has two loopback-addresses of one family; expected one of "
		          "each; remove one",
		          router->name);
}

static bool is_said(const struct lab_router *router, uint8_t family)
{
	return addr_is_set(&router->loopback[family]) ||
	       (family == ADDR_IPV4 && router->router_id != 0);
}

/* Sessions are known by the addresses of their ends. */
static void judge_same_address(const struct judge *judge, const struct lab_router *a,
                               const struct lab_router *b, uint8_t family)
{
	struct addr one = site_router_address(judge->lab, a, family);
	struct addr other = site_router_address(judge->lab, b, family);
	bool said = is_said(a, family) && is_said(b, family);
	char text[ADDR_TEXT_MAX];

	/* What was taken from a link is wrong there, if it is. */
	if (!said && findings_errors(judge->findings) > 0)
		return;
	if (site_routers_speak(a, b) && addr_is_set(&one) && addr_equal(&one, &other))
		judge_say(judge, said ? SEVERITY_ERROR : SEVERITY_WARNING, b->place, NULL,
		          "routers \"%s\" and \"%s\" of site \"%s\" have the same address %s for "
		          "iBGP%s; expected a loopback-address or router-id of their own; add one",
		          a->name, b->name, a->site->name, addr_format(&one, text),
		          said ? "" : ", so they have no session");
}

/* Each with each: so there is a bound, as for every input. */
static bool is_bounded(const struct judge *judge, const struct lab_site *site)
{
	if (!site->ibgp || site->router_count <= SITE_IBGP_MAX)
		return true;
	judge_say(judge, SEVERITY_ERROR, site->place, NULL,
	          "site \"%s\" has %u routers with iBGP, each with each; expected %d at most; "
	          "divide the site, or set its \"ibgp\" to false",
	          site->name, site->router_count, SITE_IBGP_MAX);
	return false;
}

static void judge_addresses(const struct judge *judge, const struct lab_site *site)
{
	bool bounded = is_bounded(judge, site);

	for (uint32_t i = 0; i < site->router_count; i++) {
		judge_loopbacks(judge, &site->routers[i]);
		for (uint32_t k = 0; k < i && bounded && site->ibgp; k++) {
			judge_same_address(judge, &site->routers[k], &site->routers[i], ADDR_IPV4);
			judge_same_address(judge, &site->routers[k], &site->routers[i], ADDR_IPV6);
		}
	}
}

static void judge_paths(const struct judge *judge, const struct lab_site *site)
{
	for (uint32_t i = 0; i < site->interior_path_count; i++) {
		const struct lab_interior_path *path = &site->interior_paths[i];

		if (path->router != NULL && path->router == path->neighbor)
			judge_say(judge, SEVERITY_ERROR, path->place, NULL,
			          "an interior-path of site \"%s\" leads from router \"%s\" to "
			          "itself; expected two routers",
			          site->name, path->router->name);
	}
}

static void judge_static(const struct judge *judge, const struct lab_router *router,
                         const struct lab_static_route *route)
{
	char prefix[PREFIX_TEXT_MAX];
	char hop[ADDR_TEXT_MAX];

	if (!addr_is_set(&route->next_hop))
		return;
	prefix_format(&route->prefix, prefix);
	addr_format(&route->next_hop, hop);
	if (route->next_hop.family != route->prefix.addr.family)
		judge_say(judge, SEVERITY_ERROR, route->place, NULL,
		          "the static route %s of router \"%s\" has the next hop %s of the other "
		          "family; expected one of its own",
		          prefix, router->name, hop);
	else if (!(router->doubts & LAB_DOUBT_LINKS) && !router->ends_tunnels &&
	         lab_tunnel_end_towards(router->tunnel_ends, &route->next_hop) == NULL &&
	         site_neighbour_at(judge->lab, router, &route->next_hop).self == NULL)
		judge_say(
		    judge, SEVERITY_WARNING, route->place, NULL,
		    "the static route %s of router \"%s\" leads nowhere: %s is no neighbour of "
		    "it; expected Microsoft's address on a circuit-link, the other end of a "
		    "site-link or tunnel, or another router of the site",
		    prefix, router->name, hop);
}

void site_judge_interior(const struct judge *judge, const struct lab_site *site)
{
	judge_addresses(judge, site);
	judge_paths(judge, site);
	for (uint32_t i = 0; i < site->router_count; i++)
		for (uint32_t k = 0; k < site->routers[i].static_count; k++)
			judge_static(judge, &site->routers[i], &site->routers[i].statics[k]);
}
