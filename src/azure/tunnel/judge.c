/* What is said of tunnels: their ends, what carries them, and what goes in circles. */
#include <stdlib.h>

#include "azure/ends.h"
#include "azure/tunnel/tunnel.h"
#include "base/check.h"
#include "topo/judge/judge_policy.h"

static bool is_known(const struct lab_tunnel_end *end)
{
	return end->router != NULL || end->nva != NULL;
}

static bool is_whole(const struct lab_tunnel *tunnel)
{
	return tunnel->end_count == LAB_TUNNEL_ENDS && is_known(&tunnel->ends[0]) &&
	       is_known(&tunnel->ends[1]);
}

static const char *what(const struct lab_tunnel_end *end)
{
	return end->router != NULL ? "router" : "appliance";
}

static void judge_subnets(const struct judge *judge, const struct lab_tunnel *tunnel)
{
	char text[PREFIX_TEXT_MAX];

	CHECK(tunnel->end_count <= LAB_TUNNEL_ENDS);
	if (tunnel->twice)
		judge_say(judge, SEVERITY_ERROR, tunnel->place, NULL,
		          "tunnel \"%s\" has two address-prefixes of one family; expected one of "
		          "each; remove one",
		          tunnel->name);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		if (addr_is_set(&tunnel->prefix[family].addr) &&
		    !lab_pair_has(tunnel->prefix, family))
			judge_say(judge, SEVERITY_ERROR, tunnel->place, NULL,
			          "tunnel \"%s\" has the address-prefix %s, which has no room for "
			          "two ends; expected a /30 or /31, of IPv6 a /126 or /127",
			          tunnel->name, prefix_format(&tunnel->prefix[family], text));
}

static void judge_end(const struct judge *judge, const struct lab_tunnel_end *end)
{
	const struct lab_tunnel *tunnel = end->tunnel;
	const struct lab_prefixes *own =
	    end->router != NULL ? &end->router->advertise : &end->nva->advertise;
	unsigned doubts = end->router != NULL ? end->router->doubts : end->nva->doubts;
	struct text who = {0};

	text_addf(&who, "%s \"%s\"", what(end), lab_tunnel_end_name(end));
	azure_judge_part(judge, text_str(&who), own, &end->advertise);
	text_done(&who);
	judge_session_policy(judge, &end->policy, end->readvertise ? NULL : own,
	                     lab_tunnel_end_name(end));
	if (tunnel->bgp && lab_tunnel_end_asn(end) == 0 && !(doubts & LAB_DOUBT_ASN))
		judge_say(judge, SEVERITY_ERROR, end->place, NULL,
		          "tunnel \"%s\" has BGP, but %s \"%s\" no asn; expected one, such as "
		          "65001; add it, or set \"bgp\" to false",
		          tunnel->name, what(end), lab_tunnel_end_name(end));
	if (!tunnel->bgp && (end->policy.import != NULL || end->policy.export != NULL))
		judge_say(judge, SEVERITY_WARNING, end->place, NULL,
		          "tunnel \"%s\" has no BGP, so the policies of %s \"%s\" are never asked; "
		          "expected none; remove them, or set \"bgp\" to true",
		          tunnel->name, what(end), lab_tunnel_end_name(end));
	if (end->nva != NULL && addr_is_set(&tunnel->prefix[ADDR_IPV6].addr))
		judge_say(judge, SEVERITY_ERROR, end->place, NULL,
		          "tunnel \"%s\" carries IPv6, which appliance \"%s\" does not speak; "
		          "expected IPv4 alone; remove the address-prefix of IPv6",
		          tunnel->name, end->nva->name);
}

static void judge_pair(const struct judge *judge, const struct lab_tunnel *tunnel)
{
	const struct lab_router *a = tunnel->ends[0].router;
	const struct lab_router *b = tunnel->ends[1].router;

	if (tunnel->bgp && a != NULL && b != NULL && a->asn != 0 && a->site == b->site &&
	    a->site->ibgp && a->asn == b->asn)
		judge_say(judge, SEVERITY_ERROR, tunnel->place, NULL,
		          "tunnel \"%s\" joins routers \"%s\" and \"%s\" of site \"%s\", which "
		          "speak iBGP already; expected routers of two sites or ASs; remove the "
		          "tunnel, or set \"ibgp\" of the site to false",
		          tunnel->name, a->name, b->name, a->site->name);
}

/* Carriers */

static bool gets_to(const struct lab_underlay_end *end, const struct lab_circuit *circuit)
{
	return lab_underlay_gets_to(end, circuit, LAB_PRIMARY) ||
	       lab_underlay_gets_to(end, circuit, LAB_SECONDARY);
}

static bool is_in_doubt(const struct lab_tunnel_end *end)
{
	unsigned doubts = end->router != NULL ? end->router->doubts | end->router->site->doubts
	                                      : end->nva->vnet->doubts;

	return doubts & (LAB_DOUBT_LINKS | LAB_DOUBT_ROUTERS | LAB_DOUBT_GATEWAY |
	                 LAB_DOUBT_PEERINGS | LAB_DOUBT_TRANSIT);
}

static void judge_circuit(const struct judge *judge, const struct lab_tunnel *tunnel,
                          const struct lab_circuit *circuit)
{
	const struct lab_underlay *underlay = &tunnel->underlay;
	bool any = false;
	bool doubted = false;

	CHECK(is_whole(tunnel));
	for (unsigned e = 0; e < LAB_TUNNEL_ENDS; e++) {
		const struct lab_tunnel_end *end = &tunnel->ends[e];

		doubted = doubted || is_in_doubt(end) || !gets_to(&underlay->ends[e], circuit);
		if (is_in_doubt(end) || gets_to(&underlay->ends[e], circuit))
			continue;
		judge_say(judge, SEVERITY_ERROR, tunnel->place, "tunnel-over-circuit",
		          "tunnel \"%s\" rides on circuit \"%s\", to which %s \"%s\" has no way; "
		          "expected a circuit %s",
		          tunnel->name, circuit->name, what(end), lab_tunnel_end_name(end),
		          end->router != NULL
		              ? "at which a router of its site is"
		              : "that the gateway which serves its network is connected to");
	}
	for (enum lab_link link = 0; link < LAB_LINK_COUNT; link++)
		any = any || (lab_underlay_gets_to(&underlay->ends[0], circuit, link) &&
		              lab_underlay_gets_to(&underlay->ends[1], circuit, link));
	if (!any && !doubted)
		judge_say(judge, SEVERITY_ERROR, tunnel->place, "tunnel-over-circuit",
		          "tunnel \"%s\" rides on circuit \"%s\", whose edge routers do not talk "
		          "to each other, but one end is at the primary link alone and the other "
		          "at the secondary; expected a link that both have",
		          tunnel->name, circuit->name);
}

static bool same_ends(const struct lab_tunnel *a, const struct lab_tunnel *b)
{
	bool found[LAB_TUNNEL_ENDS] = {false};

	for (unsigned i = 0; i < LAB_TUNNEL_ENDS; i++)
		for (unsigned k = 0; k < LAB_TUNNEL_ENDS; k++)
			found[i] = found[i] || (a->ends[i].router == b->ends[k].router &&
			                        a->ends[i].nva == b->ends[k].nva);
	return found[0] && found[1];
}

/* From carrier to carrier, as deep as there are tunnels. */
static bool rides_on(const struct lab_tunnel *tunnel, const struct lab_tunnel *sought,
                     uint32_t depth)
{
	for (uint32_t i = 0; depth > 0 && i < tunnel->underlay.tunnel_count; i++) {
		const struct lab_tunnel *carrier = tunnel->underlay.tunnels[i];

		if (carrier == sought || rides_on(carrier, sought, depth - 1))
			return true;
	}
	return false;
}

enum { CARRIERS_DEEP = 4 };

static bool is_deep(const struct lab_tunnel *tunnel, uint32_t depth)
{
	for (uint32_t i = 0; i < tunnel->underlay.tunnel_count; i++)
		if (depth == 0 || is_deep(tunnel->underlay.tunnels[i], depth - 1))
			return true;
	return false;
}

static void judge_carriers(const struct judge *judge, const struct lab_tunnel *tunnel)
{
	for (uint32_t i = 0; i < tunnel->underlay.circuit_count; i++)
		judge_circuit(judge, tunnel, tunnel->underlay.circuits[i]);
	for (uint32_t i = 0; i < tunnel->underlay.tunnel_count; i++) {
		const struct lab_tunnel *carrier = tunnel->underlay.tunnels[i];

		if (carrier == tunnel || rides_on(carrier, tunnel, CARRIERS_DEEP))
			judge_say(judge, SEVERITY_ERROR, tunnel->place, NULL,
			          "tunnel \"%s\" rides on itself, by tunnel \"%s\"; expected a "
			          "circuit, or a tunnel that does not lead back; remove it from "
			          "\"over\"",
			          tunnel->name, carrier->name);
		else if (is_whole(carrier) && !same_ends(tunnel, carrier))
			judge_say(judge, SEVERITY_ERROR, tunnel->place, NULL,
			          "tunnel \"%s\" rides on tunnel \"%s\", which joins others; "
			          "expected one between the same two ends",
			          tunnel->name, carrier->name);
	}
	if (is_deep(tunnel, CARRIERS_DEEP) && !rides_on(tunnel, tunnel, CARRIERS_DEEP))
		judge_say(judge, SEVERITY_ERROR, tunnel->place, NULL,
		          "tunnel \"%s\" rides on more than %d tunnels, one in another; expected "
		          "fewer",
		          tunnel->name, CARRIERS_DEEP);
}

/* The outer addresses */

static const struct prefix *longest(const struct lab_prefixes *prefixes, const struct addr *address,
                                    const struct prefix *best)
{
	for (uint32_t i = 0; i < prefixes->count; i++)
		if (prefix_contains_addr(&prefixes->items[i], address) &&
		    (best == NULL || prefixes->items[i].length > best->length))
			best = &prefixes->items[i];
	return best;
}

/* How the other end knows the outer address beside the tunnel; NULL: not. */
static const struct prefix *outside(const struct lab_tunnel_end *end)
{
	const struct lab_site *site = end->router == NULL ? NULL : end->router->site;
	const struct prefix *best = NULL;

	if (site == NULL)
		return longest(&end->nva->vnet->address_space, &end->outer, NULL);
	for (uint32_t i = 0; i < site->router_count; i++)
		for (uint32_t k = 0; k < site->routers[i].link_count; k++) {
			const struct lab_circuit_link *link = &site->routers[i].links[k];

			best = longest(link->advertise.count > 0 ? &link->advertise
			                                         : &site->routers[i].advertise,
			               &end->outer, best);
		}
	return best;
}

/* What it announces through the tunnel leads the other end's packets for the tunnel into it. */
static void judge_outer(const struct judge *judge, const struct lab_tunnel_end *end)
{
	const struct lab_tunnel *tunnel = end->tunnel;
	const struct lab_prefixes *own =
	    end->router != NULL ? &end->router->advertise : &end->nva->advertise;
	const struct lab_prefixes *told = end->advertise.count > 0 ? &end->advertise : own;
	const struct prefix *inner = &tunnel->prefix[end->outer.family];
	const struct prefix *by_tunnel;
	const struct prefix *beside;
	char address[ADDR_TEXT_MAX];
	char text[PREFIX_TEXT_MAX];

	if (!addr_is_set(&end->outer))
		return;
	by_tunnel = addr_is_set(&inner->addr) && prefix_contains_addr(inner, &end->outer) ? inner
	            : tunnel->bgp ? longest(told, &end->outer, NULL)
	                          : NULL;
	beside = outside(end);
	if (by_tunnel != NULL &&
	    (beside == NULL || by_tunnel->length > beside->length || by_tunnel == inner))
		judge_say(
		    judge, SEVERITY_ERROR, end->place, NULL,
		    "tunnel \"%s\" rides on itself: its end %s of %s \"%s\" lies in %s, which "
		    "leads through the tunnel; expected a longer prefix beside it; announce "
		    "that elsewhere, or less here",
		    tunnel->name, addr_format(&end->outer, address), what(end),
		    lab_tunnel_end_name(end), prefix_format(by_tunnel, text));
}

static int by_prefix(const void *a, const void *b, uint8_t family)
{
	return prefix_compare(&(*(const struct lab_tunnel *const *)a)->prefix[family],
	                      &(*(const struct lab_tunnel *const *)b)->prefix[family]);
}

static int by_ipv4(const void *a, const void *b)
{
	return by_prefix(a, b, ADDR_IPV4);
}

static int by_ipv6(const void *a, const void *b)
{
	return by_prefix(a, b, ADDR_IPV6);
}

static void judge_twice(const struct judge *judge, uint8_t family)
{
	uint32_t count = judge->lab->tunnel_count;
	const struct lab_tunnel **sorted = xcalloc(count + 1u, sizeof(*sorted));
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < count; i++)
		sorted[i] = &judge->lab->tunnels[i];
	qsort(sorted, count, sizeof(*sorted), family == ADDR_IPV4 ? by_ipv4 : by_ipv6);
	for (uint32_t i = 1; i < count; i++) {
		const struct prefix *one = &sorted[i - 1]->prefix[family];
		const struct prefix *other = &sorted[i]->prefix[family];

		if (addr_is_set(&one->addr) && addr_is_set(&other->addr) &&
		    prefix_equal(one, other))
			judge_say(judge, SEVERITY_ERROR, sorted[i]->place, NULL,
			          "tunnels \"%s\" and \"%s\" have the same address-prefix %s; "
			          "expected a subnet for each",
			          sorted[i - 1]->name, sorted[i]->name, prefix_format(one, text));
	}
	free(sorted);
}

static void judge_tunnels(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->tunnel_count; i++) {
		const struct lab_tunnel *tunnel = &judge->lab->tunnels[i];

		judge_subnets(judge, tunnel);
		for (uint32_t k = 0; k < tunnel->end_count; k++) {
			if (!is_known(&tunnel->ends[k]))
				continue;
			judge_end(judge, &tunnel->ends[k]);
			judge_outer(judge, &tunnel->ends[k]);
		}
		if (!is_whole(tunnel))
			continue;
		judge_pair(judge, tunnel);
		judge_carriers(judge, tunnel);
	}
	judge_twice(judge, ADDR_IPV4);
	judge_twice(judge, ADDR_IPV6);
}

static const struct judge_rule rules[] = {
    {judge_tunnels, false},
    {NULL, false},
};

const struct judge_hooks tunnel_judge = {
    .rules = rules,
};
