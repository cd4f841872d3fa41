/* hairpin export: what real routers need to stand where the lab has its routers and appliances. */
#include <string.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "report/frr_config.h"

/* clang-format off */
static const struct cli_option options[] = {
	{"node", 'n', "NAME", "only this router or appliance: SITE/ROUTER, NETWORK/APPLIANCE", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static int complain_of_node(const struct cli *cli, const struct plan *plan, const char *name)
{
	const char **names = arena_alloc(plan->arena, plan->node_count * sizeof(*names));
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->node_count; i++)
		if (frr_config_can_be(&plan->nodes[i]))
			names[count++] = plan->nodes[i].conf.name;
	cli_complain_near(cli, name, names, count,
	                  "'%s' is no router and no appliance with BGP of this lab", name);
	return CLI_INVALID;
}

static int export_frr(struct cli *cli, const struct plan *plan)
{
	const char *name = cli_value(cli, "node");
	unsigned written = 0;

	for (uint32_t i = 0; i < plan->node_count; i++) {
		if (!frr_config_can_be(&plan->nodes[i]) ||
		    (name != NULL && strcmp(plan->nodes[i].conf.name, name) != 0))
			continue;
		frr_config_write(plan, i, cli_out(cli));
		written++;
	}
	if (written > 0)
		return CLI_GOOD;
	if (name != NULL)
		return complain_of_node(cli, plan, name);
	cli_complain(cli, "the lab has no routers and no appliances with BGP");
	return CLI_INVALID;
}

static int run(struct cli *cli, int argc, char **argv)
{
	static const char *const formats[] = {"frr"};
	struct cli_source source = {0};
	int code;
	(void)argc;

	if (strcmp(argv[0], formats[0]) != 0) {
		cli_complain_near(cli, argv[0], formats, 1, "unknown format '%s'; expected frr",
		                  argv[0]);
		return CLI_INVALID;
	}
	code = cli_source_open(cli, argv[1], CLI_NEED_MODEL, &source);
	if (code == CLI_GOOD)
		code = export_frr(cli, source.plan);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_export = {
    .name = "export",
    .synopsis = "frr LAB",
    .summary = "Writes the configuration of real routers that do what the lab's routers do",
    .options = options,
    .arguments_min = 2,
    .arguments_max = 2,
    .run = run,
};
