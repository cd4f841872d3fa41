/* What several elements of a lab consist of. */
#ifndef TOPO_MODEL_PARTS_H
#define TOPO_MODEL_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/findings.h"

/* A list of prefixes with the place of each. */
struct lab_prefixes {
	struct prefix *items;
	struct place *places;
	uint32_t count;
	bool partial; /* some are wrong and left out; false in a lab without errors */
};

/* The two links of a circuit. */
enum lab_link {
	LAB_PRIMARY,
	LAB_SECONDARY,
	LAB_LINK_COUNT,
};

/* Gateways and Route Servers have two instances. */
enum { LAB_INSTANCES = 2 };

#endif
