/*
 * The designs by which networks meet without a circuit: peerings of single subnets, and connected
 * groups. Each rule of Azure is asserted under its id in data/rules.json.
 *
 *	hub (gateway): GatewaySubnet nva | lone      spoke: fw | w      10.99.0.0/16 is in both
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/text.h"
#include "query/nic/subnet_routes.h"
#include "query/path/path.h"
#include "query/reach/reach_ask.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

/* clang-format off */
static const char subnets_text[] =
"{'hairpin-lab:lab': {'name': 'subnets', 'virtual-network': ["
" {'name': 'hub', 'region': 'UK South', 'address-space': ['10.40.0.0/16', '10.99.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.40.0.0/27']},"
"   {'name': 'nva', 'address-prefix': ['10.40.1.0/27']},"
"   {'name': 'lone', 'address-prefix': ['10.99.1.0/24']}],"
"  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ',"
"   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
"  'virtual-network-peering': [{'name': 's', 'remote-virtual-network': 'spoke',"
"   'allow-gateway-transit': true, 'peer-complete-vnets': false,"
"   'local-subnet-names': ['GatewaySubnet', 'nva'], 'remote-subnet-names': ['fw']}]},"
" {'name': 'spoke', 'region': 'UK South', 'address-space': ['10.60.0.0/16', '10.99.0.0/16'],"
"  'subnet': [{'name': 'fw', 'address-prefix': ['10.60.0.0/27']},"
"   {'name': 'w', 'address-prefix': ['10.60.1.0/24'],"
"    'private-endpoint': [{'name': 'pe', 'ip-address': '10.60.1.9'}]}],"
"  'virtual-network-peering': [{'name': 'h', 'remote-virtual-network': 'hub',"
"   'use-remote-gateways': true, 'peer-complete-vnets': false,"
"   'local-subnet-names': ['fw'], 'remote-subnet-names': ['GatewaySubnet', 'nva']}]}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Premium', 'bandwidth-mbps': 200,"
"  'peering-location': 'London', 'azure-private-peering': {'peer-asn': 65020,"
"   'primary-peer-address-prefix': '172.16.0.0/30',"
"   'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'dc', 'router': [{'name': 'ce', 'asn': 65020, 'advertise': ['192.168.0.0/24'],"
"  'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'}]}]}]}}";

/* a, b, d and far are a group; a and b are peered by subnets; c and d have 10.9.0.0/16 in common. */
static const char group_text[] =
"{'hairpin-lab:lab': {'name': 'group', 'virtual-network': ["
" {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.0.0/27']},"
"   {'name': 'vms', 'address-prefix': ['10.1.1.0/24']}],"
"  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ',"
"   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}},"
" {'name': 'a', 'region': 'West Europe', 'address-space': ['10.2.0.0/16']},"
" {'name': 'b', 'region': 'West Europe', 'address-space': ['10.3.0.0/16']},"
" {'name': 'c', 'region': 'West Europe', 'address-space': ['10.4.0.0/16', '10.9.0.0/16']},"
" {'name': 'd', 'region': 'West Europe', 'address-space': ['10.5.0.0/16', '10.9.0.0/17']},"
" {'name': 'far', 'region': 'East US', 'address-space': ['10.6.0.0/16']}],"
" 'connectivity-configuration': ["
"  {'name': 'spokes', 'connectivity-topology': 'HubAndSpoke', 'hub': 'hub',"
"   'applies-to-group': [{'name': 'prod', 'virtual-network': ['a', 'b', 'far'],"
"     'group-connectivity': 'DirectlyConnected', 'use-hub-gateway': true},"
"    {'name': 'test', 'virtual-network': ['c']}]},"
"  {'name': 'mesh', 'connectivity-topology': 'Mesh', 'applies-to-group': ["
"    {'name': 'all', 'virtual-network': ['b', 'c', 'd', 'far'], 'is-global': true}]}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Premium', 'bandwidth-mbps': 200,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
"   'primary-peer-address-prefix': '172.16.0.0/30',"
"   'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'dc', 'router': [{'name': 'ce', 'asn': 65020, 'advertise': ['192.168.0.0/24'],"
"  'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'}]}]}]}}";
/* clang-format on */

/* The next hop type for the address at an interface of the subnet. */
static const char *next_hop(struct simulated *s, const char *subnet, const char *address)
{
	struct subnet_place place;
	struct addr to;

	place.subnet = lab_find_subnet_of(s->lab, subnet, &place.vnet);
	assert_non_null(place.subnet);
	assert_true(addr_parse(address, &to));
	return nic_next_hop_name(subnet_route_to(s->fabric, place, &to).type);
}

static const char *next_hop_of(struct simulated *s, const char *vnet, const char *address)
{
	struct subnet_place place = {.vnet = lab_find_vnet(s->lab, vnet)};
	struct addr to;

	assert_non_null(place.vnet);
	assert_true(addr_parse(address, &to));
	return nic_next_hop_name(subnet_route_to(s->fabric, place, &to).type);
}

static void assert_reaches(struct simulated *s, const char *from, const char *to,
                           enum path_mechanism mechanism)
{
	struct path *path = a_path(s, from, to);

	assert_int_equal(mechanism, path->there.mechanism);
	assert_int_equal(mechanism != PATH_NONE, path->there.state == PATH_REACHABLE);
	path_free(path);
}

/* subnet-peering */
static void a_peering_of_subnets_joins_these_alone(void **state)
{
	(void)state;
	struct simulated s = simulate_text(subnets_text);
	struct path *path;

	assert_string_equal("VNetPeering", next_hop(&s, "hub/nva", "10.60.0.4"));
	assert_string_equal("None", next_hop(&s, "hub/nva", "10.60.1.4"));
	assert_string_equal("None", next_hop(&s, "hub/nva", "10.60.1.9"));
	assert_string_equal("VnetLocal", next_hop(&s, "spoke/w", "10.99.1.4"));
	assert_string_equal("VNetPeering", next_hop(&s, "spoke/w", "10.40.1.4"));
	assert_reaches(&s, "hub/nva", "spoke/fw", PATH_VNET_PEERING);
	assert_reaches(&s, "spoke/fw", "hub/nva", PATH_VNET_PEERING);
	path = a_path(&s, "spoke/w", "hub/nva");
	assert_stop(&s, &path->there, PATH_STOP_UNPEERED, "subnet-peering",
	            "takes no part in the peering with hub");
	path_free(path);
	simulated_done(&s);
}

/* subnet-peering: what a shared gateway announces, and so who is reached from on-premises. */
static void a_gateway_announces_the_peered_subnets(void **state)
{
	(void)state;
	struct simulated s = simulate_text(subnets_text);

	assert_reaches(&s, "dc", "spoke/fw", PATH_ON_PREMISES);
	assert_reaches(&s, "dc", "spoke/w", PATH_NONE);
	assert_reaches(&s, "spoke/fw", "dc", PATH_ON_PREMISES);
	simulated_done(&s);
}

/* A network of which a part is peered is not one end. */
static void each_subnet_of_a_divided_network_is_an_end(void **state)
{
	(void)state;
	struct simulated s = simulate_text(subnets_text);
	struct reach_question question = {.family = ADDR_IPV4};
	struct findings findings = {0};
	struct path_end end = an_end(&s, "hub");
	struct reach_answer *answer = reach_ask(s.fabric, &question, &findings);

	assert_non_null(answer);
	assert_int_equal(5, answer->end_count);
	assert_string_equal("hub/nva", answer->names[0]);
	assert_string_equal("dc", answer->names[4]);
	path_end_say_part(&end, (struct place){0}, &findings);
	assert_int_equal(1, findings.count);
	assert_int_equal(0, findings_errors(&findings));
	findings_done(&findings);
	reach_answer_free(answer);
	simulated_done(&s);
}

/* connected-group */
static void a_connected_group_joins_its_networks(void **state)
{
	(void)state;
	struct simulated s = simulate_text(group_text);

	assert_string_equal("ConnectedGroup", next_hop_of(&s, "a", "10.3.0.4"));
	assert_string_equal("ConnectedGroup", next_hop_of(&s, "b", "10.4.0.4"));
	assert_string_equal("ConnectedGroup", next_hop_of(&s, "b", "10.6.0.4")); /* global */
	assert_string_equal("None", next_hop_of(&s, "b", "10.9.0.4")); /* c and d have it */
	assert_string_equal("VnetLocal", next_hop_of(&s, "c", "10.9.0.4"));
	assert_string_equal("VNetPeering", next_hop_of(&s, "a", "10.1.1.4"));
	assert_string_equal("VNetPeering", next_hop_of(&s, "hub", "10.4.0.4"));
	assert_reaches(&s, "a", "b", PATH_CONNECTED_GROUP);
	assert_reaches(&s, "b", "c", PATH_CONNECTED_GROUP);
	assert_reaches(&s, "a", "hub", PATH_VNET_PEERING);
	assert_reaches(&s, "a", "c", PATH_NONE);   /* in no common group */
	assert_reaches(&s, "a", "far", PATH_NONE); /* the group is of one region */
	simulated_done(&s);
}

/* gateway-transit, for those whose group uses the gateway of the hub. */
static void members_use_the_gateway_of_the_hub(void **state)
{
	(void)state;
	struct simulated s = simulate_text(group_text);

	assert_reaches(&s, "dc", "a", PATH_ON_PREMISES);
	assert_reaches(&s, "dc", "far", PATH_ON_PREMISES);
	assert_reaches(&s, "dc", "c", PATH_NONE);
	simulated_done(&s);
}

/* Address space that several members have is of nobody: the reason says so, and classes know. */
static void shared_space_is_out_of_the_group(void **state)
{
	(void)state;
	struct simulated s = simulate_text(group_text);
	struct path *path = a_path(&s, "b", "10.9.0.4");
	const struct lab_network_group *group =
	    lab_connected_group(lab_find_vnet(s.lab, "b"), lab_find_vnet(s.lab, "c"));
	struct prefix shared = a_prefix("10.9.128.0/17");
	struct prefix own = a_prefix("10.4.0.0/16");

	assert_false(path->there.state == PATH_REACHABLE);
	assert_non_null(group);
	assert_string_equal("all", group->name);
	assert_true(lab_group_knows(group, lab_find_vnet(s.lab, "c"), &own));
	assert_true(lab_group_knows(group, lab_find_vnet(s.lab, "c"), &shared));
	assert_false(lab_group_knows(group, lab_find_vnet(s.lab, "d"), &shared));
	path_free(path);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_peering_of_subnets_joins_these_alone),
	    cmocka_unit_test(a_gateway_announces_the_peered_subnets),
	    cmocka_unit_test(each_subnet_of_a_divided_network_is_an_end),
	    cmocka_unit_test(a_connected_group_joins_its_networks),
	    cmocka_unit_test(members_use_the_gateway_of_the_hub),
	    cmocka_unit_test(shared_space_is_out_of_the_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
