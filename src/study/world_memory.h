/*
 * The memory of a converged world, so that a copy of it is one memcpy (docs/decisions/0011).
 *
 * Between world_memory_enter() and world_memory_leave() all that the program allocates comes from
 * one region, which holds nothing else: the simulator with its nodes, tables and pools.
 * world_memory_keep() takes an image of it, world_memory_restore() puts the image back, and what
 * was allocated since is gone. Pointers stay good, for the region does not move.
 *
 * The program's malloc() must ask here first (cli/main.c); where it does not, as in a build with
 * sanitizers, there is no region, and who wants a copy forks.
 */
#ifndef STUDY_WORLD_MEMORY_H
#define STUDY_WORLD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* main() says that its malloc() and free() ask here. */
void world_memory_is_hooked(void);

/* False when there is no region: not hooked, or no address space for one. */
bool world_memory_new(void);
void world_memory_free(void);

void world_memory_enter(void);
void world_memory_leave(void);

/* The image holds what the region holds now; once. Processes that fork share it. */
void world_memory_keep(void);
void world_memory_restore(void);

/* Bytes that a restore copies. */
size_t world_memory_size(void);

/* For malloc() and its sisters: whether the region is to be used, whether a block is of it, and the
 * work. NULL for want of room. */
bool world_memory_is_on(void);
bool world_memory_owns(const void *block);
void *world_memory_take(size_t size);
void *world_memory_take_again(void *block, size_t size);
void world_memory_give(void *block);

#endif
