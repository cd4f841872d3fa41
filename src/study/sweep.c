/* The whole of a sweep: what is asked, the calm state, and what is known of both. */
#include "study/sweep.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/check.h"
#include "base/hash.h"
#include "study/dispute.h"
#include "study/sweep_world.h"
#include "study/world_memory.h"

/* What every single failure does to every pair is kept, for sets of several. */
#define SINGLE_MAX ((size_t)512 << 20)

static void keep_expectations(struct sweep *sweep)
{
	uint32_t at = 0;

	for (size_t f = 0; f < sweep->question.expectation_count; f++)
		sweep->expectation_count += sweep->question.expectations[f]->count;
	sweep->expectations = arena_alloc(sweep->arena, (sweep->expectation_count + 1u) *
	                                                    sizeof(*sweep->expectations));
	for (size_t f = 0; f < sweep->question.expectation_count; f++) {
		const struct expectations *file = sweep->question.expectations[f];

		for (uint32_t i = 0; i < file->count; i++)
			sweep->expectations[at++] = &file->items[i];
	}
}

/* Names that the lab does not have are told before anything fails. */
static bool expectations_fit(struct sweep *sweep, struct findings *findings)
{
	bool good = true;

	for (size_t f = 0; f < sweep->question.expectation_count; f++) {
		struct expect_report *report =
		    expect_judge(sweep->fabric, sweep->question.expectations[f], findings);

		good &= report != NULL;
		expect_report_free(report);
	}
	return good;
}

/* Expressions for AS paths grow on the heap when they are used, and are the lab's: in a region that
 * is put back they would point to what is gone. */
static bool lab_allocates_later(const struct lab *lab)
{
	return lab->policies.as_path_set_count > 0;
}

static bool come_to_rest(struct sweep *sweep, struct findings *findings)
{
	const struct sim_options options = {0};
	struct instant limit = instant_after(INSTANT_START, sweep->question.limit_us);
	bool rested;

	sweep->copies = !lab_allocates_later(sweep->question.lab) && world_memory_new();
	world_memory_enter();
	sweep->sim = sim_new(sweep->question.plan, &options);
	sim_start(sweep->sim);
	rested = sim_run(sweep->sim, limit);
	world_memory_leave();
	if (!rested) {
		dispute_explain(sweep->sim, sweep->question.plan, limit, findings);
		return false;
	}
	sweep->calm = sim_snapshot(sweep->sim);
	sweep->touched_words = sweep->question.plan->node_count / 64 + 1;
	sweep->calm_work = arena_alloc(sweep->arena, (sweep->question.plan->node_count + 1u) *
	                                                 sizeof(*sweep->calm_work));
	for (uint32_t i = 0; i < sweep->question.plan->node_count; i++)
		sweep->calm_work[i] = sim_work(sweep->sim, i);
	sweep->fabric = fabric_new(sweep->question.lab, sweep->calm);
	if (sweep->copies)
		world_memory_keep();
	return true;
}

/* What single failures do, before sets of several are judged by it. */
bool sweep_try_singles(struct sweep *sweep, struct findings *findings)
{
	size_t size = (size_t)sweep->element_count * sweep->pair_count * sizeof(*sweep->single);
	struct sweep_answer answer;
	bool good = true;

	if (sweep->single != NULL || sweep->expectation_count > 0 || sweep->question.failures < 2 ||
	    sweep->pair_count == 0)
		return true;
	if (size > SINGLE_MAX) {
		findings_add(
		    findings, SEVERITY_ERROR, (struct place){0},
		    "%u elements that may fail and %u pairs are too many to compare sets of "
		    "failures; give expectations, fewer kinds by --of, or --failures 1",
		    sweep->element_count, sweep->pair_count);
		return false;
	}
	sweep->single = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sweep->single == MAP_FAILED)
		mem_exhausted();
	sweep_answer_new(sweep, &answer);
	for (uint32_t i = 0; i < sweep->element_count && good; i++) {
		answer.record.failure_count = 1;
		answer.record.failures[0] = i;
		good = sweep_solve_copy(sweep, &answer);
	}
	if (!good)
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "a process ended at a single failure before it had an answer");
	sweep_answer_done(&answer);
	return good;
}

static bool prepare(struct sweep *sweep, struct findings *findings, bool *unsettled)
{
	if (!sweep_list_elements(sweep, findings))
		return false;
	sweep->cases = sweep_count_cases(sweep->element_count, sweep->question.failures);
	if (!come_to_rest(sweep, findings)) {
		*unsettled = true;
		return false;
	}
	keep_expectations(sweep);
	if (!expectations_fit(sweep, findings))
		return false;
	if (sweep->expectation_count == 0) {
		sweep_find_ends(sweep);
		path_ends_say_parts(sweep->fabric, ADDR_IPV4, findings);
	}
	return true;
}

struct sweep *sweep_new(const struct sweep_question *question, struct findings *findings,
                        bool *unsettled)
{
	struct sweep *sweep = xcalloc(1, sizeof(*sweep));

	CHECK(question->failures >= 1 && question->failures <= SWEEP_FAILURES_MAX);
	CHECK(question->shard < question->shards);
	*unsettled = false;
	sweep->arena = arena_new();
	sweep->question = *question;
	if (prepare(sweep, findings, unsettled))
		return sweep;
	sweep_free(sweep);
	return NULL;
}

/* The simulator goes with its region. */
void sweep_free(struct sweep *sweep)
{
	if (sweep == NULL)
		return;
	fabric_free(sweep->fabric);
	snapshot_free(sweep->calm);
	if (sweep->copies)
		world_memory_free();
	else
		sim_free(sweep->sim);
	for (uint32_t i = 0; i < sweep->element_count; i++) {
		free(sweep->elements[i].changes);
		free(sweep->elements[i].effect);
	}
	if (sweep->single != NULL)
		munmap(sweep->single,
		       (size_t)sweep->element_count * sweep->pair_count * sizeof(*sweep->single));
	free(sweep->elements);
	arena_free(sweep->arena);
	free(sweep);
}

const char *sweep_lab_name(const struct sweep *sweep)
{
	return sweep->question.lab->name;
}

uint32_t sweep_failures(const struct sweep *sweep)
{
	return sweep->question.failures;
}

uint64_t sweep_shard(const struct sweep *sweep)
{
	return sweep->question.shard;
}

uint64_t sweep_shards(const struct sweep *sweep)
{
	return sweep->question.shards;
}

uint64_t sweep_case_count(const struct sweep *sweep)
{
	return sweep->cases;
}

uint32_t sweep_element_count(const struct sweep *sweep)
{
	return sweep->element_count;
}

const char *sweep_element_name(const struct sweep *sweep, uint32_t element)
{
	CHECK(element < sweep->element_count);
	return sweep->elements[element].name;
}

uint32_t sweep_same_count(const struct sweep *sweep)
{
	return sweep->same_count;
}

void sweep_format_kinds(const struct sweep *sweep, struct text *out)
{
	bool any = false;

	for (uint32_t i = 0; sweep_kind_names[i] != NULL; i++) {
		if (sweep->kind_counts[i] == 0)
			continue;
		text_addf(out, "%s%s %u", any ? ", " : "", sweep_kind_names[i],
		          sweep->kind_counts[i]);
		any = true;
	}
}

uint32_t sweep_pair_count(const struct sweep *sweep)
{
	return sweep->pair_count;
}

uint32_t sweep_expectation_count(const struct sweep *sweep)
{
	return sweep->expectation_count;
}

const char *sweep_expectation_name(const struct sweep *sweep, uint32_t expectation)
{
	CHECK(expectation < sweep->expectation_count);
	return sweep->expectations[expectation]->name;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	return text == NULL ? hash_mix(hash) : hash_bytes(hash, text, strlen(text));
}

/* Elements say which kinds were asked for. */
uint64_t sweep_fingerprint(const struct sweep *sweep)
{
	const struct lab *lab = sweep->question.lab;
	uint64_t hash = hash_bytes(1, lab->text, lab->text_size);

	for (uint32_t i = 0; i < sweep->element_count; i++)
		hash = hash_text(hash, sweep->elements[i].name);
	for (size_t f = 0; f < sweep->question.expectation_count; f++)
		hash = hash_bytes(hash, &sweep->question.expectations[f]->fingerprint,
		                  sizeof(uint64_t));
	hash = hash_bytes(hash, &sweep->question.failures, sizeof(uint32_t));
	return hash_bytes(hash, &sweep->question.limit_us, sizeof(int64_t));
}
