/* Why nobody announces a prefix that the lab may well have. */
#include "base/check.h"
#include "query/why/why_search.h"
#include "topo/model/ask.h"

static bool has(const struct lab_prefixes *list, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (prefix_equal(&list->items[i], prefix))
			return true;
	return false;
}

/* One side of a peering does not use, or not give, the gateway of the other. */
static void say_unserved(struct route_why *why, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];
		const struct lab_vnet_peering *back = lab_peering_with(peering->remote, vnet);

		if (!lab_has_serving(peering->remote) || back == NULL)
			continue;
		why->silent_rule = (struct why_rule){
		    "gateway-transit",
		    arena_printf(why->arena,
		                 "virtual-network[%s]/virtual-network-peering[%s]/%s=true",
		                 peering->use_remote_gateways ? peering->remote->name : vnet->name,
		                 peering->use_remote_gateways ? back->name : peering->name,
		                 peering->use_remote_gateways ? "allow-gateway-transit"
		                                              : "use-remote-gateways")};
		why->silent =
		    arena_printf(why->arena, "%s has it and no gateway: its peering with %s %s",
		                 vnet->name, peering->remote->name,
		                 peering->use_remote_gateways
		                     ? "is not allowed gateway transit by the other side"
		                     : "does not use the gateway there");
		return;
	}
	why->silent_rule.rule = "gateway-announces-address-space";
	why->silent = arena_printf(why->arena,
	                           "%s has it, and neither a gateway nor a peering with a network "
	                           "that has one",
	                           vnet->name);
}

static void say_silent_vnet(struct route_why *why, const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	CHECK(why->silent == NULL);
	if (serving == NULL) {
		say_unserved(why, vnet);
		return;
	}
	if (serving->summarized.count > 0) {
		why->silent_rule.rule = "summarized-gateway-prefixes";
		why->silent = arena_printf(
		    why->arena,
		    "%s has it, and %s announces its summarized-gateway-prefixes instead",
		    vnet->name, serving->name);
		return;
	}
	why->silent = arena_printf(why->arena,
	                           "%s has it, and the gateway of %s has no routes of its own: it "
	                           "is off",
	                           vnet->name, serving->name);
}

void why_say_silent(struct route_why *why, const struct lab *lab)
{
	for (uint32_t v = 0; v < lab->vnet_count; v++) {
		const struct lab_vnet *vnet = &lab->vnets[v];

		if (has(&vnet->address_space, &why->prefix)) {
			say_silent_vnet(why, vnet);
			return;
		}
		for (uint32_t s = 0; s < vnet->subnet_count; s++) {
			if (!has(&vnet->subnets[s].prefixes, &why->prefix))
				continue;
			why->silent_rule.rule = "gateway-announces-address-space";
			why->silent = arena_printf(why->arena,
			                           "it is the subnet %s/%s, and gateways announce "
			                           "the address space of networks",
			                           vnet->name, vnet->subnets[s].name);
			return;
		}
	}
	why->silent = "nothing in the lab has this very prefix";
}
