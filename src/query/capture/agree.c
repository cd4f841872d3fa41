/* Compares the routes that a router holds with the routes that it should hold. */
#include "query/capture/agree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"

static const char *const result_names[AGREE_RESULT_COUNT] = {
    [AGREE_SAME] = "agrees",
    [AGREE_DIFFERENT] = "differs",
    [AGREE_MISSING] = "missing",
    [AGREE_UNEXPECTED] = "unexpected",
};

const char *agree_result_name(enum agree_result result)
{
	CHECK(result < AGREE_RESULT_COUNT);
	return result_names[result];
}

/* Moves a text into the arena and empties it. */
static const char *settle(struct arena *arena, struct text *text)
{
	const char *kept = arena_strdup(arena, text_str(text));

	text_clear(text);
	return kept;
}

/* The members that are attributes. */
static struct agree_route route_of(const struct prefix *prefix, const struct bgp_attrs *attrs,
                                   struct arena *arena)
{
	struct text text = {0};
	struct agree_route route = {
	    .prefix = *prefix,
	    .next_hop = attrs->next_hop,
	    .origin = bgp_origin_name(attrs->origin),
	    .med_set = bgp_attrs_have(attrs, BGP_ATTR_MED),
	    .med = attrs->med,
	};

	as_path_format(attrs->as_path, " ", &text);
	route.as_path = settle(arena, &text);
	community_format(attrs->communities, &text);
	route.communities = settle(arena, &text);
	large_community_format(attrs->large_communities, &text);
	route.large_communities = settle(arena, &text);
	text_done(&text);
	return route;
}

/* From the node's own table; what its policy rejects is not kept by a router. */
static void predict_present(const struct snapshot_node *node, struct agree_table *table,
                            struct arena *arena)
{
	table->own_routes_known = true;
	table->routes = arena_alloc(arena, (node->path_count + 1) * sizeof(*table->routes));
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->verdict != RIB_PASS)
			continue;
		struct agree_route *route = &table->routes[table->count++];
		*route = route_of(&path->prefix, path->attrs, arena);
		route->use_known = true;
		route->best = path->best;
		route->in_use = path->best || path->multipath;
		CHECK(path->peer < (int64_t)node->peer_count);
		if (path->peer < 0)
			continue;
		route->peer = node->peers[path->peer].address;
		route->from = node->peers[path->peer].name;
	}
}

static bool is_told_to(const struct snapshot_node *teller, uint32_t told, uint32_t node)
{
	return teller->peers[teller->told[told].peer].node == node;
}

static uint32_t count_told(const struct snapshot *snapshot, uint32_t node)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < snapshot->node_count; i++)
		for (uint32_t j = 0; j < snapshot->nodes[i].told_count; j++)
			count += is_told_to(&snapshot->nodes[i], j, node);
	return count;
}

static void predict_told(const struct snapshot *snapshot, uint32_t node, struct agree_table *table,
                         struct arena *arena)
{
	table->routes =
	    arena_alloc(arena, (count_told(snapshot, node) + 1) * sizeof(*table->routes));
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *teller = &snapshot->nodes[i];

		for (uint32_t j = 0; j < teller->told_count; j++) {
			const struct snapshot_told *told = &teller->told[j];

			if (!is_told_to(teller, j, node))
				continue;
			struct agree_route *route = &table->routes[table->count++];
			*route = route_of(&told->prefix, told->attrs, arena);
			route->peer = teller->peers[told->peer].local_address;
			route->from = teller->name;
		}
	}
}

static bool has_neighbour(const struct snapshot *snapshot, uint32_t self)
{
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		for (uint32_t j = 0; node->present && j < node->peer_count; j++)
			if (node->peers[j].node == self)
				return true;
	}
	return false;
}

const struct agree_table *agree_predict(const struct snapshot *snapshot,
                                        const struct snapshot_node *node, struct arena *arena)
{
	struct agree_table *table = arena_alloc(arena, sizeof(*table));

	*table = (struct agree_table){
	    .asn = node->asn,
	    .families = {[ADDR_IPV4] = true, [ADDR_IPV6] = true},
	};
	if (node->present)
		predict_present(node, table, arena);
	else if (has_neighbour(snapshot, (uint32_t)(node - snapshot->nodes)))
		predict_told(snapshot, (uint32_t)(node - snapshot->nodes), table, arena);
	else
		return NULL;
	return table;
}

/* By prefix, own routes first, then by neighbour. */
static int compare_routes(const void *left, const void *right)
{
	const struct agree_route *a = *(const struct agree_route *const *)left;
	const struct agree_route *b = *(const struct agree_route *const *)right;
	int order = prefix_compare(&a->prefix, &b->prefix);

	return order != 0 ? order : addr_compare(&a->peer, &b->peer);
}

/* The routes of one side that take part, sorted. */
struct side {
	const struct agree_route **routes;
	uint32_t count;
};

static struct side side_of(const struct agree_table *table, const struct agree_table *other)
{
	struct side side = {.routes = xcalloc(table->count + 1, sizeof(*side.routes))};

	for (uint32_t i = 0; i < table->count; i++) {
		const struct agree_route *route = &table->routes[i];

		if (!other->families[route->prefix.addr.family])
			continue;
		if (addr_is_set(&route->peer) || other->own_routes_known)
			side.routes[side.count++] = route;
	}
	if (side.count > 1)
		qsort(side.routes, side.count, sizeof(*side.routes), compare_routes);
	return side;
}

struct comparing {
	struct agreement *out;
	struct arena *arena;
	struct text difference;
};

static void differ(struct comparing *comparing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void differ(struct comparing *comparing, const char *format, ...)
{
	va_list args;

	if (comparing->difference.size > 0)
		text_add(&comparing->difference, "; ");
	va_start(args, format);
	text_addv(&comparing->difference, format, args);
	va_end(args);
}

static const char *or_none(const char *text)
{
	return text[0] == '\0' ? "none" : text;
}

static void compare_text(struct comparing *comparing, const char *what, const char *actual,
                         const char *predicted)
{
	if (actual != NULL && predicted != NULL && strcmp(actual, predicted) != 0)
		differ(comparing, "%s %s, predicted %s", what, or_none(actual), or_none(predicted));
}

static void compare_med(struct comparing *comparing, const struct agree_route *actual,
                        const struct agree_route *predicted)
{
	char texts[2][16] = {"", ""};

	if (actual->med_set)
		snprintf(texts[0], sizeof(texts[0]), "%" PRIu32, actual->med);
	if (predicted->med_set)
		snprintf(texts[1], sizeof(texts[1]), "%" PRIu32, predicted->med);
	compare_text(comparing, "metric", texts[0], texts[1]);
}

static void compare_attributes(struct comparing *comparing, const struct agree_route *actual,
                               const struct agree_route *predicted)
{
	char hops[2][ADDR_TEXT_MAX];

	compare_text(comparing, "next hop", addr_format(&actual->next_hop, hops[0]),
	             addr_format(&predicted->next_hop, hops[1]));
	compare_text(comparing, "AS path", actual->as_path, predicted->as_path);
	compare_med(comparing, actual, predicted);
	compare_text(comparing, "origin", actual->origin, predicted->origin);
	compare_text(comparing, "communities", actual->communities, predicted->communities);
	compare_text(comparing, "large communities", actual->large_communities,
	             predicted->large_communities);
}

/* Which of those in use is the best does not count. */
static void compare_use(struct comparing *comparing, const struct agree_route *actual,
                        const struct agree_route *predicted)
{
	if (actual->unusable)
		differ(comparing, "the router cannot use it");
	else if (actual->next_hop_unused)
		differ(comparing, "the router does not use its next hop");
	if (!actual->use_known || !predicted->use_known)
		return;
	CHECK(!actual->in_use || (!actual->unusable && !actual->next_hop_unused));
	if (actual->in_use && !predicted->in_use)
		differ(comparing, "in use, predicted unused");
	if (predicted->in_use && !actual->in_use)
		differ(comparing, "unused, predicted in use");
}

/* Judges the rows of one prefix. */
static void judge_prefix(struct comparing *comparing, struct agree_row *rows, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct agree_row *row = &rows[i];

		if (row->actual == NULL || row->predicted == NULL)
			continue;
		if (addr_is_set(&row->actual->peer))
			compare_attributes(comparing, row->actual, row->predicted);
		compare_use(comparing, row->actual, row->predicted);
		CHECK(prefix_equal(&row->actual->prefix, &row->predicted->prefix));
		row->result = comparing->difference.size == 0 ? AGREE_SAME : AGREE_DIFFERENT;
		row->difference = settle(comparing->arena, &comparing->difference);
	}
}

static const struct prefix *row_prefix(const struct agree_row *row)
{
	return row->actual != NULL ? &row->actual->prefix : &row->predicted->prefix;
}

static void judge_all(struct comparing *comparing)
{
	struct agree_row *rows = comparing->out->rows;
	uint32_t count = comparing->out->count;

	for (uint32_t start = 0, end; start < count; start = end) {
		end = start + 1;
		while (end < count &&
		       prefix_equal(row_prefix(&rows[start]), row_prefix(&rows[end])))
			end++;
		judge_prefix(comparing, &rows[start], end - start);
	}
	CHECK(comparing->difference.size == 0); /* told */
	for (uint32_t i = 0; i < count; i++) {
		if (rows[i].result == AGREE_SAME)
			comparing->out->agree++;
		else
			comparing->out->differ++;
	}
}

/* The neighbours that the prediction knows, one route of each: a handful. */
static struct side neighbours_of(const struct side *predicted)
{
	struct side out = {.routes = xcalloc(predicted->count + 1, sizeof(*out.routes))};

	for (uint32_t i = 0; i < predicted->count; i++) {
		const struct agree_route *route = predicted->routes[i];
		uint32_t n = 0;

		while (n < out.count && !addr_equal(&out.routes[n]->peer, &route->peer))
			n++;
		if (n == out.count)
			out.routes[out.count++] = route;
	}
	return out;
}

static const char *name_of(const struct side *neighbours, const struct addr *peer)
{
	for (uint32_t i = 0; i < neighbours->count; i++)
		if (addr_equal(&neighbours->routes[i]->peer, peer))
			return neighbours->routes[i]->from;
	return NULL;
}

/* Pairs the routes of two sorted sides. */
static void pair(struct agreement *out, const struct side *predicted, const struct side *actual)
{
	struct side neighbours = neighbours_of(predicted);
	uint32_t i = 0;
	uint32_t j = 0;

	while (i < predicted->count || j < actual->count) {
		int order = i == predicted->count ? 1
		            : j == actual->count
		                ? -1
		                : compare_routes(&predicted->routes[i], &actual->routes[j]);
		struct agree_row *row = &out->rows[out->count++];

		*row = (struct agree_row){
		    .result = order < 0 ? AGREE_MISSING : AGREE_UNEXPECTED,
		    .predicted = order <= 0 ? predicted->routes[i] : NULL,
		    .actual = order >= 0 ? actual->routes[j] : NULL,
		    .difference = order < 0 ? "predicted, but not there" : "not predicted",
		};
		CHECK(row->predicted != NULL || row->actual != NULL);
		row->from = row->predicted != NULL ? row->predicted->from
		                                   : name_of(&neighbours, &row->actual->peer);
		i += order <= 0;
		j += order >= 0;
	}
	CHECK(out->count <= predicted->count + actual->count);
	CHECK(out->count >= predicted->count && out->count >= actual->count);
	free(neighbours.routes);
}

struct agreement agree_compare(const struct agree_table *predicted,
                               const struct agree_table *actual, struct arena *arena)
{
	struct side expected = side_of(predicted, actual);
	struct side found = side_of(actual, predicted);
	struct agreement out = {
	    .rows = arena_alloc(arena, (expected.count + found.count + 1) * sizeof(*out.rows)),
	};
	struct comparing comparing = {.out = &out, .arena = arena};

	pair(&out, &expected, &found);
	judge_all(&comparing);
	CHECK(out.agree + out.differ == out.count);
	text_done(&comparing.difference);
	free(expected.routes);
	free(found.routes);
	return out;
}
