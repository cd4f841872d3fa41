/* Raw TCP sockets as a BGP speaker needs them: bound to its own address, signed with its keys
 * (RFC 2385). Functions that give a descriptor return it, or a negative errno. */
#ifndef LIVE_SOCKET_H
#define LIVE_SOCKET_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/addr.h"

/* `addr` and `port` as the kernel wants them; returns the size. */
socklen_t socket_address(const struct addr *addr, uint16_t port, struct sockaddr_storage *out);

/* The address in what the kernel gives; ADDR_NONE for a family that is not IP. */
struct addr socket_address_of(const struct sockaddr_storage *address);

/* Bound to `local` for accepting; not listening yet. */
int socket_open_listener(const struct addr *local, uint16_t port);

/* Bound to `local` with a port of the kernel's choice; not connected. */
int socket_open_outgoing(const struct addr *local);

/* Everything to and from `peer` on this socket is signed with `key`. 0 or a negative errno. */
int socket_set_key(int fd, const struct addr *peer, const char *key);

#endif
