/* The ring of deferred work. */
#include "live/work.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

enum { FIRST_CAPACITY = 64 };

/* The ring is unrolled into the new room, so that the oldest stands at index 0. */
static void grow(struct work_queue *queue)
{
	size_t capacity = queue->capacity == 0 ? FIRST_CAPACITY : 2 * queue->capacity;
	struct work *items = xcalloc(capacity, sizeof(*items));
	size_t tail = queue->capacity - queue->first;

	if (queue->count > 0) {
		memcpy(items, queue->items + queue->first, tail * sizeof(*items));
		memcpy(items + tail, queue->items, queue->first * sizeof(*items));
	}
	free(queue->items);
	queue->items = items;
	queue->first = 0;
	queue->capacity = capacity;
}

void work_push(struct work_queue *queue, const struct work *work)
{
	if (queue->count == queue->capacity)
		grow(queue);
	CHECK(queue->count < queue->capacity);
	CHECK((queue->capacity & (queue->capacity - 1)) == 0 && queue->first < queue->capacity);
	queue->items[(queue->first + queue->count) & (queue->capacity - 1)] = *work;
	queue->count++;
}

bool work_pop(struct work_queue *queue, struct work *out)
{
	if (queue->count == 0)
		return false;
	*out = queue->items[queue->first];
	queue->first = (queue->first + 1) & (queue->capacity - 1);
	queue->count--;
	return true;
}

void work_done(struct work_queue *queue)
{
	struct work work;

	while (work_pop(queue, &work))
		free(work.bytes);
	free(queue->items);
	*queue = (struct work_queue){0};
}
