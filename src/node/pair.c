/* The sessions and connections of one peer: timers, what sessions want, collisions. */
#include "node/turn.h"

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

static void peer_up(struct turn *turn, struct node_peer *peer)
{
	struct node *node = turn->node;

	peer->up = true;
	node->up_count++;
	if (!peer->ready[peer->main_conn])
		node->asleep++;
	rib_peer_up(node->rib, (rib_peer_id)node_peer_index(node, peer),
	            bgp_session_peer_open(peer->main)->router_id, bgp_session_codec(peer->main));
	turn_note(turn, peer, NODE_NOTE_UP, 0, NULL);
	turn_ready(turn, peer, peer->main_conn);
}

static void note_error(struct turn *turn, const struct node_peer *peer)
{
	bool was_sent;
	const struct bgp_notify *error = bgp_session_last_error(peer->main, &was_sent);

	if (error->code != 0)
		turn_note(turn, peer,
		          was_sent ? NODE_NOTE_NOTIFICATION_SENT : NODE_NOTE_NOTIFICATION_RECEIVED,
		          error->code, NULL);
}

static void peer_down(struct turn *turn, struct node_peer *peer)
{
	struct node *node = turn->node;

	if (!peer->up)
		return;
	if (!peer->ready[peer->main_conn])
		node->asleep--;
	peer->up = false;
	node->up_count--;
	turn_note(turn, peer, NODE_NOTE_DOWN, 0, NULL);
	rib_peer_down(node->rib, (rib_peer_id)node_peer_index(node, peer));
}

/* The loser says why and goes; it stays as the spare until the driver has pulled its last words.
 * A connection that is still being opened is given up. */
static void end_spare(struct turn *turn, struct node_peer *peer)
{
	struct bgp_notify why = bgp_notify_of(BGP_NOTIFY_CEASE_COLLISION);

	bgp_session_end(peer->spare, turn->now, &why);
	bgp_session_wants(peer->spare);
	turn_effect(turn, NODE_CLOSE, peer, node_spare_conn(peer));
}

static void settle_main(struct turn *turn, struct node_peer *peer)
{
	unsigned wants = bgp_session_wants(peer->main);

	if (wants & BGP_WANT_CLOSE)
		note_error(turn, peer);
	if (wants & BGP_WANT_DOWN)
		peer_down(turn, peer);
	if (wants & BGP_WANT_CLOSE)
		turn_effect(turn, NODE_CLOSE, peer, peer->main_conn);
	if (wants & BGP_WANT_CONNECT) {
		if (peer->spare != NULL && peer->main_conn != NODE_CONN_OUT)
			node_drop_spare(peer);
		peer->main_conn = NODE_CONN_OUT;
		turn_effect(turn, NODE_CONNECT, peer, NODE_CONN_OUT);
	}
	if (wants & BGP_WANT_UP) {
		if (peer->spare != NULL && bgp_session_state(peer->spare) != BGP_IDLE)
			end_spare(turn, peer);
		peer_up(turn, peer);
	}
	if (bgp_session_output(peer->main).size > 0 && !(wants & BGP_WANT_CLOSE))
		turn_ready(turn, peer, peer->main_conn);
}

static void settle_spare(struct turn *turn, struct node_peer *peer)
{
	unsigned wants = bgp_session_wants(peer->spare);

	if (wants & BGP_WANT_UP) {
		swap_sessions(peer);
		end_spare(turn, peer);
		peer_up(turn, peer);
		return;
	}
	if (wants & BGP_WANT_CLOSE)
		turn_effect(turn, NODE_CLOSE, peer, node_spare_conn(peer));
	if (bgp_session_state(peer->spare) == BGP_IDLE ||
	    bgp_session_state(peer->spare) == BGP_ACTIVE) {
		if (bgp_session_output(peer->spare).size == 0)
			node_drop_spare(peer);
	} else if (bgp_session_output(peer->spare).size > 0) {
		turn_ready(turn, peer, node_spare_conn(peer));
	}
}

void turn_settle(struct turn *turn, struct node_peer *peer)
{
	settle_main(turn, peer);
	if (peer->spare != NULL)
		settle_spare(turn, peer);
	arm(turn->node, peer);
}

static bool is_opening(const struct bgp_session *session)
{
	enum bgp_state state = bgp_session_state(session);

	return state == BGP_OPEN_SENT || state == BGP_OPEN_CONFIRM;
}

/* The connection that the speaker with the higher router ID opened is kept; between equal ones the
 * higher AS number decides (RFC 6286 section 2.3). Both ends come to the same answer. */
void turn_collision(struct turn *turn, struct node_peer *peer, const struct bgp_session *opened)
{
	const struct bgp_open *open = bgp_session_peer_open(opened);
	const struct node_conf *conf = turn->node->conf;

	if (peer->spare == NULL || !is_opening(peer->main) || !is_opening(peer->spare))
		return;

	bool keep_ours = conf->router_id != open->router_id ? conf->router_id > open->router_id
	                                                    : conf->asn > open->asn;
	enum node_conn keep = keep_ours ? NODE_CONN_OUT : NODE_CONN_IN;

	turn_note(turn, peer, NODE_NOTE_COLLISION, 0, NULL);
	if (peer->main_conn != keep)
		swap_sessions(peer);
	end_spare(turn, peer);
}

/* Connections */

static bool is_waiting(const struct bgp_session *session)
{
	enum bgp_state state = bgp_session_state(session);

	return state == BGP_CONNECT || state == BGP_ACTIVE;
}

static void refuse(struct turn *turn, const struct node_peer *peer, enum node_conn conn)
{
	turn_effect(turn, NODE_CLOSE, peer, conn);
}

void turn_connected(struct turn *turn, struct node_peer *peer)
{
	node_unready(turn->node, peer, NODE_CONN_OUT);
	if (peer->main_conn != NODE_CONN_OUT || !is_waiting(peer->main)) {
		refuse(turn, peer, NODE_CONN_OUT);
		return;
	}
	bgp_session_step(peer->main, turn->now, BGP_EV_TCP_UP);
	turn_settle(turn, peer);
}

/* A connection by the peer is taken by the main session when that has none and is not opening one;
 * else by a spare, until both have said who they are. */
void turn_accepted(struct turn *turn, struct node_peer *peer)
{
	struct node *node = turn->node;
	uint32_t index = node_peer_index(node, peer);
	enum bgp_state state = bgp_session_state(peer->main);

	node_unready(node, peer, NODE_CONN_IN);
	if (state == BGP_ACTIVE) {
		node_drop_spare(peer);
		peer->main_conn = NODE_CONN_IN;
		bgp_session_step(peer->main, turn->now, BGP_EV_TCP_UP);
	} else if (peer->main_conn == NODE_CONN_OUT && state != BGP_IDLE &&
	           state != BGP_ESTABLISHED) {
		/* With the same settings as the main session, which it may become: its wish to
		 * connect ends with the connection that it is given here. */
		node_drop_spare(peer);
		peer->spare = bgp_session_new(&node->conf->peers[index].session,
		                              node->seed ^ ~(uint64_t)index);
		bgp_session_step(peer->spare, turn->now, BGP_EV_START);
		bgp_session_step(peer->spare, turn->now, BGP_EV_TCP_UP);
	} else {
		refuse(turn, peer, NODE_CONN_IN);
		return;
	}
	turn_settle(turn, peer);
}

void turn_session_event(struct turn *turn, struct node_peer *peer, struct bgp_session *session,
                        enum bgp_event event)
{
	if (session == NULL)
		return;
	bgp_session_step(session, turn->now, event);
	turn_settle(turn, peer);
}

void turn_stop_peer(struct turn *turn, struct node_peer *peer)
{
	if (peer->spare != NULL && bgp_session_state(peer->spare) != BGP_IDLE)
		end_spare(turn, peer);
	turn_session_event(turn, peer, peer->main, BGP_EV_STOP);
}

void turn_timers(struct turn *turn)
{
	struct node *node = turn->node;

	while (!instant_before(turn->now, heap_due(&node->timers))) {
		struct node_peer *peer = &node->peers[heap_pop(&node->timers)];

		peer->armed = INSTANT_NEVER;
		if (!instant_before(turn->now, bgp_session_deadline(peer->main)))
			bgp_session_step(peer->main, turn->now, BGP_EV_DEADLINE);
		if (!instant_before(turn->now, spare_deadline(peer)))
			bgp_session_step(peer->spare, turn->now, BGP_EV_DEADLINE);
		turn_settle(turn, peer);
	}
}

void turn_start_peer(struct turn *turn, struct node_peer *peer)
{
	turn_session_event(turn, peer, peer->main, BGP_EV_START);
}
