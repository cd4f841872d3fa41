/* hairpin list: the names that labs may use. */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "document/name_map.h"
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
	const char *member; /* of JSON */
	const char *const *(*names)(const struct facts *facts, uint32_t *count);
} kinds[] = {
    {"regions", "regions", facts_region_names},
    {"locations", "locations", facts_location_names},
    {"gateway-skus", "gatewaySkus", facts_gateway_sku_names},
    {"vpn-gateway-skus", "vpnGatewaySkus", facts_vpn_gateway_sku_names},
    {"circuit-skus", "circuitSkus", facts_circuit_sku_names},
    {"limits", "limits", facts_limit_ids},
    {"rules", "rules", rule_names},
};

static void print(struct cli *cli, const char *kind, const char *const *names, uint32_t count)
{
	struct view *view = cli_view(cli);

	view_format(view, "hairpin-list", 1);
	view_list(view, kind, NULL);
	for (uint32_t i = 0; i < count; i++) {
		if (view_is(view, VIEW_JSON))
			view_text(view, NULL, names[i]);
		view_say(view, "%s\n", names[i]);
	}
	view_close(view);
	view_end_line(view);
}

/* Each once: what stands in the lab, and the speakers. */
static int list_lab(struct cli *cli, const char *path)
{
	struct cli_source source = {0};
	int code = cli_source_open(cli, path, CLI_NEED_MODEL, &source);
	struct arena *arena = arena_new();
	struct name_map seen = {.arena = arena};

	if (code == CLI_GOOD) {
		const struct plan *plan = source.plan;
		uint32_t most = source.lab->element_count + plan->node_count;
		const char **names = arena_alloc(arena, (most + 1u) * sizeof(const char *));
		uint32_t count = 0;

		for (uint32_t i = 0; i < most; i++) {
			const char *name =
			    i < source.lab->element_count
				? source.lab->elements[i].name
				: plan->nodes[i - source.lab->element_count].conf.name;
			if (name_map_add(&seen, name, name) == NULL)
				names[count++] = name;
		}
		print(cli, "names", names, count);
	}
	cli_source_close(&source);
	arena_free(arena);
	return code;
}

static int complain(struct cli *cli, const char *kind)
{
	const char *names[COUNT_OF(kinds) + 1] = {[COUNT_OF(kinds)] = "names"};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		names[i] = kinds[i].kind;
	cli_complain_near(cli, kind, names, COUNT_OF(names),
	                  "unknown list '%s'; expected regions, locations, gateway-skus, "
	                  "vpn-gateway-skus, circuit-skus, limits, rules or names",
	                  kind);
	return CLI_INVALID;
}

static int list_facts(struct cli *cli, const char *kind)
{
	struct arena *arena = arena_new();
	size_t at = 0;
	uint32_t count;

	while (at < COUNT_OF(kinds) && strcmp(kinds[at].kind, kind) != 0)
		at++;
	if (at == COUNT_OF(kinds)) {
		arena_free(arena);
		return complain(cli, kind);
	}
	const char *const *names = kinds[at].names(facts_new(arena), &count);
	print(cli, kinds[at].member, names, count);
	arena_free(arena);
	return CLI_GOOD;
}

static int run(struct cli *cli, int argc, char **argv)
{
	bool lab = strcmp(argv[0], "names") == 0;

	if (argc != (lab ? 2 : 1)) {
		cli_complain(cli, lab ? "of which LAB?" : "only names are those of a LAB");
		return CLI_INVALID;
	}
	return lab ? list_lab(cli, argv[1]) : list_facts(cli, argv[0]);
}

const struct cli_verb cli_list = {
    .name = "list",
    .synopsis =
	"regions|locations|gateway-skus|vpn-gateway-skus|circuit-skus|limits|rules | names LAB",
    .summary = "Prints the names that labs may use, or those that a lab has",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 2,
    .run = run,
};
