/* hairpin effective: what the network interfaces of a subnet are programmed with. */
#include "query/effective.h"

#include <stdlib.h>
#include <string.h>

#include "cli/az.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/az.h"
#include "report/effective_json.h"
#include "report/effective_table.h"
#include "report/json.h"

/* clang-format off */
static const struct cli_option options[] = {
	{"explain", 'e', NULL, "the rules of Azure behind the routes, with their sources", NULL},
	CLI_OPTION_OUTPUT(cli_table_json_or_az),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void complain_vnet(const struct cli *cli, const struct lab *lab, const char *name)
{
	const char **names = xcalloc(lab->vnet_count + 1, sizeof(*names));

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		names[i] = lab->vnets[i].name;
	cli_complain_near(cli, name, names, lab->vnet_count, "no virtual network '%s' in lab '%s'",
	                  name, lab->name);
	free(names);
}

/* Into *subnet; NULL when no name is given. False after complaining. */
static bool find_subnet(const struct cli *cli, const struct lab_vnet *vnet, const char *name,
                        const struct lab_subnet **subnet)
{
	const char **names;

	*subnet = NULL;
	if (name == NULL)
		return true;
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (strcmp(vnet->subnets[i].name, name) == 0)
			*subnet = &vnet->subnets[i];
	}
	if (*subnet != NULL)
		return true;
	names = xcalloc(vnet->subnet_count + 1, sizeof(*names));
	for (uint32_t i = 0; i < vnet->subnet_count; i++)
		names[i] = vnet->subnets[i].name;
	cli_complain_near(cli, name, names, vnet->subnet_count, "no subnet '%s' in '%s'", name,
	                  vnet->name);
	free(names);
	return false;
}

static void print_routes(struct cli *cli, const struct effective *effective,
                         const struct facts *facts)
{
	struct text *out = cli_out(cli);

	if (!cli_wants_json(cli) && !cli_wants_az(cli)) {
		effective_table_print(effective, cli_given(cli, "explain") ? facts : NULL, out);
		return;
	}
	json_print_pretty(cli_wants_az(cli) ? az_effective(effective) : effective_json(effective),
	                  out);
	text_add(out, "\n");
}

static int answer(struct cli *cli, const struct cli_source *source, const char *vnet_name,
                  const char *subnet_name)
{
	const struct lab_vnet *vnet = lab_find_vnet(source->lab, vnet_name);
	const struct lab_subnet *subnet;
	struct effective *effective;
	struct fabric *fabric;

	if (vnet == NULL) {
		complain_vnet(cli, source->lab, vnet_name);
		return CLI_INVALID;
	}
	if (!find_subnet(cli, vnet, subnet_name, &subnet))
		return CLI_INVALID;
	fabric = fabric_new(source->lab, source->snapshot);
	effective = effective_of(fabric, vnet, subnet);
	print_routes(cli, effective, source->lab->facts);
	effective_free(effective);
	fabric_free(fabric);
	return CLI_GOOD;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	int code = cli_source_open(cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT, &source);

	if (code == CLI_GOOD)
		code = answer(cli, &source, argv[1], argc > 2 ? argv[2] : NULL);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_effective = {
    .name = "effective",
    .synopsis = "LAB VNET [SUBNET]",
    .summary = "Prints the effective routes of a subnet, as Azure lists them for a network "
	       "interface",
    .options = options,
    .arguments_min = 2,
    .arguments_max = 3,
    .run = run,
};
