/*
 * Attribute sets, each once: equal sets have equal 32-bit handles, so "did it change?" is a
 * comparison and packing an UPDATE is grouping.
 *
 * Nobody counts references. The handles live in tables that can be walked, so whoever owns the
 * pool sweeps it now and then: clear the marks, let every table mark what it holds, sweep. That is
 * cheaper than a counter per route and cannot be got wrong by one.
 */
#ifndef BGP_ATTR_POOL_H
#define BGP_ATTR_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bgp/attrs.h"

typedef uint32_t attrs_id;

enum { ATTRS_NONE = 0 };

struct attr_pool;

struct attr_pool *attr_pool_new(void);
void attr_pool_free(struct attr_pool *pool);

/* The handle of a set equal to `attrs`, which is copied if it is new. */
attrs_id attr_pool_intern(struct attr_pool *pool, const struct bgp_attrs *attrs);

/* Borrowed until the next sweep. `id` must not be ATTRS_NONE. */
const struct bgp_attrs *attr_pool_get(const struct attr_pool *pool, attrs_id id);

/* Sets in the pool, and how many there were after the last sweep. */
size_t attr_pool_count(const struct attr_pool *pool);

/* True when the pool has grown enough since the last sweep for another to be worth it. */
bool attr_pool_wants_sweep(const struct attr_pool *pool);

/* Sweeping: unmark all, mark what is held (ATTRS_NONE is ignored), free the rest. */
void attr_pool_unmark(struct attr_pool *pool);
void attr_pool_mark(struct attr_pool *pool, attrs_id id);
void attr_pool_sweep(struct attr_pool *pool);

#endif
