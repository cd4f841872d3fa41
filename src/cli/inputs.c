/* Reads what verbs take as files and folders. */
#include "cli/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "document/file.h"

enum { NESTED_MAX = 8 };

void cli_inputs_file(struct cli_inputs *inputs, const char *path)
{
	struct findings findings = {0};
	size_t size = 0;
	char *text = file_read(path, IMPORT_SIZE_MAX - inputs->total, &size, &findings);

	if (text == NULL) {
		cli_print_findings(inputs->cli, &findings);
		inputs->failed = true;
	} else {
		inputs->items = mem_grow(inputs->items, &inputs->capacity, inputs->count + 1,
		                         sizeof(*inputs->items));
		inputs->items[inputs->count++] = (struct import_file){
		    arena_strdup(inputs->arena, strcmp(path, "-") == 0 ? "standard input" : path),
		    text, size};
		inputs->total += size;
	}
	findings_done(&findings);
}

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);
	size_t tail = strlen(end);

	return size > tail && strcasecmp(name + size - tail, end) == 0;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool is_folder(const char *path)
{
	struct stat status;

	return strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Files of a folder in the order of their names: those that can be of a shape that is read. */
static void add_folder(struct cli_inputs *inputs, const char *path, unsigned depth)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_visible, alphasort);
	size_t before = inputs->count;

	if (count < 0) {
		cli_complain(inputs->cli, "%s: cannot be read: %s", path, strerror(errno));
		inputs->failed = true;
		return;
	}
	for (int i = 0; i < count; i++) {
		const char *below = arena_printf(inputs->arena, "%s/%s", path, entries[i]->d_name);

		if (is_folder(below) && depth < NESTED_MAX)
			add_folder(inputs, below, depth + 1);
		else if (inputs->every_name || ends_with(below, ".json") ||
		         ends_with(below, ".tfstate"))
			cli_inputs_file(inputs, below);
		else if (!cli_given(inputs->cli, "quiet"))
			cli_complain(inputs->cli, "%s: not read; expected .json or .tfstate",
			             below);
		free(entries[i]);
	}
	free(entries);
	if (inputs->count == before && depth == 0 && !inputs->failed) {
		cli_complain(inputs->cli, "%s: no %s in this folder", path,
		             inputs->every_name ? "file" : ".json or .tfstate");
		inputs->failed = true;
	}
}

void cli_inputs_done(struct cli_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		free((char *)inputs->items[i].text);
	free(inputs->items);
}

void cli_inputs_add(struct cli_inputs *inputs, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_folder(paths[i]))
			add_folder(inputs, paths[i], 0);
		else
			cli_inputs_file(inputs, paths[i]);
	}
}
