/* The oracle: slow, simple, and not the product's code. */
#include "tests/oracle/solver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PREFIXES_MAX = 64, HOPS_MAX = 64, LINKS_MAX = 64, ROUNDS_MAX = 100 };
enum { MICROSOFT = 12076, GATEWAY = 65515 };

struct route {
	bool there;
	uint32_t path[HOPS_MAX];
	unsigned hops;
	bool has_med;
	uint32_t med;
	char communities[128];
	struct addr next_hop;
};

/* One end of a session, as one speaker sees it. */
struct link {
	unsigned to;    /* speaker */
	unsigned there; /* index of this session among that speaker's links */
	const struct plan_session *session;
	struct addr mine;
	struct addr theirs;
	struct route in[PREFIXES_MAX];
};

struct speaker {
	const struct plan_node *node;
	struct link *links;
	unsigned link_count;
	struct route own[PREFIXES_MAX];
	int best[PREFIXES_MAX]; /* link, -1: own, -2: none */
};

struct world {
	const struct plan *plan;
	struct speaker *speakers;
	struct prefix prefixes[PREFIXES_MAX];
	unsigned prefix_count;
};

static unsigned prefix_number(struct world *world, const struct prefix *prefix)
{
	for (unsigned i = 0; i < world->prefix_count; i++) {
		if (memcmp(&world->prefixes[i], prefix, sizeof(*prefix)) == 0)
			return i;
	}
	assert_true(world->prefix_count < PREFIXES_MAX);
	world->prefixes[world->prefix_count] = *prefix;
	return world->prefix_count++;
}

/* Own routes */

static void add_vnet(struct world *world, struct speaker *speaker, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++) {
		struct route *route =
		    &speaker->own[prefix_number(world, &vnet->address_space.items[i])];

		route->there = true;
		if (vnet->custom_community != 0)
			snprintf(route->communities, sizeof(route->communities),
			         "12076:%u 12076:%u", vnet->custom_community & 0xffff,
			         vnet->region->community & 0xffff);
	}
}

static const struct lab_vnet *hub_of(const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];

		if (!peering->use_remote_gateways)
			continue;
		for (uint32_t j = 0; j < peering->remote->peering_count; j++) {
			if (peering->remote->peerings[j].remote == vnet &&
			    peering->remote->peerings[j].allow_gateway_transit)
				return peering->remote;
		}
	}
	return NULL;
}

static void add_own(struct world *world, struct speaker *speaker)
{
	const struct plan_node *node = speaker->node;

	if (node->gateway != NULL) {
		add_vnet(world, speaker, node->gateway->vnet);
		for (uint32_t i = 0; i < world->plan->lab->vnet_count; i++) {
			if (hub_of(&world->plan->lab->vnets[i]) == node->gateway->vnet)
				add_vnet(world, speaker, &world->plan->lab->vnets[i]);
		}
	}
	for (uint32_t i = 0; node->router != NULL && i < node->router->advertise.count; i++) {
		struct route *route =
		    &speaker->own[prefix_number(world, &node->router->advertise.items[i])];

		route->there = true;
		if (node->router->community_count > 0)
			strcpy(route->communities, "65020:7 65020:300");
	}
}

/* Choosing */

static uint32_t weight_of(const struct speaker *speaker, const struct link *link)
{
	return speaker->node->gateway == NULL ? 0
	                                      : 32769 + link->session->connection->routing_weight;
}

/* Worth a look: not a loop, and not from a VNet that the gateway does not want. */
static bool acceptable(const struct speaker *speaker, const struct link *link,
                       const struct route *route)
{
	bool only_microsoft = true;
	unsigned self = 0;

	if (!route->there)
		return false;
	for (unsigned i = 0; i < route->hops; i++) {
		self += route->path[i] == speaker->node->conf.asn;
		only_microsoft = only_microsoft && route->path[i] == MICROSOFT;
	}
	if (speaker->node->gateway != NULL && only_microsoft &&
	    !speaker->node->gateway->allow_remote_vnet_traffic)
		return false;
	/* The MSEE takes its own AS from the customer (FACTS 1.4 rule 4). */
	return self == 0 ||
	       (speaker->node->circuit != NULL && link->session->kind == PLAN_LINK_CIRCUIT);
}

static uint32_t id_of(const struct world *world, const struct link *link)
{
	return world->speakers[link->to].node->conf.router_id;
}

/* Whether route a by link x beats route b by link y. MED is compared between routes of one
 * neighbour AS; all neighbours of a speaker that can tie on length share one here but at an MSEE,
 * where gateways never send one. */
static bool better(const struct world *world, const struct speaker *speaker, const struct link *x,
                   const struct route *a, const struct link *y, const struct route *b)
{
	if (weight_of(speaker, x) != weight_of(speaker, y))
		return weight_of(speaker, x) > weight_of(speaker, y);
	if (a->hops != b->hops)
		return a->hops < b->hops;
	if (a->path[0] == b->path[0] && a->med != b->med)
		return a->med < b->med;
	if (id_of(world, x) != id_of(world, y))
		return id_of(world, x) < id_of(world, y);
	return memcmp(&x->theirs, &y->theirs, sizeof(x->theirs)) < 0;
}

static void choose(const struct world *world, struct speaker *speaker, unsigned prefix)
{
	int best = speaker->own[prefix].there ? -1 : -2;

	for (unsigned i = 0; best != -1 && i < speaker->link_count; i++) {
		struct link *link = &speaker->links[i];

		if (!acceptable(speaker, link, &link->in[prefix]))
			continue;
		if (best == -2 || better(world, speaker, link, &link->in[prefix],
		                         &speaker->links[best], &speaker->links[best].in[prefix]))
			best = (int)i;
	}
	speaker->best[prefix] = best;
}

/* Telling */

static bool is_private(uint32_t asn)
{
	return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000u && asn <= 4294967294u);
}

static void push(struct route *route, uint32_t asn)
{
	assert_true(route->hops < HOPS_MAX);
	route->path[route->hops++] = asn;
}

static bool only_azure(const struct route *route)
{
	for (unsigned i = 0; i < route->hops; i++) {
		if (route->path[i] != GATEWAY && route->path[i] != 65520)
			return false;
	}
	return true;
}

/* What an MSEE makes of a path: for the customer without private ASNs, for a gateway with 65515
 * replaced, if nothing but Azure's own stands in it. */
static void msee_path(const struct link *to, const struct route *from, struct route *out)
{
	bool customer = to->session->kind == PLAN_LINK_CIRCUIT;
	bool replace = !customer && only_azure(from);

	push(out, MICROSOFT);
	for (unsigned i = 0; i < from->hops; i++) {
		if (customer && is_private(from->path[i]))
			continue;
		push(out, replace && from->path[i] == GATEWAY ? MICROSOFT : from->path[i]);
	}
}

static bool link_announces(const struct lab_circuit_link *link, const struct prefix *prefix)
{
	bool own = false;

	for (uint32_t i = 0; i < link->router->advertise.count; i++)
		own = own || prefix_equal(&link->router->advertise.items[i], prefix);
	for (uint32_t i = 0; i < link->advertise.count; i++) {
		if (prefix_equal(&link->advertise.items[i], prefix))
			return true;
	}
	return link->advertise.count == 0 || !own;
}

/* The two instances of a gateway are one place, and so is one session with a customer. */
static bool same_place(const struct link *a, const struct link *b)
{
	if (a == b)
		return true;
	return a->session->connection != NULL && b->session->connection != NULL &&
	       a->session->connection->gateway == b->session->connection->gateway;
}

static bool carries(const struct link *link, uint8_t family)
{
	const struct lab_vnet *vnet;

	if (link->session->kind == PLAN_LINK_CIRCUIT || family == ADDR_IPV4)
		return link->mine.family == family;
	vnet = link->session->connection->gateway->vnet;
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		for (uint32_t j = 0; j < vnet->subnets[i].prefixes.count; j++) {
			if (strcmp(vnet->subnets[i].name, "GatewaySubnet") == 0 &&
			    vnet->subnets[i].prefixes.items[j].addr.family == family)
				return true;
		}
	}
	return false;
}

/* "Next hop self"; for IPv6 over an IPv4 session the address at the same place in the
 * GatewaySubnet: these labs give it fd00:N:0:ff::/64 beside 10.N.255.0/26. */
static struct addr next_hop(const struct link *link, uint8_t family)
{
	struct addr address = link->mine;

	if (family == ADDR_IPV6 && address.family == ADDR_IPV4) {
		uint8_t vnet = address.bytes[1];
		uint8_t host = address.bytes[3];

		address =
		    (struct addr){.family = ADDR_IPV6, .bytes = {0xfd, 0, 0, vnet, 0, 0, 0, 0xff}};
		address.bytes[15] = host;
	}
	return address;
}

static void router_route(const struct speaker *speaker, const struct link *to, bool own,
                         const struct route *from, struct route *out)
{
	const struct lab_circuit_link *link = to->session->circuit_link;

	for (uint32_t i = 0; i <= link->prepend; i++)
		push(out, speaker->node->conf.asn);
	for (unsigned i = 0; i < from->hops; i++)
		push(out, from->path[i]);
	out->has_med = own || link->med_set;
	out->med = link->med_set ? link->med : 0;
}

static bool may_tell(const struct world *world, const struct speaker *speaker,
                     const struct link *to, unsigned prefix)
{
	int best = speaker->best[prefix];

	if (best == -2 || !carries(to, world->prefixes[prefix].addr.family))
		return false;
	if (speaker->node->router != NULL)
		return link_announces(to->session->circuit_link, &world->prefixes[prefix]) &&
		       (best == -1 ||
		        (to->session->circuit_link->readvertise && &speaker->links[best] != to));
	if (speaker->node->gateway != NULL)
		return best == -1;
	return !same_place(&speaker->links[best], to);
}

static struct route tell(const struct world *world, const struct speaker *speaker,
                         const struct link *to, unsigned prefix)
{
	int best = speaker->best[prefix];
	struct route out = {0};
	const struct route *from;

	if (!may_tell(world, speaker, to, prefix))
		return out;
	from = best == -1 ? &speaker->own[prefix] : &speaker->links[best].in[prefix];
	out.there = true;
	if (speaker->node->router != NULL)
		router_route(speaker, to, best == -1, from, &out);
	else if (speaker->node->gateway != NULL)
		push(&out, GATEWAY);
	else
		msee_path(to, from, &out);
	strcpy(out.communities, from->communities);
	out.next_hop = next_hop(to, world->prefixes[prefix].addr.family);
	return out;
}

static bool round_changes(struct world *world)
{
	bool changed = false;

	for (uint32_t s = 0; s < world->plan->node_count; s++) {
		for (unsigned p = 0; p < world->prefix_count; p++)
			choose(world, &world->speakers[s], p);
	}
	for (uint32_t s = 0; s < world->plan->node_count; s++) {
		struct speaker *speaker = &world->speakers[s];

		for (unsigned l = 0; l < speaker->link_count; l++) {
			struct link *far =
			    &world->speakers[speaker->links[l].to].links[speaker->links[l].there];

			for (unsigned p = 0; p < world->prefix_count; p++) {
				struct route told = tell(world, speaker, &speaker->links[l], p);

				changed = changed || memcmp(&told, &far->in[p], sizeof(told)) != 0;
				far->in[p] = told;
			}
		}
	}
	return changed;
}

/* Setting up */

static void add_links(struct world *world)
{
	for (uint32_t i = 0; i < world->plan->session_count; i++) {
		const struct plan_session *session = &world->plan->sessions[i];
		struct speaker *a = &world->speakers[session->end[0].node];
		struct speaker *b = &world->speakers[session->end[1].node];

		assert_true(a->link_count < LINKS_MAX && b->link_count < LINKS_MAX);
		a->links[a->link_count] = (struct link){.to = session->end[1].node,
		                                        .there = b->link_count,
		                                        .session = session,
		                                        .mine = session->end[0].address,
		                                        .theirs = session->end[1].address};
		b->links[b->link_count] = (struct link){.to = session->end[0].node,
		                                        .there = a->link_count,
		                                        .session = session,
		                                        .mine = session->end[1].address,
		                                        .theirs = session->end[0].address};
		a->link_count++;
		b->link_count++;
	}
}

static struct world world_new(const struct plan *plan)
{
	struct world world = {.plan = plan};

	world.speakers = calloc(plan->node_count, sizeof(*world.speakers));
	assert_non_null(world.speakers);
	for (uint32_t i = 0; i < plan->node_count; i++) {
		world.speakers[i].node = &plan->nodes[i];
		world.speakers[i].links = calloc(LINKS_MAX, sizeof(struct link));
		assert_non_null(world.speakers[i].links);
		add_own(&world, &world.speakers[i]);
	}
	add_links(&world);
	return world;
}

static void world_done(struct world *world)
{
	for (uint32_t i = 0; i < world->plan->node_count; i++)
		free(world->speakers[i].links);
	free(world->speakers);
}

/* Writing down */

static void write_path(const struct world *world, const struct speaker *speaker, unsigned prefix,
                       const struct link *link, struct text *out)
{
	const struct route *route = link == NULL ? &speaker->own[prefix] : &link->in[prefix];
	bool best = link == NULL ? speaker->best[prefix] == -1
	                         : speaker->best[prefix] == (int)(link - speaker->links);
	char text[PREFIX_TEXT_MAX];
	char from[ADDR_TEXT_MAX];
	char hop[ADDR_TEXT_MAX];

	if (!route->there)
		return;
	text_addf(out, "%s %s from %s path", speaker->node->conf.name,
	          prefix_format(&world->prefixes[prefix], text),
	          link == NULL ? "self" : addr_format(&link->theirs, from));
	for (unsigned i = 0; i < route->hops; i++)
		text_addf(out, " %u", route->path[i]);
	if (link != NULL)
		text_addf(out, " via %s", addr_format(&route->next_hop, hop));
	if (link != NULL && route->has_med)
		text_addf(out, " med %u", route->med);
	if (route->communities[0] != 0)
		text_addf(out, " communities %s", route->communities);
	if (link != NULL && !acceptable(speaker, link, route))
		text_add(out, " rejected");
	text_addf(out, "%s\n", best ? " best" : "");
}

void solve(const struct plan *plan, struct text *out)
{
	struct world world = world_new(plan);
	unsigned rounds = 0;

	while (round_changes(&world))
		assert_true(++rounds < ROUNDS_MAX);
	for (uint32_t s = 0; s < plan->node_count; s++) {
		struct speaker *speaker = &world.speakers[s];

		for (unsigned p = 0; p < world.prefix_count; p++) {
			write_path(&world, speaker, p, NULL, out);
			for (unsigned l = 0; l < speaker->link_count; l++)
				write_path(&world, speaker, p, &speaker->links[l], out);
		}
	}
	world_done(&world);
}
