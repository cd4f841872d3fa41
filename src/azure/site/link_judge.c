/* What is said of links between sites. */
#include <stdlib.h>

#include "azure/site/site.h"
#include "topo/judge/judge_policy.h"

/* The first and second host are the ends': a subnet of one address has no room for them. */
static void judge_subnets(const struct judge *judge, const struct lab_site_link *link)
{
	char text[PREFIX_TEXT_MAX];

	if (link->twice)
		judge_say(
		    judge, SEVERITY_ERROR, link->place, NULL,
		    "site-link \"%s\" has two address-prefixes of one family; expected one of "
		    "each; remove one",
		    link->name);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		if (addr_is_set(&link->prefix[family].addr) && !site_link_has(link, family))
			judge_say(judge, SEVERITY_ERROR, link->place, NULL,
			          "site-link \"%s\" has the address-prefix %s, which has no room "
			          "for two routers; expected a /30 or /31, of IPv6 a /126 or /127",
			          link->name, prefix_format(&link->prefix[family], text));
}

static void judge_ends(const struct judge *judge, const struct lab_site_link *link)
{
	const struct lab_router *a = link->ends[0].router;
	const struct lab_router *b = link->ends[1].router;

	if (a != NULL && b != NULL && a->asn != 0 && site_routers_speak(a, b))
		judge_say(judge, SEVERITY_ERROR, link->place, NULL,
		          "site-link \"%s\" joins routers \"%s\" and \"%s\" of site \"%s\", which "
		          "speak iBGP already; expected routers of two sites or ASs; remove the "
		          "link, or set \"ibgp\" of the site to false",
		          link->name, a->name, b->name, a->site->name);
}

static bool overlap(const struct prefix *a, const struct prefix *b)
{
	return addr_is_set(&a->addr) && addr_is_set(&b->addr) && a->addr.family == b->addr.family &&
	       (prefix_contains(a, b) || prefix_contains(b, a));
}

/* A router cannot have one subnet on two of its links. */
static void judge_beside_circuits(const struct judge *judge, const struct lab_site_link *link,
                                  const struct lab_router *router)
{
	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *other = &router->links[i];

		if (other->circuit == NULL || other->link == LAB_LINK_COUNT ||
		    (!overlap(&link->prefix[ADDR_IPV4], &other->circuit->link[other->link]) &&
		     !overlap(&link->prefix[ADDR_IPV6], &other->circuit->link_ipv6[other->link])))
			continue;
		judge_say(
		    judge, SEVERITY_ERROR, link->place, NULL,
		    "the address-prefix of site-link \"%s\" overlaps with that of the %s link "
		    "of circuit \"%s\", and both end at router \"%s\"; expected a subnet for "
		    "each; renumber one",
		    link->name, lab_link_name(other->link), other->circuit->name, router->name);
	}
}

/* What one says of routes that leave the AS is said of none over iBGP. */
static void judge_internal(const struct judge *judge, const struct lab_site_link *link,
                           const struct lab_site_link_end *end)
{
	const struct lab_router *far = link->ends[end->number ^ 1].router;

	if (far != NULL && far->asn != 0 && far->asn == end->router->asn &&
	    (end->prepend > 0 || end->med_set))
		judge_say(
		    judge, SEVERITY_WARNING, end->place, NULL,
		    "router \"%s\" says %s over site-link \"%s\", which is iBGP, as both ends "
		    "are in AS %u: it has no effect; remove it, or say it in an export-policy",
		    end->router->name, end->prepend > 0 ? "prepend" : "med", link->name, far->asn);
}

static int by_prefix(const void *a, const void *b)
{
	return prefix_compare(&(*(const struct lab_site_link *const *)a)->prefix[ADDR_IPV4],
	                      &(*(const struct lab_site_link *const *)b)->prefix[ADDR_IPV4]);
}

static int by_prefix_ipv6(const void *a, const void *b)
{
	return prefix_compare(&(*(const struct lab_site_link *const *)a)->prefix[ADDR_IPV6],
	                      &(*(const struct lab_site_link *const *)b)->prefix[ADDR_IPV6]);
}

static void judge_twice(const struct judge *judge, const struct lab_site_link **sorted,
                        uint8_t family)
{
	uint32_t count = judge->lab->site_link_count;
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 1; i < count; i++) {
		const struct prefix *one = &sorted[i - 1]->prefix[family];
		const struct prefix *other = &sorted[i]->prefix[family];

		if (addr_is_set(&one->addr) && addr_is_set(&other->addr) &&
		    prefix_equal(one, other))
			judge_say(judge, SEVERITY_ERROR, sorted[i]->place, NULL,
			          "site-links \"%s\" and \"%s\" have the same address-prefix %s; "
			          "expected a subnet for each",
			          sorted[i - 1]->name, sorted[i]->name, prefix_format(one, text));
	}
}

static void judge_all_subnets(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	const struct lab_site_link **sorted = xcalloc(lab->site_link_count + 1u, sizeof(*sorted));

	for (uint32_t i = 0; i < lab->site_link_count; i++)
		sorted[i] = &lab->site_links[i];
	qsort(sorted, lab->site_link_count, sizeof(*sorted), by_prefix);
	judge_twice(judge, sorted, ADDR_IPV4);
	qsort(sorted, lab->site_link_count, sizeof(*sorted), by_prefix_ipv6);
	judge_twice(judge, sorted, ADDR_IPV6);
	free(sorted);
}

static void judge_links(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->site_link_count; i++) {
		const struct lab_site_link *link = &judge->lab->site_links[i];

		judge_subnets(judge, link);
		judge_ends(judge, link);
		for (uint32_t k = 0; k < link->end_count; k++) {
			const struct lab_site_link_end *end = &link->ends[k];

			if (end->router == NULL)
				continue;
			judge_internal(judge, link, end);
			judge_beside_circuits(judge, link, end->router);
			site_judge_advertise(judge, end->router, &end->advertise);
			judge_session_policy(judge, &end->policy,
			                     end->readvertise ? NULL : &end->router->advertise,
			                     end->router->name);
		}
	}
	judge_all_subnets(judge);
}

static const struct judge_rule rules[] = {
    {judge_links, false},
    {NULL, false},
};

const struct judge_hooks site_link_judge = {
    .rules = rules,
};
