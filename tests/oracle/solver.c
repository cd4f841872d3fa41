/* The oracle: slow, simple, and not the product's code. */
#include "tests/oracle/solver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "tests/oracle/solver_world.h"

enum { ROUNDS_MAX = 100 };

unsigned world_prefix(struct world *world, const struct prefix *prefix)
{
	for (unsigned i = 0; i < world->prefix_count; i++) {
		if (memcmp(&world->prefixes[i], prefix, sizeof(*prefix)) == 0)
			return i;
	}
	assert_true(world->prefix_count < PREFIXES_MAX);
	world->prefixes[world->prefix_count] = *prefix;
	return world->prefix_count++;
}

const struct plan_node *far_node(const struct world *world, const struct link *link)
{
	return world->speakers[link->to].node;
}

enum lab_kind far_kind(const struct world *world, const struct link *link)
{
	return far_node(world, link)->element->kind;
}

bool is_internal(const struct world *world, const struct speaker *speaker, const struct link *link)
{
	return speaker->node->conf.asn == far_node(world, link)->conf.asn;
}

/* The speaker chooses anew and tells everybody; true when that changes anything. */
static bool turn_changes(struct world *world, struct speaker *speaker)
{
	bool changed = false;

	for (unsigned p = 0; p < world->prefix_count; p++)
		choose(world, speaker, p);
	for (unsigned l = 0; l < speaker->link_count; l++) {
		struct link *far =
		    &world->speakers[speaker->links[l].to].links[speaker->links[l].there];

		for (unsigned p = 0; p < world->prefix_count; p++) {
			struct route news = tell(world, speaker, &speaker->links[l], p);
			struct route told = take_in(&world->speakers[speaker->links[l].to], far,
			                            &world->prefixes[p], &news);

			changed = changed || memcmp(&told, &far->in[p], sizeof(told)) != 0;
			far->in[p] = told;
		}
	}
	return changed;
}

static void shuffle(struct rng *rng, uint32_t *order, uint32_t count)
{
	for (uint32_t i = count; i > 1; i--) {
		uint32_t other = rng_below(rng, i);
		uint32_t kept = order[i - 1];

		order[i - 1] = order[other];
		order[other] = kept;
	}
}

/* Everybody has a turn, in an order of its own in each round. False when it does not settle. */
static bool settles(struct world *world, uint64_t seed)
{
	uint32_t count = world->plan->node_count;
	uint32_t *order = calloc(count + 1, sizeof(*order));
	struct rng rng = rng_of(seed);
	unsigned rounds = 0;
	bool changed = true;

	assert_non_null(order);
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	while (changed && ++rounds < ROUNDS_MAX) {
		changed = false;
		shuffle(&rng, order, count);
		for (uint32_t i = 0; i < count; i++)
			changed = turn_changes(world, &world->speakers[order[i]]) || changed;
	}
	free(order);
	return !changed;
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

static void write_learned(const struct world *world, const struct speaker *speaker, unsigned prefix,
                          const struct link *link, struct text *out)
{
	const struct route *route = &link->in[prefix];
	char hop[ADDR_TEXT_MAX];

	text_addf(out, " via %s", addr_format(&route->next_hop, hop));
	if (route->has_med)
		text_addf(out, " med %u", route->med);
	if (!acceptable(world, speaker, link, prefix))
		text_add(out, " rejected");
	else if (lab_gateway_of(speaker->node->element) != NULL ||
	         lab_vpn_gateway_of(speaker->node->element) != NULL)
		text_addf(out, " weight %u", weight_of(world, speaker, link));
}

static void write_path(const struct world *world, const struct speaker *speaker, unsigned prefix,
                       const struct link *link, struct text *out)
{
	const struct route *route = link == NULL ? &speaker->own[prefix] : &link->in[prefix];
	int number = link == NULL ? BEST_OWN : (int)(link - speaker->links);
	char text[PREFIX_TEXT_MAX];
	char from[ADDR_TEXT_MAX];

	if (!route->there)
		return;
	text_addf(out, "%s %s from %s path", speaker->node->conf.name,
	          prefix_format(&world->prefixes[prefix], text),
	          link == NULL ? "self" : addr_format(&link->theirs, from));
	for (unsigned i = 0; i < route->hops; i++)
		text_addf(out, " %u", route->path[i]);
	text_add(out, route->origin == ORIGIN_EGP ? " egp" : "");
	if (route->communities[0] != 0)
		text_addf(out, " communities %s", route->communities);
	if (link != NULL)
		write_learned(world, speaker, prefix, link, out);
	text_addf(out, "%s\n", speaker->best[prefix] == number ? " best" : "");
}

bool solve(const struct plan *plan, uint64_t order, struct text *out)
{
	struct world world = world_new(plan);
	bool settled = settles(&world, order);

	for (uint32_t s = 0; s < plan->node_count; s++) {
		struct speaker *speaker = &world.speakers[s];

		for (unsigned p = 0; p < world.prefix_count; p++) {
			write_path(&world, speaker, p, NULL, out);
			for (unsigned l = 0; l < speaker->link_count; l++)
				write_path(&world, speaker, p, &speaker->links[l], out);
		}
	}
	world_done(&world);
	return settled;
}
