/* Trees that are made, not read: each new member or entry goes behind the others. */
#ifndef DOCUMENT_MAKE_H
#define DOCUMENT_MAKE_H

#include "document/tree.h"

/* An empty object or array, which is the last member `name` of `parent` from now on, or its last
 * entry when `name` is NULL; without a parent a root. Texts are borrowed. */
struct doc_node *tree_make(struct arena *arena, struct doc_node *parent, const char *name,
                           enum tree_kind kind);

/* The same for scalars. */
struct doc_node *tree_make_text(struct arena *arena, struct doc_node *parent, const char *name,
                                const char *text);
struct doc_node *tree_make_number(struct arena *arena, struct doc_node *parent, const char *name,
                                  uint64_t number);
struct doc_node *tree_make_bool(struct arena *arena, struct doc_node *parent, const char *name,
                                bool value);

/* The array `name` of `parent`, made if it is not there. */
struct doc_node *tree_make_list(struct arena *arena, struct doc_node *parent, const char *name);

/* Appends a copy of `node` and all below it, to `parent` under its own name. */
struct doc_node *tree_copy(struct arena *arena, struct doc_node *parent,
                           const struct doc_node *node);

/* Takes `node` out of its parent. */
void tree_remove(struct doc_node *node);

#endif
