/*
 * A text of nested members, before anybody asks whether it means something: what JSON and YAML have
 * in common, with the place of everything. Made in one pass by json_read() or yaml_read().
 */
#ifndef DOCUMENT_TREE_H
#define DOCUMENT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/mem.h"

enum {
	/* Deeper than any module of ours; recursion is bounded by it. */
	TREE_DEPTH_MAX = 64,
};

enum tree_kind {
	TREE_NULL,
	TREE_FALSE,
	TREE_TRUE,
	TREE_NUMBER, /* of JSON */
	TREE_STRING, /* in quotes */
	TREE_PLAIN,  /* a word of YAML without quotes: a string, a number, or true or false */
	TREE_ARRAY,
	TREE_OBJECT,
};

struct doc_node {
	const char *name; /* of a member; NULL for an entry of an array and for the root */
	const char *text; /* of a scalar */
	struct doc_node *parent;
	struct doc_node *first; /* member or entry */
	struct doc_node *next;  /* member or entry of the same parent */
	struct doc_node *last;  /* the last child, in trees that are made; NULL: not known */
	uint32_t line;          /* of the value */
	uint32_t column;
	uint32_t name_line; /* of the name; of the value when there is none */
	uint32_t name_column;
	uint32_t count; /* of members or entries */
	enum tree_kind kind : 8;
	/* Set by the check against a module. */
	bool wrong;   /* no good as what it should be: answers like a node that is not there */
	bool partial; /* some of it is wrong and left out: what is not there may be meant */
	const struct document *document;
	const void *schema;
	void *data;
};

/* The values that a text of so many bytes may hold: ever so many, and one for each 12 bytes. Ours
 * have no more, and each takes a hundred bytes of memory, so that memory stays below 12 times the
 * text. */
static inline size_t tree_values_max(size_t size)
{
	return 100000 + size / 12;
}

/* What is said of a text that holds more. */
#define TREE_TOO_MANY                                                                              \
	"too many values for so short a text; expected at most one for each 12 bytes, beyond the " \
	"first 100000"

/* Reads all of `text` as one value of JSON (RFC 8259). On a mistake: a finding, and NULL. Nodes and
 * texts are taken from `arena`. */
struct doc_node *json_read(struct arena *arena, const char *file, const char *text, size_t size,
                           struct findings *findings);

/* The same for a text of one value behind the other, as several answers of a program are in one
 * file: the first of them, each with the following as `next`. */
struct doc_node *json_read_all(struct arena *arena, const char *file, const char *text, size_t size,
                               struct findings *findings);

/* The same for one document of YAML, of which only what JSON can say is read: no tags. Aliases and
 * merge keys are written out, and count as values; members "x-..." at the top are left out. */
struct doc_node *yaml_read(struct arena *arena, const char *file, const char *text, size_t size,
                           struct findings *findings);

/* The member `name` of an object, or NULL. */
const struct doc_node *tree_member(const struct doc_node *object, const char *name);

/* Where the value stands, and where its name does. */
struct place tree_place(const struct doc_node *node, const char *file);
struct place tree_name_place(const struct doc_node *node, const char *file);

/* "a string", "a list" and so on, for findings. */
const char *tree_kind_name(enum tree_kind kind);

/* What somebody wrote, for a finding: cut short, and without control characters, which would reach
 * the terminal of whoever reads it. Returns out->text. */
struct quoted {
	char text[100];
};
const char *tree_quote(const char *text, struct quoted *out);

#endif
