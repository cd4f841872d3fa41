/* Reading lab files, and the way of a text through all the checks. */
#include "topo/judge/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "document/document.h"
#include "document/file.h"
#include "topo/model/model_build.h"

/* What the text of a lab was changed by, as long as the lab. */
static void keep_changes(struct lab *lab, const struct document_changes *changes)
{
	const char **items = arena_alloc(lab->arena, (changes->count + 1) * sizeof(*items));

	for (size_t i = 0; i < changes->count; i++)
		items[i] = arena_strdup(lab->arena, changes->items[i]);
	lab->changes = (struct document_changes){items, changes->count};
}

static struct lab *parse(kind_table kinds, const char *file, const char *text, size_t size,
                         const struct document_changes *changes, struct findings *findings)
{
	struct arena *arena = arena_new();
	const char *name = arena_strdup(arena, file);
	struct findings found = {0};
	struct lab *lab = NULL;

	struct document *document =
	    document_salvage_changed("hairpin-lab", name, text, size, changes, &found);
	if (document != NULL)
		lab = model_build(kinds, document, name, arena, &found);
	document_free(document);
	if (lab != NULL)
		lab_judge(lab, &found);
	CHECK(lab != NULL || findings_errors(&found) > 0);
	if (findings_errors(&found) > 0) {
		lab_free(lab);
		if (lab == NULL)
			arena_free(arena);
		lab = NULL;
	}
	if (lab != NULL) {
		lab_list_elements(lab);
		lab->text = arena_strndup(lab->arena, text, size);
		lab->text_size = size;
		keep_changes(lab, changes);
	}

	findings_sort(&found);
	findings_add_all(findings, &found);
	findings_done(&found);
	return lab;
}

struct lab *lab_parse(kind_table kinds, const char *file, const char *text, size_t size,
                      struct findings *findings)
{
	return parse(kinds, file, text, size, &(struct document_changes){0}, findings);
}

struct lab *lab_parse_again(const struct lab *lab, struct findings *findings)
{
	return parse(lab->kinds, lab->file, lab->text, lab->text_size, &lab->changes, findings);
}

struct lab *lab_parse_changed(const struct lab *lab, const struct document_changes *changes,
                              struct findings *findings)
{
	struct document_changes all = {.count = lab->changes.count + changes->count};
	const char **items = xcalloc(all.count + 1, sizeof(*items));
	struct lab *changed;

	for (size_t i = 0; i < all.count; i++)
		items[i] = i < lab->changes.count ? lab->changes.items[i]
		                                  : changes->items[i - lab->changes.count];
	all.items = items;
	changed = parse(lab->kinds, lab->file, lab->text, lab->text_size, &all, findings);
	free(items);
	return changed;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The path of the lab file in a folder; false when there is none. */
static bool find_in_folder(const char *folder, struct text *path)
{
	static const char *const names[] = {"lab.json", "lab.yaml", "lab.yml"};
	const char *slash = folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/";
	struct stat status;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		text_clear(path);
		text_addf(path, "%s%s%s", folder, slash, names[i]);
		if (stat(text_str(path), &status) == 0)
			return true;
	}
	return false;
}

static struct lab *load_file(kind_table kinds, const char *path, struct findings *findings)
{
	size_t size;
	char *text = file_read(path, DOCUMENT_SIZE_MAX, &size, findings);

	if (text == NULL)
		return NULL;
	struct lab *lab =
	    lab_parse(kinds, strcmp(path, "-") == 0 ? "<stdin>" : path, text, size, findings);
	free(text);
	return lab;
}

struct lab *lab_load(kind_table kinds, const char *path, struct findings *findings)
{
	struct text file = {0};
	struct lab *lab = NULL;

	if (!is_folder(path))
		return load_file(kinds, path, findings);
	if (find_in_folder(path, &file))
		lab = load_file(kinds, text_str(&file), findings);
	else
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = path},
		             "no lab in this folder; expected lab.json, lab.yaml or lab.yml");
	text_done(&file);
	return lab;
}

void lab_free(struct lab *lab)
{
	if (lab == NULL)
		return;
	lab_policies_done(&lab->policies);
	arena_free(lab->arena);
}
