/* Joins a lab with a snapshot and indexes both. */
#include "query/fabric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Plan names are made of at most two resource names of 80 characters. */
enum { NODE_NAME_MAX = 192 };

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

static struct fabric_node *node_named(struct fabric *fabric, const char *first, const char *second)
{
	char name[NODE_NAME_MAX];
	uint32_t node;

	snprintf(name, sizeof(name), "%s/%s", first, second);
	node = fabric_find(fabric, name);
	return node == FIB_NONE ? NULL : &fabric->nodes[node];
}

uint32_t fabric_router_node(const struct fabric *fabric, const struct lab_router *router)
{
	char name[NODE_NAME_MAX];

	snprintf(name, sizeof(name), "%s/%s", router->site->name, router->name);
	return fabric_find(fabric, name);
}

static void name_msees(struct fabric *fabric)
{
	for (uint32_t i = 0; i < fabric->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &fabric->lab->circuits[i];

		for (enum lab_link link = 0; link < LAB_LINK_COUNT; link++) {
			struct fabric_node *node =
			    node_named(fabric, circuit->name, lab_link_name(link));

			if (node == NULL)
				continue;
			node->circuit = circuit;
			node->link = link;
		}
	}
}

static void name_gateways(struct fabric *fabric)
{
	static const char *const instances[FABRIC_INSTANCES] = {"0", "1"};
	const struct lab *lab = fabric->lab;

	fabric->gateway_nodes =
	    arena_alloc(fabric->arena, (lab->vnet_count + 1) * sizeof(*fabric->gateway_nodes));
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab->vnets[i].gateway;

		for (uint32_t k = 0; k < FABRIC_INSTANCES; k++) {
			struct fabric_node *node =
			    gateway == NULL ? NULL
					    : node_named(fabric, gateway->name, instances[k]);

			fabric->gateway_nodes[i][k] =
			    node == NULL ? FIB_NONE : (uint32_t)(node - fabric->nodes);
			if (node == NULL)
				continue;
			node->gateway = gateway;
			node->instance = k;
		}
	}
}

static void name_routers(struct fabric *fabric)
{
	for (uint32_t i = 0; i < fabric->lab->site_count; i++) {
		const struct lab_site *site = &fabric->lab->sites[i];

		for (uint32_t k = 0; k < site->router_count; k++) {
			uint32_t node = fabric_router_node(fabric, &site->routers[k]);

			if (node != FIB_NONE)
				fabric->nodes[node].router = &site->routers[k];
		}
	}
}

/* Counts first, then fills, so that the VNets of one gateway stand together. */
static void index_served(struct fabric *fabric)
{
	const struct lab *lab = fabric->lab;
	uint32_t *start;

	start = arena_alloc(fabric->arena, (lab->vnet_count + 2) * sizeof(*start));
	fabric->served =
	    arena_alloc(fabric->arena, (lab->vnet_count + 1) * sizeof(*fabric->served));
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab_serving_gateway(&lab->vnets[i]);

		if (gateway != NULL)
			start[gateway->vnet->index + 2]++;
	}
	for (uint32_t i = 1; i < lab->vnet_count + 2; i++)
		start[i] += start[i - 1];
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab_serving_gateway(&lab->vnets[i]);

		if (gateway != NULL)
			fabric->served[start[gateway->vnet->index + 1]++] = &lab->vnets[i];
	}
	fabric->served_start = start;
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
	index_names(fabric);
	name_msees(fabric);
	name_gateways(fabric);
	name_routers(fabric);
	index_served(fabric);
	return fabric;
}

void fabric_free(struct fabric *fabric)
{
	if (fabric != NULL)
		arena_free(fabric->arena);
}

/* What MSEEs told an external router, and what the lab says that it announces. */
static struct fib *external_fib(struct fabric *fabric, uint32_t self)
{
	const char *name = fabric->nodes[self].node->name;
	const struct lab_router *router = fabric->nodes[self].router;
	struct fib_told *told = NULL;
	size_t capacity = 0;
	uint32_t count = 0;
	struct fib *fib;

	for (uint32_t i = 0; i < fabric->node_count; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		for (uint32_t k = 0; fabric->nodes[i].circuit != NULL && k < node->told_count;
		     k++) {
			const struct snapshot_peer *peer = &node->peers[node->told[k].peer];

			if (strcmp(peer->name, name) != 0)
				continue;
			told = mem_grow(told, &capacity, count + 1, sizeof(*told));
			told[count++] = (struct fib_told){.prefix = node->told[k].prefix,
			                                  .node = i,
			                                  .address = peer->local_address,
			                                  .router_id = node->router_id,
			                                  .attrs = node->told[k].attrs};
		}
	}
	for (uint32_t i = 0; router != NULL && i < router->advertise.count; i++) {
		told = mem_grow(told, &capacity, count + 1, sizeof(*told));
		told[count++] = (struct fib_told){.prefix = router->advertise.items[i]};
	}
	fib = fib_of_told(fabric->arena, told, count);
	free(told);
	return fib;
}

const struct fib *fabric_fib(struct fabric *fabric, uint32_t node)
{
	struct fabric_node *self = &fabric->nodes[node];
	const struct snapshot_node *state = self->node;
	uint32_t *peer_nodes;

	if (self->fib != NULL)
		return self->fib;
	if (!state->present) {
		self->fib = external_fib(fabric, node);
		return self->fib;
	}
	peer_nodes = xcalloc(state->peer_count + 1, sizeof(*peer_nodes));
	for (uint32_t i = 0; i < state->peer_count; i++)
		peer_nodes[i] = fabric_find(fabric, state->peers[i].name);
	self->fib = fib_of_node(fabric->arena, state, peer_nodes, self->gateway == NULL);
	free(peer_nodes);
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

const struct lab_vnet *fabric_vnet_at(const struct fabric *fabric,
                                      const struct lab_gateway *gateway, const struct addr *address)
{
	const struct lab *lab = fabric->lab;
	uint32_t at = gateway == NULL ? 0 : fabric->served_start[gateway->vnet->index];
	uint32_t end =
	    gateway == NULL ? lab->vnet_count : fabric->served_start[gateway->vnet->index + 1];
	const struct lab_vnet *best_vnet = NULL;
	const struct prefix *best = NULL;

	for (; at < end; at++) {
		const struct lab_vnet *vnet =
		    gateway == NULL ? &lab->vnets[at] : fabric->served[at];
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
