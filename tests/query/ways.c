#include "tests/query/ways.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/text.h"

uint32_t location_rtt(const struct simulated *s, const char *region, const char *location)
{
	uint32_t us;

	facts_location_rtt_us(s->lab->facts, facts_region(s->lab->facts, region),
	                      facts_location(s->lab->facts, location), &us);
	return us;
}

uint32_t region_rtt(const struct simulated *s, const char *a, const char *b)
{
	uint32_t us;

	facts_region_rtt_us(s->lab->facts, facts_region(s->lab->facts, a),
	                    facts_region(s->lab->facts, b), &us);
	return us;
}

void assert_between(const struct path_direction *direction, const char *wanted)
{
	struct text text = {0};

	path_format_between(direction, &text);
	assert_string_equal(text_str(&text), wanted);
	text_done(&text);
}

void assert_rule(const struct simulated *s, const struct path_hop *hop, const char *id)
{
	assert_non_null(facts_rule(s->lab->facts, id));
	for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++) {
		if (strcmp(hop->rules[i], id) == 0)
			return;
	}
	fail_msg("%s is not said at %s", id, hop->name);
}

void assert_stop(const struct simulated *s, const struct path_direction *direction,
                 enum path_stop stop, const char *rule, const char *part)
{
	const struct path_way *way = &direction->ways[0];

	assert_int_equal(direction->state, PATH_UNREACHABLE);
	assert_int_equal(direction->mechanism, PATH_NONE);
	assert_int_equal(direction->basis, RTT_UNKNOWN);
	assert_string_equal(path_stop_name(way->stop), path_stop_name(stop));
	assert_non_null(way->stop_text);
	if (strstr(way->stop_text, part) == NULL)
		fail_msg("'%s' does not say '%s'", way->stop_text, part);
	if (rule == NULL) {
		assert_null(way->stop_rule);
		return;
	}
	assert_non_null(facts_rule(s->lab->facts, rule));
	assert_string_equal(way->stop_rule, rule);
}
