/* Writes files whole, or not at all. */
#ifndef DOCUMENT_FILE_WRITE_H
#define DOCUMENT_FILE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"

/* Puts the bytes into the file `path`, which is replaced in one step: whoever looks finds what was
 * there before, or all of this. What is no ordinary file, as a device or a pipe, is written to as
 * it is. False with a finding when it cannot be written; then the file is as it was. */
bool file_write(const char *path, const char *bytes, size_t size, struct findings *findings);

/* Takes an ordinary file of this name away, so that an answer of an earlier run is not taken for
 * the one that is being made. Nothing when there is none. False with a finding when it is there
 * still. */
bool file_remove(const char *path, struct findings *findings);

#endif
