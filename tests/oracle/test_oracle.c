/*
 * The simulator against the oracle, on random labs. A lab that fails is named by its seed; run one
 * alone with SEED=n, more with LABS=n.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "azure/azure.h"
#include "base/mem.h"
#include "base/reader.h"
#include "bgp/as_path.h"
#include "sim/sim.h"
#include "study/dispute.h"
#include "tests/oracle/random_lab.h"
#include "tests/oracle/solver.h"
#include "topo/judge/load.h"

enum { LABS = 1000, ORDERS = 1000, JITTERS = 3 };

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* Marks that Microsoft's side sets for itself (virtual-wan-mark, no-echo-site-of-origin) are a
 * means of the product: the oracle knows what they stand for. */
static bool is_mark(uint32_t community)
{
	uint32_t upper = community >> 16;

	return upper == 65515 || upper == 65517 || upper == 65518;
}

static void write_communities(struct span communities, struct text *out)
{
	struct reader reader = reader_of_span(communities);
	const char *before = " communities ";

	while (reader.left > 0) {
		uint32_t community = reader_u32(&reader);

		if (is_mark(community))
			continue;
		text_addf(out, "%s%u:%u", before, community >> 16, community & 0xffff);
		before = " ";
	}
}

static void write_attrs(const struct bgp_attrs *attrs, struct text *out)
{
	if (attrs->as_path.size > 0)
		text_add(out, " ");
	as_path_format(attrs->as_path, " ", out);
	text_add(out, attrs->origin == BGP_ORIGIN_EGP ? " egp" : "");
	write_communities(attrs->communities, out);
}

/* Weights of the speakers whose tables Azure shows. */
static bool shows_weights(const struct snapshot_node *node)
{
	return node->kind == LAB_GATEWAY || node->kind == LAB_VPN_GATEWAY;
}

static void write_learned(const struct snapshot_node *node, const struct snapshot_path *path,
                          struct text *out)
{
	char hop[ADDR_TEXT_MAX];

	text_addf(out, " via %s", addr_format(&path->attrs->next_hop, hop));
	if (bgp_attrs_have(path->attrs, BGP_ATTR_MED))
		text_addf(out, " med %u", path->attrs->med);
	if (path->verdict != RIB_PASS)
		text_add(out, " rejected");
	else if (shows_weights(node))
		text_addf(out, " weight %u", path->attrs->weight);
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
			write_attrs(path->attrs, out);
			if (path->peer >= 0)
				write_learned(node, path, out);
			text_addf(out, "%s\n", path->best ? " best" : "");
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

/* The prefixes about which the oracle and the simulator differ, in all orders so far. */
struct quarrel {
	bool begun;
	struct text prefixes; /* each with a space before and behind */
	struct text said;     /* the first difference */
};

static bool is_among(const struct text *prefixes, const char *prefix)
{
	return strstr(text_str(prefixes), prefix) != NULL;
}

/* " 10.1.0.0/16 ", of a line that begins "node 10.1.0.0/16 from". */
static void prefix_of(const char *line, char out[PREFIX_TEXT_MAX + 2])
{
	const char *start = strchr(line, ' ');
	const char *end = strchr(start + 1, ' ');

	snprintf(out, PREFIX_TEXT_MAX + 2, "%.*s", (int)(end + 1 - start), start);
}

/* A line that only one of the two has. */
static void note_line(const struct quarrel *before, struct quarrel *after, const char *who,
                      const char *line)
{
	char prefix[PREFIX_TEXT_MAX + 2];

	prefix_of(line, prefix);
	if (before->begun && !is_among(&before->prefixes, prefix))
		return;
	if (after->said.size == 0)
		text_addf(&after->said, "only the %s says '%s'", who, line);
	if (!is_among(&after->prefixes, prefix))
		text_add(&after->prefixes, prefix);
}

static void compare(const struct quarrel *before, struct quarrel *after, struct text *want,
                    struct text *have)
{
	size_t want_count;
	size_t have_count;
	char **wanted = sorted_lines(want, &want_count);
	char **had = sorted_lines(have, &have_count);
	size_t w = 0;
	size_t h = 0;

	while (w < want_count || h < have_count) {
		int order = w == want_count ? 1 : h == have_count ? -1 : strcmp(wanted[w], had[h]);

		if (order < 0)
			note_line(before, after, "oracle", wanted[w]);
		else if (order > 0)
			note_line(before, after, "simulator", had[h]);
		w += order <= 0;
		h += order >= 0;
	}
	free(wanted);
	free(had);
}

/* BGP has several stable states where, for one, a Route Server and a customer tell a gateway the
 * same prefix: who comes first stays. The simulator must be in one of those that the oracle finds,
 * prefix by prefix. */
static void settle_dispute(const struct plan *plan, const struct snapshot *snapshot, uint64_t order,
                           struct quarrel *dispute)
{
	struct text want = {0};
	struct text have = {0};
	struct quarrel after = {.begun = true};

	if (solve(plan, order, &want)) {
		write_snapshot(snapshot, &have);
		compare(dispute, &after, &want, &have);
		text_done(&dispute->prefixes);
		text_done(&dispute->said);
		*dispute = after;
	}
	text_done(&want);
	text_done(&have);
}

static struct lab *make_lab(uint64_t seed)
{
	struct text json = {0};
	struct findings findings = {0};
	struct text complaints = {0};

	random_lab(seed, &json);

	struct lab *lab = azure_parse("random.json", json.at, json.size, &findings);

	if (lab == NULL) {
		findings_format(&findings, 5, &complaints);
		fail_msg("SEED=%u is no lab: %s\n%s", (unsigned)seed, text_str(&complaints),
		         json.at);
	}
	findings_done(&findings);
	text_done(&json);
	return lab;
}

struct tally {
	uint64_t paths;    /* in all tables */
	uint64_t searched; /* labs in which the first order led elsewhere */
	uint64_t restless; /* labs that go round a dispute wheel */
};

/* A simulation; false: it did not converge. */
static bool simulate(const struct plan *plan, uint64_t seed, int64_t jitter_us, struct sim **out)
{
	struct sim_options options = {.seed = seed, .jitter_us = jitter_us};

	*out = sim_new(plan, &options);
	sim_start(*out);
	return sim_run(*out, (struct instant){3600 * US_PER_S});
}

/* What never rests must go round a dispute wheel: the simulator says so, and names it. */
static void needs_wheel(struct sim *sim, const struct plan *plan, uint64_t seed)
{
	if (!sim_gave_up(sim))
		fail_msg("SEED=%u does not converge", (unsigned)seed);
	struct dispute *dispute = dispute_find(sim, plan);
	struct text said = {0};

	dispute_format(dispute, &said);
	if (!dispute->wheel)
		fail_msg("SEED=%u: %s", (unsigned)seed, text_str(&said));
	text_done(&said);
	dispute_free(dispute);
}

/* Where there are two stable states and no jitter, two speakers can change their minds at the same
 * instant for ever. Jitter ends that. NULL: whatever the jitter, it goes round a dispute wheel. */
static struct sim *simulate_lab(const struct plan *plan, uint64_t seed)
{
	struct sim *sim;

	if (simulate(plan, seed, (int64_t)(seed % 3) * 5000, &sim))
		return sim;
	for (uint64_t i = 1; i <= JITTERS; i++) {
		sim_free(sim);
		if (simulate(plan, seed + i, 5000, &sim))
			return sim;
	}
	needs_wheel(sim, plan, seed);
	sim_free(sim);
	return NULL;
}

static void check_lab(uint64_t seed, struct tally *tally)
{
	struct lab *lab = make_lab(seed);
	struct plan *plan = plan_compile(lab);
	struct sim *sim = simulate_lab(plan, seed);
	struct quarrel dispute = {0};
	uint64_t order = 0;

	if (sim == NULL) {
		tally->restless++;
		plan_free(plan);
		lab_free(lab);
		return;
	}
	struct snapshot *snapshot = sim_snapshot(sim);
	while (order < ORDERS && (!dispute.begun || dispute.prefixes.size > 0))
		settle_dispute(plan, snapshot, ++order, &dispute);
	if (!dispute.begun)
		fail_msg("SEED=%u: the oracle finds no stable state", (unsigned)seed);
	if (dispute.prefixes.size > 0)
		fail_msg("SEED=%u: %s", (unsigned)seed, text_str(&dispute.said));
	tally->searched += order > 1;
	for (uint32_t i = 0; i < snapshot->node_count; i++)
		tally->paths += snapshot->nodes[i].path_count;
	text_done(&dispute.prefixes);
	text_done(&dispute.said);
	snapshot_free(snapshot);
	sim_free(sim);
	plan_free(plan);
	lab_free(lab);
}

static void test_the_simulator_agrees_with_the_oracle(void **state)
{
	uint64_t only = number_of("SEED", 0);
	uint64_t labs = number_of("LABS", LABS);
	struct tally tally = {0};

	(void)state;
	if (only != 0) {
		check_lab(only, &tally);
		return;
	}
	for (uint64_t seed = 1; seed <= labs; seed++)
		check_lab(seed, &tally);
	/* Labs without routes would agree on anything, and so would an oracle that may try for
	 * long. */
	assert_true(tally.paths > labs * 100);
	assert_true(tally.searched * 10 < labs + 10);
	assert_true(tally.restless * 100 < labs + 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_simulator_agrees_with_the_oracle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
