/* How a kind of element says what it uses of Azure's limits. */
#ifndef QUERY_LIMITS_LIMITS_COUNT_H
#define QUERY_LIMITS_LIMITS_COUNT_H

#include <stddef.h>

#include "query/limits/limits.h"
#include "query/state/fabric.h"

/* The counting at work. */
struct limit_counter {
	struct limits *out;
	size_t capacity; /* of out->items */
	const struct kind_hooks *const *kinds;
	const struct snapshot *snapshot;
	const struct lab *lab; /* NULL: not known, and then all below is NULL, too */
	struct fabric *fabric; /* who stands behind each node of the snapshot */
};

/* Either may be NULL. */
struct limits_hooks {
	/* What a speaker uses, by a snapshot; the lab may not be known. */
	void (*speaker)(struct limit_counter *counter, const struct snapshot_node *node);

	/* What an element of the lab uses, of its own limits or of another element's. */
	void (*element)(struct limit_counter *counter, const struct lab_element *element);
};

/* Copies `use` behind the others. Rows of one kind, element and family become one: see
 * limit_trait.sum. */
void limits_add(struct limit_counter *counter, const struct limit_use *use);

/* Adds a row for each peer of the node in another AS, and family: what it announces. One limit for
 * both families, unless the session has others. */
void limits_add_heard(struct limit_counter *counter, const struct snapshot_node *node,
                      enum limit_kind kind, const char *limit_id);

/* The speaker of this name, if the lab is known and has it; or NULL. */
const struct fabric_node *limits_speaker(const struct limit_counter *counter, const char *name);

/* This end has closed the session because of what the other announced (RFC 4486). */
bool limits_is_ended(const struct snapshot_peer *peer);

/* Prefixes with a path that takes part, from peers only or from the node itself too. */
uint32_t limits_prefixes(const struct snapshot_node *node, bool own);

#endif
