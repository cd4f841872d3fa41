/* What a plan takes for granted although nobody has published it, as far as this lab depends on
 * it: what the kinds say, in the order of their ranks. */
#include <stdlib.h>

#include "topo/plan/plan_compile.h"

static uint32_t count(const struct plan *plan, const struct plan_assumed *assumed)
{
	uint32_t count = 0;

	CHECK((assumed->nodes == NULL) != (assumed->sessions == NULL));
	for (uint32_t i = 0; assumed->nodes != NULL && i < plan->node_count; i++)
		count += assumed->nodes(plan, &plan->nodes[i]);
	for (uint32_t i = 0; assumed->sessions != NULL && i < plan->session_count; i++)
		count += assumed->sessions(plan, &plan->sessions[i]);
	return count;
}

/* Of equal ranks, that of the earlier kind. */
struct ranked {
	const struct plan_assumed *assumed;
	uint32_t position;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *left = a;
	const struct ranked *right = b;

	if (left->assumed->rank != right->assumed->rank)
		return left->assumed->rank < right->assumed->rank ? -1 : 1;
	return left->position < right->position ? -1 : left->position > right->position;
}

/* All that the kinds assume; the caller frees it. */
static struct ranked *collect(const struct plan *plan, uint32_t *total)
{
	struct ranked *all = NULL;
	size_t room = 0;
	uint32_t used = 0;

	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++) {
		const struct plan_hooks *hooks = plan->lab->kinds[kind]->plan;
		const struct plan_assumed *at = hooks == NULL ? NULL : hooks->assumed;

		for (; at != NULL && at->rule != NULL; at++, used++) {
			all = mem_grow(all, &room, used + 1u, sizeof(*all));
			all[used] = (struct ranked){at, used};
		}
	}
	if (used > 0)
		qsort(all, used, sizeof(*all), by_rank);
	*total = used;
	return all;
}

void plan_assume(struct plan *plan)
{
	uint32_t total;
	struct ranked *all = collect(plan, &total);
	struct plan_assumption *list = arena_alloc(plan->arena, total * sizeof(*list));

	plan->assumptions = list;
	for (uint32_t i = 0; i < total; i++) {
		uint32_t number = count(plan, all[i].assumed);

		if (number > 0)
			list[plan->assumption_count++] = (struct plan_assumption){
			    .rule = all[i].assumed->rule,
			    .text =
				arena_printf(plan->arena, "%u %s", number, all[i].assumed->text),
			};
	}
	free(all);
}
