/* Small questions about tunnels and what they ride on. */
#include "base/check.h"
#include "topo/model/model.h"

bool lab_pair_has(const struct prefix prefix[3], uint8_t family)
{
	return addr_is_set(&prefix[family].addr) && prefix[family].length < addr_bits(family);
}

struct addr lab_pair_address(const struct prefix prefix[3], unsigned end, uint8_t family)
{
	const struct prefix *subnet = &prefix[family];
	bool pair = subnet->length + 1u >= addr_bits(family);

	CHECK(end < LAB_TUNNEL_ENDS && lab_pair_has(prefix, family));
	return prefix_host(subnet, pair ? end : end + 1);
}

const struct lab_element *lab_tunnel_end_element(const struct lab_tunnel_end *end)
{
	if (end->router != NULL)
		return end->router->element;
	return end->nva == NULL ? NULL : end->nva->element;
}

const char *lab_tunnel_end_name(const struct lab_tunnel_end *end)
{
	CHECK(end->router != NULL || end->nva != NULL);
	return end->router != NULL ? end->router->name : end->nva->name;
}

uint32_t lab_tunnel_end_asn(const struct lab_tunnel_end *end)
{
	CHECK(end->router != NULL || end->nva != NULL);
	return end->router != NULL ? end->router->asn : end->nva->asn;
}

const struct lab_tunnel_end *lab_tunnel_ends_of(const struct lab_element *element)
{
	const struct lab_router *router = lab_router_of(element);
	const struct lab_nva *nva = lab_nva_of(element);

	if (router != NULL)
		return router->tunnel_ends;
	return nva == NULL ? NULL : nva->tunnel_ends;
}

const struct lab_tunnel_end *lab_tunnel_end_towards(const struct lab_tunnel_end *ends,
                                                    const struct addr *far)
{
	CHECK(far != NULL);
	for (const struct lab_tunnel_end *end = addr_is_set(far) ? ends : NULL; end != NULL;
	     end = end->next) {
		const struct lab_tunnel *tunnel = end->tunnel;
		struct addr address;

		if (tunnel->end_count < LAB_TUNNEL_ENDS ||
		    !lab_pair_has(tunnel->prefix, far->family))
			continue;
		address = lab_pair_address(tunnel->prefix, end->number ^ 1, far->family);
		if (addr_equal(&address, far))
			return end;
	}
	return NULL;
}

static const struct lab_router *router_at(const struct lab_site *site,
                                          const struct lab_circuit *circuit, enum lab_link link)
{
	for (uint32_t i = 0; i < site->router_count; i++) {
		const struct lab_router *router = &site->routers[i];

		for (uint32_t k = 0; k < router->link_count; k++)
			if (router->links[k].circuit == circuit && router->links[k].link == link)
				return router;
	}
	return NULL;
}

static const struct lab_gateway *gateway_at(const struct lab_vnet *vnet,
                                            const struct lab_circuit *circuit)
{
	const struct lab_gateway *gateway = vnet == NULL ? NULL : lab_serving_gateway(vnet);

	for (uint32_t i = 0; gateway != NULL && i < gateway->connection_count; i++)
		if (gateway->connections[i].circuit == circuit)
			return gateway;
	return NULL;
}

bool lab_underlay_gets_to(const struct lab_underlay_end *end, const struct lab_circuit *circuit,
                          enum lab_link link)
{
	CHECK(link < LAB_LINK_COUNT);
	return end->router != NULL ? router_at(end->router->site, circuit, link) != NULL
	                           : gateway_at(end->vnet, circuit) != NULL;
}

const struct lab_element *lab_underlay_edge(const struct lab_underlay_end *end,
                                            const struct lab_circuit *circuit, enum lab_link link)
{
	CHECK(lab_underlay_gets_to(end, circuit, link));
	return end->router != NULL ? router_at(end->router->site, circuit, link)->element
	                           : gateway_at(end->vnet, circuit)->element;
}

uint32_t lab_underlay_ways(const struct lab_underlay *underlay)
{
	return LAB_LINK_COUNT * underlay->circuit_count + underlay->tunnel_count;
}

bool lab_underlay_way(const struct lab_underlay *underlay, uint32_t number,
                      struct lab_underlay_way *way)
{
	uint32_t links = LAB_LINK_COUNT * underlay->circuit_count;

	CHECK(number < lab_underlay_ways(underlay));
	if (number >= links) {
		*way = (struct lab_underlay_way){.tunnel = underlay->tunnels[number - links]};
		return true;
	}
	*way = (struct lab_underlay_way){.circuit = underlay->circuits[number / LAB_LINK_COUNT],
	                                 .link = (enum lab_link)(number % LAB_LINK_COUNT)};
	return lab_underlay_gets_to(&underlay->ends[0], way->circuit, way->link) &&
	       lab_underlay_gets_to(&underlay->ends[1], way->circuit, way->link);
}

const struct lab_underlay_way *lab_underlay_first(const struct lab_underlay *underlay,
                                                  struct lab_underlay_way *room)
{
	for (uint32_t i = 0; i < lab_underlay_ways(underlay); i++)
		if (lab_underlay_way(underlay, i, room))
			return room;
	return NULL;
}

static struct lab_time add_times(struct lab_time a, struct lab_time b)
{
	static const uint8_t doubt[] = {
	    [RTT_GIVEN] = 0, [RTT_MEASURED] = 1, [RTT_ESTIMATED] = 2, [RTT_UNKNOWN] = 3};
	struct lab_time sum = doubt[a.basis] >= doubt[b.basis] ? a : b;

	CHECK((size_t)a.basis < COUNT_OF(doubt) && (size_t)b.basis < COUNT_OF(doubt));
	sum.us = a.us + b.us;
	return sum;
}

static struct lab_time time_of_end(const struct lab *lab, const struct lab_underlay_end *end,
                                   const struct lab_underlay_way *way)
{
	struct lab_time time = {.basis = RTT_GIVEN};

	if (end->router != NULL)
		time.us = end->router->site->access_rtt_us;
	else
		time.basis =
		    facts_location_rtt_us(lab->facts, end->vnet->region,
		                          lab_link_location(way->circuit, way->link), &time.us);
	return time;
}

struct lab_time lab_underlay_time(const struct lab *lab, const struct lab_underlay *underlay,
                                  const struct lab_underlay_way *way)
{
	struct lab_time time;

	if (way->circuit == NULL) {
		struct lab_underlay_way room;

		return lab_tunnel_time(lab, way->tunnel,
		                       lab_underlay_first(&way->tunnel->underlay, &room));
	}
	time = add_times(time_of_end(lab, &underlay->ends[0], way),
	                 time_of_end(lab, &underlay->ends[1], way));
	time.rule = "tunnel-over-circuit";
	return time;
}

static const struct region *region_of(const struct lab_underlay_end *end)
{
	return end->router != NULL ? end->router->site->region : end->vnet->region;
}

struct lab_time lab_tunnel_time(const struct lab *lab, const struct lab_tunnel *tunnel,
                                const struct lab_underlay_way *way)
{
	const struct lab_underlay *underlay = &tunnel->underlay;
	struct lab_time time = {.basis = RTT_UNKNOWN, .rule = "vpn-tunnel-delay"};
	const struct region *a = region_of(&underlay->ends[0]);
	const struct region *b = region_of(&underlay->ends[1]);

	if (tunnel->rtt_said)
		return (struct lab_time){tunnel->rtt_us, RTT_GIVEN, NULL};
	if (way != NULL)
		return lab_underlay_time(lab, underlay, way);
	if (a != NULL && b != NULL)
		time.basis = facts_region_rtt_us(lab->facts, a, b, &time.us);
	if (time.basis == RTT_MEASURED)
		time.basis = RTT_ESTIMATED;
	return time;
}
