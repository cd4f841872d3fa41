/* Routers of sites: what they tell each other and the edge, and which next hops they reach. */
#include "tests/oracle/solver_world.h"

#include <stddef.h>

static const struct lab_router *router_of(const struct speaker *speaker)
{
	return lab_router_of(speaker->node->element);
}

const struct lab_site_link_end *site_link_end_of(const struct speaker *speaker,
                                                 const struct link *link)
{
	const struct lab_site_link *lines = lab_site_link_of(link->session->element);

	if (lines == NULL)
		return NULL;
	return lines->ends[0].router == router_of(speaker) ? &lines->ends[0] : &lines->ends[1];
}

const struct lab_tunnel_end *tunnel_end_of(const struct speaker *speaker, const struct link *link)
{
	const struct lab_tunnel *tunnel = lab_tunnel_of(link->session->element);
	unsigned at = 0;

	if (tunnel == NULL)
		return NULL;
	while (tunnel->ends[at].router != lab_router_of(speaker->node->element) ||
	       tunnel->ends[at].nva != lab_nva_of(speaker->node->element))
		at++;
	return &tunnel->ends[at];
}

static bool has(const struct lab_prefixes *list, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->count; i++) {
		if (prefix_equal(&list->items[i], prefix))
			return true;
	}
	return false;
}

static bool is_told(const struct lab_router *router, const struct lab_prefixes *part,
                    const struct prefix *prefix)
{
	return part->count == 0 || has(part, prefix) || !has(&router->advertise, prefix);
}

bool tunnel_tells(const struct lab_tunnel_end *end, bool own, const struct prefix *prefix)
{
	const struct lab_prefixes *all =
	    end->router != NULL ? &end->router->advertise : &end->nva->advertise;

	if (end->advertise.count > 0 && has(all, prefix) && !has(&end->advertise, prefix))
		return false;
	return own || end->readvertise;
}

bool router_tells(const struct world *world, const struct speaker *speaker, const struct link *to,
                  const struct link *from, const struct prefix *prefix)
{
	const struct lab_circuit_link *circuit = to->session->circuit_link;
	const struct lab_site_link_end *end = site_link_end_of(speaker, to);

	/* What iBGP brought goes to no other iBGP peer. */
	if (from != NULL && is_internal(world, speaker, from) && is_internal(world, speaker, to))
		return false;
	if (circuit != NULL)
		return is_told(circuit->router, &circuit->advertise, prefix) &&
		       (from == NULL || circuit->readvertise);
	if (end != NULL)
		return is_told(end->router, &end->advertise, prefix) &&
		       (from == NULL || end->readvertise);
	if (tunnel_end_of(speaker, to) != NULL)
		return tunnel_tells(tunnel_end_of(speaker, to), from == NULL, prefix);
	return from == NULL || to->session->kind == PLAN_LINK_INTERIOR;
}

struct told_extra router_adds(const struct speaker *speaker, const struct link *to)
{
	const struct lab_circuit_link *circuit = to->session->circuit_link;
	const struct lab_site_link_end *end = site_link_end_of(speaker, to);

	if (circuit != NULL)
		return (struct told_extra){circuit->prepend, circuit->med_set, circuit->med};
	if (end != NULL)
		return (struct told_extra){end->prepend, end->med_set, end->med};
	if (tunnel_end_of(speaker, to) != NULL)
		return (struct told_extra){tunnel_end_of(speaker, to)->prepend,
		                           tunnel_end_of(speaker, to)->med_set,
		                           tunnel_end_of(speaker, to)->med};
	return (struct told_extra){0};
}

bool router_keeps_next_hop(const struct speaker *speaker)
{
	return router_of(speaker) != NULL && !router_of(speaker)->next_hop_self;
}

/* As the lab has it: from one to the other, else the way back, else what the site says. */
static uint32_t cost(const struct lab_router *from, const struct lab_router *to)
{
	const struct lab_site *site = from->site;
	uint32_t back = 0;

	for (uint32_t i = 0; i < site->interior_path_count; i++) {
		const struct lab_interior_path *path = &site->interior_paths[i];

		if (path->router == from && path->neighbor == to)
			return path->metric == 0 ? site->interior_metric : path->metric;
		if (path->router == to && path->neighbor == from)
			back = path->metric;
	}
	return back == 0 ? site->interior_metric : back;
}

/* Somebody at the other end of one of the speaker's links has the address, or it has it itself. */
static bool is_beside(const struct speaker *speaker, const struct addr *address, bool outside)
{
	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct link *link = &speaker->links[i];

		if (outside && link->session->kind == PLAN_LINK_INTERIOR)
			continue;
		if (addr_equal(&link->theirs, address) || addr_equal(&link->mine, address))
			return true;
	}
	return false;
}

static bool is_by_interior(const struct speaker *speaker, const struct addr *next_hop,
                           const struct link **out)
{
	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct link *link = &speaker->links[i];

		if (link->session->kind == PLAN_LINK_INTERIOR &&
		    addr_equal(&link->theirs, next_hop)) {
			*out = link;
			return true;
		}
	}
	return false;
}

bool router_reaches(const struct world *world, const struct speaker *speaker,
                    const struct addr *next_hop, uint32_t *metric)
{
	const struct lab_router *self = router_of(speaker);
	const struct link *link;

	*metric = 0;
	if (self == NULL || is_beside(speaker, next_hop, true))
		return true;
	if (is_by_interior(speaker, next_hop, &link)) {
		*metric = cost(self, lab_router_of(far_node(world, link)->element));
		return true;
	}
	for (uint32_t i = 0; i < world->plan->node_count; i++) {
		const struct lab_router *other = router_of(&world->speakers[i]);

		if (other == NULL || other == self || other->site != self->site ||
		    !other->site->links_in_igp || !is_beside(&world->speakers[i], next_hop, true))
			continue;
		*metric = cost(self, other);
		return true;
	}
	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct lab_site_link *line =
		    lab_site_link_of(speaker->links[i].session->element);

		/* The IGP of a family goes over links that have it. */
		if (line == NULL || speaker->links[i].mine.family != next_hop->family ||
		    !is_internal(world, speaker, &speaker->links[i]) ||
		    !lab_router_of(far_node(world, &speaker->links[i])->element)
		         ->site->links_in_igp ||
		    !is_beside(&world->speakers[speaker->links[i].to], next_hop, true))
			continue;
		*metric = line->metric;
		return true;
	}
	return false;
}
