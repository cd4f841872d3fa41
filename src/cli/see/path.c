/* hairpin path: the way from A to B. */
#include <string.h>

#include "cli/cli.h"
#include "cli/see/reach.h"
#include "cli/source.h"
#include "query/path/path.h"
#include "report/path.h"

static const char *const families[] = {"4", "6", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"family", 0, "4|6", "the addresses to use (4, or that of the addresses given)", families},
	{"all", 'a', NULL, "as reach --summary; without A and B", NULL},
	{"explain", 'e', NULL, "the rules of Azure behind each hop, with their sources", NULL},
	CLI_OPTION_OUTPUT(cli_table_json_or_csv),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static uint8_t wanted_family(const struct cli *cli)
{
	const char *value = cli_value(cli, "family");

	if (value == NULL)
		return ADDR_NONE;
	return strcmp(value, "6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
}

/* A name takes the family of the address at the other end. */
static bool find_ends(const struct cli *cli, struct fabric *fabric, char **names,
                      struct path_end ends[2])
{
	struct findings findings = {0};
	uint8_t family = wanted_family(cli);
	struct addr address;
	bool found[2];

	for (int i = 0; i < 2 && family == ADDR_NONE; i++) {
		if (addr_parse(names[i], &address))
			family = address.family;
	}
	for (int i = 0; i < 2; i++)
		found[i] = path_end_find(fabric, names[i], family, &ends[i], &findings);
	if (found[0] && found[1]) {
		if (ends[0].kind == PATH_END_OUTSIDE)
			findings_add(&findings, SEVERITY_ERROR,
			             (struct place){.file = fabric->lab->file},
			             "%s is in no virtual network and announced by no site, so no "
			             "packets begin there",
			             names[0]);
		for (int i = 0; i < 2; i++)
			path_end_say_part(&ends[i], (struct place){.file = fabric->lab->file},
			                  &findings);
	}
	cli_print_doubts(cli, &findings);
	found[0] &= found[1] && findings_errors(&findings) == 0;
	findings_done(&findings);
	return found[0];
}

static int answer(struct cli *cli, struct fabric *fabric, char **names)
{
	const struct facts *rules = cli_given(cli, "explain") ? fabric->lab->facts : NULL;
	struct path_end ends[2];
	struct path *path;
	struct view *view;
	int code;

	if (!find_ends(cli, fabric, names, ends))
		return CLI_INVALID;
	path = path_find(fabric, &ends[0], &ends[1]);
	view = cli_view(cli);
	path_view(view, path, rules);
	view_end_line(view);
	code = path->reachable ? CLI_GOOD : CLI_NO;
	path_free(path);
	return code;
}

/* What the whole lab looks like; it has no yes and no. */
static int answer_all(struct cli *cli, struct fabric *fabric)
{
	return cli_reach_summary(cli, fabric,
	                         wanted_family(cli) == ADDR_IPV6 ? ADDR_IPV6 : ADDR_IPV4);
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	bool all = cli_given(cli, "all");
	int code;

	if (argc != (all ? 1 : 3)) {
		cli_complain(cli, all ? "--all takes LAB alone" : "LAB, A and B are needed");
		return CLI_INVALID;
	}
	if (!all && cli_wants_records(cli)) {
		cli_complain(cli, "-o csv and -o jsonl go with --all: a way is no list of rows");
		return CLI_INVALID;
	}
	code = cli_source_open(cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                       &source);
	if (code == CLI_GOOD) {
		struct fabric *fabric = fabric_new(source.lab, source.snapshot);

		code = all ? answer_all(cli, fabric) : answer(cli, fabric, argv + 1);
		fabric_free(fabric);
	}
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_path = {
    .name = "path",
    .synopsis = "LAB A B | LAB --all",
    .summary = "Shows the way between two VNets, sites or addresses: every hop, latency, "
	       "bottleneck, and the route that chose each hop",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 3,
    .run = run,
};
