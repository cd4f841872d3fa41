/* Random labs: every element that speaks BGP, mixed. */
#include "tests/oracle/random_lab.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"

enum { VNETS_MAX = 7, CIRCUITS_MAX = 3, SITES_MAX = 2, HUBS_MAX = 2, FIRST_SEED = 7000 };

struct draft {
	struct rng rng;
	struct text *out;
	unsigned vnets;
	unsigned circuits;
	unsigned sites;
	bool has_gateway[VNETS_MAX];
	unsigned hub[VNETS_MAX]; /* of a spoke: index of its hub + 1 */
	bool managed[VNETS_MAX]; /* a spoke by a connectivity configuration, without peering */
	bool divided[VNETS_MAX]; /* a spoke of which some subnets alone are peered */
	bool vnet_ipv6[VNETS_MAX];
	bool circuit_ipv6[CIRCUITS_MAX];
	unsigned site_of[CIRCUITS_MAX];
	bool two_routers[SITES_MAX];
	bool core[SITES_MAX]; /* a third router, at no circuit */
	bool one_as;          /* both sites have the same AS number */
	/* The elements beside plain ExpressRoute; a quarter of all labs has none. */
	bool has_vpn[VNETS_MAX];
	unsigned vpn_asn[VNETS_MAX];
	bool has_tunnel[VNETS_MAX][VNETS_MAX]; /* between VPN gateways */
	bool has_route_server[VNETS_MAX];
	bool favours_appliances[VNETS_MAX];
	bool overrides[VNETS_MAX]; /* its first appliance does */
	/* At most one of these: labs with two of them may never rest. */
	bool leaks; /* customers may pass on what they hear */
	bool global_reach;
	bool branch_to_branch;
	bool policies;
	unsigned hubs;                    /* virtual ones */
	unsigned connected_to[VNETS_MAX]; /* index of the virtual hub + 1 */
};

static const char *const regions[] = {"West Europe", "North Europe", "UK South", "East US",
                                      "Germany West Central"};
static const char *const locations[] = {"Amsterdam", "Frankfurt", "London", "Dublin"};
static const unsigned site_asns[SITES_MAX] = {65020, 133937}; /* a private and a public one */

static void write_session_policy(struct draft *draft, const char *out, bool passes_on);

static bool chance(struct draft *draft, unsigned percent)
{
	return rng_below(&draft->rng, 100) < percent;
}

static unsigned pick(struct draft *draft, unsigned count)
{
	return rng_below(&draft->rng, count);
}

static unsigned asn_of(const struct draft *draft, unsigned site)
{
	return site_asns[draft->one_as ? 0 : site];
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

		if (draft->has_gateway[i] || !draft->has_gateway[hub] || !chance(draft, 80))
			continue;
		draft->hub[i] = hub + 1;
		draft->managed[i] = chance(draft, 30);
		draft->divided[i] = !draft->managed[i] && chance(draft, 40);
	}
	for (unsigned i = 0; i < draft->circuits; i++) {
		draft->circuit_ipv6[i] = chance(draft, 60);
		draft->site_of[i] = pick(draft, draft->sites);
	}
	for (unsigned i = 0; i < draft->sites; i++) {
		draft->two_routers[i] = chance(draft, 50);
		draft->core[i] = draft->two_routers[i] && chance(draft, 50);
	}
	draft->one_as = chance(draft, 20);
}

/* Some mixtures have no stable state, or one that chance alone finds. An MSEE prefers the
 * customer's copy of a route to the one over Global Reach from which it was made. A gateway prefers
 * a circuit's copy of what an appliance, a VPN connection or another hub announced to the one from
 * there (gateway-weight), and stops announcing it; and the copy does not show where it came from,
 * with private ASNs removed (msee-remove-private-as) or by way of Global Reach.
 *
 * Only networks that no other serves may have gateways or a Route Server of their own. */
static void decide_extras(struct draft *draft)
{
	unsigned mode = pick(draft, 3);

	draft->leaks = mode == 0;
	if (chance(draft, 25))
		return;
	draft->global_reach = mode == 1;
	draft->branch_to_branch = mode == 2;
	draft->hubs = pick(draft, draft->leaks ? HUBS_MAX : HUBS_MAX + 1);
	for (unsigned i = 0; i < draft->vnets; i++) {
		bool plain = draft->hub[i] == 0 && !draft->has_gateway[i];

		if (plain && draft->hubs > 0 && chance(draft, 60))
			draft->connected_to[i] = 1 + pick(draft, draft->hubs);
		if (draft->hub[i] != 0 || draft->connected_to[i] != 0)
			continue;
		draft->has_vpn[i] = chance(draft, 40);
		draft->has_route_server[i] = chance(draft, 35);
	}
}

/* A VPN gateway beside others speaks iBGP with them. Tunnels between gateways need AS numbers of
 * their own. */
static void decide_tunnels(struct draft *draft)
{
	static const unsigned asns[] = {65515, 65010, 65011};

	for (unsigned i = 0; i < draft->vnets; i++) {
		bool alone = !draft->has_route_server[i] && !draft->has_gateway[i];

		draft->vpn_asn[i] = alone ? asns[pick(draft, COUNT_OF(asns))] : asns[0];
		for (unsigned k = 0; k < i; k++)
			draft->has_tunnel[i][k] = draft->has_tunnel[k][i] =
			    draft->has_vpn[i] && draft->has_vpn[k] &&
			    draft->vpn_asn[i] != draft->vpn_asn[k] && chance(draft, 70);
	}
}

/* A subnet takes part if both sides name it. */
static void write_subnets(struct draft *draft, bool to_hub)
{
	static const char *const some[] = {"\"vms\"", "\"vms\",\"RouteServerSubnet\"",
	                                   "\"RouteServerSubnet\""};
	const char *spokes = some[pick(draft, COUNT_OF(some))];
	const char *hubs = "\"GatewaySubnet\",\"vms\"";

	text_addf(draft->out,
	          ",\"peer-complete-vnets\":false,\"local-subnet-names\":[%s],"
	          "\"remote-subnet-names\":[%s]",
	          to_hub ? spokes : hubs, to_hub ? hubs : spokes);
}

static void write_peerings(struct draft *draft, unsigned vnet)
{
	const char *separator = "";

	text_add(draft->out, "],\"virtual-network-peering\":[");
	for (unsigned i = 0; i < draft->vnets; i++) {
		bool to_hub = draft->hub[vnet] == i + 1;
		bool to_spoke = draft->hub[i] == vnet + 1;

		if ((!to_hub && !to_spoke) || draft->managed[to_hub ? vnet : i])
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"to-%u\",\"remote-virtual-network\":\"vnet-%u\","
		          "\"use-remote-gateways\":%s,\"allow-gateway-transit\":%s",
		          separator, i, i, yes(to_hub), yes(to_spoke));
		if (draft->divided[to_hub ? vnet : i])
			write_subnets(draft, to_hub);
		text_add(draft->out, "}");
		separator = ",";
	}
	text_add(draft->out, "]");
}

static void write_connections(struct draft *draft, unsigned vnet)
{
	const char *separator = "";

	text_add(draft->out, "\"connection\":[");
	for (unsigned i = 0; i < draft->circuits; i++) {
		/* Azure refuses a dual-stack gateway there (dual-stack-gateway). */
		bool lacks = vnet < VNETS_MAX && draft->vnet_ipv6[vnet] && !draft->circuit_ipv6[i];

		if (lacks || !chance(draft, 75))
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"c-%u-%u\",\"express-route-circuit\":\"er-%u\","
		          "\"routing-weight\":%u",
		          separator, vnet, i, i, chance(draft, 30) ? 10 * pick(draft, 10) : 0);
		if (vnet >= VNETS_MAX && chance(draft, 40))
			text_addf(draft->out, ",\"enable-internet-security\":%s",
			          yes(chance(draft, 70)));
		text_add(draft->out, "}");
		separator = ",";
	}
	text_add(draft->out, "]");
}

static void write_gateway(struct draft *draft, unsigned vnet)
{
	text_addf(draft->out,
	          ",\"virtual-network-gateway\":{\"name\":\"gw-%u\",\"sku\":\"ErGw3AZ\","
	          "\"allow-remote-vnet-traffic\":%s,\"allow-virtual-wan-traffic\":%s,",
	          vnet, yes(chance(draft, 75)), yes(chance(draft, 60)));
	write_connections(draft, vnet);
	text_add(draft->out, "}");
}

static const char *const preferences[] = {"ExpressRoute", "VpnGateway", "ASPath"};

/* A Route Server works with a VPN gateway of two instances and AS 65515 only
 * (branch-to-branch-vpn). */
static void write_vpn_gateway(struct draft *draft, unsigned vnet)
{
	bool both = draft->has_route_server[vnet] || chance(draft, 50);
	const char *separator = "";

	text_addf(draft->out,
	          ",\"vpn-gateway\":{\"name\":\"vpngw-%u\",\"sku\":\"VpnGw2AZ\",\"asn\":%u,"
	          "\"active-active\":%s,\"learn-expressroute-routes\":%s,",
	          vnet, draft->vpn_asn[vnet], yes(both), yes(chance(draft, 40)));
	text_addf(draft->out, "\"bgp-peering-address\":[\"10.%u.255.50\"", vnet + 1);
	if (both)
		text_addf(draft->out, ",\"10.%u.255.51\"", vnet + 1);
	text_add(draft->out, "],\"connection\":[");
	for (unsigned i = 0; i < draft->sites + 1; i++) {
		if (!chance(draft, 70))
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"v-%u-%u\",\"local-network-gateway\":\"lng-%u\","
		          "\"enable-bgp\":%s,\"routing-weight\":%u}",
		          separator, vnet, i, i, yes(i < draft->sites),
		          chance(draft, 30) ? 10 * pick(draft, 10) : 0);
		separator = ",";
	}
	for (unsigned i = 0; i < draft->vnets; i++) {
		if (!draft->has_tunnel[vnet][i])
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"t-%u-%u\",\"local-network-gateway\":\"lng-vnet-%u\","
		          "\"enable-bgp\":true,\"routing-weight\":%u}",
		          separator, vnet, i, i, chance(draft, 50) ? 10 * pick(draft, 10) : 0);
		separator = ",";
	}
	text_add(draft->out, "]}");
}

/* Two appliances may announce the same, with and without each other in the path's end. One that
 * passes on what a Route Server prefers from it makes the Route Server flap for ever: it is told
 * the gateway's route, gives it back, is preferred, and therefore hears of it no more. */
static void write_appliances(struct draft *draft, unsigned vnet)
{
	unsigned count = 1 + pick(draft, 2);
	unsigned preference = pick(draft, COUNT_OF(preferences));
	bool favours_appliances = strcmp(preferences[preference], "VpnGateway") == 0;

	draft->favours_appliances[vnet] = favours_appliances;

	text_addf(draft->out,
	          ",\"route-server\":{\"name\":\"rs-%u\",\"branch-to-branch\":%s,"
	          "\"hub-routing-preference\":\"%s\"},\"network-virtual-appliance\":[",
	          vnet, yes(draft->branch_to_branch && chance(draft, 80)), preferences[preference]);
	for (unsigned i = 0; i < count; i++) {
		text_addf(draft->out,
		          "%s{\"name\":\"nva-%u\",\"ip-address\":\"10.%u.0.%u\",\"asn\":%u,"
		          "\"route-server\":\"rs-%u\",\"advertise\":[\"10.%u.0.0/24\"",
		          i ? "," : "", i, vnet + 1, 10 + i, 65001 + pick(draft, 2), vnet,
		          150 + pick(draft, 3));
		if (chance(draft, 40))
			text_add(draft->out, ",\"172.20.0.0/16\"");
		text_add(draft->out, "]");
		if (chance(draft, 30))
			text_addf(draft->out, ",\"next-hop\":\"10.%u.0.100\"", vnet + 1);
		if (!favours_appliances && chance(draft, 40)) {
			bool overrides = chance(draft, 60);

			text_addf(draft->out, ",\"readvertise\":true,\"as-override\":%s",
			          yes(overrides));
			draft->overrides[vnet] |= overrides && i == 0;
		}
		write_session_policy(draft, "out", false);
		text_add(draft->out, "}");
	}
	text_add(draft->out, "]");
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
	text_addf(draft->out,
	          "]},{\"name\":\"vms\",\"address-prefix\":[\"10.%u.0.0/24\"]},"
	          "{\"name\":\"RouteServerSubnet\",\"address-prefix\":[\"10.%u.254.0/26\"]}",
	          i + 1, i + 1);
	write_peerings(draft, i);
	if (draft->has_gateway[i])
		write_gateway(draft, i);
	if (draft->has_vpn[i])
		write_vpn_gateway(draft, i);
	if (draft->has_route_server[i])
		write_appliances(draft, i);
	if (draft->has_gateway[i] && chance(draft, 10))
		text_addf(draft->out, ",\"summarized-gateway-prefixes\":[\"10.0.0.0/%u\"]",
		          9 + pick(draft, 4));
	else if (draft->has_gateway[i] && chance(draft, 10))
		text_addf(draft->out,
		          ",\"summarized-gateway-prefixes\":[\"10.%u.0.0/16\",\"10.%u.0.0/16\"]",
		          i + 1, 120 + i);
	if (chance(draft, 30))
		text_addf(draft->out, ",\"bgp-community\":\"12076:2%04u\"", i + 1);
	text_add(draft->out, "}");
}

/* The hub that Virtual Network Manager peers with its spokes; they are a connected group or not,
 * which says nothing to any speaker. */
static bool write_connectivity(struct draft *draft, unsigned hub, const char *before)
{
	const char *separator = "";

	for (unsigned i = 0; i < draft->vnets; i++) {
		if (draft->hub[i] != hub + 1 || !draft->managed[i])
			continue;
		if (*separator == '\0')
			text_addf(draft->out,
			          "%s{\"name\":\"anm-%u\",\"connectivity-topology\":"
			          "\"HubAndSpoke\",\"hub\":\"vnet-%u\",\"applies-to-group\":["
			          "{\"name\":\"g\",\"group-connectivity\":\"%s\","
			          "\"use-hub-gateway\":%s,\"virtual-network\":[",
			          before, hub, hub,
			          chance(draft, 50) ? "DirectlyConnected" : "None",
			          yes(chance(draft, 80)));
		text_addf(draft->out, "%s\"vnet-%u\"", separator, i);
		separator = ",";
	}
	if (*separator == '\0')
		return false;
	text_add(draft->out, "]}]}");
	return true;
}

static void write_connectivities(struct draft *draft)
{
	const char *separator = "";

	text_add(draft->out, "],\"connectivity-configuration\":[");
	for (unsigned i = 0; i < draft->vnets; i++) {
		if (write_connectivity(draft, i, separator))
			separator = ",";
	}
}

static void write_circuit(struct draft *draft, unsigned i)
{
	text_addf(draft->out,
	          "%s{\"name\":\"er-%u\",\"sku-tier\":\"Premium\",\"bandwidth-mbps\":1000,"
	          "\"peering-location\":\"%s\",\"azure-private-peering\":{\"peer-asn\":%u,"
	          "\"primary-peer-address-prefix\":\"172.16.%u.0/30\","
	          "\"secondary-peer-address-prefix\":\"172.16.%u.8/30\",\"vlan-id\":%u",
	          i ? "," : "", i, locations[pick(draft, COUNT_OF(locations))],
	          asn_of(draft, draft->site_of[i]), i, i, 100 + i);
	if (draft->circuit_ipv6[i])
		text_addf(draft->out,
		          ",\"ipv6-peering\":{\"primary-peer-address-prefix\":\"fd10:%u::/126\","
		          "\"secondary-peer-address-prefix\":\"fd10:%u::8/126\"}",
		          i, i);
	text_add(draft->out, "},\"global-reach-connection\":[");
	if (draft->global_reach && chance(draft, 75) && i + 1 < draft->circuits)
		text_addf(draft->out,
		          "{\"name\":\"gr-%u\",\"peer-express-route-circuit\":\"er-%u\","
		          "\"address-prefix\":\"172.17.%u.0/29\"}",
		          i, i + 1, i);
	text_add(draft->out, "]}");
}

/* Not where customers pass on what they hear: their copies by tunnels are copies of copies. */
static void write_hub_vpn_gateway(struct draft *draft, unsigned i)
{
	const char *separator = "";

	if (draft->leaks || chance(draft, 50))
		return;
	text_addf(draft->out, ",\"vpn-gateway\":{\"name\":\"hubvpn-%u\",\"connection\":[", i);
	for (unsigned k = 0; k < draft->sites + 1; k++) {
		if (!chance(draft, 70))
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"h-%u-%u\",\"local-network-gateway\":\"lng-%u\","
		          "\"enable-bgp\":%s,\"enable-internet-security\":%s}",
		          separator, i, k, k, yes(k < draft->sites), yes(chance(draft, 50)));
		separator = ",";
	}
	text_add(draft->out, "]}");
}

static void write_hub(struct draft *draft, unsigned i)
{
	const char *separator = "";

	text_addf(draft->out,
	          "%s{\"name\":\"hub-%u\",\"region\":\"%s\",\"address-prefix\":\"10.%u.0.0/23\","
	          "\"virtual-wan\":\"wan-%u\",\"hub-routing-preference\":\"%s\"",
	          i ? "," : "", i, regions[pick(draft, COUNT_OF(regions))], 200 + i,
	          chance(draft, 80) ? 0 : i, preferences[pick(draft, COUNT_OF(preferences))]);
	if (chance(draft, 85)) {
		text_addf(draft->out,
		          ",\"express-route-gateway\":{\"name\":\"hubgw-%u\","
		          "\"allow-non-virtual-wan-traffic\":%s,",
		          i, yes(chance(draft, 60)));
		write_connections(draft, VNETS_MAX + i);
		text_add(draft->out, "}");
	}
	write_hub_vpn_gateway(draft, i);
	text_add(draft->out, ",\"hub-virtual-network-connection\":[");
	for (unsigned v = 0; v < draft->vnets; v++) {
		if (draft->connected_to[v] != i + 1)
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"vc-%u\",\"remote-virtual-network\":\"vnet-%u\"}",
		          separator, v, v);
		separator = ",";
	}
	text_add(draft->out, "]}");
}

/* One for each site, with BGP to its first router, and one of nobody, with static routes. */
static void write_local_gateway(struct draft *draft, unsigned i)
{
	if (i < draft->sites)
		text_addf(
		    draft->out,
		    "%s{\"name\":\"lng-%u\",\"asn\":%u,\"bgp-peering-address\":\"10.250.%u.1\","
		    "\"site\":\"site-%u\",\"router\":\"ce-0\"",
		    i ? "," : "", i, asn_of(draft, i), i, i);
	if (i < draft->sites) {
		if (chance(draft, 30))
			text_addf(draft->out,
			          ",\"address-space\":[\"192.168.2.0/24\",\"172.23.%u.0/24\"]",
			          pick(draft, 2));
		write_session_policy(draft, "out", false);
		text_add(draft->out, "}");
	} else
		text_addf(draft->out,
		          ",{\"name\":\"lng-%u\",\"address-space\":[\"192.168.%u.0/24\","
		          "\"172.21.0.0/16\"]}",
		          i, 1 + pick(draft, 3));
}

/* Every announcement that a router may make, so that several make the same one. */
static const char *const announcements[] = {"192.168.1.0/24", "192.168.2.0/24", "172.20.0.0/16",
                                            "0.0.0.0/0",      "fd00:aa::/48",   "fd00:bb::/48",
                                            "10.1.64.0/20",   "10.2.0.0/16"};

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

/* Policies. Their sets are the same in all labs; what statements match and do is not. */

enum { POLICIES = 3 };

static const char policy_sets[] =
    "\"prefix-set\":[{\"name\":\"ps-0\",\"prefix\":[{\"ip-prefix\":\"192.168.0.0/16\",\"ge\":24}]},"
    "{\"name\":\"ps-1\",\"prefix\":[{\"ip-prefix\":\"172.16.0.0/12\",\"ge\":14,\"le\":24},"
    "{\"ip-prefix\":\"0.0.0.0/0\"}]},"
    "{\"name\":\"ps-2\",\"prefix\":[{\"ip-prefix\":\"10.0.0.0/8\",\"ge\":9},"
    "{\"ip-prefix\":\"fd00::/16\",\"ge\":17,\"le\":48}]}],"
    "\"as-path-set\":[{\"name\":\"as-0\",\"member\":[\"_12076_\"]},"
    "{\"name\":\"as-1\",\"member\":[\"^$\",\"^65515_\"]},"
    "{\"name\":\"as-2\",\"member\":[\"_64497$\"]}],"
    "\"community-set\":[{\"name\":\"cs-0\",\"member\":[\"65020:7\"]},"
    "{\"name\":\"cs-1\",\"member\":[\"65020:*\"]},"
    "{\"name\":\"cs-2\",\"member\":[\"*:300\",\"12076:*\"]}],";

static void write_conditions(struct draft *draft)
{
	const char *separator = "";

	text_add(draft->out, ",\"conditions\":{");
	if (chance(draft, 50)) {
		text_addf(draft->out, "\"match-prefix-set\":\"ps-%u\"", pick(draft, 3));
		separator = ",";
	}
	if (chance(draft, 30)) {
		text_addf(draft->out, "%s\"match-as-path-set\":\"as-%u\"", separator,
		          pick(draft, 3));
		separator = ",";
	}
	if (chance(draft, 30)) {
		text_addf(draft->out, "%s\"match-community-set\":\"cs-%u\"", separator,
		          pick(draft, 3));
		separator = ",";
	}
	if (chance(draft, 10))
		text_addf(draft->out, "%s\"match-neighbor\":\"172.16.%u.%u\"", separator,
		          pick(draft, CIRCUITS_MAX), 2 + 8 * pick(draft, 2));
	else if (chance(draft, 15))
		text_addf(draft->out, "%s\"match-locally-originated\":%s", separator,
		          yes(chance(draft, 50)));
	text_add(draft->out, "}");
}

/* MED goes to circuits only, where all who send one are of one AS; see solver_choose.c. */
static void write_actions(struct draft *draft, bool in, bool med)
{
	static const char *const results[] = {"", ",\"policy-result\":\"accept-route\"",
	                                      ",\"policy-result\":\"accept-route\"",
	                                      ",\"policy-result\":\"reject-route\""};
	static const char *const meds[] = {"7", "+2", "-1", "0"};

	text_add(draft->out, ",\"actions\":{\"prepend\":{");
	if (in || chance(draft, 30))
		text_addf(draft->out, "\"asn\":%u,", in ? 64499 : 64510);
	text_addf(draft->out, "\"times\":%u}", chance(draft, 50) ? pick(draft, 3) : 0);
	if (in && chance(draft, 50))
		text_addf(draft->out, ",\"set-local-preference\":%u", 50 + 150 * pick(draft, 2));
	if (med && chance(draft, 40))
		text_addf(draft->out, ",\"set-med\":\"%s\"", meds[pick(draft, 4)]);
	if (!in && chance(draft, 20))
		text_add(draft->out, ",\"set-origin\":\"egp\"");
	if (chance(draft, 20)) {
		text_add(draft->out, ",\"set-community\":[\"65020:11\",\"65020:4\"]");
	} else {
		if (chance(draft, 20))
			text_add(draft->out, ",\"remove-community\":[\"65020:7\",\"*:9\"]");
		if (chance(draft, 30))
			text_add(draft->out, ",\"add-community\":[\"65020:300\",\"65020:5\"]");
	}
	text_addf(draft->out, "%s}", results[pick(draft, COUNT_OF(results))]);
}

static void write_policy(struct draft *draft, const char *kind, unsigned number)
{
	unsigned count = 1 + pick(draft, 3);

	text_addf(draft->out, "%s{\"name\":\"%s-%u\",\"default\":\"%s-route\",\"statement\":[",
	          number == 0 && kind[0] == 'i' ? "" : ",", kind, number,
	          chance(draft, 80) ? "accept" : "reject");
	for (unsigned i = 0; i < count; i++) {
		text_addf(draft->out, "%s{\"name\":\"s%u\"", i ? "," : "", i);
		write_conditions(draft);
		write_actions(draft, kind[0] == 'i', kind[0] == 'c');
		text_add(draft->out, "}");
	}
	text_add(draft->out, "]}");
}

static void write_policies(struct draft *draft)
{
	static const char *const kinds[] = {"in", "circuit", "out"};

	text_addf(draft->out, "%s\"policy-definition\":[", policy_sets);
	for (unsigned k = 0; k < COUNT_OF(kinds); k++)
		for (unsigned i = 0; i < POLICIES; i++)
			write_policy(draft, kinds[k], i);
	text_add(draft->out, "],");
}

/* One or two of a kind. */
static void refer_to(struct draft *draft, const char *list, const char *kind)
{
	unsigned first = pick(draft, POLICIES);

	text_addf(draft->out, ",\"%s\":[\"%s-%u\"", list, kind, first);
	if (chance(draft, 30))
		text_addf(draft->out, ",\"%s-%u\"", kind, (first + 1) % POLICIES);
	text_add(draft->out, "]");
}

/* Not where a router passes on what it hears: with policies such labs may never rest. */
static void write_session_policy(struct draft *draft, const char *out, bool passes_on)
{
	if (!draft->policies || passes_on)
		return;
	if (chance(draft, 40))
		refer_to(draft, "export-policy", out);
	if (!draft->leaks && chance(draft, 40))
		refer_to(draft, "import-policy", "in");
}

static void write_links(struct draft *draft, unsigned site, unsigned router)
{
	const char *separator = "";

	for (unsigned i = 0; i < 2 * draft->circuits; i++) {
		unsigned link = i % 2;

		if (draft->site_of[i / 2] != site || (draft->two_routers[site] && link != router) ||
		    !chance(draft, 85))
			continue;

		bool passes_on = draft->leaks && chance(draft, 50);

		text_addf(draft->out,
		          "%s{\"express-route-circuit\":\"er-%u\",\"link\":\"%s\","
		          "\"prepend\":%u,\"readvertise\":%s",
		          separator, i / 2, link == 0 ? "primary" : "secondary",
		          chance(draft, 30) ? pick(draft, 4) : 0, yes(passes_on));
		write_session_policy(draft, "circuit", passes_on);
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

static unsigned routers_of(const struct draft *draft, unsigned site)
{
	return draft->core[site] ? 3 : draft->two_routers[site] ? 2 : 1;
}

/* A router at no circuit announces a part of what the others do. */
static void write_router(struct draft *draft, unsigned site, unsigned router)
{
	static const char announced[] =
	    ",\"announce\":[{\"prefix\":\"172.22.0.0/24\",\"med\":3,\"origin\":\"egp\","
	    "\"as-path\":\"64496 64497\",\"community\":[\"65020:9\"]}]";
	const char *separator = "";

	text_addf(draft->out, "%s{\"name\":\"ce-%u\",\"asn\":%u,\"next-hop-self\":%s",
	          router ? "," : "", router, asn_of(draft, site), yes(chance(draft, 60)));
	if (router == 2)
		text_addf(draft->out, ",\"loopback-address\":[\"192.0.2.%u\",\"2001:db8:%u::1\"]",
		          site + 1, site);
	text_add(draft->out, ",\"advertise\":[");
	for (unsigned p = 0; p < COUNT_OF(announcements); p++) {
		if (router == 2 && chance(draft, 50))
			continue;
		text_addf(draft->out, "%s\"%s\"", separator, announcements[p]);
		separator = ",";
	}
	text_addf(draft->out, "]%s%s,\"circuit-link\":[",
	          draft->policies && chance(draft, 50) ? announced : "",
	          chance(draft, 30) ? ",\"community\":[\"65020:7\",\"65020:300\"]" : "");
	if (router < 2)
		write_links(draft, site, router);
	text_add(draft->out, "]}");
}

static void write_interior(struct draft *draft, unsigned site)
{
	text_addf(draft->out, ",\"ibgp\":%s,\"links-in-igp\":%s", yes(chance(draft, 85)),
	          yes(chance(draft, 80)));
	if (chance(draft, 50))
		text_addf(draft->out, ",\"interior-metric\":%u", 1 + pick(draft, 30));
	if (draft->core[site] && chance(draft, 70))
		text_addf(draft->out,
		          ",\"interior-path\":[{\"router\":\"ce-%u\",\"neighbor\":\"ce-2\","
		          "\"metric\":%u}]",
		          pick(draft, 2), 1 + pick(draft, 30));
}

static void write_site(struct draft *draft, unsigned i)
{
	text_addf(draft->out, "%s{\"name\":\"site-%u\",\"access-rtt-ms\":\"%u.5\"", i ? "," : "", i,
	          pick(draft, 9));
	write_interior(draft, i);
	text_add(draft->out, ",\"router\":[");
	for (unsigned r = 0; r < routers_of(draft, i); r++)
		write_router(draft, i, r);
	text_add(draft->out, "]}");
}

/* From any router of the first site to any of the second. */
static void write_site_links(struct draft *draft)
{
	text_add(draft->out, "],\"site-link\":[");
	if (draft->sites < 2 || chance(draft, 50))
		return;
	text_addf(draft->out, "{\"name\":\"dci\",\"address-prefix\":[\"192.0.2.128/30\"%s],",
	          chance(draft, 50) ? ",\"2001:db8:ff::/126\"" : "");
	text_addf(draft->out, "\"metric\":%u,\"end\":[", 1 + pick(draft, 20));
	for (unsigned i = 0; i < 2; i++) {
		text_addf(draft->out,
		          "%s{\"site\":\"site-%u\",\"router\":\"ce-%u\",\"readvertise\":%s,"
		          "\"prepend\":%u",
		          i ? "," : "", i, pick(draft, routers_of(draft, i)),
		          yes(chance(draft, 80)), pick(draft, 3));
		if (chance(draft, 30))
			text_addf(draft->out, ",\"med\":%u", pick(draft, 3));
		text_add(draft->out, "}");
	}
	text_add(draft->out, "]}");
}

static void write_tunnel_end(struct draft *draft, const char *node, bool passes_on)
{
	bool passes = passes_on && chance(draft, 70);

	text_addf(draft->out, "{\"node\":\"%s\",\"readvertise\":%s,\"prepend\":%u", node,
	          yes(passes), pick(draft, 3));
	if (chance(draft, 30))
		text_addf(draft->out, ",\"med\":%u", pick(draft, 3));
	write_session_policy(draft, "out", passes);
	text_add(draft->out, "}");
}

/* Between an appliance and any router, or between two sites. Appliances tell routers what Route
 * Servers told them only where that cannot come back as something preferred; and one with
 * as-override, which Route Servers always believe, may flap for ever. */
static void write_tunnels(struct draft *draft)
{
	char node[64];
	const char *separator = "";

	text_add(draft->out, "],\"tunnel\":[");
	for (unsigned i = 0; i < draft->vnets; i++) {
		unsigned site = pick(draft, draft->sites);

		if (!draft->has_route_server[i] || draft->overrides[i] || chance(draft, 40))
			continue;
		text_addf(draft->out,
		          "%s{\"name\":\"up-%u\",\"address-prefix\":[\"169.254.%u.0/30\"],"
		          "\"end\":[",
		          separator, i, i);
		snprintf(node, sizeof(node), "vnet-%u/nva-0", i);
		write_tunnel_end(draft, node, !draft->favours_appliances[i]);
		text_add(draft->out, ",");
		snprintf(node, sizeof(node), "site-%u/ce-%u", site,
		         pick(draft, routers_of(draft, site)));
		write_tunnel_end(draft, node, true);
		text_add(draft->out, "]}");
		separator = ",";
	}
	if (draft->sites < 2 || chance(draft, 60))
		return;
	text_addf(draft->out,
	          "%s{\"name\":\"wan\",\"address-prefix\":[\"169.254.99.0/31\","
	          "\"2001:db8:fe::/127\"],\"end\":[",
	          separator);
	snprintf(node, sizeof(node), "site-0/ce-%u", pick(draft, routers_of(draft, 0)));
	write_tunnel_end(draft, node, true);
	text_add(draft->out, ",");
	snprintf(node, sizeof(node), "site-1/ce-%u", pick(draft, routers_of(draft, 1)));
	write_tunnel_end(draft, node, true);
	text_add(draft->out, "]}");
}

static void write_far_vnet(struct draft *draft, unsigned vnet)
{
	if (draft->has_vpn[vnet])
		text_addf(draft->out,
		          ",{\"name\":\"lng-vnet-%u\",\"asn\":%u,"
		          "\"bgp-peering-address\":\"10.%u.255.50\",\"vpn-gateway\":\"vpngw-%u\"}",
		          vnet, draft->vpn_asn[vnet], vnet + 1, vnet);
}

void random_lab(uint64_t seed, struct text *out)
{
	/* From here on no lab has so many stable states that the test looks for one for long. */
	struct draft draft = {.rng = rng_of(seed + FIRST_SEED), .out = out};

	decide_shape(&draft);
	decide_extras(&draft);
	decide_tunnels(&draft);
	text_addf(out, "{\"hairpin-lab:lab\":{\"name\":\"random-%u\",", (unsigned)seed);
	draft.policies = chance(&draft, 60);
	if (draft.policies)
		write_policies(&draft);
	text_add(out, "\"virtual-network\":[");
	for (unsigned i = 0; i < draft.vnets; i++)
		write_vnet(&draft, i);
	write_connectivities(&draft);
	text_add(out, "],\"express-route-circuit\":[");
	for (unsigned i = 0; i < draft.circuits; i++)
		write_circuit(&draft, i);
	text_add(out, "],\"virtual-hub\":[");
	for (unsigned i = 0; i < draft.hubs; i++)
		write_hub(&draft, i);
	text_add(out, "],\"local-network-gateway\":[");
	for (unsigned i = 0; i < draft.sites + 1; i++)
		write_local_gateway(&draft, i);
	for (unsigned i = 0; i < draft.vnets; i++)
		write_far_vnet(&draft, i);
	text_add(out, "],\"site\":[");
	for (unsigned i = 0; i < draft.sites; i++)
		write_site(&draft, i);
	write_site_links(&draft);
	write_tunnels(&draft);
	text_add(out, "]}}");
}
