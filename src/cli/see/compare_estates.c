/* hairpin compare --terraform and --azure: both sides from what people have of their estate. */
#include <stdio.h>
#include <string.h>

#include "azure/azure.h"
#include "base/mem.h"
#include "cli/inputs.h"
#include "cli/see/compare.h"
#include "import/lab/stand_in.h"

static const char *const side_names[2] = {"before", "after"};

/* Inputs and what is made of them. */
struct estates {
	struct cli *cli;
	struct arena *arena;
	struct cli_inputs inputs[2];
	struct cli_inputs routes;
	struct cli_inputs map;
	struct import_naming naming;
	struct text labs[2];
};

static struct cli_inputs no_inputs(const struct estates *estates)
{
	return (struct cli_inputs){.cli = estates->cli, .arena = estates->arena};
}

static void add_values(struct estates *estates, const char *option, struct cli_inputs *to)
{
	const char *const *values;
	size_t count = cli_values(estates->cli, option, &values);

	cli_inputs_add(to, values, count);
}

static bool read_all(struct estates *estates, char **argv)
{
	bool plan = cli_given(estates->cli, "terraform");

	for (int side = 0; side < 2; side++) {
		const char *const one[] = {argv[plan ? 0 : side]};

		estates->inputs[side] = no_inputs(estates);
		if (plan)
			add_values(estates, "terraform", &estates->inputs[side]);
		else
			cli_inputs_add(&estates->inputs[side], one, 1);
		add_values(estates, "also", &estates->inputs[side]);
		if (estates->inputs[side].failed)
			return false;
	}
	estates->routes = no_inputs(estates);
	estates->map = no_inputs(estates);
	add_values(estates, "routes", &estates->routes);
	add_values(estates, "map", &estates->map);
	return !estates->routes.failed && !estates->map.failed;
}

/* The report is of the side that is to be judged; what it says of both would be said twice. */
static void print_report(const struct cli *cli, const struct import_report *report)
{
	struct text text = {0};

	if (!cli_given(cli, "quiet")) {
		import_report_text(report, true, &text);
		fprintf(stderr, "after the change: %s", text_str(&text));
	}
	text_done(&text);
}

static bool import_side(struct estates *estates, int side)
{
	struct cli *cli = estates->cli;
	const struct cli_inputs *inputs = &estates->inputs[side];
	struct import_options options = {
	    .name = side_names[side],
	    .gateway_era = cli_value(cli, "gateway-era"),
	    .before = side == 0,
	    .routes = estates->routes.items,
	    .route_count = estates->routes.count,
	    .map = estates->map.count > 0 ? &estates->map.items[0] : NULL,
	    .naming = &estates->naming,
	};
	struct import_report *report = import_report_new();
	struct findings findings = {0};

	options.circuit_count = cli_values(cli, "circuit", &options.circuits);
	bool made = import_azure(inputs->items, inputs->count, &options, &estates->labs[side],
	                         report, &findings);
	if (made && side == 1)
		print_report(cli, report);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	import_report_free(report);
	return made;
}

static void stand_in(struct estates *estates)
{
	uint32_t sites = lab_stand_in(estates->labs, 2);

	if (sites > 0 && !cli_given(estates->cli, "quiet"))
		cli_complain(estates->cli,
		             "no file says what %u site%s announce%s: a prefix of 198.18.0.0/15 "
		             "stands for it; give 'az network express-route list-route-tables' "
		             "with --routes",
		             sites, sites == 1 ? "" : "s", sites == 1 ? "s" : "");
}

static int open_side(struct estates *estates, int side, struct cli_source *source)
{
	struct findings findings = {0};

	source->lab = azure_parse(side_names[side], text_str(&estates->labs[side]),
	                          estates->labs[side].size, &findings);
	if (source->lab == NULL)
		cli_print_findings(estates->cli, &findings);
	findings_done(&findings);
	if (source->lab == NULL)
		return CLI_INVALID;
	source->plan = plan_compile(source->lab);
	return cli_source_run(estates->cli, source);
}

static void estates_done(struct estates *estates)
{
	for (int side = 0; side < 2; side++) {
		cli_inputs_done(&estates->inputs[side]);
		text_done(&estates->labs[side]);
	}
	cli_inputs_done(&estates->routes);
	cli_inputs_done(&estates->map);
	arena_free(estates->arena);
}

static bool right_arguments(struct cli *cli, int argc)
{
	if (cli_given(cli, "terraform") && cli_given(cli, "azure"))
		cli_complain(cli, "--terraform and --azure exclude each other");
	else if (cli_given(cli, "terraform") && argc > 0)
		cli_complain(cli, "with --terraform PLAN there are no arguments: the plan has both "
		                  "sides");
	else if (cli_given(cli, "azure") && argc != 2)
		cli_complain(cli, "--azure takes two files or folders: BEFORE AFTER");
	else
		return true;
	return false;
}

int cli_compare_estates(struct cli *cli, int argc, char **argv, struct cli_source sources[2])
{
	struct estates estates = {.cli = cli};
	int code = CLI_INVALID;

	if (!right_arguments(cli, argc))
		return CLI_INVALID;
	estates.arena = arena_new();
	estates.naming.by_key.arena = estates.arena;
	if (read_all(&estates, argv) && import_side(&estates, 0) && import_side(&estates, 1)) {
		stand_in(&estates);
		code = open_side(&estates, 0, &sources[0]);
		if (code == CLI_GOOD)
			code = open_side(&estates, 1, &sources[1]);
	}
	estates_done(&estates);
	return code;
}
