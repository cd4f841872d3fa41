/* The insides of az_read.h: a table whose headings are known and whose cells are filled one by one,
 * whichever form they are read from. */
#ifndef IMPORT_AZ_DRAFT_H
#define IMPORT_AZ_DRAFT_H

#include "import/az_read.h"

enum { AZ_TITLE_MAX = 100 };

struct az_reading {
	const char *name;
	struct findings *findings;
	struct arena *arena;
	enum az_kind forced;      /* AZ_KIND_COUNT: not */
	struct az_table **tables; /* on the heap */
	uint32_t count;
	size_t capacity;
	unsigned line; /* that is being read, from 1 */
	bool failed;
	unsigned bad_rows;        /* of the table at work */
	bool last_was_bad;        /* the row that az_row_end() was given */
	char title[AZ_TITLE_MAX]; /* the last line of prose */
	/* The table at work. */
	struct az_table *table;             /* NULL: none */
	bool path_heading;                  /* "Path", as only MSEEs have it */
	const char *cells[AZ_MEMBER_COUNT]; /* of the row at work, as they were found */
};

/* Only the first fault is told. */
void az_fail(struct az_reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The row at work cannot be read: a warning, and it is left out. */
void az_skip(struct az_reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Begins a table with these headings; ends the one before. */
void az_begin(struct az_reading *reading, uint32_t told, bool path_heading);

/* Fills a cell of the present row; several in one member add up as a list. */
void az_cell(struct az_reading *reading, enum az_member member, const char *text, size_t size);

/* The same as kind, whatever headings say. */
void az_begin_kind(struct az_reading *reading, enum az_kind kind);

/* Ends the row: one for each network and next hop in it. */
void az_row_end(struct az_reading *reading);
void az_end(struct az_reading *reading);

/* Reads the JSON document at `text`, if one begins there. Returns its size, 0 for none: then
 * *consumed says how far it went on. */
size_t az_read_json(struct az_reading *reading, const char *text, size_t size, size_t *consumed);

#endif
