/* The parts of hairpin compare. */
#ifndef CLI_SEE_COMPARE_H
#define CLI_SEE_COMPARE_H

#include "cli/source.h"
#include "query/state/fabric.h"

/* Prints the two side by side, called by these names (NULL: as compare_states() calls them), for
 * the
 * --family, all of it or --changes-only. Returns the exit code. */
int cli_compare_tell(struct cli *cli, struct fabric *first, struct fabric *second,
                     const char *const *names);

/* Prints what becomes of the first by the change to the second, held against --expect. Returns the
 * exit code. */
int cli_review(struct cli *cli, const struct cli_source sources[2]);

/* Makes both sides from a plan of Terraform, or from what az says before and after. The caller
 * closes them in every case. Complains itself; returns CLI_GOOD or the exit code. */
int cli_compare_estates(struct cli *cli, int argc, char **argv, struct cli_source sources[2]);

#endif
