/* Words as FRR 8.4 writes them. */
#include "report/state/frr.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "base/instant.h"

const char *frr_duration(int64_t us, char out[FRR_DURATION_MAX])
{
	int64_t s = us < 0 ? 0 : us / US_PER_S;
	int64_t minutes = s / 60;
	int64_t hours = minutes / 60;
	int64_t days = hours / 24;

	if (days == 0)
		snprintf(out, FRR_DURATION_MAX, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, hours,
		         minutes % 60, s % 60);
	else if (days < 7)
		snprintf(out, FRR_DURATION_MAX, "%" PRId64 "d%02" PRId64 "h%02" PRId64 "m", days,
		         hours % 24, minutes % 60);
	else
		snprintf(out, FRR_DURATION_MAX, "%02" PRId64 "w%" PRId64 "d%02" PRId64 "h",
		         days / 7, days % 7, hours % 24);
	return out;
}

static const char *const reasons[RIB_STEP_COUNT] = {
    [RIB_STEP_ONLY_PATH] = "First path received",
    [RIB_STEP_LOCAL] = "Local Route",
    [RIB_STEP_WEIGHT] = "Weight",
    [RIB_STEP_LOCAL_PREF] = "Local Pref",
    [RIB_STEP_AS_PATH] = "AS Path",
    [RIB_STEP_ORIGIN] = "Origin",
    [RIB_STEP_MED] = "MED",
    [RIB_STEP_EXTERNAL] = "Peer Type",
    [RIB_STEP_IGP_METRIC] = "IGP Metric",
    [RIB_STEP_MULTIPATH] = "Nothing left to compare",
    [RIB_STEP_OLDEST] = "Older Path",
    [RIB_STEP_ROUTER_ID] = "Router ID",
    [RIB_STEP_CLUSTER_LIST] = "Cluster length",
    [RIB_STEP_PEER_ADDRESS] = "Neighbor IP",
};

const char *frr_selection_reason(enum rib_step why)
{
	CHECK(why < RIB_STEP_COUNT);
	return reasons[why];
}

const char *frr_afi(uint8_t family)
{
	return family == ADDR_IPV6 ? "ipv6" : "ipv4";
}

const char *frr_router_id(uint32_t router_id, char out[ADDR_TEXT_MAX])
{
	struct addr addr = addr_v4(router_id);

	return addr_format(&addr, out);
}
