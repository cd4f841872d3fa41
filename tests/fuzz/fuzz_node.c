/*
 * Any bytes as the bodies of UPDATEs, carried through a whole speaker: decoder, policy, tables, and
 * out again to another peer. What the decoder hands on the tables hold, no more and no less, and
 * what they tell the other peer is well-formed.
 *
 * Input: a byte of options, then UPDATE bodies, each behind its length in two octets.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "node/node.h"

enum option {
	OPTION_INTERNAL = 1,
	OPTION_AS2 = 2,
	OPTION_NO_IPV6 = 4,
	OPTION_NO_IPV4 = 8,
};

enum { TALKER, LISTENER, PEERS };

enum { LOCAL_AS = 65001, TALKER_AS = 65002, LISTENER_AS = 65003 };

/* A speaker between the two peers; `talks` until the talker's session ends. */
struct world {
	struct rib_pools pools;
	struct node_peer_conf peers[PEERS];
	struct node_route_conf own;
	struct node_conf conf;
	struct node *node;
	struct node_effects effects;
	struct bgp_codec codec; /* of the talker's session */
	bool talks;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t message[BGP_MESSAGE_MAX_EXTENDED];
static uint8_t scratch_bytes[4 * BGP_MESSAGE_MAX_EXTENDED];

static struct node_peer_conf peer_conf(unsigned index, uint8_t options)
{
	uint32_t peer_as = index == LISTENER ? LISTENER_AS : TALKER_AS;
	bool families[3] = {[ADDR_IPV4] = true, [ADDR_IPV6] = true};

	if (index == TALKER && options & OPTION_INTERNAL)
		peer_as = LOCAL_AS;
	if (index == TALKER && options & OPTION_NO_IPV6)
		families[ADDR_IPV6] = false;
	else if (index == TALKER && options & OPTION_NO_IPV4)
		families[ADDR_IPV4] = false;
	return (struct node_peer_conf){
	    .name = index == TALKER ? "talker" : "listener",
	    .session = {.local_as = LOCAL_AS,
	                .peer_as = peer_as,
	                .router_id = 1,
	                .hold_time_s = 90,
	                .connect_retry_s = 120,
	                .idle_hold_s = 5,
	                .passive = true,
	                .capabilities = {.families = {[ADDR_IPV4] = families[ADDR_IPV4],
	                                              [ADDR_IPV6] = families[ADDR_IPV6]},
	                                 .extended_message = true,
	                                 .as4 = index == LISTENER || !(options & OPTION_AS2)}},
	    .rib = {.local_as = LOCAL_AS,
	            .peer_as = peer_as,
	            .router_id = 1,
	            .peer_address = addr_v4(0xc0000202 + index),
	            .next_hop = {[ADDR_IPV4] = addr_v4(0xc0000201),
	                         [ADDR_IPV6] = {.family = ADDR_IPV6, .bytes = {0xfd, [15] = 1}}},
	            .families =
	                {[ADDR_IPV4] = families[ADDR_IPV4], [ADDR_IPV6] = families[ADDR_IPV6]}},
	};
}

static void act(struct world *world)
{
	for (size_t i = 0; i < world->effects.count; i++) {
		const struct node_effect *effect = &world->effects.items[i];

		if (effect->kind == NODE_CLOSE && effect->peer == TALKER)
			world->talks = false;
	}
	world->effects.count = 0;
}

static void feed(struct world *world, enum node_event_kind kind, uint32_t peer, struct span bytes)
{
	struct node_event event = {
	    .kind = kind, .peer = peer, .conn = NODE_CONN_IN, .bytes = bytes};

	node_step(world->node, INSTANT_START, &event, &world->effects);
	act(world);
	node_check(world->node);
}

static void establish(struct world *world, uint32_t peer)
{
	const struct bgp_session_conf *ours = &world->peers[peer].session;
	uint8_t room[128];
	struct writer out = writer_of(room, sizeof(room));
	struct bgp_open open = {
	    .asn = ours->peer_as,
	    .router_id = 2 + peer,
	    .hold_time_s = 90,
	    .capabilities = ours->capabilities,
	};

	bgp_open_encode(&out, &open);
	bgp_keepalive_encode(&out);
	feed(world, NODE_EV_ACCEPTED, peer, (struct span){NULL, 0});
	feed(world, NODE_EV_BYTES, peer, writer_written(&out));
	CHECK(bgp_session_state(node_session(world->node, peer)) == BGP_ESTABLISHED);
}

/* The speaker has a route of its own, so that others come second, and go. */
static void world_init(struct world *world, uint8_t options)
{
	*world = (struct world){.talks = true};
	world->pools.prefixes = prefix_table_new();
	world->pools.attrs = attr_pool_new();
	for (unsigned i = 0; i < PEERS; i++)
		world->peers[i] = peer_conf(i, options);
	world->own.prefix.addr.family = ADDR_IPV4;
	world->own.attrs.present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH);
	world->conf = (struct node_conf){
	    .name = "node",
	    .asn = LOCAL_AS,
	    .router_id = 1,
	    .peers = world->peers,
	    .peer_count = PEERS,
	    .routes = &world->own,
	    .route_count = 1,
	};
	world->node = node_new(&world->conf, world->pools, 1);
	feed(world, NODE_EV_START, 0, (struct span){NULL, 0});
	for (uint32_t i = 0; i < PEERS; i++)
		establish(world, i);
	world->codec = *bgp_session_codec(node_session(world->node, TALKER));
}

static void world_done(struct world *world)
{
	node_free(world->node);
	node_effects_done(&world->effects);
	prefix_table_free(world->pools.prefixes);
	attr_pool_free(world->pools.attrs);
}

/* Does the talker's Adj-RIB-In hold this prefix? */
static bool holds(const struct world *world, const struct prefix *prefix)
{
	prefix_id id = prefix_table_find(world->pools.prefixes, prefix);
	struct rib_row_view row;

	if (id == PREFIX_NONE || !rib_look(node_rib(world->node), id, &row))
		return false;
	for (uint32_t i = 0; i < row.count; i++) {
		if (row.paths[i].peer == TALKER)
			return true;
	}
	return false;
}

static void check_held(const struct world *world, const struct bgp_nlri_list *list, bool held)
{
	for (unsigned i = 0; i < list->count; i++) {
		struct bgp_nlri nlri = list->items[i];
		struct prefix prefix;

		while (bgp_nlri_next(&nlri, &prefix))
			CHECK(holds(world, &prefix) == held);
	}
}

static void check_tables(const struct world *world)
{
	const struct rib *rib = node_rib(world->node);
	uint32_t received[3] = {0};

	for (prefix_id id = prefix_table_first(world->pools.prefixes); id != PREFIX_NONE;
	     id = prefix_table_next(world->pools.prefixes, id)) {
		const struct prefix *prefix = prefix_table_get(world->pools.prefixes, id);

		CHECK(prefix->length <= addr_bits(prefix->addr.family));
		received[prefix->addr.family] += holds(world, prefix);
	}
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		CHECK(rib_received(rib, TALKER, family) == received[family]);
}

/* One message that the listener is told. */
static void check_told(struct reader *stream, const struct bgp_codec *codec)
{
	struct writer scratch = writer_of(scratch_bytes, sizeof(scratch_bytes));
	struct span header = {stream->at, BGP_HEADER_SIZE};
	struct bgp_update update;
	uint16_t body_size;
	uint8_t type;

	CHECK(reader_bytes(stream, BGP_HEADER_SIZE) != NULL);
	CHECK(bgp_header_decode(header, UINT16_MAX, &type, &body_size).code == 0);

	struct span body = {reader_bytes(stream, body_size), body_size};

	CHECK(!stream->failed);
	if (type != BGP_UPDATE)
		return;
	bgp_update_decode(body, codec, &scratch, &update);
	CHECK(update.judgement.verdict == BGP_ACCEPT);
}

static void listen(struct world *world)
{
	static uint8_t room[BGP_MESSAGE_MAX_EXTENDED];
	const struct bgp_codec *codec = bgp_session_codec(node_session(world->node, LISTENER));
	size_t size;

	while ((size = node_pull(world->node, INSTANT_START, LISTENER, NODE_CONN_IN, room,
	                         sizeof(room))) > 0) {
		struct reader stream = reader_of(room, size);

		while (stream.left > 0)
			check_told(&stream, codec);
	}
}

/* The same body to the decoder alone and to the node: both must agree. */
static void carry(struct world *world, struct span body)
{
	struct writer out = writer_of(message, sizeof(message));
	struct writer scratch = writer_of(scratch_bytes, sizeof(scratch_bytes));
	struct bgp_update update;

	for (unsigned i = 0; i < BGP_MARKER_SIZE; i++)
		writer_u8(&out, 0xff);
	writer_u16(&out, (uint16_t)(BGP_HEADER_SIZE + body.size));
	writer_u8(&out, BGP_UPDATE);
	writer_span(&out, body);
	feed(world, NODE_EV_BYTES, TALKER, writer_written(&out));

	bgp_update_decode(body, &world->codec, &scratch, &update);
	CHECK(world->talks == (update.judgement.verdict != BGP_RESET_SESSION));
	if (update.judgement.verdict <= BGP_DISCARD_ATTR)
		check_held(world, &update.announced, true);
	else
		check_held(world, &update.announced, false);
	if (update.announced.count == 0)
		check_held(world, &update.withdrawn, false);
	check_tables(world);
	listen(world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader input = reader_of(data, size);
	struct world world;

	world_init(&world, reader_u8(&input));
	while (world.talks && input.left > 2) {
		size_t length = reader_u16(&input);

		if (length > input.left)
			length = input.left;
		if (length < 4 || length > BGP_MESSAGE_MAX_EXTENDED - BGP_HEADER_SIZE)
			break; /* judged by its header */
		carry(&world, (struct span){reader_bytes(&input, length), length});
	}
	feed(&world, NODE_EV_CLOSED, TALKER, (struct span){NULL, 0});
	check_tables(&world);
	CHECK(rib_path_count(node_rib(world.node)) == 1);
	listen(&world);
	world_done(&world);
	return 0;
}
