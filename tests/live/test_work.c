/* The queue of deferred work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "live/work.h"

static void work_leaves_in_the_order_it_came(void **state)
{
	struct work_queue queue = {0};
	struct work work;
	uint32_t in = 0;
	uint32_t out = 0;

	(void)state;
	/* Two in, one out: the ring wraps round and grows in every position. */
	for (int i = 0; i < 1000; i++) {
		work_push(&queue, &(struct work){.end = in++});
		work_push(&queue, &(struct work){.end = in++});
		assert_true(work_pop(&queue, &work));
		assert_int_equal(out++, work.end);
	}
	while (work_pop(&queue, &work))
		assert_int_equal(out++, work.end);
	assert_int_equal(in, out);
	assert_int_equal(0, queue.count);
	work_done(&queue);
}

static void an_empty_queue_gives_nothing(void **state)
{
	struct work_queue queue = {0};
	struct work work;

	(void)state;
	assert_false(work_pop(&queue, &work));
	work_push(&queue, &(struct work){0});
	assert_true(work_pop(&queue, &work));
	assert_false(work_pop(&queue, &work));
	work_done(&queue);
}

static void bytes_that_nobody_took_are_freed(void **state)
{
	struct work_queue queue = {0};

	(void)state;
	work_push(&queue, &(struct work){.kind = WORK_BYTES, .bytes = xmalloc(10), .size = 10});
	work_done(&queue);
	assert_int_equal(0, queue.count);
	assert_null(queue.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(work_leaves_in_the_order_it_came),
	    cmocka_unit_test(an_empty_queue_gives_nothing),
	    cmocka_unit_test(bytes_that_nobody_took_are_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
