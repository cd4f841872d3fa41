/*
 * Things of one kind by the names that Azure gives them. Names are compared without regard to case
 * and spaces, so "West Europe" and "westeurope" are one.
 */
#ifndef TOPO_FACTS_CATALOGUE_H
#define TOPO_FACTS_CATALOGUE_H

#include <stdint.h>

#include "base/mem.h"
#include "document/name_map.h"

/* Longer than any name of Azure's. */
enum { CATALOGUE_NAME_MAX = 80 };

struct catalogue {
	struct arena *arena;
	struct name_map by_name;
	const char **names; /* in the order in which they were added */
	uint32_t count;
};

/* Empty, with room for `count` things; all its memory is the arena's. */
struct catalogue catalogue_of(struct arena *arena, uint32_t count);

/* Borrows `name`, which must be there for the first time, and `item`. */
void catalogue_add(struct catalogue *catalogue, const char *name, const void *item);

/* NULL when there is no such thing. */
const void *catalogue_find(const struct catalogue *catalogue, const char *name);

const char *const *catalogue_names(const struct catalogue *catalogue, uint32_t *count);

/* The form under which names are compared. What does not fit is cut, and then equals no name of
 * Azure's. Returns `out`. */
const char *catalogue_fold(const char *name, char out[CATALOGUE_NAME_MAX]);

#endif
