/* One case: what fails, fails at once and is noticed at once, for how the ends find out does not
 * change where the tables come to rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "study/dispute.h"
#include "study/sweep_world.h"
#include "topo/event/event_ride.h"

static void fail(struct sweep *sweep, const struct sweep_element *element)
{
	for (size_t i = 0; i < element->change_count; i++)
		sim_carry_out(sweep->sim, &element->changes[i]);
}

/* The failures of one case, for tunnels that ride on several. */
struct failed {
	const struct sweep *sweep;
	const uint64_t *effect;
};

static bool has_bit(const uint64_t *bits, uint32_t bit)
{
	return bits[bit / 64] >> bit % 64 & 1;
}

static bool is_up(const void *state, uint32_t session)
{
	const struct failed *failed = state;
	const struct plan *plan = failed->sweep->question.plan;
	const struct plan_session *at = &plan->sessions[session];

	return !has_bit(failed->effect, at->end[0].node) &&
	       !has_bit(failed->effect, at->end[1].node) &&
	       !has_bit(failed->effect, plan->node_count + session);
}

/* What one failure leaves alive several may not: a tunnel over both links of a circuit. One tunnel
 * may carry another. */
static void fail_rides(struct sweep *sweep, const struct sweep_record *record)
{
	const struct plan *plan = sweep->question.plan;
	uint64_t *effect = xcalloc(sweep->effect_words + 1u, sizeof(*effect));
	const struct failed failed = {sweep, effect};
	bool changed = true;

	for (uint32_t i = 0; i < record->failure_count; i++)
		for (uint32_t word = 0; word < sweep->effect_words; word++)
			effect[word] |= sweep->elements[record->failures[i]].effect[word];
	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < plan->session_count; i++) {
			const struct lab_underlay *underlay = plan->sessions[i].underlay;
			uint32_t bit = plan->node_count + i;

			if (underlay == NULL || has_bit(effect, bit) ||
			    event_underlay_alive(plan, underlay, is_up, &failed))
				continue;
			effect[bit / 64] |= UINT64_C(1) << bit % 64;
			sim_cut_session(sweep->sim, i, true);
			changed = true;
		}
	}
	free(effect);
}

static void say(struct sweep_answer *answer, const char *what, const char *message)
{
	if (answer->record.witness[0] == '\0')
		snprintf(answer->record.witness, sizeof(answer->record.witness), "%s: %s", what,
		         message);
}

/* Lists every expectation that fails; the first one says why. */
static void judge(struct sweep *sweep, struct fabric *fabric, struct sweep_answer *answer)
{
	struct sweep_record *record = &answer->record;
	struct findings findings = {0};
	uint32_t number = 0;

	for (size_t f = 0; f < sweep->question.expectation_count; f++) {
		const struct expectations *file = sweep->question.expectations[f];
		struct expect_report *report = expect_judge(fabric, file, &findings);

		for (uint32_t i = 0; i < file->count; i++, number++) {
			if (report != NULL && report->results[i].passed)
				continue;
			CHECK(record->broken_count < answer->broken_room);
			record->broken[record->broken_count++] = number;
			say(answer, file->items[i].name,
			    report == NULL ? "cannot be judged" : report->results[i].message);
		}
		expect_report_free(report);
	}
	findings_done(&findings);
}

static void tell_unrest(struct sweep *sweep, struct sweep_answer *answer)
{
	struct dispute *dispute;
	struct text text = {0};

	if (sim_gave_up(sweep->sim)) {
		dispute = dispute_find(sweep->sim, sweep->question.plan);
		dispute_format(dispute, &text);
		dispute_free(dispute);
	} else {
		text_add(&text, "not within the time of --timeout");
	}
	say(answer, "does not come to rest", text_str(&text));
	text_done(&text);
}

static void look(struct sweep *sweep, struct sweep_after *after)
{
	after->unchanged = xcalloc(sweep->question.plan->node_count + 1u, 1);
	after->snapshot = sim_snapshot_after(sweep->sim, sweep->calm, sweep->calm_work,
	                                     after->unchanged, sweep->expectation_count == 0);
	after->fabric = fabric_after(sweep->fabric, after->snapshot, after->unchanged);
}

static void look_done(struct sweep_after *after)
{
	fabric_free(after->fabric);
	snapshot_free(after->snapshot);
	free(after->unchanged);
}

void sweep_solve(struct sweep *sweep, struct sweep_answer *answer)
{
	struct sweep_record *record = &answer->record;
	struct sweep_after after;

	for (uint32_t i = 0; i < record->failure_count; i++)
		fail(sweep, &sweep->elements[record->failures[i]]);
	if (record->failure_count > 1)
		fail_rides(sweep, record);
	record->unsettled =
	    !sim_run(sweep->sim, instant_after(sim_now(sweep->sim), sweep->question.limit_us));
	if (record->unsettled) {
		tell_unrest(sweep, answer);
		return;
	}
	look(sweep, &after);
	if (sweep->expectation_count > 0)
		judge(sweep, after.fabric, answer);
	else
		sweep_compare_pairs(sweep, &after, answer);
	look_done(&after);
}
