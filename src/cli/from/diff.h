/* The ways of hairpin diff. */
#ifndef CLI_FROM_DIFF_H
#define CLI_FROM_DIFF_H

#include "cli/cli.h"

/* Tables captured from Azure against the lab. Returns enum cli_exit. */
int cli_diff_az(struct cli *cli, const char *lab);

/* Two states, each a lab or a snapshot in a file. Returns enum cli_exit. */
int cli_diff_states(struct cli *cli, char **argv);

#endif
