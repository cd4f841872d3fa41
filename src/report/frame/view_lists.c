/* Says what text has in one word or line and JSON as a list. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "report/frame/view.h"

/* An array of the pieces of the text between separators, each put by `put_piece`. */
static void tell_pieces(struct view *view, const char *key, const char *value,
                        const char *separator,
                        void (*put_piece)(struct view *view, const char *piece))
{
	struct text piece = {0};
	const char *at = value;

	CHECK(separator[0] != '\0');
	if (value == NULL)
		return;
	if (!view_is(view, VIEW_JSON)) {
		view_text(view, key, value);
		return;
	}
	view_list(view, key, NULL);
	while (*at != '\0') {
		const char *end = strstr(at, separator);
		size_t size = end == NULL ? strlen(at) : (size_t)(end - at);

		text_clear(&piece);
		text_add_bytes(&piece, at, size);
		if (size > 0)
			put_piece(view, text_str(&piece));
		at += size + (end == NULL ? 0 : strlen(separator));
	}
	view_close(view);
	text_done(&piece);
}

static void put_word(struct view *view, const char *piece)
{
	view_text(view, NULL, piece);
}

/* A number is one that fits 32 bits, written as such. */
static void put_number_or_word(struct view *view, const char *piece)
{
	char *end;
	unsigned long long value = strtoull(piece, &end, 10);

	if (piece[0] >= '0' && piece[0] <= '9' && *end == '\0' && value <= UINT32_MAX)
		view_unsigned(view, NULL, value);
	else
		view_text(view, NULL, piece);
}

static void put_step(struct view *view, const char *piece)
{
	tell_pieces(view, NULL, piece, " | ", put_word);
}

void view_as_path(struct view *view, const char *key, const char *path)
{
	tell_pieces(view, key, path, " ", put_number_or_word);
}

void view_word_list(struct view *view, const char *key, const char *words)
{
	if (words[0] != '\0')
		tell_pieces(view, key, words, " ", put_word);
}

void view_names(struct view *view, const char *key, const char *names, const char *separator)
{
	tell_pieces(view, key, names, separator, put_word);
}

void view_steps(struct view *view, const char *key, const char *way)
{
	tell_pieces(view, key, way, " > ", put_step);
}

void view_format(struct view *view, const char *name, unsigned version)
{
	if (!view_is(view, VIEW_JSON))
		return;
	view_text(view, "format", name);
	view_unsigned(view, "version", version);
}
