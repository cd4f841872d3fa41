/* Paths for and from speakers of 2-octet AS numbers. The merge as a whole, with both attributes
 * and their errors, is in test_attr_decode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "bgp/as4.h"
#include "bgp/as_path.h"
#include "bgp/iana.h"

#define SPAN(...)                                                                      \
	{                                                                              \
		(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}) \
	}

static void assert_written(const struct writer *out, struct span want)
{
	assert_false(out->failed);
	assert_int_equal(out->used, want.size);
	if (want.size > 0)
		assert_memory_equal(out->start, want.at, want.size);
}

/* clang-format off */
static const struct {
	struct span path;
	struct span narrow;
	bool wide;
} forms[] = {
	{{NULL, 0},                                     {NULL, 0},                            false},
	{SPAN(2, 1, 0, 0, 0x2f, 0x2c),                  SPAN(2, 1, 0x2f, 0x2c),               false},
	{SPAN(2, 1, 0, 0, 0xff, 0xff),                  SPAN(2, 1, 0xff, 0xff),               false},
	{SPAN(2, 1, 0, 1, 0, 0),                        SPAN(2, 1, 0x5b, 0xa0),               true},
	{SPAN(2, 1, 1, 0, 0, 0),                        SPAN(2, 1, 0x5b, 0xa0),               true},
	{SPAN(2, 2, 0, 0, 0, 1, 0, 1, 0, 0),            SPAN(2, 2, 0, 1, 0x5b, 0xa0),         true},
	{SPAN(1, 1, 0, 0, 0, 1, 2, 1, 0xff, 0, 0, 2),   SPAN(1, 1, 0, 1, 2, 1, 0x5b, 0xa0),   true},
};
/* clang-format on */

static void test_numbers_beyond_two_octets_become_as_trans(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		uint8_t bytes[64];
		struct writer out = writer_of(bytes, sizeof(bytes));

		assert_int_equal(as4_is_wide(forms[i].path), forms[i].wide);
		assert_int_equal(as4_narrow_size(forms[i].path), forms[i].narrow.size);
		as4_narrow(forms[i].path, &out);
		assert_written(&out, forms[i].narrow);
	}
}

static void test_widening_reverses_narrowing_of_a_mappable_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		uint8_t bytes[64];
		struct writer out = writer_of(bytes, sizeof(bytes));

		as4_widen(forms[i].narrow, &out);
		assert_true(as_path_well_formed(writer_written(&out)));
		if (!forms[i].wide)
			assert_written(&out, forms[i].path);
	}
}

static void test_a_cut_narrow_path_is_cut_when_widened(void **state)
{
	(void)state;
	static const uint8_t narrow[] = {2, 2, 0, 1, 0, 2, 1, 1, 0, 3};

	for (size_t cut = 0; cut <= sizeof(narrow); cut++) {
		uint8_t bytes[64];
		struct writer out = writer_of(bytes, sizeof(bytes));

		as4_widen((struct span){narrow, cut}, &out);
		assert_int_equal(as_path_well_formed(writer_written(&out)),
		                 cut == 0 || cut == 6 || cut == sizeof(narrow));
	}
}

static void test_a_longer_as4_path_is_not_merged(void **state)
{
	(void)state;
	struct span path = SPAN(2, 1, 0, 0, 0, 1);
	struct span as4_path = SPAN(2, 2, 0, 0, 0, 1, 0, 1, 0, 0);
	uint8_t bytes[64];
	struct writer out = writer_of(bytes, sizeof(bytes));

	assert_false(as4_merge(path, as4_path, &out));
	assert_int_equal(out.used, 0);
}

/* Old speakers prepend to AS_PATH only; whatever they add, the merge has the whole truth. */
static void test_a_path_survives_old_speakers_that_prepend(void **state)
{
	(void)state;
	struct rng rng = rng_of(11);

	for (unsigned round = 0; round < 1000; round++) {
		uint8_t true_bytes[2][4096];
		uint8_t narrow_bytes[2048];
		uint8_t wide_bytes[4096];
		uint8_t merged_bytes[4096];
		struct span path = {NULL, 0};
		struct writer out;

		for (unsigned hop = 1 + rng_below(&rng, 20); hop > 0; hop--) {
			out = writer_of(true_bytes[hop % 2], sizeof(true_bytes[0]));
			as_path_prepend(path, 1 + rng_below(&rng, 100000), 1, &out);
			path = writer_written(&out);
		}
		struct writer narrow = writer_of(narrow_bytes, sizeof(narrow_bytes));
		struct writer wide = writer_of(wide_bytes, sizeof(wide_bytes));
		as4_narrow(path, &narrow);
		as4_widen(writer_written(&narrow), &wide);

		unsigned added = rng_below(&rng, 4);
		uint8_t seen_bytes[4096];
		uint8_t want_bytes[4096];
		struct writer seen = writer_of(seen_bytes, sizeof(seen_bytes));
		struct writer want = writer_of(want_bytes, sizeof(want_bytes));
		struct writer merged = writer_of(merged_bytes, sizeof(merged_bytes));
		as_path_prepend(writer_written(&wide), 7, added, &seen);
		as_path_prepend(path, 7, added, &want);
		assert_true(as4_merge(writer_written(&seen), path, &merged));
		assert_written(&merged, writer_written(&want));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers_beyond_two_octets_become_as_trans),
	    cmocka_unit_test(test_widening_reverses_narrowing_of_a_mappable_path),
	    cmocka_unit_test(test_a_cut_narrow_path_is_cut_when_widened),
	    cmocka_unit_test(test_a_longer_as4_path_is_not_merged),
	    cmocka_unit_test(test_a_path_survives_old_speakers_that_prepend),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
