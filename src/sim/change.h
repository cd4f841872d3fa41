/* What follows from an event (topo/event), carried out by the simulator at the present time. */
#ifndef SIM_CHANGE_H
#define SIM_CHANGE_H

#include "sim/sim.h"
#include "topo/event/event_lab.h"

/* A cut that is noticed later than at once is one that nobody notices: who knows when, cuts the
 * session again then. A plan must be one of the same nodes and sessions, and outlive `sim`. */
void sim_carry_out(struct sim *sim, const struct event_change *change);

#endif
