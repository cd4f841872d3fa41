/* Blocks of paths: random taking and giving back, against what was written into each block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "rib/path_store.h"

enum { BLOCKS = 200 };

struct held {
	uint32_t index;
	unsigned class;
	bool taken;
};

static void fill(struct path_store *store, const struct held *block, uint32_t mark)
{
	struct rib_path *paths = path_store_at(store, block->index);

	for (uint32_t i = 0; i < 1u << block->class; i++)
		paths[i] = (struct rib_path){.attrs = mark, .peer = (rib_peer_id)i};
}

static void expect(struct path_store *store, const struct held *block, uint32_t mark)
{
	const struct rib_path *paths = path_store_at(store, block->index);

	for (uint32_t i = 0; i < 1u << block->class; i++) {
		assert_int_equal(paths[i].attrs, mark);
		assert_int_equal(paths[i].peer, (rib_peer_id)i);
	}
}

static void test_blocks_never_touch_each_other(void **state)
{
	struct path_store store = {0};
	struct held blocks[BLOCKS] = {0};
	struct rng rng = rng_of(7);

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		uint32_t i = rng_below(&rng, BLOCKS);
		struct held *block = &blocks[i];

		if (block->taken) {
			expect(&store, block, i);
			path_store_give(&store, block->class, block->index);
			block->taken = false;
			continue;
		}
		block->class = rng_below(&rng, 50) == 0 ? 9 : rng_below(&rng, 5);
		block->index = path_store_take(&store, block->class);
		block->taken = true;
		fill(&store, block, i);
	}
	for (uint32_t i = 0; i < BLOCKS; i++) {
		if (blocks[i].taken)
			expect(&store, &blocks[i], i);
	}
	path_store_done(&store);
}

static void test_freed_blocks_are_used_again(void **state)
{
	struct path_store store = {0};

	(void)state;
	for (unsigned round = 0; round < 10000; round++)
		path_store_give(&store, 3, path_store_take(&store, 3));
	assert_int_equal(store.chunk_count, 1);
	path_store_done(&store);
}

static void test_classes_hold_their_count(void **state)
{
	(void)state;
	assert_int_equal(path_store_class(1), 0);
	assert_int_equal(path_store_class(2), 1);
	assert_int_equal(path_store_class(3), 2);
	assert_int_equal(path_store_class(4), 2);
	assert_int_equal(path_store_class(65000), 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks_never_touch_each_other),
	    cmocka_unit_test(test_freed_blocks_are_used_again),
	    cmocka_unit_test(test_classes_hold_their_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
