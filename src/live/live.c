/* A live run from its start to its end. */
#include "live/live.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/check.h"
#include "live/confine/janitor.h"
#include "live/confine/privilege.h"
#include "live/confine/sandbox.h"
#include "live/control.h"
#include "live/loop.h"
#include "live/pid_file.h"
#include "live/tcp.h"
#include "live/watch.h"

/* How long the last NOTIFICATIONs may take. */
enum { FLUSH_MS = 2000 };

/* What ends the process cleanly. */
static const struct {
	int number;
	const char *name;
} ends_by[] = {
    {SIGTERM, "SIGTERM"},
    {SIGINT, "SIGINT"},
    {SIGHUP, "SIGHUP"},
};

/* A write to a connection that the peer has reset is an error like any other; the others are for
 * nothing, and no reason to fall. */
static const int ignored[] = {SIGPIPE, SIGUSR1, SIGUSR2};

struct run {
	struct loop loop;
	struct tcp tcp;
	struct control control;
	struct watch watch;
	uv_signal_t signals[COUNT_OF(ends_by)];
	struct own_file pid_file;
	struct janitor janitor;
	uv_timer_t stop_after;
	uv_timer_t flush;
	uv_prepare_t prepare;
	struct snapshot **at_end;
	enum live_result result;
	bool stopping;
};

static void on_flush_timer(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

static void take_totals(const struct run *run, struct live_totals *totals)
{
	*totals = (struct live_totals){
	    .changed_us = run->watch.since.us,
	    .turn_us = run->loop.turn.most.wall_us,
	    .turn_cpu_us = run->loop.turn.most.cpu_us,
	};
	for (uint32_t i = 0; i < run->loop.plan->node_count; i++)
		if (run->loop.nodes[i] != NULL)
			totals->paths += rib_path_count(node_rib(run->loop.nodes[i]));
}

static struct snapshot *take_last(const struct run *run)
{
	struct snapshot_subject subject = loop_subject(&run->loop, run->watch.converged);

	return snapshot_take(&subject);
}

/* Takes the last snapshot, then lets the nodes say goodbye. */
static void run_stop(struct run *run, enum live_result result)
{
	if (run->stopping)
		return;
	run->stopping = true;
	run->result = result;
	if (run->at_end != NULL)
		*run->at_end = take_last(run);
	if (run->loop.options->totals != NULL)
		take_totals(run, run->loop.options->totals);
	control_close(&run->control);
	tcp_close_listeners(&run->tcp);
	loop_stop(&run->loop);
	uv_timer_start(&run->flush, on_flush_timer, FLUSH_MS, 0);
}

/* Once told to stop: ends the loop when every connection has said what it had to say. */
static void on_prepare(uv_prepare_t *prepare)
{
	struct run *run = prepare->data;

	if (run->stopping && run->loop.work.count == 0 && run->tcp.conn_count == 0)
		uv_stop(prepare->loop);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct run *run = handle->data;
	const char *name = "";

	for (size_t i = 0; i < COUNT_OF(ends_by); i++)
		if (ends_by[i].number == number)
			name = ends_by[i].name;
	live_log_line(&run->loop.log, "hairpin", "%s: %s", name,
	              run->stopping ? "ending at once" : "closing all sessions");
	if (run->stopping)
		uv_stop(handle->loop);
	run_stop(run, LIVE_STOPPED);
}

static void on_stop_after(uv_timer_t *timer)
{
	struct run *run = timer->data;

	run_stop(run, run->loop.options->until_converged ? LIVE_TIMED_OUT : LIVE_STOPPED);
}

static void on_converged(void *user)
{
	struct run *run = user;

	live_log_line(&run->loop.log, "hairpin", "converged");
	if (run->loop.options->until_converged)
		run_stop(run, LIVE_CONVERGED);
}

/* A connection that is refused in the very iteration that it came in counts twice for a while. */
static rlim_t files_needed(const struct loop *loop)
{
	rlim_t ends = 0;

	for (uint32_t i = 0; i < loop->end_count; i++)
		ends += loop->ends[i].transport == LOOP_TCP;
	return 2 * ends + 64;
}

static void raise_file_limit(const struct loop *loop, struct findings *findings)
{
	rlim_t needed = files_needed(loop);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max < needed)
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "this plan needs %llu open files, the limit is %llu; raise it with "
		             "ulimit -Hn",
		             (unsigned long long)needed, (unsigned long long)limit.rlim_max);
}

static void check_only_node(const struct plan *plan, const char *only, struct findings *findings)
{
	if (only != NULL && plan_find_node(plan, only) < 0)
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "there is no node \"%s\" in the plan", only);
}

static void open_handles(struct run *run)
{
	uv_loop_t *loop = &run->loop.uv;

	for (size_t i = 0; i < COUNT_OF(ends_by); i++) {
		uv_signal_init(loop, &run->signals[i]);
		run->signals[i].data = run;
		uv_signal_start(&run->signals[i], on_signal, ends_by[i].number);
	}
	uv_timer_init(loop, &run->stop_after);
	uv_timer_init(loop, &run->flush);
	uv_prepare_init(loop, &run->prepare);
	run->stop_after.data = run;
	run->prepare.data = run;
	uv_prepare_start(&run->prepare, on_prepare);
}

/* Who may not remove the files at the end any more has somebody do it. */
static bool leave_root(struct run *run, const struct own_file *files, size_t count,
                       struct findings *findings)
{
	struct privilege_user user;

	if (!privilege_find(run->loop.options->user, &user, findings))
		return false;
	if (user.name[0] == '\0')
		return true;
	if (!janitor_start(&run->janitor, files, count)) {
		findings_add(findings, SEVERITY_ERROR, (struct place){0}, "--user %s: %s",
		             user.name, strerror(errno));
		return false;
	}
	return privilege_drop(&user, run->tcp.port < IPPORT_RESERVED, findings);
}

static void confine(struct run *run, struct findings *findings)
{
	const struct live_options *options = run->loop.options;
	const struct own_file files[] = {run->control.file, run->pid_file};

	if (options->leaves_root && !leave_root(run, files, COUNT_OF(files), findings))
		return;
	if (options->sandboxed)
		sandbox_enter(files, run->janitor.process != 0 ? 0 : COUNT_OF(files));
}

/* Everything that can fail fails here, before the first node starts. */
static bool run_open(struct run *run, struct findings *findings)
{
	const struct live_options *options = run->loop.options;
	size_t errors = findings_errors(findings);

	raise_file_limit(&run->loop, findings);
	tcp_open(&run->tcp, &run->loop, findings);
	control_open(&run->control, &run->loop, &run->watch, findings);
	if (options->pid_file != NULL && findings_errors(findings) == errors)
		run->pid_file = pid_file_write(options->pid_file, findings);
	if (findings_errors(findings) == errors)
		confine(run, findings);
	return findings_errors(findings) == errors;
}

static void run_loop(struct run *run)
{
	const struct live_options *options = run->loop.options;

	if (options->stop_after_us > 0)
		uv_timer_start(&run->stop_after, on_stop_after,
		               (uint64_t)(options->stop_after_us / US_PER_MS), 0);
	loop_start(&run->loop);
	uv_run(&run->loop.uv, UV_RUN_DEFAULT);
	own_file_remove(&run->pid_file);
}

static void close_handle(uv_handle_t *handle, void *user)
{
	(void)user;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

/* Connections and clients free themselves when closed; all other handles are parts of the run. */
static void run_close(struct run *run)
{
	control_close(&run->control);
	tcp_close_all(&run->tcp);
	uv_walk(&run->loop.uv, close_handle, NULL);
	uv_run(&run->loop.uv, UV_RUN_DEFAULT);
	CHECK(uv_loop_close(&run->loop.uv) == 0);
	janitor_end(&run->janitor);
	tcp_done(&run->tcp);
	loop_done(&run->loop);
}

enum live_result live_run(const struct plan *plan, const struct live_options *options,
                          struct findings *findings, struct snapshot **at_end)
{
	struct run run = {.at_end = at_end, .result = LIVE_ENVIRONMENT};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction before[COUNT_OF(ignored)];
	size_t errors = findings_errors(findings);

	if (at_end != NULL)
		*at_end = NULL;
	check_only_node(plan, options->only_node, findings);
	if (findings_errors(findings) > errors)
		return LIVE_ENVIRONMENT;
	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		sigaction(ignored[i], &ignore, &before[i]);
	loop_init(&run.loop, plan, options);
	open_handles(&run);
	watch_start(&run.watch, &run.loop, on_converged, &run);
	if (run_open(&run, findings))
		run_loop(&run);
	run_close(&run);
	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		sigaction(ignored[i], &before[i], NULL);
	return run.result;
}
