/* Global Reach: the primary MSEEs of two circuits have a session, and the secondary ones. */
#include "azure/global_reach/global_reach.h"
#include "topo/plan/plan_compile.h"

enum {
	CIRCUIT_HOST = 1,
	PEER_HOST = 2,
	LINK_SIZE = 4,
	LOCAL_PREF = 10, /* global-reach-local-preference */
};

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
	struct plan_session *session = plan_compiler_session(
	    c, PLAN_LINK_GLOBAL_REACH, plan_speaker(c, reach->circuit->element, link), &near,
	    plan_speaker(c, reach->peer->element, link), &far);
	uint32_t rtt_us;

	CHECK(reach->circuit != reach->peer && link < LAB_LINK_COUNT);
	session->basis =
	    facts_location_rtt_us(c->lab->facts, lab_link_location(reach->circuit, link)->nearest,
	                          lab_link_location(reach->peer, link), &rtt_us);
	session->delay_us = rtt_us / 2;
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	CHECK(element->kind == LAB_GLOBAL_REACH);
	make_session(c, lab_global_reach_of(element), LAB_PRIMARY);
	make_session(c, lab_global_reach_of(element), LAB_SECONDARY);
}

/* For customers' routes Global Reach is the last resort: local preference 10. Those of networks
 * have the usual one, and win where they are shorter (global-reach-local-preference). */
static void msee_to_msee(struct plan_peer *peer)
{
	CHECK(peer->own->element != peer->far->element &&
	      peer->own->instance == peer->far->instance);
	peer->conf->rib.export.rewrite =
	    (struct rib_rewrite){.groups = PLAN_BIT(PLAN_FROM_CUSTOMER), .local_pref = LOCAL_PREF};
	peer->conf->rib.import.own_as_allowed = UINT8_MAX;
	peer->conf->rib.export.ignore_no_export = true;
}

static const struct plan_side sides[] = {
    {.own = LAB_CIRCUIT,
     .far = LAB_CIRCUIT,
     .group = PLAN_FROM_GLOBAL_REACH,
     .next_hop_self = true,
     .msee_hold = true,
     .special = msee_to_msee},
    {.special = NULL},
};

static bool is_global_reach(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->kind == PLAN_LINK_GLOBAL_REACH;
}

static const struct plan_assumed assumed[] = {
    {.rank = 12,
     .rule = "global-reach-prepend",
     .sessions = is_global_reach,
     .text = "session(s) of Global Reach: gateways see two more 12076 in front, customers do not"},
    {.rank = 13,
     .rule = "global-reach-path",
     .sessions = is_global_reach,
     .text = "session(s) of Global Reach: the narrower circuit limits packets, and their way is as "
             "long as "
             "between the regions beside the peering locations"},
    {.rule = NULL},
};

const struct plan_hooks global_reach_plan = {
    .sessions = make_sessions,
    .sides = sides,
    .assumed = assumed,
};
