/* What is said of virtual networks: their address spaces and subnets, and private endpoints in
 * these. */
#include <stdlib.h>

#include "azure/vnet/vnet.h"
#include "topo/judge/claims.h"

static void claim_own(struct judge_claims *claims, const struct lab_vnet *vnet, const char *what,
                      const char *name, const struct lab_prefixes *prefixes)
{
	struct judge_claim claim = {.group = vnet->index, .what = what, .name = name};

	for (uint32_t i = 0; i < prefixes->count; i++) {
		claim.prefix = prefixes->items[i];
		claim.place = prefixes->places[i];
		judge_claim(claims, &claim);
	}
}

static void judge_address_spaces(const struct judge *judge)
{
	struct judge_claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];

		claim_own(&claims, vnet, "the address space of", vnet->name, &vnet->address_space);
	}
	judge_claims(judge, &claims, judge_say_own_overlap);
}

/* Summaries may lie outside the network, but not in each other. */
static void judge_summaries(const struct judge *judge)
{
	struct judge_claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];

		claim_own(&claims, vnet, "the summarised prefix of", vnet->name, &vnet->summarized);
	}
	judge_claims(judge, &claims, judge_say_own_overlap);
}

static void judge_subnet_within(const struct judge *judge, const struct lab_vnet *vnet,
                                const struct lab_subnet *subnet, const struct judge_cover *cover)
{
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < subnet->prefixes.count; i++) {
		const struct prefix *prefix = &subnet->prefixes.items[i];

		if (!judge_cover_holds(cover, prefix))
			judge_say(judge, SEVERITY_ERROR, subnet->prefixes.places[i], NULL,
			          "subnet \"%s\" has %s, which is outside the address space of "
			          "\"%s\"; expected a prefix within it",
			          subnet->name, prefix_format(prefix, text), vnet->name);
	}
}

static void judge_subnets_within(const struct judge *judge, const struct lab_vnet *vnet,
                                 struct judge_claims *claims)
{
	struct judge_cover cover = judge_cover_of(&vnet->address_space);
	bool known = vnet->address_space.count > 0 && !vnet->address_space.partial;

	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];

		if (known)
			judge_subnet_within(judge, vnet, subnet, &cover);
		claim_own(claims, vnet, "subnet", subnet->name, &subnet->prefixes);
	}
	free(cover.items);
}

static void judge_subnets(const struct judge *judge)
{
	struct judge_claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		judge_subnets_within(judge, &judge->lab->vnets[i], &claims);
	judge_claims(judge, &claims, judge_say_own_overlap);
}

static void claim_private_endpoints(const struct judge *judge, struct judge_holders *holders,
                                    const struct lab_subnet *subnet)
{
	char text[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < subnet->private_endpoint_count; i++) {
		const struct lab_private_endpoint *endpoint = &subnet->private_endpoints[i];
		judge_hold(holders, &endpoint->address, endpoint->place, "private endpoint",
		           endpoint->name);
		if (addr_is_set(&endpoint->address) && !subnet->prefixes.partial &&
		    !lab_prefixes_hold(&subnet->prefixes, &endpoint->address))
			judge_say(
			    judge, SEVERITY_ERROR, endpoint->place, NULL,
			    "private endpoint \"%s\" has the address %s, which is outside the "
			    "subnet \"%s\"; expected one within it",
			    endpoint->name, addr_format(&endpoint->address, text), subnet->name);
	}
}

static void claim_addresses(const struct judge *judge, struct judge_holders *holders,
                            const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++)
		claim_private_endpoints(judge, holders, &vnet->subnets[i]);
}

static const struct judge_rule rules[] = {
    {judge_address_spaces, false},
    {judge_summaries, false},
    {judge_subnets, false},
    {NULL, false},
};

const struct judge_hooks vnet_judge = {
    .rules = rules,
    .addresses = claim_addresses,
};
