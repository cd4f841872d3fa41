/* Reads files whole: the one place that does. */
#ifndef DOCUMENT_FILE_H
#define DOCUMENT_FILE_H

#include <stddef.h>

#include "base/findings.h"

/* The bytes of the file `path`, or of standard input for "-", which may be at most `size_max`; a
 * zero stands behind the last one. NULL with a finding when the file cannot be read, is larger,
 * is a device, or is JSON of more values than tree_values_max() allows.
 * The caller frees it. */
char *file_read(const char *path, size_t size_max, size_t *size, struct findings *findings);

#endif
