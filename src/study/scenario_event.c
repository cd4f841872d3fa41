/* What happens: to links and speakers at once, to policies by compiling the changed lab again. */
#include <string.h>

#include "base/check.h"
#include "study/scenario_world.h"
#include "topo/model/lab_edit.h"

enum {
	BFD_US = 900 * 1000,             /* 3 x 300 ms (FACTS 1.3) */
	GATEWAY_WORST_US = 60 * 1000000, /* "up to one minute" (FACTS 1.3) */
	PREPEND_MAX = 200,
};

typedef void for_each_fn(struct scenario_world *world, const struct scenario_event *event,
                         uint32_t item);

/* Every session or node that the event names. */
static void for_each(struct scenario_world *world, const struct scenario_event *event,
                     for_each_fn *call)
{
	struct targets targets = targets_of(world, target_kind_of(event->action));

	for (uint32_t i = 0; i < targets.count; i++) {
		if (strcmp(targets.names[i], event->on) == 0)
			call(world, event, targets.items[i]);
	}
	targets_done(&targets);
}

/* Finding out */

static void notice_later(struct scenario_world *world, uint32_t session, int64_t delay_us)
{
	world->notices = mem_grow(world->notices, &world->notice_room, world->notice_count + 1,
	                          sizeof(*world->notices));
	world->notices[world->notice_count++] =
	    (struct notice){.time_us = sim_now(world->sim).us + delay_us, .session = session};
}

static void forget_notices(struct scenario_world *world, uint32_t session)
{
	size_t kept = 0;

	for (size_t i = 0; i < world->notice_count; i++) {
		if (world->notices[i].session != session)
			world->notices[kept++] = world->notices[i];
	}
	world->notice_count = kept;
}

struct instant scenario_next_notice(const struct scenario_world *world)
{
	struct instant next = INSTANT_NEVER;

	for (size_t i = 0; i < world->notice_count; i++)
		next = instant_min(next, (struct instant){world->notices[i].time_us});
	return next;
}

static void notice(struct scenario_world *world, uint32_t session)
{
	const struct plan_session *at = &world->plan->sessions[session];
	struct text text = {0};

	text_addf(&text, "the end of the link to %s is seen",
	          world->plan->nodes[at->end[1].node].conf.name);
	scenario_note(world, SCENARIO_ENTRY_NOTICED, world->plan->nodes[at->end[0].node].conf.name,
	              text_str(&text));
	text_done(&text);
	sim_cut_session(world->sim, session, true);
}

void scenario_run_notices(struct scenario_world *world)
{
	int64_t now = sim_now(world->sim).us;

	for (size_t i = 0; i < world->notice_count;) {
		struct notice due = world->notices[i];

		if (due.time_us > now) {
			i++;
			continue;
		}
		memmove(&world->notices[i], &world->notices[i + 1],
		        (world->notice_count - i - 1) * sizeof(due));
		world->notice_count--;
		notice(world, due.session);
	}
}

/* Nobody speaks BFD for an IPv6 session, nor elsewhere than on a circuit's links (FACTS 1.3). */
static bool has_bfd(const struct plan_session *session)
{
	return session->kind == PLAN_LINK_CIRCUIT && session->end[0].address.family == ADDR_IPV4;
}

/* The bytes stop at once; when the ends find out is another matter. */
static void cut(struct scenario_world *world, uint32_t session, enum scenario_detection detection)
{
	const struct plan_session *at = &world->plan->sessions[session];
	bool slow = world->scenario->pessimistic && at->kind == PLAN_LINK_GATEWAY;

	forget_notices(world, session);
	world->cut[session] = true;
	sim_cut_session(world->sim, session, detection == SCENARIO_CARRIER && !slow);
	if (slow)
		notice_later(world, session, GATEWAY_WORST_US);
	else if (detection == SCENARIO_BFD && has_bfd(at))
		notice_later(world, session, BFD_US);
}

static void mend(struct scenario_world *world, uint32_t session)
{
	forget_notices(world, session);
	world->cut[session] = false;
	world->cut_with[session] = 0;
	sim_mend_session(world->sim, session);
}

/* Links and speakers */

static void link_down(struct scenario_world *world, const struct scenario_event *event,
                      uint32_t session)
{
	cut(world, session, event->detection);
	world->cut_with[session] = 0;
}

static void link_up(struct scenario_world *world, const struct scenario_event *event,
                    uint32_t session)
{
	(void)event;
	if (world->cut[session])
		mend(world, session);
}

/* A speaker that dies with its machine takes its links with it. One whose links end visibly is
 * noticed at once, but for a gateway's when that is to be slow. */
static void node_down(struct scenario_world *world, const struct scenario_event *event,
                      uint32_t node)
{
	const struct plan_node *at = &world->plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		uint32_t session = at->sessions[i];

		if (world->cut[session])
			continue;
		cut(world, session, event->detection);
		world->cut_with[session] = node + 1;
	}
	sim_stop_node(world->sim, node);
}

static void node_up(struct scenario_world *world, const struct scenario_event *event, uint32_t node)
{
	const struct plan_node *at = &world->plan->nodes[node];

	(void)event;
	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		if (world->cut_with[at->sessions[i]] == node + 1)
			mend(world, at->sessions[i]);
	}
	world->absent[node] = false;
	sim_start_node(world->sim, node);
}

/* Sessions */

static void set_session(struct scenario_world *world, uint32_t session, unsigned end, bool wanted)
{
	if (wanted)
		sim_start_session(world->sim, session, end);
	else
		sim_stop_session(world->sim, session, end);
}

static void set_all_sessions(struct scenario_world *world, const struct scenario_event *event,
                             uint32_t node)
{
	const struct plan_node *at = &world->plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++)
		set_session(world, at->sessions[i], at->ends[i],
		            event->action == SCENARIO_PEERING_ENABLE);
}

static void set_peer_session(struct scenario_world *world, const struct scenario_event *event,
                             uint32_t node)
{
	const struct plan_node *at = &world->plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		if (scenario_is_named(event->peer,
		                      &world->plan->nodes[plan_peer_node(world->plan, node, i)]))
			set_session(world, at->sessions[i], at->ends[i],
			            event->action == SCENARIO_SESSION_START);
	}
}

/* The gateway is the end that has the connection. */
static void set_connection(struct scenario_world *world, const struct scenario_event *event,
                           uint32_t session)
{
	const struct plan_session *at = &world->plan->sessions[session];

	for (unsigned e = 0; e < 2; e++) {
		const struct plan_node *node = &world->plan->nodes[at->end[e].node];

		if (node->element->kind == LAB_GATEWAY || node->element->kind == LAB_VPN_GATEWAY) {
			set_session(world, session, e, event->action == SCENARIO_CONNECTION_CREATE);
			return;
		}
	}
}

/* Policies */

/* The plan is ours until it is handed out, so its settings may still be changed. */
static void prepend_everywhere(struct plan *plan, uint32_t node, uint8_t times)
{
	struct node_peer_conf *peers = (struct node_peer_conf *)plan->nodes[node].conf.peers;

	for (uint32_t i = 0; i < plan->nodes[node].conf.peer_count; i++) {
		unsigned sum = peers[i].rib.export.prepend + (unsigned)times;

		peers[i].rib.export.prepend = (uint8_t)(sum < PREPEND_MAX ? sum : PREPEND_MAX);
	}
}

static void compile_again(struct scenario_world *world)
{
	struct plan *plan = plan_compile(world->lab);

	for (uint32_t i = 0; i < plan->node_count; i++) {
		if (world->prepend[i] > 0)
			prepend_everywhere(plan, i, world->prepend[i]);
	}
	world->plans =
	    mem_grow(world->plans, &world->plan_room, world->plan_count + 1, sizeof(struct plan *));
	world->plans[world->plan_count++] = plan;
	world->plan = plan;
	sim_reconfigure(world->sim, plan);
}

static void set_maintenance(struct scenario_world *world, const struct scenario_event *event,
                            uint32_t node)
{
	uint32_t times = event->action == SCENARIO_MAINTENANCE_BEGIN ? event->value : 0;

	world->prepend[node] = (uint8_t)(times < PREPEND_MAX ? times : PREPEND_MAX);
}

static void edit_prefixes(struct scenario_world *world, const struct scenario_event *event)
{
	bool of_vnet = target_kind_of(event->action) == TARGET_VNET;
	struct lab_prefixes *prefixes = of_vnet
	                                    ? &lab_edit_vnet(world->lab, event->on)->address_space
	                                    : &lab_edit_router(world->lab, event->on)->advertise;

	if (event->action == SCENARIO_ADVERTISE || event->action == SCENARIO_ADD_ADDRESS_SPACE)
		lab_edit_add(world->lab, prefixes, &event->prefix, event->count);
	else
		lab_edit_remove(prefixes, &event->prefix, event->count);
}

static void edit_links(struct scenario_world *world, const struct scenario_event *event)
{
	struct lab_router *router = lab_edit_router(world->lab, event->on);

	for (struct lab_circuit_link *link = lab_edit_link(router, event->circuit, NULL);
	     link != NULL; link = lab_edit_link(router, event->circuit, link)) {
		if (event->action == SCENARIO_SET_READVERTISE)
			link->readvertise = event->enabled;
		else
			link->prepend = event->value < PREPEND_MAX ? event->value : PREPEND_MAX;
	}
}

static void edit_connection(struct scenario_world *world, const struct scenario_event *event)
{
	struct lab_connection *connection = lab_edit_connection(world->lab, event->on);

	if (event->action == SCENARIO_SET_WEIGHT)
		connection->routing_weight = event->value;
	else
		connection->fast_path = event->enabled;
}

static void edit_gateway(struct scenario_world *world, const struct scenario_event *event)
{
	struct lab_gateway *gateway = lab_edit_gateway(world->lab, event->on);

	if (event->action == SCENARIO_SET_REMOTE_VNET)
		gateway->allow_remote_vnet_traffic = event->enabled;
	else
		gateway->allow_virtual_wan_traffic = event->enabled;
}

static void edit_route_server(struct scenario_world *world, const struct scenario_event *event)
{
	lab_edit_route_server(world->lab, event->on)->branch_to_branch = event->enabled;
}

static void edit_route_table(struct scenario_world *world, const struct scenario_event *event)
{
	lab_edit_route_table(world->lab, event->on)->disable_bgp_route_propagation =
	    !event->enabled;
}

typedef void edit_fn(struct scenario_world *world, const struct scenario_event *event);

/* What is done for each session or node; or else to the lab, which then is compiled again. */
static const struct {
	for_each_fn *each;
	edit_fn *edit;
	bool compile;
} effects[SCENARIO_ACTION_COUNT] = {
    [SCENARIO_LINK_DOWN] = {link_down, NULL, false},
    [SCENARIO_LINK_UP] = {link_up, NULL, false},
    [SCENARIO_NODE_DOWN] = {node_down, NULL, false},
    [SCENARIO_NODE_UP] = {node_up, NULL, false},
    [SCENARIO_PEERING_DISABLE] = {set_all_sessions, NULL, false},
    [SCENARIO_PEERING_ENABLE] = {set_all_sessions, NULL, false},
    [SCENARIO_CONNECTION_DELETE] = {set_connection, NULL, false},
    [SCENARIO_CONNECTION_CREATE] = {set_connection, NULL, false},
    [SCENARIO_SESSION_STOP] = {set_peer_session, NULL, false},
    [SCENARIO_SESSION_START] = {set_peer_session, NULL, false},
    [SCENARIO_MAINTENANCE_BEGIN] = {set_maintenance, NULL, true},
    [SCENARIO_MAINTENANCE_END] = {set_maintenance, NULL, true},
    [SCENARIO_ADVERTISE] = {NULL, edit_prefixes, true},
    [SCENARIO_WITHDRAW] = {NULL, edit_prefixes, true},
    [SCENARIO_ADD_ADDRESS_SPACE] = {NULL, edit_prefixes, true},
    [SCENARIO_REMOVE_ADDRESS_SPACE] = {NULL, edit_prefixes, true},
    [SCENARIO_SET_READVERTISE] = {NULL, edit_links, true},
    [SCENARIO_SET_PREPEND] = {NULL, edit_links, true},
    [SCENARIO_SET_WEIGHT] = {NULL, edit_connection, true},
    [SCENARIO_SET_FAST_PATH] = {NULL, edit_connection, true},
    [SCENARIO_SET_REMOTE_VNET] = {NULL, edit_gateway, true},
    [SCENARIO_SET_VIRTUAL_WAN] = {NULL, edit_gateway, true},
    [SCENARIO_SET_BRANCH_TO_BRANCH] = {NULL, edit_route_server, true},
    [SCENARIO_SET_PROPAGATION] = {NULL, edit_route_table, true},
};

void scenario_apply(struct scenario_world *world, const struct scenario_event *event)
{
	world->disturbed = true;
	scenario_note(world, SCENARIO_ENTRY_EVENT, event->on, event->name);
	if (effects[event->action].each != NULL)
		for_each(world, event, effects[event->action].each);
	if (effects[event->action].edit != NULL)
		effects[event->action].edit(world, event);
	if (effects[event->action].compile)
		compile_again(world);
}
