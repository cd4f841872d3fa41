/* hairpin plan: the compiled plan. */
#include "report/plan.h"
#include "cli/cli.h"
#include "cli/source.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	(void)argc;
	int code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);

	if (code == CLI_GOOD) {
		struct view *view = cli_view(cli);

		plan_view(view, source.plan);
		view_end_line(view);
	}
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_plan = {
    .name = "plan",
    .synopsis = "LAB",
    .summary = "Prints the speakers, sessions and policies that a lab means, and what was assumed",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
