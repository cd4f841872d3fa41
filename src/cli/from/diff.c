/* hairpin diff: a real router, or a running hairpin, against what the model predicts. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/from/diff.h"
#include "cli/source.h"
#include "document/file.h"
#include "import/frr_read.h"
#include "query/capture/agree.h"
#include "query/capture/az_table.h"
#include "report/agree.h"
#include "topo/plan/plan.h"

/* clang-format off */
static const struct cli_option options[] = {
	{"frr", 0, "FILE", "FRR's 'show bgp ipv4 unicast json detail', or text of a router; may be given again", NULL},
	{"az", 0, "FILE", "tables of Azure's or a router's: JSON, or text as it is posted; may be given again", NULL},
	{"at", 0, "NODE", "whose routes these are (FRR: the only router of a site)", NULL},
	{"kind", 0, "KIND", "with --az: what the tables are (their headings tell)", az_kind_names},
	{"table", 0, "NUMBER", "with --az: only the table of this number in the file", NULL},
	{"excerpt", 0, NULL, "with --az: rows were filtered out of the tables", NULL},
	{"lines", 0, NULL, "of A and B: every difference, a line each, instead of words", NULL},
	{"peer", 0, "ADDRESS", "with --az: to whom the advertised routes were told", NULL},
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

/* The one named, or the only one that can be meant. */
static const struct snapshot_node *node_meant(const struct cli *cli,
                                              const struct snapshot *snapshot)
{
	const struct snapshot_node *found = NULL;

	if (cli_given(cli, "at"))
		return cli_source_node(cli, snapshot, cli_value(cli, "at"));
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		if (snapshot->nodes[i].kind != LAB_ROUTER)
			continue;
		if (found != NULL) {
			cli_complain(cli, "there are several routers: --at NODE is needed");
			return NULL;
		}
		found = &snapshot->nodes[i];
	}
	if (found == NULL)
		cli_complain(cli, "there is no router of a site: --at NODE is needed");
	return found;
}

/* An answer without routes belongs to the family that no other answer tells. */
static void add_untold_families(const struct cli *cli, struct agree_table *table, unsigned answers)
{
	bool all = answers > (unsigned)table->families[ADDR_IPV4] + table->families[ADDR_IPV6];

	table->families[ADDR_IPV4] |= all;
	table->families[ADDR_IPV6] |= all;
	if (!cli_given(cli, "quiet") && !table->families[ADDR_IPV4])
		cli_complain(cli, "note: only the router's IPv6 routes were given");
}

static bool read_tables(struct cli *cli, struct arena *arena, struct agree_table *table)
{
	const char *const *paths;
	size_t count = cli_values(cli, "frr", &paths);
	struct findings findings = {0};
	unsigned answers = 0;
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		size_t size;
		char *text = file_read(paths[i], FRR_SIZE_MAX, &size, &findings);
		unsigned more = 0;

		if (text != NULL)
			more = frr_read(paths[i], text, size, arena, table, &findings);
		good &= more > 0;
		answers += more;
		free(text);
	}
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (good)
		add_untold_families(cli, table, answers);
	return good;
}

/* Says what is compared with less than one may think. */
static void warn(const struct cli *cli, const struct agree_table *predicted,
                 const struct agree_table *actual)
{
	bool ipv6 = false;

	if (cli_given(cli, "quiet"))
		return;
	for (uint32_t i = 0; i < predicted->count; i++)
		ipv6 |= predicted->routes[i].prefix.addr.family == ADDR_IPV6;
	if (ipv6 && !actual->families[ADDR_IPV6])
		cli_complain(cli, "warning: IPv6 is not compared; give the answer to 'show bgp "
		                  "ipv6 unicast json detail' by a second --frr");
	if (actual->asn != 0 && actual->asn != predicted->asn)
		cli_complain(cli,
		             "warning: the router is of AS %" PRIu32 ", the lab's of AS %" PRIu32,
		             actual->asn, predicted->asn);
}

static int print_agreement(struct cli *cli, const struct snapshot *snapshot,
                           const struct snapshot_node *node, const struct agreement *agreement)
{
	const struct agree_title title = {
	    .lab = snapshot->lab,
	    .node = node->name,
	    .source = node->present ? "the model predicts" : "its neighbours told it",
	};

	struct view *view = cli_view(cli);

	agree_view(view, &title, agreement);
	view_end_line(view);
	return agreement->differ == 0 ? CLI_GOOD : CLI_NO;
}

static int compare_frr(struct cli *cli, const struct snapshot *snapshot, struct arena *arena)
{
	const struct snapshot_node *node = node_meant(cli, snapshot);
	struct agree_table actual = {0};

	if (node == NULL)
		return CLI_INVALID;
	const struct agree_table *predicted = agree_predict(snapshot, node, arena);
	if (predicted == NULL) {
		cli_complain(cli, "neither '%s' nor a neighbour of it runs there", node->name);
		return CLI_INVALID;
	}
	if (!read_tables(cli, arena, &actual))
		return CLI_INVALID;
	warn(cli, predicted, &actual);
	struct agreement agreement = agree_compare(predicted, &actual, arena);
	return print_agreement(cli, snapshot, node, &agreement);
}

static int with_frr(struct cli *cli, const char *lab)
{
	struct cli_source source = {0};
	int code = cli_source_open(cli, lab, CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);

	if (code == CLI_GOOD) {
		struct arena *arena = arena_new();
		code = compare_frr(cli, source.snapshot, arena);
		arena_free(arena);
	}
	cli_source_close(&source);
	return code;
}

/* What was compared. */
struct extent {
	uint32_t nodes;
	uint64_t paths;
	uint64_t told;
};

static void empty_node(struct snapshot_node *node)
{
	node->peer_count = 0;
	node->path_count = 0;
	node->told_count = 0;
	node->present = false;
}

/* Nodes that only one side runs, as nobody but the simulator runs real routers, are not compared.
 */
static struct extent leave_out_absent(struct snapshot *predicted, struct snapshot *actual)
{
	struct extent extent = {0};

	for (uint32_t i = 0; i < predicted->node_count; i++) {
		struct snapshot_node *node = &predicted->nodes[i];
		const struct snapshot_node *found = snapshot_find_node(actual, node->name);

		if (found == NULL)
			continue;
		struct snapshot_node *there = &actual->nodes[found - actual->nodes];
		if (node->present && there->present) {
			extent.nodes++;
			extent.paths += there->path_count;
			extent.told += there->told_count;
		} else {
			empty_node(node);
			empty_node(there);
		}
	}
	return extent;
}

static void tell_differences(struct view *view, const char *lab, const struct extent *extent,
                             uint32_t count, struct text *lines)
{
	char *rest = lines->at;

	if (count > 0)
		view_say(view, "- predicted, + found\n%s", text_str(lines));
	view_say(view,
	         "%" PRIu32 " nodes, %" PRIu64 " paths in their tables, %" PRIu64
	         " routes told to neighbours: %" PRIu32 " differences\n",
	         extent->nodes, extent->paths, extent->told, count);
	view_format(view, "hairpin-diff", 1);
	view_text(view, "lab", lab);
	view_unsigned(view, "nodes", extent->nodes);
	view_unsigned(view, "paths", extent->paths);
	view_unsigned(view, "told", extent->told);
	view_unsigned(view, "differ", count);
	view_list(view, "differences", NULL);
	while (rest != NULL && *rest != '\0')
		view_text(view, NULL, strsep(&rest, "\n"));
	view_close(view);
}

static int print_differences(struct cli *cli, struct snapshot *predicted, struct snapshot *actual)
{
	struct extent extent = leave_out_absent(predicted, actual);
	struct text lines = {0};
	uint32_t count = snapshot_diff(predicted, actual, &lines);
	struct view *view = cli_view(cli);

	tell_differences(view, predicted->lab, &extent, count, &lines);
	view_end_line(view);
	text_done(&lines);
	return count == 0 ? CLI_GOOD : CLI_NO;
}

static int with_simulator(struct cli *cli, const char *lab)
{
	struct cli_source source = {0};
	struct snapshot *predicted = NULL;
	int code =
	    cli_source_open(cli, lab, CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);

	if (code == CLI_GOOD)
		code = cli_source_simulate_calm(cli, source.plan, &predicted);
	if (code == CLI_GOOD)
		code = print_differences(cli, predicted, source.snapshot);
	snapshot_free(predicted);
	cli_source_close(&source);
	return code;
}

static bool check_az_options(const struct cli *cli)
{
	static const char *const names[] = {"kind", "table", "excerpt", "peer"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (!cli_given(cli, names[i]))
			continue;
		cli_complain(cli, "--%s goes with --az", names[i]);
		return false;
	}
	return true;
}

/* What a router prints for people begins with no bracket. What cannot be read is said later. */
static bool is_text(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
	int c = file == NULL ? EOF : getc(file);

	while (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		c = getc(file);
	if (file != NULL)
		fclose(file);
	return c != EOF && c != '{' && c != '[';
}

static bool gives_text(const struct cli *cli)
{
	const char *const *paths;
	size_t count = cli_values(cli, "frr", &paths);

	for (size_t i = 0; i < count; i++) {
		if (is_text(paths[i]))
			return true;
	}
	return false;
}

static int complain_second(const struct cli *cli)
{
	cli_complain(cli, "with --az and --frr there is one LAB");
	return CLI_INVALID;
}

static int run(struct cli *cli, int argc, char **argv)
{
	const char *lab = argc == 0 ? NULL : argv[0];

	if (argc == 2)
		return cli_given(cli, "az") || cli_given(cli, "frr") ? complain_second(cli)
		                                                     : cli_diff_states(cli, argv);
	if (cli_given(cli, "lines")) {
		cli_complain(cli, "--lines goes with A and B");
		return CLI_INVALID;
	}
	if (cli_given(cli, "az") && cli_given(cli, "frr")) {
		cli_complain(cli, "--frr and --az do not go together");
		return CLI_INVALID;
	}
	if (cli_given(cli, "az") || gives_text(cli))
		return cli_diff_az(cli, lab);
	if (!check_az_options(cli))
		return CLI_INVALID;
	if (cli_given(cli, "frr"))
		return with_frr(cli, lab);
	if (cli_given(cli, "at")) {
		cli_complain(cli, "--at NODE is the place of the routes that --frr or --az gives");
		return CLI_INVALID;
	}
	if (!cli_source_without_lab(cli)) {
		cli_complain(
		    cli,
		    "with what? --frr FILE, --az FILE, --live SOCKET or --snapshot FILE is needed");
		return CLI_INVALID;
	}
	return with_simulator(cli, lab);
}

const struct cli_verb cli_diff = {
    .name = "diff",
    .synopsis = "LAB | A B",
    .summary = "Compares a real FRR, tables of Azure, or a running hairpin with what the model "
	       "predicts; or says what changed from A to B, labs or snapshots",
    .options = options,
    .arguments_max = 2,
    .run = run,
};
