/* hairpin rib: the tables of nodes. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "cli/az.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/state/rib.h"

static const char *const tables[] = {"loc", "adj-in", "adj-out", NULL};

/* In the order of `tables`. */
static const enum rib_select_table table_values[] = {
    RIB_SELECT_LOC,
    RIB_SELECT_ADJ_IN,
    RIB_SELECT_ADJ_OUT,
};

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_NODE,
	{"table", 't', "TABLE", "which table (loc)", tables},
	{"longer", 0, NULL, "also what PREFIX covers", NULL},
	{"peer", 0, "ADDRESS", "with -o az: what this peer was told (-t adj-out), or taught a Route Server", NULL},
	{"dialect", 0, "DIALECT", "with -o az: how MSEEs write their tables (junos)", cli_az_dialects},
	CLI_OPTION_OUTPUT(cli_all_forms),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static bool read_prefix(const struct cli *cli, const char *text, struct rib_select *select)
{
	char masked[PREFIX_TEXT_MAX];

	if (strchr(text, '/') == NULL) {
		select->match = RIB_SELECT_ADDRESS;
		if (addr_parse(text, &select->address))
			return true;
		cli_complain(cli, "'%s' is neither an address nor a prefix", text);
		return false;
	}
	select->match = RIB_SELECT_EXACT;
	switch (prefix_parse(text, &select->prefix)) {
	case PREFIX_OK:
		return true;
	case PREFIX_HOST_BITS:
		cli_complain(cli, "'%s' has bits set behind its length; did you mean '%s'?", text,
		             prefix_format(&select->prefix, masked));
		return false;
	default:
		cli_complain(cli, "'%s' is neither an address nor a prefix", text);
		return false;
	}
}

static bool read_select(const struct cli *cli, const char *prefix, struct rib_select *select)
{
	const char *table = cli_value(cli, "table");

	for (unsigned i = 0; table != NULL && tables[i] != NULL; i++) {
		if (strcmp(tables[i], table) == 0)
			select->table = table_values[i];
	}
	if (prefix != NULL && !read_prefix(cli, prefix, select))
		return false;
	if (!cli_given(cli, "longer"))
		return true;
	if (select->match != RIB_SELECT_EXACT) {
		cli_complain(cli, "--longer needs a PREFIX with a length");
		return false;
	}
	select->match = RIB_SELECT_LONGER;
	return true;
}

struct selection {
	const struct snapshot_node **nodes;
	uint32_t count;
	struct rib_select select;
};

/* One node by name is what tools that read FRR's JSON can read; of several the documents stand by
 * name. */
static void print_json(struct cli *cli, const struct selection *selection)
{
	bool one = cli_given(cli, "node") && selection->count == 1;
	struct view *view = cli_view(cli);

	for (uint32_t i = 0; i < selection->count; i++) {
		if (!one)
			view_open(view, selection->nodes[i]->name);
		rib_of_node(view, selection->nodes[i], &selection->select);
		if (!one)
			view_close(view);
	}
	view_end_line(view);
}

/* With a prefix, nodes that do not know it are left out, unless they were asked for by name. */
static void print_tables(struct cli *cli, const struct selection *selection)
{
	bool all = selection->select.match == RIB_SELECT_ALL || cli_given(cli, "node");
	struct view *view = cli_view(cli);

	rib_view(view, selection->nodes, selection->count, &selection->select, !all);
	view_end_line(view);
}

/* Returns `code`, unless there is nothing to print. */
static int print_az(struct cli *cli, const struct snapshot *snapshot,
                    const struct selection *selection, int code)
{
	bool shown =
	    cli_az_rib(cli, snapshot, selection->nodes, selection->count, &selection->select);

	return shown ? code : CLI_INVALID;
}

static bool any_route(const struct selection *selection)
{
	for (uint32_t i = 0; i < selection->count; i++) {
		if (rib_shows_any(selection->nodes[i], &selection->select))
			return true;
	}
	return false;
}

/* A prefix that a node was told and refused is not nowhere. */
static void say_refused(const struct cli *cli, const struct snapshot_node *node,
                        const struct snapshot_path *path)
{
	char prefix[PREFIX_TEXT_MAX];
	struct text as_path = {0};

	CHECK(path->peer >= 0 && (uint32_t)path->peer < node->peer_count);
	as_path_format(path->attrs->as_path, " ", &as_path);
	cli_complain(cli, "%s was told %s by %s (AS path %s) and refused it: %s", node->name,
	             prefix_format(&path->prefix, prefix), node->peers[path->peer].name,
	             text_str(&as_path), plan_verdict_text(path->verdict));
	text_done(&as_path);
}

enum { REFUSED_MAX = 5 }; /* that are told one by one */

static void say_all_refused(const struct cli *cli, const struct selection *selection)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < selection->count; i++) {
		const struct snapshot_node *node = selection->nodes[i];
		struct rib_select here = rib_select_for(&selection->select, node);

		for (uint32_t k = 0; k < node->path_count; k++) {
			const struct snapshot_path *path = &node->paths[k];

			if (path->peer < 0 || !rib_select_rejected(&here, path))
				continue;
			if (count++ < REFUSED_MAX)
				say_refused(cli, node, path);
		}
	}
	if (count > REFUSED_MAX)
		cli_complain(cli, "%u more were refused; --table adj-in has them",
		             count - REFUSED_MAX);
}

/* Who was told what is asked for, and refused it; NULL: nobody. */
static const struct snapshot_node *refused_by(const struct selection *selection)
{
	for (uint32_t i = 0; i < selection->count; i++) {
		const struct snapshot_node *node = selection->nodes[i];
		struct rib_select here = rib_select_for(&selection->select, node);

		for (uint32_t p = 0; p < node->path_count; p++)
			if (rib_select_rejected(&here, &node->paths[p]))
				return node;
	}
	return NULL;
}

static void complain_no_route(const struct cli *cli, const char *prefix,
                              const struct selection *selection)
{
	const struct snapshot_node *node = refused_by(selection);

	if (node == NULL)
		cli_complain(cli, "no route for %s", prefix);
	else
		cli_complain(cli,
		             "no route for %s: %s was told and refused it; see 'hairpin why LAB "
		             "%s %s'",
		             prefix, node->name, node->name, prefix);
}

/* A lab without policies needs nobody to follow them. */
static bool has_policies(const struct cli_source *source)
{
	return source->plan != NULL && source->lab != NULL &&
	       source->lab->policies.policy_count > 0;
}

static int answer(struct cli *cli, const char *prefix, const struct cli_source *source)
{
	const struct snapshot *snapshot = source->snapshot;
	const struct policy_tracer tracer = {source->plan, snapshot};
	struct selection selection = {.select.tracer = has_policies(source) ? &tracer : NULL};
	int code = CLI_GOOD;

	if (!read_select(cli, prefix, &selection.select))
		return CLI_INVALID;
	if (!cli_wants_az(cli) && (cli_given(cli, "peer") || cli_given(cli, "dialect"))) {
		cli_complain(cli, "--%s goes with -o az",
		             cli_given(cli, "peer") ? "peer" : "dialect");
		return CLI_INVALID;
	}
	selection.nodes = cli_source_nodes(cli, snapshot, &selection.count);
	if (selection.nodes == NULL)
		return CLI_INVALID;
	if (prefix != NULL && !any_route(&selection)) {
		complain_no_route(cli, prefix, &selection);
		say_all_refused(cli, &selection);
		code = CLI_NO;
	}
	if (cli_wants_az(cli))
		code = print_az(cli, snapshot, &selection, code);
	else if (cli_wants_json(cli))
		print_json(cli, &selection);
	else if (code == CLI_GOOD)
		print_tables(cli, &selection);
	free(selection.nodes);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	bool has_lab = !cli_source_without_lab(cli);
	struct cli_source source = {0};

	if (argc < has_lab || argc > has_lab + 1) {
		cli_complain(cli, has_lab ? "a LAB, or --live, or --snapshot is needed"
		                          : "with --live and --snapshot there is no LAB");
		return CLI_INVALID;
	}
	int code = cli_source_open(cli, has_lab ? argv[0] : NULL, CLI_NEED_SNAPSHOT, &source);
	if (code == CLI_GOOD)
		code = answer(cli, argc > has_lab ? argv[has_lab] : NULL, &source);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_rib = {
    .name = "rib",
    .synopsis = "LAB [PREFIX|ADDRESS]",
    .summary = "Prints what nodes know, were told, and tell, and why a path is the best",
    .options = options,
    .arguments_max = 2,
    .run = run,
};
