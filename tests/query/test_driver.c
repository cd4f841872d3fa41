/*
 * The driver of packets on made-up hooks: places and steps are drawn as "a>b", and nothing of Azure
 * takes part.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "query/path/driver.h"

enum { NODES_MAX = 40, LEG_US = 1000 };

/* Elements "a", "b", ... and one speaker for each. "a>b a>c b>!" : from a to b or c, from b to the
 * goal; what has no step has no route. */
struct world {
	struct lab lab;
	struct snapshot snapshot;
	struct fabric *fabric;
	struct lab_element elements[NODES_MAX];
	uint32_t by_name[NODES_MAX];
	struct snapshot_node nodes[NODES_MAX];
	struct snapshot_peer dead[1];
	char names[NODES_MAX][3];
	struct lab_site site;
	struct path_end from;
	struct path_end to;
	struct arena *arena;
	struct path_direction out;
};

static const char *steps;

static void add_step(const struct path_packet *packet, const struct path_place *place, char to,
                     struct path_egresses *out)
{
	struct path_egress *egress;

	if (to == '!') {
		path_add_stop_here(out, PATH_DELIVERED, place);
		return;
	}
	egress = path_add_egress(out, PATH_TO_NEXT);
	egress->next = path_place_of(packet->fabric, (uint32_t)(to - 'A'));
}

static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	uint32_t before = out->count;

	for (const char *at = steps; *at != '\0'; at++) {
		if (at[0] == place->name[0] && at[1] == '>')
			add_step(packet, place, at[2], out);
	}
	if (out->count == before)
		path_add_stop_here(out, PATH_STOP_NO_ROUTE, place);
}

/* The packet begins at the first element. */
static void start(const struct path_packet *packet, const struct path_place *place,
                  struct path_egresses *out)
{
	struct path_egress *egress = path_add_egress(out, PATH_TO_NEXT);

	(void)place;
	egress->next = path_place_of(packet->fabric, 0);
	egress->next.standing = PATH_STARTS;
	egress->leg.basis = RTT_GIVEN;
}

/* Out of a tunnel an instance decides again, as if the packet arrived. */
static void forward_twice(const struct path_packet *packet, const struct path_place *place,
                          struct path_egresses *out)
{
	struct path_egress *egress;

	if (place->standing != PATH_FROM_TUNNEL) {
		forward(packet, place, out);
		return;
	}
	egress = path_add_egress(out, PATH_ELSE_HERE);
	egress->next = *place;
	egress->next.standing = PATH_ARRIVES;
}

static void cross(const struct path_packet *packet, const struct path_place *place,
                  struct path_egress *egress)
{
	(void)packet;
	egress->over_link = true;
	egress->leg = (struct path_leg){LEG_US, RTT_MEASURED, "leg"};
	path_egress_add_limit(egress,
	                      (struct path_limit){.element = place->element, .bandwidth_mbps = 1});
}

static void cross_tunnel(const struct path_packet *packet, const struct path_place *place,
                         struct path_egress *egress)
{
	cross(packet, place, egress);
	egress->leg.basis = RTT_UNKNOWN;
	egress->next.standing = PATH_FROM_TUNNEL;
}

static struct path_limit own_limit(const struct lab_element *element)
{
	return (struct path_limit){.element = element, .flows = 7};
}

static const struct path_crossing crossings[] = {
    {LAB_ROUTER, LAB_ROUTER, false, cross},
    {LAB_ROUTER, LAB_VPN_GATEWAY, false, cross_tunnel},
    {LAB_VPN_GATEWAY, LAB_ROUTER, false, cross},
};

static const struct forward_hooks at_router = {
    .forward = forward,
    .hop = PATH_HOP_ROUTER,
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};

static const struct forward_hooks at_gateway = {
    .forward = forward_twice,
    .hop = PATH_HOP_VPN_GATEWAY,
    .rule = "vpn-gateway-in-path",
    .limit = own_limit,
};

static const struct forward_hooks at_site = {.forward = start, .hop = PATH_HOP_ROUTER};

static const struct kind_hooks nothing;
static const struct kind_hooks router_hooks = {.forward = &at_router};
static const struct kind_hooks gateway_hooks = {.forward = &at_gateway};
static const struct kind_hooks site_hooks = {.forward = &at_site};
static const struct kind_hooks *kinds[LAB_KIND_COUNT];

/* `gateway`: the element of this letter is one, 0 for none; `dead`: nothing passes to it. */
static void drive(struct world *world, const char *what, char gateway, char dead)
{
	struct path_packet packet = {.from = &world->from, .to = &world->to};
	struct path_place place = {.node = FIB_NONE, .name = "start", .standing = PATH_STARTS};
	static const struct lab_element site = {
	    .kind = LAB_SITE, .name = "start", .group = "start"};

	memset(world, 0, sizeof(*world));
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++)
		kinds[kind] = &nothing;
	kinds[LAB_ROUTER] = &router_hooks;
	kinds[LAB_VPN_GATEWAY] = &gateway_hooks;
	kinds[LAB_SITE] = &site_hooks;
	steps = what;
	world->arena = arena_new();
	world->lab = (struct lab){.kinds = kinds,
	                          .elements = world->elements,
	                          .element_count = NODES_MAX,
	                          .elements_by_name = world->by_name};
	for (uint32_t i = 0; i < NODES_MAX; i++) {
		char letter = (char)('A' + i);

		world->names[i][0] = letter;
		world->by_name[i] = i;
		world->elements[i] = (struct lab_element){.kind = LAB_ROUTER,
		                                          .index = i,
		                                          .name = world->names[i],
		                                          .group = world->names[i]};
		world->nodes[i] = (struct snapshot_node){.name = world->names[i],
		                                         .kind = LAB_ROUTER,
		                                         .element = world->names[i],
		                                         .group = world->names[i]};
	}
	world->snapshot = (struct snapshot){.nodes = world->nodes, .node_count = NODES_MAX};
	world->fabric = fabric_new(&world->lab, &world->snapshot);
	/* Whatever its kind, an element is told apart by itself; a gateway comes behind the lookup
	 * by name, whose order is that of kinds. */
	if (gateway != 0)
		world->elements[gateway - 'A'].kind = LAB_VPN_GATEWAY;
	if (dead != 0) {
		world->dead[0] = (struct snapshot_peer){.node = 0, .link_down = true};
		world->nodes[dead - 'A'].peers = world->dead;
		world->nodes[dead - 'A'].peer_count = 1;
		world->fabric->any_link_down = true;
	}
	world->from = (struct path_end){.kind = PATH_END_SITE, .site = &world->site};
	world->to = (struct path_end){.kind = PATH_END_OUTSIDE};
	packet.fabric = world->fabric;
	packet.arena = world->arena;
	place.element = &site;
	path_drive(&packet, &place, &world->out);
}

static void done(struct world *world)
{
	fabric_free(world->fabric);
	arena_free(world->arena);
}

/* The letters of the hops. */
static void assert_way(const struct world *world, uint32_t at, const char *hops,
                       enum path_stop stop)
{
	const struct path_way *way = &world->out.ways[at];
	char seen[PATH_HOPS_MAX + 1] = "";

	assert_true(at < world->out.way_count);
	for (uint32_t i = 0; i < way->hop_count; i++)
		seen[i] = way->hops[i].name[0];
	assert_string_equal(seen, hops);
	assert_string_equal(path_stop_name(way->stop), path_stop_name(stop));
}

static void a_chain_sums_times_limits_and_rules(void **state)
{
	(void)state;
	struct world world;
	const struct path_way *way;

	drive(&world, "A>B B>C C>!", 0, 0);
	assert_int_equal(world.out.way_count, 1);
	assert_way(&world, 0, "ABC", PATH_DELIVERED);
	way = &world.out.ways[0];
	assert_int_equal(way->hops[0].rtt_us, 0);
	assert_int_equal(way->hops[0].basis, RTT_GIVEN);
	assert_int_equal(way->hops[1].rtt_us, LEG_US);
	assert_int_equal(way->rtt_us, 2 * LEG_US);
	assert_int_equal(way->basis, RTT_MEASURED);
	assert_int_equal(way->mechanism, PATH_TRANSIT);
	assert_string_equal(way->hops[1].rules[0], "leg");
	assert_int_equal(way->limit_count, 2);
	assert_ptr_equal(way->limits[0].element, &world.elements[0]);
	assert_ptr_equal(way->limits[1].element, &world.elements[1]);
	assert_ptr_equal(way->hops[2].element, &world.elements[2]);
	done(&world);
}

static void a_fork_makes_ways_in_the_order_of_its_egresses(void **state)
{
	(void)state;
	struct world world;

	drive(&world, "A>C A>B A>D B>E B>! C>E D>C E>!", 0, 0);
	assert_int_equal(world.out.way_count, 4);
	assert_way(&world, 0, "ACE", PATH_DELIVERED);
	assert_way(&world, 1, "ABE", PATH_DELIVERED);
	assert_way(&world, 2, "AB", PATH_DELIVERED);
	assert_way(&world, 3, "ADCE", PATH_DELIVERED);
	/* What one way has passed is not on the next. */
	assert_int_equal(world.out.ways[2].limit_count, 1);
	assert_int_equal(world.out.ways[2].rtt_us, LEG_US);
	assert_false(world.out.cut_short);
	done(&world);
}

static void a_loop_ends_only_the_way_that_has_it(void **state)
{
	(void)state;
	struct world world;

	drive(&world, "A>B B>C C>B C>D D>!", 0, 0);
	assert_int_equal(world.out.way_count, 2);
	assert_way(&world, 0, "ABC", PATH_STOP_LOOP);
	assert_string_equal(world.out.ways[0].stop_at.name, "B");
	assert_int_equal(world.out.ways[0].mechanism, PATH_NONE);
	assert_int_equal(world.out.ways[0].limit_count, 2);
	assert_way(&world, 1, "ABCD", PATH_DELIVERED);
	done(&world);
}

static void no_step_and_no_crossing_are_no_route(void **state)
{
	(void)state;
	struct world world;

	drive(&world, "A>B A>C C>D", 0, 0);
	assert_int_equal(world.out.way_count, 2);
	assert_way(&world, 0, "AB", PATH_STOP_NO_ROUTE);
	assert_int_equal(world.out.ways[0].stop_at.node, 1);
	assert_way(&world, 1, "ACD", PATH_STOP_NO_ROUTE);
	done(&world);

	/* Nothing leads from gateway to gateway. */
	drive(&world, "A>B B>B B>C C>!", 'B', 0);
	assert_int_equal(world.out.way_count, 2);
	assert_way(&world, 0, "AB", PATH_STOP_NO_ROUTE);
	assert_string_equal(world.out.ways[0].stop_at.name, "B");
	assert_way(&world, 1, "ABC", PATH_DELIVERED);
	done(&world);
}

static void a_dead_link_is_not_crossed(void **state)
{
	(void)state;
	struct world world;

	drive(&world, "A>B A>C B>! C>B", 0, 'B');
	assert_int_equal(world.out.way_count, 2);
	assert_way(&world, 0, "A", PATH_STOP_LINK_DOWN);
	assert_string_equal(world.out.ways[0].stop_at.name, "B");
	assert_int_equal(world.out.ways[0].limit_count, 0);
	assert_way(&world, 1, "ACB", PATH_DELIVERED);
	done(&world);
}

static void another_standing_is_no_hop(void **state)
{
	(void)state;
	struct world world;
	const struct path_way *way;

	drive(&world, "A>B B>C C>!", 'B', 0);
	assert_int_equal(world.out.way_count, 1);
	assert_way(&world, 0, "ABC", PATH_DELIVERED);
	way = &world.out.ways[0];
	assert_int_equal(way->hops[1].kind, PATH_HOP_VPN_GATEWAY);
	assert_string_equal(way->hops[1].rules[0], "leg");
	assert_string_equal(way->hops[1].rules[1], "vpn-gateway-in-path");
	/* The crossing's limit, then what the element itself lets pass, then the next crossing's.
	 */
	assert_int_equal(way->limit_count, 3);
	assert_int_equal(way->limits[0].bandwidth_mbps, 1);
	assert_int_equal(way->limits[1].flows, 7);
	assert_int_equal(way->limits[2].bandwidth_mbps, 1);
	/* One part of which nobody knows the time makes the whole unknown. */
	assert_int_equal(way->basis, RTT_UNKNOWN);
	done(&world);
}

/* From each element to the next. */
static void chain(char *out, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++) {
		*out++ = (char)('A' + i);
		*out++ = '>';
		*out++ = i + 1 == length ? '!' : (char)('A' + i + 1);
		*out++ = ' ';
	}
	*out = '\0';
}

static void a_way_has_so_many_hops_and_no_more(void **state)
{
	(void)state;
	struct world world;
	char what[4 * NODES_MAX + 1];

	chain(what, PATH_HOPS_MAX);
	drive(&world, what, 0, 0);
	assert_int_equal(world.out.ways[0].hop_count, PATH_HOPS_MAX);
	assert_int_equal(world.out.ways[0].stop, PATH_DELIVERED);
	done(&world);

	chain(what, PATH_HOPS_MAX + 1);
	drive(&world, what, 0, 0);
	assert_int_equal(world.out.way_count, 1);
	assert_int_equal(world.out.ways[0].hop_count, PATH_HOPS_MAX);
	assert_int_equal(world.out.ways[0].stop, PATH_STOP_LOOP);
	assert_ptr_equal(world.out.ways[0].stop_at.element, &world.elements[PATH_HOPS_MAX]);
	done(&world);
}

static void so_many_ways_are_kept_and_no_more(void **state)
{
	(void)state;
	struct world world;
	/* Six forks of two make 64 ways. */
	static const char forks[] = "A>B A>C B>D C>D D>E D>F E>G F>G G>H G>I H>J I>J "
				    "J>K J>L K>M L>M M>N M>O N>P O>P P>Q P>R Q>S R>S ";
	char what[200];

	snprintf(what, sizeof(what), "%sS>!", forks);
	drive(&world, what, 0, 0);
	assert_int_equal(world.out.way_count, PATH_WAYS_MAX);
	assert_false(world.out.cut_short);
	assert_way(&world, 0, "ABDEGHJKMNPQS", PATH_DELIVERED);
	assert_way(&world, PATH_WAYS_MAX - 1, "ACDFGIJLMOPRS", PATH_DELIVERED);
	done(&world);

	snprintf(what, sizeof(what), "%sS>! A>S", forks);
	drive(&world, what, 0, 0);
	assert_int_equal(world.out.way_count, PATH_WAYS_MAX);
	assert_true(world.out.cut_short);
	done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_chain_sums_times_limits_and_rules),
	    cmocka_unit_test(a_fork_makes_ways_in_the_order_of_its_egresses),
	    cmocka_unit_test(a_loop_ends_only_the_way_that_has_it),
	    cmocka_unit_test(no_step_and_no_crossing_are_no_route),
	    cmocka_unit_test(a_dead_link_is_not_crossed),
	    cmocka_unit_test(another_standing_is_no_hop),
	    cmocka_unit_test(a_way_has_so_many_hops_and_no_more),
	    cmocka_unit_test(so_many_ways_are_kept_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
