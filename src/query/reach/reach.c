/* Sorts ends into classes, and walks between classes. */
#include "query/reach/reach.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "query/nic/gateway_routes.h"
#include "query/nic/subnet_routes.h"

/* What tells ends apart, as a number: equal for equal ends. */
struct mark_of_end {
	uint64_t value;
	uint32_t end;
};

static uint64_t mix(uint64_t seed, uint64_t value)
{
	return hash_bytes(seed, &value, sizeof(value));
}

static uint64_t mix_pointer(uint64_t seed, const void *at)
{
	return mix(seed, (uint64_t)(uintptr_t)at);
}

/* With whom a network is peered, and on what terms. */
static uint64_t mix_peerings(uint64_t seed, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];

		seed = mix(seed, peering->remote->index);
		seed = mix(seed, (uint64_t)lab_vnets_peered(vnet, peering->remote) << 1 |
		                     peering->allow_forwarded_traffic);
	}
	return seed;
}

/* Of which connected groups a network is. */
static uint64_t mix_groups(uint64_t seed, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->group_count; i++)
		seed = mix_pointer(seed, vnet->groups[i]);
	return seed;
}

/* What several members of a group have, each has for itself. */
static uint64_t mix_shared(uint64_t seed, const struct path_end *end)
{
	struct prefix host = prefix_make(&end->address, addr_bits(end->address.family));

	for (uint32_t i = 0; i < end->vnet->group_count; i++) {
		if (!lab_group_knows(end->vnet->groups[i], end->vnet, &host))
			return mix(seed, end->vnet->index);
	}
	return seed;
}

/* Where a peering of subnets is, each subnet stands for itself (subnet-peering). */
static uint64_t mix_subnet_peering(uint64_t seed, const struct path_end *end)
{
	if (!lab_vnet_is_divided(end->vnet))
		return seed;
	return mix_pointer(seed, lab_subnet_at(end->vnet, &end->address));
}

/* A network with something of its own that packets of others may use. */
static bool stands_alone(const struct lab_vnet *vnet)
{
	return vnet->nva_count > 0 || lab_vnet_is_hub(vnet) || lab_serving_vnet(vnet) == vnet;
}

/* A next hop in the own network is another one in each network. */
static bool is_steered_inside(const struct path_end *end)
{
	const struct lab_route_table *table = end->subnet == NULL ? NULL : end->subnet->route_table;

	for (uint32_t i = 0; table != NULL && i < table->route_count; i++) {
		const struct lab_route *route = &table->routes[i];

		if (route->type == LAB_TO_VIRTUAL_APPLIANCE &&
		    lab_vnet_covers(end->vnet, &route->address) != NULL)
			return true;
	}
	return false;
}

static uint64_t mix_vnet(uint64_t seed, const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	seed = mix(seed, serving == NULL ? REACH_NONE : serving->index);
	seed = mix(seed, vnet->region->index);
	if (stands_alone(vnet))
		seed = mix(seed, vnet->index + (1ull << 32));
	return mix_groups(mix_peerings(seed, vnet), vnet);
}

static uint64_t mark_source(const struct path_end *end)
{
	uint64_t mark;

	if (end->vnet == NULL)
		return mix_pointer(1, end->site);
	mark = mix_subnet_peering(mix_vnet(2, end->vnet), end);
	if (end->subnet != NULL) {
		mark = mix_pointer(mark, end->subnet->route_table);
		mark =
		    mix(mark, end->subnet->service_endpoint_count > 0 ? end->vnet->index + 1 : 0u);
	}
	return is_steered_inside(end) ? mix(mark, end->vnet->index) : mark;
}

/* What one table does with packets to the address: how specific, and where to. */
static uint64_t mix_table(uint64_t seed, const struct fib *fib, const struct addr *address)
{
	const struct fib_entry *entry = fib == NULL ? NULL : fib_lookup(fib, address);

	if (entry == NULL)
		return mix(seed, REACH_NONE);
	seed = mix(seed, (uint64_t)entry->prefix.length << 32 | entry->hop_count);
	for (uint32_t i = 0; i < entry->hop_count; i++)
		seed = mix(seed, fib->hops[entry->hop + i].node);
	return seed;
}

static uint64_t mix_route_table(uint64_t seed, const struct lab_route_table *table,
                                const struct addr *address)
{
	const struct lab_route *best = NULL;

	for (uint32_t i = 0; i < table->route_count; i++) {
		const struct lab_route *route = &table->routes[i];

		if (prefix_contains_addr(&route->prefix, address) &&
		    (best == NULL || route->prefix.length > best->prefix.length))
			best = route;
	}
	return mix_pointer(seed, best);
}

/* Where its address leads in every table of the lab. */
static uint64_t mark_target(struct fabric *fabric, const struct path_end *end)
{
	const struct lab *lab = fabric->lab;
	uint64_t mark = end->vnet == NULL ? mix_pointer(1, end->site)
	                                  : mix_subnet_peering(mix_vnet(2, end->vnet), end);

	if (end->vnet != NULL)
		mark = mix_shared(mark, end);

	for (uint32_t i = 0; i < fabric->node_count; i++) {
		if (path_forwards_by_table(fabric, i))
			mark = mix_table(mark, fabric_fib(fabric, i), &end->address);
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (lab_serving_vnet(&lab->vnets[i]) == &lab->vnets[i])
			mark =
			    mix_table(mark, gateway_routes(fabric, &lab->vnets[i]), &end->address);
	}
	for (uint32_t i = 0; i < lab->route_table_count; i++)
		mark = mix_route_table(mark, &lab->route_tables[i], &end->address);
	for (uint32_t i = 0; i < lab->site_count; i++) {
		const struct prefix *own = lab_site_covers(&lab->sites[i], &end->address);

		mark = mix(mark, own == NULL ? REACH_NONE : own->length);
	}
	return mark;
}

static int by_value(const void *a, const void *b)
{
	const struct mark_of_end *left = a;
	const struct mark_of_end *right = b;

	if (left->value != right->value)
		return left->value < right->value ? -1 : 1;
	return left->end < right->end ? -1 : left->end > right->end;
}

/* The first end of each class stands for it until the classes are numbered in the order of the
 * ends. */
static uint32_t number_classes(struct mark_of_end *marks, uint32_t mark_count, uint32_t *classes,
                               uint32_t end_count)
{
	uint32_t *first = xcalloc(end_count + 1u, sizeof(*first));
	uint32_t *number = xcalloc(end_count + 1u, sizeof(*number));
	uint32_t count = 0;
	uint32_t leader = 0;

	for (uint32_t i = 0; i < end_count; i++)
		first[i] = REACH_NONE;
	if (mark_count > 0)
		qsort(marks, mark_count, sizeof(*marks), by_value);
	for (uint32_t i = 0; i < mark_count; i++) {
		if (i == 0 || marks[i].value != marks[i - 1].value)
			leader = marks[i].end;
		CHECK(leader <= marks[i].end && marks[i].end < end_count);
		first[marks[i].end] = leader;
	}
	for (uint32_t i = 0; i < end_count; i++) {
		if (first[i] == i)
			number[i] = count++;
		classes[i] = first[i] == REACH_NONE ? REACH_NONE : number[first[i]];
	}
	CHECK(count <= mark_count && mark_count <= end_count);
	free(first);
	free(number);
	return count;
}

struct reach_classes reach_classify(struct fabric *fabric, const struct path_end *ends,
                                    uint32_t count, struct arena *arena)
{
	struct reach_classes out = {0};
	struct mark_of_end *marks = xcalloc(count + 1u, sizeof(*marks));
	uint32_t marked = 0;

	out.source = arena_alloc(arena, (count + 1u) * sizeof(*out.source));
	out.target = arena_alloc(arena, (count + 1u) * sizeof(*out.target));
	out.both = arena_alloc(arena, (count + 1u) * sizeof(*out.both));
	for (uint32_t i = 0; i < count; i++) {
		if (ends[i].kind != PATH_END_OUTSIDE)
			marks[marked++] = (struct mark_of_end){mark_source(&ends[i]), i};
	}
	out.source_count = number_classes(marks, marked, out.source, count);
	marked = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (ends[i].kind != PATH_END_OUTSIDE)
			marks[marked++] = (struct mark_of_end){mark_target(fabric, &ends[i]), i};
	}
	out.target_count = number_classes(marks, marked, out.target, count);
	for (uint32_t i = 0; i < marked; i++) {
		uint32_t end = marks[i].end;

		marks[i].value = (uint64_t)out.source[end] << 32 | out.target[end];
	}
	out.both_count = number_classes(marks, marked, out.both, count);
	CHECK((out.source_count == 0) == (out.target_count == 0));
	for (uint32_t i = 0; i < count; i++) {
		CHECK((out.source[i] == REACH_NONE) == (ends[i].kind == PATH_END_OUTSIDE));
		CHECK((out.target[i] == REACH_NONE) == (ends[i].kind == PATH_END_OUTSIDE));
	}
	free(marks);
	return out;
}

/* What one walk says, for as many pairs. */
struct cell {
	bool walked;
	enum path_state state;
	enum path_mechanism mechanism;
	struct path_rtt rtt; /* of the direction, and at last of the pair */
	uint64_t pairs;
};

/* The counting at work. */
struct counter {
	struct reach *out;
	struct fabric *fabric;
	struct path_end *ends;
	uint32_t end_count;
	struct reach_classes classes;
	struct cell *cells; /* by class of source, then of target, as both */
};

static void collect_ends(struct counter *counter)
{
	const struct lab *lab = counter->fabric->lab;
	struct reach *out = counter->out;

	counter->ends =
	    xcalloc((size_t)lab->vnet_count + lab->site_count + 1, sizeof(*counter->ends));
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		out->vnet_count +=
		    !lab_vnet_is_hub(&lab->vnets[i]) &&
		    path_end_of_vnet(counter->fabric, &lab->vnets[i], out->family,
		                     &counter->ends[out->vnet_count]) == PATH_END_FOUND;
	counter->end_count = out->vnet_count;
	for (uint32_t i = 0; i < lab->site_count; i++)
		counter->end_count +=
		    path_end_of_site(counter->fabric, &lab->sites[i], out->family,
		                     &counter->ends[counter->end_count]) == PATH_END_FOUND;
	CHECK(counter->end_count <= lab->vnet_count + lab->site_count);
	out->site_count = counter->end_count - out->vnet_count;
}

static struct cell *cell_of(struct counter *counter, uint32_t from, uint32_t to)
{
	size_t source = counter->classes.both[from];

	return &counter->cells[source * counter->classes.both_count + counter->classes.both[to]];
}

static void walk(struct counter *counter, uint32_t from, uint32_t to, struct cell *cell)
{
	struct arena *scratch = arena_new();
	struct path_direction direction =
	    path_walk(counter->fabric, &counter->ends[from], &counter->ends[to], scratch);

	*cell = (struct cell){.walked = true,
	                      .state = direction.state,
	                      .mechanism = direction.mechanism,
	                      .rtt = path_direction_rtt(&direction)};
	counter->out->walks++;
	arena_free(scratch);
}

static void count_pair(struct counter *counter, uint32_t a, uint32_t b)
{
	struct cell *there = cell_of(counter, a, b);
	struct cell *back = cell_of(counter, b, a);

	if (!there->walked)
		walk(counter, a, b, there);
	if (!back->walked)
		walk(counter, b, a, back);
	CHECK(there->walked && back->walked);
	there->pairs++;
	back->pairs++;
	counter->out->one_way +=
	    (there->state == PATH_UNREACHABLE) != (back->state == PATH_UNREACHABLE);
}

static int by_time(const void *a, const void *b)
{
	const struct cell *left = a;
	const struct cell *right = b;

	return left->rtt.max_us < right->rtt.max_us ? -1 : left->rtt.max_us > right->rtt.max_us;
}

static bool is_timed(const struct cell *cell)
{
	return cell->pairs > 0 && cell->rtt.answered && cell->rtt.basis != RTT_UNKNOWN;
}

/* Adds a cell to a way; cells come in the order of their times, the shortest first. */
static void add_cell(struct reach_way *way, const struct cell *cell)
{
	way->pairs += cell->pairs;
	if (!is_timed(cell))
		return;
	if (way->timed == 0 || cell->rtt.min_us < way->rtt_min_us)
		way->rtt_min_us = cell->rtt.min_us;
	CHECK(cell->rtt.max_us >= way->rtt_max_us && way->timed < way->pairs);
	way->timed += cell->pairs;
	way->rtt_max_us = cell->rtt.max_us;
}

/* The time of the pair in the middle, for all ways of the mechanism, or for all there are. */
static uint32_t median(const struct cell *cells, size_t count, enum path_mechanism mechanism,
                       uint64_t timed)
{
	uint64_t before = 0;

	for (size_t i = 0; i < count; i++) {
		if (!is_timed(&cells[i]) ||
		    (mechanism != PATH_NONE && cells[i].mechanism != mechanism))
			continue;
		before += cells[i].pairs;
		if (before * 2 >= timed)
			return cells[i].rtt.max_us;
	}
	return 0;
}

/* The time of a pair needs both directions. */
static void join_directions(struct counter *counter)
{
	size_t classes = counter->classes.both_count;

	for (size_t a = 0; a < classes; a++) {
		for (size_t b = a; b < classes; b++) {
			struct cell *there = &counter->cells[a * classes + b];
			struct cell *back = &counter->cells[b * classes + a];
			struct path_rtt rtt = path_round_trip(&there->rtt, &back->rtt);

			CHECK(there->walked == back->walked);
			there->rtt = back->rtt = rtt;
		}
	}
}

static void sum_up(struct counter *counter)
{
	struct reach *out = counter->out;
	size_t count = (size_t)counter->classes.both_count * counter->classes.both_count;

	join_directions(counter);
	if (count > 0)
		qsort(counter->cells, count, sizeof(*counter->cells), by_time);
	for (size_t i = 0; i < count; i++) {
		const struct cell *cell = &counter->cells[i];

		out->pairs += cell->pairs;
		out->states[cell->state] += cell->pairs;
		if (cell->pairs == 0 || cell->state == PATH_UNREACHABLE)
			continue;
		add_cell(&out->ways[cell->mechanism], cell);
		add_cell(&out->all, cell);
	}
	for (enum path_mechanism m = 0; m < PATH_MECHANISM_COUNT; m++)
		out->ways[m].rtt_median_us = median(counter->cells, count, m, out->ways[m].timed);
	out->all.rtt_median_us = median(counter->cells, count, PATH_NONE, out->all.timed);
}

struct reach *reach_all_pairs(struct fabric *fabric, uint8_t family)
{
	struct arena *arena = arena_new();
	struct reach *out = arena_alloc(arena, sizeof(*out));
	struct counter counter = {.out = out, .fabric = fabric};

	out->arena = arena;
	out->family = family;
	collect_ends(&counter);
	counter.classes = reach_classify(fabric, counter.ends, counter.end_count, arena);
	counter.cells = xcalloc((size_t)counter.classes.both_count * counter.classes.both_count + 1,
	                        sizeof(*counter.cells));
	for (uint32_t a = 0; a < counter.end_count; a++) {
		for (uint32_t b = a + 1; b < counter.end_count; b++)
			count_pair(&counter, a, b);
	}
	sum_up(&counter);
	CHECK(out->pairs == (uint64_t)counter.end_count * (counter.end_count - 1) ||
	      counter.end_count == 0);
	CHECK(out->all.pairs + out->states[PATH_UNREACHABLE] == out->pairs);
	free(counter.cells);
	free(counter.ends);
	return out;
}

void reach_free(struct reach *reach)
{
	if (reach != NULL)
		arena_free(reach->arena);
}
