/*
 * The state machine of RFC 4271 section 8 as a table of handlers.
 *
 * A handler does what the event asks for and returns the next state; enter() alone assigns it. A
 * missing cell is an FSM error: NOTIFICATION with the state's subcode, then Idle. RFC 4271's 28
 * events are fewer here, because each timer and each transport outcome is one.
 */
#include "bgp/fsm.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

enum {
	OPEN_SENT_HOLD_S = 240, /* RFC 4271 section 8.2.2 suggests 4 minutes */
	OWN_MESSAGE_MAX = 128,  /* more than any message of the session's own */
	OUTPUT_MAX = 4096,      /* of keepalives that a peer that reads nothing can pile up */
};

void bgp_buffer_free(struct bgp_buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct bgp_buffer){0};
}

uint8_t *bgp_buffer_room(struct bgp_buffer *buffer, size_t size)
{
	buffer->at = mem_grow(buffer->at, &buffer->capacity, buffer->used + size, 1);
	return buffer->at + buffer->used;
}

void bgp_fsm_send(struct bgp_session *session, struct span message)
{
	memcpy(bgp_buffer_room(&session->output, message.size), message.at, message.size);
	session->output.used += message.size;
	session->stats.messages_out++;
}

static void send_open(struct bgp_session *session)
{
	const struct bgp_session_conf *conf = session->conf;
	struct bgp_open open = {
	    .asn = conf->local_as,
	    .router_id = conf->router_id,
	    .hold_time_s = conf->hold_time_s,
	    .capabilities = conf->capabilities,
	};
	uint8_t room[OWN_MESSAGE_MAX];
	struct writer out = writer_of(room, sizeof(room));

	bgp_open_encode(&out, &open);
	CHECK(!out.failed);
	bgp_fsm_send(session, writer_written(&out));
}

static void send_keepalive(struct bgp_session *session)
{
	uint8_t room[BGP_HEADER_SIZE];
	struct writer out = writer_of(room, sizeof(room));

	bgp_keepalive_encode(&out);
	bgp_fsm_send(session, writer_written(&out));
}

static void send_notify(struct bgp_session *session, const struct bgp_notify *notify)
{
	uint8_t room[OWN_MESSAGE_MAX];
	struct writer out = writer_of(room, sizeof(room));

	bgp_notify_encode(&out, notify);
	CHECK(!out.failed);
	bgp_fsm_send(session, writer_written(&out));
	session->last_error = *notify;
	session->last_error_was_sent = true;
}

static void enter_idle(struct bgp_session *session, struct instant now)
{
	bgp_timers_stop(session);
	bgp_buffer_free(&session->partial);
	session->wants &= ~(unsigned)BGP_WANT_CONNECT;
	if (session->running)
		bgp_timer_idle_hold(session, now);
}

static void enter_connect(struct bgp_session *session, struct instant now)
{
	bgp_timer_retry(session, now);
	session->wants |= BGP_WANT_CONNECT;
}

static void enter_active(struct bgp_session *session, struct instant now)
{
	bgp_timers_stop(session);
	bgp_buffer_free(&session->partial);
	if (!session->conf->passive)
		bgp_timer_retry(session, now);
}

/* A new connection: nothing of the one before may show through. */
static void enter_open_sent(struct bgp_session *session, struct instant now)
{
	bgp_timers_stop(session);
	bgp_buffer_free(&session->output);
	session->wants &= ~(unsigned)BGP_WANT_CONNECT;
	session->peer_open = (struct bgp_open){0};
	session->terms = (struct bgp_terms){.codec.message_max = BGP_MESSAGE_MAX};
	session->last_fault = NULL;
	send_open(session);
	session->timers[BGP_TIMER_HOLD] = instant_after(now, OPEN_SENT_HOLD_S * US_PER_S);
}

static void enter_open_confirm(struct bgp_session *session, struct instant now)
{
	send_keepalive(session);
	bgp_timers_stop(session);
	bgp_timer_hold(session, now);
	bgp_timer_keepalive(session, now);
}

static void enter_established(struct bgp_session *session, struct instant now)
{
	bgp_timer_hold(session, now);
	session->idle_backoff = 0;
	session->wants |= BGP_WANT_UP;
}

#define BIT(state) (1u << (state))

/* clang-format off */
static const struct state_rule {
	const char *name;
	void (*enter)(struct bgp_session *session, struct instant now);
	uint16_t fsm_error; /* RFC 6608; 0 where there is nobody to tell */
	unsigned next;      /* states that may follow */
} states[BGP_STATE_COUNT] = {
	[BGP_IDLE]         = {"Idle",        enter_idle,         0,
	                      BIT(BGP_CONNECT) | BIT(BGP_ACTIVE)},
	[BGP_CONNECT]      = {"Connect",     enter_connect,      0,
	                      BIT(BGP_IDLE) | BIT(BGP_ACTIVE) | BIT(BGP_OPEN_SENT)},
	[BGP_ACTIVE]       = {"Active",      enter_active,       0,
	                      BIT(BGP_IDLE) | BIT(BGP_CONNECT) | BIT(BGP_OPEN_SENT)},
	[BGP_OPEN_SENT]    = {"OpenSent",    enter_open_sent,    BGP_NOTIFY_FSM_OPEN_SENT,
	                      BIT(BGP_IDLE) | BIT(BGP_ACTIVE) | BIT(BGP_OPEN_CONFIRM)},
	[BGP_OPEN_CONFIRM] = {"OpenConfirm", enter_open_confirm, BGP_NOTIFY_FSM_OPEN_CONFIRM,
	                      BIT(BGP_IDLE) | BIT(BGP_ESTABLISHED)},
	[BGP_ESTABLISHED]  = {"Established", enter_established,  BGP_NOTIFY_FSM_ESTABLISHED,
	                      BIT(BGP_IDLE)},
};
/* clang-format on */

const char *bgp_state_name(enum bgp_state state)
{
	CHECK(state < BGP_STATE_COUNT);
	return states[state].name;
}

static void enter(struct bgp_session *session, enum bgp_state next, struct instant now)
{
	CHECK(states[session->state].next & BIT(next));
	if (session->state == BGP_ESTABLISHED)
		session->wants |= BGP_WANT_DOWN;
	session->state = next;
	session->stats.since = now;
	states[next].enter(session, now);
}

static enum bgp_state first_state(const struct bgp_session *session)
{
	return session->conf->passive ? BGP_ACTIVE : BGP_CONNECT;
}

/* Ends the connection with a NOTIFICATION. */
static enum bgp_state give_up(struct bgp_session *session, const struct bgp_notify *notify)
{
	send_notify(session, notify);
	session->wants |= BGP_WANT_CLOSE;
	return BGP_IDLE;
}

static enum bgp_state give_up_with(struct bgp_session *session, uint16_t code)
{
	struct bgp_notify notify = bgp_notify_of(code);

	return give_up(session, &notify);
}

static enum bgp_state stay(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	return session->state;
}

static enum bgp_state fsm_error(struct bgp_session *session, const struct bgp_input *input)
{
	uint16_t code = states[session->state].fsm_error;

	(void)input;
	if (code != 0)
		return give_up_with(session, code);
	if (session->state == BGP_CONNECT)
		session->wants |= BGP_WANT_CLOSE;
	return BGP_IDLE;
}

static enum bgp_state on_start(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	session->running = true;
	session->idle_backoff = 0;
	return first_state(session);
}

static enum bgp_state on_restart(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	return first_state(session);
}

static enum bgp_state on_stop_idle(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	session->running = false;
	bgp_timers_stop(session);
	return BGP_IDLE;
}

/* No NOTIFICATION, because nobody is there; but a connect may be under way. */
static enum bgp_state on_stop_early(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	session->running = false;
	if (session->state == BGP_CONNECT)
		session->wants |= BGP_WANT_CLOSE;
	return BGP_IDLE;
}

static enum bgp_state on_stop(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	session->running = false;
	return give_up_with(session, BGP_NOTIFY_CEASE_ADMIN_SHUTDOWN);
}

/* What is left of an old connection's NOTIFICATION must not go out on one that is refused. */
static enum bgp_state on_unwanted_up(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	bgp_buffer_free(&session->output);
	session->wants |= BGP_WANT_CLOSE;
	return BGP_IDLE;
}

static enum bgp_state on_up(struct bgp_session *session, const struct bgp_input *input)
{
	(void)session;
	(void)input;
	return BGP_OPEN_SENT;
}

static enum bgp_state on_connect_failed(struct bgp_session *session, const struct bgp_input *input)
{
	(void)session;
	(void)input;
	return BGP_ACTIVE;
}

/* The connect has taken too long: drop it and begin again, in the same state. */
static enum bgp_state on_connect_late(struct bgp_session *session, const struct bgp_input *input)
{
	session->wants |= BGP_WANT_CLOSE | BGP_WANT_CONNECT;
	bgp_timer_retry(session, input->now);
	return BGP_CONNECT;
}

static enum bgp_state on_retry(struct bgp_session *session, const struct bgp_input *input)
{
	(void)session;
	(void)input;
	return BGP_CONNECT;
}

static enum bgp_state on_lost_early(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	bgp_buffer_free(&session->output);
	return BGP_ACTIVE;
}

static enum bgp_state on_lost(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	bgp_buffer_free(&session->output);
	return BGP_IDLE;
}

static enum bgp_state on_hold_expired(struct bgp_session *session, const struct bgp_input *input)
{
	(void)input;
	return give_up_with(session, BGP_NOTIFY_HOLD_TIMER_EXPIRED);
}

static enum bgp_state on_send_hold_expired(struct bgp_session *session,
                                           const struct bgp_input *input)
{
	(void)input;
	return give_up_with(session, BGP_NOTIFY_SEND_HOLD_TIMER_EXPIRED);
}

static enum bgp_state on_keepalive_due(struct bgp_session *session, const struct bgp_input *input)
{
	bgp_timer_send_hold(session, input->now);
	if (session->output.used < OUTPUT_MAX)
		send_keepalive(session);
	bgp_timer_keepalive(session, input->now);
	return session->state;
}

static enum bgp_state on_open(struct bgp_session *session, const struct bgp_input *input)
{
	struct bgp_terms terms;
	struct bgp_notify wrong = bgp_negotiate(session->conf, input->open, &terms);

	if (wrong.code != 0)
		return give_up(session, &wrong);
	session->peer_open = *input->open;
	session->terms = terms;
	return BGP_OPEN_CONFIRM;
}

static enum bgp_state on_first_keepalive(struct bgp_session *session, const struct bgp_input *input)
{
	(void)session;
	(void)input;
	return BGP_ESTABLISHED;
}

static enum bgp_state on_alive(struct bgp_session *session, const struct bgp_input *input)
{
	bgp_timer_hold(session, input->now);
	return BGP_ESTABLISHED;
}

static enum bgp_state on_notification(struct bgp_session *session, const struct bgp_input *input)
{
	session->last_error = *input->notify;
	session->last_error_was_sent = false;
	session->wants |= BGP_WANT_CLOSE;
	return BGP_IDLE;
}

static enum bgp_state on_fault(struct bgp_session *session, const struct bgp_input *input)
{
	return give_up(session, input->notify);
}

typedef enum bgp_state handler(struct bgp_session *session, const struct bgp_input *input);

static handler *const handlers[BGP_STATE_COUNT][BGP_EVENT_COUNT] = {
    [BGP_IDLE][BGP_EV_START] = on_start,
    [BGP_IDLE][BGP_EV_STOP] = on_stop_idle,
    [BGP_IDLE][BGP_EV_TCP_UP] = on_unwanted_up,
    [BGP_IDLE][BGP_EV_TCP_FAILED] = stay,
    [BGP_IDLE][BGP_EV_TCP_CLOSED] = on_lost,
    [BGP_IDLE][BGP_EV_RETRY_TIMER] = on_restart,

    [BGP_CONNECT][BGP_EV_START] = stay,
    [BGP_CONNECT][BGP_EV_STOP] = on_stop_early,
    [BGP_CONNECT][BGP_EV_TCP_UP] = on_up,
    [BGP_CONNECT][BGP_EV_TCP_FAILED] = on_connect_failed,
    [BGP_CONNECT][BGP_EV_TCP_CLOSED] = on_connect_failed,
    [BGP_CONNECT][BGP_EV_RETRY_TIMER] = on_connect_late,

    [BGP_ACTIVE][BGP_EV_START] = stay,
    [BGP_ACTIVE][BGP_EV_STOP] = on_stop_early,
    [BGP_ACTIVE][BGP_EV_TCP_UP] = on_up,
    [BGP_ACTIVE][BGP_EV_TCP_FAILED] = stay,
    [BGP_ACTIVE][BGP_EV_TCP_CLOSED] = on_lost_early,
    [BGP_ACTIVE][BGP_EV_RETRY_TIMER] = on_retry,

    [BGP_OPEN_SENT][BGP_EV_START] = stay,
    [BGP_OPEN_SENT][BGP_EV_STOP] = on_stop,
    [BGP_OPEN_SENT][BGP_EV_TCP_FAILED] = on_lost_early,
    [BGP_OPEN_SENT][BGP_EV_TCP_CLOSED] = on_lost_early,
    [BGP_OPEN_SENT][BGP_EV_HOLD_TIMER] = on_hold_expired,
    [BGP_OPEN_SENT][BGP_EV_OPEN] = on_open,
    [BGP_OPEN_SENT][BGP_EV_NOTIFICATION] = on_notification,
    [BGP_OPEN_SENT][BGP_EV_FAULT] = on_fault,

    [BGP_OPEN_CONFIRM][BGP_EV_START] = stay,
    [BGP_OPEN_CONFIRM][BGP_EV_STOP] = on_stop,
    [BGP_OPEN_CONFIRM][BGP_EV_TCP_FAILED] = on_lost,
    [BGP_OPEN_CONFIRM][BGP_EV_TCP_CLOSED] = on_lost,
    [BGP_OPEN_CONFIRM][BGP_EV_HOLD_TIMER] = on_hold_expired,
    [BGP_OPEN_CONFIRM][BGP_EV_KEEPALIVE_TIMER] = on_keepalive_due,
    [BGP_OPEN_CONFIRM][BGP_EV_SEND_HOLD_TIMER] = on_send_hold_expired,
    [BGP_OPEN_CONFIRM][BGP_EV_KEEPALIVE] = on_first_keepalive,
    [BGP_OPEN_CONFIRM][BGP_EV_NOTIFICATION] = on_notification,
    [BGP_OPEN_CONFIRM][BGP_EV_FAULT] = on_fault,

    [BGP_ESTABLISHED][BGP_EV_START] = stay,
    [BGP_ESTABLISHED][BGP_EV_STOP] = on_stop,
    [BGP_ESTABLISHED][BGP_EV_TCP_FAILED] = on_lost,
    [BGP_ESTABLISHED][BGP_EV_TCP_CLOSED] = on_lost,
    [BGP_ESTABLISHED][BGP_EV_HOLD_TIMER] = on_hold_expired,
    [BGP_ESTABLISHED][BGP_EV_KEEPALIVE_TIMER] = on_keepalive_due,
    [BGP_ESTABLISHED][BGP_EV_SEND_HOLD_TIMER] = on_send_hold_expired,
    [BGP_ESTABLISHED][BGP_EV_KEEPALIVE] = on_alive,
    [BGP_ESTABLISHED][BGP_EV_UPDATE] = on_alive,
    [BGP_ESTABLISHED][BGP_EV_REFRESH] = stay,
    [BGP_ESTABLISHED][BGP_EV_NOTIFICATION] = on_notification,
    [BGP_ESTABLISHED][BGP_EV_FAULT] = on_fault,
};

bool bgp_fsm_takes(enum bgp_state state, enum bgp_event event)
{
	CHECK(state < BGP_STATE_COUNT && event < BGP_EVENT_COUNT);
	return handlers[state][event] != NULL;
}

void bgp_fsm_run(struct bgp_session *session, const struct bgp_input *input)
{
	CHECK(input->event < BGP_EVENT_COUNT && input->event != BGP_EV_DEADLINE);
	handler *handle = handlers[session->state][input->event];
	if (handle == NULL)
		handle = fsm_error;

	enum bgp_state next = handle(session, input);
	if (next != session->state)
		enter(session, next, input->now);
}
