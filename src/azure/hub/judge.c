/* What is said of virtual hubs: their names and prefixes, and what is connected to them. */
#include "azure/hub/hub.h"
#include "document/name_map.h"
#include "topo/judge/claims.h"

/* Networks and virtual hubs are asked for by the same names. */
static void judge_hub_names(const struct judge *judge)
{
	struct name_map names = {0};

	for (uint32_t i = 0; judge->lab->hub_count > 0 && i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];
		const struct place *first = vnet->doubts & LAB_DOUBT_NAME
		                                ? NULL
		                                : name_map_add(&names, vnet->name, &vnet->place);
		if (first != NULL && lab_vnet_is_hub(vnet))
			judge_say(judge, SEVERITY_ERROR, vnet->place, NULL,
			          "virtual hub \"%s\" has the name of the virtual network in line "
			          "%u; expected a name of its own; rename one",
			          vnet->name, first->line);
	}
	name_map_done(&names);
}

static void judge_hub_prefix(const struct judge *judge, const struct lab_hub *hub)
{
	const struct lab_prefixes *prefixes = &hub->vnet->address_space;
	uint32_t length_max = facts_limit(judge->facts, "virtual-hub-prefix-length-max");
	char text[PREFIX_TEXT_MAX];

	if (prefixes->count > 0 && prefixes->items[0].length > length_max)
		judge_say(judge, SEVERITY_ERROR, prefixes->places[0], "virtual-hub-prefix",
		          "virtual hub \"%s\" has the address-prefix %s; expected a /%u or larger",
		          hub->name, prefix_format(&prefixes->items[0], text), length_max);
}

/* What Azure asks of a network that is connected to a virtual hub. */
static void judge_hub_connection(const struct judge *judge, const struct lab_hub *hub, uint32_t at)
{
	const struct lab_vnet *vnet = hub->connected[at];
	struct place place = hub->connections[at].place;

	if (vnet->connected_hub != hub)
		judge_say(
		    judge, SEVERITY_ERROR, place, "virtual-hub-connections",
		    "\"%s\" is connected to virtual hub \"%s\" and to \"%s\"; expected one hub; "
		    "remove one connection",
		    vnet->name, hub->name, vnet->connected_hub->name);
	if (vnet->gateway != NULL || vnet->vpn_gateway != NULL)
		judge_say(judge, SEVERITY_ERROR, place, "virtual-hub-connections",
		          "\"%s\" is connected to virtual hub \"%s\" and has a gateway of its own; "
		          "expected one of them; remove the other",
		          vnet->name, hub->name);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		if (vnet->peerings[i].use_remote_gateways)
			judge_say(judge, SEVERITY_ERROR, vnet->peerings[i].place,
			          "virtual-hub-connections",
			          "\"%s\" has use-remote-gateways and is connected to virtual hub "
			          "\"%s\"; expected one of them; remove the other",
			          vnet->name, hub->name);
	}
}

static void judge_hubs(const struct judge *judge)
{
	uint32_t most = facts_limit(judge->facts, "virtual-hub-connections");

	for (uint32_t i = 0; i < judge->lab->hub_count; i++) {
		const struct lab_hub *hub = &judge->lab->hubs[i];
		judge_hub_prefix(judge, hub);
		if (hub->connected_count > most)
			judge_say(
			    judge, SEVERITY_ERROR, hub->place, "virtual-hub-connections",
			    "virtual hub \"%s\" has %u connected networks; expected at most %u",
			    hub->name, hub->connected_count, most);
		for (uint32_t k = 0; k < hub->connected_count; k++)
			judge_hub_connection(judge, hub, k);
	}
}

static void say_hub_overlap(const struct judge *judge, const struct judge_claim *outer,
                            const struct judge_claim *inner)
{
	struct text because = {0};

	if (outer->name == inner->name)
		return;
	text_addf(&because, "both are in virtual WAN \"%s\"", inner->through);
	judge_say_at_later(judge, outer, inner, "virtual-hub-prefix", text_str(&because));
	text_done(&because);
}

/* The hubs of a virtual WAN exchange their routes: neither their prefixes nor the networks that are
 * connected to them must overlap. */
static void judge_hub_overlaps(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct name_map wans = {0};
	struct judge_claims claims = {0};

	for (uint32_t i = 0; i < lab->hub_count; i++) {
		const struct lab_hub *hub = &lab->hubs[i];
		if (hub->virtual_wan == NULL)
			continue;
		const struct lab_hub *first = name_map_add(&wans, hub->virtual_wan, hub);
		uint32_t group = first == NULL ? i : first->index;
		judge_claim_network(&claims, hub->vnet, &hub->vnet->address_space, group,
		                    hub->virtual_wan);
		for (uint32_t k = 0; k < hub->connected_count; k++) {
			if (hub->connected[k]->connected_hub == hub)
				judge_claim_network(&claims, hub->connected[k],
				                    &hub->connected[k]->address_space, group,
				                    hub->virtual_wan);
		}
	}
	name_map_done(&wans);
	judge_claims(judge, &claims, say_hub_overlap);
}

static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->hub_count; i++)
		judge_name(names, lab->hubs[i].name, lab->hubs[i].doubts, &lab->hubs[i].place);
}

static const struct judge_rule rules[] = {
    {judge_hub_names, false}, {judge_hubs, true}, {judge_hub_overlaps, false},
    {hub_judge_tables, true}, {NULL, false},
};

const struct judge_hooks hub_judge = {
    .rules = rules,
    .names = claim_names,
};
