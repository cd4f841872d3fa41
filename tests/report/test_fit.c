/* What is wider than the screen folds, and goes, in a known order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "report/frame/fit.h"

enum { GAP = 2 };

static unsigned total(const struct fit_column *columns, unsigned count)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += columns[i].width > 0 ? columns[i].width + GAP : 0;
	return sum > GAP ? sum - GAP : 0;
}

/* A name, a number, a sentence, two columns that are less needed. */
static const struct fit_column sample[] = {
    {.natural = 16, .word = 16, .folds = true},
    {.natural = 5, .word = 5},
    {.natural = 40, .word = 12, .folds = true},
    {.natural = 10, .word = 10, .folds = true, .rank = FIT_GOES},
    {.natural = 7, .word = 7, .rank = FIT_GOES_FIRST},
};

static void columns_get(unsigned width, const unsigned *wanted)
{
	struct fit_column columns[COUNT_OF(sample)];

	memcpy(columns, sample, sizeof(sample));
	fit_columns(columns, COUNT_OF(sample), GAP, width);
	for (size_t i = 0; i < COUNT_OF(sample); i++)
		assert_int_equal(columns[i].width, wanted[i]);
}

static void columns_shrink_in_a_known_order(void **state)
{
	(void)state;
	columns_get(86, (unsigned[]){16, 5, 40, 10, 7});
	columns_get(85, (unsigned[]){16, 5, 40, 10, 0}); /* the first to go is gone */
	columns_get(77, (unsigned[]){16, 5, 40, 10, 0});
	columns_get(76, (unsigned[]){16, 5, 39, 10, 0}); /* the sentence folds */
	columns_get(49, (unsigned[]){16, 5, 12, 10, 0});
	columns_get(48, (unsigned[]){16, 5, 23, 0, 0}); /* what may go is gone, and gives room */
	columns_get(37, (unsigned[]){16, 5, 12, 0, 0});
	columns_get(36, (unsigned[]){15, 5, 12, 0, 0}); /* a name folds within itself */
	columns_get(20, (unsigned[]){8, 5, 8, 0, 0});   /* no way to go on */
}

static void any_columns_fit_or_are_at_their_least(void **state)
{
	struct rng rng = rng_of(7);

	(void)state;
	for (unsigned run = 0; run < 2000; run++) {
		struct fit_column columns[12] = {0};
		unsigned count = 1 + rng_below(&rng, COUNT_OF(columns));
		unsigned width = 40 + rng_below(&rng, 120);
		unsigned least = 0;

		for (unsigned i = 0; i < count; i++) {
			columns[i].natural = 1 + rng_below(&rng, 60);
			columns[i].word = 1 + rng_below(&rng, columns[i].natural);
			columns[i].folds = rng_below(&rng, 2) == 0;
			columns[i].rank = (enum fit_rank)rng_below(&rng, 3);
			if (columns[i].rank == FIT_STAYS)
				least += GAP + (columns[i].folds && columns[i].natural > 8
				                    ? 8
				                    : columns[i].natural);
		}
		fit_columns(columns, count, GAP, width);
		if (least <= width + GAP)
			assert_true(total(columns, count) <= width);
		for (unsigned i = 0; i < count; i++)
			assert_true(columns[i].width > 0 || columns[i].rank != FIT_STAYS);
	}
}

static void folds_to(const char *line, unsigned width, const char *wanted)
{
	struct text text = {0};

	text_add(&text, "before stays as long as it is\n");
	size_t start = text.size;
	text_add(&text, line);
	fit_lines(&text, start, width);
	assert_string_equal(text_str(&text) + start, wanted);
	text_done(&text);
}

static void lines_fold_at_blanks(void **state)
{
	(void)state;
	folds_to("no more than it takes\n", 21, "no more than it takes\n");
	folds_to("no more than it takes\n", 20, "no more than it\n  takes\n");
	folds_to("  a sentence that is indented\n", 20, "  a sentence that is\n    indented\n");
	folds_to("\n\nshort\n", 8, "\n\nshort\n");
	folds_to("begun, not ended", 8, "begun, not ended");
}

static void long_words_fold_at_their_joints(void **state)
{
	(void)state;
	folds_to("2001:db8:aaaa:bbbb::1\n", 16, "2001:db8:aaaa:\n  bbbb::1\n");
	folds_to("abcdefghijklmnopqrstuvwxyz\n", 20, "abcdefghijklmnopqrst\n  uvwxyz\n");
	folds_to("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\n", 8,
	         "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\n  \xc3\xbc\n");
}

static void widths_are_of_letters(void **state)
{
	(void)state;
	assert_int_equal(fit_width(""), 0);
	assert_int_equal(fit_width("\xc3\xa4x"), 2);
	assert_int_equal(fit_word("a bcd  ef"), 3);
	assert_int_equal(fit_word(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(columns_shrink_in_a_known_order),
	    cmocka_unit_test(any_columns_fit_or_are_at_their_least),
	    cmocka_unit_test(lines_fold_at_blanks),
	    cmocka_unit_test(long_words_fold_at_their_joints),
	    cmocka_unit_test(widths_are_of_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
