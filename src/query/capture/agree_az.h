/*
 * A captured table of Azure's against the predicted one, row by row, with a reason for each
 * difference that is known not to be the model's: what depends on time, on an equal choice, on the
 * tool that was asked, or on what the lab does not say.
 */
#ifndef QUERY_CAPTURE_AGREE_AZ_H
#define QUERY_CAPTURE_AGREE_AZ_H

#include "query/capture/agree.h"
#include "query/capture/az_table.h"
#include "topo/model/model.h"

/* One member of a row that both have. */
struct agree_az_difference {
	enum az_member member;
	const char *actual; /* "" for nothing */
	const char *predicted;
	const char *rule; /* id in data/rules.json; NULL: not explained */
	const char *why;
};

struct agree_az_row {
	enum agree_result result;
	bool explained;                 /* every difference is */
	const struct az_row *predicted; /* NULL when unexpected */
	const struct az_row *actual;    /* NULL when missing */
	struct agree_az_difference *differences;
	uint32_t difference_count;
	const char *rule; /* of a row that only one side has; or NULL */
	const char *why;
};

/* Something about the whole table. */
struct agree_az_note {
	const char *rule;
	const char *text;
};

enum { AGREE_AZ_NOTES_MAX = 4 };

struct agree_az {
	const struct az_table *actual;
	struct agree_az_row *rows; /* by network or neighbour */
	uint32_t count;
	uint32_t agree;
	uint32_t explained; /* rows that differ, are missing or unexpected, for a known reason */
	uint32_t differ;    /* the others */
	struct agree_az_note notes[AGREE_AZ_NOTES_MAX];
	uint32_t note_count;
};

/* Rows of `predicted` that a policy rejects are not expected, but explain unexpected ones. Of an
 * `excerpt`, as a filter in a pipe makes, rows may be missing. The result lives in `arena` and
 * points into both tables. */
struct agree_az *agree_az_compare(const struct lab *lab, const struct snapshot *snapshot,
                                  const struct az_table *predicted, const struct az_table *actual,
                                  bool excerpt, struct arena *arena);

#endif
