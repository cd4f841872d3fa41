/* hairpin validate: checks labs and runs nothing. */
#include <stdlib.h>

#include "azure/azure.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "report/check/validation.h"
#include "topo/judge/load.h"

/* clang-format off */
static const struct cli_option options[] = {
	{"strict", 0, NULL, "exit with 1 when there is a warning", NULL},
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

/* Findings are part of JSON; beside text they go to standard error. */
static int validate(struct cli *cli, const char *path, struct validation *out)
{
	struct lab *lab = azure_load(path, &out->findings);
	bool warned = out->findings.count > 0;

	out->file = path;
	if (cli_wants_json(cli))
		findings_sort(&out->findings);
	else
		cli_print_findings(cli, &out->findings);
	validation_count(out, lab);
	if (lab == NULL)
		return CLI_INVALID;
	lab_free(lab);
	return warned && cli_given(cli, "strict") ? CLI_NO : CLI_GOOD;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct validation *labs = xcalloc((size_t)argc, sizeof(*labs));
	int worst = CLI_GOOD;

	for (int i = 0; i < argc; i++) {
		int code = validate(cli, argv[i], &labs[i]);
		worst = code > worst ? code : worst;
	}
	struct view *view = cli_view(cli);
	validation_view(view, labs, (size_t)argc);
	view_end_line(view);
	for (int i = 0; i < argc; i++)
		findings_done(&labs[i].findings);
	free(labs);
	return worst;
}

const struct cli_verb cli_validate = {
    .name = "validate",
    .synopsis = "LAB...",
    .summary = "Checks lab files and prints all that is wrong with them",
    .options = options,
    .arguments_min = 1,
    .arguments_max = -1,
    .run = run,
};
