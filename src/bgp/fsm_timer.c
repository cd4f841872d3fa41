/* The timers of RFC 4271 section 8: how long, with how much jitter, and what they cause. */
#include "base/check.h"
#include "bgp/fsm.h"

enum {
	IDLE_FIRST_S = 1, /* a peer that restarts is not kept waiting */
	IDLE_BACKOFF_MAX = 8,
	JITTER_FLOOR = 750000, /* RFC 4271 section 10: 0.75 to 1.0, in millionths */
	JITTER_SPAN = 250000,
	SEND_HOLD_MIN_S = 480, /* RFC 9687 section 4: 8 minutes, or twice the hold time */
};

static void arm(struct bgp_session *session, enum bgp_timer timer, struct instant now, int64_t us)
{
	session->timers[timer] = instant_after(now, us);
}

void bgp_timers_stop(struct bgp_session *session)
{
	for (size_t i = 0; i < BGP_TIMER_COUNT; i++)
		session->timers[i] = INSTANT_NEVER;
}

/* `seconds`, or less by up to a quarter. */
static int64_t jittered_us(struct bgp_session *session, int64_t seconds)
{
	return seconds * (JITTER_FLOOR + rng_below(&session->rng, JITTER_SPAN + 1));
}

/* A pause of nothing would turn a lasting fault into an endless loop at one instant. */
static uint16_t at_least_one(uint16_t seconds)
{
	return seconds == 0 ? 1 : seconds;
}

void bgp_timer_retry(struct bgp_session *session, struct instant now)
{
	arm(session, BGP_TIMER_RETRY, now,
	    jittered_us(session, at_least_one(session->conf->connect_retry_s)));
}

void bgp_timer_hold(struct bgp_session *session, struct instant now)
{
	if (session->terms.hold_time_s > 0)
		arm(session, BGP_TIMER_HOLD, now, session->terms.hold_time_s * US_PER_S);
}

/* A third of the hold time, but never more than one message a second: RFC 4271 section 4.4. */
void bgp_timer_keepalive(struct bgp_session *session, struct instant now)
{
	if (session->terms.hold_time_s == 0)
		return;
	int64_t us = jittered_us(session, session->terms.hold_time_s) / 3;
	arm(session, BGP_TIMER_KEEPALIVE, now, us > US_PER_S ? us : US_PER_S);
}

/* The first pause is short. Every fault doubles the one after it, until a session has come up. */
void bgp_timer_idle_hold(struct bgp_session *session, struct instant now)
{
	int64_t hold_s = (int64_t)at_least_one(session->conf->idle_hold_s) * session->idle_backoff;

	if (session->idle_backoff == 0)
		hold_s = IDLE_FIRST_S;
	arm(session, BGP_TIMER_RETRY, now, hold_s * US_PER_S);
	if (session->idle_backoff == 0)
		session->idle_backoff = 1;
	else if (session->idle_backoff < IDLE_BACKOFF_MAX)
		session->idle_backoff = (uint8_t)(session->idle_backoff * 2);
}

/* Asked whenever a KEEPALIVE is due: if nothing of what was there at the last one has gone out, the
 * peer does not read. A session without KEEPALIVEs has no such timer (RFC 9687 section 3). */
void bgp_timer_send_hold(struct bgp_session *session, struct instant now)
{
	int64_t hold_s = 2 * (int64_t)session->terms.hold_time_s;
	bool stuck = session->output.used > 0 && !session->sent_since_keepalive;

	session->sent_since_keepalive = false;
	if (!stuck)
		session->timers[BGP_TIMER_SEND_HOLD] = INSTANT_NEVER;
	else if (session->timers[BGP_TIMER_SEND_HOLD].us == INSTANT_NEVER.us)
		arm(session, BGP_TIMER_SEND_HOLD, now,
		    (hold_s > SEND_HOLD_MIN_S ? hold_s : SEND_HOLD_MIN_S) * US_PER_S);
}

void bgp_timer_sent(struct bgp_session *session)
{
	session->sent_since_keepalive = true;
	session->timers[BGP_TIMER_SEND_HOLD] = INSTANT_NEVER;
}

/* In this order when several are due at once: a dead peer needs no keepalive. */
void bgp_fsm_run_timers(struct bgp_session *session, struct instant now)
{
	static const enum bgp_event events[BGP_TIMER_COUNT] = {
	    [BGP_TIMER_HOLD] = BGP_EV_HOLD_TIMER,
	    [BGP_TIMER_SEND_HOLD] = BGP_EV_SEND_HOLD_TIMER,
	    [BGP_TIMER_KEEPALIVE] = BGP_EV_KEEPALIVE_TIMER,
	    [BGP_TIMER_RETRY] = BGP_EV_RETRY_TIMER,
	};

	for (size_t i = 0; i < BGP_TIMER_COUNT; i++) {
		if (instant_before(now, session->timers[i]))
			continue;
		session->timers[i] = INSTANT_NEVER;
		bgp_fsm_run(session, &(struct bgp_input){.event = events[i], .now = now});
	}
}
