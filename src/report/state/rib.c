/* Says the tables of nodes, in JSON as FRR does. */
#include "report/state/rib.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/state/frr.h"
#include "report/state/rib_route.h"

enum { DEFAULT_LOCAL_PREF = 100, RIB_VERSION = 1 };

struct route_counts {
	uint32_t networks;
	uint32_t routes;
	uint32_t rejected; /* of the Loc-RIB: not shown, because they were rejected */
};

/* Counts a route that is shown; is it the first of its prefix? */
static bool count_route(struct route_counts *counts, const struct prefix **before,
                        const struct prefix *prefix)
{
	bool first = *before == NULL || !prefix_equal(*before, prefix);

	*before = prefix;
	counts->networks += first;
	counts->routes++;
	return first;
}

static struct route_counts tell_paths(struct view *view, const struct snapshot_node *node,
                                      const struct rib_select *select)
{
	const struct prefix *before = NULL;
	struct route_counts counts = {0};

	view_list(view, NULL, rib_path_columns);
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		bool first;

		if (!rib_select_path(select, path)) {
			counts.rejected += rib_select_rejected(select, path);
			continue;
		}
		first = count_route(&counts, &before, &path->prefix);
		view_row(view);
		rib_tell_path(view, node, path, select, first);
		view_close(view);
	}
	view_close(view);
	return counts;
}

static struct route_counts tell_all_told(struct view *view, const struct snapshot_node *node,
                                         const struct rib_select *select)
{
	const struct prefix *before = NULL;
	struct route_counts counts = {0};

	view_list(view, NULL, rib_told_columns);
	for (uint32_t i = 0; i < node->told_count; i++) {
		const struct snapshot_told *told = &node->told[i];
		bool first;

		if (!rib_select_told(select, told))
			continue;
		first = count_route(&counts, &before, &told->prefix);
		view_row(view);
		rib_tell_told(view, node, told, select, first);
		view_close(view);
	}
	view_close(view);
	return counts;
}

/* What the peer is not told because of policies: in text a sentence each. */
static uint32_t tell_withheld(struct view *view, const struct snapshot_node *node, uint32_t peer,
                              const struct rib_select *select)
{
	struct arena *arena = arena_new();
	const struct policy_withheld *rows;
	uint32_t count = policy_trace_withheld(select->tracer, node, peer, arena, &rows);
	uint32_t shown = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct snapshot_told told = {.prefix = *rows[i].prefix, .peer = peer};
		char prefix[PREFIX_TEXT_MAX];

		if (!rib_select_told(select, &told))
			continue;
		if (shown++ == 0 && view_is(view, VIEW_JSON))
			view_list(view, "rejectedByPolicy", NULL);
		view_say(view, "%s is not told %s: policy %s\n", node->peers[peer].name,
		         prefix_format(rows[i].prefix, prefix), rows[i].policy);
		if (!view_is(view, VIEW_JSON))
			continue;
		view_row(view);
		view_prefix(view, "network", rows[i].prefix);
		view_text(view, "policy", rows[i].policy);
		view_close(view);
	}
	if (shown > 0 && view_is(view, VIEW_JSON))
		view_close(view);
	arena_free(arena);
	return shown;
}

static const char *plural(uint32_t count)
{
	return count == 1 ? "" : "s";
}

static void tell_node(struct view *view, const struct snapshot_node *node,
                      const struct rib_select *select)
{
	static const char *const names[] = {"", ", announced by peers", ", told to peers"};
	static const char *const nouns[] = {"path", "path", "announcement"};
	char id[ADDR_TEXT_MAX];
	struct route_counts counts;

	view_say(view, "%s (%s, AS %" PRIu32 ", router ID %s)%s\n", node->name,
	         lab_kind_role(node->kind), node->asn, frr_router_id(node->router_id, id),
	         names[select->table]);
	counts = select->table == RIB_SELECT_ADJ_OUT ? tell_all_told(view, node, select)
	                                             : tell_paths(view, node, select);
	view_say(view, "%" PRIu32 " network%s, %" PRIu32 " %s%s", counts.networks,
	         plural(counts.networks), counts.routes, nouns[select->table],
	         plural(counts.routes));
	if (counts.rejected > 0)
		view_say(view, "; %" PRIu32 " more rejected: --table adj-in says why",
		         counts.rejected);
	view_say(view, node->present ? "\n" : "; it does not run here\n");
	for (uint32_t i = 0;
	     select->table == RIB_SELECT_ADJ_OUT && select->tracer != NULL && i < node->peer_count;
	     i++)
		tell_withheld(view, node, i, select);
}

bool rib_shows_any(const struct snapshot_node *node, const struct rib_select *select)
{
	struct rib_select here = rib_select_for(select, node);

	for (uint32_t i = 0; here.table != RIB_SELECT_ADJ_OUT && i < node->path_count; i++) {
		if (rib_select_path(&here, &node->paths[i]))
			return true;
	}
	for (uint32_t i = 0; here.table == RIB_SELECT_ADJ_OUT && i < node->told_count; i++) {
		if (rib_select_told(&here, &node->told[i]))
			return true;
	}
	return false;
}

void rib_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count,
              const struct rib_select *select, bool only_with_routes)
{
	static const char *const marks[] = {
	    [RIB_SELECT_LOC] = "Status: * usable, > best, = equally good. ",
	    [RIB_SELECT_ADJ_IN] = "Status: * usable, > best, = equally good, x rejected. ",
	    [RIB_SELECT_ADJ_OUT] = "",
	};
	const char *between = "";

	view_say(view, "%sOrigin: i IGP, e EGP, ? incomplete.\n\n", marks[select->table]);
	for (uint32_t i = 0; i < count; i++) {
		struct rib_select here = rib_select_for(select, nodes[i]);

		if (only_with_routes && !rib_shows_any(nodes[i], &here))
			continue;
		view_say(view, "%s", between);
		tell_node(view, nodes[i], &here);
		between = "\n";
	}
}

/* What stands before the routes, behind the number of the table's version. */
static void tell_head(struct view *view, const struct snapshot_node *node,
                      const struct snapshot_peer *peer, const char *router_id_key)
{
	view_router_id(view, router_id_key, node->router_id);
	view_number(view, "defaultLocPrf", DEFAULT_LOCAL_PREF);
	view_unsigned(view, "localAS", node->asn);
	view_open(view, "hairpin");
	view_unsigned(view, "version", RIB_VERSION);
	view_text(view, "node", node->name);
	view_text(view, "role", lab_kind_role(node->kind));
	if (peer != NULL)
		view_text(view, "peer", peer->name);
	view_close(view);
}

static void tell_table_head(struct view *view, const struct snapshot_node *node,
                            const struct snapshot_peer *peer)
{
	view_number(view, "vrfId", 0);
	view_text(view, "vrfName", "default");
	view_number(view, "tableVersion", 0);
	tell_head(view, node, peer, "routerId");
}

/* The routes of one table by prefix, each with its paths. */
struct by_prefix {
	struct view *view;
	const struct prefix *prefix; /* whose paths are open; NULL: none */
	char name[PREFIX_TEXT_MAX];
};

static void close_prefix(struct by_prefix *routes)
{
	if (routes->prefix != NULL)
		view_close(routes->view);
	routes->prefix = NULL;
}

/* Paths stand by prefix. */
static void add_path(struct by_prefix *routes, const struct snapshot_node *node,
                     const struct snapshot_path *path, const struct rib_select *select)
{
	if (routes->prefix == NULL || !prefix_equal(routes->prefix, &path->prefix)) {
		close_prefix(routes);
		routes->prefix = &path->prefix;
		view_list(routes->view, prefix_format(&path->prefix, routes->name), NULL);
	}
	view_row(routes->view);
	rib_tell_path(routes->view, node, path, select, true);
	view_close(routes->view);
}

static void tell_loc(struct view *view, const struct snapshot_node *node,
                     const struct rib_select *select)
{
	struct by_prefix routes = {.view = view};

	tell_table_head(view, node, NULL);
	view_map(view, "routes", NULL);
	for (uint32_t i = 0; i < node->path_count; i++) {
		if (rib_select_path(select, &node->paths[i]))
			add_path(&routes, node, &node->paths[i], select);
	}
	close_prefix(&routes);
	view_close(view);
}

/* The routes that are shown, by peer: their numbers in the order of the node. */
struct by_peer {
	uint32_t *rows;
	uint32_t *ends; /* by peer: where in `rows` the next peer's begin */
};

/* The peer of a row that is shown; -1: it is not. */
static int64_t peer_of(const struct snapshot_node *node, const struct rib_select *select,
                       uint32_t row)
{
	if (select->table == RIB_SELECT_ADJ_OUT)
		return rib_select_told(select, &node->told[row]) ? (int64_t)node->told[row].peer
		                                                 : -1;
	return rib_select_path(select, &node->paths[row]) ? node->paths[row].peer : -1;
}

/* Counts, and then puts each row where its peer's begin. */
static struct by_peer group_by_peer(const struct snapshot_node *node,
                                    const struct rib_select *select)
{
	uint32_t count = select->table == RIB_SELECT_ADJ_OUT ? node->told_count : node->path_count;
	struct by_peer out = {.rows = xcalloc(count + 1u, sizeof(*out.rows)),
	                      .ends = xcalloc(node->peer_count + 1u, sizeof(*out.ends))};
	uint32_t sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		int64_t peer = peer_of(node, select, i);

		CHECK(peer < (int64_t)node->peer_count);
		if (peer >= 0)
			out.ends[peer]++;
	}
	for (uint32_t p = 0; p < node->peer_count; p++) {
		uint32_t size = out.ends[p];

		out.ends[p] = sum;
		sum += size;
	}
	for (uint32_t i = 0; i < count; i++) {
		int64_t peer = peer_of(node, select, i);

		if (peer >= 0)
			out.rows[out.ends[peer]++] = i;
	}
	return out;
}

static void tell_learned(struct view *view, const struct snapshot_node *node,
                         const struct snapshot_peer *peer, const struct rib_select *select,
                         const uint32_t *rows, uint32_t count)
{
	struct by_prefix routes = {.view = view};

	tell_table_head(view, node, peer);
	view_map(view, "routes", NULL);
	for (uint32_t i = 0; i < count; i++)
		add_path(&routes, node, &node->paths[rows[i]], select);
	close_prefix(&routes);
	view_close(view);
}

static void tell_advertised(struct view *view, const struct snapshot_node *node,
                            const struct snapshot_peer *peer, const struct rib_select *select,
                            const uint32_t *rows, uint32_t count)
{
	uint32_t withheld;

	view_number(view, "bgpTableVersion", 0);
	tell_head(view, node, peer, "bgpLocalRouterId");
	view_map(view, "advertisedRoutes", NULL);
	for (uint32_t i = 0; i < count; i++) {
		const struct snapshot_told *told = &node->told[rows[i]];
		char prefix[PREFIX_TEXT_MAX];

		view_entry(view, prefix_format(&told->prefix, prefix));
		rib_tell_told(view, node, told, select, true);
		view_close(view);
	}
	view_close(view);
	withheld = select->tracer == NULL
	               ? 0
	               : tell_withheld(view, node, (uint32_t)(peer - node->peers), select);
	view_unsigned(view, "totalPrefixCounter", count);
	view_number(view, "filteredPrefixCounter", withheld);
}

/* A document for each peer, by the peer's address. */
static void tell_by_peer(struct view *view, const struct snapshot_node *node,
                         const struct rib_select *select)
{
	struct by_peer routes = group_by_peer(node, select);
	uint32_t begin = 0;

	for (uint32_t p = 0; p < node->peer_count; p++) {
		const struct snapshot_peer *peer = &node->peers[p];
		uint32_t count = routes.ends[p] - begin;
		char address[ADDR_TEXT_MAX];

		view_open(view, addr_format(&peer->address, address));
		if (select->table == RIB_SELECT_ADJ_OUT)
			tell_advertised(view, node, peer, select, routes.rows + begin, count);
		else
			tell_learned(view, node, peer, select, routes.rows + begin, count);
		view_close(view);
		begin = routes.ends[p];
	}
	free(routes.rows);
	free(routes.ends);
}

void rib_of_node(struct view *view, const struct snapshot_node *node,
                 const struct rib_select *select)
{
	struct rib_select here = rib_select_for(select, node);

	if (select->table == RIB_SELECT_LOC)
		tell_loc(view, node, &here);
	else
		tell_by_peer(view, node, &here);
}
