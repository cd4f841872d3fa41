/*
 * What cases did, as lines of JSON, and lines folded into a report. A sweep that runs whole and one
 * that was divided into files and merged fold the same lines in the same order, and so say the
 * same.
 *
 * A file of a shard: a line that says which question and shard it is, a line for each case, and a
 * last one with their number and a sum over all bytes, without which the file is not whole.
 */
#ifndef STUDY_SWEEP_FOLD_H
#define STUDY_SWEEP_FOLD_H

#include "base/text.h"
#include "study/sweep.h"

/* The first line. `head` is good while `arena` is. */
struct sweep_head {
	const char *lab;
	const char *fingerprint;
	const char *kinds;
	uint32_t elements;
	uint32_t same;
	uint32_t failures;
	uint32_t expectations;
	uint64_t cases;
	uint64_t shard;
	uint64_t shards;
};

void sweep_head_of(const struct sweep *sweep, struct arena *arena, struct sweep_head *out);

/* Append a line, with its line break. */
void sweep_write_head(const struct sweep_head *head, struct text *out);
void sweep_write_record(const struct sweep *sweep, const struct sweep_record *record,
                        struct text *out);
void sweep_write_end(uint64_t count, uint64_t sum, struct text *out);

/* The sum over the lines so far, continued; begins with 0. */
uint64_t sweep_sum(uint64_t sum, const char *line, size_t size);

/* False when the line is none such. */
bool sweep_read_head(const char *line, struct arena *arena, struct sweep_head *out);
bool sweep_read_end(const char *line, uint64_t *count, uint64_t *sum);

/* The same question, whatever the shard. */
bool sweep_same_question(const struct sweep_head *a, const struct sweep_head *b);

/* An empty report; the caller ends it with sweep_report_free(). */
struct sweep_report *sweep_fold_new(const struct sweep_head *head);

/* Adds the line of a case, in the order of cases: false when it is none, and *number otherwise. */
bool sweep_fold(struct sweep_report *report, const char *line, uint64_t *number);

#endif
