/* A tunnel in the plan: with BGP a session for each family. */
#include "azure/ends.h"
#include "azure/policy.h"
#include "azure/tunnel/tunnel.h"
#include "base/check.h"

static void make_session(struct plan_compiler *c, const struct lab_tunnel *tunnel, uint8_t family)
{
	struct lab_underlay_way room;
	struct lab_time time =
	    lab_tunnel_time(c->lab, tunnel, lab_underlay_first(&tunnel->underlay, &room));
	struct addr near;
	struct addr far;
	struct plan_session *session;

	if (!lab_pair_has(tunnel->prefix, family))
		return;
	near = lab_pair_address(tunnel->prefix, 0, family);
	far = lab_pair_address(tunnel->prefix, 1, family);
	session = plan_compiler_session(
	    c, PLAN_LINK_TUNNEL, plan_speaker(c, lab_tunnel_end_element(&tunnel->ends[0]), 0),
	    &near, plan_speaker(c, lab_tunnel_end_element(&tunnel->ends[1]), 0), &far);
	session->end[1].passive = false;
	session->delay_us = time.us / 2;
	session->basis = time.basis;
	session->bandwidth_mbps = tunnel->bandwidth_mbps;
	session->underlay = &tunnel->underlay;
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_tunnel *tunnel = lab_tunnel_of(element);

	CHECK(tunnel != NULL);
	if (!tunnel->bgp)
		return;
	make_session(c, tunnel, ADDR_IPV4);
	make_session(c, tunnel, ADDR_IPV6);
}

static const struct lab_tunnel_end *end_of(const struct plan_peer *peer)
{
	const struct lab_tunnel *tunnel = lab_tunnel_of(peer->session->element);
	unsigned number = lab_tunnel_end_element(&tunnel->ends[0]) == peer->own->element ? 0 : 1;

	CHECK(lab_tunnel_end_element(&tunnel->ends[number]) == peer->own->element);
	return &tunnel->ends[number];
}

static void apply(struct plan_peer *peer, const struct lab_tunnel_end *end,
                  const struct lab_prefixes *own)
{
	const struct azure_end said = {
	    .own = own,
	    .readvertise = end->readvertise,
	    .prepend = end->prepend,
	    .med_set = end->med_set,
	    .med = end->med,
	    .advertise = &end->advertise,
	};

	CHECK(peer->session->kind == PLAN_LINK_TUNNEL);
	azure_apply_end(peer, &said);
	azure_apply_policy(peer, &end->policy);
}

static void router_end(struct plan_peer *peer)
{
	const struct lab_tunnel_end *end = end_of(peer);

	apply(peer, end, &end->router->advertise);
	peer->conf->rib.export.next_hop_self =
	    end->router->next_hop_self && !rib_peer_external(&peer->conf->rib);
}

/* Inside its network nobody knows the tunnel's addresses: next hops are its own. */
static void nva_end(struct plan_peer *peer)
{
	const struct lab_tunnel_end *end = end_of(peer);

	apply(peer, end, &end->nva->advertise);
	peer->conf->rib.export.next_hop_self = !rib_peer_external(&peer->conf->rib);
	if (end->nva->as_override && rib_peer_external(&peer->conf->rib))
		peer->conf->rib.export.override_from = peer->conf->rib.peer_as;
}

static const struct plan_side sides[] = {
    {.own = LAB_ROUTER, .far = LAB_ROUTER, .group = PLAN_FROM_TUNNEL, .special = router_end},
    {.own = LAB_ROUTER, .far = LAB_NVA, .group = PLAN_FROM_TUNNEL, .special = router_end},
    {.own = LAB_NVA, .far = LAB_ROUTER, .group = PLAN_FROM_TUNNEL, .special = nva_end},
    {.own = LAB_NVA, .far = LAB_NVA, .group = PLAN_FROM_TUNNEL, .special = nva_end},
    {.special = NULL},
};

static bool is_over_circuit(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->underlay != NULL && lab_underlay_is_known(session->underlay);
}

static const struct plan_assumed assumed[] = {
    {.rank = 26,
     .rule = "tunnel-over-circuit",
     .sessions = is_over_circuit,
     .text = "session(s) through tunnels live as long as a link of the circuit that carries them"},
    {.rule = NULL},
};

const struct plan_hooks tunnel_plan = {
    .sessions = make_sessions,
    .sides = sides,
    .assumed = assumed,
};
