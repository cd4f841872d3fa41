/* hairpin run: runs a lab, or one node of it, over TCP against real routers. */
#include <stdlib.h>

#include "base/instant.h"
#include "bgp/iana.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "live/live.h"
#include "report/state/snapshot_json.h"

enum { FOR_MAX_S = 1000000000 };

static const char *const json_only[] = {"json", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"node", 'n', "NAME", "only this node, as for a container of its own", NULL},
	{"tcp", 0, NULL, "TCP also between nodes of this process", NULL},
	{"port", 0, "PORT", "to listen on and connect to (179)", NULL},
	{"control", 0, "PATH", "answer 'hairpin rib --live PATH' and the like here", NULL},
	{"pid-file", 0, "PATH", "write the process number here", NULL},
	{"user", 0, "NAME", "whom root becomes once all is bound (hairpin, if there is one)", NULL},
	{"no-sandbox", 0, NULL, "keep files and system calls that 'run' does not need", NULL},
	{"for", 0, "SECONDS", "stop after so long", NULL},
	{"until-converged", 0, NULL, "stop when all sessions are up and all is quiet", NULL},
	{"output", 'o', "FORMAT", "print a snapshot at the end", json_only},
	{"quiet", 'q', NULL, "no warnings, no log", NULL},
	CLI_OPTIONS_END,
};
/* clang-format on */

static bool node_known(const struct cli *cli, const struct plan *plan, const char *name)
{
	if (name == NULL || plan_find_node(plan, name) >= 0)
		return true;
	const char **names = xcalloc(plan->node_count + 1, sizeof(*names));
	for (uint32_t i = 0; i < plan->node_count; i++)
		names[i] = plan->nodes[i].conf.name;
	cli_complain_near(cli, name, names, plan->node_count, "no node '%s' in this lab", name);
	free(names);
	return false;
}

static bool has_path(const struct cli *cli, const char *option)
{
	const char *path = cli_value(cli, option);

	if (path == NULL || path[0] != '\0')
		return true;
	cli_complain(cli, "--%s: the path is empty", option);
	return false;
}

static bool read_options(const struct cli *cli, const struct plan *plan, struct live_options *out)
{
	uint64_t port = BGP_PORT;
	uint64_t seconds = 0;

	*out = (struct live_options){
	    .only_node = cli_value(cli, "node"),
	    .tcp_inside = cli_given(cli, "tcp"),
	    .control = cli_value(cli, "control"),
	    .pid_file = cli_value(cli, "pid-file"),
	    .until_converged = cli_given(cli, "until-converged"),
	    .quiet = cli_given(cli, "quiet"),
	    .user = cli_value(cli, "user"),
	    .leaves_root = true,
	    .sandboxed = !cli_given(cli, "no-sandbox"),
	};
	bool good = node_known(cli, plan, out->only_node);
	good &= has_path(cli, "control");
	good &= has_path(cli, "pid-file");
	good &= cli_number(cli, "port", 1, UINT16_MAX, &port);
	good &= cli_number(cli, "for", 1, FOR_MAX_S, &seconds);
	out->port = (uint16_t)port;
	out->stop_after_us = (int64_t)seconds * US_PER_S;
	return good;
}

static void print_snapshot(struct cli *cli, const struct snapshot *snapshot)
{
	if (snapshot == NULL || !cli_wants_json(cli))
		return;
	char *json = snapshot_to_json(snapshot);
	text_add(cli_out(cli), json);
	free(json);
}

static int go_live(struct cli *cli, const struct plan *plan)
{
	static const int codes[] = {
	    [LIVE_STOPPED] = CLI_GOOD,
	    [LIVE_CONVERGED] = CLI_GOOD,
	    [LIVE_TIMED_OUT] = CLI_NOT_CONVERGED,
	    [LIVE_ENVIRONMENT] = CLI_ENVIRONMENT,
	};
	struct live_options live_options;
	struct findings findings = {0};
	struct snapshot *snapshot = NULL;

	if (!read_options(cli, plan, &live_options))
		return CLI_INVALID;
	enum live_result result = live_run(plan, &live_options, &findings, &snapshot);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (result == LIVE_TIMED_OUT)
		cli_complain(cli, "not converged in time");
	print_snapshot(cli, snapshot);
	snapshot_free(snapshot);
	return codes[result];
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	(void)argc;
	int code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);

	if (code == CLI_GOOD)
		code = go_live(cli, source.plan);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_run = {
    .name = "run",
    .synopsis = "LAB",
    .summary = "Runs a lab for real routers to peer with, until told to stop",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
