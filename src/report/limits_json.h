/* Headroom as JSON. */
#ifndef REPORT_LIMITS_JSON_H
#define REPORT_LIMITS_JSON_H

#include <cjson/cJSON.h>

#include "query/limits/limits.h"

/*
 * An object:
 *	lab, source   of the snapshot
 *	broken        how many are
 *	limits        the fullest first; each with
 *		kind, element, family, used, limit, left, fullPercent
 *		atLeast         true: the limit has ended the session, and `used` is a lower bound
 *		down            true: no session is up
 *		broken, advice  when true
 *		beyond          what happens beyond it
 *		rule            id in data/rules.json, if there is one
 *		limitId         id in data/limits.json, if it is from there
 *		source, date, confidence   where the number is from
 *
 * With `above` not negative only limits of which more than so many percent are used. The caller
 * deletes it.
 */
cJSON *limits_json(const struct limits *limits, const struct snapshot *snapshot, int64_t above);

#endif
