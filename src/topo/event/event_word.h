/*
 * What is off, in words: those of --down, and of the list "down" of a lab. What is off is what the
 * events of scenarios make of it.
 */
#ifndef TOPO_EVENT_EVENT_WORD_H
#define TOPO_EVENT_EVENT_WORD_H

#include "topo/event/event_lab.h"

/* The event that the word means, which is cut into pieces that the event borrows. "NAME": a dead
 * link (link-down) of a connection, a tunnel, Global Reach or "circuit/link", or else speakers that
 * stop (node-down), or else "network/peering" or "network/remote-network", a peering of virtual
 * networks, both sides of which go. "node-down:NAME", "link-down:NAME", "peering-disable:CIRCUIT"
 * and "connection-delete:NAME" say which; "session-stop:NODE:PEER" is a session that NODE wants no
 * more. False with findings, at the place, when the lab has no such thing. */
bool event_of_word(const struct event_lab *events, char *word, struct place place,
                   struct event *out, struct findings *findings);

/* The lab has all that its "down" names; false with findings. Of a lab without errors. */
bool event_judge_down(const struct lab *lab, struct findings *findings);

/* What "down" of the plan's lab makes of a run that has just begun; in `arena`. None for a plan
 * without a lab. */
const struct event_change *event_down_at_start(const struct plan *plan, struct arena *arena,
                                               size_t *count);

#endif
