/* AS paths: what is one, what the decision counts, and every way to write a new one. Paths are
 * written in the rows as text of our own: "1 2" a sequence, "{1 2}" a set, "(1)" and "[1]" the
 * confederation's, "|" a border between two sequences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/iana.h"

struct path {
	uint8_t bytes[AS_PATH_SIZE_MAX];
	struct span span;
};

/* Reads the notation of the rows. */
static void path_of(struct path *path, const char *text)
{
	static const char opening[] = " {|([";
	struct writer out = writer_of(path->bytes, sizeof(path->bytes));
	uint8_t type = BGP_AS_SEQUENCE;
	size_t head = 0;

	while (*text != '\0') {
		const char *bracket = strchr(opening + 1, *text);
		if (bracket != NULL || strchr("})]", *text) != NULL) {
			static const uint8_t types[] = {0, BGP_AS_SET, BGP_AS_SEQUENCE,
			                                BGP_CONFED_SEQUENCE, BGP_CONFED_SET};
			type = bracket ? types[bracket - opening] : BGP_AS_SEQUENCE;
			head = out.used;
			text++;
			continue;
		}
		if (*text == ' ') {
			text++;
			continue;
		}
		char *end;
		uint32_t asn = (uint32_t)strtoul(text, &end, 10);
		text = end;
		if (head == out.used) {
			writer_u8(&out, type);
			writer_u8(&out, 0);
		}
		writer_u32(&out, asn);
		out.start[head + 1]++;
	}
	assert_false(out.failed);
	path->span = writer_written(&out);
}

static void assert_path(struct span got, const char *want, const char *name)
{
	struct path path;

	path_of(&path, want);
	if (got.size != path.span.size || memcmp(got.at, path.span.at, got.size) != 0) {
		struct text text = {0};
		as_path_format(got, " ", &text);
		fail_msg("%s: got '%s' (%zu bytes), want '%s'", name, text_str(&text), got.size,
		         want);
	}
}

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

static void test_only_whole_segments_of_known_types_are_well_formed(void **state)
{
	(void)state;
	/* clang-format off */
	const struct {
		const char *name;
		const uint8_t *bytes;
		size_t size;
		bool good;
	} rows[] = {
		{"empty",               NULL, 0,                                          true},
		{"sequence",            BYTES(2, 1, 0, 0, 0, 1),                          true},
		{"two segments",        BYTES(2, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 2),        true},
		{"confederation",       BYTES(3, 1, 0, 0, 0, 1, 4, 1, 0, 0, 0, 1),        true},
		{"type 0",              BYTES(0, 1, 0, 0, 0, 1),                          false},
		{"type 5",              BYTES(5, 1, 0, 0, 0, 1),                          false},
		{"empty segment",       BYTES(2, 0),                                      false},
		{"empty second",        BYTES(2, 1, 0, 0, 0, 1, 2, 0),                    false},
		{"cut number",          BYTES(2, 1, 0, 0, 0),                             false},
		{"a count too many",    BYTES(2, 2, 0, 0, 0, 1),                          false},
		{"one octet left",      BYTES(2, 1, 0, 0, 0, 1, 2),                       false},
		{"only a type",         BYTES(2),                                         false},
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span path = {rows[i].bytes, rows[i].size};
		if (as_path_well_formed(path) != rows[i].good)
			fail_msg("%s", rows[i].name);
	}
}

static void test_questions_to_a_path(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *path;
		unsigned length;
		unsigned count_of_7;
		uint32_t first;
		uint32_t last;
		const char *format;
	} rows[] = {
		{"",                     0, 0, 0,          0,          ""},
		{"12076",                1, 0, 12076,      12076,      "12076"},
		{"12076 12076 65020",    3, 0, 12076,      65020,      "12076-12076-65020"},
		{"7 8 7",                3, 2, 7,          7,          "7-8-7"},
		{"1 2{7 3 4}",           3, 1, 1,          0,          "1-2-{7,3,4}"},
		{"{7 8}9",               2, 1, 0,          9,          "{7,8}-9"},
		{"(7 8)9 10",            2, 1, 0,          10,         "(7-8)-9-10"},
		{"[7 8]9",               1, 1, 0,          9,          "[7,8]-9"},
		{"1|2|3",                3, 0, 1,          3,          "1-2-3"},
		{"4294967295 4200000000", 2, 0, 4294967295u, 4200000000u, "4294967295-4200000000"},
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct path path;
		struct text text = {0};

		path_of(&path, rows[i].path);
		assert_true(as_path_well_formed(path.span));
		assert_int_equal(as_path_length(path.span), rows[i].length);
		assert_int_equal(as_path_count(path.span, 7), rows[i].count_of_7);
		assert_int_equal(as_path_first(path.span), rows[i].first);
		assert_int_equal(as_path_last(path.span), rows[i].last);
		as_path_format(path.span, "-", &text);
		assert_string_equal(text_str(&text), rows[i].format);
		text_done(&text);
	}
}

static void test_a_path_is_only_of_a_set_when_no_segment_holds_another(void **state)
{
	(void)state;
	static const uint32_t set[] = {12076, 65515};
	static const struct {
		const char *path;
		bool only;
	} rows[] = {
	    {"", true},         {"12076", true},        {"12076 65515 12076", true},
	    {"12076 1", false}, {"65515{12076}", true}, {"65515{12076 3}", false},
	    {"1 12076", false}, {"12076|9", false},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct path path;
		path_of(&path, rows[i].path);
		if (as_path_only_of(path.span, set, 2) != rows[i].only)
			fail_msg("%s", rows[i].path);
	}
}

static void test_private_numbers_are_those_of_rfc_6996(void **state)
{
	(void)state;
	static const uint32_t in[] = {64512, 65515, 65534, 4200000000, 4294967294};
	static const uint32_t out[] = {0, 12076, 64511, 65535, 65536, 4199999999, 4294967295};

	for (size_t i = 0; i < COUNT_OF(in); i++)
		assert_true(asn_is_private(in[i]));
	for (size_t i = 0; i < COUNT_OF(out); i++)
		assert_false(asn_is_private(out[i]));
}

static void test_paths_written_from_paths(void **state)
{
	(void)state;
	enum deed { PREPEND_1, PREPEND_3, PREPEND_0, REMOVE, REPLACE };
	static const struct {
		enum deed deed;
		const char *path;
		const char *want;
	} rows[] = {
	    {PREPEND_1, "", "12076"},
	    {PREPEND_1, "1 2", "12076 1 2"},
	    {PREPEND_3, "1", "12076 12076 12076 1"},
	    {PREPEND_0, "1 2", "1 2"},
	    {PREPEND_0, "", ""},
	    {PREPEND_1, "{1 2}", "12076{1 2}"},
	    {PREPEND_1, "(1)2", "12076(1)2"},
	    {PREPEND_1, "1|2", "12076 1|2"},
	    {REMOVE, "", ""},
	    {REMOVE, "65515", ""},
	    {REMOVE, "65515 1 65020", "1"},
	    {REMOVE, "1|65020|2", "1|2"},
	    {REMOVE, "1{65020 2}", "1{2}"},
	    {REMOVE, "1{65020}4200000000 3", "1|3"},
	    {REPLACE, "65515", "12076"},
	    {REPLACE, "1 65515{65515 2}65515", "1 12076{12076 2}12076"},
	    {REPLACE, "1 2", "1 2"},
	    {REPLACE, "", ""},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct path path;
		uint8_t bytes[1024];
		struct writer out = writer_of(bytes, sizeof(bytes));
		const char *from = rows[i].path;

		path_of(&path, from);
		if (rows[i].deed == REMOVE)
			as_path_remove_private(path.span, &out);
		else if (rows[i].deed == REPLACE)
			as_path_replace(path.span, 65515, 12076, &out);
		else
			as_path_prepend(path.span, 12076,
			                rows[i].deed == PREPEND_0   ? 0
			                : rows[i].deed == PREPEND_1 ? 1
			                                            : 3,
			                &out);
		assert_false(out.failed);
		assert_path(writer_written(&out), rows[i].want, from);
	}
}

/* A sequence of `count` times AS 9. */
static struct span nines(uint8_t *bytes, size_t size, unsigned count)
{
	struct writer out = writer_of(bytes, size);

	as_path_prepend((struct span){NULL, 0}, 9, count, &out);
	return writer_written(&out);
}

static void test_prepending_beyond_255_opens_a_segment(void **state)
{
	(void)state;
	uint8_t bytes[4096];
	uint8_t more[4096];

	for (unsigned count = 250; count <= 520; count += 5) {
		for (unsigned times = 0; times <= 10; times++) {
			struct span path = nines(bytes, sizeof(bytes), count);
			struct writer out = writer_of(more, sizeof(more));

			as_path_prepend(path, 8, times, &out);

			struct span got = writer_written(&out);
			assert_true(as_path_well_formed(got));
			assert_int_equal(as_path_length(got), count + times);
			assert_int_equal(as_path_count(got, 8), times);
			assert_int_equal(as_path_first(got), times > 0 ? 8 : 9);
			assert_int_equal(as_path_last(got), 9);
			/* As few segments as one could: two bytes each. */
			unsigned segments = (count + times + 254) / 255;
			assert_int_equal(got.size, (count + times) * 4 + segments * 2);
		}
	}
}

static void test_prepending_at_once_equals_prepending_often(void **state)
{
	(void)state;
	uint8_t once_bytes[4096];
	uint8_t often_bytes[2][4096];
	struct span often = {NULL, 0};

	for (unsigned times = 1; times <= 600; times++) {
		struct writer once = writer_of(once_bytes, sizeof(once_bytes));
		struct writer out = writer_of(often_bytes[times % 2], sizeof(often_bytes[0]));

		as_path_prepend((struct span){NULL, 0}, 9, times, &once);
		as_path_prepend(often, 9, 1, &out);
		often = writer_written(&out);

		assert_int_equal(once.used, often.size);
		assert_memory_equal(once_bytes, often.at, often.size);
	}
}

static void test_a_writer_that_is_too_small_fails_and_is_not_overrun(void **state)
{
	(void)state;
	struct path path;
	path_of(&path, "1 65020 2{3 4}");

	for (size_t room = 0; room < path.span.size + 4; room++) {
		uint8_t *bytes = malloc(room + 1);
		struct writer out = writer_of(bytes, room);

		as_path_prepend(path.span, 7, 1, &out);
		assert_true(out.failed);
		out = writer_of(bytes, room);
		as_path_replace(path.span, 1, 2, &out);
		assert_int_equal(out.failed, room < path.span.size);
		out = writer_of(bytes, room);
		as_path_remove_private(path.span, &out);
		assert_int_equal(out.failed, room < path.span.size - 4);
		out = writer_of(bytes, room);
		assert_int_equal(as_path_parse("1 2 3", &out), room >= 14);
		free(bytes);
	}
}

static void test_text_is_parsed_into_sequences(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want; /* NULL: no path */
	} rows[] = {
	    {"", ""},
	    {"  ", ""},
	    {"12076", "12076"},
	    {" 12076  65020 ", "12076 65020"},
	    {"4294967295", "4294967295"},
	    {"4294967296", NULL},
	    {"99999999999999999999", NULL},
	    {"0", NULL},
	    {"1 0", NULL},
	    {"1,2", NULL},
	    {"1x", NULL},
	    {"-1", NULL},
	    {"{1}", NULL},
	    {"1 2 x", NULL},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint8_t bytes[256];
		struct writer out = writer_of(bytes, sizeof(bytes));

		bool good = as_path_parse(rows[i].text, &out);

		if (good != (rows[i].want != NULL))
			fail_msg("'%s'", rows[i].text);
		assert_path(writer_written(&out), good ? rows[i].want : "", rows[i].text);
	}
}

static void test_parsing_reverses_formatting(void **state)
{
	(void)state;
	uint8_t bytes[4096];
	uint8_t again[4096];

	for (unsigned count = 0; count <= 600; count += 50) {
		struct span path = nines(bytes, sizeof(bytes), count);
		struct text text = {0};
		struct writer out = writer_of(again, sizeof(again));

		as_path_format(path, " ", &text);
		assert_true(as_path_parse(text_str(&text), &out));

		assert_int_equal(as_path_length(writer_written(&out)), count);
		assert_true(as_path_well_formed(writer_written(&out)));
		text_done(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_only_whole_segments_of_known_types_are_well_formed),
	    cmocka_unit_test(test_questions_to_a_path),
	    cmocka_unit_test(test_a_path_is_only_of_a_set_when_no_segment_holds_another),
	    cmocka_unit_test(test_private_numbers_are_those_of_rfc_6996),
	    cmocka_unit_test(test_paths_written_from_paths),
	    cmocka_unit_test(test_prepending_beyond_255_opens_a_segment),
	    cmocka_unit_test(test_prepending_at_once_equals_prepending_often),
	    cmocka_unit_test(test_a_writer_that_is_too_small_fails_and_is_not_overrun),
	    cmocka_unit_test(test_text_is_parsed_into_sequences),
	    cmocka_unit_test(test_parsing_reverses_formatting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
