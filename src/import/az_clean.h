/*
 * What a posted text has around its characters: colours of a terminal, marks of HTML, blanks that
 * do not break. They go before anything is read, and each line remembers where it came from.
 */
#ifndef IMPORT_AZ_CLEAN_H
#define IMPORT_AZ_CLEAN_H

#include <stddef.h>

#include "base/mem.h"

/* Stands for an ellipsis, by which a tool said that it left something away. */
enum { AZ_CUT = 0x1f };

struct az_clean {
	const char *text;
	size_t size;
	const unsigned *lines; /* of the file, from 1, by line of `text` */
	size_t line_count;     /* at least 1 */
};

/* Control sequences (ECMA-48) go. A character that looks like a blank is one, an ellipsis AZ_CUT,
 * each a single byte, so that columns stand under each other as they do on a screen. Tags and
 * entities that tables come in are taken away; a row of an HTML table becomes a line with bars. The
 * result lives in `arena`. */
struct az_clean az_clean(const char *text, size_t size, struct arena *arena);

#endif
