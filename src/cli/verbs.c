/* The list of verbs, and the way from arguments to one of them. */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "cli/frame.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "report/frame/screen.h"

const struct cli_verb *const cli_verbs[] = {
    &cli_sim,        &cli_scenario, &cli_order,    &cli_run,        &cli_plan,      &cli_rib,
    &cli_peers,      &cli_ping,     &cli_path,     &cli_reach,      &cli_effective, &cli_graph,
    &cli_check,      &cli_lint,     &cli_snapshot, &cli_sweep,      &cli_what_if,   &cli_why,
    &cli_compare,    &cli_diff,     &cli_drift,    &cli_resiliency, &cli_limits,    &cli_rules,
    &cli_export,     &cli_import,   &cli_fmt,      &cli_list,       &cli_schema,    &cli_validate,
    &cli_completion, &cli_help,     NULL,
};

enum { VERB_COUNT = COUNT_OF(cli_verbs) - 1 };

const struct cli_verb *cli_find_verb(const struct cli *cli, const char *name)
{
	const char *names[VERB_COUNT];

	for (unsigned i = 0; i < VERB_COUNT; i++) {
		if (strcmp(cli_verbs[i]->name, name) == 0)
			return cli_verbs[i];
		names[i] = cli_verbs[i]->name;
	}
	cli_complain_near(cli, name, names, VERB_COUNT, "unknown command '%s'", name);
	return NULL;
}

/* A reader that has seen enough, as head(1), is no reason for a message, nor another answer. */
static int write_out(const struct cli *cli, int code)
{
	int error = cli->write_error;

	if (terminal_page(text_str(&cli->out), cli->out.size))
		return code;
	if (error == 0 && (fwrite(text_str(&cli->out), 1, cli->out.size, stdout) != cli->out.size ||
	                   fflush(stdout) != 0))
		error = errno;
	if (error == 0 || error == EPIPE)
		return code;
	cli_complain(cli, "cannot write to standard output: %s", strerror(error));
	return CLI_ENVIRONMENT;
}

static int run_verb(struct cli *cli, int argc, char **argv)
{
	const struct cli_verb *verb = cli_find_verb(cli, argv[0]);

	if (verb == NULL) {
		cli_complain(cli, "see 'hairpin help'");
		return CLI_INVALID;
	}
	cli->verb = verb;
	return cli_run_verb(cli, argc, argv);
}

static bool is_one_of(const char *word, const char *a, const char *b)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

static int dispatch(struct cli *cli, int argc, char **argv)
{
	if (argc == 0) {
		struct text text = {0};
		cli_overview(&text);
		fputs(text_str(&text), stderr);
		text_done(&text);
		return CLI_INVALID;
	}
	if (is_one_of(argv[0], "--help", "-h")) {
		cli_overview(&cli->out);
		return CLI_GOOD;
	}
	if (is_one_of(argv[0], "--version", "-V")) {
		cli_add_version(&cli->out);
		return CLI_GOOD;
	}
	return run_verb(cli, argc, argv);
}

int cli_main(int argc, char **argv)
{
	struct findings told = {0};
	struct cli cli = {.told = &told};

	/* Names may hold any character; the terminal's own set decides what can be shown. */
	setlocale(LC_CTYPE, "");
	screen_set_width(terminal_width());
	signal(SIGPIPE, SIG_IGN);
	int code = write_out(&cli, dispatch(&cli, argc - 1, argv + 1));
	cli_done(&cli);
	findings_done(&told);
	return code;
}
