/* The parts of a plan that do not know Azure: nodes, sessions, peers, router IDs. */
#include "topo/plan/plan_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum {
	HOLD_TIME_S = 180, /* timers; keepalives follow at a third of it, 60 s */
	/* RFC 4271 suggests 120 s. A lab that one waits for must not stand still so long. */
	CONNECT_RETRY_S = 5,
	CONNECT_RETRY_MAX_S = 3600,
	IDLE_HOLD_S = 5,
};

static const char *const link_names[PLAN_LINK_COUNT] = {
    [PLAN_LINK_CIRCUIT] = "circuit",
    [PLAN_LINK_GATEWAY] = "gateway",
    [PLAN_LINK_VNET] = "vnet",
    [PLAN_LINK_TUNNEL] = "tunnel",
    [PLAN_LINK_GLOBAL_REACH] = "global-reach",
    [PLAN_LINK_HUBS] = "hubs",
    [PLAN_LINK_INTERIOR] = "interior",
    [PLAN_LINK_SITES] = "site-link",
};

static const char *const group_names[PLAN_GROUP_COUNT] = {
    [PLAN_OWN] = "address spaces",
    [PLAN_OWN_STATIC] = "static routes",
    [PLAN_OWN_HOST] = "tunnel ends",
    [PLAN_OWN_HUB] = "the virtual hub itself",
    [PLAN_FROM_MSEE] = "MSEEs",
    [PLAN_FROM_CUSTOMER] = "customers",
    [PLAN_FROM_GLOBAL_REACH] = "Global Reach",
    [PLAN_FROM_GATEWAY] = "ExpressRoute gateway",
    [PLAN_FROM_VPN] = "VPN gateway",
    [PLAN_FROM_TUNNEL] = "tunnels",
    [PLAN_FROM_ROUTE_SERVER] = "Route Server",
    [PLAN_FROM_NVA] = "appliances",
    [PLAN_FROM_HUB_ROUTER] = "hub router",
    [PLAN_FROM_HUBS] = "other hubs",
    [PLAN_FROM_ROUTER] = "other routers",
};

const char *plan_link_name(enum plan_link_kind kind)
{
	CHECK(kind < PLAN_LINK_COUNT);
	return link_names[kind];
}

const char *plan_group_name(enum plan_group group)
{
	CHECK(group < PLAN_GROUP_COUNT);
	return group_names[group];
}

void plan_free(struct plan *plan)
{
	if (plan != NULL)
		arena_free(plan->arena);
}

int64_t plan_find_node(const struct plan *plan, const char *name)
{
	for (uint32_t i = 0; i < plan->node_count; i++)
		if (strcmp(plan->nodes[i].conf.name, name) == 0)
			return i;
	return -1;
}

struct plan_span plan_span_of(const struct plan *plan, const struct lab_element *element)
{
	CHECK(element->index < plan->element_count && &plan->elements[element->index] == element);
	return plan->spans[element->index];
}

uint32_t plan_peer_node(const struct plan *plan, uint32_t node, uint32_t peer)
{
	CHECK(node < plan->node_count && peer < plan->nodes[node].conf.peer_count);

	const struct plan_node *at = &plan->nodes[node];

	return plan->sessions[at->sessions[peer]].end[at->ends[peer] ^ 1].node;
}

struct plan_builder plan_builder_new(uint32_t elements, uint32_t nodes)
{
	struct arena *arena = arena_new();
	struct plan *plan = arena_alloc(arena, sizeof(*plan));

	plan->arena = arena;
	plan->element_count = elements;
	plan->spans = arena_alloc(arena, (elements + 1u) * sizeof(*plan->spans));
	plan->node_count = nodes;
	plan->nodes = arena_alloc(arena, nodes * sizeof(*plan->nodes));
	return (struct plan_builder){
	    .plan = plan,
	    .peers = xcalloc(nodes + 1u, sizeof(struct node_peer_conf *)),
	};
}

struct plan_node *plan_builder_node(struct plan_builder *builder, uint32_t number,
                                    const struct lab_element *element, uint32_t instance,
                                    uint32_t asn)
{
	struct plan *plan = builder->plan;
	struct plan_span *span = &plan->spans[element->index];
	struct plan_node *node = &plan->nodes[number];

	CHECK(number < plan->node_count && node->element == NULL);
	CHECK(&plan->elements[element->index] == element);
	CHECK(instance == span->count && (instance == 0 || span->first + instance == number));
	if (span->count++ == 0)
		span->first = number;
	node->element = element;
	node->instance = instance;
	node->conf.name = lab_node_name(plan->arena, element, instance);
	node->conf.asn = asn;
	return node;
}

struct plan_session *plan_builder_session(struct plan_builder *builder, enum plan_link_kind kind,
                                          uint32_t node, const struct addr *node_address,
                                          uint32_t far, const struct addr *far_address)
{
	struct plan *plan = builder->plan;

	CHECK(node < plan->node_count && far < plan->node_count && node != far);
	CHECK(plan->sessions == NULL);
	builder->sessions = mem_grow(builder->sessions, &builder->session_room,
	                             plan->session_count + 1u, sizeof(*builder->sessions));

	struct plan_session *session = &builder->sessions[plan->session_count++];

	*session = (struct plan_session){0};
	session->kind = kind;
	session->end[0] = (struct plan_end){.node = node, .address = *node_address};
	session->end[1] = (struct plan_end){.node = far, .address = *far_address};
	plan->nodes[node].conf.peer_count++;
	plan->nodes[far].conf.peer_count++;
	return session;
}

struct node_peer_conf *plan_builder_peer(struct plan_builder *builder,
                                         const struct plan_session *session, unsigned end)
{
	return &builder->peers[session->end[end].node][session->end[end].peer];
}

/* A set of numbers, open addressing; 0 is an empty slot. */
struct id_set {
	uint32_t *slots;
	uint32_t mask;
};

static bool id_set_add(struct id_set *set, uint32_t id)
{
	uint32_t at = (id * UINT32_C(2654435761)) & set->mask;

	while (set->slots[at] != 0 && set->slots[at] != id)
		at = (at + 1) & set->mask;
	if (set->slots[at] == id)
		return false;
	set->slots[at] = id;
	return true;
}

static uint32_t id_set_add_near(struct id_set *set, uint32_t id)
{
	while (id == 0 || !id_set_add(set, id))
		id++;
	return id;
}

/* 0: the lab gives it none. */
static uint32_t given_router_id(const struct plan_node *node)
{
	const struct lab_router *router = lab_router_of(node->element);

	return router == NULL ? 0 : router->router_id;
}

/* VNets on different circuits may have the same addresses, but equal router IDs would make two
 * gateways one. What the lab gives is kept as it is and taken first. */
static void make_router_ids_unique(struct plan *plan)
{
	struct id_set set = {.mask = 15};

	while (set.mask < 2 * plan->node_count)
		set.mask = set.mask * 2 + 1;
	set.slots = xcalloc((size_t)set.mask + 1, sizeof(*set.slots));

	for (uint32_t i = 0; i < plan->node_count; i++)
		if (given_router_id(&plan->nodes[i]) != 0)
			id_set_add(&set, given_router_id(&plan->nodes[i]));
	for (uint32_t i = 0; i < plan->node_count; i++) {
		struct plan_node *node = &plan->nodes[i];

		if (given_router_id(node) == 0)
			node->conf.router_id = id_set_add_near(&set, node->conf.router_id);
	}
	free(set.slots);
}

static void make_peer_arrays(struct plan_builder *builder)
{
	struct plan *plan = builder->plan;

	for (uint32_t i = 0; i < plan->node_count; i++) {
		struct plan_node *node = &plan->nodes[i];
		size_t count = node->conf.peer_count;

		builder->peers[i] = arena_alloc(plan->arena, count * sizeof(*builder->peers[i]));
		node->conf.peers = builder->peers[i];
		node->sessions = arena_alloc(plan->arena, count * sizeof(*node->sessions));
		node->ends = arena_alloc(plan->arena, count * sizeof(*node->ends));
		node->conf.peer_count = 0;
	}
}

/* The lists are written once, here, and are read-only for everybody else. */
static void join_end(struct plan *plan, uint32_t session, uint8_t end)
{
	struct plan_end *at = &plan->sessions[session].end[end];
	struct plan_node *node = &plan->nodes[at->node];

	at->peer = node->conf.peer_count++;
	((uint32_t *)node->sessions)[at->peer] = session;
	((uint8_t *)node->ends)[at->peer] = end;
}

/* An attempt is not given up before an answer can be there: two round trips more than on a link
 * without delay. */
static uint16_t connect_retry_s(const struct plan_session *session)
{
	int64_t more_s = 4 * (int64_t)session->delay_us / US_PER_S;

	return more_s < CONNECT_RETRY_MAX_S ? (uint16_t)(CONNECT_RETRY_S + more_s)
	                                    : CONNECT_RETRY_MAX_S;
}

static void fill_peer(struct plan_builder *builder, const struct plan_session *session,
                      unsigned end)
{
	const struct plan_end *own = &session->end[end];
	const struct plan_end *far = &session->end[end ^ 1];
	const struct plan_node *node = &builder->plan->nodes[own->node];
	const struct plan_node *other = &builder->plan->nodes[far->node];
	struct node_peer_conf *peer = plan_builder_peer(builder, session, end);

	peer->name = other->conf.name;
	peer->rib.local_as = node->conf.asn;
	peer->rib.peer_as = other->conf.asn;
	peer->rib.router_id = node->conf.router_id;
	peer->rib.peer_address = far->address;
	peer->rib.next_hop[own->address.family] = own->address;
	peer->rib.families[own->address.family] = true;
	peer->session = (struct bgp_session_conf){
	    .local_as = node->conf.asn,
	    .peer_as = other->conf.asn,
	    .router_id = node->conf.router_id,
	    .hold_time_s = HOLD_TIME_S,
	    .connect_retry_s = connect_retry_s(session),
	    .idle_hold_s = IDLE_HOLD_S,
	    .passive = own->passive,
	    .as_sets = builder->plan->lab != NULL && builder->plan->lab->accepts_as_sets,
	    .capabilities = {.route_refresh = true, .extended_message = true, .as4 = true},
	};
	peer->session.capabilities.families[own->address.family] = true;
}

/* All are known: the plan gets as much as they need. */
static void keep_sessions(struct plan_builder *builder)
{
	struct plan *plan = builder->plan;
	size_t size = plan->session_count * sizeof(*plan->sessions);

	plan->sessions = arena_alloc(plan->arena, size);
	if (size > 0)
		memcpy(plan->sessions, builder->sessions, size);
	free(builder->sessions);
	builder->sessions = NULL;
}

void plan_builder_finish(struct plan_builder *builder)
{
	struct plan *plan = builder->plan;

	keep_sessions(builder);
	make_router_ids_unique(plan);
	make_peer_arrays(builder);
	for (uint32_t i = 0; i < plan->session_count; i++) {
		join_end(plan, i, 0);
		join_end(plan, i, 1);
		fill_peer(builder, &plan->sessions[i], 0);
		fill_peer(builder, &plan->sessions[i], 1);
	}
}

struct plan *plan_builder_done(struct plan_builder *builder)
{
	struct plan *plan = builder->plan;

	free(builder->peers);
	*builder = (struct plan_builder){0};
	return plan;
}
