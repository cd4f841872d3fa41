/* Prints the tables of a node as text. */
#include "report/rib_table.h"

#include <inttypes.h>
#include <stddef.h>

#include "bgp/as_path.h"
#include "bgp/community.h"
#include "report/frame/table.h"
#include "report/frr.h"
#include "topo/plan/plan_words.h"

/* Columns, left to right; those that are empty in a table are left out. */
enum column {
	COLUMN_STATUS,
	COLUMN_NETWORK,
	COLUMN_NEXT_HOP,
	COLUMN_PEER,
	COLUMN_METRIC,
	COLUMN_LOCAL_PREF,
	COLUMN_WEIGHT,
	COLUMN_PATH,
	COLUMN_WHY,
	COLUMN_COMMUNITIES,
	COLUMN_REJECTED,
};

static struct table *new_table(enum rib_select_table which)
{
	struct table *table = table_new();
	/* The layout that readers know, but nobody is told a weight, and few a preference. */
	enum table_align preference =
	    which == RIB_SELECT_ADJ_OUT ? TABLE_OPTIONAL_RIGHT : TABLE_RIGHT;

	table_column(table, "", TABLE_OPTIONAL);
	table_column(table, "Network", TABLE_LEFT);
	table_column(table, "Next hop", TABLE_LEFT);
	table_column(table, which == RIB_SELECT_ADJ_OUT ? "To" : "From", TABLE_LEFT);
	table_column(table, "Metric", preference);
	table_column(table, "LocPrf", preference);
	table_column(table, "Weight", preference);
	table_column(table, "Path", TABLE_LEFT);
	table_column(table, "Why", TABLE_OPTIONAL);
	table_column(table, "Communities", TABLE_OPTIONAL);
	table_column(table, "Rejected because", TABLE_OPTIONAL);
	return table;
}

static void add_communities(struct table *table, const struct bgp_attrs *attrs)
{
	struct text text = {0};

	community_format(attrs->communities, &text);
	if (attrs->large_communities.size > 0) {
		text_add(&text, text.size == 0 ? "" : " ");
		large_community_format(attrs->large_communities, &text);
	}
	if (attrs->ext_communities.size > 0) {
		text_add(&text, text.size == 0 ? "" : " ");
		ext_community_format(attrs->ext_communities, &text);
	}
	table_cell(table, COLUMN_COMMUNITIES, text_str(&text));
	text_done(&text);
}

static void add_attrs(struct table *table, const struct bgp_attrs *attrs)
{
	char hop[ADDR_TEXT_MAX];
	struct text path = {0};

	table_cell(table, COLUMN_NEXT_HOP, addr_format(&attrs->next_hop, hop));
	if (bgp_attrs_have(attrs, BGP_ATTR_MED))
		table_cellf(table, COLUMN_METRIC, "%" PRIu32, attrs->med);
	if (bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF))
		table_cellf(table, COLUMN_LOCAL_PREF, "%" PRIu32, attrs->local_pref);
	as_path_format(attrs->as_path, " ", &path);
	text_addf(&path, "%s%s", path.size == 0 ? "" : " ", bgp_origin_mark(attrs->origin));
	table_cell(table, COLUMN_PATH, text_str(&path));
	add_communities(table, attrs);
	text_done(&path);
}

/* As FRR: a prefix is written once, at the first of its routes. */
static void add_network(struct table *table, const struct prefix *prefix,
                        const struct prefix **before)
{
	char text[PREFIX_TEXT_MAX];

	if (*before == NULL || !prefix_equal(*before, prefix))
		table_cell(table, COLUMN_NETWORK, prefix_format(prefix, text));
	*before = prefix;
}

static const char *status(const struct snapshot_path *path)
{
	if (path->verdict != RIB_PASS)
		return "x";
	if (path->best)
		return "*>";
	return path->multipath ? "*=" : "*";
}

static void add_why(struct table *table, const struct snapshot_path *path,
                    const struct rib_select *select)
{
	if (select->table == RIB_SELECT_ADJ_IN && path->verdict != RIB_PASS)
		table_cellf(table, COLUMN_REJECTED, "%s: %s", plan_verdict_name(path->verdict),
		            plan_verdict_text(path->verdict));
	if (select->table == RIB_SELECT_LOC && path->best)
		table_cell(table, COLUMN_WHY, rib_step_name(path->why));
	else if (select->table == RIB_SELECT_LOC && path->multipath)
		table_cell(table, COLUMN_WHY, "equally good");
}

struct counts {
	uint32_t networks;
	uint32_t routes;
	uint32_t rejected; /* of the Loc-RIB: not shown, because they were rejected */
};

static struct counts add_paths(struct table *table, const struct snapshot_node *node,
                               const struct rib_select *select)
{
	const struct prefix *before = NULL;
	struct counts counts = {0};

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		const struct prefix *last = before;

		if (!rib_select_path(select, path)) {
			counts.rejected += rib_select_rejected(select, path);
			continue;
		}
		table_row(table);
		table_cell(table, COLUMN_STATUS, status(path));
		add_network(table, &path->prefix, &before);
		table_cell(table, COLUMN_PEER,
		           path->peer < 0 ? "(own)" : node->peers[path->peer].name);
		add_attrs(table, path->attrs);
		table_cellf(table, COLUMN_WEIGHT, "%" PRIu32, path->attrs->weight);
		add_why(table, path, select);
		counts.networks += last == NULL || !prefix_equal(last, before);
		counts.routes++;
	}
	return counts;
}

static struct counts add_told(struct table *table, const struct snapshot_node *node,
                              const struct rib_select *select)
{
	const struct prefix *before = NULL;
	struct counts counts = {0};

	for (uint32_t i = 0; i < node->told_count; i++) {
		const struct snapshot_told *told = &node->told[i];
		const struct prefix *last = before;

		if (!rib_select_told(select, told))
			continue;
		table_row(table);
		add_network(table, &told->prefix, &before);
		table_cell(table, COLUMN_PEER, node->peers[told->peer].name);
		add_attrs(table, told->attrs);
		counts.networks += last == NULL || !prefix_equal(last, before);
		counts.routes++;
	}
	return counts;
}

void rib_table_legend(const struct rib_select *select, struct text *out)
{
	static const char *const marks[] = {
	    [RIB_SELECT_LOC] = "Status: * usable, > best, = equally good. ",
	    [RIB_SELECT_ADJ_IN] = "Status: * usable, > best, = equally good, x rejected. ",
	    [RIB_SELECT_ADJ_OUT] = "",
	};

	text_addf(out, "%sOrigin: i IGP, e EGP, ? incomplete.\n\n", marks[select->table]);
}

static const char *plural(uint32_t count)
{
	return count == 1 ? "" : "s";
}

uint32_t rib_table_print(const struct snapshot_node *node, const struct rib_select *select,
                         struct text *out)
{
	static const char *const names[] = {"", ", announced by peers", ", told to peers"};
	static const char *const nouns[] = {"path", "path", "announcement"};
	struct table *table = new_table(select->table);
	struct rib_select here = rib_select_for(select, node);
	struct counts counts = select->table == RIB_SELECT_ADJ_OUT ? add_told(table, node, &here)
	                                                           : add_paths(table, node, &here);
	char id[ADDR_TEXT_MAX];

	text_addf(out, "%s (%s, AS %" PRIu32 ", router ID %s)%s\n", node->name,
	          lab_kind_role(node->kind), node->asn, frr_router_id(node->router_id, id),
	          names[select->table]);
	table_print(table, out);
	text_addf(out, "%" PRIu32 " network%s, %" PRIu32 " %s%s", counts.networks,
	          plural(counts.networks), counts.routes, nouns[select->table],
	          plural(counts.routes));
	if (counts.rejected > 0)
		text_addf(out, "; %" PRIu32 " more rejected: --table adj-in says why",
		          counts.rejected);
	text_add(out, node->present ? "\n" : "; it does not run here\n");
	table_free(table);
	return counts.routes;
}
