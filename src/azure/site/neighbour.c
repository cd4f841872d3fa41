/* Whom a router has as a neighbour, by address: for static routes. */
#include "azure/site/site.h"
#include "base/check.h"
#include "topo/model/model.h"

static bool is(const struct addr *a, const struct addr *b)
{
	return addr_is_set(a) && addr_equal(a, b);
}

static struct site_neighbour at_circuits(const struct lab_router *router,
                                         const struct addr *address)
{
	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *link = &router->links[i];
		struct addr msee;

		if (link->circuit == NULL || link->link == LAB_LINK_COUNT)
			continue;
		msee = lab_microsoft_address(link->circuit, link->link, address->family);
		if (is(&msee, address))
			return (struct site_neighbour){link->circuit->element, link->circuit,
			                               link->link};
	}
	return (struct site_neighbour){0};
}

static struct site_neighbour at_links(const struct lab_router *router, const struct addr *address)
{
	for (const struct lab_site_link_end *end = router->site_ends; end != NULL;
	     end = end->next) {
		const struct lab_router *far = end->link->ends[end->number ^ 1].router;
		struct addr there;

		if (far == NULL || !site_link_has(end->link, address->family))
			continue;
		there = site_link_address(end->link, end->number ^ 1, address->family);
		if (is(&there, address))
			return (struct site_neighbour){far->element, far, 0};
	}
	return (struct site_neighbour){0};
}

static struct site_neighbour in_site(const struct lab *lab, const struct lab_router *router,
                                     const struct addr *address)
{
	for (uint32_t i = 0; i < router->site->router_count; i++) {
		const struct lab_router *other = &router->site->routers[i];
		struct addr there = site_router_address(lab, other, address->family);

		if (other != router && is(&there, address))
			return (struct site_neighbour){other->element, other, 0};
	}
	return (struct site_neighbour){0};
}

struct site_neighbour site_neighbour_at(const struct lab *lab, const struct lab_router *router,
                                        const struct addr *address)
{
	struct site_neighbour found = at_circuits(router, address);

	CHECK(addr_is_set(address));
	if (found.self == NULL)
		found = at_links(router, address);
	if (found.self == NULL)
		found = in_site(lab, router, address);
	return found;
}

static struct site_neighbour
at_gateway(const struct lab *lab, const struct lab_vpn_gateway *gateway, const struct addr *address)
{
	uint32_t count = plan_speaker_count(lab, gateway->element);

	for (uint32_t i = 0; i < count; i++) {
		struct addr there = plan_speaker_address(lab, gateway->element, i);

		if (is(&there, address))
			return (struct site_neighbour){gateway->element, gateway, i};
	}
	return (struct site_neighbour){0};
}

static bool has_tunnel(const struct lab_vpn_gateway *gateway, const struct lab_router *router)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++)
		if (gateway->connections[i].local->router == router)
			return true;
	return false;
}

struct site_neighbour site_tunnel_to(const struct lab *lab, const struct lab_router *router,
                                     const struct addr *address)
{
	struct site_neighbour found = {0};

	for (uint32_t i = 0; i < lab->vnet_count && found.self == NULL; i++) {
		const struct lab_vpn_gateway *gateway = lab->vnets[i].vpn_gateway;

		if (gateway != NULL && has_tunnel(gateway, router))
			found = at_gateway(lab, gateway, address);
	}
	return found;
}
