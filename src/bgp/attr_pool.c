/* The pool of attribute sets: one block a set, found by hash through a table of handles. */
#include "bgp/attr_pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

enum {
	SLOTS_MIN = 64,   /* a power of two */
	SWEEP_MIN = 4096, /* fewer sets than this are not worth a sweep */
};

/* A set with its own copy of all that its spans hold. */
struct block {
	struct bgp_attrs attrs;
	uint64_t hash;
	uint8_t bytes[];
};

/* `tag` is the upper half of the hash, so that most blocks are never touched in vain. */
struct slot {
	uint32_t tag;
	attrs_id id; /* ATTRS_NONE: empty */
};

struct attr_pool {
	struct block **blocks; /* by handle; [0] is never used; NULL: a free handle */
	uint8_t *marks;        /* by handle */
	attrs_id *free_ids;    /* a stack, the lowest handle on top */
	struct slot *slots;
	size_t slot_mask;
	size_t blocks_capacity;
	size_t marks_capacity;
	size_t free_capacity;
	size_t free_count;
	attrs_id limit; /* one more than the highest handle ever given */
	attrs_id last;  /* found or made by the last intern */
	size_t count;
	size_t swept_count; /* `count` after the last sweep */
};

static struct block *block_new(const struct bgp_attrs *attrs, uint64_t hash)
{
	struct block *block = xmalloc(sizeof(*block) + bgp_attrs_room(attrs));

	block->attrs = *attrs;
	block->hash = hash;
	bgp_attrs_settle(&block->attrs, block->bytes);
	return block;
}

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* The slot that holds a set equal to `attrs`, or the empty slot where it belongs. */
static struct slot *slot_find(const struct attr_pool *pool, const struct bgp_attrs *attrs,
                              uint64_t hash)
{
	for (size_t i = (size_t)hash & pool->slot_mask;; i = (i + 1) & pool->slot_mask) {
		struct slot *slot = &pool->slots[i];
		if (slot->id == ATTRS_NONE)
			return slot;
		if (slot->tag == tag_of(hash) &&
		    bgp_attrs_equal(&pool->blocks[slot->id]->attrs, attrs))
			return slot;
	}
}

/* Fills a fresh slot table of `slots` slots, a power of two, with all sets. */
static void slots_rebuild(struct attr_pool *pool, size_t slots)
{
	free(pool->slots);
	pool->slots = xcalloc(slots, sizeof(*pool->slots));
	pool->slot_mask = slots - 1;
	for (attrs_id id = 1; id < pool->limit; id++) {
		if (pool->blocks[id] == NULL)
			continue;
		uint64_t hash = pool->blocks[id]->hash;
		size_t i = (size_t)hash & pool->slot_mask;
		while (pool->slots[i].id != ATTRS_NONE)
			i = (i + 1) & pool->slot_mask;
		pool->slots[i] = (struct slot){tag_of(hash), id};
	}
}

struct attr_pool *attr_pool_new(void)
{
	struct attr_pool *pool = xcalloc(1, sizeof(*pool));

	pool->limit = 1;
	slots_rebuild(pool, SLOTS_MIN);
	return pool;
}

void attr_pool_free(struct attr_pool *pool)
{
	if (pool == NULL)
		return;
	for (attrs_id id = 1; id < pool->limit; id++)
		free(pool->blocks[id]);
	free(pool->blocks);
	free(pool->marks);
	free(pool->free_ids);
	free(pool->slots);
	free(pool);
}

static attrs_id id_take(struct attr_pool *pool)
{
	if (pool->free_count > 0)
		return pool->free_ids[--pool->free_count];

	size_t need = (size_t)pool->limit + 1;
	CHECK(need <= UINT32_MAX);
	pool->blocks = mem_grow(pool->blocks, &pool->blocks_capacity, need, sizeof(*pool->blocks));
	pool->marks = mem_grow(pool->marks, &pool->marks_capacity, need, sizeof(*pool->marks));
	return pool->limit++;
}

attrs_id attr_pool_intern(struct attr_pool *pool, const struct bgp_attrs *attrs)
{
	/* Runs of equal sets are common: one UPDATE is interned for peer after peer. */
	if (pool->last != ATTRS_NONE && bgp_attrs_equal(&pool->blocks[pool->last]->attrs, attrs))
		return pool->last;

	uint64_t hash = bgp_attrs_hash(attrs);
	struct slot *slot = slot_find(pool, attrs, hash);
	if (slot->id == ATTRS_NONE) {
		attrs_id id = id_take(pool);
		pool->blocks[id] = block_new(attrs, hash);
		pool->marks[id] = 0;
		*slot = (struct slot){tag_of(hash), id};
		pool->last = id;
		/* At most two thirds full, so that probing stays short. */
		if (++pool->count * 3 > pool->slot_mask * 2)
			slots_rebuild(pool, (pool->slot_mask + 1) * 2);
		return id;
	}
	pool->last = slot->id;
	return slot->id;
}

const struct bgp_attrs *attr_pool_get(const struct attr_pool *pool, attrs_id id)
{
	CHECK(id != ATTRS_NONE && id < pool->limit && pool->blocks[id] != NULL);
	return &pool->blocks[id]->attrs;
}

size_t attr_pool_count(const struct attr_pool *pool)
{
	return pool->count;
}

bool attr_pool_wants_sweep(const struct attr_pool *pool)
{
	return pool->count >= SWEEP_MIN && pool->count / 2 >= pool->swept_count;
}

void attr_pool_unmark(struct attr_pool *pool)
{
	if (pool->limit > 1)
		memset(pool->marks, 0, pool->limit);
}

void attr_pool_mark(struct attr_pool *pool, attrs_id id)
{
	CHECK(id < pool->limit);
	if (id != ATTRS_NONE)
		pool->marks[id] = 1;
}

void attr_pool_sweep(struct attr_pool *pool)
{
	pool->free_count = 0;
	pool->free_ids =
	    mem_grow(pool->free_ids, &pool->free_capacity, pool->limit, sizeof(*pool->free_ids));
	for (attrs_id id = pool->limit - 1; id > ATTRS_NONE; id--) {
		if (pool->blocks[id] != NULL && pool->marks[id] == 0) {
			free(pool->blocks[id]);
			pool->blocks[id] = NULL;
			pool->count--;
		}
		if (pool->blocks[id] == NULL)
			pool->free_ids[pool->free_count++] = id;
	}

	size_t slots = SLOTS_MIN;
	while (slots < pool->count * 3)
		slots *= 2;
	slots_rebuild(pool, slots);
	pool->last = ATTRS_NONE;
	pool->swept_count = pool->count;
}
