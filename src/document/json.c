/*
 * A strict reader of JSON (RFC 8259) that knows where everything stands. cJSON keeps no places, and
 * a second search for them would cost more than this one pass.
 *
 * It stops at the first mistake: what follows a broken bracket cannot be trusted.
 */
#include "document/tree.h"

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

struct scanner {
	struct arena *arena;
	const char *file;
	struct findings *findings;
	const unsigned char *at;
	const unsigned char *end;
	/* Column 1 of the current line, moved on by the continuation bytes of UTF-8 on it, so that
	 * columns count characters. */
	const unsigned char *line_start;
	uint32_t line;
	size_t values_left;
	unsigned depth;
	bool failed;
};

static struct place here(const struct scanner *scanner)
{
	return (struct place){scanner->file, scanner->line,
	                      (unsigned)(scanner->at - scanner->line_start) + 1};
}

/* The one way to stop. `said` is a whole message; only the first counts. */
static void fail_at(struct scanner *scanner, struct place place, const char *said)
{
	if (!scanner->failed)
		findings_add(scanner->findings, SEVERITY_ERROR, place, "%s", said);
	scanner->failed = true;
}

static void fail(struct scanner *scanner, const char *said)
{
	fail_at(scanner, here(scanner), said);
}

/* The current byte, or -1 behind the last one. */
static int peek(const struct scanner *scanner)
{
	return scanner->at < scanner->end ? *scanner->at : -1;
}

static bool starts_with(const struct scanner *scanner, const char *word)
{
	size_t size = strlen(word);

	return (size_t)(scanner->end - scanner->at) >= size && memcmp(scanner->at, word, size) == 0;
}

static void skip_space(struct scanner *scanner)
{
	for (;; scanner->at++) {
		int c = peek(scanner);
		if (c == '\n') {
			scanner->line++;
			scanner->line_start = scanner->at + 1;
		} else if (c != ' ' && c != '\t' && c != '\r') {
			break;
		}
	}
	if (starts_with(scanner, "//") || starts_with(scanner, "/*"))
		fail(scanner,
		     "a comment; JSON has none; put the words into \"description\", or write "
		     "the file in YAML");
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The four digits behind "\u". */
static uint32_t read_hex4(struct scanner *scanner)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 4; i++) {
		int digit = hex_digit(peek(scanner));
		if (digit < 0) {
			fail(scanner,
			     "a broken escape; expected four hexadecimal digits after \\u");
			return 0;
		}
		value = value << 4 | (uint32_t)digit;
		scanner->at++;
	}
	return value;
}

/* The scanner stands behind "\u"; a pair of surrogates is one character. */
static uint32_t read_code_point(struct scanner *scanner)
{
	uint32_t high = read_hex4(scanner);

	if (scanner->failed || high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || !starts_with(scanner, "\\u")) {
		fail(scanner, "half of a surrogate pair; expected both halves: \\ud83d\\ude00");
		return 0;
	}
	scanner->at += 2;
	uint32_t low = read_hex4(scanner);
	if (!scanner->failed && (low < 0xdc00 || low > 0xdfff))
		fail(scanner, "half of a surrogate pair; expected both halves: \\ud83d\\ude00");
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* The scanner stands behind the backslash. */
static char *read_escape(struct scanner *scanner, char *out)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	int c = peek(scanner);
	const char *letter = c > 0 ? strchr(letters, c) : NULL;

	if (letter != NULL) {
		scanner->at++;
		*out++ = meanings[letter - letters];
		return out;
	}
	if (c != 'u') {
		fail(scanner,
		     "an escape that JSON does not have; a backslash itself is written \\\\");
		return out;
	}
	scanner->at++;
	uint32_t code = read_code_point(scanner);
	if (!scanner->failed && code == 0)
		fail(scanner, "a zero character; no text here may hold one");
	return scanner->failed ? out : utf8_encode(out, code);
}

/* One character of a string, which is neither its end nor an escape. */
static char *read_character(struct scanner *scanner, char *out)
{
	int c = peek(scanner);
	unsigned length = utf8_decode(scanner->at, (size_t)(scanner->end - scanner->at), NULL);

	if (c == '\n' || c == '\r')
		fail(scanner,
		     "the line ends within a string; expected '\"'; a line break in a text is "
		     "written \\n");
	else if (c < 0x20)
		fail(scanner, "a control character within a string; write it as an escape: \\t");
	else if (length == 0)
		fail(scanner, "bytes that are not UTF-8; save the file as UTF-8");
	if (scanner->failed)
		return out;

	memcpy(out, scanner->at, length);
	scanner->at += length;
	scanner->line_start += length - 1;
	return out + length;
}

/* The characters of a string up to one that needs a look. Strings are most of a file. */
static char *read_plain(struct scanner *scanner, char *out)
{
	const unsigned char *at = scanner->at;

	while (at < scanner->end && *at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\')
		*out++ = (char)*at++;
	scanner->at = at;
	return out;
}

/* How many bytes the string behind the scanner takes up to its closing quote: never fewer than its
 * meaning takes. */
static size_t string_size(const struct scanner *scanner)
{
	const unsigned char *at = scanner->at;

	while (at < scanner->end && *at != '"' && *at != '\n')
		at += *at == '\\' && scanner->end - at > 1 ? 2 : 1;
	return (size_t)(at - scanner->at);
}

/* The scanner stands on the opening quote. */
static const char *read_string(struct scanner *scanner)
{
	struct place start = here(scanner);

	scanner->at++;
	size_t room = string_size(scanner) + 1;
	char *text = arena_alloc(scanner->arena, room);
	char *out = read_plain(scanner, text);
	while (!scanner->failed && peek(scanner) != '"') {
		if (peek(scanner) < 0) {
			fail_at(scanner, start, "a string without an end; expected a closing '\"'");
		} else if (peek(scanner) == '\\') {
			scanner->at++;
			out = read_escape(scanner, out);
		} else {
			out = read_character(scanner, out);
		}
		out = read_plain(scanner, out);
	}
	CHECK((size_t)(out - text) < room);
	scanner->at += !scanner->failed;
	return text;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static void skip_digits(struct scanner *scanner)
{
	if (!is_digit(peek(scanner)))
		fail(scanner, "a broken number; expected a digit");
	while (is_digit(peek(scanner)))
		scanner->at++;
}

static void read_number(struct scanner *scanner, struct doc_node *node)
{
	const unsigned char *start = scanner->at;

	scanner->at += peek(scanner) == '-';
	const unsigned char *first = scanner->at;
	skip_digits(scanner);
	if (first[0] == '0' && scanner->at - first > 1)
		fail_at(scanner, (struct place){scanner->file, node->line, node->column},
		        "a number with a zero in front; write it without");
	if (peek(scanner) == '.') {
		scanner->at++;
		skip_digits(scanner);
	}
	if (peek(scanner) == 'e' || peek(scanner) == 'E') {
		scanner->at++;
		scanner->at += peek(scanner) == '+' || peek(scanner) == '-';
		skip_digits(scanner);
	}
	node->kind = TREE_NUMBER;
	node->text =
	    arena_strndup(scanner->arena, (const char *)start, (size_t)(scanner->at - start));
}

static void read_word(struct scanner *scanner, struct doc_node *node)
{
	static const struct {
		const char *word;
		enum tree_kind kind;
	} words[] = {{"true", TREE_TRUE}, {"false", TREE_FALSE}, {"null", TREE_NULL}};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (!starts_with(scanner, words[i].word))
			continue;
		node->kind = words[i].kind;
		node->text = words[i].word;
		scanner->at += strlen(words[i].word);
		return;
	}
	if (peek(scanner) == '\'')
		fail(scanner, "a text in single quotes; JSON has only double quotes");
	else if (peek(scanner) < 0)
		fail(scanner, "the file ends here; expected a value");
	else
		fail(scanner, "not a value of JSON; expected an object, a list, a string in double "
		              "quotes, a number, true, false or null");
}

static void read_value(struct scanner *scanner, struct doc_node *node);

static struct doc_node *node_new(struct scanner *scanner, struct doc_node *parent)
{
	struct doc_node *node = arena_alloc(scanner->arena, sizeof(*node));
	struct place place = here(scanner);

	if (scanner->values_left == 0)
		fail(scanner, TREE_TOO_MANY);
	else
		scanner->values_left--;
	node->parent = parent;
	node->line = node->name_line = place.line;
	node->column = node->name_column = place.column;
	return node;
}

/* The name and the colon of a member; the scanner comes to stand on the value. */
static void read_member_name(struct scanner *scanner, struct doc_node *member)
{
	if (peek(scanner) != '"') {
		fail(scanner, peek(scanner) < 0
		                  ? "the file ends within an object; expected '}'"
		                  : "not the name of a member; expected one in double quotes");
		return;
	}
	member->name = read_string(scanner);
	if (scanner->failed)
		return;
	skip_space(scanner);
	if (peek(scanner) != ':') {
		fail(scanner, "the name of a member without its value; expected ':'");
		return;
	}
	scanner->at++;
	skip_space(scanner);
	struct place place = here(scanner);
	member->line = place.line;
	member->column = place.column;
}

/* What follows an entry: a comma and another entry (true), or the end. */
static bool read_separator(struct scanner *scanner, int closing)
{
	skip_space(scanner);
	if (scanner->failed)
		return false;
	if (peek(scanner) == closing) {
		scanner->at++;
		return false;
	}
	if (peek(scanner) != ',') {
		fail(scanner, closing == '}' ? "expected ',' and another member, or '}'"
		                             : "expected ',' and another entry, or ']'");
		return false;
	}
	struct place comma = here(scanner);
	scanner->at++;
	skip_space(scanner);
	if (peek(scanner) == closing)
		fail_at(scanner, comma, "a comma behind the last entry; remove it");
	return !scanner->failed;
}

/* An object or a list; the scanner stands on its bracket. */
static void read_container(struct scanner *scanner, struct doc_node *node)
{
	bool object = peek(scanner) == '{';
	struct doc_node **tail = &node->first;

	node->kind = object ? TREE_OBJECT : TREE_ARRAY;
	if (scanner->depth == TREE_DEPTH_MAX) {
		fail(scanner, "nested too deeply; expected fewer than 64 levels");
		return;
	}
	scanner->depth++;
	scanner->at++;
	skip_space(scanner);
	bool more = peek(scanner) != (object ? '}' : ']');
	scanner->at += !more;
	while (more && !scanner->failed) {
		struct doc_node *entry = node_new(scanner, node);
		if (object && !scanner->failed)
			read_member_name(scanner, entry);
		if (!scanner->failed)
			read_value(scanner, entry);
		*tail = entry;
		tail = &entry->next;
		node->count++;
		more = !scanner->failed && read_separator(scanner, object ? '}' : ']');
	}
	scanner->depth--;
}

static void read_value(struct scanner *scanner, struct doc_node *node)
{
	int c = peek(scanner);

	if (c == '{' || c == '[') {
		read_container(scanner, node);
	} else if (c == '"') {
		node->kind = TREE_STRING;
		node->text = read_string(scanner);
	} else if (c == '-' || is_digit(c)) {
		read_number(scanner, node);
	} else {
		read_word(scanner, node);
	}
}

static struct scanner scanner_of(struct arena *arena, const char *file, const char *text,
                                 size_t size, struct findings *findings)
{
	return (struct scanner){
	    .arena = arena,
	    .file = file,
	    .findings = findings,
	    .at = (const unsigned char *)text,
	    .end = (const unsigned char *)text + size,
	    .line_start = (const unsigned char *)text,
	    .line = 1,
	    .values_left = tree_values_max(size),
	};
}

/* A value, and the blanks around it; NULL after a mistake. */
static struct doc_node *read_root(struct scanner *scanner)
{
	skip_space(scanner);
	struct doc_node *root = node_new(scanner, NULL);
	if (!scanner->failed)
		read_value(scanner, root);
	if (!scanner->failed)
		skip_space(scanner);
	CHECK(scanner->at <= scanner->end);
	CHECK(scanner->failed || scanner->depth == 0);
	return scanner->failed ? NULL : root;
}

struct doc_node *json_read(struct arena *arena, const char *file, const char *text, size_t size,
                           struct findings *findings)
{
	struct scanner scanner = scanner_of(arena, file, text, size, findings);
	struct doc_node *root = read_root(&scanner);

	if (!scanner.failed && scanner.at < scanner.end)
		fail(&scanner,
		     "text behind the end of the value; expected nothing more; remove it");
	return scanner.failed ? NULL : root;
}

struct doc_node *json_read_all(struct arena *arena, const char *file, const char *text, size_t size,
                               struct findings *findings)
{
	struct scanner scanner = scanner_of(arena, file, text, size, findings);
	struct doc_node *first = read_root(&scanner);
	struct doc_node *last = first;

	while (!scanner.failed && scanner.at < scanner.end) {
		last->next = read_root(&scanner);
		last = last->next;
	}
	return scanner.failed ? NULL : first;
}
