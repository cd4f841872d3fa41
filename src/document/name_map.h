/* Names to pointers, by hash. Keys are borrowed. The map is never walked, so no order comes from
 * the hash. */
#ifndef DOCUMENT_NAME_MAP_H
#define DOCUMENT_NAME_MAP_H

#include <stddef.h>

#include "base/mem.h"

struct name_map_slot {
	const char *name; /* NULL: empty */
	const void *value;
};

/* Zero-initialise to start, but for `arena`. */
struct name_map {
	struct arena *arena; /* where slots come from, and end with; NULL: the heap */
	struct name_map_slot *slots;
	size_t capacity; /* 0 or a power of two */
	size_t count;
};

/* Maps `name` to `value` and returns NULL; or, when the name is there already, changes nothing and
 * returns what it is mapped to. `value` must not be NULL. */
const void *name_map_add(struct name_map *map, const char *name, const void *value);

/* NULL when the name is not there. */
const void *name_map_get(const struct name_map *map, const char *name);

/* For a map on the heap. */
void name_map_done(struct name_map *map);

#endif
