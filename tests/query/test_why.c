/* Why a route is here or not: what is made again of a snapshot says what the speakers did, and the
 * stops are where the routes end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/why/speaker.h"
#include "query/why/why.h"
#include "query/why/why_prefix.h"
#include "study/why_cure.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/simulated.h"

static bool is_told(const struct snapshot_node *node, uint32_t peer, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < node->told_count; i++)
		if (node->told[i].peer == peer && prefix_equal(&node->told[i].prefix, prefix))
			return true;
	return false;
}

/* Every peer is told exactly when nothing keeps the route from it, and the best path lost nowhere.
 */
static uint32_t check_path(const struct policy_tracer *tracer, const struct snapshot_node *node,
                           const struct snapshot_path *path)
{
	struct speaker *speaker = speaker_again(tracer, node, &path->prefix);
	uint32_t verdicts = 0;

	assert_non_null(speaker);
	for (uint32_t p = 0; path->best && p < node->peer_count; p++) {
		enum rib_verdict verdict = speaker_verdict(speaker, p);

		if (!node->peers[p].established)
			continue;
		if ((verdict == RIB_PASS) != is_told(node, p, &path->prefix))
			fail_msg("%s to %s: %s", node->name, node->peers[p].name,
			         rib_verdict_name(verdict));
		verdicts++;
	}
	struct rib_judged judged = speaker_judged(speaker, path);

	assert_int_equal(judged.candidate.attrs != NULL, path->verdict == RIB_PASS);
	if (path->verdict == RIB_PASS)
		assert_int_equal(judged.lost_at == RIB_STEP_COUNT, path->best);
	if (path->multipath && !path->best)
		assert_true(judged.lost_at > RIB_STEP_MULTIPATH);
	speaker_free(speaker);
	return verdicts;
}

static void check_speakers(struct simulated *s)
{
	const struct policy_tracer tracer = {s->plan, s->snapshot};
	uint32_t verdicts = 0;

	for (uint32_t n = 0; n < s->snapshot->node_count; n++) {
		const struct snapshot_node *node = &s->snapshot->nodes[n];

		for (uint32_t i = 0; i < node->path_count; i++)
			verdicts += check_path(&tracer, node, &node->paths[i]);
	}
	assert_true(verdicts > 0);
}

/* Stops are where the lab lets no route on: who tells has it, who would hear has it not. */
static void check_answers(struct simulated *s)
{
	const struct policy_tracer tracer = {s->plan, s->snapshot};

	for (uint32_t n = 0; n < s->snapshot->node_count; n++) {
		for (uint32_t v = 0; v < s->lab->vnet_count; v++) {
			const struct prefix *prefix = &s->lab->vnets[v].address_space.items[0];
			struct route_why *why = why_ask(s->fabric, &tracer, n, prefix);

			assert_int_equal(why->here && why->origin_count > 0, 0);
			assert_true(why->here || why->origin_count > 0 || why->silent != NULL);
			for (uint32_t o = 0; o < why->origin_count; o++)
				for (uint32_t i = 0; i < why->origins[o].stop_count; i++)
					assert_true(why->origins[o].stops[i].way_count > 0);
			why_free(why);
		}
	}
}

static const char *const examples[] = {
    "bow-tie",      "data-centres", "dual-stack", "global-reach", "hub-spoke",
    "route-server", "vpn-backup",   "transit",    "virtual-wan",  "peering-shared-gateway",
};

static void what_is_made_again_is_what_was(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		struct simulated s = simulate_file(examples[i]);

		check_speakers(&s);
		check_answers(&s);
		simulated_done(&s);
	}
	struct simulated s = simulate(azure_lab());

	check_speakers(&s);
	check_answers(&s);
	simulated_done(&s);
}

static struct route_why *ask(struct simulated *s, const char *node, const char *what)
{
	const struct policy_tracer tracer = {s->plan, s->snapshot};
	const struct why_lab of = {.lab = s->lab, .limit = {3600 * US_PER_S}};
	uint32_t at = fabric_find(s->fabric, node);
	const struct prefix *prefixes;
	struct findings findings = {0};
	struct route_why *why;
	uint32_t count;

	assert_true(at != FIB_NONE);
	assert_true(why_find_prefixes(s->fabric, at, what, &prefixes, &count, &findings));
	why = why_ask(s->fabric, &tracer, at, &prefixes[0]);
	if (!why->here)
		why_find_cures(&of, why);
	return why;
}

static void assert_same(const char *node, const char *is, const char *wanted)
{
	if ((is == NULL) != (wanted == NULL) || (is != NULL && strcmp(is, wanted) != 0))
		fail_msg("%s: '%s', not '%s'", node, is == NULL ? "(none)" : is,
		         wanted == NULL ? "(none)" : wanted);
}

static const struct why_stop *stop_from(const struct why_origin *origin, const char *from)
{
	for (uint32_t i = 0; i < origin->stop_count; i++)
		if (strcmp(origin->stops[i].from, from) == 0)
			return &origin->stops[i];
	fail_msg("no stop from %s", from);
	return NULL;
}

/* A stop of the first origin, and what would let the route on; `what` is replaced in the
 * text of the lab. */
static void stops_name_rule_and_change(void **state)
{
	/* clang-format off */
	static const struct {
		const char *what; /* in the lab's text */
		const char *by;
		const char *node;
		const char *prefix;
		enum why_stop_kind kind;
		const char *from;
		const char *to;
		const char *rule;
		const char *cure;
	} rows[] = {
	    /* remote-vnet-toggle, by the default of its day */
	    {"'gw-d', 'sku': 'ErGw1AZ',", "'gw-d', 'sku': 'ErGw1AZ', 'allow-remote-vnet-traffic': false,",
	     "gw-d/0", "vnet-b", WHY_REFUSED, "er-1/primary, er-1/secondary", "gw-d/0", "remote-vnet-toggle",
	     "virtual-network[vnet-d]/virtual-network-gateway/allow-remote-vnet-traffic=true"},
	    /* the router passes nothing on to er-1 */
	    {"'name': 'everything',", "'name': 'everything',",
	     "gw-b/0", "vnet-c", WHY_WITHHELD, "dc/ce1", "er-1/primary, er-1/secondary", NULL,
	     "site[dc]/router[ce1]/circuit-link[er-1,primary]/readvertise=true"},
	    /* a router's list for one link */
	    {"'advertise': ['192.168.0.0/24', 'fd00:dc::/48']},", "'advertise': ['fd00:dc::/48']},",
	     "er-1/secondary", "192.168.1.0/24", WHY_WITHHELD, "dc/ce1", "er-1/secondary", NULL,
	     "site[dc]/router[ce1]/circuit-link[er-1,secondary]/advertise+=192.168.1.0/24"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s = simulate(azure_lab_with(rows[i].what, rows[i].by));
		struct route_why *why = ask(&s, rows[i].node, rows[i].prefix);

		assert_false(why->here);
		assert_true(why->origin_count > 0 && why->origins[0].stop_count > 0);
		const struct why_stop *stop = stop_from(&why->origins[0], rows[i].from);

		assert_same(rows[i].node, stop->to, rows[i].to);
		assert_int_equal(stop->kind, rows[i].kind);
		assert_same(rows[i].node, stop->rule.rule, rows[i].rule);
		assert_int_equal(why->origins[0].cure.tried, WHY_LETS_THROUGH);
		assert_same(rows[i].node, why->origins[0].cure.changes[0], rows[i].cure);
		why_free(why);
		simulated_done(&s);
	}
}

static void nobody_announces_what_no_gateway_serves(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct route_why *why = ask(&s, "gw-b/0", "spoke-x");

	(void)state;
	assert_int_equal(why->origin_count, 0);
	assert_same("gw-b/0", why->silent_rule.rule, "gateway-transit");
	assert_int_equal(why->silent_cure.tried, WHY_LETS_THROUGH);
	assert_same("gw-b/0", why->silent_cure.changes[0],
	            "virtual-network[spoke-x]/virtual-network-peering[to-hub]/"
	            "use-remote-gateways=true");
	why_free(why);
	simulated_done(&s);
}

/* gw-a prefers er-2 by its weight; er-1 brings the same. */
static void what_lost_has_its_values(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct route_why *why = ask(&s, "gw-a/0", "192.168.0.0/24");
	bool seen = false;

	(void)state;
	assert_true(why->here);
	for (uint32_t i = 0; i < why->path_count; i++) {
		const struct why_path *path = &why->paths[i];

		assert_int_equal(path->path->best, i == 0);
		assert_string_equal(path->hops[0].node, "dc/ce1");
		assert_string_equal(path->hops[path->hop_count - 1].node, "gw-a/0");
		if (strncmp(path->from, "er-1", 4) != 0)
			continue;
		seen = true;
		assert_int_equal(path->lost_at, RIB_STEP_WEIGHT);
		assert_string_equal(path->here, "32769");
		assert_string_equal(path->best, "32869");
	}
	assert_true(seen);
	why_free(why);
	simulated_done(&s);
}

static void others_are_named(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct route_why *why = ask(&s, "gw-b/0", "192.168.0.7/32");

	(void)state;
	assert_false(why->here);
	assert_non_null(why->silent);
	assert_int_equal(why->covering_count, 1);
	why_free(why);
	why = ask(&s, "gw-b/0", "192.168.0.0/16");
	assert_int_equal(why->covered_count, 2);
	why_free(why);
	/* An address is the prefix that holds it. */
	why = ask(&s, "gw-b/0", "192.168.0.7");
	assert_true(why->here);
	why_free(why);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_made_again_is_what_was),
	    cmocka_unit_test(stops_name_rule_and_change),
	    cmocka_unit_test(nobody_announces_what_no_gateway_serves),
	    cmocka_unit_test(what_lost_has_its_values),
	    cmocka_unit_test(others_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
