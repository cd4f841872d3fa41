/* Measures the loop's turns. */
#include "live/turn.h"

#include <time.h>

#include "base/check.h"

static uint64_t cpu_ns(void)
{
	struct timespec now;

	CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void raise_to(uint64_t *most, uint64_t value)
{
	if (value > *most)
		*most = value;
}

static void end(struct turn *turn, uint64_t wall_ns, uint64_t used_cpu_ns, uint64_t idle_ns)
{
	turn->most.turns++;
	raise_to(&turn->most.wall_us, (wall_ns > idle_ns ? wall_ns - idle_ns : 0) / 1000);
	raise_to(&turn->most.cpu_us, used_cpu_ns / 1000);
	raise_to(&turn->most.bytes, turn->bytes);
	raise_to(&turn->most.routes, turn->routes);
}

void turn_next(struct turn *turn, uv_loop_t *uv)
{
	uint64_t now_ns = uv_hrtime();
	uint64_t now_cpu_ns = cpu_ns();
	uint64_t idle_ns = uv_metrics_idle_time(uv);

	if (turn->began_ns != 0)
		end(turn, now_ns - turn->began_ns, now_cpu_ns - turn->began_cpu_ns,
		    idle_ns - turn->began_idle_ns);
	turn->began_ns = now_ns;
	turn->began_cpu_ns = now_cpu_ns;
	turn->began_idle_ns = idle_ns;
	turn->bytes = 0;
	turn->routes = 0;
}
