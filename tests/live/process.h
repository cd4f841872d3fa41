/* For tests of the live driver: a live process as a child, and a client that talks to it. Every
 * wait is bounded; what does not come in time fails the test. */
#ifndef TESTS_LIVE_PROCESS_H
#define TESTS_LIVE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "live/live.h"

/* What takes a second on an idle machine may take a hundred on a busy one. ALL_WAITS_S is for a
 * test that hangs where nothing else bounds it. */
enum { WAIT_MS = 120000, ALL_WAITS_S = 1800 };

/* A child that runs live_run(); its exit code is the result. */
struct process {
	pid_t pid;
	char folder[64];
	char control[96]; /* path of its control socket */
};

/* A port that was free a moment ago on all loopback addresses. */
uint16_t free_port(void);

/* Forks; returns when the control socket answers. `options.control` is filled in. */
struct process process_start(const struct plan *plan, struct live_options options);

/* Signals the child (0: not) and waits for its end: the enum live_result, or -1. */
int process_end(struct process *process, int signal);

/* The child's snapshot; fails the test when there is none. The caller frees it. */
struct snapshot *process_snapshot(const struct process *process);

/* Asks until `peer` of `node` is, or is not, Established. */
void process_wait_for(const struct process *process, const char *node, const char *peer,
                      bool established);

/* What the control socket at `path` answers to `request`, as a heap string. */
char *control_ask(const char *path, const char *request, size_t size);

/* Asks until `is_so` says so of the child's snapshot, which is returned; the caller frees it. */
struct snapshot *process_wait_until(const struct process *process,
                                    bool (*is_so)(const struct snapshot *snapshot, void *user),
                                    void *user, const char *what);

/* A connected socket from one loopback address to another, or -1 when nobody takes it within
 * `timeout_ms`. */
int client_connect(const char *from, const char *to, uint16_t port, int timeout_ms);

/* Sends OPEN and KEEPALIVE of a speaker of this AS. */
void client_greet(int fd, uint32_t asn, uint32_t router_id, uint16_t hold_time_s);

void client_send(int fd, const void *bytes, size_t size);

/* The next message: its type, or -1 when the connection ends; the body in `body`. */
int client_receive(int fd, uint8_t body[4096], size_t *size);

/* Reads until the connection ends, and returns the code of the last NOTIFICATION, or 0. */
unsigned client_last_words(int fd);

/* A pause between two looks at something that another process changes. */
void pause_ms(int ms);

#endif
