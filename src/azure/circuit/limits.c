/* What circuits use of limits: sessions and routes of their MSEEs, and what is linked to them. */
#include "azure/circuit/circuit.h"
#include "azure/links.h"
#include "base/check.h"
#include "query/limits/limits_count.h"

static uint32_t count_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < prefixes->count; i++)
		count += prefixes->items[i].addr.family == family;
	return count;
}

/* How many prefixes of the family the lab has the router of this node announce to the MSEE; 0 when
 * it is not known. */
static uint32_t count_announced(const struct limit_counter *counter, const char *msee,
                                const char *router, uint8_t family)
{
	const struct fabric_node *at = limits_speaker(counter, msee);
	const struct fabric_node *from = limits_speaker(counter, router);

	const struct lab_circuit *circuit = at == NULL ? NULL : lab_circuit_of(at->element);
	const struct lab_router *announcer = from == NULL ? NULL : lab_router_of(from->element);

	if (circuit == NULL || announcer == NULL)
		return 0;
	for (uint32_t i = 0; i < announcer->link_count; i++) {
		const struct lab_circuit_link *link = &announcer->links[i];

		if (link->circuit == circuit && (uint32_t)link->link == at->instance)
			return count_family(link->advertise.count > 0 ? &link->advertise
			                                              : &announcer->advertise,
			                    family);
	}
	return 0;
}

/* The id in data/limits.json of what an MSEE takes on a session, or NULL when it depends on a SKU
 * that is not known. */
static const char *limit_id_of(const struct limit_counter *counter, enum limit_kind kind,
                               const char *msee, uint8_t family)
{
	const struct lab_circuit *circuit;
	const struct fabric_node *node;

	if (kind == LIMIT_GATEWAY_PREFIXES)
		return family == ADDR_IPV4 ? "gateway-to-circuit-ipv4" : "gateway-to-circuit-ipv6";
	node = limits_speaker(counter, msee);
	circuit = node == NULL ? NULL : lab_circuit_of(node->element);
	if (circuit == NULL)
		return NULL;
	return family == ADDR_IPV4 ? circuit->sku->prefixes_ipv4_limit
	                           : circuit->sku->prefixes_ipv6_limit;
}

/* What a node originates, as far as the snapshot knows it. */
static uint32_t count_own(const struct snapshot_node *node, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; node != NULL && i < node->path_count; i++)
		count += node->paths[i].peer < 0 && node->paths[i].prefix.addr.family == family;
	return count;
}

/* A session that its limit has ended carries nothing, so what the other end wants to announce
 * counts: at least one more than the limit. Which family it was is known from that, too; when
 * nothing of it is known, the first family is blamed. */
static void count_ended(struct limit_use *use, const uint32_t offered[3], const uint32_t limit[3])
{
	bool explained = false;

	CHECK(use->family == ADDR_IPV4 || use->family == ADDR_IPV6);
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
	bool ended = limits_is_ended(peer);
	uint32_t offered[3] = {0};

	CHECK(use.kind == LIMIT_GATEWAY_PREFIXES || use.kind == LIMIT_CUSTOMER_PREFIXES);
	for (uint8_t family = ADDR_IPV4; ended && family <= ADDR_IPV6; family++)
		offered[family] = use.kind == LIMIT_GATEWAY_PREFIXES
		                      ? count_own(&counter->snapshot->nodes[peer->node], family)
		                      : count_announced(counter, msee->name, peer->name, family);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (peer->prefix_limit[family] == 0)
			continue;
		use.family = family;
		use.used = peer->received[family];
		use.at_least = false;
		use.down = !peer->established;
		use.limit = peer->prefix_limit[family];
		use.limit_id = limit_id_of(counter, use.kind, msee->name, family);
		if (ended)
			count_ended(&use, offered, peer->prefix_limit);
		limits_add(counter, &use);
	}
}

static void add_msee(struct limit_counter *counter, const struct snapshot_node *msee)
{
	const uint32_t gateway_asn = facts_limit(counter->out->facts, "gateway-asn");
	struct arena *arena = counter->out->arena;
	struct limit_use routes = {
	    .kind = LIMIT_CIRCUIT_ROUTES,
	    .element = arena_strdup(arena, msee->element),
	    .used = limits_prefixes(msee, true),
	    .limit = facts_limit(counter->out->facts, "circuit-routes-guidance"),
	    .limit_id = "circuit-routes-guidance",
	};

	CHECK(msee->kind == LAB_CIRCUIT && msee->instance < LAB_LINK_COUNT);
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
	limits_add(counter, &routes);
}

/* What is linked to it adds to this. */
static void add_circuit(struct limit_counter *counter, const struct lab_element *element)
{
	CHECK(element->kind == LAB_CIRCUIT);
	azure_add_circuit_link(counter, lab_circuit_of(element), 0);
}

const struct limits_hooks circuit_limits = {
    .speaker = add_msee,
    .element = add_circuit,
};
