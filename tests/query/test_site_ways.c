/*
 * The way of packets through sites: iBGP, links between sites, static routes.
 *
 *	vnet --- er --- hq/ce1 --- hq/core --- dci --- dc/r
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

/* clang-format off */
static const char lab_text[] =
"{'hairpin-lab:lab': {'name': 'site-ways', 'virtual-network': ["
" {'name': 'vnet', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/26']}],"
"  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ',"
"   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
"  'primary-peer-address-prefix': '172.16.0.0/30', 'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'hq', 'links-in-igp': false,"
"  'interior-path': [{'router': 'ce1', 'neighbor': 'core', 'rtt-ms': '3'}], 'router': ["
"  {'name': 'ce1', 'asn': 65020, 'router-id': '192.0.2.1', 'next-hop-self': %s, 'advertise': ['10.8.0.0/16'],"
"   'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary', 'readvertise': true}]},"
"  {'name': 'core', 'asn': 65020, 'router-id': '192.0.2.2', 'advertise': ['10.8.0.0/16', '10.64.0.0/10'],"
"   'static-route': [{'prefix': '10.64.0.0/10', 'next-hop': 'discard'},"
"    {'prefix': '10.9.7.0/24', 'next-hop': '192.0.2.129'}]}]},"
" {'name': 'dc', 'router': [{'name': 'r', 'asn': 65030, 'router-id': '192.0.2.3', 'advertise': ['10.9.0.0/16']}]}],"
" 'site-link': [{'name': 'dci', 'address-prefix': ['192.0.2.128/31'], 'rtt-ms': '7', 'bandwidth-mbps': 100,"
"  'end': [{'site': 'hq', 'router': 'core'}, {'site': 'dc', 'router': 'r', 'advertise': ['10.9.0.0/16']}]}]}}";
/* clang-format on */

static struct simulated site_lab(bool next_hop_self)
{
	struct text text = {0};
	struct simulated s;

	text_addf(&text, lab_text, next_hop_self ? "true" : "false");
	s = simulate_text(text.at);
	text_done(&text);
	return s;
}

/* From router to router, with the times and the bandwidth of both parts. */
static void packets_go_through_a_site(void **state)
{
	(void)state;
	struct simulated s = site_lab(true);
	struct path *path = a_path(&s, "dc", "vnet");

	assert_between(&path->there, "dc/r > hq/core > hq/ce1 > er/primary > gw");
	assert_int_equal(path->there.mechanism, PATH_TRANSIT);
	assert_int_equal(path->there.ways[0].hops[2].rtt_us, 10000);
	assert_int_equal(path->there.bottleneck.bandwidth_mbps, 100);
	assert_string_equal(path->there.bottleneck.bandwidth_by, "dci");
	assert_true(path->reachable);
	path_free(path);
	path = a_path(&s, "hq", "dc");
	assert_int_equal(path->there.mechanism, PATH_SITE_LINK);
	assert_between(&path->there, "hq/core > dc/r");
	path_free(path);
	/* The site's own routers are not between. */
	path = a_path(&s, "hq", "vnet");
	assert_int_equal(path->there.mechanism, PATH_ON_PREMISES);
	path_free(path);
	simulated_done(&s);
}

/* Without next-hop-self and without the links in the IGP, the core has no use for the routes. */
static void next_hops_without_a_way_are_no_use(void **state)
{
	(void)state;
	struct simulated s = site_lab(false);
	struct path *path = a_path(&s, "dc", "vnet");

	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, NULL, "no route");
	path_free(path);
	simulated_done(&s);
}

static void static_routes_go_first(void **state)
{
	(void)state;
	struct simulated s = site_lab(true);
	struct path *path = a_path(&s, "vnet", "10.65.0.1");

	assert_stop(&s, &path->there, PATH_STOP_DROPPED, NULL, "static route of hq/core discards");
	path_free(path);
	path = a_path(&s, "vnet", "10.9.7.1");
	assert_int_equal(path->there.state, PATH_REACHABLE);
	assert_int_equal(path->there.ways[0].hops[path->there.ways[0].hop_count - 1].route.table,
	                 PATH_TABLE_STATIC);
	path_free(path);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packets_go_through_a_site),
	    cmocka_unit_test(next_hops_without_a_way_are_no_use),
	    cmocka_unit_test(static_routes_go_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
