/*
 * Every prefix of a process, once. A prefix is known by its 32-bit handle; equal prefixes have
 * equal handles. Order, longest match and "what covers this" are walks of one path-compressed
 * trie, so no order ever comes from a hash.
 *
 * Handles are given in order of first use and stay valid until the table is freed, or until
 * prefix_table_sweep() finds that nobody holds them.
 */
#ifndef BASE_PREFIX_TABLE_H
#define BASE_PREFIX_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

typedef uint32_t prefix_id;

enum { PREFIX_NONE = UINT32_MAX };

struct prefix_table;

struct prefix_table *prefix_table_new(void);
void prefix_table_free(struct prefix_table *table);

/* The handle of `prefix`, which is added if it is new. */
prefix_id prefix_table_intern(struct prefix_table *table, const struct prefix *prefix);

/* The handle of `prefix`, or PREFIX_NONE. */
prefix_id prefix_table_find(const struct prefix_table *table, const struct prefix *prefix);

/* Borrowed until the next intern. */
const struct prefix *prefix_table_get(const struct prefix_table *table, prefix_id id);

/* One more than the highest handle in use: the size of an array indexed by handle. */
uint32_t prefix_table_limit(const struct prefix_table *table);

/* What the table takes on the heap. */
size_t prefix_table_bytes(const struct prefix_table *table);

/* Walks in the order of prefix_compare(); PREFIX_NONE ends it. */
prefix_id prefix_table_first(const struct prefix_table *table);
prefix_id prefix_table_next(const struct prefix_table *table, prefix_id id);

/* The most specific prefix that holds `addr`, then, by prefix_table_covering(), the next less
 * specific one, and so on; PREFIX_NONE when there is none. */
prefix_id prefix_table_match(const struct prefix_table *table, const struct addr *addr);
prefix_id prefix_table_covering(const struct prefix_table *table, prefix_id id);

/* Frees every handle h for which keep[h] is zero; `keep` has prefix_table_limit() bytes. Freed
 * handles are given out again, lowest first. */
void prefix_table_sweep(struct prefix_table *table, const uint8_t *keep);

#endif
