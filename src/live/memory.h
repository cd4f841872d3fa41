/*
 * Sessions between two nodes of one process: what one node gives is handed to the other on the
 * spot, a chunk an iteration. The node that reads can always take bytes, so nothing is stored
 * between them but the last words of a connection that was closed.
 */
#ifndef LIVE_MEMORY_H
#define LIVE_MEMORY_H

#include "live/loop.h"

/* The end's node wants a connection to the other end. */
void memory_connect(struct loop *loop, uint32_t end);

/* Hands over what the end's node has for the other one. */
void memory_move(struct loop *loop, uint32_t end, enum node_conn conn);

/* The end's node closed: the other one gets what was left, and then hears of it. */
void memory_close(struct loop *loop, uint32_t end, enum node_conn conn);

#endif
