/* hairpin why: why a route is in a table, or is not. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/source.h"
#include "query/why/why_prefix.h"
#include "report/state/why.h"
#include "study/why_cure.h"

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT(cli_table_or_json),
    CLI_OPTIONS_SOURCE,
    CLI_OPTION_QUIET,
    CLI_OPTIONS_END,
};

/* The lab can be simulated again with changes: nothing else says what would let a route on. */
static bool find_cures(struct cli *cli, const struct lab *lab, struct route_why *why)
{
	struct why_lab of = {.lab = lab};

	of.down_count = cli_values(cli, "down", &of.down);
	if (why->here || cli_source_without_lab(cli) || cli_given(cli, "scenario"))
		return true;
	if (!cli_time_limit(cli, &of.limit))
		return false;
	why_find_cures(&of, why);
	return true;
}

struct answers {
	struct route_why **items;
	uint32_t count;
	size_t room;
};

static bool ask(struct cli *cli, const struct cli_source *source, struct fabric *fabric,
                char **argv, struct answers *answers)
{
	const struct policy_tracer tracer = {source->plan, source->snapshot};
	struct findings findings = {0};
	bool good = true;

	for (uint32_t n = 0; n < fabric->node_count && good; n++) {
		const struct prefix *prefixes;
		uint32_t count = 0;

		if (!snapshot_node_is_named(fabric->nodes[n].node, argv[0]))
			continue;
		good = why_find_prefixes(fabric, n, argv[1], &prefixes, &count, &findings);
		for (uint32_t i = 0; i < count && good; i++) {
			struct route_why *why = why_ask(fabric, &tracer, n, &prefixes[i]);

			answers->items = mem_grow(answers->items, &answers->room,
			                          answers->count + 1u, sizeof(*answers->items));
			answers->items[answers->count++] = why;
			good = find_cures(cli, source->lab, why);
		}
	}
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return good;
}

static int answer(struct cli *cli, const struct cli_source *source, char **argv)
{
	struct fabric *fabric = fabric_new(source->lab, source->snapshot);
	struct answers answers = {0};
	int code = CLI_INVALID;

	if (ask(cli, source, fabric, argv, &answers) && answers.count > 0) {
		struct view *view = cli_view(cli);

		why_view(view, (const struct route_why *const *)answers.items, answers.count);
		view_end_line(view);
		code = CLI_GOOD;
	} else if (answers.count == 0) {
		cli_source_node(cli, source->snapshot, argv[0]); /* says what is near */
	}
	for (uint32_t i = 0; i < answers.count; i++) {
		if (code == CLI_GOOD && !answers.items[i]->here)
			code = CLI_NO;
		why_free(answers.items[i]);
	}
	free(answers.items);
	fabric_free(fabric);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	int code;

	CHECK(argc == 3);
	code = cli_source_open(cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT, &source);
	if (code == CLI_GOOD)
		code = answer(cli, &source, argv + 1);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_why = {
    .name = "why",
    .synopsis = "LAB NODE PREFIX",
    .summary = "Says why a node has a route and by which way it came, or where it stopped and what "
	       "would let it through; exit status 1 when it is not there",
    .options = options,
    .arguments_min = 3,
    .arguments_max = 3,
    .run = run,
};
