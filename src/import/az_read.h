/*
 * Reads what people have of Azure's tables: JSON as az prints it (an object with "value", a bare
 * array, the two RouteServiceRole lists of a Route Server), the tables of "az -o table" and of
 * PowerShell, its lists, Markdown and comma-separated tables; with prompts, comments and prose in
 * between, several in one file. The kind of a table follows from its headings. The text is not
 * trusted.
 */
#ifndef IMPORT_AZ_READ_H
#define IMPORT_AZ_READ_H

#include <stddef.h>

#include "base/findings.h"
#include "query/capture/az_table.h"

/* Largest file that is read. */
enum { AZ_SIZE_MAX = 64 * 1024 * 1024 };

/* In the order of the file. Lives in the arena that it was made in. */
struct az_capture {
	struct az_table **tables;
	uint32_t count;
};

/* NULL after adding an error, with its line and what was expected, to the findings. `name` says
 * there where the text comes from. With a `kind` other than AZ_KIND_COUNT all tables are taken for
 * that kind. An empty JSON list, which could be of any kind, stays AZ_KIND_COUNT. */
struct az_capture *az_read(const char *name, const char *text, size_t size, enum az_kind kind,
                           struct arena *arena, struct findings *findings);

#endif
