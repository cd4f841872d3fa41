/* Joins a lab with a snapshot and indexes both. */
#include "query/state/fabric.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

struct named_node {
	const char *name;
	uint32_t node;
};

static int compare_named(const void *a, const void *b)
{
	const struct named_node *left = a;
	const struct named_node *right = b;

	return strcmp(left->name, right->name);
}

static void index_names(struct fabric *fabric)
{
	struct named_node *sorted = xcalloc(fabric->node_count + 1, sizeof(*sorted));

	for (uint32_t i = 0; i < fabric->node_count; i++)
		sorted[i] = (struct named_node){fabric->nodes[i].node->name, i};
	if (fabric->node_count > 0)
		qsort(sorted, fabric->node_count, sizeof(*sorted), compare_named);
	fabric->by_name =
	    arena_alloc(fabric->arena, (fabric->node_count + 1) * sizeof(*fabric->by_name));
	for (uint32_t i = 0; i < fabric->node_count; i++)
		fabric->by_name[i] = sorted[i].node;
	free(sorted);
}

uint32_t fabric_find(const struct fabric *fabric, const char *name)
{
	uint32_t low = 0;
	uint32_t high = fabric->node_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		uint32_t node = fabric->by_name[middle];
		int order = strcmp(name, fabric->nodes[node].node->name);

		if (order == 0)
			return node;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return FIB_NONE;
}

/* Which element of the lab a node speaks for; NULL when the lab has none of this name. */
static const struct lab_element *element_of(const struct fabric *fabric,
                                            const struct snapshot_node *node)
{
	return lab_find_element(fabric->lab, node->kind, node->element);
}

/* The nodes of an element: FIB_NONE for those that the snapshot does not have. */
static uint32_t *room_of(struct fabric *fabric, const struct lab_element *element)
{
	CHECK(&fabric->lab->elements[element->index] == element);
	return fabric->element_nodes[element->index];
}

static void join_node(struct fabric *fabric, uint32_t number)
{
	struct fabric_node *node = &fabric->nodes[number];
	const struct lab_element *element = element_of(fabric, node->node);

	if (element == NULL || node->node->instance >= LAB_INSTANCES)
		return;
	CHECK(element->kind == node->node->kind);
	node->element = element;
	node->instance = node->node->instance;
	room_of(fabric, element)[node->instance] = number;
}

static void join(struct fabric *fabric)
{
	uint32_t count = fabric->lab->element_count;

	fabric->element_nodes =
	    arena_alloc(fabric->arena, (count + 1) * sizeof(*fabric->element_nodes));
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < LAB_INSTANCES; k++)
			fabric->element_nodes[i][k] = FIB_NONE;
	for (uint32_t i = 0; i < fabric->node_count; i++)
		join_node(fabric, i);
}

uint32_t fabric_node_of(const struct fabric *fabric, const struct lab_element *element,
                        uint32_t instance)
{
	CHECK(instance < LAB_INSTANCES && element->index < fabric->lab->element_count);
	return fabric->element_nodes[element->index][instance];
}

static const struct table_hooks *hooks_of(const struct fabric *fabric, uint32_t node)
{
	const struct lab_element *element = fabric->nodes[node].element;

	CHECK(node < fabric->node_count);
	return element == NULL ? NULL : fabric->lab->kinds[element->kind]->table;
}

/* Counts first, then fills, so that the VNets that one serves stand together. */
static void index_served(struct fabric *fabric)
{
	const struct lab *lab = fabric->lab;
	uint32_t *start;

	start = arena_alloc(fabric->arena, (lab->vnet_count + 2) * sizeof(*start));
	fabric->served =
	    arena_alloc(fabric->arena, (lab->vnet_count + 1) * sizeof(*fabric->served));
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *serving = lab_serving_vnet(&lab->vnets[i]);

		if (serving != NULL)
			start[serving->index + 2]++;
	}
	for (uint32_t i = 1; i < lab->vnet_count + 2; i++)
		start[i] += start[i - 1];
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *serving = lab_serving_vnet(&lab->vnets[i]);

		if (serving != NULL)
			fabric->served[start[serving->index + 1]++] = &lab->vnets[i];
	}
	CHECK(start[lab->vnet_count] <= lab->vnet_count);
	fabric->served_start = start;
}

static void find_dead_links(struct fabric *fabric)
{
	for (uint32_t i = 0; i < fabric->node_count; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		for (uint32_t k = 0; k < node->peer_count && !fabric->any_link_down; k++)
			fabric->any_link_down = node->peers[k].link_down;
	}
}

struct fabric *fabric_new(const struct lab *lab, const struct snapshot *snapshot)
{
	struct arena *arena = arena_new();
	struct fabric *fabric = arena_alloc(arena, sizeof(*fabric));

	fabric->arena = arena;
	fabric->lab = lab;
	fabric->snapshot = snapshot;
	fabric->node_count = snapshot->node_count;
	fabric->nodes = arena_alloc(arena, (snapshot->node_count + 1) * sizeof(*fabric->nodes));
	for (uint32_t i = 0; i < snapshot->node_count; i++)
		fabric->nodes[i].node = &snapshot->nodes[i];
	fabric->gateway_routes =
	    arena_alloc(arena, (lab->vnet_count + 1) * sizeof(*fabric->gateway_routes));
	index_names(fabric);
	join(fabric);
	find_dead_links(fabric);
	index_served(fabric);
	return fabric;
}

struct fabric *fabric_after(const struct fabric *before, const struct snapshot *snapshot,
                            const uint8_t *unchanged)
{
	struct arena *arena = arena_new();
	struct fabric *fabric = arena_alloc(arena, sizeof(*fabric));

	CHECK(snapshot->node_count == before->node_count);
	*fabric = *before;
	fabric->arena = arena;
	fabric->snapshot = snapshot;
	fabric->before = before;
	fabric->unchanged = unchanged;
	fabric->touched = NULL;
	fabric->any_link_down = false;
	fabric->nodes = arena_alloc(arena, (before->node_count + 1) * sizeof(*fabric->nodes));
	for (uint32_t i = 0; i < before->node_count; i++) {
		fabric->nodes[i] = before->nodes[i];
		fabric->nodes[i].node = &snapshot->nodes[i];
		if (unchanged[i] == 0)
			fabric->nodes[i].fib = NULL;
	}
	fabric->gateway_routes =
	    arena_alloc(arena, (before->lab->vnet_count + 1) * sizeof(*fabric->gateway_routes));
	find_dead_links(fabric);
	return fabric;
}

void fabric_note_touched(struct fabric *fabric, uint64_t *touched)
{
	fabric->touched = touched;
}

void fabric_touch(const struct fabric *fabric, uint32_t node)
{
	CHECK(node < fabric->node_count);
	if (fabric->touched != NULL)
		fabric->touched[node / 64] |= UINT64_C(1) << node % 64;
}

void fabric_touch_all(const struct fabric *fabric)
{
	for (uint32_t i = 0; i < fabric->node_count && fabric->touched != NULL; i++)
		fabric_touch(fabric, i);
}

bool fabric_is_unchanged(const struct fabric *fabric, uint32_t node)
{
	CHECK(node < fabric->node_count);
	return fabric->before != NULL && fabric->unchanged[node] != 0;
}

void fabric_free(struct fabric *fabric)
{
	if (fabric != NULL)
		arena_free(fabric->arena);
}

/* All sessions of the node with the peer have a dead link. */
static bool is_cut_off(const struct snapshot_node *node, uint32_t peer)
{
	bool any = false;

	for (uint32_t i = 0; i < node->peer_count; i++) {
		if (node->peers[i].node != peer)
			continue;
		if (!node->peers[i].link_down)
			return false;
		any = true;
	}
	return any;
}

bool fabric_link_down(const struct fabric *fabric, uint32_t a, uint32_t b)
{
	const struct snapshot_node *one = fabric->nodes[a].node;
	const struct snapshot_node *other = fabric->nodes[b].node;

	CHECK(a < fabric->node_count && b < fabric->node_count);
	fabric_touch(fabric, a);
	fabric_touch(fabric, b);
	return fabric->any_link_down && (is_cut_off(one, b) || is_cut_off(other, a));
}

static const struct lab_prefixes *announced_by(const struct fabric *fabric, uint32_t node)
{
	const struct table_hooks *hooks = hooks_of(fabric, node);

	if (hooks == NULL || hooks->announced == NULL)
		return NULL;
	return hooks->announced(fabric->nodes[node].element);
}

/* What MSEEs and VPN gateways told an external router, and what the lab says that it announces. */
static struct fib *external_fib(struct fabric *fabric, uint32_t self)
{
	const struct lab_prefixes *own = announced_by(fabric, self);
	struct fib_advertised *routes = NULL;
	size_t capacity = 0;
	uint32_t count = 0;
	struct fib *fib;

	fabric_touch_all(fabric);
	for (uint32_t i = 0; i < fabric->node_count; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		for (uint32_t k = 0; k < node->told_count; k++) {
			const struct snapshot_peer *peer = &node->peers[node->told[k].peer];

			if (peer->node != self)
				continue;
			routes = mem_grow(routes, &capacity, count + 1, sizeof(*routes));
			routes[count++] = (struct fib_advertised){
			    .prefix = node->told[k].prefix,
			    .node = i,
			    .address = peer->local_address,
			    .router_id = node->router_id,
			    .internal = node->asn == fabric->nodes[self].node->asn,
			    .attrs = node->told[k].attrs};
		}
	}
	for (uint32_t i = 0; own != NULL && i < own->count; i++) {
		routes = mem_grow(routes, &capacity, count + 1, sizeof(*routes));
		routes[count++] = (struct fib_advertised){.prefix = own->items[i]};
	}
	fib = fib_of_advertised(fabric->arena, routes, count);
	free(routes);
	return fib;
}

/* Whom the speaker at `holder` knows under the address: one of its peers, or itself. */
static uint32_t known_as(const struct fabric *fabric, uint32_t holder, const struct addr *address)
{
	const struct snapshot_node *node = holder == FIB_NONE ? NULL : fabric->nodes[holder].node;

	for (uint32_t i = 0; node != NULL && i < node->peer_count; i++) {
		if (addr_equal(&node->peers[i].address, address))
			return node->peers[i].node;
		if (addr_equal(&node->peers[i].local_address, address))
			return holder;
	}
	return FIB_NONE;
}

/* Who has the address in the VNet: everybody there is a peer of one of its speakers. */
static uint32_t speaker_at(const struct fabric *fabric, const struct lab_vnet *vnet,
                           const struct addr *address)
{
	const struct lab_element *speakers[LAB_SERVING_MAX];
	uint32_t count = lab_serving_elements(vnet, speakers);
	uint32_t found = FIB_NONE;

	for (uint32_t i = 0; i < count && found == FIB_NONE; i++) {
		for (uint32_t k = 0; k < LAB_INSTANCES && found == FIB_NONE; k++)
			found = known_as(fabric, fabric_node_of(fabric, speakers[i], k), address);
	}
	return found;
}

/* iBGP leaves the next hop alone, so a route that was reflected leads past the peer that told it.
 */
static void resolve_hop(const struct fabric *fabric, const struct lab_vnet *vnet,
                        struct fib_hop *hop)
{
	const struct addr *next_hop = &hop->attrs->next_hop;
	uint32_t node;

	if (!addr_is_set(next_hop) || addr_equal(next_hop, &hop->address))
		return;
	node = speaker_at(fabric, vnet, next_hop);
	if (node == FIB_NONE || node == hop->holder)
		return;
	CHECK(node < fabric->node_count);
	hop->node = node;
	hop->address = *next_hop;
}

/* Every next hop of an entry once. */
static void merge_hops(struct fib *fib, struct fib_entry *entry)
{
	struct fib_hop *hops = &fib->hops[entry->hop];
	uint32_t kept = 0;

	for (uint32_t i = 0; i < entry->hop_count; i++) {
		bool known = false;

		for (uint32_t k = 0; k < kept && !known; k++)
			known = hops[k].node == hops[i].node;
		if (!known)
			hops[kept++] = hops[i];
	}
	CHECK(kept > 0 || entry->hop_count == 0);
	entry->hop_count = kept;
}

static void resolve(struct fabric *fabric, uint32_t self, struct fib *fib)
{
	const struct lab_element *element = fabric->nodes[self].element;
	const struct lab_vnet *vnet = element == NULL ? NULL : element->network;

	for (uint32_t i = 0; i < fib->hop_count; i++) {
		fib->hops[i].holder = self;
		if (vnet != NULL)
			resolve_hop(fabric, vnet, &fib->hops[i]);
	}
	for (uint32_t i = 0; vnet != NULL && i < fib->count; i++)
		merge_hops(fib, &fib->entries[i]);
}

static struct fib *present_fib(struct fabric *fabric, uint32_t node)
{
	const struct fabric_node *self = &fabric->nodes[node];
	const struct snapshot_node *state = self->node;
	uint32_t *peer_nodes = xcalloc(state->peer_count + 1, sizeof(*peer_nodes));
	const struct table_hooks *hooks = hooks_of(fabric, node);
	bool own = hooks == NULL || !hooks->leaves_out_own;
	struct fib *fib;

	for (uint32_t i = 0; i < state->peer_count; i++)
		peer_nodes[i] = state->peers[i].node;
	fib = fib_of_node(fabric->arena, state, peer_nodes, own);
	free(peer_nodes);
	return fib;
}

const struct fib *fabric_fib(struct fabric *fabric, uint32_t node)
{
	struct fabric_node *self = &fabric->nodes[node];

	CHECK(node < fabric->node_count);
	fabric_touch(fabric, node);
	if (self->fib == NULL) {
		self->fib =
		    self->node->present ? present_fib(fabric, node) : external_fib(fabric, node);
		resolve(fabric, node, self->fib);
	}
	return self->fib;
}

static const struct prefix *longest_in(const struct lab_prefixes *prefixes,
                                       const struct addr *address, const struct prefix *best)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		const struct prefix *prefix = &prefixes->items[i];

		if (prefix_contains_addr(prefix, address) &&
		    (best == NULL || prefix->length > best->length))
			best = prefix;
	}
	return best;
}

const struct prefix *lab_vnet_covers(const struct lab_vnet *vnet, const struct addr *address)
{
	return longest_in(&vnet->address_space, address, NULL);
}

const struct prefix *lab_site_covers(const struct lab_site *site, const struct addr *address)
{
	const struct prefix *best = NULL;

	for (uint32_t i = 0; i < site->router_count; i++)
		best = longest_in(&site->routers[i].advertise, address, best);
	return best;
}

const struct lab_vnet *fabric_vnet_at(const struct fabric *fabric, const struct lab_vnet *serving,
                                      const struct addr *address)
{
	const struct lab *lab = fabric->lab;
	uint32_t at = serving == NULL ? 0 : fabric->served_start[serving->index];
	uint32_t end = serving == NULL ? lab->vnet_count : fabric->served_start[serving->index + 1];
	const struct lab_vnet *best_vnet = NULL;
	const struct prefix *best = NULL;

	CHECK(at <= end && end <= lab->vnet_count);
	for (; at < end; at++) {
		const struct lab_vnet *vnet =
		    serving == NULL ? &lab->vnets[at] : fabric->served[at];
		const struct prefix *prefix = lab_vnet_covers(vnet, address);

		if (prefix == NULL || (best != NULL && prefix->length <= best->length))
			continue;
		best = prefix;
		best_vnet = vnet;
	}
	return best_vnet;
}

const struct lab_site *fabric_site_at(const struct fabric *fabric, const struct addr *address)
{
	const struct lab_site *best_site = NULL;
	const struct prefix *best = NULL;

	for (uint32_t i = 0; i < fabric->lab->site_count; i++) {
		const struct prefix *prefix = lab_site_covers(&fabric->lab->sites[i], address);

		if (prefix == NULL || (best != NULL && prefix->length <= best->length))
			continue;
		best = prefix;
		best_site = &fabric->lab->sites[i];
	}
	return best_site;
}
