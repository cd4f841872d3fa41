/* The only clock: microseconds since the driver started, from a clock that never goes back. */
#ifndef LIVE_CLOCK_H
#define LIVE_CLOCK_H

#include <stdint.h>
#include <uv.h>

#include "base/instant.h"

struct live_clock {
	uint64_t start_ns;
};

static inline struct live_clock live_clock_start(void)
{
	return (struct live_clock){uv_hrtime()};
}

static inline struct instant live_clock_now(const struct live_clock *clock)
{
	return (struct instant){(int64_t)((uv_hrtime() - clock->start_ns) / 1000)};
}

#endif
