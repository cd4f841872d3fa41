/* hairpin ping: does a running hairpin answer? */
#include "cli/cli.h"
#include "live/live.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static int run(struct cli *cli, int argc, char **argv)
{
	struct findings findings = {0};
	(void)argc;
	bool answers = live_ping(argv[0], &findings);

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return answers ? CLI_GOOD : CLI_ENVIRONMENT;
}

const struct cli_verb cli_ping = {
    .name = "ping",
    .synopsis = "SOCKET",
    .summary = "Asks a running hairpin whether it is well, at no cost to it",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
