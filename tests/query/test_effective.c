/* Effective routes: which rows a subnet has, in which state, and by which rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/nic/effective.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "topo/judge/load.h"

static struct effective *of(struct simulated *s, const char *vnet)
{
	const struct lab_vnet *found = lab_find_vnet(s->lab, vnet);

	assert_non_null(found);
	return effective_of(s->fabric, found, NULL, false);
}

/* "Default Active 10.1.0.0/16 VnetLocal", with next hop and element behind it. */
static void add_row(const struct effective_route *route, struct text *out)
{
	char prefix[PREFIX_TEXT_MAX];
	char address[ADDR_TEXT_MAX];

	text_addf(out, "%s %s %s %s", nic_source_name(route->source),
	          route->active ? "Active" : "Invalid", prefix_format(&route->prefix, prefix),
	          nic_next_hop_name(route->type));
	if (addr_is_set(&route->address))
		text_addf(out, " %s", addr_format(&route->address, address));
	if (route->element != NULL || route->name != NULL)
		text_addf(out, " %s", route->element != NULL ? route->element : route->name);
	text_add(out, "\n");
}

static void assert_rows(const struct effective *effective, const char *want)
{
	struct text rows = {0};

	for (uint32_t i = 0; i < effective->route_count; i++)
		add_row(&effective->routes[i], &rows);
	assert_string_equal(text_str(&rows), want);
	text_done(&rows);
}

/* clang-format off */
static const char default_rows[] =
    "Default Active 0.0.0.0/0 Internet\n";

/* Each VNet of the lab shows another of the cases. */
static const struct listing {
	const char *vnet;
	const char *rows; /* those before the default ones */
} listings[] = {
	{"vnet-idle",
	 "Default Active 10.7.0.0/16 VnetLocal\n"},
	{"spoke-x",
	 "Default Active 10.5.0.0/16 VnetLocal\n"
	 "Default Active 10.1.0.0/16 VNetPeering vnet-a\n"},
	/* 192.168.1.0/24 is announced on one of the links only. */
	{"vnet-b",
	 "Default Active 10.3.0.0/16 VnetLocal\n"
	 "VirtualNetworkGateway Active 10.1.0.0/16 VirtualNetworkGateway 10.3.255.4 er-1/primary\n"
	 "VirtualNetworkGateway Active 10.1.0.0/16 VirtualNetworkGateway 10.3.255.5 er-1/secondary\n"
	 "VirtualNetworkGateway Active 10.2.0.0/20 VirtualNetworkGateway 10.3.255.4 er-1/primary\n"
	 "VirtualNetworkGateway Active 10.2.0.0/20 VirtualNetworkGateway 10.3.255.5 er-1/secondary\n"
	 "VirtualNetworkGateway Active 10.2.16.0/20 VirtualNetworkGateway 10.3.255.4 er-1/primary\n"
	 "VirtualNetworkGateway Active 10.2.16.0/20 VirtualNetworkGateway 10.3.255.5 er-1/secondary\n"
	 "VirtualNetworkGateway Active 10.6.0.0/16 VirtualNetworkGateway 10.3.255.4 er-1/primary\n"
	 "VirtualNetworkGateway Active 10.6.0.0/16 VirtualNetworkGateway 10.3.255.5 er-1/secondary\n"
	 "VirtualNetworkGateway Active 192.168.0.0/24 VirtualNetworkGateway 10.3.255.4 er-1/primary\n"
	 "VirtualNetworkGateway Active 192.168.1.0/24 VirtualNetworkGateway 10.3.255.4 er-1/primary\n"},
};
/* clang-format on */

static void rows_stand_as_azure_lists_them(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (size_t i = 0; i < COUNT_OF(listings); i++) {
		struct effective *effective = of(&s, listings[i].vnet);
		struct text want = {0};

		text_addf(&want, "%s%s", listings[i].rows, default_rows);
		assert_rows(effective, text_str(&want));
		assert_int_equal(effective->absent_count, 0);
		text_done(&want);
		effective_free(effective);
	}
	simulated_done(&s);
}

/* clang-format off */
/* A hub with all kinds of gateways, whose Route Server passes routes on, and a spoke; a virtual WAN
 * beside them. */
static const char full_lab[] =
"{'hairpin-lab:lab': {'name': 'full',"
" 'virtual-network': ["
"  {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.0.0.0/16'],"
"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.0.255.0/27']},"
"              {'name': 'RouteServerSubnet', 'address-prefix': ['10.0.254.0/27']},"
"              {'name': 'nva', 'address-prefix': ['10.0.1.0/24']},"
"              {'name': 'no-gateway-routes', 'address-prefix': ['10.0.2.0/24'], 'route-table': 'none'}],"
"   'virtual-network-gateway': {'name': 'ergw', 'sku': 'ErGw1AZ',"
"    'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
"   'vpn-gateway': {'name': 'vpngw', 'sku': 'VpnGw2AZ', 'active-active': true,"
"    'connection': [{'name': 'v', 'local-network-gateway': 'far'}]},"
"   'route-server': {'name': 'rs', 'branch-to-branch': true},"
"   'network-virtual-appliance': [{'name': 'fw', 'ip-address': '10.0.1.4', 'asn': 65001,"
"    'route-server': 'rs', 'advertise': ['172.20.0.0/16'], 'next-hop': '10.0.1.9'}],"
"   'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'spoke', 'allow-gateway-transit': true}]},"
"  {'name': 'spoke', 'region': 'West Europe', 'address-space': ['10.1.0.0/16', 'fd00:1::/48'],"
"   'subnet': [{'name': 'plain', 'address-prefix': ['10.1.0.0/24', 'fd00:1::/64']},"
"              {'name': 'default', 'address-prefix': ['10.1.1.0/24'], 'route-table': 'default'},"
"              {'name': 'space', 'address-prefix': ['10.1.2.0/24'], 'route-table': 'space'},"
"              {'name': 'endpoint', 'address-prefix': ['10.1.3.0/24'],"
"               'private-endpoint-network-policies': 'Enabled',"
"               'private-endpoint': [{'name': 'blob', 'ip-address': '10.1.3.4'}],"
"               'service-endpoint': [{'service': 'Microsoft.Storage', 'address-prefix': ['20.150.0.0/16']}],"
"               'route-table': 'service'}],"
"   'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'hub', 'use-remote-gateways': true}]},"
"  {'name': 'in-wan', 'region': 'West Europe', 'address-space': ['10.8.0.0/16'],"
"   'subnet': [{'name': 'plain', 'address-prefix': ['10.8.0.0/24']}]},"
"  {'name': 'in-far-wan', 'region': 'West Europe', 'address-space': ['10.9.0.0/16'],"
"   'subnet': [{'name': 'plain', 'address-prefix': ['10.9.0.0/24']}]}],"
" 'virtual-hub': ["
"  {'name': 'wan', 'region': 'West Europe', 'address-prefix': '10.10.0.0/23',"
"   'express-route-gateway': {'name': 'wangw', 'connection': [{'name': 'w', 'express-route-circuit': 'er'}]},"
"   'hub-virtual-network-connection': [{'name': 'i', 'remote-virtual-network': 'in-wan'}]},"
"  {'name': 'far-wan', 'region': 'West Europe', 'address-prefix': '10.10.2.0/23',"
"   'hub-virtual-network-connection': [{'name': 'i', 'remote-virtual-network': 'in-far-wan'}]}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 1000,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020, 'vlan-id': 100,"
"  'primary-peer-address-prefix': '172.16.0.0/30', 'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'local-network-gateway': [{'name': 'far', 'address-space': ['192.168.8.0/24']}],"
" 'route-table': ["
"  {'name': 'none', 'disable-bgp-route-propagation': true},"
"  {'name': 'default', 'route': [{'name': 'out', 'address-prefix': '0.0.0.0/0',"
"   'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.0.1.4'},"
"   {'name': 'site', 'address-prefix': '192.168.0.0/24', 'next-hop-type': 'None'}]},"
"  {'name': 'space', 'route': [{'name': 'own', 'address-prefix': '10.1.0.0/16',"
"   'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.0.1.4'},"
"   {'name': 'hub', 'address-prefix': '10.0.0.0/16', 'next-hop-type': 'VnetLocal'}]},"
"  {'name': 'service', 'route': [{'name': 'storage', 'address-prefix': '20.150.4.0/24',"
"   'next-hop-type': 'Internet'}]}],"
" 'site': [{'name': 'dc', 'access-rtt-ms': '4.0', 'router': [{'name': 'ce', 'asn': 65020,"
"  'advertise': ['192.168.0.0/24'], 'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'},"
"  {'express-route-circuit': 'er', 'link': 'secondary'}]}]}]"
"}}";

/* Two VPN gateways alone, active-active, joined by tunnels with BGP. */
#define VPN_NETWORK(name, octet, gateway, asn, far)                                              \
	"{'name': '" name "', 'region': 'UK South', 'address-space': ['10.30." octet ".0/24'],"  \
	" 'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.30." octet ".192/26']}],"  \
	" 'vpn-gateway': {'name': '" gateway "', 'sku': 'VpnGw2AZ', 'active-active': true,"      \
	" 'asn': " asn ", 'bgp-peering-address': ['10.30." octet ".196', '10.30." octet ".197'],"\
	" 'connection': [{'name': 'a', 'local-network-gateway': '" far "-a', 'enable-bgp': true},"\
	" {'name': 'b', 'local-network-gateway': '" far "-b', 'enable-bgp': true}]}}"
#define VPN_END(name, asn, address, gateway)                                     \
	"{'name': '" name "', 'asn': " asn ", 'bgp-peering-address': '" address \
	"', 'vpn-gateway': '" gateway "'}"
static const char two_vpn_gateways[] =
    "{'hairpin-lab:lab': {'name': 'two', 'virtual-network': [" VPN_NETWORK(
	"vnet1", "1", "gw1", "65001", "ten") ", " VPN_NETWORK("vnet10", "10", "gw10", "65010",
                                                              "one") "],"
    " 'local-network-gateway': [" VPN_END("ten-a", "65010", "10.30.10.196", "gw10") ", " VPN_END(
	"ten-b", "65010", "10.30.10.197",
	"gw10") ", " VPN_END("one-a", "65001", "10.30.1.196",
                             "gw1") ", " VPN_END("one-b", "65001", "10.30.1.197", "gw1") "]}}";

/* What a subnet lists of one prefix: all rows of it. */
static const struct subnet_row {
	const char *rule; /* of the last of them; or of what is not listed */
	const char *vnet;
	const char *subnet;
	const char *prefix;
	const char *rows;
} places[] = {
	{"route-server-one-next-hop", "hub", "nva", "192.168.0.0/24",
	 "VirtualNetworkGateway Active 192.168.0.0/24 VirtualNetworkGateway 10.0.255.4 er/primary\n"},
	{"nic-vpn-next-hop", "hub", "nva", "192.168.8.0/24",
	 "VirtualNetworkGateway Active 192.168.8.0/24 VirtualNetworkGateway 10.0.255.14 vpngw/0\n"
	 "VirtualNetworkGateway Active 192.168.8.0/24 VirtualNetworkGateway 10.0.255.15 vpngw/1\n"},
	{"nic-appliance-next-hop", "spoke", "plain", "172.20.0.0/16",
	 "VirtualNetworkGateway Active 172.20.0.0/16 VirtualNetworkGateway 10.0.1.9 hub/fw\n"},
	{"gateway-transit", "spoke", "plain", "192.168.8.0/24",
	 "VirtualNetworkGateway Active 192.168.8.0/24 VirtualNetworkGateway 10.0.255.14 vpngw/0\n"
	 "VirtualNetworkGateway Active 192.168.8.0/24 VirtualNetworkGateway 10.0.255.15 vpngw/1\n"},
	{"propagate-gateway-routes", "hub", "no-gateway-routes", "192.168.0.0/24", ""},
	{"nic-user-route", "spoke", "default", "0.0.0.0/0",
	 "Default Invalid 0.0.0.0/0 Internet\n"
	 "User Active 0.0.0.0/0 VirtualAppliance 10.0.1.4 out\n"},
	{"nic-user-route", "spoke", "default", "192.168.0.0/24",
	 "VirtualNetworkGateway Invalid 192.168.0.0/24 VirtualNetworkGateway 10.0.255.4 er/primary\n"
	 "User Active 192.168.0.0/24 None site\n"},
	{"nic-user-route", "spoke", "space", "10.1.0.0/16",
	 "Default Invalid 10.1.0.0/16 VnetLocal\n"
	 "User Active 10.1.0.0/16 VirtualAppliance 10.0.1.4 own\n"},
	{"nic-user-route", "spoke", "space", "10.0.0.0/16",
	 "Default Invalid 10.0.0.0/16 VNetPeering hub\n"
	 "User Active 10.0.0.0/16 VnetLocal hub\n"},
	{"private-endpoint-route", "hub", "nva", "10.1.3.4/32",
	 "Default Active 10.1.3.4/32 InterfaceEndpoint blob\n"},
	/* A shorter route than the network's address space does not touch it. */
	{"private-endpoint-route", "spoke", "default", "10.1.3.4/32",
	 "Default Active 10.1.3.4/32 InterfaceEndpoint blob\n"},
	{"private-endpoint-policies", "spoke", "space", "10.1.3.4/32",
	 "Default Invalid 10.1.3.4/32 InterfaceEndpoint blob\n"},
	{"nic-service-endpoint", "spoke", "endpoint", "20.150.0.0/16",
	 "Default Active 20.150.0.0/16 VirtualNetworkServiceEndpoint Microsoft.Storage\n"},
	{"nic-service-endpoint", "spoke", "endpoint", "20.150.4.0/24",
	 "User Invalid 20.150.4.0/24 Internet storage\n"},
	{"nic-peering-rows", "in-wan", "plain", "10.10.0.0/23",
	 "Default Active 10.10.0.0/23 VNetPeering wan\n"},
	{"nic-hub-expressroute-next-hop", "in-wan", "plain", "192.168.0.0/24",
	 "VirtualNetworkGateway Active 192.168.0.0/24 VirtualNetworkGateway 10.10.0.4 er/primary\n"
	 "VirtualNetworkGateway Active 192.168.0.0/24 VirtualNetworkGateway 10.10.0.5 er/secondary\n"},
	{"nic-hub-router-next-hop", "in-wan", "plain", "10.9.0.0/16",
	 "VirtualNetworkGateway Active 10.9.0.0/16 VirtualNetworkGateway 10.10.0.68 wan/router\n"},
};
/* clang-format on */

static const struct lab_subnet *subnet_of(const struct lab_vnet *vnet, const char *name)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++)
		if (strcmp(vnet->subnets[i].name, name) == 0)
			return &vnet->subnets[i];
	fail_msg("no subnet %s", name);
	return NULL;
}

static bool has_rule(const struct effective_route *route, const char *rule);

static void assert_place(const struct effective *effective, const struct subnet_row *place)
{
	struct prefix prefix = a_prefix(place->prefix);
	struct text found = {0};
	bool ruled = false;

	for (uint32_t i = 0; i < effective->route_count; i++) {
		const struct effective_route *route = &effective->routes[i];

		if (!prefix_equal(&route->prefix, &prefix))
			continue;
		add_row(route, &found);
		ruled = has_rule(route, place->rule);
	}
	for (uint32_t i = 0; i < effective->absent_count; i++)
		ruled |= strcmp(effective->absent[i].rule, place->rule) == 0;
	assert_string_equal(text_str(&found), place->rows);
	if (!ruled)
		fail_msg("%s of %s/%s lacks %s", place->prefix, place->vnet, place->subnet,
		         place->rule);
	text_done(&found);
}

static void each_kind_of_route_has_its_rows(void **state)
{
	(void)state;
	struct simulated s = simulate_text(full_lab);

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		const struct lab_vnet *vnet = lab_find_vnet(s.lab, places[i].vnet);
		struct effective *effective =
		    effective_of(s.fabric, vnet, subnet_of(vnet, places[i].subnet), false);

		assert_place(effective, &places[i]);
		effective_free(effective);
	}
	simulated_done(&s);
}

/* As captures have them: the network, peerings, gateways, the Internet, users', endpoints. */
static void rows_stand_by_kind(void **state)
{
	(void)state;
	struct simulated s = simulate_text(full_lab);
	const struct lab_vnet *vnet = lab_find_vnet(s.lab, "spoke");
	struct effective *effective =
	    effective_of(s.fabric, vnet, subnet_of(vnet, "endpoint"), false);
	struct text types = {0};
	const char *last = "";

	for (uint32_t i = 0; i < effective->route_count; i++) {
		const char *type = nic_next_hop_name(effective->routes[i].type);

		if (strcmp(type, last) != 0)
			text_addf(&types, "%s ", type);
		last = type;
	}
	assert_string_equal(text_str(&types),
	                    "VnetLocal VNetPeering VirtualNetworkGateway Internet "
	                    "InterfaceEndpoint VirtualNetworkServiceEndpoint ");
	text_done(&types);
	effective_free(effective);
	simulated_done(&s);
}

static void a_spoke_has_the_routes_of_the_gateway_that_it_uses(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct effective *spoke = of(&s, "spoke-a");
	struct effective *hub = of(&s, "vnet-a");
	uint32_t shared = 0;

	assert_ptr_equal(spoke->gateway, hub->gateway);
	for (uint32_t i = 0; i < spoke->route_count; i++)
		shared += spoke->routes[i].type == NIC_TO_GATEWAY;
	for (uint32_t i = 0; i < hub->route_count; i++)
		shared -= hub->routes[i].type == NIC_TO_GATEWAY &&
		          hub->routes[i].prefix.addr.family == ADDR_IPV4;
	assert_int_equal(shared, 0);
	effective_free(spoke);
	effective_free(hub);
	simulated_done(&s);
}

static void ipv6_rows_follow_and_have_the_address_of_the_ipv4_session(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct effective *effective = of(&s, "vnet-a");
	const struct effective_route *last = &effective->routes[effective->route_count - 1];
	struct addr msee = an_addr("10.1.255.7");
	struct prefix site = a_prefix("fd00:dc::/48");
	struct prefix all = a_prefix("::/0");

	assert_int_equal(last->type, NIC_TO_INTERNET);
	assert_true(prefix_equal(&last->prefix, &all));
	assert_true(prefix_equal(&last[-1].prefix, &site));
	assert_true(addr_equal(&last[-1].address, &msee));
	assert_string_equal(last[-1].element, "er-2/secondary");
	assert_int_equal(last[-1].bgp->weight, 32869);
	effective_free(effective);
	simulated_done(&s);
}

/* nic-vpn-peer-hosts: the other gateway's two addresses, by both instances; not beside an
 * ExpressRoute gateway. */
static void a_lone_vpn_gateway_lists_its_peers(void **state)
{
	(void)state;
	struct simulated s = simulate_text(two_vpn_gateways);
	struct effective *effective = of(&s, "vnet10");
	struct text rows = {0};

	for (uint32_t i = 0; i < effective->route_count; i++)
		if (effective->routes[i].source == NIC_GATEWAY)
			add_row(&effective->routes[i], &rows);
	assert_string_equal(
	    text_str(&rows),
	    "VirtualNetworkGateway Active 10.30.1.0/24 VirtualNetworkGateway 10.30.10.196 gw10/0\n"
	    "VirtualNetworkGateway Active 10.30.1.0/24 VirtualNetworkGateway 10.30.10.197 gw10/1\n"
	    "VirtualNetworkGateway Active 10.30.1.196/32 VirtualNetworkGateway 10.30.10.196 "
	    "gw10/0\n"
	    "VirtualNetworkGateway Active 10.30.1.196/32 VirtualNetworkGateway 10.30.10.197 "
	    "gw10/1\n"
	    "VirtualNetworkGateway Active 10.30.1.197/32 VirtualNetworkGateway 10.30.10.196 "
	    "gw10/0\n"
	    "VirtualNetworkGateway Active 10.30.1.197/32 VirtualNetworkGateway 10.30.10.197 "
	    "gw10/1\n");
	text_done(&rows);
	effective_free(effective);
	simulated_done(&s);
}

/* nic-ipv6-rows: the subnet decides, not its network. */
static void ipv6_rows_need_a_subnet_with_ipv6(void **state)
{
	(void)state;
	struct simulated s = simulate_text(full_lab);
	const struct lab_vnet *spoke = lab_find_vnet(s.lab, "spoke");
	static const struct {
		const char *subnet;
		uint32_t rows;
	} subnets[] = {{"plain", 2}, {"space", 0}};

	for (size_t i = 0; i < COUNT_OF(subnets); i++) {
		struct effective *effective =
		    effective_of(s.fabric, spoke, subnet_of(spoke, subnets[i].subnet), false);
		uint32_t found = 0;

		for (uint32_t k = 0; k < effective->route_count; k++)
			found += effective->routes[k].prefix.addr.family == ADDR_IPV6;
		assert_int_equal(found, subnets[i].rows); /* the network and ::/0 */
		effective_free(effective);
	}
	simulated_done(&s);
}

/* clang-format off */
/* One row, or the lack of one, and the rule that it follows. */
static const struct row {
	const char *rule;
	const char *what; /* in the text of the lab ... */
	const char *by;   /* ... is replaced by this */
	const char *vnet;
	const char *prefix;
	enum nic_next_hop type;
	const char *state; /* "Absent": not listed */
	const char *winner; /* NULL: none */
} rows[] = {
	{"system-default-routes", "x", "x", "vnet-b", "10.3.0.0/16", NIC_TO_VNET, "Active", NULL},
	{"nic-reserved-ranges-shown", "x", "x", "vnet-b", "100.64.0.0/10", NIC_TO_NONE, "Active", NULL},
	{"nic-peering-rows", "x", "x", "vnet-a", "10.2.16.0/20", NIC_TO_PEERING, "Active", NULL},
	{"nic-peering-rows", "'spoke-x', 'region': 'West Europe'", "'spoke-x', 'region': 'North Europe'",
	 "vnet-a", "10.5.0.0/16", NIC_TO_GLOBAL_PEERING, "Active", NULL},
	{"gateway-transit", "x", "x", "spoke-a", "10.3.0.0/16", NIC_TO_GATEWAY, "Active", NULL},
	{"nic-row-per-next-hop", "x", "x", "vnet-b", "10.1.0.0/16", NIC_TO_GATEWAY, "Active", NULL},
	{"nic-next-hop-address", "x", "x", "vnet-b", "192.168.1.0/24", NIC_TO_GATEWAY, "Active", NULL},
	{"nic-same-prefix-as-system-route", "192.168.0.0/24", "10.5.9.0/24", "vnet-a", "10.5.9.0/24",
	 NIC_TO_GATEWAY, "Absent", "10.5.0.0/16"},
	{"nic-same-prefix-as-system-route", "192.168.0.0/24", "10.1.9.0/24", "vnet-a", "10.1.9.0/24",
	 NIC_TO_GATEWAY, "Absent", "10.1.0.0/16"},
	{"nic-same-prefix-as-system-route", "192.168.0.0/24", "10.5.0.0/16", "vnet-a", "10.5.0.0/16",
	 NIC_TO_GATEWAY, "Absent", "10.5.0.0/16"},
	{"default-route-accepted", "192.168.0.0/24", "0.0.0.0/0", "vnet-b", "0.0.0.0/0",
	 NIC_TO_GATEWAY, "Active", NULL},
	{"nic-overridden-is-invalid", "192.168.0.0/24", "0.0.0.0/0", "vnet-b", "0.0.0.0/0",
	 NIC_TO_INTERNET, "Invalid", "0.0.0.0/0"},
	{"nic-reserved-range-covered", "192.168.0.0/24", "0.0.0.0/0", "vnet-b", "100.64.0.0/10",
	 NIC_TO_NONE, "Absent", "0.0.0.0/0"},
	{"nic-reserved-range-covered", "192.168.0.0/24", "192.168.0.0/16", "vnet-b", "192.168.0.0/16",
	 NIC_TO_NONE, "Absent", "192.168.0.0/16"},
	{"nic-reserved-ranges-shown", "10.7.", "100.64.", "vnet-idle", "100.64.0.0/10", NIC_TO_NONE,
	 "Active", NULL},
};
/* clang-format on */

static bool has_rule(const struct effective_route *route, const char *rule)
{
	for (uint32_t i = 0; i < EFFECTIVE_RULES_MAX && route->rules[i] != NULL; i++) {
		if (strcmp(route->rules[i], rule) == 0)
			return true;
	}
	return false;
}

static void assert_winner(const struct row *row, const struct prefix *by)
{
	char text[PREFIX_TEXT_MAX];

	if (row->winner == NULL)
		assert_false(addr_is_set(&by->addr));
	else
		assert_string_equal(prefix_format(by, text), row->winner);
}

static void assert_absent(const struct effective *effective, const struct row *row,
                          const struct prefix *prefix)
{
	for (uint32_t i = 0; i < effective->route_count; i++)
		assert_false(effective->routes[i].type == row->type &&
		             prefix_equal(&effective->routes[i].prefix, prefix));
	for (uint32_t i = 0; i < effective->absent_count; i++) {
		const struct effective_absent *absent = &effective->absent[i];

		if (absent->type != row->type || !prefix_equal(&absent->prefix, prefix))
			continue;
		assert_string_equal(absent->rule, row->rule);
		assert_winner(row, &absent->by);
		return;
	}
	fail_msg("%s of %s is not told to be absent", row->prefix, row->vnet);
}

static void assert_listed(const struct effective *effective, const struct row *row,
                          const struct prefix *prefix)
{
	for (uint32_t i = 0; i < effective->route_count; i++) {
		const struct effective_route *route = &effective->routes[i];

		if (route->type != row->type || !prefix_equal(&route->prefix, prefix))
			continue;
		if (!has_rule(route, row->rule))
			fail_msg("%s of %s lacks %s", row->prefix, row->vnet, row->rule);
		assert_string_equal(route->active ? "Active" : "Invalid", row->state);
		assert_winner(row, &route->by);
		return;
	}
	fail_msg("%s of %s is not listed", row->prefix, row->vnet);
}

static void every_row_names_its_rule(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s = simulate(azure_lab_with(rows[i].what, rows[i].by));
		const struct lab_vnet *vnet = lab_find_vnet(s.lab, rows[i].vnet);
		struct effective *effective = effective_of(s.fabric, vnet, NULL, true);
		struct prefix prefix = a_prefix(rows[i].prefix);

		if (strcmp(rows[i].state, "Absent") == 0)
			assert_absent(effective, &rows[i], &prefix);
		else
			assert_listed(effective, &rows[i], &prefix);
		effective_free(effective);
		simulated_done(&s);
	}
}

static bool is_tested(const char *rule)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (strcmp(rows[i].rule, rule) == 0)
			return true;
	}
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		if (strcmp(places[i].rule, rule) == 0)
			return true;
	}
	return false;
}

static void every_rule_exists_and_is_tested(void **state)
{
	(void)state;
	struct lab *lab = azure_lab();

	for (uint32_t i = 0; effective_rules[i] != NULL; i++) {
		if (facts_rule(lab->facts, effective_rules[i]) == NULL)
			fail_msg("no rule %s", effective_rules[i]);
		if (!is_tested(effective_rules[i]))
			fail_msg("no row tests %s", effective_rules[i]);
	}
	lab_free(lab);
}

/* clang-format off */
/* A site that announces a default route, and two networks of the virtual hub at its circuit. */
static const char default_lab[] =
"{'hairpin-lab:lab': {'name': 'default',"
" 'virtual-network': ["
"  {'name': 'takes', 'region': 'West Europe', 'address-space': ['10.1.0.0/24']},"
"  {'name': 'does-not', 'region': 'West Europe', 'address-space': ['10.2.0.0/24']}],"
" 'virtual-hub': [{'name': 'wan', 'region': 'West Europe', 'address-prefix': '10.10.0.0/23',"
"  'expressroute-ecmp': false,"
"  'express-route-gateway': {'name': 'wangw', 'connection': [{'name': 'w', 'express-route-circuit': 'er'}]},"
"  'hub-virtual-network-connection': [{'name': 'a', 'remote-virtual-network': 'takes'},"
"   {'name': 'b', 'remote-virtual-network': 'does-not', 'enable-internet-security': false}]}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 1000,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020, 'vlan-id': 100,"
"  'primary-peer-address-prefix': '172.16.0.0/30', 'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'hq', 'router': [{'name': 'ce', 'asn': 65020, 'advertise': ['0.0.0.0/0', '192.168.0.0/16'],"
"  'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'}]}]}]}}";
/* clang-format on */

/* virtual-hub-default-switch */
static void a_network_takes_the_default_route_of_its_hub_or_not(void **state)
{
	(void)state;
	struct simulated s = simulate_text(default_lab);
	struct effective *takes = of(&s, "takes");
	struct effective *does_not = of(&s, "does-not");

	assert_rows(takes,
	            "Default Active 10.1.0.0/24 VnetLocal\n"
	            "Default Active 10.10.0.0/23 VNetPeering wan\n"
	            "VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway 10.10.0.4 "
	            "er/primary\n"
	            "VirtualNetworkGateway Active 10.2.0.0/24 VirtualNetworkGateway 10.10.0.68 "
	            "wan/router\n"
	            "VirtualNetworkGateway Active 192.168.0.0/16 VirtualNetworkGateway 10.10.0.4 "
	            "er/primary\n"
	            "Default Invalid 0.0.0.0/0 Internet\n");
	assert_rows(does_not,
	            "Default Active 10.2.0.0/24 VnetLocal\n"
	            "Default Active 10.10.0.0/23 VNetPeering wan\n"
	            "VirtualNetworkGateway Active 10.1.0.0/24 VirtualNetworkGateway 10.10.0.68 "
	            "wan/router\n"
	            "VirtualNetworkGateway Active 192.168.0.0/16 VirtualNetworkGateway 10.10.0.4 "
	            "er/primary\n"
	            "Default Active 0.0.0.0/0 Internet\n");
	effective_free(takes);
	effective_free(does_not);
	simulated_done(&s);
}

static void one_next_hop_needs_no_row_of_its_own(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct effective *effective = of(&s, "vnet-b");
	struct prefix prefix = a_prefix("192.168.1.0/24");

	for (uint32_t i = 0; i < effective->route_count; i++) {
		if (prefix_equal(&effective->routes[i].prefix, &prefix))
			assert_false(has_rule(&effective->routes[i], "nic-row-per-next-hop"));
	}
	effective_free(effective);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_stand_as_azure_lists_them),
	    cmocka_unit_test(a_spoke_has_the_routes_of_the_gateway_that_it_uses),
	    cmocka_unit_test(ipv6_rows_follow_and_have_the_address_of_the_ipv4_session),
	    cmocka_unit_test(ipv6_rows_need_a_subnet_with_ipv6),
	    cmocka_unit_test(a_lone_vpn_gateway_lists_its_peers),
	    cmocka_unit_test(every_row_names_its_rule),
	    cmocka_unit_test(every_rule_exists_and_is_tested),
	    cmocka_unit_test(a_network_takes_the_default_route_of_its_hub_or_not),
	    cmocka_unit_test(one_next_hop_needs_no_row_of_its_own),
	    cmocka_unit_test(each_kind_of_route_has_its_rows),
	    cmocka_unit_test(rows_stand_by_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
