/*
 * What an answer in text is read on. A terminal has a width, and what is wider folds: tables as
 * report/frame/fit.h has it, sentences at blanks. A file or a pipe has none, and lines stay whole.
 */
#ifndef REPORT_FRAME_SCREEN_H
#define REPORT_FRAME_SCREEN_H

/* Columns; 0, which holds until it is set: as many as it takes. Set once, before the first view. */
void screen_set_width(unsigned width);
unsigned screen_width(void);

enum { SCREEN_WIDTH_MIN = 40 }; /* narrower ones are taken for this */

#endif
