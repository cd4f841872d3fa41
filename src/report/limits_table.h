/* Headroom as text. */
#ifndef REPORT_LIMITS_TABLE_H
#define REPORT_LIMITS_TABLE_H

#include "base/text.h"
#include "query/limits/limits.h"

/* A table of the limits of which more than `above` percent are used, or of all when it is negative;
 * what happens beyond each kind of them; and how many there are. */
void limits_table_print(const struct limits *limits, int64_t above, struct text *out);

#endif
