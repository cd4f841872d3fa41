/* Judges whether routes are in the tables of nodes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bgp/as_path.h"
#include "bgp/community.h"
#include "query/expect/expect_evidence.h"
#include "topo/plan/plan_words.h"

static bool is_wanted_node(const struct expectation *e, const struct snapshot_node *node)
{
	if (e->role != NULL && strcmp(e->role, lab_kind_role(node->kind)) != 0)
		return false;
	for (uint32_t i = 0; i < e->nodes.count; i++) {
		if (expect_name_matches(e->nodes.items[i], node->name, node->group))
			return true;
	}
	return e->nodes.count == 0;
}

/* Every name must match a node, or the expectation would hold for the wrong reason. */
static bool check_names(struct expect_check *check)
{
	const struct expectation *e = check->expectation;
	const struct fabric *fabric = check->fabric;
	const char **names = xcalloc(fabric->node_count + 1, sizeof(*names));
	bool good = true;

	for (uint32_t i = 0; i < fabric->node_count; i++)
		names[i] = fabric->nodes[i].node->name;
	for (uint32_t n = 0; n < e->nodes.count; n++) {
		bool found = false;

		for (uint32_t i = 0; i < fabric->node_count && !found; i++)
			found = expect_name_matches(e->nodes.items[n], names[i],
			                            fabric->nodes[i].node->group);
		if (!found)
			expect_not_found(check, e->nodes.places[n], "node", e->nodes.items[n],
			                 names, fabric->node_count);
		good &= found;
	}
	free(names);
	return good;
}

static bool as_path_is(const struct bgp_attrs *attrs, const char *wanted)
{
	struct text text = {0};
	bool same;

	as_path_format(attrs->as_path, " ", &text);
	same = strcmp(text_str(&text), wanted) == 0;
	text_done(&text);
	return same;
}

static bool has_attributes(const struct held_route *route, const struct expect_attributes *wanted)
{
	const struct bgp_attrs *attrs = route->attrs;

	if (wanted->as_path != NULL && !as_path_is(attrs, wanted->as_path))
		return false;
	if (addr_is_set(&wanted->next_hop) && !addr_equal(&attrs->next_hop, &wanted->next_hop))
		return false;
	for (uint32_t i = 0; i < wanted->community_count; i++) {
		if (!community_contains(attrs->communities, wanted->communities[i]))
			return false;
	}
	if (wanted->weight_set && attrs->weight != wanted->weight)
		return false;
	if (wanted->med_set && attrs->med != wanted->med)
		return false;
	if (wanted->local_pref_set && attrs->local_pref != wanted->local_pref)
		return false;
	return !wanted->best_set || route->used == wanted->best;
}

static void describe(struct expect_check *check, const char *node, const struct held_route *route)
{
	char prefix[PREFIX_TEXT_MAX];
	char next_hop[ADDR_TEXT_MAX];
	struct text text = {0};

	text_addf(&text, "%s has %s", node, prefix_format(&route->prefix, prefix));
	if (route->from == NULL)
		text_add(&text, " of its own");
	else
		text_addf(&text, " from %s", route->from);
	text_add(&text, ", AS path '");
	as_path_format(route->attrs->as_path, " ", &text);
	text_addf(&text, "', next hop %s", addr_format(&route->attrs->next_hop, next_hop));
	if (route->attrs->weight != 0)
		text_addf(&text, ", weight %" PRIu32, route->attrs->weight);
	if (bgp_attrs_have(route->attrs, BGP_ATTR_MED))
		text_addf(&text, ", MED %" PRIu32, route->attrs->med);
	if (bgp_attrs_have(route->attrs, BGP_ATTR_LOCAL_PREF))
		text_addf(&text, ", local preference %" PRIu32, route->attrs->local_pref);
	if (route->attrs->communities.size > 0) {
		text_add(&text, ", communities ");
		community_format(route->attrs->communities, &text);
	}
	text_add(&text, route->used ? "" : ", not the best");
	expect_evidence(check, "%s", text_str(&text));
	text_done(&text);
}

/* Why the node lacks the route: it rejected it, or nobody told it. */
static void explain_absence(struct expect_check *check, const struct snapshot_node *node)
{
	const struct expectation *e = check->expectation;
	char prefix[PREFIX_TEXT_MAX];

	prefix_format(&e->prefix, prefix);
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->verdict == RIB_PASS || path->peer < 0 ||
		    !prefix_equal(&path->prefix, &e->prefix))
			continue;
		expect_evidence(check, "%s was told %s by %s and refused it: %s", node->name,
		                prefix, node->peers[path->peer].name,
		                plan_verdict_text(path->verdict));
		return;
	}
	for (uint32_t i = 0; i < node->peer_count; i++) {
		if (!node->peers[i].established) {
			expect_evidence(check, "%s has no %s; its session with %s is %s",
			                node->name, prefix, node->peers[i].name,
			                node->peers[i].state);
			return;
		}
	}
	expect_evidence(check, "%s has no %s: none of its peers tells it", node->name, prefix);
}

/* True when the node is as expected; else evidence was added. */
static bool judge_node(struct expect_check *check, uint32_t at)
{
	const struct expectation *e = check->expectation;
	const struct snapshot_node *node = check->fabric->nodes[at].node;
	const struct held_route *routes;
	uint32_t count =
	    route_held(check->fabric, at, &e->prefix, e->or_longer, check->arena, &routes);

	for (uint32_t i = 0; i < count; i++) {
		if (!has_attributes(&routes[i], &e->attributes))
			continue;
		if (!e->absent)
			return true;
		describe(check, node->name, &routes[i]);
		expect_evidence_of_route(check, at, &routes[i]);
		return false;
	}
	if (e->absent)
		return true;
	for (uint32_t i = 0; i < count; i++)
		describe(check, node->name, &routes[i]);
	if (count == 0)
		explain_absence(check, node);
	return false;
}

static bool any_of_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefixes->items[i].addr.family == family)
			return true;
	}
	return false;
}

/* That a prefix is absent says nothing in a lab where nobody has one of its family. */
static bool family_is_there(const struct lab *lab, uint8_t family)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (any_of_family(&lab->vnets[i].address_space, family))
			return true;
		for (uint32_t k = 0; k < lab->vnets[i].nva_count; k++) {
			if (any_of_family(&lab->vnets[i].nvas[k].advertise, family))
				return true;
		}
	}
	for (uint32_t i = 0; i < lab->site_count; i++) {
		for (uint32_t k = 0; k < lab->sites[i].router_count; k++) {
			if (any_of_family(&lab->sites[i].routers[k].advertise, family))
				return true;
		}
	}
	return false;
}

void expect_judge_route(struct expect_check *check)
{
	const struct expectation *e = check->expectation;
	char prefix[PREFIX_TEXT_MAX];
	uint32_t count = 0;
	uint32_t wrong = 0;

	if (!check_names(check))
		return;
	if (e->absent && !family_is_there(check->fabric->lab, e->prefix.addr.family)) {
		findings_add(check->findings, SEVERITY_ERROR, e->place,
		             "nobody in lab '%s' has an IPv%d prefix, so nothing would be examined",
		             check->fabric->lab->name, e->prefix.addr.family == ADDR_IPV6 ? 6 : 4);
		return;
	}
	for (uint32_t i = 0; i < check->fabric->node_count; i++) {
		if (!is_wanted_node(e, check->fabric->nodes[i].node))
			continue;
		count++;
		wrong += !judge_node(check, i);
	}
	prefix_format(&e->prefix, prefix);
	if (count == 0)
		findings_add(check->findings, SEVERITY_ERROR, e->place,
		             "no node of lab '%s' is meant by this expectation",
		             check->fabric->lab->name);
	else if (wrong == 0)
		expect_pass(check, "%s is %s %u node%s", prefix,
		            e->absent ? "absent from" : "present at", count, count == 1 ? "" : "s");
	else
		expect_fail(check, "%s is %s %u of %u node%s", prefix,
		            e->absent ? "present at" : "not as expected at", wrong, count,
		            count == 1 ? "" : "s");
}
