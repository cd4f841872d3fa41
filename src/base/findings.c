/* A list of what is wrong with an input, and the guess at what a misspelt word was to be. */
#include "base/findings.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/printable.h"

static const char *const severity_names[] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "note",
};

/* The list's own copy of the name. */
static const char *keep_file(struct findings *list, const char *name)
{
	for (size_t i = 0; i < list->file_count; i++) {
		if (strcmp(list->files[i], name) == 0)
			return list->files[i];
	}
	list->files =
	    mem_grow(list->files, &list->file_capacity, list->file_count + 1, sizeof(*list->files));
	return list->files[list->file_count++] = xstrdup(name);
}

void findings_add(struct findings *list, enum severity severity, struct place place,
                  const char *format, ...)
{
	struct text text = {0};
	va_list args;

	CHECK(severity < COUNT_OF(severity_names));
	if (place.file != NULL)
		place.file = keep_file(list, place.file);
	va_start(args, format);
	text_addv(&text, format, args);
	va_end(args);

	list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
	list->items[list->count++] = (struct finding){severity, place, text_take(&text)};
}

void findings_add_all(struct findings *list, const struct findings *more)
{
	CHECK(list != more);
	for (size_t i = 0; i < more->count; i++) {
		const struct finding *finding = &more->items[i];
		findings_add(list, finding->severity, finding->place, "%s", finding->text);
	}
}

size_t findings_errors(const struct findings *list)
{
	size_t errors = 0;

	for (size_t i = 0; i < list->count; i++)
		errors += list->items[i].severity == SEVERITY_ERROR;
	return errors;
}

/* qsort() is not stable: the position in the list is the last key of every order. */
struct ranked_finding {
	struct finding finding;
	size_t position;
};

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* An unknown file comes before all files. */
static int compare_files(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_places(const struct place *a, const struct place *b)
{
	int order = compare_files(a->file, b->file);

	if (order == 0)
		order = compare_sizes(a->line, b->line);
	return order != 0 ? order : compare_sizes(a->column, b->column);
}

static int compare_contents(const struct finding *a, const struct finding *b)
{
	int order = compare_places(&a->place, &b->place);

	if (order == 0)
		order = compare_sizes(a->severity, b->severity);
	return order != 0 ? order : strcmp(a->text, b->text);
}

static int by_contents(const void *a, const void *b)
{
	const struct ranked_finding *left = a;
	const struct ranked_finding *right = b;
	int order = compare_contents(&left->finding, &right->finding);

	return order != 0 ? order : compare_sizes(left->position, right->position);
}

static int by_place(const void *a, const void *b)
{
	const struct ranked_finding *left = a;
	const struct ranked_finding *right = b;
	int order = compare_places(&left->finding.place, &right->finding.place);

	return order != 0 ? order : compare_sizes(left->position, right->position);
}

/* Keeps the first of each run of equals and returns how many are left. */
static size_t drop_repeats(struct ranked_finding *ranked, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct finding *finding = &ranked[i].finding;
		if (kept > 0 && compare_contents(&ranked[kept - 1].finding, finding) == 0)
			free(finding->text);
		else
			ranked[kept++] = ranked[i];
	}
	return kept;
}

void findings_sort(struct findings *list)
{
	if (list->count < 2)
		return;

	struct ranked_finding *ranked = xcalloc(list->count, sizeof(*ranked));
	for (size_t i = 0; i < list->count; i++)
		ranked[i] = (struct ranked_finding){list->items[i], i};

	/* Equal findings may stand apart between others of the same place: the first order brings
	 * them together. */
	qsort(ranked, list->count, sizeof(*ranked), by_contents);
	size_t kept = drop_repeats(ranked, list->count);
	CHECK(kept > 0 && kept <= list->count);
	list->count = kept;
	qsort(ranked, list->count, sizeof(*ranked), by_place);

	for (size_t i = 0; i < list->count; i++)
		list->items[i] = ranked[i].finding;
	free(ranked);
}

static void place_format(const struct place *place, struct text *out)
{
	if (place->file != NULL) {
		printable_add(out, place->file, false);
		text_add(out, ":");
	}
	if (place->line > 0)
		text_addf(out, "%u:", place->line);
	if (place->line > 0 && place->column > 0)
		text_addf(out, "%u:", place->column);
	if (place->file != NULL || place->line > 0)
		text_add(out, " ");
}

void findings_format(const struct findings *list, size_t limit, struct text *out)
{
	CHECK(list->count <= list->capacity);
	size_t shown = limit == 0 || limit > list->count ? list->count : limit;

	for (size_t i = 0; i < shown; i++) {
		const struct finding *finding = &list->items[i];
		size_t start = out->size;

		place_format(&finding->place, out);
		text_addf(out, "%s: ", severity_names[finding->severity]);
		printable_add(out, finding->text, false);
		printable_tame(out, start);
		text_add(out, "\n");
	}
	if (shown < list->count)
		text_addf(out, "... and %zu more\n", list->count - shown);
}

void findings_done(struct findings *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].text);
	free(list->items);
	for (size_t i = 0; i < list->file_count; i++)
		free(list->files[i]);
	free(list->files);
	*list = (struct findings){0};
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letter(char a, char b)
{
	return lower(a) == lower(b);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Fills `row` of the distance table: from the first `i` letters of `a` to each beginning of `b`.
 * `above` and `two_above` are the rows of i - 1 and i - 2. */
static void distance_row(const char *a, size_t i, const char *b, size_t b_size, size_t *row,
                         const size_t *above, const size_t *two_above)
{
	row[0] = i;
	for (size_t j = 1; j <= b_size; j++) {
		size_t cost = above[j - 1] + !same_letter(a[i - 1], b[j - 1]);
		cost = least(cost, least(above[j], row[j - 1]) + 1);
		if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
		    same_letter(a[i - 2], b[j - 1]))
			cost = least(cost, two_above[j - 2] + 1);
		row[j] = cost;
	}
}

/* Damerau-Levenshtein distance in its restricted form: no letter is moved twice. `rows` has room
 * for three times one more than the length of `b`. */
static size_t distance(const char *a, const char *b, size_t b_size, size_t *rows)
{
	size_t *row = rows;
	size_t *above = rows + b_size + 1;
	size_t *two_above = above + b_size + 1;

	for (size_t j = 0; j <= b_size; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t *oldest = two_above;
		two_above = above;
		above = row;
		row = oldest;
		distance_row(a, i, b, b_size, row, above, two_above);
	}
	return row[b_size];
}

/* A third of the letters may be wrong, and always one; but a word of which nothing is left is no
 * suggestion. */
const char *nearest_word(const char *word, const char *const *candidates, size_t count)
{
	size_t size = strlen(word);
	size_t best = size < 6 ? 1 : size / 3;
	size_t *rows = xcalloc(3 * (size + 1), sizeof(*rows));
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(candidates[i]);
		size_t longer = length > size ? length : size;
		if (longer - least(length, size) > best)
			continue;
		size_t found = distance(candidates[i], word, size, rows);
		if (found >= longer || found > best || (nearest != NULL && found == best))
			continue;
		best = found;
		nearest = candidates[i];
	}
	free(rows);
	return nearest;
}
