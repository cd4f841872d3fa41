/* A lab with something of everything that the plan treats in its own way. */
#include "tests/lib/azure_lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "azure/azure.h"
#include "base/text.h"
#include "topo/judge/load.h"

/* clang-format off */
static const char lab_text[] =
"{'hairpin-lab:lab': {"
" 'name': 'everything',"
" 'virtual-network': ["
"  {'name': 'vnet-a', 'region': 'West Europe',"
"   'address-space': ['10.1.0.0/16', 'fd00:1::/48'],"
"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/27', 'fd00:1:0:ff::/64']}],"
"   'virtual-network-gateway': {'name': 'gw-a', 'sku': 'ErGw3AZ', 'allow-remote-vnet-traffic': true,"
"    'connection': [{'name': 'a-1', 'express-route-circuit': 'er-1'},"
"                   {'name': 'a-2', 'express-route-circuit': 'er-2', 'routing-weight': 100}]},"
"   'virtual-network-peering': ["
"    {'name': 'to-spoke', 'remote-virtual-network': 'spoke-a', 'allow-gateway-transit': true},"
"    {'name': 'to-x', 'remote-virtual-network': 'spoke-x', 'allow-gateway-transit': true}]},"
"  {'name': 'vnet-b', 'region': 'North Europe', 'address-space': ['10.3.0.0/16'],"
"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.3.255.0/27']}],"
"   'virtual-network-gateway': {'name': 'gw-b', 'sku': 'ErGw1AZ', 'allow-remote-vnet-traffic': true,"
"    'connection': [{'name': 'b-1', 'express-route-circuit': 'er-1'}]}},"
"  {'name': 'vnet-c', 'region': 'West Europe', 'address-space': ['10.4.0.0/16'],"
"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.4.255.0/27']}],"
"   'virtual-network-gateway': {'name': 'gw-c', 'sku': 'ErGw1AZ', 'allow-remote-vnet-traffic': true,"
"    'connection': [{'name': 'c-2', 'express-route-circuit': 'er-2'}]}},"
"  {'name': 'vnet-d', 'region': 'West Europe', 'address-space': ['10.6.0.0/16'],"
"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.6.255.0/27']}],"
"   'virtual-network-gateway': {'name': 'gw-d', 'sku': 'ErGw1AZ',"
"    'connection': [{'name': 'd-1', 'express-route-circuit': 'er-1'}]}},"
"  {'name': 'vnet-idle', 'region': 'West Europe', 'address-space': ['10.7.0.0/16'],"
"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.7.255.0/27']}],"
"   'virtual-network-gateway': {'name': 'gw-idle', 'sku': 'ErGw1AZ'}},"
"  {'name': 'spoke-a', 'region': 'West Europe', 'address-space': ['10.2.0.0/20', '10.2.16.0/20'],"
"   'bgp-community': '12076:20031',"
"   'virtual-network-peering': ["
"    {'name': 'to-hub', 'remote-virtual-network': 'vnet-a', 'use-remote-gateways': true}]},"
"  {'name': 'spoke-x', 'region': 'West Europe', 'address-space': ['10.5.0.0/16'],"
"   'virtual-network-peering': ["
"    {'name': 'to-hub', 'remote-virtual-network': 'vnet-a'}]}],"
" 'express-route-circuit': ["
"  {'name': 'er-1', 'sku-tier': 'Standard', 'bandwidth-mbps': 1000, 'peering-location': 'Amsterdam',"
"   'azure-private-peering': {'peer-asn': 65020, 'vlan-id': 100, 'shared-key': 'secret',"
"    'primary-peer-address-prefix': '172.16.0.0/30',"
"    'secondary-peer-address-prefix': '172.16.0.4/30',"
"    'ipv6-peering': {'primary-peer-address-prefix': 'fd00:ffff::/126',"
"                     'secondary-peer-address-prefix': 'fd00:ffff::4/126'}}},"
"  {'name': 'er-2', 'sku-tier': 'Premium', 'bandwidth-mbps': 500, 'peering-location': 'Amsterdam',"
"   'azure-private-peering': {'peer-asn': 65020, 'vlan-id': 200,"
"    'primary-peer-address-prefix': '172.16.1.0/30',"
"    'secondary-peer-address-prefix': '172.16.1.4/30',"
"    'ipv6-peering': {'primary-peer-address-prefix': 'fd00:ffff:1::/126',"
"                     'secondary-peer-address-prefix': 'fd00:ffff:1::4/126'}}}],"
" 'site': ["
"  {'name': 'dc', 'access-rtt-ms': '4.0', 'router': ["
"   {'name': 'ce1', 'asn': 65020,"
"    'advertise': ['192.168.0.0/24', '192.168.1.0/24', 'fd00:dc::/48'],"
"    'community': ['65020:7', '65020:3'],"
"    'circuit-link': ["
"     {'express-route-circuit': 'er-1', 'link': 'primary'},"
"     {'express-route-circuit': 'er-1', 'link': 'secondary', 'prepend': 2, 'med': 50,"
"      'advertise': ['192.168.0.0/24', 'fd00:dc::/48']},"
"     {'express-route-circuit': 'er-2', 'link': 'primary', 'readvertise': true},"
"     {'express-route-circuit': 'er-2', 'link': 'secondary', 'readvertise': true}]}]}]"
"}}";
/* clang-format on */

/* The text is written with ' for ". */
static void add_quoted(struct text *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		text_add_bytes(out, text[i] == '\'' ? "\"" : &text[i], 1);
}

struct lab *azure_lab_with(const char *what, const char *by)
{
	struct text text = {0};
	struct text complaints = {0};
	struct findings findings = {0};
	const char *at = lab_text;
	const char *found = strstr(at, what);

	assert_non_null(found);
	for (; found != NULL; found = strstr(at, what)) {
		add_quoted(&text, at, (size_t)(found - at));
		add_quoted(&text, by, strlen(by));
		at = found + strlen(what);
	}
	add_quoted(&text, at, strlen(at));

	struct lab *lab = azure_parse("everything.json", text_str(&text), text.size, &findings);

	findings_format(&findings, 0, &complaints);
	if (lab == NULL)
		fail_msg("%s", text_str(&complaints));
	findings_done(&findings);
	text_done(&complaints);
	text_done(&text);
	return lab;
}

struct lab *azure_lab(void)
{
	return azure_lab_with("everything", "everything");
}
