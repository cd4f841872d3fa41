/* Transit, rule by rule: who sees which AS path, in a lab that is simulated to the end. Every row
 * names the rule of data/rules.json that it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "sim/sim.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "topo/judge/load.h"

struct fixture {
	struct lab *lab;
	struct plan *plan;
	struct sim *sim;
	struct snapshot *snapshot;
};

static void settle(struct fixture *f)
{
	assert_true(sim_run(f->sim, instant_after(sim_now(f->sim), 3600 * US_PER_S)));
	snapshot_free(f->snapshot);
	f->snapshot = sim_snapshot(f->sim);
}

static struct fixture begin(struct lab *lab)
{
	struct fixture f = {.lab = lab, .plan = plan_compile(lab)};

	f.sim = sim_new(f.plan, &(struct sim_options){.seed = 1});
	sim_start(f.sim);
	settle(&f);
	return f;
}

static void end(struct fixture *f)
{
	snapshot_free(f->snapshot);
	sim_free(f->sim);
	plan_free(f->plan);
	lab_free(f->lab);
}

static uint32_t node_index(const struct fixture *f, const char *name)
{
	int64_t index = plan_find_node(f->plan, name);

	if (index < 0)
		fail_msg("no node %s", name);
	return (uint32_t)index;
}

/* The path that `node` has for the prefix from `peer` ("": its own), or NULL. */
static const struct snapshot_path *path_of(const struct fixture *f, const char *node,
                                           const char *prefix, const char *peer)
{
	const struct snapshot_node *at = snapshot_find_node(f->snapshot, node);
	struct prefix want = a_prefix(prefix);

	assert_non_null(at);
	for (uint32_t i = 0; i < at->path_count; i++) {
		const struct snapshot_path *path = &at->paths[i];
		const char *from = path->peer < 0 ? "" : at->peers[path->peer].name;

		if (prefix_equal(&path->prefix, &want) && strcmp(from, peer) == 0)
			return path;
	}
	return NULL;
}

/* What a node has from a peer. `path` NULL: nothing at all. */
struct row {
	const char *rule;
	const char *node;
	const char *prefix;
	const char *peer;
	const char *path;
	enum rib_verdict verdict;
};

static void check_row(const struct fixture *f, const struct row *row)
{
	const struct snapshot_path *got = path_of(f, row->node, row->prefix, row->peer);
	struct text path = {0};

	if ((got == NULL) != (row->path == NULL))
		fail_msg("%s: %s %s %s from %s", row->rule, row->node,
		         got == NULL ? "does not have" : "has", row->prefix, row->peer);
	if (got == NULL)
		return;
	as_path_format(got->attrs->as_path, " ", &path);
	if (strcmp(text_str(&path), row->path) != 0 || got->verdict != row->verdict)
		fail_msg("%s: %s has %s from %s with path \"%s\", verdict %s", row->rule, row->node,
		         row->prefix, row->peer, text_str(&path), rib_verdict_name(got->verdict));
	text_done(&path);
}

static void check_rows(const struct fixture *f, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_row(f, &rows[i]);
}

/* clang-format off */
static const struct row steady_rows[] = {
	/* A VNet's prefix. */
	{"gateway-announces-address-space", "er-1/primary",   "10.1.0.0/16",  "gw-a/0",         "65515",             RIB_PASS},
	{"gateway-announces-address-space", "er-1/secondary", "10.1.0.0/16",  "gw-a/1",         "65515",             RIB_PASS},
	{"msee-remove-private-as",          "dc/ce1",         "10.1.0.0/16",  "er-1/primary",   "12076",             RIB_PASS},
	{"msee-as-override",                "gw-b/0",         "10.1.0.0/16",  "er-1/primary",   "12076 12076",       RIB_PASS},
	{"msee-as-override",                "gw-b/1",         "10.1.0.0/16",  "er-1/secondary", "12076 12076",       RIB_PASS},
	{"msee-as-override",                "gw-a/0",         "10.3.0.0/16",  "er-1/primary",   "12076 12076",       RIB_PASS},
	/* A spoke's prefix, by gateway transit. */
	{"gateway-announces-address-space", "er-1/primary",   "10.2.0.0/20",  "gw-a/0",         "65515",             RIB_PASS},
	{"gateway-announces-address-space", "er-1/primary",   "10.2.16.0/20", "gw-a/1",         "65515",             RIB_PASS},
	{"gateway-announces-address-space", "er-1/primary",   "10.5.0.0/16",  "gw-a/0",         NULL,                RIB_PASS},
	{"msee-remove-private-as",          "dc/ce1",         "10.2.0.0/20",  "er-1/secondary", "12076",             RIB_PASS},
	{"msee-as-override",                "gw-b/0",         "10.2.16.0/20", "er-1/primary",   "12076 12076",       RIB_PASS},
	/* A prefix of on-premises. */
	{"msee-as-override",                "er-1/primary",   "192.168.0.0/24", "dc/ce1",       "65020",             RIB_PASS},
	{"msee-as-override",                "gw-b/0",         "192.168.0.0/24", "er-1/primary", "12076 65020",       RIB_PASS},
	{"router-stand-in",                 "er-1/secondary", "192.168.0.0/24", "dc/ce1",       "65020 65020 65020", RIB_PASS},
	{"msee-as-override",                "gw-b/0",         "192.168.0.0/24", "er-1/secondary", "12076 65020 65020 65020", RIB_PASS},
	{"router-stand-in",                 "er-1/secondary", "192.168.1.0/24", "dc/ce1",       NULL,                RIB_PASS},
	{"no-echo-site-of-origin",          "dc/ce1",         "192.168.0.0/24", "er-1/primary", NULL,                RIB_PASS},
	/* Nothing comes back to who announced it, not by the other instance either. */
	{"no-echo-site-of-origin",          "gw-a/0",         "10.1.0.0/16",  "er-1/primary",   NULL,                RIB_PASS},
	{"no-echo-site-of-origin",          "gw-a/1",         "10.2.0.0/20",  "er-1/primary",   NULL,                RIB_PASS},
	/* The MSEEs of a circuit do not talk. */
	{"msees-do-not-talk",               "er-1/secondary", "192.168.1.0/24", "er-1/primary", NULL,                RIB_PASS},
	/* A gateway on two circuits passes nothing from one to the other. */
	{"gateway-readvertises-nothing",    "er-2/primary",   "10.3.0.0/16",  "gw-a/0",         NULL,                RIB_PASS},
	{"gateway-readvertises-nothing",    "er-1/primary",   "10.4.0.0/16",  "gw-a/1",         NULL,                RIB_PASS},
	{"circuits-do-not-talk",            "gw-b/0",         "10.4.0.0/16",  "er-1/primary",   NULL,                RIB_PASS},
	/* The customer passes on to er-2 what er-1 taught it: that is transit through on-premises. */
	{"msee-accepts-own-as",             "er-2/primary",   "10.3.0.0/16",  "dc/ce1",         "65020 12076",       RIB_PASS},
	{"msee-accepts-own-as",             "gw-c/0",         "10.3.0.0/16",  "er-2/primary",   "12076 65020 12076", RIB_PASS},
	/* The switch filters at the gateway, and on-premises is not affected. */
	{"remote-vnet-toggle",              "gw-d/0",         "10.1.0.0/16",  "er-1/primary",   "12076 12076",       RIB_REFUSED_PATH},
	{"remote-vnet-toggle",              "gw-d/0",         "192.168.0.0/24", "er-1/primary", "12076 65020",       RIB_PASS},
	{"remote-vnet-filter-at-gateway",   "er-1/primary",   "10.6.0.0/16",  "gw-d/0",         "65515",             RIB_PASS},
	{"remote-vnet-toggle",              "gw-b/0",         "10.6.0.0/16",  "er-1/primary",   "12076 12076",       RIB_PASS},
	/* IPv6 over the IPv4 session; a gateway without IPv6 hears nothing of it. */
	{"ipv6-over-ipv4-session",          "er-1/primary",   "fd00:1::/48",  "gw-a/0",         "65515",             RIB_PASS},
	{"ipv6-over-ipv4-session",          "dc/ce1",         "fd00:1::/48",  "er-1/primary",   "12076",             RIB_PASS},
	{"ipv6-over-ipv4-session",          "gw-a/0",         "fd00:dc::/48", "er-1/primary",   "12076 65020",       RIB_PASS},
	{"ipv6-over-ipv4-session",          "gw-b/0",         "fd00:1::/48",  "er-1/primary",   NULL,                RIB_PASS},
};
/* clang-format on */

static void test_as_paths(void **state)
{
	struct fixture f = begin(azure_lab());

	(void)state;
	check_rows(&f, steady_rows, COUNT_OF(steady_rows));
	end(&f);
}

/* clang-format off */
static const struct row default_rows[] = {
	{"default-route-accepted", "er-1/primary", "0.0.0.0/0", "dc/ce1",       "65020",       RIB_PASS},
	{"default-route-accepted", "gw-b/0",       "0.0.0.0/0", "er-1/primary", "12076 65020", RIB_PASS},
	{"default-route-accepted", "gw-d/1",       "0.0.0.0/0", "er-1/primary", "12076 65020", RIB_PASS},
};
/* clang-format on */

static void test_a_default_route_from_on_premises_reaches_the_gateways(void **state)
{
	struct fixture f = begin(azure_lab_with("192.168.0.0/24", "0.0.0.0/0"));

	(void)state;
	check_rows(&f, default_rows, COUNT_OF(default_rows));
	end(&f);
}

/* link-prefix-not-announced */
static void test_nobody_knows_the_prefixes_of_links(void **state)
{
	struct fixture f = begin(azure_lab());
	const struct prefix links[] = {a_prefix("172.16.0.0/16"), a_prefix("fd00:ffff::/64")};

	(void)state;
	for (uint32_t n = 0; n < f.snapshot->node_count; n++) {
		const struct snapshot_node *node = &f.snapshot->nodes[n];

		assert_true(node->path_count > 0);
		for (uint32_t i = 0; i < node->path_count; i++)
			for (size_t k = 0; k < COUNT_OF(links); k++)
				assert_false(prefix_contains(&links[k], &node->paths[i].prefix));
	}
	end(&f);
}

static void test_a_public_customer_as_is_shown(void **state)
{
	static const struct row rows[] = {
	    {"msee-as-override", "er-1/primary", "192.168.0.0/24", "dc/ce1", "133937", RIB_PASS},
	    {"msee-as-override", "gw-b/0", "192.168.0.0/24", "er-1/primary", "12076 133937",
	     RIB_PASS},
	};
	struct fixture f = begin(azure_lab_with("asn': 65020", "asn': 133937"));

	(void)state;
	check_rows(&f, rows, COUNT_OF(rows));
	end(&f);
}

/* Routes that the lab cannot express, put into a node by hand. */
static void originate(struct fixture *f, const char *node, const char *prefix, const char *path,
                      uint8_t origin, const char *community)
{
	struct route_room room;
	struct node_route_conf route = {a_prefix(prefix), a_route(&room, path, "0.0.0.0"), 0};
	uint8_t bytes[4];
	struct writer out = writer_of(bytes, sizeof(bytes));
	uint32_t value;

	route.attrs.next_hop = (struct addr){0};
	route.attrs.origin = origin;
	if (community != NULL) {
		assert_true(community_parse(community, &value));
		writer_u32(&out, value);
		route.attrs.communities = writer_written(&out);
		route.attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	}
	sim_event(f->sim, node_index(f, node),
	          &(struct node_event){.kind = NODE_EV_ORIGINATE, .route = &route});
}

/* clang-format off */
static const struct row injected_rows[] = {
	/* What an NVA told the gateway through Route Server: on-premises has it, other VNets do not. */
	{"msee-as-override-exception", "er-1/primary", "10.66.0.0/16", "gw-a/0",       "65515 65001",       RIB_PASS},
	{"msee-remove-private-as",     "dc/ce1",       "10.66.0.0/16", "er-1/primary", "12076",             RIB_PASS},
	{"msee-as-override-exception", "gw-b/0",       "10.66.0.0/16", "er-1/primary", "12076 65515 65001", RIB_AS_LOOP},
	/* A prefix of another virtual hub. */
	{"origin-passed-through",      "er-1/primary", "10.67.0.0/16", "gw-a/0",       "65515 65520 65520", RIB_PASS},
	{"msee-remove-private-as",     "dc/ce1",       "10.67.0.0/16", "er-1/primary", "12076",             RIB_PASS},
	{"msee-as-override",           "gw-b/0",       "10.67.0.0/16", "er-1/primary", "12076 12076 65520 65520", RIB_PASS},
	/* Private ASNs inside the customer's network are kept whole. */
	{"msee-as-override",           "er-1/primary", "10.68.0.0/16", "dc/ce1",       "65020 65001 65001 65002", RIB_PASS},
	{"msee-as-override",           "gw-b/0",       "10.68.0.0/16", "er-1/primary", "12076 65020 65001 65001 65002", RIB_PASS},
};
/* clang-format on */

static void test_as_paths_of_what_the_lab_cannot_express(void **state)
{
	struct fixture f = begin(azure_lab());

	(void)state;
	originate(&f, "gw-a/0", "10.66.0.0/16", "65001", BGP_ORIGIN_IGP, NULL);
	originate(&f, "gw-a/0", "10.67.0.0/16", "65520 65520", BGP_ORIGIN_EGP, NULL);
	originate(&f, "dc/ce1", "10.68.0.0/16", "65001 65001 65002", BGP_ORIGIN_INCOMPLETE, NULL);
	settle(&f);
	check_rows(&f, injected_rows, COUNT_OF(injected_rows));

	/* origin-passed-through */
	assert_int_equal(path_of(&f, "dc/ce1", "10.67.0.0/16", "er-1/primary")->attrs->origin,
	                 BGP_ORIGIN_EGP);
	assert_int_equal(path_of(&f, "gw-b/0", "10.68.0.0/16", "er-1/primary")->attrs->origin,
	                 BGP_ORIGIN_INCOMPLETE);
	assert_int_equal(path_of(&f, "dc/ce1", "10.1.0.0/16", "er-1/primary")->attrs->origin,
	                 BGP_ORIGIN_IGP);
	end(&f);
}

/* The customer's shorter path beats the one through another hub at the MSEE
 * (msee-local-preference). */
static void test_the_msee_chooses_by_length(void **state)
{
	struct fixture f = begin(azure_lab());

	(void)state;
	originate(&f, "gw-a/0", "10.69.0.0/16", "65520 65520", BGP_ORIGIN_EGP, NULL);
	originate(&f, "dc/ce1", "10.69.0.0/16", "64999", BGP_ORIGIN_IGP, NULL);
	settle(&f);
	assert_true(path_of(&f, "er-1/primary", "10.69.0.0/16", "dc/ce1")->best);
	assert_false(path_of(&f, "er-1/primary", "10.69.0.0/16", "gw-a/0")->best);
	/* msee-local-preference */
	assert_int_equal(path_of(&f, "er-1/primary", "10.69.0.0/16", "dc/ce1")->attrs->local_pref,
	                 100);
	end(&f);
}

static void test_weight_beats_everything_at_the_gateway(void **state)
{
	struct fixture f = begin(azure_lab());
	const struct snapshot_path *heavy;
	const struct snapshot_path *light;

	(void)state;
	/* gateway-weight: er-2 has 100, er-1 0 */
	heavy = path_of(&f, "gw-a/0", "192.168.0.0/24", "er-2/primary");
	light = path_of(&f, "gw-a/0", "192.168.0.0/24", "er-1/primary");
	assert_int_equal(heavy->attrs->weight, 32869);
	assert_int_equal(light->attrs->weight, 32769);
	assert_int_equal(path_of(&f, "gw-a/0", "10.1.0.0/16", "")->attrs->weight, 32768);
	/* gateway-ecmp: both links of er-2 */
	assert_true(heavy->multipath);
	assert_true(path_of(&f, "gw-a/0", "192.168.0.0/24", "er-2/secondary")->multipath);
	assert_false(light->multipath);
	/* Weight wins over the shorter path: er-1 has 10.3.0.0/16 as 12076 12076. */
	assert_true(path_of(&f, "gw-a/0", "10.3.0.0/16", "er-2/primary")->multipath);
	assert_false(path_of(&f, "gw-a/0", "10.3.0.0/16", "er-1/primary")->multipath);
	end(&f);
}

static void test_communities_mark_only_networks_with_one_of_their_own(void **state)
{
	struct fixture f = begin(azure_lab());
	struct text text = {0};

	(void)state;
	/* regional-community */
	community_format(path_of(&f, "dc/ce1", "10.2.0.0/20", "er-1/primary")->attrs->communities,
	                 &text);
	assert_string_equal(text_str(&text), "12076:20031 12076:50002");
	text_clear(&text);
	community_format(path_of(&f, "dc/ce1", "10.1.0.0/16", "er-1/primary")->attrs->communities,
	                 &text);
	assert_string_equal(text_str(&text), "");
	text_done(&text);
	end(&f);
}

static void test_communities_of_the_customer_hold_nothing_back(void **state)
{
	struct fixture f = begin(azure_lab());

	(void)state;
	/* customer-community-no-effect */
	originate(&f, "dc/ce1", "10.66.0.0/16", "", BGP_ORIGIN_IGP, "65535:65281");
	originate(&f, "dc/ce1", "10.67.0.0/16", "", BGP_ORIGIN_IGP, "65535:65282");
	settle(&f);
	assert_non_null(path_of(&f, "gw-b/0", "10.66.0.0/16", "er-1/primary"));
	assert_non_null(path_of(&f, "gw-b/0", "10.67.0.0/16", "er-1/primary"));
	end(&f);
}

static void test_next_hops(void **state)
{
	struct fixture f = begin(azure_lab());
	struct addr msee = an_addr("10.3.255.4");
	struct addr msee_ipv6 = an_addr("fd00:1:0:ff::4");
	struct addr gateway = an_addr("10.1.255.12");

	(void)state;
	/* msee-addresses-in-gateway-subnet */
	assert_true(addr_equal(
	    &path_of(&f, "gw-b/0", "10.1.0.0/16", "er-1/primary")->attrs->next_hop, &msee));
	assert_true(addr_equal(
	    &path_of(&f, "er-1/primary", "10.1.0.0/16", "gw-a/0")->attrs->next_hop, &gateway));
	/* ipv6-over-ipv4-session */
	assert_true(addr_equal(
	    &path_of(&f, "gw-a/0", "fd00:dc::/48", "er-1/primary")->attrs->next_hop, &msee_ipv6));
	end(&f);
}

static uint32_t session_between(const struct fixture *f, const char *a, const char *b)
{
	for (uint32_t i = 0; i < f->plan->session_count; i++)
		if (f->plan->sessions[i].end[0].node == node_index(f, a) &&
		    f->plan->sessions[i].end[1].node == node_index(f, b))
			return i;
	fail_msg("no session %s - %s", a, b);
	return 0;
}

/* labs/scenarios, the first: the MSEE keeps its sessions with the gateways, with fewer routes. */
static void test_without_its_customer_link_an_msee_has_only_azure(void **state)
{
	static const struct row rows[] = {
	    {"msees-do-not-talk", "er-1/primary", "192.168.0.0/24", "dc/ce1", NULL, RIB_PASS},
	    {"msees-do-not-talk", "er-1/primary", "10.1.0.0/16", "gw-a/0", "65515", RIB_PASS},
	    {"msees-do-not-talk", "gw-b/0", "192.168.0.0/24", "er-1/primary", NULL, RIB_PASS},
	    {"msees-do-not-talk", "gw-b/0", "192.168.0.0/24", "er-1/secondary",
	     "12076 65020 65020 65020", RIB_PASS},
	    {"msees-do-not-talk", "gw-b/0", "10.1.0.0/16", "er-1/primary", "12076 12076", RIB_PASS},
	};
	struct fixture f = begin(azure_lab());

	(void)state;
	sim_cut_session(f.sim, session_between(&f, "dc/ce1", "er-1/primary"), true);
	settle(&f);
	check_rows(&f, rows, COUNT_OF(rows));
	assert_true(path_of(&f, "gw-b/0", "192.168.0.0/24", "er-1/secondary")->best);
	end(&f);
}

/* labs/scenarios, the fourth. */
static void test_one_gateway_instance_can_go(void **state)
{
	struct fixture f = begin(azure_lab());

	(void)state;
	sim_stop_node(f.sim, node_index(&f, "gw-a/0"));
	settle(&f);
	assert_null(path_of(&f, "er-1/primary", "10.1.0.0/16", "gw-a/0"));
	assert_true(path_of(&f, "er-1/primary", "10.1.0.0/16", "gw-a/1")->best);
	assert_non_null(path_of(&f, "gw-b/0", "10.1.0.0/16", "er-1/primary"));
	assert_non_null(path_of(&f, "dc/ce1", "10.1.0.0/16", "er-1/primary"));
	end(&f);
}

/* prefix-limit-gateway, prefix-limit-retry: one prefix too many takes the connection down, spokes
 * included, and it comes back by itself. */
static void test_too_many_prefixes_take_the_connection_down(void **state)
{
	struct fixture f = begin(azure_lab_with(
	    "'name': 'everything',", "'name': 'everything', 'override': {'limit': ["
				     "{'id': 'gateway-to-circuit-ipv4', 'value': 3}]},"));
	struct node_route_conf extra = {.prefix = a_prefix("10.66.0.0/16")};

	(void)state;
	assert_non_null(path_of(&f, "gw-b/0", "10.1.0.0/16", "er-1/primary"));
	for (int instance = 0; instance < 2; instance++)
		originate(&f, instance ? "gw-a/1" : "gw-a/0", "10.66.0.0/16", "", BGP_ORIGIN_IGP,
		          NULL);
	settle(&f);
	assert_null(path_of(&f, "er-1/primary", "10.1.0.0/16", "gw-a/0"));
	assert_null(path_of(&f, "gw-b/0", "10.1.0.0/16", "er-1/primary"));
	assert_null(path_of(&f, "gw-b/0", "10.2.0.0/20", "er-1/secondary"));
	assert_non_null(path_of(&f, "gw-b/0", "192.168.0.0/24", "er-1/primary"));

	for (int instance = 0; instance < 2; instance++)
		sim_event(f.sim, node_index(&f, instance ? "gw-a/1" : "gw-a/0"),
		          &(struct node_event){.kind = NODE_EV_WITHDRAW, .route = &extra});
	settle(&f);
	assert_non_null(path_of(&f, "gw-b/0", "10.1.0.0/16", "er-1/primary"));
	assert_non_null(path_of(&f, "gw-b/0", "10.2.0.0/20", "er-1/secondary"));
	end(&f);
}

static void test_too_many_prefixes_of_the_customer_drop_its_session(void **state)
{
	struct fixture f = begin(azure_lab_with(
	    "'name': 'everything',", "'name': 'everything', 'override': {'limit': ["
				     "{'id': 'customer-to-msee-ipv4-standard', 'value': 1}]},"));

	(void)state;
	/* Two prefixes on the primary link, one on the secondary. */
	assert_null(path_of(&f, "er-1/primary", "192.168.0.0/24", "dc/ce1"));
	assert_non_null(path_of(&f, "er-1/secondary", "192.168.0.0/24", "dc/ce1"));
	assert_non_null(path_of(&f, "er-1/primary", "fd00:dc::/48", "dc/ce1"));
	end(&f);
}

static void test_other_delays_end_in_the_same_tables(void **state)
{
	struct fixture f = begin(azure_lab());

	(void)state;
	for (uint64_t seed = 2; seed < 12; seed++) {
		struct sim *sim =
		    sim_new(f.plan, &(struct sim_options){.seed = seed, .jitter_us = 30000});
		struct text text = {0};

		sim_start(sim);
		assert_true(sim_run(sim, (struct instant){3600 * US_PER_S}));
		struct snapshot *snapshot = sim_snapshot(sim);

		if (snapshot_diff(f.snapshot, snapshot, &text) != 0)
			fail_msg("seed %u:\n%s", (unsigned)seed, text_str(&text));
		text_done(&text);
		snapshot_free(snapshot);
		sim_free(sim);
	}
	end(&f);
}

/* An end waits for a connection as long as the link takes; collisions end all the same. */
static void test_links_of_any_delay_end_in_the_same_tables(void **state)
{
	static const char *const rtts[] = {"'1500'", "'7000'", "'20000'", "'60000'"};
	struct fixture f = begin(azure_lab());

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rtts); i++) {
		struct fixture slow = begin(azure_lab_with("'4.0'", rtts[i]));
		struct text text = {0};

		if (snapshot_diff(f.snapshot, slow.snapshot, &text) != 0)
			fail_msg("%s ms:\n%s", rtts[i], text_str(&text));
		text_done(&text);
		end(&slow);
	}
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_as_paths),
	    cmocka_unit_test(test_a_default_route_from_on_premises_reaches_the_gateways),
	    cmocka_unit_test(test_nobody_knows_the_prefixes_of_links),
	    cmocka_unit_test(test_a_public_customer_as_is_shown),
	    cmocka_unit_test(test_as_paths_of_what_the_lab_cannot_express),
	    cmocka_unit_test(test_the_msee_chooses_by_length),
	    cmocka_unit_test(test_weight_beats_everything_at_the_gateway),
	    cmocka_unit_test(test_communities_mark_only_networks_with_one_of_their_own),
	    cmocka_unit_test(test_communities_of_the_customer_hold_nothing_back),
	    cmocka_unit_test(test_next_hops),
	    cmocka_unit_test(test_without_its_customer_link_an_msee_has_only_azure),
	    cmocka_unit_test(test_one_gateway_instance_can_go),
	    cmocka_unit_test(test_too_many_prefixes_take_the_connection_down),
	    cmocka_unit_test(test_too_many_prefixes_of_the_customer_drop_its_session),
	    cmocka_unit_test(test_other_delays_end_in_the_same_tables),
	    cmocka_unit_test(test_links_of_any_delay_end_in_the_same_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
