/*
 * Compiled-in YANG modules, and the check of a tree against one. The only door to libyang.
 *
 * libyang 2.1 stops at the first error, gives no line for most, and no instance for a missing node.
 * So the tree is walked here against the compiled schema, libyang judges every single value, and
 * its own validation is the last gate.
 */
#ifndef DOCUMENT_SCHEMA_H
#define DOCUMENT_SCHEMA_H

#include "document/tree.h"

struct schema;

/* The module `name`, read from the compiled-in "yang/NAME.yang". That it is good YANG is our own
 * duty. The caller ends it with schema_free(). */
struct schema *schema_new(const char *name);

/* Accepts NULL. The defaults of a checked tree end with it. */
void schema_free(struct schema *schema);

/* Changes `root`, which was read and not checked yet, as each "PATH=VALUE" says (document.h). False
 * with findings, which begin with "--set", when a path leads nowhere; the other changes are made.
 * New nodes stand where what they replace stood, or what they are part of. */
bool schema_change(struct schema *schema, struct arena *arena, struct doc_node *root,
                   const char *const *changes, size_t count, struct findings *findings);

/* Checks `root`, which was read from `file`, and adds everything that is wrong. Afterwards the
 * names of members are without the module's prefix, the texts of leaves are canonical, and every
 * node knows its schema; new texts are taken from `arena`. Where something is wrong, the nodes that
 * nobody may ask any more are marked so, and the rest is as good as in a tree without errors.
 * Returns the top-level container, or NULL when there is none or nothing sound can be told from
 * what is wrong. A schema checks one tree in its life. */
struct doc_node *schema_check(struct schema *schema, struct arena *arena, struct doc_node *root,
                              const char *file, struct findings *findings);

/* The default of the leaf `name` of a container or list entry in a checked tree, or NULL. */
const char *schema_default(const struct doc_node *node, const char *name);

/* Puts the members of a checked tree without errors, from its top-level container on, into the
 * order of the module, and makes its leaves words or texts as RFC 7951 writes them. */
void schema_arrange(struct doc_node *top);

/* Appends the JSON Schema (2020-12) of a compiled-in module. It accepts every file that the module
 * does; references, uniqueness and rules between members it cannot say. */
void schema_json(const char *module, struct text *out);

#endif
