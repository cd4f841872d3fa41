/* hairpin reach: who reaches whom. */
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/see/reach.h"
#include "cli/source.h"
#include "report/reach.h"

static const char *const families[] = {"4", "6", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"from", 0, "END", "only packets from here: a virtual network, vnet/subnet, site, pattern, address or prefix; may be given again", NULL},
	{"to", 0, "END", "only packets to here; also internet", NULL},
	{"by", 0, "MECHANISM", "only what arrives by this", &path_mechanism_names[PATH_NONE + 1]},
	{"closed", 0, NULL, "only directions in which nothing arrives", NULL},
	{"one-way", 0, NULL, "only pairs of which one direction alone is open", NULL},
	{"asymmetric", 0, NULL, "only pairs whose way back is another one", NULL},
	{"summary", 0, NULL, "counts alone, of all pairs", NULL},
	{"family", 0, "4|6", "the addresses to use (4, or that of the addresses given)", families},
	CLI_OPTION_OUTPUT(cli_table_json_or_csv),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static uint8_t family_of_text(const char *text)
{
	struct addr address;
	struct prefix prefix;

	if (addr_parse(text, &address))
		return address.family;
	return prefix_parse(text, &prefix) == PREFIX_OK ? prefix.addr.family : ADDR_NONE;
}

/* A name takes the family of the addresses that are given. */
static uint8_t wanted_family(const struct cli *cli)
{
	static const char *const names[] = {"from", "to"};
	const char *value = cli_value(cli, "family");

	if (value != NULL)
		return strcmp(value, "6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
	for (size_t n = 0; n < COUNT_OF(names); n++) {
		const char *const *texts;
		size_t count = cli_values(cli, names[n], &texts);

		for (size_t i = 0; i < count; i++) {
			if (family_of_text(texts[i]) != ADDR_NONE)
				return family_of_text(texts[i]);
		}
	}
	return ADDR_IPV4;
}

static enum path_mechanism wanted_mechanism(const struct cli *cli)
{
	const char *value = cli_value(cli, "by");
	enum path_mechanism mechanism = PATH_NONE;

	while (value != NULL && mechanism < PATH_MECHANISM_COUNT &&
	       strcmp(path_mechanism_name(mechanism), value) != 0)
		mechanism++;
	CHECK(mechanism < PATH_MECHANISM_COUNT);
	return mechanism;
}

int cli_reach_summary(struct cli *cli, struct fabric *fabric, uint8_t family)
{
	struct reach *reach = reach_all_pairs(fabric, family);
	struct findings doubts = {0};
	struct view *view;

	path_ends_say_covered(fabric, family, &doubts);
	path_ends_say_parts(fabric, family, &doubts);
	cli_print_doubts(cli, &doubts);
	findings_done(&doubts);
	view = cli_view(cli);
	reach_view(view, reach, fabric->lab->name);
	view_end_line(view);
	reach_free(reach);
	return CLI_GOOD;
}

static int answer(struct cli *cli, struct fabric *fabric)
{
	struct reach_question question = {
	    .family = wanted_family(cli),
	    .by = wanted_mechanism(cli),
	    .closed = cli_given(cli, "closed"),
	    .one_way = cli_given(cli, "one-way"),
	    .asymmetric = cli_given(cli, "asymmetric"),
	};
	bool whole = question.by == PATH_NONE && !question.closed && !question.one_way &&
	             !question.asymmetric;
	struct findings findings = {0};
	struct reach_answer *reach;

	question.from_count = cli_values(cli, "from", &question.from);
	question.to_count = cli_values(cli, "to", &question.to);
	reach = reach_ask(fabric, &question, &findings);
	cli_print_doubts(cli, &findings);
	findings_done(&findings);
	if (reach == NULL)
		return CLI_INVALID;
	struct view *view = cli_view(cli);
	reach_answer_view(view, reach, fabric->lab->name, whole);
	view_end_line(view);
	reach_answer_free(reach);
	return CLI_GOOD;
}

/* A summary is of everything. */
static bool options_agree(const struct cli *cli)
{
	static const char *const others[] = {"from", "to", "by", "closed", "one-way", "asymmetric"};

	for (size_t i = 0; cli_given(cli, "summary") && i < COUNT_OF(others); i++) {
		if (cli_given(cli, others[i])) {
			cli_complain(cli, "--summary is of all pairs: it goes without --%s",
			             others[i]);
			return false;
		}
	}
	return true;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	int code = CLI_INVALID;

	(void)argc;
	if (options_agree(cli))
		code = cli_source_open(
		    cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);
	if (code == CLI_GOOD) {
		struct fabric *fabric = fabric_new(source.lab, source.snapshot);

		code = cli_given(cli, "summary")
		           ? cli_reach_summary(cli, fabric, wanted_family(cli))
		           : answer(cli, fabric);
		fabric_free(fabric);
	}
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_reach = {
    .name = "reach",
    .synopsis = "LAB",
    .summary = "Says who reaches whom, by which mechanism, and why not",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
