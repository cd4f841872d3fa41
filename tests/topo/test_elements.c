/*
 * Labs with everything that Azure puts around ExpressRoute: how VPN gateways, Route Servers,
 * appliances, virtual hubs, Global Reach and routes are read, and what is refused of them. One row
 * is one edit of a good lab.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "broken_lab.h"
#include "lab_text.h"
#include "topo/judge/load.h"
#include "topo/model/model_load.h"
#include "topo/plan/plan.h"

/* clang-format off */
static const char full_lab[] =
	"{\"hairpin-lab:lab\": {\n"
	"\"name\": \"all\",\n"
	"\"route-table\": [\n"
	"{\"name\": \"rt-app\", \"disable-bgp-route-propagation\": true, \"route\": [\n"
	"{\"name\": \"to-fw\", \"address-prefix\": \"0.0.0.0/0\", \"next-hop-type\": \"VirtualAppliance\", \"next-hop-ip-address\": \"10.1.2.4\"},\n"
	"{\"name\": \"drop\", \"address-prefix\": \"10.99.0.0/16\", \"next-hop-type\": \"None\"}]},\n"
	"{\"name\": \"rt-spoke\", \"route\": [\n"
	"{\"name\": \"to-vpn\", \"address-prefix\": \"10.98.0.0/16\", \"next-hop-type\": \"VirtualNetworkGateway\"}]},\n"
	"{\"name\": \"rt-gw\", \"route\": [\n"
	"{\"name\": \"by-fw\", \"address-prefix\": \"10.1.3.0/24\", \"next-hop-type\": \"VirtualAppliance\", \"next-hop-ip-address\": \"10.1.2.4\"}]}],\n"
	"\"local-network-gateway\": [\n"
	"{\"name\": \"lng-hq\", \"asn\": 65020, \"bgp-peering-address\": \"192.168.255.1\", \"site\": \"hq\", \"router\": \"ce1\", \"rtt-ms\": \"12.5\"},\n"
	"{\"name\": \"lng-b\", \"asn\": 65010, \"bgp-peering-address\": \"10.3.0.30\", \"vpn-gateway\": \"vpn-b\"},\n"
	"{\"name\": \"lng-static\", \"address-space\": [\"172.20.0.0/16\"]}],\n"
	"\"virtual-network\": [\n"
	"{\"name\": \"hub\", \"region\": \"West Europe\", \"address-space\": [\"10.1.0.0/16\", \"fd01::/48\"],\n"
	"\"subnet\": [\n"
	"{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.0.0/26\", \"fd01::/64\"], \"route-table\": \"rt-gw\"},\n"
	"{\"name\": \"RouteServerSubnet\", \"address-prefix\": [\"10.1.1.0/26\"]},\n"
	"{\"name\": \"nva\", \"address-prefix\": [\"10.1.2.0/24\"]},\n"
	"{\"name\": \"app\", \"address-prefix\": [\"10.1.3.0/24\"], \"route-table\": \"rt-app\", \"private-endpoint-network-policies\": \"Enabled\",\n"
	"\"private-endpoint\": [{\"name\": \"pe1\", \"ip-address\": \"10.1.3.7\"}],\n"
	"\"service-endpoint\": [{\"service\": \"Microsoft.Storage\", \"address-prefix\": [\"20.60.0.0/16\"]}]}],\n"
	"\"summarized-gateway-prefixes\": [\"10.0.0.0/8\"],\n"
	"\"virtual-network-gateway\": {\"name\": \"gw-hub\", \"sku\": \"ErGw3AZ\", \"bgp-peering-address\": [\"10.1.0.12\", \"10.1.0.13\"], \"allow-virtual-wan-traffic\": true,\n"
	"\"connection\": [{\"name\": \"c1\", \"express-route-circuit\": \"er1\", \"msee-address\": [\"10.1.0.6\", \"fd01::6\", \"10.1.0.7\", \"fd01::7\"]}]},\n"
	"\"vpn-gateway\": {\"name\": \"vpn-hub\", \"sku\": \"VpnGw1AZ\", \"active-active\": true, \"learn-expressroute-routes\": true, \"bgp-peering-address\": [\"10.1.0.14\", \"10.1.0.15\"],\n"
	"\"connection\": [\n"
	"{\"name\": \"v1\", \"local-network-gateway\": \"lng-hq\", \"enable-bgp\": true, \"routing-weight\": 5},\n"
	"{\"name\": \"v2\", \"local-network-gateway\": \"lng-b\", \"enable-bgp\": true},\n"
	"{\"name\": \"v3\", \"local-network-gateway\": \"lng-static\"}]},\n"
	"\"route-server\": {\"name\": \"rs-hub\", \"branch-to-branch\": true, \"hub-routing-preference\": \"ASPath\", \"expressroute-ecmp\": true, \"bgp-peering-address\": [\"10.1.1.4\", \"10.1.1.5\"]},\n"
	"\"network-virtual-appliance\": [\n"
	"{\"name\": \"fw\", \"ip-address\": \"10.1.2.4\", \"asn\": 65001, \"route-server\": \"rs-hub\", \"advertise\": [\"172.21.0.0/16\"], \"next-hop\": \"10.1.2.5\", \"external\": true},\n"
	"{\"name\": \"plain\", \"ip-address\": \"10.1.2.9\"}],\n"
	"\"virtual-network-peering\": [{\"name\": \"to-spoke\", \"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true}]},\n"
	"{\"name\": \"spoke\", \"region\": \"West Europe\", \"address-space\": [\"10.2.0.0/16\"],\n"
	"\"subnet\": [{\"name\": \"work\", \"address-prefix\": [\"10.2.0.0/24\"], \"route-table\": \"rt-spoke\"}],\n"
	"\"network-virtual-appliance\": [{\"name\": \"fw2\", \"ip-address\": \"10.2.0.4\", \"asn\": 65002, \"route-server\": \"rs-hub\"}],\n"
	"\"virtual-network-peering\": [{\"name\": \"to-hub\", \"remote-virtual-network\": \"hub\", \"use-remote-gateways\": true}]},\n"
	"{\"name\": \"b\", \"region\": \"North Europe\", \"address-space\": [\"10.3.0.0/16\"],\n"
	"\"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.3.0.0/27\"]}],\n"
	"\"vpn-gateway\": {\"name\": \"vpn-b\", \"sku\": \"VpnGw2AZ\", \"asn\": 65010}},\n"
	"{\"name\": \"c\", \"region\": \"West Europe\", \"address-space\": [\"10.4.0.0/16\"],\n"
	"\"subnet\": [{\"name\": \"app\", \"address-prefix\": [\"10.4.0.0/24\"]}],\n"
	"\"virtual-network-peering\": [{\"name\": \"c-to-d\", \"remote-virtual-network\": \"d\"}]},\n"
	"{\"name\": \"d\", \"region\": \"West Europe\", \"address-space\": [\"10.5.0.0/16\"],\n"
	"\"virtual-network-peering\": [{\"name\": \"d-to-c\", \"remote-virtual-network\": \"c\"}]}],\n"
	"\"express-route-circuit\": [\n"
	"{\"name\": \"er1\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Amsterdam\", \"azure-private-peering\": {\n"
	"\"peer-asn\": 65020, \"primary-peer-address-prefix\": \"172.31.0.0/30\", \"secondary-peer-address-prefix\": \"172.31.0.4/30\", \"ipv6-peering\": {\"primary-peer-address-prefix\": \"fd31::/126\", \"secondary-peer-address-prefix\": \"fd31::4/126\"}},\n"
	"\"global-reach-connection\": [{\"name\": \"gr\", \"peer-express-route-circuit\": \"er2\", \"address-prefix\": \"172.30.0.0/29\"}]},\n"
	"{\"name\": \"er2\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Dublin\", \"azure-private-peering\": {\n"
	"\"peer-asn\": 65021, \"primary-peer-address-prefix\": \"172.31.1.0/30\", \"secondary-peer-address-prefix\": \"172.31.1.4/30\"}}],\n"
	"\"virtual-hub\": [\n"
	"{\"name\": \"vhub1\", \"region\": \"West Europe\", \"address-prefix\": \"10.200.0.0/23\", \"hub-routing-preference\": \"VpnGateway\",\n"
	"\"express-route-gateway\": {\"name\": \"hgw\", \"scale-units\": 2, \"allow-non-virtual-wan-traffic\": true, \"bgp-peering-address\": [\"10.200.0.12\", \"10.200.0.13\"],\n"
	"\"connection\": [{\"name\": \"hc\", \"express-route-circuit\": \"er1\", \"routing-weight\": 7, \"msee-address\": [\"10.200.0.20\", \"10.200.0.21\"]}]},\n"
	"\"hub-virtual-network-connection\": [{\"name\": \"h-c\", \"remote-virtual-network\": \"c\"}]},\n"
	"{\"name\": \"vhub2\", \"region\": \"North Europe\", \"address-prefix\": \"10.201.0.0/24\", \"virtual-wan\": \"other\",\n"
	"\"express-route-gateway\": {\"name\": \"hgw2\"}}],\n"
	"\"site\": [\n"
	"{\"name\": \"hq\", \"router\": [\n"
	"{\"name\": \"ce1\", \"asn\": 65020, \"advertise\": [\"192.168.0.0/16\"], \"circuit-link\": [\n"
	"{\"express-route-circuit\": \"er1\", \"link\": \"primary\"},\n"
	"{\"express-route-circuit\": \"er1\", \"link\": \"secondary\"}]},\n"
	"{\"name\": \"edge\", \"asn\": 65030, \"circuit-link\": []}]},\n"
	"{\"name\": \"branch\", \"router\": []}]\n"
	"}}\n";

static const struct broken_lab rows[] = {
	{"VPN gateway SKU", "\"VpnGw1AZ\"", "\"VpnGw9\"", "\"VpnGw9\"", "VPN gateway SKU \"VpnGw9\" is not known; did you mean \"VpnGw1\"? Expected Basic, VpnGw1, VpnGw2, VpnGw3, VpnGw1AZ, VpnGw2AZ, VpnGw3AZ, VpnGw4, VpnGw5, VpnGw4AZ, VpnGw5AZ, Standard or HighPerformance", SEVERITY_ERROR},
	{"gateway SKU lists the right ones", "\"ErGw3AZ\"", "\"Gigantic\"", "\"Gigantic\"", "gateway SKU \"Gigantic\" is not known; expected Standard, ErGw1AZ, HighPerformance, ErGw2AZ, UltraPerformance, ErGw3AZ or ErGwScale", SEVERITY_ERROR},
	{"region of a hub", "\"vhub1\", \"region\": \"West Europe\"", "\"vhub1\", \"region\": \"West Eurpe\"", "\"West Eurpe\"", "did you mean \"West Europe\"?", SEVERITY_ERROR},
	{"reference to a route table", "\"route-table\": \"rt-spoke\"", "\"route-table\": \"rt-spike\"", "\"rt-spike\"", "did you mean \"rt-spoke\"?", SEVERITY_ERROR},
	{"reference to a local network gateway", "\"local-network-gateway\": \"lng-b\"", "\"local-network-gateway\": \"lng-c\"", "\"lng-c\"", "\"local-network-gateway\" \"lng-c\" does not exist", SEVERITY_ERROR},
	{"reference to a Route Server", "65002, \"route-server\": \"rs-hub\"", "65002, \"route-server\": \"rs-hum\"", "\"rs-hum\"", "did you mean \"rs-hub\"?", SEVERITY_ERROR},
	{"reference to a VPN gateway", "\"vpn-gateway\": \"vpn-b\"", "\"vpn-gateway\": \"vpn-c\"", "\"vpn-c\"", "\"vpn-gateway\" \"vpn-c\" does not exist", SEVERITY_ERROR},
	{"next hop type", "\"None\"", "\"Nowhere\"", "\"Nowhere\"", "\"VirtualNetworkGateway\"", SEVERITY_ERROR},
	{"circuit with itself", "\"peer-express-route-circuit\": \"er2\"", "\"peer-express-route-circuit\": \"er1\"", "\"er1\", \"address-prefix\": \"172.30", "a circuit cannot have Global Reach with itself", SEVERITY_ERROR},
	{"scale units of a hub", "\"scale-units\": 2", "\"scale-units\": 11", "11, \"allow-non", "a gateway of a virtual hub has 1 to 10 scale units", SEVERITY_ERROR},
	{"router that the site does not have", "\"router\": \"ce1\"", "\"router\": \"ce2\"", "\"ce2\"", "router \"ce2\" is not one of the site \"hq\"; expected one of its routers, such as \"ce1\"", SEVERITY_ERROR},
	{"site without routers", "\"site\": \"hq\", \"router\": \"ce1\"", "\"site\": \"branch\", \"router\": \"ce1\"", "\"ce1\"", "router \"ce1\" is not one of the site \"branch\"; expected a site with routers", SEVERITY_ERROR},
	{"site without a router named", "\"site\": \"hq\", \"router\": \"ce1\", ", "\"site\": \"hq\", ", "{\"name\": \"lng-hq\"", "local network gateway \"lng-hq\" names a site but no router of it; expected both; add it", SEVERITY_ERROR},
	{"router without a site", "\"site\": \"hq\", \"router\": \"ce1\", ", "\"router\": \"ce1\", ", "{\"name\": \"lng-hq\"", "local network gateway \"lng-hq\" names a router but no site; expected both; add it", SEVERITY_ERROR},
	{"router and VPN gateway", "\"site\": \"hq\", \"router\": \"ce1\", ", "\"site\": \"hq\", \"router\": \"ce1\", \"vpn-gateway\": \"vpn-b\", ", "{\"name\": \"lng-hq\"", "names both a router and the VPN gateway \"vpn-b\"; expected one of them; remove the other", SEVERITY_ERROR},
	{"AS number of the router there", "\"lng-hq\", \"asn\": 65020", "\"lng-hq\", \"asn\": 65019", "{\"name\": \"lng-hq\"", "has AS 65019, but router \"ce1\" there has AS 65020; make the two equal [vpn-connection]", SEVERITY_ERROR},
	{"AS number of the VPN gateway there", "\"lng-b\", \"asn\": 65010", "\"lng-b\", \"asn\": 65011", "{\"name\": \"lng-b\"", "has AS 65011, but VPN gateway \"vpn-b\" there has AS 65010; make the two equal [vpn-connection]", SEVERITY_ERROR},
	{"reserved AS number of a local network gateway", "{\"name\": \"lng-static\", ", "{\"name\": \"lng-static\", \"asn\": 65518, ", "{\"name\": \"lng-static\"", "has AS 65518, which is reserved; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [vpn-connection]", SEVERITY_ERROR},
	{"BGP without an AS number", "\"lng-hq\", \"asn\": 65020, ", "\"lng-hq\", ", "{\"name\": \"v1\"", "connection \"v1\" has BGP, but local network gateway \"lng-hq\" has no asn; expected both asn and bgp-peering-address there; add them [vpn-connection]", SEVERITY_ERROR},
	{"BGP without an address", "\"bgp-peering-address\": \"192.168.255.1\", ", "", "{\"name\": \"v1\"", "local network gateway \"lng-hq\" has no bgp-peering-address; expected both", SEVERITY_ERROR},
	{"BGP without both", "\"lng-static\"}]", "\"lng-static\", \"enable-bgp\": true}]", "{\"name\": \"v3\"", "local network gateway \"lng-static\" has no asn and no bgp-peering-address", SEVERITY_ERROR},
	{"neither BGP nor an address space", "\"lng-hq\", \"enable-bgp\": true", "\"lng-hq\"", "{\"name\": \"v1\"", "connection \"v1\" has no BGP, and local network gateway \"lng-hq\" no address-space: nothing is routed there; expected enable-bgp or an address-space [vpn-connection]", SEVERITY_ERROR},
	{"both ends of one AS number", "\"active-active\": true, \"learn", "\"active-active\": true, \"asn\": 65010, \"learn", "{\"name\": \"v2\"", "connection \"v2\" has BGP between VPN gateway \"vpn-hub\" and local network gateway \"lng-b\", both of AS 65010; expected two AS numbers; change one [vpn-connection]", SEVERITY_ERROR},
	{"back to itself", "\"vpn-gateway\": \"vpn-b\"", "\"vpn-gateway\": \"vpn-hub\"", "{\"name\": \"v2\"", "connection \"v2\" leads back to its own VPN gateway \"vpn-hub\"", SEVERITY_ERROR},
	{"reserved AS number of a VPN gateway", "\"VpnGw2AZ\", \"asn\": 65010", "\"VpnGw2AZ\", \"asn\": 65520", "{\"name\": \"vpn-b\"", "VPN gateway \"vpn-b\" has AS 65520, which is reserved; expected 65515, or one beside 8074-8075", SEVERITY_ERROR},
	{"Basic beside ExpressRoute", "\"VpnGw1AZ\"", "\"Basic\"", "{\"name\": \"vpn-hub\"", "VPN gateway \"vpn-hub\" of the SKU Basic stands beside the ExpressRoute gateway \"gw-hub\", which this SKU cannot; expected VpnGw1AZ or larger [vpn-gateway-sku]", SEVERITY_ERROR},
	{"Basic is not active-active", "\"VpnGw1AZ\"", "\"Basic\"", "{\"name\": \"vpn-hub\"", "is active-active, which the SKU Basic does not have", SEVERITY_ERROR},
	{"Basic without BGP", "\"VpnGw1AZ\"", "\"Basic\"", "{\"name\": \"v1\"", "connection \"v1\" has BGP, which the SKU Basic does not have; expected VpnGw1AZ or larger [vpn-gateway-sku]", SEVERITY_ERROR},
	{"GatewaySubnet for a VPN gateway", "\"10.3.0.0/27\"", "\"10.3.0.0/28\"", "\"10.3.0.0/28\"", "GatewaySubnet 10.3.0.0/28 of \"b\" is too small for a VPN gateway; expected a /27 or larger [gateway-subnet]", SEVERITY_ERROR},
	{"no GatewaySubnet for a VPN gateway", "\"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.3.0.0/27\"]}],\n", "", "{\"name\": \"vpn-b\"", "\"b\" has a gateway but no GatewaySubnet; expected a subnet of the name GatewaySubnet with an IPv4 prefix of /27 or larger; add one [gateway-subnet]", SEVERITY_ERROR},
	{"default route on the GatewaySubnet", "\"by-fw\", \"address-prefix\": \"10.1.3.0/24\"", "\"by-fw\", \"address-prefix\": \"0.0.0.0/0\"", "{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.0.0", "GatewaySubnet of \"hub\" has the route table \"rt-gw\" with a default route, which would cut the gateway off; expected more specific routes; take another route table [gateway-subnet-routes]", SEVERITY_ERROR},
	{"the whole range on the GatewaySubnet", "\"by-fw\", \"address-prefix\": \"10.1.3.0/24\"", "\"by-fw\", \"address-prefix\": \"10.1.0.0/16\"", "{\"name\": \"by-fw\"", "the instances of the gateway lose their iBGP with each other; expected routes to other subnets, or one of type VnetLocal for the GatewaySubnet [gateway-subnet-whole-range]", SEVERITY_WARNING},
	{"dual-stack on an IPv4 circuit", ", \"ipv6-peering\": {\"primary-peer-address-prefix\": \"fd31::/126\", \"secondary-peer-address-prefix\": \"fd31::4/126\"}", "", "{\"name\": \"c1\"", "is dual-stack, for the GatewaySubnet of \"hub\" has an IPv6 prefix, and the private peering of circuit \"er1\" has IPv4 alone: Azure refuses the connection; expected ipv6-peering in the circuit, or no IPv6 in the GatewaySubnet [dual-stack-gateway]", SEVERITY_ERROR},
	{"no propagation on the GatewaySubnet", "\"name\": \"rt-gw\"", "\"name\": \"rt-gw\", \"disable-bgp-route-propagation\": true", "{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.0.0", "which disables the propagation of gateway routes: the gateway would not work; expected disable-bgp-route-propagation to be false there; take another route table [gateway-subnet-routes]", SEVERITY_ERROR},
	{"FastPath passes by the route table", "\"express-route-circuit\": \"er1\", \"msee-address\": [\"10.1", "\"express-route-circuit\": \"er1\", \"express-route-gateway-bypass\": true, \"msee-address\": [\"10.1", "{\"name\": \"c1\"", "connection \"c1\" has FastPath: its packets pass by the route table \"rt-gw\" of the GatewaySubnet; expected FastPath or that route table, unless the circuit is ExpressRoute Direct [fastpath]", SEVERITY_WARNING},
	{"summaries in each other", "\"summarized-gateway-prefixes\": [\"10.0.0.0/8\"]", "\"summarized-gateway-prefixes\": [\"10.0.0.0/8\", \"10.1.0.0/16\"]", "\"10.1.0.0/16\"],\n", "10.1.0.0/16 of the summarised prefix of \"hub\" overlaps with 10.0.0.0/8", SEVERITY_ERROR},
	{"no RouteServerSubnet", "\"RouteServerSubnet\"", "\"RouteServer\"", "{\"name\": \"rs-hub\"", "\"hub\" has a Route Server but no RouteServerSubnet; expected a subnet of that name with an IPv4 prefix of /27 or larger; add one [route-server-subnet]", SEVERITY_ERROR},
	{"RouteServerSubnet too small", "\"10.1.1.0/26\"", "\"10.1.1.0/28\"", "\"10.1.1.0/28\"", "RouteServerSubnet 10.1.1.0/28 of \"hub\" is too small; expected a /27 or larger [route-server-subnet]", SEVERITY_ERROR},
	{"RouteServerSubnet of IPv6 only", "\"10.1.1.0/26\"", "\"fd01:0:0:1::/64\"", "{\"name\": \"RouteServerSubnet\"", "RouteServerSubnet of \"hub\" has no IPv4 prefix; expected one of /27 or larger", SEVERITY_ERROR},
	{"route table on the RouteServerSubnet", "[\"10.1.1.0/26\"]", "[\"10.1.1.0/26\"], \"route-table\": \"rt-gw\"", "{\"name\": \"RouteServerSubnet\"", "RouteServerSubnet of \"hub\" has the route table \"rt-gw\"; expected none there; remove it [route-server-subnet]", SEVERITY_ERROR},
	{"branch-to-branch without active-active", "\"active-active\": true, ", "", "{\"name\": \"vpn-hub\"", "Route Server \"rs-hub\" has branch-to-branch, but VPN gateway \"vpn-hub\" is not active-active; expected active-active; set it to true [branch-to-branch-vpn]", SEVERITY_ERROR},
	{"branch-to-branch with another AS number", "\"active-active\": true, ", "\"active-active\": true, \"asn\": 65009, ", "{\"name\": \"vpn-hub\"", "but VPN gateway \"vpn-hub\" has AS 65009; expected 65515; remove its asn [branch-to-branch-vpn]", SEVERITY_ERROR},
	{"as-override of an appliance that passes nothing on", "\"route-server\": \"rs-hub\"}],\n", "\"route-server\": \"rs-hub\", \"as-override\": true}],\n", "{\"name\": \"fw2\"", "appliance \"fw2\" has as-override but passes nothing on; expected readvertise; set it to true, or remove as-override", SEVERITY_WARNING},
	{"appliance whose own subnet learns its default route", "[\"172.21.0.0/16\"]", "[\"0.0.0.0/0\"]", "\"0.0.0.0/0\"]", "which its own subnet \"nva\" learns from Route Server \"rs-hub\": packets to the Internet loop; expected a route table there with a route 0.0.0.0/0 to Internet, or without routes of gateways [appliance-own-default-route]", SEVERITY_WARNING},
	{"appliance peered twice with a Route Server", "\"route-server\": \"rs-hub\"}],\n", "\"route-server\": \"rs-hub\", \"route-server-peering\": [{\"route-server\": \"rs-hub\", \"instance\": 1}]}],\n", "{\"route-server\": \"rs-hub\", \"instance\"", "appliance \"fw2\" is peered with Route Server \"rs-hub\" twice; expected one peering; remove the other [route-server-peers]", SEVERITY_ERROR},
	{"appliance without an AS number", "\"asn\": 65001, ", "", "{\"name\": \"fw\"", "appliance \"fw\" is a peer of Route Server \"rs-hub\" without an asn; expected one, such as 65001; add it [route-server-peers]", SEVERITY_ERROR},
	{"AS number of four bytes", "65001", "4200000001", "{\"name\": \"fw\"", "appliance \"fw\" has AS 4200000001; expected one of two bytes, up to 65535", SEVERITY_ERROR},
	{"AS number behind the reserved ones", "65001", "65552", "{\"name\": \"fw\"", "appliance \"fw\" has AS 65552; expected one of two bytes, up to 65535: Route Servers take no others [route-server-peers]", SEVERITY_ERROR},
	{"AS number 8074 of an appliance", "65001", "8074", "{\"name\": \"fw\"", "appliance \"fw\" has AS 8074, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 8075 of an appliance", "65001", "8075", "{\"name\": \"fw\"", "appliance \"fw\" has AS 8075, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 12076 of an appliance", "65001", "12076", "{\"name\": \"fw\"", "appliance \"fw\" has AS 12076, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 23456 of an appliance", "65001", "23456", "{\"name\": \"fw\"", "appliance \"fw\" has AS 23456, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 64496 of an appliance", "65001", "64496", "{\"name\": \"fw\"", "appliance \"fw\" has AS 64496, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 64511 of an appliance", "65001", "64511", "{\"name\": \"fw\"", "appliance \"fw\" has AS 64511, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 65515 of an appliance", "65001", "65515", "{\"name\": \"fw\"", "appliance \"fw\" has AS 65515, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 65517 of an appliance", "65001", "65517", "{\"name\": \"fw\"", "appliance \"fw\" has AS 65517, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 65520 of an appliance", "65001", "65520", "{\"name\": \"fw\"", "appliance \"fw\" has AS 65520, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"AS number 65535 of an appliance", "65001", "65535", "{\"name\": \"fw\"", "appliance \"fw\" has AS 65535, which Route Servers refuse; expected one beside 8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551 [route-server-peers]", SEVERITY_ERROR},
	{"appliance in no subnet", "\"10.1.2.9\"", "\"10.1.9.9\"", "{\"name\": \"plain\"", "appliance \"plain\" has the address 10.1.9.9, which is in no subnet of \"hub\"; expected one within a subnet", SEVERITY_ERROR},
	{"appliance announces to nobody", "\"ip-address\": \"10.1.2.9\"", "\"ip-address\": \"10.1.2.9\", \"advertise\": [\"172.22.0.0/16\"]", "{\"name\": \"plain\"", "appliance \"plain\" announces prefixes to nobody; expected a route-server", SEVERITY_WARNING},
	{"appliance in a network not peered", "\"subnet\": [{\"name\": \"app\", \"address-prefix\": [\"10.4.0.0/24\"]}],\n", "\"subnet\": [{\"name\": \"app\", \"address-prefix\": [\"10.4.0.0/24\"]}],\n\"network-virtual-appliance\": [{\"name\": \"fw3\", \"ip-address\": \"10.4.0.4\", \"asn\": 65003, \"route-server\": \"rs-hub\"}],\n", "{\"name\": \"fw3\"", "appliance \"fw3\" is in \"c\", but Route Server \"rs-hub\" in \"hub\"; expected the same network, or one peered with it [route-server-peers]", SEVERITY_ERROR},
	{"gateway address outside", "[\"10.1.0.12\", \"10.1.0.13\"]", "[\"10.1.0.12\", \"10.1.0.64\"]", "{\"name\": \"gw-hub\"", "gateway \"gw-hub\" has the address 10.1.0.64, which is outside the GatewaySubnet of \"hub\"; expected one within it [msee-addresses-in-gateway-subnet]", SEVERITY_ERROR},
	{"one gateway address", "[\"10.1.0.12\", \"10.1.0.13\"]", "[\"10.1.0.12\"]", "{\"name\": \"gw-hub\"", "\"gw-hub\" has one address given; expected two, or none", SEVERITY_ERROR},
	{"MSEE address outside", "\"10.1.0.7\", \"fd01::7\"", "\"10.1.2.7\", \"fd01::7\"", "{\"name\": \"c1\"", "connection \"c1\" has the address 10.1.2.7, which is outside the GatewaySubnet of \"hub\"", SEVERITY_ERROR},
	{"MSEE address of IPv6 outside", "\"fd01::7\"", "\"fd02::7\"", "{\"name\": \"c1\"", "connection \"c1\" has the address fd02::7, which is outside", SEVERITY_ERROR},
	{"one MSEE address of a family", "\"10.1.0.7\", \"fd01::7\"", "\"10.1.0.7\"", "{\"name\": \"c1\"", "\"c1\" has one address given; expected two, or none", SEVERITY_ERROR},
	{"three MSEE addresses of a family", "\"10.1.0.6\", \"fd01::6\"", "\"10.1.0.6\", \"10.1.0.9\"", "{\"name\": \"c1\"", "connection \"c1\" has more than two addresses of one family in msee-address", SEVERITY_ERROR},
	{"VPN gateway address outside", "\"10.1.0.15\"", "\"10.9.0.15\"", "{\"name\": \"vpn-hub\"", "VPN gateway \"vpn-hub\" has the address 10.9.0.15, which is outside the GatewaySubnet", SEVERITY_ERROR},
	{"Route Server address outside", "\"10.1.1.5\"", "\"10.1.2.77\"", "{\"name\": \"rs-hub\"", "Route Server \"rs-hub\" has the address 10.1.2.77, which is outside the RouteServerSubnet of \"hub\"", SEVERITY_ERROR},
	{"hub gateway address outside", "\"10.200.0.13\"", "\"10.202.0.13\"", "{\"name\": \"hgw\"", "gateway \"hgw\" has the address 10.202.0.13, which is outside the GatewaySubnet of \"vhub1\"", SEVERITY_ERROR},
	{"one address twice", "\"10.1.0.14\"", "\"10.1.0.12\"", "{\"name\": \"vpn-hub\"", "VPN gateway \"vpn-hub\" has the address 10.1.0.12, which gateway \"gw-hub\" in line 25 has; expected one of its own", SEVERITY_ERROR},
	{"appliance at a private endpoint's address", "\"10.1.2.9\"", "\"10.1.3.7\"", "{\"name\": \"plain\"", "appliance \"plain\" has the address 10.1.3.7, which private endpoint \"pe1\" in line", SEVERITY_ERROR},
	{"private endpoint outside its subnet", "\"ip-address\": \"10.1.3.7\"", "\"ip-address\": \"10.1.2.7\"", "{\"name\": \"pe1\"", "private endpoint \"pe1\" has the address 10.1.2.7, which is outside the subnet \"app\"; expected one within it", SEVERITY_ERROR},
	{"appliance without an address", "\"VirtualAppliance\", \"next-hop-ip-address\": \"10.1.2.4\"}", "\"VirtualAppliance\"}", "{\"name\": \"to-fw\"", "route \"to-fw\" of \"rt-app\" leads to a VirtualAppliance without an address; expected next-hop-ip-address; add it [udr-next-hop]", SEVERITY_ERROR},
	{"address of another type", "\"None\"", "\"None\", \"next-hop-ip-address\": \"10.1.2.4\"", "{\"name\": \"drop\"", "route \"drop\" of \"rt-app\" has the next-hop-ip-address 10.1.2.4, but leads to no VirtualAppliance; expected an address only with that; remove it [udr-next-hop]", SEVERITY_ERROR},
	{"address of the other family", "\"10.1.2.4\"}", "\"fd01::4\"}", "{\"name\": \"to-fw\"", "is of one address family and its next-hop-ip-address fd01::4 of the other", SEVERITY_ERROR},
	{"route to no gateway", "\"address-space\": [\"10.5.0.0/16\"],", "\"address-space\": [\"10.5.0.0/16\"], \"subnet\": [{\"name\": \"w\", \"address-prefix\": [\"10.5.0.0/24\"], \"route-table\": \"rt-spoke\"}],", "{\"name\": \"to-vpn\"", "route \"to-vpn\" leads to a VirtualNetworkGateway, but subnet \"w\" of \"d\" has none: its packets are dropped; expected a VPN gateway [udr-next-hop]", SEVERITY_WARNING},
	{"route to an ExpressRoute gateway", "\"address-space\": [\"10.5.0.0/16\"],", "\"address-space\": [\"10.5.0.0/16\"], \"subnet\": [{\"name\": \"w\", \"address-prefix\": [\"10.5.0.0/24\"], \"route-table\": \"rt-spoke\"}, {\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.5.1.0/26\"]}], \"virtual-network-gateway\": {\"name\": \"gw-d\", \"sku\": \"ErGw1AZ\"},", "{\"name\": \"to-vpn\"", "but subnet \"w\" of \"d\" has only the ExpressRoute gateway \"gw-d\", which cannot be a next hop; expected a VPN gateway; remove the route [udr-next-hop]", SEVERITY_ERROR},
	{"VPN gateway and remote gateways", "\"allow-gateway-transit\": true", "\"allow-gateway-transit\": true, \"use-remote-gateways\": true", "{\"name\": \"to-spoke\"", "\"hub\" has use-remote-gateways and a gateway of its own; expected one of them; remove the other [gateway-transit]", SEVERITY_ERROR},
	{"no gateway there", "\"d-to-c\", \"remote-virtual-network\": \"c\"", "\"d-to-c\", \"remote-virtual-network\": \"c\", \"use-remote-gateways\": true", "{\"name\": \"d-to-c\"", "RemoteVnetHasNoGateways); expected a virtual-network-gateway, a vpn-gateway or a route-server there [gateway-transit]", SEVERITY_ERROR},
	{"hub prefix too small", "\"10.201.0.0/24\"", "\"10.201.0.0/25\"", "\"10.201.0.0/25\"", "virtual hub \"vhub2\" has the address-prefix 10.201.0.0/25; expected a /24 or larger [virtual-hub-prefix]", SEVERITY_ERROR},
	{"hub overlaps with its network", "\"10.200.0.0/23\"", "\"10.4.0.0/23\"", "\"10.4.0.0/23\"", "10.4.0.0/23 of virtual hub \"vhub1\" overlaps with 10.4.0.0/16 of virtual network \"c\", and both are in virtual WAN \"virtual-wan\"; expected prefixes apart from each other; renumber one [virtual-hub-prefix]", SEVERITY_ERROR},
	{"hubs of one virtual WAN overlap", "\"10.201.0.0/24\", \"virtual-wan\": \"other\"", "\"10.200.1.0/24\"", "\"10.200.1.0/24\"", "10.200.1.0/24 of virtual hub \"vhub2\" overlaps with 10.200.0.0/23 of virtual hub \"vhub1\", and both are in virtual WAN \"virtual-wan\"", SEVERITY_ERROR},
	{"connected to two hubs", "\"express-route-gateway\": {\"name\": \"hgw2\"}", "\"hub-virtual-network-connection\": [{\"name\": \"h2-c\", \"remote-virtual-network\": \"c\"}]", "{\"name\": \"h2-c\"", "\"c\" is connected to virtual hub \"vhub2\" and to \"vhub1\"; expected one hub; remove one connection [virtual-hub-connections]", SEVERITY_ERROR},
	{"connected with a gateway", "\"h-c\", \"remote-virtual-network\": \"c\"", "\"h-b\", \"remote-virtual-network\": \"b\"", "{\"name\": \"h-b\"", "\"b\" is connected to virtual hub \"vhub1\" and has a gateway of its own; expected one of them; remove the other [virtual-hub-connections]", SEVERITY_ERROR},
	{"connected with remote gateways", "\"h-c\", \"remote-virtual-network\": \"c\"", "\"h-s\", \"remote-virtual-network\": \"spoke\"", "{\"name\": \"to-hub\"", "\"spoke\" has use-remote-gateways and is connected to virtual hub \"vhub1\"; expected one of them; remove the other [virtual-hub-connections]", SEVERITY_ERROR},
	{"reach of a circuit to a hub", "\"vhub1\", \"region\": \"West Europe\"", "\"vhub1\", \"region\": \"East US\"", "{\"name\": \"hc\"", "circuit \"er1\" at Amsterdam is of the SKU Standard and does not reach East US; expected a region in Europe; take Premium [circuit-reach]", SEVERITY_ERROR},
	{"Global Reach with a Local circuit", "\"er1\", \"sku-tier\": \"Standard\"", "\"er1\", \"sku-tier\": \"Local\"", "{\"name\": \"gr\"", "circuit \"er1\" is of the SKU Local, which has no Global Reach; expected Standard or Premium [global-reach-circuits]", SEVERITY_ERROR},
	{"Global Reach to another Local circuit", "\"er2\", \"sku-tier\": \"Standard\"", "\"er2\", \"sku-tier\": \"Local\"", "{\"name\": \"gr\"", "circuit \"er2\" is of the SKU Local", SEVERITY_ERROR},
	{"Global Reach across the world", "\"Dublin\"", "\"Singapore\"", "{\"name\": \"gr\"", "Global Reach \"gr\" joins Europe with Asia, and circuit \"er1\" is of the SKU Standard; expected Premium at both ends [global-reach-circuits]", SEVERITY_ERROR},
	{"Global Reach across the world, other end", "\"Dublin\"", "\"Singapore\"", "{\"name\": \"gr\"", "and circuit \"er2\" is of the SKU Standard", SEVERITY_ERROR},
	{"length of a Global Reach prefix", "\"172.30.0.0/29\"", "\"172.30.0.0/28\"", "{\"name\": \"gr\"", "Global Reach \"gr\" has the address-prefix 172.30.0.0/28; expected a /29 [global-reach-circuits]", SEVERITY_ERROR},
	{"Global Reach prefix over a link", "\"172.30.0.0/29\"", "\"172.31.0.0/29\"", "{\"name\": \"er1\"", "172.31.0.0/30 of the primary link of circuit \"er1\" overlaps with 172.31.0.0/29 of Global Reach \"gr\"", SEVERITY_ERROR},
	{"Global Reach prefix in a network", "\"172.30.0.0/29\"", "\"10.1.9.0/29\"", "{\"name\": \"gr\"", "10.1.9.0/29 of Global Reach \"gr\" overlaps with 10.1.0.0/16 of virtual network \"hub\", and both are on circuit \"er1\"; expected prefixes apart from each other; renumber one [link-no-overlap]", SEVERITY_ERROR},
	{"Global Reach from both ends", "\"172.31.1.4/30\"}}]", "\"172.31.1.4/30\"}, \"global-reach-connection\": [{\"name\": \"gr2\", \"peer-express-route-circuit\": \"er1\", \"address-prefix\": \"172.30.1.0/29\"}]}]", "{\"name\": \"gr2\"", "circuits \"er2\" and \"er1\" have Global Reach a second time, the first is in line 52; expected it at one of the two; remove one [global-reach-circuits]", SEVERITY_ERROR},
	{"hub of a network's name", "\"name\": \"vhub2\"", "\"name\": \"d\"", "{\"name\": \"d\", \"region\": \"North", "virtual hub \"d\" has the name of the virtual network in line 47; expected a name of its own; rename one", SEVERITY_ERROR},
	{"VPN gateway of a circuit's name", "\"name\": \"vpn-b\"", "\"name\": \"er2\"", "{\"name\": \"er2\", \"sku-tier\": \"Standard\"", "the name \"er2\" a second time", SEVERITY_ERROR},
	{"Route Server of a gateway's name", "\"name\": \"rs-hub\"", "\"name\": \"gw-hub\"", "{\"name\": \"gw-hub\", \"branch", "the name \"gw-hub\" a second time", SEVERITY_ERROR},
	{"hub of a site's name", "\"name\": \"vhub2\"", "\"name\": \"hq\"", "{\"name\": \"hq\", \"router\"", "the name \"hq\" a second time", SEVERITY_ERROR},
	{"gateway of a hub's gateway's name", "\"hgw2\"", "\"hgw\"", "{\"name\": \"hgw\"}", "the name \"hgw\" a second time", SEVERITY_ERROR},
	{"network with appliances of a site's name", "\"name\": \"branch\"", "\"name\": \"spoke\"", "{\"name\": \"spoke\", \"router\"", "the name \"spoke\" a second time", SEVERITY_ERROR},
	{"router at nothing", "\"name\": \"ce1\", \"asn\": 65020", "\"name\": \"ce1\", \"asn\": 65020", NULL, "router \"edge\" is at no circuit", SEVERITY_WARNING},
};
/* clang-format on */

/* gateway-subnet-routes, udr-next-hop, vpn-gateway-sku, vpn-connection, route-server-subnet,
 * route-server-peers, branch-to-branch-vpn, global-reach-circuits, virtual-hub-connections,
 * virtual-hub-prefix: what Azure refuses. */
static void test_every_broken_lab_is_refused_with_reason_and_place(void **state)
{
	(void)state;
	assert_int_equal(broken_labs_failed(full_lab, rows, COUNT_OF(rows)), 0);
}

static struct lab *load_full(void)
{
	struct findings findings = {0};
	struct lab *lab = lab_of_text(full_lab, &findings);
	struct text said = {0};

	findings_format(&findings, 0, &said);
	if (lab == NULL)
		fail_msg("%s", text_str(&said));
	assert_int_equal(findings.count, 1);
	text_done(&said);
	findings_done(&findings);
	return lab;
}

static void assert_addr(const struct addr *addr, const char *want)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(addr, text), want);
}

static void assert_prefix(const struct prefix *prefix, const char *want)
{
	char text[PREFIX_TEXT_MAX];

	assert_string_equal(prefix_format(prefix, text), want);
}

static void test_a_virtual_hub_is_a_network_behind_the_others(void **state)
{
	(void)state;
	struct lab *lab = load_full();
	const struct lab_hub *hub = &lab->hubs[0];
	const struct lab_vnet *vnet = &lab->vnets[5];

	assert_int_equal(lab->vnet_count, 7);
	assert_int_equal(lab->hub_count, 2);
	assert_ptr_equal(hub->vnet, vnet);
	assert_ptr_equal(vnet->hub, hub);
	assert_int_equal(vnet->index, 5);
	assert_string_equal(vnet->name, "vhub1");
	assert_string_equal(vnet->region->name, "West Europe");
	assert_prefix(&vnet->address_space.items[0], "10.200.0.0/23");
	assert_string_equal(vnet->subnets[0].name, "GatewaySubnet");
	assert_prefix(&vnet->subnets[0].prefixes.items[0], "10.200.0.0/23");
	assert_string_equal(hub->virtual_wan, "virtual-wan");
	assert_string_equal(lab->hubs[1].virtual_wan, "other");
	assert_int_equal(hub->preference, LAB_PREFER_VPN);
	assert_int_equal(lab->hubs[1].preference, LAB_PREFER_EXPRESSROUTE);
	assert_int_equal(hub->connected_count, 1);
	assert_ptr_equal(hub->connected[0], &lab->vnets[3]);
	assert_ptr_equal(lab->vnets[3].connected_hub, hub);
	assert_null(lab->vnets[4].connected_hub);
	assert_ptr_equal(lab_serving_vnet(&lab->vnets[3]), vnet);
	assert_ptr_equal(lab_serving_gateway(&lab->vnets[3]), vnet->gateway);
	lab_free(lab);
}

static void test_the_gateway_of_a_hub_is_of_its_own_kind(void **state)
{
	(void)state;
	struct lab *lab = load_full();
	const struct lab_gateway *gateway = lab->vnets[5].gateway;

	assert_string_equal(gateway->name, "hgw");
	assert_ptr_equal(gateway->vnet, &lab->vnets[5]);
	assert_ptr_equal(gateway->sku, facts_hub_gateway_sku(lab->facts));
	assert_int_equal(gateway->sku->bandwidth_mbps, 2000);
	assert_int_equal(gateway->scale_units, 2);
	assert_int_equal(lab->vnets[6].gateway->scale_units, 1);
	assert_true(gateway->allow_virtual_wan_traffic);
	assert_false(gateway->allow_virtual_wan_is_default);
	assert_true(gateway->allow_remote_vnet_traffic);
	assert_false(lab->vnets[6].gateway->allow_virtual_wan_traffic);
	assert_true(lab->vnets[6].gateway->allow_virtual_wan_is_default);
	assert_addr(&gateway->instance_address[1], "10.200.0.13");
	assert_int_equal(gateway->connections[0].routing_weight, 7);
	assert_ptr_equal(gateway->connections[0].circuit, &lab->circuits[0]);
	assert_addr(&gateway->connections[0].msee_address[LAB_SECONDARY][ADDR_IPV4], "10.200.0.21");
	lab_free(lab);
}

/* as-set-withdrawn: unless the lab says otherwise, of every session. */
static void test_a_lab_may_take_as_sets(void **state)
{
	char *text =
	    edited(full_lab, "\"name\": \"all\"", "\"name\": \"all\", \"accept-as-sets\": true");
	const char *texts[] = {full_lab, text};

	(void)state;
	for (unsigned takes = 0; takes < 2; takes++) {
		struct findings findings = {0};
		struct lab *lab = lab_of_text(texts[takes], &findings);

		assert_non_null(lab);
		struct plan *plan = plan_compile(lab);
		for (uint32_t i = 0; i < plan->node_count; i++)
			for (uint32_t p = 0; p < plan->nodes[i].conf.peer_count; p++)
				assert_int_equal(takes,
				                 plan->nodes[i].conf.peers[p].session.as_sets);
		plan_free(plan);
		lab_free(lab);
		findings_done(&findings);
	}
	free(text);
}

static void test_the_era_decides_what_gateways_take(void **state)
{
	(void)state;
	char *text = edited(full_lab, "\"name\": \"all\"",
	                    "\"name\": \"all\", \"gateway-era\": \"before-2024\"");
	char *silent = edited(text, "\"allow-virtual-wan-traffic\": true", "\"scale-units\": 1");
	struct findings findings = {0};
	struct lab *lab = lab_of_text(silent, &findings);

	assert_non_null(lab);
	assert_true(lab->vnets[0].gateway->allow_virtual_wan_traffic);
	assert_true(lab->vnets[0].gateway->allow_virtual_wan_is_default);
	assert_true(lab->vnets[6].gateway->allow_virtual_wan_traffic);
	lab_free(lab);
	findings_done(&findings);
	free(silent);

	/* virtual-hub's and network's switches are two. */
	silent =
	    edited(full_lab, "\"allow-virtual-wan-traffic\": true",
	           "\"allow-virtual-wan-traffic\": false, \"allow-remote-vnet-traffic\": true");
	lab = lab_of_text(silent, &findings);
	assert_non_null(lab);
	assert_false(lab->vnets[0].gateway->allow_virtual_wan_traffic);
	assert_false(lab->vnets[0].gateway->allow_virtual_wan_is_default);
	assert_true(lab->vnets[0].gateway->allow_remote_vnet_traffic);
	lab_free(lab);
	findings_done(&findings);
	free(silent);
	free(text);
}

static void test_addresses_of_gateways_are_those_of_the_lab(void **state)
{
	(void)state;
	struct lab *lab = load_full();
	const struct lab_connection *connection = &lab->vnets[0].gateway->connections[0];

	assert_addr(&lab->vnets[0].gateway->instance_address[0], "10.1.0.12");
	assert_addr(&connection->msee_address[LAB_PRIMARY][ADDR_IPV4], "10.1.0.6");
	assert_addr(&connection->msee_address[LAB_SECONDARY][ADDR_IPV4], "10.1.0.7");
	assert_addr(&connection->msee_address[LAB_PRIMARY][ADDR_IPV6], "fd01::6");
	assert_addr(&connection->msee_address[LAB_SECONDARY][ADDR_IPV6], "fd01::7");
	assert_addr(&lab->vnets[6].gateway->instance_address[0], "-");
	lab_free(lab);
}

static void test_vpn_gateways_know_who_is_at_the_other_end(void **state)
{
	(void)state;
	struct lab *lab = load_full();
	const struct lab_vpn_gateway *hub = lab->vnets[0].vpn_gateway;
	const struct lab_vpn_gateway *far = lab->vnets[2].vpn_gateway;

	assert_string_equal(hub->name, "vpn-hub");
	assert_ptr_equal(hub->vnet, &lab->vnets[0]);
	assert_int_equal(hub->sku->bandwidth_mbps, 650);
	assert_int_equal(hub->asn, 65515);
	assert_true(hub->active_active);
	assert_true(hub->learns_expressroute);
	assert_addr(&hub->instance_address[1], "10.1.0.15");
	assert_int_equal(far->asn, 65010);
	assert_false(far->active_active);
	assert_false(far->learns_expressroute);

	assert_int_equal(hub->connection_count, 3);
	assert_ptr_equal(hub->connections[0].gateway, hub);
	assert_true(hub->connections[0].enable_bgp);
	assert_int_equal(hub->connections[0].routing_weight, 5);
	assert_false(hub->connections[2].enable_bgp);
	assert_ptr_equal(hub->connections[0].local, &lab->local_gateways[0]);
	assert_ptr_equal(hub->connections[1].local, &lab->local_gateways[1]);

	assert_int_equal(lab->local_gateway_count, 3);
	assert_int_equal(lab->local_gateways[1].index, 1);
	assert_int_equal(lab->local_gateways[0].asn, 65020);
	assert_addr(&lab->local_gateways[0].bgp_address, "192.168.255.1");
	assert_ptr_equal(lab->local_gateways[0].router, &lab->sites[0].routers[0]);
	assert_int_equal(lab->local_gateways[0].rtt_us, 12500);
	assert_ptr_equal(lab->local_gateways[1].gateway, far);
	assert_null(lab->local_gateways[2].router);
	assert_int_equal(lab->local_gateways[2].asn, 0);
	assert_prefix(&lab->local_gateways[2].address_space.items[0], "172.20.0.0/16");
	lab_free(lab);
}

static void test_route_servers_and_their_appliances(void **state)
{
	(void)state;
	struct lab *lab = load_full();
	const struct lab_route_server *server = lab->vnets[0].route_server;
	const struct lab_nva *nva = &lab->vnets[0].nvas[0];

	assert_string_equal(server->name, "rs-hub");
	assert_ptr_equal(server->vnet, &lab->vnets[0]);
	assert_true(server->branch_to_branch);
	assert_true(server->expressroute_ecmp);
	assert_int_equal(server->preference, LAB_PREFER_AS_PATH);
	assert_addr(&server->instance_address[0], "10.1.1.4");
	assert_int_equal(lab->vnets[0].nva_count, 2);
	assert_addr(&nva->address, "10.1.2.4");
	assert_int_equal(nva->asn, 65001);
	assert_ptr_equal(nva->route_server, server);
	assert_prefix(&nva->advertise.items[0], "172.21.0.0/16");
	assert_addr(&nva->next_hop, "10.1.2.5");
	assert_true(nva->external);
	assert_int_equal(lab->vnets[0].nvas[1].asn, 0);
	assert_null(lab->vnets[0].nvas[1].route_server);
	assert_ptr_equal(lab->vnets[1].nvas[0].route_server, server);
	assert_addr(&lab->vnets[1].nvas[0].next_hop, "-");
	lab_free(lab);
}

static void test_routes_and_endpoints_of_subnets(void **state)
{
	(void)state;
	struct lab *lab = load_full();
	const struct lab_subnet *app = &lab->vnets[0].subnets[3];
	const struct lab_route_table *table = app->route_table;

	assert_ptr_equal(table, &lab->route_tables[0]);
	assert_int_equal(lab->route_tables[2].index, 2);
	assert_true(table->disable_bgp_route_propagation);
	assert_false(lab->route_tables[1].disable_bgp_route_propagation);
	assert_int_equal(table->route_count, 2);
	assert_int_equal(table->routes[0].type, LAB_TO_VIRTUAL_APPLIANCE);
	assert_addr(&table->routes[0].address, "10.1.2.4");
	assert_prefix(&table->routes[0].prefix, "0.0.0.0/0");
	assert_int_equal(table->routes[1].type, LAB_TO_NONE);
	assert_addr(&table->routes[1].address, "-");
	assert_int_equal(lab->route_tables[1].routes[0].type, LAB_TO_VIRTUAL_NETWORK_GATEWAY);
	assert_true(app->private_endpoint_policies);
	assert_false(lab->vnets[0].subnets[2].private_endpoint_policies);
	assert_null(lab->vnets[0].subnets[2].route_table);
	assert_addr(&app->private_endpoints[0].address, "10.1.3.7");
	assert_string_equal(app->service_endpoints[0].service, "Microsoft.Storage");
	assert_prefix(&app->service_endpoints[0].prefixes.items[0], "20.60.0.0/16");
	assert_prefix(&lab->vnets[0].summarized.items[0], "10.0.0.0/8");
	assert_int_equal(lab->vnets[1].summarized.count, 0);
	lab_free(lab);
}

static void test_global_reach_joins_two_circuits(void **state)
{
	(void)state;
	struct lab *lab = load_full();

	assert_int_equal(lab->global_reach_count, 1);
	assert_string_equal(lab->global_reaches[0].name, "gr");
	assert_ptr_equal(lab->global_reaches[0].circuit, &lab->circuits[0]);
	assert_ptr_equal(lab->global_reaches[0].peer, &lab->circuits[1]);
	assert_prefix(&lab->global_reaches[0].prefix, "172.30.0.0/29");
	lab_free(lab);
}

/* How many findings hold `said`. */
static unsigned count_said(const char *text, const char *said)
{
	struct findings findings = {0};
	unsigned count = 0;

	lab_free(lab_of_text(text, &findings));
	for (size_t i = 0; i < findings.count; i++)
		count += strstr(findings.items[i].text, said) != NULL;
	findings_done(&findings);
	return count;
}

/* A lab in which a list of `count` entries, made from `format`, stands in place of `find`. */
static char *with_many(const char *find, const char *before, const char *format, unsigned count,
                       const char *after)
{
	struct text many = {0};

	text_add(&many, before);
	for (unsigned i = 0; i < count; i++) {
		char number[24];
		snprintf(number, sizeof(number), "%u.%u", i / 250, i % 250);
		char *entry = edited(format, "#", number);
		text_addf(&many, "%s%s", i == 0 ? "" : ", ", entry);
		free(entry);
	}
	text_add(&many, after);
	char *lab = edited(full_lab, find, text_str(&many));
	text_done(&many);
	return lab;
}

/* With `count` entries `said` is said; with one less, nothing that ends in `tail`. */
static void assert_limit(const char *find, const char *format, unsigned count, const char *said,
                         const char *tail)
{
	char *below = with_many(find, "", format, count - 1, "");
	char *above = with_many(find, "", format, count, "");

	assert_int_equal(count_said(below, tail), 0);
	assert_int_equal(count_said(above, tail), 1);
	assert_int_equal(count_said(above, said), 1);
	free(below);
	free(above);
}

/* route-server-peers, route-server-prefix-limit, vpn-prefix-limit, vpn-gateway-sku, circuit-links:
 * at the limit and one beyond it. */
static void test_limits_of_the_new_elements_are_counted(void **state)
{
	(void)state;
	/* Two appliances of the lab are peers already, and two tunnels are there. */
	assert_limit("{\"name\": \"plain\", \"ip-address\": \"10.1.2.9\"}",
	             "{\"name\": \"n#\", \"ip-address\": \"10.1.2.9\", \"asn\": 65003, "
	             "\"route-server\": \"rs-hub\"}",
	             7, "Route Server \"rs-hub\" has 9 peers; expected at most 8",
	             "expected at most 8 [route-server-peers]");
	assert_limit("\"172.21.0.0/16\"", "\"100.#.0/24\"", 4001,
	             "appliance \"fw\" announces 4001 prefixes to Route Server \"rs-hub\", which "
	             "takes 4000: the session will drop; expected fewer; summarise them",
	             "summarise them [route-server-prefix-limit]");
	assert_limit("\"192.168.0.0/16\"", "\"100.#.0/24\"", 4001,
	             "router \"ce1\" announces 4001 prefixes to VPN gateway \"vpn-hub\", which "
	             "takes 4000: the session will drop; expected fewer; summarise them",
	             "summarise them [vpn-prefix-limit]");
	assert_limit("{\"name\": \"v3\", \"local-network-gateway\": \"lng-static\"}",
	             "{\"name\": \"w#\", \"local-network-gateway\": \"lng-static\"}", 29,
	             "VPN gateway \"vpn-hub\" has 31 connections; expected at most 30 with the SKU "
	             "VpnGw1AZ",
	             "take a larger SKU [vpn-gateway-sku]");
}

/* A lab with eight circuits more, "er3" to "er10". */
static char *with_circuits(const char *lab)
{
	struct text more = {0};

	text_add(&more, "\"express-route-circuit\": [\n");
	for (unsigned i = 0; i < 8; i++)
		text_addf(
		    &more,
		    "{\"name\": \"er%u\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 1000, "
		    "\"peering-location\": \"%s\", \"azure-private-peering\": {\"peer-asn\": "
		    "65021, \"primary-peer-address-prefix\": \"172.28.%u.0/30\", "
		    "\"secondary-peer-address-prefix\": \"172.28.%u.4/30\"}},\n",
		    i + 3, i % 2 == 0 ? "Dublin" : "Paris", i, i);
	char *full = edited(lab, "\"express-route-circuit\": [\n", text_str(&more));
	text_done(&more);
	return full;
}

/* circuit-links: hubs and Global Reach count beside networks. */
static void test_hubs_and_global_reach_are_links_of_a_circuit(void **state)
{
	(void)state;
	/* Network, hub and Global Reach: three; with eight more circuits the eleventh is refused.
	 */
	struct text more = {0};
	for (unsigned i = 0; i < 8; i++)
		text_addf(&more,
		          "{\"name\": \"x%u\", \"peer-express-route-circuit\": \"er%u\", "
		          "\"address-prefix\": \"172.29.%u.0/29\"}, ",
		          i, i + 3, i);
	text_add(&more, "{\"name\": \"gr\"");
	char *lab = edited(full_lab, "{\"name\": \"gr\"", text_str(&more));
	char *full = with_circuits(lab);

	assert_int_equal(count_said(full, "circuit \"er1\" is linked to 11 virtual networks, hubs "
	                                  "and circuits; expected at most 10"),
	                 1);
	assert_int_equal(count_said(full_lab, "is linked to"), 0);
	text_done(&more);
	free(full);
	free(lab);
}

/* gateway-circuits: a virtual hub takes eight. */
static void test_circuits_of_a_virtual_hub_are_counted(void **state)
{
	(void)state;
	char *lab = with_circuits(full_lab);
	struct text more = {0};

	for (unsigned i = 0; i < 7; i++)
		text_addf(&more, "{\"name\": \"h%u\", \"express-route-circuit\": \"er%u\"}, ", i,
		          i + 3);
	text_add(&more, "{\"name\": \"hc\"");
	char *eight = edited(lab, "{\"name\": \"hc\"", text_str(&more));
	char *nine = edited(eight, "{\"name\": \"hc\"",
	                    "{\"name\": \"h9\", \"express-route-circuit\": \"er10\"}, "
	                    "{\"name\": \"hc\"");

	assert_int_equal(count_said(eight, "[gateway-circuits]"), 0);
	assert_int_equal(count_said(nine, "gateway \"hgw\" is connected to 9 circuits; expected at "
	                                  "most 8 at a virtual hub"),
	                 1);
	free(nine);
	free(eight);
	text_done(&more);
	free(lab);
}

/* prefix-limit-gateway: summarised prefixes stand for those that they cover. */
static void test_summarised_prefixes_count_in_place_of_the_covered(void **state)
{
	(void)state;
	const char *said = "gateway \"gw-hub\" announces";
	char *many =
	    with_many("[\"10.2.0.0/16\"]", "[\"10.2.0.0/16\", ", "\"11.#.0/24\"", 1001, "]");

	assert_int_equal(count_said(many, said), 1);
	char *covered = edited(many, "[\"10.0.0.0/8\"]", "[\"10.0.0.0/8\", \"11.0.0.0/8\"]");
	assert_int_equal(count_said(covered, said), 0);
	free(covered);
	free(many);

	/* The network's own prefix, the spoke's first one, and 999. */
	many = with_many("[\"10.2.0.0/16\"]", "[\"10.2.0.0/16\", ", "\"11.#.0/24\"", 999, "]");
	char *plain = edited(many, "\"summarized-gateway-prefixes\": [\"10.0.0.0/8\"],", "");
	assert_int_equal(count_said(plain, "announces 1001 IPv4 prefixes"), 1);
	assert_int_equal(count_said(many, said), 0);
	free(plain);
	free(many);
}

static void test_a_router_that_ends_a_tunnel_is_somewhere(void **state)
{
	(void)state;
	char *text = edited(full_lab, "{\"name\": \"lng-static\", ",
	                    "{\"name\": \"lng-static\", \"site\": \"hq\", \"router\": "
	                    "\"edge\", ");

	assert_int_equal(count_said(full_lab, "is at no circuit"), 1);
	assert_int_equal(count_said(text, "is at no circuit"), 0);
	free(text);
}

static void test_all_findings_come_at_once(void **state)
{
	(void)state;
	char *one = edited(full_lab, "65001", "65515");
	char *two = edited(one, "\"10.201.0.0/24\"", "\"10.201.0.0/26\"");
	char *three = edited(two, "\"172.30.0.0/29\"", "\"172.30.0.0/30\"");

	assert_int_equal(count_said(three, "Route Servers refuse"), 1);
	assert_int_equal(count_said(three, "expected a /24 or larger"), 1);
	assert_int_equal(count_said(three, "expected a /29"), 1);
	free(three);
	free(two);
	free(one);
}

/* What is wrong is not taken for absent: no finding is the consequence of another. */
static void test_a_wrong_member_is_said_once(void **state)
{
	(void)state;
	static const struct {
		const char *find;
		const char *with;
	} edits[] = {
	    {"\"bgp-peering-address\": \"192.168.255.1\"", "\"bgp-peering-address\": \"192.168\""},
	    {"\"lng-hq\", \"asn\": 65020", "\"lng-hq\", \"asn\": 0"},
	    {"\"site\": \"hq\"", "\"site\": \"hp\""},
	    {"\"vpn-gateway\": \"vpn-b\"", "\"vpn-gateway\": \"vpn-c\""},
	    {"\"10.1.1.0/26\"", "\"10.1.1.0/99\""},
	    {"65001, \"route-server\": \"rs-hub\"", "65001, \"route-server\": \"rs-hug\""},
	    {"\"asn\": 65001", "\"asn\": -1"},
	    {"\"next-hop-ip-address\": \"10.1.2.4\"", "\"next-hop-ip-address\": \"10.1\""},
	    {"\"VirtualAppliance\"", "\"Firewall\""},
	    {"\"10.200.0.0/23\"", "\"10.200.0.0\""},
	    {"\"172.30.0.0/29\"", "\"172.30.0.1/29\""},
	    {"\"ip-address\": \"10.1.2.9\"", "\"ip-address\": \"10.1.2\""},
	    {"\"active-active\": true", "\"active-active\": 1"},
	    {"\"VpnGw1AZ\"", "\"VpnGw\""},
	    {"\"10.1.0.15\"", "\"10.1.0.x\""},
	    {"\"10.1.0.13\"", "\"10.1.0.x\""},
	    {"\"10.1.0.7\"", "\"10.1.0.x\""},
	    {"\"10.1.1.5\"", "\"10.1.1.x\""},
	};

	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		char *text = edited(full_lab, edits[i].find, edits[i].with);
		struct findings findings = {0};
		struct text said = {0};
		assert_null(lab_of_text(text, &findings));
		findings_format(&findings, 0, &said);
		/* With the warning about the router at no circuit. */
		if (findings.count != 2)
			fail_msg("%s: want one error, got:\n%s", edits[i].with, text_str(&said));
		text_done(&said);
		findings_done(&findings);
		free(text);
	}
}

static void test_elements_have_an_identity(void **state)
{
	static const struct {
		enum lab_kind kind;
		const char *name;
		const char *group;
	} known[] = {
	    {LAB_CIRCUIT, "er1", "er1"},
	    {LAB_GATEWAY, "gw-hub", "gw-hub"},
	    {LAB_ROUTER, "hq/ce1", "hq"},
	    {LAB_VPN_GATEWAY, "vpn-b", "vpn-b"},
	    {LAB_ROUTE_SERVER, "rs-hub", "rs-hub"},
	    {LAB_NVA, "hub/plain", "hub"},
	    {LAB_VNET, "spoke", "spoke"},
	    {LAB_SITE, "hq", "hq"},
	    {LAB_CONNECTION, "gw-hub/c1", "gw-hub"},
	    {LAB_VPN_CONNECTION, "vpn-hub/v2", "vpn-hub"},
	    {LAB_LOCAL_GATEWAY, "lng-static", "lng-static"},
	    {LAB_VNET_PEERING, "hub/to-spoke", "hub"},
	    {LAB_ROUTE_TABLE, "rt-gw", "rt-gw"},
	};
	struct findings findings = {0};
	struct lab *lab = lab_of_text(full_lab, &findings);

	(void)state;
	assert_non_null(lab);
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		const struct lab_element *element =
		    lab_find_element(lab, known[i].kind, known[i].name);

		if (element == NULL || strcmp(element->group, known[i].group) != 0)
			fail_msg("%s: not found, or in another group", known[i].name);
		assert_int_equal(element->kind, known[i].kind);
		assert_ptr_equal(&lab->elements[element->index], element);
		assert_true(element->place.line > 0);
	}
	assert_null(lab_find_element(lab, LAB_GATEWAY, "er1"));
	assert_ptr_equal(lab_find_element(lab, LAB_VNET, "hub")->network, &lab->vnets[0]);
	assert_ptr_equal(lab->vnets[0].gateway->element->network, &lab->vnets[0]);
	assert_ptr_equal(lab_gateway_of(lab->vnets[0].gateway->element), lab->vnets[0].gateway);
	assert_null(lab_circuit_of(lab->vnets[0].gateway->element));
	lab_free(lab);
	findings_done(&findings);
}

static void test_speakers_are_called_by_element_and_instance(void **state)
{
	const struct lab_element circuit = {.kind = LAB_CIRCUIT, .name = "er"};
	const struct lab_element server = {.kind = LAB_ROUTE_SERVER, .name = "rs"};
	const struct lab_element hub = {.kind = LAB_HUB, .name = "hub"};
	const struct lab_element router = {.kind = LAB_ROUTER, .name = "hq/ce1"};
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(lab_node_name(arena, &circuit, LAB_SECONDARY), "er/secondary");
	assert_string_equal(lab_node_name(arena, &server, 1), "rs/1");
	assert_string_equal(lab_node_name(arena, &hub, 0), "hub/router");
	assert_string_equal(lab_node_name(arena, &router, 0), "hq/ce1");
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++) {
		const char *role = lab_kind_role((enum lab_kind)kind);

		if (role != NULL)
			assert_int_equal(lab_kind_of_role(role), kind);
	}
	assert_int_equal(lab_kind_of_role("switch"), LAB_KIND_COUNT);
	arena_free(arena);
}

/* A kind that keeps its elements to itself, in a struct that nobody else knows. */
struct thing {
	const char *name;
	const struct lab_element *element;
	const struct lab_circuit *circuit;
	struct place place;
};

static void load_things(struct loader *loader, const struct doc_node *root)
{
	uint32_t count = doc_count(root, "express-route-circuit");
	struct thing *thing = load_own(loader, LAB_GLOBAL_REACH, count, sizeof(*thing));

	for (const struct doc_node *at = doc_child(root, "express-route-circuit"); at != NULL;
	     at = doc_next(at), thing++)
		*thing = (struct thing){.name = load_text(loader, doc_text(at, "name")),
		                        .circuit = load_reference(loader, LAB_CIRCUIT, at, "name"),
		                        .place = doc_place(at, NULL)};
}

static void list_things(struct lister *lister, struct lab *lab)
{
	struct thing *things = lab->own[LAB_GLOBAL_REACH].items;

	for (uint32_t i = 0; i < lab->own[LAB_GLOBAL_REACH].count; i++)
		LOAD_LIST_IN(lister, "things", &things[i], NULL);
}

static void test_a_kind_may_keep_its_elements_to_itself(void **state)
{
	static const struct load_hooks load = {.join = load_things, .list = list_things};
	static const struct kind_hooks hooks = {.load = &load};
	const struct kind_hooks *kinds[LAB_KIND_COUNT];
	struct findings findings = {0};

	(void)state;
	memcpy(kinds, azure_kinds, sizeof(kinds));
	kinds[LAB_GLOBAL_REACH] = &hooks;
	struct lab *lab = lab_parse(kinds, "lab.json", full_lab, strlen(full_lab), &findings);

	assert_non_null(lab);
	assert_int_equal(lab->own[LAB_GLOBAL_REACH].count, lab->circuit_count);
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		const char *name = arena_printf(lab->arena, "things/%s", lab->circuits[i].name);
		const struct lab_element *element = lab_find_element(lab, LAB_GLOBAL_REACH, name);
		const struct thing *thing = element->self;

		assert_ptr_equal(thing->element, element);
		assert_ptr_equal(thing->circuit, &lab->circuits[i]);
		assert_string_equal(element->own_name, lab->circuits[i].name);
		assert_string_equal(element->group, "things");
	}
	lab_free(lab);
	findings_done(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_kind_may_keep_its_elements_to_itself),
	    cmocka_unit_test(test_every_broken_lab_is_refused_with_reason_and_place),
	    cmocka_unit_test(test_a_virtual_hub_is_a_network_behind_the_others),
	    cmocka_unit_test(test_the_gateway_of_a_hub_is_of_its_own_kind),
	    cmocka_unit_test(test_a_lab_may_take_as_sets),
	    cmocka_unit_test(test_the_era_decides_what_gateways_take),
	    cmocka_unit_test(test_addresses_of_gateways_are_those_of_the_lab),
	    cmocka_unit_test(test_vpn_gateways_know_who_is_at_the_other_end),
	    cmocka_unit_test(test_route_servers_and_their_appliances),
	    cmocka_unit_test(test_routes_and_endpoints_of_subnets),
	    cmocka_unit_test(test_global_reach_joins_two_circuits),
	    cmocka_unit_test(test_limits_of_the_new_elements_are_counted),
	    cmocka_unit_test(test_hubs_and_global_reach_are_links_of_a_circuit),
	    cmocka_unit_test(test_circuits_of_a_virtual_hub_are_counted),
	    cmocka_unit_test(test_summarised_prefixes_count_in_place_of_the_covered),
	    cmocka_unit_test(test_a_router_that_ends_a_tunnel_is_somewhere),
	    cmocka_unit_test(test_all_findings_come_at_once),
	    cmocka_unit_test(test_a_wrong_member_is_said_once),
	    cmocka_unit_test(test_elements_have_an_identity),
	    cmocka_unit_test(test_speakers_are_called_by_element_and_instance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
