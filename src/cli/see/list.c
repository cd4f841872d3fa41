/* hairpin list: the names that labs may use. */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "document/make.h"
#include "document/write.h"
#include "topo/facts/facts.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTIONS_END,
};
/* clang-format on */

static const char *const *rule_names(const struct facts *facts, uint32_t *count)
{
	const struct azure_rule *rules = facts_rules(facts, count);
	static const char *names[1024];

	CHECK(*count <= COUNT_OF(names));
	for (uint32_t i = 0; i < *count; i++)
		names[i] = rules[i].id;
	return names;
}

static const struct {
	const char *kind;
	const char *const *(*names)(const struct facts *facts, uint32_t *count);
} kinds[] = {
    {"regions", facts_region_names},
    {"locations", facts_location_names},
    {"gateway-skus", facts_gateway_sku_names},
    {"vpn-gateway-skus", facts_vpn_gateway_sku_names},
    {"circuit-skus", facts_circuit_sku_names},
    {"limits", facts_limit_ids},
    {"rules", rule_names},
};

static void print_json(struct cli *cli, struct arena *arena, const char *const *names,
                       uint32_t count, const char *kind)
{
	struct doc_node *root = tree_make(arena, NULL, NULL, TREE_OBJECT);
	tree_make_text(arena, root, "format", "hairpin-list");
	tree_make_number(arena, root, "version", 1);
	struct doc_node *list = tree_make(arena, root, kind, TREE_ARRAY);

	for (uint32_t i = 0; i < count; i++)
		tree_make_text(arena, list, NULL, names[i]);
	tree_write(root, TREE_JSON, cli_out(cli));
}

static int complain(struct cli *cli, const char *kind)
{
	const char *names[COUNT_OF(kinds)];

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		names[i] = kinds[i].kind;
	cli_complain_near(cli, kind, names, COUNT_OF(kinds),
	                  "unknown list '%s'; expected regions, locations, gateway-skus, "
	                  "vpn-gateway-skus, circuit-skus, limits or rules",
	                  kind);
	return CLI_INVALID;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct arena *arena = arena_new();
	size_t at = 0;
	uint32_t count;

	(void)argc;
	while (at < COUNT_OF(kinds) && strcmp(kinds[at].kind, argv[0]) != 0)
		at++;
	if (at == COUNT_OF(kinds)) {
		arena_free(arena);
		return complain(cli, argv[0]);
	}
	const char *const *names = kinds[at].names(facts_new(arena), &count);
	for (uint32_t i = 0; i < count && !cli_wants_json(cli); i++)
		text_addf(cli_out(cli), "%s\n", names[i]);
	if (cli_wants_json(cli))
		print_json(cli, arena, names, count, kinds[at].kind);
	arena_free(arena);
	return CLI_GOOD;
}

const struct cli_verb cli_list = {
    .name = "list",
    .synopsis = "regions|locations|gateway-skus|vpn-gateway-skus|circuit-skus|limits|rules",
    .summary = "Prints the names that labs may use",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
