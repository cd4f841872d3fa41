/* Settings that bring nothing or lead nowhere, limits that are near, and what nobody knows. */
#include <string.h>

#include "base/check.h"
#include "query/limits/limits.h"
#include "query/lint/lint_check.h"

/* NULL: it brings what it should. */
static const char *why_idle(const struct lab_vnet_peering *peering)
{
	if (peering->back == NULL)
		return "the other side has none, so it stays Initiated";
	if (!peering->allow_virtual_network_access)
		return "allow-virtual-network-access is false here";
	if (!peering->back->allow_virtual_network_access)
		return "allow-virtual-network-access is false on the other side";
	if (!lab_peering_carries(peering))
		return "it carries no packets";
	return NULL;
}

/* By gateway transit alone it brings something as well. */
static bool is_for_transit(const struct lab_vnet_peering *peering)
{
	return peering->back != NULL &&
	       (peering->use_remote_gateways || peering->back->use_remote_gateways);
}

void lint_look_peerings(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &linter->lab->vnets[i];

		for (uint32_t p = 0; p < vnet->peering_count; p++) {
			const struct lab_vnet_peering *peering = &vnet->peerings[p];
			const char *why = why_idle(peering);

			if (why == NULL || is_for_transit(peering))
				continue;
			lint_about(linter,
			           lint_find(linter, peering->place,
			                     "%s: \"%s\" of \"%s\" with \"%s\": %s",
			                     linter->trait->title, peering->name, vnet->name,
			                     peering->remote->name, why),
			           peering->element->name);
		}
	}
}

static bool has_appliance(const struct lab_vnet *vnet, const struct addr *address)
{
	for (uint32_t n = 0; n < vnet->nva_count; n++) {
		if (addr_equal(&vnet->nvas[n].address, address))
			return true;
	}
	return false;
}

/* Packets to a next hop are for the network itself and those beside it: Azure delivers them by no
 * gateway (udr-next-hop). */
static bool are_beside(const struct lab_vnet *vnet, const struct lab_vnet *other)
{
	return vnet == other || lab_vnets_peered(vnet, other) ||
	       lab_connected_group(vnet, other) != NULL || lab_vnet_is_hub(vnet) ||
	       lab_vnet_is_hub(other);
}

/* NULL: an appliance stands at the address, within reach. */
static const char *why_no_appliance(const struct lab *lab, const struct lab_vnet *vnet,
                                    const struct addr *address)
{
	const char *why = "the lab has no appliance with this address";

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (!has_appliance(&lab->vnets[i], address))
			continue;
		if (are_beside(vnet, &lab->vnets[i]))
			return NULL;
		why = "no peering leads to the network of the appliance with this address";
	}
	return why;
}

static const char *why_missing(const struct lab *lab, const struct lab_vnet *vnet,
                               const struct lab_route *route)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	if (route->type == LAB_TO_VIRTUAL_APPLIANCE)
		return why_no_appliance(lab, vnet, &route->address);
	if (route->type == LAB_TO_VIRTUAL_NETWORK_GATEWAY &&
	    (serving == NULL || serving->vpn_gateway == NULL))
		return "no VPN gateway serves the network";
	return NULL;
}

static void look_at_table(struct linter *linter, const struct lab_vnet *vnet,
                          const struct lab_subnet *subnet)
{
	const struct lab_route_table *table = subnet->route_table;

	CHECK(table != NULL);

	for (uint32_t i = 0; i < table->route_count; i++) {
		const struct lab_route *route = &table->routes[i];
		const char *why = why_missing(linter->lab, vnet, route);
		char address[ADDR_TEXT_MAX];
		struct lint_finding *finding;

		if (why == NULL)
			continue;
		finding = lint_find(
		    linter, route->place, "%s: \"%s\" of \"%s\"%s%s, for \"%s/%s\"",
		    linter->trait->title, route->name, table->name,
		    addr_is_set(&route->address) ? " by " : "",
		    addr_is_set(&route->address) ? addr_format(&route->address, address) : "",
		    vnet->name, subnet->name);
		lint_about(linter, finding, table->name);
		lint_about(linter, finding, route->name);
		lint_about(linter, finding, vnet->name);
		lint_about(linter, finding, subnet->name);
		lint_show(linter, finding, "%s, so its packets are dropped", why);
	}
}

void lint_look_next_hops(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &linter->lab->vnets[i];

		for (uint32_t s = 0; s < vnet->subnet_count; s++) {
			if (vnet->subnets[s].route_table != NULL)
				look_at_table(linter, vnet, &vnet->subnets[s]);
		}
	}
}

/* The place of whose limit it is: of the element whose name the use begins with. */
static struct place place_of_use(const struct linter *linter, const struct limit_use *use)
{
	size_t best = 0;
	struct place place = {.file = linter->lab->file, .line = 1, .column = 1};

	for (uint32_t i = 0; i < linter->lab->element_count; i++) {
		const struct lab_element *element = &linter->lab->elements[i];
		size_t size = strlen(element->name);

		if (size <= best || strncmp(use->element, element->name, size) != 0 ||
		    (use->element[size] != '\0' && use->element[size] != ' '))
			continue;
		best = size;
		place = element->place;
	}
	return place;
}

void lint_look_limits(struct linter *linter)
{
	struct limits *limits =
	    limits_take(linter->lab->kinds, linter->fabric->snapshot, linter->lab);

	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];
		const struct limit_trait *trait = limit_trait(use->kind);
		struct lint_finding *finding;
		struct text next = {0};

		if (!limit_is_above(use, linter->options->limit_percent))
			continue;
		limit_next(use, &next);
		finding = lint_find(linter, place_of_use(linter, use), "%s: %u of %u %s, %s",
		                    linter->trait->title, use->used, use->limit, trait->title,
		                    use->element);
		lint_about(linter, finding, trait->name);
		lint_about(linter, finding, arena_strdup(linter->arena, use->element));
		lint_show(linter, finding, "%s", text_str(&next));
		lint_show(linter, finding, "beyond the limit: %s", trait->beyond);
		text_done(&next);
	}
	limits_free(limits);
}

void lint_look_assumptions(struct linter *linter)
{
	struct place place = {.file = linter->lab->file, .line = 1, .column = 1};

	for (uint32_t i = 0; i < linter->plan->assumption_count; i++) {
		const struct plan_assumption *assumption = &linter->plan->assumptions[i];
		const struct azure_rule *rule = facts_rule(linter->lab->facts, assumption->rule);

		CHECK(rule != NULL);
		if (strcmp(rule->confidence, "low") != 0)
			continue;
		struct lint_finding *finding = lint_find(
		    linter, place, "%s: %s (%s)", linter->trait->title, assumption->text, rule->id);
		lint_about(linter, finding, rule->id);
		lint_show(linter, finding, "%s", rule->what);
		if (rule->control != NULL)
			lint_show(linter, finding, "the lab says otherwise by %s", rule->control);
	}
}
