/*
 * How often a router that is not there is tried.
 *
 * A node wants to connect every few seconds. Most of these wishes come to nothing while the router
 * is absent for longer, but never so many in a row that a router that appears waits for long. One
 * that connects itself waits for nothing.
 */
#ifndef LIVE_PATIENCE_H
#define LIVE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"

enum {
	PATIENCE_FREE = 3, /* attempts before the first pause */
	PATIENCE_FIRST_S = 4,
	PATIENCE_MAX_S = 12,
};

/* Zero-initialise to start, and again when there was a connection. */
struct patience {
	uint32_t attempts;   /* in a row that came to nothing, the one under way included */
	struct instant next; /* no attempt before */
};

/* Whether to try now; if so, it counts as an attempt. */
bool patience_tries(struct patience *patience, struct instant now);

#endif
