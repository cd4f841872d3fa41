/*
 * What is wrong with something that a person wrote, all of it at once.
 *
 * A finding prints as "file:line:column: error: what is wrong; what was expected; how to mend it"
 * (DESIGN: exit code 2). Functions that judge input take a list and append; they return nothing
 * about it, and the caller asks findings_errors().
 */
#ifndef BASE_FINDINGS_H
#define BASE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum severity {
	SEVERITY_ERROR,
	SEVERITY_WARNING,
	SEVERITY_NOTE,
};

/* Where in a file; line and column count from 1, 0 is unknown. `file` may be NULL. */
struct place {
	const char *file;
	unsigned line;
	unsigned column;
};

struct finding {
	enum severity severity;
	struct place place; /* its file is one of the list's */
	char *text;         /* owned */
};

/* Zero-initialise to start. */
struct findings {
	struct finding *items;
	size_t count;
	size_t capacity;
	char **files; /* names in places, each once */
	size_t file_count;
	size_t file_capacity;
};

/* Adds one. The list keeps a copy of the name of the file. */
void findings_add(struct findings *list, enum severity severity, struct place place,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many are errors. */
size_t findings_errors(const struct findings *list);

/* Sorts by file, line, column, keeping the order of equals, and drops exact repeats. */
void findings_sort(struct findings *list);

/* Adds all of `more`, which is left as it is. */
void findings_add_all(struct findings *list, const struct findings *more);

/* One line each, printable (base/printable.h); the first `limit` (0: all), then a line that counts
 * the rest. */
void findings_format(const struct findings *list, size_t limit, struct text *out);

void findings_done(struct findings *list);

/* The candidate nearest to `word` by edit distance, if near enough to suggest; or NULL. */
const char *nearest_word(const char *word, const char *const *candidates, size_t count);

#endif
