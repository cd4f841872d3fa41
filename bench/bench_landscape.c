/*
 * The landscape: a large lab on its way through the whole program, each part measured apart.
 *
 * Usage: bench-landscape [--whole | --validate | --write] [--plain] VNETS HUBS CIRCUITS. Prints one
 * line: the seconds of reading, judging, planning, converging, the snapshot and reaching; peak
 * memory in KiB. --validate stops behind judging, --write prints the lab itself, --plain leaves
 * Global Reach and VPN out. Fails when a pair that should reach each other does not, or the other
 * way round.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "azure/azure.h"
#include "bench/landscape.h"
#include "document/document.h"
#include "query/reach/reach.h"
#include "sim/sim.h"
#include "topo/judge/load.h"
#include "topo/model/model_build.h"

enum { LIMIT_S = 600, PARTS_MAX = 8 };

struct watch {
	double last;
	double parts[PARTS_MAX];
	unsigned count;
};

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void watch_part(struct watch *watch)
{
	double now = seconds_now();

	watch->parts[watch->count++] = now - watch->last;
	watch->last = now;
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void report(const struct watch *watch)
{
	for (unsigned i = 0; i < watch->count; i++)
		printf("%.3f ", watch->parts[i]);
	printf("%ld\n", peak_kib());
}

/* Findings are shown; true when there is no error. */
static bool is_clean(struct findings *findings)
{
	struct text text = {0};
	bool clean = findings_errors(findings) == 0;

	findings_format(findings, 20, &text);
	fputs(text_str(&text), stderr);
	text_done(&text);
	findings_done(findings);
	return clean;
}

/* What lab_parse() does, in its parts. */
static struct lab *load(const struct text *json, struct watch *watch)
{
	struct findings findings = {0};
	struct document *document = document_salvage("hairpin-lab", "landscape.json",
	                                             text_str(json), json->size, &findings);
	struct lab *lab = NULL;

	if (document != NULL)
		lab = model_build(azure_kinds, document, "landscape.json", arena_new(), &findings);
	document_free(document);
	watch_part(watch);
	if (lab != NULL)
		lab_judge(lab, &findings);
	watch_part(watch);
	if (!is_clean(&findings))
		return NULL;
	lab_list_elements(lab);
	return lab;
}

static struct snapshot *converge(const struct plan *plan, struct watch *watch)
{
	struct sim_options options = {.seed = 1};
	struct sim *sim = sim_new(plan, &options);

	sim_start(sim);
	if (!sim_run(sim, (struct instant){LIMIT_S * US_PER_S}))
		fprintf(stderr, "bench-landscape: did not converge\n");
	watch_part(watch);

	struct snapshot *snapshot = sim_snapshot(sim);

	sim_free(sim);
	watch_part(watch);
	return snapshot;
}

/* With Global Reach everybody reaches everybody, but for the spokes of one hub among each other:
 * VNet peering is not transitive, and no gateway is told what it announced itself (FACTS 1.4 rule
 * 6). */
static uint64_t open_wanted(const struct landscape *landscape, uint64_t pairs)
{
	uint64_t spokes = landscape->vnets / landscape->hubs - 1;

	return pairs - landscape->hubs * spokes * (spokes - 1);
}

static bool all_reached(const struct landscape *landscape, const struct lab *lab,
                        const struct snapshot *snapshot)
{
	struct fabric *fabric = fabric_new(lab, snapshot);
	struct reach *reach = reach_all_pairs(fabric, ADDR_IPV4);
	uint64_t open = reach->states[PATH_REACHABLE];
	uint64_t wanted = open_wanted(landscape, reach->pairs);

	if (open == wanted || !landscape->global_reach)
		return true;
	fprintf(stderr,
	        "bench-landscape: %" PRIu64 " pairs reach each other, expected %" PRIu64 "\n", open,
	        wanted);
	return false;
}

static int measure(const struct landscape *landscape, const struct text *json, bool only_validate)
{
	struct watch watch = {.last = seconds_now()};
	struct lab *lab = load(json, &watch);

	if (lab == NULL)
		return 1;
	if (only_validate) {
		report(&watch);
		return 0;
	}

	struct plan *plan = plan_compile(lab);

	watch_part(&watch);
	struct snapshot *snapshot = converge(plan, &watch);
	bool right = all_reached(landscape, lab, snapshot);

	watch_part(&watch);
	report(&watch);
	return right ? 0 : 1; /* the process ends: freeing is not what is measured */
}

int main(int argc, char **argv)
{
	struct landscape landscape = {.global_reach = true, .vpn = true};
	struct text json = {0};
	bool write = false;
	bool validate = false;
	int at = 1;

	for (; at < argc && argv[at][0] == '-'; at++) {
		write = write || strcmp(argv[at], "--write") == 0;
		validate = validate || strcmp(argv[at], "--validate") == 0;
		if (strcmp(argv[at], "--plain") == 0)
			landscape.global_reach = landscape.vpn = false;
	}
	if (argc - at != 3) {
		fprintf(stderr,
		        "usage: bench-landscape [--whole | --validate | --write] [--plain] VNETS "
		        "HUBS CIRCUITS\n");
		return 2;
	}
	landscape.vnets = (uint32_t)strtoul(argv[at], NULL, 10);
	landscape.hubs = (uint32_t)strtoul(argv[at + 1], NULL, 10);
	landscape.circuits = (uint32_t)strtoul(argv[at + 2], NULL, 10);
	const char *refused = landscape_refused(&landscape);
	if (refused != NULL) {
		fprintf(stderr, "bench-landscape: %s\n", refused);
		return 2;
	}
	landscape_write(&landscape, &json);
	if (!write)
		return measure(&landscape, &json, validate);
	fputs(text_str(&json), stdout);
	return 0;
}
