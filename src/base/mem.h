/*
 * Memory. Running out of it ends the program in one place, so no caller checks. How it ends is the
 * program's own matter: main() says so.
 *
 * An arena owns what lives and dies together (a lab, a plan, a snapshot); everything else is a
 * plain heap block with one owner.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

/* Ends the program for want of memory. */
_Noreturn void mem_exhausted(void);

/* Sets what mem_exhausted() does: `end` must not return and must not need memory. Without it, or
 * with NULL, the program aborts. */
void mem_on_exhausted(void (*end)(void));

/* malloc, calloc, realloc and strdup that never return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *block, size_t size);
char *xstrdup(const char *text);

/* Makes room for `need` items of `size` bytes in a growing array: returns the array, moved if it
 * had to grow (by half), and updates *capacity. New room is not cleared. */
void *mem_grow(void *array, size_t *capacity, size_t need, size_t size);

struct arena;

/* An empty arena; the caller ends it with arena_free(). */
struct arena *arena_new(void);

/* Frees everything that was ever taken from `arena`. Accepts NULL. */
void arena_free(struct arena *arena);

/* `size` zeroed bytes, aligned for any type, valid until arena_free(). */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies `text` (or its first `length` bytes) into the arena, with a closing zero. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

#endif
