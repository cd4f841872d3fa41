/* What is written and read again says the same. */
#ifndef TESTS_FUZZ_AGAIN_H
#define TESTS_FUZZ_AGAIN_H

#include "query/state/snapshot.h"

/* CHECKs that a snapshot survives its own file. */
void snapshot_write_and_read(const struct snapshot *snapshot);

#endif
