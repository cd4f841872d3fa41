/* Files and standard input. */
#include "document/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/utf16.h"
#include "document/tree.h"

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

/* A device may have no end, and a folder is another mistake. A pipe, a socket and what is typed end
 * when their other end does, and are bounded in size. */
static const char *wrong_kind(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return strerror(errno);
	if (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode))
		return NULL;
	if (S_ISDIR(status.st_mode))
		return strerror(EISDIR);
	return S_ISCHR(status.st_mode) && isatty(fd) ? NULL
	                                             : "it is a device; expected a file or a pipe";
}

/* How many values the text has if it is JSON: before each but the first stands a comma or an
 * opening bracket that is in no string. */
static size_t count_values(const char *text, size_t size)
{
	bool in_string = false;
	size_t count = 1;

	CHECK(size == 0 || text != NULL);
	for (size_t i = 0; i < size; i++) {
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string)
			count += text[i] == ',' || text[i] == '[' || text[i] == '{';
	}
	return count;
}

/* Windows PowerShell writes UTF-16; all readers take UTF-8. What is wrong with it is said. */
static void make_utf8(struct text *text, struct place *place, struct text *said)
{
	struct text made = {0};
	size_t size = text->size;

	if (!utf16_seen(text->at, size))
		return;
	size_t read = utf16_to_utf8(text->at, size, &made);
	text_done(text);
	*text = made;
	if (read == size)
		return;
	place->line = place->column = 1;
	for (size_t i = 0; i < made.size; i++)
		place->line += made.at[i] == '\n';
	text_addf(said,
	          "half of a character of UTF-16 at byte %zu; expected the whole file, in UTF-8 or "
	          "UTF-16",
	          read);
}

/* What is wrong with the stream is said. */
static void take(FILE *stream, size_t size_max, struct text *text, struct place *place,
                 struct text *said)
{
	CHECK(text->size == 0 && said->size == 0);
	const char *wrong = wrong_kind(fileno(stream));
	int error = wrong == NULL ? read_stream(stream, size_max, text) : 0;

	if (error != 0)
		wrong = strerror(error);
	if (wrong != NULL)
		text_addf(said, "cannot be read: %s", wrong);
	else if (text->size <= size_max)
		make_utf8(text, place, said);
	if (said->size > 0)
		return;
	if (text->size > size_max)
		text_addf(said, "the file is too large; expected at most %zu MiB", size_max >> 20);
	else if (count_values(text->at, text->size) > tree_values_max(text->size))
		text_add(said, TREE_TOO_MANY);
}

char *file_read(const char *path, size_t size_max, size_t *size, struct findings *findings)
{
	bool input = strcmp(path, "-") == 0;

	CHECK(size_max < SIZE_MAX - CHUNK_SIZE);
	struct place place = {.file = input ? "<stdin>" : path};
	FILE *stream = input ? stdin : fopen(path, "rbe");
	struct text text = {0};
	struct text said = {0};

	if (stream != NULL)
		take(stream, size_max, &text, &place, &said);
	else
		text_addf(&said, "cannot be read: %s", strerror(errno));
	if (stream != NULL && !input)
		fclose(stream);
	if (said.size == 0) {
		text_done(&said);
		*size = text.size;
		return text_take(&text);
	}
	findings_add(findings, SEVERITY_ERROR, place, "%s", text_str(&said));
	text_done(&said);
	text_done(&text);
	return NULL;
}
