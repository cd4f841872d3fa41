/*
 * A text that follows a YANG module: a lab, expectations, a scenario. The one door to YANG for the
 * rest of the program: nobody above sees libyang.
 *
 * JSON (RFC 7951) or YAML of the same shape goes in; all findings come out, each with its place;
 * and, when there is no error, a tree that is asked by member names. Where a member is left out the
 * module's default answers.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/text.h"

struct document;
struct doc_node;

/* Larger texts are refused. */
enum { DOCUMENT_SIZE_MAX = 256 * 1024 * 1024 };

/* Reads and checks `text` against the compiled-in module `yang/MODULE.yang`, whose only top-level
 * container must be the text's only top-level member ("hairpin-lab:lab"). `file` names the text in
 * findings and helps to tell YAML from JSON (document_is_yaml()); findings and places borrow it, so
 * it must outlive them. NULL when an error was found. The caller ends it with document_free(). */
struct document *document_parse(const char *module, const char *file, const char *text, size_t size,
                                struct findings *findings);

/* The same, but errors in members do not prevent a document: it is as if wrong members and entries
 * were not there, so that more can be found out about the others. Also mandatory members may then
 * be missing. NULL when the text cannot be read as a tree of the module at all. */
struct document *document_salvage(const char *module, const char *file, const char *text,
                                  size_t size, struct findings *findings);

/*
 * Changes to a text before it is checked, in the order given. Each is "PATH=VALUE", where PATH
 * leads from the top-level container down by the names of members, with the key of a list's entry
 * in brackets behind the list's name, keys with commas between them if there are several:
 * "virtual-network[hub]/virtual-network-gateway/sku=ErGw1AZ". What a member's name has in common
 * with that of what it is in may be left away: "virtual-network[hub]/gateway/sku". VALUE is a word,
 * for a list of values words with commas between them, or JSON; "null" takes the member or entry
 * away, and "PATH+=VALUE" adds to a list.
 */
struct document_changes {
	const char *const *items;
	size_t count;
};

/* As document_salvage(), of the changed text; `changes` may be NULL. */
struct document *document_salvage_changed(const char *module, const char *file, const char *text,
                                          size_t size, const struct document_changes *changes,
                                          struct findings *findings);

/* YAML by the name of its file (.yaml, .yml), or, of a file of any other name than .json, since no
 * bracket begins it. */
bool document_is_yaml(const char *file, const char *text, size_t size);

/* Accepts NULL. All nodes and texts of the document end with it. */
void document_free(struct document *document);

/* Appends the document, which must be one of document_parse(), as JSON or YAML: members in the
 * order of the module, values in their canonical form, in the layout of document/write.h. */
void document_write(struct document *document, bool yaml, struct text *out);

/* The top-level container. */
const struct doc_node *document_root(const struct document *document);

/* In a salvaged document: whether nothing follows from what `name` does not say. It is wrong, or an
 * entry of it is; or it is not there, but may have been in a part that is wrong. Also true
 * when `node` is NULL. */
bool doc_doubtful(const struct doc_node *node, const char *name);

/* The container `name` below `node` (this and the questions below take a NULL for a node without
 * members), or the first entry of the list or leaf-list `name`; NULL when
 * there is none. */
const struct doc_node *doc_child(const struct doc_node *node, const char *name);

/* The next entry of the same list or leaf-list, in the order of the file; or NULL. */
const struct doc_node *doc_next(const struct doc_node *entry);

/* How many entries the list or leaf-list `name` has. */
uint32_t doc_count(const struct doc_node *node, const char *name);

/* The text writes this member itself, rather than leaving it to a default. */
bool doc_has(const struct doc_node *node, const char *name);

/* The leaf `name` as text, or the default of the module, or NULL. Lives as long as the document. */
const char *doc_text(const struct doc_node *node, const char *name);

/* The same as a number (0 when there is none) or as a truth value (false). */
uint32_t doc_u32(const struct doc_node *node, const char *name);
bool doc_bool(const struct doc_node *node, const char *name);

/* A decimal of milliseconds as whole microseconds, down to three digits behind the point; 0 when
 * there is none. */
uint32_t doc_ms_as_us(const struct doc_node *node, const char *name);

/* The text of an entry of a leaf-list. */
const char *doc_value(const struct doc_node *entry);

/* Where the value of `name` stands; of `node` itself when `name` is NULL or not there. */
struct place doc_place(const struct doc_node *node, const char *name);

#endif
