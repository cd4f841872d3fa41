/* The insides of struct cli, for the files that make up the frame: cli.c, verbs.c and help.c. */
#ifndef CLI_FRAME_H
#define CLI_FRAME_H

#include "cli/cli.h"

struct cli_given_option {
	const char **values; /* "" for each time that a flag was given */
	size_t count;
	size_t capacity;
};

struct cli {
	const struct cli_verb *verb;    /* NULL: none yet */
	struct cli_given_option *given; /* by number of the option in the verb's table */
	bool wants_help;
	bool answered; /* by cli_outputs_print() */
	struct text out;
	int write_error;       /* of what was written already; 0: none */
	struct findings *told; /* errors and complaints that went to standard error */
};

/* Options of a verb in its own table; the number behind the last is --help. */
unsigned cli_option_count(const struct cli_verb *verb);
const struct cli_option *cli_option_at(const struct cli_verb *verb, unsigned index);

/* Reads the arguments behind argv[0], which is the verb, and runs it. Returns enum cli_exit. */
int cli_run_verb(struct cli *cli, int argc, char **argv);

/* Frees what `cli` holds. */
void cli_done(struct cli *cli);

#endif
