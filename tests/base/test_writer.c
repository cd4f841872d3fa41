/* The writing cursor: byte order, and that a failure is final and changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/writer.h"

static void test_numbers_are_in_network_order(void **state)
{
	(void)state;
	static const uint8_t want[] = {0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 'a', 'b', 'c'};
	uint8_t room[sizeof(want)];
	struct writer writer = writer_of(room, sizeof(room));

	writer_u8(&writer, 0x81);
	writer_u16(&writer, 0x8283);
	writer_u32(&writer, 0x84858687);
	writer_bytes(&writer, "ab", 2);
	writer_span(&writer, (struct span){(const uint8_t *)"c", 1});
	assert_false(writer.failed);
	assert_int_equal(writer_written(&writer).size, sizeof(want));
	assert_ptr_equal(writer_written(&writer).at, room);
	assert_memory_equal(room, want, sizeof(want));
}

static void test_a_write_past_the_end_fails_for_good_and_changes_nothing(void **state)
{
	(void)state;
	uint8_t room[4] = {9, 9, 9, 9};
	struct writer writer = writer_of(room, 3);

	writer_u16(&writer, 0x0102);
	writer_u16(&writer, 0x0304);
	assert_true(writer.failed);
	writer_u8(&writer, 5);
	assert_null(writer_room(&writer, 0));
	assert_int_equal(writer.used, 2);
	assert_memory_equal(room, ((uint8_t[]){1, 2, 9, 9}), 4);
}

static void test_a_huge_size_fails(void **state)
{
	(void)state;
	uint8_t room[4];
	struct writer writer = writer_of(room, sizeof(room));

	writer_u8(&writer, 1);
	assert_null(writer_room(&writer, SIZE_MAX));
	assert_true(writer.failed);
}

static void test_nothing_may_be_written_into_no_room(void **state)
{
	(void)state;
	struct writer writer = writer_of(NULL, 0);

	writer_bytes(&writer, NULL, 0);
	writer_span(&writer, (struct span){0});
	assert_false(writer.failed);
	writer_u8(&writer, 1);
	assert_true(writer.failed);
}

static void test_room_is_filled_by_the_caller(void **state)
{
	(void)state;
	uint8_t room[4] = {0};
	struct writer writer = writer_of(room, sizeof(room));

	writer_u8(&writer, 1);
	memset(writer_room(&writer, 2), 7, 2);
	writer_u8(&writer, 2);
	assert_memory_equal(room, ((uint8_t[]){1, 7, 7, 2}), 4);
}

static void test_only_written_bytes_are_patched(void **state)
{
	(void)state;
	uint8_t room[6] = {0};
	struct writer writer = writer_of(room, sizeof(room));

	writer_u32(&writer, 0);
	writer_patch_u16(&writer, 2, 0x0a0b);
	writer_patch_u16(&writer, 3, 0xffff);
	writer_patch_u16(&writer, 4, 0xffff);
	assert_memory_equal(room, ((uint8_t[]){0, 0, 0x0a, 0x0b, 0, 0}), 6);
	assert_int_equal(writer.used, 4);
	assert_false(writer.failed);

	writer_room(&writer, 3);
	writer_patch_u16(&writer, 0, 0xffff);
	assert_memory_equal(room, ((uint8_t[]){0, 0, 0x0a, 0x0b, 0, 0}), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers_are_in_network_order),
	    cmocka_unit_test(test_a_write_past_the_end_fails_for_good_and_changes_nothing),
	    cmocka_unit_test(test_a_huge_size_fails),
	    cmocka_unit_test(test_nothing_may_be_written_into_no_room),
	    cmocka_unit_test(test_room_is_filled_by_the_caller),
	    cmocka_unit_test(test_only_written_bytes_are_patched),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
