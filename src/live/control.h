/*
 * The control socket: one request line, one JSON document, close.
 *
 *	ping        {"ok":true}
 *	peers       the sessions: a snapshot without routes
 *	snapshot    the snapshot as JSON
 *
 * Anything else gets {"error":"..."}; an answer that breaks off ends with a line of that form. Only
 * the process's own user and root are answered. Clients are bounded in number, request size and
 * patience, and one that does not read disturbs nobody. Snapshots are made by children
 * (live/answer.h), a few at a time; clients beyond these wait for their turn.
 */
#ifndef LIVE_CONTROL_H
#define LIVE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/findings.h"
#include "live/confine/own_file.h"
#include "live/loop.h"
#include "live/watch.h"

struct control_client;

struct control {
	struct loop *loop;
	const struct watch *watch;
	struct own_file file; /* none: there is no control socket */
	uv_pipe_t listener;
	struct control_client *clients;
	uint32_t client_count;
	bool is_one_waiting; /* for a client to go */
	uv_signal_t child_ended;
	uint32_t child_count;
	uint64_t requests; /* so far: the oldest comes first */
};

/* Listens at loop->options->control, if that is set. */
void control_open(struct control *control, struct loop *loop, const struct watch *watch,
                  struct findings *findings);

/* Closes everything and removes the file, if it is still ours. */
void control_close(struct control *control);

#endif
