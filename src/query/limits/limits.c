/* Counts what a lab uses of Azure's limits (FACTS 2 and 3). */
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

/* FACTS 2, column "beyond it". */
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
                             .rule = "circuit-links"},
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
                             .rule = "gateway-circuits"},
    [LIMIT_PEERINGS] = {.name = "peerings",
                        .unit = "peering",
                        .breaks = "is refused",
                        .title = "peerings of a virtual network",
                        .beyond = REFUSED,
                        .rule = "peering-limit"},
    [LIMIT_FAST_PATH] = {.name = "fast-path-routes",
                         .unit = "route",
                         .breaks = "goes by the gateway",
                         .title = "routes by FastPath",
                         .beyond = "the rest goes by the gateway",
                         .rule = "fastpath"},
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
                          .rule = "route-server-sessions"},
    [LIMIT_HUB_CONNECTIONS] = {.name = "hub-connections",
                               .unit = "network",
                               .breaks = "is refused",
                               .title = "networks connected to a virtual hub",
                               .beyond = REFUSED,
                               .rule = "virtual-hub-connections"},
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
static bool is_ended_by_limit(const struct snapshot_peer *peer)
{
	return !peer->established && peer->last_error_sent &&
	       peer->last_error == BGP_NOTIFY_CEASE_MAX_PREFIXES;
}

/* What a node originates, as far as the snapshot knows it. */
static uint32_t count_own(const struct snapshot_node *node, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; node != NULL && i < node->path_count; i++)
		count += node->paths[i].peer < 0 && node->paths[i].prefix.addr.family == family;
	return count;
}

/* Prefixes with a path that takes part, from peers only or from the node itself too. The paths of
 * one prefix stand one behind the other. */
static uint32_t count_prefixes(const struct snapshot_node *node, bool own)
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

/* A session that its limit has ended carries nothing, so what the other end wants to announce
 * counts: at least one more than the limit. Which family it was is known from that, too; when
 * nothing of it is known, the first family is blamed. */
static void count_ended(struct limit_use *use, const uint32_t offered[3], const uint32_t limit[3])
{
	bool explained = false;

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		explained = explained || (limit[family] > 0 && offered[family] > limit[family]);
	use->used = offered[use->family];
	if (explained || (use->family == ADDR_IPV6 && limit[ADDR_IPV4] > 0))
		return;
	use->used = use->limit == UINT32_MAX ? UINT32_MAX : use->limit + 1;
	use->at_least = true;
}

/* An MSEE's session with a gateway's instance or with a router, one row for each family that it
 * carries. */
static void add_session(struct limit_counter *counter, const struct snapshot_node *msee,
                        const struct snapshot_peer *peer, struct limit_use use)
{
	bool ended = is_ended_by_limit(peer);
	uint32_t offered[3] = {0};

	for (uint8_t family = ADDR_IPV4; ended && family <= ADDR_IPV6; family++)
		offered[family] =
		    use.kind == LIMIT_GATEWAY_PREFIXES
			? count_own(&counter->snapshot->nodes[peer->node], family)
			: limits_lab_announced(counter, msee->name, peer->name, family);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (peer->prefix_limit[family] == 0)
			continue;
		use.family = family;
		use.used = peer->received[family];
		use.at_least = false;
		use.down = !peer->established;
		use.limit = peer->prefix_limit[family];
		use.limit_id = limits_session_id(counter, use.kind, msee->name, family);
		if (ended)
			count_ended(&use, offered, peer->prefix_limit);
		limits_add(counter, &use);
	}
}

static void add_msee(struct limit_counter *counter, const struct snapshot_node *msee)
{
	const uint32_t gateway_asn = facts_limit(counter->out->facts, "gateway-asn");
	struct arena *arena = counter->out->arena;

	for (uint32_t i = 0; i < msee->peer_count; i++) {
		const struct snapshot_peer *peer = &msee->peers[i];
		struct limit_use use = {0};

		if (peer->asn == gateway_asn) {
			use.kind = LIMIT_GATEWAY_PREFIXES;
			use.element = arena_printf(arena, "%s to %s",
			                           counter->snapshot->nodes[peer->node].element,
			                           msee->element);
		} else {
			use.kind = LIMIT_CUSTOMER_PREFIXES;
			use.element = arena_printf(arena, "%s to %s", peer->name, msee->name);
		}
		add_session(counter, msee, peer, use);
	}
	limits_add(counter,
	           &(struct limit_use){
		       .kind = LIMIT_CIRCUIT_ROUTES,
		       .element = arena_strdup(arena, msee->element),
		       .used = count_prefixes(msee, true),
		       .limit = facts_limit(counter->out->facts, "circuit-routes-guidance"),
		       .limit_id = "circuit-routes-guidance",
		   });
}

static void add_gateway(struct limit_counter *counter, const struct snapshot_node *node)
{
	uint32_t most = limits_lab_learned_max(counter, node->name);

	if (most > 0)
		limits_add(counter, &(struct limit_use){
					.kind = LIMIT_ROUTES_LEARNED,
					.element = arena_strdup(counter->out->arena, node->element),
					.used = count_prefixes(node, false),
					.limit = most,
				    });
}

/* What somebody outside tells a speaker by eBGP; the same limit for both families. */
static void add_told(struct limit_counter *counter, const struct snapshot_node *node,
                     enum limit_kind kind, const char *limit_id)
{
	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];

		for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6 && peer->asn != node->asn;
		     family++) {
			struct limit_use use = {.kind = kind,
			                        .family = family,
			                        .element =
			                            arena_printf(counter->out->arena, "%s to %s",
			                                         peer->name, node->element),
			                        .used = peer->received[family],
			                        .down = !peer->established,
			                        .limit = peer->prefix_limit[family],
			                        .limit_id = limit_id};

			if (use.limit == 0 && use.used == 0 && family == ADDR_IPV6)
				continue;
			if (use.limit == 0)
				use.limit = facts_limit(counter->out->facts, limit_id);
			if (is_ended_by_limit(peer)) {
				use.used = use.limit + 1;
				use.at_least = true;
			}
			limits_add(counter, &use);
		}
	}
}

static void count_snapshot(struct limit_counter *counter)
{
	for (uint32_t i = 0; i < counter->snapshot->node_count; i++) {
		const struct snapshot_node *node = &counter->snapshot->nodes[i];

		if (node->present && node->kind == LAB_CIRCUIT)
			add_msee(counter, node);
		if (node->present && node->kind == LAB_GATEWAY)
			add_gateway(counter, node);
		if (node->present && node->kind == LAB_VPN_GATEWAY)
			add_told(counter, node, LIMIT_VPN_PREFIXES, "vpn-gateway-prefixes");
		if (node->present && node->kind == LAB_ROUTE_SERVER)
			add_told(counter, node, LIMIT_APPLIANCE_PREFIXES,
			         "route-server-peer-prefixes");
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

/* The instances of a gateway and the MSEEs of a circuit are one element: the fullest counts. */
static void merge_equal(struct limits *limits)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];
		struct limit_use *last = kept == 0 ? NULL : &limits->items[kept - 1];

		if (last == NULL || by_element(last, use) != 0) {
			limits->items[kept++] = *use;
			continue;
		}
		bool down = last->down && use->down;
		if (use->used > last->used)
			*last = *use;
		last->down = down;
	}
	limits->count = kept;
}

struct limits *limits_take(const struct snapshot *snapshot, const struct lab *lab)
{
	struct arena *arena = arena_new();
	struct limits *limits = arena_alloc(arena, sizeof(*limits));
	struct limit_counter counter = {.out = limits, .snapshot = snapshot, .lab = lab};

	limits->arena = arena;
	limits->facts = lab != NULL ? lab->facts : facts_new(arena);
	limits_lab_begin(&counter);
	count_snapshot(&counter);
	limits_lab_count(&counter);
	limits_lab_end(&counter);
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
