/* The growing text: pieces of every size, taking, clearing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void test_an_untouched_text_is_empty(void **state)
{
	(void)state;
	struct text text = {0};

	assert_string_equal(text_str(&text), "");
	text_clear(&text);
	assert_string_equal(text_str(&text), "");
	char *taken = text_take(&text);
	assert_string_equal(taken, "");
	free(taken);
	text_done(&text);
}

static void test_pieces_follow_each_other(void **state)
{
	(void)state;
	struct text text = {0};

	text_add(&text, "");
	assert_string_equal(text.at, "");
	text_add(&text, "AS ");
	text_addf(&text, "%u", 12076u);
	text_addf(&text, "%s", "");
	text_add_bytes(&text, " i!", 2);
	text_add_bytes(&text, NULL, 0);
	assert_string_equal(text_str(&text), "AS 12076 i");
	assert_int_equal(text.size, 10);
	text_done(&text);
	assert_null(text.at);
	assert_int_equal(text.size + text.capacity, 0);
}

static void test_bytes_may_be_zero(void **state)
{
	(void)state;
	struct text text = {0};

	text_add_bytes(&text, "a\0b", 3);
	text_add(&text, "c");
	assert_int_equal(text.size, 4);
	assert_memory_equal(text.at, "a\0bc", 5);
	text_done(&text);
}

/* Lengths on both sides of every piece of room that a formatted piece may find. */
static void test_formatted_pieces_of_every_length_are_whole(void **state)
{
	(void)state;
	for (int before = 0; before < 40; before++) {
		for (int length = 0; length < 300; length++) {
			struct text text = {0};

			text_addf(&text, "%*s", before, "");
			text_addf(&text, "%0*d|", length, 7);
			size_t want = (size_t)before + (length > 0 ? (size_t)length : 1) + 1;
			assert_int_equal(text.size, want);
			assert_int_equal(strlen(text.at), want);
			assert_int_equal(text.at[want - 2], '7');
			assert_int_equal(text.at[want - 1], '|');
			assert_true(text.capacity > text.size);
			text_done(&text);
		}
	}
}

static void test_a_cleared_text_keeps_its_room(void **state)
{
	(void)state;
	struct text text = {0};

	text_addf(&text, "%1000s", "x");
	char *at = text.at;
	size_t capacity = text.capacity;
	text_clear(&text);
	assert_string_equal(text_str(&text), "");
	text_add(&text, "again");
	assert_ptr_equal(text.at, at);
	assert_int_equal(text.capacity, capacity);
	assert_string_equal(text_str(&text), "again");
	text_done(&text);
}

static void test_a_taken_text_belongs_to_the_caller(void **state)
{
	(void)state;
	struct text text = {0};

	text_add(&text, "one");
	char *taken = text_take(&text);
	assert_null(text.at);
	text_add(&text, "two");
	assert_string_equal(taken, "one");
	assert_string_equal(text_str(&text), "two");
	free(taken);
	text_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_an_untouched_text_is_empty),
	    cmocka_unit_test(test_pieces_follow_each_other),
	    cmocka_unit_test(test_bytes_may_be_zero),
	    cmocka_unit_test(test_formatted_pieces_of_every_length_are_whole),
	    cmocka_unit_test(test_a_cleared_text_keeps_its_room),
	    cmocka_unit_test(test_a_taken_text_belongs_to_the_caller),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
