/*
 * The star: one pair of MSEEs, N gateways with K prefixes each, all of which everybody must learn.
 *
 * Usage: bench-star sim|live N K. Prints one line: routes held, seconds, peak memory in KiB. Fails
 * when anything is missing in the end, so a fast wrong answer is none.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "azure/star.h"
#include "live/live.h"
#include "sim/sim.h"
#include "topo/plan/plan.h"

enum { LIVE_PORT = 1790, LIMIT_S = 600 };

struct result {
	uint64_t held; /* routes in the tables of all speakers */
	double seconds;
};

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* Each gateway has its own prefixes once and all others from both MSEEs; each MSEE has all once. */
static uint64_t held_wanted(uint64_t gateways, uint64_t prefixes)
{
	uint64_t all = gateways * prefixes;

	return gateways * (prefixes + 2 * (all - prefixes)) + 2 * all;
}

static struct result run_sim(const struct plan *plan, double start)
{
	struct sim_options options = {.seed = 1};
	struct sim *sim = sim_new(plan, &options);
	struct result result = {0};

	sim_start(sim);
	if (!sim_run(sim, (struct instant){LIMIT_S * US_PER_S}))
		fprintf(stderr, "bench-star: did not converge\n");
	result.seconds = seconds_now() - start;
	for (uint32_t i = 0; i < plan->node_count; i++)
		result.held += rib_path_count(node_rib(sim_node(sim, i)));
	return result; /* the process ends: freeing is not what is measured */
}

/* The second of quiet by which a live run is known to have converged does not count. */
static struct result run_live(const struct plan *plan, double start)
{
	struct live_totals totals = {0};
	struct live_options options = {.tcp_inside = true,
	                               .port = LIVE_PORT,
	                               .until_converged = true,
	                               .stop_after_us = LIMIT_S * US_PER_S,
	                               .quiet = true,
	                               .totals = &totals};
	struct findings findings = {0};
	struct text text = {0};
	double planned = seconds_now() - start;

	if (live_run(plan, &options, &findings, NULL) != LIVE_CONVERGED)
		fprintf(stderr, "bench-star: did not converge\n");
	findings_format(&findings, 0, &text);
	fputs(text_str(&text), stderr);
	fprintf(stderr, "longest turn of the loop: %" PRIu64 " us, %" PRIu64 " us of CPU\n",
	        totals.turn_us, totals.turn_cpu_us);
	return (struct result){totals.paths, planned + (double)totals.changed_us / US_PER_S};
}

int main(int argc, char **argv)
{
	if (argc != 4 || (strcmp(argv[1], "sim") != 0 && strcmp(argv[1], "live") != 0)) {
		fprintf(stderr, "usage: bench-star sim|live GATEWAYS PREFIXES\n");
		return 2;
	}

	uint32_t gateways = (uint32_t)strtoul(argv[2], NULL, 10);
	uint32_t prefixes = (uint32_t)strtoul(argv[3], NULL, 10);
	double start = seconds_now();
	struct plan *plan = plan_star(gateways, prefixes);
	struct result result =
	    strcmp(argv[1], "sim") == 0 ? run_sim(plan, start) : run_live(plan, start);

	printf("%" PRIu64 " %.3f %ld\n", result.held, result.seconds, peak_kib());
	if (result.held == held_wanted(gateways, prefixes))
		return 0;
	fprintf(stderr, "bench-star: %" PRIu64 " routes are missing\n",
	        held_wanted(gateways, prefixes) - result.held);
	return 1;
}
