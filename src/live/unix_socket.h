/* The control socket's file: who may use it, and who may replace it. */
#ifndef LIVE_UNIX_SOCKET_H
#define LIVE_UNIX_SOCKET_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/findings.h"

/* Binds and listens at `path`, a file that only its owner can open. A socket that nobody listens
 * on any more is replaced, anything else is left alone. Returns the descriptor, or -1 with a
 * finding. */
int unix_socket_listen(const char *path, struct findings *findings);

/* Connects, within `timeout_ms` for this and every later read or write; -1 with a finding. */
int unix_socket_connect(const char *path, int timeout_ms, struct findings *findings);

/* The process at the other end belongs to us, or to root. */
bool unix_socket_peer_is_ours(int fd);

#endif
