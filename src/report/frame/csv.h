/*
 * Records of comma-separated values, quoted as RFC 4180 section 2 says. Lines end as those of text
 * files do here, in LF alone; a line break within a field stays as it is, in quotes.
 */
#ifndef REPORT_FRAME_CSV_H
#define REPORT_FRAME_CSV_H

#include <stdbool.h>

#include "base/text.h"

/* Appends a field, with a comma before it unless it is the first of its record. */
void csv_field(struct text *out, const char *field, bool first);

/* Ends the record. */
void csv_end(struct text *out);

#endif
