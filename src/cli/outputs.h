/*
 * -o FORMAT[=FILE], which may be given several times: an answer in several forms at once, one of
 * them on standard output, the others in files that are complete or absent.
 */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include <stdbool.h>

#include "cli/cli.h"
#include "report/check/formats.h"

/* Checks what was asked for, and takes away files of earlier runs: to be called before anything is
 * run. The arguments are the verb's: a file that it reads is no output. CLI_GOOD, or the exit code
 * after complaining. */
int cli_outputs_begin(struct cli *cli, int argc, char **argv);

/* Prints the answer in all forms; once. Returns `code`, or CLI_ENVIRONMENT after complaining when a
 * file cannot be written. */
int cli_outputs_print(struct cli *cli, const struct guard_answer *answer, int code);

/* The same when there is no answer, by `code`: what went to standard error is told as failures, for
 * a report that is read by a program would be taken for a green one when it is empty. Text and JSON
 * stay empty and their files absent. Nothing when an answer was printed. */
int cli_outputs_fail(struct cli *cli, const char *lab, int code);

#endif
