/* What may be wrong with how two ends reach each other. */
#include "base/check.h"
#include "query/lint/lint_check.h"

static bool are_vnets(const struct lint_pair *pair)
{
	return pair->a->vnet != NULL && pair->b->vnet != NULL;
}

/* Packets pass in one direction at least, and in each that is open by this. */
static bool only_by(const struct lint_pair *pair, enum path_mechanism mechanism)
{
	const struct lint_way *ways[] = {pair->there, pair->back};
	bool open = false;

	for (unsigned i = 0; i < COUNT_OF(ways); i++) {
		if (lint_open(ways[i]) && ways[i]->mechanism != mechanism)
			return false;
		open |= lint_open(ways[i]);
	}
	return open;
}

/* A route from on-premises brings packets to where the networks meet, by whom or by the circuit. */
static bool meets_by_summary(const struct lint_way *way)
{
	return lint_open(way) && way->by_summary &&
	       (way->mechanism == PATH_TRANSIT || way->mechanism == PATH_HAIRPIN);
}

static bool are_joined(const struct lint_pair *pair)
{
	return are_vnets(pair) && (meets_by_summary(pair->there) || meets_by_summary(pair->back));
}

static bool some_by(const struct lint_pair *pair, enum path_mechanism mechanism)
{
	return (lint_open(pair->there) && pair->there->mechanism == mechanism) ||
	       (lint_open(pair->back) && pair->back->mechanism == mechanism);
}

/* It has another network's gateway, by peering. */
static bool is_spoke(const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	return serving != NULL && serving != vnet && !lab_vnet_is_hub(serving);
}

bool lint_is_default_transit(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return are_vnets(pair) && only_by(pair, PATH_HAIRPIN) && !are_joined(pair) &&
	       !is_spoke(pair->a->vnet) && !is_spoke(pair->b->vnet);
}

bool lint_is_exposed_spoke(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return are_vnets(pair) && only_by(pair, PATH_HAIRPIN) && !are_joined(pair) &&
	       (is_spoke(pair->a->vnet) || is_spoke(pair->b->vnet));
}

bool lint_is_joined_by_summary(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return are_joined(pair);
}

bool lint_is_transit_by_site(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return are_vnets(pair) && some_by(pair, PATH_TRANSIT) && !are_joined(pair);
}

/* A subnet sends something to an appliance by its route table, or one stands in the network. */
static bool is_guarded(const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_route_table *table = vnet->subnets[i].route_table;

		for (uint32_t r = 0; table != NULL && r < table->route_count; r++) {
			if (table->routes[r].type == LAB_TO_VIRTUAL_APPLIANCE)
				return true;
		}
	}
	return vnet->nva_count > 0;
}

static bool has_guard(const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	return is_guarded(vnet) || (serving != NULL && is_guarded(serving));
}

bool lint_is_firewall_bypassed(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return are_vnets(pair) &&
	       (some_by(pair, PATH_HAIRPIN) || some_by(pair, PATH_GLOBAL_REACH)) &&
	       pair->there->appliances == 0 && pair->back->appliances == 0 &&
	       (has_guard(pair->a->vnet) || has_guard(pair->b->vnet));
}

static bool is_at(const struct lab_router *router, const struct lab_circuit *circuit)
{
	for (uint32_t l = 0; l < router->link_count; l++) {
		if (router->links[l].circuit == circuit)
			return true;
	}
	return false;
}

static const struct lab_router *router_at(const struct lab *lab, const struct lab_circuit *circuit)
{
	for (uint32_t s = 0; s < lab->site_count; s++) {
		for (uint32_t r = 0; r < lab->sites[s].router_count; r++) {
			if (is_at(&lab->sites[s].routers[r], circuit))
				return &lab->sites[s].routers[r];
		}
	}
	return NULL;
}

static bool is_connected(const struct lab_gateway *gateway, const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		if (gateway->connections[i].circuit == circuit)
			return true;
	}
	return false;
}

/* Two gateways on the same two circuits, which belong to different sites: what stands between the
 * sites is not passed. */
bool lint_is_cross_connected(const struct linter *linter, const struct lint_pair *pair)
{
	const struct lab_router *first = NULL;
	const struct lab_gateway *a, *b;

	if (!are_vnets(pair) || !some_by(pair, PATH_HAIRPIN))
		return false;
	a = lab_serving_gateway(pair->a->vnet);
	b = lab_serving_gateway(pair->b->vnet);
	if (a == NULL || b == NULL || a == b)
		return false;
	for (uint32_t i = 0; i < a->connection_count; i++) {
		const struct lab_circuit *circuit = a->connections[i].circuit;
		const struct lab_router *router =
		    is_connected(b, circuit) ? router_at(linter->lab, circuit) : NULL;

		if (router != NULL && first != NULL && router->site != first->site)
			return true;
		first = router != NULL ? router : first;
	}
	return false;
}

bool lint_is_global_reach_of_sites(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return pair->a->site != NULL && pair->b->site != NULL && some_by(pair, PATH_GLOBAL_REACH);
}

bool lint_is_global_reach_of_vnets(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return are_vnets(pair) && some_by(pair, PATH_GLOBAL_REACH);
}

/* A circuit joins the two as well. */
static bool has_circuit_to(const struct lab_vnet *vnet, const struct lab_site *site)
{
	const struct lab_gateway *gateway = lab_serving_gateway(vnet);

	for (uint32_t r = 0; gateway != NULL && r < site->router_count; r++) {
		for (uint32_t l = 0; l < site->routers[r].link_count; l++) {
			if (is_connected(gateway, site->routers[r].links[l].circuit))
				return true;
		}
	}
	return false;
}

bool lint_is_backup_in_use(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return pair->a->vnet != NULL && pair->b->site != NULL && some_by(pair, PATH_VPN) &&
	       has_circuit_to(pair->a->vnet, pair->b->site);
}

bool lint_is_asymmetric(const struct linter *linter, const struct lint_pair *pair)
{
	(void)linter;
	return lint_open(pair->there) && lint_open(pair->back) &&
	       (pair->there->stateful != pair->back->stateful || pair->there->mixed ||
	        pair->back->mixed);
}

static bool is_unequal(const struct linter *linter, const struct lint_way *way)
{
	CHECK(!way->walked || way->rtt_min_us <= way->rtt_max_us);
	return lint_open(way) && way->rtt_min_us > 0 &&
	       way->rtt_max_us - way->rtt_min_us > linter->options->unequal_rtt_us;
}

bool lint_is_unequal(const struct linter *linter, const struct lint_pair *pair)
{
	return is_unequal(linter, pair->there) || is_unequal(linter, pair->back);
}

void lint_say_pair(const struct linter *linter, const struct lint_pair *pair, struct text *out)
{
	bool both = lint_open(pair->there) && lint_open(pair->back);
	bool there = lint_open(pair->there);

	CHECK(there || lint_open(pair->back));
	text_addf(out, "%s: %s %s %s%s", linter->trait->title,
	          there ? pair->a->name : pair->b->name, both ? "and" : "to",
	          there ? pair->b->name : pair->a->name, both ? "" : ", in this direction only");
}

void lint_say_spoke(const struct linter *linter, const struct lint_pair *pair, struct text *out)
{
	const struct lab_vnet *spoke = is_spoke(pair->a->vnet) ? pair->a->vnet : pair->b->vnet;

	lint_say_pair(linter, pair, out);
	text_addf(out, "; \"%s\" is announced by the gateway of \"%s\"", spoke->name,
	          lab_serving_vnet(spoke)->name);
}

void lint_say_unequal(const struct linter *linter, const struct lint_pair *pair, struct text *out)
{
	bool there = is_unequal(linter, pair->there);
	const struct lint_way *way = there ? pair->there : pair->back;
	const struct path_end *from = there ? pair->a : pair->b;

	text_addf(out, "%s: from %s to %s flows take %.1f to %.1f ms", linter->trait->title,
	          from->name, from == pair->a ? pair->b->name : pair->a->name,
	          way->rtt_min_us / 1000.0, way->rtt_max_us / 1000.0);
}

void lint_say_asymmetric(const struct linter *linter, const struct lint_pair *pair,
                         struct text *out)
{
	const struct lint_way *bare = pair->there->stateful == 0  ? pair->there
	                              : pair->back->stateful == 0 ? pair->back
	                                                          : NULL;
	const struct path_end *from = bare == pair->there ? pair->a : pair->b;

	text_addf(out, "%s: between %s and %s; ", linter->trait->title, pair->a->name,
	          pair->b->name);
	if (pair->there->mixed || pair->back->mixed)
		text_add(out, "equal ways pass different ones, and each drops the flows that "
		              "another has seen begin");
	else if (bare == NULL)
		text_add(out, "each direction passes another one, and each drops the flows that "
		              "the other has seen begin");
	else
		text_addf(out, "packets from %s pass none, so it drops what the other side answers",
		          from->name);
}
