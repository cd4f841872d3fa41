/* hairpin limits: how much of Azure's limits is used. */
#include "query/limits/limits.h"
#include "azure/azure.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/limits.h"

enum { EVERYTHING = -1, PERCENT_MAX = 1000000 };

/* clang-format off */
static const struct cli_option options[] = {
	{"above", 0, "PERCENT", "only limits of which more than this is used", NULL},
	CLI_OPTION_OUTPUT(cli_table_json_or_csv),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static int answer(struct cli *cli, const struct cli_source *source)
{
	struct limits *limits;
	struct view *view;
	uint64_t percent = 0;
	int code;

	if (!cli_number(cli, "above", 0, PERCENT_MAX, &percent))
		return CLI_INVALID;
	if (source->lab == NULL && !cli_given(cli, "quiet"))
		cli_complain(cli, "warning: without LAB only the limits of sessions are known");

	int64_t above = cli_given(cli, "above") ? (int64_t)percent : EVERYTHING;

	limits = limits_take(azure_kinds, source->snapshot, source->lab);
	code = limits->broken > 0 ? CLI_NO : CLI_GOOD;
	view = cli_view(cli);
	limits_view(view, limits, source->snapshot, above);
	view_end_line(view);
	limits_free(limits);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};

	if (argc == 0 && !cli_source_without_lab(cli)) {
		cli_complain(cli, "one of LAB, --live and --snapshot is needed");
		return CLI_INVALID;
	}
	int code = cli_source_open(cli, argc == 0 ? NULL : argv[0],
	                           CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);
	if (code == CLI_GOOD)
		code = answer(cli, &source);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_limits = {
    .name = "limits",
    .synopsis = "[LAB]",
    .summary = "Prints how much of Azure's limits a lab uses, the fullest first; exits with 1 when "
	       "one is broken",
    .options = options,
    .arguments_max = 1,
    .run = run,
};
