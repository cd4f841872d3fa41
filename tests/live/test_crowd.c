/*
 * A crowd of peers with a short hold time, and others who ask for snapshots all the while: no
 * session may be lost, no turn of the loop may do more than its share, and memory comes back.
 *
 * The peers are the test's own: each announces the same prefixes, sends KEEPALIVEs and reads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "azure/star.h"
#include "base/text.h"
#include "bgp/message.h"
#include "live/turn.h"
#include "process.h"

enum {
	PEERS = 96,
	PREFIXES = 1000,
	HOLD_S = 3,
	ALIVE_MS = 500, /* between KEEPALIVEs */
	GAP_MAX_MS = HOLD_S * 1000 - 200,
	ATTEMPTS = 5,
	ASKERS = 6,   /* at once */
	ANSWERS = 24, /* in all */
	FIRST_GATEWAY = LAB_LINK_COUNT,
	GATEWAY_AS = 65515,
	/* What one step may add to a turn that was almost full: a chunk that is read brings at most
	 * a route for each four bytes, each with its share for those beside it. */
	STEP_ROUTES_MAX = 4 * TURN_ROUTES_MAX,
	STEP_BYTES_MAX = 65536,
	/* On a machine ten times slower than ours. */
	TURN_CPU_MAX_US = 100000,
};

struct crowd {
	struct plan *plan;
	uint16_t port;
	struct process process;
	struct pollfd fds[PEERS + ASKERS];
	char tail[ASKERS]; /* the last byte of the answer so far */
	uint64_t alive_ms;
	uint64_t longest_gap_ms; /* between two rounds of KEEPALIVEs: our own, not the program's */
	uint32_t lost;
	uint32_t asked;
	uint32_t answered;
};

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* UPDATEs of PREFIXES prefixes with ORIGIN, AS_PATH and NEXT_HOP. */
static size_t make_updates(uint32_t number, uint8_t *out)
{
	uint8_t attributes[] = {0x40, 1,    1,    0,    0x40, 2, 6,   2, 1, 0,
	                        0,    0xff, 0xeb, 0x40, 3,    4, 127, 1, 0, (uint8_t)number};
	struct writer writer = writer_of(out, 8192);

	for (uint32_t first = 0; first < PREFIXES; first += PREFIXES / 2) {
		uint16_t size = 19 + 4 + sizeof(attributes) + 4 * (PREFIXES / 2);

		for (int i = 0; i < 16; i++)
			writer_u8(&writer, 0xff);
		writer_u16(&writer, size);
		writer_u8(&writer, BGP_UPDATE);
		writer_u16(&writer, 0);
		writer_u16(&writer, sizeof(attributes));
		writer_bytes(&writer, attributes, sizeof(attributes));
		for (uint32_t i = 0; i < PREFIXES / 2; i++) {
			writer_u8(&writer, 24);
			writer_u8(&writer, 10);
			writer_u16(&writer, (uint16_t)(first + i));
		}
	}
	assert_false(writer.failed);
	return writer.used;
}

static void join(struct crowd *crowd, uint32_t number)
{
	uint8_t updates[8192];
	char address[32];

	snprintf(address, sizeof(address), "127.1.0.%u", number + 1);
	int fd = client_connect(address, "127.0.0.2", crowd->port, WAIT_MS);
	assert_true(fd >= 0);
	client_greet(fd, GATEWAY_AS, 0x7f010001 + number, HOLD_S);
	client_send(fd, updates, make_updates(number + 1, updates));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	crowd->fds[number] = (struct pollfd){.fd = fd, .events = POLLIN};
}

static void send_alive(struct crowd *crowd)
{
	uint8_t room[BGP_HEADER_SIZE];
	struct writer out = writer_of(room, sizeof(room));

	uint64_t now = now_ms();

	if (now < crowd->alive_ms)
		return;
	if (crowd->alive_ms != 0 && now - crowd->alive_ms + ALIVE_MS > crowd->longest_gap_ms)
		crowd->longest_gap_ms = now - crowd->alive_ms + ALIVE_MS;
	crowd->alive_ms = now + ALIVE_MS;
	bgp_keepalive_encode(&out);
	for (uint32_t i = 0; i < PEERS; i++)
		if (crowd->fds[i].fd >= 0)
			send(crowd->fds[i].fd, room, out.used, MSG_NOSIGNAL);
}

/* Even numbers want all, odd ones the sessions. */
static void ask(struct crowd *crowd, uint32_t asker)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *request = crowd->asked++ % 2 == 0 ? "snapshot\n" : "peers\n";
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", crowd->process.control);
	assert_int_equal(0, connect(fd, (struct sockaddr *)&address, sizeof(address)));
	assert_int_equal(strlen(request), send(fd, request, strlen(request), MSG_NOSIGNAL));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	crowd->fds[PEERS + asker] = (struct pollfd){.fd = fd, .events = POLLIN};
}

static void read_peer(struct crowd *crowd, struct pollfd *at)
{
	static uint8_t bytes[65536];
	ssize_t got = recv(at->fd, bytes, sizeof(bytes), 0);

	if (got > 0 || at->revents == 0)
		return;
	crowd->lost++;
	close(at->fd);
	at->fd = -1;
}

static void read_answer(struct crowd *crowd, uint32_t asker)
{
	static char bytes[65536];
	struct pollfd *at = &crowd->fds[PEERS + asker];
	ssize_t got = recv(at->fd, bytes, sizeof(bytes), 0);

	if (got > 0) {
		assert_null(memmem(bytes, (size_t)got, "{\"error\"", 8));
		crowd->tail[asker] = bytes[got - 1];
		return;
	}
	assert_int_equal('\n', crowd->tail[asker]);
	crowd->answered++;
	close(at->fd);
	at->fd = -1;
	if (crowd->asked < ANSWERS)
		ask(crowd, asker);
}

/* One look at everything that may have come. */
static void turn(struct crowd *crowd)
{
	send_alive(crowd);
	poll(crowd->fds, PEERS + ASKERS, ALIVE_MS);
	for (uint32_t i = 0; i < PEERS; i++)
		if (crowd->fds[i].fd >= 0 && crowd->fds[i].revents != 0)
			read_peer(crowd, &crowd->fds[i]);
	for (uint32_t i = 0; i < ASKERS; i++)
		if (crowd->fds[PEERS + i].fd >= 0 && crowd->fds[PEERS + i].revents != 0)
			read_answer(crowd, i);
}

static long resident_kib(const struct crowd *crowd)
{
	char path[64];
	char line[256];
	long size = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)crowd->process.pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "VmRSS: %ld", &size) == 1)
			break;
	fclose(file);
	return size;
}

static bool is_settled(const struct crowd *crowd)
{
	struct findings findings = {0};
	struct snapshot *snapshot = live_fetch_sessions(crowd->process.control, &findings);

	assert_non_null(snapshot);
	const struct snapshot_node *node = &snapshot->nodes[0];
	bool settled = node->prefix_count[ADDR_IPV4] == PREFIXES;
	for (uint32_t i = 0; i < PEERS; i++)
		settled = settled && node->peers[i].accepted[ADDR_IPV4] == PREFIXES;
	settled = settled && node->peers[PEERS - 1].sent[ADDR_IPV4] > 0;
	snapshot_free(snapshot);
	return settled;
}

/* Until all routes are there. Nobody sends KEEPALIVEs while we ask, so a session may be lost on a
 * machine that is busy: then it is made again. */
static void settle(struct crowd *crowd)
{
	uint64_t until = now_ms() + WAIT_MS;

	while (!is_settled(crowd)) {
		assert_true(now_ms() < until);
		turn(crowd);
		for (uint32_t i = 0; i < PEERS; i++)
			if (crowd->fds[i].fd < 0)
				join(crowd, i);
	}
	crowd->lost = 0;
	crowd->longest_gap_ms = 0;
}

static struct crowd crowd_open(void)
{
	struct crowd crowd = {.plan = plan_star(PEERS, 1), .port = free_port()};

	for (uint32_t i = 0; i < crowd.plan->node_count; i++)
		crowd.plan->nodes[i].external = i != LAB_PRIMARY;
	for (uint32_t i = 0; i < PEERS; i++)
		((struct node_peer_conf *)&crowd.plan->nodes[0].conf.peers[i])
		    ->session.hold_time_s = HOLD_S;
	crowd.process = process_start(crowd.plan, (struct live_options){.port = crowd.port});
	for (uint32_t i = 0; i < PEERS + ASKERS; i++)
		crowd.fds[i].fd = -1;
	for (uint32_t i = 0; i < PEERS; i++) {
		join(&crowd, i);
		send_alive(&crowd);
	}
	settle(&crowd);
	return crowd;
}

static void crowd_close(struct crowd *crowd)
{
	assert_int_equal(LIVE_STOPPED, process_end(&crowd->process, SIGTERM));
	for (uint32_t i = 0; i < PEERS + ASKERS; i++)
		if (crowd->fds[i].fd >= 0)
			close(crowd->fds[i].fd);
	plan_free(crowd->plan);
}

static void assert_short_turns(const struct crowd *crowd)
{
	struct snapshot *snapshot =
	    live_fetch_sessions(crowd->process.control, &(struct findings){0});
	const struct snapshot_turn *most = &snapshot->nodes[0].turn;

	if (getenv("VERBOSE") != NULL)
		print_message("longest turn: %lu us, %lu us of CPU, %lu bytes, %lu routes\n",
		              (unsigned long)most->wall_us, (unsigned long)most->cpu_us,
		              (unsigned long)most->bytes, (unsigned long)most->routes);
	assert_true(most->bytes <= TURN_BYTES_MAX + STEP_BYTES_MAX);
	assert_true(most->routes <= TURN_ROUTES_MAX + STEP_ROUTES_MAX);
	assert_true(most->cpu_us <= TURN_CPU_MAX_US);
	snapshot_free(snapshot);
}

/* False when a session was lost because this process had no turn for as long as the hold time. */
static bool live_through(struct crowd *crowd)
{
	for (uint32_t i = 0; i < ASKERS; i++)
		ask(crowd, i);
	while (crowd->answered < ANSWERS)
		turn(crowd);
	if (crowd->lost > 0 && crowd->longest_gap_ms > GAP_MAX_MS)
		return false;
	assert_int_equal(0, crowd->lost);
	return true;
}

static void snapshots_cost_no_session(void **state)
{
	bool fair = false;

	(void)state;
	for (int attempt = 0; attempt < ATTEMPTS && !fair; attempt++) {
		struct crowd crowd = crowd_open();
		long before = resident_kib(&crowd);

		fair = live_through(&crowd);
		if (getenv("VERBOSE") != NULL)
			print_message("resident: %ld KiB before, %ld after\n", before,
			              resident_kib(&crowd));
		assert_true(resident_kib(&crowd) <= before + before / 10);
		assert_short_turns(&crowd);
		crowd_close(&crowd);
	}
	if (!fair)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(snapshots_cost_no_session),
	};

	alarm(ALL_WAITS_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
