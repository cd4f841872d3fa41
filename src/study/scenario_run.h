/*
 * Runs a scenario: a lab in virtual time, to which things happen, while flows are watched.
 *
 * Whenever routes or sessions have changed anywhere, every probe is asked again; so the time for
 * which a flow was cut off is exact, and the same in every run with the same seed. What is
 * changed, is changed in a lab of our own (topo/event/event_lab.h), whose plan the running nodes
 * get.
 */
#ifndef STUDY_SCENARIO_RUN_H
#define STUDY_SCENARIO_RUN_H

#include "query/expect/scenario.h"
#include "query/expect/scenario_report.h"
#include "sim/sim.h"
#include "study/end.h"

struct scenario_options {
	struct sim_options sim;
	int64_t limit_us;      /* virtual time for a phase to come to rest in */
	const char *until;     /* the phase with whose end the run ends; NULL: the last one */
	struct study_end *end; /* filled in if the run was made; NULL: not wanted */
	void (*ended)(void *user,
	              struct sim *sim); /* at the end of each phase; NULL: nobody asks */
	void *ended_user;
};

/* `lab` stays as it is. NULL with findings when the scenario names what the lab does not have. The
 * caller ends the report with scenario_report_free(), before the scenario. */
struct scenario_report *scenario_run(const struct lab *lab, const struct scenario *scenario,
                                     const struct scenario_options *options,
                                     struct findings *findings);

#endif
