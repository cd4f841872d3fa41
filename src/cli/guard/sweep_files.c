/* Writes, resumes and merges the files of shards. */
#include "cli/guard/sweep_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"

enum { SHARDS_MAX = 100000 };

static char *name_of(const char *dir, uint64_t shard, uint64_t shards, const char *ending)
{
	struct text text = {0};

	text_addf(&text, "%s/shard-%" PRIu64 "-of-%" PRIu64 ".jsonl%s", dir, shard, shards, ending);
	return text_take(&text);
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t wrote = write(fd, bytes, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		bytes += wrote;
		size -= (size_t)wrote;
	}
	return true;
}

static int cannot(const struct cli *cli, const char *what, const char *name)
{
	cli_complain(cli, "cannot %s %s: %s", what, name, strerror(errno));
	return CLI_ENVIRONMENT;
}

/* Reading: a file line by line, with the sum over its lines. */

struct sweep_lines {
	FILE *file;
	char *line;
	size_t room;
	size_t size; /* of the line, its line break included */
	uint64_t sum;
	off_t end; /* behind the last line */
};

static bool lines_open(struct sweep_lines *lines, const char *name)
{
	*lines = (struct sweep_lines){.file = fopen(name, "re")};
	return lines->file != NULL;
}

/* The next whole line; a torn one is none. */
static bool lines_next(struct sweep_lines *lines)
{
	ssize_t size = getline(&lines->line, &lines->room, lines->file);

	if (size <= 0 || lines->line[size - 1] != '\n')
		return false;
	lines->size = (size_t)size;
	return true;
}

/* The line is good: counts it. */
static void lines_take(struct sweep_lines *lines)
{
	lines->sum = sweep_sum(lines->sum, lines->line, lines->size);
	lines->end += (off_t)lines->size;
}

static void lines_close(struct sweep_lines *lines)
{
	if (lines->file != NULL)
		fclose(lines->file);
	free(lines->line);
	*lines = (struct sweep_lines){0};
}

/* Going on with a part */

/* Takes in what is good of the part. False when it is of another question or not there. */
static bool take_part(const struct sweep_head *head, struct sweep_file *file, off_t *end)
{
	struct arena *arena = arena_new();
	struct sweep_report *nothing = sweep_fold_new(head);
	struct sweep_head had;
	struct sweep_lines lines;
	uint64_t number;
	bool good = lines_open(&lines, file->part) && lines_next(&lines) &&
	            sweep_read_head(lines.line, arena, &had) && sweep_same_question(&had, head) &&
	            had.shard == head->shard;

	if (good) {
		lines_take(&lines);
		while (lines_next(&lines) && sweep_fold(nothing, lines.line, &number)) {
			lines_take(&lines);
			file->count++;
			file->next = number + 1;
		}
		file->sum = lines.sum;
		*end = lines.end;
	}
	lines_close(&lines);
	sweep_report_free(nothing);
	arena_free(arena);
	return good;
}

static int begin_part(struct cli *cli, const struct sweep_head *head, struct sweep_file *file)
{
	struct text text = {0};
	bool good;

	file->fd = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (file->fd < 0)
		return cannot(cli, "write", file->part);
	sweep_write_head(head, &text);
	file->sum = sweep_sum(0, text_str(&text), text.size);
	good = write_all(file->fd, text_str(&text), text.size);
	text_done(&text);
	return good ? CLI_GOOD : cannot(cli, "write", file->part);
}

static int go_on(struct cli *cli, struct sweep_file *file, off_t end)
{
	file->fd = open(file->part, O_WRONLY | O_CLOEXEC);
	if (file->fd < 0 || ftruncate(file->fd, end) != 0 || lseek(file->fd, end, SEEK_SET) < 0)
		return cannot(cli, "write", file->part);
	return CLI_GOOD;
}

static int check_whole(struct cli *cli, const char *dir, const struct sweep_head *head,
                       struct sweep_file *file)
{
	struct arena *arena = arena_new();
	struct sweep_head had;
	struct sweep_lines lines;

	(void)dir;
	file->whole = lines_open(&lines, file->name);
	bool good =
	    !file->whole || (lines_next(&lines) && sweep_read_head(lines.line, arena, &had) &&
	                     sweep_same_question(&had, head) && had.shard == head->shard);
	lines_close(&lines);
	arena_free(arena);
	if (good)
		return CLI_GOOD;
	cli_complain(cli, "%s is damaged, or of another lab or question; remove it", file->name);
	return CLI_INVALID;
}

int sweep_file_open(struct cli *cli, const char *dir, const struct sweep_head *head, bool resume,
                    struct sweep_file *out)
{
	off_t end = 0;
	int code;

	out->fd = -1;
	if (mkdir(dir, 0755) != 0 && errno != EEXIST)
		return cannot(cli, "make the folder", dir);
	out->name = name_of(dir, head->shard, head->shards, "");
	out->part = name_of(dir, head->shard, head->shards, ".part");
	code = check_whole(cli, dir, head, out);
	if (code != CLI_GOOD)
		return code;
	if (out->whole && resume)
		return CLI_GOOD;
	if (out->whole) {
		cli_complain(cli, "%s is there already; expected an empty folder, or --resume",
		             out->name);
		return CLI_INVALID;
	}
	if (resume && take_part(head, out, &end))
		return go_on(cli, out, end);
	return begin_part(cli, head, out);
}

bool sweep_file_add(struct cli *cli, struct sweep_file *file, uint64_t number, const char *line,
                    size_t size)
{
	CHECK(file->fd >= 0 && number >= file->next);
	if (!write_all(file->fd, line, size)) {
		cannot(cli, "write", file->part);
		return false;
	}
	file->sum = sweep_sum(file->sum, line, size);
	file->count++;
	file->next = number + 1;
	return true;
}

int sweep_file_finish(struct cli *cli, struct sweep_file *file)
{
	struct text text = {0};
	bool good;

	sweep_write_end(file->count, file->sum, &text);
	good = write_all(file->fd, text_str(&text), text.size) && fsync(file->fd) == 0 &&
	       rename(file->part, file->name) == 0;
	text_done(&text);
	return good ? CLI_GOOD : cannot(cli, "write", file->name);
}

void sweep_file_close(struct sweep_file *file)
{
	if (file->fd >= 0 && file->name != NULL)
		close(file->fd);
	free(file->name);
	free(file->part);
	*file = (struct sweep_file){.fd = -1};
}

/* Merging: all shards side by side, a case of each in turn. */

struct shard_merge {
	struct cli *cli;
	const char *dir;
	struct arena *arena;
	struct sweep_head head;
	char *name; /* of the file at hand */
};

/* How many shards the names in the folder speak of; 0: there are none. */
static uint64_t count_shards(const char *dir)
{
	DIR *open = opendir(dir);
	const struct dirent *entry;
	uint64_t shards = 0;
	uint64_t shard;
	int end;

	while (open != NULL && (entry = readdir(open)) != NULL) {
		uint64_t found;

		end = 0;
		if (sscanf(entry->d_name, "shard-%" SCNu64 "-of-%" SCNu64 ".jsonl%n", &shard,
		           &found, &end) == 2 &&
		    end > 0 && entry->d_name[end] == '\0')
			shards = found > shards ? found : shards;
	}
	if (open != NULL)
		closedir(open);
	return shards;
}

static int damaged(const struct shard_merge *merging, const char *what)
{
	cli_complain(merging->cli, "%s: %s", merging->name, what);
	return CLI_INVALID;
}

/* Looks through one file, whose head becomes the question if it is the first. */
static int check_file(struct shard_merge *merging, uint64_t shard, uint64_t shards)
{
	struct sweep_head head;
	struct sweep_lines lines;
	uint64_t count = 0;
	uint64_t sum = 0;
	uint64_t seen = 0;
	bool ended = false;

	free(merging->name);
	merging->name = name_of(merging->dir, shard, shards, "");
	if (!lines_open(&lines, merging->name))
		return errno == ENOENT ? damaged(merging, "is missing: that shard is not done")
		                       : cannot(merging->cli, "read", merging->name);
	bool good = lines_next(&lines) && sweep_read_head(lines.line, merging->arena, &head) &&
	            head.shard == shard && head.shards == shards;
	if (good)
		lines_take(&lines);
	while (good && !ended && lines_next(&lines)) {
		ended = sweep_read_end(lines.line, &count, &sum);
		if (!ended) {
			lines_take(&lines);
			seen++;
		}
	}
	good = good && ended && seen == count && sum == lines.sum && !lines_next(&lines);
	lines_close(&lines);
	if (!good)
		return damaged(merging, "is damaged: it is not what a shard writes, or not all "
		                        "of it; remove it and run that shard again");
	if (shard == 0)
		merging->head = head;
	if (sweep_same_question(&merging->head, &head))
		return CLI_GOOD;
	return damaged(merging, "is of another lab or question than the first shard");
}

static int fold_files(struct shard_merge *merging, struct sweep_report *report)
{
	uint64_t shards = merging->head.shards;
	struct sweep_lines *lines = xcalloc(shards, sizeof(*lines));
	int code = CLI_GOOD;

	for (uint64_t i = 0; i < shards && code == CLI_GOOD; i++) {
		free(merging->name);
		merging->name = name_of(merging->dir, i, shards, "");
		if (!lines_open(&lines[i], merging->name) || !lines_next(&lines[i]))
			code = cannot(merging->cli, "read", merging->name);
	}
	for (uint64_t n = 0; n < merging->head.cases && code == CLI_GOOD; n++) {
		struct sweep_lines *at = &lines[n % shards];
		uint64_t number;

		if (!lines_next(at) || !sweep_fold(report, at->line, &number) || number != n) {
			free(merging->name);
			merging->name = name_of(merging->dir, n % shards, shards, "");
			code = damaged(merging, "lacks a case");
		}
	}
	for (uint64_t i = 0; i < shards; i++)
		lines_close(&lines[i]);
	free(lines);
	return code;
}

int sweep_files_merge(struct cli *cli, const char *dir, struct sweep_report **out)
{
	struct shard_merge merging = {.cli = cli, .dir = dir, .arena = arena_new()};
	uint64_t shards = count_shards(dir);
	int code = CLI_GOOD;

	if (shards == 0 || shards > SHARDS_MAX) {
		cli_complain(cli, "%s has no files of a sweep, as --out makes them", dir);
		code = CLI_INVALID;
	}
	for (uint64_t i = 0; code == CLI_GOOD && i < shards; i++)
		code = check_file(&merging, i, shards);
	if (code == CLI_GOOD) {
		*out = sweep_fold_new(&merging.head);
		code = fold_files(&merging, *out);
	}
	free(merging.name);
	arena_free(merging.arena);
	return code;
}
