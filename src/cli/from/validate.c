/* hairpin validate: checks labs and runs nothing. */
#include <inttypes.h>

#include "azure/azure.h"
#include "base/printable.h"
#include "cli/cli.h"
#include "topo/judge/load.h"

/* clang-format off */
static const struct cli_option options[] = {
	{"strict", 0, NULL, "exit with 1 when there is a warning", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static const char *plural(uint32_t count)
{
	return count == 1 ? "" : "s";
}

static int validate(struct cli *cli, const char *path)
{
	struct findings findings = {0};
	struct lab *lab = azure_load(path, &findings);
	bool warned = findings.count > 0;

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (lab == NULL)
		return CLI_INVALID;
	/* The networks of virtual hubs are among the others. */
	uint32_t vnets = lab->vnet_count - lab->hub_count;
	printable_add(cli_out(cli), path, false);
	printable_tame(cli_out(cli), 0);
	text_addf(cli_out(cli), ": valid: %" PRIu32 " virtual network%s, ", vnets, plural(vnets));
	if (lab->hub_count > 0)
		text_addf(cli_out(cli), "%" PRIu32 " virtual hub%s, ", lab->hub_count,
		          plural(lab->hub_count));
	text_addf(cli_out(cli), "%" PRIu32 " circuit%s, %" PRIu32 " site%s\n", lab->circuit_count,
	          plural(lab->circuit_count), lab->site_count, plural(lab->site_count));
	lab_free(lab);
	return warned && cli_given(cli, "strict") ? CLI_NO : CLI_GOOD;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int worst = CLI_GOOD;

	for (int i = 0; i < argc; i++) {
		int code = validate(cli, argv[i]);
		worst = code > worst ? code : worst;
	}
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
