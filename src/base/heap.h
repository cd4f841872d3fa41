/*
 * A binary heap of things that are due, earliest first; equal times leave in the order they came.
 *
 * An item is a number of the caller's (a session, an event slot). heap_set() moves an item that is
 * in the heap already, so a timer that is re-armed all the time never piles up.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"

/* Zero-initialise to start. */
struct heap {
	struct heap_entry *entries;
	uint32_t *position; /* item -> index in entries + 1; 0 when absent */
	size_t count;
	size_t capacity;
	size_t positions;
	uint64_t sequence;
};

struct heap_entry {
	struct instant due;
	uint64_t sequence;
	uint32_t item;
};

/* Adds `item` or moves it; INSTANT_NEVER removes it. */
void heap_set(struct heap *heap, uint32_t item, struct instant due);

/* When the first is due; INSTANT_NEVER when empty. */
struct instant heap_due(const struct heap *heap);

/* Takes the first out; the heap must not be empty. */
uint32_t heap_pop(struct heap *heap);

void heap_done(struct heap *heap);

#endif
