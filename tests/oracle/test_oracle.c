/*
 * The simulator against the oracle, on random labs. A lab that fails is named by its seed; run one
 * alone with SEED=n, more with LABS=n.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "sim/sim.h"
#include "tests/oracle/random_lab.h"
#include "tests/oracle/solver.h"
#include "topo/load.h"

enum { LABS = 600 };

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void write_attrs(const struct bgp_attrs *attrs, bool learned, struct text *out)
{
	char hop[ADDR_TEXT_MAX];

	if (attrs->as_path.size > 0)
		text_add(out, " ");
	as_path_format(attrs->as_path, " ", out);
	if (learned)
		text_addf(out, " via %s", addr_format(&attrs->next_hop, hop));
	if (learned && bgp_attrs_have(attrs, BGP_ATTR_MED))
		text_addf(out, " med %u", attrs->med);
	if (attrs->communities.size > 0) {
		text_add(out, " communities ");
		community_format(attrs->communities, out);
	}
}

/* The simulator's tables in the oracle's words. */
static void write_snapshot(const struct snapshot *snapshot, struct text *out)
{
	for (uint32_t n = 0; n < snapshot->node_count; n++) {
		const struct snapshot_node *node = &snapshot->nodes[n];

		for (uint32_t i = 0; i < node->path_count; i++) {
			const struct snapshot_path *path = &node->paths[i];
			char prefix[PREFIX_TEXT_MAX];
			char from[ADDR_TEXT_MAX];

			text_addf(out, "%s %s from %s path", node->name,
			          prefix_format(&path->prefix, prefix),
			          path->peer < 0
			              ? "self"
			              : addr_format(&node->peers[path->peer].address, from));
			write_attrs(path->attrs, path->peer >= 0, out);
			text_addf(out, "%s%s\n", path->verdict == RIB_PASS ? "" : " rejected",
			          path->best ? " best" : "");
		}
	}
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Splits in place and sorts. */
static char **sorted_lines(struct text *text, size_t *count)
{
	char **lines = NULL;
	size_t capacity = 0;

	*count = 0;
	for (char *line = strtok(text->at, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		lines = mem_grow(lines, &capacity, *count + 1, sizeof(*lines));
		lines[(*count)++] = line;
	}
	if (*count > 0)
		qsort(lines, *count, sizeof(*lines), compare_lines);
	return lines;
}

static void expect_equal(uint64_t seed, struct text *want, struct text *have)
{
	size_t want_count;
	size_t have_count;
	char **wanted = sorted_lines(want, &want_count);
	char **had = sorted_lines(have, &have_count);
	size_t i = 0;

	while (i < want_count && i < have_count && strcmp(wanted[i], had[i]) == 0)
		i++;
	if (i < want_count || i < have_count)
		fail_msg("SEED=%u: the oracle says '%s', the simulator '%s'", (unsigned)seed,
		         i < want_count ? wanted[i] : "-", i < have_count ? had[i] : "-");
	free(wanted);
	free(had);
}

static struct lab *make_lab(uint64_t seed)
{
	struct text json = {0};
	struct findings findings = {0};
	struct text complaints = {0};

	random_lab(seed, &json);

	struct lab *lab = lab_parse("random.json", json.at, json.size, &findings);

	if (lab == NULL) {
		findings_format(&findings, 5, &complaints);
		fail_msg("SEED=%u is no lab: %s\n%s", (unsigned)seed, text_str(&complaints),
		         json.at);
	}
	findings_done(&findings);
	text_done(&json);
	return lab;
}

/* Returns how many paths the lab's speakers hold. */
static size_t check_lab(uint64_t seed)
{
	struct lab *lab = make_lab(seed);
	struct plan *plan = plan_compile(lab);
	struct sim_options options = {.seed = seed, .jitter_us = (int64_t)(seed % 3) * 5000};
	struct sim *sim = sim_new(plan, &options);
	struct text want = {0};
	struct text have = {0};
	size_t size;

	sim_start(sim);
	if (!sim_run(sim, (struct instant){3600 * US_PER_S}))
		fail_msg("SEED=%u does not converge", (unsigned)seed);

	struct snapshot *snapshot = sim_snapshot(sim);

	solve(plan, &want);
	write_snapshot(snapshot, &have);
	size = have.size;
	expect_equal(seed, &want, &have);
	text_done(&want);
	text_done(&have);
	snapshot_free(snapshot);
	sim_free(sim);
	plan_free(plan);
	lab_free(lab);
	return size;
}

static void test_the_simulator_agrees_with_the_oracle(void **state)
{
	uint64_t only = number_of("SEED", 0);
	uint64_t labs = number_of("LABS", LABS);
	size_t written = 0;

	(void)state;
	if (only != 0) {
		check_lab(only);
		return;
	}
	for (uint64_t seed = 1; seed <= labs; seed++)
		written += check_lab(seed);
	/* Labs without routes would agree on anything. */
	assert_true(written > labs * 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_simulator_agrees_with_the_oracle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
