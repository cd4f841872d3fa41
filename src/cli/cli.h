/*
 * The frame of the command line: verbs, options, exit codes, and where output goes.
 *
 * Each verb is one file with one table of options. The table is all there is: parsing, --help,
 * shells' completion and "did you mean" are made from it. A verb appends its data to cli_out();
 * main writes it to standard output when the verb is done. All else goes to standard error.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/text.h"
#include "report/frame/view.h"

enum cli_exit {
	CLI_GOOD = 0,
	CLI_NO = 1,            /* the answer is no: an expectation failed, a difference was found */
	CLI_INVALID = 2,       /* wrong use or invalid input; nothing was run */
	CLI_NOT_CONVERGED = 3, /* or timed out */
	CLI_ENVIRONMENT = 4,   /* cannot bind, read or write; no permission, no memory */
};

struct cli_option {
	const char *name; /* long form, without dashes */
	char letter;      /* short form; 0: none */
	const char
	    *argument;    /* "FILE"; "WORD[=FILE]": a choice, and what it is for; NULL: a flag */
	const char *help; /* a phrase, in lower case */
	const char *const *choices; /* the only values allowed, ends with NULL; NULL: any */
};

struct cli;

struct cli_verb {
	const char *name;
	const char *synopsis;             /* what stands behind the name: "LAB [PREFIX]" */
	const char *summary;              /* one sentence without a full stop */
	const struct cli_option *options; /* ends with a NULL name */
	int arguments_min;                /* without the options */
	int arguments_max;                /* -1: any number */
	const char *more;                 /* what --help prints behind the options; NULL: nothing */

	/* The options have been read already: argc and argv are the other arguments, as many as
	 * allowed. Returns enum cli_exit. */
	int (*run)(struct cli *cli, int argc, char **argv);
};

/* clang-format off */
#define CLI_OPTIONS_END {NULL, 0, NULL, NULL, NULL}

/* Rows that many verbs share. */
#define CLI_OPTION_OUTPUT(choices) \
	{"output", 'o', "FORMAT", "how to print", choices}
#define CLI_OPTION_OUTPUTS(choices) \
	{"output", 'o', "FORMAT[=FILE]", "how to print, and where; may be given again", choices}
#define CLI_OPTION_SET \
	{"set", 0, "PATH=VALUE", "change the lab: 'virtual-network[hub]/gateway/sku=ErGw1AZ'; may be given again", NULL}
#define CLI_OPTIONS_SOURCE \
	{"down", 0, "ELEMENT[,ELEMENT]", "simulate the lab without these: links, connections, circuits, gateways, nodes", NULL}, \
	CLI_OPTION_SET, \
	{"scenario", 0, "FILE", "play this in the lab first, to the end of a phase", NULL}, \
	{"until", 0, "PHASE", "with --scenario: the phase to stop at the end of (the last)", NULL}, \
	{"live", 0, "SOCKET", "ask a running hairpin over its control socket; again for each process of the lab", NULL}, \
	{"snapshot", 0, "FILE", "read what 'hairpin snapshot' or 'hairpin sim -o json' wrote; several make one", NULL}, \
	{"timeout", 0, "SECONDS", "virtual time to converge in (3600); with --live, time to settle in (60)", NULL}
#define CLI_OPTION_QUIET \
	{"quiet", 'q', NULL, "no warnings", NULL}
/* clang-format on */

/* {"table", "json", NULL}: the choices of -o that most verbs have; and with "csv", for verbs whose
 * answer is rows. */
extern const char *const cli_table_or_json[];
extern const char *const cli_table_json_or_csv[];

/* True when -o asks for JSON; and for a record in each line, as CSV or JSON. */
bool cli_wants_json(const struct cli *cli);
bool cli_wants_records(const struct cli *cli);

/* Begins a view on standard output, in the form that -o asks for: text, unless it is JSON or CSV.
 * The caller ends it with view_end(). */
struct view *cli_view(struct cli *cli);

/* What was given for an option: was it; its last value, or NULL; all its values in order. An option
 * that the verb does not have was not given. */
bool cli_given(const struct cli *cli, const char *option);
const char *cli_value(const struct cli *cli, const char *option);
size_t cli_values(const struct cli *cli, const char *option, const char *const **values);

/* A whole number from `min` to `max`, into *out; *out is untouched when the option was not given.
 * False after complaining. */
bool cli_number(const struct cli *cli, const char *option, uint64_t min, uint64_t max,
                uint64_t *out);

/* Standard output, gathered. */
struct text *cli_out(struct cli *cli);

/* Writes what cli_out() holds and empties it, for what is too large to be gathered: a view_drain_fn
 * with the struct cli as `user`. On a terminal, where a pager wants all of it, it does nothing. An
 * error is told in the end. */
void cli_drain(struct text *out, void *user);

/* A line on standard error: "hairpin rib: ...". */
void cli_complain(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, followed by "; did you mean 'x'?" if a candidate is near to `word`. */
void cli_complain_near(const struct cli *cli, const char *word, const char *const *candidates,
                       size_t count, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Sorts the findings and prints the first 20 and a count of the rest on standard error; with -q
 * only if one of them is an error. */
void cli_print_findings(const struct cli *cli, struct findings *findings);

/* The same, whatever -q says: for doubts about the answer. */
void cli_print_doubts(const struct cli *cli, struct findings *findings);

/* The errors and complaints so far, for formats that tell them as well. */
const struct findings *cli_told(const struct cli *cli);

/* All verbs in the order of the help; ends with NULL. */
extern const struct cli_verb *const cli_verbs[];

extern const struct cli_verb cli_sim, cli_scenario, cli_run, cli_plan, cli_rib, cli_peers, cli_ping,
    cli_path, cli_compare, cli_check, cli_diff, cli_validate, cli_completion, cli_help, cli_limits,
    cli_rules, cli_effective, cli_import, cli_fmt, cli_list, cli_schema, cli_export, cli_reach,
    cli_lint, cli_drift, cli_sweep, cli_what_if, cli_why, cli_snapshot, cli_graph, cli_order,
    cli_resiliency;

/* NULL after complaining. */
const struct cli_verb *cli_find_verb(const struct cli *cli, const char *name);

/* The help of one verb, and of all. */
void cli_verb_help(const struct cli_verb *verb, struct text *out);
void cli_overview(struct text *out);

/* Runs what the arguments say, argv[0] is the program. Returns enum cli_exit. */
int cli_main(int argc, char **argv);

#endif
