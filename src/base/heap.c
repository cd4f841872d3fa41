/* A binary heap that knows where each of its items stands. */
#include "base/heap.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

/* The sequence makes the order total, so equal times leave in the order of heap_set(). */
static bool earlier(const struct heap_entry *a, const struct heap_entry *b)
{
	if (a->due.us != b->due.us)
		return a->due.us < b->due.us;
	return a->sequence < b->sequence;
}

static void place_entry(struct heap *heap, size_t at, struct heap_entry entry)
{
	CHECK(at < heap->count && entry.item < heap->positions);
	heap->entries[at] = entry;
	heap->position[entry.item] = (uint32_t)at + 1;
}

/* Puts `entry` in the hole `at` or above it. */
static void sift_up(struct heap *heap, size_t at, struct heap_entry entry)
{
	while (at > 0) {
		size_t parent = (at - 1) / 2;
		if (!earlier(&entry, &heap->entries[parent]))
			break;
		place_entry(heap, at, heap->entries[parent]);
		at = parent;
	}
	place_entry(heap, at, entry);
}

/* Puts `entry` in the hole `at` or below it. */
static void sift_down(struct heap *heap, size_t at, struct heap_entry entry)
{
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= heap->count)
			break;
		if (child + 1 < heap->count &&
		    earlier(&heap->entries[child + 1], &heap->entries[child]))
			child++;
		if (!earlier(&heap->entries[child], &entry))
			break;
		place_entry(heap, at, heap->entries[child]);
		at = child;
	}
	place_entry(heap, at, entry);
}

static void settle(struct heap *heap, size_t at, struct heap_entry entry)
{
	if (at > 0 && earlier(&entry, &heap->entries[(at - 1) / 2]))
		sift_up(heap, at, entry);
	else
		sift_down(heap, at, entry);
}

static void remove_at(struct heap *heap, size_t at)
{
	CHECK(at < heap->count);
	CHECK(heap->position[heap->entries[at].item] == at + 1);
	heap->position[heap->entries[at].item] = 0;
	heap->count--;
	if (at < heap->count)
		settle(heap, at, heap->entries[heap->count]);
}

static void know_item(struct heap *heap, uint32_t item)
{
	size_t known = heap->positions;

	heap->position =
	    mem_grow(heap->position, &heap->positions, (size_t)item + 1, sizeof(*heap->position));
	if (heap->positions > known)
		memset(heap->position + known, 0,
		       (heap->positions - known) * sizeof(*heap->position));
}

void heap_set(struct heap *heap, uint32_t item, struct instant due)
{
	know_item(heap, item);

	size_t position = heap->position[item];
	CHECK(position == 0 || heap->entries[position - 1].item == item);
	if (due.us == INSTANT_NEVER.us) {
		if (position > 0)
			remove_at(heap, position - 1);
		return;
	}

	struct heap_entry entry = {due, heap->sequence++, item};
	if (position > 0) {
		settle(heap, position - 1, entry);
		return;
	}
	CHECK(heap->count < UINT32_MAX);
	heap->entries =
	    mem_grow(heap->entries, &heap->capacity, heap->count + 1, sizeof(*heap->entries));
	sift_up(heap, heap->count++, entry);
}

struct instant heap_due(const struct heap *heap)
{
	return heap->count > 0 ? heap->entries[0].due : INSTANT_NEVER;
}

uint32_t heap_pop(struct heap *heap)
{
	CHECK(heap->count > 0);

	struct heap_entry first = heap->entries[0];
	remove_at(heap, 0);
	CHECK(heap->count == 0 || earlier(&first, &heap->entries[0]));
	return first.item;
}

void heap_done(struct heap *heap)
{
	free(heap->entries);
	free(heap->position);
	*heap = (struct heap){0};
}
