/*
 * Trees as text, tidy enough to be kept in git and edited: two blanks for each level, a list of
 * scalars in one line, and in one line, too, an object that holds nothing deeper and fits.
 */
#ifndef DOCUMENT_WRITE_H
#define DOCUMENT_WRITE_H

#include "base/text.h"
#include "document/tree.h"

enum tree_format {
	TREE_JSON,
	TREE_YAML,
};

/* Appends `root`, an object, with a line break at its end. */
void tree_write(const struct doc_node *root, enum tree_format format, struct text *out);

/* As JSON with every object and list broken up, so that each line belongs to one node: *lines gets
 * them, from line 1 at index 0, on the heap; the caller frees it. Returns how many. */
size_t tree_write_lines(const struct doc_node *root, struct text *out,
                        const struct doc_node ***lines);

#endif
