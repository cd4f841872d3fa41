/* What the speakers around an ExpressRoute circuit accept and announce, as far as it is the same
 * for several kinds. */
#include "azure/policy.h"

#include "azure/network.h"
#include "base/check.h"
#include "bgp/community.h"

struct bgp_attrs azure_gateway_route(uint32_t weight)
{
	return (struct bgp_attrs){
	    .present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH),
	    .origin = BGP_ORIGIN_IGP,
	    .weight = weight,
	};
}

/* Own routes leave with MED 0, as FRR sends them, so that the simulator shows what a real router
 * in its place would. */
struct bgp_attrs azure_router_route(struct arena *arena, const uint32_t *communities,
                                    uint32_t count)
{
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH) |
	               bgp_attr_bit(BGP_ATTR_MED),
	    .origin = BGP_ORIGIN_IGP,
	};
	size_t size = count * sizeof(uint32_t);
	struct writer out = writer_of(arena_alloc(arena, size), size);

	if (count == 0)
		return attrs;
	community_union((struct span){NULL, 0}, communities, count, &out);
	attrs.communities = writer_written(&out);
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	return attrs;
}

struct bgp_attrs azure_announced(struct arena *arena, const struct bgp_attrs *plain,
                                 const struct lab_announcement *said)
{
	struct bgp_attrs attrs = *plain;

	if (said == NULL)
		return attrs;
	attrs.origin = said->origin;
	attrs.med = said->med;
	attrs.as_path = said->as_path;
	if (said->community_count > 0) {
		size_t size = plain->communities.size + said->community_count * sizeof(uint32_t);
		struct writer out = writer_of(arena_alloc(arena, size), size);

		community_union(plain->communities, said->communities, said->community_count, &out);
		attrs.communities = writer_written(&out);
		attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	}
	return attrs;
}

void azure_apply_policy(struct plan_peer *peer, const struct lab_session_policy *policy)
{
	peer->conf->rib.import.policy = policy->import;
	peer->conf->rib.export.policy = policy->export;
}

/* A gateway passes nothing on that it learned (gateway-readvertises-nothing), prefers the heavier
 * connection (gateway-weight) and, unless told otherwise, refuses other VNets' routes: paths of the
 * Microsoft AS alone (remote-vnet-toggle). A path with its own AS in it is a loop, which is what
 * keeps routes of one Route Server from another (msee-as-override-exception). */
void azure_policy_gateway(struct node_peer_conf *peer, uint32_t weight,
                          bool allow_remote_vnet_traffic)
{
	CHECK(weight > 0);
	peer->rib.import.weight = weight;
	peer->rib.import.refuse_only_as = allow_remote_vnet_traffic ? 0 : AZURE_AS_MSEE;
	peer->rib.export.originated_only = true;
}

/* An MSEE puts its own AS in the place of the gateway's, but only in paths that hold nothing else
 * than Azure's private ASNs, and keeps the customer's private ASNs (msee-as-override,
 * msee-as-override-exception). Both instances of a gateway are one site, so that nothing is echoed
 * (no-echo-site-of-origin). What the customer's communities ask for has no effect
 * (customer-community-no-effect). */
void azure_policy_msee(struct node_peer_conf *peer, uint32_t site)
{
	CHECK(site > 0);
	peer->rib.site_of_origin = site;
	peer->rib.export.ignore_no_export = true;
	peer->rib.export.override_from = AZURE_AS_GATEWAY;
	peer->rib.export.override_only[0] = AZURE_AS_GATEWAY;
	peer->rib.export.override_only[1] = AZURE_AS_VWAN;
}

enum { FAMILIES = 2 };

struct azure_filter azure_filter_new(struct arena *arena, uint32_t room)
{
	uint32_t most = room + 2 * FAMILIES; /* default routes, and the end */

	return (struct azure_filter){
	    .rules = arena_alloc(arena, most * sizeof(struct rib_filter_rule)), .room = most};
}

void azure_filter_deny(struct azure_filter *filter, const struct prefix *prefix, uint8_t length_min,
                       uint8_t length_max)
{
	CHECK(filter->count < filter->room);
	filter->rules[filter->count++] = (struct rib_filter_rule){
	    .prefix = *prefix, .length_min = length_min, .length_max = length_max};
}

void azure_filter_deny_default(struct azure_filter *filter)
{
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		azure_filter_deny(filter, &(struct prefix){.addr = {.family = family}}, 0, 0);
}

const struct rib_filter *azure_filter_end(struct arena *arena, struct azure_filter *filter)
{
	struct rib_filter *out = arena_alloc(arena, sizeof(*out));

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		CHECK(filter->count < filter->room);
		filter->rules[filter->count++] =
		    (struct rib_filter_rule){.prefix = {.addr = {.family = family}},
		                             .length_max = (uint8_t)addr_bits(family),
		                             .permit = true};
	}
	*out = (struct rib_filter){.rules = filter->rules, .count = filter->count};
	return out;
}

void azure_weigh_own(struct plan_peer *peer)
{
	peer->conf->rib.import.weight = facts_limit(plan_facts(peer), "learned-weight-own");
}

void azure_weigh_expressroute(struct plan_peer *peer)
{
	peer->conf->rib.import.weight =
	    facts_limit(plan_facts(peer), "learned-weight-expressroute");
}

/* Routes of both families travel over the IPv4 session; the next hop of IPv6 is the address at the
 * same place in the GatewaySubnet's IPv6 prefix (ipv6-over-ipv4-session). */
void azure_carry_ipv6(struct plan_peer *peer, const struct lab_vnet *vnet, const struct addr *given)
{
	struct node_peer_conf *conf = peer->conf;
	struct prefix ipv4 = azure_gateway_subnet(vnet, ADDR_IPV4);
	struct prefix ipv6 = azure_gateway_subnet(vnet, ADDR_IPV6);
	uint32_t offset = addr_as_u32(&conf->rib.next_hop[ADDR_IPV4]) - addr_as_u32(&ipv4.addr);

	CHECK(conf->rib.next_hop[ADDR_IPV4].family == ADDR_IPV4);
	if (!addr_is_set(&ipv6.addr))
		return;
	conf->rib.families[ADDR_IPV6] = true;
	conf->rib.next_hop[ADDR_IPV6] = given != NULL ? *given : prefix_host(&ipv6, offset);
	conf->session.capabilities.families[ADDR_IPV6] = true;
}
