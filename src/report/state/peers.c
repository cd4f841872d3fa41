/* Says the sessions of nodes, in JSON as FRR does. */
#include "report/state/peers.h"

#include <inttypes.h>

#include "base/instant.h"
#include "bgp/iana.h"
#include "bgp/message.h"
#include "report/state/frr.h"

enum { PEERS_VERSION = 1 };

/* clang-format off */
static const struct view_column columns[] = {
	{"node",                 "Node",     TABLE_LEFT,           VIEW_CSV_TOO},
	{"hostname",             "Neighbor", TABLE_LEFT,           VIEW_CSV_TOO},
	{"address",              "Address",  TABLE_LEFT,           VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"remoteAs",             "AS",       TABLE_RIGHT,          VIEW_CSV_TOO},
	{"state",                "State",    TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.stateAgeUs",   "Since",    TABLE_RIGHT,          VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"hairpin.idleLeftUs",   "Idle for", TABLE_OPTIONAL_RIGHT, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"hairpin.holdTime",     "Hold",     TABLE_OPTIONAL_RIGHT, VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"msgRcvd",              "MsgRcvd",  TABLE_RIGHT,          VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"msgSent",              "MsgSent",  TABLE_RIGHT,          VIEW_CSV_TOO | VIEW_GOES_FIRST},
	{"pfxRcd",               "PfxRcd",   TABLE_RIGHT,          VIEW_CSV_TOO},
	{"hairpin.accepted",     "Accepted", TABLE_RIGHT,          VIEW_CSV_TOO | VIEW_GOES},
	{"pfxSnt",               "PfxSnt",   TABLE_RIGHT,          VIEW_CSV_TOO},
	{"limit",                "Limit",    TABLE_OPTIONAL_RIGHT, VIEW_IN_WORDS | VIEW_GOES_FIRST},
	{"trouble",              "Trouble",  TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{"prefixLimitIpv4",      NULL,       TABLE_RIGHT,          VIEW_CSV_TOO},
	{"prefixLimitIpv6",      NULL,       TABLE_RIGHT,          VIEW_CSV_TOO},
	{"hairpin.lastError",    NULL,       TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.lastErrorFrom", NULL,      TABLE_LEFT,           VIEW_CSV_TOO},
	{"hairpin.lastFault",    NULL,       TABLE_LEFT,           VIEW_CSV_TOO},
	{0},
};
/* clang-format on */

/* Of one family, or of both together. */
static uint32_t count_of(const uint32_t by_family[3], uint8_t family)
{
	if (family == ADDR_NONE)
		return by_family[ADDR_IPV4] + by_family[ADDR_IPV6];
	return by_family[family];
}

static void tell_own_members(struct view *view, const struct snapshot_peer *peer, uint8_t family)
{
	char age[FRR_DURATION_MAX];

	view_open(view, "hairpin");
	view_addr(view, "localAddress", &peer->local_address);
	view_router_id(view, "routerId", peer->router_id);
	view_unless_zero(view, "holdTime", peer->hold_time_s);
	view_unsigned(view, "accepted", count_of(peer->accepted, family));
	view_unless_zero(view, "prefixLimit", count_of(peer->prefix_limit, family));
	view_number(view, "stateAgeUs", peer->state_age_us);
	view_words(view, "stateAgeUs", frr_duration(peer->state_age_us, age));
	if (peer->idle_left_us > 0) {
		view_number(view, "idleLeftUs", peer->idle_left_us);
		view_wordsf(view, "idleLeftUs", "%.1f s more",
		            (double)peer->idle_left_us / US_PER_S);
	}
	if (peer->last_error != 0) {
		view_text(view, "lastError", bgp_notify_name(peer->last_error));
		view_number(view, "lastErrorCode", peer->last_error >> 8);
		view_number(view, "lastErrorSubcode", peer->last_error & 0xff);
		view_text(view, "lastErrorFrom", peer->last_error_sent ? "self" : "peer");
	}
	view_text(view, "lastFault", peer->last_fault);
	view_close(view);
}

/* A session, of one family or of both. */
static void tell_peer(struct view *view, const struct snapshot_node *node,
                      const struct snapshot_peer *peer, uint8_t family)
{
	char age[FRR_DURATION_MAX];

	view_text(view, "hostname", peer->name);
	view_unsigned(view, "remoteAs", peer->asn);
	view_unsigned(view, "localAs", node->asn);
	view_number(view, "version", BGP_VERSION);
	view_unsigned(view, "msgRcvd", peer->messages_in);
	view_unsigned(view, "msgSent", peer->messages_out);
	view_number(view, "tableVersion", 0);
	view_number(view, "outq", 0);
	view_number(view, "inq", 0);
	view_text(view, "peerUptime",
	          peer->established ? frr_duration(peer->state_age_us, age) : "never");
	view_number(view, "peerUptimeMsec", peer->established ? peer->state_age_us / US_PER_MS : 0);
	view_unsigned(view, "pfxRcd", count_of(peer->received, family));
	view_unsigned(view, "pfxSnt", count_of(peer->sent, family));
	view_text(view, "state", peer->state);
	view_text(view, "peerState", "OK");
	view_text(view, "idType", frr_afi(peer->address.family));
	tell_own_members(view, peer, family);
}

/* A limit counts for one address family: both are shown when there are both. */
static void tell_limit(struct view *view, const uint32_t limit[3])
{
	uint32_t ipv4 = limit[ADDR_IPV4];
	uint32_t ipv6 = limit[ADDR_IPV6];

	view_unless_zero(view, "prefixLimitIpv4", ipv4);
	view_unless_zero(view, "prefixLimitIpv6", ipv6);
	if (ipv4 > 0 && ipv6 > 0)
		view_wordsf(view, "limit", "%" PRIu32 "+%" PRIu32, ipv4, ipv6);
	else if (ipv4 + ipv6 > 0)
		view_wordsf(view, "limit", "%" PRIu32, ipv4 + ipv6);
}

static void tell_trouble(struct view *view, const struct snapshot_peer *peer)
{
	if (peer->last_error != 0)
		view_wordsf(view, "trouble", "%s %s", peer->last_error_sent ? "sent" : "received",
		            bgp_notify_name(peer->last_error));
	else if (peer->last_fault != NULL)
		view_words(view, "trouble", peer->last_fault);
}

static void tell_line(struct view *view, const struct snapshot_node *node,
                      const struct snapshot_peer *peer)
{
	view_row(view);
	view_text(view, "node", node->name);
	view_addr(view, "address", &peer->address);
	tell_peer(view, node, peer, ADDR_NONE);
	tell_limit(view, peer->prefix_limit);
	tell_trouble(view, peer);
	view_close(view);
}

/* The longest turn of the processes that run these nodes. */
static void say_turn(struct view *view, const struct snapshot_node *const *nodes, uint32_t count)
{
	struct snapshot_turn longest = {0};

	for (uint32_t i = 0; i < count; i++)
		if (nodes[i]->turn.wall_us > longest.wall_us)
			longest = nodes[i]->turn;
	if (longest.wall_us > 0)
		view_say(view, "longest turn of the loop: %.1f ms, %.1f ms of it at work\n",
		         (double)longest.wall_us / US_PER_MS, (double)longest.cpu_us / US_PER_MS);
}

static void tell_lines(struct view *view, const struct snapshot_node *const *nodes, uint32_t count)
{
	uint32_t established = 0;
	uint32_t sessions = 0;

	view_list(view, NULL, columns);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t p = 0; p < nodes[i]->peer_count; p++) {
			tell_line(view, nodes[i], &nodes[i]->peers[p]);
			established += nodes[i]->peers[p].established;
			sessions++;
		}
	}
	view_close(view);
	view_say(view, "%s%" PRIu32 " of %" PRIu32 " neighbors established\n",
	         sessions == 0 ? "" : "\n", established, sessions);
	say_turn(view, nodes, count);
}

static bool has_family(const struct snapshot_peer *peer, uint8_t family)
{
	return peer->address.family == family || peer->received[family] > 0 ||
	       peer->sent[family] > 0;
}

static void tell_family(struct view *view, const struct snapshot_node *node, uint8_t family,
                        uint32_t count)
{
	uint32_t failed = 0;

	view_router_id(view, "routerId", node->router_id);
	view_unsigned(view, "as", node->asn);
	view_number(view, "vrfId", 0);
	view_text(view, "vrfName", "default");
	view_number(view, "tableVersion", 0);
	view_unsigned(view, "ribCount", node->prefix_count[family]);
	view_unsigned(view, "peerCount", count);
	view_map(view, "peers", NULL);
	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];
		char address[ADDR_TEXT_MAX];

		if (!has_family(peer, family))
			continue;
		view_entry(view, addr_format(&peer->address, address));
		tell_peer(view, node, peer, family);
		view_close(view);
		failed += !peer->established;
	}
	view_close(view);
	view_unsigned(view, "failedPeers", failed);
	view_unsigned(view, "displayedPeers", count);
	view_unsigned(view, "totalPeers", count);
	view_number(view, "dynamicPeers", 0);
}

void peers_of_node(struct view *view, const struct snapshot_node *node)
{
	static const char *const members[] = {
	    [ADDR_IPV4] = "ipv4Unicast",
	    [ADDR_IPV6] = "ipv6Unicast",
	};

	view_open(view, "hairpin");
	view_unsigned(view, "version", PEERS_VERSION);
	view_text(view, "node", node->name);
	view_text(view, "role", lab_kind_role(node->kind));
	view_unless_zero(view, "longestTurnUs", node->turn.wall_us);
	view_close(view);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		uint32_t count = 0;

		for (uint32_t i = 0; i < node->peer_count; i++)
			count += has_family(&node->peers[i], family);
		if (count == 0)
			continue;
		view_open(view, members[family]);
		tell_family(view, node, family, count);
		view_close(view);
	}
}

void peers_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count)
{
	if (!view_is(view, VIEW_JSON)) {
		tell_lines(view, nodes, count);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		view_open(view, nodes[i]->name);
		peers_of_node(view, nodes[i]);
		view_close(view);
	}
}
