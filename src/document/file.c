/* Files and standard input. */
#include "document/file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { CHUNK_SIZE = 65536 };

/* Reads to the end, or to more than `size_max` bytes. Returns 0 or an error number. */
static int read_stream(FILE *stream, size_t size_max, struct text *out)
{
	char chunk[CHUNK_SIZE];
	size_t got;

	errno = 0;
	do {
		got = fread(chunk, 1, sizeof(chunk), stream);
		text_add_bytes(out, chunk, got);
	} while (got > 0 && out->size <= size_max);
	if (!ferror(stream))
		return 0;
	return errno != 0 ? errno : EIO;
}

char *file_read(const char *path, size_t size_max, size_t *size, struct findings *findings)
{
	bool input = strcmp(path, "-") == 0;

	CHECK(size_max < SIZE_MAX - CHUNK_SIZE);
	struct place place = {.file = input ? "<stdin>" : path};
	FILE *stream = input ? stdin : fopen(path, "rbe");
	struct text text = {0};

	int error = stream == NULL ? errno : read_stream(stream, size_max, &text);
	if (stream != NULL && !input)
		fclose(stream);
	if (error == 0 && text.size <= size_max) {
		*size = text.size;
		return text_take(&text);
	}
	if (error != 0)
		findings_add(findings, SEVERITY_ERROR, place, "cannot be read: %s",
		             strerror(error));
	else
		findings_add(findings, SEVERITY_ERROR, place,
		             "the file is too large; expected at most %zu MiB", size_max >> 20);
	text_done(&text);
	return NULL;
}
