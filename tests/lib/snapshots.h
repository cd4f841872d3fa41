/* A snapshot made by hand, with one of everything that a snapshot can hold. */
#ifndef TESTS_LIB_SNAPSHOTS_H
#define TESTS_LIB_SNAPSHOTS_H

#include "query/state/snapshot.h"

/*
 * Node "er-ams/primary" with the peers 0 "hq/ce1", 1 "gw-a/0" and 2 "gw-b/0", which is down, knows
 *
 *	0.0.0.0/0     rejected, from hq/ce1
 *	10.0.0.0/8    best from hq/ce1; the path ends in an AS_SET
 *	10.1.0.0/16   best from gw-a/0; a longer one from hq/ce1
 *	10.2.0.0/16   best from hq/ce1; an equally good one from gw-a/0
 *	10.2.128.0/17 rejected, from gw-a/0
 *	fd00:1::/48   its own
 *
 * and told hq/ce1 10.1.0.0/16, and gw-a/0 10.0.0.0/8 and 10.2.0.0/16. Node "hq/ce1" is absent.
 */
struct snapshot *a_snapshot(void);

#endif
