/* Makes the table that a router would show of its own. */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "query/capture/agree.h"
#include "query/capture/az_predict.h"

struct router_prediction {
	struct az_table *table;
	const struct az_table *actual;
	struct arena *arena;
	bool families[3]; /* that the table tells, by enum addr_family */
};

static struct az_row *add(struct router_prediction *p, const struct prefix *prefix)
{
	struct az_row *row = az_table_add(p->table);
	char text[PREFIX_TEXT_MAX];

	CHECK(prefix->addr.family == ADDR_IPV4 || prefix->addr.family == ADDR_IPV6);
	row->key = *prefix;
	row->members[AZ_NETWORK] = arena_strdup(p->arena, prefix_format(prefix, text));
	return row;
}

static bool is_shown(const struct router_prediction *p, const struct agree_route *route)
{
	return p->families[route->prefix.addr.family] &&
	       (addr_is_set(&route->peer) || !p->actual->learned_only) &&
	       (!addr_is_set(&p->actual->neighbour) ||
	        addr_equal(&p->actual->neighbour, &route->peer));
}

static const char *origin_letter(const char *origin)
{
	if (origin == NULL)
		return NULL;
	return strcmp(origin, "IGP") == 0 ? "I" : strcmp(origin, "EGP") == 0 ? "E" : "?";
}

/* What the router adds to its own routes stands in its configuration. */
static struct az_row *add_route(struct router_prediction *p, const struct agree_route *route)
{
	struct az_row *row = add(p, &route->prefix);
	char text[ADDR_TEXT_MAX];

	row->members[AZ_STATE] = "valid";
	if (route->use_known)
		row->members[AZ_STAR] = route->best ? ">" : route->in_use ? "=" : "";
	if (!addr_is_set(&route->peer))
		return row;
	row->members[AZ_NEXT_HOP] = arena_strdup(p->arena, addr_format(&route->next_hop, text));
	row->members[AZ_AS_PATH] = route->as_path;
	row->members[AZ_ORIGIN] = origin_letter(route->origin);
	row->members[AZ_METRIC] =
	    route->med_set ? arena_printf(p->arena, "%" PRIu32, route->med) : "";
	return row;
}

struct az_table *az_table_of_router(const struct agree_table *routes, struct arena *arena)
{
	struct router_prediction p = {.arena = arena};

	p.table = arena_alloc(arena, sizeof(*p.table));
	*p.table = (struct az_table){.kind = AZ_ROUTER, .title = "", .line = 1};
	for (uint32_t i = 0; i < routes->count; i++) {
		struct az_row *row = add_route(&p, &routes->routes[i]);

		row->line = 1;
		if (routes->routes[i].unusable)
			row->members[AZ_STATE] = "not valid";
	}
	az_table_settle(p.table, arena);
	return p.table;
}

static void add_told(struct router_prediction *p, const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->told_count; i++) {
		const struct snapshot_told *told = &node->told[i];

		CHECK(told->peer < node->peer_count);
		if (addr_equal(&node->peers[told->peer].address, &p->actual->neighbour) &&
		    p->families[told->prefix.addr.family])
			add(p, &told->prefix);
	}
}

/* A table without rows is one of IPv4. */
static void find_families(struct router_prediction *p)
{
	for (uint32_t i = 0; i < p->actual->count; i++)
		p->families[p->actual->rows[i].key.addr.family] = true;
	p->families[ADDR_IPV4] |= !p->families[ADDR_IPV6];
}

/* The learned route in the router's own table; NULL where that is not known. */
static const struct snapshot_path *path_of(const struct snapshot_node *node,
                                           const struct agree_route *route)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->peer >= 0 && prefix_equal(&path->prefix, &route->prefix) &&
		    addr_equal(&node->peers[path->peer].address, &route->peer))
			return path;
	}
	return NULL;
}

struct az_table *az_predict_router(const struct snapshot *snapshot,
                                   const struct snapshot_node *node, const struct az_table *actual,
                                   struct arena *arena)
{
	const struct agree_table *routes = agree_predict(snapshot, node, arena);
	struct router_prediction p = {.actual = actual, .arena = arena};

	if (routes == NULL)
		return NULL;
	p.table = arena_alloc(arena, sizeof(*p.table));
	*p.table = (struct az_table){.kind = AZ_ROUTER, .title = ""};
	find_families(&p);
	if (actual->told_routes)
		add_told(&p, node);
	for (uint32_t i = 0; i < routes->count && !actual->told_routes; i++) {
		if (!is_shown(&p, &routes->routes[i]))
			continue;
		struct az_row *row = add_route(&p, &routes->routes[i]);
		row->node = node;
		row->path = path_of(node, &routes->routes[i]);
		if (addr_is_set(&actual->neighbour))
			row->members[AZ_STAR] = NULL;
	}
	az_table_settle(p.table, arena);
	return p.table;
}
