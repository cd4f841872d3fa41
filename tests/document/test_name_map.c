/* Names to pointers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "document/name_map.h"

enum { NAMES = 1000 };

static char names[NAMES][8];

static void fill(struct name_map *map)
{
	for (int i = 0; i < NAMES; i++) {
		snprintf(names[i], sizeof(names[i]), "n%d", i);
		assert_null(name_map_get(map, names[i]));
		assert_null(name_map_add(map, names[i], &names[i]));
	}
}

static void assert_filled(struct name_map *map)
{
	assert_int_equal(map->count, NAMES);
	for (int i = 0; i < NAMES; i++) {
		char name[8];

		snprintf(name, sizeof(name), "n%d", i);
		assert_ptr_equal(name_map_get(map, name), &names[i]);
		/* A second one changes nothing. */
		assert_ptr_equal(name_map_add(map, name, map), &names[i]);
		assert_ptr_equal(name_map_get(map, name), &names[i]);
	}
	assert_null(name_map_get(map, "n1000"));
	assert_null(name_map_get(map, ""));
}

static void test_names_are_found_on_the_heap(void **state)
{
	struct name_map map = {0};

	(void)state;
	fill(&map);
	assert_filled(&map);
	name_map_done(&map);
	assert_null(name_map_get(&map, "n1"));
}

static void test_names_are_found_in_an_arena(void **state)
{
	struct arena *arena = arena_new();
	struct name_map map = {.arena = arena};

	(void)state;
	fill(&map);
	assert_filled(&map);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names_are_found_on_the_heap),
	    cmocka_unit_test(test_names_are_found_in_an_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
