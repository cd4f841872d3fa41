/* hairpin effective: what the network interfaces of a subnet are programmed with. */
#include "query/nic/effective.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/az.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "query/capture/az_predict.h"
#include "query/nic/subnet_routes.h"
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

static void complain_subnet(const struct cli *cli, const struct lab_vnet *vnet, const char *name)
{
	const char **names = xcalloc(vnet->subnet_count + 1, sizeof(*names));

	for (uint32_t i = 0; i < vnet->subnet_count; i++)
		names[i] = vnet->subnets[i].name;
	cli_complain_near(cli, name, names, vnet->subnet_count, "no subnet '%s' in '%s'", name,
	                  vnet->name);
	free(names);
}

/* Of a name that may be that of a whole subnet. */
static void complain_whole(const struct cli *cli, const struct lab *lab, const char *name)
{
	struct arena *arena = arena_new();
	size_t count = 0;
	size_t room = lab->vnet_count + 1;
	const char **names;

	for (uint32_t v = 0; v < lab->vnet_count; v++)
		room += lab->vnets[v].subnet_count;
	names = arena_alloc(arena, room * sizeof(*names));
	for (uint32_t v = 0; v < lab->vnet_count; v++) {
		const struct lab_vnet *vnet = &lab->vnets[v];

		names[count++] = vnet->name;
		for (uint32_t i = 0; i < vnet->subnet_count; i++)
			names[count++] = lab_join_name(arena, vnet->name, vnet->subnets[i].name);
	}
	CHECK(count < room);
	cli_complain_near(cli, name, names, count,
	                  "no virtual network and no subnet '%s' in lab '%s'", name, lab->name);
	arena_free(arena);
}

/* VNET, or VNET and SUBNET. False after complaining. */
static bool find_parts(const struct cli *cli, const struct lab *lab, const char *vnet_name,
                       const char *subnet_name, struct subnet_place *place)
{
	*place = (struct subnet_place){.vnet = lab_find_vnet(lab, vnet_name)};
	if (place->vnet == NULL) {
		complain_vnet(cli, lab, vnet_name);
		return false;
	}
	if (subnet_name == NULL)
		return true;
	place->subnet = lab_find_subnet(place->vnet, subnet_name);
	if (place->subnet == NULL)
		complain_subnet(cli, place->vnet, subnet_name);
	return place->subnet != NULL;
}

/* VNET/SUBNET, or VNET alone. False after complaining. */
static bool find_whole(const struct cli *cli, const struct lab *lab, const char *name,
                       struct subnet_place *place)
{
	*place = (struct subnet_place){.vnet = lab_find_vnet(lab, name)};
	if (place->vnet == NULL)
		place->subnet = lab_find_subnet_of(lab, name, &place->vnet);
	if (place->vnet == NULL)
		complain_whole(cli, lab, name);
	return place->vnet != NULL;
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

static void answer(struct cli *cli, const struct cli_source *source,
                   const struct subnet_place *place)
{
	struct effective *effective;
	struct fabric *fabric;

	if (lab_vnet_is_hub(place->vnet) && place->subnet == NULL) {
		print_hub(cli, source, place->vnet->hub);
		return;
	}
	fabric = fabric_new(source->lab, source->snapshot);
	effective = effective_of(fabric, place->vnet, place->subnet, cli_given(cli, "reserved"));
	print_routes(cli, effective, source->lab->facts);
	effective_free(effective);
	fabric_free(fabric);
}

static int run(struct cli *cli, int argc, char **argv)
{
	const char *given = cli_value(cli, "subnet");
	struct cli_source source = {0};
	struct subnet_place place;
	bool found;
	int code;

	if ((argc > 1) == (given != NULL)) {
		cli_complain(cli, given != NULL ? "--subnet stands in place of VNET and SUBNET"
		                                : "VNET is needed, or --subnet VNET/SUBNET");
		return CLI_INVALID;
	}
	code = cli_source_open(cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                       &source);
	if (code == CLI_GOOD) {
		found = argc > 2
		            ? find_parts(cli, source.lab, argv[1], argv[2], &place)
		            : find_whole(cli, source.lab, given != NULL ? given : argv[1], &place);
		if (found)
			answer(cli, &source, &place);
		else
			code = CLI_INVALID;
	}
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
