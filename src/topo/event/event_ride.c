/* Follows what happens to circuits up to the tunnels that ride on them. */
#include "topo/event/event_ride.h"

#include "base/check.h"
#include "topo/event/event_table.h"

/* Who asks, of what. */
struct ride {
	const struct plan *plan;
	event_session_up *up;
	const void *state;
};

/* One of the sessions of this edge router with the speakers of somebody is up. */
static bool any_session(const struct ride *ride, const struct lab_underlay_way *way,
                        const struct lab_element *far)
{
	const struct plan *plan = ride->plan;
	uint32_t msee = plan_span_of(plan, way->circuit->element).first + (uint32_t)way->link;
	const struct plan_node *node = &plan->nodes[msee];

	for (uint32_t i = 0; i < node->conf.peer_count; i++) {
		const struct plan_node *peer = &plan->nodes[plan_peer_node(plan, msee, i)];

		if (peer->element == far && ride->up(ride->state, node->sessions[i]))
			return true;
	}
	return false;
}

static bool underlay_alive(const struct ride *ride, const struct lab_underlay *underlay);

/* One without BGP has no session that could be down. */
static bool tunnel_alive(const struct ride *ride, const struct lab_tunnel *tunnel)
{
	const struct plan *plan = ride->plan;
	struct plan_span near = plan_span_of(plan, lab_tunnel_end_element(&tunnel->ends[0]));
	bool any = near.count == 0 || !tunnel->bgp;
	const struct plan_node *node = near.count == 0 ? NULL : &plan->nodes[near.first];

	for (uint32_t i = 0; node != NULL && i < node->conf.peer_count; i++)
		any = any || (plan->sessions[node->sessions[i]].element == tunnel->element &&
		              ride->up(ride->state, node->sessions[i]));
	return any && underlay_alive(ride, &tunnel->underlay);
}

static bool underlay_alive(const struct ride *ride, const struct lab_underlay *underlay)
{
	struct lab_underlay_way way;

	for (uint32_t i = 0; i < lab_underlay_ways(underlay); i++) {
		if (!lab_underlay_way(underlay, i, &way))
			continue;
		if (way.tunnel != NULL && tunnel_alive(ride, way.tunnel))
			return true;
		if (way.circuit != NULL &&
		    any_session(ride, &way,
		                lab_underlay_edge(&underlay->ends[0], way.circuit, way.link)) &&
		    any_session(ride, &way,
		                lab_underlay_edge(&underlay->ends[1], way.circuit, way.link)))
			return true;
	}
	return !lab_underlay_is_known(underlay);
}

bool event_underlay_alive(const struct plan *plan, const struct lab_underlay *underlay,
                          event_session_up *up, const void *state)
{
	const struct ride ride = {plan, up, state};

	CHECK(plan->lab != NULL);
	return underlay_alive(&ride, underlay);
}

static bool is_up(const void *state, uint32_t session)
{
	const struct event_lab *events = state;
	const struct plan_session *at = &events->plan->sessions[session];

	for (unsigned e = 0; e < 2; e++)
		if (events->stopped[2 * session + e] || events->dead[at->end[e].node] ||
		    events->absent[at->end[e].node])
			return false;
	return !events->cut[session];
}

/* It is dead for another reason, too. */
static bool is_dead_itself(const struct event_lab *events, uint32_t session)
{
	const struct plan_session *at = &events->plan->sessions[session];

	return events->cut_alone[session] || events->dead[at->end[0].node] ||
	       events->dead[at->end[1].node];
}

/* Tunnels ride on tunnels: until nothing changes any more. Each of them dies or comes back once. */
void event_follow_rides(struct event_lab *events)
{
	const struct plan *plan = events->plan;
	bool changed = true;

	for (uint32_t round = 0; changed && round <= plan->session_count; round++) {
		changed = false;
		for (uint32_t i = 0; i < plan->session_count; i++) {
			const struct lab_underlay *underlay = plan->sessions[i].underlay;
			bool alive;

			if (underlay == NULL || !lab_underlay_is_known(underlay))
				continue;
			alive = event_underlay_alive(plan, underlay, is_up, events);
			if (alive == events->cut[i] && !is_dead_itself(events, i)) {
				event_set_ride(events, i, alive);
				changed = true;
			}
		}
	}
}
