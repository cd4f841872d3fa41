/* What each kind of BGP speaker around an ExpressRoute circuit accepts and announces. */
#include "topo/plan/plan_build.h"

#include "base/check.h"

enum { ANY_NUMBER = 255, IPV4_BITS = 32, IPV6_BITS = 128 };

struct bgp_attrs plan_gateway_route(uint32_t weight)
{
	return (struct bgp_attrs){
	    .present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH),
	    .origin = BGP_ORIGIN_IGP,
	    .weight = weight,
	};
}

/* A gateway passes nothing on that it learned (FACTS 1.4 rule 7), prefers the heavier connection
 * (FACTS 4.4) and, unless told otherwise, refuses other VNets' routes: paths of the Microsoft AS
 * alone (FACTS 4.1). A path with its own AS in it is a loop, which is what keeps routes of one
 * Route Server from another (FACTS 1.4 rule 3). */
void plan_policy_gateway(struct node_peer_conf *peer, uint32_t weight,
                         bool allow_remote_vnet_traffic)
{
	peer->rib.import.weight = weight;
	peer->rib.import.remote_vnet_as = allow_remote_vnet_traffic ? 0 : PLAN_AS_MSEE;
	peer->rib.export.originated_only = true;
}

/* An MSEE puts its own AS in the place of the gateway's, but only in paths that hold nothing else
 * than Azure's private ASNs, and keeps the customer's private ASNs (FACTS 1.4 rules 2 and 3). Both
 * instances of a gateway are one site, so that nothing is echoed (FACTS 1.4 rule 6). What the
 * customer's communities ask for has no effect (FACTS 1.5). */
void plan_policy_msee_to_gateway(struct node_peer_conf *peer, uint32_t site)
{
	peer->rib.site_of_origin = site;
	peer->rib.export.ignore_no_export = true;
	peer->rib.export.override_from = PLAN_AS_GATEWAY;
	peer->rib.export.override_only[0] = PLAN_AS_GATEWAY;
	peer->rib.export.override_only[1] = PLAN_AS_VWAN;
}

/* An MSEE shows the customer no private ASN (FACTS 1.4 rule 1) and takes its own AS in the
 * customer's paths (FACTS 1.4 rule 4). One prefix too many ends the session (FACTS 2). */
void plan_policy_msee_to_customer(struct node_peer_conf *peer, const struct lab_circuit *circuit,
                                  uint32_t site)
{
	peer->rib.site_of_origin = site;
	peer->rib.import.own_as_allowed = ANY_NUMBER;
	peer->rib.export.ignore_no_export = true;
	peer->rib.export.remove_private_as = true;
	peer->prefix_limit[ADDR_IPV4] = circuit->sku->prefixes_ipv4_max;
	peer->prefix_limit[ADDR_IPV6] = circuit->sku->prefixes_ipv6_max;
}

static bool is_listed(const struct lab_prefixes *list, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (prefix_equal(&list->items[i], prefix))
			return true;
	return false;
}

static struct rib_filter_rule exactly(const struct prefix *prefix)
{
	return (struct rib_filter_rule){
	    .prefix = *prefix, .length_min = prefix->length, .length_max = prefix->length};
}

static struct rib_filter_rule everything(uint8_t family, uint8_t bits)
{
	return (struct rib_filter_rule){
	    .prefix = {.addr = {.family = family}}, .length_max = bits, .permit = true};
}

/* Denies the router's own prefixes that the link does not list. What the router has from elsewhere
 * is `readvertise`'s business, not the list's. */
static const struct rib_filter *link_filter(const struct lab_circuit_link *link,
                                            struct arena *arena)
{
	const struct lab_prefixes *own = &link->router->advertise;
	struct rib_filter *filter = arena_alloc(arena, sizeof(*filter));
	struct rib_filter_rule *rules = arena_alloc(arena, (own->count + 2u) * sizeof(*rules));

	for (uint32_t i = 0; i < own->count; i++)
		if (!is_listed(&link->advertise, &own->items[i]))
			rules[filter->count++] = exactly(&own->items[i]);
	rules[filter->count++] = everything(ADDR_IPV4, IPV4_BITS);
	rules[filter->count++] = everything(ADDR_IPV6, IPV6_BITS);
	filter->rules = rules;
	return filter;
}

/* A customer's router is plain BGP. The communities that the lab gives it are meant for Microsoft,
 * as if a route map attached them on the way out: RFC 1997 binds who receives them. */
void plan_policy_router(struct node_peer_conf *peer, const struct lab_circuit_link *link,
                        struct arena *arena)
{
	struct rib_export *export = &peer->rib.export;

	CHECK(link->prepend <= UINT8_MAX);
	export->originated_only = !link->readvertise;
	export->ignore_no_export = true;
	export->prepend = (uint8_t)link->prepend;
	export->med_set = link->med_set;
	export->med = link->med;
	if (link->advertise.count > 0)
		export->filter = link_filter(link, arena);
}
