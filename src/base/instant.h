/* Time as the core sees it: microseconds since the start of the run. The core never reads a
 * clock; it is told the time. A struct, so that plain seconds do not compile. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

struct instant {
	int64_t us;
};

#define INSTANT_START ((struct instant){0})
#define INSTANT_NEVER ((struct instant){INT64_MAX})

#define US_PER_MS INT64_C(1000)
#define US_PER_S  INT64_C(1000000)

static inline bool instant_before(struct instant a, struct instant b)
{
	return a.us < b.us;
}

/* `delay_us` after `at`; NEVER stays NEVER. */
static inline struct instant instant_after(struct instant at, int64_t delay_us)
{
	if (at.us == INT64_MAX || delay_us > INT64_MAX - at.us)
		return INSTANT_NEVER;
	return (struct instant){at.us + delay_us};
}

static inline struct instant instant_min(struct instant a, struct instant b)
{
	return a.us < b.us ? a : b;
}

#endif
