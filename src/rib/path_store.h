/*
 * Room for the paths of many rows without a heap block per row: blocks of 1, 2, 4, ... paths, cut
 * from chunks, addressed by a 32-bit index. A freed block is used again for the same size.
 */
#ifndef RIB_PATH_STORE_H
#define RIB_PATH_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "rib/rib.h"

/* Chunks are small, so that a speaker with a dozen routes stays small; a block larger than a chunk
 * spans several, which then are one piece of memory. */
enum { PATH_CHUNK_SHIFT = 7, PATH_CHUNK_PATHS = 1 << PATH_CHUNK_SHIFT };

enum { PATH_STORE_CLASSES = 17 }; /* blocks of up to 65536 paths: one per peer, at the most */

struct path_chunk {
	struct rib_path *paths;
	bool owner; /* a run of chunks is one piece of memory; its first chunk frees it */
};

/* Zero-initialise to start. */
struct path_store {
	struct path_chunk *chunks;
	uint32_t chunk_count;
	uint32_t chunk_capacity;
	uint32_t next;                          /* first path never handed out */
	uint32_t free_head[PATH_STORE_CLASSES]; /* index + 1 of a free block; it holds the next */
};

/* The smallest class whose blocks hold `count` > 0 paths. */
unsigned path_store_class(uint32_t count);

/* A block of 1 << class paths, not cleared. */
uint32_t path_store_take(struct path_store *store, unsigned class);
void path_store_give(struct path_store *store, unsigned class, uint32_t index);

/* The block's paths; they stay where they are until it is given back. */
static inline struct rib_path *path_store_at(const struct path_store *store, uint32_t index)
{
	return store->chunks[index >> PATH_CHUNK_SHIFT].paths + (index & (PATH_CHUNK_PATHS - 1));
}

void path_store_done(struct path_store *store);

#endif
