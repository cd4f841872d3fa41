/*
 * Processes at work. Each takes every n-th case of the shard that has to be run and writes its
 * answers into a pipe, in order; who asked reads one pipe after the other, so the order is that of
 * the cases, and a process that is ahead waits.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "study/sweep_world.h"
#include "study/world_memory.h"

/* Answers in a pipe: the record as it lies in memory, then its lists; both ends are one program. */

static bool put(FILE *to, const void *bytes, size_t size, size_t count)
{
	return count == 0 || fwrite(bytes, size, count, to) == count;
}

static bool get(FILE *from, void *bytes, size_t size, size_t count)
{
	return count == 0 || fread(bytes, size, count, from) == count;
}

static bool put_answer(FILE *to, const struct sweep_record *record)
{
	return put(to, record, sizeof(*record), 1) &&
	       put(to, record->broken, sizeof(*record->broken), record->broken_count) &&
	       put(to, record->hurts, sizeof(*record->hurts), record->hurt_count);
}

static bool get_answer(FILE *from, struct sweep_answer *answer)
{
	struct sweep_record *record = &answer->record;
	uint32_t *broken = record->broken;
	struct sweep_hurt *hurts = record->hurts;

	if (!get(from, record, sizeof(*record), 1))
		return false;
	record->broken = broken;
	record->hurts = hurts;
	CHECK(record->broken_count <= answer->broken_room &&
	      record->hurt_count <= answer->hurt_room);
	return get(from, broken, sizeof(*broken), record->broken_count) &&
	       get(from, hurts, sizeof(*hurts), record->hurt_count);
}

void sweep_answer_new(const struct sweep *sweep, struct sweep_answer *answer)
{
	*answer = (struct sweep_answer){.broken_room = sweep->expectation_count,
	                                .hurt_room = sweep->pair_count};
	answer->record.broken = xcalloc(answer->broken_room + 1, sizeof(uint32_t));
	answer->record.hurts = xcalloc(answer->hurt_room + 1, sizeof(struct sweep_hurt));
}

void sweep_answer_done(struct sweep_answer *answer)
{
	free(answer->record.broken);
	free(answer->record.hurts);
}

/* Forgets what the case before did; the set and its number stay. */
static void clear(struct sweep_record *record)
{
	record->equal = record->unsettled = false;
	record->broken_count = record->hurt_count = 0;
	memset(record->pairs, 0, sizeof(record->pairs));
	memset(record->witness, 0, sizeof(record->witness));
}

/* Copies by forks */

static _Noreturn void solve_in_child(struct sweep *sweep, struct sweep_answer *answer, int fd)
{
	FILE *to = fdopen(fd, "w");

	sweep_solve(sweep, answer);
	_exit(to != NULL && put_answer(to, &answer->record) && fflush(to) == 0 ? 0 : 1);
}

static bool solve_by_fork(struct sweep *sweep, struct sweep_answer *answer)
{
	int ends[2];
	int status = 1;
	bool good;
	pid_t child;

	if (pipe(ends) != 0)
		return false;
	child = fork();
	if (child == 0)
		solve_in_child(sweep, answer, ends[1]);
	close(ends[1]);
	FILE *from = fdopen(ends[0], "r");
	good = child > 0 && from != NULL && get_answer(from, answer);
	if (from != NULL)
		fclose(from);
	else
		close(ends[0]);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return good && status == 0;
}

bool sweep_solve_copy(struct sweep *sweep, struct sweep_answer *answer)
{
	clear(&answer->record);
	if (!sweep->copies)
		return solve_by_fork(sweep, answer);
	world_memory_restore();
	world_memory_enter();
	sweep_solve(sweep, answer);
	world_memory_leave();
	return true;
}

/* Who works, and what on */

struct worker {
	pid_t pid;
	FILE *answers;
};

/* The next case of the shard from `from` on; false at the end. */
static bool next_of_shard(const struct sweep *sweep, struct sweep_record *record, uint64_t from)
{
	const struct sweep_question *question = &sweep->question;

	while (sweep_next_case(sweep, record)) {
		if (record->number >= from && record->number % question->shards == question->shard)
			return true;
	}
	return false;
}

/* Before its first case the record stands one before the calm lab, which is a case of its own. */
static void stand_before(struct sweep_record *record)
{
	record->number = UINT64_MAX;
	record->failure_count = 0;
}

static bool step(const struct sweep *sweep, struct sweep_record *record, uint64_t from)
{
	if (record->number == UINT64_MAX) {
		record->number = 0;
		if (from == 0 && sweep->question.shard == 0)
			return true;
	}
	return next_of_shard(sweep, record, from);
}

static _Noreturn void work(struct sweep *sweep, uint64_t from, uint32_t self, int fd)
{
	struct sweep_answer answer;
	FILE *to = fdopen(fd, "w");
	uint64_t turn = 0;

	if (to == NULL)
		_exit(1);
	sweep_answer_new(sweep, &answer);
	stand_before(&answer.record);
	while (step(sweep, &answer.record, from)) {
		if (sweep_is_equal(sweep, &answer.record) || turn++ % sweep->question.jobs != self)
			continue;
		if (!sweep_solve_copy(sweep, &answer))
			_exit(1);
		if (!put_answer(to, &answer.record) || fflush(to) != 0)
			_exit(1);
	}
	_exit(0);
}

static bool start_worker(struct sweep *sweep, struct worker *workers, uint32_t self, uint64_t from)
{
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	workers[self].pid = fork();
	if (workers[self].pid == 0) {
		close(ends[0]);
		for (uint32_t i = 0; i < self; i++)
			close(fileno(workers[i].answers));
		work(sweep, from, self, ends[1]);
	}
	close(ends[1]);
	workers[self].answers = workers[self].pid < 0 ? NULL : fdopen(ends[0], "r");
	if (workers[self].answers == NULL)
		close(ends[0]);
	return workers[self].answers != NULL;
}

/* A worker whose pipe is closed ends by itself at its next answer. */
static void end_workers(struct worker *workers, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (workers[i].answers != NULL)
			fclose(workers[i].answers);
	}
	for (uint32_t i = 0; i < count; i++) {
		while (workers[i].pid > 0 && waitpid(workers[i].pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
}

static void say_died(const struct sweep *sweep, const struct sweep_record *record,
                     struct findings *findings)
{
	struct text names = {0};

	for (uint32_t i = 0; i < record->failure_count; i++)
		text_addf(&names, "%s%s", i == 0 ? "" : " + ",
		          sweep_element_name(sweep, record->failures[i]));
	findings_add(findings, SEVERITY_ERROR, (struct place){0},
	             "a process ended at case %llu (%s) before it had an answer",
	             (unsigned long long)record->number,
	             record->failure_count == 0 ? "the calm lab" : text_str(&names));
	text_done(&names);
}

static int read_all(struct sweep *sweep, struct worker *workers, uint64_t from, sweep_take_fn *take,
                    void *user, struct findings *findings)
{
	struct sweep_record at = {0};
	struct sweep_answer answer;
	uint64_t turn = 0;
	int result = 0;

	sweep_answer_new(sweep, &answer);
	stand_before(&at);
	while (result == 0 && step(sweep, &at, from)) {
		if (sweep_is_equal(sweep, &at)) {
			at.equal = true;
			result = take(user, &at) ? 0 : -1;
			at.equal = false;
			continue;
		}
		if (!get_answer(workers[turn++ % sweep->question.jobs].answers, &answer)) {
			say_died(sweep, &at, findings);
			result = -1;
		} else {
			CHECK(answer.record.number == at.number);
			result = take(user, &answer.record) ? 0 : -1;
		}
	}
	sweep_answer_done(&answer);
	return result;
}

int sweep_run(struct sweep *sweep, uint64_t from, sweep_take_fn *take, void *user,
              struct findings *findings)
{
	struct worker workers[SWEEP_JOBS_MAX] = {0};
	uint32_t count = 0;
	int result = -1;

	CHECK(sweep->question.jobs >= 1 && sweep->question.jobs <= SWEEP_JOBS_MAX);
	if (!sweep_try_singles(sweep, findings))
		return -1;
	fflush(NULL);
	while (count < sweep->question.jobs && start_worker(sweep, workers, count, from))
		count++;
	if (count == sweep->question.jobs)
		result = read_all(sweep, workers, from, take, user, findings);
	else
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "cannot start a process: %s", strerror(errno));
	end_workers(workers, sweep->question.jobs);
	return result;
}
