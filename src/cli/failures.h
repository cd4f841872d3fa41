/* Why nothing was judged, in the forms that servers of continuous integration read. */
#ifndef CLI_FAILURES_H
#define CLI_FAILURES_H

struct cli;

/* Prints what went to standard error as failures, in the form that -o asks for: a report that is
 * read by a program would be taken for a green one when it is empty. Nothing when there is an
 * answer already, by `code` or in the output, and in forms for people and JSON. */
void cli_print_failures(struct cli *cli, const char *lab, int code);

#endif
