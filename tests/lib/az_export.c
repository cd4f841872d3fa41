/* Shares no code with import: it writes what Azure's documents say, member by member. */
#include "tests/lib/az_export.h"

#include <string.h>

#define SUBSCRIPTION "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
#define NETWORK      SUBSCRIPTION "/providers/Microsoft.Network/"

struct export
{
	struct text *out;
	const struct doc_node *lab;
	const char *between;
};

/* Begins a resource; what follows are members with a comma in front. */
static void begin(struct export *export, const char *type, const char *name, const char *region)
{
	text_addf(export->out,
	          "%s\n{\"name\": \"%s\", \"id\": \"" NETWORK "%s/%s\", \"type\": "
	          "\"Microsoft.Network/%s\", \"location\": \"%s\"",
	          export->between, name, type, name, type, region);
	export->between = ",";
}

static void add_id(struct text *out, const char *member, const char *type, const char *name)
{
	text_addf(out, ", \"%s\": {\"id\": \"" NETWORK "%s/%s\"}", member, type, name);
}

static void add_text(struct text *out, const char *member, const char *value)
{
	if (value != NULL)
		text_addf(out, ", \"%s\": \"%s\"", member, value);
}

static void add_flag(struct text *out, const char *member, const struct doc_node *node,
                     const char *leaf)
{
	if (doc_text(node, leaf) != NULL)
		text_addf(out, ", \"%s\": %s", member, doc_text(node, leaf));
}

static void add_list(struct text *out, const char *member, const struct doc_node *node,
                     const char *leaf)
{
	const char *between = "";

	text_addf(out, ", \"%s\": [", member);
	for (const struct doc_node *at = doc_child(node, leaf); at != NULL; at = doc_next(at)) {
		text_addf(out, "%s\"%s\"", between, doc_value(at));
		between = ", ";
	}
	text_add(out, "]");
}

static void add_space(struct text *out, const char *member, const struct doc_node *node)
{
	text_addf(out, ", \"%s\": {\"x\": 0", member);
	add_list(out, "addressPrefixes", node, "address-space");
	text_add(out, "}");
}

static void add_subnets(struct text *out, const struct doc_node *network)
{
	const char *between = "";

	text_add(out, ", \"subnets\": [");
	for (const struct doc_node *at = doc_child(network, "subnet"); at != NULL;
	     at = doc_next(at)) {
		text_addf(out, "%s{\"name\": \"%s\"", between, doc_text(at, "name"));
		add_list(out, "addressPrefixes", at, "address-prefix");
		if (doc_has(at, "route-table"))
			add_id(out, "routeTable", "routeTables", doc_text(at, "route-table"));
		text_add(out, "}");
		between = ", ";
	}
	text_add(out, "]");
}

static void add_peerings(struct text *out, const struct doc_node *network)
{
	const char *between = "";

	text_add(out, ", \"virtualNetworkPeerings\": [");
	for (const struct doc_node *at = doc_child(network, "virtual-network-peering"); at != NULL;
	     at = doc_next(at)) {
		text_addf(out, "%s{\"name\": \"%s\", \"peeringState\": \"Connected\"", between,
		          doc_text(at, "name"));
		add_id(out, "remoteVirtualNetwork", "virtualNetworks",
		       doc_text(at, "remote-virtual-network"));
		add_flag(out, "allowVirtualNetworkAccess", at, "allow-virtual-network-access");
		add_flag(out, "allowForwardedTraffic", at, "allow-forwarded-traffic");
		add_flag(out, "allowGatewayTransit", at, "allow-gateway-transit");
		add_flag(out, "useRemoteGateways", at, "use-remote-gateways");
		add_flag(out, "peerCompleteVnets", at, "peer-complete-vnets");
		add_flag(out, "enableOnlyIPv6Peering", at, "enable-only-ipv6-peering");
		add_list(out, "localSubnetNames", at, "local-subnet-names");
		add_list(out, "remoteSubnetNames", at, "remote-subnet-names");
		text_add(out, "}");
		between = ", ";
	}
	text_add(out, "]");
}

static void add_addresses(struct text *out, const struct doc_node *gateway)
{
	const struct doc_node *at = doc_child(gateway, "bgp-peering-address");

	if (at != NULL)
		text_addf(out, ", \"bgpPeeringAddress\": \"%s,%s\"", doc_value(at),
		          doc_value(doc_next(at)));
}

static void add_connections(struct export *export, const struct doc_node *gateway,
                            const char *region)
{
	for (const struct doc_node *at = doc_child(gateway, "connection"); at != NULL;
	     at = doc_next(at)) {
		const char *circuit = doc_text(at, "express-route-circuit");

		begin(export, "connections", doc_text(at, "name"), region);
		add_id(export->out, "virtualNetworkGateway1", "virtualNetworkGateways",
		       doc_text(gateway, "name"));
		add_text(export->out, "connectionType", circuit != NULL ? "ExpressRoute" : "IPsec");
		if (circuit != NULL)
			add_id(export->out, "peer", "expressRouteCircuits", circuit);
		else
			add_id(export->out, "localNetworkGateway2", "localNetworkGateways",
			       doc_text(at, "local-network-gateway"));
		add_flag(export->out, "routingWeight", at, "routing-weight");
		add_flag(export->out, "enableBgp", at, "enable-bgp");
		add_flag(export->out, "expressRouteGatewayBypass", at,
		         "express-route-gateway-bypass");
		text_add(export->out, "}");
	}
}

static void export_gateway(struct export *export, const struct doc_node *network,
                           const char *member, const char *type)
{
	const struct doc_node *gateway = doc_child(network, member);
	struct text *out = export->out;

	if (gateway == NULL)
		return;
	begin(export, "virtualNetworkGateways", doc_text(gateway, "name"),
	      doc_text(network, "region"));
	add_text(out, "gatewayType", type);
	text_addf(out, ", \"sku\": {\"name\": \"%s\"}", doc_text(gateway, "sku"));
	text_addf(out,
	          ", \"ipConfigurations\": [{\"name\": \"x\", \"subnet\": {\"id\": \"" NETWORK
	          "virtualNetworks/%s/subnets/GatewaySubnet\"}}]",
	          doc_text(network, "name"));
	text_addf(out, ", \"bgpSettings\": {\"asn\": %s",
	          doc_text(gateway, "asn") != NULL ? doc_text(gateway, "asn") : "65515");
	add_addresses(out, gateway);
	text_add(out, "}");
	add_flag(out, "activeActive", gateway, "active-active");
	add_flag(out, "allowRemoteVnetTraffic", gateway, "allow-remote-vnet-traffic");
	add_flag(out, "allowVirtualWanTraffic", gateway, "allow-virtual-wan-traffic");
	if (doc_has(gateway, "scale-units"))
		text_addf(out, ", \"autoScaleConfiguration\": {\"bounds\": {\"min\": %s}}",
		          doc_text(gateway, "scale-units"));
	text_add(out, "}");
	add_connections(export, gateway, doc_text(network, "region"));
}

static void export_peer(struct export *export, const struct doc_node *appliance,
                        const struct doc_node *peering)
{
	const char *name = doc_text(appliance, "name");

	text_addf(export->out,
	          ",\n{\"name\": \"%s\", \"id\": \"" NETWORK
	          "virtualHubs/%s/bgpConnections/%s\", \"type\": "
	          "\"Microsoft.Network/virtualHubs/bgpConnections\", \"peerAsn\": %s",
	          name, doc_text(peering, "route-server"), name, doc_text(appliance, "asn"));
	add_text(export->out, "peerIp", doc_text(appliance, "ip-address"));
	text_add(export->out, "}");
}

static void export_appliances(struct export *export, const struct doc_node *network)
{
	for (const struct doc_node *at = doc_child(network, "network-virtual-appliance");
	     at != NULL; at = doc_next(at)) {
		export_peer(export, at, at);
		for (const struct doc_node *more = doc_child(at, "route-server-peering");
		     more != NULL; more = doc_next(more))
			export_peer(export, at, more);
	}
}

static void export_route_server(struct export *export, const struct doc_node *network)
{
	const struct doc_node *server = doc_child(network, "route-server");
	struct text *out = export->out;

	if (server == NULL)
		return;
	begin(export, "virtualHubs", doc_text(server, "name"), doc_text(network, "region"));
	add_text(out, "kind", "RouteServer");
	add_flag(out, "allowBranchToBranchTraffic", server, "branch-to-branch");
	add_text(out, "hubRoutingPreference", doc_text(server, "hub-routing-preference"));
	add_list(out, "virtualRouterIps", server, "bgp-peering-address");
	text_addf(out,
	          "},\n{\"name\": \"x\", \"id\": \"" NETWORK
	          "virtualHubs/%s/ipConfigurations/x\", \"subnet\": {\"id\": \"" NETWORK
	          "virtualNetworks/%s/subnets/RouteServerSubnet\"}}",
	          doc_text(server, "name"), doc_text(network, "name"));
}

static void export_network(struct export *export, const struct doc_node *network)
{
	begin(export, "virtualNetworks", doc_text(network, "name"), doc_text(network, "region"));
	add_space(export->out, "addressSpace", network);
	add_subnets(export->out, network);
	add_peerings(export->out, network);
	if (doc_has(network, "bgp-community"))
		text_addf(export->out,
		          ", \"bgpCommunities\": {\"virtualNetworkCommunity\": \"%s\"}",
		          doc_text(network, "bgp-community"));
	text_add(export->out, "}");
	export_gateway(export, network, "virtual-network-gateway", "ExpressRoute");
	export_gateway(export, network, "vpn-gateway", "Vpn");
	export_route_server(export, network);
	export_appliances(export, network);
}

static void add_links(struct text *out, const struct doc_node *node)
{
	add_text(out, "primaryPeerAddressPrefix", doc_text(node, "primary-peer-address-prefix"));
	add_text(out, "secondaryPeerAddressPrefix",
	         doc_text(node, "secondary-peer-address-prefix"));
}

static void add_reach(struct text *out, const struct doc_node *circuit)
{
	const char *between = "";

	text_add(out, ", \"connections\": [");
	for (const struct doc_node *at = doc_child(circuit, "global-reach-connection"); at != NULL;
	     at = doc_next(at)) {
		text_addf(out,
		          "%s{\"name\": \"%s\", \"circuitConnectionStatus\": \"Connected\", "
		          "\"addressPrefix\": \"%s\", \"peerExpressRouteCircuitPeering\": {\"id\": "
		          "\"" NETWORK "expressRouteCircuits/%s/peerings/AzurePrivatePeering\"}}",
		          between, doc_text(at, "name"), doc_text(at, "address-prefix"),
		          doc_text(at, "peer-express-route-circuit"));
		between = ", ";
	}
	text_add(out, "]");
}

static void export_circuit(struct export *export, const struct doc_node *circuit)
{
	const struct doc_node *peering = doc_child(circuit, "azure-private-peering");
	const struct doc_node *ipv6 = doc_child(peering, "ipv6-peering");
	struct text *out = export->out;

	begin(export, "expressRouteCircuits", doc_text(circuit, "name"), "westeurope");
	text_addf(out, ", \"sku\": {\"tier\": \"%s\"}", doc_text(circuit, "sku-tier"));
	text_addf(out,
	          ", \"serviceProviderProperties\": {\"peeringLocation\": \"%s%s\", "
	          "\"bandwidthInMbps\": %s}",
	          doc_text(circuit, "peering-location"),
	          doc_has(circuit, "metro-peering-location") ? " Metro" : "",
	          doc_text(circuit, "bandwidth-mbps"));
	text_addf(out,
	          ", \"peerings\": [{\"name\": \"AzurePrivatePeering\", \"peeringType\": "
	          "\"AzurePrivatePeering\", \"state\": \"Enabled\", \"peerASN\": %s",
	          doc_text(peering, "peer-asn"));
	add_links(out, peering);
	add_flag(out, "vlanId", peering, "vlan-id");
	if (ipv6 != NULL) {
		text_add(out, ", \"ipv6PeeringConfig\": {\"state\": \"Enabled\"");
		add_links(out, ipv6);
		text_add(out, "}");
	}
	add_reach(out, circuit);
	text_add(out, "}]}");
}

static void export_hub_gateway(struct export *export, const struct doc_node *hub)
{
	const struct doc_node *gateway = doc_child(hub, "express-route-gateway");
	struct text *out = export->out;
	const char *between = "";

	if (gateway == NULL)
		return;
	begin(export, "expressRouteGateways", doc_text(gateway, "name"), doc_text(hub, "region"));
	add_id(out, "virtualHub", "virtualHubs", doc_text(hub, "name"));
	add_flag(out, "allowNonVirtualWanTraffic", gateway, "allow-non-virtual-wan-traffic");
	text_addf(out, ", \"autoScaleConfiguration\": {\"bounds\": {\"min\": %s}}",
	          doc_text(gateway, "scale-units"));
	text_add(out, ", \"expressRouteConnections\": [");
	for (const struct doc_node *at = doc_child(gateway, "connection"); at != NULL;
	     at = doc_next(at)) {
		text_addf(out,
		          "%s{\"name\": \"%s\", \"routingWeight\": %s, "
		          "\"expressRouteCircuitPeering\": {\"id\": \"" NETWORK
		          "expressRouteCircuits/%s/peerings/AzurePrivatePeering\"}",
		          between, doc_text(at, "name"), doc_text(at, "routing-weight"),
		          doc_text(at, "express-route-circuit"));
		add_flag(out, "enableInternetSecurity", at, "enable-internet-security");
		text_add(out, "}");
		between = ", ";
	}
	text_add(out, "]}");
}

static void export_hub(struct export *export, const struct doc_node *hub)
{
	begin(export, "virtualHubs", doc_text(hub, "name"), doc_text(hub, "region"));
	add_text(export->out, "addressPrefix", doc_text(hub, "address-prefix"));
	add_id(export->out, "virtualWan", "virtualWans", doc_text(hub, "virtual-wan"));
	add_text(export->out, "hubRoutingPreference", doc_text(hub, "hub-routing-preference"));
	text_add(export->out, "}");
	export_hub_gateway(export, hub);
	for (const struct doc_node *at = doc_child(hub, "hub-virtual-network-connection");
	     at != NULL; at = doc_next(at)) {
		text_addf(export->out,
		          ",\n{\"name\": \"%s\", \"id\": \"" NETWORK
		          "virtualHubs/%s/hubVirtualNetworkConnections/%s\"",
		          doc_text(at, "name"), doc_text(hub, "name"), doc_text(at, "name"));
		add_id(export->out, "remoteVirtualNetwork", "virtualNetworks",
		       doc_text(at, "remote-virtual-network"));
		add_flag(export->out, "enableInternetSecurity", at, "enable-internet-security");
		text_add(export->out, "}");
	}
}

static void export_local(struct export *export, const struct doc_node *local)
{
	begin(export, "localNetworkGateways", doc_text(local, "name"), "westeurope");
	add_space(export->out, "localNetworkAddressSpace", local);
	if (doc_has(local, "asn"))
		text_addf(export->out,
		          ", \"bgpSettings\": {\"asn\": %s, \"bgpPeeringAddress\": \"%s\"}",
		          doc_text(local, "asn"), doc_text(local, "bgp-peering-address"));
	text_add(export->out, "}");
}

static void export_table(struct export *export, const struct doc_node *table)
{
	const char *between = "";

	begin(export, "routeTables", doc_text(table, "name"), "westeurope");
	add_flag(export->out, "disableBgpRoutePropagation", table, "disable-bgp-route-propagation");
	text_add(export->out, ", \"routes\": [");
	for (const struct doc_node *at = doc_child(table, "route"); at != NULL; at = doc_next(at)) {
		text_addf(export->out, "%s{\"name\": \"%s\"", between, doc_text(at, "name"));
		add_text(export->out, "addressPrefix", doc_text(at, "address-prefix"));
		add_text(export->out, "nextHopType", doc_text(at, "next-hop-type"));
		add_text(export->out, "nextHopIpAddress", doc_text(at, "next-hop-ip-address"));
		text_add(export->out, "}");
		between = ", ";
	}
	text_add(export->out, "]}");
}

static void export_all(struct export *export, const char *list,
                       void (*one)(struct export *, const struct doc_node *))
{
	for (const struct doc_node *at = doc_child(export->lab, list); at != NULL;
	     at = doc_next(at))
		one(export, at);
}

void az_export(const struct document *lab, struct text *out)
{
	struct export export = {.out = out, .lab = document_root(lab), .between = ""};

	text_add(out, "[");
	export_all(&export, "virtual-network", export_network);
	export_all(&export, "express-route-circuit", export_circuit);
	export_all(&export, "virtual-hub", export_hub);
	export_all(&export, "local-network-gateway", export_local);
	export_all(&export, "route-table", export_table);
	text_add(out, "\n]\n");
}
