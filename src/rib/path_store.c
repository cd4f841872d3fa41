/* Blocks of paths in power-of-two sizes, cut from chunks. */
#include "rib/path_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

unsigned path_store_class(uint32_t count)
{
	unsigned class = 0;

	while ((UINT32_C(1) << class) < count)
		class ++;
	CHECK(class < PATH_STORE_CLASSES);
	return class;
}

static void add_chunks(struct path_store *store, uint32_t count)
{
	struct rib_path *run = xmalloc((size_t)count * PATH_CHUNK_PATHS * sizeof(*run));

	if (store->chunk_count + count > store->chunk_capacity) {
		store->chunk_capacity = store->chunk_capacity * 2 + count;
		store->chunks =
		    xrealloc(store->chunks, store->chunk_capacity * sizeof(*store->chunks));
	}
	for (uint32_t i = 0; i < count; i++)
		store->chunks[store->chunk_count++] = (struct path_chunk){
		    .paths = run + (size_t)i * PATH_CHUNK_PATHS, .owner = i == 0};
}

/* What is left of the last chunk is cut into free blocks, largest first. */
static void retire_rest(struct path_store *store)
{
	uint32_t end = store->chunk_count << PATH_CHUNK_SHIFT;

	while (store->next < end) {
		unsigned class = PATH_CHUNK_SHIFT;

		while (store->next % (UINT32_C(1) << class) != 0 ||
		       store->next + (UINT32_C(1) << class) > end)
			class --;
		path_store_give(store, class, store->next);
		store->next += UINT32_C(1) << class;
	}
}

uint32_t path_store_take(struct path_store *store, unsigned class)
{
	CHECK(class < PATH_STORE_CLASSES);

	uint32_t size = UINT32_C(1) << class;

	if (store->free_head[class] != 0) {
		uint32_t index = store->free_head[class] - 1;

		memcpy(&store->free_head[class], path_store_at(store, index), sizeof(uint32_t));
		return index;
	}
	if (store->next + size > store->chunk_count << PATH_CHUNK_SHIFT) {
		retire_rest(store);
		add_chunks(store, (size + PATH_CHUNK_PATHS - 1) >> PATH_CHUNK_SHIFT);
	}

	uint32_t index = store->next;

	store->next += size;
	return index;
}

void path_store_give(struct path_store *store, unsigned class, uint32_t index)
{
	memcpy(path_store_at(store, index), &store->free_head[class], sizeof(uint32_t));
	store->free_head[class] = index + 1;
}

void path_store_done(struct path_store *store)
{
	for (uint32_t i = 0; i < store->chunk_count; i++) {
		if (store->chunks[i].owner)
			free(store->chunks[i].paths);
	}
	free(store->chunks);
	*store = (struct path_store){0};
}
