/* By what packets pass from router to router: a link between sites, or the inside of a site. */
#include "azure/site/site.h"
#include "azure/tunnels.h"
#include "query/path/forward.h"

#include "base/check.h"

/* The link that leads from the router to the address at the other end; NULL: inside the site. */
static const struct lab_site_link *link_to(const struct lab_router *from, const struct addr *far)
{
	for (const struct lab_site_link_end *end = from->site_ends; end != NULL; end = end->next) {
		struct addr address;

		if (!site_link_has(end->link, far->family))
			continue;
		address = site_link_address(end->link, end->number ^ 1, far->family);
		if (addr_equal(&address, far))
			return end->link;
	}
	return NULL;
}

static void cross(const struct path_packet *packet, const struct path_place *place,
                  struct path_egress *egress)
{
	const struct lab_router *from = lab_router_of(place->element);
	const struct lab_router *to = lab_router_of(egress->next.element);
	const struct lab_site_link *link = link_to(from, &egress->via->address);
	const struct lab_tunnel_end *tunnel =
	    lab_tunnel_end_towards(from->tunnel_ends, &egress->via->address);

	CHECK(from != to && (link != NULL || tunnel != NULL || from->site == to->site));
	if (tunnel != NULL) {
		azure_cross_tunnel(packet, tunnel, egress);
		return;
	}
	egress->over_link = true;
	egress->hop.address = egress->via->address;
	if (link == NULL) {
		egress->leg = (struct path_leg){site_interior_rtt_us(from, to), RTT_GIVEN, NULL};
		return;
	}
	egress->leg =
	    (struct path_leg){link->rtt_us, link->rtt_said ? RTT_GIVEN : RTT_UNKNOWN, NULL};
	if (link->bandwidth_mbps > 0)
		path_egress_add_limit(egress,
		                      (struct path_limit){.element = link->element,
		                                          .bandwidth_mbps = link->bandwidth_mbps});
}

static const struct path_crossing crossings[] = {
    {LAB_ROUTER, LAB_ROUTER, false, cross},
};

const struct forward_hooks site_link_forward = {
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
