/* The files of a divided sweep: one a shard in a folder, complete or absent under its name, and in
 * parts while it is made. */
#ifndef CLI_GUARD_SWEEP_FILES_H
#define CLI_GUARD_SWEEP_FILES_H

#include "cli/cli.h"
#include "study/sweep_fold.h"

/* A file being written. Zero-initialise. */
struct sweep_file {
	char *name; /* "DIR/shard-3-of-10.jsonl" */
	char *part; /* the same with ".part" */
	int fd;     /* -1: none */
	uint64_t count;
	uint64_t sum;
	uint64_t next; /* the number of the first case that is not in it */
	bool whole;    /* it was there already */
};

/* Begins the file of the shard in `dir`, which is made if it is not there; with `resume` goes on
 * with what is there. CLI_GOOD, or the exit code after complaining. */
int sweep_file_open(struct cli *cli, const char *dir, const struct sweep_head *head, bool resume,
                    struct sweep_file *out);

/* Adds the line of a case. False after complaining. */
bool sweep_file_add(struct cli *cli, struct sweep_file *file, uint64_t number, const char *line,
                    size_t size);

/* Makes it whole, or leaves the part for --resume. */
int sweep_file_finish(struct cli *cli, struct sweep_file *file);
void sweep_file_close(struct sweep_file *file);

/* Folds all files of `dir`. CLI_GOOD and the report, the caller's, or the exit code. */
int sweep_files_merge(struct cli *cli, const char *dir, struct sweep_report **out);

#endif
