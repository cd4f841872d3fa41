/* Sessions under a clock of the test's own: the table of the state machine cell by cell, timers,
 * faults, and two sessions that talk to each other in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/fsm.h"
#include "bgp/session.h"

#define BYTES(...)                                                                     \
	{                                                                              \
		(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}) \
	}
#define SECONDS(count) ((count)*US_PER_S)

static const struct bgp_session_conf ours = {
    .local_as = 65001,
    .peer_as = 65002,
    .router_id = 0x0a000001,
    .hold_time_s = 180,
    .connect_retry_s = 120,
    .idle_hold_s = 5,
    .capabilities =
	{
	    .families = {[ADDR_IPV4] = true, [ADDR_IPV6] = true},
	    .route_refresh = true,
	    .extended_message = true,
	    .as4 = true,
	},
};

static const struct bgp_open peer_open = {
    .asn = 65002,
    .router_id = 0x0a000002,
    .hold_time_s = 90,
    .capabilities =
	{
	    .families = {[ADDR_IPV4] = true, [ADDR_IPV6] = true},
	    .route_refresh = true,
	    .extended_message = true,
	    .as4 = true,
	},
};

/* ORIGIN IGP, AS_PATH 65002, NEXT_HOP 10.0.0.2, prefix 10.2.0.0/16. */
static const uint8_t good_update[] = {
    0, 0,    0,    20,   0x40, 1, 1,  0, 0x40, 2, 6,  2,  1, 0,
    0, 0xfd, 0xea, 0x40, 3,    4, 10, 0, 0,    2, 16, 10, 2,
};

/* A stream of messages under construction. */
struct stream {
	uint8_t bytes[16384];
	struct writer out;
};

static void stream_start(struct stream *stream)
{
	stream->out = writer_of(stream->bytes, sizeof(stream->bytes));
}

static void put_message(struct writer *out, uint8_t type, const void *body, size_t size)
{
	for (size_t i = 0; i < BGP_MARKER_SIZE; i++)
		writer_u8(out, 0xff);
	writer_u16(out, (uint16_t)(BGP_HEADER_SIZE + size));
	writer_u8(out, type);
	writer_bytes(out, body, size);
	assert_false(out->failed);
}

static enum bgp_received feed(struct bgp_session *session, struct instant now, struct span bytes)
{
	struct reader reader = reader_of_span(bytes);
	enum bgp_received last = BGP_RECEIVED_NOTHING;

	for (;;) {
		enum bgp_received received = bgp_session_receive(session, now, &reader);
		if (received == BGP_RECEIVED_NOTHING)
			break;
		last = received;
		/* What is lent out ends with the next call. */
		if (received == BGP_RECEIVED_UPDATE && reader.left == 0)
			break;
	}
	assert_int_equal(reader.left, 0);
	return last;
}

static enum bgp_received feed_message(struct bgp_session *session, struct instant now, uint8_t type,
                                      const void *body, size_t size)
{
	struct stream stream;

	stream_start(&stream);
	put_message(&stream.out, type, body, size);
	return feed(session, now, writer_written(&stream.out));
}

static enum bgp_received feed_open(struct bgp_session *session, struct instant now,
                                   const struct bgp_open *open)
{
	struct stream stream;

	stream_start(&stream);
	bgp_open_encode(&stream.out, open);
	return feed(session, now, writer_written(&stream.out));
}

static enum bgp_received feed_keepalive(struct bgp_session *session, struct instant now)
{
	return feed_message(session, now, BGP_KEEPALIVE, NULL, 0);
}

static void drain(struct bgp_session *session)
{
	bgp_session_sent(session, bgp_session_output(session).size);
}

/* Brings a session of `conf` into `state` the way that a session gets there. */
static struct bgp_session *session_in(enum bgp_state state, const struct bgp_session_conf *conf)
{
	struct bgp_session *session = bgp_session_new(conf, 1);
	struct instant now = INSTANT_START;

	if (state != BGP_IDLE)
		bgp_session_step(session, now, BGP_EV_START);
	if (state == BGP_ACTIVE)
		bgp_session_step(session, now, BGP_EV_TCP_FAILED);
	if (state >= BGP_OPEN_SENT)
		bgp_session_step(session, now, BGP_EV_TCP_UP);
	if (state >= BGP_OPEN_CONFIRM)
		assert_int_equal(feed_open(session, now, &peer_open), BGP_RECEIVED_OPEN);
	if (state == BGP_ESTABLISHED)
		feed_keepalive(session, now);
	assert_int_equal(bgp_session_state(session), state);
	drain(session);
	(void)bgp_session_wants(session);
	return session;
}

/* The NOTIFICATION in the output, which must be its last message; code 0 when there is none. */
static struct bgp_notify notify_in(struct span output)
{
	while (output.size > 0) {
		uint8_t type;
		uint16_t size;
		struct bgp_notify wrong =
		    bgp_header_decode(output, BGP_MESSAGE_MAX_EXTENDED, &type, &size);
		assert_int_equal(wrong.code, 0);
		struct span body = {output.at + BGP_HEADER_SIZE, size};
		output.at += BGP_HEADER_SIZE + size;
		output.size -= BGP_HEADER_SIZE + size;
		if (type != BGP_NOTIFICATION)
			continue;
		assert_int_equal(output.size, 0);
		return bgp_notify_decode(body);
	}
	return bgp_notify_of(0);
}

static unsigned count_messages(struct span output, uint8_t wanted)
{
	unsigned count = 0;

	while (output.size > 0) {
		uint8_t type;
		uint16_t size;
		assert_int_equal(bgp_header_decode(output, BGP_MESSAGE_MAX, &type, &size).code, 0);
		count += type == wanted;
		output.at += BGP_HEADER_SIZE + size;
		output.size -= BGP_HEADER_SIZE + size;
	}
	return count;
}

/* Every cell. A letter is the state that follows: I, C(onnect), A(ctive), S (OpenSent),
 * F (OpenConfirm), E(stablished); x is an FSM error, which in Idle is nothing at all. */
static const enum bgp_event columns[] = {
    BGP_EV_START,           BGP_EV_STOP,         BGP_EV_TCP_UP,     BGP_EV_TCP_FAILED,
    BGP_EV_TCP_CLOSED,      BGP_EV_RETRY_TIMER,  BGP_EV_HOLD_TIMER, BGP_EV_KEEPALIVE_TIMER,
    BGP_EV_SEND_HOLD_TIMER, BGP_EV_OPEN,         BGP_EV_KEEPALIVE,  BGP_EV_UPDATE,
    BGP_EV_REFRESH,         BGP_EV_NOTIFICATION, BGP_EV_FAULT,
};

/* clang-format off */
static const char *const cells[BGP_STATE_COUNT] = {
	[BGP_IDLE]         = "CIIIICxxxxxxxxx",
	[BGP_CONNECT]      = "CISAACxxxxxxxxx",
	[BGP_ACTIVE]       = "AISAACxxxxxxxxx",
	[BGP_OPEN_SENT]    = "SIxAAxIxxFxxxII",
	[BGP_OPEN_CONFIRM] = "FIxIIxIFIxExxII",
	[BGP_ESTABLISHED]  = "EIxIIxIEIxEEEII",
};
/* clang-format on */

static const uint16_t fsm_error_codes[BGP_STATE_COUNT] = {
    [BGP_OPEN_SENT] = 0x0501,
    [BGP_OPEN_CONFIRM] = 0x0502,
    [BGP_ESTABLISHED] = 0x0503,
};

static uint16_t expected_code(enum bgp_state state, enum bgp_event event, char cell)
{
	if (state < BGP_OPEN_SENT)
		return 0;
	if (cell == 'x')
		return fsm_error_codes[state];
	if (event == BGP_EV_STOP)
		return 0x0602;
	if (event == BGP_EV_HOLD_TIMER)
		return 0x0400;
	if (event == BGP_EV_SEND_HOLD_TIMER)
		return 0x0800;
	return event == BGP_EV_FAULT ? 0x0301 : 0;
}

static void check_cell(enum bgp_state state, enum bgp_event event, char cell)
{
	static const char letters[] = "ICASFE";
	struct bgp_notify notify = bgp_notify_of(0x0301);
	struct bgp_input input = {
	    .event = event, .now = {SECONDS(1)}, .open = &peer_open, .notify = &notify};
	struct bgp_session *session = session_in(state, &ours);
	enum bgp_state want =
	    cell == 'x' ? BGP_IDLE : (enum bgp_state)(strchr(letters, cell) - letters);
	uint16_t code = expected_code(state, event, cell);

	bgp_fsm_run(session, &input);

	if (bgp_session_state(session) != want)
		fail_msg("%s, event %d: went to %s", bgp_state_name(state), (int)event,
		         bgp_state_name(bgp_session_state(session)));
	struct bgp_notify sent = notify_in(bgp_session_output(session));
	if (sent.code != code)
		fail_msg("%s, event %d: sent %04x, want %04x", bgp_state_name(state), (int)event,
		         sent.code, code);
	assert_int_equal(bgp_fsm_takes(state, event), cell != 'x');

	unsigned wants = bgp_session_wants(session);
	bool up = state != BGP_ESTABLISHED && want == BGP_ESTABLISHED;
	bool down = state == BGP_ESTABLISHED && want != BGP_ESTABLISHED;
	assert_int_equal((wants & BGP_WANT_UP) != 0, up);
	assert_int_equal((wants & BGP_WANT_DOWN) != 0, down);
	if (code != 0)
		assert_true(wants & BGP_WANT_CLOSE);
	if (want == BGP_CONNECT && event != BGP_EV_START)
		assert_true(wants & BGP_WANT_CONNECT);
	bgp_session_free(session);
}

static void every_cell_of_the_table_is_as_the_rfc_says(void **state)
{
	(void)state;
	assert_int_equal(COUNT_OF(columns), BGP_EVENT_COUNT - 1);
	for (unsigned row = 0; row < BGP_STATE_COUNT; row++)
		for (size_t i = 0; i < COUNT_OF(columns); i++)
			check_cell((enum bgp_state)row, columns[i], cells[row][i]);
}

static void start_connects_unless_passive(void **state)
{
	(void)state;
	struct bgp_session_conf passive = ours;
	passive.passive = true;
	struct bgp_session *session = bgp_session_new(&ours, 1);

	assert_int_equal(bgp_session_deadline(session).us, INSTANT_NEVER.us);
	bgp_session_step(session, INSTANT_START, BGP_EV_START);
	assert_int_equal(bgp_session_state(session), BGP_CONNECT);
	assert_int_equal(bgp_session_wants(session), BGP_WANT_CONNECT);
	assert_int_equal(bgp_session_wants(session), 0);
	bgp_session_free(session);

	session = bgp_session_new(&passive, 1);
	bgp_session_step(session, INSTANT_START, BGP_EV_START);
	assert_int_equal(bgp_session_state(session), BGP_ACTIVE);
	assert_int_equal(bgp_session_wants(session), 0);
	assert_int_equal(bgp_session_deadline(session).us, INSTANT_NEVER.us);
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
	assert_int_equal(bgp_session_state(session), BGP_OPEN_SENT);
	assert_int_equal(count_messages(bgp_session_output(session), BGP_OPEN), 1);
	bgp_session_free(session);
}

static void a_failed_connect_is_tried_again_with_jitter(void **state)
{
	(void)state;
	int64_t shortest = INT64_MAX;
	int64_t longest = 0;

	for (uint64_t seed = 0; seed < 200; seed++) {
		struct bgp_session *session = bgp_session_new(&ours, seed);
		struct instant now = {SECONDS(1)};

		bgp_session_step(session, INSTANT_START, BGP_EV_START);
		bgp_session_step(session, now, BGP_EV_TCP_FAILED);
		assert_int_equal(bgp_session_state(session), BGP_ACTIVE);
		int64_t pause = bgp_session_deadline(session).us - now.us;
		(void)bgp_session_wants(session);
		bgp_session_step(session, instant_after(now, pause - 1), BGP_EV_DEADLINE);
		assert_int_equal(bgp_session_state(session), BGP_ACTIVE);
		bgp_session_step(session, instant_after(now, pause), BGP_EV_DEADLINE);
		assert_int_equal(bgp_session_state(session), BGP_CONNECT);
		assert_int_equal(bgp_session_wants(session), BGP_WANT_CONNECT);
		shortest = pause < shortest ? pause : shortest;
		longest = pause > longest ? pause : longest;
		bgp_session_free(session);
	}
	assert_in_range(shortest, SECONDS(90), SECONDS(92));
	assert_in_range(longest, SECONDS(118), SECONDS(120));
}

static void a_connect_that_takes_too_long_is_dropped_and_begun_again(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_CONNECT, &ours);

	bgp_session_step(session, bgp_session_deadline(session), BGP_EV_DEADLINE);
	assert_int_equal(bgp_session_state(session), BGP_CONNECT);
	assert_int_equal(bgp_session_wants(session), BGP_WANT_CLOSE | BGP_WANT_CONNECT);
	assert_true(bgp_session_deadline(session).us != INSTANT_NEVER.us);
	bgp_session_free(session);
}

static void the_same_seed_gives_the_same_times(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct bgp_session *a = bgp_session_new(&ours, seed);
		struct bgp_session *b = bgp_session_new(&ours, seed);
		bgp_session_step(a, INSTANT_START, BGP_EV_START);
		bgp_session_step(b, INSTANT_START, BGP_EV_START);
		assert_int_equal(bgp_session_deadline(a).us, bgp_session_deadline(b).us);
		bgp_session_free(a);
		bgp_session_free(b);
	}
}

static void open_sent_waits_four_minutes_for_the_open(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &ours);

	assert_int_equal(bgp_session_deadline(session).us, SECONDS(240));
	bgp_session_step(session, (struct instant){SECONDS(240)}, BGP_EV_DEADLINE);
	assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0400);
	assert_int_equal(bgp_session_state(session), BGP_IDLE);
	bgp_session_free(session);
}

/* Runs `session` up to `end` with a peer that is alive; gives the number of keepalives, after a
 * look at the time between them. */
static unsigned run_keepalives(struct bgp_session *session, struct instant end, int64_t shortest,
                               int64_t longest)
{
	struct instant last = INSTANT_START;
	unsigned count = 0;

	for (;;) {
		struct instant due = bgp_session_deadline(session);
		if (instant_before(end, due))
			return count;
		bgp_session_step(session, due, BGP_EV_DEADLINE);
		assert_int_equal(count_messages(bgp_session_output(session), BGP_KEEPALIVE), 1);
		assert_in_range(due.us - last.us, shortest, longest);
		last = due;
		count++;
		drain(session);
		feed_keepalive(session, due);
	}
}

static void keepalives_come_every_third_of_the_hold_time_less_jitter(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	assert_int_equal(bgp_session_hold_time_s(session), 90);
	unsigned count =
	    run_keepalives(session, (struct instant){SECONDS(6000)}, SECONDS(90) / 4, SECONDS(30));
	assert_in_range(count, 220, 240);
	bgp_session_free(session);
}

static void keepalives_are_never_closer_than_a_second(void **state)
{
	(void)state;
	struct bgp_session_conf hasty = ours;
	hasty.hold_time_s = 3;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &hasty);

	assert_int_equal(bgp_session_hold_time_s(session), 3);
	assert_int_equal(
	    run_keepalives(session, (struct instant){SECONDS(10)}, SECONDS(1), SECONDS(1)), 10);
	bgp_session_free(session);
}

static void a_hold_time_of_zero_on_either_side_stops_the_clocks(void **state)
{
	(void)state;
	struct bgp_session_conf patient = ours;
	struct bgp_open open = peer_open;

	for (unsigned i = 0; i < 2; i++) {
		patient.hold_time_s = i == 0 ? 0 : 180;
		open.hold_time_s = i == 0 ? 90 : 0;
		struct bgp_session *session = session_in(BGP_OPEN_SENT, &patient);
		feed_open(session, INSTANT_START, &open);
		assert_int_equal(bgp_session_deadline(session).us, INSTANT_NEVER.us);
		feed_keepalive(session, INSTANT_START);
		assert_int_equal(bgp_session_state(session), BGP_ESTABLISHED);
		assert_int_equal(bgp_session_hold_time_s(session), 0);
		assert_int_equal(bgp_session_deadline(session).us, INSTANT_NEVER.us);
		bgp_session_free(session);
	}
}

static void a_silent_peer_is_given_up_after_the_hold_time(void **state)
{
	(void)state;
	static const enum bgp_state states[] = {BGP_OPEN_CONFIRM, BGP_ESTABLISHED};

	for (size_t i = 0; i < COUNT_OF(states); i++) {
		struct bgp_session *session = session_in(states[i], &ours);
		struct instant last_moment = {SECONDS(90) - 1};

		bgp_session_step(session, last_moment, BGP_EV_DEADLINE);
		assert_int_equal(bgp_session_state(session), states[i]);
		(void)bgp_session_wants(session);
		bgp_session_step(session, (struct instant){SECONDS(90)}, BGP_EV_DEADLINE);
		assert_int_equal(bgp_session_state(session), BGP_IDLE);
		assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0400);
		unsigned down = states[i] == BGP_ESTABLISHED ? BGP_WANT_DOWN : 0;
		assert_int_equal(bgp_session_wants(session), BGP_WANT_CLOSE | down);
		bgp_session_free(session);
	}
}

static void updates_and_keepalives_put_the_hold_timer_off(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	assert_int_equal(session->timers[BGP_TIMER_HOLD].us, SECONDS(90));
	feed_keepalive(session, (struct instant){SECONDS(50)});
	assert_int_equal(session->timers[BGP_TIMER_HOLD].us, SECONDS(140));
	assert_int_equal(feed_message(session, (struct instant){SECONDS(80)}, BGP_UPDATE,
	                              good_update, sizeof(good_update)),
	                 BGP_RECEIVED_UPDATE);
	assert_int_equal(session->timers[BGP_TIMER_HOLD].us, SECONDS(170));
	bgp_session_free(session);
}

static void a_peer_that_reads_nothing_costs_bounded_memory(void **state)
{
	(void)state;
	struct bgp_session_conf quick = ours;
	quick.hold_time_s = 3;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &quick);

	for (unsigned i = 0; i < 450; i++) {
		struct instant now = {SECONDS(1) * i};
		feed_keepalive(session, now);
		bgp_session_step(session, now, BGP_EV_DEADLINE);
	}
	assert_int_equal(bgp_session_state(session), BGP_ESTABLISHED);
	assert_in_range(bgp_session_output(session).size, 4000, 4200);
	bgp_session_free(session);
}

/* The peer says that it is alive, and reads nothing: RFC 9687. */
static void run_deaf_session(struct bgp_session *session, int64_t until_s, int64_t read_at_s)
{
	for (int64_t s = 1; s <= until_s; s++) {
		struct instant now = {SECONDS(s)};

		if (s == read_at_s)
			bgp_session_sent(session, bgp_session_output(session).size);
		if (!instant_before(now, bgp_session_deadline(session)))
			bgp_session_step(session, now, BGP_EV_DEADLINE);
		if (bgp_session_state(session) == BGP_ESTABLISHED && s % 30 == 0)
			feed_keepalive(session, now);
	}
}

static void a_peer_that_does_not_read_runs_into_the_send_hold_timer(void **state)
{
	(void)state;
	/* Nothing has gone out since the first KEEPALIVE, which comes after 22 to 30 seconds; that
	 * shows at the second one, and eight minutes later is the end. */
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	drain(session);
	run_deaf_session(session, 45 + 480 - 1, 0);
	assert_int_equal(bgp_session_state(session), BGP_ESTABLISHED);
	bgp_session_free(session);

	session = session_in(BGP_ESTABLISHED, &ours);
	drain(session);
	run_deaf_session(session, 62 + 480, 0);
	assert_int_equal(bgp_session_last_error(session, NULL)->code, 0x0800);
	assert_true(bgp_session_wants(session) & BGP_WANT_CLOSE);
	bgp_session_free(session);

	session = session_in(BGP_ESTABLISHED, &ours);
	drain(session);
	run_deaf_session(session, 62 + 480, 400);
	assert_int_equal(bgp_session_state(session), BGP_ESTABLISHED);
	bgp_session_free(session);
}

static void pauses_double_up_to_eight_times_until_a_session_comes_up(void **state)
{
	(void)state;
	static const int64_t pauses[] = {1, 5, 10, 20, 40, 40, 40};
	struct bgp_open stranger = peer_open;
	struct bgp_session *session = session_in(BGP_CONNECT, &ours);
	struct instant now = INSTANT_START;

	stranger.asn++;
	for (size_t i = 0; i < COUNT_OF(pauses); i++) {
		bgp_session_step(session, now, BGP_EV_TCP_UP);
		feed_open(session, now, &stranger);
		assert_int_equal(bgp_session_state(session), BGP_IDLE);
		assert_int_equal(bgp_session_deadline(session).us - now.us, SECONDS(pauses[i]));
		now = bgp_session_deadline(session);
		bgp_session_step(session, now, BGP_EV_DEADLINE);
		assert_int_equal(bgp_session_state(session), BGP_CONNECT);
	}
	bgp_session_step(session, now, BGP_EV_TCP_UP);
	feed_open(session, now, &peer_open);
	feed_keepalive(session, now);
	assert_int_equal(bgp_session_state(session), BGP_ESTABLISHED);
	bgp_session_step(session, now, BGP_EV_TCP_CLOSED);
	assert_int_equal(bgp_session_deadline(session).us - now.us, SECONDS(1));
	bgp_session_free(session);
}

/* Else the peer, which has our OPEN, would be Established where we are not. */
static void what_loses_a_collision_sends_no_keepalive(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &ours);

	assert_int_equal(feed_open(session, INSTANT_START, &peer_open), BGP_RECEIVED_OPEN);
	bgp_session_yield(session, INSTANT_START);
	assert_int_equal(bgp_session_state(session), BGP_IDLE);
	assert_int_equal(count_messages(bgp_session_output(session), BGP_KEEPALIVE), 0);
	assert_int_equal(notify_in(bgp_session_output(session)).code, BGP_NOTIFY_CEASE_COLLISION);
	bgp_session_free(session);

	/* An OPEN that has not gone yet still does. */
	session = bgp_session_new(&ours, 1);
	bgp_session_step(session, INSTANT_START, BGP_EV_START);
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
	feed_open(session, INSTANT_START, &peer_open);
	bgp_session_yield(session, INSTANT_START);
	assert_int_equal(count_messages(bgp_session_output(session), BGP_OPEN), 1);
	assert_int_equal(count_messages(bgp_session_output(session), BGP_KEEPALIVE), 0);
	bgp_session_free(session);
}

/* A prefix limit, for example, is passed again as soon as the session is back. */
static void a_session_that_its_owner_ended_pauses_longer(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);
	struct bgp_notify limit = bgp_notify_of(BGP_NOTIFY_CEASE_MAX_PREFIXES);

	bgp_session_end(session, INSTANT_START, &limit);
	assert_int_equal(bgp_session_deadline(session).us, SECONDS(5));
	bgp_session_free(session);
}

static void a_stopped_session_stays_in_idle_until_it_is_started(void **state)
{
	(void)state;
	for (unsigned from = BGP_IDLE; from < BGP_STATE_COUNT; from++) {
		struct bgp_session *session = session_in((enum bgp_state)from, &ours);
		struct instant now = {SECONDS(1)};

		bgp_session_step(session, now, BGP_EV_STOP);
		assert_int_equal(bgp_session_state(session), BGP_IDLE);
		assert_int_equal(bgp_session_deadline(session).us, INSTANT_NEVER.us);
		bool told = from >= BGP_OPEN_SENT;
		assert_int_equal(notify_in(bgp_session_output(session)).code, told ? 0x0602 : 0);
		unsigned wants = bgp_session_wants(session);
		assert_int_equal((wants & BGP_WANT_CLOSE) != 0, told || from == BGP_CONNECT);
		bgp_session_step(session, now, BGP_EV_START);
		assert_int_equal(bgp_session_state(session), BGP_CONNECT);
		bgp_session_free(session);
	}
}

static void stop_ends_the_pause_after_a_fault_for_good(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &ours);
	struct bgp_notify text = bgp_notify_shutdown(0x0602, "moving house");

	bgp_session_end(session, INSTANT_START, &text);
	bgp_session_step(session, INSTANT_START, BGP_EV_STOP);
	assert_int_equal(bgp_session_state(session), BGP_IDLE);
	assert_int_equal(bgp_session_deadline(session).us, INSTANT_NEVER.us);
	struct bgp_notify sent = notify_in(bgp_session_output(session));
	assert_int_equal(sent.code, 0x0602);
	assert_int_equal(sent.data_size, 13);
	assert_int_equal(sent.data[0], 12);
	assert_memory_equal(sent.data + 1, "moving house", 12);
	bgp_session_free(session);
}

static void a_connection_in_idle_is_refused(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &ours);

	bgp_session_step(session, INSTANT_START, BGP_EV_STOP);
	(void)bgp_session_wants(session);
	assert_true(bgp_session_output(session).size > 0);
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
	assert_int_equal(bgp_session_state(session), BGP_IDLE);
	assert_int_equal(bgp_session_wants(session), BGP_WANT_CLOSE);
	assert_int_equal(bgp_session_output(session).size, 0);
	bgp_session_free(session);
}

static void the_last_words_stay_until_they_are_sent_or_a_connection_comes(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	bgp_session_step(session, INSTANT_START, BGP_EV_STOP);
	struct span output = bgp_session_output(session);
	assert_int_equal(output.size, 21);
	bgp_session_sent(session, 18);
	output = bgp_session_output(session);
	assert_int_equal(output.size, 3);
	assert_memory_equal(output.at, "\x03\x06\x02", 3);

	bgp_session_step(session, INSTANT_START, BGP_EV_START);
	assert_int_equal(bgp_session_output(session).size, 3);
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
	assert_int_equal(count_messages(bgp_session_output(session), BGP_OPEN), 1);
	bgp_session_free(session);
}

/* What a row changes in our configuration and in the peer's OPEN. */
static const struct open_row {
	const char *name;
	uint32_t local_as;
	uint32_t peer_as;
	uint32_t asn;
	uint32_t router_id;
	uint16_t hold_time_s;
	bool as4;
	bool ours_ipv6_only;
	bool theirs_ipv6_only;
	uint16_t code;
	struct span data;
} open_rows[] = {
    {"as expected", 65001, 65002, 65002, 2, 90, true, false, false, 0, {0}},
    {"another AS", 65001, 65002, 65003, 2, 90, true, false, false, 0x0202, {0}},
    {"another AS in two octets", 65001, 65002, 65003, 2, 90, false, false, false, 0x0202, {0}},
    {"two octets", 65001, 65002, 65002, 2, 90, false, false, false, 0, {0}},
    {"four octets", 65001, 4200000000, 4200000000, 2, 90, true, false, false, 0, {0}},
    {"four octets said in two", 65001, 4200000000, 4200000000, 2, 90, false, false, false, 0, {0}},
    {"AS_TRANS for a small AS", 65001, 65002, 4200000000, 2, 90, false, false, false, 0x0202, {0}},
    {"AS_TRANS in four octets", 65001, 4200000000, 23456, 2, 90, true, false, false, 0x0202, {0}},
    {"no router id", 65001, 65002, 65002, 0, 90, true, false, false, 0x0203, {0}},
    {"our router id, eBGP", 65001, 65002, 65002, 0x0a000001, 90, true, false, false, 0, {0}},
    {"our router id, iBGP", 65001, 65001, 65001, 0x0a000001, 90, true, false, false, 0x0203, {0}},
    {"iBGP", 65001, 65001, 65001, 2, 90, true, false, false, 0, {0}},
    {"hold time 0", 65001, 65002, 65002, 2, 0, true, false, false, 0, {0}},
    {"hold time 1", 65001, 65002, 65002, 2, 1, true, false, false, 0x0206, {0}},
    {"hold time 2", 65001, 65002, 65002, 2, 2, true, false, false, 0x0206, {0}},
    {"hold time 3", 65001, 65002, 65002, 2, 3, true, false, false, 0, {0}},
    {"IPv6 at both ends", 65001, 65002, 65002, 2, 90, true, true, true, 0, {0}},
    {"we want IPv6", 65001, 65002, 65002, 2, 90, true, true, false, 0x0207,
     BYTES(1, 4, 0, 2, 0, 1)},
    {"they want IPv6", 65001, 65002, 65002, 2, 90, true, false, true, 0x0207,
     BYTES(1, 4, 0, 1, 0, 1)},
};

/* IPv4 only is said by saying nothing. */
static void choose_family(struct bgp_capabilities *capabilities, bool ipv6_only)
{
	capabilities->families[ADDR_IPV4] = false;
	capabilities->families[ADDR_IPV6] = ipv6_only;
}

static void check_open(const struct open_row *row)
{
	struct bgp_session_conf conf = ours;
	struct bgp_open open = peer_open;

	conf.local_as = row->local_as;
	conf.peer_as = row->peer_as;
	choose_family(&conf.capabilities, row->ours_ipv6_only);
	open.asn = row->asn;
	open.router_id = row->router_id;
	open.hold_time_s = row->hold_time_s;
	open.capabilities.as4 = row->as4;
	choose_family(&open.capabilities, row->theirs_ipv6_only);
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &conf);

	enum bgp_received received = feed_open(session, INSTANT_START, &open);

	bool good = row->code == 0;
	struct bgp_notify sent = notify_in(bgp_session_output(session));
	if (sent.code != row->code)
		fail_msg("%s: sent %04x, want %04x", row->name, sent.code, row->code);
	assert_int_equal(received, good ? BGP_RECEIVED_OPEN : BGP_RECEIVED_QUIET);
	assert_int_equal(bgp_session_state(session), good ? BGP_OPEN_CONFIRM : BGP_IDLE);
	assert_int_equal(sent.data_size, row->data.size);
	if (row->data.size > 0)
		assert_memory_equal(sent.data, row->data.at, row->data.size);
	if (good) {
		const struct bgp_codec *codec = bgp_session_codec(session);
		assert_int_equal(codec->attrs.external, row->local_as != row->peer_as);
		assert_int_equal(codec->attrs.as4, row->as4);
		assert_int_equal(codec->families[ADDR_IPV6], row->ours_ipv6_only);
		assert_int_equal(codec->families[ADDR_IPV4], !row->ours_ipv6_only);
		assert_int_equal(bgp_session_peer_open(session)->router_id, row->router_id);
	}
	bgp_session_free(session);
}

static void an_open_is_accepted_or_earns_its_notification(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(open_rows); i++)
		check_open(&open_rows[i]);
}

static void capabilities_hold_only_when_both_have_them(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 32; bits++) {
		struct bgp_session_conf conf = ours;
		struct bgp_open open = peer_open;
		conf.as_sets = bits & 16; /* not negotiated, but ours to say */
		conf.capabilities.as4 = bits & 1;
		open.capabilities.as4 = bits & 2;
		conf.capabilities.extended_message = bits & 4;
		open.capabilities.extended_message = bits & 8;
		struct bgp_session *session = session_in(BGP_OPEN_SENT, &conf);

		feed_open(session, INSTANT_START, &open);
		const struct bgp_codec *codec = bgp_session_codec(session);
		assert_int_equal(codec->attrs.as4, (bits & 3) == 3);
		assert_int_equal(codec->message_max, (bits & 12) == 12 ? 65535 : 4096);
		assert_int_equal(codec->attrs.as_sets, (bits & 16) != 0);
		bgp_session_free(session);
	}
}

static void a_message_out_of_turn_is_not_even_decoded(void **state)
{
	(void)state;
	static const uint8_t junk[40] = {0xee};
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	feed_message(session, INSTANT_START, BGP_OPEN, junk, sizeof(junk));
	assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0503);
	bgp_session_free(session);

	session = session_in(BGP_OPEN_CONFIRM, &ours);
	feed_message(session, INSTANT_START, BGP_UPDATE, junk, sizeof(junk));
	assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0502);
	assert_int_equal(bgp_session_stats(session)->updates_in, 0);
	bgp_session_free(session);
}

static void a_bad_header_ends_the_session(void **state)
{
	(void)state;
	uint8_t bytes[40];
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	memset(bytes, 0xff, sizeof(bytes));
	bytes[3] = 0;
	assert_int_equal(feed(session, INSTANT_START, (struct span){bytes, sizeof(bytes)}),
	                 BGP_RECEIVED_QUIET);
	assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0101);
	assert_int_equal(bgp_session_wants(session), BGP_WANT_CLOSE | BGP_WANT_DOWN);
	bgp_session_free(session);
}

static void large_messages_are_taken_only_when_agreed(void **state)
{
	(void)state;
	static uint8_t bytes[65535];
	struct bgp_session_conf plain = ours;
	plain.capabilities.extended_message = false;
	struct writer out = writer_of(bytes, sizeof(bytes));
	uint8_t body[5000] = {0};

	/* 4996 bytes of withdrawn 0.0.0.0/0 */
	body[0] = 4996 >> 8;
	body[1] = 4996 & 0xff;
	put_message(&out, BGP_UPDATE, body, sizeof(body));
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);
	assert_int_equal(feed(session, INSTANT_START, writer_written(&out)), BGP_RECEIVED_UPDATE);
	assert_int_equal(bgp_session_update(session)->withdrawn.items[0].prefixes.size, 4996);
	bgp_session_free(session);

	session = session_in(BGP_ESTABLISHED, &plain);
	feed(session, INSTANT_START, writer_written(&out));
	assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0102);
	bgp_session_free(session);
}

static void an_update_is_handed_over_decoded(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	assert_int_equal(
	    feed_message(session, INSTANT_START, BGP_UPDATE, good_update, sizeof(good_update)),
	    BGP_RECEIVED_UPDATE);
	const struct bgp_update *update = bgp_session_update(session);
	assert_int_equal(update->judgement.verdict, BGP_ACCEPT);
	assert_int_equal(update->announced.items[0].prefixes.size, 3);
	assert_null(bgp_session_last_fault(session));
	assert_int_equal(bgp_session_stats(session)->updates_in, 1);
	assert_int_equal(bgp_session_stats(session)->messages_in, 3);
	bgp_session_free(session);
}

static const struct update_row {
	const char *name;
	struct span body;
	uint16_t code; /* of the NOTIFICATION; 0: the session lives */
	enum bgp_verdict verdict;
} update_rows[] = {
    {"unknown ORIGIN",
     BYTES(0, 0, 0, 20, 0x40, 1, 1, 9, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 2,
           16, 10, 2),
     0, BGP_TREAT_AS_WITHDRAW},
    {"ATOMIC_AGGREGATE with a value",
     BYTES(0, 0, 0, 24, 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 2,
           0x40, 6, 1, 0, 16, 10, 2),
     0, BGP_DISCARD_ATTR},
    {"withdrawn routes overrun", BYTES(0, 9, 0, 0), 0x0301, BGP_RESET_SESSION},
    {"attributes overrun", BYTES(0, 0, 0, 9), 0x0301, BGP_RESET_SESSION},
    {"withdrawn prefix too long", BYTES(0, 2, 33, 1, 0, 0), 0x030a, BGP_RESET_SESSION},
    {"announced prefix cut",
     BYTES(0, 0, 0, 20, 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 2,
           24, 10),
     0x030a, BGP_RESET_SESSION},
    {"prefix in MP_UNREACH too long", BYTES(0, 0, 0, 8, 0x80, 15, 5, 0, 2, 1, 129, 0), 0x0309,
     BGP_RESET_SESSION},
};

static void a_bad_update_withdraws_or_resets(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(update_rows); i++) {
		const struct update_row *row = &update_rows[i];
		struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);
		enum bgp_received received =
		    feed_message(session, INSTANT_START, BGP_UPDATE, row->body.at, row->body.size);
		struct bgp_notify sent = notify_in(bgp_session_output(session));
		bool lives = row->code == 0;

		if (sent.code != row->code)
			fail_msg("%s: sent %04x, want %04x", row->name, sent.code, row->code);
		assert_int_equal(received, lives ? BGP_RECEIVED_UPDATE : BGP_RECEIVED_QUIET);
		if (row->verdict != BGP_RESET_SESSION)
			assert_int_equal(bgp_session_update(session)->judgement.verdict,
			                 row->verdict);
		assert_int_equal(bgp_session_state(session), lives ? BGP_ESTABLISHED : BGP_IDLE);
		assert_non_null(bgp_session_last_fault(session));

		/* The reason outlives a good update, but not the connection. */
		if (lives) {
			feed_message(session, INSTANT_START, BGP_UPDATE, good_update,
			             sizeof(good_update));
			assert_non_null(bgp_session_last_fault(session));
			bgp_session_step(session, INSTANT_START, BGP_EV_STOP);
		}
		bgp_session_step(session, INSTANT_START, BGP_EV_START);
		bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
		assert_null(bgp_session_last_fault(session));
		bgp_session_free(session);
	}
}

static void a_refresh_is_passed_on_when_it_was_agreed(void **state)
{
	(void)state;
	static const uint8_t ipv6[] = {0, 2, 0, 1};
	static const uint8_t vpn[] = {0, 1, 0, 128};
	struct bgp_session_conf conf = ours;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &conf);

	assert_int_equal(feed_message(session, INSTANT_START, BGP_ROUTE_REFRESH, ipv6, 4),
	                 BGP_RECEIVED_REFRESH);
	assert_int_equal(bgp_session_refresh_family(session), ADDR_IPV6);
	assert_int_equal(feed_message(session, INSTANT_START, BGP_ROUTE_REFRESH, vpn, 4),
	                 BGP_RECEIVED_QUIET);
	feed_message(session, INSTANT_START, BGP_ROUTE_REFRESH, vpn, 3);
	assert_int_equal(notify_in(bgp_session_output(session)).code, 0x0701);
	bgp_session_free(session);

	conf.capabilities.families[ADDR_IPV6] = false;
	session = session_in(BGP_ESTABLISHED, &conf);
	assert_int_equal(feed_message(session, INSTANT_START, BGP_ROUTE_REFRESH, ipv6, 4),
	                 BGP_RECEIVED_QUIET);
	assert_false(bgp_session_ask_refresh(session, ADDR_IPV6));
	bgp_session_free(session);

	conf = ours;
	conf.capabilities.route_refresh = false;
	session = session_in(BGP_ESTABLISHED, &conf);
	assert_int_equal(feed_message(session, INSTANT_START, BGP_ROUTE_REFRESH, ipv6, 4),
	                 BGP_RECEIVED_QUIET);
	assert_int_equal(bgp_session_state(session), BGP_ESTABLISHED);
	bgp_session_free(session);
}

static void a_refresh_is_asked_of_a_peer_that_can(void **state)
{
	(void)state;
	struct bgp_open deaf = peer_open;
	deaf.capabilities.route_refresh = false;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	assert_true(bgp_session_ask_refresh(session, ADDR_IPV4));
	assert_int_equal(count_messages(bgp_session_output(session), BGP_ROUTE_REFRESH), 1);
	bgp_session_free(session);

	session = session_in(BGP_OPEN_SENT, &ours);
	assert_false(bgp_session_ask_refresh(session, ADDR_IPV4));
	feed_open(session, INSTANT_START, &deaf);
	feed_keepalive(session, INSTANT_START);
	drain(session);
	assert_false(bgp_session_ask_refresh(session, ADDR_IPV4));
	assert_int_equal(bgp_session_output(session).size, 0);
	bgp_session_free(session);
}

static void the_last_error_is_remembered_with_its_direction(void **state)
{
	(void)state;
	static const uint8_t cease[] = {6, 4, 3, 'b', 'y', 'e'};
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);
	bool was_sent = true;

	assert_int_equal(bgp_session_last_error(session, &was_sent)->code, 0);
	assert_int_equal(feed_message(session, INSTANT_START, BGP_NOTIFICATION, cease, 6),
	                 BGP_RECEIVED_QUIET);
	assert_int_equal(bgp_session_state(session), BGP_IDLE);
	assert_int_equal(bgp_session_wants(session), BGP_WANT_CLOSE | BGP_WANT_DOWN);
	assert_int_equal(bgp_session_output(session).size, 0);
	assert_int_equal(bgp_session_last_error(session, &was_sent)->code, 0x0604);
	assert_int_equal(bgp_session_last_error(session, NULL)->data_size, 4);
	assert_false(was_sent);
	assert_int_equal(bgp_session_deadline(session).us, SECONDS(1));

	bgp_session_step(session, (struct instant){SECONDS(1)}, BGP_EV_DEADLINE);
	bgp_session_step(session, (struct instant){SECONDS(1)}, BGP_EV_TCP_UP);
	bgp_session_step(session, (struct instant){SECONDS(1)}, BGP_EV_STOP);
	assert_int_equal(bgp_session_last_error(session, &was_sent)->code, 0x0602);
	assert_true(was_sent);
	bgp_session_free(session);
}

static void bytes_without_a_connection_are_dropped(void **state)
{
	(void)state;
	for (unsigned at = BGP_IDLE; at <= BGP_ACTIVE; at++) {
		struct bgp_session *session = session_in((enum bgp_state)at, &ours);
		uint8_t bytes[50] = {0};
		struct reader reader = reader_of(bytes, sizeof(bytes));

		assert_int_equal(bgp_session_receive(session, INSTANT_START, &reader),
		                 BGP_RECEIVED_NOTHING);
		assert_int_equal(reader.left, 0);
		assert_int_equal(bgp_session_state(session), at);
		bgp_session_free(session);
	}
}

static void half_a_message_does_not_leak_into_the_next_connection(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &ours);
	struct stream stream;

	stream_start(&stream);
	bgp_open_encode(&stream.out, &peer_open);
	feed(session, INSTANT_START, (struct span){stream.bytes, 25});
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_CLOSED);
	bgp_session_step(session, INSTANT_START, BGP_EV_TCP_UP);
	assert_int_equal(feed_open(session, INSTANT_START, &peer_open), BGP_RECEIVED_OPEN);
	bgp_session_free(session);
}

/* All that a run over a stream leaves behind, for comparison. */
struct outcome {
	struct bgp_session_stats stats;
	size_t nlri_bytes;
	unsigned received[5];
	unsigned wants;
	unsigned error;
	enum bgp_state state;
};

_Static_assert(sizeof(struct outcome) == sizeof(struct bgp_session_stats) + sizeof(size_t) + 32,
               "no padding: outcomes are compared byte by byte");

static void receive_all(struct bgp_session *session, struct outcome *out, struct span bytes)
{
	/* A block of its own exactly as large, so that a sanitizer sees reads behind the cut. */
	uint8_t *copy = malloc(bytes.size > 0 ? bytes.size : 1);
	struct reader reader = reader_of(copy, bytes.size);
	enum bgp_received received;

	assert_non_null(copy);
	memcpy(copy, bytes.at, bytes.size);
	do {
		received = bgp_session_receive(session, INSTANT_START, &reader);
		out->received[received]++;
		if (received == BGP_RECEIVED_UPDATE)
			out->nlri_bytes +=
			    bgp_session_update(session)->announced.items[0].prefixes.size;
	} while (received != BGP_RECEIVED_NOTHING);
	out->received[BGP_RECEIVED_NOTHING] = 0;
	free(copy);
}

/* Feeds `bytes` in three parts, cut at `first` and `second`. */
static struct outcome outcome_of(struct span bytes, size_t first, size_t second)
{
	struct bgp_session *session = session_in(BGP_OPEN_SENT, &ours);
	struct outcome out = {0};

	receive_all(session, &out, (struct span){bytes.at, first});
	receive_all(session, &out, (struct span){bytes.at + first, second - first});
	receive_all(session, &out, (struct span){bytes.at + second, bytes.size - second});
	out.state = bgp_session_state(session);
	out.stats = *bgp_session_stats(session);
	out.wants = bgp_session_wants(session);
	out.error = bgp_session_last_error(session, NULL)->code;
	bgp_session_free(session);
	return out;
}

static void a_stream_cut_anywhere_gives_the_same_result(void **state)
{
	(void)state;
	static const uint8_t refresh[] = {0, 1, 0, 1};
	static const uint8_t cease[] = {6, 2};
	struct stream stream;

	stream_start(&stream);
	bgp_open_encode(&stream.out, &peer_open);
	bgp_keepalive_encode(&stream.out);
	put_message(&stream.out, BGP_UPDATE, good_update, sizeof(good_update));
	put_message(&stream.out, BGP_ROUTE_REFRESH, refresh, sizeof(refresh));
	put_message(&stream.out, BGP_UPDATE, good_update, sizeof(good_update));
	put_message(&stream.out, BGP_NOTIFICATION, cease, sizeof(cease));
	struct span bytes = writer_written(&stream.out);
	struct outcome want = outcome_of(bytes, 0, 0);

	assert_int_equal(want.received[BGP_RECEIVED_OPEN], 1);
	assert_int_equal(want.received[BGP_RECEIVED_UPDATE], 2);
	assert_int_equal(want.received[BGP_RECEIVED_REFRESH], 1);
	assert_int_equal(want.received[BGP_RECEIVED_QUIET], 2);
	assert_int_equal(want.nlri_bytes, 6);
	assert_int_equal(want.error, 0x0602);
	for (size_t first = 0; first <= bytes.size; first++)
		for (size_t second = first; second <= bytes.size; second++) {
			struct outcome found = outcome_of(bytes, first, second);
			assert_memory_equal(&found, &want, sizeof(want));
		}
}

static void a_partial_message_is_kept_only_while_there_is_one(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);
	struct stream stream;

	stream_start(&stream);
	put_message(&stream.out, BGP_UPDATE, good_update, sizeof(good_update));
	struct span bytes = writer_written(&stream.out);
	struct reader reader = reader_of_span(bytes);

	assert_int_equal(bgp_session_receive(session, INSTANT_START, &reader), BGP_RECEIVED_UPDATE);
	assert_int_equal(session->partial.capacity, 0);
	const uint8_t *nlri = bgp_session_update(session)->announced.items[0].prefixes.at;
	assert_ptr_equal(nlri, bytes.at + bytes.size - 3);

	feed(session, INSTANT_START, (struct span){bytes.at, 30});
	assert_in_range(session->partial.capacity, 30, 64);
	feed(session, INSTANT_START, (struct span){bytes.at + 30, bytes.size - 30});
	assert_non_null(session->update);
	feed(session, INSTANT_START, (struct span){NULL, 0});
	assert_int_equal(session->partial.capacity, 0);
	assert_null(session->update);
	bgp_session_free(session);
}

static void the_owners_updates_are_counted(void **state)
{
	(void)state;
	struct bgp_session *session = session_in(BGP_ESTABLISHED, &ours);

	assert_int_equal(bgp_session_stats(session)->messages_out, 2);
	bgp_session_count_updates_out(session, 3);
	assert_int_equal(bgp_session_stats(session)->messages_out, 5);
	assert_int_equal(bgp_session_stats(session)->updates_out, 3);
	bgp_session_free(session);
}

/* Two sessions and the wire between them. */
struct pair {
	struct bgp_session_conf conf[2];
	struct bgp_session *session[2];
	struct instant now;
	bool linked;
	unsigned ups[2];
	unsigned downs[2];
};

static void pair_start(struct pair *pair)
{
	*pair = (struct pair){.conf = {ours, ours}};
	pair->conf[1].local_as = ours.peer_as;
	pair->conf[1].peer_as = ours.local_as;
	pair->conf[1].router_id = 0x0a000002;
	pair->conf[1].passive = true;
	for (unsigned i = 0; i < 2; i++) {
		pair->session[i] = bgp_session_new(&pair->conf[i], i);
		bgp_session_step(pair->session[i], pair->now, BGP_EV_START);
	}
}

static void pair_end(struct pair *pair)
{
	bgp_session_free(pair->session[0]);
	bgp_session_free(pair->session[1]);
}

static bool pair_deliver(struct pair *pair, unsigned from)
{
	struct span output = bgp_session_output(pair->session[from]);

	if (!pair->linked || output.size == 0)
		return false;
	feed(pair->session[1 - from], pair->now, output);
	bgp_session_sent(pair->session[from], output.size);
	return true;
}

static bool pair_serve(struct pair *pair, unsigned from)
{
	unsigned wants = bgp_session_wants(pair->session[from]);

	pair->ups[from] += (wants & BGP_WANT_UP) != 0;
	pair->downs[from] += (wants & BGP_WANT_DOWN) != 0;
	if ((wants & BGP_WANT_CLOSE) && pair->linked) {
		pair_deliver(pair, from);
		pair->linked = false;
		bgp_session_step(pair->session[1 - from], pair->now, BGP_EV_TCP_CLOSED);
	}
	if (wants & BGP_WANT_CONNECT) {
		bool there = bgp_session_state(pair->session[1 - from]) == BGP_ACTIVE;
		pair->linked = there;
		bgp_session_step(pair->session[from], pair->now,
		                 there ? BGP_EV_TCP_UP : BGP_EV_TCP_FAILED);
		if (there)
			bgp_session_step(pair->session[1 - from], pair->now, BGP_EV_TCP_UP);
	}
	return wants != 0;
}

static void pair_settle(struct pair *pair)
{
	bool busy = true;

	while (busy) {
		busy = false;
		for (unsigned i = 0; i < 2; i++) {
			busy |= pair_serve(pair, i);
			busy |= pair_deliver(pair, i);
		}
	}
}

static void pair_run_until(struct pair *pair, struct instant end)
{
	pair_settle(pair);
	for (;;) {
		struct instant due = instant_min(bgp_session_deadline(pair->session[0]),
		                                 bgp_session_deadline(pair->session[1]));
		if (instant_before(end, due))
			break;
		pair->now = due;
		for (unsigned i = 0; i < 2; i++)
			bgp_session_step(pair->session[i], due, BGP_EV_DEADLINE);
		pair_settle(pair);
	}
	pair->now = end;
}

static void assert_both(const struct pair *pair, enum bgp_state state)
{
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(bgp_session_state(pair->session[i]), state);
}

static void two_sessions_come_up_and_stay_up(void **state)
{
	(void)state;
	struct pair pair;

	pair_start(&pair);
	pair_settle(&pair);
	assert_both(&pair, BGP_ESTABLISHED);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(pair.ups[i], 1);
		assert_int_equal(bgp_session_hold_time_s(pair.session[i]), 180);
		assert_int_equal(bgp_session_peer_open(pair.session[i])->asn, pair.conf[i].peer_as);
	}
	pair_run_until(&pair, (struct instant){SECONDS(86400)});
	assert_both(&pair, BGP_ESTABLISHED);
	assert_int_equal(pair.downs[0] + pair.downs[1], 0);
	/* A day of keepalives every 45 to 60 seconds. */
	assert_in_range(bgp_session_stats(pair.session[0])->messages_in, 1440, 1922);
	assert_int_equal(bgp_session_stats(pair.session[0])->since.us, 0);
	pair_end(&pair);
}

static void two_sessions_find_each_other_again_after_a_reset(void **state)
{
	(void)state;
	struct bgp_notify reset = bgp_notify_shutdown(0x0604, "policy changed");
	struct pair pair;

	pair_start(&pair);
	pair_run_until(&pair, (struct instant){SECONDS(100)});
	bgp_session_end(pair.session[1], pair.now, &reset);
	pair_settle(&pair);
	assert_both(&pair, BGP_IDLE);
	bool was_sent;
	const struct bgp_notify *error = bgp_session_last_error(pair.session[0], &was_sent);
	assert_int_equal(error->code, 0x0604);
	assert_memory_equal(error->data + 1, "policy changed", 14);
	assert_false(was_sent);

	pair_run_until(&pair, (struct instant){SECONDS(100) + US_PER_S / 2});
	assert_both(&pair, BGP_IDLE);
	pair_run_until(&pair, (struct instant){SECONDS(100 + 5 + 120)});
	assert_both(&pair, BGP_ESTABLISHED);
	assert_int_equal(pair.ups[0], 2);
	assert_int_equal(pair.downs[0], 1);
	assert_int_equal(pair.downs[1], 1);
	pair_end(&pair);
}

static void a_cut_wire_is_noticed_by_the_hold_timer_alone(void **state)
{
	(void)state;
	struct pair pair;

	pair_start(&pair);
	pair_settle(&pair);
	pair.linked = false;
	while (bgp_session_state(pair.session[0]) == BGP_ESTABLISHED) {
		pair.now = bgp_session_deadline(pair.session[0]);
		bgp_session_step(pair.session[0], pair.now, BGP_EV_DEADLINE);
	}
	assert_int_equal(pair.now.us, SECONDS(180));
	assert_int_equal(bgp_session_last_error(pair.session[0], NULL)->code, 0x0400);
	pair_end(&pair);
}

static void names_of_states_are_those_of_the_rfc(void **state)
{
	(void)state;
	assert_string_equal(bgp_state_name(BGP_IDLE), "Idle");
	assert_string_equal(bgp_state_name(BGP_CONNECT), "Connect");
	assert_string_equal(bgp_state_name(BGP_ACTIVE), "Active");
	assert_string_equal(bgp_state_name(BGP_OPEN_SENT), "OpenSent");
	assert_string_equal(bgp_state_name(BGP_OPEN_CONFIRM), "OpenConfirm");
	assert_string_equal(bgp_state_name(BGP_ESTABLISHED), "Established");
	bgp_session_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_cell_of_the_table_is_as_the_rfc_says),
	    cmocka_unit_test(start_connects_unless_passive),
	    cmocka_unit_test(a_failed_connect_is_tried_again_with_jitter),
	    cmocka_unit_test(a_connect_that_takes_too_long_is_dropped_and_begun_again),
	    cmocka_unit_test(the_same_seed_gives_the_same_times),
	    cmocka_unit_test(open_sent_waits_four_minutes_for_the_open),
	    cmocka_unit_test(keepalives_come_every_third_of_the_hold_time_less_jitter),
	    cmocka_unit_test(keepalives_are_never_closer_than_a_second),
	    cmocka_unit_test(a_hold_time_of_zero_on_either_side_stops_the_clocks),
	    cmocka_unit_test(a_silent_peer_is_given_up_after_the_hold_time),
	    cmocka_unit_test(updates_and_keepalives_put_the_hold_timer_off),
	    cmocka_unit_test(a_peer_that_reads_nothing_costs_bounded_memory),
	    cmocka_unit_test(a_peer_that_does_not_read_runs_into_the_send_hold_timer),
	    cmocka_unit_test(pauses_double_up_to_eight_times_until_a_session_comes_up),
	    cmocka_unit_test(a_session_that_its_owner_ended_pauses_longer),
	    cmocka_unit_test(what_loses_a_collision_sends_no_keepalive),
	    cmocka_unit_test(a_stopped_session_stays_in_idle_until_it_is_started),
	    cmocka_unit_test(stop_ends_the_pause_after_a_fault_for_good),
	    cmocka_unit_test(a_connection_in_idle_is_refused),
	    cmocka_unit_test(the_last_words_stay_until_they_are_sent_or_a_connection_comes),
	    cmocka_unit_test(an_open_is_accepted_or_earns_its_notification),
	    cmocka_unit_test(capabilities_hold_only_when_both_have_them),
	    cmocka_unit_test(a_message_out_of_turn_is_not_even_decoded),
	    cmocka_unit_test(a_bad_header_ends_the_session),
	    cmocka_unit_test(large_messages_are_taken_only_when_agreed),
	    cmocka_unit_test(an_update_is_handed_over_decoded),
	    cmocka_unit_test(a_bad_update_withdraws_or_resets),
	    cmocka_unit_test(a_refresh_is_passed_on_when_it_was_agreed),
	    cmocka_unit_test(a_refresh_is_asked_of_a_peer_that_can),
	    cmocka_unit_test(the_last_error_is_remembered_with_its_direction),
	    cmocka_unit_test(bytes_without_a_connection_are_dropped),
	    cmocka_unit_test(half_a_message_does_not_leak_into_the_next_connection),
	    cmocka_unit_test(a_stream_cut_anywhere_gives_the_same_result),
	    cmocka_unit_test(a_partial_message_is_kept_only_while_there_is_one),
	    cmocka_unit_test(the_owners_updates_are_counted),
	    cmocka_unit_test(two_sessions_come_up_and_stay_up),
	    cmocka_unit_test(two_sessions_find_each_other_again_after_a_reset),
	    cmocka_unit_test(a_cut_wire_is_noticed_by_the_hold_timer_alone),
	    cmocka_unit_test(names_of_states_are_those_of_the_rfc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
