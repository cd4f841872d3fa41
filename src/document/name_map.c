/* A hash table of names with open addressing, at most half full. */
#include "document/name_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/mem.h"

enum { FIRST_CAPACITY = 8 };

/* The slot of `name`, or the empty one where it belongs. */
static struct name_map_slot *slot_of(const struct name_map *map, const char *name)
{
	size_t mask = map->capacity - 1;

	CHECK(map->count < map->capacity && (map->capacity & mask) == 0);
	size_t at = (size_t)hash_bytes(0, name, strlen(name)) & mask;

	while (map->slots[at].name != NULL && strcmp(map->slots[at].name, name) != 0)
		at = (at + 1) & mask;
	return &map->slots[at];
}

static void grow(struct name_map *map)
{
	size_t capacity = map->capacity == 0 ? FIRST_CAPACITY : 2 * map->capacity;
	struct name_map grown = {
	    .arena = map->arena,
	    .capacity = capacity,
	    .count = map->count,
	};
	size_t size = sizeof(*grown.slots);

	grown.slots =
	    map->arena != NULL ? arena_alloc(map->arena, capacity * size) : xcalloc(capacity, size);

	for (size_t i = 0; i < map->capacity; i++) {
		if (map->slots[i].name != NULL)
			*slot_of(&grown, map->slots[i].name) = map->slots[i];
	}
	if (map->arena == NULL)
		free(map->slots);
	*map = grown;
}

const void *name_map_add(struct name_map *map, const char *name, const void *value)
{
	CHECK(value != NULL);
	if (2 * (map->count + 1) > map->capacity)
		grow(map);

	struct name_map_slot *slot = slot_of(map, name);
	if (slot->name != NULL)
		return slot->value;
	*slot = (struct name_map_slot){name, value};
	map->count++;
	return NULL;
}

const void *name_map_get(const struct name_map *map, const char *name)
{
	return map->count == 0 ? NULL : slot_of(map, name)->value;
}

void name_map_done(struct name_map *map)
{
	CHECK(map->arena == NULL);
	free(map->slots);
	*map = (struct name_map){0};
}
