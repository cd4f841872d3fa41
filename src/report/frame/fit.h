/*
 * What becomes of the columns of a table that is wider than the screen, in this order, until it
 * fits:
 *
 *   1. columns that are the first to go (FIT_GOES_FIRST) go, the rightmost first;
 *   2. columns of several words fold at blanks, the widest first, down to their widest word;
 *   3. columns that may go (FIT_GOES) go;
 *   4. left columns fold within words.
 *
 * What still does not fit is as wide as it is.
 */
#ifndef REPORT_FRAME_FIT_H
#define REPORT_FRAME_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum fit_rank { FIT_STAYS, FIT_GOES, FIT_GOES_FIRST };

/* Widths are in columns of the screen. */
struct fit_column {
	unsigned natural; /* of the widest cell, or of the heading */
	unsigned word;    /* the widest word of cells and heading */
	bool folds;       /* a left column */
	enum fit_rank rank;

	unsigned width; /* is given; 0: it is gone */
};

/* Gives every column its width. Between two columns `gap` is left. */
void fit_columns(struct fit_column *columns, unsigned count, unsigned gap, unsigned width);

/* How many columns of a screen a text of UTF-8 takes, and its widest word. */
unsigned fit_width(const char *text);
unsigned fit_word(const char *text);

/* Takes from `*text` what fits into a line of `width`, at a blank if there is one, else within a
 * word. Returns how many bytes that is, and moves `*text` behind it and the blanks that follow. */
unsigned fit_take(const char **text, unsigned width);

/* Folds the lines of `text` from `start` on that are wider than `width`; what continues a line
 * stands two columns further in. */
void fit_lines(struct text *text, size_t start, unsigned width);

#endif
