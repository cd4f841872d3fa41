/* Reading lab files, and the way of a text through all the checks. */
#include "topo/judge/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "document/document.h"
#include "topo/model/model_build.h"

_Static_assert((int)LAB_SIZE_MAX == (int)DOCUMENT_SIZE_MAX, "one limit, known to both");

/* Names of files live as long as the program: findings borrow them, and outlive labs. */
static const char *file_name(const char *name)
{
	static struct kept {
		struct kept *next;
		char *name;
	} * all;

	for (struct kept *at = all; at != NULL; at = at->next) {
		if (strcmp(at->name, name) == 0)
			return at->name;
	}
	struct kept *kept = xcalloc(1, sizeof(*kept));
	kept->name = xstrdup(name);
	kept->next = all;
	all = kept;
	return kept->name;
}

struct lab *lab_parse(kind_table kinds, const char *file, const char *text, size_t size,
                      struct findings *findings)
{
	const char *name = file_name(file);
	struct findings found = {0};
	struct lab *lab = NULL;

	struct document *document = document_salvage("hairpin-lab", name, text, size, &found);
	if (document != NULL)
		lab = model_build(kinds, document, name, &found);
	document_free(document);
	if (lab != NULL)
		lab_judge(lab, &found);
	if (findings_errors(&found) > 0) {
		lab_free(lab);
		lab = NULL;
	}
	if (lab != NULL) {
		lab_list_elements(lab);
		lab->text = arena_strndup(lab->arena, text, size);
		lab->text_size = size;
	}

	findings_sort(&found);
	for (size_t i = 0; i < found.count; i++)
		findings_add(findings, found.items[i].severity, found.items[i].place, "%s",
		             found.items[i].text);
	findings_done(&found);
	return lab;
}

struct lab *lab_parse_again(const struct lab *lab, struct findings *findings)
{
	return lab_parse(lab->kinds, lab->file, lab->text, lab->text_size, findings);
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The lab file in a folder, or NULL. */
static const char *file_in_folder(const char *folder)
{
	static const char *const names[] = {"lab.json", "lab.yaml", "lab.yml"};
	const char *slash = folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/";
	const char *found = NULL;

	for (size_t i = 0; i < COUNT_OF(names) && found == NULL; i++) {
		struct text path = {0};
		struct stat status;
		text_addf(&path, "%s%s%s", folder, slash, names[i]);
		if (stat(text_str(&path), &status) == 0)
			found = file_name(text_str(&path));
		text_done(&path);
	}
	return found;
}

/* Reads to the end, or one byte more than is allowed; 0 or an error number. */
static int read_all(FILE *stream, struct text *out)
{
	char block[65536];
	size_t got;

	while (out->size <= LAB_SIZE_MAX && (got = fread(block, 1, sizeof(block), stream)) > 0)
		text_add_bytes(out, block, got);
	return ferror(stream) ? errno : 0;
}

static int read_file(const char *path, struct text *out)
{
	FILE *stream = fopen(path, "rbe");

	if (stream == NULL)
		return errno;
	int error = read_all(stream, out);
	fclose(stream);
	return error;
}

struct lab *lab_load(kind_table kinds, const char *path, struct findings *findings)
{
	bool input = strcmp(path, "-") == 0;
	bool folder = !input && is_folder(path);
	const char *file = folder ? file_in_folder(path) : file_name(input ? "<stdin>" : path);
	struct text text = {0};
	struct lab *lab = NULL;

	if (file == NULL) {
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = file_name(path)},
		             "no lab in this folder; expected lab.json, lab.yaml or lab.yml");
		return NULL;
	}
	int error = input ? read_all(stdin, &text) : read_file(file, &text);
	if (error != 0)
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = file},
		             "cannot read: %s", strerror(error));
	else
		lab = lab_parse(kinds, file, text_str(&text), text.size, findings);
	text_done(&text);
	return lab;
}

void lab_free(struct lab *lab)
{
	if (lab != NULL)
		arena_free(lab->arena);
}
