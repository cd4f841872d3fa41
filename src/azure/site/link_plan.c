/* A link between sites in the plan: a session for each family. */
#include "azure/ends.h"
#include "azure/policy.h"
#include "azure/site/site.h"
#include "base/check.h"

bool site_link_has(const struct lab_site_link *link, uint8_t family)
{
	return lab_pair_has(link->prefix, family);
}

struct addr site_link_address(const struct lab_site_link *link, unsigned end, uint8_t family)
{
	return lab_pair_address(link->prefix, end, family);
}

static void make_session(struct plan_compiler *c, const struct lab_site_link *link, uint8_t family)
{
	struct addr near;
	struct addr far;
	struct plan_session *session;

	if (!site_link_has(link, family))
		return;
	near = site_link_address(link, 0, family);
	far = site_link_address(link, 1, family);
	session = plan_compiler_session(c, PLAN_LINK_SITES,
	                                plan_speaker(c, link->ends[0].router->element, 0), &near,
	                                plan_speaker(c, link->ends[1].router->element, 0), &far);
	session->end[1].passive = false;
	session->delay_us = link->rtt_us / 2;
	session->basis = link->rtt_said ? RTT_GIVEN : RTT_UNKNOWN;
	session->bandwidth_mbps = link->bandwidth_mbps;
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	CHECK(element->kind == LAB_SITE_LINK);
	make_session(c, lab_site_link_of(element), ADDR_IPV4);
	make_session(c, lab_site_link_of(element), ADDR_IPV6);
}

/* The nodes of a link may be of one site: they are told apart by which of them the session has
 * first. */
static void router_to_router(struct plan_peer *peer)
{
	const struct lab_site_link *link = lab_site_link_of(peer->session->element);
	const struct lab_router *router = lab_router_of(peer->own->element);
	const struct lab_site_link_end *end = &link->ends[link->ends[0].router == router ? 0 : 1];
	const struct azure_end said = {
	    .own = &end->router->advertise,
	    .readvertise = end->readvertise,
	    .prepend = end->prepend,
	    .med_set = end->med_set,
	    .med = end->med,
	    .advertise = &end->advertise,
	};

	CHECK(end->router == router);
	azure_apply_end(peer, &said);
	peer->conf->rib.export.next_hop_self =
	    router->next_hop_self && !rib_peer_external(&peer->conf->rib);
	azure_apply_policy(peer, &end->policy);
}

static const struct plan_side sides[] = {
    {.own = LAB_ROUTER, .far = LAB_ROUTER, .group = PLAN_FROM_ROUTER, .special = router_to_router},
    {.special = NULL},
};

const struct plan_hooks site_link_plan = {
    .sessions = make_sessions,
    .sides = sides,
};
