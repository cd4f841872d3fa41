/* Files and folders that several verbs take as they are: what import, compare and drift read. */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "cli/cli.h"
#include "import/build/import.h"

/* Zero-initialise but for the first two members. */
struct cli_inputs {
	struct cli *cli;
	struct arena *arena; /* of the names; the caller's */
	struct import_file *items;
	size_t count;
	size_t capacity;
	size_t total;    /* bytes, all together at most IMPORT_SIZE_MAX */
	bool every_name; /* of folders: files of any name, else those ending in .json or .tfstate */
	bool failed;     /* something could not be read: said */
};

/* Reads a file; "-" is standard input. */
void cli_inputs_file(struct cli_inputs *inputs, const char *path);

/* Reads files, and those in folders in the order of their names. */
void cli_inputs_add(struct cli_inputs *inputs, const char *const *paths, size_t count);

/* Frees the texts. */
void cli_inputs_done(struct cli_inputs *inputs);

#endif
