/* Says the routes of a table, in JSON as FRR does. */
#include "report/state/rib_route.h"

#include "base/check.h"
#include "report/state/attrs.h"
#include "report/state/frr.h"
#include "topo/plan/plan_words.h"

/* clang-format off */
const struct view_column rib_path_columns[] = {
	{"node",                        NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"status",                      "",                 TABLE_OPTIONAL, VIEW_IN_WORDS},
	{"network",                     "Network",          TABLE_LEFT,     VIEW_CSV_TOO},
	{"nextHop",                     "Next hop",         TABLE_LEFT,     VIEW_CSV_TOO},
	{"from",                        "From",             TABLE_LEFT,     VIEW_CSV_TOO},
	{"metric",                      "Metric",           TABLE_RIGHT,    VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"locPrf",                      "LocPrf",           TABLE_RIGHT,    VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"weight",                      "Weight",           TABLE_RIGHT,    VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"path",                        "Path",             TABLE_LEFT,     VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"origin",                      NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"hairpin.why",                 "Why",              TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"hairpin.communities",         "Communities",      TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_IN_WORDS | VIEW_GOES},
	{"hairpin.largeCommunities",    NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"hairpin.extendedCommunities", NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"hairpin.originatorId",        NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"hairpin.clusterList",         NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"hairpin.rejected",            "Rejected because", TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"hairpin.policy",              "Policy",           TABLE_OPTIONAL, VIEW_IN_WORDS},
	{"valid",                       NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"bestpath",                    NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{"multipath",                   NULL,               TABLE_LEFT,     VIEW_CSV_TOO},
	{0},
};

/* Nobody is told a weight, and few a preference. */
const struct view_column rib_told_columns[] = {
	{"node",                        NULL,          TABLE_LEFT,           VIEW_CSV_TOO},
	{"network",                     "Network",     TABLE_LEFT,           VIEW_CSV_TOO},
	{"nextHop",                     "Next hop",    TABLE_LEFT,           VIEW_CSV_TOO},
	{"to",                          "To",          TABLE_LEFT,           VIEW_CSV_TOO},
	{"metric",                      "Metric",      TABLE_OPTIONAL_RIGHT, VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"locPrf",                      "LocPrf",      TABLE_OPTIONAL_RIGHT, VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"path",                        "Path",        TABLE_LEFT,           VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"bgpOriginCode",               NULL,          TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.communities",         "Communities", TABLE_OPTIONAL,       VIEW_CSV_TOO | VIEW_IN_WORDS | VIEW_GOES},
	{"hairpin.largeCommunities",    NULL,          TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.extendedCommunities", NULL,          TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.originatorId",        NULL,          TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.clusterList",         NULL,          TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.policy",              "Policy",      TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

static void tell_network(struct view *view, const char *address_key, const struct prefix *prefix)
{
	view_addr(view, address_key, &prefix->addr);
	view_number(view, "prefixLen", prefix->length);
}

static void tell_next_hop(struct view *view, const struct snapshot_node *node,
                          const struct snapshot_path *path)
{
	view_list(view, "nexthops", NULL);
	view_row(view);
	view_addr(view, "ip", &path->attrs->next_hop);
	view_text(view, "hostname", path->peer < 0 ? node->name : node->peers[path->peer].name);
	view_text(view, "afi", frr_afi(path->attrs->next_hop.family));
	view_flag(view, "used", path->verdict == RIB_PASS);
	view_close(view);
	view_close(view);
}

/* The statements of policies that a route came upon. */
static void tell_policy(struct view *view, const struct text *policy)
{
	if (policy->size == 0)
		return;
	if (view_is(view, VIEW_JSON))
		view_text(view, "policy", text_str(policy));
	else
		view_words(view, "policy", text_str(policy));
}

/* What FRR's table does not say. */
static void tell_own_members(struct view *view, const struct snapshot_node *node,
                             const struct snapshot_path *path, const struct rib_select *select)
{
	enum rib_select_table table = select->table;
	struct text policy = {0};

	if (select->tracer != NULL && table != RIB_SELECT_LOC)
		policy_trace_import(select->tracer, node, path, &policy);
	view_open(view, "hairpin");
	if (path->peer >= 0)
		view_text(view, "from", node->peers[path->peer].name);
	if (path->best)
		view_text(view, "why", rib_step_name(path->why));
	if (path->verdict != RIB_PASS) {
		view_text(view, "rejected", plan_verdict_name(path->verdict));
		view_text(view, "reason", plan_verdict_text(path->verdict));
	}
	if (table == RIB_SELECT_ADJ_IN && path->verdict != RIB_PASS)
		view_wordsf(view, "rejected", "%s: %s", plan_verdict_name(path->verdict),
		            plan_verdict_text(path->verdict));
	tell_policy(view, &policy);
	if (table == RIB_SELECT_LOC && path->best)
		view_words(view, "why", rib_step_name(path->why));
	else if (table == RIB_SELECT_LOC && path->multipath)
		view_words(view, "why", "equally good");
	attrs_tell_details(view, path->attrs);
	view_close(view);
	text_done(&policy);
}

/* FRR calls the best path so only if there are others. */
static bool has_equals(const struct snapshot_node *node, const struct snapshot_path *path)
{
	const struct snapshot_path *next = path + 1;

	if (!path->best)
		return path->multipath;
	return next < node->paths + node->path_count && next->multipath &&
	       prefix_equal(&next->prefix, &path->prefix);
}

static const char *status_of(const struct snapshot_path *path)
{
	if (path->verdict != RIB_PASS)
		return "x";
	if (path->best)
		return "*>";
	return path->multipath ? "*=" : "*";
}

void rib_tell_path(struct view *view, const struct snapshot_node *node,
                   const struct snapshot_path *path, const struct rib_select *select, bool first)
{
	const struct snapshot_peer *peer = path->peer < 0 ? NULL : &node->peers[path->peer];

	CHECK(path->peer < (int64_t)node->peer_count);
	view_cell(view, "node", node->name);
	view_words(view, "status", status_of(path));
	view_flag(view, "valid", path->verdict == RIB_PASS);
	view_flag(view, "bestpath", path->best);
	if (path->best)
		view_text(view, "selectionReason", frr_selection_reason(path->why));
	view_flag(view, "multipath", has_equals(node, path));
	/* FRR calls its own routes external too. */
	view_text(view, "pathFrom",
	          peer != NULL && peer->asn == node->asn ? "internal" : "external");
	tell_network(view, "prefix", &path->prefix);
	if (first || !view_is(view, VIEW_TEXT))
		view_prefix(view, "network", &path->prefix);
	if (!view_is(view, VIEW_JSON))
		view_addr(view, "nextHop", &path->attrs->next_hop);
	view_cell(view, "from", peer == NULL ? "(own)" : peer->name);
	attrs_tell_preferences(view, path->attrs);
	if (peer != NULL)
		view_addr(view, "peerId", &peer->address);
	else
		view_text(view, "peerId", "(unspec)");
	attrs_tell_path(view, path->attrs);
	view_text(view, "origin", bgp_origin_name(path->attrs->origin));
	if (view_is(view, VIEW_JSON))
		tell_next_hop(view, node, path);
	tell_own_members(view, node, path, select);
}

void rib_tell_told(struct view *view, const struct snapshot_node *node,
                   const struct snapshot_told *told, const struct rib_select *select, bool first)
{
	struct text policy = {0};

	CHECK(told->peer < node->peer_count);
	view_cell(view, "node", node->name);
	tell_network(view, "addrPrefix", &told->prefix);
	if (first || !view_is(view, VIEW_TEXT))
		view_prefix(view, "network", &told->prefix);
	view_addr(view, "nextHop", &told->attrs->next_hop);
	view_cell(view, "to", node->peers[told->peer].name);
	attrs_tell_preferences(view, told->attrs);
	attrs_tell_path(view, told->attrs);
	view_text(view, "bgpOriginCode", bgp_origin_mark(told->attrs->origin));
	view_open(view, "appliedStatusSymbols");
	view_flag(view, "*", true);
	view_flag(view, ">", true);
	view_close(view);
	if (select->tracer != NULL)
		policy_trace_export(select->tracer, node, told->peer, &told->prefix, &policy);
	view_open(view, "hairpin");
	tell_policy(view, &policy);
	attrs_tell_details(view, told->attrs);
	view_close(view);
	text_done(&policy);
}
