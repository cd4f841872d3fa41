/*
 * One BGP speaker: its sessions, its tables, its policies, and nothing else.
 *
 *	driver                          node
 *	  | -- event + now ------------> |  node_step()
 *	  | <- effects, in order ------- |  connect, close, bytes are ready, something to note
 *	  | <- bytes ------------------- |  node_pull()
 *	  | -- when must I come back? -> |  node_deadline()
 *
 * The driver never changes a node but by an event, and the node never acts but by effects, so the
 * same node runs in virtual time and on real sockets, and equal events give equal effects.
 *
 * A peer can have two connections for a moment, ours and theirs; the node keeps one of them, as
 * RFC 4271 section 6.8 says. The driver holds at most one connection of each kind per peer: it
 * refuses a second accepted one itself, and a NODE_CONNECT replaces what it may still be closing.
 */
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/reader.h"
#include "bgp/session.h"
#include "rib/rib.h"

/* What one speaker is told about one peer. */
struct node_peer_conf {
	const char *name; /* of the peer, for people */
	struct bgp_session_conf session;
	struct rib_peer_conf rib;
	uint32_t prefix_limit[3]; /* by enum addr_family; one more ends the session; 0: none */
	/* What an UPDATE announces counts on top of all that is there, even if it is there already.
	 */
	bool prefix_limit_cumulative;
};

/* A route of the speaker's own. */
struct node_route_conf {
	struct prefix prefix;
	struct bgp_attrs attrs; /* next hop unset: the speaker itself */
	uint8_t group;          /* see rib_originate() */
};

/* Borrowed by the node for its whole life. */
struct node_conf {
	const char *name;
	uint32_t asn;
	uint32_t router_id;
	const struct node_peer_conf *peers;
	uint32_t peer_count;
	const struct node_route_conf *routes;
	uint32_t route_count;
	struct rib_choice choice;
};

enum node_conn {
	NODE_CONN_OUT, /* the node connected */
	NODE_CONN_IN,  /* the peer connected */
	NODE_CONN_COUNT,
};

enum node_event_kind {
	NODE_EV_START,      /* bring up all sessions */
	NODE_EV_STOP,       /* Cease/Administrative Shutdown to all, for good */
	NODE_EV_PEER_START, /* one session: after PEER_STOP */
	NODE_EV_PEER_STOP,
	NODE_EV_CONNECTED,      /* NODE_CONNECT succeeded */
	NODE_EV_CONNECT_FAILED, /* NODE_CONNECT failed */
	NODE_EV_ACCEPTED,       /* the peer connected; refused by NODE_CLOSE if unwelcome */
	NODE_EV_CLOSED,         /* connection `conn` is gone */
	NODE_EV_BYTES,          /* `bytes` arrived on `conn`, cut anywhere */
	NODE_EV_DEADLINE,       /* node_deadline() has come */
	NODE_EV_ORIGINATE,      /* `route` becomes, or changes, an own route */
	NODE_EV_WITHDRAW,       /* `route->prefix` is no longer an own route */
	NODE_EV_REFRESH,        /* ask the peer to send everything again (RFC 2918) */
	NODE_EV_RECONFIGURE,    /* `conf` in the place of the present one */
};

struct node_event {
	enum node_event_kind kind;
	uint32_t peer;
	enum node_conn conn;
	struct span bytes;                   /* borrowed for the call */
	const struct node_route_conf *route; /* borrowed for the call */
	/* The same peers in the same order, but other policies, limits and own routes. Sessions
	 * stay as they are. Borrowed for the node's life, as is the one before. */
	const struct node_conf *conf;
};

enum node_effect_kind {
	NODE_CONNECT, /* connect to the peer; answer CONNECTED or CONNECT_FAILED */
	NODE_CLOSE, /* node_pull() what is left on `conn`, send it, then close; no CLOSED wanted */
	NODE_READY, /* node_pull() has bytes on `conn` when the transport can take them */
	NODE_NOTE,  /* something happened that a person may want to know */
};

enum node_note {
	NODE_NOTE_UP,
	NODE_NOTE_DOWN,
	NODE_NOTE_NOTIFICATION_SENT,     /* code: enum bgp_notify_code */
	NODE_NOTE_NOTIFICATION_RECEIVED, /* the same */
	NODE_NOTE_PREFIX_LIMIT,          /* code: the limit */
	NODE_NOTE_BAD_UPDATE,            /* treated as RFC 7606 says; text: why */
	NODE_NOTE_COLLISION,
};

struct node_effect {
	enum node_effect_kind kind;
	enum node_note note;
	uint32_t peer;
	enum node_conn conn;
	uint32_t code;
	const char *text; /* until the next node_step(), or NULL */
};

/* Zero-initialise; node_step() appends; the driver sets count = 0 when it has acted. */
struct node_effects {
	struct node_effect *items;
	size_t count;
	size_t capacity;
};

void node_effects_done(struct node_effects *effects);

struct node;

/* `seed` jitters the timers. */
struct node *node_new(const struct node_conf *conf, struct rib_pools pools, uint64_t seed);
void node_free(struct node *node);

/* Consumes one event and appends what follows from it. `now` must not go backwards. */
void node_step(struct node *node, struct instant now, const struct node_event *event,
               struct node_effects *effects);

/* Writes up to `capacity` bytes (at least BGP_MESSAGE_MAX) for the peer; 0 when there is nothing to
 * send on this connection. Only whole messages are written, except the session's own. */
size_t node_pull(struct node *node, struct instant now, uint32_t peer, enum node_conn conn,
                 uint8_t *out, size_t capacity);

/* The earliest time at which NODE_EV_DEADLINE is due. */
struct instant node_deadline(const struct node *node);

const struct node_conf *node_conf(const struct node *node);
struct rib *node_rib(const struct node *node);

/* Frees what none of the nodes holds any more, when the pools have grown enough for that to pay
 * off. The nodes are all that use the pools; entries may be NULL. Nobody else may hold a set or a
 * prefix at this time. */
void node_sweep_pools(const struct rib_pools *pools, struct node *const *nodes, uint32_t count);

/* The session that counts: the Established one, or the one that is furthest. Never NULL. */
const struct bgp_session *node_session(const struct node *node, uint32_t peer);

/* How many sessions of the node are Established, and whether all are. */
uint32_t node_up_count(const struct node *node);
bool node_is_up(const struct node *node);

/* What must always hold between two events, of the tables too: aborts where it does not. It walks
 * everything; nothing in the program calls it, tests and fuzz_node do. */
void node_check(struct node *node);

/* One line for a note, without time and node: "er-ams/primary: session up". */
struct text;
void node_note_format(const struct node *node, const struct node_effect *note, struct text *out);

#endif
