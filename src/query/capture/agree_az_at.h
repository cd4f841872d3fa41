/* A captured table against what the model predicts for the place that it was captured at. */
#ifndef QUERY_CAPTURE_AGREE_AZ_AT_H
#define QUERY_CAPTURE_AGREE_AZ_AT_H

#include "query/capture/agree_az.h"
#include "query/capture/az_place.h"

/* Begin with all members but the last two, which agree_az_at_done() ends. */
struct agree_az_at {
	const struct lab *lab;
	const struct snapshot *snapshot;
	const struct az_place *place;
	struct addr peer; /* whom the routes were told, or by whom; unset: as the capture says */
	bool excerpt;     /* as agree_az_compare() takes it */
	struct arena *arena;

	struct fabric *fabric;       /* NULL until needed */
	struct effective *effective; /* the same */
};

/* The table's kind is one that the place has. The result lives in the arena, and points into both
 * tables and the snapshot. NULL when nothing is known of a router that does not run there. */
struct agree_az *agree_az_at(struct agree_az_at *at, const struct az_table *actual);
void agree_az_at_done(struct agree_az_at *at);

#endif
