/* Answers of the control socket that are made by a child: what comes of them when the child falls,
 * when nobody reads, and when many ask; and what a client makes of an answer that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "azure/star.h"
#include "base/check.h"
#include "base/text.h"
#include "live/unix_socket.h"
#include "process.h"

/* More than a socket holds, so that an answer that is not read stands still. */
enum { GATEWAYS = 3, PREFIXES = 4000, LOOKS = WAIT_MS / 10, FEW_LOOKS = LOOKS / 4 };

struct scene {
	struct plan *plan;
	struct process process;
};

static bool has_all(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->converged;
}

static struct scene scene_open_with(struct live_options options)
{
	struct scene scene = {.plan = plan_star(GATEWAYS, PREFIXES)};

	scene.process = process_start(scene.plan, options);
	snapshot_free(process_wait_until(&scene.process, has_all, NULL, "it converges"));
	return scene;
}

static struct scene scene_open(void)
{
	return scene_open_with((struct live_options){0});
}

static void scene_close(struct scene *scene)
{
	assert_int_equal(LIVE_STOPPED, process_end(&scene->process, SIGTERM));
	plan_free(scene->plan);
}

static int ask(const struct scene *scene, const char *request)
{
	struct findings findings = {0};
	int fd = unix_socket_connect(scene->process.control, WAIT_MS, &findings);

	assert_true(fd >= 0);
	assert_int_equal(strlen(request), send(fd, request, strlen(request), MSG_NOSIGNAL));
	findings_done(&findings);
	return fd;
}

static char *read_all(int fd)
{
	struct text answer = {0};
	char buffer[4096];
	ssize_t got;

	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0)
		text_add_bytes(&answer, buffer, (size_t)got);
	close(fd);
	text_add(&answer, "");
	return text_take(&answer);
}

/* The children of the process: up to `max` numbers; returns how many there are. */
static int children_of(const struct scene *scene, int max, int *out)
{
	char path[64];
	int count = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)scene->process.pid,
	         (int)scene->process.pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (count < max && fscanf(file, "%d", &out[count]) == 1)
		count++;
	fclose(file);
	return count;
}

static void wait_for_children(const struct scene *scene, int want, int *out)
{
	for (int i = 0; i < LOOKS; i++) {
		if (children_of(scene, want + 1, out) == want)
			return;
		pause_ms(10);
	}
	fail_msg("there are not %d children", want);
}

static void assert_ends_with(const char *text, const char *end)
{
	size_t size = strlen(text);

	if (size < strlen(end) || strcmp(text + size - strlen(end), end) != 0)
		fail_msg("an answer of %zu bytes ends with \"%s\"", size,
		         size > 100 ? text + size - 100 : text);
}

static void an_answer_that_is_cut_says_so(void **state)
{
	struct scene scene = scene_open();
	int fd = ask(&scene, "snapshot\n");
	int children[2];

	(void)state;
	wait_for_children(&scene, 1, children);
	assert_int_equal(0, kill(children[0], SIGKILL));
	char *answer = read_all(fd);
	assert_ends_with(answer, "\n{\"error\":\"the answer breaks off: the process that made it "
	                         "was killed\"}\n");
	free(answer);
	snapshot_free(process_snapshot(&scene.process));
	scene_close(&scene);
}

/* Two are under way and not read, others wait for them; health is told all the same. */
static void who_does_not_read_holds_up_nobody(void **state)
{
	enum { READERS = 12 };
	struct scene scene = scene_open();
	int fds[READERS];
	int children[3];

	(void)state;
	for (int i = 0; i < READERS; i++)
		fds[i] = ask(&scene, "snapshot\n");
	wait_for_children(&scene, 2, children);
	for (int i = 0; i < 10; i++) {
		char *answer = read_all(ask(&scene, "ping\n"));

		assert_string_equal("{\"ok\":true}\n", answer);
		free(answer);
	}
	/* Those that wait have gone, but one. */
	for (int i = 3; i < READERS; i++)
		close(fds[i]);
	for (int i = 0; i < 3; i++) {
		char *answer = read_all(fds[i]);

		assert_ends_with(answer, "]}\n");
		assert_null(strstr(answer, "{\"error\""));
		free(answer);
	}
	wait_for_children(&scene, 0, children);
	scene_close(&scene);
}

static void who_has_gone_costs_nothing(void **state)
{
	struct scene scene = scene_open();
	int children[3];

	(void)state;
	for (int i = 0; i < 20; i++)
		close(ask(&scene, i % 2 == 0 ? "snapshot\n" : "peers\n"));
	snapshot_free(process_snapshot(&scene.process));
	wait_for_children(&scene, 0, children);
	scene_close(&scene);
}

static void no_child_outlives_the_process(void **state)
{
	struct scene scene = scene_open();
	int fd = ask(&scene, "snapshot\n");
	int children[2];

	(void)state;
	wait_for_children(&scene, 1, children);
	scene_close(&scene);
	assert_int_equal(-1, kill(children[0], 0));
	assert_int_equal(ESRCH, errno);
	close(fd);
}

/* Gone, or dead and not yet seen to by whoever inherited it. */
static bool has_ended(pid_t pid)
{
	char path[64];
	char state = 'X';

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return true;
	int got = fscanf(file, "%*d %*s %c", &state);
	fclose(file);
	return got != 1 || state == 'Z' || state == 'X';
}

/* In the sandbox, too. */
static void no_child_outlives_a_process_that_was_killed(void **state)
{
	struct scene scene = scene_open_with((struct live_options){.sandboxed = true});
	int fd = ask(&scene, "snapshot\n");
	char some[1024];
	int children[2];
	int looks = 0;

	(void)state;
	wait_for_children(&scene, 1, children);
	process_end(&scene.process, SIGKILL);
	/* So slow that there is more to send for minutes, and too fast to be given up: nothing but
	 * the kernel's signal ends it. */
	while (!has_ended(children[0]) && looks++ < FEW_LOOKS) {
		recv(fd, some, sizeof(some), MSG_DONTWAIT);
		pause_ms(10);
	}
	assert_true(looks < FEW_LOOKS);
	close(fd);
	plan_free(scene.plan);
}

static void the_sessions_are_those_of_the_snapshot(void **state)
{
	struct scene scene = scene_open();
	struct findings findings = {0};
	struct snapshot *whole = process_snapshot(&scene.process);
	struct snapshot *sessions = live_fetch_sessions(scene.process.control, &findings);

	(void)state;
	assert_non_null(sessions);
	assert_true(sessions->without_routes && !whole->without_routes);
	for (uint32_t i = 0; i < whole->node_count; i++) {
		const struct snapshot_node *a = &whole->nodes[i];
		const struct snapshot_node *b = &sessions->nodes[i];

		assert_string_equal(a->name, b->name);
		assert_int_equal(a->peer_count, b->peer_count);
		assert_memory_equal(a->prefix_count, b->prefix_count, sizeof(a->prefix_count));
		assert_int_equal(0, b->path_count + b->told_count);
		assert_true(a->path_count > 0 && b->turn.wall_us > 0);
		for (uint32_t p = 0; p < a->peer_count; p++) {
			assert_string_equal(a->peers[p].state, b->peers[p].state);
			assert_memory_equal(a->peers[p].received, b->peers[p].received,
			                    sizeof(a->peers[p].received));
			assert_memory_equal(a->peers[p].accepted, b->peers[p].accepted,
			                    sizeof(a->peers[p].accepted));
			assert_memory_equal(a->peers[p].sent, b->peers[p].sent,
			                    sizeof(a->peers[p].sent));
		}
	}
	snapshot_free(whole);
	snapshot_free(sessions);
	scene_close(&scene);
}

static const struct row {
	const char *answer;
	const char *finding;
} rows[] = {
    {"", "closed without an answer"},
    {"{\"error\":\"unknown request\"}\n", "unknown request"},
    {"\n{\"error\":\"it took too long\"}\n", "it took too long"},
    {"{\"nodes\":[\n{\"name\":\"a\"\n{\"error\":\"it was killed\"}\n", "it was killed"},
    {"{\"nodes\":[\n{\"name\":\"a\"", "the answer breaks off"},
    {"x", "the answer breaks off"},
    {"\n", "not a snapshot"},
    {"\"}\n", "not a snapshot"},
    {"{\"error\":\"\"}\n", "not a snapshot"},
    {"[]\n", "format"},
};

/* A child that answers one request so. */
static pid_t serve(const char *path, const char *answer)
{
	struct findings findings = {0};
	char request[64];
	int listener = unix_socket_listen(path, &findings);

	assert_true(listener >= 0);
	pid_t child = fork();
	if (child != 0) {
		close(listener);
		return child;
	}
	alarm(WAIT_MS / 1000);
	int fd = -1;
	while (fd < 0)
		fd = accept(listener, NULL, NULL);
	ssize_t got = recv(fd, request, sizeof(request), 0);
	ssize_t sent = send(fd, answer, strlen(answer), MSG_NOSIGNAL);
	_exit(got > 0 && sent == (ssize_t)strlen(answer) ? 0 : 1);
}

static void an_answer_that_is_none_is_told(void **state)
{
	char folder[] = "/tmp/hairpin-live-XXXXXX";
	char path[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/control", folder);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};
		struct text text = {0};
		int status;
		pid_t child = serve(path, rows[i].answer);

		assert_null(live_fetch(path, &findings));
		findings_format(&findings, 0, &text);
		if (strstr(text_str(&text), rows[i].finding) == NULL)
			fail_msg("row %zu: %s", i, text_str(&text));
		assert_int_equal(child, waitpid(child, &status, 0));
		assert_int_equal(0, status);
		text_done(&text);
		findings_done(&findings);
		unlink(path);
	}
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_that_is_cut_says_so),
	    cmocka_unit_test(who_does_not_read_holds_up_nobody),
	    cmocka_unit_test(who_has_gone_costs_nothing),
	    cmocka_unit_test(no_child_outlives_the_process),
	    cmocka_unit_test(no_child_outlives_a_process_that_was_killed),
	    cmocka_unit_test(the_sessions_are_those_of_the_snapshot),
	    cmocka_unit_test(an_answer_that_is_none_is_told),
	};

	alarm(ALL_WAITS_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
