/* A session as its owner sees it: messages cut from a byte stream, and the answers to questions. */
#include "bgp/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/fsm.h"

enum {
	/* Scratch up to here is kept between bursts; more is given back when the bytes are used up.
	 */
	SCRATCH_KEPT = 1024,
	SCRATCH_MIN = 64,
};

struct bgp_session *bgp_session_new(const struct bgp_session_conf *conf, uint64_t seed)
{
	CHECK(conf->hold_time_s == 0 || conf->hold_time_s >= 3);
	struct bgp_session *session = xcalloc(1, sizeof(*session));

	session->conf = conf;
	session->rng = rng_of(seed);
	session->terms.codec.message_max = BGP_MESSAGE_MAX;
	for (size_t i = 0; i < BGP_TIMER_COUNT; i++)
		session->timers[i] = INSTANT_NEVER;
	return session;
}

void bgp_session_free(struct bgp_session *session)
{
	if (session == NULL)
		return;
	bgp_buffer_free(&session->partial);
	bgp_buffer_free(&session->output);
	bgp_buffer_free(&session->scratch);
	free(session->update);
	free(session);
}

static void run(struct bgp_session *session, struct instant now, enum bgp_event event)
{
	bgp_fsm_run(session, &(struct bgp_input){.event = event, .now = now});
}

void bgp_session_step(struct bgp_session *session, struct instant now, enum bgp_event event)
{
	CHECK(event <= BGP_EV_DEADLINE);
	if (event == BGP_EV_DEADLINE)
		bgp_fsm_run_timers(session, now);
	else
		run(session, now, event);
}

static enum bgp_received fault(struct bgp_session *session, struct instant now,
                               const struct bgp_notify *notify)
{
	struct bgp_input input = {.event = BGP_EV_FAULT, .now = now, .notify = notify};

	CHECK(notify->code != 0);
	bgp_fsm_run(session, &input);
	return BGP_RECEIVED_QUIET;
}

void bgp_session_end(struct bgp_session *session, struct instant now,
                     const struct bgp_notify *notify)
{
	/* The owner's reason will not have gone in a second. */
	if (session->idle_backoff == 0)
		session->idle_backoff = 1;
	fault(session, now, notify);
}

void bgp_session_yield(struct bgp_session *session, struct instant now)
{
	struct bgp_notify why = bgp_notify_of(BGP_NOTIFY_CEASE_COLLISION);

	if (session->state == BGP_OPEN_CONFIRM && session->output.used >= BGP_HEADER_SIZE)
		session->output.used -= BGP_HEADER_SIZE;
	fault(session, now, &why);
}

static enum bgp_received take_open(struct bgp_session *session, struct instant now,
                                   struct span body)
{
	struct bgp_open open;
	struct bgp_notify wrong = bgp_open_decode(body, &open);
	struct bgp_input input = {.event = BGP_EV_OPEN, .now = now, .open = &open};

	if (wrong.code != 0)
		return fault(session, now, &wrong);
	bgp_fsm_run(session, &input);
	return session->state == BGP_OPEN_CONFIRM ? BGP_RECEIVED_OPEN : BGP_RECEIVED_QUIET;
}

static enum bgp_received take_keepalive(struct bgp_session *session, struct instant now,
                                        struct span body)
{
	(void)body;
	run(session, now, BGP_EV_KEEPALIVE);
	return BGP_RECEIVED_QUIET;
}

static enum bgp_received take_notification(struct bgp_session *session, struct instant now,
                                           struct span body)
{
	struct bgp_notify notify = bgp_notify_decode(body);
	struct bgp_input input = {.event = BGP_EV_NOTIFICATION, .now = now, .notify = &notify};

	bgp_fsm_run(session, &input);
	return BGP_RECEIVED_QUIET;
}

/* A family that was not agreed on is ignored: RFC 2918 section 4. */
static enum bgp_received take_refresh(struct bgp_session *session, struct instant now,
                                      struct span body)
{
	uint8_t family;
	struct bgp_notify wrong = bgp_refresh_decode(body, &family);

	if (wrong.code != 0)
		return fault(session, now, &wrong);
	run(session, now, BGP_EV_REFRESH);
	if (family == ADDR_NONE || !session->conf->capabilities.route_refresh ||
	    !session->terms.codec.families[family])
		return BGP_RECEIVED_QUIET;
	session->refresh_family = family;
	return BGP_RECEIVED_REFRESH;
}

/* Without 4-octet AS numbers the AS_PATH is written twice, twice as wide: as it came, and merged
 * with AS4_PATH. Otherwise only unknown attributes and unsorted communities are copied. */
static struct writer scratch_for(struct bgp_session *session, size_t body_size)
{
	size_t copies = session->terms.codec.attrs.as4 ? 1 : 4;
	size_t size = body_size * copies + SCRATCH_MIN;

	return writer_of(bgp_buffer_room(&session->scratch, size), size);
}

/* RFC 4271 section 6.3: the data is the attribute at fault, where one can be named. */
static struct bgp_notify update_error(const struct bgp_judgement *judgement)
{
	switch (judgement->notify) {
	case BGP_NOTIFY_UPDATE_UNKNOWN_WELL_KNOWN:
	case BGP_NOTIFY_UPDATE_ATTR_FLAGS:
	case BGP_NOTIFY_UPDATE_ATTR_LENGTH:
	case BGP_NOTIFY_UPDATE_ORIGIN:
	case BGP_NOTIFY_UPDATE_OPTIONAL_ATTR:
		return bgp_notify_with(judgement->notify, judgement->bytes);
	default:
		return bgp_notify_of(judgement->notify);
	}
}

static enum bgp_received take_update(struct bgp_session *session, struct instant now,
                                     struct span body)
{
	struct writer scratch = scratch_for(session, body.size);

	if (session->update == NULL)
		session->update = xmalloc(sizeof(*session->update));

	struct bgp_update *update = session->update;

	session->stats.updates_in++;
	bgp_update_decode(body, &session->terms.codec, &scratch, update);
	if (update->judgement.reason != NULL)
		session->last_fault = update->judgement.reason;
	if (update->judgement.verdict == BGP_RESET_SESSION) {
		struct bgp_notify notify = update_error(&update->judgement);
		return fault(session, now, &notify);
	}
	run(session, now, BGP_EV_UPDATE);
	return BGP_RECEIVED_UPDATE;
}

static const struct message_kind {
	enum bgp_event event;
	enum bgp_received (*take)(struct bgp_session *session, struct instant now,
	                          struct span body);
} message_kinds[] = {
    [BGP_OPEN] = {BGP_EV_OPEN, take_open},
    [BGP_UPDATE] = {BGP_EV_UPDATE, take_update},
    [BGP_NOTIFICATION] = {BGP_EV_NOTIFICATION, take_notification},
    [BGP_KEEPALIVE] = {BGP_EV_KEEPALIVE, take_keepalive},
    [BGP_ROUTE_REFRESH] = {BGP_EV_REFRESH, take_refresh},
};

/* A message that this state does not take is not even decoded: that it came is the error. */
static enum bgp_received take_message(struct bgp_session *session, struct instant now, uint8_t type,
                                      struct span body)
{
	CHECK(type < COUNT_OF(message_kinds) && message_kinds[type].take != NULL);
	const struct message_kind *kind = &message_kinds[type];

	session->stats.messages_in++;
	if (bgp_fsm_takes(session->state, kind->event))
		return kind->take(session, now, body);
	run(session, now, kind->event);
	return BGP_RECEIVED_QUIET;
}

/* What came of the search for a whole message. */
enum framing {
	FRAMING_CUT,
	FRAMING_WHOLE,
	FRAMING_FAULT,
};

struct message_frame {
	struct span body;
	uint8_t type;
	struct bgp_notify wrong; /* FRAMING_FAULT */
};

static enum framing read_header(const struct bgp_session *session, const uint8_t *at,
                                struct message_frame *out, size_t *size)
{
	struct span header = {at, BGP_HEADER_SIZE};
	uint16_t body_size;

	out->wrong =
	    bgp_header_decode(header, session->terms.codec.message_max, &out->type, &body_size);
	*size = (size_t)BGP_HEADER_SIZE + body_size;
	return out->wrong.code == 0 ? FRAMING_WHOLE : FRAMING_FAULT;
}

static void frame_at(struct message_frame *out, const uint8_t *message, size_t size)
{
	out->body = (struct span){message + BGP_HEADER_SIZE, size - BGP_HEADER_SIZE};
}

/* Moves bytes into the partial message until it has `size`; false when they are used up first. */
static bool fill_partial(struct bgp_session *session, struct reader *bytes, size_t size)
{
	struct bgp_buffer *partial = &session->partial;

	if (partial->used >= size)
		return true;
	size_t missing = size - partial->used;
	size_t part = missing < bytes->left ? missing : bytes->left;
	if (part > 0)
		memcpy(bgp_buffer_room(partial, part), reader_bytes(bytes, part), part);
	partial->used += part;
	return part == missing;
}

static enum framing next_partial(struct bgp_session *session, struct reader *bytes,
                                 struct message_frame *out)
{
	size_t size;

	if (!fill_partial(session, bytes, BGP_HEADER_SIZE))
		return FRAMING_CUT;
	if (read_header(session, session->partial.at, out, &size) == FRAMING_FAULT)
		return FRAMING_FAULT;
	if (!fill_partial(session, bytes, size))
		return FRAMING_CUT;
	session->partial_is_whole = true;
	frame_at(out, session->partial.at, size);
	return FRAMING_WHOLE;
}

/* A message that is there in one piece is left where it is. */
static enum framing next_frame(struct bgp_session *session, struct reader *bytes,
                               struct message_frame *out)
{
	size_t size;

	if (session->partial.used > 0 || bytes->left < BGP_HEADER_SIZE)
		return next_partial(session, bytes, out);
	if (read_header(session, bytes->at, out, &size) == FRAMING_FAULT)
		return FRAMING_FAULT;
	if (bytes->left < size)
		return next_partial(session, bytes, out);
	frame_at(out, reader_bytes(bytes, size), size);
	return FRAMING_WHOLE;
}

/* What the last message lent out ends with the next call. */
static void end_loan(struct bgp_session *session, const struct reader *bytes)
{
	if (session->partial_is_whole) {
		bgp_buffer_free(&session->partial);
		session->partial_is_whole = false;
	}
	if (bytes->left > 0)
		return;
	free(session->update);
	session->update = NULL;
	if (session->scratch.capacity > SCRATCH_KEPT)
		bgp_buffer_free(&session->scratch);
}

enum bgp_received bgp_session_receive(struct bgp_session *session, struct instant now,
                                      struct reader *bytes)
{
	struct message_frame frame;

	end_loan(session, bytes);
	if (!bgp_fsm_connected(session)) {
		(void)reader_bytes(bytes, bytes->left);
		return BGP_RECEIVED_NOTHING;
	}
	switch (next_frame(session, bytes, &frame)) {
	case FRAMING_WHOLE:
		return take_message(session, now, frame.type, frame.body);
	case FRAMING_FAULT:
		return fault(session, now, &frame.wrong);
	case FRAMING_CUT:
		break;
	}
	return BGP_RECEIVED_NOTHING;
}

const struct bgp_update *bgp_session_update(const struct bgp_session *session)
{
	CHECK(session->update != NULL);
	return session->update;
}

uint8_t bgp_session_refresh_family(const struct bgp_session *session)
{
	return session->refresh_family;
}

bool bgp_session_ask_refresh(struct bgp_session *session, uint8_t family)
{
	uint8_t room[BGP_HEADER_SIZE + 4];
	struct writer out = writer_of(room, sizeof(room));

	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	if (session->state != BGP_ESTABLISHED || !session->peer_open.capabilities.route_refresh ||
	    !session->terms.codec.families[family])
		return false;
	bgp_refresh_encode(&out, family);
	bgp_fsm_send(session, writer_written(&out));
	return true;
}

unsigned bgp_session_wants(struct bgp_session *session)
{
	unsigned wants = session->wants;

	session->wants = 0;
	return wants;
}

struct span bgp_session_output(const struct bgp_session *session)
{
	return (struct span){session->output.at, session->output.used};
}

void bgp_session_sent(struct bgp_session *session, size_t size)
{
	struct bgp_buffer *output = &session->output;

	CHECK(size <= output->used);
	output->used -= size;
	if (size > 0)
		bgp_timer_sent(session);
	if (output->used > 0 && size > 0)
		memmove(output->at, output->at + size, output->used);
}

void bgp_session_count_updates_out(struct bgp_session *session, unsigned count)
{
	session->stats.updates_out += count;
	bgp_timer_sent(session);
	session->stats.messages_out += count;
}

struct instant bgp_session_deadline(const struct bgp_session *session)
{
	struct instant first = session->timers[0];

	for (size_t i = 1; i < BGP_TIMER_COUNT; i++)
		first = instant_min(first, session->timers[i]);
	return first;
}

enum bgp_state bgp_session_state(const struct bgp_session *session)
{
	return session->state;
}

const struct bgp_open *bgp_session_peer_open(const struct bgp_session *session)
{
	return &session->peer_open;
}

const struct bgp_codec *bgp_session_codec(const struct bgp_session *session)
{
	return &session->terms.codec;
}

uint16_t bgp_session_hold_time_s(const struct bgp_session *session)
{
	return session->terms.hold_time_s;
}

const struct bgp_session_stats *bgp_session_stats(const struct bgp_session *session)
{
	return &session->stats;
}

const struct bgp_notify *bgp_session_last_error(const struct bgp_session *session, bool *was_sent)
{
	if (was_sent != NULL)
		*was_sent = session->last_error_was_sent;
	return &session->last_error;
}

const char *bgp_session_last_fault(const struct bgp_session *session)
{
	return session->last_fault;
}
