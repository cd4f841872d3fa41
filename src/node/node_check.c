/* What must always hold of a speaker between two events. */
#include "base/check.h"
#include "node/step.h"

/* Established, in the tables and counted: all or none. */
static void check_up(const struct node *node, const struct node_peer *peer)
{
	uint32_t index = node_peer_index(node, peer);
	bool established = bgp_session_state(peer->main) == BGP_ESTABLISHED;

	CHECK(peer->up == established);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		uint32_t received = rib_received(node->rib, (rib_peer_id)index, family);
		uint32_t limit = node->conf->peers[index].prefix_limit[family];

		CHECK(peer->up || received == 0);
		CHECK(received == 0 || bgp_session_codec(peer->main)->families[family]);
		CHECK(limit == 0 || received <= limit);
	}
}

/* Both sessions have one connection at most, and not the same; a spare one is opening, or is about
 * to be gone. */
static void check_sessions(const struct node_peer *peer)
{
	CHECK(peer->main != NULL && peer->main != peer->spare);
	CHECK(peer->main_conn < NODE_CONN_COUNT && node_spare_conn(peer) != peer->main_conn);
	if (peer->spare != NULL)
		CHECK(bgp_session_state(peer->spare) != BGP_ESTABLISHED);
}

/* The timer goes off no later than the session wants it. */
static void check_timer(const struct node *node, const struct node_peer *peer)
{
	CHECK(!instant_before(bgp_session_deadline(peer->main), peer->armed));
	CHECK(!instant_before(peer->armed, heap_due(&node->timers)));
}

/* Whoever has something to hear has been made ready. */
static void check_ready(const struct node *node, const struct node_peer *peer)
{
	if (peer->up && rib_pending(node->rib, (rib_peer_id)node_peer_index(node, peer)))
		CHECK(peer->ready[peer->main_conn]);
}

void node_check(struct node *node)
{
	uint32_t up = 0;
	uint32_t asleep = 0;

	for (uint32_t i = 0; i < node->conf->peer_count; i++) {
		const struct node_peer *peer = &node->peers[i];

		CHECK(node->rib_confs[i] == &node->conf->peers[i].rib);
		check_sessions(peer);
		check_up(node, peer);
		check_timer(node, peer);
		check_ready(node, peer);
		up += peer->up;
		asleep += peer->up && !peer->ready[peer->main_conn];
	}
	CHECK(node->up_count == up && node->asleep == asleep);
	CHECK(node->changes_seen <= rib_changes(node->rib));
	rib_check(node->rib);
}
