/* Who reaches whom in a whole lab, as text. */
#ifndef REPORT_REACH_TABLE_H
#define REPORT_REACH_TABLE_H

#include "base/text.h"
#include "query/reach/reach.h"

void reach_table_print(const struct reach *reach, struct text *out);

#endif
