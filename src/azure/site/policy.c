/* The ends of a session between a site's router and an MSEE. */
#include "azure/policy.h"
#include "azure/ends.h"
#include "azure/site/site.h"
#include "base/check.h"

enum { ANY_NUMBER = 255 };

/* An MSEE shows the customer no private ASN (msee-remove-private-as) and takes its own AS in the
 * customer's paths (msee-accepts-own-as). One prefix too many ends the session
 * (prefix-limit-customer). Next hops off the link and prefixes that are no destinations are refused
 * as routers do (customer-sanity). */
static void policy_msee(struct node_peer_conf *conf, const struct lab_circuit *circuit,
                        enum lab_link link, uint32_t site)
{
	CHECK(site > 0);
	conf->rib.link =
	    conf->rib.families[ADDR_IPV6] ? circuit->link_ipv6[link] : circuit->link[link];
	conf->rib.import.next_hop_on_link = true;
	conf->rib.import.destinations_only = true;
	conf->rib.site_of_origin = site;
	conf->rib.import.own_as_allowed = ANY_NUMBER;
	conf->rib.export.ignore_no_export = true;
	conf->rib.export.remove_private_as = true;
	conf->prefix_limit[ADDR_IPV4] = circuit->sku->prefixes_ipv4_max;
	conf->prefix_limit[ADDR_IPV6] = circuit->sku->prefixes_ipv6_max;
}

/* A customer's router is plain BGP. The communities that the lab gives it are meant for Microsoft,
 * as if a route map attached them on the way out: RFC 1997 binds who receives them. */
static void router_to_msee(struct plan_peer *peer)
{
	const struct lab_circuit_link *link = peer->session->circuit_link;
	const struct azure_end end = {
	    .own = &link->router->advertise,
	    .readvertise = link->readvertise,
	    .prepend = link->prepend,
	    .med_set = link->med_set,
	    .med = link->med,
	    .advertise = &link->advertise,
	};

	CHECK(peer->own->element == peer->session->element);
	azure_apply_end(peer, &end);
	peer->conf->rib.export.ignore_no_export = true;
	peer->conf->rib.export.heed_learned = link->readvertise;
	azure_apply_policy(peer, &link->policy);
}

/* iBGP of one site. */
static void router_to_neighbour(struct plan_peer *peer)
{
	const struct lab_router *router = lab_router_of(peer->own->element);

	CHECK(site_routers_speak(router, lab_router_of(peer->far->element)));
	peer->conf->rib.export.next_hop_self = router->next_hop_self;
}

/* Sites of origin: the VNets' indexes for gateways, and behind them a number for each session with
 * a customer. Azure's internal communities stay inside (internal-communities-stripped). */
static void msee_to_router(struct plan_peer *peer)
{
	const struct lab_circuit_link *link = peer->session->circuit_link;

	CHECK(peer->far->element == peer->session->element &&
	      peer->own->element->kind == LAB_CIRCUIT);
	policy_msee(peer->conf, link->circuit, link->link,
	            peer->c->lab->vnet_count + 1 + peer->number);
	if (peer->c->lab->hub_count > 0) {
		static const uint16_t internal[] = {AZURE_AS_GATEWAY, AZURE_AS_MARKS, 65518};

		for (size_t i = 0; i < COUNT_OF(internal); i++)
			peer->conf->rib.export.strip[i] = internal[i];
	}
}

const struct plan_side router_sides[] = {
    {.own = LAB_ROUTER, .far = LAB_CIRCUIT, .group = PLAN_FROM_MSEE, .special = router_to_msee},
    {.own = LAB_CIRCUIT,
     .far = LAB_ROUTER,
     .group = PLAN_FROM_CUSTOMER,
     .msee_hold = true,
     .special = msee_to_router},
    {.own = LAB_ROUTER,
     .far = LAB_ROUTER,
     .group = PLAN_FROM_ROUTER,
     .special = router_to_neighbour},
    {.special = NULL},
};

static bool is_stripped(const struct plan *plan, const struct plan_session *session)
{
	return plan->lab->hub_count > 0 && session->kind == PLAN_LINK_CIRCUIT;
}

static bool keeps_oldest(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->conf.choice.keep_oldest;
}

const struct plan_assumed router_assumed[] = {
    {.rank = 7,
     .rule = "internal-communities-stripped",
     .sessions = is_stripped,
     .text = "session(s) with customers carry no communities 65515:*, 65517:* and 65518:*"},
    {.rank = 25,
     .rule = "oldest-path",
     .nodes = keeps_oldest,
     .text =
         "router(s) keep the oldest of equal routes: which one that is depends on what came first"},
    {.rule = NULL},
};
