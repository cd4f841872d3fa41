/* The pool of attribute sets: one block a set, found by hash through a table of handles. */
#include "bgp/attr_pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/mem.h"

enum {
	SLOTS_MIN = 64,   /* a power of two */
	SWEEP_MIN = 4096, /* fewer sets than this are not worth a sweep */
	SPAN_COUNT = 6,
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

/* The spans of a set; hash, comparison and copy treat all alike. */
static const size_t span_offsets[SPAN_COUNT] = {
    offsetof(struct bgp_attrs, as_path),         offsetof(struct bgp_attrs, communities),
    offsetof(struct bgp_attrs, ext_communities), offsetof(struct bgp_attrs, large_communities),
    offsetof(struct bgp_attrs, cluster_list),    offsetof(struct bgp_attrs, unknown),
};

static const struct span *span_of(const struct bgp_attrs *attrs, size_t index)
{
	return (const struct span *)((const char *)attrs + span_offsets[index]);
}

static uint64_t pair(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

/* The fixed fields enter as a sum of products with odd constants, which the processor computes
 * side by side; the spans follow one after the other. */
static uint64_t attrs_hash(const struct bgp_attrs *attrs)
{
	uint64_t hop[2];

	memcpy(hop, attrs->next_hop.bytes, sizeof(hop));
	uint64_t h = attrs->present * UINT64_C(0x9e3779b97f4a7c15);
	h += pair(attrs->med, attrs->local_pref) * UINT64_C(0xc2b2ae3d27d4eb4f);
	h += pair(attrs->aggregator_as, attrs->aggregator_id) * UINT64_C(0x165667b19e3779f9);
	h += attrs->originator_id * UINT64_C(0x8ebc6af09c88c6e3);
	h += hop[0] * UINT64_C(0xd6e8feb86659fd93);
	h += hop[1] * UINT64_C(0xa0761d6478bd642f);
	h += pair(attrs->weight, (uint32_t)attrs->next_hop.family << 8 | attrs->origin) *
	     UINT64_C(0xe7037ed1a0b428db);
	h = hash_mix(h);
	for (size_t i = 0; i < SPAN_COUNT; i++) {
		const struct span *span = span_of(attrs, i);
		/* The index keeps equal bytes in different spans apart. */
		if (span->size > 0)
			h = hash_bytes(h + i, span->at, span->size);
	}
	return h;
}

static bool spans_equal(const struct bgp_attrs *a, const struct bgp_attrs *b)
{
	for (size_t i = 0; i < SPAN_COUNT; i++) {
		const struct span *x = span_of(a, i);
		const struct span *y = span_of(b, i);
		if (x->size != y->size || (x->size > 0 && memcmp(x->at, y->at, x->size) != 0))
			return false;
	}
	return true;
}

static bool attrs_equal(const struct bgp_attrs *a, const struct bgp_attrs *b)
{
	return a->present == b->present && a->med == b->med && a->local_pref == b->local_pref &&
	       a->aggregator_as == b->aggregator_as && a->aggregator_id == b->aggregator_id &&
	       a->originator_id == b->originator_id && a->weight == b->weight &&
	       a->origin == b->origin && a->next_hop.family == b->next_hop.family &&
	       memcmp(a->next_hop.bytes, b->next_hop.bytes, sizeof(a->next_hop.bytes)) == 0 &&
	       spans_equal(a, b);
}

static struct block *block_new(const struct bgp_attrs *attrs, uint64_t hash)
{
	size_t size = 0;

	for (size_t i = 0; i < SPAN_COUNT; i++)
		size += span_of(attrs, i)->size;
	struct block *block = xmalloc(sizeof(*block) + size);
	block->attrs = *attrs;
	block->hash = hash;

	uint8_t *at = block->bytes;
	for (size_t i = 0; i < SPAN_COUNT; i++) {
		const struct span *from = span_of(attrs, i);
		struct span *to = (struct span *)((char *)&block->attrs + span_offsets[i]);

		*to = (struct span){from->size > 0 ? at : NULL, from->size};
		if (from->size > 0)
			memcpy(at, from->at, from->size);
		at += from->size;
	}
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
		if (slot->tag == tag_of(hash) && attrs_equal(&pool->blocks[slot->id]->attrs, attrs))
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
	if (pool->last != ATTRS_NONE && attrs_equal(&pool->blocks[pool->last]->attrs, attrs))
		return pool->last;

	uint64_t hash = attrs_hash(attrs);
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
