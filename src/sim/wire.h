/*
 * Connections in memory: what is on its way between the two ends of a session, in order, and when
 * it arrives. Keeps books, decides nothing: sim.c says what an arrival means.
 *
 * Of one session there can be several at a time, as with TCP: one opened by each end, and old ones
 * of which the other end has not heard yet that they are gone.
 */
#ifndef SIM_WIRE_H
#define SIM_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/reader.h"

enum wire_kind {
	WIRE_OPEN,   /* to the acceptor: somebody connects */
	WIRE_OPENED, /* to the opener: the connection is there */
	WIRE_BYTES,
	WIRE_CLOSE, /* the sender is gone */
};

/* How much the bytes matter to the question whether a run has come to rest. */
enum wire_weight {
	WIRE_KEEPALIVES, /* nothing else */
	WIRE_TALK,       /* handshakes, NOTIFICATION, End-of-RIB */
	WIRE_ROUTES,     /* UPDATEs that announce or withdraw */
};

/* The heaviest of the messages. Bytes that do not begin with a whole message are WIRE_TALK. */
enum wire_weight wire_weigh(struct span bytes);

struct wire_chunk {
	struct wire_chunk *next;
	struct instant arrival;
	uint32_t size;
	uint8_t kind;   /* enum wire_kind */
	uint8_t weight; /* enum wire_weight */
	uint8_t bytes[];
};

/* What travels to one end. */
struct wire_queue {
	struct wire_chunk *head;
	struct wire_chunk *tail;
	struct instant last_arrival;
	size_t bytes;
	uint32_t busy; /* chunks that are more than keepalives */
};

struct wire_conn {
	uint32_t session; /* index into the plan's; or, when free, the next free one + 1 */
	uint8_t opener;   /* the end that connected */
	bool attached[2]; /* the node at this end has the connection */
	bool full[2];     /* the node at this end has more to send than there is room */
	struct wire_queue to[2];
};

/* All connections, by number; numbers of ended ones are used again. */
struct wire {
	struct wire_conn *conns;
	size_t count;
	size_t capacity;
	uint32_t free; /* the first free number + 1 */
};

uint32_t wire_conn_new(struct wire *wire, uint32_t session, uint8_t opener);
void wire_conn_free(struct wire *wire, uint32_t conn);
void wire_done(struct wire *wire);

/* Appends a copy of `bytes`; it arrives at `arrival`, but not before what was sent earlier. */
void wire_send(struct wire_queue *queue, enum wire_kind kind, enum wire_weight weight,
               struct span bytes, struct instant arrival);

/* Takes the first chunk out of a queue that has one; the caller frees it. */
struct wire_chunk *wire_take(struct wire_queue *queue);

/* Drops all. */
void wire_purge(struct wire_queue *queue);

/* Everything that is under way arrives at `arrival` instead, in the same order. */
void wire_delay(struct wire_queue *queue, struct instant arrival);

#endif
