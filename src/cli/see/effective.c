/* hairpin effective: what the network interfaces of a subnet are programmed with. */
#include "query/nic/effective.h"

#include <stdlib.h>
#include <string.h>

#include "cli/az.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "query/capture/az_predict.h"
#include "report/az.h"
#include "report/effective.h"

/* clang-format off */
static const struct cli_option options[] = {
	{"subnet", 0, "VNET/SUBNET", "the same as VNET SUBNET", NULL},
	{"reserved", 0, NULL, "also the rows that drop private ranges, which Azure shows at times", NULL},
	{"explain", 'e', NULL, "the rules of Azure behind the routes, with their sources", NULL},
	CLI_OPTION_OUTPUT(cli_all_forms),
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

/* az answers in JSON. */
static struct view *begin(struct cli *cli)
{
	return cli_wants_az(cli) ? view_begin(VIEW_JSON, cli_out(cli)) : cli_view(cli);
}

static void print_routes(struct cli *cli, const struct effective *effective,
                         const struct facts *facts)
{
	struct view *view = begin(cli);

	if (cli_wants_az(cli))
		az_effective_view(view, effective);
	else
		effective_view(view, effective, cli_given(cli, "explain") ? facts : NULL);
	view_end_line(view);
}

/* A virtual hub has no network interfaces: its routes are those of its router. */
static void print_hub(struct cli *cli, const struct cli_source *source, const struct lab_hub *hub)
{
	struct view *view = begin(cli);

	az_hub_view(view, hub, source->snapshot);
	view_end_line(view);
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
	if (lab_vnet_is_hub(vnet) && subnet_name == NULL) {
		print_hub(cli, source, vnet->hub);
		return CLI_GOOD;
	}
	if (!find_subnet(cli, vnet, subnet_name, &subnet))
		return CLI_INVALID;
	fabric = fabric_new(source->lab, source->snapshot);
	effective = effective_of(fabric, vnet, subnet, cli_given(cli, "reserved"));
	print_routes(cli, effective, source->lab->facts);
	effective_free(effective);
	fabric_free(fabric);
	return CLI_GOOD;
}

/* "VNET/SUBNET" in two; *subnet is NULL when there is only VNET. The caller frees the result. */
static char *split_subnet(const char *text, const char **subnet)
{
	char *vnet = xstrdup(text);
	char *slash = strchr(vnet, '/');

	*subnet = NULL;
	if (slash != NULL) {
		*slash = '\0';
		*subnet = slash + 1;
	}
	return vnet;
}

static int run(struct cli *cli, int argc, char **argv)
{
	const char *given = cli_value(cli, "subnet");
	struct cli_source source = {0};
	const char *subnet = NULL;
	char *vnet;
	int code;

	if ((argc > 1) == (given != NULL)) {
		cli_complain(cli, given != NULL ? "--subnet stands in place of VNET and SUBNET"
		                                : "VNET is needed, or --subnet VNET/SUBNET");
		return CLI_INVALID;
	}
	code = cli_source_open(cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                       &source);
	vnet = split_subnet(given != NULL ? given : argv[1], &subnet);
	if (code == CLI_GOOD)
		code = answer(cli, &source, vnet, argc > 2 ? argv[2] : subnet);
	free(vnet);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_effective = {
    .name = "effective",
    .synopsis = "LAB VNET [SUBNET]",
    .summary = "Prints the effective routes of a subnet, as Azure lists them for a network "
	       "interface",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 3,
    .run = run,
};
