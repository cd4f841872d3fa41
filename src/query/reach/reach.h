/*
 * Who reaches whom, for all pairs of a lab.
 *
 * Ends that no speaker and no route table tells apart are one class, so one walk answers for all
 * pairs of two classes: what grows with the square of the networks is a look into a table.
 */
#ifndef QUERY_REACH_REACH_H
#define QUERY_REACH_REACH_H

#include <stdbool.h>
#include <stdint.h>

#include "query/path/path.h"

enum { REACH_NONE = UINT32_MAX };

/* By end: its class as a start of packets, and as their goal; REACH_NONE for an end of kind
 * OUTSIDE. And as both: pairs of such classes have the same ways there and back. Classes are
 * numbered in the order of the ends. */
struct reach_classes {
	uint32_t *source;
	uint32_t *target;
	uint32_t *both;
	uint32_t source_count;
	uint32_t target_count;
	uint32_t both_count;
};

/* The arrays live in `arena`. All ends are of one family. */
struct reach_classes reach_classify(struct fabric *fabric, const struct path_end *ends,
                                    uint32_t count, struct arena *arena);

/* One mechanism by which pairs reach each other. Times are of pairs with a known one, and the
 * median is that of their longest. */
struct reach_way {
	uint64_t pairs;
	uint64_t timed;
	uint32_t rtt_min_us;
	uint32_t rtt_median_us;
	uint32_t rtt_max_us;
};

/* All ordered pairs of different VNets and sites. */
struct reach {
	struct arena *arena;
	uint8_t family;
	uint32_t vnet_count; /* ends with an address of the family; hubs' own networks left out */
	uint32_t site_count;
	uint64_t pairs;
	uint64_t states[PATH_REACHABLE + 1]; /* by enum path_state */
	uint64_t one_way; /* unordered pairs of which one direction alone is open */
	struct reach_way ways[PATH_MECHANISM_COUNT]; /* of pairs that are not unreachable */
	struct reach_way all;
	uint64_t walks; /* that answered for all of them */
};

/* The caller ends it with reach_free(). */
struct reach *reach_all_pairs(struct fabric *fabric, uint8_t family);

/* Accepts NULL. */
void reach_free(struct reach *reach);

#endif
