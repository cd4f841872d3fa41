/* The program, and how it ends for want of memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "study/world_memory.h"

/* Nothing that needs memory: not even a flush of what was printed so far. */
static void end_for_want_of_memory(void)
{
	static const char said[] = "hairpin: out of memory\n";
	ssize_t written = write(STDERR_FILENO, said, sizeof(said) - 1);

	(void)written;
	_exit(CLI_ENVIRONMENT);
}

/*
 * Libraries allocate as well, and are not as careful: libyang 2.1 follows null pointers, cJSON
 * leaves out what it has no memory for, and "not valid" would be a lie. So the program's own
 * malloc() stands before that of the C library, as glibc allows, and never answers NULL. It is also
 * how a world that is to be copied gets memory of its own (study/world_memory.h). A sanitizer
 * brings its own.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OTHER_MALLOC
#endif
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(OTHER_MALLOC)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static void *present(void *block)
{
	if (block == NULL)
		mem_exhausted();
	return block;
}

void *malloc(size_t size)
{
	return present(world_memory_is_on() ? world_memory_take(size) : __libc_malloc(size));
}

/* A block of the region may have been used before. */
void *calloc(size_t count, size_t size)
{
	if (!world_memory_is_on())
		return present(__libc_calloc(count, size));
	if (size > 0 && count > SIZE_MAX / size)
		mem_exhausted();
	return memset(present(world_memory_take(count * size)), 0, count * size);
}

void *realloc(void *block, size_t size)
{
	void *moved;

	if (block == NULL)
		return malloc(size);
	if (world_memory_owns(block))
		return present(world_memory_take_again(block, size));
	moved = __libc_realloc(block, size);
	return size > 0 ? present(moved) : moved;
}

void free(void *block)
{
	if (world_memory_owns(block))
		world_memory_give(block);
	else
		__libc_free(block);
}

static void tell_world_memory(void)
{
	world_memory_is_hooked();
}

#else

static void tell_world_memory(void)
{
}

#endif

/* Whatever is opened next would get the number of a standard descriptor that is closed, and what is
 * meant for standard error would be written into it. */
static void fill_standard_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	fill_standard_descriptors();
	tell_world_memory();
	mem_on_exhausted(end_for_want_of_memory);
	return cli_main(argc, argv);
}
