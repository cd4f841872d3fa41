/* Counts what a lab uses of Azure's limits: what the kinds of elements say of their speakers and
 * elements, put together. */
#include "query/limits/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/iana.h"
#include "query/limits/limits_count.h"
#include "topo/plan/plan.h"

#define REFUSED "not stated; 'hairpin validate' refuses the lab"

static const struct limit_trait traits[LIMIT_KIND_COUNT] = {
    [LIMIT_CUSTOMER_PREFIXES] = {.name = "on-premises-prefixes",
                                 .unit = "prefix",
                                 .breaks = "drops the session",
                                 .title = "prefixes from on-premises",
                                 .beyond = "the session drops, and comes back when the number does",
                                 .rule = "prefix-limit-customer"},
    [LIMIT_GATEWAY_PREFIXES] = {.name = "gateway-prefixes",
                                .unit = "prefix",
                                .breaks =
                                    "takes the connection down, with all networks that use it",
                                .title = "prefixes of a connection",
                                .beyond = "the connection goes down, networks that use the gateway "
                                          "included, and comes back when the number does",
                                .rule = "prefix-limit-gateway"},
    [LIMIT_ROUTES_LEARNED] = {.name = "routes-learned",
                              .unit = "route",
                              .breaks = "is more than the gateway takes",
                              .title = "routes learned by a gateway",
                              .beyond = "not stated",
                              .rule = "gateway-routes-learned"},
    [LIMIT_CIRCUIT_ROUTES] = {.name = "circuit-routes",
                              .unit = "route",
                              .breaks = "is more than Microsoft advises",
                              .title = "routes on a circuit, as advised",
                              .beyond = "not stated; Microsoft's advice",
                              .advice = true},
    [LIMIT_CIRCUIT_LINKS] = {.name = "circuit-links",
                             .unit = "link",
                             .breaks = "is refused",
                             .title = "virtual networks linked to a circuit",
                             .beyond = REFUSED,
                             .rule = "circuit-links",
                             .sum = true},
    [LIMIT_GATEWAY_CIRCUITS] = {.name = "gateway-circuits",
                                .unit = "circuit",
                                .breaks = "is refused",
                                .title = "circuits of a gateway",
                                .beyond = REFUSED,
                                .rule = "gateway-circuits"},
    [LIMIT_SAME_LOCATION] = {.name = "same-location-circuits",
                             .unit = "circuit",
                             .breaks = "is refused",
                             .title = "circuits of one peering location",
                             .beyond = REFUSED,
                             .rule = "gateway-circuits",
                             .sum = true},
    [LIMIT_PEERINGS] = {.name = "peerings",
                        .unit = "peering",
                        .breaks = "is refused",
                        .title = "peerings of a virtual network",
                        .beyond = REFUSED,
                        .rule = "peering-limit"},
    [LIMIT_CONNECTED_GROUP] = {.name = "connected-group-networks",
                               .unit = "network",
                               .breaks = "is refused",
                               .title = "networks of a connected group",
                               .beyond = REFUSED,
                               .rule = "connected-group"},
    [LIMIT_FAST_PATH] = {.name = "fast-path-routes",
                         .unit = "route",
                         .breaks = "goes by the gateway",
                         .title = "routes by FastPath",
                         .beyond = "the rest goes by the gateway",
                         .rule = "fastpath",
                         .sum = true},
    [LIMIT_VPN_PREFIXES] = {.name = "vpn-prefixes",
                            .unit = "prefix",
                            .breaks = "drops the session",
                            .title = "prefixes by a VPN tunnel",
                            .beyond = "the session drops, and comes back when the number does",
                            .rule = "vpn-tunnel-routes"},
    [LIMIT_VPN_TUNNELS] = {.name = "vpn-tunnels",
                           .unit = "tunnel",
                           .breaks = "is refused",
                           .title = "tunnels of a VPN gateway",
                           .beyond = REFUSED,
                           .rule = "vpn-gateway-in-path"},
    [LIMIT_APPLIANCE_PREFIXES] = {.name = "route-server-prefixes",
                                  .unit = "prefix",
                                  .breaks = "drops the session",
                                  .title = "prefixes from an appliance to a Route Server",
                                  .beyond = "the session drops; what an update announces again "
                                            "counts on top of what is there",
                                  .rule = "route-server-sessions"},
    [LIMIT_APPLIANCES] = {.name = "route-server-peers",
                          .unit = "peer",
                          .breaks = "is refused",
                          .title = "peers of a Route Server",
                          .beyond = REFUSED,
                          .rule = "route-server-sessions",
                          .sum = true},
    [LIMIT_HUB_CONNECTIONS] = {.name = "hub-connections",
                               .unit = "network",
                               .breaks = "is refused",
                               .title = "networks connected to a virtual hub",
                               .beyond = REFUSED,
                               .rule = "virtual-hub-connections"},
    [LIMIT_HUB_SPACES] = {.name = "hub-address-spaces",
                          .unit = "address space",
                          .breaks = "may not be routed",
                          .title = "address spaces of a virtual hub with routing intent",
                          .beyond = "new ones may not be routed; above 90 % changes may fail",
                          .rule = "virtual-hub-routing-intent"},
    [LIMIT_HUB_ROUTES] = {.name = "hub-routes",
                          .unit = "route",
                          .breaks = "is more than the hub takes",
                          .title = "routes of a virtual hub",
                          .beyond = "not stated",
                          .rule = "virtual-hub-one-router"},
};

const struct limit_trait *limit_trait(enum limit_kind kind)
{
	CHECK(kind < LIMIT_KIND_COUNT);
	return &traits[kind];
}

bool limit_is_broken(const struct limit_use *use)
{
	return use->used > use->limit && !limit_trait(use->kind)->advice;
}

/* 1st, 2nd, 3rd, 4th, 11th. */
static const char *ordinal_end(uint64_t number)
{
	static const char *const ends[] = {"th", "st", "nd", "rd"};

	return number % 100 / 10 == 1 || number % 10 > 3 ? "th" : ends[number % 10];
}

void limit_next(const struct limit_use *use, struct text *out)
{
	static const char *const families[] = {
	    [ADDR_NONE] = "", [ADDR_IPV4] = "IPv4 ", [ADDR_IPV6] = "IPv6 "};
	const struct limit_trait *trait = limit_trait(use->kind);
	const char *where = strstr(use->element, " to ") != NULL ? "from" : "at";
	uint64_t next = (uint64_t)use->limit + 1 - use->used;

	if (use->used > use->limit)
		text_addf(out, "%s%u %s%s%s too many %s %s", use->at_least ? "at least " : "",
		          use->used - use->limit, families[use->family], trait->unit,
		          use->used - use->limit == 1          ? ""
		          : strcmp(trait->unit, "prefix") == 0 ? "es"
		                                               : "s",
		          where, use->element);
	else
		text_addf(out, "the %" PRIu64 "%s %s%s more %s %s %s", next, ordinal_end(next),
		          families[use->family], trait->unit, where, use->element, trait->breaks);
}

bool limit_is_above(const struct limit_use *use, uint32_t percent)
{
	return (uint64_t)use->used * 100 > (uint64_t)use->limit * percent;
}

uint32_t limit_permille(const struct limit_use *use)
{
	if (use->limit == 0)
		return use->used == 0 ? 0 : UINT32_MAX;

	uint64_t permille = (uint64_t)use->used * 1000 / use->limit;

	return permille < UINT32_MAX ? (uint32_t)permille : UINT32_MAX;
}

void limits_add(struct limit_counter *counter, const struct limit_use *use)
{
	struct limits *out = counter->out;

	out->items = mem_grow(out->items, &counter->capacity, out->count + 1u, sizeof(*out->items));
	out->items[out->count++] = *use;
}

/* RFC 4486: this end has closed the session because of what the other announced. */
bool limits_is_ended(const struct snapshot_peer *peer)
{
	return !peer->established && peer->last_error_sent &&
	       peer->last_error == BGP_NOTIFY_CEASE_MAX_PREFIXES;
}

/* Prefixes with a path that takes part, from peers only or from the node itself too. The paths of
 * one prefix stand one behind the other. */
uint32_t limits_prefixes(const struct snapshot_node *node, bool own)
{
	const struct prefix *last = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->verdict != RIB_PASS || (path->peer < 0 && !own) ||
		    (last != NULL && prefix_equal(last, &path->prefix)))
			continue;
		last = &path->prefix;
		count++;
	}
	return count;
}

/* One row a family, as `use` has it but for what follows from the session. */
static void add_heard(struct limit_counter *counter, const struct snapshot_peer *peer,
                      uint8_t family, struct limit_use use)
{
	use.family = family;
	use.used = peer->received[family];
	use.down = !peer->established;
	use.limit = peer->prefix_limit[family];
	if (use.limit == 0 && use.used == 0 && family == ADDR_IPV6)
		return;
	if (use.limit == 0)
		use.limit = facts_limit(counter->out->facts, use.limit_id);
	if (limits_is_ended(peer)) {
		use.used = use.limit + 1;
		use.at_least = true;
	}
	limits_add(counter, &use);
}

void limits_add_heard(struct limit_counter *counter, const struct snapshot_node *node,
                      enum limit_kind kind, const char *limit_id)
{
	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];
		struct limit_use use = {.kind = kind, .limit_id = limit_id};

		if (peer->asn == node->asn)
			continue;
		use.element =
		    arena_printf(counter->out->arena, "%s to %s", peer->name, node->element);
		add_heard(counter, peer, ADDR_IPV4, use);
		add_heard(counter, peer, ADDR_IPV6, use);
	}
}

const struct fabric_node *limits_speaker(const struct limit_counter *counter, const char *name)
{
	uint32_t index = counter->fabric == NULL ? FIB_NONE : fabric_find(counter->fabric, name);

	return index == FIB_NONE ? NULL : &counter->fabric->nodes[index];
}

static const struct limits_hooks *hooks_of(const struct limit_counter *counter, enum lab_kind kind)
{
	static const struct limits_hooks none;
	const struct limits_hooks *hooks = counter->kinds[kind]->limits;

	CHECK(kind < LAB_KIND_COUNT);
	return hooks == NULL ? &none : hooks;
}

static void count_snapshot(struct limit_counter *counter)
{
	for (uint32_t i = 0; i < counter->snapshot->node_count; i++) {
		const struct snapshot_node *node = &counter->snapshot->nodes[i];
		const struct limits_hooks *hooks = hooks_of(counter, node->kind);

		if (node->present && hooks->speaker != NULL)
			hooks->speaker(counter, node);
	}
}

static void count_lab(struct limit_counter *counter)
{
	const struct lab *lab = counter->lab;

	for (uint32_t i = 0; lab != NULL && i < lab->element_count; i++) {
		const struct limits_hooks *hooks = hooks_of(counter, lab->elements[i].kind);

		if (hooks->element != NULL)
			hooks->element(counter, &lab->elements[i]);
	}
}

static int by_element(const void *a, const void *b)
{
	const struct limit_use *left = a;
	const struct limit_use *right = b;
	int order;

	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	order = strcmp(left->element, right->element);
	return order != 0 ? order : (int)left->family - (int)right->family;
}

/* The fuller row first; a limit of 0 that is used is the fullest. */
static int by_fullness(const void *a, const void *b)
{
	const struct limit_use *left = a;
	const struct limit_use *right = b;
	uint32_t l = limit_permille(left);
	uint32_t r = limit_permille(right);
	/* Less than a thousandth apart: which is nearer to its limit as a fraction. */
	uint64_t lx = (uint64_t)left->used * right->limit;
	uint64_t rx = (uint64_t)right->used * left->limit;

	if (l != r)
		return l > r ? -1 : 1;
	if (lx != rx)
		return lx > rx ? -1 : 1;
	return by_element(a, b);
}

static void sort(struct limits *limits, int (*order)(const void *a, const void *b))
{
	if (limits->count > 0)
		qsort(limits->items, limits->count, sizeof(*limits->items), order);
}

/* What several elements add to one limit is a sum. Else the instances of a gateway and the MSEEs of
 * a circuit are one element: the fullest counts. */
static void merge(struct limit_use *last, const struct limit_use *use)
{
	bool down = last->down && use->down;
	uint32_t sum = last->used + use->used;

	CHECK(last->limit == use->limit || !limit_trait(use->kind)->sum);
	if (use->used > last->used)
		*last = *use;
	if (limit_trait(use->kind)->sum)
		last->used = sum;
	last->down = down;
}

static void merge_equal(struct limits *limits)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];
		struct limit_use *last = kept == 0 ? NULL : &limits->items[kept - 1];

		if (last != NULL && by_element(last, use) == 0)
			merge(last, use);
		else
			limits->items[kept++] = *use;
	}
	CHECK(kept <= limits->count);
	limits->count = kept;
}

struct limits *limits_take(kind_table kinds, const struct snapshot *snapshot, const struct lab *lab)
{
	struct arena *arena = arena_new();
	struct limits *limits = arena_alloc(arena, sizeof(*limits));
	struct limit_counter counter = {
	    .out = limits, .kinds = kinds, .snapshot = snapshot, .lab = lab};

	limits->arena = arena;
	limits->facts = lab != NULL ? lab->facts : facts_new(arena);
	if (lab != NULL)
		counter.fabric = fabric_new(lab, snapshot);
	count_snapshot(&counter);
	count_lab(&counter);
	fabric_free(counter.fabric);
	sort(limits, by_element);
	merge_equal(limits);
	sort(limits, by_fullness);
	for (uint32_t i = 0; i < limits->count; i++)
		limits->broken += limit_is_broken(&limits->items[i]);
	return limits;
}

void limits_free(struct limits *limits)
{
	if (limits == NULL)
		return;
	free(limits->items);
	arena_free(limits->arena);
}
