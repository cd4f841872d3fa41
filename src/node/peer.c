/* The sessions and connections of one peer: timers, what sessions want, collisions. */
#include "node/step.h"

/* Timers */

/* A spare session that has failed is not tried again: the main one does that. */
static struct instant spare_deadline(const struct node_peer *peer)
{
	if (peer->spare == NULL || bgp_session_state(peer->spare) == BGP_IDLE)
		return INSTANT_NEVER;
	return bgp_session_deadline(peer->spare);
}

/* Timers that move later stay where they are: when they go off early, they are set again. So a
 * hold timer costs nothing for each message that puts it off. */
static void arm(struct node *node, struct node_peer *peer)
{
	struct instant due = instant_min(bgp_session_deadline(peer->main), spare_deadline(peer));

	if (!instant_before(due, peer->armed))
		return;
	peer->armed = due;
	heap_set(&node->timers, node_peer_index(node, peer), due);
}

/* Sessions */

void node_drop_spare(struct node_peer *peer)
{
	bgp_session_free(peer->spare);
	peer->spare = NULL;
}

static void swap_sessions(struct node_peer *peer)
{
	struct bgp_session *was_main = peer->main;

	peer->main_conn = (uint8_t)node_spare_conn(peer);
	peer->main = peer->spare;
	peer->spare = was_main;
}

static void peer_up(struct step *step, struct node_peer *peer)
{
	struct node *node = step->node;

	peer->up = true;
	node->up_count++;
	if (!peer->ready[peer->main_conn])
		node->asleep++;
	rib_peer_up(node->rib, (rib_peer_id)node_peer_index(node, peer),
	            bgp_session_peer_open(peer->main)->router_id, bgp_session_codec(peer->main));
	step_note(step, peer, NODE_NOTE_UP, 0, NULL);
	step_ready(step, peer, peer->main_conn);
}

static void note_error(struct step *step, const struct node_peer *peer,
                       const struct bgp_session *session)
{
	bool was_sent;
	const struct bgp_notify *error = bgp_session_last_error(session, &was_sent);

	if (error->code != 0)
		step_note(step, peer,
		          was_sent ? NODE_NOTE_NOTIFICATION_SENT : NODE_NOTE_NOTIFICATION_RECEIVED,
		          error->code, step_error_text(step->node, session));
}

static void peer_down(struct step *step, struct node_peer *peer)
{
	struct node *node = step->node;

	if (!peer->up)
		return;
	if (!peer->ready[peer->main_conn])
		node->asleep--;
	peer->up = false;
	node->up_count--;
	step_note(step, peer, NODE_NOTE_DOWN, 0, NULL);
	rib_peer_down(node->rib, (rib_peer_id)node_peer_index(node, peer));
}

/* The loser says why and goes; it stays as the spare until the driver has pulled its last words.
 * A connection that is still being opened is given up. */
static void end_spare(struct step *step, struct node_peer *peer)
{
	bgp_session_yield(peer->spare, step->now);
	bgp_session_wants(peer->spare);
	step_effect(step, NODE_CLOSE, peer, node_spare_conn(peer));
}

static void settle_main(struct step *step, struct node_peer *peer)
{
	unsigned wants = bgp_session_wants(peer->main);

	if (wants & BGP_WANT_CLOSE)
		note_error(step, peer, peer->main);
	if (wants & BGP_WANT_DOWN)
		peer_down(step, peer);
	if (wants & BGP_WANT_CLOSE)
		step_effect(step, NODE_CLOSE, peer, peer->main_conn);
	if (wants & BGP_WANT_CONNECT) {
		if (peer->spare != NULL && peer->main_conn != NODE_CONN_OUT)
			node_drop_spare(peer);
		peer->main_conn = NODE_CONN_OUT;
		step_effect(step, NODE_CONNECT, peer, NODE_CONN_OUT);
	}
	if (wants & BGP_WANT_UP) {
		if (peer->spare != NULL && bgp_session_state(peer->spare) != BGP_IDLE)
			end_spare(step, peer);
		peer_up(step, peer);
	}
	if (bgp_session_output(peer->main).size > 0 && !(wants & BGP_WANT_CLOSE))
		step_ready(step, peer, peer->main_conn);
}

static void settle_spare(struct step *step, struct node_peer *peer)
{
	unsigned wants = bgp_session_wants(peer->spare);

	if (wants & BGP_WANT_UP) {
		swap_sessions(peer);
		end_spare(step, peer);
		peer_up(step, peer);
		return;
	}
	if (wants & BGP_WANT_CLOSE) {
		note_error(step, peer, peer->spare);
		step_effect(step, NODE_CLOSE, peer, node_spare_conn(peer));
	}
	if (bgp_session_state(peer->spare) == BGP_IDLE ||
	    bgp_session_state(peer->spare) == BGP_ACTIVE) {
		if (bgp_session_output(peer->spare).size == 0)
			node_drop_spare(peer);
	} else if (bgp_session_output(peer->spare).size > 0) {
		step_ready(step, peer, node_spare_conn(peer));
	}
}

void step_settle(struct step *step, struct node_peer *peer)
{
	settle_main(step, peer);
	if (peer->spare != NULL)
		settle_spare(step, peer);
	arm(step->node, peer);
}

static bool is_opening(const struct bgp_session *session)
{
	enum bgp_state state = bgp_session_state(session);

	return state == BGP_OPEN_SENT || state == BGP_OPEN_CONFIRM;
}

/* The connection that the speaker with the higher router ID opened is kept; between equal ones the
 * higher AS number decides (RFC 6286 section 2.3). Both ends come to the same answer. */
void step_collision(struct step *step, struct node_peer *peer, const struct bgp_session *opened)
{
	const struct bgp_open *open = bgp_session_peer_open(opened);
	const struct node_conf *conf = step->node->conf;

	if (peer->spare == NULL || !is_opening(peer->main) || !is_opening(peer->spare))
		return;

	bool keep_ours = conf->router_id != open->router_id ? conf->router_id > open->router_id
	                                                    : conf->asn > open->asn;
	enum node_conn keep = keep_ours ? NODE_CONN_OUT : NODE_CONN_IN;

	step_note(step, peer, NODE_NOTE_COLLISION, 0, NULL);
	if (peer->main_conn != keep)
		swap_sessions(peer);
	end_spare(step, peer);
}

/* Connections */

static bool is_waiting(const struct bgp_session *session)
{
	enum bgp_state state = bgp_session_state(session);

	return state == BGP_CONNECT || state == BGP_ACTIVE;
}

static void refuse(struct step *step, const struct node_peer *peer, enum node_conn conn)
{
	step_effect(step, NODE_CLOSE, peer, conn);
}

void step_connected(struct step *step, struct node_peer *peer)
{
	node_unready(step->node, peer, NODE_CONN_OUT);
	if (peer->main_conn != NODE_CONN_OUT || !is_waiting(peer->main)) {
		refuse(step, peer, NODE_CONN_OUT);
		return;
	}
	bgp_session_step(peer->main, step->now, BGP_EV_TCP_UP);
	step_settle(step, peer);
}

/* A connection by the peer is taken by the main session when that has none and is not opening one;
 * else by a spare, until both have said who they are. */
void step_accepted(struct step *step, struct node_peer *peer)
{
	struct node *node = step->node;
	uint32_t index = node_peer_index(node, peer);
	enum bgp_state state = bgp_session_state(peer->main);

	node_unready(node, peer, NODE_CONN_IN);
	if (state == BGP_ACTIVE) {
		node_drop_spare(peer);
		peer->main_conn = NODE_CONN_IN;
		bgp_session_step(peer->main, step->now, BGP_EV_TCP_UP);
	} else if (peer->main_conn == NODE_CONN_OUT && state != BGP_IDLE &&
	           state != BGP_ESTABLISHED) {
		/* With the same settings as the main session, which it may become: its wish to
		 * connect ends with the connection that it is given here. */
		node_drop_spare(peer);
		peer->spare = bgp_session_new(&node->conf->peers[index].session,
		                              node->seed ^ ~(uint64_t)index);
		bgp_session_step(peer->spare, step->now, BGP_EV_START);
		bgp_session_step(peer->spare, step->now, BGP_EV_TCP_UP);
	} else {
		refuse(step, peer, NODE_CONN_IN);
		return;
	}
	step_settle(step, peer);
}

void step_session_event(struct step *step, struct node_peer *peer, struct bgp_session *session,
                        enum bgp_event event)
{
	if (session == NULL)
		return;
	bgp_session_step(session, step->now, event);
	step_settle(step, peer);
}

void step_stop_peer(struct step *step, struct node_peer *peer)
{
	if (peer->spare != NULL && bgp_session_state(peer->spare) != BGP_IDLE)
		end_spare(step, peer);
	step_session_event(step, peer, peer->main, BGP_EV_STOP);
}

void step_timers(struct step *step)
{
	struct node *node = step->node;

	while (!instant_before(step->now, heap_due(&node->timers))) {
		struct node_peer *peer = &node->peers[heap_pop(&node->timers)];

		peer->armed = INSTANT_NEVER;
		if (!instant_before(step->now, bgp_session_deadline(peer->main)))
			bgp_session_step(peer->main, step->now, BGP_EV_DEADLINE);
		if (!instant_before(step->now, spare_deadline(peer)))
			bgp_session_step(peer->spare, step->now, BGP_EV_DEADLINE);
		step_settle(step, peer);
	}
}

void step_start_peer(struct step *step, struct node_peer *peer)
{
	step_session_event(step, peer, peer->main, BGP_EV_START);
}
