/* A good lab as text, small enough to break in every way: a hub whose gateway a spoke uses, a
 * second hub, two circuits, one site with two routers. And the edits that break it. */
#ifndef TESTS_TOPO_LAB_TEXT_H
#define TESTS_TOPO_LAB_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* clang-format off */
static const char good_lab[] =
	"{\n"
	"\"hairpin-lab:lab\": {\n"
	"  \"name\": \"good\",\n"
	"  \"gateway-era\": \"since-2024\",\n"
	"  \"virtual-network\": [\n"
	"    {\"name\": \"hub\", \"region\": \"West Europe\", \"address-space\": [\"10.1.0.0/16\"],\n"
	"     \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.0.0/27\"]},\n"
	"                {\"name\": \"work\", \"address-prefix\": [\"10.1.1.0/24\"]}],\n"
	"     \"virtual-network-gateway\": {\"name\": \"gw-hub\", \"sku\": \"ErGw1AZ\",\n"
	"       \"connection\": [{\"name\": \"c1\", \"express-route-circuit\": \"er1\"},\n"
	"                      {\"name\": \"c2\", \"express-route-circuit\": \"er2\", \"routing-weight\": 100}]},\n"
	"     \"virtual-network-peering\": [\n"
	"       {\"name\": \"to-spoke\", \"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true}]},\n"
	"    {\"name\": \"spoke\", \"region\": \"northeurope\", \"address-space\": [\"10.2.0.0/16\"],\n"
	"     \"virtual-network-peering\": [\n"
	"       {\"name\": \"to-hub\", \"remote-virtual-network\": \"hub\", \"use-remote-gateways\": true}]},\n"
	"    {\"name\": \"far\", \"region\": \"UK South\", \"address-space\": [\"10.3.0.0/16\", \"10.4.0.0/16\"],\n"
	"     \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.3.0.0/26\"]}],\n"
	"     \"bgp-community\": \"12076:20031\",\n"
	"     \"virtual-network-gateway\": {\"name\": \"gw-far\", \"sku\": \"ErGwScale\", \"scale-units\": 12,\n"
	"       \"allow-remote-vnet-traffic\": true,\n"
	"       \"connection\": [{\"name\": \"c3\", \"express-route-circuit\": \"er1\", \"express-route-gateway-bypass\": true}]}}\n"
	"  ],\n"
	"  \"express-route-circuit\": [\n"
	"    {\"name\": \"er1\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Amsterdam\",\n"
	"     \"azure-private-peering\": {\"peer-asn\": 65020, \"vlan-id\": 100,\n"
	"       \"primary-peer-address-prefix\": \"172.16.0.0/30\",\n"
	"       \"secondary-peer-address-prefix\": \"172.16.0.4/30\"}},\n"
	"    {\"name\": \"er2\", \"sku-tier\": \"Premium\", \"bandwidth-mbps\": 50, \"peering-location\": \"Dublin\",\n"
	"     \"azure-private-peering\": {\"peer-asn\": 65020, \"shared-key\": \"secret\",\n"
	"       \"primary-peer-address-prefix\": \"172.16.1.0/30\",\n"
	"       \"secondary-peer-address-prefix\": \"172.16.1.4/30\",\n"
	"       \"ipv6-peering\": {\"primary-peer-address-prefix\": \"fd00::/126\",\n"
	"                        \"secondary-peer-address-prefix\": \"fd00::4/126\"}}}\n"
	"  ],\n"
	"  \"site\": [\n"
	"    {\"name\": \"hq\", \"nearest-region\": \"Germany West Central\", \"access-rtt-ms\": \"4.25\",\n"
	"     \"router\": [\n"
	"       {\"name\": \"r1\", \"asn\": 65020, \"router-id\": \"192.168.0.1\", \"external\": true,\n"
	"        \"advertise\": [\"192.168.0.0/24\", \"192.168.1.0/24\"], \"community\": [\"65020:7\"],\n"
	"        \"circuit-link\": [{\"express-route-circuit\": \"er1\", \"link\": \"primary\"},\n"
	"                         {\"express-route-circuit\": \"er1\", \"link\": \"secondary\", \"prepend\": 2, \"med\": 5,\n"
	"                          \"advertise\": [\"192.168.1.0/24\"]}]},\n"
	"       {\"name\": \"r2\", \"asn\": 65020, \"advertise\": [\"192.168.2.0/24\"],\n"
	"        \"circuit-link\": [{\"express-route-circuit\": \"er2\", \"link\": \"primary\", \"readvertise\": true}]}]}\n"
	"  ]\n"
	"}}\n";
/* clang-format on */

/* `text` with the first `find` replaced; ends the test program when there is none. The caller frees
 * it. */
static inline char *edited(const char *text, const char *find, const char *with)
{
	const char *at = strstr(text, find);

	if (at == NULL)
		abort();
	struct text out = {0};
	text_add_bytes(&out, text, (size_t)(at - text));
	text_add(&out, with);
	text_add(&out, at + strlen(find));
	return text_take(&out);
}

#endif
