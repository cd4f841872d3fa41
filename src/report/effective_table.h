/* Effective routes as text. */
#ifndef REPORT_EFFECTIVE_TABLE_H
#define REPORT_EFFECTIVE_TABLE_H

#include "base/text.h"
#include "query/nic/effective.h"

/* The rows, then what one could expect but Azure does not list; `rules` also prints the rules
 * behind them. It may be NULL. */
void effective_table_print(const struct effective *effective, const struct facts *rules,
                           struct text *out);

#endif
