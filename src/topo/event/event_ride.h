/*
 * Tunnels that ride on circuits or on other tunnels, and die with them (tunnel-over-circuit).
 */
#ifndef TOPO_EVENT_EVENT_RIDE_H
#define TOPO_EVENT_EVENT_RIDE_H

#include "topo/plan/plan.h"

/* Whether the session has a link and two ends that want it. */
typedef bool event_session_up(const void *state, uint32_t session);

/* Something that carries a tunnel is alive: of a circuit a session with each side over one link, of
 * a tunnel its own sessions and what carries it. True where nothing is known of what carries it. */
bool event_underlay_alive(const struct plan *plan, const struct lab_underlay *underlay,
                          event_session_up *up, const void *state);

#endif
