/* Scenarios for questions: the state of a lab at the end of a phase. */
#ifndef CLI_PHASE_H
#define CLI_PHASE_H

#include "cli/source.h"

/* Plays what --scenario names in the lab of *source to the end of the phase that --until names, or
 * of the last one, and puts the lab, plan and tables of that moment into *source. Complains itself;
 * returns CLI_GOOD, or the exit code. */
int cli_source_play(struct cli *cli, struct cli_source *source);

#endif
