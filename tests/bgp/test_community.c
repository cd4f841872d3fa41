/* Communities: sets and their text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "bgp/community.h"
#include "bgp/iana.h"

static struct span wire(uint8_t *bytes, const uint32_t *values, unsigned count)
{
	struct writer out = writer_of(bytes, 4096);

	for (unsigned i = 0; i < count; i++)
		writer_u32(&out, values[i]);
	return writer_written(&out);
}

static void test_a_set_contains_what_is_in_it(void **state)
{
	(void)state;
	static const uint32_t values[] = {0x2f2c4e3f, BGP_NO_EXPORT, 5};
	uint8_t bytes[4096];
	struct span set = wire(bytes, values, 3);

	for (size_t i = 0; i < COUNT_OF(values); i++)
		assert_true(community_contains(set, values[i]));
	assert_false(community_contains(set, 6));
	/* Bytes across a border between two are no community. */
	assert_false(community_contains(set, 0x4e3fffff));
	assert_false(community_contains((struct span){NULL, 0}, 0));
}

static void test_a_union_is_ascending_and_holds_each_once(void **state)
{
	(void)state;
	static const struct {
		uint32_t have[4];
		unsigned have_count;
		uint32_t more[4];
		unsigned more_count;
		uint32_t want[8];
		unsigned want_count;
	} rows[] = {
	    {{0}, 0, {0}, 0, {0}, 0},
	    {{1, 2}, 2, {0}, 0, {1, 2}, 2},
	    {{0}, 0, {1, 2}, 2, {1, 2}, 2},
	    {{1, 3}, 2, {2}, 1, {1, 2, 3}, 3},
	    {{3, 1}, 2, {0}, 0, {1, 3}, 2},
	    {{1, 1}, 2, {0}, 0, {1}, 1},
	    {{1, 2}, 2, {2, 1}, 2, {1, 2}, 2},
	    {{0x100, 0x2}, 2, {0xff000000}, 1, {0x2, 0x100, 0xff000000}, 3},
	    {{BGP_NO_EXPORT}, 1, {BGP_NO_EXPORT, 0}, 2, {0, BGP_NO_EXPORT}, 2},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint8_t have[4096];
		uint8_t want[4096];
		uint8_t bytes[64] = {0xee};
		struct writer out = writer_of(bytes, sizeof(bytes));
		struct span want_span = wire(want, rows[i].want, rows[i].want_count);

		writer_u8(&out, 0xee); /* what stands before stays */
		community_union(wire(have, rows[i].have, rows[i].have_count), rows[i].more,
		                rows[i].more_count, &out);

		assert_int_equal(out.used, 1 + want_span.size);
		assert_int_equal(bytes[0], 0xee);
		if (want_span.size > 0)
			assert_memory_equal(bytes + 1, want_span.at, want_span.size);
	}
}

static void test_unions_agree_with_membership(void **state)
{
	(void)state;
	struct rng rng = rng_of(7);

	for (unsigned round = 0; round < 500; round++) {
		uint32_t values[2][40];
		unsigned counts[2] = {rng_below(&rng, 40), rng_below(&rng, 40)};
		uint8_t have[4096];
		uint8_t bytes[4096];
		struct writer out = writer_of(bytes, sizeof(bytes));

		for (unsigned side = 0; side < 2; side++) {
			for (unsigned i = 0; i < counts[side]; i++)
				values[side][i] = rng_below(&rng, 50) * 0x01010101;
		}
		struct span set = wire(have, values[0], counts[0]);
		community_union(set, values[1], counts[1], &out);

		struct span got = writer_written(&out);
		for (size_t i = 4; i < got.size; i += 4)
			assert_true(memcmp(got.at + i - 4, got.at + i, 4) < 0);
		for (uint32_t value = 0; value < 50; value++) {
			bool want = community_contains(set, value * 0x01010101);
			for (unsigned i = 0; i < counts[1]; i++)
				want |= values[1][i] == value * 0x01010101;
			assert_int_equal(community_contains(got, value * 0x01010101), want);
		}
	}
}

static void test_a_union_without_room_changes_nothing(void **state)
{
	(void)state;
	uint8_t bytes[7];
	struct writer out = writer_of(bytes, sizeof(bytes));

	community_union((struct span){NULL, 0}, (const uint32_t[]){1, 2}, 2, &out);

	assert_true(out.failed);
	assert_int_equal(out.used, 0);
}

static void test_communities_as_text_and_back(void **state)
{
	(void)state;
	static const struct {
		uint32_t value;
		const char *text;
	} rows[] = {
	    {12076u << 16 | 20031, "12076:20031"},
	    {0, "0:0"},
	    {0xfffeffff, "65534:65535"},
	    {BGP_NO_EXPORT, "no-export"},
	    {BGP_NO_ADVERTISE, "no-advertise"},
	    {0xffffff03, "local-AS"},
	    {0xffff029a, "blackhole"},
	    {0xffff0000, "graceful-shutdown"},
	};
	uint8_t bytes[4096];
	struct text all = {0};
	struct text want = {0};
	struct writer out = writer_of(bytes, sizeof(bytes));

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t value = 1;
		assert_true(community_parse(rows[i].text, &value));
		assert_int_equal(value, rows[i].value);
		writer_u32(&out, value);
		text_addf(&want, "%s%s", i == 0 ? "" : " ", rows[i].text);
	}
	community_format(writer_written(&out), &all);
	assert_string_equal(text_str(&all), text_str(&want));
	text_done(&all);
	text_done(&want);
}

static void test_what_is_no_community_is_refused(void **state)
{
	(void)state;
	static const char *const rows[] = {
	    "",          ":",       "1",
	    "1:",        ":1",      "1:2:3",
	    "65536:1",   "1:65536", "1:99999999999",
	    "no_export", "1:2 ",    " 1:2",
	    "-1:2",      "1:+2",    "a:b",
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t value = 77;
		if (community_parse(rows[i], &value))
			fail_msg("'%s'", rows[i]);
		assert_int_equal(value, 77);
	}
	uint32_t value;
	assert_true(community_parse("65535:65281", &value));
	assert_int_equal(value, BGP_NO_EXPORT);
}

static void test_extended_and_large_communities_as_text(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t extended[] = {
		0x00, 2, 0xfd, 0xe8, 0, 0, 0, 1,
		0x00, 3, 0xfd, 0xe8, 0, 1, 0, 0,
		0x01, 2, 192, 0, 2, 1, 0, 100,
		0x02, 2, 0, 1, 0, 0, 0, 7,
		0x40, 4, 1, 2, 3, 4, 5, 0xff,
		0x40, 2, 0, 1, 0, 0, 0, 1,
		0x00, 9, 0, 0, 0, 0, 0, 0,
	};
	static const uint8_t large[] = {
		0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3,
		0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1, 0, 0,
	};
	/* clang-format on */
	struct text text = {0};

	ext_community_format((struct span){extended, sizeof(extended)}, &text);
	assert_string_equal(text_str(&text),
	                    "RT:65000:1 SoO:65000:65536 RT:192.0.2.1:100 RT:65536:7 "
	                    "40040102030405ff 4002000100000001 0009000000000000");
	text_clear(&text);
	large_community_format((struct span){large, sizeof(large)}, &text);
	assert_string_equal(text_str(&text), "1:2:3 4294967295:0:65536");
	text_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_set_contains_what_is_in_it),
	    cmocka_unit_test(test_a_union_is_ascending_and_holds_each_once),
	    cmocka_unit_test(test_unions_agree_with_membership),
	    cmocka_unit_test(test_a_union_without_room_changes_nothing),
	    cmocka_unit_test(test_communities_as_text_and_back),
	    cmocka_unit_test(test_what_is_no_community_is_refused),
	    cmocka_unit_test(test_extended_and_large_communities_as_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
