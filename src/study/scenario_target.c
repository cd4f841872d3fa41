/* Who is meant: the names of everything that something can happen to. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/scenario_world.h"
#include "topo/model/lab_edit.h"

static const struct {
	enum target_kind target;
} actions[SCENARIO_ACTION_COUNT] = {
    [SCENARIO_LINK_DOWN] = {TARGET_LINK},
    [SCENARIO_LINK_UP] = {TARGET_LINK},
    [SCENARIO_NODE_DOWN] = {TARGET_NODE},
    [SCENARIO_NODE_UP] = {TARGET_NODE},
    [SCENARIO_PEERING_DISABLE] = {TARGET_CIRCUIT},
    [SCENARIO_PEERING_ENABLE] = {TARGET_CIRCUIT},
    [SCENARIO_CONNECTION_DELETE] = {TARGET_CONNECTION},
    [SCENARIO_CONNECTION_CREATE] = {TARGET_CONNECTION},
    [SCENARIO_SESSION_STOP] = {TARGET_NODE},
    [SCENARIO_SESSION_START] = {TARGET_NODE},
    [SCENARIO_MAINTENANCE_BEGIN] = {TARGET_MSEE},
    [SCENARIO_MAINTENANCE_END] = {TARGET_MSEE},
    [SCENARIO_ADVERTISE] = {TARGET_ROUTER},
    [SCENARIO_WITHDRAW] = {TARGET_ROUTER},
    [SCENARIO_ADD_ADDRESS_SPACE] = {TARGET_VNET},
    [SCENARIO_REMOVE_ADDRESS_SPACE] = {TARGET_VNET},
    [SCENARIO_SET_READVERTISE] = {TARGET_ROUTER},
    [SCENARIO_SET_PREPEND] = {TARGET_ROUTER},
    [SCENARIO_SET_WEIGHT] = {TARGET_ER_CONNECTION},
    [SCENARIO_SET_FAST_PATH] = {TARGET_ER_CONNECTION},
    [SCENARIO_SET_REMOTE_VNET] = {TARGET_GATEWAY},
    [SCENARIO_SET_VIRTUAL_WAN] = {TARGET_GATEWAY},
    [SCENARIO_SET_BRANCH_TO_BRANCH] = {TARGET_ROUTE_SERVER},
    [SCENARIO_SET_PROPAGATION] = {TARGET_ROUTE_TABLE},
};

static const char *const kind_texts[TARGET_KIND_COUNT] = {
    [TARGET_LINK] = "circuit, link of a circuit, connection, tunnel or Global Reach connection",
    [TARGET_CONNECTION] = "connection of a gateway",
    [TARGET_NODE] = "speaker, or element with speakers,",
    [TARGET_MSEE] = "link of a circuit",
    [TARGET_CIRCUIT] = "circuit",
    [TARGET_ROUTER] = "router of a site",
    [TARGET_VNET] = "virtual network",
    [TARGET_GATEWAY] = "ExpressRoute gateway",
    [TARGET_ER_CONNECTION] = "connection of an ExpressRoute gateway",
    [TARGET_ROUTE_SERVER] = "Route Server",
    [TARGET_ROUTE_TABLE] = "route table",
};

enum target_kind target_kind_of(enum scenario_action action)
{
	return actions[action].target;
}

bool scenario_is_named(const char *name, const struct plan_node *node)
{
	return strcmp(name, node->conf.name) == 0 || strcmp(name, node->element->group) == 0;
}

static void add(struct targets *out, const char *name, uint32_t item)
{
	out->names = mem_grow(out->names, &out->name_room, out->count + 1u, sizeof(*out->names));
	out->items = mem_grow(out->items, &out->item_room, out->count + 1u, sizeof(*out->items));
	out->names[out->count] = name;
	out->items[out->count++] = item;
}

static void add_circuit_link(struct targets *out, const struct plan *plan, uint32_t session)
{
	for (unsigned e = 0; e < 2; e++) {
		const struct plan_node *node = &plan->nodes[plan->sessions[session].end[e].node];

		if (node->element->kind != LAB_CIRCUIT)
			continue;
		add(out, node->conf.name, session);
		add(out, node->element->group, session);
	}
}

static void add_connection(struct targets *out, const struct plan_session *at, uint32_t session)
{
	if (at->connection != NULL)
		add(out, at->connection->element->name, session);
}

static void add_tunnel(struct targets *out, const struct plan *plan, uint32_t session)
{
	const struct plan_session *at = &plan->sessions[session];
	const struct lab_vpn_connection *connection = at->vpn_connection;

	if (connection == NULL)
		return;
	add(out, connection->element->name, session);
	for (unsigned e = 0; e < 2; e++) {
		const struct plan_node *node = &plan->nodes[at->end[e].node];

		if (node->element == connection->gateway->element)
			add(out,
			    arena_printf(out->arena, "%s/%u", connection->element->name,
			                 node->instance),
			    session);
	}
}

static void add_sessions(struct targets *out, const struct plan *plan, bool links)
{
	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *at = &plan->sessions[i];

		add_connection(out, at, i);
		add_tunnel(out, plan, i);
		if (links && at->kind == PLAN_LINK_CIRCUIT)
			add_circuit_link(out, plan, i);
		if (links && at->global_reach != NULL)
			add(out, at->global_reach->name, i);
	}
}

static void add_nodes(struct targets *out, const struct plan *plan, enum target_kind kind)
{
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *node = &plan->nodes[i];

		if (kind != TARGET_NODE && node->element->kind != LAB_CIRCUIT)
			continue;
		if (kind != TARGET_CIRCUIT)
			add(out, node->conf.name, i);
		if (kind != TARGET_MSEE)
			add(out, node->element->group, i);
	}
}

static void add_routers(struct targets *out, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->site_count; i++) {
		for (uint32_t r = 0; r < lab->sites[i].router_count; r++)
			add(out, lab->sites[i].routers[r].element->name, r);
	}
}

static void add_of_vnet(struct targets *out, const struct lab_vnet *vnet, enum target_kind kind)
{
	const struct lab_gateway *gateway = vnet->gateway;

	if (kind == TARGET_VNET)
		add(out, vnet->name, vnet->index);
	if (kind == TARGET_GATEWAY && gateway != NULL)
		add(out, gateway->name, vnet->index);
	if (kind == TARGET_ROUTE_SERVER && vnet->route_server != NULL)
		add(out, vnet->route_server->name, vnet->index);
	if (kind != TARGET_ER_CONNECTION || gateway == NULL)
		return;
	for (uint32_t c = 0; c < gateway->connection_count; c++)
		add(out, gateway->connections[c].element->name, c);
}

static void add_elements(struct targets *out, const struct lab *lab, enum target_kind kind)
{
	if (kind == TARGET_ROUTER)
		add_routers(out, lab);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		add_of_vnet(out, &lab->vnets[i], kind);
	for (uint32_t i = 0; kind == TARGET_ROUTE_TABLE && i < lab->route_table_count; i++)
		add(out, lab->route_tables[i].name, i);
}

struct targets targets_of(const struct scenario_world *world, enum target_kind kind)
{
	struct targets out = {.arena = arena_new()};

	switch (kind) {
	case TARGET_LINK:
	case TARGET_CONNECTION:
		add_sessions(&out, world->plan, kind == TARGET_LINK);
		break;
	case TARGET_NODE:
	case TARGET_MSEE:
	case TARGET_CIRCUIT:
		add_nodes(&out, world->plan, kind);
		break;
	default:
		add_elements(&out, world->lab, kind);
		break;
	}
	return out;
}

void targets_done(struct targets *targets)
{
	free(targets->names);
	free(targets->items);
	arena_free(targets->arena);
}

/* Checking */

static void check_name(struct scenario_world *world, struct place place, enum target_kind kind,
                       const char *name)
{
	struct targets targets = targets_of(world, kind);
	uint32_t i = 0;

	while (i < targets.count && strcmp(targets.names[i], name) != 0)
		i++;
	if (i == targets.count) {
		const char *near = nearest_word(name, targets.names, targets.count);

		findings_add(world->findings, SEVERITY_ERROR, place,
		             "there is no %s '%s' in lab '%s'%s%s%s", kind_texts[kind], name,
		             world->lab->name, near == NULL ? "" : "; did you mean '",
		             near == NULL ? "" : near, near == NULL ? "" : "'?");
	}
	targets_done(&targets);
}

/* Only between a customer and Microsoft (FACTS 1.3). */
static void check_bfd(struct scenario_world *world, const struct scenario_event *event)
{
	struct targets targets = targets_of(world, TARGET_LINK);
	bool good = true;

	for (uint32_t i = 0; i < targets.count; i++) {
		if (strcmp(targets.names[i], event->on) == 0)
			good &= world->plan->sessions[targets.items[i]].kind == PLAN_LINK_CIRCUIT;
	}
	if (!good)
		findings_add(world->findings, SEVERITY_ERROR, event->place,
		             "there is no BFD on '%s'; only the links of a circuit have it",
		             event->on);
	targets_done(&targets);
}

static void check_event(struct scenario_world *world, const struct scenario_event *event)
{
	check_name(world, event->on_place, target_kind_of(event->action), event->on);
	if (event->peer != NULL)
		check_name(world, event->place, TARGET_NODE, event->peer);
	if (event->action == SCENARIO_LINK_DOWN && event->detection == SCENARIO_BFD)
		check_bfd(world, event);
	if (event->circuit == NULL)
		return;

	struct lab_router *router = lab_edit_router(world->lab, event->on);

	if (router != NULL && lab_edit_link(router, event->circuit, NULL) == NULL)
		findings_add(world->findings, SEVERITY_ERROR, event->circuit_place,
		             "router '%s' has no link to a circuit '%s'", event->on,
		             event->circuit);
}

static void check_phase(struct scenario_world *world, const struct scenario_phase *phase)
{
	for (uint32_t i = 0; i < phase->event_count; i++)
		check_event(world, &phase->events[i]);
	for (uint32_t i = 0; i < phase->session_count; i++) {
		const struct scenario_session *session = &phase->sessions[i];

		check_name(world, session->head.place, TARGET_NODE, session->node);
		check_name(world, session->head.place, TARGET_NODE, session->peer);
	}
}

bool scenario_check(struct scenario_world *world)
{
	size_t errors = findings_errors(world->findings);
	const struct scenario *scenario = world->scenario;

	for (uint32_t i = 0; i < scenario->absent.count; i++)
		check_name(world, scenario->absent.places[i], TARGET_NODE,
		           scenario->absent.items[i]);
	for (uint32_t i = 0; i < scenario->phase_count; i++)
		check_phase(world, &scenario->phases[i]);
	return findings_errors(world->findings) == errors;
}
