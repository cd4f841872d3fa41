/* hairpin what-if: the lab with some elements off or some settings changed, beside the calm one. */
#include "base/check.h"
#include "cli/see/compare.h"
#include "cli/source.h"

static const char *const families[] = {"4", "6", NULL};
static const char *const formats[] = {"table", "json", NULL};

static const struct cli_option options[] = {
    {"down", 0, "ELEMENT[,ELEMENT]",
     "what is off: links, connections, circuits, gateways, nodes; may be given again", NULL},
    CLI_OPTION_SET,
    {"changes-only", 0, NULL, "only what differs", NULL},
    {"family", 0, "4|6", "the addresses of the ways (4)", families},
    CLI_OPTION_OUTPUT(formats),
    {"timeout", 0, "SECONDS", "virtual time to converge in (3600)", NULL},
    CLI_OPTION_QUIET,
    CLI_OPTIONS_END,
};

static int answer(struct cli *cli, const struct cli_source *calm, const struct cli_source *other)
{
	const char *const names[2] = {"calm", cli_given(cli, "set") ? "changed" : "down"};
	const struct lab *lab = other->lab != NULL ? other->lab : calm->lab;
	struct fabric *first = fabric_new(calm->lab, calm->snapshot);
	struct fabric *second = fabric_new(lab, other->snapshot);
	int code = cli_compare_tell(cli, first, second, names);

	fabric_free(first);
	fabric_free(second);
	return code;
}

/* What --set changes is another lab. */
static int open_both(struct cli *cli, const char *lab, struct cli_source *calm,
                     struct cli_source *other)
{
	int code = cli_source_open(cli, lab, CLI_NEED_MODEL | CLI_NEED_CALM, calm);

	if (code == CLI_GOOD && cli_given(cli, "set"))
		code = cli_source_change(cli, calm->lab, other);
	if (code == CLI_GOOD)
		code = cli_source_simulate_calm(cli, calm->plan, &calm->snapshot);
	if (code == CLI_GOOD && cli_given(cli, "down"))
		code = cli_source_fail(cli, other->lab != NULL ? other->lab : calm->lab, other);
	else if (code == CLI_GOOD)
		code = cli_source_simulate_calm(cli, other->plan, &other->snapshot);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source calm = {0};
	struct cli_source other = {0};
	int code;

	CHECK(argc == 1);
	if (!cli_given(cli, "down") && !cli_given(cli, "set")) {
		cli_complain(cli, "what is off, or other? name it with --down ELEMENT[,ELEMENT] or "
		                  "--set PATH=VALUE");
		return CLI_INVALID;
	}
	code = open_both(cli, argv[0], &calm, &other);
	if (code == CLI_GOOD)
		code = answer(cli, &calm, &other);
	cli_source_close(&other);
	cli_source_close(&calm);
	return code;
}

const struct cli_verb cli_what_if = {
    .name = "what-if",
    .synopsis = "LAB [--down ELEMENT[,ELEMENT]] [--set PATH=VALUE]",
    .summary = "What changes when elements fail or settings are others: the ways between all VNets "
	       "and sites, and every "
	       "node's routes; exit status 1 when something does",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
