/* Gives columns their widths, and folds text. */
#include "report/frame/fit.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"

enum {
	WORD_MIN = 8, /* a column that folds within words keeps so much */
	HANGING_INDENT = 2,
};

static bool begins_letter(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

static unsigned width_of(const char *text, size_t size)
{
	unsigned width = 0;

	for (size_t i = 0; i < size; i++)
		width += begins_letter(text[i]);
	return width;
}

unsigned fit_width(const char *text)
{
	return width_of(text, strlen(text));
}

unsigned fit_word(const char *text)
{
	unsigned widest = 0;

	while (*text != '\0') {
		size_t size = strcspn(text, " ");
		unsigned width = width_of(text, size);

		widest = width > widest ? width : widest;
		text += size + strspn(text + size, " ");
	}
	return widest;
}

/* All columns that are left, and what is between them. */
static unsigned total(const struct fit_column *columns, unsigned count, unsigned gap)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += columns[i].width > 0 ? columns[i].width + gap : 0;
	return sum > gap ? sum - gap : 0;
}

static unsigned least(const struct fit_column *column, bool within_words)
{
	if (!column->folds || column->natural <= WORD_MIN)
		return column->natural;
	if (!within_words && column->word > WORD_MIN)
		return column->word;
	return WORD_MIN;
}

/* Takes what is too much from the widest columns. */
static void fold(struct fit_column *columns, unsigned count, unsigned gap, unsigned width,
                 bool within_words)
{
	while (total(columns, count, gap) > width) {
		struct fit_column *widest = NULL;

		for (unsigned i = 0; i < count; i++) {
			if (columns[i].width <= least(&columns[i], within_words))
				continue;
			if (widest == NULL || columns[i].width > widest->width)
				widest = &columns[i];
		}
		if (widest == NULL)
			return;
		widest->width--;
	}
}

static void unfold(struct fit_column *columns, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		columns[i].width = columns[i].width > 0 ? columns[i].natural : 0;
}

/* The rightmost column of a rank goes; false when there is none. */
static bool drop(struct fit_column *columns, unsigned count, enum fit_rank rank)
{
	for (unsigned i = count; i-- > 0;) {
		if (columns[i].rank != rank || columns[i].width == 0)
			continue;
		columns[i].width = 0;
		return true;
	}
	return false;
}

void fit_columns(struct fit_column *columns, unsigned count, unsigned gap, unsigned width)
{
	for (unsigned i = 0; i < count; i++)
		columns[i].width = columns[i].natural;
	while (total(columns, count, gap) > width && drop(columns, count, FIT_GOES_FIRST))
		continue;
	fold(columns, count, gap, width, false);
	while (total(columns, count, gap) > width && drop(columns, count, FIT_GOES)) {
		unfold(columns, count);
		fold(columns, count, gap, width, false);
	}
	fold(columns, count, gap, width, true);
}

/* Bytes of the first `width` letters. */
static size_t bytes_of(const char *text, unsigned width)
{
	size_t size = 0;

	while (text[size] != '\0' && (width > 0 || !begins_letter(text[size])))
		width -= begins_letter(text[size++]);
	return size;
}

/* After these a word may be broken without harm to its reading. */
static bool is_joint(char byte)
{
	return strchr("/,;:=-", byte) != NULL;
}

/* Where a text that is too long for a line is broken best. */
static size_t break_before(const char *text, size_t size)
{
	size_t at = size;

	while (at > 0 && text[at] != ' ')
		at--;
	if (at > 0)
		return at;
	for (at = size; at > size / 2; at--)
		if (is_joint(text[at - 1]))
			return at;
	return size;
}

unsigned fit_take(const char **text, unsigned width)
{
	CHECK(width > 0);
	size_t size = bytes_of(*text, width);

	if ((*text)[size] != '\0' && (*text)[size] != ' ')
		size = break_before(*text, size);
	const char *next = *text + size;
	while (size > 0 && (*text)[size - 1] == ' ')
		size--;
	*text = next + strspn(next, " ");
	return (unsigned)size;
}

/* `line` is a copy, so that `out` may grow. */
static void fold_line(struct text *out, const char *line, unsigned width)
{
	unsigned indent = (unsigned)strspn(line, " ");
	const char *rest = line + indent;

	if (indent + HANGING_INDENT >= width / 2)
		indent = 0;
	for (unsigned in = indent; *rest != '\0'; in = indent + HANGING_INDENT) {
		const char *from = rest;
		unsigned size = fit_take(&rest, width - in);

		text_addf(out, "%*s", (int)in, "");
		text_add_bytes(out, from, size);
		text_add(out, "\n");
	}
}

static void add_line(struct text *out, const char *line, size_t size, unsigned width)
{
	struct text copy = {0};

	if (width_of(line, size) <= width) {
		text_add_bytes(out, line, size);
		text_add(out, "\n");
		return;
	}
	text_add_bytes(&copy, line, size);
	fold_line(out, text_str(&copy), width);
	text_done(&copy);
}

void fit_lines(struct text *text, size_t start, unsigned width)
{
	struct text before = {0};

	if (text->size <= start)
		return;
	text_add(&before, text->at + start);
	text->size = start;
	text->at[start] = '\0';
	for (const char *at = text_str(&before); *at != '\0';) {
		size_t size = strcspn(at, "\n");

		if (at[size] == '\n') {
			add_line(text, at, size, width);
		} else { /* a sentence that goes on elsewhere */
			text_add_bytes(text, at, size);
		}
		at += size + (at[size] == '\n');
	}
	text_done(&before);
}
