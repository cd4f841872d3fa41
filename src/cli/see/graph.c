/* hairpin graph: a picture of the lab. */
#include <string.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "query/path/path.h"
#include "report/graph/mark.h"
#include "report/graph/svg.h"
#include "report/graph/words.h"

static const struct form {
	const char *name;
	void (*draw)(const struct drawing *drawing, struct text *out);
} forms[] = {
    {"svg", graph_svg},
    {"mermaid", graph_mermaid},
    {"dot", graph_dot},
};

static const char *const form_names[] = {"svg", "mermaid", "dot", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"path", 0, NULL, "light the way from A to B and back", NULL},
	{"prefix", 0, "PREFIX", "mark who has this prefix", NULL},
	{"sessions", 0, NULL, "with AS numbers and the addresses of sessions", NULL},
	CLI_OPTION_OUTPUT(form_names),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void draw(struct cli *cli, const struct drawing *drawing)
{
	const char *wanted = cli_value(cli, "output");
	const struct form *form = &forms[0];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (wanted != NULL && strcmp(forms[i].name, wanted) == 0)
			form = &forms[i];
	}
	form->draw(drawing, cli_out(cli));
	if (drawing->folds && !cli_given(cli, "quiet"))
		cli_complain(cli, "the lab is large: spokes of one hub stand in one box");
}

/* Adds the way between the ends. CLI_NO when packets do not get there and back. */
static int light(struct cli *cli, struct drawing *drawing, const struct cli_source *source,
                 char **names)
{
	struct fabric *fabric = fabric_new(source->lab, source->snapshot);
	struct findings findings = {0};
	struct path_end ends[2] = {{0}};
	int code = CLI_INVALID;
	bool found = path_end_find(fabric, names[0], ADDR_NONE, &ends[0], &findings);

	found =
	    path_end_find(fabric, names[1], ends[0].address.family, &ends[1], &findings) && found;
	if (found && ends[0].kind == PATH_END_OUTSIDE) {
		cli_complain(cli, "%s is in no network and no site: no packets begin there",
		             names[0]);
		found = false;
	}
	cli_print_findings(cli, &findings);
	if (found) {
		struct path *path = path_find(fabric, &ends[0], &ends[1]);

		drawing_mark_path(drawing, path);
		code = path->reachable ? CLI_GOOD : CLI_NO;
		if (code == CLI_NO)
			cli_complain(cli, "packets do not get from %s to %s and back", names[0],
			             names[1]);
		path_free(path);
	}
	findings_done(&findings);
	fabric_free(fabric);
	return code;
}

static int mark(struct cli *cli, struct drawing *drawing, const struct cli_source *source,
                const struct prefix *prefix)
{
	if (drawing_mark_prefix(drawing, source->snapshot, prefix) > 0)
		return CLI_GOOD;
	cli_complain(cli, "nobody has %s", cli_value(cli, "prefix"));
	return CLI_NO;
}

static int answer(struct cli *cli, const struct cli_source *source, char **ends,
                  const struct prefix *prefix)
{
	struct drawing *drawing =
	    drawing_new(source->lab, cli_given(cli, "sessions") ? source->plan : NULL);
	int code = CLI_GOOD;

	if (prefix != NULL)
		code = mark(cli, drawing, source, prefix);
	if (ends != NULL && code != CLI_INVALID) {
		int lit = light(cli, drawing, source, ends);

		code = lit > code ? lit : code;
	}
	if (code != CLI_INVALID)
		draw(cli, drawing);
	drawing_free(drawing);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	bool path = cli_given(cli, "path");
	const char *text = cli_value(cli, "prefix");
	unsigned needs = CLI_NEED_MODEL;
	struct prefix prefix;
	int code;

	if (argc != (path ? 3 : 1)) {
		cli_complain(cli, path ? "--path takes LAB, A and B" : "A and B go with --path");
		return CLI_INVALID;
	}
	if (text != NULL && prefix_parse(text, &prefix) != PREFIX_OK) {
		cli_complain(cli, "--prefix: '%s' is no prefix, such as 10.0.0.0/16", text);
		return CLI_INVALID;
	}
	if (path || text != NULL)
		needs |= CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE;
	code = cli_source_open(cli, argv[0], needs, &source);
	if (code == CLI_GOOD)
		code = answer(cli, &source, path ? argv + 1 : NULL, text != NULL ? &prefix : NULL);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_graph = {
    .name = "graph",
    .synopsis = "LAB [--path A B]",
    .summary = "Draws a lab: sites, edge routers of circuits, gateways and hubs, networks",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 3,
    .run = run,
};
