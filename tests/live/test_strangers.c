/* What comes over TCP from programs that do not behave: it must cost the others nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "azure/star.h"
#include "base/check.h"
#include "bgp/message.h"
#include "process.h"

enum { GATEWAY_AS = 65515, CLIENT_ID = 0x7f010003 };

/* The third gateway of the star is a real router in the plan, and the test's client in fact. */
#define CLIENT_ADDRESS "127.1.0.3"
#define MSEE_ADDRESS   "127.0.0.2"
#define CLIENT_NAME    "gw-2/0"

struct scene {
	struct plan *plan;
	uint16_t port;
	struct process process;
	struct snapshot *before;
};

static struct scene scene_open_with(struct plan *plan)
{
	struct scene scene = {.plan = plan, .port = free_port()};
	struct live_options options = {.port = scene.port, .tcp_inside = true};

	scene.plan->nodes[4].external = true;
	scene.process = process_start(scene.plan, options);
	for (int msee = 0; msee < 2; msee++) {
		const char *name = msee == 0 ? "star/primary" : "star/secondary";
		process_wait_for(&scene.process, name, "gw-0/0", true);
		process_wait_for(&scene.process, name, "gw-1/0", true);
	}
	scene.before = process_snapshot(&scene.process);
	return scene;
}

static struct scene scene_open(void)
{
	return scene_open_with(plan_star(3, 5));
}

static int64_t up_since(const struct snapshot *snapshot, const struct snapshot_peer *peer)
{
	assert_true(peer->established);
	return snapshot->time_us - peer->state_age_us;
}

/* Every session but the client's is the same one as when the scene opened. */
static void assert_undisturbed(const struct scene *scene)
{
	struct snapshot *after = process_snapshot(&scene->process);

	for (uint32_t i = 0; i < after->node_count; i++) {
		const struct snapshot_node *node = &after->nodes[i];
		const struct snapshot_node *was = &scene->before->nodes[i];

		for (uint32_t p = 0; node->present && p < node->peer_count; p++)
			if (strcmp(node->peers[p].name, CLIENT_NAME) != 0)
				assert_int_equal(up_since(scene->before, &was->peers[p]),
				                 up_since(after, &node->peers[p]));
	}
	snapshot_free(after);
}

static void scene_close(struct scene *scene)
{
	assert_undisturbed(scene);
	assert_int_equal(LIVE_STOPPED, process_end(&scene->process, SIGTERM));
	snapshot_free(scene->before);
	plan_free(scene->plan);
}

/* Connects until the speaker listens again to its peer, after an earlier fault. */
static int client_open(const struct scene *scene)
{
	int fd = client_connect(CLIENT_ADDRESS, MSEE_ADDRESS, scene->port, WAIT_MS);

	assert_true(fd >= 0);
	return fd;
}

static int client_establish(const struct scene *scene)
{
	int fd = client_open(scene);

	client_greet(fd, GATEWAY_AS, CLIENT_ID, 180);
	process_wait_for(&scene->process, "star/primary", CLIENT_NAME, true);
	return fd;
}

static void garbage_is_answered_and_closed(void **state)
{
	struct scene scene = scene_open();
	uint8_t garbage[1000];
	int fd = client_open(&scene);

	(void)state;
	memset(garbage, 0x47, sizeof(garbage));
	client_send(fd, garbage, sizeof(garbage));
	assert_int_equal(BGP_NOTIFY_HEADER_NOT_SYNCHRONIZED, client_last_words(fd));
	close(fd);
	scene_close(&scene);
}

static void garbage_in_an_established_session_is_answered_and_closed(void **state)
{
	struct scene scene = scene_open();
	int fd = client_establish(&scene);
	uint8_t garbage[BGP_HEADER_SIZE] = {0};

	(void)state;
	client_send(fd, garbage, sizeof(garbage));
	assert_int_equal(BGP_NOTIFY_HEADER_NOT_SYNCHRONIZED, client_last_words(fd));
	close(fd);
	process_wait_for(&scene.process, "star/primary", CLIENT_NAME, false);
	scene_close(&scene);
}

static void a_peer_that_closes_within_a_message_is_gone(void **state)
{
	struct scene scene = scene_open();
	int fd = client_establish(&scene);
	uint8_t half[BGP_HEADER_SIZE + 4] = {[16] = 0, [17] = 200, [18] = BGP_UPDATE};

	(void)state;
	memset(half, 0xff, 16);
	client_send(fd, half, sizeof(half));
	close(fd);
	process_wait_for(&scene.process, "star/primary", CLIENT_NAME, false);
	scene_close(&scene);
}

static void a_peer_that_resets_the_connection_is_gone(void **state)
{
	struct scene scene = scene_open();
	int fd = client_establish(&scene);

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
	close(fd);
	process_wait_for(&scene.process, "star/primary", CLIENT_NAME, false);
	scene_close(&scene);
}

static uint32_t sent_in(const struct snapshot *snapshot)
{
	const struct snapshot_node *node = snapshot_find_node(snapshot, "star/primary");

	for (uint32_t i = 0; i < node->peer_count; i++)
		if (strcmp(node->peers[i].name, CLIENT_NAME) == 0)
			return node->peers[i].sent[ADDR_IPV4];
	return 0;
}

static uint32_t sent_to_client(const struct scene *scene)
{
	struct snapshot *snapshot = process_snapshot(&scene->process);
	uint32_t sent = sent_in(snapshot);

	snapshot_free(snapshot);
	return sent;
}

/* Some are sent, and no more than when it was looked last. */
static bool stands_still(const struct snapshot *snapshot, void *user)
{
	uint32_t *last = user;
	uint32_t sent = sent_in(snapshot);
	bool same = sent > 0 && sent == *last;

	*last = sent;
	return same;
}

enum { FAT_COMMUNITIES = 240, FAT_ROUTES = 400, FAT_SETS = 2 * FAT_ROUTES };

/* Gives every route of the two gateways communities of its own, so that each needs a message of
 * about 1 kB. The caller frees the communities behind the plan. */
static uint8_t *fatten_routes(struct plan *plan)
{
	enum { SIZE = 4 * (FAT_COMMUNITIES + FAT_SETS) };
	uint8_t *bytes = malloc(SIZE);
	struct writer out = writer_of(bytes, SIZE);

	for (uint32_t i = 0; i < FAT_COMMUNITIES + FAT_SETS; i++)
		writer_u32(&out, 65000U << 16 | i);
	for (uint32_t i = 0; i < FAT_SETS; i++) {
		const struct node_conf *conf = &plan->nodes[2 + i / FAT_ROUTES].conf;
		struct bgp_attrs *attrs =
		    &((struct node_route_conf *)conf->routes)[i % FAT_ROUTES].attrs;

		attrs->present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
		attrs->communities =
		    (struct span){bytes + (size_t)4 * i, (size_t)4 * FAT_COMMUNITIES};
	}
	return bytes;
}

static void receive_updates(int fd, unsigned count)
{
	uint8_t body[4096];
	size_t size;

	while (count > 0) {
		int type = client_receive(fd, body, &size);
		assert_true(type >= 0);
		count -= type == BGP_UPDATE;
	}
}

/* Of 800 kB, a client that does not read gets little: most stays in the tables, where it costs
 * nothing, and comes when the client reads again. */
static void a_peer_that_does_not_read_stalls_only_itself(void **state)
{
	struct plan *plan = plan_star(3, FAT_ROUTES);
	uint8_t *communities = fatten_routes(plan);
	struct scene scene = scene_open_with(plan);
	int fd = client_establish(&scene);
	uint32_t sent = 0;

	(void)state;
	assert_undisturbed(&scene);
	snapshot_free(process_wait_until(&scene.process, stands_still, &sent,
	                                 "the client gets no more than its room"));
	assert_in_range(sent, 1, FAT_SETS / 2);
	receive_updates(fd, FAT_SETS);
	assert_int_equal(FAT_SETS, sent_to_client(&scene));
	scene_close(&scene);
	close(fd);
	free(communities);
}

static void a_peer_that_falls_silent_runs_into_the_hold_timer(void **state)
{
	struct scene scene = scene_open();
	int fd = client_open(&scene);

	(void)state;
	client_greet(fd, GATEWAY_AS, CLIENT_ID, 3);
	assert_int_equal(BGP_NOTIFY_HOLD_TIMER_EXPIRED, client_last_words(fd));
	close(fd);
	scene_close(&scene);
}

static void a_peer_that_says_nothing_stalls_only_itself(void **state)
{
	struct scene scene = scene_open();
	int fd = client_open(&scene);

	(void)state;
	assert_undisturbed(&scene);
	scene_close(&scene);
	close(fd);
}

/* KEEPALIVEs as fast as the socket takes them, for a while, with a snapshot in the midst. */
static void a_peer_that_floods_leaves_the_others_their_turn(void **state)
{
	enum { MESSAGES = 3000, ROUNDS = 300 };
	struct scene scene = scene_open();
	int fd = client_establish(&scene);
	uint8_t *flood = malloc((size_t)MESSAGES * BGP_HEADER_SIZE);
	struct writer out = writer_of(flood, (size_t)MESSAGES * BGP_HEADER_SIZE);

	(void)state;
	for (int i = 0; i < MESSAGES; i++)
		bgp_keepalive_encode(&out);
	for (int i = 0; i < ROUNDS; i++) {
		client_send(fd, flood, out.used);
		if (i == ROUNDS / 2)
			assert_undisturbed(&scene);
	}
	free(flood);
	process_wait_for(&scene.process, "star/primary", CLIENT_NAME, true);
	scene_close(&scene);
	close(fd);
}

static void a_peer_that_connects_again_before_it_is_up_starts_over(void **state)
{
	struct scene scene = scene_open();
	int first = client_open(&scene);
	int second = client_establish(&scene);
	uint8_t body[4096];
	size_t size;

	(void)state;
	while (client_receive(first, body, &size) >= 0)
		continue;
	assert_int_equal(BGP_OPEN, client_receive(second, body, &size));
	close(first);
	close(second);
	scene_close(&scene);
}

static void a_second_connection_of_a_peer_that_is_up_is_refused(void **state)
{
	struct scene scene = scene_open();
	int first = client_establish(&scene);
	int second = client_open(&scene);

	(void)state;
	client_last_words(second);
	process_wait_for(&scene.process, "star/primary", CLIENT_NAME, true);
	close(first);
	close(second);
	scene_close(&scene);
}

/* Its connection is not refused while the session pauses: it waits, and is answered. */
static void a_peer_that_restarts_is_back_at_once(void **state)
{
	struct scene scene = scene_open();

	(void)state;
	for (int restart = 0; restart < 3; restart++) {
		int fd = client_establish(&scene);
		uint8_t body[4096];
		uint8_t bytes[BGP_HEADER_SIZE + 2];
		struct writer out = writer_of(bytes, sizeof(bytes));
		struct bgp_notify notify = bgp_notify_of(BGP_NOTIFY_CEASE_ADMIN_RESET);
		size_t size;

		bgp_notify_encode(&out, &notify);
		client_send(fd, bytes, out.used);
		while (client_receive(fd, body, &size) >= 0)
			continue;
		close(fd);
		fd = client_connect(CLIENT_ADDRESS, MSEE_ADDRESS, scene.port, 0);
		assert_true(fd >= 0);
		assert_int_equal(BGP_OPEN, client_receive(fd, body, &size));
		close(fd);
	}
	scene_close(&scene);
}

/* In microseconds, of the client's session; negative when it is not Idle. */
static int64_t pause_left(const struct scene *scene)
{
	struct findings findings = {0};
	struct snapshot *sessions = live_fetch_sessions(scene->process.control, &findings);
	int64_t left = -1;

	assert_non_null(sessions);
	const struct snapshot_node *node = snapshot_find_node(sessions, "star/primary");
	for (uint32_t i = 0; i < node->peer_count; i++)
		if (strcmp(node->peers[i].name, CLIENT_NAME) == 0 &&
		    strcmp(node->peers[i].state, "Idle") == 0)
			left = node->peers[i].idle_left_us;
	snapshot_free(sessions);
	return left;
}

/* A wrong AS number again and again: pauses of 1, 5, 10, 20 and 40 seconds. A machine that is too
 * slow to see one of them sees a longer one. */
static void a_pause_after_repeated_faults_grows_and_is_told(void **state)
{
	static const int pauses_s[] = {1, 5, 10, 20, 40};
	struct scene scene = scene_open();
	int64_t left = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pauses_s) && (i < 2 || left <= 0); i++) {
		int fd = client_open(&scene);

		client_greet(fd, 64999, CLIENT_ID, 180);
		assert_int_equal(BGP_NOTIFY_OPEN_BAD_PEER_AS, client_last_words(fd));
		close(fd);
		left = pause_left(&scene);
		assert_true(left <= pauses_s[i] * US_PER_S);
	}
	assert_true(left > 0);

	/* It comes back by itself, to a peer that has mended its ways. */
	int fd = client_establish(&scene);
	assert_int_equal(-1, pause_left(&scene));
	close(fd);
	scene_close(&scene);
}

static void an_address_without_a_session_is_closed(void **state)
{
	struct scene scene = scene_open();
	int fd = client_connect("127.9.9.9", MSEE_ADDRESS, scene.port, WAIT_MS);
	uint8_t body[4096];
	size_t size;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(-1, client_receive(fd, body, &size));
	close(fd);
	scene_close(&scene);
}

/* The kernel drops what is not signed, so the connection just never comes. */
static void a_peer_without_the_key_gets_no_connection(void **state)
{
	struct plan *plan = plan_star(3, 5);

	(void)state;
	for (uint32_t i = 0; i < plan->session_count; i++)
		plan->sessions[i].md5_key = "a key";
	struct scene scene = scene_open_with(plan);
	assert_int_equal(-1, client_connect(CLIENT_ADDRESS, MSEE_ADDRESS, scene.port, 300));
	scene_close(&scene);
}

static void the_end_of_the_process_is_told_to_peers(void **state)
{
	struct scene scene = scene_open();
	int fd = client_establish(&scene);

	(void)state;
	assert_undisturbed(&scene);
	kill(scene.process.pid, SIGTERM);
	assert_int_equal(BGP_NOTIFY_CEASE_ADMIN_SHUTDOWN, client_last_words(fd));
	close(fd);
	assert_int_equal(LIVE_STOPPED, process_end(&scene.process, 0));
	snapshot_free(scene.before);
	plan_free(scene.plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(garbage_is_answered_and_closed),
	    cmocka_unit_test(garbage_in_an_established_session_is_answered_and_closed),
	    cmocka_unit_test(a_peer_that_closes_within_a_message_is_gone),
	    cmocka_unit_test(a_peer_that_resets_the_connection_is_gone),
	    cmocka_unit_test(a_peer_that_does_not_read_stalls_only_itself),
	    cmocka_unit_test(a_peer_that_falls_silent_runs_into_the_hold_timer),
	    cmocka_unit_test(a_peer_that_says_nothing_stalls_only_itself),
	    cmocka_unit_test(a_peer_that_floods_leaves_the_others_their_turn),
	    cmocka_unit_test(a_peer_that_connects_again_before_it_is_up_starts_over),
	    cmocka_unit_test(a_second_connection_of_a_peer_that_is_up_is_refused),
	    cmocka_unit_test(a_peer_that_restarts_is_back_at_once),
	    cmocka_unit_test(a_pause_after_repeated_faults_grows_and_is_told),
	    cmocka_unit_test(an_address_without_a_session_is_closed),
	    cmocka_unit_test(a_peer_without_the_key_gets_no_connection),
	    cmocka_unit_test(the_end_of_the_process_is_told_to_peers),
	};

	alarm(ALL_WAITS_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
