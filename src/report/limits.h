/* Headroom. */
#ifndef REPORT_LIMITS_H
#define REPORT_LIMITS_H

#include "query/limits/limits.h"
#include "report/frame/view.h"

/*
 * JSON:
 *	lab, source   of the snapshot
 *	broken        how many are
 *	limits        the fullest first; each with
 *		kind, element, family, used, limit, left, fullPercent
 *		atLeast         true: the limit has ended the session, and `used` is a lower bound
 *		down            true: no session is up
 *		broken, advice  when true
 *		beyond          what happens beyond it
 *		next            what the next one would do
 *		rule            id in data/rules.json, if there is one
 *		limitId         id in data/limits.json, if it is from there
 *		source, date, confidence   where the number is from
 *
 * Text: a table, what comes next, what happens beyond each kind of limit, and how many there are.
 * With `above` not negative only limits of which more than so many percent are used.
 */
void limits_view(struct view *view, const struct limits *limits, const struct snapshot *snapshot,
                 int64_t above);

#endif
