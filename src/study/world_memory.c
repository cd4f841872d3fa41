/*
 * A region that blocks are cut from, with a list of free blocks for each size. All that it knows of
 * itself stands in its first bytes, so that the image holds that as well.
 */
#include "study/world_memory.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "base/check.h"
#include "base/mem.h"

enum {
	GRAIN = 16,      /* of sizes, and alignment */
	FINE_MAX = 1024, /* sizes up to here have a list each */
	FINE_COUNT = FINE_MAX / GRAIN,
	COARSE_STEPS = 4, /* lists between a power of two and the next */
	LIST_COUNT = FINE_COUNT + 48 * COARSE_STEPS,
};

/* Address space, not memory: asked for from the largest down. */
#define REGION_MOST  (UINT64_C(1) << 36)
#define REGION_LEAST (UINT64_C(1) << 24)

/* In front of each block. */
struct world_block {
	uint64_t room;            /* what the caller may use */
	struct world_block *next; /* while it is free */
};

/* The first bytes of the region. */
struct world_region {
	size_t top; /* bytes in use, from the start */
	struct world_block *lists[LIST_COUNT];
};

static struct {
	bool hooked;
	bool on;
	uint8_t *start;
	size_t size;
	uint8_t *image;
	size_t image_size;
} world;

_Static_assert(sizeof(struct world_block) == GRAIN, "blocks are aligned");

void world_memory_is_hooked(void)
{
	world.hooked = true;
}

static struct world_region *region(void)
{
	return (struct world_region *)(void *)world.start;
}

static size_t rounded(size_t size)
{
	return (size + GRAIN - 1) / GRAIN * GRAIN;
}

static void *map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

bool world_memory_new(void)
{
	CHECK(world.start == NULL);
	if (!world.hooked)
		return false;
	for (uint64_t size = REGION_MOST; world.start == NULL && size >= REGION_LEAST; size /= 2) {
		world.start = map(size);
		world.size = size;
	}
	if (world.start == NULL)
		return false;
	region()->top = rounded(sizeof(struct world_region));
	return true;
}

void world_memory_free(void)
{
	if (world.start == NULL)
		return;
	munmap(world.start, world.size);
	if (world.image != NULL)
		munmap(world.image, world.image_size);
	world.start = NULL;
	world.image = NULL;
	world.on = false;
}

void world_memory_enter(void)
{
	CHECK(!world.on);
	world.on = world.start != NULL;
}

void world_memory_leave(void)
{
	world.on = false;
}

void world_memory_keep(void)
{
	CHECK(world.start != NULL && world.image == NULL && !world.on);
	world.image_size = region()->top;
	world.image = map(world.image_size);
	if (world.image == NULL)
		mem_exhausted();
	memcpy(world.image, world.start, world.image_size);
}

void world_memory_restore(void)
{
	CHECK(world.image != NULL && !world.on);
	memcpy(world.start, world.image, world.image_size);
	CHECK(region()->top == world.image_size);
}

size_t world_memory_size(void)
{
	return world.image_size;
}

bool world_memory_is_on(void)
{
	return world.on;
}

bool world_memory_owns(const void *block)
{
	return (uintptr_t)block - (uintptr_t)world.start < world.size && world.start != NULL;
}

/* The list of a size, and the room of its blocks. */
static unsigned list_of(size_t size, size_t *room)
{
	size_t power = FINE_MAX;
	unsigned list = FINE_COUNT;

	if (size <= FINE_MAX) {
		*room = size == 0 ? GRAIN : rounded(size);
		return (unsigned)(*room / GRAIN) - 1;
	}
	for (; power * 2 < size; power *= 2)
		list += COARSE_STEPS;
	for (*room = power; *room < size; *room += power / COARSE_STEPS)
		list++;
	CHECK(*room >= size);
	return list - 1;
}

void *world_memory_take(size_t size)
{
	struct world_region *at = region();
	struct world_block *block;
	size_t room;
	unsigned list;

	if (size > world.size / 2)
		return NULL;
	list = list_of(size, &room);
	CHECK(list < LIST_COUNT);
	block = at->lists[list];
	if (block != NULL) {
		at->lists[list] = block->next;
		return block + 1;
	}
	if (world.size - at->top < sizeof(*block) + room)
		return NULL;
	block = (struct world_block *)(void *)(world.start + at->top);
	at->top += sizeof(*block) + room;
	block->room = room;
	return block + 1;
}

void world_memory_give(void *block)
{
	struct world_block *at = (struct world_block *)block - 1;
	size_t room;
	unsigned list = list_of(at->room, &room);

	CHECK(room == at->room);
	at->next = region()->lists[list];
	region()->lists[list] = at;
}

void *world_memory_take_again(void *block, size_t size)
{
	size_t room = ((struct world_block *)block - 1)->room;
	void *moved;

	if (size <= room)
		return block;
	moved = world_memory_take(size);
	if (moved == NULL)
		return NULL;
	memcpy(moved, block, room);
	world_memory_give(block);
	return moved;
}
