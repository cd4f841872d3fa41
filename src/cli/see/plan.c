/* hairpin plan: the compiled plan. */
#include "cli/cli.h"
#include "cli/source.h"
#include "report/frame/json.h"
#include "report/plan_json.h"
#include "report/plan_table.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void print(struct cli *cli, const struct plan *plan)
{
	if (!cli_wants_json(cli)) {
		plan_table_print(plan, cli_out(cli));
		return;
	}
	json_print_pretty(plan_json(plan), cli_out(cli));
	text_add(cli_out(cli), "\n");
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	(void)argc;
	int code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);

	if (code == CLI_GOOD)
		print(cli, source.plan);
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
