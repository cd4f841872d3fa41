/* What happens to links, speakers and sessions. */
#include <string.h>

#include "base/check.h"
#include "topo/event/event_table.h"

enum {
	BFD_US = 900 * 1000,             /* 3 x 300 ms (bfd) */
	GATEWAY_WORST_US = 60 * 1000000, /* "up to one minute" (gateway-convergence) */
};

/* Nobody speaks BFD for an IPv6 session, nor elsewhere than on a circuit's links (bfd). */
static bool has_bfd(const struct plan_session *session)
{
	return session->kind == PLAN_LINK_CIRCUIT && session->end[0].address.family == ADDR_IPV4;
}

static int64_t noticed_us(const struct event_lab *events, const struct plan_session *session,
                          enum event_detection detection)
{
	if (events->options.slow_gateways && session->kind == PLAN_LINK_GATEWAY)
		return GATEWAY_WORST_US;
	if (detection == EVENT_CARRIER)
		return 0;
	return detection == EVENT_BFD && has_bfd(session) ? BFD_US : EVENT_UNNOTICED;
}

/* The bytes stop at once; when the ends find out is another matter. */
static void cut(struct event_lab *events, uint32_t session, enum event_detection detection)
{
	const struct plan_session *at = &events->plan->sessions[session];

	events->cut[session] = true;
	event_add_change(events, &(struct event_change){
				     .kind = EVENT_CHANGE_CUT,
				     .session = session,
				     .noticed_us = noticed_us(events, at, detection),
				 });
}

static void mend(struct event_lab *events, uint32_t session)
{
	CHECK(events->cut[session]);
	events->cut[session] = false;
	events->cut_with[session] = 0;
	event_add_change(events,
	                 &(struct event_change){.kind = EVENT_CHANGE_MEND, .session = session});
}

/* From here on the link is dead by itself, not with a speaker. */
void event_link_down(struct event_lab *events, const struct event *event, uint32_t session)
{
	cut(events, session, event->detection);
	events->cut_with[session] = 0;
	events->cut_alone[session] = true;
}

void event_link_up(struct event_lab *events, const struct event *event, uint32_t session)
{
	(void)event;
	events->cut_alone[session] = false;
	if (events->cut[session])
		mend(events, session);
}

void event_set_ride(struct event_lab *events, uint32_t session, bool alive)
{
	CHECK(events->cut[session] == alive);
	if (alive)
		mend(events, session);
	else
		cut(events, session, EVENT_HOLD_TIMER);
}

/* A speaker that dies with its machine takes its links with it. One whose links end visibly is
 * noticed at once, but for a gateway's when that is to be slow. */
void event_node_down(struct event_lab *events, const struct event *event, uint32_t node)
{
	const struct plan_node *at = &events->plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		uint32_t session = at->sessions[i];

		if (events->cut[session])
			continue;
		cut(events, session, event->detection);
		events->cut_with[session] = node + 1;
	}
	events->dead[node] = true;
	event_add_change(events,
	                 &(struct event_change){.kind = EVENT_CHANGE_NODE_STOP, .node = node});
}

/* Only what died with the speaker comes back with it. */
void event_node_up(struct event_lab *events, const struct event *event, uint32_t node)
{
	const struct plan_node *at = &events->plan->nodes[node];

	(void)event;
	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		if (events->cut_with[at->sessions[i]] == node + 1)
			mend(events, at->sessions[i]);
	}
	if (events->absent[node])
		events->seen = NULL;
	events->absent[node] = false;
	events->dead[node] = false;
	event_add_change(events,
	                 &(struct event_change){.kind = EVENT_CHANGE_NODE_START, .node = node});
}

/* Sessions */

static void set_session(struct event_lab *events, uint32_t session, unsigned end, bool wanted)
{
	events->stopped[2 * session + end] = !wanted;
	event_add_change(
	    events, &(struct event_change){
			.kind = wanted ? EVENT_CHANGE_SESSION_START : EVENT_CHANGE_SESSION_STOP,
			.session = session,
			.end = end,
		    });
}

void event_all_sessions(struct event_lab *events, const struct event *event, uint32_t node)
{
	const struct plan_node *at = &events->plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++)
		set_session(events, at->sessions[i], at->ends[i],
		            event->kind == EVENT_PEERING_ENABLE);
}

void event_peer_session(struct event_lab *events, const struct event *event, uint32_t node)
{
	const struct plan_node *at = &events->plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		const struct plan_node *peer =
		    &events->plan->nodes[plan_peer_node(events->plan, node, i)];

		if (event_is_named(event->peer, peer))
			set_session(events, at->sessions[i], at->ends[i],
			            event->kind == EVENT_SESSION_START);
	}
}

/* The end that has the connection: that of the network in which the connection stands. */
void event_connection_session(struct event_lab *events, const struct event *event, uint32_t session)
{
	const struct plan_session *at = &events->plan->sessions[session];

	CHECK(at->element != NULL && at->element->network != NULL);
	for (unsigned e = 0; e < 2; e++) {
		const struct plan_node *node = &events->plan->nodes[at->end[e].node];

		if (node->element->network == at->element->network) {
			set_session(events, session, e, event->kind == EVENT_CONNECTION_CREATE);
			return;
		}
	}
}

void event_maintenance(struct event_lab *events, const struct event *event, uint32_t node)
{
	events->prepend[node] = event->kind == EVENT_MAINTENANCE_BEGIN ? event->value : 0;
	events->stale = true;
}
