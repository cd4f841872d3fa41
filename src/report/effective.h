/* Effective routes, in our own words, which say more than Azure's. */
#ifndef REPORT_EFFECTIVE_H
#define REPORT_EFFECTIVE_H

#include "query/nic/effective.h"
#include "report/frame/view.h"

/* The rows under the headings of the Azure CLI, then what one could expect but Azure does not list.
 * In text `rules` also says the rules behind them; it may be NULL. */
void effective_view(struct view *view, const struct effective *effective,
                    const struct facts *rules);

#endif
