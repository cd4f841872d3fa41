/*
 * Route leaks of RFC 7908, by the roles of RFC 9234: to a site Microsoft is a provider, on circuits
 * and tunnels alike; edge routers that Global Reach joins, VPN gateways of two networks and routers
 * of two sites are peers. What one provider or peer has taught may be told to customers alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/lint/lint_check.h"

enum role { ROLE_NONE, ROLE_PROVIDER, ROLE_CUSTOMER, ROLE_PEER };

/* A link that the lab calls a part of one network joins the two. */
static bool is_backbone(const struct lab_router *router, const struct lab_router *peer)
{
	for (const struct lab_site_link_end *end = router->site_ends; end != NULL;
	     end = end->next) {
		CHECK(end->router == router);
		if (end->link->backbone && end->link->ends[end->number ^ 1].router == peer)
			return true;
	}
	return false;
}

/* Within a site, a network, a virtual WAN and an AS routes are at home. */
static bool are_one(const struct fabric_node *node, const struct fabric_node *peer)
{
	const struct lab_router *router = lab_router_of(node->element);
	const struct lab_router *other = lab_router_of(peer->element);

	if (snapshot_same_group(node->node, peer->node))
		return true;
	return router != NULL && other != NULL &&
	       (router->asn == other->asn || is_backbone(router, other));
}

/* What the peer is to the node. */
static enum role role_of(const struct fabric_node *node, const struct fabric_node *peer)
{
	/* clang-format off */
	static const struct {
		enum lab_kind node, peer;
		enum role role;
	} roles[] = {
		{LAB_ROUTER,      LAB_CIRCUIT,     ROLE_PROVIDER},
		{LAB_ROUTER,      LAB_VPN_GATEWAY, ROLE_PROVIDER},
		{LAB_ROUTER,      LAB_ROUTER,      ROLE_PEER},
		{LAB_CIRCUIT,     LAB_ROUTER,      ROLE_CUSTOMER},
		{LAB_CIRCUIT,     LAB_GATEWAY,     ROLE_CUSTOMER},
		{LAB_CIRCUIT,     LAB_CIRCUIT,     ROLE_PEER},
		{LAB_GATEWAY,     LAB_CIRCUIT,     ROLE_PROVIDER},
		{LAB_VPN_GATEWAY, LAB_ROUTER,      ROLE_CUSTOMER},
		{LAB_VPN_GATEWAY, LAB_VPN_GATEWAY, ROLE_PEER},
	};
	/* clang-format on */

	if (are_one(node, peer))
		return ROLE_NONE;
	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		if (roles[i].node == node->node->kind && roles[i].peer == peer->node->kind)
			return roles[i].role;
	}
	return ROLE_NONE;
}

/* One leak: who has it from whom and tells it to whom, by which route. */
struct leak {
	uint32_t from;   /* the node that taught it; FIB_NONE: not known */
	uint32_t leaker; /* nodes */
	uint32_t to;
	uint32_t holder; /* in whose table `path` stands */
	const struct snapshot_path *path;
};

struct leaks {
	struct leak *items;
	size_t count;
	size_t capacity;
};

static void add_leak(struct leaks *leaks, struct leak leak)
{
	leaks->items =
	    mem_grow(leaks->items, &leaks->capacity, leaks->count + 1, sizeof(*leaks->items));
	leaks->items[leaks->count++] = leak;
}

static const struct snapshot_node *node_at(const struct linter *linter, uint32_t node)
{
	CHECK(node < linter->fabric->node_count);
	return linter->fabric->nodes[node].node;
}

static struct held_route held_of(const struct linter *linter, const struct leak *leak)
{
	const struct snapshot_node *holder = node_at(linter, leak->holder);
	const struct snapshot_path *path = leak->path;

	return (struct held_route){.prefix = path->prefix,
	                           .attrs = path->attrs,
	                           .from = path->peer < 0 ? NULL : holder->peers[path->peer].name,
	                           .used = path->best || path->multipath};
}

static const char *element_of(const struct linter *linter, uint32_t node)
{
	return node == FIB_NONE ? "Microsoft" : node_at(linter, node)->element;
}

/* Leaks of one speaker between the same two neighbours are one finding. */
static bool is_same(const struct linter *linter, const struct leak *a, const struct leak *b)
{
	return strcmp(node_at(linter, a->leaker)->element, node_at(linter, b->leaker)->element) ==
	           0 &&
	       strcmp(element_of(linter, a->from), element_of(linter, b->from)) == 0 &&
	       strcmp(node_at(linter, a->to)->element, node_at(linter, b->to)->element) == 0;
}

static bool is_told_before(const struct linter *linter, const struct leaks *leaks, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (is_same(linter, &leaks->items[i], &leaks->items[index]))
			return true;
	}
	return false;
}

static struct place place_of_node(const struct linter *linter, uint32_t node)
{
	const struct lab_element *element = linter->fabric->nodes[node].element;

	return element == NULL ? (struct place){.file = linter->lab->file} : element->place;
}

/* How many different prefixes are leaked as this one is, and a line for the first of them. */
static uint32_t count_prefixes(struct linter *linter, const struct leaks *leaks, size_t first)
{
	uint32_t count = 0;

	for (size_t i = first; i < leaks->count; i++) {
		bool fresh = is_same(linter, &leaks->items[i], &leaks->items[first]);

		for (size_t k = first; fresh && k < i; k++)
			fresh = !is_same(linter, &leaks->items[k], &leaks->items[first]) ||
			        !prefix_equal(&leaks->items[k].path->prefix,
			                      &leaks->items[i].path->prefix);
		count += fresh;
	}
	return count;
}

static void tell_leak(struct linter *linter, const struct leaks *leaks, size_t index)
{
	enum { TRACES_MAX = 4 };
	const struct leak *leak = &leaks->items[index];
	const char *from = element_of(linter, leak->from);

	CHECK(index < leaks->count && leak->leaker != leak->to);
	uint32_t prefixes = count_prefixes(linter, leaks, index);
	struct lint_finding *finding;
	uint32_t traces = 0;

	finding =
	    lint_find(linter, place_of_node(linter, leak->leaker),
	              "%s: \"%s\" tells \"%s\" %u prefix%s of \"%s\"", linter->trait->title,
	              node_at(linter, leak->leaker)->element, node_at(linter, leak->to)->element,
	              prefixes, prefixes == 1 ? "" : "es", from);
	lint_about(linter, finding, node_at(linter, leak->leaker)->element);
	lint_about(linter, finding, from);
	lint_about(linter, finding, node_at(linter, leak->to)->element);
	for (size_t i = index; i < leaks->count && traces < TRACES_MAX; i++) {
		struct held_route route = held_of(linter, &leaks->items[i]);

		if (!is_same(linter, &leaks->items[i], leak))
			continue;
		lint_show_route(linter, finding, leaks->items[i].holder, &route);
		traces++;
	}
}

/* Pairs are compared up to this many; a lab that leaks more has said so by then. */
enum { LEAKS_MAX = 2000 };

static void tell_leaks(struct linter *linter, struct leaks *leaks)
{
	if (leaks->count > LEAKS_MAX) {
		linter->out->left_out += leaks->count - LEAKS_MAX;
		leaks->count = LEAKS_MAX;
	}
	for (size_t i = 0; i < leaks->count; i++) {
		if (!is_told_before(linter, leaks, i))
			tell_leak(linter, leaks, i);
	}
	free(leaks->items);
}

/* The last speaker of Microsoft on the way before the route came to the site; FIB_NONE when the way
 * is not known so far. False when it has not been at Microsoft's. */
static bool taught_by(struct linter *linter, uint32_t holder, const struct snapshot_path *path,
                      uint32_t *teacher)
{
	const struct snapshot_node *node = node_at(linter, holder);
	struct held_route route = {.prefix = path->prefix,
	                           .attrs = path->attrs,
	                           .from = node->peers[path->peer].name,
	                           .used = true};
	struct route_step steps[ROUTE_TRACE_MAX];
	uint32_t count = route_trace(linter->fabric, holder, &route, steps);

	CHECK(path->peer >= 0 && count > 0);
	*teacher = FIB_NONE;
	for (uint32_t i = 0; i + 1 < count; i++) {
		uint32_t at = fabric_find(linter->fabric, steps[i].node);
		enum lab_kind kind = at == FIB_NONE ? LAB_KIND_COUNT : node_at(linter, at)->kind;

		if (kind == LAB_CIRCUIT || kind == LAB_VPN_GATEWAY)
			*teacher = at;
	}
	if (*teacher != FIB_NONE)
		return true;
	for (uint32_t i = 0; i < linter->fabric->node_count; i++) {
		if (node_at(linter, i)->kind == LAB_CIRCUIT)
			return as_path_count(path->attrs->as_path, node_at(linter, i)->asn) > 0;
	}
	return false;
}

/* What a provider hears from its customer, judged by the way that it has come. */
static void look_for_turn(struct linter *linter, uint32_t provider,
                          const struct snapshot_path *path, struct leaks *leaks)
{
	const struct snapshot_node *node = node_at(linter, provider);
	uint32_t leaker = path->peer < 0 ? FIB_NONE : node->peers[path->peer].node;
	uint32_t teacher;

	if (leaker == FIB_NONE || path->verdict != RIB_PASS ||
	    node_at(linter, leaker)->kind != LAB_ROUTER ||
	    as_path_length(path->attrs->as_path) < 2 ||
	    !taught_by(linter, provider, path, &teacher))
		return;
	if (teacher != FIB_NONE && strcmp(node_at(linter, teacher)->element, node->element) == 0)
		return;
	add_leak(leaks, (struct leak){.from = teacher,
	                              .leaker = leaker,
	                              .to = provider,
	                              .holder = provider,
	                              .path = path});
}

/* Type 1. Asked of who hears it, so it is seen as well of a real router whose tables nobody has. */
void lint_look_turns(struct linter *linter)
{
	struct leaks leaks = {0};

	for (uint32_t i = 0; i < linter->fabric->node_count; i++) {
		const struct snapshot_node *node = node_at(linter, i);

		if (node->kind != LAB_CIRCUIT && node->kind != LAB_VPN_GATEWAY)
			continue;
		for (uint32_t p = 0; p < node->path_count; p++)
			look_for_turn(linter, i, &node->paths[p], &leaks);
	}
	tell_leaks(linter, &leaks);
}

/* Who taught the path to the node's network, where it came in, and which of its speakers heard it:
 * what iBGP and a backbone brought is followed back. False when that is not known. */
static bool entry_of(struct linter *linter, uint32_t index, const struct snapshot_path *path,
                     uint32_t *hearer, uint32_t *teacher)
{
	const struct snapshot_node *node = node_at(linter, index);
	struct held_route route = {.prefix = path->prefix,
	                           .attrs = path->attrs,
	                           .from = node->peers[path->peer].name,
	                           .used = true};
	struct route_step steps[ROUTE_TRACE_MAX];
	uint32_t count;

	CHECK(path->peer >= 0 && (uint32_t)path->peer < node->peer_count);
	*hearer = index;
	*teacher = node->peers[path->peer].node;
	if (!are_one(&linter->fabric->nodes[index], &linter->fabric->nodes[*teacher]))
		return true;
	count = route_trace(linter->fabric, index, &route, steps);
	CHECK(count > 0);
	for (uint32_t i = count - 1; i > 0; i--) {
		*hearer = fabric_find(linter->fabric, steps[i].node);
		*teacher = fabric_find(linter->fabric, steps[i - 1].node);
		if (*hearer == FIB_NONE || *teacher == FIB_NONE)
			return false;
		if (!are_one(&linter->fabric->nodes[*hearer], &linter->fabric->nodes[*teacher]))
			return true;
	}
	return false;
}

/* What the node has learned in the one role and tells in the other. */
static void look_at_node(struct linter *linter, uint32_t index, enum role learned, enum role told,
                         struct leaks *leaks)
{
	const struct fabric_node *at = &linter->fabric->nodes[index];
	const struct snapshot_node *node = at->node;

	for (uint32_t t = 0; t < node->told_count; t++) {
		uint32_t to = node->peers[node->told[t].peer].node;
		const struct snapshot_path *path;
		uint32_t hearer;
		uint32_t from;

		if (role_of(at, &linter->fabric->nodes[to]) != told)
			continue;
		path = snapshot_best_to(node, &node->told[t].prefix);
		if (path == NULL || path->peer < 0 ||
		    !entry_of(linter, index, path, &hearer, &from))
			continue;
		if (role_of(&linter->fabric->nodes[hearer], &linter->fabric->nodes[from]) ==
		        learned &&
		    !snapshot_same_group(node_at(linter, from), node_at(linter, to)))
			add_leak(leaks, (struct leak){.from = from,
			                              .leaker = index,
			                              .to = to,
			                              .holder = index,
			                              .path = path});
	}
}

static void look_by_roles(struct linter *linter, enum role learned, enum role told)
{
	struct leaks leaks = {0};

	for (uint32_t i = 0; i < linter->fabric->node_count; i++)
		look_at_node(linter, i, learned, told, &leaks);
	tell_leaks(linter, &leaks);
}

void lint_look_peer_to_peer(struct linter *linter)
{
	look_by_roles(linter, ROLE_PEER, ROLE_PEER);
}

void lint_look_provider_to_peer(struct linter *linter)
{
	look_by_roles(linter, ROLE_PROVIDER, ROLE_PEER);
}

void lint_look_peer_to_provider(struct linter *linter)
{
	look_by_roles(linter, ROLE_PEER, ROLE_PROVIDER);
}
