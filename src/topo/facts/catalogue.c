/* A name map over folded names that remembers the order in which they came. */
#include "topo/facts/catalogue.h"

#include <ctype.h>
#include <stddef.h>

#include "base/check.h"

const char *catalogue_fold(const char *name, char out[CATALOGUE_NAME_MAX])
{
	size_t size = 0;

	for (; *name != '\0' && size < CATALOGUE_NAME_MAX - 1; name++) {
		if (*name != ' ')
			out[size++] = (char)tolower((unsigned char)*name);
	}
	out[size] = '\0';
	return out;
}

struct catalogue catalogue_of(struct arena *arena, uint32_t count)
{
	return (struct catalogue){
	    .arena = arena,
	    .by_name = {.arena = arena},
	    .names = arena_alloc(arena, count * sizeof(const char *)),
	};
}

void catalogue_add(struct catalogue *catalogue, const char *name, const void *item)
{
	char folded[CATALOGUE_NAME_MAX];
	const char *key = arena_strdup(catalogue->arena, catalogue_fold(name, folded));
	const void *other = name_map_add(&catalogue->by_name, key, item);

	CHECK(other == NULL);
	catalogue->names[catalogue->count++] = name;
}

const void *catalogue_find(const struct catalogue *catalogue, const char *name)
{
	char folded[CATALOGUE_NAME_MAX];

	return name_map_get(&catalogue->by_name, catalogue_fold(name, folded));
}

const char *const *catalogue_names(const struct catalogue *catalogue, uint32_t *count)
{
	*count = catalogue->count;
	return catalogue->names;
}
