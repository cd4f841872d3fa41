/* hairpin import: from what Azure or Terraform say to a lab. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/source.h"
#include "document/file.h"
#include "document/file_write.h"
#include "import/build/import.h"
#include "import/lab/into.h"
#include "import/lab/scrub.h"

static const char *const formats[] = {"json", "yaml", NULL};
static const char *const eras[] = {"before-2024", "since-2024", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(formats),
	{"into", 0, "LAB", "update this lab: sites, overrides and what else no file knows stay", NULL},
	{"routes", 0, "FILE", "what sites and appliances announce, as captured by az", NULL},
	{"circuit", 0, "NAME=...", "of a circuit that no file has: location,tier,mbps,asn,prefix,prefix",
	    NULL},
	{"before", 0, NULL, "of a plan of Terraform: the state before it", NULL},
	{"map", 0, "FILE", "answers to what a plan leaves open: {\"ADDRESS.ATTRIBUTE\": \"ADDRESS or id\"}",
	    NULL},
	{"gateway-era", 0, "ERA", "of gateways whose files do not say allowRemoteVnetTraffic", eras},
	{"name", 0, "NAME", "of the lab (imported)", NULL},
	{"scrub", 0, NULL, "replace names and addresses, so that the lab can be shown to others", NULL},
	{"report", 0, "FILE", "write the report as JSON, too", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static const char commands[] =
    "Files that say most, for a whole tenant:\n"
    "  az graph query --first 1000 -o json \\\n"
    "    -q \"resources | where type startswith 'microsoft.network/'\" > landscape.json\n"
    "  az network routeserver peering list --routeserver RS -g RG -o json   # each Route Server\n"
    "  az network vhub connection list --vhub-name HUB -g RG -o json        # each virtual hub\n"
    "  az network express-route list-route-tables -n CIRCUIT -g RG --path primary \\\n"
    "    --peering-name AzurePrivatePeering -o json                         # for --routes\n"
    "  terraform show -json PLAN > plan.json\n";

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);
	size_t tail = strlen(end);

	return size > tail && strcasecmp(name + size - tail, end) == 0;
}

static bool write_file(struct cli *cli, const char *path, const struct text *text)
{
	struct findings findings = {0};
	bool wrote = file_write(path, text_str(text), text->size, &findings);

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return wrote;
}

static bool print_report(struct cli *cli, const struct import_report *report)
{
	const char *path = cli_value(cli, "report");
	bool names = !cli_given(cli, "scrub");
	struct text text = {0};
	bool wrote = true;

	if (!cli_given(cli, "quiet")) {
		import_report_text(report, names, &text);
		fputs(text_str(&text), stderr);
		text_clear(&text);
	}
	if (path != NULL) {
		import_report_json(report, names, &text);
		wrote = write_file(cli, path, &text);
	}
	text_done(&text);
	return wrote;
}

/* The lab that is there already, and what the import changes in it. */
static int update(struct cli *cli, const struct text *lab, struct findings *findings)
{
	const char *path = cli_value(cli, "into");
	struct text merged = {0};
	int code = CLI_GOOD;
	struct stat status;

	if (stat(path, &status) != 0 && errno == ENOENT) {
		bool yaml = ends_with(path, ".yaml") || ends_with(path, ".yml");
		lab_rewrite("the lab", text_str(lab), lab->size, yaml, &merged, findings);
		text_addf(cli_out(cli), "%s is new\n", path);
	} else {
		size_t size = 0;
		char *old = file_read(path, IMPORT_SIZE_MAX, &size, findings);
		struct import_file file = {path, old, size};

		if (old == NULL || !lab_merge(&file, lab, &merged, cli_out(cli), findings)) {
			text_clear(cli_out(cli));
			code = CLI_INVALID;
		}
		free(old);
	}
	if (code == CLI_GOOD && !write_file(cli, path, &merged))
		code = CLI_ENVIRONMENT;
	text_done(&merged);
	return code;
}

static int put_out(struct cli *cli, struct text *lab, struct findings *findings)
{
	const char *format = cli_value(cli, "output");
	bool yaml = format != NULL && strcmp(format, "yaml") == 0;

	if (cli_given(cli, "scrub")) {
		struct text scrubbed = {0};
		struct import_file whole = {"the lab", text_str(lab), lab->size};
		lab_scrub(&whole, cli_secret(), &scrubbed, findings);
		text_done(lab);
		*lab = scrubbed;
	}
	if (findings_errors(findings) > 0)
		return CLI_INVALID;
	if (cli_given(cli, "into"))
		return update(cli, lab, findings);
	if (yaml)
		lab_rewrite("the lab", text_str(lab), lab->size, true, cli_out(cli), findings);
	else
		text_add_bytes(cli_out(cli), text_str(lab), lab->size);
	return CLI_GOOD;
}

static int import(struct cli *cli, const struct cli_inputs *inputs, const struct cli_inputs *routes,
                  const struct cli_inputs *map)
{
	struct import_options import_options = {
	    .name = cli_value(cli, "name"),
	    .gateway_era = cli_value(cli, "gateway-era"),
	    .before = cli_given(cli, "before"),
	    .routes = routes->items,
	    .route_count = routes->count,
	    .map = map->count > 0 ? &map->items[0] : NULL,
	};
	struct import_report *report = import_report_new();
	struct findings findings = {0};
	struct text lab = {0};
	int code = CLI_INVALID;

	import_options.circuit_count = cli_values(cli, "circuit", &import_options.circuits);
	if (import_azure(inputs->items, inputs->count, &import_options, &lab, report, &findings))
		code = put_out(cli, &lab, &findings);
	if (code == CLI_GOOD && !print_report(cli, report))
		code = CLI_ENVIRONMENT;
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	import_report_free(report);
	text_done(&lab);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct cli_inputs inputs = {.cli = cli, .arena = arena};
	struct cli_inputs routes = inputs;
	struct cli_inputs map = inputs;
	const char *const *values;
	int code = CLI_INVALID;

	if (strcmp(argv[0], "azure") != 0 && strcmp(argv[0], "terraform") != 0) {
		static const char *const kinds[] = {"azure", "terraform"};
		cli_complain_near(cli, argv[0], kinds, COUNT_OF(kinds),
		                  "unknown source '%s'; expected azure or terraform", argv[0]);
		arena_free(arena);
		return CLI_INVALID;
	}
	cli_inputs_add(&inputs, (const char *const *)argv + 1, (size_t)argc - 1);
	size_t count = cli_values(cli, "routes", &values);
	cli_inputs_add(&routes, values, count);
	if (cli_given(cli, "map"))
		cli_inputs_file(&map, cli_value(cli, "map"));
	if (!inputs.failed && !routes.failed && !map.failed)
		code = import(cli, &inputs, &routes, &map);
	cli_inputs_done(&inputs);
	cli_inputs_done(&routes);
	cli_inputs_done(&map);
	arena_free(arena);
	return code;
}

const struct cli_verb cli_import = {
    .name = "import",
    .synopsis = "azure|terraform FILE|DIR|-...",
    .summary = "Makes a lab from what Azure or Terraform say, and tells what they cannot know",
    .options = options,
    .arguments_min = 2,
    .arguments_max = -1,
    .more = commands,
    .run = run,
};
