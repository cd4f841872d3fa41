/* Reads files whole: the one place that does. */
#ifndef DOCUMENT_FILE_H
#define DOCUMENT_FILE_H

#include <stddef.h>

#include "base/findings.h"

/* The bytes of the file `path`, or of standard input for "-", which may be at most `size_max`; a
 * zero stands behind the last one. UTF-16 (RFC 2781), as Windows PowerShell writes it, has become
 * UTF-8, for which the same bound holds. NULL with a finding when the file cannot be read, is
 * larger, is a device, is broken UTF-16, or is JSON of more values than tree_values_max() allows.
 * The caller frees it. */
char *file_read(const char *path, size_t size_max, size_t *size, struct findings *findings);

#endif
