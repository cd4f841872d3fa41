/* What both directions of a path have in common, and how they differ. */
#include <string.h>

#include "base/check.h"
#include "query/path/path.h"

bool path_hop_is_named(const struct path_hop *hop, const char *name)
{
	return strcmp(hop->name, name) == 0 ||
	       (hop->element != NULL &&
	        (strcmp(hop->element->name, name) == 0 || strcmp(hop->element->group, name) == 0));
}

bool path_way_uses(const struct path_way *way, const char *name)
{
	for (uint32_t i = 0; i < way->hop_count; i++) {
		if (path_hop_is_named(&way->hops[i], name))
			return true;
	}
	return false;
}

bool path_hop_same(const struct path_hop *a, const struct path_hop *b)
{
	return a->kind == b->kind && a->element == b->element && a->instance == b->instance &&
	       (a->kind != PATH_HOP_NVA || lab_nva_of(a->element) != NULL ||
	        addr_equal(&a->address, &b->address));
}

/* What both directions should share: an ExpressRoute gateway stands only in front of its own VNet
 * (source-gateway-bypassed). */
static bool is_shared(enum path_hop_kind kind)
{
	return kind == PATH_HOP_MSEE || kind == PATH_HOP_ROUTER || kind == PATH_HOP_VPN_GATEWAY ||
	       kind == PATH_HOP_NVA || kind == PATH_HOP_HUB_ROUTER;
}

/* A site of which no router is told apart holds all of its routers. */
static bool is_part_of(const struct path_hop *hop, const struct path_hop *whole)
{
	const struct lab_router *router = lab_router_of(hop->element);

	return path_hop_same(hop, whole) ||
	       (router != NULL && router->site->element == whole->element);
}

static bool passes(const struct path_way *way, const struct path_hop *hop)
{
	for (uint32_t i = 0; i < way->hop_count && way->stop == PATH_DELIVERED; i++) {
		if (is_part_of(&way->hops[i], hop))
			return true;
	}
	return false;
}

static bool uses_all_of(const struct path_direction *direction, const struct path_way *other)
{
	for (uint32_t i = 0; i < other->hop_count; i++) {
		const struct path_hop *hop = &other->hops[i];
		bool found = !is_shared(hop->kind);

		for (uint32_t w = 0; w < direction->way_count && !found; w++)
			found = passes(&direction->ways[w], hop);
		if (!found)
			return false;
	}
	return true;
}

static bool covers_ways(const struct path_direction *direction, const struct path_direction *other)
{
	for (uint32_t i = 0; i < other->way_count; i++) {
		if (other->ways[i].stop == PATH_DELIVERED &&
		    !uses_all_of(direction, &other->ways[i]))
			return false;
	}
	return true;
}

static bool named_before(const struct path_direction *direction, uint32_t way, uint32_t hop)
{
	CHECK(way < direction->way_count && hop < direction->ways[way].hop_count);
	for (uint32_t w = 0; w < way; w++) {
		if (passes(&direction->ways[w], &direction->ways[way].hops[hop]))
			return true;
	}
	return false;
}

static void list_elements(const struct path_direction *direction, struct text *out)
{
	const char *separator = "";

	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t i = 0; i < way->hop_count && way->stop == PATH_DELIVERED; i++) {
			if (!is_shared(way->hops[i].kind) || named_before(direction, w, i))
				continue;
			text_addf(out, "%s%s", separator, way->hops[i].name);
			separator = ", ";
		}
	}
}

const char *path_asymmetry(const struct path *path)
{
	const struct path_direction *there = &path->there;
	const struct path_direction *back = &path->back;
	struct text text = {0};
	const char *sentence;

	if ((there->state == PATH_UNREACHABLE && back->state == PATH_UNREACHABLE) ||
	    back->way_count == 0)
		return NULL;
	if (there->state == PATH_UNREACHABLE || back->state == PATH_UNREACHABLE) {
		const struct path_direction *open = there->state == PATH_UNREACHABLE ? back : there;

		return arena_printf(
		    path->arena, "one way only: packets reach %s from %s, and no answer comes back",
		    open->to.name, open->from.name);
	}
	if (there->mechanism != back->mechanism)
		return arena_printf(path->arena, "%s on the way there, %s on the way back",
		                    path_mechanism_text(there->mechanism),
		                    path_mechanism_text(back->mechanism));
	if (covers_ways(there, back) && covers_ways(back, there))
		return NULL;
	CHECK(there->state != PATH_UNREACHABLE && back->state != PATH_UNREACHABLE);
	text_add(&text, "by ");
	list_elements(there, &text);
	text_add(&text, " on the way there, by ");
	list_elements(back, &text);
	text_add(&text, " on the way back");
	sentence = arena_strdup(path->arena, text_str(&text));
	text_done(&text);
	return sentence;
}

/* Delivered ways of the direction that do not pass the hop. */
static uint32_t count_past(const struct path_direction *direction, const struct path_hop *hop,
                           uint32_t *delivered)
{
	uint32_t past = 0;

	*delivered = 0;
	for (uint32_t w = 0; w < direction->way_count; w++) {
		if (direction->ways[w].stop != PATH_DELIVERED)
			continue;
		++*delivered;
		past += !passes(&direction->ways[w], hop);
	}
	CHECK(past <= *delivered && *delivered <= direction->way_count);
	return past;
}

static const char *lost_in(const struct path *path, const struct path_direction *direction,
                           const struct path_direction *other)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t i = 0; i < way->hop_count && way->stop == PATH_DELIVERED; i++) {
			const struct lab_nva *nva = lab_nva_of(way->hops[i].element);
			uint32_t delivered;
			uint32_t past;

			if (nva == NULL || !nva->stateful)
				continue;
			past = count_past(other, &way->hops[i], &delivered);
			if (past == 0)
				continue;
			return arena_printf(
			    path->arena,
			    "%s keeps the state of flows and sees packets to %s%s, but not the "
			    "answers: it drops %s",
			    way->hops[i].name, direction->to.name,
			    past < delivered || direction->way_count > 1 ? " of some flows" : "",
			    past < delivered || direction->way_count > 1 ? "these" : "the flow");
		}
	}
	return NULL;
}

const char *path_state_lost(const struct path *path)
{
	const char *lost;

	if (path->there.state == PATH_UNREACHABLE || path->back.state == PATH_UNREACHABLE)
		return NULL;
	lost = lost_in(path, &path->there, &path->back);
	return lost != NULL ? lost : lost_in(path, &path->back, &path->there);
}
