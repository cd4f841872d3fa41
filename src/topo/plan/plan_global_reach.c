/* Global Reach: the primary MSEEs of two circuits have a session, and the secondary ones. */
#include "topo/plan/plan_compile.h"

enum { CIRCUIT_HOST = 1, PEER_HOST = 2, LINK_SIZE = 4 };

bool plan_has_global_reach(const struct lab *lab, const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++)
		if (lab->global_reaches[i].circuit == circuit ||
		    lab->global_reaches[i].peer == circuit)
			return true;
	return false;
}

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

void plan_make_global_reach(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->global_reach_count; i++) {
		make_session(c, &c->lab->global_reaches[i], LAB_PRIMARY);
		make_session(c, &c->lab->global_reaches[i], LAB_SECONDARY);
	}
}
