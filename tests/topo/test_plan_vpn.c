/* What VPN gateways take from tunnels and tell them: a lab that is simulated to the end. Every row
 * names the rule of data/rules.json that it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "tests/lib/rows.h"

/* A gateway alone with two branches that speak BGP, of which the first says what a VPN gateway may
 * not believe, and whose local network gateway has address space as well. */
static const char two_branches[] =
    "{'hairpin-lab:lab': {'name': 'branches', 'virtual-network': [{'name': 'hub', 'region': "
    "'West Europe', 'address-space': ['10.11.0.0/16'], 'subnet': [{'name': 'GatewaySubnet', "
    "'address-prefix': ['10.11.0.0/27']}, {'name': 'vm', 'address-prefix': ['10.11.1.0/24']}], "
    "'vpn-gateway': {'name': 'vpn', 'sku': 'VpnGw2AZ', 'active-active': true, 'connection': ["
    "{'name': 'to-a', 'local-network-gateway': 'lng-a', 'enable-bgp': true, 'routing-weight': 10}, "
    "{'name': 'to-b', 'local-network-gateway': 'lng-b', 'enable-bgp': true}]}, "
    "'virtual-network-peering': [{'name': 's', 'remote-virtual-network': 'spoke', "
    "'allow-gateway-transit': true}]}, {'name': 'spoke', 'region': 'West Europe', 'address-space': "
    "['10.12.0.0/16'], 'virtual-network-peering': [{'name': 'h', 'remote-virtual-network': 'hub', "
    "'use-remote-gateways': true}]}], 'local-network-gateway': [{'name': 'lng-a', 'asn': 65001, "
    "'bgp-peering-address': '192.168.255.1', 'address-space': ['172.23.0.0/24', '192.168.9.0/24', "
    "'10.11.64.0/20'], 'site': 'a', 'router': 'ra'}, {'name': 'lng-b', 'asn': 65002, "
    "'bgp-peering-address': '192.168.255.2', 'site': 'b', 'router': 'rb'}], 'site': [{'name': 'a', "
    "'nearest-region': 'West Europe', 'router': [{'name': 'ra', 'asn': 65001, 'advertise': ["
    "'192.168.9.0/24', '10.11.0.0/16', '10.11.5.0/24', '10.12.0.0/16', '10.12.7.0/24', "
    "'10.0.0.0/8', '0.0.0.0/0']}]}, {'name': 'b', 'nearest-region': 'West Europe', 'router': "
    "[{'name': 'rb', 'asn': 65002, 'advertise': ['192.168.10.0/24']}]}]}}";

/* clang-format off */
static const struct row tunnel_rows[] = {
	/* Beside BGP, address space of the local network gateway is static, and told. */
	{"vpn-gateway-routes",    "vpn/0", "172.23.0.0/24",     "",      "; 0.0.0.0; 32768"},
	{"vpn-gateway-routes",    "vpn/1", "192.168.9.0/24",    "",      "; 0.0.0.0; 32768"},
	{"vpn-gateway-routes",    "vpn/0", "192.168.255.1/32",  "",      "; 0.0.0.0; 32768"},
	{"vpn-tunnel-routes",     "b/rb",  "172.23.0.0/24",     "vpn/0", "65515; 10.11.0.4; 0"},
	{"vpn-tunnel-routes",     "b/rb",  "172.23.0.0/24",     "vpn/1", "65515; 10.11.0.5; 0"},
	{"vpn-tunnel-routes",     "a/ra",  "172.23.0.0/24",     "vpn/0", "65515; 10.11.0.4; 0"},
	{"vpn-tunnel-routes",     "b/rb",  "192.168.255.1/32",  "vpn/0", "65515; 10.11.0.4; 0"},
	{"vpn-tunnel-routes",     "a/ra",  "192.168.255.2/32",  "vpn/1", "65515; 10.11.0.5; 0"},
	{"vpn-tunnel-routes",     "b/rb",  "192.168.255.2/32",  "vpn/0", NULL},
	/* The insides of the network are not told, be they static; a summary of more is. */
	{"vpn-tunnel-routes",     "b/rb",  "10.11.64.0/20",     "vpn/0", NULL},
	{"vpn-tunnel-routes",     "b/rb",  "10.0.0.0/8",        "vpn/0", "65515 65001; 10.11.0.4; 0"},
	{"vpn-tunnel-routes",     "b/rb",  "10.11.0.0/16",      "vpn/0", "65515; 10.11.0.4; 0"},
	{"vpn-tunnel-routes",     "b/rb",  "10.12.0.0/16",      "vpn/0", "65515; 10.11.0.4; 0"},
	/* A default route is taken and kept. */
	{"vpn-tunnel-routes",     "vpn/0", "0.0.0.0/0",         "a/ra",  "65001; 192.168.255.1; 32778"},
	{"vpn-tunnel-routes",     "b/rb",  "0.0.0.0/0",         "vpn/0", NULL},
	/* Not so what is the network's own or a spoke's, whatever the connection weighs. */
	{"vpn-refuses-own-space", "vpn/0", "10.11.0.0/16",      "a/ra",  "65001; 192.168.255.1; 32778; filtered"},
	{"vpn-refuses-own-space", "vpn/0", "10.11.5.0/24",      "a/ra",  "65001; 192.168.255.1; 32778; filtered"},
	{"vpn-refuses-own-space", "vpn/1", "10.12.0.0/16",      "a/ra",  "65001; 192.168.255.1; 32778; filtered"},
	{"vpn-refuses-own-space", "vpn/1", "10.12.7.0/24",      "a/ra",  "65001; 192.168.255.1; 32778; filtered"},
	{"vpn-refuses-own-space", "vpn/0", "10.0.0.0/8",        "a/ra",  "65001; 192.168.255.1; 32778"},
};
/* clang-format on */

static void test_tunnels_with_bgp(void **state)
{
	(void)state;
	struct simulated s = simulate_text(two_branches);

	check_rows(&s, tunnel_rows, COUNT_OF(tunnel_rows));
	simulated_done(&s);
}

/* gateway-refuses-own-prefix: where summaries stand in for the networks, too. */
static void test_summaries_leave_the_networks_their_own(void **state)
{
	/* clang-format off */
	static const struct row rows[] = {
		{"summarized-gateway-prefixes", "vpn/0", "10.11.0.0/16", "",      NULL},
		{"summarized-gateway-prefixes", "b/rb",  "10.8.0.0/13",  "vpn/0", "65515; 10.11.0.4; 0"},
		{"summarized-gateway-prefixes", "b/rb",  "10.11.0.0/16", "vpn/0", NULL},
		{"summarized-gateway-prefixes", "b/rb",  "10.12.0.0/16", "vpn/0", NULL},
		{"vpn-refuses-own-space",       "vpn/0", "10.11.0.0/16", "a/ra",  "65001; 192.168.255.1; 32778; filtered"},
	};
	/* clang-format on */

	(void)state;
	struct simulated s = simulate_text_with(two_branches, "'address-space': ['10.11.0.0/16']",
	                                        "'address-space': ['10.11.0.0/16'], "
	                                        "'summarized-gateway-prefixes': ['10.8.0.0/13']");

	check_rows(&s, rows, COUNT_OF(rows));
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tunnels_with_bgp),
	    cmocka_unit_test(test_summaries_leave_the_networks_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
