/*
 * Follows packets, into depth first, with a stack of its own.
 *
 * A frame is a place on the way at hand and those of its egresses that are still to be taken; all
 * egresses stand in one array, those of the place on top last. Hops and limits of the way at hand
 * stand in arrays of their own, and every frame knows how many there were when its place was
 * entered: going back is to take that number again. Where a way ends, the arrays are the way.
 */
#include "query/path/driver.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum {
	/* Between two hops a place may change its standing: out of a tunnel, to an interface, into
	 * a tunnel. */
	FRAMES_MAX = 3 * PATH_HOPS_MAX + 2,
	LIMITS_MAX = PATH_HOPS_MAX,
};

struct walk_frame {
	struct path_place place;
	uint32_t first;     /* of its egresses */
	uint32_t next;      /* to be taken */
	uint32_t end;       /* behind its last */
	uint32_t hop_count; /* of the way up to here */
	uint32_t limit_count;
};

struct driver {
	const struct path_packet *packet;
	struct path_direction *out;
	uint32_t way_room;
	struct walk_frame frames[FRAMES_MAX];
	uint32_t depth;
	struct path_egresses egresses;
	struct path_hop hops[PATH_HOPS_MAX];
	uint32_t hop_count;
	struct path_limit limits[LIMITS_MAX];
	uint32_t limit_count;
};

enum rtt_basis path_weaker_basis(enum rtt_basis a, enum rtt_basis b)
{
	static const uint8_t doubt[] = {
	    [RTT_GIVEN] = 0, [RTT_MEASURED] = 1, [RTT_ESTIMATED] = 2, [RTT_UNKNOWN] = 3};

	CHECK((size_t)a < COUNT_OF(doubt) && (size_t)b < COUNT_OF(doubt));
	return doubt[a] > doubt[b] ? a : b;
}

static struct path_way *new_way(struct driver *driver)
{
	struct path_direction *out = driver->out;
	struct path_way *more;

	if (out->way_count == driver->way_room) {
		driver->way_room = driver->way_room == 0 ? 2 : driver->way_room * 4;
		more = arena_alloc(driver->packet->arena, driver->way_room * sizeof(*more));
		if (out->way_count > 0)
			memcpy(more, out->ways, out->way_count * sizeof(*more));
		out->ways = more;
	}
	CHECK(out->way_count < driver->way_room);
	return &out->ways[out->way_count++];
}

/* What has been passed so far is a way. Behind the last that is kept nothing is followed. */
static void end_way(struct driver *driver, enum path_stop stop, struct path_stop_at at)
{
	const struct path_packet *packet = driver->packet;
	size_t hops_size = driver->hop_count * sizeof(*driver->hops);
	size_t limits_size = driver->limit_count * sizeof(*driver->limits);
	const struct path_hop *last = &driver->hops[driver->hop_count - 1];
	struct path_way *way;

	CHECK(driver->hop_count > 0 && driver->hop_count <= PATH_HOPS_MAX);
	CHECK(at.name != NULL && stop < PATH_STOP_COUNT);
	if (driver->out->way_count == PATH_WAYS_MAX) {
		driver->out->cut_short = true;
		driver->depth = 0;
		return;
	}
	way = new_way(driver);
	*way = (struct path_way){.hop_count = driver->hop_count,
	                         .limit_count = driver->limit_count,
	                         .mechanism = PATH_NONE,
	                         .stop = stop,
	                         .stop_at = at,
	                         .rtt_us = last->rtt_us,
	                         .basis = last->basis};
	way->hops = memcpy(arena_alloc(packet->arena, hops_size), driver->hops, hops_size);
	way->limits = arena_alloc(packet->arena, limits_size + 1);
	memcpy(way->limits, driver->limits, limits_size);
	if (stop == PATH_DELIVERED)
		way->mechanism = path_mechanism_of(packet->from, way->hops, way->hop_count);
}

/* What an appliance sends on may pass the router of a virtual hub, or a VPN gateway, again that led
 * to it: a packet that goes round comes back to the appliance. */
static bool was_at(const struct driver *driver, const struct path_hop *hop)
{
	if ((hop->kind == PATH_HOP_HUB_ROUTER || hop->kind == PATH_HOP_VPN_GATEWAY) &&
	    driver->hop_count > 0 && driver->hops[driver->hop_count - 1].kind == PATH_HOP_NVA)
		return false;
	for (uint32_t i = 0; i < driver->hop_count; i++) {
		if (path_hop_same(&driver->hops[i], hop))
			return true;
	}
	return false;
}

/* False, and the way is at its end, when it is longer than any that makes sense. */
static bool push_hop(struct driver *driver, const struct path_hop *hop, const struct path_leg *leg,
                     struct path_stop_at at)
{
	struct path_hop *top = &driver->hops[driver->hop_count];

	if (driver->hop_count == PATH_HOPS_MAX) {
		end_way(driver, PATH_STOP_LOOP, at);
		return false;
	}
	CHECK(hop->kind < PATH_HOP_KIND_COUNT && hop->name != NULL);
	*top = *hop;
	top->rtt_us = leg->us;
	top->basis = leg->basis;
	if (driver->hop_count > 0) {
		top->rtt_us += top[-1].rtt_us;
		top->basis = path_weaker_basis(top[-1].basis, leg->basis);
	}
	driver->hop_count++;
	return true;
}

static void push_limit(struct driver *driver, struct path_limit limit)
{
	if (driver->limit_count < LIMITS_MAX)
		driver->limits[driver->limit_count++] = limit;
	CHECK(limit.element != NULL && driver->limit_count <= LIMITS_MAX);
}

static void push_limits(struct driver *driver, const struct path_egress *egress)
{
	CHECK(egress->limit_count <= PATH_EGRESS_LIMITS_MAX);
	for (uint32_t i = 0; i < egress->limit_count; i++)
		push_limit(driver, egress->limits[i]);
}

/* NULL for VMs and appliances, at which a subnet decides and no kind. */
static const struct forward_hooks *hooks_of(const struct driver *driver,
                                            const struct path_place *place)
{
	const struct lab *lab = driver->packet->fabric->lab;
	const struct forward_hooks *hooks;

	if (place->standing == PATH_AT_VM || place->standing == PATH_AT_APPLIANCE)
		return NULL;
	hooks = lab->kinds[place->element->kind]->forward;
	CHECK(hooks != NULL && hooks->forward != NULL);
	return hooks;
}

/* Asks the place where the packet goes from it, and puts the answers on top of the stack. */
static void enter(struct driver *driver, struct path_place place)
{
	struct path_egresses *egresses = &driver->egresses;
	struct walk_frame *frame = &driver->frames[driver->depth];
	uint32_t hops = driver->hop_count;

	if (driver->depth == FRAMES_MAX) {
		end_way(driver, PATH_STOP_LOOP,
		        (struct path_stop_at){place.element, place.node, place.name});
		return;
	}
	*frame = (struct walk_frame){.place = place,
	                             .first = egresses->count,
	                             .next = egresses->count,
	                             .hop_count = hops,
	                             .limit_count = driver->limit_count};
	egresses->here = hops > 0 ? &driver->hops[hops - 1] : NULL;
	egresses->before = hops > 1 ? &driver->hops[hops - 2] : NULL;
	if (path_is_at_interface(place.standing))
		path_forward_by_interface(driver->packet, &frame->place, egresses);
	else
		hooks_of(driver, &place)->forward(driver->packet, &frame->place, egresses);
	frame->end = egresses->count;
	/* A place says where packets go, or why not; and it may not go back on the hop count. */
	CHECK(frame->end > frame->first && driver->hop_count == hops);
	driver->depth++;
}

/* One hop further, and what its element lets pass. */
static void take_next(struct driver *driver, struct path_egress *egress)
{
	const struct path_place next = egress->next;
	const struct forward_hooks *hooks = hooks_of(driver, &next);
	struct path_hop *hop = &egress->hop;
	struct path_stop_at at = {next.element, next.node, next.name};

	CHECK(next.element != NULL && next.name != NULL);
	hop->element = next.element;
	hop->instance = next.instance;
	hop->name = next.name;
	if (next.standing == PATH_INSPECTED)
		hooks = NULL; /* the hop is the firewall, which has said who it is */
	if (hooks != NULL)
		hop->kind = hooks->hop;
	if (egress->leg.rule != NULL)
		path_hop_add_rule(hop, egress->leg.rule);
	if (hooks != NULL && hooks->rule != NULL)
		path_hop_add_rule(hop, hooks->rule);
	if (was_at(driver, hop)) {
		end_way(driver, PATH_STOP_LOOP, at);
		return;
	}
	push_limits(driver, egress);
	if (!push_hop(driver, hop, &egress->leg, at))
		return;
	if (hooks != NULL && hooks->limit != NULL)
		push_limit(driver, hooks->limit(next.element));
	enter(driver, next);
}

static void take_end(struct driver *driver, struct path_egress *egress)
{
	CHECK(egress->stop < PATH_STOP_COUNT && egress->hop.name != NULL);
	if (egress->leg.rule != NULL)
		path_hop_add_rule(&egress->hop, egress->leg.rule);
	push_limits(driver, egress);
	if (push_hop(driver, &egress->hop, &egress->leg, egress->stop_at))
		end_way(driver, egress->stop, egress->stop_at);
}

/* What depends on both ends of the step. */
static void cross(struct driver *driver, const struct path_place *place, struct path_egress *egress)
{
	path_cross_fn *crossing = path_crossing(driver->packet, place, egress->next.node);

	CHECK(egress->next.node < driver->packet->fabric->node_count);
	if (crossing == NULL)
		path_stop(egress, PATH_STOP_NO_ROUTE, place->element, place->node, place->name);
	else
		crossing(driver->packet, place, egress);
}

static bool is_dead(const struct driver *driver, const struct path_place *place,
                    const struct path_egress *egress)
{
	return egress->over_link && place->node != FIB_NONE && egress->next.node != FIB_NONE &&
	       fabric_link_down(driver->packet->fabric, place->node, egress->next.node);
}

static void take(struct driver *driver, const struct walk_frame *frame, struct path_egress *egress)
{
	const struct fabric_node *nodes = driver->packet->fabric->nodes;

	if (egress->kind == PATH_TO_NEXT && egress->next.node != FIB_NONE &&
	    egress->next.standing != PATH_STARTS)
		cross(driver, &frame->place, egress);
	if (is_dead(driver, &frame->place, egress))
		path_stop(egress, PATH_STOP_LINK_DOWN, egress->next.element, egress->next.node,
		          nodes[egress->next.node].node->name);
	switch (egress->kind) {
	case PATH_TO_NEXT:
		take_next(driver, egress);
		break;
	case PATH_TO_END:
		take_end(driver, egress);
		break;
	case PATH_ELSE_HERE:
		CHECK(egress->next.element == frame->place.element &&
		      egress->next.standing != frame->place.standing);
		enter(driver, egress->next);
		break;
	case PATH_NOT_ON:
		end_way(driver, egress->stop, egress->stop_at);
		break;
	}
}

void path_drive(const struct path_packet *packet, const struct path_place *start,
                struct path_direction *out)
{
	struct driver driver;

	driver.packet = packet;
	driver.out = out;
	driver.way_room = 0;
	driver.depth = 0;
	driver.egresses = (struct path_egresses){.count = 0};
	driver.hop_count = 0;
	driver.limit_count = 0;
	CHECK(out->way_count == 0 && out->ways == NULL && start->element != NULL);
	CHECK(packet->to->address.family == packet->from->address.family);
	enter(&driver, *start);
	while (driver.depth > 0) {
		struct walk_frame *top = &driver.frames[driver.depth - 1];

		driver.hop_count = top->hop_count;
		driver.limit_count = top->limit_count;
		if (top->next < top->end) {
			uint32_t at = top->next++;

			take(&driver, top, &driver.egresses.items[at]);
			continue;
		}
		driver.egresses.count = top->first;
		driver.depth--;
	}
	free(driver.egresses.items);
	CHECK(out->way_count > 0 && out->way_count <= PATH_WAYS_MAX);
}
