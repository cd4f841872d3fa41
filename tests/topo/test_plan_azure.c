/* Who tells whom what around Global Reach, VPN gateways, Route Servers and virtual hubs: labs that
 * are simulated to the end. Every row names the rule of data/rules.json that it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "tests/lib/rows.h"
#include "tests/lib/simulated.h"

static bool assumes(const struct plan *plan, const char *rule)
{
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		if (strcmp(plan->assumptions[i].rule, rule) == 0)
			return true;
	return false;
}

static void assert_rule(const struct plan *plan, const char *rule, bool assumed)
{
	if (assumes(plan, rule) != assumed)
		fail_msg("%s is %s", rule, assumed ? "not assumed" : "assumed");
}

#define SUBNET(name, prefix) "{'name': '" name "', 'address-prefix': ['" prefix "']}"
#define GATEWAY(name, more)                                                                     \
	"'virtual-network-gateway': {'name': '" name "', 'sku': 'ErGw1AZ', 'allow-remote-vnet-" \
	"traffic': true," more                                                                  \
	" 'connection': [{'name': 'to-er', 'express-route-circuit': 'er-1'}]}"
#define PEERED_CIRCUIT(name, net, ipv6, more)                                            \
	"{'name': '" name "', 'sku-tier': 'Premium', 'bandwidth-mbps': 1000, "           \
	"'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020, " \
	"'primary-peer-address-prefix': '172.16." net ".0/30', "                         \
	"'secondary-peer-address-prefix': '172.16." net ".4/30', 'vlan-id': 100" ipv6 "}" more "}"
#define CIRCUIT(name, net, more) PEERED_CIRCUIT(name, net, "", more)
#define IPV6_PEERING                                                          \
	", 'ipv6-peering': {'primary-peer-address-prefix': 'fd00:ffff::/126'" \
	", 'secondary-peer-address-prefix': 'fd00:ffff::4/126'}"
#define ROUTER(name, circuit, prefix)                                                       \
	"{'name': '" name "', 'asn': 65020, 'advertise': ['" prefix "'], 'circuit-link': [" \
	"{'express-route-circuit': '" circuit "', 'link': 'primary'}, "                     \
	"{'express-route-circuit': '" circuit "', 'link': 'secondary'}]}"
#define SITE(routers)                                                                       \
	"'site': [{'name': 'dc', 'nearest-region': 'West Europe', 'access-rtt-ms': '2.0', " \
	"'router': [" routers "]}]"
#define LAB(elements) "{'hairpin-lab:lab': {'name': 'test', " elements "}}"

/* Two hubs, each with a Route Server and an appliance, on one circuit; as in a published capture
 * (tests/captures, S01). */
#define ARS_HUB(number, octet)                                                                     \
	"{'name': 'hub" number "', 'region': 'West Europe', 'address-space': ['10." octet          \
	".0.0/23'], 'subnet': [" SUBNET("GatewaySubnet", "10." octet ".1.224/27") ", " SUBNET(     \
	    "RouteServerSubnet",                                                                   \
	    "10." octet                                                                            \
	    ".1.0/27") ", " SUBNET("nva",                                                          \
	                           "10." octet                                                     \
	                           ".1.32/27") ", " SUBNET("fw",                                   \
	                                                   "10." octet                             \
	                                                   ".0.0/26") "], " GATEWAY("gw" number,   \
	                                                                            "") ", "       \
											"'route-"  \
											"server':" \
											" {'name'" \
											": "       \
											"'r"       \
											"s" number \
											"', "      \
											"'branch-" \
											"to-"      \
											"branch':" \
											" true}, " \
											"'network" \
											"-virtual" \
											"-applian" \
											"ce': "    \
											"[{'name'" \
											": "       \
											"'nv"      \
											"a" number \
											"', "      \
											"'ip-"     \
											"address'" \
											": "       \
											"'10"      \
											"." octet  \
											".1.50', " \
											"'asn': "  \
											"650"      \
											"0" number \
											", "       \
											"'route-"  \
											"server':" \
											" '"       \
											"r"        \
											"s" number \
											"', "      \
											"'adverti" \
											"se': "    \
											"['10."    \
											"0"        \
											"." number \
											".0/"      \
											"24'], "   \
											"'next-"   \
											"hop': "   \
											"'10"      \
											"." octet  \
											".0.4'}]}"

static const char two_route_servers[] = LAB("'virtual-network': [" ARS_HUB("1", "11") ", " ARS_HUB(
    "2", "12") "], "
               "'express-route-circuit': [" CIRCUIT("er-1", "0", "") "], " SITE(
		   ROUTER("ce1", "er-1", "10.1.34.0/25")));

/* clang-format off */
static const struct row route_server_rows[] = {
	{"nva-next-hop-kept",             "gw1/0",        "10.0.1.0/24",  "rs1/0",          "65001; 10.11.0.4; 32768"},
	{"nva-next-hop-kept",             "gw1/0",        "10.0.1.0/24",  "rs1/1",          "65001; 10.11.0.4; 32768"},
	{"route-server-sessions",         "rs1/0",        "10.0.1.0/24",  "hub1/nva1",      "65001; 10.11.0.4; 32768"},
	{"gateway-passes-route-server",   "er-1/primary", "10.0.1.0/24",  "gw1/0",          "65515 65001; 10.11.1.236; 0"},
	{"gateway-passes-route-server",   "er-1/primary", "10.11.0.0/23", "gw1/1",          "65515; 10.11.1.237; 0"},
	/* The other hub's gateway has the hub, and not what its appliance announced. */
	{"msee-as-override",              "gw2/0",        "10.11.0.0/23", "er-1/primary",   "12076 12076; 10.12.1.228; 32769"},
	{"msee-as-override-exception",    "gw2/0",        "10.0.1.0/24",  "er-1/primary",   "12076 65515 65001; 10.12.1.228; 0; as-loop"},
	{"msee-as-override-mechanism",    "gw2/1",        "10.0.1.0/24",  "er-1/secondary", "12076 65515 65001; 10.12.1.229; 0; as-loop"},
	{"msee-as-override-exception",    "gw2/0",        "10.0.1.0/24",  "rs2/0",          NULL},
	{"msee-remove-private-as",        "dc/ce1",       "10.0.1.0/24",  "er-1/primary",   "12076; 172.16.0.2; 0"},
	/* What one instance has, the other is told again. */
	{"route-server-reflects",         "gw1/1",        "10.1.34.0/25", "rs1/0",          "12076 65020; 10.11.1.228; 32768"},
	{"route-server-reflects",         "gw1/1",        "10.12.0.0/23", "rs1/1",          "12076 12076; 10.11.1.228; 32768"},
	{"route-server-reflects",         "gw1/1",        "10.1.34.0/25", "er-1/secondary", "12076 65020; 10.11.1.229; 32769"},
	{"gateway-passes-route-server",   "er-1/primary", "10.1.34.0/25", "gw1/1",          NULL},
	/* Appliances see the address space and all the gateway has, from the Route Server. */
	{"route-server-sessions",         "hub1/nva1",    "10.11.0.0/23", "rs1/0",          "65515; 10.11.1.4; 0"},
	{"branch-to-branch",              "hub1/nva1",    "10.1.34.0/25", "rs1/0",          "65515 12076 65020; 10.11.1.4; 0"},
	{"branch-to-branch",              "hub1/nva1",    "10.12.0.0/23", "rs1/1",          "65515 12076 12076; 10.11.1.5; 0"},
	/* Nobody is told a gateway's own prefix over iBGP. */
	{"route-server-sessions",         "rs1/0",        "10.11.0.0/23", "gw1/0",          NULL},
	{"route-server-sessions",         "gw1/0",        "10.11.0.0/23", "rs1/0",          NULL},
};

static const struct row no_branch_rows[] = {
	{"branch-to-branch",              "gw1/0",        "10.0.1.0/24",  "rs1/0",          NULL},
	{"branch-to-branch",              "gw1/1",        "10.1.34.0/25", "rs1/0",          NULL},
	{"branch-to-branch",              "hub1/nva1",    "10.1.34.0/25", "rs1/0",          NULL},
	{"branch-to-branch",              "hub1/nva1",    "10.11.0.0/23", "rs1/0",          "65515; 10.11.1.4; 0"},
	{"branch-to-branch",              "rs1/0",        "10.1.34.0/25", "gw1/0",          "12076 65020; 10.11.1.228; 32769"},
};
/* clang-format on */

static void test_route_servers_pass_and_reflect(void **state)
{
	struct simulated s = simulate_text(two_route_servers);

	(void)state;
	check_rows(&s, route_server_rows, COUNT_OF(route_server_rows));
	assert_rule(s.plan, "msee-as-override-mechanism", true);
	assert_rule(s.plan, "route-server-preference", true);
	assert_rule(s.plan, "gateway-refuses-own-prefix", true);
	simulated_done(&s);
}

static void test_without_branch_to_branch_nothing_passes(void **state)
{
	struct simulated s = simulate_text_with(two_route_servers, "'branch-to-branch': true",
	                                        "'branch-to-branch': false");

	(void)state;
	check_rows(&s, no_branch_rows, COUNT_OF(no_branch_rows));
	simulated_done(&s);
}

static const struct node_peer_conf *peer_of(const struct simulated *s, const char *node,
                                            const char *peer)
{
	int64_t index = plan_find_node(s->plan, node);

	assert_true(index >= 0);
	for (uint32_t i = 0; i < s->plan->nodes[index].conf.peer_count; i++)
		if (strcmp(s->plan->nodes[index].conf.peers[i].name, peer) == 0)
			return &s->plan->nodes[index].conf.peers[i];
	fail_msg("%s has no session with %s", node, peer);
	return NULL;
}

/* route-server-preference: the weight inside the Route Server, which the appliance's route has if
 * VPN and appliances are preferred. */
static void test_the_routing_preference_is_a_weight(void **state)
{
	struct simulated s =
	    simulate_text_with(two_route_servers, "'branch-to-branch': true",
	                       "'branch-to-branch': true, 'hub-routing-preference': 'VpnGateway'");

	(void)state;
	assert_int_equal(peer_of(&s, "rs1/0", "hub1/nva1")->rib.import.weight, 32769);
	assert_int_equal(peer_of(&s, "rs1/0", "gw1/0")->rib.import.weight, 32768);
	assert_int_equal(peer_of(&s, "rs2/0", "gw2/0")->rib.import.weight, 32769);
	simulated_done(&s);
}

/* route-server-prefix-limit: counts what is there and what comes. */
static void test_limits_of_other_peers(void **state)
{
	struct simulated s = simulate_text(two_route_servers);
	const struct node_peer_conf *nva = peer_of(&s, "rs1/0", "hub1/nva1");

	(void)state;
	assert_int_equal(nva->prefix_limit[ADDR_IPV4], 4000);
	assert_true(nva->prefix_limit_cumulative);
	assert_false(peer_of(&s, "er-1/primary", "gw1/0")->prefix_limit_cumulative);
	simulated_done(&s);
}

/* A VPN gateway beside an ExpressRoute gateway: one tunnel with BGP, one without (tests/captures,
 * S03, S08a, S14). */
#define VPN_HUB                                                                                    \
	"{'name': 'hub', 'region': 'West Europe', 'address-space': ['10.11.0.0/20', "              \
	"'fd00:db8:11::/56'], 'subnet': [{'name': 'GatewaySubnet', 'address-prefix': "             \
	"['10.11.8.0/24', 'fd00:db8:11:8::/64']}" VPN_EXTRA_SUBNET "], " GATEWAY(                  \
	    "ergw",                                                                                \
	    "") ", 'vpn-gateway': {'name': 'vpngw', 'sku': 'VpnGw2AZ', 'active-active': true, "    \
		"'connection': [{'name': 'c-bgp', 'local-network-gateway': 'lng-bgp', "            \
		"'enable-bgp': "                                                                   \
		"true, 'routing-weight': 5}, {'name': 'c-static', 'local-network-gateway': "       \
		"'lng-static'}]}" VPN_ROUTE_SERVER                                                 \
		", 'virtual-network-peering': [{'name': 'to-spoke', 'remote-virtual-network': "    \
		"'spoke', "                                                                        \
		"'allow-gateway-transit': true}]}, "                                               \
		"{'name': 'spoke', 'region': 'West Europe', 'address-space': ['10.1.0.0/20'], "    \
		"'virtual-network-peering': [{'name': 'to-hub', 'remote-virtual-network': 'hub', " \
		"'use-remote-gateways': true}]}"
#define VPN_LAB                                                                                    \
	LAB("'virtual-network': [" VPN_HUB "], 'express-route-circuit': [" PEERED_CIRCUIT(         \
	    "er-1", "0", IPV6_PEERING,                                                             \
	    "") "], "                                                                              \
	        "'local-network-gateway': [{'name': 'lng-bgp', 'asn': 65001, "                     \
	        "'bgp-peering-address': "                                                          \
	        "'192.168.10.10', 'site': 'dc', 'router': 'fw1', 'rtt-ms': '7.0'}, {'name': "      \
	        "'lng-static', 'address-space': ['10.20.0.0/20']}], " SITE(ROUTER(                 \
		    "ce1", "er-1", "10.10.0.0/24") ", {'name': 'fw1', 'asn': 65001, 'advertise': " \
	                                           "['10.10.0.0/24', '10.10.1.0/24']}"))
#define VPN_EXTRA_SUBNET ""
#define VPN_ROUTE_SERVER ""
static const char vpn_beside_expressroute[] = VPN_LAB;
#undef VPN_EXTRA_SUBNET
#undef VPN_ROUTE_SERVER
#define VPN_EXTRA_SUBNET ", " SUBNET("RouteServerSubnet", "10.11.9.0/27")
#define VPN_ROUTE_SERVER ", 'route-server': {'name': 'rs', 'branch-to-branch': true}"
static const char vpn_with_route_server[] = VPN_LAB;

/* clang-format off */
static const struct row vpn_rows[] = {
	{"vpn-instance-addresses",  "vpngw/0",      "10.10.1.0/24",     "vpngw/1",      "65001; 10.11.8.15; 32768"},
	/* The ExpressRoute gateway tells its own, in both families. */
	{"vpn-beside-expressroute", "vpngw/0",      "10.11.0.0/20",     "ergw/0",       "; 10.11.8.12; 32769"},
	{"vpn-beside-expressroute", "vpngw/1",      "10.1.0.0/20",      "ergw/1",       "; 10.11.8.13; 32769"},
	{"vpn-no-ipv6",             "vpngw/0",      "fd00:db8:11::/56", "ergw/1",       "; fd00:db8:11:8::d; 32769"},
	{"vpn-no-ipv6",             "vpngw/0",      "fd00:db8:11::/56", "",             NULL},
	{"vpn-learns-expressroute", "vpngw/0",      "10.10.0.0/24",     "ergw/0",       NULL},
	/* Own routes: address spaces, static routes, the other end of the tunnel. */
	{"vpn-gateway-routes",      "vpngw/0",      "10.1.0.0/20",      "",             "; 0.0.0.0; 32768"},
	{"vpn-gateway-routes",      "vpngw/0",      "10.20.0.0/20",     "",             "; 0.0.0.0; 32768"},
	{"vpn-gateway-routes",      "vpngw/0",      "192.168.10.10/32", "",             "; 0.0.0.0; 32768"},
	{"vpn-gateway-routes",      "vpngw/0",      "10.20.0.0/20",     "vpngw/1",      "; 10.11.8.15; 32768"},
	{"vpn-gateway-routes",      "vpngw/0",      "192.168.10.10/32", "vpngw/1",      "; 10.11.8.15; 32768"},
	{"vpn-gateway-routes",      "vpngw/0",      "10.11.0.0/20",     "vpngw/1",      NULL},
	{"vpn-tunnel-routes",       "vpngw/0",      "10.10.1.0/24",     "dc/fw1",       "65001; 192.168.10.10; 32773"},
	/* The ExpressRoute gateway learns statics and what tunnels taught, and keeps it. */
	{"vpn-beside-expressroute", "ergw/0",       "10.10.0.0/24",     "vpngw/0",      "65001; 10.11.8.14; 32768"},
	{"vpn-beside-expressroute", "ergw/0",       "10.20.0.0/20",     "vpngw/1",      "; 10.11.8.15; 32768"},
	{"vpn-beside-expressroute", "ergw/0",       "192.168.10.10/32", "vpngw/0",      NULL},
	{"vpn-beside-expressroute", "ergw/0",       "10.1.0.0/20",      "vpngw/0",      NULL},
	{"vpn-beside-expressroute", "ergw/0",       "10.10.0.0/24",     "er-1/primary", "12076 65020; 10.11.8.4; 32769"},
	{"vpn-beside-expressroute", "er-1/primary", "10.10.1.0/24",     "ergw/0",       NULL},
	{"vpn-beside-expressroute", "er-1/primary", "10.20.0.0/20",     "ergw/0",       NULL},
	/* Through the tunnel. */
	{"vpn-tunnel-routes",       "dc/fw1",       "10.11.0.0/20",     "vpngw/0",      "65515; 10.11.8.14; 0"},
	{"vpn-tunnel-routes",       "dc/fw1",       "10.20.0.0/20",     "vpngw/1",      "65515; 10.11.8.15; 0"},
	{"vpn-tunnel-routes",       "dc/fw1",       "192.168.10.10/32", "vpngw/0",      NULL},
};

static const struct row vpn_learning_rows[] = {
	{"vpn-learns-expressroute", "vpngw/0",      "10.10.0.0/24",     "ergw/0",       "12076 65020; 10.11.8.4; 32769"},
	{"vpn-learns-expressroute", "vpngw/0",      "10.10.0.0/24",     "ergw/1",       "12076 65020; 10.11.8.4; 32769"},
	/* Though ExpressRoute's is the best, the instances tell each other what their tunnels taught. */
	{"vpn-gateway-routes",      "vpngw/0",      "10.10.0.0/24",     "vpngw/1",      "65001; 10.11.8.15; 32768"},
	{"vpn-gateway-routes",      "ergw/0",       "10.10.0.0/24",     "vpngw/1",      "65001; 10.11.8.15; 32768"},
	{"vpn-tunnel-routes",       "dc/fw1",       "10.10.0.0/24",     "vpngw/0",      NULL},
};

static const struct row vpn_route_server_rows[] = {
	{"branch-to-branch",            "vpngw/0",      "10.10.0.0/24",  "rs/0",         "12076 65020; 10.11.8.4; 32768"},
	{"branch-to-branch",            "vpngw/0",      "10.11.0.0/20",  "ergw/0",       NULL},
	{"branch-to-branch",            "ergw/0",       "10.20.0.0/20",  "rs/0",         "; 10.11.8.14; 32768"},
	{"branch-to-branch",            "ergw/0",       "10.20.0.0/20",  "vpngw/0",      NULL},
	{"gateway-passes-route-server", "er-1/primary", "10.20.0.0/20",  "ergw/0",       "65515; 10.11.8.12; 0"},
	{"gateway-passes-route-server", "er-1/primary", "10.10.1.0/24",  "ergw/1",       "65515 65001; 10.11.8.13; 0"},
	{"msee-remove-private-as",      "dc/ce1",       "10.20.0.0/20",  "er-1/primary", "12076; 172.16.0.2; 0"},
	{"route-server-reflects",       "vpngw/1",      "10.20.0.0/20",  "rs/0",         "; 10.11.8.14; 32768"},
	{"route-server-reflects",       "vpngw/0",      "10.20.0.0/20",  "rs/0",         NULL},
	{"vpn-gateway-routes",          "vpngw/1",      "10.20.0.0/20",  "vpngw/0",      "; 10.11.8.14; 32768"},
	{"vpn-tunnel-routes",           "dc/fw1",       "10.11.0.0/20",  "vpngw/0",      "65515; 10.11.8.14; 0"},
};
/* clang-format on */

static void test_a_vpn_gateway_beside_expressroute(void **state)
{
	struct simulated s = simulate_text(vpn_beside_expressroute);
	const struct node_peer_conf *tunnel = peer_of(&s, "vpngw/0", "dc/fw1");

	(void)state;
	check_rows(&s, vpn_rows, COUNT_OF(vpn_rows));
	/* vpn-prefix-limit */
	assert_int_equal(tunnel->prefix_limit[ADDR_IPV4], 4000);
	assert_rule(s.plan, "vpn-learns-expressroute", true);
	assert_rule(s.plan, "vpn-instance-addresses", true);
	assert_rule(s.plan, "gateway-refuses-own-prefix", true);
	assert_rule(s.plan, "vpn-tunnel-delay", false);
	simulated_done(&s);
}

/* The router is further from the second instance, and only from there. */
static void test_a_router_prepends_to_one_tunnel(void **state)
{
	static const struct row rows[] = {
	    {"vpn-tunnel-routes", "vpngw/0", "10.10.1.0/24", "dc/fw1",
	     "65001; 192.168.10.10; 32773"},
	    {"vpn-tunnel-routes", "vpngw/1", "10.10.1.0/24", "dc/fw1",
	     "65001 65001; 192.168.10.10; 32773"},
	    {"vpn-tunnel-routes", "ergw/0", "10.10.1.0/24", "vpngw/1",
	     "65001 65001; 10.11.8.15; 32768"},
	};
	struct simulated s = simulate_text_with(
	    vpn_beside_expressroute, "'rtt-ms': '7.0'",
	    "'rtt-ms': '7.0', 'tunnel': [{'instance': 0}, {'instance': 1, 'prepend': 1}]");

	(void)state;
	check_rows(&s, rows, COUNT_OF(rows));
	simulated_done(&s);
}

/* Without a weight on the connection the first instance has the better way, and the second one is
 * silent. */
static void test_an_instance_with_the_worse_tunnel_is_silent(void **state)
{
	static const struct row rows[] = {
	    {"vpn-instance-tells-its-best", "vpngw/1", "10.10.1.0/24", "dc/fw1",
	     "65001 65001; 192.168.10.10; 32768"},
	    {"vpn-instance-tells-its-best", "vpngw/1", "10.10.1.0/24", "vpngw/0",
	     "65001; 10.11.8.14; 32768"},
	    {"vpn-instance-tells-its-best", "vpngw/0", "10.10.1.0/24", "vpngw/1", NULL},
	    {"vpn-instance-tells-its-best", "ergw/0", "10.10.1.0/24", "vpngw/0",
	     "65001; 10.11.8.14; 32768"},
	    {"vpn-instance-tells-its-best", "ergw/0", "10.10.1.0/24", "vpngw/1", NULL},
	    {"vpn-instance-tells-its-best", "ergw/0", "10.20.0.0/20", "vpngw/1",
	     "; 10.11.8.15; 32768"},
	};
	char *light =
	    lab_text_with(vpn_beside_expressroute, "'routing-weight': 5", "'routing-weight': 0");
	struct simulated s = simulate_text_with(
	    light, "'rtt-ms': '7.0'",
	    "'rtt-ms': '7.0', 'tunnel': [{'instance': 0}, {'instance': 1, 'prepend': 1}]");

	(void)state;
	free(light);
	check_rows(&s, rows, COUNT_OF(rows));
	simulated_done(&s);
}

/* Without a weight of its own the tunnel comes second. */
static void test_a_vpn_gateway_that_learns_from_circuits(void **state)
{
	char *learning = lab_text_with(vpn_beside_expressroute, "'active-active': true",
	                               "'active-active': true, 'learn-expressroute-routes': true");
	struct simulated s =
	    simulate_text_with(learning, "'routing-weight': 5", "'routing-weight': 0");

	(void)state;
	free(learning);
	check_rows(&s, vpn_learning_rows, COUNT_OF(vpn_learning_rows));
	assert_rule(s.plan, "vpn-learns-expressroute", false);
	simulated_done(&s);
}

static void test_a_gateway_sees_peers_that_do_not_use_it(void **state)
{
	struct simulated served = simulate_text(vpn_beside_expressroute);
	struct simulated peered = simulate_text_with(
	    vpn_beside_expressroute, "'use-remote-gateways': true", "'use-remote-gateways': false");

	(void)state;
	assert_rule(served.plan, "gateway-peerings", false);
	assert_rule(peered.plan, "gateway-peerings", true);
	simulated_done(&served);
	simulated_done(&peered);
}

/* What an appliance brings by the Route Server goes through the tunnel, but for the default route
 * and what lies inside the network. */
static void test_a_tunnel_carries_no_default_route(void **state)
{
	static const struct {
		const char *prefix;
		const char *want;
	} brought[] = {
	    {"172.30.0.0/16", "65515 65010; 10.11.8.14; 0"},
	    {"0.0.0.0/0", NULL},
	    {"10.11.3.0/24", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(brought); i++) {
		struct row row = {"vpn-tunnel-routes", "dc/fw1", brought[i].prefix, "vpngw/0",
		                  brought[i].want};
		struct text more = {0};
		struct simulated s;

		text_addf(&more,
		          "'route-server': {'name': 'rs', 'branch-to-branch': true}, "
		          "'network-virtual-appliance': [{'name': 'nva', 'ip-address': "
		          "'10.11.9.4', 'asn': 65010, 'route-server': 'rs', 'advertise': ['%s']}]",
		          brought[i].prefix);
		s = simulate_text_with(vpn_with_route_server,
		                       "'route-server': {'name': 'rs', 'branch-to-branch': true}",
		                       text_str(&more));
		check_rows(&s, &row, 1);
		simulated_done(&s);
		text_done(&more);
	}
}

static void test_a_route_server_between_the_gateways(void **state)
{
	struct simulated s = simulate_text(vpn_with_route_server);

	(void)state;
	check_rows(&s, vpn_route_server_rows, COUNT_OF(vpn_route_server_rows));
	simulated_done(&s);
}

/* vpn-tunnel-delay: the way between the regions, unless the lab says how long the tunnel is. */
static void test_the_delay_of_a_tunnel(void **state)
{
	struct simulated said = simulate_text(vpn_beside_expressroute);
	struct simulated guessed =
	    simulate_text_with(vpn_beside_expressroute, ", 'rtt-ms': '7.0'", "");
	unsigned tunnels = 0;

	(void)state;
	for (uint32_t i = 0; i < said.plan->session_count; i++) {
		const struct plan_session *session = &said.plan->sessions[i];

		if (session->kind != PLAN_LINK_TUNNEL)
			continue;
		tunnels++;
		assert_int_equal(session->delay_us, 3500);
		assert_int_equal(session->basis, RTT_GIVEN);
		assert_int_not_equal(guessed.plan->sessions[i].basis, RTT_GIVEN);
		assert_non_null(lab_vpn_connection_of(session->element));
	}
	assert_int_equal(tunnels, 2);
	assert_rule(guessed.plan, "vpn-tunnel-delay", true);
	simulated_done(&said);
	simulated_done(&guessed);
}

/* Two VPN gateways with AS numbers of their own, one instance each. */
#define VPN_ALONE(name, octet, asn, far)                                                    \
	"{'name': 'vnet-" name "', 'region': 'West Europe', 'address-space': ['10." octet   \
	".0.0/16'], 'subnet': [" SUBNET(                                                    \
	    "GatewaySubnet", "10." octet ".0.0/27") "], 'vpn-gateway': {'name': 'vpn-" name \
						    "', 'sku': 'VpnGw2AZ', 'asn': " asn     \
						    ", 'connection': [{'name': 'to-" far    \
						    "', 'local-network-gateway': 'lng-" far \
						    "', 'enable-bgp': true}]}}"
static const char two_vpn_gateways[] =
    LAB("'virtual-network': [" VPN_ALONE("a", "1", "65010", "b") ", " VPN_ALONE(
	"b", "2", "65011", "a") "], 'local-network-gateway': ["
                                "{'name': 'lng-a', 'asn': 65010, 'bgp-peering-address': "
                                "'10.1.0.30', 'vpn-gateway': 'vpn-a'}, {'name': 'lng-b', 'asn': "
                                "65011, 'bgp-peering-address': '10.2.0.30', 'vpn-gateway': "
                                "'vpn-b'}]");

/* clang-format off */
static const struct row vpn_to_vpn_rows[] = {
	{"vpn-instance-addresses", "vpn-a/0", "10.2.0.0/16",  "vpn-b/0", "65011; 10.2.0.30; 32768"},
	{"vpn-tunnel-routes",      "vpn-b/0", "10.1.0.0/16",  "vpn-a/0", "65010; 10.1.0.30; 32768"},
	{"vpn-tunnel-routes",      "vpn-b/0", "10.2.0.30/32", "vpn-a/0", NULL},
};
/* clang-format on */

static void test_a_tunnel_between_vpn_gateways(void **state)
{
	struct simulated s = simulate_text(two_vpn_gateways);

	(void)state;
	check_rows(&s, vpn_to_vpn_rows, COUNT_OF(vpn_to_vpn_rows));
	simulated_done(&s);
}

/* Two circuits joined by Global Reach, a VNet on each. */
#define REACH_VNET(name, octet, circuit)                                                          \
	"{'name': 'vnet-" name "', 'region': 'West Europe', 'address-space': ['10." octet         \
	".0.0/16'], 'subnet': [" SUBNET(                                                          \
	    "GatewaySubnet",                                                                      \
	    "10." octet                                                                           \
	    ".0.0/27") "], 'virtual-network-gateway': {'name': 'gw-" name "', 'sku': 'ErGw1AZ', " \
		       "'allow-remote-vnet-traffic': true, 'connection': [{'name': 'to', "        \
		       "'express-route-circuit': '" circuit "'}]}}"
static const char global_reach[] =
    LAB("'virtual-network': [" REACH_VNET("a", "1", "er-1") ", " REACH_VNET(
	"b", "2",
	"er-2") "], "
                "'express-route-circuit': [" CIRCUIT(
		    "er-1", "0",
		    ", 'global-reach-connection': [{'name': 'gr', "
		    "'peer-express-route-circuit': 'er-2', "
		    "'address-prefix': '172.16.9.0/29'}]") ", " CIRCUIT("er-2", "1",
                                                                        "") "], " SITE(ROUTER("ce1",
                                                                                              "er-"
                                                                                              "1",
                                                                                              "192."
                                                                                              "168."
                                                                                              "1.0/"
                                                                                              "24") ", " ROUTER("ce2",
                                                                                                                "er-2",
                                                                                                                "192.168.2.0/24")));

/* clang-format off */
static const struct row global_reach_rows[] = {
	{"global-reach-local-preference", "er-1/primary",   "192.168.2.0/24", "er-2/primary",   "65020; 172.16.9.2; 0; local-pref 10"},
	{"global-reach-sessions",         "er-2/secondary", "192.168.1.0/24", "er-1/secondary", "65020; 172.16.9.5; 0; local-pref 10"},
	{"global-reach-local-preference", "er-1/primary",   "10.2.0.0/16",    "er-2/primary",   "65515; 172.16.9.2; 0"},
	{"global-reach-prepend",          "gw-a/0",         "192.168.2.0/24", "er-1/primary",   "12076 12076 12076 65020; 10.1.0.4; 32769"},
	{"global-reach-prepend",          "gw-a/1",         "10.2.0.0/16",    "er-1/secondary", "12076 12076 12076 12076; 10.1.0.5; 32769"},
	{"global-reach-prepend",          "gw-a/0",         "192.168.1.0/24", "er-1/primary",   "12076 65020; 10.1.0.4; 32769"},
	{"global-reach-prepend",          "dc/ce1",         "192.168.2.0/24", "er-1/primary",   "12076; 172.16.0.2; 0"},
	{"msee-remove-private-as",        "dc/ce1",         "10.2.0.0/16",    "er-1/primary",   "12076; 172.16.0.2; 0"},
};
/* clang-format on */

static void test_global_reach_joins_circuits(void **state)
{
	struct simulated s = simulate_text(global_reach);

	(void)state;
	check_rows(&s, global_reach_rows, COUNT_OF(global_reach_rows));
	assert_rule(s.plan, "global-reach-prepend", true);
	assert_rule(s.plan, "global-reach-path", true);
	assert_rule(s.plan, "hub-router-in-path", false);
	simulated_done(&s);
}

/* Two hubs of one virtual WAN and a VNet with a gateway on one circuit (tests/captures, S04). */
#define WAN_HUB(name, octet, more)                                                       \
	"{'name': 'hub-" name "', 'region': 'West Europe', 'address-prefix': '10." octet \
	".0.0/23'" more ", 'hub-virtual-network-connection': [{'name': 'to-" name        \
	"', 'remote-virtual-network': 'vnet-" name "'}]}"
static const char virtual_wan[] = LAB(
    "'virtual-network': [{'name': 'classic', 'region': 'West Europe', 'address-space': "
    "['10.1.0.0/16'], 'subnet': [" SUBNET("GatewaySubnet", "10.1.0.0/27") "], " GATEWAY(
	"gw",
	" 'allow-virtual-wan-traffic': true,") "}, "
					       "{'name': 'vnet-a', 'region': 'West "
					       "Europe', 'address-space': "
					       "['10.4.0.0/24']}, "
					       "{'name': 'vnet-b', 'region': 'West "
					       "Europe', 'address-space': "
					       "['10.6.0.0/24']}], "
					       "'virtual-hub': [" WAN_HUB(
						   "a", "3",
						   ", 'express-route-gateway': "
						   "{'name': 'gw-a', "
						   "'allow-non-virtual-wan-traffic': "
						   "true, "
						   "'connection': [{'name': 'to-er', "
						   "'express-route-circuit': "
						   "'er-1'}]}") ", " WAN_HUB("b", "5",
                                                                             "") "], "
										 "'ex"
										 "pre"
										 "ss-"
										 "rou"
										 "te-"
										 "cir"
										 "cui"
										 "t':"
										 " "
										 "[" CIRCUIT("er-1", "0", "") "], " SITE(
										     ROUTER(
											 "ce1",
											 "er-1",
											 "192.168."
											 "1.0/"
											 "24")));

/* clang-format off */
static const struct row virtual_wan_rows[] = {
	{"virtual-hub-announces",          "er-1/primary", "10.3.0.0/23",    "gw-a/0",       "65515; 10.3.0.12; 0; 65517:12001"},
	{"virtual-hub-announces",          "er-1/primary", "10.4.0.0/24",    "gw-a/1",       "65515; 10.3.0.13; 0; 65517:12001"},
	{"virtual-hub-mesh",               "er-1/primary", "10.6.0.0/24",    "gw-a/0",       "65515 65520 65520; 10.3.0.12; 0; EGP; 65517:12001"},
	{"virtual-hub-mesh",               "hub-a/router", "10.6.0.0/24",    "hub-b/router", "65520 65520; 10.5.0.68; 32768"},
	{"virtual-hub-own-prefix",         "hub-a/router", "10.5.0.0/23",    "hub-b/router", NULL},
	{"virtual-hub-own-prefix",         "hub-b/router", "10.3.0.0/23",    "hub-a/router", NULL},
	{"virtual-hub-own-prefix",         "er-1/primary", "10.5.0.0/23",    "gw-a/0",       NULL},
	{"virtual-hub-one-router",         "hub-b/router", "192.168.1.0/24", "hub-a/router", "65520 65520 12076 65020; 10.3.0.68; 32768"},
	{"virtual-hub-preference",         "hub-a/router", "10.1.0.0/16",    "gw-a/0",       "12076 12076; 10.3.0.4; 32769"},
	{"virtual-hub-no-circuit-transit", "er-1/primary", "192.168.1.0/24", "gw-a/1",       NULL},
	{"virtual-wan-toggle",             "gw/0",         "10.4.0.0/24",    "er-1/primary", "12076 12076; 10.1.0.4; 32769; 65517:12001"},
	{"virtual-wan-toggle",             "gw-a/0",       "10.1.0.0/16",    "er-1/primary", "12076 12076; 10.3.0.4; 32769"},
	{"internal-communities-stripped",  "dc/ce1",       "10.4.0.0/24",    "er-1/primary", "12076; 172.16.0.2; 0"},
};

static const struct row wan_closed_rows[] = {
	{"virtual-wan-mark",               "gw/0",         "10.4.0.0/24",    "er-1/primary", "12076 12076; 10.1.0.4; 0; 65517:12001; marked"},
	{"virtual-wan-mark",               "gw/0",         "10.6.0.0/24",    "er-1/primary", "12076 12076 65520 65520; 10.1.0.4; 0; EGP; 65517:12001; marked"},
	{"virtual-wan-toggle",             "gw/0",         "192.168.1.0/24", "er-1/primary", "12076 65020; 10.1.0.4; 32769"},
	{"virtual-wan-toggle",             "gw-a/0",       "10.1.0.0/16",    "er-1/primary", "12076 12076; 10.3.0.4; 32769"},
};

static const struct row vnets_closed_rows[] = {
	{"virtual-wan-toggle",             "gw-a/0",       "10.1.0.0/16",    "er-1/primary", "12076 12076; 10.3.0.4; 0; remote-vnet"},
	{"virtual-wan-toggle",             "gw/0",         "10.4.0.0/24",    "er-1/primary", "12076 12076; 10.1.0.4; 32769; 65517:12001"},
};

/* The MSEE prefers what the customer leaks, and tells the hub's gateway nothing, which announces it. */
static const struct row wan_leak_rows[] = {
	{"msee-no-copy-back",              "er-1/primary", "10.6.0.0/24",    "dc/ce1",       "65020 12076; 172.16.0.1; 0"},
	{"msee-no-copy-back",              "gw-a/1",       "10.6.0.0/24",    "er-1/primary", NULL},
	{"msee-no-copy-back",              "gw/0",         "10.6.0.0/24",    "er-1/primary", "12076 65020 12076; 10.1.0.4; 32769"},
	{"virtual-hub-mesh",               "gw-a/1",       "10.6.0.0/24",    "hub-a/router", "65520 65520; 10.5.0.68; 32768; EGP"},
	{"virtual-hub-mesh",               "er-1/primary", "10.6.0.0/24",    "gw-a/1",       "65515 65520 65520; 10.3.0.13; 0; EGP; 65517:12001"},
};
/* clang-format on */

static void test_a_gateway_gets_no_copy_of_what_it_announces(void **state)
{
	struct simulated s = simulate_text_with(virtual_wan, "'advertise': ['192.168.1.0/24']",
	                                        "'announce': [{'prefix': '10.6.0.0/24', "
	                                        "'as-path': '12076'}]");

	(void)state;
	check_rows(&s, wan_leak_rows, COUNT_OF(wan_leak_rows));
	simulated_done(&s);
}

/* virtual-hub-default-route */
static void test_a_default_route_stays_in_its_hub(void **state)
{
	static const struct row rows[] = {
	    {"virtual-hub-default-route", "hub-a/router", "0.0.0.0/0", "gw-a/0",
	     "12076 65020; 10.3.0.4; 32769"},
	    {"virtual-hub-default-route", "hub-b/router", "0.0.0.0/0", "hub-a/router", NULL},
	    {"virtual-hub-default-route", "hub-b/router", "10.4.0.0/24", "hub-a/router",
	     "65520 65520; 10.3.0.68; 32768"},
	};
	struct simulated s = simulate_text_with(virtual_wan, "192.168.1.0/24", "0.0.0.0/0");

	(void)state;
	check_rows(&s, rows, COUNT_OF(rows));
	simulated_done(&s);
}

static void test_virtual_hubs(void **state)
{
	struct simulated s = simulate_text(virtual_wan);

	(void)state;
	check_rows(&s, virtual_wan_rows, COUNT_OF(virtual_wan_rows));
	assert_rule(s.plan, "virtual-wan-mark", true);
	assert_rule(s.plan, "internal-communities-stripped", true);
	assert_rule(s.plan, "virtual-hub-one-router", true);
	assert_rule(s.plan, "virtual-hub-preference", true);
	assert_rule(s.plan, "virtual-hub-no-circuit-transit", true);
	assert_rule(s.plan, "hub-router-in-path", true);
	assert_rule(s.plan, "global-reach-path", false);
	simulated_done(&s);
}

static void test_gateways_that_do_not_take_virtual_wans(void **state)
{
	struct simulated s = simulate_text_with(virtual_wan, "'allow-virtual-wan-traffic': true",
	                                        "'allow-virtual-wan-traffic': false");

	(void)state;
	check_rows(&s, wan_closed_rows, COUNT_OF(wan_closed_rows));
	simulated_done(&s);
}

static void test_virtual_hubs_that_take_no_vnets(void **state)
{
	struct simulated s =
	    simulate_text_with(virtual_wan, "'allow-non-virtual-wan-traffic': true",
	                       "'allow-non-virtual-wan-traffic': false");

	(void)state;
	check_rows(&s, vnets_closed_rows, COUNT_OF(vnets_closed_rows));
	simulated_done(&s);
}

/* A hub with a spoke inside and a spoke outside the summaries (tests/captures, S11). */
static const char summaries[] =
    LAB("'virtual-network': [{'name': 'hub', 'region': 'West Europe', 'address-space': "
        "['10.0.0.0/16'], 'summarized-gateway-prefixes': ['10.0.0.0/15'], 'subnet': "
        "[" SUBNET("GatewaySubnet", "10.0.0.0/24") "], " GATEWAY(
	    "gw", "") ", "
                      "'vpn-gateway': {'name': 'vpn', 'sku': 'VpnGw2AZ', 'active-active': true}, "
                      "'virtual-network-peering': [{'name': 'one', 'remote-virtual-network': "
                      "'s1', "
                      "'allow-gateway-transit': true}, {'name': 'two', 'remote-virtual-network': "
                      "'s2', "
                      "'allow-gateway-transit': true}]}, "
                      "{'name': 's1', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'], "
                      "'virtual-network-peering': [{'name': 'up', 'remote-virtual-network': "
                      "'hub', "
                      "'use-remote-gateways': true}]}, "
                      "{'name': 's2', 'region': 'West Europe', 'address-space': ['10.2.0.0/16'], "
                      "'virtual-network-peering': [{'name': 'up', 'remote-virtual-network': "
                      "'hub', "
                      "'use-remote-gateways': true}]}], "
                      "'express-route-circuit': [" CIRCUIT("er-1", "0", "") "], " SITE(
			  ROUTER("ce1", "er-1", "192.168.1.0/24")));

/* clang-format off */
static const struct row summary_rows[] = {
	{"summarized-gateway-prefixes",  "er-1/primary", "10.0.0.0/15", "gw/0", "65515; 10.0.0.12; 0"},
	{"summarized-gateway-prefixes",  "er-1/primary", "10.2.0.0/16", "gw/1", "65515; 10.0.0.13; 0"},
	{"summarized-gateway-prefixes",  "er-1/primary", "10.0.0.0/16", "gw/0", NULL},
	{"summarized-gateway-prefixes",  "er-1/primary", "10.1.0.0/16", "gw/0", NULL},
	{"summarized-gateway-prefixes",  "vpn/0",        "10.0.0.0/15", "",     "; 0.0.0.0; 32768"},
	{"summarized-gateway-prefixes",  "vpn/0",        "10.0.0.0/16", "",     NULL},
	{"summarized-gateway-prefixes",  "vpn/0",        "10.1.0.0/16", "",     NULL},
	{"summarized-gateway-prefixes",  "vpn/0",        "10.2.0.0/16", "",     "; 0.0.0.0; 32768"},
};

static const struct row foreign_summary_rows[] = {
	{"summarized-gateway-prefixes",  "er-1/primary", "172.31.0.0/16", "gw/0", "65515; 10.0.0.12; 0"},
	{"summarized-gateway-prefixes",  "er-1/primary", "10.0.0.0/16",   "gw/0", NULL},
	{"summarized-gateway-prefixes",  "er-1/primary", "10.1.0.0/16",   "gw/0", "65515; 10.0.0.12; 0"},
	{"summarized-gateway-prefixes",  "er-1/primary", "10.2.0.0/16",   "gw/0", "65515; 10.0.0.12; 0"},
};
/* clang-format on */

static void test_summaries_stand_for_what_they_cover(void **state)
{
	struct simulated s = simulate_text(summaries);
	struct simulated foreign = simulate_text_with(summaries, "10.0.0.0/15", "172.31.0.0/16");

	(void)state;
	check_rows(&s, summary_rows, COUNT_OF(summary_rows));
	assert_rule(s.plan, "summarized-not-route-server", false);
	check_rows(&foreign, foreign_summary_rows, COUNT_OF(foreign_summary_rows));
	simulated_done(&s);
	simulated_done(&foreign);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_route_servers_pass_and_reflect),
	    cmocka_unit_test(test_without_branch_to_branch_nothing_passes),
	    cmocka_unit_test(test_the_routing_preference_is_a_weight),
	    cmocka_unit_test(test_limits_of_other_peers),
	    cmocka_unit_test(test_a_vpn_gateway_beside_expressroute),
	    cmocka_unit_test(test_a_router_prepends_to_one_tunnel),
	    cmocka_unit_test(test_an_instance_with_the_worse_tunnel_is_silent),
	    cmocka_unit_test(test_a_vpn_gateway_that_learns_from_circuits),
	    cmocka_unit_test(test_a_gateway_sees_peers_that_do_not_use_it),
	    cmocka_unit_test(test_a_tunnel_carries_no_default_route),
	    cmocka_unit_test(test_a_route_server_between_the_gateways),
	    cmocka_unit_test(test_the_delay_of_a_tunnel),
	    cmocka_unit_test(test_a_tunnel_between_vpn_gateways),
	    cmocka_unit_test(test_global_reach_joins_circuits),
	    cmocka_unit_test(test_a_default_route_stays_in_its_hub),
	    cmocka_unit_test(test_virtual_hubs),
	    cmocka_unit_test(test_a_gateway_gets_no_copy_of_what_it_announces),
	    cmocka_unit_test(test_gateways_that_do_not_take_virtual_wans),
	    cmocka_unit_test(test_virtual_hubs_that_take_no_vnets),
	    cmocka_unit_test(test_summaries_stand_for_what_they_cover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
