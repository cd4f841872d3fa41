/* hairpin sweep: which failures break what? */
#include "study/sweep.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/guard/sweep_files.h"
#include "cli/outputs.h"
#include "cli/source.h"
#include "document/file.h"
#include "report/sweep.h"
#include "study/sweep_fold.h"

enum { CASES_MAX = 1000000, SWEEP_FILES_MAX = 64 };

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUTS(guard_formats_and_lines),
	{"failures", 'k', "NUMBER", "so many at a time, at most (1)", NULL},
	{"of", 0, "KINDS", "what may fail, joined by commas (all kinds)", NULL},
	{"max-cases", 0, "NUMBER", "refuse a sweep of more cases (1000000)", NULL},
	{"jobs", 'j', "NUMBER", "processes at work (one for each processor)", NULL},
	{"shard", 0, "I/N", "only every N-th case, from the I-th, 0 to N-1; '/N' takes I from JOB_COMPLETION_INDEX or SLURM_ARRAY_TASK_ID", NULL},
	{"out", 0, "DIR", "write the cases of the shard to a file in DIR", NULL},
	{"resume", 0, NULL, "go on with what is in DIR", NULL},
	{"merge", 0, "DIR", "no LAB: put together what the shards wrote", NULL},
	{"timeout", 0, "SECONDS", "virtual time for a case to come to rest in (3600)", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static const char more[] =
    "KINDS are links, msees, gateway-instances, gateways, circuits, tunnels, routers,\n"
    "appliances, connections, route-servers, peering-locations and regions.\n"
    "\n"
    "Without EXPECT it is told which pairs of networks and sites are cut, become one-way,\n"
    "get worse or are opened. With --out the exit status is 0 when the shard is done, whatever it\n"
    "found; 4 may be tried again, 2 and 3 will come again.\n";

/* What is at work. */
struct sweeping {
	struct cli *cli;
	struct sweep *sweep;
	struct sweep_report *report; /* NULL: lines go to the file */
	struct sweep_file file;
	struct text line;
	uint64_t taken;
	uint64_t due; /* cases of this shard that are left */
	bool shown;   /* progress is wanted */
	double began;
	double told;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void show_progress(struct sweeping *sweeping)
{
	double at = now();
	double left;

	if (!sweeping->shown || at - sweeping->told < 0.25)
		return;
	sweeping->told = at;
	left = (at - sweeping->began) / (double)sweeping->taken *
	       (double)(sweeping->due - sweeping->taken);
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " cases, %.0f s left \033[K", sweeping->taken,
	        sweeping->due, left);
}

static void end_progress(struct sweeping *sweeping)
{
	if (sweeping->told > sweeping->began)
		fprintf(stderr, "\r\033[K");
}

static bool take(void *user, const struct sweep_record *record)
{
	struct sweeping *sweeping = user;
	uint64_t number;

	text_clear(&sweeping->line);
	sweep_write_record(sweeping->sweep, record, &sweeping->line);
	sweeping->taken++;
	show_progress(sweeping);
	if (sweeping->report == NULL)
		return sweep_file_add(sweeping->cli, &sweeping->file, record->number,
		                      text_str(&sweeping->line), sweeping->line.size);
	bool good = sweep_fold(sweeping->report, text_str(&sweeping->line), &number);
	CHECK(good && number == record->number);
	return true;
}

/* What was asked */

static uint32_t processors(void)
{
	cpu_set_t set;
	int count = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set);
	if (count > SWEEP_JOBS_MAX)
		count = SWEEP_JOBS_MAX;
	return count < 1 ? 1 : (uint32_t)count;
}

static const char *index_of_job(void)
{
	const char *index = getenv("JOB_COMPLETION_INDEX");

	return index != NULL ? index : getenv("SLURM_ARRAY_TASK_ID");
}

static bool read_shard(const struct cli *cli, struct sweep_question *out)
{
	const char *text = cli_value(cli, "shard");
	char whole[64];
	char end = '\0';

	out->shards = 1;
	if (text == NULL)
		return true;
	snprintf(whole, sizeof(whole), "%s%s",
	         text[0] == '/' && index_of_job() != NULL ? index_of_job() : "", text);
	if (strspn(whole, "0123456789/") == strlen(whole) &&
	    sscanf(whole, "%" SCNu64 "/%" SCNu64 "%c", &out->shard, &out->shards, &end) == 2 &&
	    out->shard < out->shards && out->shards <= 100000)
		return true;
	if (text[0] == '/' && index_of_job() == NULL)
		cli_complain(cli,
		             "--shard %s: neither JOB_COMPLETION_INDEX nor "
		             "SLURM_ARRAY_TASK_ID is set; expected I/N",
		             text);
	else
		cli_complain(cli, "--shard: '%s' is not I/N with I from 0 to N-1, and N to 100000",
		             whole);
	return false;
}

static bool read_question(const struct cli *cli, struct sweep_question *out)
{
	uint64_t failures = 1;
	uint64_t jobs = processors();
	struct instant limit;
	bool good = cli_number(cli, "failures", 1, SWEEP_FAILURES_MAX, &failures);

	good &= cli_number(cli, "jobs", 1, SWEEP_JOBS_MAX, &jobs);
	good &= cli_time_limit(cli, &limit);
	good &= read_shard(cli, out);
	if (good && cli_given(cli, "resume") && !cli_given(cli, "out")) {
		cli_complain(cli, "--resume goes with --out");
		good = false;
	}
	if (good && out->shards > 1 && !cli_given(cli, "out")) {
		cli_complain(cli, "--shard goes with --out: what a shard finds is told by --merge");
		good = false;
	}
	out->failures = (uint32_t)failures;
	out->jobs = (uint32_t)jobs;
	out->of = cli_value(cli, "of");
	if (good)
		out->limit_us = limit.us;
	return good;
}

static bool read_files(struct cli *cli, char **paths, struct sweep_question *question,
                       struct expectations **files)
{
	struct findings findings = {0};
	bool good;

	for (size_t i = 0; i < question->expectation_count; i++) {
		size_t size;
		char *text = file_read(paths[i], EXPECT_SIZE_MAX, &size, &findings);

		if (text != NULL)
			files[i] = expect_parse(paths[i], text, size, &findings);
		free(text);
	}
	good = findings_errors(&findings) == 0;
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return good;
}

/* What is told */

static void tell(struct view *view, const void *report)
{
	sweep_view(view, report);
}

static void tell_lines(const void *report, struct text *out)
{
	sweep_print_lines(report, out);
}

/* Where what fails stands in the lab file; its first line for a region or a peering location. Names
 * are those of --of: "er-fra/primary", "gw-weu/0". */
static struct place place_of(const void *user, const char *name)
{
	const struct lab *lab = user;
	struct place place = {.file = lab->file, .line = 1, .column = 1};
	size_t best = 0;

	for (uint32_t i = 0; name != NULL && i < lab->element_count; i++) {
		const struct lab_element *element = &lab->elements[i];
		size_t size = strlen(element->name);

		if (size <= best || strncmp(name, element->name, size) != 0 ||
		    (name[size] != '\0' && name[size] != '/'))
			continue;
		best = size;
		place = element->place;
	}
	return place;
}

/* `lab` is NULL when the report was put together from files. */
static int print(struct cli *cli, const struct sweep_report *report, const struct lab *lab)
{
	struct verdicts *verdicts = verdicts_new(report->lab);
	struct guard_answer answer = {
	    .verdicts = verdicts, .answer = report, .tell = tell, .lines = tell_lines};
	int code = CLI_GOOD;

	if (report->harmful > 0)
		code = CLI_NO;
	else if (report->unsettled > 0)
		code = CLI_NOT_CONVERGED;
	verdicts_add_sweep(verdicts, report, lab == NULL ? NULL : place_of, lab);
	code = cli_outputs_print(cli, &answer, code);
	verdicts_free(verdicts);
	return code;
}

/* A sweep that is larger than anybody wants is not begun; a large one is announced. */
static bool is_wanted(struct cli *cli, const struct sweep *sweep)
{
	uint64_t cases = sweep_case_count(sweep);
	uint64_t most = CASES_MAX;
	char count[32] = "more than can be counted";

	if (!cli_number(cli, "max-cases", 1, UINT64_MAX - 1, &most))
		return false;
	if (cases != UINT64_MAX)
		snprintf(count, sizeof(count), "%" PRIu64, cases);
	if (cases <= most) {
		if (cases > 10000 && !cli_given(cli, "quiet"))
			cli_complain(cli, "%s cases of %u elements", count,
			             sweep_element_count(sweep));
		return true;
	}
	cli_complain(cli,
	             "%u elements and up to %u failures at a time make %s cases; the limit is "
	             "%" PRIu64 ": fewer kinds by --of, or more by --max-cases",
	             sweep_element_count(sweep), sweep_failures(sweep), count, most);
	return false;
}

static int run_cases(struct sweeping *sweeping)
{
	struct findings findings = {0};
	uint64_t shards = sweep_shards(sweeping->sweep);
	uint64_t cases = sweep_case_count(sweeping->sweep);
	int result;

	sweeping->due = (cases - sweep_shard(sweeping->sweep) + shards - 1) / shards;
	sweeping->due -=
	    sweeping->file.count < sweeping->due ? sweeping->file.count : sweeping->due;
	sweeping->shown = isatty(STDERR_FILENO) && !cli_given(sweeping->cli, "quiet");
	sweeping->began = sweeping->told = now();
	result = sweep_run(sweeping->sweep, sweeping->file.next, take, sweeping, &findings);
	end_progress(sweeping);
	cli_print_findings(sweeping->cli, &findings);
	findings_done(&findings);
	return result == 0 ? CLI_GOOD : CLI_ENVIRONMENT;
}

static int run_to_file(struct sweeping *sweeping, const struct sweep_head *head)
{
	struct cli *cli = sweeping->cli;
	int code = sweep_file_open(cli, cli_value(cli, "out"), head, cli_given(cli, "resume"),
	                           &sweeping->file);

	if (code == CLI_GOOD && !sweeping->file.whole) {
		code = run_cases(sweeping);
		if (code == CLI_GOOD)
			code = sweep_file_finish(cli, &sweeping->file);
	}
	sweep_file_close(&sweeping->file);
	return code;
}

static int run_sweep(struct cli *cli, struct sweep *sweep, const struct lab *lab)
{
	struct sweeping sweeping = {.cli = cli, .sweep = sweep};
	struct arena *arena = arena_new();
	struct sweep_head head;
	int code;

	sweep_head_of(sweep, arena, &head);
	if (cli_given(cli, "out")) {
		code = run_to_file(&sweeping, &head);
	} else {
		sweeping.report = sweep_fold_new(&head);
		code = run_cases(&sweeping);
		if (code == CLI_GOOD)
			code = print(cli, sweeping.report, lab);
		sweep_report_free(sweeping.report);
	}
	text_done(&sweeping.line);
	arena_free(arena);
	return code;
}

static int begin(struct cli *cli, const char *path, struct sweep_question *question)
{
	struct cli_source source = {0};
	struct findings findings = {0};
	struct sweep *sweep = NULL;
	bool unsettled = false;
	int code = cli_source_open(cli, path, CLI_NEED_MODEL, &source);

	if (code == CLI_GOOD) {
		question->lab = source.lab;
		question->plan = source.plan;
		sweep = sweep_new(question, &findings, &unsettled);
		cli_print_findings(cli, &findings);
		code = unsettled ? CLI_NOT_CONVERGED : CLI_INVALID;
	}
	if (sweep != NULL && is_wanted(cli, sweep))
		code = run_sweep(cli, sweep, source.lab);
	sweep_free(sweep);
	findings_done(&findings);
	cli_source_close(&source);
	return code;
}

static int merge(struct cli *cli, int argc)
{
	struct sweep_report *report = NULL;
	int code;

	if (argc > 0) {
		cli_complain(cli, "--merge takes no LAB");
		return CLI_INVALID;
	}
	code = sweep_files_merge(cli, cli_value(cli, "merge"), &report);
	if (code == CLI_GOOD)
		code = print(cli, report, NULL);
	sweep_report_free(report);
	return code;
}

static int ask(struct cli *cli, int argc, char **argv)
{
	struct sweep_question question = {0};
	struct expectations *files[SWEEP_FILES_MAX] = {0};
	int code = CLI_INVALID;

	if (cli_given(cli, "merge"))
		return merge(cli, argc);
	if (argc == 0) {
		cli_complain(cli, "a LAB is needed");
		return CLI_INVALID;
	}
	question.expectations = files;
	question.expectation_count = (size_t)argc - 1;
	if (question.expectation_count > SWEEP_FILES_MAX)
		cli_complain(cli, "more than %d files of expectations", SWEEP_FILES_MAX);
	else if (read_question(cli, &question) && read_files(cli, argv + 1, &question, files))
		code = begin(cli, argv[0], &question);
	for (size_t i = 0; i < SWEEP_FILES_MAX; i++)
		expect_free(files[i]);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	const char *lab = argc > 0 ? argv[0] : "sweep";
	int code = cli_outputs_begin(cli, argc, argv);

	if (code != CLI_GOOD)
		return code;
	return cli_outputs_fail(cli, lab, ask(cli, argc, argv));
}

const struct cli_verb cli_sweep = {
    .name = "sweep",
    .synopsis = "LAB [EXPECT...]",
    .summary = "Tries every set of failures and says which smallest ones break something",
    .options = options,
    .arguments_min = 0,
    .arguments_max = -1,
    .more = more,
    .run = run,
};
