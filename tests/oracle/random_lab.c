/* Random labs: every design that the first version knows, mixed. */
#include "tests/oracle/random_lab.h"

#include <stdbool.h>

#include "base/check.h"
#include "base/rng.h"

enum { VNETS_MAX = 7, CIRCUITS_MAX = 3, SITES_MAX = 2 };

struct draft {
	struct rng rng;
	struct text *out;
	unsigned vnets;
	unsigned circuits;
	unsigned sites;
	bool has_gateway[VNETS_MAX];
	unsigned hub[VNETS_MAX]; /* of a spoke: index of its hub + 1 */
	bool vnet_ipv6[VNETS_MAX];
	bool circuit_ipv6[CIRCUITS_MAX];
	unsigned site_of[CIRCUITS_MAX];
	bool two_routers[SITES_MAX];
};

static const char *const regions[] = {"West Europe", "North Europe", "UK South", "East US",
                                      "Germany West Central"};
static const char *const locations[] = {"Amsterdam", "Frankfurt", "London", "Dublin"};
static const unsigned site_asns[SITES_MAX] = {65020, 64496}; /* a private and a public one */

static bool chance(struct draft *draft, unsigned percent)
{
	return rng_below(&draft->rng, 100) < percent;
}

static unsigned pick(struct draft *draft, unsigned count)
{
	return rng_below(&draft->rng, count);
}

static const char *yes(bool value)
{
	return value ? "true" : "false";
}

static void decide_shape(struct draft *draft)
{
	draft->vnets = 1 + pick(draft, VNETS_MAX);
	draft->circuits = 1 + pick(draft, CIRCUITS_MAX);
	draft->sites = 1 + pick(draft, SITES_MAX);
	for (unsigned i = 0; i < draft->vnets; i++) {
		draft->has_gateway[i] = i == 0 || chance(draft, 70);
		draft->vnet_ipv6[i] = chance(draft, 30);
	}
	for (unsigned i = 0; i < draft->vnets; i++) {
		unsigned hub = pick(draft, draft->vnets);

		if (!draft->has_gateway[i] && draft->has_gateway[hub] && chance(draft, 80))
			draft->hub[i] = hub + 1;
	}
	for (unsigned i = 0; i < draft->circuits; i++) {
		draft->circuit_ipv6[i] = chance(draft, 40);
		draft->site_of[i] = pick(draft, draft->sites);
	}
	for (unsigned i = 0; i < draft->sites; i++)
		draft->two_routers[i] = chance(draft, 40);
}

static void write_peerings(struct draft *draft, unsigned vnet)
{
	const char *separator = "";

	text_add(draft->out, "],\"virtual-network-peering\":[");
	for (unsigned i = 0; i < draft->vnets; i++) {
		bool to_hub = draft->hub[vnet] == i + 1;
		bool to_spoke = draft->hub[i] == vnet + 1;

		if (!to_hub && !to_spoke)
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"to-%u\",\"remote-virtual-network\":\"vnet-%u\","
		          "\"use-remote-gateways\":%s,\"allow-gateway-transit\":%s}",
		          separator, i, i, yes(to_hub), yes(to_spoke));
		separator = ",";
	}
	text_add(draft->out, "]");
}

static void write_gateway(struct draft *draft, unsigned vnet)
{
	const char *separator = "";

	text_addf(draft->out,
	          ",\"virtual-network-gateway\":{\"name\":\"gw-%u\",\"sku\":\"ErGw3AZ\","
	          "\"allow-remote-vnet-traffic\":%s,\"connection\":[",
	          vnet, yes(chance(draft, 75)));
	for (unsigned i = 0; i < draft->circuits; i++) {
		if (!chance(draft, 75))
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"c-%u-%u\",\"express-route-circuit\":\"er-%u\","
		          "\"routing-weight\":%u}",
		          separator, vnet, i, i, chance(draft, 30) ? 10 * pick(draft, 10) : 0);
		separator = ",";
	}
	text_add(draft->out, "]}");
}

static void write_vnet(struct draft *draft, unsigned i)
{
	bool ipv6 = draft->vnet_ipv6[i];

	text_addf(draft->out, "%s{\"name\":\"vnet-%u\",\"region\":\"%s\",\"address-space\":[",
	          i ? "," : "", i, regions[pick(draft, COUNT_OF(regions))]);
	text_addf(draft->out, "\"10.%u.0.0/16\"", i + 1);
	if (chance(draft, 40))
		text_addf(draft->out, ",\"10.%u.16.0/20\"", i + 101);
	if (ipv6)
		text_addf(draft->out, ",\"fd00:%x::/48\"", i + 1);
	text_addf(
	    draft->out,
	    "],\"subnet\":[{\"name\":\"GatewaySubnet\",\"address-prefix\":[\"10.%u.255.0/26\"",
	    i + 1);
	if (ipv6)
		text_addf(draft->out, ",\"fd00:%x:0:ff::/64\"", i + 1);
	text_add(draft->out, "]}");
	write_peerings(draft, i);
	if (draft->has_gateway[i])
		write_gateway(draft, i);
	if (chance(draft, 30))
		text_addf(draft->out, ",\"bgp-community\":\"12076:2%04u\"", i + 1);
	text_add(draft->out, "}");
}

static void write_circuit(struct draft *draft, unsigned i)
{
	text_addf(draft->out,
	          "%s{\"name\":\"er-%u\",\"sku-tier\":\"Premium\",\"bandwidth-mbps\":1000,"
	          "\"peering-location\":\"%s\",\"azure-private-peering\":{\"peer-asn\":%u,"
	          "\"primary-peer-address-prefix\":\"172.16.%u.0/30\","
	          "\"secondary-peer-address-prefix\":\"172.16.%u.8/30\",\"vlan-id\":%u",
	          i ? "," : "", i, locations[pick(draft, COUNT_OF(locations))],
	          site_asns[draft->site_of[i]], i, i, 100 + i);
	if (draft->circuit_ipv6[i])
		text_addf(draft->out,
		          ",\"ipv6-peering\":{\"primary-peer-address-prefix\":\"fd10:%u::/126\","
		          "\"secondary-peer-address-prefix\":\"fd10:%u::8/126\"}",
		          i, i);
	text_add(draft->out, "}}");
}

/* Every announcement that a router may make, so that several make the same one. */
static const char *const announcements[] = {"192.168.1.0/24", "192.168.2.0/24", "172.20.0.0/16",
                                            "0.0.0.0/0",      "fd00:aa::/48",   "fd00:bb::/48"};

static void write_prefixes(struct draft *draft, unsigned percent, bool at_least_one)
{
	const char *separator = "";

	for (unsigned i = 0; i < COUNT_OF(announcements); i++) {
		if (!chance(draft, percent) && !(at_least_one && i == 0))
			continue;
		text_addf(draft->out, "%s\"%s\"", separator, announcements[i]);
		separator = ",";
	}
}

static void write_links(struct draft *draft, unsigned site, unsigned router)
{
	const char *separator = "";

	for (unsigned i = 0; i < 2 * draft->circuits; i++) {
		unsigned link = i % 2;

		if (draft->site_of[i / 2] != site || (draft->two_routers[site] && link != router) ||
		    !chance(draft, 85))
			continue;
		text_addf(draft->out,
		          "%s{\"express-route-circuit\":\"er-%u\",\"link\":\"%s\","
		          "\"prepend\":%u,\"readvertise\":%s",
		          separator, i / 2, link == 0 ? "primary" : "secondary",
		          chance(draft, 30) ? pick(draft, 4) : 0, yes(chance(draft, 35)));
		if (chance(draft, 30))
			text_addf(draft->out, ",\"med\":%u", pick(draft, 3));
		if (chance(draft, 25)) {
			text_add(draft->out, ",\"advertise\":[");
			write_prefixes(draft, 50, true);
			text_add(draft->out, "]");
		}
		text_add(draft->out, "}");
		separator = ",";
	}
}

static void write_site(struct draft *draft, unsigned i)
{
	unsigned routers = draft->two_routers[i] ? 2 : 1;

	text_addf(draft->out, "%s{\"name\":\"site-%u\",\"access-rtt-ms\":\"%u.5\",\"router\":[",
	          i ? "," : "", i, pick(draft, 9));
	for (unsigned r = 0; r < routers; r++) {
		text_addf(draft->out, "%s{\"name\":\"ce-%u\",\"asn\":%u,\"advertise\":[",
		          r ? "," : "", r, site_asns[i]);
		for (unsigned p = 0; p < COUNT_OF(announcements); p++)
			text_addf(draft->out, "%s\"%s\"", p ? "," : "", announcements[p]);
		text_addf(draft->out, "]%s,\"circuit-link\":[",
		          chance(draft, 30) ? ",\"community\":[\"65020:7\",\"65020:300\"]" : "");
		write_links(draft, i, r);
		text_add(draft->out, "]}");
	}
	text_add(draft->out, "]}");
}

void random_lab(uint64_t seed, struct text *out)
{
	struct draft draft = {.rng = rng_of(seed), .out = out};

	decide_shape(&draft);
	text_addf(out, "{\"hairpin-lab:lab\":{\"name\":\"random-%u\",\"virtual-network\":[",
	          (unsigned)seed);
	for (unsigned i = 0; i < draft.vnets; i++)
		write_vnet(&draft, i);
	text_add(out, "],\"express-route-circuit\":[");
	for (unsigned i = 0; i < draft.circuits; i++)
		write_circuit(&draft, i);
	text_add(out, "],\"site\":[");
	for (unsigned i = 0; i < draft.sites; i++)
		write_site(&draft, i);
	text_add(out, "]}}");
}
