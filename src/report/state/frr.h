/* Words as FRR writes them, so that who reads FRR's output reads ours. */
#ifndef REPORT_STATE_FRR_H
#define REPORT_STATE_FRR_H

#include <stdint.h>

#include "base/addr.h"
#include "rib/decide.h"

enum { FRR_DURATION_MAX = 32 };

/* "00:01:02", "1d02h03m", "02w3d04h". */
const char *frr_duration(int64_t us, char out[FRR_DURATION_MAX]);

/* "Weight", "AS Path": why a path is the best; static text. */
const char *frr_selection_reason(enum rib_step why);

/* "ipv4" or "ipv6". */
const char *frr_afi(uint8_t family);

/* A router ID as dotted text. */
const char *frr_router_id(uint32_t router_id, char out[ADDR_TEXT_MAX]);

#endif
