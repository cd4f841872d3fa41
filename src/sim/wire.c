/* Connections in memory and what is on its way in them. */
#include "sim/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/iana.h"

enum {
	LENGTH_AT = BGP_MARKER_SIZE,
	TYPE_AT = LENGTH_AT + 2,
	WITHDRAWN_LENGTH_AT = BGP_HEADER_SIZE,
	EMPTY_UPDATE_SIZE = BGP_HEADER_SIZE + 4,
	FLAG_EXTENDED_LENGTH = 0x10,
	EMPTY_MP_UNREACH_SIZE = 3, /* family only */
};

static unsigned u16_at(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* RFC 4724 section 2: an UPDATE with nothing in it, or with an MP_UNREACH_NLRI that is alone and
 * empty. */
static bool is_end_of_rib(struct span message)
{
	if (message.size < EMPTY_UPDATE_SIZE || u16_at(message.at + WITHDRAWN_LENGTH_AT) != 0)
		return false;

	struct reader attrs =
	    reader_of(message.at + EMPTY_UPDATE_SIZE, message.size - EMPTY_UPDATE_SIZE);
	uint8_t flags = reader_u8(&attrs);
	uint8_t code = reader_u8(&attrs);
	size_t size = flags & FLAG_EXTENDED_LENGTH ? reader_u16(&attrs) : reader_u8(&attrs);

	return message.size == EMPTY_UPDATE_SIZE ||
	       (code == BGP_ATTR_MP_UNREACH && size == EMPTY_MP_UNREACH_SIZE && attrs.left == size);
}

static enum wire_weight weigh_message(struct span message)
{
	switch (message.at[TYPE_AT]) {
	case BGP_KEEPALIVE:
		return WIRE_KEEPALIVES;
	case BGP_UPDATE:
		return is_end_of_rib(message) ? WIRE_TALK : WIRE_ROUTES;
	default:
		return WIRE_TALK;
	}
}

enum wire_weight wire_weigh(struct span bytes)
{
	enum wire_weight heaviest = WIRE_KEEPALIVES;

	while (bytes.size >= BGP_HEADER_SIZE && heaviest < WIRE_ROUTES) {
		unsigned size = u16_at(bytes.at + LENGTH_AT);
		if (size < BGP_HEADER_SIZE || size > bytes.size)
			return WIRE_TALK;

		enum wire_weight weight = weigh_message((struct span){bytes.at, size});
		if (weight > heaviest)
			heaviest = weight;
		bytes.at += size;
		bytes.size -= size;
	}
	if (bytes.size > 0 && heaviest < WIRE_TALK)
		return WIRE_TALK;
	return heaviest;
}

uint32_t wire_conn_new(struct wire *wire, uint32_t session, uint8_t opener)
{
	uint32_t conn;

	CHECK(opener < 2);
	if (wire->free > 0) {
		conn = wire->free - 1;
		wire->free = wire->conns[conn].session;
	} else {
		wire->conns =
		    mem_grow(wire->conns, &wire->capacity, wire->count + 1, sizeof(*wire->conns));
		conn = (uint32_t)wire->count++;
	}
	wire->conns[conn] = (struct wire_conn){.session = session, .opener = opener};
	return conn;
}

void wire_conn_free(struct wire *wire, uint32_t conn)
{
	struct wire_conn *at = &wire->conns[conn];

	CHECK(conn < wire->count);
	CHECK(!at->attached[0] && !at->attached[1]);
	wire_purge(&at->to[0]);
	wire_purge(&at->to[1]);
	at->session = wire->free;
	wire->free = conn + 1;
}

void wire_done(struct wire *wire)
{
	for (size_t i = 0; i < wire->count; i++) {
		wire_purge(&wire->conns[i].to[0]);
		wire_purge(&wire->conns[i].to[1]);
	}
	free(wire->conns);
	*wire = (struct wire){0};
}

void wire_send(struct wire_queue *queue, enum wire_kind kind, enum wire_weight weight,
               struct span bytes, struct instant arrival)
{
	struct wire_chunk *chunk = xmalloc(sizeof(*chunk) + bytes.size);

	CHECK(bytes.size <= UINT32_MAX);
	CHECK((bytes.size > 0) == (kind == WIRE_BYTES));
	if (instant_before(arrival, queue->last_arrival))
		arrival = queue->last_arrival;
	queue->last_arrival = arrival;
	*chunk = (struct wire_chunk){
	    .arrival = arrival,
	    .size = (uint32_t)bytes.size,
	    .kind = (uint8_t)kind,
	    .weight = (uint8_t)weight,
	};
	if (bytes.size > 0)
		memcpy(chunk->bytes, bytes.at, bytes.size);
	if (queue->tail != NULL)
		queue->tail->next = chunk;
	else
		queue->head = chunk;
	queue->tail = chunk;
	queue->bytes += bytes.size;
	queue->busy += weight != WIRE_KEEPALIVES;
}

struct wire_chunk *wire_take(struct wire_queue *queue)
{
	struct wire_chunk *chunk = queue->head;

	CHECK(chunk != NULL);
	CHECK(queue->bytes >= chunk->size);
	CHECK(queue->busy > 0 || chunk->weight == WIRE_KEEPALIVES);
	queue->head = chunk->next;
	if (queue->head == NULL)
		queue->tail = NULL;
	queue->bytes -= chunk->size;
	queue->busy -= chunk->weight != WIRE_KEEPALIVES;
	return chunk;
}

void wire_purge(struct wire_queue *queue)
{
	while (queue->head != NULL)
		free(wire_take(queue));
	CHECK(queue->bytes == 0 && queue->busy == 0 && queue->tail == NULL);
}

void wire_delay(struct wire_queue *queue, struct instant arrival)
{
	for (struct wire_chunk *chunk = queue->head; chunk != NULL; chunk = chunk->next)
		chunk->arrival = arrival;
	queue->last_arrival = arrival;
}
