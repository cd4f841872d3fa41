/* What carries packets over a way. */
#include "base/check.h"
#include "query/path/driver.h"

/* How many hops of each kind a way has between its ends. */
struct tally {
	uint32_t between[PATH_HOP_KIND_COUNT];
	bool tunnel;
	bool global_reach;
};

/* The site whose router it is; NULL: it is none. */
static const struct lab_site *site_of(const struct path_hop *hop)
{
	const struct lab_router *router = lab_router_of(hop->element);

	return router == NULL ? lab_site_of(hop->element) : router->site;
}

/* A router of a site at which the way begins or ends is not between. */
static bool is_at_end(const struct path_end *from, const struct path_hop *hop,
                      const struct path_hop *last)
{
	const struct lab_site *site = site_of(hop);

	return site != NULL && (site == from->site || site == site_of(last));
}

static struct tally tally_of(const struct path_end *from, const struct path_hop *hops,
                             uint32_t hop_count)
{
	const struct path_hop *last = &hops[hop_count - 1];
	struct tally out = {0};

	for (uint32_t i = 0; i < hop_count; i++) {
		enum path_hop_kind kind = hops[i].kind;

		if (i > 0 && i < hop_count - 1 && !is_at_end(from, &hops[i], last))
			out.between[kind]++;
		out.tunnel |= kind == PATH_HOP_VPN_GATEWAY || hops[i].by_tunnel;
		out.global_reach |=
		    i > 0 && kind == PATH_HOP_MSEE && hops[i - 1].kind == PATH_HOP_MSEE;
	}
	return out;
}

/* Of a way that leaves no network by a circuit or a tunnel. */
static enum path_mechanism mechanism_inside(const struct tally *seen, const struct path_hop *last)
{
	if (last->kind == PATH_HOP_INTERNET)
		return PATH_INTERNET;
	if (last->kind == PATH_HOP_SERVICE)
		return PATH_SERVICE_ENDPOINT;
	if (seen->between[PATH_HOP_HUB_ROUTER] > 0)
		return seen->between[PATH_HOP_HUB_ROUTER] > 1 ? PATH_VIRTUAL_WAN : PATH_VIRTUAL_HUB;
	if (seen->between[PATH_HOP_NVA] > 0 || last->kind == PATH_HOP_NVA)
		return PATH_NVA;
	if (path_route_is_of_peering(&last->route))
		return last->route.next_hop == NIC_TO_CONNECTED_GROUP ? PATH_CONNECTED_GROUP
		                                                      : PATH_VNET_PEERING;
	return PATH_VNET_LOCAL;
}

enum path_mechanism path_mechanism_of(const struct path_end *from, const struct path_hop *hops,
                                      uint32_t hop_count)
{
	const struct path_hop *last = &hops[hop_count - 1];
	struct tally seen = tally_of(from, hops, hop_count);
	bool site = from->vnet == NULL || last->kind == PATH_HOP_ROUTER;

	CHECK(hop_count > 0);
	if (seen.between[PATH_HOP_ROUTER] > 0)
		return PATH_TRANSIT;
	if (seen.tunnel)
		return PATH_VPN;
	if (seen.global_reach)
		return PATH_GLOBAL_REACH;
	if (seen.between[PATH_HOP_MSEE] > 0)
		return site ? PATH_ON_PREMISES : PATH_HAIRPIN;
	if (from->site != NULL && site_of(last) != NULL && site_of(last) != from->site)
		return PATH_SITE_LINK;
	return site ? PATH_SITE_LOCAL : mechanism_inside(&seen, last);
}
