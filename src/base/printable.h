/*
 * What somebody else wrote, made fit for a terminal and for the log of a CI.
 *
 * A control character could move the cursor or hide what was said; a line that begins with "::"
 * commands a runner of GitHub, and so does "##[" anywhere.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Appends `text`, with control characters (C0, DEL, C1) and bytes that are not UTF-8 as \xNN. Line
 * breaks stay if `lines`. */
void printable_add(struct text *out, const char *text, bool lines);

/* Takes the meaning from whatever commands a CI in what `out` holds from `start` on, which begins a
 * line: the first character of a command becomes \xNN. */
void printable_tame(struct text *out, size_t start);

#endif
