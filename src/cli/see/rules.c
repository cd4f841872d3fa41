/* hairpin rules: the modelled behaviours of Azure. */
#include <stdlib.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "cli/dates.h"
#include "report/rules.h"
#include "topo/facts/facts.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(cli_table_json_or_csv),
	{"older-than", 0, "DATE", "only rules whose source is older, or may be", NULL},
	CLI_OPTIONS_END,
};
/* clang-format on */

static void complain(const struct cli *cli, const struct facts *facts, const char *id)
{
	uint32_t count;
	const struct azure_rule *rules = facts_rules(facts, &count);
	const char **ids = xcalloc(count + 1u, sizeof(*ids));

	for (uint32_t i = 0; i < count; i++)
		ids[i] = rules[i].id;
	cli_complain_near(cli, id, ids, count, "no rule '%s'", id);
	free(ids);
}

/* Those that are older than the day, of all; "" is before every day. */
static uint32_t keep_older(const struct azure_rule **rules, uint32_t count, const char *day)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (day[0] == '\0' || facts_rule_is_older(rules[i], day))
			rules[kept++] = rules[i];
	}
	return kept;
}

static void print_all(struct cli *cli, const struct facts *facts, const char *day)
{
	uint32_t count;
	const struct azure_rule *rules = facts_rules(facts, &count);
	const struct azure_rule **list = xcalloc(count + 1u, sizeof(*list));
	struct view *view = cli_view(cli);

	for (uint32_t i = 0; i < count; i++)
		list[i] = &rules[i];
	rules_view(view, list, keep_older(list, count, day));
	view_end_line(view);
	free(list);
}

static int print_these(struct cli *cli, const struct facts *facts, uint32_t count, char **ids,
                       const char *day)
{
	const struct azure_rule **rules = xcalloc(count + 1u, sizeof(*rules));
	int code = CLI_GOOD;

	for (uint32_t i = 0; i < count; i++) {
		rules[i] = facts_rule(facts, ids[i]);
		if (rules[i] != NULL)
			continue;
		complain(cli, facts, ids[i]);
		code = CLI_INVALID;
	}
	if (code == CLI_GOOD) {
		struct view *view = cli_view(cli);

		count = keep_older(rules, count, day);
		if (view_is(view, VIEW_TEXT))
			rules_say_in_full(view, rules, count);
		else
			rules_view(view, rules, count);
		view_end_line(view);
	}
	free(rules);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct arena *arena = arena_new();
	const struct facts *facts = facts_new(arena);
	char day[CLI_DAY_MAX] = "";
	int code = CLI_GOOD;

	if (!cli_day(cli, "older-than", day))
		code = CLI_INVALID;
	else if (argc == 0)
		print_all(cli, facts, day);
	else
		code = print_these(cli, facts, (uint32_t)argc, argv, day);
	arena_free(arena);
	return code;
}

const struct cli_verb cli_rules = {
    .name = "rules",
    .synopsis = "[ID...]",
    .summary = "Prints the modelled behaviours of Azure, or all about some, with their sources",
    .options = options,
    .arguments_max = -1,
    .run = run,
};
