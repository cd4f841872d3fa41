/* What is said of routers on-premises: the links of circuits that end at them, and what they
 * announce there. */
#include <stdlib.h>

#include "azure/ends.h"
#include "azure/site/site.h"
#include "query/state/fabric.h"
#include "topo/judge/judge_policy.h"

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

void site_judge_advertise(const struct judge *judge, const struct lab_router *router,
                          const struct lab_prefixes *part)
{
	struct text who = {0};

	text_addf(&who, "router \"%s\"", router->name);
	azure_judge_part(judge, text_str(&who), &router->advertise, part);
	text_done(&who);
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
	if (site_router_is_alone(judge->lab, router) && !(router->doubts & LAB_DOUBT_LINKS))
		judge_say(judge, SEVERITY_WARNING, router->place, NULL,
		          "router \"%s\" is at no circuit; expected a circuit-link; add one or "
		          "remove the router",
		          router->name);
	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *link = &router->links[i];
		site_judge_advertise(judge, router, &link->advertise);
		judge_session_policy(judge, &link->policy,
		                     link->readvertise ? NULL : &router->advertise, router->name);
		if (link->circuit == NULL)
			continue;
		judge_link_end(judge, link, ends);
		judge_router_asn(judge, link);
		judge_link_prefixes(judge, link);
	}
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

/* Names of what is wrong elsewhere are left out, so nothing is said of what they may hold. */
static bool knows_prefixes(const struct lab_site *site)
{
	for (uint32_t i = 0; i < site->router_count; i++) {
		if (site->routers[i].advertise.partial)
			return false;
	}
	return !(site->doubts & LAB_DOUBT_ROUTERS);
}

static void judge_test_addresses(const struct judge *judge, const struct lab_site *site)
{
	char text[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < site->test_address_count; i++) {
		const struct addr *address = &site->test_addresses[i];

		if (knows_prefixes(site) && lab_site_covers(site, address) == NULL)
			judge_say(
			    judge, SEVERITY_ERROR, site->test_places[i], NULL,
			    "no router of site \"%s\" announces %s; expected a host in one of "
			    "their \"advertise\"",
			    site->name, addr_format(address, text));
		for (uint32_t k = 0; k < i; k++) {
			if (site->test_addresses[k].family == address->family)
				judge_say(judge, SEVERITY_ERROR, site->test_places[i], NULL,
				          "site \"%s\" has a test-address of this family already; "
				          "expected one of each",
				          site->name);
		}
	}
}

static void judge_sites(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->site_count; i++) {
		judge_test_addresses(judge, &judge->lab->sites[i]);
		site_judge_interior(judge, &judge->lab->sites[i]);
	}
}

static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->site_count; i++)
		judge_name(names, lab->sites[i].name, lab->sites[i].doubts, &lab->sites[i].place);
}

static const struct judge_rule site_rules[] = {
    {judge_sites, false},
    {NULL, false},
};

const struct judge_hooks site_judge = {
    .names = claim_names,
    .rules = site_rules,
};

static const struct judge_rule rules[] = {
    {judge_routers, false},
    {NULL, false},
};

const struct judge_hooks router_judge = {
    .rules = rules,
};
