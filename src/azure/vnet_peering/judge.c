/* What is said of peerings: both sides, whose gateways they use, and overlaps of what they join. */
#include "azure/vnet_peering/vnet_peering.h"
#include "topo/judge/claims.h"

static bool has_gateway(const struct lab_vnet *vnet)
{
	return vnet->gateway != NULL || vnet->vpn_gateway != NULL || vnet->route_server != NULL;
}

/* Whether the peering has no other side, and not only because that is wrong. */
static bool lacks_other_side(const struct lab_vnet_peering *peering)
{
	return peering->remote != NULL && peering->back == NULL &&
	       !(peering->remote->doubts & LAB_DOUBT_PEERINGS);
}

static bool refuses_gateway(const struct lab_vnet_peering *peering)
{
	const struct lab_vnet_peering *back = peering->back;

	if (back == NULL)
		return lacks_other_side(peering);
	return !back->allow_gateway_transit && !(back->doubts & LAB_DOUBT_TRANSIT);
}

static void judge_remote_gateway(const struct judge *judge, const struct lab_vnet_peering *peering)
{
	const struct lab_vnet *remote = peering->remote;
	const char *name = peering->vnet->name;

	if (has_gateway(peering->vnet))
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		    "\"%s\" has use-remote-gateways and a gateway of its own; expected one of "
		    "them; remove the other",
		    name);
	if (remote == NULL)
		return;
	if (!has_gateway(remote) && !(remote->doubts & LAB_DOUBT_GATEWAY))
		judge_say(judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		          "\"%s\" uses the gateway of \"%s\", which has none (Azure: "
		          "RemoteVnetHasNoGateways); expected a virtual-network-gateway, a "
		          "vpn-gateway or a route-server there",
		          name, remote->name);
	if (refuses_gateway(peering))
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		    "\"%s\" uses the gateway of \"%s\", which does not let it; expected "
		    "allow-gateway-transit on the peering of \"%s\" with \"%s\"; set it to true",
		    name, remote->name, remote->name, name);
}

static bool is_named(const struct lab_subnet *subnet, const struct lab_subnet *const *subnets,
                     uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (subnets[i] == subnet)
			return true;
	}
	return false;
}

/* What this side names and the other one does not takes no part. */
static void judge_both_name(const struct judge *judge, const struct lab_vnet_peering *peering)
{
	const struct lab_vnet_peering *back = peering->back;

	for (uint32_t i = 0; i < peering->remote_subnet_count; i++) {
		const struct lab_subnet *subnet = peering->remote_subnets[i];

		if (!is_named(subnet, back->local_subnets, back->local_subnet_count))
			judge_say(judge, SEVERITY_WARNING, peering->place, "subnet-peering",
			          "\"%s\" wants to be peered with the subnet \"%s\" of \"%s\", "
			          "whose own side does not name it: it takes no part; expected the "
			          "same subnets on both sides",
			          peering->vnet->name, subnet->name, back->vnet->name);
	}
}

static void judge_subnet_peering(const struct judge *judge, const struct lab_vnet_peering *peering)
{
	uint32_t most = facts_limit(judge->facts, "subnet-peering-subnets");
	uint32_t count = peering->local_subnet_count + peering->remote_subnet_count;

	if (peering->back != NULL &&
	    peering->back->peer_complete_vnets != peering->peer_complete_vnets)
		judge_say(judge, SEVERITY_ERROR, peering->place, "subnet-peering",
		          "\"%s\" is peered with \"%s\" by subnets, but not the other way round; "
		          "expected the same peer-complete-vnets on both sides, for there is one "
		          "peering of one type between two networks",
		          peering->vnet->name, peering->back->vnet->name);
	else if (peering->back != NULL)
		judge_both_name(judge, peering);
	if (peering->local_subnet_count == 0 || peering->remote_subnet_count == 0)
		judge_say(judge, SEVERITY_ERROR, peering->place, "subnet-peering",
		          "the peering \"%s\" of \"%s\" is for some subnets and names none of %s; "
		          "expected local-subnet-names and remote-subnet-names",
		          peering->name, peering->vnet->name,
		          peering->local_subnet_count == 0 ? "its own" : "the other network");
	if (count > most)
		judge_say(judge, SEVERITY_ERROR, peering->place, "subnet-peering",
		          "the peering \"%s\" of \"%s\" is for %u subnets; expected at most %u",
		          peering->name, peering->vnet->name, count, most);
}

static void judge_vnet_peerings(const struct judge *judge, const struct lab_vnet *vnet)
{
	uint32_t most = facts_limit(judge->facts, "vnet-peerings");
	uint32_t remote_gateways = 0;

	if (vnet->peering_count > most)
		judge_say(judge, SEVERITY_ERROR, vnet->place, "peering-limit",
		          "\"%s\" has %u peerings; expected at most %u", vnet->name,
		          vnet->peering_count, most);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];
		if (lacks_other_side(peering))
			judge_say(judge, SEVERITY_WARNING, peering->place, "peering-both-sides",
			          "\"%s\" is peered with \"%s\", but not the other way round: the "
			          "peering stays Initiated and carries nothing; expected a peering "
			          "in \"%s\" too; add it",
			          vnet->name, peering->remote->name, peering->remote->name);
		if (!peering->peer_complete_vnets && !(vnet->doubts & LAB_DOUBT_PEERINGS))
			judge_subnet_peering(judge, peering);
		if (!peering->use_remote_gateways)
			continue;
		judge_remote_gateway(judge, peering);
		if (++remote_gateways == 2)
			judge_say(judge, SEVERITY_ERROR, peering->place, "gateway-transit",
			          "\"%s\" uses the gateways of more than one virtual network; "
			          "expected one",
			          vnet->name);
	}
}

static void judge_peerings(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		judge_vnet_peerings(judge, &judge->lab->vnets[i]);
}

static uint64_t peering_claims(const struct lab *lab)
{
	uint64_t claims = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].peering_count; k++) {
			const struct lab_vnet *remote = lab->vnets[i].peerings[k].remote;
			claims += remote == NULL ? 0 : remote->address_space.count;
		}
	}
	return claims;
}

static void say_peering_overlap(const struct judge *judge, const struct judge_claim *outer,
                                const struct judge_claim *inner)
{
	struct text because = {0};

	if (outer->name == inner->name)
		return;
	/* `through` is NULL for the network whose peerings are looked at. */
	if (outer->through == NULL || inner->through == NULL)
		text_add(&because, "the two are peered");
	else
		text_addf(&because, "both are peered with \"%s\"", inner->through);
	judge_say_at_later(judge, outer, inner, "peering-overlap", text_str(&because));
	text_done(&because);
}

/* Of a network that is peered by subnets the entries of the address space count in which these are:
 * the others may overlap (subnet-peering). */
static void claim_peered(struct judge_claims *claims, const struct lab_vnet_peering *peering,
                         uint32_t group)
{
	const struct lab_vnet *remote = peering->remote;

	for (uint32_t i = 0; i < remote->address_space.count; i++) {
		const struct prefix *entry = &remote->address_space.items[i];
		bool counts = peering->peer_complete_vnets;

		for (uint32_t k = 0; k < peering->subnet_space.count; k++)
			counts |= prefix_contains(entry, &peering->subnet_space.items[k]);
		if (counts)
			judge_claim_prefix(claims, remote, &remote->address_space, i, group,
			                   peering->vnet->name);
	}
}

/* A network must overlap neither with those it is peered with, nor they with each other. */
static void judge_peering_overlaps(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct judge_claims claims = {0};

	if (!judge_claims_are_bounded(judge, peering_claims(lab)))
		return;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		if (vnet->peering_count == 0)
			continue;
		judge_claim_network(&claims, vnet, &vnet->address_space, i, NULL);
		for (uint32_t k = 0; k < vnet->peering_count; k++) {
			if (vnet->peerings[k].remote != NULL)
				claim_peered(&claims, &vnet->peerings[k], i);
		}
	}
	judge_claims(judge, &claims, say_peering_overlap);
}

static const struct judge_rule rules[] = {
    {judge_peerings, true},
    {judge_peering_overlaps, false},
    {NULL, false},
};

const struct judge_hooks vnet_peering_judge = {
    .rules = rules,
};
