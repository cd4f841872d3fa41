/* hairpin drift: does reality still do what the lab predicts? For a job of every night. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/source.h"
#include "document/file.h"
#include "import/az_read.h"
#include "import/frr_read.h"
#include "query/capture/agree.h"
#include "query/capture/az_predict.h"
#include "report/drift.h"

enum { BASELINE_SIZE_MAX = 64 * 1024 * 1024 };

/* clang-format off */
static const struct cli_option options[] = {
	{"baseline", 0, "FILE", "differences that are known, as this verb prints them; '#' begins a remark", NULL},
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

/* FRR's own JSON, which is no table of Azure's. */
static bool is_frr(const struct import_file *file)
{
	return file->size > 0 && memmem(file->text, file->size, "\"routes\"", 8) != NULL &&
	       (memmem(file->text, file->size, "\"localAS\"", 9) != NULL ||
	        memmem(file->text, file->size, "\"routerId\"", 10) != NULL);
}

static bool add_frr(struct cli *cli, struct drift *drift, const struct import_file *file)
{
	struct findings findings = {0};
	struct agree_table routes = {0};
	unsigned answers =
	    frr_read(file->name, file->text, file->size, drift->arena, &routes, &findings);

	if (answers > 0)
		drift_add(drift, file->name, az_table_of_router(&routes, drift->arena));
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return answers > 0;
}

/* All tables of a file. False when it cannot be read. */
static bool add_file(struct cli *cli, struct drift *drift, const struct import_file *file)
{
	struct findings findings = {0};
	const struct az_capture *capture;

	if (is_frr(file))
		return add_frr(cli, drift, file);
	capture = az_read(file->name, file->text, file->size, AZ_KIND_COUNT, drift->arena,
	                  &findings);

	for (uint32_t i = 0; capture != NULL && i < capture->count; i++)
		drift_add(drift, file->name, capture->tables[i]);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return capture != NULL;
}

static void complain_of_unplaced(const struct cli *cli, const struct drift *drift)
{
	for (uint32_t i = 0; i < drift->table_count; i++) {
		const struct drift_table *table = &drift->tables[i];

		if (table->doubt != NULL)
			cli_complain(cli, "%s:%u: a table (%s) that cannot be compared: %s",
			             table->file, table->line, table->kind, table->doubt);
	}
}

/* NULL after complaining. The caller frees it. */
static char *read_baseline(struct cli *cli)
{
	const char *path = cli_value(cli, "baseline");
	struct findings findings = {0};
	size_t size;
	char *text =
	    path == NULL ? calloc(1, 1) : file_read(path, BASELINE_SIZE_MAX, &size, &findings);

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return text;
}

/* What can be compared is told, also when something else cannot. */
static int answer(struct cli *cli, const struct cli_source *source, const struct cli_inputs *inputs,
                  const char *baseline)
{
	struct drift *drift = drift_new(source->lab, source->snapshot);
	bool all = true;
	int code;

	for (size_t i = 0; i < inputs->count; i++)
		all &= add_file(cli, drift, &inputs->items[i]);
	drift_settle(drift, baseline);
	complain_of_unplaced(cli, drift);
	struct view *view = cli_view(cli);
	drift_view(view, drift);
	view_end_line(view);
	code = drift->line_count > drift->known ? CLI_NO : CLI_GOOD;
	if (!all || drift->unplaced > 0)
		code = CLI_INVALID;
	drift_free(drift);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct cli_inputs inputs = {.cli = cli, .arena = arena, .every_name = true};
	struct cli_source source = {0};
	char *baseline = read_baseline(cli);
	int code = CLI_INVALID;

	cli_inputs_add(&inputs, (const char *const *)argv + 1, (size_t)argc - 1);
	if (!inputs.failed && baseline != NULL)
		code = cli_source_open(
		    cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);
	if (code == CLI_GOOD)
		code = answer(cli, &source, &inputs, baseline);
	cli_source_close(&source);
	cli_inputs_done(&inputs);
	free(baseline);
	arena_free(arena);
	return code;
}

const struct cli_verb cli_drift = {
    .name = "drift",
    .synopsis = "LAB CAPTURE|DIR...",
    .summary = "Holds many captures of Azure and of routers against a lab, each recognised by what "
	       "it says; a line for each unexplained difference; exit status 1 for a new one",
    .options = options,
    .arguments_min = 2,
    .arguments_max = -1,
    .run = run,
};
