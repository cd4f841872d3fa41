/* The insides of into.h: a merge at work, and what it does about sites. */
#ifndef IMPORT_LAB_MERGE_H
#define IMPORT_LAB_MERGE_H

#include "document/make.h"

struct merge {
	struct arena *arena;
	struct text *changes;
	const char *placeholders; /* the import's description, or "" */
};

/* The "name" of an entry, or NULL; and the entry of a list that has this name, or NULL. */
const char *merge_name_of(const struct doc_node *entry);
const struct doc_node *merge_entry_named(const struct doc_node *list, const char *name);

/* Takes the sites from an import that the lab has already, under whatever name; what they announce
 * goes to routers that announce nothing. */
void merge_drop_known_sites(struct merge *merge, const struct doc_node *old, struct doc_node *new);

/* Takes from a merged lab what names circuits and Route Servers that are gone. */
void merge_prune(struct merge *merge, struct doc_node *lab);

#endif
