/* Who is meant: the names of everything that something can happen to. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/event/event_table.h"

bool event_is_named(const char *name, const char *node)
{
	size_t size = strlen(name);

	return strncmp(name, node, size) == 0 && (node[size] == '\0' || node[size] == '/');
}

static void add(struct event_targets *out, const char *name, uint32_t item)
{
	out->names = mem_grow(out->names, &out->name_room, out->count + 1u, sizeof(*out->names));
	out->items = mem_grow(out->items, &out->item_room, out->count + 1u, sizeof(*out->items));
	out->names[out->count] = name;
	out->items[out->count++] = item;
}

/* The part before the slash. */
static const char *element_of(struct event_targets *out, const char *node)
{
	return arena_strndup(out->arena, node, strcspn(node, "/"));
}

static void add_circuit_link(struct event_targets *out, const struct plan *plan, uint32_t session)
{
	for (unsigned e = 0; e < 2; e++) {
		const struct plan_node *node = &plan->nodes[plan->sessions[session].end[e].node];

		if (node->role != PLAN_MSEE)
			continue;
		add(out, node->conf.name, session);
		add(out, element_of(out, node->conf.name), session);
	}
}

static void add_connection(struct event_targets *out, const struct plan_session *at,
                           uint32_t session)
{
	if (at->connection != NULL)
		add(out,
		    arena_printf(out->arena, "%s/%s", at->connection->gateway->name,
		                 at->connection->name),
		    session);
}

static void add_tunnel(struct event_targets *out, const struct plan *plan, uint32_t session)
{
	const struct plan_session *at = &plan->sessions[session];
	const struct lab_vpn_connection *connection = at->vpn_connection;

	if (connection == NULL)
		return;
	add(out, arena_printf(out->arena, "%s/%s", connection->gateway->name, connection->name),
	    session);
	for (unsigned e = 0; e < 2; e++) {
		const struct plan_node *node = &plan->nodes[at->end[e].node];

		if (node->vpn_gateway == connection->gateway)
			add(out,
			    arena_printf(out->arena, "%s/%s/%u", connection->gateway->name,
			                 connection->name, node->instance),
			    session);
	}
}

/* Sessions */

static void add_connections(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->plan->session_count; i++) {
		add_connection(out, &events->plan->sessions[i], i);
		add_tunnel(out, events->plan, i);
	}
}

static void add_links(struct event_targets *out, const struct event_lab *events)
{
	add_connections(out, events);
	for (uint32_t i = 0; i < events->plan->session_count; i++) {
		const struct plan_session *at = &events->plan->sessions[i];

		if (at->kind == PLAN_LINK_CIRCUIT)
			add_circuit_link(out, events->plan, i);
		if (at->global_reach != NULL)
			add(out, at->global_reach->name, i);
	}
}

/* Nodes */

static void add_nodes(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->plan->node_count; i++) {
		const struct plan_node *node = &events->plan->nodes[i];

		add(out, node->conf.name, i);
		add(out, element_of(out, node->conf.name), i);
	}
}

static void add_msees(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->plan->node_count; i++) {
		const struct plan_node *node = &events->plan->nodes[i];

		if (node->role == PLAN_MSEE)
			add(out, node->conf.name, i);
	}
}

static void add_circuits(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->plan->node_count; i++) {
		const struct plan_node *node = &events->plan->nodes[i];

		if (node->role == PLAN_MSEE)
			add(out, element_of(out, node->conf.name), i);
	}
}

/* Elements of the lab */

static void add_routers(struct event_targets *out, const struct event_lab *events)
{
	const struct lab *lab = events->lab;

	for (uint32_t i = 0; i < lab->site_count; i++) {
		for (uint32_t r = 0; r < lab->sites[i].router_count; r++)
			add(out,
			    arena_printf(out->arena, "%s/%s", lab->sites[i].name,
			                 lab->sites[i].routers[r].name),
			    r);
	}
}

static void add_vnets(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->lab->vnet_count; i++)
		add(out, events->lab->vnets[i].name, i);
}

static void add_gateways(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->lab->vnet_count; i++) {
		if (events->lab->vnets[i].gateway != NULL)
			add(out, events->lab->vnets[i].gateway->name, i);
	}
}

static void add_er_connections(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->lab->vnet_count; i++) {
		const struct lab_gateway *gateway = events->lab->vnets[i].gateway;

		for (uint32_t c = 0; gateway != NULL && c < gateway->connection_count; c++)
			add(out,
			    arena_printf(out->arena, "%s/%s", gateway->name,
			                 gateway->connections[c].name),
			    c);
	}
}

static void add_route_servers(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->lab->vnet_count; i++) {
		if (events->lab->vnets[i].route_server != NULL)
			add(out, events->lab->vnets[i].route_server->name, i);
	}
}

static void add_route_tables(struct event_targets *out, const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->lab->route_table_count; i++)
		add(out, events->lab->route_tables[i].name, i);
}

static const struct {
	const char *words;
	void (*add)(struct event_targets *out, const struct event_lab *events);
} kinds[TARGET_KIND_COUNT] = {
    [TARGET_LINK] = {"circuit, link of a circuit, connection, tunnel or Global Reach connection",
                     add_links},
    [TARGET_CONNECTION] = {"connection of a gateway", add_connections},
    [TARGET_NODE] = {"speaker, or element with speakers,", add_nodes},
    [TARGET_MSEE] = {"link of a circuit", add_msees},
    [TARGET_CIRCUIT] = {"circuit", add_circuits},
    [TARGET_ROUTER] = {"router of a site", add_routers},
    [TARGET_VNET] = {"virtual network", add_vnets},
    [TARGET_GATEWAY] = {"ExpressRoute gateway", add_gateways},
    [TARGET_ER_CONNECTION] = {"connection of an ExpressRoute gateway", add_er_connections},
    [TARGET_ROUTE_SERVER] = {"Route Server", add_route_servers},
    [TARGET_ROUTE_TABLE] = {"route table", add_route_tables},
};

const char *event_target_words(enum event_target target)
{
	CHECK(target < TARGET_KIND_COUNT);
	return kinds[target].words;
}

struct event_targets event_targets_of(const struct event_lab *events, enum event_target target)
{
	struct event_targets out = {.arena = arena_new()};

	CHECK(target < TARGET_KIND_COUNT);
	kinds[target].add(&out, events);
	return out;
}

void event_targets_done(struct event_targets *targets)
{
	free(targets->names);
	free(targets->items);
	arena_free(targets->arena);
}
