/* hairpin compare: two designs side by side. */
#include <string.h>

#include "base/check.h"
#include "cli/see/compare.h"
#include "query/compare/compare.h"
#include "report/compare.h"

static const char *const families[] = {"4", "6", NULL};
static const char *const formats[] = {"table", "json", "markdown", NULL};
static const char *const allowed[] = {"lost", "leaked", NULL};
static const char *const eras[] = {"before-2024", "since-2024", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"family", 0, "4|6", "the addresses of the ways (4)", families},
	{"changes-only", 0, NULL, "of the ways only those that differ", NULL},
	{"down", 0, "ELEMENT[,ELEMENT]", "simulate both designs without these", NULL},
	{"review", 0, NULL, "what is lost and what leaks by the change from LAB1 to LAB2", NULL},
	{"terraform", 0, "PLAN", "review what a plan changes, as 'terraform show -json' prints it; "
	    "may be given again", NULL},
	{"azure", 0, NULL, "review two files or folders of what az prints, BEFORE and AFTER", NULL},
	{"expect", 0, "FILE", "review: hold both sides against expectations; may be given again", NULL},
	{"allow", 0, "WHAT", "review: no exit status 1 for what is lost, or for what leaks", allowed},
	{"also", 0, "FILE", "--terraform, --azure: more of the estate, the same on both sides", NULL},
	{"routes", 0, "FILE", "the same: what sites and appliances announce, as captured by az", NULL},
	{"circuit", 0, "NAME=...", "the same: as of 'hairpin import'", NULL},
	{"map", 0, "FILE", "the same: answers to what a plan leaves open", NULL},
	{"gateway-era", 0, "ERA", "the same: of gateways whose files do not say allowRemoteVnetTraffic",
	    eras},
	CLI_OPTION_OUTPUT(formats),
	{"timeout", 0, "SECONDS", "virtual time to converge in (3600)", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

int cli_compare_tell(struct cli *cli, struct fabric *first, struct fabric *second,
                     const char *const *names)
{
	const char *value = cli_value(cli, "family");
	uint8_t family = value != NULL && strcmp(value, "6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
	struct comparison *comparison = compare_states(first, second, family, names);
	int code = comparison->equal ? CLI_GOOD : CLI_NO;
	struct findings doubts = {0};
	struct view *view = cli_view(cli);

	path_ends_say_covered(first, family, &doubts);
	if (second->lab != first->lab)
		path_ends_say_covered(second, family, &doubts);
	cli_print_doubts(cli, &doubts);
	findings_done(&doubts);
	if (cli_given(cli, "changes-only"))
		compare_keep_changes(comparison);
	compare_view(view, comparison);
	view_end_line(view);
	compare_free(comparison);
	return code;
}

static int answer(struct cli *cli, const struct cli_source sources[2])
{
	struct fabric *first = fabric_new(sources[0].lab, sources[0].snapshot);
	struct fabric *second = fabric_new(sources[1].lab, sources[1].snapshot);
	int code = cli_compare_tell(cli, first, second, NULL);

	fabric_free(first);
	fabric_free(second);
	return code;
}

/* Both labs are opened even if the first is wrong, so that all findings come at once. */
static int open_labs(struct cli *cli, int argc, char **argv, struct cli_source sources[2])
{
	int code = CLI_GOOD;

	if (argc != 2) {
		cli_complain(cli, "an argument is missing; usage: hairpin compare LAB1 LAB2");
		return CLI_INVALID;
	}
	for (int i = 0; i < 2; i++) {
		int opened =
		    cli_source_open(cli, argv[i], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT, &sources[i]);

		if (code == CLI_GOOD)
			code = opened;
	}
	return code;
}

/* Options that ask for a review, and those that only import has. */
static bool wants_review(const struct cli *cli)
{
	const char *format = cli_value(cli, "output");

	return cli_given(cli, "review") || cli_given(cli, "expect") || cli_given(cli, "allow") ||
	       (format != NULL && strcmp(format, "markdown") == 0);
}

static bool check_options(const struct cli *cli)
{
	static const char *const names[] = {"also", "routes", "circuit", "map", "gateway-era"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (!cli_given(cli, names[i]))
			continue;
		cli_complain(cli, "--%s goes with --terraform or --azure", names[i]);
		return false;
	}
	return true;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source sources[2] = {{0}};
	bool estates = cli_given(cli, "terraform") || cli_given(cli, "azure");
	int code;

	if (!estates && !check_options(cli))
		return CLI_INVALID;
	if (estates)
		code = cli_compare_estates(cli, argc, argv, sources);
	else
		code = open_labs(cli, argc, argv, sources);
	if (code == CLI_GOOD)
		code =
		    estates || wants_review(cli) ? cli_review(cli, sources) : answer(cli, sources);
	for (int i = 0; i < 2; i++)
		cli_source_close(&sources[i]);
	return code;
}

const struct cli_verb cli_compare = {
    .name = "compare",
    .synopsis = "LAB1 LAB2 | --terraform PLAN | --azure BEFORE AFTER",
    .summary = "Compares two designs: the ways between all VNets and sites, and every node's "
	       "routes; exit status 1 when they differ, of a change when something is lost or "
	       "leaks",
    .options = options,
    .arguments_max = 2,
    .run = run,
};
