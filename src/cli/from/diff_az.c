/* hairpin diff --az: tables captured from Azure, against what the model predicts. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/from/diff.h"
#include "cli/source.h"
#include "document/file.h"
#include "import/az_read.h"
#include "query/capture/agree_az_at.h"
#include "report/agree_az.h"

struct answer {
	struct cli *cli;
	struct cli_source source;
	struct arena *arena;
	struct az_place place;
	struct agree_az_at at;
	uint64_t number;   /* --table; 0: none */
	struct view *view; /* a list of comparisons */
	uint32_t shown;
	uint32_t differ;
};

/* The only router of a site, or NULL. */
static const char *lone_router(const struct snapshot *snapshot)
{
	const char *found = NULL;

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		if (snapshot->nodes[i].kind != LAB_ROUTER)
			continue;
		if (found != NULL)
			return NULL;
		found = snapshot->nodes[i].name;
	}
	return found;
}

static bool find_place(struct answer *answer)
{
	const char *name = cli_value(answer->cli, "at");
	const struct lab *lab = answer->source.lab;
	const struct snapshot *snapshot = answer->source.snapshot;
	const char *const *names;
	size_t count;

	if (name == NULL && cli_given(answer->cli, "frr"))
		name = lone_router(snapshot);
	if (name == NULL) {
		cli_complain(answer->cli, "whose table is it? --at NODE is needed");
		return false;
	}
	if (az_place_find(lab, snapshot, name, &answer->place))
		return true;
	names = az_place_names(lab, snapshot, name, answer->arena, &count);
	cli_complain_near(
	    answer->cli, name, names, count,
	    "'%s' is no gateway, Route Server, link of a circuit ('CIRCUIT/primary'), "
	    "subnet ('VNET/SUBNET'), virtual hub, router ('SITE/ROUTER') or appliance of lab '%s'",
	    name, lab->name);
	return false;
}

static bool compare(struct answer *answer, const char *file, const struct az_table *actual)
{
	const struct agree_az *agreement = agree_az_at(&answer->at, actual);
	const struct agree_az_title title = {
	    .lab = answer->source.lab->name, .at = answer->place.name, .file = file};

	if (agreement == NULL) {
		cli_complain(answer->cli, "neither '%s' nor a neighbour of it runs there",
		             answer->place.name);
		return false;
	}
	view_row(answer->view);
	view_say(answer->view, answer->shown > 0 ? "\n" : "");
	agree_az_tell(answer->view, &title, agreement);
	view_close(answer->view);
	answer->shown++;
	answer->differ += agreement->differ;
	return true;
}

static void list_tables(const struct answer *answer, const char *file,
                        const struct az_capture *capture)
{
	for (uint32_t i = 0; i < capture->count; i++) {
		const struct az_table *table = capture->tables[i];

		bool known = table->kind != AZ_KIND_COUNT;
		const char *kind =
		    known ? az_kind_names[table->kind] : "of unknown kind, say it with --kind";
		const char *under = table->title[0] == '\0' ? "" : ", under: ";

		cli_complain(answer->cli, "%s:%u: table %u: %s, %u rows%s%s", file, table->line,
		             i + 1, kind, table->count, under, table->title);
	}
}

static bool compare_numbered(struct answer *answer, const char *file,
                             const struct az_capture *capture)
{
	const struct az_table *table;

	if (answer->number > capture->count) {
		cli_complain(answer->cli, "%s has %u tables", file, capture->count);
		return false;
	}
	table = capture->tables[answer->number - 1];
	if (!az_place_has(&answer->place, table->kind)) {
		cli_complain(answer->cli, "'%s' has no such table", answer->place.name);
		list_tables(answer, file, capture);
		return false;
	}
	return compare(answer, file, table);
}

static bool compare_chosen(struct answer *answer, const char *file,
                           const struct az_capture *capture)
{
	const struct az_table *chosen[AZ_KIND_COUNT] = {NULL};
	enum az_choice choice =
	    az_place_choose(&answer->place, capture->tables, capture->count, chosen);

	if (choice != AZ_CHOICE_MADE) {
		cli_complain(answer->cli,
		             choice == AZ_CHOICE_NONE
		                 ? "%s has no table of '%s'"
		                 : "%s has several tables that may be of '%s': choose "
		                   "one with --table",
		             file, answer->place.name);
		list_tables(answer, file, capture);
		return false;
	}
	for (unsigned kind = 0; kind < AZ_KIND_COUNT; kind++) {
		if (chosen[kind] != NULL && !compare(answer, file, chosen[kind]))
			return false;
	}
	return true;
}

static enum az_kind forced_kind(const struct cli *cli)
{
	const char *kind = cli_value(cli, "kind");

	for (unsigned i = 0; kind != NULL && i < AZ_KIND_COUNT; i++)
		if (strcmp(az_kind_names[i], kind) == 0)
			return (enum az_kind)i;
	return AZ_KIND_COUNT;
}

static struct az_capture *read_file(struct answer *answer, const char *path)
{
	struct findings findings = {0};
	struct az_capture *capture = NULL;
	size_t size;
	char *text = file_read(path, AZ_SIZE_MAX, &size, &findings);

	if (text != NULL)
		capture =
		    az_read(path, text, size, forced_kind(answer->cli), answer->arena, &findings);
	cli_print_findings(answer->cli, &findings);
	findings_done(&findings);
	free(text);
	return capture;
}

static bool compare_files(struct answer *answer)
{
	const char *const *paths;
	size_t count = cli_values(answer->cli, cli_given(answer->cli, "az") ? "az" : "frr", &paths);

	for (size_t i = 0; i < count; i++) {
		const struct az_capture *capture = read_file(answer, paths[i]);

		bool good = capture != NULL;

		if (good && answer->number > 0)
			good = compare_numbered(answer, paths[i], capture);
		else if (good)
			good = compare_chosen(answer, paths[i], capture);
		if (!good)
			return false;
	}
	return true;
}

static bool read_options(struct answer *answer)
{
	const char *peer = cli_value(answer->cli, "peer");

	answer->at = (struct agree_az_at){
	    .lab = answer->source.lab,
	    .snapshot = answer->source.snapshot,
	    .place = &answer->place,
	    .excerpt = cli_given(answer->cli, "excerpt"),
	    .arena = answer->arena,
	};
	if (peer != NULL && !cli_source_peer(answer->cli, answer->place.nodes, answer->place.count,
	                                     peer, &answer->at.peer))
		return false;
	return cli_number(answer->cli, "table", 1, UINT32_MAX, &answer->number);
}

/* JSON is written whole or not at all; text says how far it came. */
static int run(struct answer *answer)
{
	bool json = cli_wants_json(answer->cli);
	struct text out = {0};
	bool good;

	if (!read_options(answer) || !find_place(answer))
		return CLI_INVALID;
	answer->view = view_begin(json ? VIEW_JSON : VIEW_TEXT, &out);
	view_format(answer->view, "hairpin-diff-az", 1);
	view_list(answer->view, "tables", NULL);
	good = compare_files(answer);
	view_close(answer->view);
	view_end_line(answer->view);
	if (good || !json)
		text_add(cli_out(answer->cli), text_str(&out));
	text_done(&out);
	if (!good)
		return CLI_INVALID;
	return answer->differ == 0 ? CLI_GOOD : CLI_NO;
}

int cli_diff_az(struct cli *cli, const char *lab)
{
	struct answer answer = {.cli = cli};
	int code = cli_source_open(cli, lab, CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                           &answer.source);

	answer.arena = arena_new();
	if (code == CLI_GOOD)
		code = run(&answer);
	agree_az_at_done(&answer.at);
	arena_free(answer.arena);
	cli_source_close(&answer.source);
	return code;
}
