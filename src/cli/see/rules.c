/* hairpin rules: the modelled behaviours of Azure. */
#include <stdlib.h>

#include "cli/cli.h"
#include "report/frame/json.h"
#include "report/rules_json.h"
#include "report/rules_table.h"
#include "topo/facts/facts.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(cli_table_or_json),
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

static void print_json(struct cli *cli, const struct azure_rule *const *rules, uint32_t count)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(document, "rules");

	for (uint32_t i = 0; i < count; i++)
		cJSON_AddItemToArray(list, rule_json(rules[i]));
	json_print_pretty(document, cli_out(cli));
	text_add(cli_out(cli), "\n");
}

static void print_all(struct cli *cli, const struct facts *facts)
{
	uint32_t count;
	const struct azure_rule *rules = facts_rules(facts, &count);
	const struct azure_rule **list;

	if (!cli_wants_json(cli)) {
		rules_table_print(rules, count, cli_out(cli));
		return;
	}
	list = xcalloc(count + 1u, sizeof(*list));
	for (uint32_t i = 0; i < count; i++)
		list[i] = &rules[i];
	print_json(cli, list, count);
	free(list);
}

static int print_these(struct cli *cli, const struct facts *facts, uint32_t count, char **ids)
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
	if (code == CLI_GOOD && cli_wants_json(cli)) {
		print_json(cli, rules, count);
	} else if (code == CLI_GOOD) {
		for (uint32_t i = 0; i < count; i++) {
			text_add(cli_out(cli), i == 0 ? "" : "\n");
			rule_print(rules[i], cli_out(cli));
		}
	}
	free(rules);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct arena *arena = arena_new();
	const struct facts *facts = facts_new(arena);
	int code = CLI_GOOD;

	if (argc == 0)
		print_all(cli, facts);
	else
		code = print_these(cli, facts, (uint32_t)argc, argv);
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
