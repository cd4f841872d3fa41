/*
 * What Azure would refuse, or would take and then not do what was meant: rules that compare
 * elements of a lab with each other and with the data about Azure.
 *
 * The lab may have errors: what is wrong in it is NULL, 0 or unset (model_build.h). A rule is
 * silent about elements of which it misses a part, and does not take what is in doubt for absent.
 */
#include "topo/judge/judge.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/name_map.h"
#include "topo/judge/load.h"

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
		          "gateways, Route Servers, circuits, hubs, sites and networks with "
		          "appliances to have names of their own; rename one",
		          name, first->line);
}

static void judge_vnet_names(const struct judge *judge, struct name_map *names,
                             const struct lab_vnet *vnet)
{
	const struct lab_gateway *gateway = vnet->gateway;
	const struct lab_vpn_gateway *vpn = vnet->vpn_gateway;
	const struct lab_route_server *server = vnet->route_server;

	if (gateway != NULL)
		judge_name(judge, names, gateway->name, gateway->doubts, &gateway->place);
	if (vpn != NULL)
		judge_name(judge, names, vpn->name, vpn->doubts, &vpn->place);
	if (server != NULL)
		judge_name(judge, names, server->name, server->doubts, &server->place);
	if (vnet->nva_count > 0 || vnet->hub != NULL)
		judge_name(judge, names, vnet->name, vnet->doubts, &vnet->place);
}

/* Networks and virtual hubs are asked for by the same names. */
static void judge_hub_names(const struct judge *judge)
{
	struct name_map names = {0};

	for (uint32_t i = 0; judge->lab->hub_count > 0 && i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];
		const struct place *first = vnet->doubts & LAB_DOUBT_NAME
		                                ? NULL
		                                : name_map_add(&names, vnet->name, &vnet->place);
		if (first != NULL && vnet->hub != NULL)
			judge_say(judge, SEVERITY_ERROR, vnet->place, NULL,
			          "virtual hub \"%s\" has the name of the virtual network in line "
			          "%u; expected a name of its own; rename one",
			          vnet->name, first->line);
	}
	name_map_done(&names);
}

static void judge_names(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct name_map names = {0};

	for (uint32_t i = 0; i < lab->circuit_count; i++)
		judge_name(judge, &names, lab->circuits[i].name, lab->circuits[i].doubts,
		           &lab->circuits[i].place);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		judge_vnet_names(judge, &names, &lab->vnets[i]);
	for (uint32_t i = 0; i < lab->site_count; i++)
		judge_name(judge, &names, lab->sites[i].name, lab->sites[i].doubts,
		           &lab->sites[i].place);
	name_map_done(&names);
	judge_hub_names(judge);
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

/* FACTS 4.5; with what is not known of the locations nothing is refused. */
static void judge_reach_skus(const struct judge *judge, const struct lab_global_reach *reach)
{
	const struct lab_circuit *const ends[] = {reach->circuit, reach->peer};
	bool far = ends[0]->location != NULL && ends[1]->location != NULL &&
	           ends[0]->location->geopolitical_region != NULL &&
	           ends[1]->location->geopolitical_region != NULL &&
	           strcmp(ends[0]->location->geopolitical_region,
	                  ends[1]->location->geopolitical_region) != 0;

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		const struct circuit_sku *sku = ends[i]->sku;
		if (sku == NULL)
			continue;
		if (sku->reach == REACH_LOCAL)
			judge_say(judge, SEVERITY_ERROR, reach->place, "global-reach-circuits",
			          "circuit \"%s\" is of the SKU Local, which has no Global Reach; "
			          "expected Standard or Premium",
			          ends[i]->name);
		else if (far && sku->reach != REACH_PREMIUM)
			judge_say(judge, SEVERITY_ERROR, reach->place, "global-reach-circuits",
			          "Global Reach \"%s\" joins %s with %s, and circuit \"%s\" is of "
			          "the SKU %s; expected Premium at both ends",
			          reach->name, ends[0]->location->geopolitical_region,
			          ends[1]->location->geopolitical_region, ends[i]->name, sku->name);
	}
}

static int by_circuits(const void *a, const void *b)
{
	const struct lab_global_reach *left = *(const struct lab_global_reach *const *)a;
	const struct lab_global_reach *right = *(const struct lab_global_reach *const *)b;
	uint32_t ends[2][2] = {
	    {left->circuit->index, left->peer->index},
	    {right->circuit->index, right->peer->index},
	};

	for (size_t i = 0; i < 2; i++) {
		uint32_t low[2];
		for (size_t k = 0; k < 2; k++)
			low[k] = ends[k][0] < ends[k][1] ? ends[k][0] : ends[k][1];
		uint32_t keys[2] = {low[0], low[1]};
		for (size_t k = 0; i == 1 && k < 2; k++)
			keys[k] = ends[k][0] + ends[k][1] - low[k];
		if (keys[0] != keys[1])
			return keys[0] < keys[1] ? -1 : 1;
	}
	return (left > right) - (left < right);
}

static bool same_circuits(const struct lab_global_reach *a, const struct lab_global_reach *b)
{
	return (a->circuit == b->circuit && a->peer == b->peer) ||
	       (a->circuit == b->peer && a->peer == b->circuit);
}

/* One connection for two circuits, written at one of them. */
static void judge_reach_pairs(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	uint32_t count = 0;
	const struct lab_global_reach **sorted = xcalloc(lab->global_reach_count, sizeof(*sorted));

	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		if (lab->global_reaches[i].peer != NULL)
			sorted[count++] = &lab->global_reaches[i];
	}
	qsort(sorted, count, sizeof(*sorted), by_circuits);
	for (uint32_t i = 1; i < count; i++) {
		if (same_circuits(sorted[i - 1], sorted[i]))
			judge_say(judge, SEVERITY_ERROR, sorted[i]->place, "global-reach-circuits",
			          "circuits \"%s\" and \"%s\" have Global Reach a second time, the "
			          "first is in line %u; expected it at one of the two; remove one",
			          sorted[i]->circuit->name, sorted[i]->peer->name,
			          sorted[i - 1]->place.line);
	}
	free(sorted);
}

void judge_global_reach(const struct judge *judge)
{
	uint32_t length = facts_limit(judge->facts, "global-reach-prefix-length");
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < judge->lab->global_reach_count; i++) {
		const struct lab_global_reach *reach = &judge->lab->global_reaches[i];
		if (addr_is_set(&reach->prefix.addr) && reach->prefix.length != length)
			judge_say(judge, SEVERITY_ERROR, reach->place, "global-reach-circuits",
			          "Global Reach \"%s\" has the address-prefix %s; expected a /%u",
			          reach->name, prefix_format(&reach->prefix, text), length);
		if (reach->peer != NULL)
			judge_reach_skus(judge, reach);
	}
	judge_reach_pairs(judge);
}

/* FACTS 2: Global Reach counts as a link at both ends. */
static void count_reaches(const struct lab *lab, uint32_t *links)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		links[lab->global_reaches[i].circuit->index]++;
		if (lab->global_reaches[i].peer != NULL)
			links[lab->global_reaches[i].peer->index]++;
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
	count_reaches(lab, links);
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &lab->circuits[i];
		if (!is_on_offer(circuit))
			continue;
		uint32_t most =
		    facts_links_max(judge->facts, circuit->sku, circuit->bandwidth_mbps);
		if (links[i] > most)
			judge_say(judge, SEVERITY_ERROR, circuit->place, "circuit-links",
			          "circuit \"%s\" is linked to %u virtual networks%s; expected at "
			          "most %u with the SKU %s and %u Mbps; take Premium, or more "
			          "bandwidth",
			          circuit->name, links[i],
			          lab->global_reach_count + lab->hub_count == 0
			              ? ""
			              : ", hubs and circuits",
			          most, circuit->sku->name, circuit->bandwidth_mbps);
	}
	free(links);
}

uint32_t judge_count_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < prefixes->count; i++)
		count += prefixes->items[i].addr.family == family;
	return count;
}

bool judge_holds(const struct lab_prefixes *prefixes, const struct addr *addr)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefix_contains_addr(&prefixes->items[i], addr))
			return true;
	}
	return false;
}

/* Too many prefixes are no reason to refuse a lab: what then happens is what one may want to see.
 */
static void judge_link_prefixes(const struct judge *judge, const struct lab_circuit_link *link)
{
	const struct lab_router *router = link->router;
	const struct lab_circuit *circuit = link->circuit;
	bool part = link->advertise.count > 0 || link->advertise.partial;
	const struct lab_prefixes *sent = part ? &link->advertise : &router->advertise;
	uint32_t ipv4 = judge_count_family(sent, ADDR_IPV4);
	uint32_t ipv6 = judge_count_family(sent, ADDR_IPV6);
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
	if (router->link_count == 0 && !(router->doubts & LAB_DOUBT_LINKS) && !router->ends_tunnels)
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
	    {judge_gateway_subnets, true},
	    {judge_vpn_gateways, true},
	    {judge_local_gateways, false},
	    {judge_route_servers, true},
	    {judge_nvas, true},
	    {judge_global_reach, true},
	    {judge_hubs, true},
	    {judge_route_tables, false},
	    {judge_addresses, false},
	    {judge_circuit_links, true},
	    {judge_peerings, true},
	    {judge_address_spaces, false},
	    {judge_subnets, false},
	    {judge_routers, false},
	    {judge_gateway_prefixes, true},
	    {judge_circuit_overlaps, false},
	    {judge_peering_overlaps, false},
	    {judge_hub_overlaps, false},
	};
	struct judge judge = {.lab = lab, .facts = lab->facts, .findings = findings};

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		if (!rules[i].by_limits || !(lab->doubts & LAB_DOUBT_LIMITS))
			rules[i].judge(&judge);
	}
}
