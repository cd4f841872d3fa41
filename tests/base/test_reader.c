/* The reading cursor: byte order, and that a failure is final and gives zeros. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/reader.h"

static const uint8_t bytes[] = {0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89};

static void test_numbers_are_in_network_order(void **state)
{
	(void)state;
	struct reader reader = reader_of(bytes, sizeof(bytes));

	assert_int_equal(reader_u8(&reader), 0x81);
	assert_int_equal(reader_u16(&reader), 0x8283);
	assert_int_equal(reader_u32(&reader), 0x84858687);
	assert_int_equal(reader.left, 2);
	assert_ptr_equal(reader_bytes(&reader, 2), bytes + 7);
	assert_int_equal(reader.left, 0);
	assert_false(reader.failed);
}

static void test_a_read_past_the_end_fails_for_good(void **state)
{
	(void)state;
	struct reader reader = reader_of(bytes, 3);

	assert_int_equal(reader_u32(&reader), 0);
	assert_true(reader.failed);
	assert_int_equal(reader.left, 0);
	assert_int_equal(reader_u8(&reader), 0);
	assert_int_equal(reader_u16(&reader), 0);
	assert_null(reader_bytes(&reader, 1));
	assert_true(reader.failed);
	assert_int_equal(reader_rest(&reader).size, 0);
}

static void test_each_width_needs_all_its_bytes(void **state)
{
	(void)state;
	struct reader none = reader_of(bytes, 0);
	struct reader one = reader_of(bytes, 1);
	struct reader huge = reader_of(bytes, sizeof(bytes));

	reader_u8(&none);
	reader_u16(&one);
	assert_null(reader_bytes(&huge, SIZE_MAX));
	assert_true(none.failed);
	assert_true(one.failed);
	assert_true(huge.failed);
}

static void test_an_empty_read_of_an_empty_reader_is_no_failure(void **state)
{
	(void)state;
	struct reader reader = reader_of(NULL, 0);

	reader_bytes(&reader, 0);
	struct reader inner = reader_take(&reader, 0);
	assert_false(reader.failed);
	assert_false(inner.failed);
	assert_int_equal(inner.left, 0);
}

static void test_a_taken_part_is_bounded(void **state)
{
	(void)state;
	struct reader reader = reader_of(bytes, sizeof(bytes));
	struct reader inner = reader_take(&reader, 2);

	assert_int_equal(reader_u8(&reader), 0x83);
	assert_int_equal(reader_u16(&inner), 0x8182);
	reader_u8(&inner);
	assert_true(inner.failed);
	assert_false(reader.failed);
}

static void test_taking_too_much_fails_both(void **state)
{
	(void)state;
	struct reader reader = reader_of(bytes, sizeof(bytes));
	struct reader inner = reader_take(&reader, sizeof(bytes) + 1);

	assert_true(reader.failed);
	assert_true(inner.failed);
	assert_int_equal(inner.left, 0);
	assert_true(reader_take(&reader, 0).failed);
}

static void test_the_rest_is_not_consumed(void **state)
{
	(void)state;
	struct reader reader = reader_of_span((struct span){bytes, sizeof(bytes)});

	reader_u16(&reader);
	struct span rest = reader_rest(&reader);
	assert_ptr_equal(rest.at, bytes + 2);
	assert_int_equal(rest.size, sizeof(bytes) - 2);
	assert_int_equal(reader_u8(&reader), 0x83);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers_are_in_network_order),
	    cmocka_unit_test(test_a_read_past_the_end_fails_for_good),
	    cmocka_unit_test(test_each_width_needs_all_its_bytes),
	    cmocka_unit_test(test_an_empty_read_of_an_empty_reader_is_no_failure),
	    cmocka_unit_test(test_a_taken_part_is_bounded),
	    cmocka_unit_test(test_taking_too_much_fails_both),
	    cmocka_unit_test(test_the_rest_is_not_consumed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
