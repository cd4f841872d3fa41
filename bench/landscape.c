/*
 * Writes the landscape. Each hub is linked to two circuits, its own and the next one; spokes use
 * its gateway by peering. Each circuit has a site with two routers, one for each link. With VPN,
 * each hub has tunnels to the site of its own circuit.
 */
#include "bench/landscape.h"

#include <stddef.h>
#include <stdio.h>

enum {
	SPOKES_MAX = 499,    /* peerings of a network are 500 at most */
	PREFIXES_MAX = 1000, /* from a gateway to a circuit */
	LINKS_MAX = 100,     /* of a Premium circuit of 10 Gbps */
	VNETS_MAX = 65536,
	CIRCUITS_MAX = 100,
	PER_HUB = 2, /* circuits */
	FIRST_ASN = 64600,
};

/* Near each other, so that every reach is allowed, and far apart, so that latencies differ. */
static const struct {
	const char *region;
	const char *location;
} places[] = {
    {"West Europe", "Amsterdam"},    {"North Europe", "Dublin"},
    {"UK South", "London"},          {"Germany West Central", "Frankfurt"},
    {"France Central", "Paris"},     {"East US", "Washington DC"},
    {"West US 2", "Seattle"},        {"Central US", "Chicago"},
    {"Southeast Asia", "Singapore"}, {"Japan East", "Tokyo"},
};

enum { PLACES = sizeof(places) / sizeof(places[0]) };

static uint32_t own_circuit(const struct landscape *landscape, uint32_t hub)
{
	return hub % landscape->circuits;
}

static uint32_t circuits_per_hub(const struct landscape *landscape)
{
	return landscape->circuits < PER_HUB ? landscape->circuits : PER_HUB;
}

const char *landscape_refused(const struct landscape *landscape)
{
	uint32_t hubs = landscape->hubs;
	uint32_t circuits = landscape->circuits;

	if (hubs == 0 || circuits == 0 || landscape->vnets == 0 || landscape->vnets % hubs != 0)
		return "as many networks in each hub, and at least one circuit";
	if (landscape->vnets > VNETS_MAX || circuits > CIRCUITS_MAX)
		return "at most 65536 networks and 100 circuits";
	if (landscape->vnets / hubs > SPOKES_MAX + 1 || landscape->vnets / hubs > PREFIXES_MAX)
		return "at most 500 networks in each hub";
	if ((hubs + circuits - 1) / circuits * circuits_per_hub(landscape) > LINKS_MAX)
		return "at most 100 hubs for each circuit";
	return NULL;
}

/* "10.3.17." of the /24 that the network has. */
static const char *net(uint32_t vnet, char out[16])
{
	snprintf(out, 16, "10.%u.%u.", vnet >> 8 & 0xff, vnet & 0xff);
	return out;
}

static void write_peering(struct text *out, const char *separator, uint32_t remote,
                          const char *with)
{
	text_addf(out,
	          "%s{\"name\":\"to-%u\",\"remote-virtual-network\":\"vnet-%u\","
	          "\"allow-forwarded-traffic\":true,\"%s\":true}",
	          separator, remote, remote, with);
}

static void write_gateway(const struct landscape *landscape, uint32_t hub, struct text *out)
{
	text_addf(out,
	          ",\"virtual-network-gateway\":{\"name\":\"ergw-%u\",\"sku\":\"ErGw3AZ\","
	          "\"allow-remote-vnet-traffic\":true,\"connection\":[",
	          hub);
	for (uint32_t i = 0; i < circuits_per_hub(landscape); i++) {
		uint32_t circuit = (own_circuit(landscape, hub) + i) % landscape->circuits;

		text_addf(out,
		          "%s{\"name\":\"c-%u-%u\",\"express-route-circuit\":\"er-%u\","
		          "\"routing-weight\":%u}",
		          i ? "," : "", hub, circuit, circuit, i == 0 ? 100 : 0);
	}
	text_add(out, "]}");
}

static void write_vpn_gateway(const struct landscape *landscape, uint32_t hub, struct text *out)
{
	text_addf(out,
	          ",\"vpn-gateway\":{\"name\":\"vpngw-%u\",\"sku\":\"VpnGw2AZ\","
	          "\"active-active\":true,\"connection\":[{\"name\":\"vpn-%u\","
	          "\"local-network-gateway\":\"lng-%u\",\"enable-bgp\":true}]}",
	          hub, hub, own_circuit(landscape, hub));
}

static void write_hub(const struct landscape *landscape, uint32_t hub, uint32_t vnet,
                      uint32_t spokes, struct text *out)
{
	write_gateway(landscape, hub, out);
	if (landscape->vpn)
		write_vpn_gateway(landscape, hub, out);
	text_add(out, ",\"virtual-network-peering\":[");
	for (uint32_t i = 1; i <= spokes; i++)
		write_peering(out, i == 1 ? "" : ",", vnet + i, "allow-gateway-transit");
	text_add(out, "]");
}

static void write_vnet(const struct landscape *landscape, uint32_t vnet, struct text *out)
{
	uint32_t per_hub = landscape->vnets / landscape->hubs;
	uint32_t hub = vnet / per_hub;
	bool is_hub = vnet % per_hub == 0;
	char prefix[16];

	net(vnet, prefix);
	text_addf(out,
	          "%s\n{\"name\":\"vnet-%u\",\"region\":\"%s\",\"address-space\":[\"%s0/24\"],"
	          "\"subnet\":[{\"name\":\"vms\",\"address-prefix\":[\"%s0/25\"]}",
	          vnet ? "," : "", vnet, places[own_circuit(landscape, hub) % PLACES].region,
	          prefix, prefix);
	if (is_hub)
		text_addf(out, ",{\"name\":\"GatewaySubnet\",\"address-prefix\":[\"%s192/26\"]}",
		          prefix);
	text_add(out, "]");
	if (is_hub) {
		write_hub(landscape, hub, vnet, per_hub - 1, out);
	} else {
		text_add(out, ",\"virtual-network-peering\":[");
		write_peering(out, "", hub * per_hub, "use-remote-gateways");
		text_add(out, "]");
	}
	text_add(out, "}");
}

/* Written at the lower of the two circuits; each has a /29 of its own. */
static void write_global_reach(const struct landscape *landscape, uint32_t circuit,
                               struct text *out)
{
	text_add(out, ",\"global-reach-connection\":[");
	for (uint32_t peer = circuit + 1; peer < landscape->circuits; peer++) {
		uint32_t number = circuit * CIRCUITS_MAX + peer;

		text_addf(out,
		          "%s{\"name\":\"to-er-%u\",\"peer-express-route-circuit\":\"er-%u\","
		          "\"address-prefix\":\"172.%u.%u.%u/29\"}",
		          peer == circuit + 1 ? "" : ",", peer, peer, 17 + (number >> 13),
		          number >> 5 & 0xff, (number & 31) << 3);
	}
	text_add(out, "]");
}

static void write_circuit(const struct landscape *landscape, uint32_t i, struct text *out)
{
	text_addf(out,
	          "%s\n{\"name\":\"er-%u\",\"sku-tier\":\"Premium\",\"bandwidth-mbps\":10000,"
	          "\"peering-location\":\"%s\",\"azure-private-peering\":{\"peer-asn\":%u,"
	          "\"primary-peer-address-prefix\":\"172.16.%u.0/30\","
	          "\"secondary-peer-address-prefix\":\"172.16.%u.4/30\",\"vlan-id\":%u}",
	          i ? "," : "", i, places[i % PLACES].location, FIRST_ASN + i, i, i, 100 + i);
	if (landscape->global_reach)
		write_global_reach(landscape, i, out);
	text_add(out, "}");
}

static void write_router(uint32_t site, uint32_t router, struct text *out)
{
	text_addf(out, "%s{\"name\":\"ce-%u\",\"asn\":%u,\"advertise\":[", router ? "," : "",
	          router, FIRST_ASN + site);
	for (uint32_t i = 0; i < LANDSCAPE_SITE_PREFIXES; i++) {
		uint32_t number = site * LANDSCAPE_SITE_PREFIXES + i;

		text_addf(out, "%s\"172.%u.%u.0/24\"", i ? "," : "", 24 + (number >> 8),
		          number & 0xff);
	}
	text_addf(out,
	          "],\"circuit-link\":[{\"express-route-circuit\":\"er-%u\",\"link\":\"%s\"}]}",
	          site, router == 0 ? "primary" : "secondary");
}

static void write_site(const struct landscape *landscape, uint32_t i, struct text *out)
{
	(void)landscape;
	text_addf(out, "%s\n{\"name\":\"site-%u\",\"nearest-region\":\"%s\",\"router\":[",
	          i ? "," : "", i, places[i % PLACES].region);
	write_router(i, 0, out);
	write_router(i, 1, out);
	text_add(out, "]}");
}

static void write_local_gateway(const struct landscape *landscape, uint32_t i, struct text *out)
{
	(void)landscape;
	text_addf(out,
	          "%s\n{\"name\":\"lng-%u\",\"asn\":%u,\"bgp-peering-address\":\"172.24.255.%u\","
	          "\"site\":\"site-%u\",\"router\":\"ce-0\"}",
	          i ? "," : "", i, FIRST_ASN + i, i, i);
}

void landscape_write(const struct landscape *landscape, struct text *out)
{
	const struct {
		const char *name;
		void (*write)(const struct landscape *landscape, uint32_t i, struct text *out);
		uint32_t count;
	} lists[] = {
	    {"virtual-network", write_vnet, landscape->vnets},
	    {"express-route-circuit", write_circuit, landscape->circuits},
	    {"local-network-gateway", write_local_gateway,
	     landscape->vpn ? landscape->circuits : 0},
	    {"site", write_site, landscape->circuits},
	};

	text_add(out, "{\"hairpin-lab:lab\":{\"name\":\"landscape\"");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		text_addf(out, ",\n\"%s\":[", lists[i].name);
		for (uint32_t k = 0; k < lists[i].count; k++)
			lists[i].write(landscape, k, out);
		text_add(out, "]");
	}
	text_add(out, "}}\n");
}
