/* Says effective routes. */
#include "report/effective.h"

#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "report/rules.h"

/* clang-format off */
static const struct view_column columns[] = {
	{"source",       "Source",         TABLE_LEFT,     VIEW_CSV_TOO},
	{"state",        "State",          TABLE_LEFT,     VIEW_CSV_TOO},
	{"prefix",       "Address Prefix", TABLE_LEFT,     VIEW_CSV_TOO},
	{"nextHopType",  "Next Hop Type",  TABLE_LEFT,     VIEW_CSV_TOO},
	{"nextHop",      "Next Hop IP",    TABLE_OPTIONAL, VIEW_CSV_TOO},
	{"name",         "Route Name",     TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"element",      "Element",        TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_GOES},
	{"overriddenBy", "Overridden by",  TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_GOES},
	{"asPath",       NULL,             TABLE_LEFT,     VIEW_CSV_TOO},
	{"weight",       NULL,             TABLE_LEFT,     VIEW_CSV_TOO},
	{0},
};
/* clang-format on */

static void tell_bgp(struct view *view, const struct bgp_attrs *attrs)
{
	struct text path = {0};

	as_path_format(attrs->as_path, " ", &path);
	view_as_path(view, "asPath", text_str(&path));
	view_unsigned(view, "weight", attrs->weight);
	text_done(&path);
}

static void tell_route(struct view *view, const struct effective_route *route)
{
	view_row(view);
	view_text(view, "source", nic_source_name(route->source));
	view_text(view, "state", route->active ? "Active" : "Invalid");
	view_prefix(view, "prefix", &route->prefix);
	view_text(view, "nextHopType", nic_next_hop_name(route->type));
	if (addr_is_set(&route->address))
		view_addr(view, "nextHop", &route->address);
	view_text(view, "name", route->name);
	view_text(view, "element", route->element);
	if (route->bgp != NULL)
		tell_bgp(view, route->bgp);
	if (!route->active)
		view_prefix(view, "overriddenBy", &route->by);
	view_list(view, "rules", NULL);
	for (uint32_t i = 0; i < EFFECTIVE_RULES_MAX && route->rules[i] != NULL; i++)
		view_text(view, NULL, route->rules[i]);
	view_close(view);
	view_close(view);
}

static void say_absent(struct view *view, const struct effective_absent *absent)
{
	char prefix[PREFIX_TEXT_MAX];
	char by[PREFIX_TEXT_MAX];

	if (!addr_is_set(&absent->prefix.addr)) {
		view_say(view, "Not listed: routes of gateways, because of the route table [%s]\n",
		         absent->rule);
		return;
	}
	view_say(view, "Not listed: %s to %s, because of %s [%s]\n",
	         prefix_format(&absent->prefix, prefix), nic_next_hop_name(absent->type),
	         prefix_format(&absent->by, by), absent->rule);
}

static void tell_absent(struct view *view, const struct effective_absent *absent)
{
	view_row(view);
	if (addr_is_set(&absent->prefix.addr))
		view_prefix(view, "prefix", &absent->prefix);
	view_text(view, "nextHopType", nic_next_hop_name(absent->type));
	if (addr_is_set(&absent->by.addr))
		view_prefix(view, "coveredBy", &absent->by);
	view_text(view, "rule", absent->rule);
	say_absent(view, absent);
	view_close(view);
}

static bool uses(const struct effective *effective, const char *rule)
{
	for (uint32_t i = 0; i < effective->route_count; i++) {
		const struct effective_route *route = &effective->routes[i];

		for (uint32_t k = 0; k < EFFECTIVE_RULES_MAX && route->rules[k] != NULL; k++) {
			if (strcmp(route->rules[k], rule) == 0)
				return true;
		}
	}
	for (uint32_t i = 0; i < effective->absent_count; i++) {
		if (strcmp(effective->absent[i].rule, rule) == 0)
			return true;
	}
	return false;
}

static void say_rules(struct view *view, const struct effective *effective,
                      const struct facts *facts)
{
	for (uint32_t i = 0; effective_rules[i] != NULL; i++) {
		const struct azure_rule *rule;

		if (!uses(effective, effective_rules[i]))
			continue;
		rule = facts_rule(facts, effective_rules[i]);
		CHECK(rule != NULL);
		rule_explain(view, rule);
	}
}

void effective_view(struct view *view, const struct effective *effective, const struct facts *rules)
{
	view_format(view, "hairpin-effective", 1);
	view_text(view, "virtualNetwork", effective->vnet->name);
	if (effective->subnet != NULL)
		view_text(view, "subnet", effective->subnet->name);
	if (effective->gateway != NULL)
		view_text(view, "gateway", effective->gateway->name);
	view_list(view, "routes", columns);
	for (uint32_t i = 0; i < effective->route_count; i++)
		tell_route(view, &effective->routes[i]);
	view_close(view);
	if (effective->absent_count > 0)
		view_say(view, "\n");
	view_list(view, "notListed", NULL);
	for (uint32_t i = 0; i < effective->absent_count; i++)
		tell_absent(view, &effective->absent[i]);
	view_close(view);
	if (rules != NULL)
		say_rules(view, effective, rules);
}
