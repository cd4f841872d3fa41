/*
 * What Azure would refuse, or would take and then not do what was meant: rules that compare
 * elements of a lab with each other and with the data about Azure.
 *
 * The lab may have errors: what is wrong in it is NULL, 0 or unset (model_build.h). A rule is
 * silent about elements of which it misses a part, and does not take what is in doubt for absent.
 */
#include "topo/judge.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/load.h"
#include "topo/name_map.h"

void judge_say(const struct judge *judge, enum severity severity, struct place place,
               const char *rule, const char *format, ...)
{
	struct text said = {0};
	va_list args;

	/* A finding names only reasons that can be looked up. */
	CHECK(rule == NULL || facts_rule(judge->facts, rule) != NULL);
	va_start(args, format);
	text_addv(&said, format, args);
	va_end(args);
	if (rule != NULL)
		text_addf(&said, " [%s]", rule);
	findings_add(judge->findings, severity, place, "%s", text_str(&said));
	text_done(&said);
}

/* Sessions and nodes are called by these names: "er-fra/primary", "gw-weu/0", "hq/ce1". */
static void judge_name(const struct judge *judge, struct name_map *names, const char *name,
                       unsigned doubts, const struct place *place)
{
	const struct place *first =
	    doubts & LAB_DOUBT_NAME ? NULL : name_map_add(names, name, place);

	if (first != NULL)
		judge_say(judge, SEVERITY_ERROR, *place, NULL,
		          "the name \"%s\" a second time, the first is in line %u; expected "
		          "gateways, circuits and sites with names of their own; rename one",
		          name, first->line);
}

static void judge_names(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct name_map names = {0};

	for (uint32_t i = 0; i < lab->circuit_count; i++)
		judge_name(judge, &names, lab->circuits[i].name, lab->circuits[i].doubts,
		           &lab->circuits[i].place);
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab->vnets[i].gateway;
		if (gateway != NULL)
			judge_name(judge, &names, gateway->name, gateway->doubts, &gateway->place);
	}
	for (uint32_t i = 0; i < lab->site_count; i++)
		judge_name(judge, &names, lab->sites[i].name, lab->sites[i].doubts,
		           &lab->sites[i].place);
	name_map_done(&names);
}

static void judge_peer_asn(const struct judge *judge, const struct lab_circuit *circuit)
{
	uint32_t first = facts_limit(judge->facts, "reserved-asn-first");
	uint32_t last = facts_limit(judge->facts, "reserved-asn-last");
	uint32_t microsoft = facts_limit(judge->facts, "microsoft-asn");
	uint32_t asn = circuit->peer_asn;

	if (asn != microsoft && (asn < first || asn > last))
		return;
	judge_say(judge, SEVERITY_ERROR, circuit->place, "customer-asn-range",
	          "circuit \"%s\" has the peer-asn %u, which Azure keeps for itself; expected any "
	          "but %u and %u to %u; take a private one, such as 65020",
	          circuit->name, asn, microsoft, first, last);
}

/* Neither when the SKU or the bandwidth is not known. */
static bool is_on_offer(const struct lab_circuit *circuit)
{
	const struct circuit_sku *sku = circuit->sku;

	for (uint32_t i = 0; sku != NULL && i < sku->size_count; i++) {
		if (sku->sizes[i].bandwidth_mbps == circuit->bandwidth_mbps)
			return true;
	}
	return false;
}

static void judge_bandwidth(const struct judge *judge, const struct lab_circuit *circuit)
{
	const struct circuit_sku *sku = circuit->sku;
	struct text offered = {0};

	if (sku == NULL || circuit->bandwidth_mbps == 0 || is_on_offer(circuit))
		return;
	for (uint32_t i = 0; i < sku->size_count; i++)
		text_addf(&offered, "%s%u", i == 0 ? "" : ", ", sku->sizes[i].bandwidth_mbps);
	judge_say(judge, SEVERITY_ERROR, circuit->place, "bandwidths",
	          "circuit \"%s\" has %u Mbps, which is not on offer; expected one of %s",
	          circuit->name, circuit->bandwidth_mbps, text_str(&offered));
	text_done(&offered);
}

static void judge_link_length(const struct judge *judge, const struct lab_circuit *circuit,
                              const struct prefix *prefix, uint32_t length)
{
	char text[PREFIX_TEXT_MAX];

	if (!addr_is_set(&prefix->addr) || prefix->length == length)
		return;
	judge_say(judge, SEVERITY_ERROR, circuit->place, "customer-first-address",
	          "circuit \"%s\" has the link prefix %s; expected a /%u: one address for the "
	          "customer, one for Microsoft",
	          circuit->name, prefix_format(prefix, text), length);
}

static void judge_circuits(const struct judge *judge)
{
	uint32_t ipv4 = facts_limit(judge->facts, "link-prefix-length-ipv4");
	uint32_t ipv6 = facts_limit(judge->facts, "link-prefix-length-ipv6");

	for (uint32_t i = 0; i < judge->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &judge->lab->circuits[i];
		judge_peer_asn(judge, circuit);
		judge_bandwidth(judge, circuit);
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
			judge_link_length(judge, circuit, &circuit->link[link], ipv4);
			judge_link_length(judge, circuit, &circuit->link_ipv6[link], ipv6);
		}
	}
}

/* Whether a circuit of this SKU and location may be linked to a virtual network in the region. What
 * has no known geopolitical region is not judged. */
static bool reaches(const struct lab_circuit *circuit, const struct region *region)
{
	const struct peering_location *location = circuit->location;

	if (circuit->sku->reach == REACH_PREMIUM)
		return true;
	if (circuit->sku->reach == REACH_STANDARD)
		return region->geopolitical_region == NULL ||
		       location->geopolitical_region == NULL ||
		       strcmp(region->geopolitical_region, location->geopolitical_region) == 0;
	for (size_t i = 0; i < COUNT_OF(location->local) && location->local[i] != NULL; i++) {
		if (location->local[i] == region)
			return true;
	}
	return false;
}

static void judge_reach(const struct judge *judge, const struct lab_connection *connection)
{
	const struct lab_circuit *circuit = connection->circuit;
	const struct region *region = connection->gateway->vnet->region;

	if (circuit == NULL || circuit->sku == NULL || circuit->location == NULL ||
	    region == NULL || reaches(circuit, region))
		return;
	const char *area = circuit->location->geopolitical_region;
	if (circuit->sku->reach == REACH_LOCAL)
		judge_say(judge, SEVERITY_ERROR, connection->place, "circuit-reach",
		          "circuit \"%s\" is of the SKU Local and does not reach %s; expected a "
		          "region beside %s%s%s; take Standard or Premium",
		          circuit->name, region->name, circuit->location->name,
		          circuit->location->local[0] == NULL ? ", which has none" : ": ",
		          circuit->location->local[0] == NULL ? ""
		                                              : circuit->location->local[0]->name);
	else
		judge_say(judge, SEVERITY_ERROR, connection->place, "circuit-reach",
		          "circuit \"%s\" at %s is of the SKU %s and does not reach %s; expected a "
		          "region in %s; take Premium",
		          circuit->name, circuit->location->name, circuit->sku->name, region->name,
		          area);
}

/* The larger number of circuits asks for a larger GatewaySubnet. */
static uint32_t gateway_subnet_length_max(const struct judge *judge,
                                          const struct lab_gateway *gateway)
{
	uint32_t many = facts_limit(judge->facts, "gateway-subnet-many-circuits");

	return facts_limit(judge->facts, gateway->connection_count >= many
	                                     ? "gateway-subnet-length-many-circuits"
	                                     : "gateway-subnet-length-max");
}

static const struct lab_subnet *find_subnet(const struct lab_vnet *vnet, const char *name)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (strcmp(vnet->subnets[i].name, name) == 0)
			return &vnet->subnets[i];
	}
	return NULL;
}

static void judge_gateway_subnet(const struct judge *judge, const struct lab_gateway *gateway)
{
	const struct lab_subnet *subnet = find_subnet(gateway->vnet, "GatewaySubnet");
	uint32_t length_max = gateway_subnet_length_max(judge, gateway);
	char text[PREFIX_TEXT_MAX];
	bool ipv4 = false;

	for (uint32_t i = 0; subnet != NULL && i < subnet->prefixes.count; i++) {
		const struct prefix *prefix = &subnet->prefixes.items[i];
		if (prefix->addr.family != ADDR_IPV4)
			continue;
		ipv4 = true;
		if (prefix->length > length_max)
			judge_say(judge, SEVERITY_ERROR, subnet->prefixes.places[i],
			          "gateway-subnet",
			          "GatewaySubnet %s of \"%s\" is too small for a gateway with %u "
			          "circuits; expected a /%u or larger",
			          prefix_format(prefix, text), gateway->vnet->name,
			          gateway->connection_count, length_max);
	}
	bool in_doubt = subnet == NULL ? gateway->vnet->doubts & LAB_DOUBT_SUBNETS
	                               : subnet->prefixes.partial || subnet->prefixes.count == 0;
	if (!ipv4 && !in_doubt)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "gateway-subnet",
		          "\"%s\" has a gateway but no %s; expected a subnet of the name "
		          "GatewaySubnet with an IPv4 prefix of /%u or larger; add one",
		          gateway->vnet->name,
		          subnet == NULL ? "GatewaySubnet" : "IPv4 prefix in its GatewaySubnet",
		          length_max);
}

static void judge_scale(const struct judge *judge, const struct lab_gateway *gateway)
{
	uint32_t units_max = facts_limit(judge->facts, "scale-units-max");

	if (gateway->sku == NULL)
		return;
	if (!gateway->sku->scales && gateway->scale_units != 1)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		          "gateway \"%s\" of the SKU %s has scale-units; expected them only with "
		          "ErGwScale; remove them or change the SKU",
		          gateway->name, gateway->sku->name);
	else if (gateway->scale_units > units_max)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		          "gateway \"%s\" has %u scale units; expected at most %u", gateway->name,
		          gateway->scale_units, units_max);
}

static int by_location(const void *a, const void *b)
{
	const struct lab_connection *left = *(const struct lab_connection *const *)a;
	const struct lab_connection *right = *(const struct lab_connection *const *)b;
	int order = strcmp(left->circuit->location->name, right->circuit->location->name);

	return order != 0 ? order : (left > right) - (left < right);
}

/* FACTS 2: of one peering location, four circuits at most. */
static void judge_same_location(const struct judge *judge, const struct lab_gateway *gateway)
{
	uint32_t most = facts_limit(judge->facts, "circuits-per-gateway-same-location");
	uint32_t count = 0;
	uint32_t run = 0;

	const struct lab_connection **sorted = xcalloc(gateway->connection_count, sizeof(*sorted));
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_circuit *circuit = gateway->connections[i].circuit;
		if (circuit != NULL && circuit->location != NULL)
			sorted[count++] = &gateway->connections[i];
	}
	qsort(sorted, count, sizeof(*sorted), by_location);
	for (uint32_t i = 0; i < count; i++) {
		const struct peering_location *location = sorted[i]->circuit->location;
		run = i > 0 && sorted[i - 1]->circuit->location == location ? run + 1 : 1;
		if (run == most + 1)
			judge_say(judge, SEVERITY_ERROR, sorted[i]->place, "gateway-circuits",
			          "gateway \"%s\" is connected to more than %u circuits at %s; "
			          "expected at most %u of one peering location",
			          gateway->name, most, location->name, most);
	}
	free(sorted);
}

/* What depends on the size of the gateway. */
static void judge_capacity(const struct judge *judge, const struct lab_gateway *gateway)
{
	if (gateway->sku == NULL || (gateway->sku->scales && gateway->doubts & LAB_DOUBT_SCALE))
		return;

	uint32_t most = facts_gateway_circuits_max(gateway->sku, gateway->scale_units);
	bool fast_path = facts_gateway_fast_path(gateway->sku, gateway->scale_units);

	if (gateway->connection_count > most)
		judge_say(
		    judge, SEVERITY_ERROR, gateway->place, "gateway-circuits",
		    "gateway \"%s\" is connected to %u circuits; expected at most %u with the "
		    "SKU %s; take a larger SKU",
		    gateway->name, gateway->connection_count, most, gateway->sku->name);
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_connection *connection = &gateway->connections[i];
		if (connection->fast_path && !fast_path)
			judge_say(judge, SEVERITY_ERROR, connection->place, "fastpath",
			          "connection \"%s\" has FastPath, which the SKU %s does not have; "
			          "expected UltraPerformance, ErGw3AZ, or ErGwScale of 10 units or "
			          "more",
			          connection->name, gateway->sku->name);
	}
}

static void judge_gateways(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_gateway *gateway = judge->lab->vnets[i].gateway;
		if (gateway == NULL)
			continue;
		judge_gateway_subnet(judge, gateway);
		judge_scale(judge, gateway);
		judge_capacity(judge, gateway);
		for (uint32_t k = 0; k < gateway->connection_count; k++)
			judge_reach(judge, &gateway->connections[k]);
		judge_same_location(judge, gateway);
	}
}

/* FACTS 2: virtual networks linked to one circuit. */
static void judge_circuit_links(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	uint32_t *links = xcalloc(lab->circuit_count, sizeof(*links));

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab->vnets[i].gateway;
		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			if (gateway->connections[k].circuit != NULL)
				links[gateway->connections[k].circuit->index]++;
		}
	}
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &lab->circuits[i];
		if (!is_on_offer(circuit))
			continue;
		uint32_t most =
		    facts_links_max(judge->facts, circuit->sku, circuit->bandwidth_mbps);
		if (links[i] > most)
			judge_say(judge, SEVERITY_ERROR, circuit->place, "circuit-links",
			          "circuit \"%s\" is linked to %u virtual networks; expected at "
			          "most %u with the SKU %s and %u Mbps; take Premium, or more "
			          "bandwidth",
			          circuit->name, links[i], most, circuit->sku->name,
			          circuit->bandwidth_mbps);
	}
	free(links);
}

/* Whether the peering has no other side, and not only because that is wrong. */
static bool lacks_other_side(const struct lab_vnet_peering *peering)
{
	return peering->remote != NULL && peering->back == NULL &&
	       !(peering->remote->doubts & LAB_DOUBT_PEERINGS);
}

static bool refuses_gateway(const struct lab_vnet_peering *peering)
{
	const struct lab_vnet_peering *back = peering->back;

	if (back == NULL)
		return lacks_other_side(peering);
	return !back->allow_gateway_transit && !(back->doubts & LAB_DOUBT_TRANSIT);
}

static void judge_remote_gateway(const struct judge *judge, const struct lab_vnet_peering *peering)
{
	const struct lab_vnet *remote = peering->remote;
	const char *name = peering->vnet->name;

	if (peering->vnet->gateway != NULL)
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		    "\"%s\" has use-remote-gateways and a gateway of its own; expected one of "
		    "them; remove the other",
		    name);
	if (remote == NULL)
		return;
	if (remote->gateway == NULL && !(remote->doubts & LAB_DOUBT_GATEWAY))
		judge_say(judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		          "\"%s\" uses the gateway of \"%s\", which has none (Azure: "
		          "RemoteVnetHasNoGateways); expected a virtual-network-gateway there",
		          name, remote->name);
	if (refuses_gateway(peering))
		judge_say(
		    judge, SEVERITY_ERROR, peering->place, "gateway-transit",
		    "\"%s\" uses the gateway of \"%s\", which does not let it; expected "
		    "allow-gateway-transit on the peering of \"%s\" with \"%s\"; set it to true",
		    name, remote->name, remote->name, name);
}

static void judge_vnet_peerings(const struct judge *judge, const struct lab_vnet *vnet)
{
	uint32_t most = facts_limit(judge->facts, "vnet-peerings");
	uint32_t remote_gateways = 0;

	if (vnet->peering_count > most)
		judge_say(judge, SEVERITY_ERROR, vnet->place, "peering-limit",
		          "\"%s\" has %u peerings; expected at most %u", vnet->name,
		          vnet->peering_count, most);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];
		if (lacks_other_side(peering))
			judge_say(judge, SEVERITY_WARNING, peering->place, "peering-both-sides",
			          "\"%s\" is peered with \"%s\", but not the other way round: the "
			          "peering stays Initiated and carries nothing; expected a peering "
			          "in \"%s\" too; add it",
			          vnet->name, peering->remote->name, peering->remote->name);
		if (!peering->use_remote_gateways)
			continue;
		judge_remote_gateway(judge, peering);
		if (++remote_gateways == 2)
			judge_say(judge, SEVERITY_ERROR, peering->place, "gateway-transit",
			          "\"%s\" uses the gateways of more than one virtual network; "
			          "expected one",
			          vnet->name);
	}
}

static void judge_peerings(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		judge_vnet_peerings(judge, &judge->lab->vnets[i]);
}

static uint32_t count_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < prefixes->count; i++)
		count += prefixes->items[i].addr.family == family;
	return count;
}

/* Too many prefixes are no reason to refuse a lab: what then happens is what one may want to see.
 */
static void judge_link_prefixes(const struct judge *judge, const struct lab_circuit_link *link)
{
	const struct lab_router *router = link->router;
	const struct lab_circuit *circuit = link->circuit;
	bool part = link->advertise.count > 0 || link->advertise.partial;
	const struct lab_prefixes *sent = part ? &link->advertise : &router->advertise;
	uint32_t ipv4 = count_family(sent, ADDR_IPV4);
	uint32_t ipv6 = count_family(sent, ADDR_IPV6);
	const struct circuit_sku *sku = judge->lab->doubts & LAB_DOUBT_LIMITS ? NULL : circuit->sku;
	bool over_ipv4 = sku != NULL && ipv4 > sku->prefixes_ipv4_max;

	if (over_ipv4 || (sku != NULL && ipv6 > sku->prefixes_ipv6_max))
		judge_say(
		    judge, SEVERITY_WARNING, link->place, "prefix-limit-customer",
		    "router \"%s\" announces %u %s prefixes to circuit \"%s\", which takes %u: "
		    "the session will drop; expected fewer; summarise them",
		    router->name, over_ipv4 ? ipv4 : ipv6, over_ipv4 ? "IPv4" : "IPv6",
		    circuit->name, over_ipv4 ? sku->prefixes_ipv4_max : sku->prefixes_ipv6_max);
	if (ipv6 > 0 && !(circuit->doubts & LAB_DOUBT_IPV6) &&
	    !addr_is_set(&circuit->link_ipv6[LAB_PRIMARY].addr))
		judge_say(
		    judge, SEVERITY_WARNING, link->place, "ipv6-over-ipv4-session",
		    "router \"%s\" has IPv6 prefixes, but circuit \"%s\" carries no IPv6: they "
		    "stay unannounced; expected ipv6-peering in the circuit",
		    router->name, circuit->name);
}

static int by_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

/* A link announces a part of what its router announces. */
static void judge_link_advertise(const struct judge *judge, const struct lab_circuit_link *link,
                                 const struct prefix *sorted, uint32_t count)
{
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < link->advertise.count; i++) {
		const struct prefix *prefix = &link->advertise.items[i];
		if (bsearch(prefix, sorted, count, sizeof(*sorted), by_prefix) != NULL)
			continue;
		judge_say(judge, SEVERITY_ERROR, link->advertise.places[i], NULL,
		          "router \"%s\" shall announce %s here but does not have it; expected one "
		          "of its own \"advertise\"; add it there",
		          link->router->name, prefix_format(prefix, text));
	}
}

static void judge_router_asn(const struct judge *judge, const struct lab_circuit_link *link)
{
	const struct lab_router *router = link->router;
	const struct lab_circuit *circuit = link->circuit;

	if (router->asn != 0 && circuit->peer_asn != 0 && router->asn != circuit->peer_asn)
		judge_say(judge, SEVERITY_ERROR, link->place, "customer-asn-range",
		          "router \"%s\" has AS %u, but circuit \"%s\" expects its peer in AS %u; "
		          "make the two equal",
		          router->name, router->asn, circuit->name, circuit->peer_asn);
}

/* One router at each link: `ends` says whose each is. */
static void judge_link_end(const struct judge *judge, const struct lab_circuit_link *link,
                           struct lab_circuit_link const **ends)
{
	if (link->link == LAB_LINK_COUNT)
		return;

	const struct lab_circuit_link **end =
	    &ends[LAB_LINK_COUNT * link->circuit->index + link->link];
	if (*end != NULL)
		judge_say(judge, SEVERITY_ERROR, link->place, NULL,
		          "the %s link of circuit \"%s\" ends at router \"%s\" already; "
		          "expected one router at each link",
		          lab_link_name(link->link), link->circuit->name, (*end)->router->name);
	*end = link;
}

static void judge_router(const struct judge *judge, const struct lab_router *router,
                         struct lab_circuit_link const **ends)
{
	uint32_t count = router->advertise.count;
	struct prefix *sorted = xcalloc(count, sizeof(*sorted));

	if (count > 0)
		memcpy(sorted, router->advertise.items, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_prefix);
	if (router->link_count == 0 && !(router->doubts & LAB_DOUBT_LINKS))
		judge_say(judge, SEVERITY_WARNING, router->place, NULL,
		          "router \"%s\" is at no circuit; expected a circuit-link; add one or "
		          "remove the router",
		          router->name);
	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *link = &router->links[i];
		if (!router->advertise.partial)
			judge_link_advertise(judge, link, sorted, count);
		if (link->circuit == NULL)
			continue;
		judge_link_end(judge, link, ends);
		judge_router_asn(judge, link);
		judge_link_prefixes(judge, link);
	}
	free(sorted);
}

static void judge_routers(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	/* Whose end is taken: two links for each circuit. */
	const struct lab_circuit_link **ends =
	    xcalloc((size_t)LAB_LINK_COUNT * lab->circuit_count, sizeof(*ends));

	for (uint32_t i = 0; i < lab->site_count; i++) {
		for (uint32_t k = 0; k < lab->sites[i].router_count; k++)
			judge_router(judge, &lab->sites[i].routers[k], ends);
	}
	free(ends);
}

/* FACTS 2: what a gateway announces, spokes included. */
static void judge_gateway_prefixes(const struct judge *judge)
{
	static const struct {
		uint8_t family;
		const char *name;
		const char *limit;
	} families[] = {
	    {ADDR_IPV4, "IPv4", "gateway-to-circuit-ipv4"},
	    {ADDR_IPV6, "IPv6", "gateway-to-circuit-ipv6"},
	};
	const struct lab *lab = judge->lab;

	for (size_t f = 0; f < COUNT_OF(families); f++) {
		uint32_t most = facts_limit(judge->facts, families[f].limit);
		uint32_t *counts = xcalloc(lab->vnet_count, sizeof(*counts));
		for (uint32_t i = 0; i < lab->vnet_count; i++) {
			const struct lab_gateway *gateway = lab_serving_gateway(&lab->vnets[i]);
			if (gateway != NULL)
				counts[gateway->vnet->index] +=
				    count_family(&lab->vnets[i].address_space, families[f].family);
		}
		for (uint32_t i = 0; i < lab->vnet_count; i++) {
			if (counts[i] > most)
				judge_say(judge, SEVERITY_WARNING, lab->vnets[i].gateway->place,
				          "prefix-limit-gateway",
				          "gateway \"%s\" announces %u %s prefixes, and a circuit "
				          "takes %u: its connections will go down; expected fewer",
				          lab->vnets[i].gateway->name, counts[i], families[f].name,
				          most);
		}
		free(counts);
	}
}

void lab_judge(const struct lab *lab, struct findings *findings)
{
	/* The limits by which some judge are those of the lab, if it overrides them. */
	static const struct {
		void (*judge)(const struct judge *judge);
		bool by_limits;
	} rules[] = {
	    {judge_names, false},
	    {judge_circuits, true},
	    {judge_link_overlaps, false},
	    {judge_gateways, true},
	    {judge_circuit_links, true},
	    {judge_peerings, true},
	    {judge_address_spaces, false},
	    {judge_subnets, false},
	    {judge_routers, false},
	    {judge_gateway_prefixes, true},
	    {judge_circuit_overlaps, false},
	    {judge_peering_overlaps, false},
	};
	struct judge judge = {.lab = lab, .facts = lab->facts, .findings = findings};

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		if (!rules[i].by_limits || !(lab->doubts & LAB_DOUBT_LIMITS))
			rules[i].judge(&judge);
	}
}
