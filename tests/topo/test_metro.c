/* A circuit whose links end in two peering locations of one city. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "azure/azure.h"
#include "base/check.h"
#include "base/text.h"
#include "broken_lab.h"
#include "lab_text.h"
#include "tests/lib/simulated.h"

/* clang-format off */
static const struct broken_lab rows[] = {
	{"both links at one location", "\"peering-location\": \"Amsterdam\"", "\"peering-location\": \"Amsterdam\", \"metro-peering-location\": \"amsterdam\"", "{\"name\": \"er1\", \"sku-tier\"", "circuit \"er1\" has both links at Amsterdam; expected two peering locations of one city with metro-peering-location; remove it, or name the other [metro-circuit]", SEVERITY_ERROR},
	{"links in two cities", "\"peering-location\": \"Amsterdam\"", "\"peering-location\": \"Amsterdam\", \"metro-peering-location\": \"Frankfurt\"", "{\"name\": \"er1\", \"sku-tier\"", "circuit \"er1\" has its links at Amsterdam and Frankfurt, which are not of one city; expected two peering locations of one, such as Amsterdam and Amsterdam2 [metro-circuit]", SEVERITY_ERROR},
	{"a second location that is none", "\"peering-location\": \"Amsterdam\"", "\"peering-location\": \"Amsterdam\", \"metro-peering-location\": \"Amsterdam3\"", "\"Amsterdam3\"", "peering location \"Amsterdam3\" is not known; did you mean \"Amsterdam", SEVERITY_ERROR},
};
/* clang-format on */

/* metro-circuit: what is no such circuit. */
static void test_two_locations_of_one_city(void **state)
{
	(void)state;
	assert_int_equal(broken_labs_failed(good_lab, rows, COUNT_OF(rows)), 0);
}

/* metro-circuit: the round trip of each link is that of its own location. */
static void test_each_link_has_the_delay_of_its_location(void **state)
{
	struct simulated s = simulate_file("metro");
	uint32_t seen[LAB_LINK_COUNT] = {0};
	uint32_t rtt_us[LAB_LINK_COUNT];

	(void)state;
	const struct lab_circuit *circuit = lab_find_circuit(s.lab, "er-ams");
	const struct region *region = lab_find_vnet(s.lab, "vnet-weu")->region;

	assert_string_equal(lab_link_location(circuit, LAB_PRIMARY)->name, "Amsterdam");
	assert_string_equal(lab_link_location(circuit, LAB_SECONDARY)->name, "Amsterdam2");
	facts_location_rtt_us(s.lab->facts, region, circuit->location, &rtt_us[LAB_PRIMARY]);
	rtt_us[LAB_SECONDARY] = 3500;
	assert_int_not_equal(rtt_us[LAB_PRIMARY], rtt_us[LAB_SECONDARY]);
	for (uint32_t i = 0; i < s.plan->session_count; i++) {
		const struct plan_session *session = &s.plan->sessions[i];
		uint32_t link = s.plan->nodes[session->end[1].node].instance;

		if (session->kind != PLAN_LINK_GATEWAY)
			continue;
		assert_int_equal(session->delay_us, rtt_us[link] / 2);
		seen[link]++;
	}
	assert_int_equal(seen[LAB_PRIMARY], 2);
	assert_int_equal(seen[LAB_SECONDARY], 2);
	simulated_done(&s);
}

static struct lab *load_metro(void)
{
	struct findings findings = {0};
	struct text path = {0};
	const char *srcdir = getenv("srcdir");

	text_addf(&path, "%s/labs/metro/lab.json", srcdir == NULL ? "." : srcdir);
	struct lab *lab = azure_load(text_str(&path), &findings);
	assert_non_null(lab);
	assert_int_equal(findings.count, 0);
	text_done(&path);
	findings_done(&findings);
	return lab;
}

/* metro-circuit: packets take the shorter AS path, by the primary link; without that link the way
 * is as long as that by the second site. */
static void test_a_packet_has_the_round_trip_of_its_link(void **state)
{
	struct simulated s = simulate_file("metro");
	struct path *path = a_path(&s, "vnet-weu", "hq");
	uint32_t rtt_us;

	(void)state;
	facts_location_rtt_us(s.lab->facts, lab_find_vnet(s.lab, "vnet-weu")->region,
	                      lab_find_circuit(s.lab, "er-ams")->location, &rtt_us);
	assert_string_equal(path->there.ways[0].hops[1].name, "er-ams/primary");
	assert_int_equal(path->there.rtt_us, rtt_us + 2000);
	path_free(path);
	simulated_done(&s);

	struct lab *lab = load_metro();

	lab->sites[0].routers[0].links[0].prepend = 4;
	s = simulate(lab);
	path = a_path(&s, "vnet-weu", "hq");
	assert_string_equal(path->there.ways[0].hops[1].name, "er-ams/secondary");
	assert_int_equal(path->there.rtt_us, 3500 + 2000);
	path_free(path);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_locations_of_one_city),
	    cmocka_unit_test(test_each_link_has_the_delay_of_its_location),
	    cmocka_unit_test(test_a_packet_has_the_round_trip_of_its_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
