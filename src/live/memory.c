/* Connections between nodes of one process. */
#include "live/memory.h"

#include <stdlib.h>

#include "base/check.h"

/* Our outgoing connection is the other end's incoming one. */
static enum node_conn conn_of_twin(enum node_conn conn)
{
	return conn == NODE_CONN_OUT ? NODE_CONN_IN : NODE_CONN_OUT;
}

static struct hub_wire *twin_wire(struct hub *hub, uint32_t end, enum node_conn conn)
{
	return &hub->ends[end ^ 1].wires[conn_of_twin(conn)];
}

void memory_connect(struct hub *hub, uint32_t end)
{
	CHECK(hub->ends[end ^ 1].transport == HUB_MEMORY);
	if (twin_wire(hub, end, NODE_CONN_OUT)->open) {
		hub_post(hub, WORK_CONNECT_FAILED, end, NODE_CONN_OUT, NULL, 0);
		return;
	}
	/* Posted first: whatever the other node answers is queued behind it. */
	hub_post(hub, WORK_CONNECTED, end, NODE_CONN_OUT, NULL, 0);
	hub_wire_open(hub, end ^ 1, NODE_CONN_IN);
	hub_event(hub, end ^ 1, NODE_CONN_IN, NODE_EV_ACCEPTED, (struct span){0});
}

void memory_move(struct hub *hub, uint32_t end, enum node_conn conn)
{
	size_t size = hub_pull(hub, end, conn);

	if (size == 0)
		return;
	hub_post_ready(hub, end, conn);
	if (twin_wire(hub, end, conn)->open)
		hub_event(hub, end ^ 1, conn_of_twin(conn), NODE_EV_BYTES,
		          (struct span){hub->out, size});
}

void memory_close(struct hub *hub, uint32_t end, enum node_conn conn)
{
	size_t size;
	uint8_t *bytes = hub_drain(hub, end, conn, &size);

	if (!twin_wire(hub, end, conn)->open) {
		free(bytes);
		return;
	}
	if (bytes != NULL)
		hub_post(hub, WORK_BYTES, end ^ 1, conn_of_twin(conn), bytes, size);
	hub_post(hub, WORK_CLOSED, end ^ 1, conn_of_twin(conn), NULL, 0);
}
