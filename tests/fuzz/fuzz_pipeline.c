/* Any bytes as a lab, and all that is done with one: plan, simulation, snapshot, that snapshot
 * written and read, who reaches whom, findings. Nothing aborts; a lab that does not come to rest is
 * asked as it stands. */
#include <stddef.h>
#include <stdint.h>

#include "azure/azure.h"
#include "query/lint/lint.h"
#include "query/reach/reach.h"
#include "query/state/fabric.h"
#include "sim/sim.h"
#include "tests/fuzz/again.h"
#include "topo/judge/load.h"

enum {
	NODES_MAX = 64, /* so that an input takes a fraction of a second */
	LIMIT_S = 600,  /* of virtual time */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct lab *lab, const struct plan *plan, const struct snapshot *snapshot)
{
	struct fabric *fabric = fabric_new(lab, snapshot);
	struct lint *lint = lint_take(fabric, plan, &lint_defaults);

	reach_free(reach_all_pairs(fabric, ADDR_IPV4));
	reach_free(reach_all_pairs(fabric, ADDR_IPV6));
	lint_free(lint);
	fabric_free(fabric);
}

static void run(const struct lab *lab, const struct plan *plan)
{
	struct sim *sim = sim_new(plan, &(struct sim_options){0});

	sim_start(sim);
	sim_run(sim, instant_after(INSTANT_START, LIMIT_S * US_PER_S));
	struct snapshot *snapshot = sim_snapshot(sim);
	snapshot_write_and_read(snapshot);
	ask(lab, plan, snapshot);
	snapshot_free(snapshot);
	sim_free(sim);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool json = size == 0 || data[0] == '{';
	struct findings findings = {0};
	struct lab *lab =
	    azure_parse(json ? "fuzz.json" : "fuzz.yaml", (const char *)data, size, &findings);

	findings_done(&findings);
	if (lab == NULL)
		return 0;
	struct plan *plan = plan_compile(lab);
	if (plan->node_count <= NODES_MAX)
		run(lab, plan);
	plan_free(plan);
	lab_free(lab);
	return 0;
}
