/* What `path --all` shares with `reach`. */
#ifndef CLI_SEE_REACH_H
#define CLI_SEE_REACH_H

#include <stdint.h>

#include "query/state/fabric.h"

struct cli;

/* Prints the counts of all pairs. Returns enum cli_exit. */
int cli_reach_summary(struct cli *cli, struct fabric *fabric, uint8_t family);

#endif
