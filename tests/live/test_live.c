/* The live driver against the simulator, and against an environment that is not as it should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "azure/star.h"
#include "base/text.h"
#include "process.h"
#include "sim/sim.h"

enum { LIMIT_S = WAIT_MS / 1000 };

static struct live_options until_converged(uint16_t port)
{
	return (struct live_options){
	    .port = port,
	    .tcp_inside = port != 0,
	    .until_converged = true,
	    .stop_after_us = LIMIT_S * US_PER_S,
	    .quiet = true,
	};
}

static struct snapshot *simulated(const struct plan *plan)
{
	struct sim *sim = sim_new(plan, &(struct sim_options){.seed = 1});

	sim_start(sim);
	assert_true(sim_run(sim, (struct instant){3600 * US_PER_S}));
	struct snapshot *snapshot = sim_snapshot(sim);
	sim_free(sim);
	return snapshot;
}

/* Which of two equally good paths is best may hang on the age of things; nothing in a star does. */
static void assert_same_tables(const struct snapshot *left, const struct snapshot *right)
{
	struct text text = {0};

	if (snapshot_diff(left, right, &text) > 0)
		fail_msg("%s", text_str(&text));
	text_done(&text);
}

static void converge_like_the_simulator(struct plan *plan, struct live_options options)
{
	struct findings findings = {0};
	struct snapshot *live;
	struct snapshot *sim = simulated(plan);

	assert_int_equal(LIVE_CONVERGED, live_run(plan, &options, &findings, &live));
	assert_int_equal(0, findings.count);
	assert_non_null(live);
	assert_true(live->converged);
	assert_string_equal("live", live->source);
	assert_same_tables(sim, live);
	snapshot_free(live);
	snapshot_free(sim);
}

static void a_star_in_memory_ends_like_the_simulator(void **state)
{
	struct plan *plan = plan_star(5, 20);

	(void)state;
	converge_like_the_simulator(plan, until_converged(0));
	plan_free(plan);
}

static void a_star_over_tcp_ends_like_the_simulator(void **state)
{
	struct plan *plan = plan_star(5, 20);

	(void)state;
	converge_like_the_simulator(plan, until_converged(free_port()));
	plan_free(plan);
}

/* More than fits into one chunk and one socket buffer. */
static void a_star_of_many_routes_over_tcp_ends_like_the_simulator(void **state)
{
	struct plan *plan = plan_star(3, 20000);

	(void)state;
	converge_like_the_simulator(plan, until_converged(free_port()));
	plan_free(plan);
}

static void sessions_with_keys_come_up(void **state)
{
	struct plan *plan = plan_star(3, 2);

	(void)state;
	for (uint32_t i = 0; i < plan->session_count; i++)
		plan->sessions[i].md5_key = i % 2 == 0 ? "a key" : "another key";
	converge_like_the_simulator(plan, until_converged(free_port()));
	plan_free(plan);
}

/* In a star only gateways connect; here everybody does. */
static struct plan *plan_of_callers(uint32_t gateways, uint32_t prefixes)
{
	struct plan *plan = plan_star(gateways, prefixes);

	for (uint32_t i = 0; i < plan->session_count; i++) {
		struct plan_end *end = &plan->sessions[i].end[1];
		const struct node_peer_conf *peers = plan->nodes[end->node].conf.peers;

		end->passive = false;
		((struct node_peer_conf *)&peers[end->peer])->session.passive = false;
	}
	return plan;
}

static void ends_that_could_both_connect_come_up(void **state)
{
	uint16_t ports[] = {0, free_port()};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct plan *plan = plan_of_callers(3, 2);
		converge_like_the_simulator(plan, until_converged(ports[i]));
		plan_free(plan);
	}
}

/* Each node a process of its own; the gateway is the test itself. */
static void come_up_in_three_processes(const struct plan *plan)
{
	struct live_options options = {.port = free_port()};
	struct process msees[2];
	struct findings findings = {0};
	struct snapshot *gateway;

	for (int i = 0; i < 2; i++) {
		options.only_node = plan->nodes[i].conf.name;
		msees[i] = process_start(plan, options);
	}
	options = until_converged(options.port);
	options.only_node = "gw-0/0";
	assert_int_equal(LIVE_CONVERGED, live_run(plan, &options, &findings, &gateway));
	assert_true(snapshot_find_node(gateway, "gw-0/0")->present);
	assert_false(snapshot_find_node(gateway, "star/primary")->present);
	snapshot_free(gateway);
	/* The gateway has said goodbye. */
	for (int i = 0; i < 2; i++) {
		process_wait_for(&msees[i], plan->nodes[i].conf.name, "gw-0/0", false);
		assert_int_equal(LIVE_STOPPED, process_end(&msees[i], SIGTERM));
	}
}

static void three_processes_make_one_star(void **state)
{
	struct plan *plan = plan_star(1, 3);

	(void)state;
	come_up_in_three_processes(plan);
	plan_free(plan);
}

/* The connections collide, and one of each pair is given up (RFC 4271 section 6.8). */
static void three_processes_that_all_connect_make_one_star(void **state)
{
	struct plan *plan = plan_of_callers(1, 3);

	(void)state;
	come_up_in_three_processes(plan);
	plan_free(plan);
}

static const struct snapshot_peer *find_peer(const struct snapshot *snapshot, const char *name,
                                             const char *peer)
{
	const struct snapshot_node *node = snapshot_find_node(snapshot, name);

	for (uint32_t i = 0; i < node->peer_count; i++)
		if (strcmp(node->peers[i].name, peer) == 0)
			return &node->peers[i];
	fail_msg("%s has no peer %s", name, peer);
	return NULL;
}

/* A prefix limit has ended the first gateway's session, and both ends know. */
static bool is_limit_known(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return find_peer(snapshot, "star/primary", "gw-0/0")->last_error != 0 &&
	       find_peer(snapshot, "gw-0/0", "star/primary")->last_error != 0 &&
	       find_peer(snapshot, "gw-1/0", "star/primary")->established;
}

/* The NOTIFICATION is the last thing before the close, in memory as over TCP. */
static void the_last_words_of_a_session_arrive(void **state)
{
	uint16_t ports[] = {0, free_port()};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct plan *plan = plan_star(2, 20);
		struct live_options options = {.port = ports[i], .tcp_inside = ports[i] != 0};

		/* The primary MSEE's first peer is the first gateway. */
		((struct node_peer_conf *)plan->nodes[0].conf.peers)->prefix_limit[ADDR_IPV4] = 19;
		struct process process = process_start(plan, options);
		struct snapshot *snapshot = process_wait_until(
		    &process, is_limit_known, NULL, "both ends know of the prefix limit");
		const struct snapshot_peer *sender = find_peer(snapshot, "star/primary", "gw-0/0");
		const struct snapshot_peer *receiver =
		    find_peer(snapshot, "gw-0/0", "star/primary");

		assert_int_equal(BGP_NOTIFY_CEASE_MAX_PREFIXES, sender->last_error);
		assert_true(sender->last_error_sent);
		assert_int_equal(BGP_NOTIFY_CEASE_MAX_PREFIXES, receiver->last_error);
		assert_false(receiver->last_error_sent);
		snapshot_free(snapshot);
		assert_int_equal(LIVE_STOPPED, process_end(&process, SIGTERM));
		plan_free(plan);
	}
}

static void a_peer_that_is_not_there_lets_the_time_pass(void **state)
{
	struct plan *plan = plan_star(2, 1);
	struct live_options options = until_converged(free_port());
	struct findings findings = {0};
	struct snapshot *at_end;

	(void)state;
	plan->nodes[3].external = true;
	options.stop_after_us = 300 * US_PER_MS;
	assert_int_equal(LIVE_TIMED_OUT, live_run(plan, &options, &findings, &at_end));
	assert_false(at_end->converged);
	snapshot_free(at_end);
	options.until_converged = false;
	assert_int_equal(LIVE_STOPPED, live_run(plan, &options, &findings, NULL));
	assert_int_equal(0, findings.count);
	plan_free(plan);
}

/* Environment */

static void assert_environment(const struct plan *plan, const struct live_options *options,
                               const char *words[2])
{
	struct findings findings = {0};
	struct snapshot *at_end;

	assert_int_equal(LIVE_ENVIRONMENT, live_run(plan, options, &findings, &at_end));
	assert_null(at_end);
	assert_int_equal(1, findings_errors(&findings));
	for (int i = 0; i < 2; i++)
		if (strstr(findings.items[0].text, words[i]) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", findings.items[0].text, words[i]);
	findings_done(&findings);
}

static int occupy(const char *address, uint16_t port)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(1, inet_pton(AF_INET, address, &in.sin_addr));
	assert_int_equal(0, bind(fd, (struct sockaddr *)&in, sizeof(in)));
	assert_int_equal(0, listen(fd, 1));
	return fd;
}

static void a_port_in_use_is_a_finding(void **state)
{
	struct plan *plan = plan_star(2, 1);
	struct live_options options = until_converged(free_port());
	char port[16];
	int fd = occupy("127.0.0.3", options.port);

	(void)state;
	snprintf(port, sizeof(port), "port %u", options.port);
	assert_environment(plan, &options, (const char *[]){"127.0.0.3", port});
	close(fd);
	plan_free(plan);
}

/* 192.0.2.0/24 is nobody's (RFC 5737). */
static void an_address_of_another_machine_is_a_finding(void **state)
{
	struct live_options options = until_converged(free_port());

	(void)state;
	for (int end = 0; end < 2; end++) {
		struct plan *plan = plan_star(1, 1);

		plan->sessions[0].end[end].address = addr_v4(0xc0000201);
		assert_environment(plan, &options,
		                   (const char *[]){"192.0.2.1", "not on this machine"});
		plan_free(plan);
	}
}

static void a_node_that_is_not_in_the_plan_is_a_finding(void **state)
{
	struct plan *plan = plan_star(1, 1);
	struct live_options options = {.only_node = "gw-9/0"};

	(void)state;
	assert_environment(plan, &options, (const char *[]){"gw-9/0", "no node"});
	plan_free(plan);
}

/* Control socket */

static void the_control_socket_answers_its_owner(void **state)
{
	static const struct {
		const char *request;
		const char *answer;
	} rows[] = {
	    {"ping\n", "{\"ok\":true}\n"},
	    {"nonsense\n", "{\"error\":\"unknown request; known are: ping, peers, snapshot\"}\n"},
	    {"\n", "{\"error\":\"unknown request; known are: ping, peers, snapshot\"}\n"},
	};
	struct plan *plan = plan_star(2, 3);
	struct process process = process_start(plan, (struct live_options){0});
	struct stat status;

	(void)state;
	assert_int_equal(0, lstat(process.control, &status));
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(0600, status.st_mode & 07777);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *answer =
		    control_ask(process.control, rows[i].request, strlen(rows[i].request));
		assert_string_equal(rows[i].answer, answer);
		free(answer);
	}
	process_wait_for(&process, "gw-1/0", "star/primary", true);
	assert_int_equal(LIVE_STOPPED, process_end(&process, SIGINT));
	assert_int_equal(-1, lstat(process.control, &status));
	plan_free(plan);
}

static void a_request_without_an_end_is_refused(void **state)
{
	struct plan *plan = plan_star(1, 1);
	struct process process = process_start(plan, (struct live_options){0});
	char request[256];

	(void)state;
	memset(request, 'x', sizeof(request));
	char *answer = control_ask(process.control, request, sizeof(request));
	assert_string_equal("{\"error\":\"the request is too long\"}\n", answer);
	free(answer);
	assert_int_equal(LIVE_STOPPED, process_end(&process, SIGTERM));
	plan_free(plan);
}

static int control_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(0, connect(fd, (struct sockaddr *)&address, sizeof(address)));
	return fd;
}

/* More than the process serves at once: those beyond wait until others have gone. */
static void silent_clients_do_not_lock_others_out(void **state)
{
	enum { CLIENTS = 40 };
	struct plan *plan = plan_star(1, 1);
	struct process process = process_start(plan, (struct live_options){0});
	char answer[16];
	int fds[CLIENTS];

	(void)state;
	for (int i = 0; i < CLIENTS; i++)
		fds[i] = control_connect(process.control);
	assert_int_equal(5, send(fds[CLIENTS - 1], "ping\n", 5, MSG_NOSIGNAL));
	for (int i = 0; i < CLIENTS - 1; i++)
		close(fds[i]);
	assert_int_equal(12, recv(fds[CLIENTS - 1], answer, sizeof(answer), MSG_WAITALL));
	close(fds[CLIENTS - 1]);
	process_wait_for(&process, "gw-0/0", "star/primary", true);
	assert_int_equal(LIVE_STOPPED, process_end(&process, SIGTERM));
	plan_free(plan);
}

static void a_dead_socket_is_replaced_and_nothing_else(void **state)
{
	char folder[] = "/tmp/hairpin-live-XXXXXX";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct plan *plan = plan_star(1, 1);
	struct live_options options = until_converged(0);
	struct findings findings = {0};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control", folder);
	options.control = address.sun_path;
	assert_int_equal(0, bind(fd, (struct sockaddr *)&address, sizeof(address)));
	assert_int_equal(0, listen(fd, 1));
	assert_environment(plan, &options, (const char *[]){"another process", "control"});
	assert_int_equal(0, access(address.sun_path, F_OK));
	close(fd);
	assert_int_equal(LIVE_CONVERGED, live_run(plan, &options, &findings, NULL));
	assert_int_equal(-1, access(address.sun_path, F_OK));
	fclose(fopen(address.sun_path, "w"));
	assert_environment(plan, &options, (const char *[]){"another kind", "control"});
	assert_int_equal(0, unlink(address.sun_path));
	assert_int_equal(0, rmdir(folder));
	plan_free(plan);
}

static void asking_where_nobody_is_gives_a_finding(void **state)
{
	struct findings findings = {0};

	(void)state;
	assert_null(live_fetch("/tmp/hairpin-live-there-is-no-such-file", &findings));
	assert_int_equal(1, findings_errors(&findings));
	findings_done(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_star_in_memory_ends_like_the_simulator),
	    cmocka_unit_test(a_star_over_tcp_ends_like_the_simulator),
	    cmocka_unit_test(a_star_of_many_routes_over_tcp_ends_like_the_simulator),
	    cmocka_unit_test(sessions_with_keys_come_up),
	    cmocka_unit_test(ends_that_could_both_connect_come_up),
	    cmocka_unit_test(three_processes_make_one_star),
	    cmocka_unit_test(three_processes_that_all_connect_make_one_star),
	    cmocka_unit_test(the_last_words_of_a_session_arrive),
	    cmocka_unit_test(a_peer_that_is_not_there_lets_the_time_pass),
	    cmocka_unit_test(a_port_in_use_is_a_finding),
	    cmocka_unit_test(an_address_of_another_machine_is_a_finding),
	    cmocka_unit_test(a_node_that_is_not_in_the_plan_is_a_finding),
	    cmocka_unit_test(the_control_socket_answers_its_owner),
	    cmocka_unit_test(a_request_without_an_end_is_refused),
	    cmocka_unit_test(silent_clients_do_not_lock_others_out),
	    cmocka_unit_test(a_dead_socket_is_replaced_and_nothing_else),
	    cmocka_unit_test(asking_where_nobody_is_gives_a_finding),
	};

	alarm(ALL_WAITS_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
