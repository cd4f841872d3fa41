/* Days, as options give them. */
#ifndef CLI_DATES_H
#define CLI_DATES_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"

enum { CLI_DAY_MAX = 11, CLI_DAYS_MAX = 36500 };

/* The day that the option gives, "2026-11-30"; `out` is untouched when it was not given. False
 * after complaining. */
bool cli_day(const struct cli *cli, const char *option, char out[CLI_DAY_MAX]);

/* What --today says, or the day of the clock, in UTC. False after complaining. */
bool cli_today(const struct cli *cli, char out[CLI_DAY_MAX]);

/* The day so many days before `day`, at most CLI_DAYS_MAX. */
void cli_day_before(const char *day, uint64_t days, char out[CLI_DAY_MAX]);

#endif
