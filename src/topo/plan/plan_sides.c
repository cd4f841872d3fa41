/* The policies of the ends of sessions: each is a row of the kind whose session it is. */
#include "topo/plan/plan_compile.h"

static const struct plan_side *side_of(const struct plan_peer *peer)
{
	const struct lab_element *element = peer->session->element;
	const struct plan_hooks *hooks = peer->c->lab->kinds[element->kind]->plan;
	const struct plan_side *side = hooks->sides;

	CHECK(side != NULL);
	while (side->special != NULL &&
	       (side->own != peer->own->element->kind || side->far != peer->far->element->kind))
		side++;
	/* There is a row for every session that a kind makes. */
	CHECK(side->special != NULL);
	return side;
}

/* The nearest hold time that can be offered: none, or three seconds and more (RFC 4271
 * section 4.2). */
static uint16_t hold_time_s(uint32_t wanted)
{
	if (wanted == 1 || wanted == 2)
		return 3;
	return wanted < UINT16_MAX ? (uint16_t)wanted : UINT16_MAX;
}

/* RFC 4271 section 4.2: the smaller of both offers counts, and keepalives follow at a third of it.
 */
static void set_hold_time(struct plan_peer *peer)
{
	peer->conf->session.hold_time_s = hold_time_s(facts_limit(plan_facts(peer), "msee-hold-s"));
}

static void make_end(struct plan_compiler *c, uint32_t number, unsigned which)
{
	const struct plan *plan = c->builder.plan;
	const struct plan_session *session = &plan->sessions[number];
	struct plan_peer peer = {
	    .c = c,
	    .session = session,
	    .own = &plan->nodes[session->end[which].node],
	    .far = &plan->nodes[session->end[which ^ 1].node],
	    .conf = plan_builder_peer(&c->builder, session, which),
	    .number = number,
	};
	const struct plan_side *side = side_of(&peer);

	peer.conf->rib.group = (uint8_t)side->group;
	peer.conf->rib.client = side->client;
	peer.conf->rib.import.refuse_own_prefix = side->refuse_own;
	peer.conf->rib.export.withheld = side->withheld;
	peer.conf->rib.export.next_hop_self = side->next_hop_self;
	if (side->msee_hold)
		set_hold_time(&peer);
	side->special(&peer);
}

void plan_make_policies(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->builder.plan->session_count; i++) {
		make_end(c, i, 0);
		make_end(c, i, 1);
	}
}
