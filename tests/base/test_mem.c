/* Growing arrays, arenas, and the promise that a wish that cannot be met ends the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/rng.h"

static void test_allocations_are_usable_even_when_empty(void **state)
{
	(void)state;
	void *blocks[] = {xmalloc(0), xcalloc(0, 8), xcalloc(8, 0), xrealloc(NULL, 0)};

	for (size_t i = 0; i < COUNT_OF(blocks); i++) {
		assert_non_null(blocks[i]);
		free(blocks[i]);
	}
}

static void test_xcalloc_clears_and_xrealloc_keeps(void **state)
{
	(void)state;
	uint32_t *numbers = xcalloc(100, sizeof(*numbers));

	for (size_t i = 0; i < 100; i++) {
		assert_int_equal(numbers[i], 0);
		numbers[i] = (uint32_t)i;
	}
	numbers = xrealloc(numbers, 10000 * sizeof(*numbers));
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(numbers[i], i);
	free(numbers);
}

static void test_xstrdup_copies(void **state)
{
	(void)state;
	char text[] = "msee";
	char *copy = xstrdup(text);

	text[0] = '-';
	assert_string_equal(copy, "msee");
	free(copy);
}

static void test_an_array_grows_only_when_it_must_and_keeps_its_items(void **state)
{
	(void)state;
	uint64_t *array = NULL;
	size_t capacity = 0;
	unsigned moves = 0;

	for (size_t count = 0; count < 100000; count++) {
		size_t before = capacity;
		array = mem_grow(array, &capacity, count + 1, sizeof(*array));
		assert_true(capacity > count);
		moves += capacity != before;
		array[count] = count * 3;
	}
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(array[i], i * 3);
	/* Growth by half needs some 24 steps from 8 to 100000; growth by a constant thousands. */
	assert_in_range(moves, 10, 40);

	size_t before = capacity;
	assert_ptr_equal(mem_grow(array, &capacity, capacity, sizeof(*array)), array);
	assert_int_equal(capacity, before);
	free(array);
}

static void test_an_array_grows_to_a_large_need_at_once(void **state)
{
	(void)state;
	size_t capacity = 0;
	char *array = mem_grow(NULL, &capacity, 5000, 1);

	assert_true(capacity >= 5000);
	array[4999] = 'x';
	free(array);
}

static void grow_past_the_address_space(void)
{
	size_t capacity = 0;
	mem_grow(NULL, &capacity, SIZE_MAX / 4, 8);
}

static void alloc_past_the_address_space(void)
{
	arena_alloc(arena_new(), SIZE_MAX - 4);
}

static void test_a_size_that_overflows_aborts(void **state)
{
	(void)state;
	static void (*const bodies[])(void) = {
	    grow_past_the_address_space,
	    alloc_past_the_address_space,
	};

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		int status = 0;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			signal(SIGABRT, SIG_DFL);
			bodies[i]();
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
}

static void end_with_four(void)
{
	_exit(4);
}

static void test_the_program_says_how_it_ends_without_memory(void **state)
{
	int status = 0;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		mem_on_exhausted(end_with_four);
		arena_alloc(arena_new(), SIZE_MAX - 4);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 4);
}

struct block {
	uint8_t *at;
	size_t size;
};

static size_t some_size(struct rng *rng)
{
	switch (rng_below(rng, 50)) {
	case 0:
		return 5000 + rng_below(rng, 100000);
	case 1:
		return 0;
	default:
		return rng_below(rng, 300);
	}
}

static void test_arena_blocks_are_zeroed_aligned_and_apart(void **state)
{
	(void)state;
	enum { BLOCKS = 3000 };
	static struct block blocks[BLOCKS];
	struct arena *arena = arena_new();
	struct rng rng = rng_of(7);
	size_t sum = 0;

	assert_int_equal(arena_used(arena), 0);
	for (size_t i = 0; i < BLOCKS; i++) {
		blocks[i].size = some_size(&rng);
		blocks[i].at = arena_alloc(arena, blocks[i].size);
		sum += blocks[i].size;
		assert_int_equal((uintptr_t)blocks[i].at % 16, 0);
		assert_int_equal(arena_used(arena), sum);
		for (size_t j = 0; j < blocks[i].size; j++)
			assert_int_equal(blocks[i].at[j], 0);
		memset(blocks[i].at, (int)(i % 251) + 1, blocks[i].size);
	}
	for (size_t i = 0; i < BLOCKS; i++) {
		for (size_t j = 0; j < blocks[i].size; j++)
			assert_int_equal(blocks[i].at[j], i % 251 + 1);
	}
	/* No pointer may be left that hides a lost chunk from a leak checker. */
	memset(blocks, 0, sizeof(blocks));
	arena_free(arena);
}

static void test_empty_arena_blocks_differ(void **state)
{
	(void)state;
	struct arena *arena = arena_new();

	assert_ptr_not_equal(arena_alloc(arena, 0), arena_alloc(arena, 0));
	arena_free(arena);
	arena_free(NULL);
}

static void test_arena_texts(void **state)
{
	(void)state;
	struct arena *arena = arena_new();

	assert_string_equal(arena_strdup(arena, ""), "");
	assert_string_equal(arena_strdup(arena, "gateway"), "gateway");
	assert_string_equal(arena_strndup(arena, "gateway", 4), "gate");
	assert_string_equal(arena_strndup(arena, "gate", 100), "gate");
	assert_string_equal(arena_strndup(arena, "gate", 0), "");
	assert_string_equal(arena_printf(arena, "%s-%d", "vnet", 42), "vnet-42");
	assert_int_equal(strlen(arena_printf(arena, "%5000s", "x")), 5000);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_allocations_are_usable_even_when_empty),
	    cmocka_unit_test(test_xcalloc_clears_and_xrealloc_keeps),
	    cmocka_unit_test(test_xstrdup_copies),
	    cmocka_unit_test(test_an_array_grows_only_when_it_must_and_keeps_its_items),
	    cmocka_unit_test(test_an_array_grows_to_a_large_need_at_once),
	    cmocka_unit_test(test_a_size_that_overflows_aborts),
	    cmocka_unit_test(test_the_program_says_how_it_ends_without_memory),
	    cmocka_unit_test(test_arena_blocks_are_zeroed_aligned_and_apart),
	    cmocka_unit_test(test_empty_arena_blocks_differ),
	    cmocka_unit_test(test_arena_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
