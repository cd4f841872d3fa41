/* What a hub's router keeps from its peers because it does not propagate to their hub's
 * defaultRouteTable, or to any of another hub's tables. */
#include "azure/hub/hub.h"
#include "azure/policy.h"
#include "base/check.h"

#define BRANCHES (PLAN_BIT(PLAN_FROM_GATEWAY) | PLAN_BIT(PLAN_FROM_VPN))

static bool reaches_default(const struct lab_hub_propagation *propagation,
                            const struct lab_hub *from, const struct lab_hub *to)
{
	return lab_hub_propagates(propagation, from, to, &to->tables[0]);
}

static bool reaches_any(const struct lab_hub_propagation *propagation, const struct lab_hub *from,
                        const struct lab_hub *to)
{
	for (uint32_t i = 0; i < to->table_count; i++)
		if (lab_hub_propagates(propagation, from, to, &to->tables[i]))
			return true;
	return false;
}

static uint32_t count_prefixes(const struct lab *lab)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->hub_count; i++)
		for (uint32_t k = 0; k < lab->hubs[i].connected_count; k++)
			count += lab->hubs[i].connected[k]->address_space.count;
	return count;
}

static void deny_network(struct azure_filter *filter, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++) {
		const struct prefix *prefix = &vnet->address_space.items[i];

		azure_filter_deny(filter, prefix, prefix->length, prefix->length);
	}
}

/* Networks of `hub` that do not get to `to`: to the default table, or to none. */
static void deny_networks(struct azure_filter *filter, const struct lab_hub *hub,
                          const struct lab_hub *to, bool any)
{
	for (uint32_t i = 0; i < hub->connected_count; i++) {
		const struct lab_hub_propagation *propagation = &hub->connections[i].propagation;

		if (any ? !reaches_any(propagation, hub, to)
		        : !reaches_default(propagation, hub, to))
			deny_network(filter, hub->connected[i]);
	}
}

static void hold_from_hub(const struct plan_peer *peer, const struct lab_hub *own,
                          struct azure_filter *filter)
{
	const struct lab_hub *to = lab_hub_of(peer->far->element);

	CHECK(to != NULL && to != own);
	azure_filter_deny_default(filter);
	deny_networks(filter, own, to, true);
	if (!reaches_default(&own->branches, own, to))
		peer->conf->rib.export.withheld |= BRANCHES;
}

static void hold_from_gateway(const struct plan_peer *peer, const struct lab_hub *own,
                              struct azure_filter *filter)
{
	const struct lab *lab = peer->c->lab;

	CHECK(peer->far->element->network == own->vnet);
	for (uint32_t i = 0; i < lab->hub_count; i++)
		if (&lab->hubs[i] != own && lab_hubs_share_wan(&lab->hubs[i], own))
			deny_networks(filter, &lab->hubs[i], own, false);
	if (!reaches_default(&own->branches, own, own))
		peer->conf->rib.export.withheld |= BRANCHES;
}

void hub_hold_back(struct plan_peer *peer)
{
	const struct lab_hub *own = lab_hub_of(peer->own->element);
	bool to_hub = peer->far->element->kind == LAB_HUB;
	struct azure_filter filter;

	CHECK(own != NULL && peer->conf->rib.export.filter == NULL);
	if (!to_hub && !peer->c->lab->has_hub_tables)
		return;
	filter = azure_filter_new(peer->c->arena, count_prefixes(peer->c->lab));
	if (to_hub)
		hold_from_hub(peer, own, &filter);
	else
		hold_from_gateway(peer, own, &filter);
	peer->conf->rib.export.filter = azure_filter_end(peer->c->arena, &filter);
}
