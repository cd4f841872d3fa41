/* The terminal that standard output is, if it is one. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Its columns, or what COLUMNS says; 0 when standard output is no terminal. */
unsigned terminal_width(void);

/*
 * Shows text in a pager, as git does: the program in HAIRPIN_PAGER, or in PAGER, or less. False,
 * and nothing is shown, when standard output is no terminal, all lines have room on it, the pager
 * is "" or "cat", or it does not start. Who leaves a pager early has seen enough.
 */
bool terminal_page(const char *text, size_t size);

#endif
