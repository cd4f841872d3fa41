/*
 * Many captures against one lab: for each table whose it is, found from what it says, and a line
 * for every difference that no rule explains. Lines hold nothing that depends on when or where a
 * capture was made, so that known ones can be kept in a file.
 */
#ifndef QUERY_CAPTURE_DRIFT_H
#define QUERY_CAPTURE_DRIFT_H

#include "query/capture/agree_az_at.h"

struct drift_line {
	const char *place; /* "gw-weu", "er-fra/primary" */
	const char *kind;  /* az_kind_names */
	const char *text;  /* "gw-weu learned 10.1.0.0/16: not predicted: asPath 65010" */
	bool known;        /* in the baseline */
};

/* One table. */
struct drift_table {
	const char *file;
	unsigned line;
	const char *kind;
	const char *place; /* NULL: not recognised, `doubt` says why */
	const char *doubt;
	uint32_t agree;
	uint32_t explained;
	uint32_t differ;
};

struct drift {
	struct arena *arena;
	const struct lab *lab;
	const struct snapshot *snapshot;
	struct drift_table *tables;
	uint32_t table_count;
	size_t table_capacity;
	struct drift_line *lines;
	uint32_t line_count;
	size_t line_capacity;
	const char **gone; /* lines of the baseline that did not occur */
	uint32_t gone_count;
	uint32_t known;
	uint32_t unplaced; /* tables that are not recognised */
};

/* Borrows lab and snapshot. The caller ends it with drift_free(). */
struct drift *drift_new(const struct lab *lab, const struct snapshot *snapshot);

/* Accepts NULL. */
void drift_free(struct drift *drift);

/* Adds a table, which lives as long as the drift. Where its content does not say whose it is, a
 * name of the lab in the file's name decides. */
void drift_add(struct drift *drift, const char *file, const struct az_table *table);

/* Sorts the lines, each once, and marks those of the baseline: lines of `text`, of which those that
 * begin with '#' and empty ones mean nothing. Called once, after all tables. */
void drift_settle(struct drift *drift, const char *text);

#endif
