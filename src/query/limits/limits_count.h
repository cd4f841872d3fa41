/* Between limits.c, which counts in a snapshot, and limits_lab.c, which counts in a lab. */
#ifndef QUERY_LIMITS_LIMITS_COUNT_H
#define QUERY_LIMITS_LIMITS_COUNT_H

#include <stddef.h>

#include "query/limits/limits.h"
#include "query/state/fabric.h"

/* The counting at work. */
struct limit_counter {
	struct limits *out;
	size_t capacity; /* of out->items */
	const struct snapshot *snapshot;
	const struct lab *lab; /* NULL: not known, and then all below is NULL, too */
	struct fabric *fabric; /* who stands behind each node of the snapshot */
};

/* Copies `use` behind the others. */
void limits_add(struct limit_counter *counter, const struct limit_use *use);

void limits_lab_begin(struct limit_counter *counter);
void limits_lab_end(struct limit_counter *counter);

/* Adds the limits of what is linked, connected and peered; none without a lab. */
void limits_lab_count(struct limit_counter *counter);

/* How many prefixes of the family the lab has the router of this node announce to the MSEE; 0 when
 * it is not known. */
uint32_t limits_lab_announced(const struct limit_counter *counter, const char *msee,
                              const char *router, uint8_t family);

/* How many routes the gateway of this instance may learn; 0 when it is not known. */
uint32_t limits_lab_learned_max(const struct limit_counter *counter, const char *instance);

/* The id in data/limits.json of what an MSEE takes on a session, or NULL when it depends on a SKU
 * that is not known. */
const char *limits_session_id(const struct limit_counter *counter, enum limit_kind kind,
                              const char *msee, uint8_t family);

#endif
