/*
 * Files that are compiled into the program: YANG modules and data. The table
 * behind this header is made at build time by tools/embed.sh.
 */
#ifndef DOCUMENT_EMBEDDED_H
#define DOCUMENT_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
	const char *name;  /* its path in the source tree: "data/limits.json" */
	const char *bytes; /* a zero follows the last one */
	size_t size;       /* without that zero */
};

/* NULL when there is no such file. */
const struct embedded_file *embedded_find(const char *name);

#endif
