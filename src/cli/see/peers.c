/* hairpin peers: the sessions of nodes. */
#include <stdlib.h>

#include "cli/az.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/frame/json.h"
#include "report/peers_json.h"
#include "report/peers_table.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_NODE,
	CLI_OPTION_OUTPUT(cli_table_json_or_az),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void print_json(struct cli *cli, const struct snapshot_node *const *nodes, uint32_t count)
{
	cJSON *document;

	/* One node by name is what tools that read FRR's JSON can read. */
	if (cli_given(cli, "node") && count == 1) {
		document = peers_json(nodes[0]);
	} else {
		document = cJSON_CreateObject();
		for (uint32_t i = 0; i < count; i++)
			cJSON_AddItemToObject(document, nodes[i]->name, peers_json(nodes[i]));
	}
	json_print_pretty(document, cli_out(cli));
	text_add(cli_out(cli), "\n");
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
	else if (cli_wants_json(cli))
		print_json(cli, nodes, count);
	else
		peers_table_print(nodes, count, cli_out(cli));
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
	int code = cli_source_open(cli, argc == 0 ? NULL : argv[0], CLI_NEED_SNAPSHOT, &source);
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
