/* Patterns of YANG as patterns of JSON Schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "document/schema_pattern.h"

static const struct {
	const char *yang;
	const char *plain;
} rows[] = {
    {"", "^(?:)$"},
    {"a|b", "^(?:a|b)$"},
    {"[+\\-]?[0-9]{1,10}", "^(?:[+\\-]?[0-9]{1,10})$"},
    {"(%[\\p{N}\\p{L}]+)?", "^(?:(%[0-9A-Za-z]+)?)$"},
    {"\\p{L}\\P{N}", "^(?:[A-Za-z][^0-9])$"},
    {"\\P{Cc}*", "^(?:[^\\u0000-\\u001f\\u007f-\\u009f]*)$"},
    {"\\p{Cc}", "^(?:[\\u0000-\\u001f\\u007f-\\u009f])$"},
    {"[^\\p{Cc}a]", "^(?:[^\\u0000-\\u001f\\u007f-\\u009fa])$"},
    /* Neither an escaped backslash nor an escaped bracket begins anything. */
    {"\\\\p{1}", "^(?:\\\\p{1})$"},
    {"\\\\i", "^(?:\\\\i)$"},
    {"\\[\\p{N}", "^(?:\\[[0-9])$"},
    {"[\\]\\p{N}]\\p{N}", "^(?:[\\]0-9][0-9])$"},
};

static void classes_become_characters(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(schema_portable_pattern(arena, rows[i].yang), rows[i].plain);
	arena_free(arena);
}

/* The characters of XML's names: \i begins one, \c is in one, \I and \C are the others. */
static void names_of_xml_are_spelled_out(void **state)
{
	struct arena *arena = arena_new();
	const char *begin = schema_portable_pattern(arena, "\\i");
	const char *inner = schema_portable_pattern(arena, "\\C");
	const char *both = schema_portable_pattern(arena, "[\\i\\c]");

	(void)state;
	assert_memory_equal(begin, "^(?:[:A-Z_a-z\\u00c0-", 19);
	assert_memory_equal(inner, "^(?:[^\\-.0-9\\u00b7", 18);
	assert_memory_equal(both, "^(?:[:A-Z_a-z\\u00c0-", 19);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(classes_become_characters),
	    cmocka_unit_test(names_of_xml_are_spelled_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
