/* Sites from inside: iBGP, links between sites, static routes; what of them is refused, and what
 * the plan makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "broken_lab.h"
#include "topo/plan/plan.h"

/* clang-format off */
static const char good[] =
	"{\"hairpin-lab:lab\": {\"name\": \"sites\",\n"
	" \"express-route-circuit\": [\n"
	"  {\"name\": \"er1\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 50, \"peering-location\": \"Dublin\",\n"
	"   \"azure-private-peering\": {\"peer-asn\": 65020,\n"
	"    \"primary-peer-address-prefix\": \"172.16.0.0/30\", \"secondary-peer-address-prefix\": \"172.16.0.4/30\"}}],\n"
	" \"site\": [\n"
	"  {\"name\": \"hq\", \"interior-metric\": 30, \"interior-path\": [{\"router\": \"r1\", \"neighbor\": \"r2\", \"metric\": 4}],\n"
	"   \"router\": [\n"
	"    {\"name\": \"r1\", \"asn\": 65020, \"loopback-address\": [\"192.0.2.1\", \"2001:db8::1\"], \"advertise\": [\"10.0.0.0/8\"],\n"
	"     \"static-route\": [{\"prefix\": \"10.0.0.0/8\", \"next-hop\": \"discard\"}, {\"prefix\": \"10.9.0.0/16\", \"next-hop\": \"192.0.2.2\"}],\n"
	"     \"circuit-link\": [{\"express-route-circuit\": \"er1\", \"link\": \"primary\"}]},\n"
	"    {\"name\": \"r2\", \"asn\": 65020, \"next-hop-self\": false, \"router-id\": \"192.0.2.2\",\n"
	"     \"circuit-link\": [{\"express-route-circuit\": \"er1\", \"link\": \"secondary\"}]},\n"
	"    {\"name\": \"fw\", \"asn\": 65021, \"router-id\": \"192.0.2.3\"}]},\n"
	"  {\"name\": \"branch\", \"router\": [{\"name\": \"b1\", \"asn\": 65020, \"router-id\": \"192.0.2.9\"}]}],\n"
	" \"site-link\": [\n"
	"  {\"name\": \"wan\", \"address-prefix\": [\"192.0.2.128/30\", \"2001:db8:1::/127\"], \"metric\": 7, \"end\": [\n"
	"   {\"site\": \"hq\", \"router\": \"r2\"}, {\"site\": \"branch\", \"router\": \"b1\"}]},\n"
	"  {\"name\": \"lan\", \"address-prefix\": [\"192.0.2.132/31\"], \"end\": [\n"
	"   {\"site\": \"hq\", \"router\": \"r1\"}, {\"site\": \"hq\", \"router\": \"fw\", \"prepend\": 2, \"readvertise\": false}]}]}}\n";

static const struct broken_lab rows[] = {
	{"no such neighbour in the site", "\"neighbor\": \"r2\"", "\"neighbor\": \"r9\"", "\"r9\"", "not one of the site \"hq\"", SEVERITY_ERROR},
	{"a path to itself", "\"neighbor\": \"r2\"", "\"neighbor\": \"r1\"", "{\"router\": \"r1\"", "leads from router \"r1\" to itself", SEVERITY_ERROR},
	{"two loopbacks of a family", "2001:db8::1", "192.0.2.4", "{\"name\": \"r1\"", "two loopback-addresses of one family", SEVERITY_ERROR},
	{"one address for two routers", "\"router-id\": \"192.0.2.2\"", "\"router-id\": \"192.0.2.1\"", "{\"name\": \"r2\"", "have the same address 192.0.2.1", SEVERITY_ERROR},
	{"a next hop of the other family", "\"next-hop\": \"192.0.2.2\"", "\"next-hop\": \"2001:db8::2\"", "{\"prefix\": \"10.9", "of the other family", SEVERITY_ERROR},
	{"a next hop of nobody", "\"next-hop\": \"192.0.2.2\"", "\"next-hop\": \"192.0.2.77\"", "{\"prefix\": \"10.9", "is no neighbour", SEVERITY_WARNING},
	{"no such router at a link", "\"router\": \"b1\"}]},", "\"router\": \"b2\"}]},", "\"b2\"", "not one of the site \"branch\"", SEVERITY_ERROR},
	{"no such site at a link", "{\"site\": \"branch\", \"router\"", "{\"site\": \"brunch\", \"router\"", "\"brunch\"", "brunch", SEVERITY_ERROR},
	{"one end", ", {\"site\": \"branch\", \"router\": \"b1\"}", "", NULL, "end", SEVERITY_ERROR},
	{"two subnets of a family", "2001:db8:1::/127", "192.0.2.136/30", "{\"name\": \"wan\"", "two address-prefixes of one family", SEVERITY_ERROR},
	{"no room for two", "192.0.2.132/31", "192.0.2.132/32", "{\"name\": \"lan\"", "no room", SEVERITY_ERROR},
	{"a subnet twice", "192.0.2.132/31", "192.0.2.128/30", "{\"name\": \"lan\"", "have the same address-prefix", SEVERITY_ERROR},
	{"a subnet of a circuit", "192.0.2.132/31", "172.16.0.0/31", "{\"name\": \"lan\"", "overlaps with that of the primary link of circuit \"er1\"", SEVERITY_ERROR},
	{"a link beside iBGP", "\"router\": \"fw\"", "\"router\": \"r2\"", "{\"name\": \"lan\"", "speak iBGP already", SEVERITY_ERROR},
	{"a part that is none", "\"prepend\": 2", "\"advertise\": [\"10.7.0.0/16\"]", "\"10.7.0.0/16\"", "does not have it", SEVERITY_ERROR},
	{"prepend over iBGP", "\"router\": \"b1\"}]},", "\"router\": \"b1\", \"prepend\": 1}]},", "{\"site\": \"branch\", ", "it has no effect", SEVERITY_WARNING},
	{"a router with nobody to speak with", ", \"router-id\": \"192.0.2.9\"}]}", "}, {\"name\": \"b2\", \"asn\": 65099}]}", "{\"name\": \"b2\"", "at no circuit", SEVERITY_WARNING},
	{"metric of nothing", "\"metric\": 7", "\"metric\": 0", "0, \"end\"", "an interior metric is 1 to 65535", SEVERITY_ERROR},
};
/* clang-format on */

static void broken_sites_are_found(void **state)
{
	(void)state;
	assert_int_equal(broken_labs_failed(good, rows, COUNT_OF(rows)), 0);
}

static const struct plan_node *node_named(const struct plan *plan, const char *name)
{
	int64_t found = plan_find_node(plan, name);

	assert_true(found >= 0);
	return &plan->nodes[found];
}

/* The peer with this name, of IPv4. */
static const struct rib_peer_conf *peer_named(const struct plan_node *node, const char *name)
{
	for (uint32_t i = 0; i < node->conf.peer_count; i++) {
		const struct node_peer_conf *peer = &node->conf.peers[i];

		if (strcmp(peer->name, name) == 0 && peer->rib.peer_address.family == ADDR_IPV4)
			return &peer->rib;
	}
	fail_msg("%s has no peer %s", node->conf.name, name);
	return NULL;
}

static const struct rib_next_hop *next_hop_of(const struct plan_node *node, const char *prefix)
{
	for (uint32_t i = 0; i < node->conf.choice.next_hop_count; i++) {
		char text[PREFIX_TEXT_MAX];

		if (strcmp(prefix_format(&node->conf.choice.next_hops[i].prefix, text), prefix) ==
		    0)
			return &node->conf.choice.next_hops[i];
	}
	return NULL;
}

static void check_sessions(const struct plan *plan)
{
	const struct plan_node *r1 = node_named(plan, "hq/r1");
	const struct plan_node *r2 = node_named(plan, "hq/r2");
	const struct plan_node *fw = node_named(plan, "hq/fw");

	/* iBGP of both families: r2 has an IPv6 address on its link to the branch. */
	assert_int_equal(r1->conf.peer_count, 4);
	assert_true(peer_named(r1, "hq/r2")->export.next_hop_self);
	assert_false(peer_named(r2, "hq/r1")->export.next_hop_self);
	assert_false(peer_named(r2, "hq/r1")->export.originated_only);
	assert_true(peer_named(r1, "er1/primary")->export.originated_only);
	assert_true(peer_named(fw, "hq/r1")->export.originated_only);
	assert_int_equal(peer_named(fw, "hq/r1")->export.prepend, 2);
	assert_false(peer_named(fw, "hq/r1")->export.next_hop_self);
	assert_int_equal(plan->sessions[r1->sessions[1]].kind, PLAN_LINK_INTERIOR);
}

static void check_next_hops(const struct plan *plan)
{
	const struct plan_node *r1 = node_named(plan, "hq/r1");
	const struct plan_node *b1 = node_named(plan, "branch/b1");

	assert_int_equal(next_hop_of(r1, "172.16.0.0/30")->metric, 0);
	assert_int_equal(next_hop_of(r1, "172.16.0.4/30")->metric, 4);
	assert_int_equal(next_hop_of(r1, "192.0.2.3/32")->metric, 30);
	assert_int_equal(next_hop_of(r1, "10.9.0.0/16")->metric, 0);
	assert_null(next_hop_of(r1, "10.0.0.0/8"));
	assert_int_equal(next_hop_of(b1, "172.16.0.4/30")->metric, 7);
	assert_null(next_hop_of(b1, "172.16.0.0/30"));
}

static void the_plan_has_what_the_lab_says(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct lab *lab = lab_of_text(good, &findings);
	struct plan *plan;

	assert_non_null(lab);
	plan = plan_compile(lab);
	check_sessions(plan);
	check_next_hops(plan);
	plan_free(plan);
	lab_free(lab);
	findings_done(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(broken_sites_are_found),
	    cmocka_unit_test(the_plan_has_what_the_lab_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
