/*
 * Any bytes at all from the peer, cut at any places. The same bytes go to one session whole and to
 * another in pieces, and both must end alike.
 *
 * Input: a byte of options, a byte that seeds the cuts, then the stream.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "bgp/session.h"

enum option {
	OPTION_ESTABLISHED = 1, /* otherwise the stream begins with the peer's OPEN */
	OPTION_AS2 = 2,
	OPTION_PLAIN_SIZE = 4,
	OPTION_INTERNAL = 8,
	PIECE_MAX = 40,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bgp_session_conf conf_of(uint8_t options)
{
	return (struct bgp_session_conf){
	    .local_as = 65001,
	    .peer_as = options & OPTION_INTERNAL ? 65001 : 65002,
	    .router_id = 0x0a000001,
	    .hold_time_s = 90,
	    .connect_retry_s = 120,
	    .idle_hold_s = 5,
	    .passive = true,
	    .capabilities = {.families = {[ADDR_IPV4] = true, [ADDR_IPV6] = true},
	                     .route_refresh = true,
	                     .extended_message = !(options & OPTION_PLAIN_SIZE),
	                     .as4 = !(options & OPTION_AS2)},
	};
}

static void walk(const struct bgp_nlri_list *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		struct bgp_nlri nlri = list->items[i];
		struct prefix prefix;

		while (bgp_nlri_next(&nlri, &prefix))
			CHECK(prefix.length <= addr_bits(nlri.family));
	}
}

static void use_update(const struct bgp_update *update)
{
	const char *reason = update->judgement.reason;

	CHECK(update->judgement.verdict != BGP_RESET_SESSION);
	/* The session's scratch space suffices whatever the peer sends. */
	CHECK(reason == NULL || strncmp(reason, "no room", 7) != 0);
	walk(&update->withdrawn);
	walk(&update->announced);
}

/* From a block of its own, so that a read behind its end is seen. */
static void receive(struct bgp_session *session, const uint8_t *bytes, size_t size)
{
	uint8_t *block = malloc(size > 0 ? size : 1);
	CHECK(block != NULL);
	if (size > 0)
		memcpy(block, bytes, size);
	struct reader reader = reader_of(block, size);

	for (;;) {
		enum bgp_received received = bgp_session_receive(session, INSTANT_START, &reader);
		if (received == BGP_RECEIVED_NOTHING)
			break;
		if (received == BGP_RECEIVED_UPDATE)
			use_update(bgp_session_update(session));
	}
	CHECK(reader.left == 0);
	free(block);
}

static struct bgp_session *begin(const struct bgp_session_conf *conf, bool established)
{
	struct bgp_session *session = bgp_session_new(conf, 1);
	uint8_t room[128];
	struct writer out = writer_of(room, sizeof(room));
	struct bgp_open open = {
	    .asn = conf->peer_as,
	    .router_id = 0x0a000002,
	    .hold_time_s = 90,
	    .capabilities = conf->capabilities,
	};

	bgp_session_step(session, INSTANT_START, BGP_EV_START);
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
	if (established) {
		bgp_open_encode(&out, &open);
		bgp_keepalive_encode(&out);
		receive(session, room, out.used);
		CHECK(bgp_session_state(session) == BGP_ESTABLISHED);
	}
	return session;
}

static void compare(struct bgp_session *a, struct bgp_session *b)
{
	struct span output[2] = {bgp_session_output(a), bgp_session_output(b)};

	CHECK(bgp_session_state(a) == bgp_session_state(b));
	CHECK(bgp_session_wants(a) == bgp_session_wants(b));
	CHECK(bgp_session_stats(a)->messages_in == bgp_session_stats(b)->messages_in);
	CHECK(bgp_session_stats(a)->updates_in == bgp_session_stats(b)->updates_in);
	CHECK(bgp_session_last_fault(a) == bgp_session_last_fault(b));
	CHECK(output[0].size == output[1].size);
	CHECK(memcmp(output[0].at, output[1].at, output[0].size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct bgp_session_conf conf = conf_of(data[0]);
	struct bgp_session *whole = begin(&conf, data[0] & OPTION_ESTABLISHED);
	struct bgp_session *cut = begin(&conf, data[0] & OPTION_ESTABLISHED);
	struct rng rng = rng_of(data[1]);

	receive(whole, data + 2, size - 2);
	for (size_t at = 2; at < size;) {
		size_t piece = 1 + rng_below(&rng, PIECE_MAX);
		if (piece > size - at)
			piece = size - at;
		receive(cut, data + at, piece);
		at += piece;
	}
	compare(whole, cut);
	bgp_session_free(whole);
	bgp_session_free(cut);
	return 0;
}
