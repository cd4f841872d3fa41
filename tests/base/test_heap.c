/* The heap against a naive list that is searched from end to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/heap.h"
#include "base/rng.h"

enum { ITEMS = 64 };

/* What the heap should hold: for each item when it is due and when that was said. */
struct model {
	struct {
		bool present;
		int64_t due;
		unsigned said;
	} items[ITEMS];
	unsigned clock;
};

static void model_set(struct model *model, uint32_t item, struct instant due)
{
	model->items[item].present = due.us != INSTANT_NEVER.us;
	model->items[item].due = due.us;
	model->items[item].said = model->clock++;
}

/* The item that must leave next; ITEMS when there is none. */
static uint32_t model_first(const struct model *model)
{
	uint32_t first = ITEMS;

	for (uint32_t i = 0; i < ITEMS; i++) {
		if (!model->items[i].present)
			continue;
		if (first == ITEMS || model->items[i].due < model->items[first].due ||
		    (model->items[i].due == model->items[first].due &&
		     model->items[i].said < model->items[first].said))
			first = i;
	}
	return first;
}

static size_t model_count(const struct model *model)
{
	size_t count = 0;

	for (uint32_t i = 0; i < ITEMS; i++)
		count += model->items[i].present;
	return count;
}

static void pop_and_compare(struct heap *heap, struct model *model)
{
	uint32_t want = model_first(model);

	assert_int_equal(heap->count, model_count(model));
	if (want == ITEMS) {
		assert_int_equal(heap_due(heap).us, INSTANT_NEVER.us);
		return;
	}
	assert_int_equal(heap_due(heap).us, model->items[want].due);
	assert_int_equal(heap_pop(heap), want);
	model->items[want].present = false;
}

static void run_against_model(uint64_t seed)
{
	struct heap heap = {0};
	struct model model = {0};
	struct rng rng = rng_of(seed);
	uint32_t spread = 1 + rng_below(&rng, 100); /* few different times make many ties */

	for (unsigned step = 0; step < 4000; step++) {
		uint32_t item = rng_below(&rng, ITEMS);
		uint32_t deed = rng_below(&rng, 10);

		if (deed < 3) {
			pop_and_compare(&heap, &model);
			continue;
		}
		struct instant due = {(int64_t)rng_below(&rng, spread) - spread / 2};
		if (deed == 3)
			due = INSTANT_NEVER;
		heap_set(&heap, item, due);
		model_set(&model, item, due);
	}
	while (model_count(&model) > 0)
		pop_and_compare(&heap, &model);
	pop_and_compare(&heap, &model);
	heap_done(&heap);
}

static void test_random_operations_agree_with_a_list(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++)
		run_against_model(seed);
}

static void test_equal_times_leave_in_the_order_they_were_set(void **state)
{
	(void)state;
	struct heap heap = {0};

	for (uint32_t item = 0; item < 100; item++)
		heap_set(&heap, item, INSTANT_START);
	heap_set(&heap, 3, INSTANT_START);
	for (uint32_t item = 0; item < 100; item++) {
		if (item != 3)
			assert_int_equal(heap_pop(&heap), item);
	}
	assert_int_equal(heap_pop(&heap), 3);
	heap_done(&heap);
}

static void test_a_timer_that_is_rearmed_does_not_pile_up(void **state)
{
	(void)state;
	struct heap heap = {0};

	for (int64_t at = 0; at < 10000; at++)
		heap_set(&heap, 7, (struct instant){at});
	assert_int_equal(heap.count, 1);
	assert_int_equal(heap_due(&heap).us, 9999);
	heap_set(&heap, 7, INSTANT_NEVER);
	heap_set(&heap, 7, INSTANT_NEVER);
	heap_set(&heap, 1000, INSTANT_NEVER);
	assert_int_equal(heap.count, 0);
	heap_done(&heap);
}

static void test_item_numbers_may_be_sparse(void **state)
{
	(void)state;
	struct heap heap = {0};

	heap_set(&heap, 100000, (struct instant){2});
	heap_set(&heap, 0, (struct instant){3});
	heap_set(&heap, 99999, (struct instant){1});
	assert_int_equal(heap_pop(&heap), 99999);
	assert_int_equal(heap_pop(&heap), 100000);
	assert_int_equal(heap_pop(&heap), 0);
	heap_done(&heap);
	assert_int_equal(heap_due(&heap).us, INSTANT_NEVER.us);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random_operations_agree_with_a_list),
	    cmocka_unit_test(test_equal_times_leave_in_the_order_they_were_set),
	    cmocka_unit_test(test_a_timer_that_is_rearmed_does_not_pile_up),
	    cmocka_unit_test(test_item_numbers_may_be_sparse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
