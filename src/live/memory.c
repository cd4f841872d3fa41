/* Connections between nodes of one process. */
#include "live/memory.h"

#include <stdlib.h>

#include "base/check.h"

/* Our outgoing connection is the other end's incoming one. */
static enum node_conn conn_of_twin(enum node_conn conn)
{
	return conn == NODE_CONN_OUT ? NODE_CONN_IN : NODE_CONN_OUT;
}

static struct loop_slot *twin_slot(struct loop *loop, uint32_t end, enum node_conn conn)
{
	return &loop->ends[end ^ 1].slots[conn_of_twin(conn)];
}

void memory_connect(struct loop *loop, uint32_t end)
{
	CHECK(loop->ends[end ^ 1].transport == LOOP_MEMORY);
	if (twin_slot(loop, end, NODE_CONN_OUT)->open) {
		loop_post(loop, WORK_CONNECT_FAILED, end, NODE_CONN_OUT, NULL, 0);
		return;
	}
	/* Posted first: whatever the other node answers is queued behind it. */
	loop_post(loop, WORK_CONNECTED, end, NODE_CONN_OUT, NULL, 0);
	loop_slot_open(loop, end ^ 1, NODE_CONN_IN);
	loop_event(loop, end ^ 1, NODE_CONN_IN, NODE_EV_ACCEPTED, (struct span){0});
}

void memory_move(struct loop *loop, uint32_t end, enum node_conn conn)
{
	size_t size = loop_pull(loop, end, conn);

	CHECK(size <= LOOP_CHUNK && loop->ends[end ^ 1].transport == LOOP_MEMORY);
	if (size == 0)
		return;
	loop_post_ready(loop, end, conn);
	if (twin_slot(loop, end, conn)->open)
		loop_event(loop, end ^ 1, conn_of_twin(conn), NODE_EV_BYTES,
		           (struct span){loop->out, size});
}

void memory_close(struct loop *loop, uint32_t end, enum node_conn conn)
{
	size_t size;
	uint8_t *bytes = loop_drain(loop, end, conn, &size);

	if (!twin_slot(loop, end, conn)->open) {
		free(bytes);
		return;
	}
	if (bytes != NULL)
		loop_post(loop, WORK_BYTES, end ^ 1, conn_of_twin(conn), bytes, size);
	loop_post(loop, WORK_CLOSED, end ^ 1, conn_of_twin(conn), NULL, 0);
}
