/* Hashes: equal bytes agree wherever they lie, every bit and the length count, and the low bits,
 * which tables use, are spread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static void test_equal_bytes_have_equal_hashes_at_any_alignment(void **state)
{
	(void)state;
	uint8_t room[80];

	for (size_t size = 0; size <= 40; size++) {
		for (size_t i = 0; i < size; i++)
			room[i] = (uint8_t)(i * 37 + 1);
		uint64_t want = hash_bytes(1, room, size);
		for (size_t shift = 1; shift < 16; shift++) {
			memmove(room + shift, room + shift - 1, size);
			assert_true(hash_bytes(1, room + shift, size) == want);
		}
	}
}

static void test_every_bit_counts(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 24; size++) {
		uint8_t bytes[24] = {0};
		uint64_t zeros = hash_bytes(0, bytes, size);

		for (size_t bit = 0; bit < size * 8; bit++) {
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_true(hash_bytes(0, bytes, size) != zeros);
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

static void test_the_length_and_the_beginning_count(void **state)
{
	(void)state;
	static const uint8_t zeros[32] = {0};

	for (size_t a = 0; a <= sizeof(zeros); a++) {
		assert_true(hash_bytes(1, zeros, a) != hash_bytes(2, zeros, a));
		for (size_t b = 0; b < a; b++)
			assert_true(hash_bytes(0, zeros, a) != hash_bytes(0, zeros, b));
	}
}

static void test_hashing_goes_on_where_it_stopped(void **state)
{
	(void)state;
	uint64_t ab = hash_bytes(hash_bytes(0, "a", 1), "b", 1);
	uint64_t ba = hash_bytes(hash_bytes(0, "b", 1), "a", 1);

	assert_true(ab != ba);
	assert_true(ab == hash_bytes(hash_bytes(0, "a", 1), "b", 1));
}

static void test_the_order_of_words_counts(void **state)
{
	(void)state;
	assert_true(hash_bytes(0, "aaaaaaaabbbbbbbb", 16) != hash_bytes(0, "bbbbbbbbaaaaaaaa", 16));
}

static void test_low_bits_are_spread_for_counting_keys(void **state)
{
	(void)state;
	enum { BUCKETS = 256, KEYS = 256 * 64 };

	for (unsigned shift = 0; shift <= 48; shift += 8) {
		unsigned filled[BUCKETS] = {0};
		for (uint64_t i = 0; i < KEYS; i++)
			filled[hash_mix(i << shift) % BUCKETS]++;
		/* 64 are expected; the standard deviation of chance is 8. */
		for (unsigned i = 0; i < BUCKETS; i++)
			assert_in_range(filled[i], 24, 112);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equal_bytes_have_equal_hashes_at_any_alignment),
	    cmocka_unit_test(test_every_bit_counts),
	    cmocka_unit_test(test_the_length_and_the_beginning_count),
	    cmocka_unit_test(test_hashing_goes_on_where_it_stopped),
	    cmocka_unit_test(test_the_order_of_words_counts),
	    cmocka_unit_test(test_low_bits_are_spread_for_counting_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
