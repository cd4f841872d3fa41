/*
 * What the driver still has to do, first come first served.
 *
 * Acting on a node's effect never steps another node on the spot: it leaves work here, and the
 * loop does it after it has looked at the sockets. That keeps order, bounds an iteration of the
 * loop, and pulls a node's output once an iteration and not once an event.
 */
#ifndef LIVE_WORK_H
#define LIVE_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum work_kind {
	WORK_CONNECT,        /* the node wants a connection */
	WORK_CONNECT_FAILED, /* it will not get one */
	WORK_CONNECTED,      /* the node's connection in memory is there */
	WORK_READY,          /* node_pull() has bytes */
	WORK_BYTES,          /* the last bytes of a peer in memory, `bytes` */
	WORK_CLOSED,         /* the peer in memory closed */
};

struct work {
	uint8_t kind;        /* enum work_kind */
	uint8_t conn;        /* enum node_conn */
	uint32_t end;        /* index into loop->ends */
	uint32_t generation; /* of the slot; work for an earlier connection is dropped */
	uint8_t *bytes;      /* owned, or NULL */
	size_t size;
};

/* A ring that grows. Zero-initialise to start. */
struct work_queue {
	struct work *items;
	size_t first;
	size_t count;
	size_t capacity; /* zero or a power of two */
};

void work_push(struct work_queue *queue, const struct work *work);

/* Takes the oldest out; false when there is none. The caller owns its bytes. */
bool work_pop(struct work_queue *queue, struct work *out);

/* Frees all that is left. */
void work_done(struct work_queue *queue);

#endif
