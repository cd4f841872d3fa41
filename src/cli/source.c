/* Opens what a verb's answers come from. */
#include "cli/source.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "azure/azure.h"
#include "base/check.h"
#include "cli/phase.h"
#include "document/file.h"
#include "import/snapshot_read.h"
#include "sim/sim.h"
#include "study/dispute.h"
#include "study/outage.h"
#include "topo/judge/load.h"

enum { TIME_LIMIT_S = 3600, TIME_LIMIT_MAX_S = 1000000000 };

/* A file beyond this is not a snapshot of anything that hairpin can run. */
#define SNAPSHOT_SIZE_MAX ((size_t)4 << 30)

bool cli_time_limit(const struct cli *cli, struct instant *limit)
{
	uint64_t seconds = TIME_LIMIT_S;

	if (!cli_number(cli, "timeout", 1, TIME_LIMIT_MAX_S, &seconds))
		return false;
	*limit = instant_after(INSTANT_START, (int64_t)seconds * US_PER_S);
	return true;
}

bool cli_source_without_lab(const struct cli *cli)
{
	return cli_given(cli, "live") || cli_given(cli, "snapshot");
}

uint64_t cli_secret(void)
{
	uint64_t secret;

	CHECK(getentropy(&secret, sizeof(secret)) == 0);
	return secret;
}

int cli_source_change(struct cli *cli, const struct lab *lab, struct cli_source *out)
{
	struct document_changes changes = {0};
	struct findings findings = {0};

	changes.count = cli_values(cli, "set", &changes.items);
	out->lab = lab_parse_changed(lab, &changes, &findings);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (out->lab == NULL)
		return CLI_INVALID;
	out->plan = plan_compile(out->lab);
	return CLI_GOOD;
}

/* The lab that --set makes of the one that was read. */
static int change_lab(struct cli *cli, struct cli_source *out)
{
	struct lab *read = out->lab;
	int code = cli_source_change(cli, read, out);

	lab_free(read);
	return code;
}

static int open_lab(struct cli *cli, const char *path, bool changed, struct cli_source *out)
{
	struct findings findings = {0};

	if (path == NULL) {
		cli_complain(cli, "a LAB is needed");
		return CLI_INVALID;
	}
	out->lab = azure_load(path, &findings);
	if (out->lab == NULL || !changed)
		cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (out->lab == NULL)
		return CLI_INVALID;
	if (changed)
		return change_lab(cli, out);
	out->plan = plan_compile(out->lab);
	return CLI_GOOD;
}

static struct snapshot *read_snapshot(const char *path, struct findings *findings)
{
	struct snapshot *snapshot = NULL;
	size_t size;
	char *text = file_read(path, SNAPSHOT_SIZE_MAX, &size, findings);

	if (text != NULL)
		snapshot = snapshot_from_json(path, text, size, findings);
	free(text);
	if (snapshot == NULL || !snapshot->without_routes)
		return snapshot;
	findings_add(findings, SEVERITY_ERROR, (struct place){.file = path},
	             "holds sessions only; a snapshot has routes too");
	snapshot_free(snapshot);
	return NULL;
}

int cli_source_file(struct cli *cli, const char *path, struct snapshot **out)
{
	struct findings findings = {0};

	*out = read_snapshot(path, &findings);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return *out == NULL ? CLI_INVALID : CLI_GOOD;
}

void cli_source_move(struct cli_source *source, struct study_end *end)
{
	CHECK(source->events == NULL && source->snapshot == NULL);
	source->written = source->lab;
	source->events = end->events;
	source->snapshot = end->snapshot;
	if (source->plan != NULL)
		plan_free(source->plan);
	source->plan = (struct plan *)event_lab_plan(end->events);
	source->lab = (struct lab *)event_lab_seen(end->events);
}

int cli_source_fail(struct cli *cli, const struct lab *lab, struct cli_source *out)
{
	static const int codes[] = {CLI_GOOD, CLI_INVALID, CLI_NOT_CONVERGED};
	struct findings findings = {0};
	const char *const *words;
	size_t count = cli_values(cli, "down", &words);
	struct study_end end = {0};
	enum outage_result result;
	struct instant limit;

	if (!cli_time_limit(cli, &limit))
		return CLI_INVALID;
	result = outage_run(lab, words, count, limit, &end, &findings);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (result == OUTAGE_GOOD)
		cli_source_move(out, &end);
	return codes[result];
}

int cli_source_simulate_calm(struct cli *cli, const struct plan *plan, struct snapshot **out)
{
	struct sim_options options = {0};
	struct findings findings = {0};
	struct instant limit;

	if (!cli_time_limit(cli, &limit))
		return CLI_INVALID;
	struct sim *sim = sim_new(plan, &options);
	sim_start(sim);
	bool converged = sim_run(sim, limit);
	if (converged)
		*out = sim_snapshot(sim);
	else
		dispute_explain(sim, plan, limit, &findings);
	sim_free(sim);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return converged ? CLI_GOOD : CLI_NOT_CONVERGED;
}

int cli_source_run(struct cli *cli, struct cli_source *source)
{
	return cli_given(cli, "down")
	           ? cli_source_fail(cli, source->lab, source)
	           : cli_source_simulate_calm(cli, source->plan, &source->snapshot);
}

/* A doubt about the answer, which -q does not hide. */
static void warn_of_snapshot(const struct cli *cli, const struct cli_source *source)
{
	const struct snapshot *snapshot = source->snapshot;

	if (!snapshot->converged)
		cli_complain(cli, "warning: the snapshot was taken before all was quiet");
	if (source->lab != NULL && strcmp(snapshot->lab, source->lab->name) != 0)
		cli_complain(cli, "warning: the snapshot is of lab '%s', not of '%s'",
		             snapshot->lab, source->lab->name);
}

/* What was put into a file cannot be waited for. */
static int judge_file(struct cli *cli, const struct snapshot *snapshot)
{
	int code = cli_live_whole(cli, snapshot);

	if (code != CLI_GOOD || snapshot->converged)
		return code;
	cli_complain(cli, "%s was taken before all was quiet: the answer may be another",
	             cli_value(cli, "snapshot"));
	return CLI_NOT_CONVERGED;
}

static int open_snapshot(struct cli *cli, unsigned needs, struct cli_source *out)
{
	bool whole = (needs & CLI_NEED_WHOLE) != 0;
	int code;

	if (cli_given(cli, "live"))
		code = cli_live_fetch(cli, needs, &out->snapshot);
	else if (cli_given(cli, "snapshot"))
		code =
		    cli_source_gather(cli, "snapshot", CLI_INVALID, read_snapshot, &out->snapshot);
	else if (cli_given(cli, "scenario"))
		code = cli_source_play(cli, out);
	else
		return cli_source_run(cli, out);
	if (code == CLI_GOOD && whole && cli_given(cli, "snapshot"))
		code = judge_file(cli, out->snapshot);
	if (code == CLI_GOOD)
		warn_of_snapshot(cli, out);
	return code;
}

/* The option, if it was given, goes with what is asked. */
static bool is_simulated(const struct cli *cli, const char *option)
{
	if (!cli_given(cli, option) || !cli_source_without_lab(cli))
		return true;
	cli_complain(cli, "--%s is of a lab that is simulated: it goes without --%s", option,
	             cli_given(cli, "live") ? "live" : "snapshot");
	return false;
}

int cli_source_open(struct cli *cli, const char *lab_path, unsigned needs, struct cli_source *out)
{
	int code = CLI_GOOD;

	if (cli_given(cli, "live") && cli_given(cli, "snapshot")) {
		cli_complain(cli, "--live and --snapshot exclude each other");
		return CLI_INVALID;
	}
	if (!is_simulated(cli, "down") || !is_simulated(cli, "set") ||
	    !is_simulated(cli, "scenario"))
		return CLI_INVALID;
	if (cli_given(cli, "until") && (needs & CLI_NEED_SNAPSHOT) != 0 &&
	    !cli_given(cli, "scenario")) {
		cli_complain(cli, "--until goes with --scenario FILE");
		return CLI_INVALID;
	}
	if (lab_path != NULL || (needs & CLI_NEED_MODEL) != 0 || !cli_source_without_lab(cli))
		code = open_lab(cli, lab_path,
		                cli_given(cli, "set") && (needs & CLI_NEED_CALM) == 0, out);
	if (code == CLI_GOOD && (needs & (CLI_NEED_SNAPSHOT | CLI_NEED_SESSIONS)) != 0)
		code = open_snapshot(cli, needs, out);
	return code;
}

void cli_source_close(struct cli_source *source)
{
	snapshot_free(source->snapshot);
	if (source->events == NULL && source->plan != NULL)
		plan_free(source->plan);
	event_lab_free(source->events);
	lab_free(source->events == NULL ? source->lab : source->written);
	*source = (struct cli_source){0};
}

static void complain_node(const struct cli *cli, const struct snapshot *snapshot, const char *name)
{
	const char **names = xcalloc(snapshot->node_count + 1, sizeof(*names));

	for (uint32_t i = 0; i < snapshot->node_count; i++)
		names[i] = snapshot->nodes[i].name;
	cli_complain_near(cli, name, names, snapshot->node_count, "no node '%s' in lab '%s'", name,
	                  snapshot->lab);
	free(names);
}

const struct snapshot_node *cli_source_node(const struct cli *cli, const struct snapshot *snapshot,
                                            const char *name)
{
	const struct snapshot_node *node = snapshot_find_node(snapshot, name);

	if (node == NULL)
		complain_node(cli, snapshot, name);
	return node;
}

static bool wanted(const char *const *names, size_t count, const struct snapshot_node *node)
{
	for (size_t i = 0; i < count; i++) {
		if (snapshot_node_is_named(node, names[i]))
			return true;
	}
	return count == 0 && node->present;
}

static bool names_any(const char *name, const struct snapshot *snapshot)
{
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		if (snapshot_node_is_named(&snapshot->nodes[i], name))
			return true;
	}
	return false;
}

const struct snapshot_node **cli_source_nodes(const struct cli *cli,
                                              const struct snapshot *snapshot, uint32_t *count)
{
	const char *const *names;
	size_t name_count = cli_values(cli, "node", &names);

	for (size_t i = 0; i < name_count; i++) {
		if (!names_any(names[i], snapshot)) {
			complain_node(cli, snapshot, names[i]);
			return NULL;
		}
	}
	const struct snapshot_node **nodes = xcalloc(snapshot->node_count + 1, sizeof(*nodes));
	*count = 0;
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		if (wanted(names, name_count, &snapshot->nodes[i]))
			nodes[(*count)++] = &snapshot->nodes[i];
	}
	return nodes;
}

struct scenario *cli_scenario_read(const struct cli *cli, const char *path)
{
	struct findings findings = {0};
	struct scenario *scenario = NULL;
	size_t size;
	char *text = file_read(path, SCENARIO_SIZE_MAX, &size, &findings);

	if (text != NULL)
		scenario = scenario_parse(path, text, size, &findings);
	free(text);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return scenario;
}
