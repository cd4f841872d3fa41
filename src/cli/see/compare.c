/* hairpin compare: two designs side by side. */
#include <string.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "query/compare/compare.h"
#include "report/compare.h"

static const char *const families[] = {"4", "6", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"family", 0, "4|6", "the addresses of the ways (4)", families},
	CLI_OPTION_OUTPUT(cli_table_or_json),
	{"down", 0, "ELEMENT[,ELEMENT]", "simulate both labs without these", NULL},
	{"timeout", 0, "SECONDS", "virtual time to converge in (3600)", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static int answer(struct cli *cli, const struct cli_source sources[2])
{
	const char *value = cli_value(cli, "family");
	uint8_t family = value != NULL && strcmp(value, "6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
	struct fabric *first = fabric_new(sources[0].lab, sources[0].snapshot);
	struct fabric *second = fabric_new(sources[1].lab, sources[1].snapshot);
	struct comparison *comparison = compare_designs(first, second, family);
	int code = comparison->equal ? CLI_GOOD : CLI_NO;

	struct findings doubts = {0};
	struct view *view = cli_view(cli);

	path_ends_say_covered(first, family, &doubts);
	path_ends_say_covered(second, family, &doubts);
	cli_print_doubts(cli, &doubts);
	findings_done(&doubts);
	compare_view(view, comparison);
	view_end(view);
	compare_free(comparison);
	fabric_free(first);
	fabric_free(second);
	return code;
}

/* Both labs are opened even if the first is wrong, so that all findings come at once. */
static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source sources[2] = {{0}};
	int code = CLI_GOOD;

	for (int i = 0; i < argc; i++) {
		int opened =
		    cli_source_open(cli, argv[i], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT, &sources[i]);

		if (code == CLI_GOOD)
			code = opened;
	}
	if (code == CLI_GOOD)
		code = answer(cli, sources);
	for (int i = 0; i < argc; i++)
		cli_source_close(&sources[i]);
	return code;
}

const struct cli_verb cli_compare = {
    .name = "compare",
    .synopsis = "LAB1 LAB2",
    .summary = "Compares two designs: the ways between all VNets and sites, and every node's "
	       "routes; exit status 1 when they differ",
    .options = options,
    .arguments_min = 2,
    .arguments_max = 2,
    .run = run,
};
