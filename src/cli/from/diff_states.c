/* hairpin diff A B: two states of a network, each a lab that is simulated or a snapshot in a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/from/diff.h"
#include "cli/source.h"
#include "query/state/snapshot_format.h"
#include "report/state/changes.h"

struct state {
	struct cli_source source; /* without a lab for a snapshot */
	const char *name;
};

/* A snapshot says so in its first line; what cannot be read is said later. */
static bool is_snapshot(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
	char head[256];
	size_t size = file == NULL ? 0 : fread(head, 1, sizeof(head) - 1, file);

	if (file != NULL)
		fclose(file);
	head[size] = '\0';
	return strstr(head, "\"" SNAPSHOT_FORMAT "\"") != NULL;
}

static int open_state(struct cli *cli, const char *path, struct state *state)
{
	state->name = path;
	if (is_snapshot(path))
		return cli_source_file(cli, path, &state->source.snapshot);
	return cli_source_open(cli, path, CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                       &state->source);
}

/* The ways need both labs. */
static struct comparison *compare_ways(const struct state states[2])
{
	static const char *const names[2] = {"before", "after"};
	struct fabric *fabric[2];
	struct comparison *out;

	for (int i = 0; i < 2; i++) {
		if (states[i].source.lab == NULL)
			return NULL;
	}
	for (int i = 0; i < 2; i++)
		fabric[i] = fabric_new(states[i].source.lab, states[i].source.snapshot);
	out = compare_states(fabric[0], fabric[1], ADDR_IPV4, names);
	for (int i = 0; i < 2; i++)
		fabric_free(fabric[i]);
	return out;
}

static int tell(struct cli *cli, const struct state states[2])
{
	const struct snapshot *before = states[0].source.snapshot;
	const struct snapshot *after = states[1].source.snapshot;
	struct changes_title title = {.before = states[0].name, .after = states[1].name};
	struct state_changes *changes = changes_find(before, after);
	struct comparison *ways = compare_ways(states);
	struct text lines = {0};
	int code = changes->lines == 0 && (ways == NULL || ways->equal) ? CLI_GOOD : CLI_NO;

	title.ways = ways;
	if (cli_given(cli, "lines")) {
		snapshot_diff(before, after, &lines);
		text_add(cli_out(cli), text_str(&lines));
	} else {
		struct view *view = cli_view(cli);

		changes_view(view, &title, changes);
		view_end(view);
	}
	text_done(&lines);
	compare_free(ways);
	changes_free(changes);
	return code;
}

int cli_diff_states(struct cli *cli, char **argv)
{
	struct state states[2] = {{{0}, NULL}, {{0}, NULL}};
	int code = CLI_GOOD;

	if (cli_source_without_lab(cli)) {
		cli_complain(cli, "A and B are labs or snapshots: they go without --live and "
		                  "--snapshot");
		return CLI_INVALID;
	}
	for (int i = 0; i < 2; i++) {
		int opened = open_state(cli, argv[i], &states[i]);

		if (code == CLI_GOOD)
			code = opened;
	}
	if (code == CLI_GOOD)
		code = tell(cli, states);
	for (int i = 0; i < 2; i++)
		cli_source_close(&states[i].source);
	return code;
}
