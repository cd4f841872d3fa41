/* What a lab becomes: nodes, sessions and policies. Every row or assertion names the rule of
 * data/rules.json that it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "azure/star.h"
#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "bgp/iana.h"
#include "bgp/message.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "topo/judge/load.h"
#include "topo/plan/plan.h"

struct fixture {
	struct lab *lab;
	struct plan *plan;
};

static struct fixture begin_with(struct lab *lab)
{
	return (struct fixture){lab, plan_compile(lab)};
}

static struct fixture begin(void)
{
	return begin_with(azure_lab());
}

static void end(struct fixture *f)
{
	plan_free(f->plan);
	lab_free(f->lab);
}

static const struct plan_node *node_of(const struct plan *plan, const char *name)
{
	int64_t index = plan_find_node(plan, name);

	if (index < 0)
		fail_msg("no node %s", name);
	return &plan->nodes[index];
}

/* The settings of `node` for its session with `peer` of this family. */
static const struct node_peer_conf *peer_of(const struct plan *plan, const char *node,
                                            const char *peer, uint8_t family)
{
	const struct plan_node *at = node_of(plan, node);

	for (uint32_t i = 0; i < at->conf.peer_count; i++)
		if (strcmp(at->conf.peers[i].name, peer) == 0 &&
		    at->conf.peers[i].rib.peer_address.family == family)
			return &at->conf.peers[i];
	fail_msg("%s has no session with %s", node, peer);
	return NULL;
}

/* clang-format off */
static const struct node_row {
	const char *rule;
	const char *name;
	enum lab_kind kind;
	uint32_t asn;
	const char *router_id;
	uint32_t peers;
	uint32_t routes;
} node_rows[] = {
	{"msee-asn",                      "er-1/primary",   LAB_CIRCUIT,        12076, "172.16.0.2",   8, 0},
	{"msee-asn",                      "er-1/secondary", LAB_CIRCUIT,        12076, "172.16.0.6",   8, 0},
	{"four-sessions-a-connection",    "er-2/primary",   LAB_CIRCUIT,        12076, "172.16.1.2",   6, 0},
	{"gateway-asn",                   "gw-a/0",         LAB_GATEWAY,  65515, "10.1.255.12",  4, 4},
	{"gateway-announces-address-space", "gw-a/1",       LAB_GATEWAY,  65515, "10.1.255.13",  4, 4},
	{"gateway-announces-address-space", "gw-b/0",       LAB_GATEWAY,  65515, "10.3.255.12",  2, 1},
	{"gateway-asn",                   "gw-c/1",         LAB_GATEWAY,  65515, "10.4.255.13",  2, 1},
	{"router-stand-in",               "dc/ce1",         LAB_ROUTER, 65020, "172.16.0.1",   8, 3},
};
/* clang-format on */

static void test_nodes(void **state)
{
	struct fixture f = begin();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(node_rows); i++) {
		const struct node_row *row = &node_rows[i];
		const struct plan_node *node = node_of(f.plan, row->name);
		struct addr id = an_addr(row->router_id);

		if (node->element->kind != row->kind || node->conf.asn != row->asn ||
		    node->conf.router_id != addr_as_u32(&id) ||
		    node->conf.peer_count != row->peers || node->conf.route_count != row->routes)
			fail_msg("%s: %s is role %s AS %u with %u peers and %u routes", row->rule,
			         row->name, lab_kind_role(node->element->kind), node->conf.asn,
			         node->conf.peer_count, node->conf.route_count);
	}
	/* Two MSEEs a circuit, two instances a gateway, connected or not, one router. */
	assert_int_equal(f.plan->node_count, 2 * 2 + 5 * 2 + 1);
	assert_int_equal(node_of(f.plan, "gw-idle/0")->conf.peer_count, 0);
	end(&f);
}

/* clang-format off */
static const struct session_row {
	const char *rule;
	const char *node;
	const char *address;
	const char *msee;
	const char *msee_address;
	uint32_t bandwidth;
	const char *key;
} session_rows[] = {
	{"customer-first-address",         "dc/ce1", "172.16.0.1",    "er-1/primary",   "172.16.0.2",   1000, "secret"},
	{"customer-first-address",         "dc/ce1", "172.16.0.5",    "er-1/secondary", "172.16.0.6",   1000, "secret"},
	{"private-peering-md5",            "dc/ce1", "172.16.1.5",    "er-2/secondary", "172.16.1.6",   500,  NULL},
	{"ipv6-over-ipv4-session",         "dc/ce1", "fd00:ffff::1",  "er-1/primary",   "fd00:ffff::2", 1000, "secret"},
	{"ipv6-over-ipv4-session",         "dc/ce1", "fd00:ffff::5",  "er-1/secondary", "fd00:ffff::6", 1000, "secret"},
	{"msee-addresses-in-gateway-subnet", "gw-a/0", "10.1.255.12", "er-1/primary",   "10.1.255.4",   1000, NULL},
	{"msee-addresses-in-gateway-subnet", "gw-a/0", "10.1.255.12", "er-1/secondary", "10.1.255.5",   1000, NULL},
	{"msee-addresses-in-gateway-subnet", "gw-a/1", "10.1.255.13", "er-2/primary",   "10.1.255.6",   500,  NULL},
	{"msee-addresses-in-gateway-subnet", "gw-a/1", "10.1.255.13", "er-2/secondary", "10.1.255.7",   500,  NULL},
	{"four-sessions-a-connection",     "gw-b/1", "10.3.255.13",   "er-1/secondary", "10.3.255.5",   1000, NULL},
};
/* clang-format on */

static const struct plan_session *find_session(const struct plan *plan,
                                               const struct session_row *row)
{
	struct addr near = an_addr(row->address);
	struct addr far = an_addr(row->msee_address);

	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *session = &plan->sessions[i];

		if (strcmp(plan->nodes[session->end[0].node].conf.name, row->node) == 0 &&
		    strcmp(plan->nodes[session->end[1].node].conf.name, row->msee) == 0 &&
		    addr_equal(&session->end[0].address, &near) &&
		    addr_equal(&session->end[1].address, &far))
			return session;
	}
	fail_msg("%s: no session %s %s - %s %s", row->rule, row->node, row->address, row->msee,
	         row->msee_address);
	return NULL;
}

static void test_sessions(void **state)
{
	struct fixture f = begin();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(session_rows); i++) {
		const struct session_row *row = &session_rows[i];
		const struct plan_session *session = find_session(f.plan, row);

		assert_int_equal(session->bandwidth_mbps, row->bandwidth);
		if (row->key == NULL)
			assert_null(session->md5_key);
		else
			assert_string_equal(session->md5_key, row->key);
	}
	/* Five connections; four circuit links, all of them with IPv6. */
	assert_int_equal(f.plan->session_count, 5 * 4 + 4 + 4);
	end(&f);
}

/* Whatever the drivers follow to get from a node to its session and back leads back. */
static void test_references_agree(void **state)
{
	struct fixture f = begin();

	(void)state;
	for (uint32_t i = 0; i < f.plan->node_count; i++) {
		const struct plan_node *node = &f.plan->nodes[i];

		for (uint32_t p = 0; p < node->conf.peer_count; p++) {
			const struct plan_session *session = &f.plan->sessions[node->sessions[p]];
			const struct plan_end *own = &session->end[node->ends[p]];
			const struct plan_end *far = &session->end[node->ends[p] ^ 1];
			const struct node_peer_conf *peer = &node->conf.peers[p];

			assert_int_equal(own->node, i);
			assert_int_equal(own->peer, p);
			assert_int_equal(plan_peer_node(f.plan, i, p), far->node);
			assert_string_equal(peer->name, f.plan->nodes[far->node].conf.name);
			assert_true(addr_equal(&peer->rib.peer_address, &far->address));
			assert_int_equal(peer->session.passive, own->passive);
			assert_int_equal(peer->session.router_id, node->conf.router_id);
			assert_int_equal(peer->session.local_as, node->conf.asn);
			assert_int_equal(peer->rib.local_as, node->conf.asn);
			assert_int_equal(peer->session.peer_as, peer->rib.peer_as);
		}
	}
	end(&f);
}

static void test_router_ids_are_unique(void **state)
{
	/* The same addresses may be used in VNets that never meet. */
	struct fixture f = begin_with(azure_lab_with("10.4.", "10.3."));

	(void)state;
	for (uint32_t i = 0; i < f.plan->node_count; i++)
		for (uint32_t j = 0; j < i; j++)
			assert_int_not_equal(f.plan->nodes[i].conf.router_id,
			                     f.plan->nodes[j].conf.router_id);
	assert_int_equal(node_of(f.plan, "gw-b/0")->conf.router_id, 0x0a03ff0c);
	end(&f);
}

static void test_a_given_router_id_is_kept(void **state)
{
	struct fixture f = begin_with(
	    azure_lab_with("'name': 'ce1',", "'name': 'ce1', 'router-id': '172.16.0.2',"));

	(void)state;
	assert_int_equal(node_of(f.plan, "dc/ce1")->conf.router_id, 0xac100002);
	assert_int_equal(node_of(f.plan, "er-1/primary")->conf.router_id, 0xac100003);
	end(&f);
}

static void test_msee_towards_the_customer(void **state)
{
	struct fixture f = begin();
	const struct node_peer_conf *standard =
	    peer_of(f.plan, "er-1/primary", "dc/ce1", ADDR_IPV4);
	const struct node_peer_conf *ipv6 = peer_of(f.plan, "er-1/primary", "dc/ce1", ADDR_IPV6);
	const struct node_peer_conf *premium = peer_of(f.plan, "er-2/primary", "dc/ce1", ADDR_IPV4);

	(void)state;
	/* msee-remove-private-as */
	assert_true(standard->rib.export.remove_private_as);
	assert_int_equal(standard->rib.export.override_from, 0);
	/* msee-accepts-own-as */
	assert_int_equal(standard->rib.import.own_as_allowed, 255);
	assert_false(standard->rib.import.any_first_as);
	/* customer-sanity: next hops in the subnet of the link */
	assert_true(standard->rib.import.next_hop_on_link && ipv6->rib.import.next_hop_on_link);
	assert_true(prefix_contains_addr(&standard->rib.link, &standard->rib.peer_address));
	assert_int_equal(standard->rib.link.length, 30);
	assert_true(prefix_contains_addr(&ipv6->rib.link, &ipv6->rib.peer_address));
	assert_int_equal(ipv6->rib.link.length, 126);
	assert_true(standard->rib.import.destinations_only);
	/* limits of the circuit's SKU */
	assert_int_equal(standard->prefix_limit[ADDR_IPV4], 4000);
	assert_int_equal(premium->prefix_limit[ADDR_IPV4], 10000);
	assert_int_equal(ipv6->prefix_limit[ADDR_IPV6], 100);
	/* ipv6-over-ipv4-session: towards the customer each family has its own */
	assert_true(standard->rib.families[ADDR_IPV4] && !standard->rib.families[ADDR_IPV6]);
	assert_true(!ipv6->rib.families[ADDR_IPV4] && ipv6->rib.families[ADDR_IPV6]);
	assert_false(standard->session.passive);
	/* timers: keepalives follow at a third of the hold time, 60 s */
	assert_int_equal(standard->session.hold_time_s, 180);
	assert_int_equal(standard->session.peer_as, 65020);
	end(&f);
}

static void test_msee_towards_the_gateway(void **state)
{
	struct fixture f = begin();
	const struct node_peer_conf *peer = peer_of(f.plan, "er-1/primary", "gw-a/0", ADDR_IPV4);
	const struct rib_export *export = &peer->rib.export;

	(void)state;
	/* msee-as-override, msee-as-override-exception */
	assert_int_equal(export->override_from, 65515);
	assert_int_equal(export->override_only[0], 65515);
	assert_int_equal(export->override_only[1], 65520);
	assert_int_equal(export->override_only[2], 0);
	assert_false(export->remove_private_as);
	assert_false(export->originated_only);
	assert_int_equal(peer->rib.import.own_as_allowed, 0);
	assert_int_equal(peer->prefix_limit[ADDR_IPV4], 1000);
	assert_int_equal(peer->prefix_limit[ADDR_IPV6], 100);
	assert_true(peer->session.passive);
	assert_int_equal(peer->session.hold_time_s, 180);
	end(&f);
}

static void test_sites_of_origin(void **state)
{
	struct fixture f = begin();
	const struct plan_node *msee = node_of(f.plan, "er-1/primary");

	(void)state;
	/* no-echo-site-of-origin: equal for the instances of one gateway, and only for them */
	for (uint32_t i = 0; i < msee->conf.peer_count; i++)
		for (uint32_t j = 0; j < msee->conf.peer_count; j++) {
			const struct plan_node *a =
			    &f.plan->nodes[f.plan->sessions[msee->sessions[i]].end[0].node];
			const struct plan_node *b =
			    &f.plan->nodes[f.plan->sessions[msee->sessions[j]].end[0].node];
			bool same =
			    i == j || (a->element->kind == LAB_GATEWAY && a->element == b->element);

			assert_int_equal(msee->conf.peers[i].rib.site_of_origin ==
			                     msee->conf.peers[j].rib.site_of_origin,
			                 same);
			assert_int_not_equal(msee->conf.peers[i].rib.site_of_origin, 0);
		}
	end(&f);
}

static void test_gateway(void **state)
{
	struct fixture f = begin();
	const struct node_peer_conf *plain = peer_of(f.plan, "gw-a/0", "er-1/primary", ADDR_IPV4);
	const struct node_peer_conf *heavy = peer_of(f.plan, "gw-a/1", "er-2/primary", ADDR_IPV4);
	const struct node_peer_conf *closed = peer_of(f.plan, "gw-d/0", "er-1/primary", ADDR_IPV4);

	(void)state;
	/* gateway-readvertises-nothing */
	assert_true(plain->rib.export.originated_only);
	/* gateway-weight */
	assert_int_equal(plain->rib.import.weight, 32769);
	assert_int_equal(heavy->rib.import.weight, 32869);
	/* remote-vnet-toggle */
	assert_int_equal(plain->rib.import.refuse_only_as, 0);
	assert_int_equal(closed->rib.import.refuse_only_as, 12076);
	assert_int_equal(plain->rib.import.own_as_allowed, 0);
	assert_false(plain->rib.import.any_first_as);
	assert_false(plain->session.passive);
	end(&f);
}

static void test_ipv6_next_hops_are_in_the_gateway_subnet(void **state)
{
	struct fixture f = begin();
	const struct node_peer_conf *gateway = peer_of(f.plan, "gw-a/0", "er-2/primary", ADDR_IPV4);
	const struct node_peer_conf *msee = peer_of(f.plan, "er-2/primary", "gw-a/0", ADDR_IPV4);
	const struct node_peer_conf *ipv4_only =
	    peer_of(f.plan, "gw-b/0", "er-1/primary", ADDR_IPV4);
	struct addr at_gateway = an_addr("fd00:1:0:ff::c");
	struct addr at_msee = an_addr("fd00:1:0:ff::6");

	(void)state;
	/* ipv6-over-ipv4-session */
	assert_true(gateway->rib.families[ADDR_IPV6] && msee->rib.families[ADDR_IPV6]);
	assert_true(gateway->session.capabilities.families[ADDR_IPV6]);
	assert_true(addr_equal(&gateway->rib.next_hop[ADDR_IPV6], &at_gateway));
	assert_true(addr_equal(&msee->rib.next_hop[ADDR_IPV6], &at_msee));
	assert_false(ipv4_only->rib.families[ADDR_IPV6]);
	assert_false(ipv4_only->session.capabilities.families[ADDR_IPV6]);
	end(&f);
}

/* clang-format off */
static const struct route_row {
	const char *rule;
	const char *node;
	const char *prefix;
	const char *communities;
	bool med; /* present, and 0 */
	uint32_t weight;
} route_rows[] = {
	{"gateway-announces-address-space", "gw-a/0", "10.1.0.0/16",    "",                        false, 32768},
	{"gateway-announces-address-space", "gw-a/1", "fd00:1::/48",    "",                        false, 32768},
	{"regional-community",              "gw-a/0", "10.2.0.0/20",    "12076:20031 12076:50002", false, 32768},
	{"regional-community",              "gw-a/0", "10.2.16.0/20",   "12076:20031 12076:50002", false, 32768},
	{"gateway-announces-address-space", "gw-b/1", "10.3.0.0/16",    "",                        false, 32768},
	{"router-stand-in",                 "dc/ce1", "192.168.0.0/24", "65020:3 65020:7",         true,  0},
	{"router-stand-in",                 "dc/ce1", "fd00:dc::/48",   "65020:3 65020:7",         true,  0},
};
/* clang-format on */

static const struct bgp_attrs *route_of(const struct plan_node *node, const char *text)
{
	struct prefix prefix = a_prefix(text);

	for (uint32_t i = 0; i < node->conf.route_count; i++)
		if (prefix_equal(&node->conf.routes[i].prefix, &prefix))
			return &node->conf.routes[i].attrs;
	fail_msg("%s does not originate %s", node->conf.name, text);
	return NULL;
}

/* gateway-subnet: however the lab writes its name, addresses come from it. */
static void test_addresses_come_from_the_gateway_subnet_in_any_case(void **state)
{
	struct fixture usual = begin();
	struct fixture small = begin_with(azure_lab_with("GatewaySubnet", "gatewaysubnet"));

	(void)state;
	assert_int_equal(small.plan->session_count, usual.plan->session_count);
	for (uint32_t i = 0; i < usual.plan->session_count; i++) {
		for (unsigned side = 0; side < 2; side++) {
			const struct addr *a = &usual.plan->sessions[i].end[side].address;
			const struct addr *b = &small.plan->sessions[i].end[side].address;

			assert_true(addr_is_set(a));
			assert_true(addr_equal(a, b));
		}
	}
	end(&small);
	end(&usual);
}

static void test_own_routes(void **state)
{
	struct fixture f = begin();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(route_rows); i++) {
		const struct route_row *row = &route_rows[i];
		const struct bgp_attrs *attrs = route_of(node_of(f.plan, row->node), row->prefix);
		struct text communities = {0};

		community_format(attrs->communities, &communities);
		assert_string_equal(text_str(&communities), row->communities);
		assert_int_equal(bgp_attrs_have(attrs, BGP_ATTR_COMMUNITIES),
		                 row->communities[0] != '\0');
		assert_int_equal(bgp_attrs_have(attrs, BGP_ATTR_MED), row->med);
		assert_int_equal(attrs->med, 0);
		assert_int_equal(attrs->weight, row->weight);
		assert_int_equal(attrs->origin, BGP_ORIGIN_IGP);
		assert_true(bgp_attrs_have(attrs, BGP_ATTR_ORIGIN));
		assert_true(bgp_attrs_have(attrs, BGP_ATTR_AS_PATH));
		assert_int_equal(attrs->as_path.size, 0);
		assert_false(addr_is_set(&attrs->next_hop));
		text_done(&communities);
	}
	end(&f);
}

static bool is_let_out(const struct node_peer_conf *peer, const char *text)
{
	struct prefix prefix = a_prefix(text);

	return rib_filter_permits(peer->rib.export.filter, &prefix);
}

static void test_site_router(void **state)
{
	struct fixture f = begin();
	const struct node_peer_conf *first = peer_of(f.plan, "dc/ce1", "er-1/primary", ADDR_IPV4);
	const struct node_peer_conf *listed =
	    peer_of(f.plan, "dc/ce1", "er-1/secondary", ADDR_IPV4);
	const struct node_peer_conf *leaking = peer_of(f.plan, "dc/ce1", "er-2/primary", ADDR_IPV4);

	(void)state;
	assert_true(first->rib.export.originated_only);
	assert_false(leaking->rib.export.originated_only);
	assert_null(first->rib.export.filter);
	assert_int_equal(first->rib.export.prepend, 0);
	assert_false(first->rib.export.med_set);
	assert_int_equal(first->rib.import.own_as_allowed, 0);
	assert_int_equal(first->session.hold_time_s, 180);
	assert_false(first->session.passive);

	assert_int_equal(listed->rib.export.prepend, 2);
	assert_true(listed->rib.export.med_set);
	assert_int_equal(listed->rib.export.med, 50);
	assert_true(is_let_out(listed, "192.168.0.0/24"));
	assert_false(is_let_out(listed, "192.168.1.0/24"));
	assert_true(is_let_out(listed, "fd00:dc::/48"));
	/* The list is about own prefixes, not about those passed on. */
	assert_true(is_let_out(listed, "10.1.0.0/16"));
	end(&f);
}

static void test_every_session_offers_the_capabilities(void **state)
{
	struct fixture f = begin();

	(void)state;
	for (uint32_t i = 0; i < f.plan->node_count; i++)
		for (uint32_t p = 0; p < f.plan->nodes[i].conf.peer_count; p++) {
			const struct node_peer_conf *peer = &f.plan->nodes[i].conf.peers[p];

			assert_true(peer->session.capabilities.as4);
			assert_true(peer->session.capabilities.route_refresh);
			assert_true(peer->session.capabilities.extended_message);
			assert_memory_equal(peer->session.capabilities.families, peer->rib.families,
			                    sizeof(peer->rib.families));
			assert_in_range(peer->session.connect_retry_s, 5, 10);
		}
	end(&f);
}

/* The codes of the capabilities in an OPEN, as a bit each of those below 64, and `restart` for
 * graceful restart, code 64 (RFC 4724). */
static uint64_t offered_capabilities(const struct bgp_open *open, bool *restart)
{
	enum { FIXED_PART = 28, CAPABILITIES = 2, GRACEFUL_RESTART = 64 };
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));
	uint64_t codes = 0;

	bgp_open_encode(&out, open);

	struct reader all = reader_of_span(writer_written(&out));

	reader_take(&all, FIXED_PART);
	struct reader parameters = reader_take(&all, reader_u8(&all));
	while (parameters.left > 0) {
		assert_int_equal(reader_u8(&parameters), CAPABILITIES);
		struct reader list = reader_take(&parameters, reader_u8(&parameters));
		while (list.left > 0) {
			uint8_t code = reader_u8(&list);

			reader_take(&list, reader_u8(&list));
			codes |= code < 64 ? UINT64_C(1) << code : 0;
			*restart = *restart || code == GRACEFUL_RESTART;
		}
		assert_false(list.failed);
	}
	assert_false(parameters.failed || all.failed);
	return codes;
}

/* graceful-restart-off */
static void test_graceful_restart_is_not_offered(void **state)
{
	struct fixture f = begin();
	const struct bgp_session_conf *conf =
	    &peer_of(f.plan, "er-1/primary", "dc/ce1", ADDR_IPV4)->session;
	struct bgp_open open = {
	    .asn = conf->local_as,
	    .router_id = conf->router_id,
	    .hold_time_s = conf->hold_time_s,
	    .capabilities = conf->capabilities,
	};
	bool restart = false;

	(void)state;
	assert_int_equal(offered_capabilities(&open, &restart), 1 << BGP_CAP_MULTIPROTOCOL |
	                                                            1 << BGP_CAP_ROUTE_REFRESH |
	                                                            1 << BGP_CAP_EXTENDED_MESSAGE);
	assert_false(restart);
	end(&f);
}

static void test_delays(void **state)
{
	struct fixture f = begin();
	uint32_t rtt_us;

	(void)state;
	for (uint32_t i = 0; i < f.plan->session_count; i++) {
		const struct plan_session *session = &f.plan->sessions[i];

		if (session->kind == PLAN_LINK_CIRCUIT) {
			assert_int_equal(session->delay_us, 2000);
			assert_int_equal(session->basis, RTT_GIVEN);
			continue;
		}
		/* location-rtt-model */
		assert_int_equal(
		    session->basis,
		    facts_location_rtt_us(
			f.lab->facts, lab_connection_of(session->element)->gateway->vnet->region,
			lab_connection_of(session->element)->circuit->location, &rtt_us));
		assert_int_equal(session->delay_us, rtt_us / 2);
		assert_true(rtt_us > 0);
	}
	end(&f);
}

static bool is_assumed(const struct plan *plan, const char *rule)
{
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		if (strcmp(plan->assumptions[i].rule, rule) == 0)
			return true;
	return false;
}

static void test_assumptions(void **state)
{
	struct fixture f = begin();
	struct fixture said = begin_with(azure_lab_with(
	    "'name': 'gw-d',", "'name': 'gw-d', 'allow-remote-vnet-traffic': true,"));

	struct fixture refuses = begin_with(azure_lab_with(
	    "'name': 'gw-d',", "'name': 'gw-d', 'allow-remote-vnet-traffic': false,"));

	(void)state;
	assert_false(is_assumed(refuses.plan, "remote-vnet-toggle-default"));
	assert_true(is_assumed(refuses.plan, "remote-vnet-filter-at-gateway"));
	end(&refuses);
	assert_true(is_assumed(f.plan, "remote-vnet-toggle-default"));
	assert_true(is_assumed(f.plan, "remote-vnet-filter-at-gateway"));
	assert_false(is_assumed(said.plan, "remote-vnet-toggle-default"));
	assert_false(is_assumed(said.plan, "remote-vnet-filter-at-gateway"));
	for (uint32_t i = 0; i < f.plan->assumption_count; i++)
		assert_non_null(facts_rule(f.lab->facts, f.plan->assumptions[i].rule));
	end(&f);
	end(&said);
}

static void test_the_era_decides_what_a_gateway_does_that_does_not_say(void **state)
{
	struct fixture f = begin_with(azure_lab_with(
	    "'name': 'everything',", "'name': 'everything', 'gateway-era': 'before-2024',"));

	(void)state;
	/* remote-vnet-toggle-default */
	assert_int_equal(
	    peer_of(f.plan, "gw-d/0", "er-1/primary", ADDR_IPV4)->rib.import.refuse_only_as, 0);
	assert_true(is_assumed(f.plan, "remote-vnet-toggle-default"));
	assert_false(is_assumed(f.plan, "remote-vnet-filter-at-gateway"));
	end(&f);
}

static void test_overridden_limits_count(void **state)
{
	struct fixture f = begin_with(
	    azure_lab_with("'name': 'everything',", "'name': 'everything', 'override': {'limit': ["
	                                            "{'id': 'gateway-to-circuit-ipv4', 'value': "
	                                            "200}, {'id': 'msee-hold-s', 'value': 30}]},"));
	const struct node_peer_conf *msee = peer_of(f.plan, "er-1/primary", "gw-a/0", ADDR_IPV4);
	const struct node_peer_conf *gateway = peer_of(f.plan, "gw-a/0", "er-1/primary", ADDR_IPV4);

	(void)state;
	assert_int_equal(msee->prefix_limit[ADDR_IPV4], 200);
	assert_int_equal(msee->session.hold_time_s, 30);
	assert_int_equal(gateway->session.hold_time_s, 30);
	assert_int_equal(peer_of(f.plan, "dc/ce1", "er-1/primary", ADDR_IPV4)->session.hold_time_s,
	                 180);
	end(&f);
}

/* timers: a hold time of one or two seconds cannot be offered (RFC 4271 section 4.2). */
static void test_the_nearest_hold_time_that_there_is(void **state)
{
	static const struct {
		const char *limit;
		uint16_t hold_time_s;
	} rows[] = {
	    {"{'id': 'msee-hold-s', 'value': 0}", 0},
	    {"{'id': 'msee-hold-s', 'value': 1}", 3},
	    {"{'id': 'msee-hold-s', 'value': 2}", 3},
	    {"{'id': 'msee-hold-s', 'value': 3}", 3},
	    {"{'id': 'msee-hold-s', 'value': 4}", 4},
	    {"{'id': 'msee-hold-s', 'value': 65535}", UINT16_MAX},
	    {"{'id': 'msee-hold-s', 'value': 65536}", UINT16_MAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text by = {0};

		text_addf(&by, "'name': 'everything', 'override': {'limit': [%s]},", rows[i].limit);

		struct fixture f =
		    begin_with(azure_lab_with("'name': 'everything',", text_str(&by)));

		assert_int_equal(
		    peer_of(f.plan, "er-1/primary", "gw-a/0", ADDR_IPV4)->session.hold_time_s,
		    rows[i].hold_time_s);
		text_done(&by);
		end(&f);
	}
}

/* A lab of one VNet with a gateway on `count` circuits. */
static struct lab *lab_of_circuits(unsigned count)
{
	struct text text = {0};
	struct findings findings = {0};

	text_add(&text, "{\"hairpin-lab:lab\": {\"name\": \"many\", \"virtual-network\": [{"
	                "\"name\": \"v\", \"region\": \"West Europe\","
	                "\"address-space\": [\"10.0.0.0/16\"], \"subnet\": [{"
	                "\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.0.255.0/26\"]}],"
	                "\"virtual-network-gateway\": {\"name\": \"g\", \"sku\": \"ErGw3AZ\","
	                "\"connection\": [");
	for (unsigned i = 0; i < count; i++)
		text_addf(&text, "%s{\"name\": \"c%u\", \"express-route-circuit\": \"er-%u\"}",
		          i > 0 ? "," : "", i, i);
	text_add(&text, "]}}], \"express-route-circuit\": [");
	for (unsigned i = 0; i < count; i++)
		text_addf(
		    &text,
		    "%s{\"name\": \"er-%u\", \"sku-tier\": \"Premium\", \"bandwidth-mbps\": 50,"
		    "\"peering-location\": \"%s\", \"azure-private-peering\": {"
		    "\"peer-asn\": 65020, \"primary-peer-address-prefix\": \"172.16.%u.0/30\","
		    "\"secondary-peer-address-prefix\": \"172.16.%u.4/30\"}}",
		    i > 0 ? "," : "", i,
		    (const char *const[]){"Amsterdam", "London", "Dublin", "Paris"}[i % 4], i, i);
	text_add(&text, "]}}");

	struct lab *lab = azure_parse("many.json", text_str(&text), text.size, &findings);

	text_clear(&text);
	findings_format(&findings, 0, &text);
	if (lab == NULL)
		fail_msg("%s", text_str(&text));
	text_done(&text);
	findings_done(&findings);
	return lab;
}

static void test_sixteen_circuits_fit_into_a_gateway_subnet(void **state)
{
	struct fixture f = begin_with(lab_of_circuits(16));
	struct prefix subnet = a_prefix("10.0.255.0/26");

	(void)state;
	/* gateway-subnet: distinct addresses, all inside */
	for (uint32_t i = 0; i < f.plan->session_count; i++)
		for (uint32_t j = 0; j < i; j++) {
			const struct plan_session *a = &f.plan->sessions[i];
			const struct plan_session *b = &f.plan->sessions[j];

			assert_true(prefix_contains_addr(&subnet, &a->end[1].address));
			assert_false(addr_equal(&a->end[1].address, &b->end[0].address));
			assert_int_equal(addr_equal(&a->end[1].address, &b->end[1].address),
			                 a->end[1].node == b->end[1].node);
		}
	assert_int_equal(f.plan->session_count, 16 * 4);
	end(&f);
}

static void test_a_star_has_distinct_loopback_addresses_and_the_real_policies(void **state)
{
	struct plan *plan = plan_star(300, 2);
	struct prefix loopback = a_prefix("127.0.0.0/8");
	const struct node_peer_conf *gateway = &plan->nodes[2].conf.peers[0];
	const struct node_peer_conf *msee = &plan->nodes[0].conf.peers[0];

	(void)state;
	assert_int_equal(plan->node_count, 302);
	assert_int_equal(plan->session_count, 600);
	assert_int_equal(plan->nodes[0].conf.peer_count, 300);
	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_end *end = plan->sessions[i].end;

		assert_true(prefix_contains_addr(&loopback, &end[0].address));
		assert_true(prefix_contains_addr(&loopback, &end[1].address));
		assert_int_equal(addr_as_u32(&end[0].address),
		                 plan->nodes[end[0].node].conf.router_id);
		assert_true(i < 2 || addr_compare(&plan->sessions[i - 2].end[0].address,
		                                  &end[0].address) < 0);
	}
	assert_true(gateway->rib.export.originated_only);
	assert_int_equal(gateway->rib.import.weight, 32769);
	assert_int_equal(msee->rib.export.override_from, 65515);
	assert_int_not_equal(msee->rib.site_of_origin, 0);
	assert_int_equal(msee->rib.site_of_origin, plan->nodes[1].conf.peers[0].rib.site_of_origin);
	assert_int_not_equal(msee->rib.site_of_origin,
	                     plan->nodes[0].conf.peers[1].rib.site_of_origin);
	assert_true(msee->session.passive);
	plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_nearest_hold_time_that_there_is),
	    cmocka_unit_test(test_nodes),
	    cmocka_unit_test(test_sessions),
	    cmocka_unit_test(test_references_agree),
	    cmocka_unit_test(test_router_ids_are_unique),
	    cmocka_unit_test(test_a_given_router_id_is_kept),
	    cmocka_unit_test(test_msee_towards_the_customer),
	    cmocka_unit_test(test_msee_towards_the_gateway),
	    cmocka_unit_test(test_sites_of_origin),
	    cmocka_unit_test(test_gateway),
	    cmocka_unit_test(test_ipv6_next_hops_are_in_the_gateway_subnet),
	    cmocka_unit_test(test_addresses_come_from_the_gateway_subnet_in_any_case),
	    cmocka_unit_test(test_own_routes),
	    cmocka_unit_test(test_site_router),
	    cmocka_unit_test(test_every_session_offers_the_capabilities),
	    cmocka_unit_test(test_graceful_restart_is_not_offered),
	    cmocka_unit_test(test_delays),
	    cmocka_unit_test(test_assumptions),
	    cmocka_unit_test(test_the_era_decides_what_a_gateway_does_that_does_not_say),
	    cmocka_unit_test(test_overridden_limits_count),
	    cmocka_unit_test(test_sixteen_circuits_fit_into_a_gateway_subnet),
	    cmocka_unit_test(test_a_star_has_distinct_loopback_addresses_and_the_real_policies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
