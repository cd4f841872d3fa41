/* Allocation that never returns NULL, growing arrays, and arenas made of a list of chunks. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum {
	ARENA_ALIGNMENT = 16,
	ARENA_FIRST_CHUNK = 4096,
	ARENA_LARGEST_CHUNK = 1 << 20,
	SMALLEST_CAPACITY = 8,
};

/* Chunks are zeroed when they are made and never handed out twice, so blocks need no clearing. */
struct chunk {
	struct chunk *next;
	size_t size;
	size_t taken;
	_Alignas(ARENA_ALIGNMENT) uint8_t bytes[];
};

struct arena {
	struct chunk *chunks; /* the first is the one being filled */
	size_t next_size;
	size_t used;
};

_Static_assert(_Alignof(max_align_t) <= ARENA_ALIGNMENT, "arena blocks suit any type");

/* The only state of the core that no caller owns: it belongs to the process as its memory does. */
static void (*end_of_memory)(void);

void mem_on_exhausted(void (*end)(void))
{
	end_of_memory = end;
}

_Noreturn void mem_exhausted(void)
{
	if (end_of_memory != NULL)
		end_of_memory();
	abort();
}

static void *present(void *block)
{
	if (block == NULL)
		mem_exhausted();
	return block;
}

void *xmalloc(size_t size)
{
	return present(malloc(size > 0 ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return present(count > 0 && size > 0 ? calloc(count, size) : calloc(1, 1));
}

void *xrealloc(void *block, size_t size)
{
	return present(realloc(block, size > 0 ? size : 1));
}

char *xstrdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(xmalloc(size), text, size);
}

void *mem_grow(void *array, size_t *capacity, size_t need, size_t size)
{
	CHECK(size > 0);
	if (need <= *capacity)
		return array;

	size_t grown = *capacity + *capacity / 2;
	if (grown < SMALLEST_CAPACITY)
		grown = SMALLEST_CAPACITY;
	if (grown < need)
		grown = need;
	if (grown > SIZE_MAX / size)
		mem_exhausted();
	array = xrealloc(array, grown * size);
	*capacity = grown;
	CHECK(*capacity >= need);
	return array;
}

struct arena *arena_new(void)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));

	arena->next_size = ARENA_FIRST_CHUNK;
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	for (struct chunk *chunk = arena->chunks, *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

static struct chunk *chunk_new(size_t size)
{
	struct chunk *chunk = xcalloc(1, sizeof(*chunk) + size);

	chunk->size = size;
	return chunk;
}

/* A block that would waste much of a chunk gets one of its own, behind the one being filled. */
static struct chunk *arena_chunk_for(struct arena *arena, size_t size)
{
	struct chunk *first = arena->chunks;

	if (first != NULL && size <= first->size - first->taken)
		return first;
	if (first != NULL && size > arena->next_size / 4) {
		struct chunk *own = chunk_new(size);
		own->next = first->next;
		first->next = own;
		return own;
	}

	struct chunk *chunk = chunk_new(size > arena->next_size ? size : arena->next_size);
	chunk->next = first;
	arena->chunks = chunk;
	if (arena->next_size < ARENA_LARGEST_CHUNK)
		arena->next_size *= 2;
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		mem_exhausted();

	/* An empty block takes room too, so that every block has an address of its own. */
	size_t rounded = size > 0 ? (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT
	                          : ARENA_ALIGNMENT;
	struct chunk *chunk = arena_chunk_for(arena, rounded);
	void *block = chunk->bytes + chunk->taken;
	CHECK(rounded <= chunk->size - chunk->taken);
	CHECK((uintptr_t)block % ARENA_ALIGNMENT == 0);
	chunk->taken += rounded;
	arena->used += size;
	return block;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(arena_alloc(arena, size), text, size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	const char *end = memchr(text, '\0', length);

	if (end != NULL)
		length = (size_t)(end - text);
	char *copy = arena_alloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;

	CHECK(format != NULL);
	va_start(args, format);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	CHECK(length >= 0);

	char *text = arena_alloc(arena, (size_t)length + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
