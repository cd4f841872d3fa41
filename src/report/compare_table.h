/* Two designs side by side for people. */
#ifndef REPORT_COMPARE_TABLE_H
#define REPORT_COMPARE_TABLE_H

#include "base/text.h"
#include "query/compare/compare.h"

/* The verdict first, then ways, then routes by speaker, marked as in a diff. */
void compare_table_print(const struct comparison *comparison, struct text *out);

#endif
