/* FRR's tables are read in the forms that its versions have; nonsense does not get in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "import/frr_read.h"
#include "tests/lib/routes.h"

/* As 8.4 prints it: a header before the paths, and no false members. */
static const char detailed[] =
    "{\n \"vrfId\": 0,\n \"routerId\": \"192.0.2.1\",\n \"localAS\": 65020,\n \"routes\": { "
    "\"10.1.0.0/16\": [{\"prefix\":\"10.1.0.0/16\",\"version\":2,\"advertisedTo\":{}},"
    "{\"aspath\":{\"string\":\"12076 {1,2}\",\"segments\":[],\"length\":2},\"origin\":\"IGP\","
    "\"metric\":7,\"valid\":true,\"community\":{\"string\":\"65020:2 12076:1 no-export\","
    "\"list\":[\"65020:2\",\"12076:1\",\"noExport\"]},"
    "\"largeCommunity\":{\"string\":\"1:2:3\",\"list\":[\"1:2:3\"]},"
    "\"bestpath\":{\"overall\":true,\"selectionReason\":\"MED\"},"
    "\"nexthops\":[{\"ip\":\"192.0.2.2\",\"afi\":\"ipv4\",\"used\":true}],"
    "\"peer\":{\"peerId\":\"192.0.2.3\",\"type\":\"external\"}},"
    "{\"aspath\":{\"string\":\"12076\"},\"origin\":\"incomplete\",\"valid\":true,"
    "\"multipath\":true,\"nexthops\":[{\"ip\":\"192.0.2.6\",\"used\":true}],"
    "\"peer\":{\"peerId\":\"192.0.2.6\"}}]\n"
    ",\"10.2.0.0/16\": [{\"prefix\":\"10.2.0.0/16\"},{\"aspath\":{\"string\":\"Local\"},"
    "\"origin\":\"IGP\",\"metric\":0,\"weight\":32768,\"valid\":true,\"sourced\":true,"
    "\"bestpath\":{\"overall\":true},\"nexthops\":[{\"ip\":\"0.0.0.0\",\"used\":true}],"
    "\"peer\":{\"peerId\":\"0.0.0.0\"}}]\n }  } \n";

static const char plain[] =
    "{\"localAS\":65020,\"routes\":{\"10.1.0.0/16\":[{\"valid\":true,\"bestpath\":true,"
    "\"pathFrom\":\"external\",\"metric\":4294967295,\"peerId\":\"192.0.2.3\",\"path\":\"12076 1\","
    "\"origin\":\"EGP\",\"nexthops\":[{\"ip\":\"192.0.2.2\",\"used\":true}]},"
    "{\"peerId\":\"(unspec)\",\"path\":\"\",\"origin\":\"IGP\","
    "\"nexthops\":[{\"ip\":\"0.0.0.0\"}]}]}}";

static const char of_ipv6[] =
    "{\"routes\":{\"fd00::/48\":{\"paths\":[{\"aspath\":{\"string\":\"12076\"},\"valid\":true,"
    "\"origin\":\"IGP\",\"nexthops\":[{\"ip\":\"fe80::1\",\"scope\":\"link-local\",\"used\":true},"
    "{\"ip\":\"fd16::2\",\"scope\":\"global\"},{\"ip\":\"fe80::2\"}],"
    "\"peer\":{\"peerId\":\"fd16::2\"}}]}}}";

/* What "nexthops" says is filled in; the path is valid and the best. */
static const char hops_begin[] =
    "{\"routes\":{\"10.1.0.0/16\":[{\"valid\":true,\"bestpath\":true,"
    "\"peerId\":\"192.0.2.2\",\"path\":\"12076\",\"origin\":\"IGP\",\"nexthops\":[";
static const char hops_end[] = "]}]}}";

struct reading {
	struct arena *arena;
	struct agree_table table;
	struct findings findings;
	unsigned answers;
};

/* The text is copied to its exact size, so that reading behind it is found. */
static struct reading read_bytes(const char *text, size_t size)
{
	struct reading reading = {.arena = arena_new()};
	char *copy = xmalloc(size + 1);

	memcpy(copy, text, size);
	char *exact = xrealloc(copy, size > 0 ? size : 1);
	reading.answers =
	    frr_read("test.json", exact, size, reading.arena, &reading.table, &reading.findings);
	free(exact);
	return reading;
}

static struct reading read_text(const char *text)
{
	struct reading reading = read_bytes(text, strlen(text));

	if (reading.answers == 0)
		fail_msg("%s", reading.findings.items[0].text);
	assert_int_equal(reading.findings.count, 0);
	return reading;
}

static void reading_done(struct reading *reading)
{
	findings_done(&reading->findings);
	arena_free(reading->arena);
}

static void assert_addr(const struct addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(addr, text), expected);
}

static void the_detailed_form_gives_all_attributes(void **state)
{
	(void)state;
	struct reading reading = read_text(detailed);
	const struct agree_route *route = reading.table.routes;
	struct prefix prefix = a_prefix("10.1.0.0/16");

	assert_int_equal(reading.table.count, 3);
	assert_int_equal(reading.table.asn, 65020);
	assert_true(prefix_equal(&route->prefix, &prefix));
	assert_addr(&route->peer, "192.0.2.3");
	assert_addr(&route->next_hop, "192.0.2.2");
	assert_string_equal(route->as_path, "12076 {1,2}");
	assert_string_equal(route->origin, "IGP");
	assert_string_equal(route->large_communities, "1:2:3");
	assert_true(route->med_set);
	assert_int_equal(route->med, 7);
	assert_true(route->best && route->in_use && route->use_known);
	assert_false(route->unusable);
	reading_done(&reading);
}

static void communities_are_in_ascending_order(void **state)
{
	(void)state;
	struct reading reading = read_text(detailed);

	assert_string_equal(reading.table.routes[0].communities, "12076:1 65020:2 no-export");
	assert_string_equal(reading.table.routes[1].communities, "");
	assert_string_equal(reading.table.routes[1].large_communities, "");
	reading_done(&reading);
}

static void what_is_left_out_is_false_or_not_there(void **state)
{
	(void)state;
	struct reading reading = read_text(detailed);
	const struct agree_route *route = &reading.table.routes[1];

	assert_false(route->med_set);
	assert_false(route->best);
	assert_true(route->in_use);
	reading_done(&reading);
	reading = read_text(plain);
	assert_true(reading.table.routes[1].unusable);
	assert_false(reading.table.routes[1].in_use);
	reading_done(&reading);
}

static void own_routes_have_no_peer_and_an_empty_path(void **state)
{
	(void)state;
	struct reading reading = read_text(detailed);

	assert_false(addr_is_set(&reading.table.routes[2].peer));
	assert_string_equal(reading.table.routes[2].as_path, "");
	reading_done(&reading);
	reading = read_text(plain);
	assert_false(addr_is_set(&reading.table.routes[1].peer));
	assert_string_equal(reading.table.routes[1].as_path, "");
	reading_done(&reading);
}

static void the_plain_form_does_not_tell_communities(void **state)
{
	(void)state;
	struct reading reading = read_text(plain);
	const struct agree_route *route = reading.table.routes;

	assert_int_equal(reading.table.count, 2);
	assert_string_equal(route->as_path, "12076 1");
	assert_string_equal(route->origin, "EGP");
	assert_true(route->best);
	assert_int_equal(route->med, UINT32_MAX);
	assert_null(route->communities);
	assert_null(route->large_communities);
	reading_done(&reading);
}

static void the_global_next_hop_goes_before_the_link_local_one(void **state)
{
	(void)state;
	struct reading reading = read_text(of_ipv6);

	assert_int_equal(reading.table.count, 1);
	assert_addr(&reading.table.routes[0].next_hop, "fd16::2");
	reading_done(&reading);
}

/* A next hop that is named and not used leads nowhere, whatever "bestpath" says. */
static void only_a_next_hop_in_use_is_one(void **state)
{
	(void)state;
	static const struct {
		const char *hops;
		const char *next_hop;
		bool in_use;
	} rows[] = {
	    {"{\"ip\":\"192.0.2.2\",\"used\":true}", "192.0.2.2", true},
	    {"{\"ip\":\"192.0.2.2\"}", "192.0.2.2", false},
	    {"{\"ip\":\"192.0.2.2\",\"used\":false}", "192.0.2.2", false},
	    {"{\"ip\":\"192.0.2.2\"},{\"ip\":\"192.0.2.6\",\"used\":true}", "192.0.2.6", true},
	    {"{\"ip\":\"192.0.2.6\",\"used\":true},{\"ip\":\"192.0.2.2\"}", "192.0.2.6", true},
	    {"{\"ip\":\"fd16::2\"},{\"ip\":\"fe80::2\",\"used\":true}", "fd16::2", true},
	    {"{\"ip\":\"fe80::2\",\"used\":true},{\"ip\":\"fd16::2\"}", "fd16::2", true},
	    {"{\"ip\":\"fe80::2\"},{\"ip\":\"fd16::2\"}", "fd16::2", false},
	};

	for (unsigned i = 0; i < COUNT_OF(rows); i++) {
		char text[512];

		snprintf(text, sizeof(text), "%s%s%s", hops_begin, rows[i].hops, hops_end);
		struct reading reading = read_text(text);
		const struct agree_route *route = &reading.table.routes[0];
		assert_addr(&route->next_hop, rows[i].next_hop);
		if (route->in_use != rows[i].in_use || route->next_hop_unused == rows[i].in_use)
			fail_msg("row %u", i);
		assert_false(route->unusable);
		reading_done(&reading);
	}
}

static void answers_may_stand_one_behind_the_other(void **state)
{
	(void)state;
	char both[sizeof(plain) + sizeof(of_ipv6)];

	snprintf(both, sizeof(both), "%s\n%s", plain, of_ipv6);
	struct reading reading = read_text(both);
	assert_int_equal(reading.answers, 2);
	assert_int_equal(reading.table.count, 3);
	assert_true(reading.table.families[ADDR_IPV4] && reading.table.families[ADDR_IPV6]);
	reading_done(&reading);
}

static void a_second_text_is_added_to_the_first(void **state)
{
	(void)state;
	struct reading reading = read_text(plain);

	assert_false(reading.table.families[ADDR_IPV6]);
	assert_int_equal(frr_read("second", of_ipv6, strlen(of_ipv6), reading.arena, &reading.table,
	                          &reading.findings),
	                 1);
	assert_int_equal(reading.table.count, 3);
	assert_string_equal(reading.table.routes[0].as_path, "12076 1");
	assert_true(reading.table.families[ADDR_IPV6]);
	reading_done(&reading);
}

static void an_answer_without_routes_tells_no_family(void **state)
{
	(void)state;
	static const char *const texts[] = {"{}", "{\"vrfId\": 0, \"routes\": {  }  } \n"};

	for (unsigned i = 0; i < COUNT_OF(texts); i++) {
		struct reading reading = read_text(texts[i]);
		assert_int_equal(reading.answers, 1);
		assert_int_equal(reading.table.count, 0);
		assert_false(reading.table.families[ADDR_IPV4]);
		reading_done(&reading);
	}
}

#define PATH_WITH(members) \
	"{\"routes\":{\"10.0.0.0/8\":[{\"path\":\"1\",\"peerId\":\"192.0.2.1\"" members "}]}}"

static void nonsense_is_refused_and_named(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
	    {"", "is empty"},
	    {" \n", "is empty"},
	    {"% Unknown command: show bgp ipv4 unicast detail json\n",
	     "is not JSON: '% Unknown command: show bgp ipv4 unicast detail json'; expected"},
	    {"\033[31mred", "is not JSON: '?[31mred'"},
	    {"[]", "is not JSON: '[]'"},
	    {"{\"routes\":", "is it cut?"},
	    {"{\"routes\":{}} and more", "is not JSON: 'and more'"},
	    {"{\"warning\":\"No \\u001b BGP\"}", "a warning: No ? BGP"},
	    {"{\"paths\":[]}", "there is no 'routes'"},
	    {"{\"routes\":[]}", "there is no 'routes'"},
	    {"{\"routes\":{\"ten\":[]}}", "ten: is not an IPv4 or IPv6 prefix"},
	    {"{\"routes\":{\"10.0.0.1/8\":[]}}", "10.0.0.1/8: is not"},
	    {"{\"routes\":{\"10.0.0.0/8\":[{\"path\":\"1\"}]}}", "10.0.0.0/8: peerId is missing"},
	    {"{\"routes\":{\"10.0.0.0/8\":[{\"path\":\"1\",\"peerId\":\"eth0\"}]}}",
	     "peerId is not an address"},
	    {"{\"routes\":{\"10.0.0.0/8\":[{\"path\":5,\"peerId\":\"::\"}]}}", "the AS path is no"},
	    {PATH_WITH(",\"metric\":-1"), "metric is not a number"},
	    {PATH_WITH(",\"metric\":\"5\""), "metric is not a number"},
	    {PATH_WITH(",\"metric\":4294967296"), "metric is not a number"},
	    {PATH_WITH(",\"nexthops\":[{\"ip\":\"here\"}]"), "nexthops holds"},
	};

	for (unsigned i = 0; i < COUNT_OF(rows); i++) {
		struct reading reading = read_bytes(rows[i].text, strlen(rows[i].text));

		assert_int_equal(reading.answers, 0);
		assert_int_equal(reading.findings.count, 1);
		if (strstr(reading.findings.items[0].text, rows[i].said) == NULL)
			fail_msg("row %u: %s", i, reading.findings.items[0].text);
		reading_done(&reading);
	}
}

static void the_place_of_a_cut_is_told(void **state)
{
	(void)state;
	static const char text[] = "{\n \"routes\": {\n  ? }}";
	struct reading reading = read_bytes(text, strlen(text));

	assert_int_equal(reading.answers, 0);
	assert_int_equal(reading.findings.items[0].place.line, 3);
	assert_in_range(reading.findings.items[0].place.column, 3, 4);
	reading_done(&reading);
}

static void communities_with_unknown_names_stay_as_they_are(void **state)
{
	(void)state;
	struct reading reading = read_text(
	    "{\"routes\":{\"10.0.0.0/8\":[{\"aspath\":{\"string\":\"1\"},\"peerId\":\"::\","
	    "\"community\":{\"string\":\"9:9 route-filter-v4 1:1\"}}]}}");

	assert_string_equal(reading.table.routes[0].communities, "9:9 route-filter-v4 1:1");
	reading_done(&reading);
}

static void a_text_that_is_cut_is_refused(void **state)
{
	(void)state;
	size_t whole = strlen(detailed) - 2;

	for (size_t size = 0; size < whole; size++) {
		struct reading reading = read_bytes(detailed, size);
		if (reading.answers != 0)
			fail_msg("%zu bytes were taken for a whole table", size);
		reading_done(&reading);
	}
}

static void a_text_with_a_changed_byte_does_no_harm(void **state)
{
	(void)state;
	struct rng rng = rng_of(20);
	char text[sizeof(detailed)];

	for (unsigned round = 0; round < 3000; round++) {
		memcpy(text, detailed, sizeof(text));
		text[rng_below(&rng, sizeof(text) - 1)] = (char)rng_below(&rng, 256);
		struct reading reading = read_bytes(text, sizeof(text) - 1);
		assert_int_equal(reading.findings.count, reading.answers == 0);
		reading_done(&reading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_detailed_form_gives_all_attributes),
	    cmocka_unit_test(communities_are_in_ascending_order),
	    cmocka_unit_test(what_is_left_out_is_false_or_not_there),
	    cmocka_unit_test(own_routes_have_no_peer_and_an_empty_path),
	    cmocka_unit_test(the_plain_form_does_not_tell_communities),
	    cmocka_unit_test(the_global_next_hop_goes_before_the_link_local_one),
	    cmocka_unit_test(only_a_next_hop_in_use_is_one),
	    cmocka_unit_test(answers_may_stand_one_behind_the_other),
	    cmocka_unit_test(a_second_text_is_added_to_the_first),
	    cmocka_unit_test(an_answer_without_routes_tells_no_family),
	    cmocka_unit_test(nonsense_is_refused_and_named),
	    cmocka_unit_test(the_place_of_a_cut_is_told),
	    cmocka_unit_test(communities_with_unknown_names_stay_as_they_are),
	    cmocka_unit_test(a_text_that_is_cut_is_refused),
	    cmocka_unit_test(a_text_with_a_changed_byte_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
