/* hairpin peers: the sessions of nodes. */
#include <stdlib.h>

#include "cli/az.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/state/peers.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_NODE,
	CLI_OPTION_OUTPUT(cli_all_forms),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void print(struct cli *cli, const struct snapshot_node *const *nodes, uint32_t count)
{
	struct view *view = cli_view(cli);

	/* One node by name is what tools that read FRR's JSON can read. */
	if (view_is(view, VIEW_JSON) && cli_given(cli, "node") && count == 1)
		peers_of_node(view, nodes[0]);
	else
		peers_view(view, nodes, count);
	view_end_line(view);
}

static int answer(struct cli *cli, const struct snapshot *snapshot)
{
	uint32_t count;
	const struct snapshot_node **nodes = cli_source_nodes(cli, snapshot, &count);
	int code = CLI_GOOD;

	if (nodes == NULL)
		return CLI_INVALID;
	if (cli_wants_az(cli))
		code = cli_az_peers(cli, snapshot, nodes, count) ? CLI_GOOD : CLI_INVALID;
	else
		print(cli, nodes, count);
	free(nodes);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};

	if (argc != !cli_source_without_lab(cli)) {
		cli_complain(cli, "one of LAB, --live and --snapshot is needed");
		return CLI_INVALID;
	}
	int code = cli_source_open(cli, argc == 0 ? NULL : argv[0], CLI_NEED_SESSIONS, &source);
	if (code == CLI_GOOD)
		code = answer(cli, source.snapshot);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_peers = {
    .name = "peers",
    .synopsis = "LAB",
    .summary = "Prints the sessions of nodes, their state and how many prefixes they carry",
    .options = options,
    .arguments_max = 1,
    .run = run,
};
