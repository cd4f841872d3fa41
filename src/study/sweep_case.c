/* One case: what fails, fails at once and is noticed at once, for how the ends find out does not
 * change where the tables come to rest. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "study/dispute.h"
#include "study/sweep_world.h"

static void fail(struct sweep *sweep, const struct sweep_element *element)
{
	for (size_t i = 0; i < element->change_count; i++)
		sim_carry_out(sweep->sim, &element->changes[i]);
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

void sweep_solve(struct sweep *sweep, struct sweep_answer *answer)
{
	struct sweep_record *record = &answer->record;
	struct snapshot *snapshot;
	struct fabric *fabric;

	for (uint32_t i = 0; i < record->failure_count; i++)
		fail(sweep, &sweep->elements[record->failures[i]]);
	record->unsettled =
	    !sim_run(sweep->sim, instant_after(sim_now(sweep->sim), sweep->question.limit_us));
	if (record->unsettled) {
		tell_unrest(sweep, answer);
		return;
	}
	snapshot = sim_snapshot(sweep->sim);
	fabric = fabric_new(sweep->question.lab, snapshot);
	if (sweep->expectation_count > 0)
		judge(sweep, fabric, answer);
	else
		sweep_compare_pairs(sweep, fabric, answer);
	fabric_free(fabric);
	snapshot_free(snapshot);
}
