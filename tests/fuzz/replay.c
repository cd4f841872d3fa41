/* Runs a fuzz target over files: those given, and all below folders given. Without arguments, over
 * the target's own corpus, so that `make check` replays it. The same object links with libFuzzer
 * by leaving this file out. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long replayed;
static unsigned long failures;

static void fail(const char *path)
{
	perror(path);
	failures++;
}

/* The block is exactly as long as the input, so that a sanitizer sees any read behind it. */
static void replay_file(const char *path, size_t size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(size > 0 ? size : 1);

	if (file == NULL || data == NULL || fread(data, 1, size, file) != size) {
		fail(path);
	} else {
		LLVMFuzzerTestOneInput(data, size);
		replayed++;
	}
	free(data);
	if (file != NULL)
		fclose(file);
}

static void replay(const char *path);

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of names, so that two runs fail at the same input. */
static void replay_folder(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_visible, alphasort);

	if (count < 0) {
		fail(path);
		return;
	}
	for (int i = 0; i < count; i++) {
		char below[4096];

		snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);
		replay(below);
		free(entries[i]);
	}
	free(entries);
}

static void replay(const char *path)
{
	struct stat info;

	if (stat(path, &info) != 0)
		fail(path);
	else if (S_ISDIR(info.st_mode))
		replay_folder(path);
	else
		replay_file(path, (size_t)info.st_size);
}

/* "fuzz_update" has its corpus in tests/fuzz/corpus/update. */
static void replay_own_corpus(const char *program)
{
	const char *name = strstr(program, "fuzz_");
	const char *srcdir = getenv("srcdir");
	char path[4096];

	for (const char *next = name; next != NULL; next = strstr(next + 1, "fuzz_"))
		name = next;
	if (name == NULL) {
		fprintf(stderr, "%s: expected files or folders\n", program);
		failures++;
		return;
	}
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s", srcdir != NULL ? srcdir : ".",
	         name + strlen("fuzz_"));
	replay(path);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc == 1)
		replay_own_corpus(argv[0]);
	printf("%lu inputs replayed\n", replayed);
	return failures > 0 || replayed == 0;
}
