/* Takes from a posted text what is not part of it. */
#include "import/az_clean.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/text.h"

struct cleaning {
	const char *at;
	const char *end;
	struct text out;
	unsigned *lines;
	size_t line_count;
	size_t line_capacity;
	unsigned line; /* of the file */
	bool in_row;   /* of an HTML table: its lines are one */
	bool headed;   /* that table has its rule already */
};

static void begin_line(struct cleaning *c)
{
	c->lines = mem_grow(c->lines, &c->line_capacity, c->line_count + 1, sizeof(*c->lines));
	c->lines[c->line_count++] = c->line;
}

static void put(struct cleaning *c, const char *text)
{
	text_add(&c->out, text);
}

static void end_line(struct cleaning *c)
{
	put(c, "\n");
	begin_line(c);
}

static bool starts(const struct cleaning *c, const char *bytes)
{
	size_t size = strlen(bytes);

	return (size_t)(c->end - c->at) >= size && memcmp(c->at, bytes, size) == 0;
}

/* CSI ... letter, OSC ... BEL or ST, and two-byte sequences. Not across lines. */
static bool skip_escape(struct cleaning *c)
{
	const char *at = c->at + 1;

	if (*c->at != 0x1b)
		return false;
	if (at < c->end && *at == '[') {
		at++;
		while (at < c->end && *at >= 0x20 && *at < 0x40)
			at++;
	} else if (at < c->end && *at == ']') {
		while (at < c->end && *at != 0x07 && *at != '\n' && *at != 0x1b)
			at++;
		if (at + 1 < c->end && *at == 0x1b)
			at++;
	}
	c->at = at < c->end && *at != '\n' ? at + 1 : at;
	return true;
}

/* Words of several bytes, or of HTML, that stand for one character. */
static const struct {
	const char *from;
	const char *to;
} characters[] = {
    {"\xc2\xa0", " "},        /* no-break space */
    {"\xe2\x80\xaf", " "},    /* the narrow one */
    {"\xe2\x80\x87", " "},    /* as wide as a digit */
    {"\xe2\x80\x8b", ""},     /* of no width */
    {"\xef\xbb\xbf", ""},     /* the same, at the beginning of a file that was pasted */
    {"\xe2\x80\xa6", "\x1f"}, /* ellipsis */
    {"\xe2\x80\x93", "-"},    /* dashes that an editor made */
    {"\xe2\x80\x94", "-"},    {"\xe2\x86\x90", "<-"}, /* arrows of remarks */
    {"\xe2\x87\x90", "<-"},   {"&nbsp;", " "},        {"&#160;", " "}, {"&hellip;", "\x1f"},
    {"&#8230;", "\x1f"},      {"&lt;", "<"},          {"&gt;", ">"},   {"&amp;", "&"},
    {"&quot;", "\""},         {"&#39;", "'"},
};

static bool replace_character(struct cleaning *c)
{
	if ((*c->at & 0x80) == 0 && *c->at != '&')
		return false;
	for (size_t i = 0; i < COUNT_OF(characters); i++) {
		if (!starts(c, characters[i].from))
			continue;
		put(c, characters[i].to);
		c->at += strlen(characters[i].from);
		return true;
	}
	return false;
}

/* "655..." of PowerShell 5: three dots that end a word. */
static bool replace_dots(struct cleaning *c)
{
	bool word = c->out.size > 0 && isalnum((unsigned char)c->out.at[c->out.size - 1]);

	if (!word || !starts(c, "...") || starts(c, "...."))
		return false;
	if (c->at + 3 < c->end && !isspace((unsigned char)c->at[3]))
		return false;
	put(c, "\x1f  ");
	c->at += 3;
	return true;
}

enum tag_effect {
	TAG_GONE,
	TAG_BREAK,    /* a line ends */
	TAG_TABLE,    /* begins */
	TAG_ROW,      /* the same */
	TAG_ROW_END,  /* a line ends */
	TAG_CELL_END, /* a bar */
};

static const struct tag {
	const char *name;
	enum tag_effect effect;
} tags[] = {
    {"a", TAG_GONE},      {"b", TAG_GONE},       {"body", TAG_GONE},    {"br", TAG_BREAK},
    {"code", TAG_GONE},   {"div", TAG_GONE},     {"em", TAG_GONE},      {"font", TAG_GONE},
    {"html", TAG_GONE},   {"i", TAG_GONE},       {"kbd", TAG_GONE},     {"mark", TAG_GONE},
    {"p", TAG_GONE},      {"pre", TAG_GONE},     {"samp", TAG_GONE},    {"small", TAG_GONE},
    {"span", TAG_GONE},   {"strong", TAG_GONE},  {"table", TAG_TABLE},  {"tbody", TAG_GONE},
    {"td", TAG_GONE},     {"th", TAG_GONE},      {"thead", TAG_GONE},   {"tr", TAG_ROW},
    {"tt", TAG_GONE},     {"u", TAG_GONE},       {"/a", TAG_GONE},      {"/b", TAG_GONE},
    {"/body", TAG_GONE},  {"/code", TAG_GONE},   {"/div", TAG_GONE},    {"/em", TAG_GONE},
    {"/font", TAG_GONE},  {"/html", TAG_GONE},   {"/i", TAG_GONE},      {"/kbd", TAG_GONE},
    {"/mark", TAG_GONE},  {"/p", TAG_GONE},      {"/pre", TAG_GONE},    {"/samp", TAG_GONE},
    {"/small", TAG_GONE}, {"/span", TAG_GONE},   {"/strong", TAG_GONE}, {"/table", TAG_BREAK},
    {"/tbody", TAG_GONE}, {"/td", TAG_CELL_END}, {"/th", TAG_CELL_END}, {"/thead", TAG_GONE},
    {"/tr", TAG_ROW_END}, {"/tt", TAG_GONE},     {"/u", TAG_GONE},      {"br/", TAG_BREAK},
};

/* "<td class=x>": the tag, whose end is *stop; NULL for what is none, as "<snipped>". */
static const struct tag *tag_at(const struct cleaning *c, const char **stop)
{
	enum { TAG_MAX = 400 };
	size_t room = (size_t)(c->end - c->at);
	const char *close;

	if (*c->at != '<')
		return NULL;
	close = memchr(c->at, '>', room < TAG_MAX ? room : TAG_MAX);
	for (size_t i = 0; close != NULL && i < COUNT_OF(tags); i++) {
		size_t size = strlen(tags[i].name);
		const char *behind = c->at + 1 + size;

		if (behind > close || strncasecmp(c->at + 1, tags[i].name, size) != 0)
			continue;
		if (behind == close || *behind == ' ' || *behind == '\n') {
			*stop = close + 1;
			return &tags[i];
		}
	}
	return NULL;
}

/* The first row of an HTML table has its headings, as if a rule stood below. */
static void end_row(struct cleaning *c)
{
	if (!c->in_row)
		return;
	c->in_row = false;
	end_line(c);
	if (c->headed)
		return;
	c->headed = true;
	put(c, "|-|-|");
	end_line(c);
}

static void obey(struct cleaning *c, enum tag_effect effect)
{
	switch (effect) {
	case TAG_TABLE:
		c->headed = false;
		break;
	case TAG_ROW:
		end_row(c);
		c->in_row = true;
		put(c, "|");
		break;
	case TAG_ROW_END:
		end_row(c);
		break;
	case TAG_CELL_END:
		put(c, c->in_row ? "|" : " ");
		break;
	case TAG_BREAK:
		if (c->in_row)
			put(c, " ");
		else
			end_line(c);
		break;
	default:
		break;
	}
}

static bool skip_tag(struct cleaning *c)
{
	const char *stop;
	const struct tag *tag = tag_at(c, &stop);

	if (tag == NULL)
		return false;
	for (const char *at = c->at; at < stop; at++)
		c->line += *at == '\n';
	obey(c, tag->effect);
	c->at = stop;
	/* A break at the end of a line is the line's. */
	if (tag->effect == TAG_BREAK && c->at < c->end && *c->at == '\n' && !c->in_row) {
		c->line++;
		c->lines[c->line_count - 1] = c->line;
		c->at++;
	}
	return true;
}

/* Bytes that nothing above looks at. */
static bool is_plain(char byte)
{
	return (byte & 0x80) == 0 && byte >= ' ' && byte != '<' && byte != '&' && byte != '.';
}

static void put_bytes(struct cleaning *c)
{
	const char *start = c->at;
	char byte = *c->at;

	while (c->at < c->end && is_plain(*c->at))
		c->at++;
	if (c->at > start) {
		text_add_bytes(&c->out, start, (size_t)(c->at - start));
		return;
	}
	c->at++;
	if (byte == '\n') {
		c->line++;
		if (c->in_row)
			put(c, " ");
		else
			end_line(c);
	} else if (byte == AZ_CUT || byte == '\b' || byte == '\0') {
		put(c, "?");
	} else {
		text_add_bytes(&c->out, &byte, 1);
	}
}

struct az_clean az_clean(const char *text, size_t size, struct arena *arena)
{
	struct cleaning c = {.at = text, .end = text + size, .line = 1};
	struct az_clean clean;
	unsigned *lines;

	begin_line(&c);
	while (c.at < c.end) {
		if (!skip_escape(&c) && !replace_character(&c) && !replace_dots(&c) &&
		    !skip_tag(&c))
			put_bytes(&c);
	}
	lines = arena_alloc(arena, c.line_count * sizeof(*lines));
	memcpy(lines, c.lines, c.line_count * sizeof(*lines));
	clean = (struct az_clean){
	    .text = arena_strndup(arena, text_str(&c.out), c.out.size),
	    .size = c.out.size,
	    .lines = lines,
	    .line_count = c.line_count,
	};
	free(c.lines);
	text_done(&c.out);
	return clean;
}
