/* hairpin snapshot: the tables of a lab, to be kept in git. */
#include <stdlib.h>

#include "cli/source.h"
#include "report/state/snapshot_json.h"

static const struct cli_option options[] = {
    CLI_OPTIONS_SOURCE,
    CLI_OPTION_QUIET,
    CLI_OPTIONS_END,
};

static int run(struct cli *cli, int argc, char **argv)
{
	bool has_lab = !cli_source_without_lab(cli);
	struct cli_source source = {0};
	int code;

	if (argc != has_lab) {
		cli_complain(cli, has_lab ? "a LAB, or --live, or --snapshot is needed"
		                          : "with --live and --snapshot there is no LAB");
		return CLI_INVALID;
	}
	code = cli_source_open(cli, has_lab ? argv[0] : NULL, CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                       &source);
	if (code == CLI_GOOD) {
		char *text = snapshot_to_file(source.snapshot);

		text_add(cli_out(cli), text);
		free(text);
	}
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_snapshot = {
    .name = "snapshot",
    .synopsis = "LAB",
    .summary = "Prints the tables of all nodes as a file to be kept in git: 'diff A B' says what "
	       "changed since",
    .options = options,
    .arguments_max = 1,
    .run = run,
};
