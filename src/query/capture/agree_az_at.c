/* Predicts the table that was captured at a place, and compares. */
#include "query/capture/agree_az_at.h"

#include <string.h>

#include "base/check.h"
#include "query/capture/az_predict.h"
#include "query/state/fabric.h"

/* Whom the routes were told: the peer that was named, or the first outer peer that was told any. */
static struct addr told_to(const struct agree_az_at *at, const struct snapshot_node *node)
{
	struct addr first = {0};

	if (addr_is_set(&at->peer))
		return at->peer;
	for (uint32_t i = 0; i < node->told_count && !addr_is_set(&first); i++) {
		const struct snapshot_peer *peer = &node->peers[node->told[i].peer];

		if (peer->asn != node->asn)
			first = peer->address;
	}
	return first;
}

/* A peering of a Route Server is asked by its peer: who was named, or who is named in the capture.
 */
static bool is_asked(const struct agree_az_at *at, const struct az_table *actual,
                     const struct addr *source)
{
	if (addr_is_set(&at->peer))
		return addr_equal(&at->peer, source);
	for (uint32_t i = 0; i < actual->count; i++)
		if (az_row_has(&actual->rows[i], AZ_SOURCE_PEER, source))
			return true;
	return (actual->told & az_bit(AZ_SOURCE_PEER)) == 0;
}

static struct az_table *predict_peering(const struct agree_az_at *at, const struct az_table *actual,
                                        const struct snapshot_node *const *nodes, uint32_t count)
{
	struct az_table *table = az_predict_peering(nodes, count, at->arena);
	uint32_t kept = 0;

	CHECK(count > 0 && actual->kind == AZ_LEARNED);
	for (uint32_t i = 0; i < table->count; i++)
		if (is_asked(at, actual, &table->rows[i].peer->address))
			table->rows[kept++] = table->rows[i];
	table->count = kept;
	return table;
}

static struct az_table *predict_effective(struct agree_az_at *at)
{
	CHECK(at->place->vnet != NULL);
	if (at->fabric == NULL)
		at->fabric = fabric_new(at->lab, at->snapshot);
	if (at->effective == NULL)
		at->effective = effective_of(at->fabric, at->place->vnet, at->place->subnet, false);
	return az_predict_effective(at->effective, at->arena);
}

static struct az_table *predict(struct agree_az_at *at, const struct az_table *actual,
                                const struct snapshot_node *const *nodes, uint32_t count)
{
	struct addr peer;

	switch (actual->kind) {
	case AZ_LEARNED:
		if (nodes[0]->kind == LAB_ROUTE_SERVER)
			return predict_peering(at, actual, nodes, count);
		return az_predict_learned(nodes, count, at->arena);
	case AZ_ADVERTISED:
		peer = told_to(at, nodes[0]);
		return az_predict_advertised(nodes, count, &peer, at->arena);
	case AZ_PEERS:
		return az_predict_peers(nodes, count, at->arena);
	case AZ_ROUTE_TABLE:
		return az_predict_route_table(at->place->nodes[0], at->arena);
	case AZ_SUMMARY:
		return az_predict_summary(at->place->nodes[0], at->arena);
	case AZ_ARP:
		return az_predict_arp(at->place->circuit, at->place->link, at->arena);
	case AZ_EFFECTIVE:
		return predict_effective(at);
	case AZ_ROUTER:
		return az_predict_router(at->snapshot, at->place->named, actual, at->arena);
	default:
		return az_predict_hub(at->place->hub, at->snapshot, at->arena);
	}
}

static void note_instance(const struct agree_az_at *at, struct agree_az *agreement,
                          const struct snapshot_node *reported_node)
{
	if (at->place->named == NULL || at->place->named == reported_node ||
	    !az_place_is_er_gateway(at->place) || agreement->note_count == AGREE_AZ_NOTES_MAX)
		return;
	agreement->notes[agreement->note_count++] = (struct agree_az_note){
	    "er-gateway-reports-one-instance",
	    arena_printf(at->arena, "Azure reported the other instance, %s", reported_node->name),
	};
}

struct agree_az *agree_az_at(struct agree_az_at *at, const struct az_table *actual)
{
	const struct snapshot_node *nodes[AZ_PLACE_INSTANCES_MAX] = {NULL};
	const struct az_table *predicted;
	struct agree_az *agreement;
	uint32_t count = 0;

	CHECK(az_place_has(at->place, actual->kind));
	if (at->place->count > 0)
		count = az_place_reported(at->place, actual, nodes);
	CHECK(count <= at->place->count);
	predicted = predict(at, actual, nodes, count);
	if (predicted == NULL)
		return NULL;
	CHECK(predicted->kind == actual->kind);
	agreement = agree_az_compare(at->lab, at->snapshot, predicted, actual,
	                             at->excerpt || actual->excerpt, at->arena);
	if (count > 0)
		note_instance(at, agreement, nodes[0]);
	return agreement;
}

void agree_az_at_done(struct agree_az_at *at)
{
	effective_free(at->effective);
	fabric_free(at->fabric);
	at->effective = NULL;
	at->fabric = NULL;
}
