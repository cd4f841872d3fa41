/* Global Reach: the primary MSEEs of two circuits have a session, and the secondary ones. */
#include "azure/global_reach/global_reach.h"
#include "topo/plan/plan_compile.h"

enum { CIRCUIT_HOST = 1, PEER_HOST = 2, LINK_SIZE = 4 };

/* The /29 is two /30, one for each link; in each the circuit comes first. */
static struct addr address_of(const struct lab_global_reach *reach, enum lab_link link,
                              uint32_t host)
{
	return prefix_host(&reach->prefix, (uint32_t)link * LINK_SIZE + host);
}

static void make_session(struct plan_compiler *c, const struct lab_global_reach *reach,
                         enum lab_link link)
{
	struct addr near = address_of(reach, link, CIRCUIT_HOST);
	struct addr far = address_of(reach, link, PEER_HOST);
	struct plan_session *session =
	    plan_compiler_session(c, PLAN_LINK_GLOBAL_REACH, plan_msee_node(reach->circuit, link),
	                          &near, plan_msee_node(reach->peer, link), &far);
	uint32_t rtt_us;

	session->basis = facts_location_rtt_us(c->lab->facts, reach->circuit->location->nearest,
	                                       reach->peer->location, &rtt_us);
	session->delay_us = rtt_us / 2;
	session->global_reach = reach;
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	make_session(c, lab_global_reach_of(element), LAB_PRIMARY);
	make_session(c, lab_global_reach_of(element), LAB_SECONDARY);
}

const struct plan_hooks global_reach_plan = {
    .sessions = make_sessions,
};
