/* What is said of network virtual appliances: address, AS number, and their Route Server. */
#include "azure/nva/nva.h"
#include "topo/judge/judge_policy.h"

static void judge_nva_address(const struct judge *judge, const struct lab_nva *nva)
{
	const struct lab_vnet *vnet = nva->vnet;
	char text[ADDR_TEXT_MAX];
	bool known = !(vnet->doubts & LAB_DOUBT_SUBNETS);

	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		known = known && !vnet->subnets[i].prefixes.partial;
		if (lab_prefixes_hold(&vnet->subnets[i].prefixes, &nva->address))
			return;
	}
	if (known && addr_is_set(&nva->address))
		judge_say(judge, SEVERITY_ERROR, nva->place, NULL,
		          "appliance \"%s\" has the address %s, which is in no subnet of \"%s\"; "
		          "expected one within a subnet",
		          nva->name, addr_format(&nva->address, text), vnet->name);
}

static void judge_nva_asn(const struct judge *judge, const struct lab_nva *nva)
{
	uint32_t most = facts_limit(judge->facts, "route-server-asn-max");
	struct text refused = {0};

	if (nva->asn == 0 && !(nva->doubts & LAB_DOUBT_ASN))
		judge_say(
		    judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		    "appliance \"%s\" is a peer of Route Server \"%s\" without an asn; expected "
		    "one, such as 65001; add it",
		    nva->name, nva->route_server->name);
	if (nva->asn > most)
		judge_say(judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		          "appliance \"%s\" has AS %u; expected one of two bytes, up to %u: Route "
		          "Servers take no others",
		          nva->name, nva->asn, most);
	else if (judge_asn_is_refused(judge, ASN_ROUTE_SERVER, nva->asn)) {
		judge_say_refused_asns(judge, ASN_ROUTE_SERVER, &refused);
		judge_say(judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		          "appliance \"%s\" has AS %u, which Route Servers refuse; expected one "
		          "beside %s",
		          nva->name, nva->asn, text_str(&refused));
		text_done(&refused);
	}
}

static void judge_nva(const struct judge *judge, const struct lab_nva *nva)
{
	const struct lab_route_server *server = nva->route_server;
	uint32_t most = facts_limit(judge->facts, "route-server-peer-prefixes");

	judge_nva_address(judge, nva);
	judge_session_policy(judge, &nva->policy, &nva->advertise, nva->name);
	if (server == NULL) {
		if (nva->advertise.count > 0 && !(nva->doubts & LAB_DOUBT_BGP))
			judge_say(judge, SEVERITY_WARNING, nva->place, "route-server-peers",
			          "appliance \"%s\" announces prefixes to nobody; expected a "
			          "route-server; name one, or remove what it announces",
			          nva->name);
		return;
	}
	judge_nva_asn(judge, nva);
	if (server->vnet != nva->vnet && !lab_vnets_peered(server->vnet, nva->vnet) &&
	    !((server->vnet->doubts | nva->vnet->doubts) & LAB_DOUBT_PEERINGS))
		judge_say(
		    judge, SEVERITY_ERROR, nva->place, "route-server-peers",
		    "appliance \"%s\" is in \"%s\", but Route Server \"%s\" in \"%s\"; expected "
		    "the same network, or one peered with it",
		    nva->name, nva->vnet->name, server->name, server->vnet->name);
	if (nva->advertise.count > most)
		judge_say(
		    judge, SEVERITY_WARNING, nva->place, "route-server-prefix-limit",
		    "appliance \"%s\" announces %u prefixes to Route Server \"%s\", which takes "
		    "%u: the session will drop; expected fewer; summarise them",
		    nva->name, nva->advertise.count, server->name, most);
}

static void judge_nvas(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		for (uint32_t k = 0; k < judge->lab->vnets[i].nva_count; k++)
			judge_nva(judge, &judge->lab->vnets[i].nvas[k]);
	}
}

static void claim_addresses(const struct judge *judge, struct judge_holders *holders,
                            const struct lab_vnet *vnet)
{
	(void)judge;
	for (uint32_t i = 0; i < vnet->nva_count; i++)
		judge_hold(holders, &vnet->nvas[i].address, vnet->nvas[i].place, "appliance",
		           vnet->nvas[i].name);
}

/* Appliances are called by their network. */
static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (vnet->nva_count > 0)
			judge_name(names, vnet->name, vnet->doubts, &vnet->place);
	}
}

static const struct judge_rule rules[] = {
    {judge_nvas, true},
    {NULL, false},
};

const struct judge_hooks nva_judge = {
    .rules = rules,
    .names = claim_names,
    .addresses = claim_addresses,
};
